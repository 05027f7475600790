//! Secrets don't leak.

use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt, chown};

use rustix::process::geteuid;
use serde_json::json;
use telewire::session::{Keyring, Source};

use crate::client::{Client, home, telewire};
use crate::stage::{ANN, CAROL, CAROLS_PASSWORD, Stage, text};

/// The text of every file in a folder.
fn written(folder: &std::path::Path) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.push_str(&written(&path));
        } else {
            all.push_str(&String::from_utf8_lossy(&std::fs::read(&path).unwrap()));
        }
    }
    all
}

#[tokio::test]
async fn the_log_of_a_whole_run_at_trace_level_holds_no_secret() {
    let stage = Stage::new().await;
    let api_hash = "0123456789abcdef0123456789abcdef";
    let sent =
        stage.call("auth.sendCode", json!({"phone": CAROL, "api_id": 17349, "api_hash": api_hash})).await;
    let asked = stage.call("auth.signIn", json!({"session": sent["session"], "code": "11111"})).await;
    stage
        .fail("auth.checkPassword", json!({"session": asked["session"], "password": "hunter2 hunter2"}))
        .await;
    let done = stage
        .call("auth.checkPassword", json!({"session": asked["session"], "password": CAROLS_PASSWORD}))
        .await;
    let bot = stage
        .call("auth.signInBot", json!({"token": "7000001:sandbox", "api_id": 17349, "api_hash": api_hash}))
        .await;
    let handle = stage.call("session.attach", json!({"session": done["session"]})).await;
    let session = text(&done["session"]);
    let send = json!({"session": session, "chat_id": ANN, "text": "the eagle has landed"});
    stage.call("messages.send", send).await;
    stage
        .fail("messages.send", json!({"session": session, "chat_id": "me", "txt": "a typo of a secret"}))
        .await;
    stage.fail("account.me", json!({"session": session[..200]})).await;
    stage.sandbox("sandbox.fault", json!({"kind": "wrong_session_id", "method": "users.getUsers"})).await;
    stage
        .sandbox(
            "sandbox.fault",
            json!({"kind": "error", "code": 500, "name": "INTERNAL", "method": "users.getUsers"}),
        )
        .await;
    stage.fail("account.me", json!({"session": handle["handle"]})).await;
    stage.call("auth.logOut", json!({"session": session})).await;
    stage.call("shutdown", json!({})).await;
    stage.daemon().send(json!({"jsonrpc": "2.0", "method": "exit"}));
    assert_eq!(stage.daemon().ended().await.code(), Some(0));

    let log = written(&stage.path("state"));
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "the log is at its most talkative");
    assert!(log.contains("messages.send"), "the log names methods");
    let key = std::fs::read_to_string(stage.path("config/telewire/key")).unwrap();
    let sealing_key = key.lines().rev().find(|line| !line.starts_with('#')).unwrap().trim().to_owned();
    let mut secrets = vec![
        ("api_hash", api_hash.to_owned()),
        ("phone", CAROL.to_owned()),
        ("phone without its sign", CAROL[1..].to_owned()),
        ("password", CAROLS_PASSWORD.to_owned()),
        ("wrong password", "hunter2".to_owned()),
        ("bot token", "7000001:sandbox".to_owned()),
        ("sealing key", sealing_key),
        ("message", "the eagle has landed".to_owned()),
        ("refused param", "a typo of a secret".to_owned()),
        ("handle", text(&handle["handle"])),
    ];
    for session in [&sent, &asked, &done, &bot] {
        // A large enough part of the string would do harm.
        secrets.push(("session string", text(&session["session"])[20..60].to_owned()));
    }
    for (name, secret) in secrets {
        assert!(secret.len() > 5);
        assert!(!log.contains(&secret), "the log holds the {name}");
    }
}

/// A user who doesn't exist here.
const NOBODY: u32 = 65534;

/// Whether only root can look into a process shows in the owner of its files, since root can look into any.
#[tokio::test]
async fn no_other_process_of_the_user_reads_the_daemons_memory_or_environment() {
    let home = home();
    let world = home.path().join("world.json");
    let mut command = telewire(home.path());
    if geteuid().is_root() {
        let program = home.path().join("telewire");
        std::fs::hard_link(env!("CARGO_BIN_EXE_telewire"), &program)
            .or_else(|_| std::fs::copy(env!("CARGO_BIN_EXE_telewire"), &program).map(drop))
            .unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        chown(home.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        let like = std::mem::replace(&mut command, tokio::process::Command::new(program));
        command.env_clear().envs(like.as_std().get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.uid(NOBODY).gid(NOBODY).kill_on_drop(true);
        command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    }
    command.arg("--sandbox");
    let daemon = Client::spawn(command);
    // The daemon can still read its own /proc.
    daemon.call("sandbox.snapshot", json!({"path": world})).await;
    daemon.call("sandbox.restore", json!({"path": world})).await;
    let id = daemon.id().await;
    for file in ["environ", "mem", "maps"] {
        let owner = std::fs::metadata(format!("/proc/{id}/{file}")).unwrap().uid();
        assert_eq!(owner, 0, "{file}");
        if !geteuid().is_root() {
            let read = std::fs::read(format!("/proc/{id}/{file}"));
            assert_eq!(read.unwrap_err().kind(), std::io::ErrorKind::PermissionDenied, "{file}");
        }
    }
}

/// How often bytes occur in a process's memory. Only root may look.
fn in_memory(process: u32, secret: &[u8]) -> usize {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let memory = std::fs::File::open(format!("/proc/{process}/mem")).unwrap();
    let mut count = 0;
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let (from, to) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        let mut bytes = vec![0; (to - from) as usize];
        if memory.read_exact_at(&mut bytes, from).is_ok() {
            count += memchr::memmem::find_iter(&bytes, secret).count();
        }
    }
    count
}

#[tokio::test]
async fn the_key_of_a_login_that_ended_is_in_no_memory() {
    let stage = Stage::new().await;
    let server = stage.call("daemon.info", json!({})).await["server"].as_str().unwrap().to_owned();
    let (keyring, _) = Keyring::load(&Source::File(stage.path("config/telewire/key"))).unwrap();
    for revoked in [false, true] {
        let other = stage.other();
        let session = stage.log_in(ANN).await;
        stage.call("account.me", json!({"session": session})).await;
        let opened = keyring.open(&session, &server).unwrap();
        let secret = &opened.auth_key.expose()[64..96];
        let id = stage.daemon().id().await;
        if geteuid().is_root() {
            assert!(in_memory(id, secret) > 0, "it is where it is looked for");
        }
        if revoked {
            other.call("auth.logOut", json!({"session": session})).await;
            let error = stage.fail("account.me", json!({"session": session})).await;
            assert_eq!(error["data"]["kind"], "session_revoked");
        } else {
            stage.call("auth.logOut", json!({"session": session})).await;
        }
        assert_eq!(stage.call("daemon.stats", json!({})).await["accounts"], 0);
        if geteuid().is_root() {
            // The connection's task ends once it has saved its state.
            for _ in 0..1000 {
                if in_memory(id, secret) == 0 {
                    break;
                }
                tokio::task::yield_now().await;
            }
            assert_eq!(in_memory(id, secret), 0);
        }
    }
}
