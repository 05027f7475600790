//! Every kind of fault during every kind of call: the call returns the right error or result, never hangs, loses or
//! duplicates nothing, and the next call works.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use telewire::sandbox::control::faults::FaultKind;

use crate::stage::{ANN, BOB, CAROL, CAROLS_PASSWORD, Stage, code, text};

/// The kinds of calls, each with the function that the fault applies to.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Call {
    BeginLogin,
    SignIn,
    CheckPassword,
    Send,
    History,
    Upload,
    Download,
    InvokeRead,
    InvokeWrite,
    Subscribe,
    Poll,
}

use Call::*;

/// What the caller gets.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    /// The right result, as if nothing had gone wrong.
    Done,
    /// An error of this kind. Nothing was done.
    Refused(&'static str),
    /// An error of this kind with an unknown outcome. Nothing was done.
    Undone(&'static str),
    /// The same, but it was done.
    DoneUntold(&'static str),
    /// An error of this kind. The login has ended.
    Over(&'static str),
}

use Outcome::*;

/// The expected outcomes. The match is exhaustive, so a new kind of fault or call needs its entry.
fn outcome(kind: FaultKind, call: Call) -> Outcome {
    // A read is repeated when the connection is lost.
    let asks = match call {
        History | Upload | Download | InvokeRead | Subscribe | Poll => true,
        BeginLogin | SignIn | CheckPassword | Send | InvokeWrite => false,
    };
    match kind {
        FaultKind::FloodWait | FaultKind::SlowMode => Refused("rate_limited"),
        FaultKind::PeerFlood => Refused("account_limited"),
        FaultKind::Error => Refused("telegram_rejected"),
        FaultKind::Internal if asks => Refused("telegram_internal"),
        FaultKind::Internal => Undone("telegram_internal"),
        FaultKind::Migrate => match call {
            // A login moves to the account's DC, and a transfer to the file's.
            BeginLogin | Download => Done,
            _ => Refused("telegram_rejected"),
        },
        // Nobody is signed in yet. The repeated request is carried out.
        FaultKind::AuthKeyUnregistered | FaultKind::AuthKeyDuplicated
            if matches!(call, BeginLogin | SignIn) =>
        {
            Done
        }
        FaultKind::AuthKeyUnregistered | FaultKind::AuthKeyLost => Over("session_revoked"),
        FaultKind::AuthKeyDuplicated => Over("session_duplicated"),
        FaultKind::TransportError if asks => Done,
        FaultKind::TransportError => Undone("offline"),
        FaultKind::ForgetSession | FaultKind::AnnounceAnswer => Done,
        FaultKind::FileReferenceExpired => match call {
            // The message of the file is fetched again.
            Download => Done,
            Upload | InvokeRead | InvokeWrite => Refused("file_not_found"),
            // A kind that these methods don't declare.
            _ => Refused("telegram_rejected"),
        },
        FaultKind::Delay => Done,
        FaultKind::Drop if asks => Done,
        FaultKind::Drop => Undone("offline"),
        FaultKind::Truncate | FaultKind::WrongSessionId if asks => Done,
        FaultKind::Truncate | FaultKind::WrongSessionId => DoneUntold("offline"),
        FaultKind::LoseAnswer if asks => Refused("timeout"),
        FaultKind::LoseAnswer => DoneUntold("timeout"),
        FaultKind::TooManyConnections => unreachable!("it strikes no calls"),
        // The file's own DC has what a CDN doesn't return, and only a CDN's data can be wrong.
        FaultKind::CdnRedirect
        | FaultKind::CdnReupload
        | FaultKind::CdnWrongBytes
        | FaultKind::CdnUnreachable => Done,
        // The result of a call doesn't depend on updates.
        FaultKind::StopChannelUpdates
        | FaultKind::DuplicateUpdates
        | FaultKind::LoseUpdates
        | FaultKind::ReorderUpdates
        | FaultKind::AnnounceUpdates => Done,
    }
}

/// The params of `sandbox.fault` except the kind.
fn fault(kind: FaultKind, call: Call) -> Value {
    let mut fault = match kind {
        FaultKind::FloodWait | FaultKind::SlowMode => json!({"duration": 30}),
        FaultKind::Error => json!({"name": "SOMETHING_IS_WRONG"}),
        FaultKind::Migrate => match call {
            BeginLogin => json!({"name": "PHONE", "dc": 1}),
            Download => json!({"name": "FILE", "dc": 1}),
            _ => json!({"dc": 1}),
        },
        FaultKind::Delay => json!({"duration": 0.1}),
        FaultKind::CdnRedirect
        | FaultKind::CdnReupload
        | FaultKind::CdnWrongBytes
        | FaultKind::CdnUnreachable
        | FaultKind::StopChannelUpdates
        | FaultKind::DuplicateUpdates
        | FaultKind::LoseUpdates
        | FaultKind::ReorderUpdates
        | FaultKind::AnnounceUpdates => return json!({"count": 0}),
        FaultKind::TooManyConnections => unreachable!("it strikes no calls"),
        FaultKind::PeerFlood
        | FaultKind::Internal
        | FaultKind::AuthKeyUnregistered
        | FaultKind::AuthKeyDuplicated
        | FaultKind::AuthKeyLost
        | FaultKind::TransportError
        | FaultKind::ForgetSession
        | FaultKind::AnnounceAnswer
        | FaultKind::FileReferenceExpired
        | FaultKind::Drop
        | FaultKind::Truncate
        | FaultKind::WrongSessionId
        | FaultKind::LoseAnswer => json!({}),
    };
    fault["method"] = call.function().into();
    fault
}

/// The timeout in seconds. Requests that are never answered get the shortest possible one: enough until the function is
/// called, after the password has been proven.
fn timeout(kind: FaultKind, call: Call) -> u64 {
    match (kind, call) {
        (FaultKind::LoseAnswer, CheckPassword) => 15,
        (FaultKind::LoseAnswer, _) => 3,
        _ => 60,
    }
}

/// The names of all kinds except those that apply to connections.
fn kinds() -> BTreeMap<String, FaultKind> {
    let schema = schemars::schema_for!(FaultKind).to_value();
    let names = schema["enum"].as_array().expect("a fault's kind is one of some words");
    let kinds = names.iter().map(|name| (text(name), serde_json::from_value(name.clone()).unwrap()));
    kinds.filter(|(_, kind)| *kind != FaultKind::TooManyConnections).collect()
}

impl Call {
    fn is_of_a_login(self) -> bool {
        matches!(self, BeginLogin | SignIn | CheckPassword)
    }

    fn function(self) -> &'static str {
        match self {
            BeginLogin => "auth.sendCode",
            SignIn => "auth.signIn",
            CheckPassword => "auth.checkPassword",
            Send | InvokeWrite => "messages.sendMessage",
            History => "messages.getHistory",
            Upload => "upload.saveFilePart",
            Download => "upload.getFile",
            InvokeRead => "users.getUsers",
            Subscribe => "updates.getState",
            Poll => "updates.getDifference",
        }
    }
}

/// Ann, who calls, and Bob, her recipient.
struct Scene {
    stage: Stage,
    ann: String,
    bob: String,
    /// The number of calls so far. Each text contains it.
    calls: u64,
}

/// A call: its method and params.
struct MadeCall {
    method: &'static str,
    params: Value,
    /// The text of the message that the call sends.
    text: String,
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
        let params =
            json!({"session": bob, "chat_id": "@ann_archer", "data_base64": BASE64_STANDARD.encode("boat")});
        stage.call("messages.sendFile", params).await;
        let mut scene = Self { stage, ann, bob, calls: 0 };
        // Requests that are made only once are not part of the faults.
        scene.works(Send).await;
        scene
    }

    /// Returns a call whose preconditions are met.
    async fn call(&mut self, call: Call) -> MadeCall {
        self.calls += 1;
        let text = format!("No. {}.", self.calls);
        let (method, mut params) = match call {
            BeginLogin => ("auth.sendCode", json!({"phone": ANN, "api_id": 1, "api_hash": "hash"})),
            SignIn => {
                let sent = self.stage.send_code(ANN).await;
                ("auth.signIn", json!({"session": sent["session"], "code": code(ANN)}))
            }
            CheckPassword => {
                let sent = self.stage.send_code(CAROL).await;
                let params = json!({"session": sent["session"], "code": code(CAROL)});
                let needed = self.stage.call("auth.signIn", params).await;
                ("auth.checkPassword", json!({"session": needed["session"], "password": CAROLS_PASSWORD}))
            }
            Send => ("messages.send", json!({"chat_id": "@bob_baker", "text": text})),
            History => ("messages.history", json!({"chat_id": "@bob_baker"})),
            Upload => ("media.upload", json!({"data_base64": BASE64_STANDARD.encode("boat"), "max_wait": 1})),
            Download => {
                let history = json!({"session": self.ann, "chat_id": "@bob_baker", "media": "document"});
                let page = self.stage.call("messages.history", history).await;
                let message_id = &page["items"][0]["message_id"];
                let params = json!({"chat_id": "@bob_baker", "message_id": message_id, "inline": true});
                ("media.download", merged(params, json!({"max_wait": 1})))
            }
            InvokeRead => {
                let params = json!({"id": [{"_": "inputUserSelf"}]});
                ("telegram.invoke", json!({"method": "users.getUsers", "params": params}))
            }
            InvokeWrite => {
                let params = json!({"peer": "@bob_baker", "message": text, "random_id": self.calls});
                ("telegram.invoke", json!({"method": "messages.sendMessage", "params": params}))
            }
            Subscribe => ("updates.subscribe", json!({"kinds": ["message_new"]})),
            Poll => {
                let begin = json!({"session": self.ann, "wait": 0});
                let begin = self.stage.call("updates.poll", begin).await;
                self.bob_says(&text).await;
                ("updates.poll", json!({"cursor": begin["cursor"]}))
            }
        };
        if !call.is_of_a_login() {
            params["session"] = self.ann.clone().into();
        }
        MadeCall { method, params, text }
    }

    /// Checks that a result is right.
    async fn must_be_right(&mut self, call: Call, made: &MadeCall, result: &Value) {
        match call {
            BeginLogin => assert_eq!(result["next"], "sign_in"),
            SignIn => {
                assert_eq!(result["next"], "done", "{result}");
                self.ann = text(&result["session"]);
                let me = self.stage.call("account.me", json!({"session": self.ann})).await;
                assert_eq!(me["username"], "ann_archer");
            }
            CheckPassword => {
                let me = self.stage.call("account.me", json!({"session": result["session"]})).await;
                assert_eq!(me["username"], "carol_clark");
            }
            Send => assert_eq!(result["text"], made.text),
            History => assert!(!result["items"].as_array().unwrap().is_empty()),
            Upload => {
                let params = json!({"session": self.ann, "chat_id": "me", "file_id": result["file_id"]});
                self.stage.call("messages.sendFile", params).await;
            }
            Download => assert_eq!(result["data_base64"], BASE64_STANDARD.encode("boat")),
            InvokeRead => assert_eq!(result["result"][0]["username"], "ann_archer"),
            InvokeWrite => assert!(result["result"]["_"].is_string()),
            Subscribe => {
                self.bob_says(&made.text).await;
                let event =
                    tokio::time::timeout(Duration::from_secs(60), self.event_with(result, &made.text)).await;
                event.unwrap_or_else(|_| panic!("no event with {}", made.text));
                let params = json!({"subscription": result["subscription"]});
                self.stage.call("updates.unsubscribe", params).await;
            }
            Poll => assert!(says(&result["items"], &made.text), "{result}"),
        }
    }

    /// Waits until a subscription reports a message. Those before it may have left something to be read.
    async fn event_with(&self, subscribed: &Value, text: &str) {
        loop {
            let params = self.stage.daemon().notification().await["params"].take();
            if params["subscription"] == subscribed["subscription"] && says(&params["items"], text) {
                return;
            }
        }
    }

    async fn bob_says(&self, text: &str) {
        let say = json!({"sender_id": "@bob_baker", "chat_id": "@ann_archer", "text": text});
        self.stage.sandbox("sandbox.say", say).await;
    }

    async fn works(&mut self, call: Call) {
        let made = self.call(call).await;
        let result = self.stage.call(made.method, made.params.clone()).await;
        self.must_be_right(call, &made, &result).await;
    }

    /// How often Bob has received a message.
    async fn bob_has(&self, text: &str) -> usize {
        let params = json!({"session": self.bob, "chat_id": "@ann_archer", "limit": 10});
        let page = self.stage.call("messages.history", params).await;
        page["items"].as_array().unwrap().iter().filter(|message| message["text"] == text).count()
    }

    async fn meets(&mut self, call: Call, name: &str, kind: FaultKind) {
        let cell = format!("{call:?} × {name}");
        let made = self.call(call).await;
        let fault = merged(fault(kind, call), json!({"kind": name}));
        self.stage.sandbox("sandbox.fault", fault).await;
        let limit = timeout(kind, call);
        let params = merged(made.params.clone(), json!({"timeout": limit}));
        let answer = self.stage.daemon().try_call(made.method, params);
        let answer = tokio::time::timeout(Duration::from_secs(limit + 30), answer).await;
        let answer = answer.unwrap_or_else(|_| panic!("{cell}: silence"));
        let pending = self.stage.world(|world| world.pending_faults().count());
        self.stage.sandbox("sandbox.clearFaults", json!({})).await;

        let expected = outcome(kind, call);
        let sends = matches!(call, Send | InvokeWrite);
        match expected {
            Done => {
                let result = answer.unwrap_or_else(|error| panic!("{cell}: {error}"));
                self.must_be_right(call, &made, &result).await;
            }
            Refused(kind) | Undone(kind) | DoneUntold(kind) | Over(kind) => {
                let error = answer.expect_err(&cell);
                assert_eq!(error["data"]["kind"], kind, "{cell}: {error}");
                assert_eq!(pending, 0, "{cell}: {error} is not the fault's doing");
                let retry_after = if kind == "rate_limited" { json!(30) } else { Value::Null };
                assert_eq!(error["data"]["retry_after"], retry_after, "{cell}: {error}");
                let open = matches!(expected, Undone(_) | DoneUntold(_));
                assert_eq!(error["data"]["outcome"] == "unknown", open, "{cell}: {error}");
                if sends {
                    let done = usize::from(matches!(expected, DoneUntold(_)));
                    assert_eq!(self.bob_has(&made.text).await, done, "{cell}");
                }
                if open {
                    self.repeat(&cell, call, &made, &error, matches!(expected, DoneUntold(_))).await;
                }
                if let (Over(_), false) = (expected, call.is_of_a_login()) {
                    let again = self.stage.fail("account.me", json!({"session": self.ann})).await;
                    assert_eq!(again["code"], 401, "{cell}: {again}");
                    self.ann = self.stage.log_in(ANN).await;
                }
            }
        }
        if sends && !matches!(expected, Refused(_) | Over(_)) {
            assert_eq!(self.bob_has(&made.text).await, 1, "{cell}");
        }
        // A call that succeeded or was repeated counts as the next call that works; otherwise the next fault's does.
        if matches!(expected, Refused(_) | Over(_)) {
            self.works(call).await;
        }
    }

    /// Repeats a call whose outcome is unknown. It must have been carried out once.
    async fn repeat(&mut self, cell: &str, call: Call, made: &MadeCall, error: &Value, done: bool) {
        let mut params = made.params.clone();
        if call == Send {
            assert!(error["data"]["random_id"].is_string(), "{cell}: {error}");
            params["random_id"] = error["data"]["random_id"].clone();
        }
        let again = self.stage.daemon().try_call(made.method, params).await;
        let result = again.unwrap_or_else(|error| panic!("{cell}, again: {error}"));
        if call == Send {
            assert_eq!(result["is_duplicate"] == true, done, "{cell}");
        }
        self.must_be_right(call, made, &result).await;
    }
}

/// Whether there is an event of a message with this text.
fn says(events: &Value, text: &str) -> bool {
    events.as_array().unwrap().iter().any(|event| event["message"]["text"] == text)
}

fn merged(mut into: Value, params: Value) -> Value {
    into.as_object_mut().unwrap().extend(params.as_object().unwrap().clone());
    into
}

async fn every_fault_is_met_by(call: Call) {
    let mut scene = Scene::new().await;
    for (name, kind) in kinds() {
        scene.meets(call, &name, kind).await;
    }
}

#[tokio::test]
async fn every_fault_is_met_by_the_start_of_a_login() {
    every_fault_is_met_by(BeginLogin).await;
}

#[tokio::test]
async fn every_fault_is_met_by_the_end_of_a_login() {
    every_fault_is_met_by(SignIn).await;
}

#[tokio::test]
async fn every_fault_is_met_by_the_password_of_a_login() {
    every_fault_is_met_by(CheckPassword).await;
}

#[tokio::test]
async fn every_fault_is_met_by_a_send() {
    every_fault_is_met_by(Send).await;
}

#[tokio::test]
async fn every_fault_is_met_by_reading_the_history() {
    every_fault_is_met_by(History).await;
}

#[tokio::test]
async fn every_fault_is_met_by_an_upload() {
    every_fault_is_met_by(Upload).await;
}

#[tokio::test]
async fn every_fault_is_met_by_a_download() {
    every_fault_is_met_by(Download).await;
}

#[tokio::test]
async fn every_fault_is_met_by_a_function_that_reads() {
    every_fault_is_met_by(InvokeRead).await;
}

#[tokio::test]
async fn every_fault_is_met_by_a_function_that_changes_something() {
    every_fault_is_met_by(InvokeWrite).await;
}

#[tokio::test]
async fn every_fault_is_met_by_a_subscription() {
    every_fault_is_met_by(Subscribe).await;
}

#[tokio::test]
async fn every_fault_is_met_by_a_poll() {
    every_fault_is_met_by(Poll).await;
}

/// The code had been accepted, and is valid once.
#[tokio::test]
async fn a_code_whose_answer_is_lost_can_be_entered_again_if_a_password_is_needed() {
    let stage = Stage::new().await;
    let sent = stage.send_code(CAROL).await;
    stage.sandbox("sandbox.fault", json!({"kind": "truncate", "method": "auth.signIn"})).await;
    let params = json!({"session": sent["session"], "code": code(CAROL)});
    assert_eq!(stage.fail("auth.signIn", params.clone()).await["data"]["outcome"], "unknown");
    let needed = stage.call("auth.signIn", params).await;
    assert_eq!(needed["next"], "check_password");
    let params = json!({"session": needed["session"], "password": CAROLS_PASSWORD});
    assert_eq!(stage.call("auth.checkPassword", params).await["next"], "done");
}

#[tokio::test]
async fn every_kind_of_call_waits_as_long_as_its_caller_allows() {
    let mut scene = Scene::new().await;
    for call in [
        BeginLogin,
        SignIn,
        CheckPassword,
        Send,
        History,
        Upload,
        Download,
        InvokeRead,
        InvokeWrite,
        Subscribe,
        Poll,
    ] {
        let made = scene.call(call).await;
        let fault = json!({"kind": "flood_wait", "duration": 1, "method": call.function()});
        scene.stage.sandbox("sandbox.fault", fault).await;
        let params = merged(made.params.clone(), json!({"max_wait": 1}));
        let before = scene.stage.calls(call.function()).await;
        let result = scene.stage.call(made.method, params).await;
        assert!(scene.stage.calls(call.function()).await >= before + 2, "{call:?} was refused once");
        scene.must_be_right(call, &made, &result).await;
    }
}
