//! Temporary keys and their bindings. <https://core.telegram.org/api/pfs>

use grammers_crypto::aes::ige_encrypt;
use grammers_tl_types::{self as tl, Serializable};
use sha1::{Digest, Sha1};
use telewire::sandbox::Sandbox;

use super::account::{address, call, next_updates, sandbox, signed_in, stranger};
use super::client::{Client, Framing, RPC_RESULT};
use super::exchange::{Exchange, Padding};
use crate::world::{ANN, get_me, history};

/// A client with a temporary key.
fn passing(sandbox: &Sandbox, expires_in: i32) -> Client {
    let mut client = Client::connect(address(sandbox), Framing::Full);
    let exchange = Exchange::begin(&mut client, sandbox.description());
    let inner = exchange.inner_temp(expires_in).to_bytes();
    let params = exchange.req_dh_params(&mut client, &inner, Padding::RsaPad);
    let dh = exchange.dh(params);
    let tl::enums::SetClientDhParamsAnswer::DhGenOk(_) = exchange.set_dh(&mut client, &dh, 0) else {
        panic!("the exchange failed");
    };
    client.set_key(dh.key.to_bytes(), exchange.first_salt());
    client
}

/// The fields of a binding, valid unless a test changes them.
struct Bind {
    nonce: i64,
    expires_at: i32,
    perm_auth_key_id: i64,
    inner: tl::types::BindAuthKeyInner,
    msg_id: i64,
    seqno: i32,
}

impl Bind {
    fn new(temporary: &mut Client, permanent: &Client, expires_in: i64) -> Self {
        let msg_id = temporary.next_msg_id();
        let (nonce, expires_at) = (0x1234_5678, ((msg_id >> 32) + expires_in) as i32);
        let inner = tl::types::BindAuthKeyInner {
            nonce,
            temp_auth_key_id: temporary.key_id(),
            perm_auth_key_id: permanent.key_id(),
            temp_session_id: temporary.session_id,
            expires_at,
        };
        Self { nonce, expires_at, perm_auth_key_id: permanent.key_id(), inner, msg_id, seqno: 0 }
    }

    /// > one has to prepend random:int128 […], then append the same msg_id that will be used for the request, a seqno
    /// > equal to zero, and the correct msg_len (40 bytes in this case); after that, one computes the msg_key:int128 as
    /// > SHA1 of the resulting string, appends padding necessary for a 16-byte alignment, encrypts the resulting string
    /// > using the key derived from perm_auth_key and msg_key, and prepends perm_auth_key_id and msg_key
    ///
    /// <https://core.telegram.org/method/auth.bindTempAuthKey#encrypting-the-binding-message>
    fn encrypted(&self, permanent: &Client) -> Vec<u8> {
        let inner = tl::enums::BindAuthKeyInner::Inner(self.inner.clone()).to_bytes();
        let mut plaintext = vec![0x33; 16];
        self.msg_id.serialize(&mut plaintext);
        self.seqno.serialize(&mut plaintext);
        (inner.len() as i32).serialize(&mut plaintext);
        plaintext.extend(inner);
        let msg_key = Sha1::digest(&plaintext)[4..].to_vec();
        plaintext.resize(plaintext.len().next_multiple_of(16), 0x44);

        // https://core.telegram.org/mtproto/description_v1#defining-aes-key-and-initialization-vector
        let key = permanent.key().to_bytes();
        let sha1_a = Sha1::digest([&msg_key, &key[..32]].concat());
        let sha1_b = Sha1::digest([&key[32..48], &msg_key, &key[48..64]].concat());
        let sha1_c = Sha1::digest([&key[64..96], &msg_key].concat());
        let sha1_d = Sha1::digest([&msg_key, &key[96..128]].concat());
        let aes_key = [&sha1_a[..8], &sha1_b[8..20], &sha1_c[4..16]].concat();
        let aes_iv = [&sha1_a[8..20], &sha1_b[..8], &sha1_c[16..20], &sha1_d[..8]].concat();
        ige_encrypt(&mut plaintext, &aes_key.try_into().unwrap(), &aes_iv.try_into().unwrap());
        [&permanent.key_id().to_le_bytes()[..], &msg_key, &plaintext].concat()
    }

