//! A daemon and a sandbox in one line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use serde_json::{Value, json};
use telewire::rpc::connection::Limits;
use telewire::rpc::{Catalog, Connection, dispatch};
use telewire::sandbox::world::World;
use telewire::sandbox::{Options, Quotas, Sandbox, control};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::client::{Client, home, telewire};

pub const ANN: &str = "+9996620001";
pub const BOB: &str = "+9996620002";
/// Lives on DC 1, and has a two-step verification password.
pub const CAROL: &str = "+9996610003";
pub const CAROLS_PASSWORD: &str = "correct horse";

/// A sandbox, and a daemon that uses it as a custom server, by its description in a file.
pub struct Stage {
    home: TempDir,
    sandbox: Sandbox,
    control: Arc<Catalog>,
    daemon: Client,
}

impl Stage {
    pub async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// A stage whose sandbox has the quotas that Telegram's users report.
    pub async fn realistic() -> Self {
        Self::with(Options { quotas: Quotas::Realistic, ..Options::default() }).await
    }

    /// A stage whose sandbox has these options.
    pub async fn with(options: Options) -> Self {
        let sandbox = Sandbox::start(options).unwrap();
        let home = home();
        let description = serde_json::to_string(sandbox.description()).unwrap();
        std::fs::write(home.path().join("sandbox.json"), description).unwrap();
        let control = Arc::new(control::catalog(sandbox.clone()));
        let daemon = Client::spawn(daemon(&home));
        Self { home, sandbox, control, daemon }
    }

    /// Kills the daemon, and starts another one with the same sealing key.
    pub async fn restart(self) -> Self {
        self.daemon.kill().await;
        let daemon = Client::spawn(daemon(&self.home));
        Self { daemon, ..self }
    }

    /// Stops the sandbox and the daemon, and starts both again from a snapshot of the sandbox.
    pub async fn restart_telegram(self) -> Self {
        self.restart_telegram_with(Options::default()).await
    }

    /// The same with other options for the sandbox.
    pub async fn restart_telegram_with(self, options: Options) -> Self {
        let world = self.path("world.json");
        self.sandbox("sandbox.snapshot", json!({"path": world})).await;
        self.daemon.kill().await;
        let Self { home, control, sandbox, .. } = self;
        drop((control, sandbox));
        let sandbox = Sandbox::start(Options { world: Some(world), ..options }).unwrap();
        let description = serde_json::to_string(sandbox.description()).unwrap();
        std::fs::write(home.path().join("sandbox.json"), description).unwrap();
        let daemon = Client::spawn(daemon(&home));
        Self { home, control: Arc::new(control::catalog(sandbox.clone())), sandbox, daemon }
    }

    /// Another daemon process with the same sealing key.
    pub fn other(&self) -> Client {
        Client::spawn(self.command())
    }

    /// A daemon process with the same sealing key that uses these addresses for the sandbox.
    pub fn daemon_at(&self, dcs: &[(i32, SocketAddr)], arguments: &[&str]) -> Client {
        let mut description = serde_json::to_value(self.sandbox.description()).unwrap();
        description["dcs"] = dcs.iter().map(|(id, address)| json!({"id": id, "address": address})).collect();
        let path = self.path("elsewhere.json");
        std::fs::write(&path, description.to_string()).unwrap();
        let mut command = telewire(self.home.path());
        command.arg("--server").arg(path).args(["--log-level", "trace"]).args(arguments);
        Client::spawn(command)
    }

    /// The sandbox's own address of a DC.
    pub fn address(&self, dc: i32) -> SocketAddr {
        self.sandbox.address(dc).unwrap()
    }

