//! Calls of the whole catalog while any answer of Telegram's may be changed: each call ends, and none with an internal
//! error. Time is paused, so a call that waits for something that never comes is noticed at once.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use arbitrary::Unstructured;
use grammers_tl_types::types::RpcError;
use jiff::Timestamp;
use serde_json::{Value, json};
use telewire::api;
use telewire::api::call::{Daemon, Defaults, MAX_INLINE};
use telewire::files::{Files, Paths, Private, Rules};
use telewire::policy::Policy;
use telewire::policy::sends::Sends;
use telewire::rpc::connection::{Connection, Limits, Outgoing};
use telewire::rpc::{Catalog, dispatch};
use telewire::sandbox::functions::{self as sandbox, Caller, Outcome as Reached};
use telewire::sandbox::world::World;
use telewire::sandbox::{Options, Sandbox};
use telewire::secret::{Secret, SecretBytes};
use telewire::session::{Account as Owner, Client, Keyring, Learned, Session, Sessions, Stage as LoginStage};
use telewire::telegram::account::Account;
use telewire::telegram::accounts::{Accounts, Settings};
use telewire::telegram::server::Server;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::answers::{Spoiler, multiply};
use crate::functions::{NUMBERS, caller, new_world, sign_in};
use crate::generator::{run_some, spoil};
use crate::{Bytes, Outcome};

/// Calls per world and account.
const CALLS_PER_STAGE: u64 = 500;

