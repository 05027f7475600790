//! `telewire call --follow` and `--cursor-file`, with a scripted daemon.

use std::path::PathBuf;
use std::process::Output;

use expect_test::expect;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::process::{Child, ChildStdout, Command};

use super::{CommandOutput, finish, mode};
use crate::client::{home, telewire};

/// A folder with a socket, and a daemon that listens on it.
pub(super) struct Scene {
    home: TempDir,
    socket: UnixListener,
}

impl Scene {
    pub(super) fn new() -> Self {
        let home = home();
        let socket = UnixListener::bind(home.path().join("daemon")).unwrap();
        Self { home, socket }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = telewire(self.home.path());
        command.current_dir(self.home.path()).env("TELEWIRE_SESSION", "tw1.x");
        command.args(["call", "--socket", "daemon"]).args(arguments);
        command
    }

    /// Starts a command that follows. Returns it and the daemon's side of its connection.
    async fn follow(&self, arguments: &[&str]) -> (Following, Daemon) {
        let arguments = [&["--follow", "updates.subscribe"], arguments].concat();
        let mut child = self.command(&arguments).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        (Following { child, lines }, self.daemon().await)
    }

    pub(super) async fn daemon(&self) -> Daemon {
        let mut daemon = Daemon::from(self.socket.accept().await.unwrap().0);
        let schema = json!({"schema": {"type": "string"}});
        let params: Vec<Value> = ["session", "cursor", "kinds", "wait"]
            .map(|name| json!({"name": name, "schema": schema["schema"]}))
            .into();
        let methods =
            ["updates.subscribe", "updates.poll"].map(|name| json!({"name": name, "params": params}));
        assert_eq!(daemon.request().await["method"], "rpc.discover");
        daemon.answer(json!({"methods": methods})).await;
        daemon
    }

    fn cursor(&self) -> String {
        std::fs::read_to_string(self.path("cursor")).unwrap()
    }
}

const CURSOR_FILE: &[&str] = &["--cursor-file", "cursor"];

struct Following {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Following {
    async fn line(&mut self) -> String {
        self.lines.next_line().await.unwrap().expect("it prints another line")
    }

    /// Waits for the exit. Returns the exit code and standard error.
    async fn ended(self) -> (Option<i32>, String) {
        let Output { status, stderr, .. } = self.child.wait_with_output().await.unwrap();
        (status.code(), String::from_utf8(stderr).unwrap())
    }

    fn signal(&self, signal: rustix::process::Signal) {
        let id = rustix::process::Pid::from_raw(self.child.id().unwrap().cast_signed()).unwrap();
        rustix::process::kill_process(id, signal).unwrap();
    }
}

pub(super) struct Daemon {
    lines: Lines<BufReader<OwnedReadHalf>>,
    writer: OwnedWriteHalf,
}

impl From<UnixStream> for Daemon {
    fn from(stream: UnixStream) -> Self {
        let (reader, writer) = stream.into_split();
        Self { lines: BufReader::new(reader).lines(), writer }
    }
}

impl Daemon {
    pub(super) async fn request(&mut self) -> Value {
        serde_json::from_str(&self.lines.next_line().await.unwrap().expect("another request")).unwrap()
    }

    pub(super) async fn say(&mut self, message: Value) {
        self.writer.write_all(format!("{message}\n").as_bytes()).await.unwrap();
    }

    pub(super) async fn answer(&mut self, result: Value) {
        self.say(json!({"jsonrpc": "2.0", "id": 1, "result": result})).await;
    }

    /// Accepts a subscription. Returns its params.
    pub(super) async fn subscribed(&mut self, subscription: &str, cursor: &str) -> Value {
        let request = self.request().await;
        assert_eq!(request["method"], "updates.subscribe");
        self.answer(json!({"subscription": subscription, "cursor": cursor})).await;
        request["params"].clone()
    }

