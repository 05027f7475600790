//! The daemon's own files, which callers can neither read nor replace, and others that are never replaced.

use std::os::unix::fs::{FileTypeExt, MetadataExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Scene;
use crate::client::{Client, telewire};

/// The error of a download to this path with `overwrite`.
async fn write(scene: &Scene, daemon: &Client, path: &str) -> Value {
    let params = scene.bobs(json!({"path": path, "overwrite": true})).await;
    daemon.fail("media.download", params).await["data"].clone()
}

/// The error of sending the file at this path.
async fn read(scene: &Scene, daemon: &Client, path: &str) -> Value {
    daemon.fail("messages.sendFile", scene.to_bob(json!({"path": path}))).await["data"].clone()
}

async fn is_out_of_reach(scene: &Scene, daemon: &Client, path: &str) {
    for error in [read(scene, daemon, path).await, write(scene, daemon, path).await] {
        assert_eq!(
            (&error["kind"], &error["reason"], &error["path"]),
            (&json!("policy_denied"), &json!("private"), &json!("path")),
            "{path}"
        );
    }
}

fn ruled(scene: &Scene, rules: &[&str]) -> Client {
    let mut command = scene.stage.command();
    command.args(rules);
    Client::spawn(command)
}

fn mkfifo(path: &str) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[tokio::test]
async fn callers_cannot_reach_the_sealing_key_by_any_name() {
    let scene = Scene::new().await;
    scene.ann_sends(b"mine now").await;
    let key = scene.path("config/telewire/key");
    let (folder, before) = (scene.path("config/telewire"), std::fs::read(&key).unwrap());
    symlink(&key, scene.path("to-key")).unwrap();
    symlink(&folder, scene.path("to-folder")).unwrap();
    std::fs::hard_link(&key, scene.path("another-name")).unwrap();
    std::fs::create_dir(scene.path("config/telewire/old")).unwrap();
    std::fs::write(scene.path("config/telewire/old/key"), "an older one").unwrap();
    std::fs::hard_link(scene.path("config/telewire/old/key"), scene.path("older")).unwrap();
    let daemon = scene.stage.daemon();
    for path in [
        key.clone(),
        format!("{folder}/../telewire/key"),
        format!("{folder}/old/key"),
        scene.path("to-folder/key"),
        scene.path("another-name"),
        scene.path("older"),
        format!("/proc/self/root{key}"),
    ] {
        is_out_of_reach(&scene, daemon, &path).await;
    }
    let link = scene.path("to-key");
    assert_eq!(read(&scene, daemon, &link).await["reason"], "private");
    assert_eq!(write(&scene, daemon, &link).await["kind"], "invalid_params");
    // No file is created beside it either.
    assert_eq!(write(&scene, daemon, &format!("{folder}/new")).await["reason"], "private");
    let named = |at: &str| json!({"path": key, "kind": "document", "caption": at});
    let album = scene.to_bob(json!({"items": [named("a"), named("b")]}));
    assert_eq!(daemon.fail("messages.sendAlbum", album).await["data"]["path"], "items[0].path");
    let upload = json!({"session": scene.ann, "path": key});
    assert_eq!(daemon.fail("media.upload", upload).await["data"]["reason"], "private");
    assert_eq!(std::fs::read(&key).unwrap(), before);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);
}

