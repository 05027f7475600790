//! A server with scripted answers: a complete MTProto, but no world behind it.

use std::collections::VecDeque;
use std::sync::Arc;

use grammers_tl_types::{self as tl, Serializable};
use jiff::Timestamp;
use telewire::error::Error;
use telewire::sandbox::functions::{Caller, Outcome, Reply, RpcError, WireFault};
use telewire::sandbox::{Functions, Options, Sandbox};
use telewire::secret::Secret;
use telewire::session::payload;
use telewire::telegram::account::Account;
use telewire::telegram::attempt::Attempt;
use telewire::telegram::server::Server;
use telewire::telegram::{Greeting, login};

/// Answers every function with success, unless the next calls of a function are scripted otherwise.
#[derive(Default)]
pub struct Script {
    pub answer: Option<Answer>,
    pub calls: Vec<(String, Caller)>,
    pub bodies: Vec<Vec<u8>>,
    pub next: VecDeque<(&'static str, Turn)>,
}

/// A test's answers to functions, by name and body.
pub type Answer = Box<dyn FnMut(&str, &[u8]) -> Option<Result<Vec<u8>, RpcError>> + Send>;

pub enum Turn {
    Error(i32, &'static str),
    Fault(WireFault),
}

impl Functions for Script {
    fn call(&mut self, caller: &Caller, function: &[u8]) -> Reply {
        let name = tl::name_for_id(u32::from_le_bytes(function[..4].try_into().unwrap()));
        self.calls.push((name.to_owned(), caller.clone()));
        self.bodies.push(function.to_vec());
        let scripted = self.next.iter().position(|(wanted, _)| *wanted == name);
        let own = self.answer.as_mut().and_then(|answer| answer(name, function));
        let answer = own.unwrap_or_else(|| Ok(answer(name, caller)));
        let answer = answer.map(Outcome::Answer);
        let mut reply = Reply { answer, pushes: Vec::new(), fault: None };
        match scripted.and_then(|at| self.next.remove(at)) {
            Some((_, Turn::Error(code, name))) => {
                reply.answer = Err(RpcError { code, name: name.to_owned() });
            }
            Some((_, Turn::Fault(fault))) => reply.fault = Some(fault),
            None => {}
        }
        reply
    }
}

fn answer(name: &str, caller: &Caller) -> Vec<u8> {
    match name {
        "help.getNearestDc" => tl::enums::NearestDc::Dc(tl::types::NearestDc {
            country: "DE".to_owned(),
            this_dc: caller.dc,
            nearest_dc: 2,
        })
        .to_bytes(),
        "auth.exportAuthorization" => {
            tl::enums::auth::ExportedAuthorization::Authorization(tl::types::auth::ExportedAuthorization {
                id: 7,
                bytes: vec![1, 2, 3, 4],
            })
            .to_bytes()
        }
        "auth.importAuthorization" => {
            tl::enums::auth::Authorization::SignUpRequired(tl::types::auth::AuthorizationSignUpRequired {
                terms_of_service: None,
            })
            .to_bytes()
        }
        _ => true.to_bytes(),
    }
}

/// A server and an account on it that has a key.
pub struct Stage {
    pub sandbox: Sandbox<Script>,
    pub server: Arc<Server>,
    pub account: Account,
}

pub const WHERE: tl::functions::help::GetNearestDc = tl::functions::help::GetNearestDc {};
pub const CHANGE: tl::functions::account::UpdateStatus =
    tl::functions::account::UpdateStatus { offline: true };
pub const READ_NAME: &str = "help.getNearestDc";
pub const CHANGE_NAME: &str = "account.updateStatus";

impl Stage {
    pub async fn new() -> Self {
        let sandbox = Sandbox::start_with(Options::default(), |_| Script::default()).unwrap();
        let description = serde_json::to_string(sandbox.description()).unwrap();
        let server = Arc::new(Server::from_json(&description).unwrap());
        let (account, _) = login::begin(&server, greeting(), &CHANGE, &Attempt::default()).await.unwrap();
        sandbox.with_world(|script| (script.calls.clear(), script.bodies.clear()));
        Self { sandbox, server, account }
    }

    pub fn next(&self, name: &'static str, turn: Turn) {
        self.sandbox.with_world(|script| script.next.push_back((name, turn)));
    }

    pub fn calls(&self) -> Vec<String> {
        self.sandbox.with_world(|script| script.calls.iter().map(|(name, _)| name.clone()).collect())
    }

    /// The number of connections that the account's key has had.
    pub fn opened(&self) -> u64 {
        let stats = self.sandbox.stats();
        stats.connections.iter().find(|it| it.auth_key_id == self.account.key_id()).unwrap().opened
    }

    pub fn session(&self) -> payload::Session {
        payload::Session {
            server: self.server.name.clone(),
            dc: self.account.home_dc(),
            auth_key: self.account.auth_key().clone(),
            api_id: 17,
            api_hash: Secret::new("hash"),
            client: client(),
            account: None,
            stage: payload::Stage::SignedIn,
            created_at: Timestamp::UNIX_EPOCH,
            learned: payload::Learned::default(),
            restrictions: None,
        }
    }

    /// The same account, as another process opens it.
    pub fn reopened(&self) -> Account {
        Account::new(self.server.clone(), &self.session()).unwrap()
    }

    pub async fn read(&self) -> Result<i32, Error> {
        let tl::enums::NearestDc::Dc(answer) = self.account.read(&WHERE, &Attempt::default()).await?;
        Ok(answer.this_dc)
    }

    pub async fn change(&self) -> Result<bool, Error> {
        self.account.invoke(&CHANGE, &Attempt::default()).await
    }
}

fn client() -> payload::Client {
    payload::Client { device_model: "Test machine".to_owned(), ..payload::Client::default() }
}

pub fn greeting() -> Greeting {
    Greeting::new(17, client())
}

/// A message in a private chat with this user.
pub fn message(id: i32, date: i32, text: &str) -> tl::types::Message {
    tl::types::Message {
        out: false,
        mentioned: false,
        media_unread: false,
        silent: false,
        post: false,
        from_scheduled: false,
        legacy: false,
        edit_hide: false,
        pinned: false,
        noforwards: false,
        invert_media: false,
        offline: false,
        video_processing_pending: false,
        paid_suggested_post_stars: false,
        paid_suggested_post_ton: false,
        id,
        from_id: None,
        from_boosts_applied: None,
        from_rank: None,
        peer_id: tl::types::PeerUser { user_id: 1001 }.into(),
        saved_peer_id: None,
        fwd_from: None,
        via_bot_id: None,
        via_business_bot_id: None,
        guestchat_via_from: None,
        reply_to: None,
        date,
        message: text.to_owned(),
        media: None,
        reply_markup: None,
        entities: None,
        views: None,
        forwards: None,
        replies: None,
        edit_date: None,
        post_author: None,
        grouped_id: None,
        reactions: None,
        restriction_reason: None,
        ttl_period: None,
        quick_reply_shortcut_id: None,
        effect: None,
        factcheck: None,
        report_delivery_until_date: None,
        paid_message_stars: None,
        suggested_post: None,
        schedule_repeat_period: None,
        summary_from_language: None,
        rich_message: None,
    }
}