    /// The command line of a daemon on this sandbox.
    pub fn command(&self) -> Command {
        daemon(&self.home)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// A daemon that listens on a socket.
    pub async fn listening(&self) -> (PathBuf, Child) {
        let path = self.path("socket");
        let mut child =
            self.command().arg("serve").arg(format!("--socket={}", path.display())).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
        while let Some(line) = said.next_line().await.unwrap() {
            if line.contains("listening on") {
                return (path, child);
            }
        }
        panic!("the daemon doesn't listen");
    }

    /// A daemon that listens on a socket without a log, as the log would cost more than the rest.
    pub async fn listening_quietly(&self) -> (PathBuf, Child) {
        let path = self.path("quiet/socket");
        let mut command = telewire(self.home.path());
        command.arg("--server").arg(self.path("sandbox.json"));
        command.args(["--log-level", "warn", "serve"]).arg(format!("--socket={}", path.display()));
        let child = command.stderr(Stdio::null()).spawn().unwrap();
        while tokio::net::UnixStream::connect(&path).await.is_err() {
            tokio::task::yield_now().await;
        }
        (path, child)
    }

    /// The sandbox's public RSA key.
    pub fn sandbox_key(&self) -> String {
        self.sandbox.description().rsa_public_key.clone()
    }

    pub fn daemon(&self) -> &Client {
        &self.daemon
    }

    pub async fn call(&self, method: &str, params: Value) -> Value {
        self.daemon.call(method, params).await
    }

    pub async fn fail(&self, method: &str, params: Value) -> Value {
        self.daemon.fail(method, params).await
    }

    /// Calls a `sandbox.*` method.
    pub async fn sandbox(&self, method: &str, params: Value) -> Value {
        self.try_sandbox(method, params).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Calls a `sandbox.*` method that must fail. Returns its error.
    pub async fn sandbox_fail(&self, method: &str, params: Value) -> Value {
        self.try_sandbox(method, params).await.expect_err("it can't be done")
    }

    async fn try_sandbox(&self, method: &str, params: Value) -> Result<Value, Value> {
        let (connection, _outgoing) = Connection::new(Limits::default());
        let params = serde_json::value::to_raw_value(&params).unwrap();
        let running = dispatch::start(&self.control, &connection, method, Some(&params)).unwrap();
        match running.answer().await.into_result() {
            Ok(result) => Ok(serde_json::from_str(result.get()).unwrap()),
            Err(error) => Err(serde_json::to_value(error).unwrap()),
        }
    }

    /// Changes the sandbox's world in a way that no method offers.
    pub fn world<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        self.sandbox.with_world(act)
    }

    /// Starts a login.
    pub async fn send_code(&self, phone: &str) -> Value {
        self.call("auth.sendCode", json!({"phone": phone, "api_id": 1, "api_hash": "hash"})).await
    }

    /// Logs in an account with a password. Returns its session.
    pub async fn log_in_with_password(&self, phone: &str, password: &str) -> String {
        let sent = self.send_code(phone).await;
        let asked = self.call("auth.signIn", json!({"session": sent["session"], "code": code(phone)})).await;
        let params = json!({"session": asked["session"], "password": password});
        self.call("auth.checkPassword", params).await["session"].as_str().unwrap().to_owned()
    }

    /// Logs in an account without a second step. Returns its session.
    pub async fn log_in(&self, phone: &str) -> String {
        let sent = self.send_code(phone).await;
        let signed_in =
            self.call("auth.signIn", json!({"session": sent["session"], "code": code(phone)})).await;
        assert_eq!(signed_in["next"], "done");
        text(&signed_in["session"])
    }

    /// How often a function of Telegram's API was called.
    pub async fn calls(&self, function: &str) -> u64 {
        self.sandbox("sandbox.stats", json!({})).await["calls"][function].as_u64().unwrap_or(0)
    }

    /// The number of encrypted packets that clients have sent to the sandbox.
    pub fn packets(&self) -> u64 {
        self.sandbox.stats().packets
    }

    /// The number of an account's open connections.
    pub async fn connections(&self, account: &Value) -> u64 {
        let stats = self.sandbox("sandbox.stats", json!({})).await;
        let connections = stats["connections"].as_array().unwrap().iter();
        let of_account = connections.filter(|connection| connection["account_id"] == *account);
        of_account.map(|connection| connection["open"].as_u64().unwrap()).sum()
    }
}

fn daemon(home: &TempDir) -> Command {
    let mut command = telewire(home.path());
    command.arg("--server").arg(home.path().join("sandbox.json"));
    command.args(["--log-level", "trace"]);
    command
}

/// The login code of a test number: its DC, five times.
pub fn code(phone: &str) -> String {
    phone[6..7].repeat(5)
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is a text")).to_owned()
}

/// The texts of a page of messages.
pub fn texts(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|message| text(&message["text"])).collect()
}