#[tokio::test]
async fn a_key_file_is_private_wherever_it_is() {
    let scene = Scene::new().await;
    scene.ann_sends(b"mine now").await;
    let copy = |to: &str| {
        let to = scene.path(to);
        std::fs::create_dir_all(Path::new(&to).parent().unwrap()).unwrap();
        std::fs::copy(scene.path("config/telewire/key"), &to).unwrap();
        to
    };
    // By flag. The default file stays private although it isn't used.
    let key = copy("keys/mine");
    let daemon = ruled(&scene, &["--key-file", &key]);
    is_out_of_reach(&scene, &daemon, &key).await;
    is_out_of_reach(&scene, &daemon, &scene.path("config/telewire/key")).await;
    // Also after a rotation: the old file under its new name, and the new one.
    std::fs::rename(&key, scene.path("keys/old")).unwrap();
    is_out_of_reach(&scene, &daemon, &scene.path("keys/old")).await;
    assert_eq!(write(&scene, &daemon, &key).await["reason"], "private");
    std::fs::copy(scene.path("keys/old"), &key).unwrap();
    is_out_of_reach(&scene, &daemon, &key).await;
    // As a systemd credential.
    let key = copy("credentials/telewire.key");
    let mut command = scene.stage.command();
    command.env("CREDENTIALS_DIRECTORY", scene.path("credentials"));
    is_out_of_reach(&scene, &Client::spawn(command), &key).await;
}

#[tokio::test]
async fn callers_cannot_read_proc() {
    let scene = Scene::new().await;
    scene.ann_sends(b"mine now").await;
    let daemon = scene.stage.daemon();
    let (own, parent) = (daemon.id().await, std::process::id());
    for process in ["self".to_owned(), own.to_string(), parent.to_string()] {
        for file in ["environ", "mem", "maps", "cmdline", "task/../environ"] {
            let error = read(&scene, daemon, &format!("/proc/{process}/{file}")).await;
            // A process that can't be inspected returns an error itself.
            let kind_and_reason = (error["kind"].as_str().unwrap(), error["reason"].as_str());
            let good = [("policy_denied", Some("private")), ("policy_denied", Some("permission"))];
            assert!(good.contains(&kind_and_reason), "{process}/{file}: {error}");
        }
    }
    for file in ["environ", "mem"] {
        assert_eq!(read(&scene, daemon, &format!("/proc/self/{file}")).await["reason"], "private");
        let error = write(&scene, daemon, &format!("/proc/self/{file}")).await;
        assert_eq!(error["reason"], "private");
    }
    // The daemon's open files, including the key.
    for descriptor in std::fs::read_dir(format!("/proc/{own}/fd")).into_iter().flatten().flatten() {
        let name = descriptor.file_name().into_string().unwrap();
        let error = read(&scene, daemon, &format!("/proc/self/fd/{name}")).await;
        let kind = error["kind"].as_str().unwrap();
        assert!(["policy_denied", "invalid_params", "file_not_found"].contains(&kind), "{name}: {error}");
    }
}

#[tokio::test]
async fn the_log_is_private_and_other_files_in_its_folder_are_not() {
    let scene = Scene::new().await;
    scene.ann_sends(b"mine now").await;
    let logs = |folder: &str| {
        let entries = std::fs::read_dir(scene.path(folder)).unwrap().flatten();
        let paths = entries.map(|entry| entry.path());
        paths.filter(|path| path.extension().is_some_and(|it| it == "log")).collect::<Vec<PathBuf>>()
    };
    let log = logs("state/telewire").pop().unwrap();
    is_out_of_reach(&scene, scene.stage.daemon(), log.to_str().unwrap()).await;
    let tomorrow = scene.path("state/telewire/telewire.2090-01-01.log");
    assert_eq!(write(&scene, scene.stage.daemon(), &tomorrow).await["reason"], "private");

    std::fs::create_dir(scene.path("shared")).unwrap();
    let daemon = ruled(&scene, &["--log-file", &scene.path("shared/tw.log")]);
    daemon.call("daemon.ping", json!({})).await;
    let log = logs("shared").pop().unwrap();
    is_out_of_reach(&scene, &daemon, log.to_str().unwrap()).await;
    assert_eq!(write(&scene, &daemon, &scene.path("shared/tw.2090-01-01.log")).await["reason"], "private");
    std::fs::write(scene.path("shared/letter.log"), "Dear Bob").unwrap();
    daemon.call("messages.sendFile", scene.to_bob(json!({"path": scene.path("shared/letter.log")}))).await;
}

