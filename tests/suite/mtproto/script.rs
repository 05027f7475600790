//! A server with the sandbox's MTProto and scripted answers to functions.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use grammers_tl_types::{self as tl, Serializable};
use telewire::sandbox::functions::{Caller, LateAnswer, Outcome, Push, Reply, RpcError, WireFault};
use telewire::sandbox::world::engine::faults::UpdateFault;
use telewire::sandbox::{Functions, Options, Sandbox};

use super::client::{Client, Framing};

/// Echoes every function, unless a test has set a reply.
#[derive(Default)]
pub struct Script {
    pub calls: Vec<(Caller, Vec<u8>)>,
    replies: VecDeque<Reply>,
    mishaps: VecDeque<Option<UpdateFault>>,
    late: Vec<LateAnswer>,
    /// What the clock will cause.
    due: Vec<LateAnswer>,
    ahead: Duration,
}

impl Functions for Script {
    fn call(&mut self, caller: &Caller, function: &[u8]) -> Reply {
        self.calls.push((caller.clone(), function.to_vec()));
        self.replies.pop_front().unwrap_or_else(|| ok(function.to_vec()))
    }

    fn answers(&mut self) -> Vec<LateAnswer> {
        std::mem::take(&mut self.late)
    }

    fn next_due_at(&self) -> Option<Instant> {
        (!self.due.is_empty()).then(Instant::now)
    }

    fn come_due(&mut self) -> Vec<Push> {
        self.late.append(&mut self.due);
        Vec::new()
    }

    fn ahead(&self) -> Duration {
        self.ahead
    }

    fn strike(&mut self, _: &Push) -> Option<UpdateFault> {
        self.mishaps.pop_front().flatten()
    }
}

impl Script {
    /// Makes the next call produce another's answer.
    pub fn bring(&mut self, answer: LateAnswer) {
        self.late.push(answer);
    }
}

pub struct Stage(pub Sandbox<Script>);

impl Stage {
    pub fn new() -> Self {
        Self(Sandbox::start_with(Options::default(), |_| Script::default()).unwrap())
    }

    pub fn connect(&self, framing: Framing) -> Client {
        self.connect_to(2, framing)
    }

    pub fn connect_to(&self, dc: i32, framing: Framing) -> Client {
        Client::connect(self.0.address(dc).unwrap(), framing)
    }

    /// A client with a new key after its first query, with a session and the right salt.
    pub fn client(&self) -> Client {
        let mut client = self.connect(Framing::Full);
        client.exchange_keys(self.0.description());
        client.settle();
        self.0.with_world(|script| script.calls.clear());
        client
    }

    /// Another connection with the same key and a new session.
    pub fn beside(&self, client: &Client) -> Client {
        let mut other = self.connect(Framing::Abridged);
        other.take_key(client);
        other.settle();
        self.0.with_world(|script| script.calls.clear());
        other
    }

    /// Sets the reply to the next function.
    pub fn reply(&self, reply: Reply) {
        self.0.with_world(|script| script.replies.push_back(reply));
    }

    /// Sets the fault of the next updates.
    pub fn mishaps(&self, mishaps: &[Option<UpdateFault>]) {
        self.0.with_world(|script| script.mishaps.extend(mishaps));
    }

    /// Answers a call that waits for its answer.
    pub fn answer(&self, answer: LateAnswer) {
        self.0.act(|script| {
            script.bring(answer);
            ((), Vec::new())
        });
    }

    /// Makes the clock answer it.
    pub fn answer_by_the_clock(&self, answer: LateAnswer) {
        self.0.with_world(|script| script.due.push(answer));
    }

    /// Advances the clock.
    pub fn advance(&self, seconds: u64) {
        self.0.with_world(|script| script.ahead += Duration::from_secs(seconds));
    }

    /// The functions called so far.
    pub fn functions(&self) -> Vec<Vec<u8>> {
        self.0.with_world(|script| script.calls.iter().map(|(_, function)| function.clone()).collect())
    }

    pub fn callers(&self) -> Vec<Caller> {
        self.0.with_world(|script| script.calls.iter().map(|(caller, _)| caller.clone()).collect())
    }
}

pub fn ok(answer: Vec<u8>) -> Reply {
    Reply { answer: Ok(Outcome::Answer(answer)), pushes: Vec::new(), fault: None }
}

pub fn error(code: i32, name: &str) -> Reply {
    Reply { answer: Err(RpcError { code, name: name.to_owned() }), pushes: Vec::new(), fault: None }
}

pub fn fault(fault: WireFault) -> Reply {
    Reply { fault: Some(fault), ..ok(b"late".to_vec()) }
}

pub fn later() -> Reply {
    Reply { answer: Ok(Outcome::Later), pushes: Vec::new(), fault: None }
}

/// The answer to a client's call.
pub fn late(client: &Client, msg_id: i64, answer: &[u8]) -> LateAnswer {
    let (auth_key_id, session_id) = (client.key_id(), client.session_id);
    LateAnswer { auth_key_id, session_id, msg_id, answer: Ok(answer.to_vec()) }
}

/// A push that is identified by its date.
pub fn push(client: &Client, except_session: Option<i64>, date: i32) -> Push {
    Push { auth_key_id: client.key_id(), except_session, of_channel: false, updates: updates(date) }
}

pub fn updates(date: i32) -> tl::enums::Updates {
    tl::enums::Updates::UpdateShort(tl::types::UpdateShort { update: tl::enums::Update::Config, date })
}

/// A function of Telegram's API that is identified by its number.
pub fn function(number: i64) -> Vec<u8> {
    tl::functions::messages::GetAllDrafts {}.to_bytes().into_iter().chain(number.to_le_bytes()).collect()
}
