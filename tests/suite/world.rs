//! The sandbox's world, asked as a client asks Telegram: serialized functions in, serialized answers out.

use grammers_tl_types::{Deserializable, RemoteCall, enums, functions, types};
use telewire::sandbox::functions::{self as sandbox, Caller, LateAnswer, Outcome, Push, RpcError};
use telewire::sandbox::world::World;
use telewire::sandbox::world::login::authorization::ClientInfo;

mod accounts;
mod administration;
mod arranging;
mod asking;
mod automatic;
mod buttons;
mod cdn;
mod chats;
mod commands;
mod deleting;
mod due;
mod editing;
mod faults;
mod files;
mod forwarding;
mod fresh;
mod groups;
mod history;
mod inline;
mod invites;
mod large;
mod limits;
mod login;
mod mentions;
mod pinning;
mod polling;
mod quotas;
mod reacting;
mod receipts;
mod recovery;
mod replay;
mod rights;
mod rules;
mod scheduling;
mod searching;
mod sending;
mod settings;
mod snapshots;
mod starting;
mod starting_bots;
mod strangers;
mod takeout;
mod topics;
mod updates;

pub const NOW: i64 = 1_800_000_000;
pub const ANN: &str = "+9996620001";
pub const BOB: &str = "+9996620002";
pub const CAROL: &str = "+9996610003";
pub const BOT_TOKEN: &str = "7000001:sandbox";
pub const DIGITS: &str = "22222";

/// A world whose clock stands, and what it has pushed so far.
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

    /// Goes on with the world as a snapshot brings it back.
    pub fn restart(&mut self) {
        self.world = snapshots::restored(&self.world);
    }

    /// A connection with a fresh key.
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

    /// A connection on which that account is signed in. What its other logins heard of that is dropped.
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

    /// Calls what a bot is to answer first. Gives by what the answer is known when it comes.
    pub fn ask<F: RemoteCall>(&mut self, caller: &Caller, function: &F) -> Caller {
        self.asked += 4;
        let caller = Caller { msg_id: self.asked, ..caller.clone() };
        let reply = sandbox::call(&mut self.world, &caller, &function.to_bytes());
        self.pushes.extend(reply.pushes);
        assert!(matches!(reply.answer, Ok(Outcome::Later)), "{:?}", reply.answer);
        caller
    }

    /// What the call that waited is answered, if it is.
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

    /// The name of the error that the function meets.
    pub fn refusal<F: RemoteCall>(&mut self, caller: &Caller, function: &F) -> String
    where
        F::Return: std::fmt::Debug,
    {
        let RpcError { code, name } = self.call(caller, function).expect_err("it is refused");
        format!("{code} {name}")
    }

    /// What was pushed to this connection since the last time.
    pub fn pushed(&mut self, to: &Caller) -> Vec<enums::Updates> {
        let (taken, left) =
            std::mem::take(&mut self.pushes).into_iter().partition(|push| push.auth_key_id == to.auth_key_id);
        self.pushes = left;
        let taken: Vec<Push> = taken;
        let own = |push: &Push| push.except_session == Some(to.session_id);
        taken.into_iter().filter(|push| !own(push)).map(|push| push.updates).collect()
    }

    /// Holds functions against a limit: what is just inside is taken, what is just outside refused by Telegram's name.
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

/// Whatever a test did to a world, nothing of it is lost in a snapshot.
impl Drop for Telegram {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            snapshots::assert_whole(&self.world);
        }
    }
}

/// The same person, as functions about people want them named.
pub fn as_user(peer: &enums::InputPeer) -> enums::InputUser {
    match peer {
        enums::InputPeer::User(user) => {
            types::InputUser { user_id: user.user_id, access_hash: user.access_hash }.into()
        }
        other => panic!("{other:?} is nobody"),
    }
}