    fn send(&self, temporary: &mut Client, encrypted_message: Vec<u8>) -> Result<bool, String> {
        let function = tl::functions::auth::BindTempAuthKey {
            perm_auth_key_id: self.perm_auth_key_id,
            nonce: self.nonce,
            expires_at: self.expires_at,
            encrypted_message,
        };
        let seqno = temporary.next_seqno(true);
        temporary.send_as(self.msg_id, seqno, &function.to_bytes());
        let result = loop {
            let received = temporary.receive();
            if received.id() == RPC_RESULT {
                break received.result(self.msg_id);
            }
        };
        use tl::Deserializable;
        match tl::enums::RpcError::from_bytes(&result) {
            Ok(tl::enums::RpcError::Error(error)) => Err(error.error_message),
            Err(_) => Ok(bool::from_bytes(&result).unwrap()),
        }
    }
}

fn bind(temporary: &mut Client, permanent: &Client) -> Result<bool, String> {
    let bind = Bind::new(temporary, permanent, 3600);
    bind.send(temporary, bind.encrypted(permanent))
}

/// > An unbound temp_auth_key_id may only be used with the following methods: auth.bindTempAuthKey, help.getConfig,
/// > help.getNearestDc
/// >
/// > Once auth.bindTempAuthKey has been executed successfully, the client may signUp / signIn using other auth.* methods
/// > and continue using the API as usual
#[test]
fn a_bound_temporary_key_acts_for_the_permanent_one() {
    let sandbox = sandbox();
    let ann = signed_in(&sandbox, ANN);
    let mut temporary = passing(&sandbox, 3600);
    call(&mut temporary, &tl::functions::help::GetNearestDc {}).unwrap();
    assert_eq!(call(&mut temporary, &get_me()).unwrap_err(), "AUTH_KEY_PERM_EMPTY");
    assert_eq!(bind(&mut temporary, &ann), Ok(true));
    let me = call(&mut temporary, &get_me()).unwrap();
    let [tl::enums::User::User(me)] = &me[..] else { panic!("{me:?}") };
    assert_eq!(me.username.as_deref(), Some("ann_archer"));
    call(&mut temporary, &history(&tl::enums::InputPeer::PeerSelf)).unwrap();
    assert_eq!(bind(&mut temporary, &ann), Ok(true), "once more is no harm");
}

#[test]
fn signing_in_with_a_bound_key_signs_in_the_permanent_one() {
    let sandbox = sandbox();
    let mut permanent = stranger(&sandbox);
    let mut temporary = passing(&sandbox, 3600);
    assert_eq!(bind(&mut temporary, &permanent), Ok(true));
    let sent = call(&mut temporary, &crate::world::send_code(ANN)).unwrap();
    let tl::enums::auth::SentCode::Code(sent) = sent else { panic!("{sent:?}") };
    call(&mut temporary, &crate::world::sign_in(ANN, &sent.phone_code_hash, "22222")).unwrap();
    assert_eq!(call(&mut permanent, &get_me()).unwrap().len(), 1);
}

#[test]
fn updates_are_pushed_to_the_temporary_key_too() {
    let sandbox = sandbox();
    let mut ann = signed_in(&sandbox, ANN);
    let mut temporary = passing(&sandbox, 3600);
    bind(&mut temporary, &ann).unwrap();
    let say = |text: &str| {
        sandbox.act(|world| {
            let id = |name| world.resolve_username(name).unwrap();
            let (bob, ann) = (id("bob_baker"), id("ann_archer"));
            let telewire::sandbox::world::people::peer::Peer::User(bob) = bob else { panic!("{bob:?}") };
            world.say(bob, ann, text, 1).unwrap();
            ((), telewire::sandbox::functions::pushes(world, None))
        });
    };
    let told = |client: &mut Client| match next_updates(client) {
        tl::enums::Updates::UpdateShortMessage(new) => new.message,
        other => panic!("{other:?}"),
    };
    call(&mut temporary, &get_me()).unwrap();
    say("to the last that was used");
    assert_eq!(told(&mut temporary), "to the last that was used");
    call(&mut ann, &get_me()).unwrap();
    say("to the other");
    assert_eq!(told(&mut ann), "to the other");
    temporary.expect_nothing();
}

/// > Each permanent key may only be bound to one temporary key at a time, binding a new temporary key overwrites the
/// > previous one.
#[test]
fn a_new_temporary_key_replaces_the_previous_one() {
    let sandbox = sandbox();
    let ann = signed_in(&sandbox, ANN);
    let [mut before, mut after] = [(); 2].map(|()| passing(&sandbox, 3600));
    bind(&mut before, &ann).unwrap();
    bind(&mut after, &ann).unwrap();
    assert_eq!(call(&mut before, &get_me()).unwrap_err(), "AUTH_KEY_PERM_EMPTY");
    call(&mut after, &get_me()).unwrap();
    bind(&mut before, &ann).unwrap();
    call(&mut before, &get_me()).unwrap();
    assert_eq!(call(&mut after, &get_me()).unwrap_err(), "AUTH_KEY_PERM_EMPTY");
}

