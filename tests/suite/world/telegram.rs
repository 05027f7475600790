//! A world without a network.

use grammers_tl_types::{Deserializable, RemoteCall, enums, functions};
use serde_json::Value;
use telewire::sandbox::functions::{self as sandbox, Caller, LateAnswer, Outcome, Push, RpcError};
use telewire::sandbox::world::World;
use telewire::sandbox::world::login::authorization::ClientInfo;

use super::requests::*;

pub const NOW: i64 = 1_800_000_000;
pub const ANN: &str = "+9996620001";
pub const BOB: &str = "+9996620002";
pub const CAROL: &str = "+9996610003";
pub const BOT_TOKEN: &str = "7000001:sandbox";
pub const DIGITS: &str = "22222";

/// A world whose clock stands still, and its pushes so far.
pub struct Telegram {
    pub world: World,
    pub pushes: Vec<Push>,
    late: Vec<LateAnswer>,
    keys: i64,
    asked: i64,
}

impl Telegram {
    pub fn new() -> Self {
        let dcs = (1..=2).map(|dc| (dc, ([127, 0, 0, 1], 4430 + dc as u16).into())).collect();
        Self { world: World::at(7, dcs, NOW), pushes: Vec::new(), late: Vec::new(), keys: 0, asked: 4 }
    }

    /// Continues with the world restored from a snapshot.
    pub fn restart(&mut self) {
        self.world = restored(&self.world);
    }

    /// A connection with a new key.
    pub fn connect(&mut self, dc: i32) -> Caller {
        self.keys += 1;
        Caller {
            dc,
            auth_key_id: self.keys,
            session_id: 1000 + self.keys,
            msg_id: 4,
            layer: 230,
            client: ClientInfo { api_id: 1, device_model: "test".to_owned(), ..ClientInfo::default() },
            wants_updates: true,
        }
    }

    /// A connection signed in to this account. The pushes about it to other logins are dropped.
    pub fn sign_in(&mut self, phone: &str) -> Caller {
        let caller = self.connect(2);
        let hash = self.send_code(&caller, phone);
        self.call(&caller, &sign_in(phone, &hash, DIGITS)).expect("the code is right");
        self.pushes.retain(|push| !matches!(
            &push.updates,
            enums::Updates::Updates(told) if matches!(told.updates[..], [enums::Update::NewAuthorization(_)])
        ));
        caller
    }

    pub fn sign_in_bot(&mut self) -> Caller {
        let caller = self.connect(2);
        self.call(&caller, &import_bot(BOT_TOKEN)).expect("the token is right");
        caller
    }

    pub fn send_code(&mut self, caller: &Caller, phone: &str) -> String {
        match self.call(caller, &send_code(phone)).expect("the number lives here") {
            enums::auth::SentCode::Code(sent) => sent.phone_code_hash,
            other => panic!("{other:?}"),
        }
    }

    pub fn call<F: RemoteCall>(&mut self, caller: &Caller, function: &F) -> Result<F::Return, RpcError> {
        self.call_bytes(caller, &function.to_bytes())
            .map(|answer| F::Return::from_bytes(&answer).expect("the answer is of the function's type"))
    }

    pub fn call_bytes(&mut self, caller: &Caller, function: &[u8]) -> Result<Vec<u8>, RpcError> {
        let reply = sandbox::call(&mut self.world, caller, function);
        self.pushes.extend(reply.pushes);
        reply.answer.map(|outcome| match outcome {
            Outcome::Answer(answer) => answer,
            Outcome::Later => panic!("it is answered later"),
        })
    }

    /// Makes a call that a bot must answer. Returns the id of its later answer.
    pub fn ask<F: RemoteCall>(&mut self, caller: &Caller, function: &F) -> Caller {
        self.asked += 4;
        let caller = Caller { msg_id: self.asked, ..caller.clone() };
        let reply = sandbox::call(&mut self.world, &caller, &function.to_bytes());
        self.pushes.extend(reply.pushes);
        assert!(matches!(reply.answer, Ok(Outcome::Later)), "{:?}", reply.answer);
        caller
    }