/// What an answer or a push brings.
pub fn brought(updates: enums::Updates) -> types::Updates {
    match updates {
        enums::Updates::Updates(updates) => updates,
        other => panic!("{other:?}"),
    }
}

pub fn send_code(phone: &str) -> functions::auth::SendCode {
    functions::auth::SendCode {
        phone_number: phone.to_owned(),
        api_id: 1,
        api_hash: "hash".to_owned(),
        settings: types::CodeSettings {
            allow_flashcall: false,
            current_number: false,
            allow_app_hash: false,
            allow_missed_call: false,
            allow_firebase: false,
            unknown_number: false,
            logout_tokens: None,
            token: None,
            app_sandbox: None,
        }
        .into(),
    }
}

pub fn sign_in(phone: &str, hash: &str, code: &str) -> functions::auth::SignIn {
    functions::auth::SignIn {
        phone_number: phone.to_owned(),
        phone_code_hash: hash.to_owned(),
        phone_code: Some(code.to_owned()),
        email_verification: None,
    }
}

pub fn import_bot(token: &str) -> functions::auth::ImportBotAuthorization {
    functions::auth::ImportBotAuthorization {
        flags: 0,
        api_id: 1,
        api_hash: "hash".to_owned(),
        bot_auth_token: token.to_owned(),
    }
}

pub fn get_me() -> functions::users::GetUsers {
    functions::users::GetUsers { id: vec![enums::InputUser::UserSelf] }
}

pub fn input_user(user: &types::User) -> enums::InputPeer {
    types::InputPeerUser { user_id: user.id, access_hash: user.access_hash.unwrap_or(0) }.into()
}

pub fn input_channel(channel: &types::Channel) -> enums::InputPeer {
    types::InputPeerChannel { channel_id: channel.id, access_hash: channel.access_hash.unwrap_or(0) }.into()
}

/// The same channel, as `channels.*` want it named.
pub fn as_channel(peer: &enums::InputPeer) -> enums::InputChannel {
    match peer {
        enums::InputPeer::Channel(channel) => {
            types::InputChannel { channel_id: channel.channel_id, access_hash: channel.access_hash }.into()
        }
        other => panic!("{other:?} is no channel"),
    }
}

pub fn send(to: &enums::InputPeer, text: &str, random_id: i64) -> functions::messages::SendMessage {
    functions::messages::SendMessage {
        no_webpage: false,
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: to.clone(),
        reply_to: None,
        message: text.to_owned(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    }
}

pub fn history(of: &enums::InputPeer) -> functions::messages::GetHistory {
    functions::messages::GetHistory {
        peer: of.clone(),
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 100,
        max_id: 0,
        min_id: 0,
        hash: 0,
    }
}

/// The updates of an answer or a push in the long form.
pub fn updates(updates: enums::Updates) -> Vec<enums::Update> {
    match updates {
        enums::Updates::Updates(updates) => updates.updates,
        enums::Updates::UpdateShort(short) => vec![short.update],
        other => panic!("{other:?}"),
    }
}

pub fn messages(found: enums::messages::Messages) -> Vec<enums::Message> {
    match found {
        enums::messages::Messages::Messages(all) => all.messages,
        enums::messages::Messages::Slice(part) => part.messages,
        enums::messages::Messages::ChannelMessages(part) => part.messages,
        enums::messages::Messages::NotModified(_) => panic!("nothing was known before"),
    }
}

pub fn text(message: &enums::Message) -> &str {
    match message {
        enums::Message::Message(message) => &message.message,
        _ => "",
    }
}

pub fn texts(messages: &[enums::Message]) -> Vec<&str> {
    messages.iter().map(text).collect()
}

pub fn ids(messages: &[enums::Message]) -> Vec<i32> {
    messages.iter().map(enums::Message::id).collect()
}

pub fn plain(message: &enums::Message) -> &types::Message {
    match message {
        enums::Message::Message(message) => message,
        other => panic!("{other:?} is no plain message"),
    }
}