/// > ENCRYPTED_MESSAGE_INVALID: Encrypted message is incorrect.
#[test]
fn an_invalid_binding_is_rejected() {
    let sandbox = sandbox();
    let (ann, other) = (signed_in(&sandbox, ANN), stranger(&sandbox));
    let mut temporary = passing(&sandbox, 3600);
    let spoils: [fn(&mut Bind, i64); 9] = [
        |bind, _| bind.nonce += 1,
        |bind, _| bind.inner.nonce += 1,
        |bind, _| bind.expires_at += 1,
        |bind, _| bind.inner.temp_auth_key_id ^= 1,
        |bind, _| bind.inner.perm_auth_key_id ^= 1,
        |bind, _| bind.inner.temp_session_id ^= 1,
        |bind, _| bind.seqno = 1,
        |bind, _| bind.perm_auth_key_id ^= 1,
        |bind, other| (bind.perm_auth_key_id, bind.inner.perm_auth_key_id) = (other, other),
    ];
    for (at, spoil) in spoils.into_iter().enumerate() {
        let mut bind = Bind::new(&mut temporary, &ann, 3600);
        spoil(&mut bind, other.key_id());
        let encrypted = bind.encrypted(&ann);
        let refused = bind.send(&mut temporary, encrypted);
        assert_eq!(refused, Err("ENCRYPTED_MESSAGE_INVALID".to_owned()), "{at}");
    }
    // The id of another message.
    let bind = Bind::new(&mut temporary, &ann, 3600);
    let encrypted = bind.encrypted(&ann);
    let later = Bind::new(&mut temporary, &ann, 3600);
    assert_eq!(later.send(&mut temporary, encrypted), Err("ENCRYPTED_MESSAGE_INVALID".to_owned()));
    // Each byte flipped, and each length.
    let length = bind.encrypted(&ann).len();
    for at in (0..length).step_by(7) {
        let bind = Bind::new(&mut temporary, &ann, 3600);
        let mut encrypted = bind.encrypted(&ann);
        encrypted[at] ^= 0x10;
        assert_eq!(bind.send(&mut temporary, encrypted), Err("ENCRYPTED_MESSAGE_INVALID".to_owned()), "{at}");
        let bind = Bind::new(&mut temporary, &ann, 3600);
        let encrypted = bind.encrypted(&ann)[..at].to_vec();
        assert_eq!(bind.send(&mut temporary, encrypted), Err("ENCRYPTED_MESSAGE_INVALID".to_owned()), "{at}");
    }
    assert_eq!(call(&mut temporary, &get_me()).unwrap_err(), "AUTH_KEY_PERM_EMPTY");
}

/// > TEMP_AUTH_KEY_EMPTY: The request was not performed with a temporary authorization key.
/// >
/// > TEMP_AUTH_KEY_ALREADY_BOUND: The passed temporary key is already bound to another perm_auth_key_id.
#[test]
fn only_a_temporary_key_is_bound_and_permanently_to_one_key() {
    let sandbox = sandbox();
    let (ann, mut other) = (signed_in(&sandbox, ANN), stranger(&sandbox));
    assert_eq!(bind(&mut other, &ann), Err("TEMP_AUTH_KEY_EMPTY".to_owned()));
    let mut temporary = passing(&sandbox, 3600);
    bind(&mut temporary, &ann).unwrap();
    assert_eq!(bind(&mut temporary, &other), Err("TEMP_AUTH_KEY_ALREADY_BOUND".to_owned()));
    call(&mut temporary, &get_me()).unwrap();
    // A temporary key can't be a permanent one.
    let mut second = passing(&sandbox, 3600);
    assert_eq!(bind(&mut second, &temporary), Err("ENCRYPTED_MESSAGE_INVALID".to_owned()));
}

/// > EXPIRES_AT_INVALID: The specified expires_at timestamp is invalid.
#[test]
fn a_binding_must_expire_in_the_future_and_together_with_the_key() {
    let sandbox = sandbox();
    let ann = signed_in(&sandbox, ANN);
    let mut temporary = passing(&sandbox, 3600);
    for expires_in in [-1_700_000_000, -1, 0, 100_000] {
        let bind = Bind::new(&mut temporary, &ann, expires_in);
        let refused = bind.send(&mut temporary, bind.encrypted(&ann));
        assert_eq!(refused, Err("EXPIRES_AT_INVALID".to_owned()), "{expires_in}");
    }
}

