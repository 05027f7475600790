//! Text from others is shown in terminals with its control characters escaped.

use std::io::Read;
use std::os::fd::OwnedFd;
use std::process::Stdio;

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use serde_json::{Value, json};
use tokio::process::Command;

use super::finish;
use super::follow::Scene;

/// An escape sequence, a C1 control character, a line break, a bidirectional override and a delete.
const NASTY: &str = "\u{1b}[2J\u{9b}2J\nforged\u{202e}gnp\u{7f}";
const SHOWN: &str = r"\u001b[2J\u009b2J\u000aforged\u202egnp\u007f";

/// A terminal: a program's side, and the side that shows what it printed.
fn terminal() -> (OwnedFd, std::fs::File) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap();
    let theirs = rustix::fs::open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    (theirs, ours.into())
}

/// Everything that a command prints until it exits.
async fn seen(mut command: Command, act: impl AsyncFnOnce()) -> String {
    let (theirs, mut ours) = terminal();
    let mut child = command.stdout(Stdio::from(theirs)).spawn().unwrap();
    drop(command);
    let seen = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        // After the last program has exited, reading from a terminal is an error.
        let _ = ours.read_to_end(&mut bytes);
        String::from_utf8(bytes).unwrap()
    });
    act().await;
    child.wait().await.unwrap();
    seen.await.unwrap()
}

fn nasty_error() -> Value {
    let data = json!({"kind": NASTY, "hint": NASTY, "log_id": NASTY, "outcome": "unknown", "random_id": NASTY,
        "telegram": {"name": NASTY.repeat(2), "method": NASTY}});
    json!({"jsonrpc": "2.0", "id": 1, "error": {"code": 400, "message": NASTY, "data": data}})
}

#[tokio::test]
async fn an_error_is_shown_escaped() {
    let scene = Scene::new();
    let command = scene.command(&["updates.poll"]);
    let (done, ()) = tokio::join!(finish(command, ""), async {
        let mut daemon = scene.daemon().await;
        daemon.request().await;
        daemon.say(nasty_error()).await;
    });
    assert_eq!(done.stderr.matches(SHOWN).count(), 8, "{done:?}");
    assert!(!done.stderr.contains(|char: char| char.is_control() && char != '\n'), "{done:?}");
    assert!(
        done.stderr.lines().all(|line| line.starts_with("telewire: ") || line.starts_with("  ")),
        "{done:?}"
    );
}

#[tokio::test]
async fn a_result_in_a_terminal_is_the_same_json_escaped() {
    let scene = Scene::new();
    let result = json!({"items": [{"text": NASTY}], "cursor": "c"});
    let seen = seen(scene.command(&["updates.poll"]), async || {
        let mut daemon = scene.daemon().await;
        daemon.request().await;
        daemon.answer(result.clone()).await;
    });
    let seen = seen.await;
    assert!(!seen.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{7f}']), "{seen:?}");
    assert_eq!(serde_json::from_str::<Value>(&seen).unwrap(), result);
}

#[tokio::test]
async fn events_in_a_terminal_are_the_same_json_escaped() {
    let scene = Scene::new();
    let event = json!({"kind": "message_new", "message": {"text": NASTY}});
    let seen = seen(scene.command(&["--follow", "updates.subscribe"]), async || {
        let mut daemon = scene.daemon().await;
        daemon.subscribed("s1", "c").await;
        let error = json!({"code": 401, "message": "over", "data": {"kind": "session_revoked"}});
        daemon.events(json!({"subscription": "s1", "items": [event], "error": error})).await;
    });
    let seen = seen.await;
    assert!(!seen.contains(['\u{1b}', '\u{9b}', '\u{202e}', '\u{7f}']), "{seen:?}");
    assert_eq!(serde_json::from_str::<Value>(&seen).unwrap(), event);
}
