//! Who may connect to a daemon, and which sockets a client trusts.

use std::io::{ErrorKind, Read};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Output;

use rustix::net::{AddressFamily, SocketAddrUnix, SocketType, bind, listen, socket};
use rustix::process::{Gid, Uid, geteuid};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::client::{Client, home, telewire};

/// A user who doesn't exist here, and a group without members.
const NOBODY: u32 = 65534;
const GROUP: u32 = 54321;

fn chmod(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().mode() & 0o7777
}

/// `telewire call daemon.ping`, on the default socket of this folder or on the given one.
async fn ping(runtime: &Path, socket: Option<&Path>) -> Output {
    let home = home();
    let mut command = telewire(home.path());
    command.env("XDG_RUNTIME_DIR", runtime).args(["call", "daemon.ping"]);
    if let Some(socket) = socket {
        command.arg("--socket").arg(socket);
    }
    command.output().await.unwrap()
}

/// Everything that a listener received from its clients.
fn received(listener: &UnixListener) -> String {
    listener.set_nonblocking(true).unwrap();
    let mut received = String::new();
    loop {
        match listener.accept() {
            Ok((mut stream, _)) => drop(stream.read_to_string(&mut received).unwrap()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return received,
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn a_client_sends_nothing_to_a_socket_that_others_could_have_created() {
    let home = home();
    let runtime = home.path().join("run");
    let path = runtime.join("telewire/socket");
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let listener = UnixListener::bind(&path).unwrap();
    for open in [path.parent().unwrap(), &runtime, home.path()] {
        let before = mode(open);
        for others in [0o777, 0o770] {
            chmod(open, others);
            for named in [None, Some(path.as_path())] {
                let output = ping(&runtime, named).await;
                assert_eq!(output.status.code(), Some(1), "{open:?} {output:?}");
                let said = String::from_utf8(output.stderr).unwrap();
                assert!(said.contains(open.to_str().unwrap()), "{said}");
                assert_eq!(received(&listener), "");
            }
        }
        chmod(open, before);
    }
    // A symbolic link doesn't hide such a folder.
    let link = home.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    chmod(&runtime, 0o777);
    assert_eq!(ping(&runtime, Some(&link)).await.status.code(), Some(1));
    assert_eq!(received(&listener), "");
}

/// Listens as another user, on a socket that belongs to this user.
fn impostor(path: PathBuf) -> UnixListener {
    std::thread::spawn(move || {
        let listener = socket(AddressFamily::UNIX, SocketType::STREAM, None).unwrap();
        bind(&listener, &SocketAddrUnix::new(&path).unwrap()).unwrap();
        rustix::thread::set_thread_gid(Gid::from_raw(NOBODY)).unwrap();
        rustix::thread::set_thread_uid(Uid::from_raw(NOBODY)).unwrap();
        listen(&listener, 8).unwrap();
        UnixListener::from(listener)
    })
    .join()
    .unwrap()
}

#[tokio::test]
async fn a_client_sends_nothing_to_another_user() {
    let home = home();
    if !geteuid().is_root() {
        // Only root can run a listener as another user. Otherwise test the opposite: a socket of root is trusted.
        assert!(ping(home.path(), Some(Path::new("/nowhere/socket"))).await.status.code() == Some(1));
        return;
    }
    let folder = home.path().join("telewire");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("socket");
    let listener = impostor(path.clone());
    for named in [None, Some(path.as_path())] {
        let output = ping(home.path(), named).await;
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("65534"));
        assert_eq!(received(&listener), "");
    }
    // Only when given by path may a socket and its folder belong to the other user who listens there.
    chown(&path, Some(NOBODY), None).unwrap();
    chown(&folder, Some(NOBODY), None).unwrap();
    assert_eq!(ping(home.path(), None).await.status.code(), Some(1));
    assert_eq!(received(&listener), "");
    let answering = std::thread::spawn(move || {
        listener.set_nonblocking(false).unwrap();
        let (mut stream, _) = listener.accept().unwrap();
        let mut first = [0; 1];
        stream.read_exact(&mut first).unwrap();
        first
    });
    ping(home.path(), Some(&path)).await;
    assert_eq!(&answering.join().unwrap(), b"{");
}

/// A daemon for a group.
async fn shared(home: &Path, path: &Path, group: u32) -> Child {
    let mut command = telewire(home);
    command.arg("serve").arg(format!("--socket={}", path.display()));
    let mut child = command.args(["--socket-group", &group.to_string()]).spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
    while let Some(line) = said.next_line().await.unwrap() {
        if line.contains("listening on") {
            return child;
        }
    }
    panic!("the daemon doesn't listen");
}

#[tokio::test]
async fn a_sockets_group_can_connect_and_nobody_else() {
    let home = home();
    let path = home.path().join("run/shared/socket");
    let is_root = geteuid().is_root();
    let group = if is_root { GROUP } else { rustix::process::getegid().as_raw() };
    let _daemon = shared(home.path(), &path, group).await;
    for (made, expected) in
        [(path.as_path(), 0o660), (path.parent().unwrap(), 0o750), (&home.path().join("run"), 0o750)]
    {
        assert_eq!((mode(made), made.metadata().unwrap().gid()), (expected, group), "{made:?}");
    }
    assert_eq!(Client::connect(&path).await.call("daemon.ping", json!({})).await, json!({"pong": true}));
    if !is_root {
        return;
    }
    chmod(home.path(), 0o711);
    let program = home.path().join("telewire");
    std::fs::hard_link(env!("CARGO_BIN_EXE_telewire"), &program)
        .or_else(|_| std::fs::copy(env!("CARGO_BIN_EXE_telewire"), &program).map(drop))
        .unwrap();
    let other = async |groups: &str| {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", groups]).arg(&program);
        command.args(["call", "daemon.ping", "--log-file", "-", "--socket"]).arg(&path);
        command.env_clear().env("HOME", "/nowhere").output().await.unwrap()
    };
    let member = other("--groups=54321").await;
    assert_eq!(member.status.code(), Some(0), "{member:?}");
    assert_eq!(other("--clear-groups").await.status.code(), Some(1));
    // The modes would not be enough either.
    for open in [&path, path.parent().unwrap(), &home.path().join("run")] {
        chmod(open, if open == path { 0o666 } else { 0o755 });
    }
    let outsider = other("--clear-groups").await;
    assert_eq!((outsider.status.code(), outsider.stdout.len()), (Some(1), 0), "{outsider:?}");
    assert_eq!(other("--groups=54321").await.status.code(), Some(0));
}

#[tokio::test]
async fn a_group_that_is_missing_or_cannot_reach_the_socket_is_rejected() {
    let home = home();
    let serve = async |group: &str, path: PathBuf| {
        let mut command = telewire(home.path());
        command.arg("serve").arg(format!("--socket={}", path.display())).args(["--socket-group", group]);
        command.output().await.unwrap()
    };
    let unknown = serve("no-such-group", home.path().join("run/socket")).await;
    assert!(!unknown.status.success());
    assert!(String::from_utf8(unknown.stderr).unwrap().contains("no-such-group"));
    let folder = home.path().join("own");
    std::fs::create_dir(&folder).unwrap();
    chmod(&folder, 0o700);
    let group = rustix::process::getegid().as_raw().to_string();
    let closed = serve(&group, folder.join("socket")).await;
    assert!(!closed.status.success());
    assert_eq!(mode(&folder), 0o700, "a folder that was there is left as it is");
}
