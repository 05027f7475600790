//! The Unix socket: private, shared by several clients, and never taken over.

mod inherited;
mod trust;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;

use crate::client::{Client, home, read_to_end, telewire};

/// A daemon that listens on `path`.
async fn listening(home: &Path, path: &Path) -> Child {
    let mut child = telewire(home).arg("serve").arg(format!("--socket={}", path.display())).spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    while let Some(line) = said.next_line().await.unwrap() {
        if line.contains("listening on") {
            return child;
        }
    }
    panic!("the daemon doesn't listen");
}

#[tokio::test]
async fn several_clients_share_one_daemon() {
    let home = home();
    let path = home.path().join("run/telewire/socket");
    let _daemon = listening(home.path(), &path).await;
    let (one, other) = (Client::connect(&path).await, Client::connect(&path).await);
    assert_eq!(one.call("daemon.ping", json!({})).await, json!({"pong": true}));
    assert_eq!(other.call("daemon.stats", json!({})).await["connections"], 2);
    // A client that closes its connection doesn't affect the other.
    one.call("shutdown", json!({})).await;
    one.send(json!({"jsonrpc": "2.0", "method": "exit"}));
    assert_eq!(other.call("daemon.ping", json!({})).await, json!({"pong": true}));
}

#[tokio::test]
async fn the_socket_is_private_to_its_user() {
    let home = home();
    let path = home.path().join("run/telewire/socket");
    let _daemon = listening(home.path(), &path).await;
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
}

#[tokio::test]
async fn a_live_socket_is_not_taken_over() {
    let home = home();
    let path = home.path().join("socket");
    let _daemon = listening(home.path(), &path).await;
    let mut second =
        telewire(home.path()).arg("serve").arg(format!("--socket={}", path.display())).spawn().unwrap();
    let said = read_to_end(second.stderr.take().unwrap()).await;
    assert!(!second.wait().await.unwrap().success());
    assert!(said.contains("another telewire listens there already"), "{said}");
    let client = Client::connect(&path).await;
    assert_eq!(client.call("daemon.ping", json!({})).await, json!({"pong": true}));
}

#[tokio::test]
async fn a_socket_that_a_dead_daemon_left_behind_is_replaced() {
    let home = home();
    let path = home.path().join("socket");
    let mut dead = listening(home.path(), &path).await;
    dead.kill().await.unwrap();
    assert!(path.exists());
    let _daemon = listening(home.path(), &path).await;
    let client = Client::connect(&path).await;
    assert_eq!(client.call("daemon.ping", json!({})).await, json!({"pong": true}));
}

#[tokio::test]
async fn a_file_that_is_not_a_socket_is_not_replaced() {
    let home = home();
    let path = home.path().join("socket");
    std::fs::write(&path, "precious").unwrap();
    let mut daemon =
        telewire(home.path()).arg("serve").arg(format!("--socket={}", path.display())).spawn().unwrap();
    let said = read_to_end(daemon.stderr.take().unwrap()).await;
    assert!(!daemon.wait().await.unwrap().success());
    assert!(said.contains("exists and is not a socket"), "{said}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
}

#[tokio::test]
async fn a_folder_that_others_can_write_to_is_rejected() {
    let home = home();
    let folder = home.path().join("open");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
    let path = folder.join("socket");
    let mut daemon =
        telewire(home.path()).arg("serve").arg(format!("--socket={}", path.display())).spawn().unwrap();
    let said = read_to_end(daemon.stderr.take().unwrap()).await;
    assert!(!daemon.wait().await.unwrap().success());
    assert!(said.contains("is writable by others"), "{said}");
}