    /// The answer to a waiting call, if there is one.
    pub fn answered<F: RemoteCall>(&mut self, waiting: &Caller) -> Option<Result<F::Return, RpcError>> {
        self.late.extend(sandbox::answers(&mut self.world));
        let is = |late: &LateAnswer| {
            (late.auth_key_id, late.session_id, late.msg_id)
                == (waiting.auth_key_id, waiting.session_id, waiting.msg_id)
        };
        let at = self.late.iter().position(is)?;
        let read = |answer: Vec<u8>| F::Return::from_bytes(&answer).expect("it is of the function's type");
        Some(self.late.remove(at).answer.map(read))
    }

    /// The name of the call's error.
    pub fn refusal<F: RemoteCall>(&mut self, caller: &Caller, function: &F) -> String
    where
        F::Return: std::fmt::Debug,
    {
        let RpcError { code, name } = self.call(caller, function).expect_err("it is refused");
        format!("{code} {name}")
    }

    /// The pushes to this connection since the last time.
    pub fn pushed(&mut self, to: &Caller) -> Vec<enums::Updates> {
        let (taken, left) =
            std::mem::take(&mut self.pushes).into_iter().partition(|push| push.auth_key_id == to.auth_key_id);
        self.pushes = left;
        let taken: Vec<Push> = taken;
        let own = |push: &Push| push.except_session == Some(to.session_id);
        taken.into_iter().filter(|push| !own(push)).map(|push| push.updates).collect()
    }

    /// Checks a limit: functions just inside are accepted, and those just outside rejected with Telegram's error name.
    pub fn limit<F: RemoteCall>(&mut self, caller: &Caller, inside: &[F], outside: &[(F, &str)])
    where
        F::Return: std::fmt::Debug,
    {
        for (at, (function, name)) in outside.iter().enumerate() {
            assert_eq!(self.refusal(caller, function), *name, "outside, {at}");
        }
        for (at, function) in inside.iter().enumerate() {
            self.call(caller, function).unwrap_or_else(|refused| panic!("inside, {at}: {refused:?}"));
        }
    }

    pub fn resolve(&mut self, caller: &Caller, username: &str) -> enums::InputPeer {
        let function = functions::contacts::ResolveUsername { username: username.to_owned(), referer: None };
        let enums::contacts::ResolvedPeer::Peer(found) = self.call(caller, &function).expect("it is taken");
        match (found.users.first(), found.chats.first()) {
            (Some(enums::User::User(user)), _) => input_user(user),
            (_, Some(enums::Chat::Channel(channel))) => input_channel(channel),
            other => panic!("{other:?}"),
        }
    }

    pub fn send(
        &mut self,
        caller: &Caller,
        to: &enums::InputPeer,
        text: &str,
        random_id: i64,
    ) -> enums::Updates {
        self.call(caller, &send(to, text, random_id)).expect("it may be sent")
    }

    /// Newest first.
    pub fn history(&mut self, caller: &Caller, of: &enums::InputPeer) -> Vec<enums::Message> {
        messages(self.call(caller, &history(of)).expect("it may be read"))
    }
}

/// Whatever a test did to a world, a snapshot loses nothing of it.
impl Drop for Telegram {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_whole(&self.world);
        }
    }
}

/// The world restored from a snapshot of this one, through its text as in a file.
pub fn restored(world: &World) -> World {
    let (files, rest) = world.snapshot().expect("a world can be written down");
    let read = |written: Value| serde_json::from_str(&written.to_string()).expect("it is JSON");
    World::restore(read(files), read(rest), world.dcs().to_vec()).expect("what was written can be read")
}

/// Checks that the snapshot of this world restores one with the same snapshot.
pub fn assert_whole(world: &World) {
    let snapshot = world.snapshot().expect("a world can be written down");
    assert_eq!(restored(world).snapshot().expect("it is a world"), snapshot);
}