#[test]
fn destroying_a_bound_key_keeps_the_login_and_destroying_the_login_ends_the_key() {
    let sandbox = sandbox();
    let mut ann = signed_in(&sandbox, ANN);
    let [mut first, mut second] = [(); 2].map(|()| passing(&sandbox, 3600));
    bind(&mut first, &ann).unwrap();
    first.send_service(&tl::functions::DestroyAuthKey {}.to_bytes());
    let tl::enums::DestroyAuthKeyRes::DestroyAuthKeyOk = first.expect() else { panic!("it is there") };
    first.send(&get_me().to_bytes());
    assert_eq!(first.read_error(), -404);
    call(&mut ann, &get_me()).unwrap();

    bind(&mut second, &ann).unwrap();
    ann.send_service(&tl::functions::DestroyAuthKey {}.to_bytes());
    let tl::enums::DestroyAuthKeyRes::DestroyAuthKeyOk = ann.expect() else { panic!("it is there") };
    second.send(&get_me().to_bytes());
    assert_eq!(second.read_error(), -404);
    let signed_in = sandbox.with_world(|world| world.signed_in().count());
    assert_eq!(signed_in, 0, "nobody is listed with a key that is gone");
}

/// > An alternative form of inner data (p_q_inner_data_temp_dc) is used to create temporary keys, that are only stored in
/// > the server RAM and are discarded after at most expires_in seconds.
///
/// <https://core.telegram.org/mtproto/auth_key>
///
/// > Be prepared to handle resulting MTProto errors correctly (non-existent auth_key_id results in a 404 error).
///
/// <https://core.telegram.org/api/pfs>
#[test]
fn an_expired_temporary_key_is_unknown() {
    let sandbox = sandbox();
    let mut ann = signed_in(&sandbox, ANN);
    let [mut unbound, mut bound] = [10, 3600].map(|expires_in| passing(&sandbox, expires_in));
    bind(&mut bound, &ann).unwrap();
    call(&mut unbound, &tl::functions::help::GetNearestDc {}).unwrap();
    sandbox.with_world(|world| world.advance(11));
    unbound.send(&tl::functions::help::GetNearestDc {}.to_bytes());
    assert_eq!(unbound.read_error(), -404);

    call(&mut bound, &get_me()).unwrap();
    sandbox.with_world(|world| world.advance(3600));
    bound.send(&get_me().to_bytes());
    assert_eq!(bound.read_error(), -404);

    // > Once the temporary key expires, the client needs to generate a new temporary key […]. Then it needs to re-bind
    // > that new temporary key to the initial permanent key.
    let mut next = passing(&sandbox, 3600);
    bind(&mut next, &ann).unwrap();
    call(&mut next, &get_me()).unwrap();
    // After more than half an hour, the salt of the earlier key has changed.
    ann.send(&get_me().to_bytes());
    let tl::enums::BadMsgNotification::BadServerSalt(salt) = ann.expect() else { panic!("the salt is old") };
    ann.salt = salt.new_server_salt;
    call(&mut ann, &get_me()).unwrap();
}

/// A fault that ends a login also ends the keys bound to it.
#[test]
fn a_lost_login_ends_its_temporary_key() {
    use telewire::sandbox::world::engine::faults::{Fault, FaultEffect};
    let sandbox = sandbox();
    let mut ann = signed_in(&sandbox, ANN);
    let mut temporary = passing(&sandbox, 3600);
    bind(&mut temporary, &ann).unwrap();
    sandbox.with_world(|world| {
        let kind = FaultEffect::AuthKeyLost;
        world.fault(Fault {
            kind,
            method: None,
            account: None,
            at_dc: None,
            count: 1,
            probability: 1.0,
            seed: None,
        })
    });
    temporary.send(&get_me().to_bytes());
    assert_eq!(temporary.read_error(), -404);
    ann.send(&get_me().to_bytes());
    assert_eq!(ann.read_error(), -404);
}

#[test]
fn a_binding_survives_a_snapshot() {
    let sandbox = sandbox();
    let ann = signed_in(&sandbox, ANN);
    let mut temporary = passing(&sandbox, 3600);
    bind(&mut temporary, &ann).unwrap();
    let snapshot = sandbox.snapshot().unwrap();
    sandbox.restore(snapshot).unwrap();
    let mut again = Client::connect(address(&sandbox), Framing::Full);
    again.take_key(&temporary);
    // Salts are new.
    again.send(&get_me().to_bytes());
    let tl::enums::BadMsgNotification::BadServerSalt(salt) = again.expect() else { panic!("salts are kept") };
    again.salt = salt.new_server_salt;
    call(&mut again, &get_me()).unwrap();
}
