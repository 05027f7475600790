//! A daemon with bounded memory, and a hostile Telegram.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use serde_json::{Value, json};
use telewire::sandbox::{Options, Sandbox, control};
use telewire::session::keys::Keyring;
use telewire::telegram::server::Server;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::proxy::{self, Proxy, ServerMessage};
use crate::client::{Client, home, telewire};
use crate::stage::{ANN, code, text};

/// The daemon's limit of address space in bytes, which counts all mappings.
const ADDRESSES: u64 = 512 << 20;

/// A daemon whose account's Telegram is hostile.
pub struct Stage {
    pub sandbox: Sandbox,
    pub proxy: Proxy,
    pub daemon: Client,
    pub session: String,
    server: String,
    key: String,
    home: TempDir,
    /// The process, if it listens on a socket.
    _child: Option<Child>,
}

/// How a client connects to the daemon. On a socket, calls run on threads with small stacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Stdio,
    Socket,
}

impl Stage {
    pub async fn new(way: Way) -> Self {
        let sandbox = Sandbox::start(Options::default()).unwrap();
        let proxy = Proxy::default();
        let mut description = json!(sandbox.description());
        for dc in description["dcs"].as_array_mut().unwrap() {
            let address = dc["address"].as_str().unwrap().parse().unwrap();
            dc["address"] = json!(proxy.before(address).await);
        }
        let home = home();
        std::fs::write(home.path().join("server.json"), description.to_string()).unwrap();
        let key = Keyring::make_key().expose().to_owned();
        let (daemon, child) = start(way, home.path(), &key).await;
        let sent = daemon.call("auth.sendCode", json!({"phone": ANN, "api_id": 1, "api_hash": "hash"})).await;
        let signed_in = json!({"session": sent["session"], "code": code(ANN)});
        let session = text(&daemon.call("auth.signIn", signed_in).await["session"]);
        let server = Server::from_json(&description.to_string()).unwrap().name;
        let stage = Self { sandbox, proxy, daemon, session, server, key, home, _child: child };
        stage.use_key_of(&json!(stage.session));
        stage
    }

    fn use_key_of(&self, session: &Value) {
        let opened = self.keyring().open(session.as_str().unwrap(), &self.server).unwrap();
        self.proxy.set_key(opened.auth_key.expose());
    }

    fn keyring(&self) -> Keyring {
        Keyring::parse(&self.key).unwrap()
    }

    /// Kills the daemon, and starts another.
    pub async fn restart(self) -> Self {
        self.daemon.kill().await;
        let (daemon, child) = start(Way::Stdio, self.home.path(), &self.key).await;
        Self { daemon, _child: child, ..self }
    }

    /// Returns the result of a call, or the kind of its error.
    pub async fn try_call(&self, method: &str, mut params: Value) -> Result<Value, Value> {
        params["session"] = json!(self.session);
        self.daemon.try_call(method, params).await
    }

    pub async fn call(&self, method: &str, params: Value) -> Value {
        self.try_call(method, params).await.unwrap_or_else(|error| panic!("{method} failed: {error}"))
    }

    pub async fn fail(&self, method: &str, params: Value) -> Value {
        match self.try_call(method, params).await {
            Ok(result) => panic!("{method} succeeded: {result}"),
            Err(error) => error,
        }
    }

    /// Makes a call whose function gets this answer, and which must fail because it can't be read. The next answer is
    /// genuine.
    pub async fn fails_to_read(&self, reason: &str, function: &'static str, answer: Vec<u8>) -> Value {
        let (method, params) = match function {
            "messages.getHistory" => ("messages.history", json!({"chat_id": "me"})),
            "messages.sendMessage" => ("messages.send", json!({"chat_id": "me", "text": "hello"})),
            "messages.getDialogs" => ("chats.list", json!({})),
            other => panic!("nothing calls {other}"),
        };
        self.answers(function, answer);
        let error = self.fail(method, params.clone()).await;
        assert_eq!(
            (&error["code"], &error["data"]["kind"]),
            (&json!(502), &json!("unreadable_answer")),
            "{error}"
        );
        assert_eq!(
            (&error["data"]["reason"], &error["data"]["is_retryable"]),
            (&json!(reason), &json!(false)),
            "{error}"
        );
        assert_eq!(error["data"]["telegram"]["method"], function, "{error}");
        self.proxy.stop_tampering();
        self.call(method, params).await;
        error
    }

    /// Sets the answer to a function from now on.
    pub fn answers(&self, function: &'static str, answer: Vec<u8>) {
        self.proxy.tamper(move |message: &ServerMessage| {
            (message.method == Some(function)).then(|| vec![proxy::answered(message.request, &answer)])
        });
    }

    /// Returns the events of the next notification.
    pub async fn hear(&self) -> Vec<Value> {
        let notification = tokio::time::timeout(Duration::from_secs(60), self.daemon.notification()).await;
        notification.expect("a notification arrives")["params"]["items"].as_array().unwrap().clone()
    }

    /// Waits for a gap with this reason.
    pub async fn hear_gap(&self, reason: &str) {
        while !self.hear().await.iter().any(|event| event["kind"] == "gap" && event["reason"] == reason) {}
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.home.path().join(name)
    }

    /// Calls a `sandbox.*` method.
    pub async fn sandbox(&self, method: &str, params: Value) -> Value {
        use telewire::rpc::connection::Limits;
        use telewire::rpc::{Connection, dispatch};
        let catalog = std::sync::Arc::new(control::catalog(self.sandbox.clone()));
        let (connection, _outgoing) = Connection::new(Limits::default());
        let params = serde_json::value::to_raw_value(&params).unwrap();
        let running = dispatch::start(&catalog, &connection, method, Some(&params)).unwrap();
        let result = running.answer().await.into_result();
        serde_json::from_str(result.unwrap_or_else(|error| panic!("{method}: {error:?}")).get()).unwrap()
    }
}

async fn start(way: Way, home: &Path, key: &str) -> (Client, Option<Child>) {
    let mut command = telewire(home);
    command.env("TELEWIRE_KEY", key).arg("--server").arg(home.join("server.json"));
    command.args(["--log-level", "warn"]);
    limit(&mut command);
    if way == Way::Stdio {
        return (Client::spawn(command), None);
    }
    let path = home.join("run/socket");
    let child = command.arg("serve").arg(format!("--socket={}", path.display())).spawn().unwrap();
    while tokio::net::UnixStream::connect(&path).await.is_err() {
        tokio::task::yield_now().await;
    }
    (Client::connect(&path).await, Some(child))
}

fn limit(command: &mut Command) {
    let limit = || {
        let most = Rlimit { current: Some(ADDRESSES), maximum: Some(ADDRESSES) };
        Ok(setrlimit(Resource::As, most)?)
    };
    // SAFETY: the system call is the only thing between fork and exec.
    unsafe { command.as_std_mut().pre_exec(limit) };
}