#[tokio::test]
async fn a_log_that_standard_error_writes_to_a_file_is_private() {
    let scene = Scene::new().await;
    scene.ann_sends(b"mine now").await;
    let log = scene.path("stderr");
    let mut command = std::process::Command::new("sh");
    let like = scene.stage.command();
    command.args(["-c", "log=$1; shift; exec \"$@\" --log-file - 2>> \"$log\"", "sh", &log]);
    command.arg(env!("CARGO_BIN_EXE_telewire")).args(like.as_std().get_args()).env_clear();
    command.envs(like.as_std().get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut command = tokio::process::Command::from(command);
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped()).kill_on_drop(true);
    let daemon = Client::spawn(command);
    for path in [log.as_str(), "/proc/self/fd/2"] {
        assert_eq!(read(&scene, &daemon, path).await["reason"], "private", "{path}");
    }
    assert_eq!(write(&scene, &daemon, &log).await["reason"], "private");
}

#[tokio::test]
async fn the_lock_of_a_socket_is_not_replaced() {
    let scene = Scene::new().await;
    scene.ann_sends(b"mine now").await;
    let (socket, _child) = scene.stage.listening().await;
    let client = Client::connect(&socket).await;
    let lock = format!("{}.lock", socket.display());
    is_out_of_reach(&scene, &client, &lock).await;
    assert_eq!(write(&scene, &client, socket.to_str().unwrap()).await["reason"], "private");
    assert!(socket.symlink_metadata().unwrap().file_type().is_socket());
}

#[tokio::test]
async fn the_daemons_own_files_are_private_inside_a_root_too() {
    let scene = Scene::new().await;
    scene.ann_sends(b"mine now").await;
    let daemon = ruled(&scene, &["--files-root", &scene.path(""), "--files-root", "/proc"]);
    is_out_of_reach(&scene, &daemon, &scene.path("config/telewire/key")).await;
    assert_eq!(read(&scene, &daemon, "/proc/self/environ").await["kind"], "policy_denied");
}

#[tokio::test]
async fn a_read_only_daemon_writes_files_only_inside_a_root() {
    let scene = Scene::new().await;
    scene.ann_sends(b"new").await;
    let before = std::fs::read_dir(scene.path("")).unwrap().count();
    let daemon = ruled(&scene, &["--read-only"]);
    for (path, overwrite) in [("fresh", false), ("boat.bin", true)] {
        let params = scene.bobs(json!({"path": scene.path(path), "overwrite": overwrite})).await;
        let error = daemon.fail("media.download", params).await["data"].clone();
        assert_eq!((&error["kind"], &error["path"]), (&json!("policy_denied"), &json!("path")));
        assert_eq!(error["reason"], "read_only");
    }
    assert_eq!(std::fs::read_dir(scene.path("")).unwrap().count(), before);
    let inline = daemon.call("media.download", scene.bobs(json!({"inline": true})).await).await;
    assert_eq!(inline["downloaded_size"], 3);

    std::fs::create_dir(scene.path("root")).unwrap();
    let daemon = ruled(&scene, &["--read-only", "--files-root", &scene.path("root")]);
    let inside = scene.path("root/new");
    daemon.call("media.download", scene.bobs(json!({"path": inside})).await).await;
    assert_eq!(std::fs::read(&inside).unwrap(), b"new");
    assert_eq!(write(&scene, &daemon, &scene.path("fresh")).await["reason"], "files_root");
}

