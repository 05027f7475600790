use std::collections::HashSet;

use crate::sandbox::functions::{Caller, Outcome, Reply};
use crate::sandbox::mtproto::random;
use crate::sandbox::mtproto::server::keys::*;

/// Knows which keys somebody is signed in with.
struct Logins(HashSet<i64>);

impl Functions for Logins {
    fn call(&mut self, _: &Caller, _: &[u8]) -> Reply {
        Reply { answer: Ok(Outcome::Answer(Vec::new())), pushes: Vec::new(), fault: None }
    }

    fn needs_key(&self, auth_key_id: i64) -> bool {
        self.0.contains(&auth_key_id)
    }
}

fn add(server: &mut Server<Logins>, expires_in: Option<i32>) -> i64 {
    let key = AuthKey::new(SecretBytes::new(&mut random::array()));
    let id = key.id();
    let now = server.now();
    server.add_key(2, NewKey { key, first_salt: 0, expires_in }, now);
    id
}

#[test]
fn keys_without_a_login_give_way_to_new_ones_and_the_others_stay() {
    let mut server = Server::new(Logins(HashSet::new()));
    let signed_in: Vec<i64> = (0..100).map(|_| add(&mut server, None)).collect();
    server.functions.0.extend(&signed_in);
    let expired = add(&mut server, Some(0));
    let first = add(&mut server, None);
    let mut last = first;
    for _ in 0..3 * SPARE_KEYS {
        last = add(&mut server, None);
        assert!(server.knows_key(last), "a client has it and is about to use it");
    }
    assert!(server.authorizations.len() <= signed_in.len() + SPARE_KEYS);
    assert!(signed_in.iter().all(|id| server.knows_key(*id)));
    assert!(!server.knows_key(first) && !server.knows_key(expired) && server.knows_key(last));
}