    pub(super) async fn events(&mut self, params: Value) {
        self.say(json!({"jsonrpc": "2.0", "method": "updates.event", "params": params})).await;
    }
}

fn new(id: u32) -> Value {
    json!({"kind": "message_new", "message": {"message_id": id, "text": "a\nb"}})
}

#[tokio::test]
async fn events_are_printed_one_per_line_as_they_arrive() {
    let scene = Scene::new();
    let (mut following, mut daemon) = scene.follow(&["kinds=message_new"]).await;
    let params = daemon.subscribed("s", "c0").await;
    assert_eq!(params, json!({"kinds": "message_new", "session": "tw1.x"}));
    daemon.events(json!({"subscription": "s", "items": [new(1), new(2)]})).await;
    let first = r#"{"kind":"message_new","message":{"message_id":1,"text":"a\nb"}}"#;
    assert_eq!(following.line().await, first);
    assert_eq!(following.line().await, new(2).to_string());
    daemon.events(json!({"subscription": "another", "items": [new(3)]})).await;
    daemon.events(json!({"subscription": "s", "items": [new(4)], "cursor": "c1"})).await;
    assert_eq!(following.line().await, new(4).to_string());
    following.signal(rustix::process::Signal::INT);
    assert_eq!(following.ended().await, (Some(0), String::new()));
}

#[tokio::test]
async fn events_that_arrive_before_the_subscription_id_are_printed_too() {
    let scene = Scene::new();
    let (mut following, mut daemon) = scene.follow(&[]).await;
    daemon.request().await;
    daemon.events(json!({"subscription": "s", "items": [new(1)]})).await;
    daemon.answer(json!({"subscription": "s", "cursor": "c0"})).await;
    assert_eq!(following.line().await, new(1).to_string());
}

#[tokio::test]
async fn the_cursor_is_saved_and_resumed_from() {
    let scene = Scene::new();
    let (mut following, mut daemon) = scene.follow(CURSOR_FILE).await;
    assert_eq!(daemon.subscribed("s", "c0").await.get("cursor"), None);
    daemon.events(json!({"subscription": "s", "items": [new(1)], "cursor": "c1"})).await;
    daemon.events(json!({"subscription": "s", "items": [new(2)]})).await;
    assert_eq!(following.line().await, new(1).to_string());
    // The event after the first cursor has been printed, so that cursor has been saved.
    assert_eq!(following.line().await, new(2).to_string());
    assert_eq!(scene.cursor(), "c1\n");
    assert_eq!(mode(&scene.path("cursor")), 0o600);
    following.signal(rustix::process::Signal::KILL);
    following.ended().await;

    let (following, mut daemon) = scene.follow(CURSOR_FILE).await;
    assert_eq!(daemon.subscribed("s", "c1").await["cursor"], "c1");
    following.signal(rustix::process::Signal::TERM);
    assert_eq!(following.ended().await.0, Some(0));
    let (_following, mut daemon) = scene.follow(&[CURSOR_FILE, &["cursor=c0"]].concat()).await;
    assert_eq!(daemon.subscribed("s", "c0").await["cursor"], "c0", "one that is given counts");
}

#[tokio::test]
async fn the_cursor_does_not_advance_while_the_reader_is_stalled() {
    let scene = Scene::new();
    let (following, mut daemon) = scene.follow(CURSOR_FILE).await;
    daemon.subscribed("s", "c0").await;
    // More than a pipe holds. The command blocks, and can still be stopped.
    let text = "x".repeat(1 << 20);
    daemon
        .events(json!({"subscription": "s", "items": [{"kind": "raw", "text": text}], "cursor": "c1"}))
        .await;
    following.signal(rustix::process::Signal::TERM);
    let Following { mut child, .. } = following;
    assert_eq!(child.wait().await.unwrap().code(), Some(0));
    assert!(
        ["c0\n", ""].contains(&std::fs::read_to_string(scene.path("cursor")).unwrap_or_default().as_str())
    );
}

#[tokio::test]
async fn a_closed_output_ends_it_even_without_events() {
    let scene = Scene::new();
    let (following, mut daemon) = scene.follow(&[]).await;
    daemon.subscribed("s", "c0").await;
    let Following { child, lines } = following;
    drop(lines);
    let Output { status, stderr, .. } = child.wait_with_output().await.unwrap();
    assert_eq!((status.code(), String::from_utf8(stderr).unwrap().as_str()), (Some(0), ""));
}

#[tokio::test]
async fn a_subscription_that_ends_exits_with_the_code_of_its_error() {
    let scene = Scene::new();
    let (mut following, mut daemon) = scene.follow(CURSOR_FILE).await;
    daemon.subscribed("s", "c0").await;
    let data = json!({"kind": "session_revoked", "is_retryable": false, "hint": "Log in again"});
    let error = json!({"code": 401, "message": "The login was ended", "data": data});
    daemon.events(json!({"subscription": "s", "items": [new(1)], "cursor": "c1", "error": error})).await;
    assert_eq!(following.line().await, new(1).to_string());
    let (code, stderr) = following.ended().await;
    assert_eq!(code, Some(4));
    expect![[r#"
        telewire: The login was ended [session_revoked]
          Log in again
    "#]]
    .assert_eq(&stderr);
    assert_eq!(scene.cursor(), "c1\n");
}

#[tokio::test]
async fn a_daemon_that_exits_is_reported_with_8() {
    let scene = Scene::new();
    let (following, mut daemon) = scene.follow(&[]).await;
    daemon.subscribed("s", "c0").await;
    drop(daemon);
    let (code, stderr) = following.ended().await;
    assert_eq!(code, Some(8));
    assert_eq!(stderr, "telewire: the daemon on the socket is gone: it closed the connection\n");
}

#[tokio::test]
async fn a_subscriber_that_was_too_slow_resubscribes_from_its_cursor() {
    let scene = Scene::new();
    let (mut following, mut daemon) = scene.follow(CURSOR_FILE).await;
    daemon.subscribed("s", "c0").await;
    let gap = json!({"kind": "gap", "reason": "too_slow"});
    daemon.events(json!({"subscription": "s", "items": [new(1), gap], "cursor": "c1"})).await;
    daemon.events(json!({"subscription": "s", "items": [new(9)], "cursor": "c9"})).await;
    assert_eq!(following.line().await, new(1).to_string());
    assert_eq!(following.line().await, gap.to_string());
    let request = daemon.request().await;
    assert_eq!(request["method"], "updates.unsubscribe");
    assert_eq!(request["params"], json!({"subscription": "s"}));
    daemon.answer(json!({})).await;
    assert_eq!(daemon.subscribed("t", "c1").await["cursor"], "c1");
    daemon.events(json!({"subscription": "t", "items": [new(2)]})).await;
    assert_eq!(following.line().await, new(2).to_string());
    assert_eq!(scene.cursor(), "c1\n");
}

#[tokio::test]
async fn a_poll_saves_its_cursor_after_its_result_is_printed() {
    let scene = Scene::new();
    let poll = async |cursor: &str, next: &str| -> CommandOutput {
        let command = scene.command(&[&["updates.poll"], CURSOR_FILE].concat());
        let daemon = async {
            let mut daemon = scene.daemon().await;
            let request = daemon.request().await;
            assert_eq!(request["params"]["cursor"].as_str().unwrap_or_default(), cursor);
            daemon.answer(json!({"items": [new(1)], "cursor": next})).await;
        };
        tokio::join!(finish(command, ""), daemon).0
    };
    assert_eq!(poll("", "c1").await.json()["items"], json!([new(1)]));
    assert_eq!(scene.cursor(), "c1\n");
    assert_eq!(poll("c1", "c2").await.code, Some(0));
    assert_eq!(scene.cursor(), "c2\n");

    // The result is not read, so it is returned again.
    let mut child = scene.command(&[&["updates.poll"], CURSOR_FILE].concat()).spawn().unwrap();
    let mut daemon = scene.daemon().await;
    drop(child.stdout.take());
    daemon.request().await;
    daemon.answer(json!({"items": [new(2)], "cursor": "c3"})).await;
    assert_eq!(child.wait().await.unwrap().code(), Some(0));
    assert_eq!(scene.cursor(), "c2\n");
}

#[tokio::test]
async fn an_invalid_cursor_reports_which_file_to_remove() {
    let scene = Scene::new();
    std::fs::write(scene.path("cursor"), "other\n").unwrap();
    let (following, mut daemon) = scene.follow(CURSOR_FILE).await;
    assert_eq!(daemon.request().await["params"]["cursor"], "other");
    let data = json!({"kind": "cursor_invalid", "is_retryable": false});
    let error = json!({"code": 400, "message": "The cursor is another account's", "data": data});
    daemon.say(json!({"jsonrpc": "2.0", "id": 1, "error": error})).await;
    let (code, stderr) = following.ended().await;
    assert_eq!(code, Some(1));
    expect![[r#"
        telewire: The cursor is another account's [cursor_invalid]
          remove cursor to start with new events
    "#]]
    .assert_eq(&stderr);
}

#[tokio::test]
async fn conflicting_options_are_rejected_before_any_call() {
    let scene = Scene::new();
    let complaint = async |arguments: &[&str]| {
        let done = finish(scene.command(arguments), "").await;
        (done.code, done.stderr)
    };
    let refused = |code, text: &str| (Some(code), format!("telewire: {text}\n"));
    let follow = complaint(&["--follow", "updates.poll"]).await;
    assert_eq!(follow, refused(2, "--follow works only with updates.subscribe"));
    let history = complaint(&["messages.history", "--cursor-file", "cursor"]).await;
    assert_eq!(history, refused(2, "--cursor-file works only with updates.subscribe and updates.poll"));
    let nowhere = complaint(&["updates.poll", "--cursor-file", "nowhere/cursor"]).await;
    assert_eq!(nowhere.0, Some(1));
    assert!(nowhere.1.starts_with("telewire: cannot write the cursor file nowhere/cursor: "), "{nowhere:?}");
}