/// No call takes this long, however often it waits and retries.
const MAX_CALL_TIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The calls. `SENT` stands for the id of an existing message, `CURSOR` for the start of the updates.
const CALLS: &[(&str, &str)] = &[
    ("account.me", "{}"),
    ("account.authorizations", "{}"),
    ("account.password", "{}"),
    ("account.update", r#"{"first_name": "Anna"}"#),
    ("auth.status", "{}"),
    ("chats.get", r#"{"chat_id": "@sandbox_lounge"}"#),
    ("chats.get", r#"{"chat_id": "@bob_baker"}"#),
    ("chats.get", r#"{"chat_id": "me"}"#),
    ("chats.list", "{}"),
    ("chats.list", r#"{"archived": true, "limit": 100}"#),
    ("chats.markRead", r#"{"chat_id": "@bob_baker"}"#),
    ("chats.mute", r#"{"chat_id": "@bob_baker"}"#),
    ("contacts.add", r#"{"phone": "+9996620002", "first_name": "Bob"}"#),
    ("contacts.list", "{}"),
    ("contacts.search", r#"{"query": "carol"}"#),
    ("groups.checkInvite", r#"{"invite_link": "https://t.me/+SandboxBackRoom"}"#),
    ("groups.create", r#"{"kind": "supergroup", "title": "Room"}"#),
    ("groups.invites", r#"{"chat_id": "@sandbox_lounge"}"#),
    ("groups.join", r#"{"chat_id": "@sandbox_lounge"}"#),
    ("groups.leave", r#"{"chat_id": "@sandbox_lounge"}"#),
    ("groups.members", r#"{"chat_id": "@sandbox_lounge"}"#),
    ("groups.topics", r#"{"chat_id": "@sandbox_lounge"}"#),
    ("messages.delete", r#"{"chat_id": "me", "message_ids": [SENT]}"#),
    ("messages.edit", r#"{"chat_id": "me", "message_id": SENT, "text": "hello again"}"#),
    ("messages.forward", r#"{"from_chat_id": "me", "chat_id": "@bob_baker", "message_ids": [SENT]}"#),
    ("messages.get", r#"{"chat_id": "me", "message_ids": [SENT]}"#),
    ("messages.history", r#"{"chat_id": "me"}"#),
    ("messages.history", r#"{"chat_id": "@sandbox_lounge", "limit": 100}"#),
    ("messages.history", r#"{"chat_id": "@sandbox_news", "query": "a", "reverse": true}"#),
    ("messages.pin", r#"{"chat_id": "me", "message_id": SENT}"#),
    ("messages.react", r#"{"chat_id": "me", "message_id": SENT, "reactions": ["👍"]}"#),
    ("messages.scheduled", r#"{"chat_id": "me"}"#),
    ("messages.search", r#"{"query": "hello"}"#),
    ("messages.send", r#"{"chat_id": "me", "text": "hello"}"#),
    ("messages.send", r#"{"chat_id": "@bob_baker", "text": "hello", "silent": true}"#),
    ("messages.sendPoll", r#"{"chat_id": "me", "question": "Well?", "options": ["Yes", "No"]}"#),
    ("telegram.invoke", r#"{"method": "help.getConfig", "params": {}}"#),
    ("telegram.invoke", r#"{"method": "messages.getAllDrafts", "params": {}}"#),
    ("updates.poll", r#"{"wait": 0}"#),
    ("updates.poll", r#"{"wait": 0, "cursor": CURSOR}"#),
    ("updates.poll", r#"{"wait": 5, "cursor": CURSOR}"#),
    ("updates.subscribe", "{}"),
];

/// A Telegram with arbitrary answers.
struct Telegram {
    world: World,
    caller: Caller,
    spoiler: Arc<Spoiler>,
    /// How answers are changed. `None` for genuine answers.
    lies: Option<u64>,
}

impl Telegram {
    fn answer(&mut self, request: &[u8]) -> Result<Vec<u8>, RpcError> {
        let answer = match sandbox::call(&mut self.world, &self.caller, request).answer {
            Ok(Reached::Answer(answer)) => Ok(answer),
            Ok(_) => Err(error(400, "BOT_RESPONSE_TIMEOUT")),
            Err(refused) => Err(error(refused.code, &refused.name)),
        };
        let Some(lies) = &mut self.lies else { return answer };
        *lies = lies.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_add(1);
        let bytes: Vec<u8> = (0..32u64).flat_map(|at| lies.wrapping_mul(2 * at + 3).to_le_bytes()).collect();
        let mut u = Unstructured::new(&bytes);
        self.spoiler.replacement(&mut u, request, answer.clone()).unwrap_or(answer)
    }
}

impl Spoiler {
    /// Returns a replacement for an answer: mostly the answer, slightly changed.
    fn replacement(
        &self,
        u: Bytes,
        request: &[u8],
        answer: Result<Vec<u8>, RpcError>,
    ) -> arbitrary::Result<Result<Vec<u8>, RpcError>> {
        let mut bytes = answer.as_ref().cloned().unwrap_or_default();
        Ok(Ok(match u.int_in_range(0..=15)? {
            0..=5 => return Ok(answer),
            6 => return Ok(Err(any_error(u)?)),
            7 | 8 => {
                let function = self.function_of(request).expect("what is called is known");
                self.answer(u, function)?
            }
            9 => self.any_answer(u)?,
            10 => {
                self.nest(u, &mut bytes)?;
                bytes
            }
            11 => {
                multiply(u, &mut bytes)?;
                bytes
            }
            _ => {
                spoil(u, &mut bytes)?;
                bytes
            }
        }))
    }
}

fn error(code: i32, name: &str) -> RpcError {
    RpcError { error_code: code, error_message: name.to_owned() }
}

fn any_error(u: Bytes) -> arbitrary::Result<RpcError> {
    let names = [
        "",
        "\u{1b}[2J",
        "FLOOD_WAIT_4294967295",
        "FLOOD_WAIT_-1",
        "FLOOD_WAIT_3",
        "PEER_ID_INVALID",
        "CHANNEL_PRIVATE",
        "MSG_WAIT_FAILED",
        "PERSISTENT_TIMESTAMP_INVALID",
        "X_999999999999999999",
        "FILE_MIGRATE_2",
        "INTERNAL",
    ];
    let codes = [0, 303, 400, 403, 406, 420, 500, -503, i32::MIN];
    Ok(error(*u.choose(&codes)?, u.choose(&names)?))
}

struct Stage {
    telegram: Arc<Mutex<Telegram>>,
    catalog: Arc<Catalog>,
    connection: Arc<Connection>,
    outgoing: UnboundedReceiver<Outgoing>,
    accounts: Arc<Accounts>,
    session: String,
    sent: String,
    cursor: String,
}

impl Stage {
    async fn new(spoiler: Arc<Spoiler>) -> Self {
        let mut world = new_world();
        let caller = caller(1);
        sign_in(&mut world, &caller, NUMBERS[0]);
        let owner = Owner { id: world.account_of(1).expect("she is signed in"), bot: false };
        let telegram = Arc::new(Mutex::new(Telegram { world, caller, spoiler, lies: None }));

        let sandbox = Sandbox::start(Options::default()).expect("it starts");
        // Whatever DC an answer names, it can't be reached.
        let description = json!({"name": "made up", "rsa_public_key": sandbox.description().rsa_public_key,
            "home_dc": 2, "dcs": [{"id": 2, "address": "127.0.0.1:1"}]});
        let server = Server::from_json(&description.to_string()).expect("it describes a server");
        let session = Session {
            server: server.name.clone(),
            dc: 2,
            auth_key: SecretBytes::new(&mut [1; 256]),
            api_id: 1,
            api_hash: Secret::new("hash"),
            client: Client::default(),
            account: Some(owner),
            stage: LoginStage::SignedIn,
            created_at: Timestamp::UNIX_EPOCH,
            learned: Learned::default(),
            restrictions: None,
        };
        let keyring = Keyring::parse(Keyring::make_key().expose()).expect("it is a key");
        let sessions = Sessions::new(keyring, &server.name);
        let sealed = sessions.seal(&session).expose().to_owned();
        let server = Arc::new(server);
        let accounts = Accounts::new(server.clone(), Settings::default());
        let answers = telegram.clone();
        let account = Account::answered_by(server, &session, move |request| {
            answers.lock().expect("nobody panics here").answer(request)
        });
        accounts.adopt(account.expect("the server has its DC")).expect("there is room");
        let files = Rules { roots: &[], paths: Paths::Any, read_only: true, private: Private::default() };
        let daemon = Daemon {
            sessions,
            accounts: accounts.clone(),
            policy: Policy::default(),
            sends: Sends::default(),
            defaults: Defaults::default(),
            files: Arc::new(Files::new(files).expect("there are no roots")),
            max_inline: MAX_INLINE,
            silence: Duration::from_secs(15 * 60),
            started: Instant::now(),
        };
        let catalog = Arc::new(api::catalog(Arc::new(daemon)));
        let (connection, outgoing) = Connection::new(Limits::default());
        let mut stage = Self {
            telegram,
            catalog,
            connection,
            outgoing,
            accounts,
            session: sealed,
            sent: String::new(),
            cursor: String::new(),
        };
        let sent = stage.call("messages.send", r#"{"chat_id": "me", "text": "hello"}"#).await;
        stage.sent = sent.expect("Telegram is honest")["message_id"].to_string();
        let polled = stage.call("updates.poll", r#"{"wait": 0}"#).await;
        stage.cursor = polled.expect("Telegram is honest")["cursor"].to_string();
        stage
    }

    /// The result or error, which must arrive in time.
    async fn call(&mut self, method: &str, params: &str) -> Result<Value, Value> {
        let params = params.replace("SENT", &self.sent).replace("CURSOR", &self.cursor);
        let mut params: Value = serde_json::from_str(&params).expect("params are JSON");
        params["session"] = json!(self.session);
        let params = serde_json::value::to_raw_value(&params).expect("it is JSON");
        let started = dispatch::start(&self.catalog, &self.connection, method, Some(&params));
        let started = started.unwrap_or_else(|error| panic!("{method}: {}", error.message()));
        let answer = tokio::time::timeout(MAX_CALL_TIME, started.answer()).await;
        let answer = answer.unwrap_or_else(|_| panic!("{method} is not answered"));
        while self.outgoing.try_recv().is_ok() {}
        match answer.into_result() {
            Ok(result) => Ok(serde_json::from_str(result.get()).expect("a result is JSON")),
            Err(error) => Err(json!(error)),
        }
    }

    async fn case(&mut self, u: Bytes<'_, '_>) -> Outcome {
        let lies = u.arbitrary()?;
        let (method, params) = u.choose(CALLS)?;
        self.telegram.lock().expect("nobody panics here").lies = Some(lies);
        let answer = self.call(method, params).await;
        self.telegram.lock().expect("nobody panics here").lies = None;
        if let Err(error) = answer {
            let kind = error["data"]["kind"].as_str().expect("an error has its kind");
            assert!(!["internal", "timeout"].contains(&kind), "{method}: {error}");
        }
        Ok(())
    }
}

#[test]
fn every_call_ends_without_an_internal_error_whatever_is_answered() {
    let spoiler = Arc::new(Spoiler::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let runtime = runtime.expect("there is a runtime");
    let mut stage = runtime.block_on(Stage::new(spoiler.clone()));
    let mut calls = 0;
    let mut ended: u64 = 0;
    run_some("calls", 2_000, 1, |u| {
        calls += 1;
        if calls % CALLS_PER_STAGE == 0 {
            stage = runtime.block_on(Stage::new(spoiler.clone()));
        }
        let outcome = runtime.block_on(stage.case(u));
        ended += u64::from(outcome.is_ok());
        outcome
    });
    assert!(ended > 0);
    drop(stage.accounts);
}
