//! A listening socket that a service manager passes to the daemon, as systemd does.

use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::Path;

use rustix::io::{FdFlags, fcntl_setfd};
use serde_json::json;
use tokio::process::{Child, Command};

use crate::client::{Client, home, read_to_end, telewire};

/// `telewire serve` as systemd starts it: with listening sockets as descriptors 3, 4, …
fn passed(home: &Path, sockets: &[&UnixListener], arguments: &[&str]) -> Child {
    let like = telewire(home);
    let mut script = String::new();
    for (at, socket) in sockets.iter().enumerate() {
        fcntl_setfd(socket, FdFlags::empty()).unwrap();
        script += &format!("exec {}<&{}; ", at + 3, socket.as_raw_fd());
    }
    script += "export LISTEN_PID=$$; exec \"$@\"";
    let mut command = Command::new("bash");
    command.env_clear().envs(like.as_std().get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("LISTEN_FDS", sockets.len().to_string());
    command.args(["-c", &script, "bash"]).arg(like.as_std().get_program()).arg("serve").args(arguments);
    command.stderr(std::process::Stdio::piped()).kill_on_drop(true).spawn().unwrap()
}

fn socket(path: &Path, mode: u32) -> UnixListener {
    let socket = UnixListener::bind(path).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    socket
}

async fn refusal(mut daemon: Child) -> String {
    let said = read_to_end(daemon.stderr.take().unwrap()).await;
    assert!(!daemon.wait().await.unwrap().success(), "{said}");
    said
}

#[tokio::test]
async fn a_socket_of_the_service_manager_is_served_and_not_removed() {
    let home = home();
    let path = home.path().join("socket");
    let listening = socket(&path, 0o600);
    // Clients that connect before the daemon is there wait in the kernel's queue.
    let client = Client::connect(&path).await;
    let mut daemon = passed(home.path(), &[&listening], &[]);
    assert_eq!(client.call("daemon.ping", json!({})).await, json!({"pong": true}));
    client.call("shutdown", json!({})).await;
    let id = rustix::process::Pid::from_raw(daemon.id().unwrap().cast_signed()).unwrap();
    rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
    assert!(daemon.wait().await.unwrap().success());

    let client = Client::connect(&path).await;
    let _next = passed(home.path(), &[&listening], &["--socket"]);
    assert_eq!(client.call("daemon.ping", json!({})).await, json!({"pong": true}));
}

#[tokio::test]
async fn a_socket_that_others_may_connect_to_is_not_served() {
    let home = home();
    let path = home.path().join("socket");
    let listening = socket(&path, 0o666);
    let said = refusal(passed(home.path(), &[&listening], &[])).await;
    assert!(said.contains("SocketMode=0600") && said.contains("every user"), "{said}");

    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o660)).unwrap();
    let said = refusal(passed(home.path(), &[&listening], &[])).await;
    assert!(said.contains("SocketMode=0600") && said.contains("--socket-group"), "{said}");
    let own = rustix::process::getegid().as_raw().to_string();
    std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(0o750)).unwrap();
    let client = Client::connect(&path).await;
    let _daemon = passed(home.path(), &[&listening], &["--socket", "--socket-group", &own]);
    assert_eq!(client.call("daemon.ping", json!({})).await, json!({"pong": true}));
}

#[tokio::test]
async fn a_socket_that_others_could_replace_is_not_served() {
    let home = home();
    let folder = home.path().join("open");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
    let listening = socket(&folder.join("socket"), 0o600);
    let said = refusal(passed(home.path(), &[&listening], &[])).await;
    assert!(said.contains("is writable by others"), "{said}");
}

#[tokio::test]
async fn only_one_unix_socket_with_a_path_is_accepted() {
    use std::os::linux::net::SocketAddrExt;
    let home = home();
    let (one, other) = (socket(&home.path().join("one"), 0o600), socket(&home.path().join("other"), 0o600));
    let said = refusal(passed(home.path(), &[&one, &other], &[])).await;
    assert!(said.contains("2 sockets"), "{said}");
    let said = refusal(passed(home.path(), &[&one], &["--socket=/elsewhere/socket"])).await;
    assert!(said.contains("/elsewhere/socket") && said.contains("one"), "{said}");
    let name = home.path().as_os_str().as_encoded_bytes();
    let address = std::os::unix::net::SocketAddr::from_abstract_name(name).unwrap();
    let nameless = UnixListener::bind_addr(&address).unwrap();
    let said = refusal(passed(home.path(), &[&nameless], &[])).await;
    assert!(said.contains("without a path"), "{said}");
}
