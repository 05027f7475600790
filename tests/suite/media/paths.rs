//! Paths of files.

use std::os::unix::fs::symlink;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{PART, Scene, bytes};
use crate::client::Client;

async fn download(scene: &Scene, daemon: &Client, path: &str, more: Value) -> Result<Value, Value> {
    let params = super::merged(json!({"path": path}), more);
    daemon.try_call("media.download", scene.bobs(params).await).await
}

fn kind(result: Result<Value, Value>) -> Value {
    result.expect_err("it fails")["data"]["kind"].clone()
}

#[tokio::test]
async fn nothing_is_overwritten_by_default() {
    let scene = Scene::new().await;
    scene.ann_sends(b"new").await;
    let path = scene.file("there", b"old");
    let error = download(&scene, scene.stage.daemon(), &path, json!({})).await.unwrap_err();
    assert_eq!((&error["code"], &error["data"]["kind"]), (&json!(409), &json!("file_exists")));
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    download(&scene, scene.stage.daemon(), &path, json!({"overwrite": true})).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"new");
    assert_eq!(scene.partials(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_file_created_during_a_download_is_not_overwritten() {
    let scene = Scene::new().await;
    scene.ann_sends(b"new").await;
    scene.fault(json!({"kind": "delay", "method": "upload.getFile", "duration": 1})).await;
    let path = scene.path("late");
    let params = scene.bobs(json!({"path": path})).await;
    let (_, answer) = scene.stage.daemon().start("media.download", params);
    while scene.partials().is_empty() {
        tokio::task::yield_now().await;
    }
    std::fs::write(&path, b"old").unwrap();
    assert_eq!(answer.await.unwrap()["error"]["data"]["kind"], "file_exists");
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    assert_eq!(scene.partials(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn invalid_paths_are_rejected() {
    let scene = Scene::new().await;
    scene.ann_sends(b"new").await;
    std::fs::create_dir(scene.path("folder")).unwrap();
    for path in ["", "a\0b", "/", ".."] {
        assert_eq!(kind(download(&scene, scene.stage.daemon(), path, json!({})).await), "invalid_params");
    }
    for (path, expected) in [
        (scene.path("folder"), "invalid_params"),
        (scene.path("boat.bin/x"), "invalid_params"),
        (scene.path(&"n".repeat(300)), "invalid_params"),
        (scene.path("nowhere/x"), "file_not_found"),
    ] {
        let result = kind(download(&scene, scene.stage.daemon(), &path, json!({})).await);
        assert_eq!(result, expected, "{path}");
    }
    for (path, expected) in [
        (scene.path("nowhere"), "file_not_found"),
        (scene.path("folder"), "invalid_params"),
        ("/dev/null".to_owned(), "invalid_params"),
    ] {
        let error = scene.stage.fail("messages.sendFile", scene.to_bob(json!({"path": path}))).await;
        assert_eq!(error["data"]["kind"], expected, "{path}");
    }
    // The longest possible name.
    let path = scene.path(&"n".repeat(255));
    download(&scene, scene.stage.daemon(), &path, json!({})).await.unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"new");
}

#[tokio::test]
async fn a_pipe_is_rejected_without_blocking() {
    let scene = Scene::new().await;
    let path = scene.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    let error = scene.stage.fail("messages.sendFile", scene.to_bob(json!({"path": path}))).await;
    assert_eq!(error["data"]["kind"], "invalid_params");
}

#[tokio::test]
async fn no_path_leads_out_of_the_roots() {
    let scene = Scene::new().await;
    scene.ann_sends(b"new").await;
    let (inside, outside) = (scene.path("inside"), scene.path("outside"));
    std::fs::create_dir_all(format!("{inside}/deep")).unwrap();
    std::fs::create_dir(&outside).unwrap();
    std::fs::write(format!("{outside}/secret"), b"secret").unwrap();
    symlink(&outside, format!("{inside}/out")).unwrap();
    symlink(format!("{outside}/secret"), format!("{inside}/secret")).unwrap();
    symlink(format!("{inside}/deep"), format!("{inside}/in")).unwrap();
    symlink(&inside, scene.path("way-in")).unwrap();
    let mut command = scene.stage.command();
    command.args(["--files-root", &inside]);
    let daemon = Client::spawn(command);

    for path in [
        format!("{outside}/x"),
        format!("{inside}/../x"),
        format!("{inside}/out/x"),
        format!("{inside}/deep/../../outside/x"),
        format!("{outside}/nowhere/x"),
        scene.path("nowhere/x"),
        "x".to_owned(),
    ] {
        assert_eq!(kind(download(&scene, &daemon, &path, json!({})).await), "policy_denied", "{path}");
    }
    for path in [
        format!("{outside}/secret"),
        format!("{inside}/secret"),
        format!("{inside}/out/secret"),
        format!("{inside}/out/nothing"),
        format!("{outside}/nothing"),
        "/etc/passwd".to_owned(),
    ] {
        let params = scene.to_bob(json!({"path": path}));
        let result = kind(daemon.try_call("messages.sendFile", params).await);
        assert_eq!(result, "policy_denied", "{path}");
    }
    for (path, lies) in [
        (format!("{inside}/a"), format!("{inside}/a")),
        (format!("{inside}/deep/../b"), format!("{inside}/b")),
        (format!("{inside}/in/c"), format!("{inside}/deep/c")),
        (scene.path("way-in/d"), format!("{inside}/d")),
    ] {
        download(&scene, &daemon, &path, json!({})).await.unwrap();
        assert_eq!(std::fs::read(lies).unwrap(), b"new");
        daemon.call("messages.sendFile", scene.to_bob(json!({"path": path}))).await;
    }
    let params = scene.to_bob(json!({"path": format!("{inside}/nothing")}));
    assert_eq!(kind(daemon.try_call("messages.sendFile", params).await), "file_not_found");
    assert_eq!(daemon.call("daemon.info", json!({})).await["policy"]["has_file_limits"], true);
    let invoke = json!({"session": scene.ann, "method": "help.getConfig", "params": {}});
    assert_eq!(kind(daemon.try_call("telegram.invoke", invoke).await), "policy_denied");
    // A symbolic link at the target path is left alone, and so is its target.
    let path = format!("{inside}/secret");
    let result = kind(download(&scene, &daemon, &path, json!({"overwrite": true})).await);
    assert_eq!(result, "invalid_params");
    assert_eq!(std::fs::read(format!("{outside}/secret")).unwrap(), b"secret");
    assert!(std::fs::symlink_metadata(&path).unwrap().is_symlink());
}

#[tokio::test]
async fn a_missing_root_is_reported_at_the_start() {
    let scene = Scene::new().await;
    let output = scene.stage.command().args(["--files-root", "/nowhere"]).output().await.unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8(output.stderr).unwrap().contains("--files-root /nowhere"));
}

#[tokio::test]
async fn paths_over_a_socket_must_be_absolute() {
    let scene = Scene::new().await;
    scene.ann_sends(&bytes(PART)).await;
    let (socket, _child) = scene.stage.listening().await;
    let client = Client::connect(&socket).await;
    assert_eq!(kind(download(&scene, &client, "x", json!({})).await), "invalid_params");
    let path = scene.path("absolute");
    download(&scene, &client, &path, json!({})).await.unwrap();
    assert!(std::fs::read(&path).unwrap() == bytes(PART));
}