#[tokio::test]
async fn only_regular_files_are_replaced() {
    let scene = Scene::new().await;
    scene.ann_sends(b"new").await;
    let pipe = scene.path("pipe");
    mkfifo(&pipe);
    std::fs::write(scene.path("target"), "old").unwrap();
    symlink(scene.path("target"), scene.path("link")).unwrap();
    symlink(scene.path("nowhere"), scene.path("dangling")).unwrap();
    let _listener = UnixListener::bind(scene.path("listener")).unwrap();
    let kind = |path: &str| Path::new(path).symlink_metadata().map(|it| (it.file_type(), it.ino())).ok();
    let paths = ["pipe", "link", "dangling", "listener"].map(|name| scene.path(name));
    for path in paths.iter().map(String::as_str).chain(["/dev/null", "/dev/stdout"]) {
        let before = kind(path);
        for overwrite in [true, false] {
            let params = scene.bobs(json!({"path": path, "overwrite": overwrite})).await;
            let error = scene.stage.fail("media.download", params).await["data"].clone();
            assert_eq!(
                (&error["kind"], &error["path"]),
                (&json!("invalid_params"), &json!("path")),
                "{path}: {error}"
            );
        }
        assert_eq!(kind(path), before, "{path}");
    }
    assert_eq!(std::fs::read(scene.path("target")).unwrap(), b"old");
    assert_eq!(scene.partials(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_special_file_created_during_a_download_is_not_replaced() {
    let scene = Scene::new().await;
    scene.ann_sends(b"new").await;
    let path = scene.file("busy", b"old");
    scene.fault(json!({"kind": "delay", "method": "upload.getFile", "duration": 1})).await;
    let params = scene.bobs(json!({"path": path, "overwrite": true})).await;
    let (_, answer) = scene.stage.daemon().start("media.download", params);
    while scene.partials().is_empty() {
        tokio::task::yield_now().await;
    }
    std::fs::remove_file(&path).unwrap();
    mkfifo(&path);
    assert_eq!(answer.await.unwrap()["error"]["data"]["kind"], "invalid_params");
    assert!(std::fs::symlink_metadata(&path).unwrap().file_type().is_fifo());
    assert_eq!(scene.partials(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_limit_of_the_system_is_reported_as_such() {
    let scene = Scene::new().await;
    scene.ann_sends(&super::bytes(2 * super::MB)).await;
    let mut command = std::process::Command::new("prlimit");
    command.arg("--fsize=1048576").arg(env!("CARGO_BIN_EXE_telewire"));
    let like = scene.stage.command();
    command.args(like.as_std().get_args()).env_clear();
    command.envs(like.as_std().get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut command = tokio::process::Command::from(command);
    command.args(["--log-file", "-"]).stdin(std::process::Stdio::piped());
    command.stdout(std::process::Stdio::piped()).kill_on_drop(true);
    let daemon = Client::spawn(command);
    let error = write(&scene, &daemon, &scene.path("large")).await;
    assert_eq!((&error["kind"], &error["reason"]), (&json!("too_large"), &json!("file_size_limit")));
    daemon.call("daemon.ping", json!({})).await;
}

#[tokio::test]
async fn the_sandboxs_snapshots_follow_the_same_rules() {
    let scene = Scene::new().await;
    let key = scene.path("config/telewire/key");
    let before = std::fs::read(&key).unwrap();
    let daemon = |rules: &[&str]| {
        let mut command = telewire(scene.stage.path("").as_path());
        command.arg("--sandbox").args(rules);
        Client::spawn(command)
    };
    let one = daemon(&[]);
    let pipe = scene.path("pipe");
    mkfifo(&pipe);
    for (method, path, kind) in [
        ("sandbox.snapshot", key.as_str(), "policy_denied"),
        ("sandbox.restore", &key, "policy_denied"),
        ("sandbox.restore", "/proc/self/environ", "policy_denied"),
        ("sandbox.snapshot", &pipe, "invalid_params"),
    ] {
        assert_eq!(one.fail(method, json!({"path": path})).await["data"]["kind"], kind, "{method} {path}");
    }
    let world = scene.path("world.json");
    for _ in 0..2 {
        one.call("sandbox.snapshot", json!({"path": world})).await;
        one.call("sandbox.restore", json!({"path": world})).await;
    }
    assert_eq!(std::fs::metadata(&world).unwrap().mode() & 0o777, 0o600);
    let denied = daemon(&["--read-only"]).fail("sandbox.snapshot", json!({"path": world})).await;
    assert_eq!(denied["data"]["kind"], "policy_denied");
    assert_eq!(std::fs::read(&key).unwrap(), before);
    assert!(std::fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
}
