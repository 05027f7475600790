//! A client of the daemon like one in any other language: a subprocess and its pipes.

use std::collections::HashMap;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{mpsc, oneshot};

/// A `telewire` process with all its files in one folder.
pub fn telewire(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_telewire"));
    command
        .env_clear()
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_STATE_HOME", home.join("state"))
        .env("XDG_RUNTIME_DIR", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

pub fn home() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

/// The output of a whole run of the daemon with these bytes on standard input.
pub async fn run(arguments: &[&str], input: &[u8]) -> (String, ExitStatus) {
    let home = home();
    let mut child = telewire(home.path()).args(arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let write = tokio::spawn(async move {
        // The daemon may exit before it has read everything.
        let _ = stdin.write_all(&input).await;
    });
    let output = child.wait_with_output().await.unwrap();
    write.await.unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status)
}

/// The messages in a run's output, one per line.
pub fn messages(output: &str) -> Vec<Value> {
    output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<Value>>>>;

/// A connection to a daemon. Calls may run concurrently.
pub struct Client {
    next_id: AtomicU64,
    waiting: Waiting,
    write: mpsc::UnboundedSender<Value>,
    notifications: tokio::sync::Mutex<mpsc::UnboundedReceiver<Value>>,
    child: Option<tokio::sync::Mutex<Child>>,
}

impl Client {
    /// Starts a daemon and connects to it over standard input and output.
    pub fn spawn(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::inherit()).spawn().unwrap();
        let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child: Some(tokio::sync::Mutex::new(child)), ..Self::over(stdout, stdin) }
    }

    /// Connects to a daemon that listens on a socket.
    pub async fn connect(path: &Path) -> Self {
        let (reader, writer) = tokio::net::UnixStream::connect(path).await.unwrap().into_split();
        Self::over(reader, writer)
    }

    fn over(
        reader: impl AsyncRead + Send + Unpin + 'static,
        mut writer: impl AsyncWrite + Send + Unpin + 'static,
    ) -> Self {
        let waiting = Waiting::default();
        let (write, mut to_write) = mpsc::unbounded_channel::<Value>();
        let (notify, notifications) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(message) = to_write.recv().await {
                let line = format!("{message}\n");
                if writer.write_all(line.as_bytes()).await.is_err() {
                    break;
                }
            }
        });
        let answers = waiting.clone();
        tokio::spawn(async move {
            let mut lines = BufReader::new(reader).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let message: Value = serde_json::from_str(&line).unwrap();
                match message["id"].as_u64() {
                    Some(id) => {
                        if let Some(answer) = answers.lock().unwrap().remove(&id) {
                            let _ = answer.send(message);
                        }
                    }
                    None => drop(notify.send(message)),
                }
            }
            answers.lock().unwrap().clear();
        });
        let notifications = tokio::sync::Mutex::new(notifications);
        Self { next_id: AtomicU64::new(1), waiting, write, notifications, child: None }
    }

    /// Makes a call. Returns its id and a receiver for its answer.
    pub fn start(&self, method: &str, params: Value) -> (u64, oneshot::Receiver<Value>) {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (sender, answer) = oneshot::channel();
        self.waiting.lock().unwrap().insert(id, sender);
        self.send(json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        (id, answer)
    }

    /// Sends a message.
    pub fn send(&self, message: Value) {
        self.write.send(message).unwrap();
    }

    /// Makes a call. Returns its result or its error.
    pub async fn try_call(&self, method: &str, params: Value) -> Result<Value, Value> {
        let answer = self.start(method, params).1.await.expect("the daemon answers every call");
        match answer.get("result") {
            Some(result) => Ok(result.clone()),
            None => Err(answer["error"].clone()),
        }
    }

    /// Makes a call that must succeed.
    pub async fn call(&self, method: &str, params: Value) -> Value {
        match self.try_call(method, params).await {
            Ok(result) => result,
            Err(error) => panic!("{method} failed: {error}"),
        }
    }

    /// Makes a call that must fail.
    pub async fn fail(&self, method: &str, params: Value) -> Value {
        match self.try_call(method, params).await {
            Ok(result) => panic!("{method} succeeded: {result}"),
            Err(error) => error,
        }
    }

    /// Waits for the next notification.
    pub async fn notification(&self) -> Value {
        self.notifications.lock().await.recv().await.expect("the daemon goes on")
    }

    /// Kills the daemon.
    pub async fn kill(&self) {
        let child = self.child.as_ref().expect("the daemon is a child of ours");
        child.lock().await.kill().await.unwrap();
    }

    /// The daemon's process id.
    pub async fn id(&self) -> u32 {
        let child = self.child.as_ref().expect("the daemon is a child of ours");
        child.lock().await.id().expect("the daemon is alive")
    }

    /// Sends SIGTERM to the daemon, as a service manager does.
    pub async fn terminate(&self) {
        let id = self.id().await;
        let pid = rustix::process::Pid::from_raw(id.cast_signed()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    }

    /// Waits until the daemon has exited.
    pub async fn ended(&self) -> ExitStatus {
        let child = self.child.as_ref().expect("the daemon is a child of ours");
        child.lock().await.wait().await.unwrap()
    }
}

/// Reads what is there until the end.
pub async fn read_to_end(mut reader: impl AsyncRead + Unpin) -> String {
    let mut text = String::new();
    reader.read_to_string(&mut text).await.unwrap();
    text
}
