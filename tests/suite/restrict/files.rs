//! The files that a restricted string may use.

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::{Value, json};

use super::{Scene, narrowed, with};
use crate::client::Client;

/// Folders `root`, `root/deep` and `outside` with a file each, and a symbolic link that leads out.
async fn scene() -> Scene {
    let scene = Scene::new().await;
    for folder in ["root", "root/deep", "outside"] {
        fs::create_dir(scene.stage.path(folder)).unwrap();
        fs::write(scene.stage.path(folder).join("note.txt"), "Hello").unwrap();
    }
    symlink(scene.stage.path("outside"), scene.stage.path("root/link")).unwrap();
    scene
}

fn file(scene: &Scene, path: &str) -> Value {
    json!({"chat_id": "me", "path": scene.stage.path(path)})
}

#[tokio::test]
async fn only_files_in_the_folder_are_sent_and_written() {
    let scene = scene().await;
    let session = scene.restricted(json!({"files_root": scene.stage.path("root"), "label": "agent"})).await;
    let sent = scene.call(&session, "messages.sendFile", file(&scene, "root/note.txt")).await;
    scene.call(&session, "messages.sendFile", file(&scene, "root/deep/note.txt")).await;
    let download = |path: &str| json!({"chat_id": "me", "message_id": sent["message_id"], "path": scene.stage.path(path)});
    scene.call(&session, "media.download", download("root/copy.txt")).await;
    assert_eq!(fs::read(scene.stage.path("root/copy.txt")).unwrap(), b"Hello");
    for path in ["outside/note.txt", "root/link/note.txt", "root/../outside/note.txt", "nowhere/note.txt"] {
        scene.is_refused(&session, "messages.sendFile", file(&scene, path), "files_root").await;
        scene
            .is_refused(&session, "media.upload", json!({"path": scene.stage.path(path)}), "files_root")
            .await;
    }
    let album = json!({"chat_id": "me", "items": [{"path": scene.stage.path("root/note.txt")},
        {"path": scene.stage.path("outside/note.txt")}]});
    scene.is_refused(&session, "messages.sendAlbum", album, "files_root").await;
    scene.is_refused(&session, "media.download", download("outside/copy.txt"), "files_root").await;
    assert!(!scene.stage.path("outside/copy.txt").exists());
    // Bytes in the message don't name a file.
    let bytes = json!({"chat_id": "me", "data_base64": "SGk=", "file_name": "hi.txt"});
    scene.call(&session, "messages.sendFile", bytes).await;
}

#[tokio::test]
async fn a_read_only_string_writes_files_only_in_its_folder() {
    let scene = scene().await;
    let sent = scene.call(&scene.session, "messages.sendFile", file(&scene, "root/note.txt")).await;
    let download = |path: &str| json!({"chat_id": "me", "message_id": sent["message_id"], "path": scene.stage.path(path)});
    let session = scene.restricted(json!({"read_only": true})).await;
    scene.is_refused(&session, "media.download", download("root/copy.txt"), "read_only").await;
    let inline = json!({"chat_id": "me", "message_id": sent["message_id"], "inline": true});
    scene.call(&session, "media.download", inline).await;
    let rooted = json!({"read_only": true, "files_root": scene.stage.path("root")});
    let session = scene.restricted(rooted).await;
    scene.call(&session, "media.download", download("root/copy.txt")).await;
    scene.is_refused(&session, "media.download", download("outside/copy.txt"), "files_root").await;
}

#[tokio::test]
async fn a_narrower_folder_is_inside_the_previous_one_and_the_daemons_roots() {
    let scene = scene().await;
    let root = |path: &str| json!({"files_root": scene.stage.path(path)});
    let session = scene.restricted(root("root")).await;
    for path in ["outside", "root/link", ""] {
        scene.is_refused(&session, "session.restrict", root(path), "files_root").await;
    }
    let deep = narrowed(scene.stage.daemon(), &session, root("root/deep")).await;
    scene.call(&deep, "media.upload", json!({"path": scene.stage.path("root/deep/note.txt")})).await;
    scene
        .is_refused(&deep, "media.upload", json!({"path": scene.stage.path("root/note.txt")}), "files_root")
        .await;
    for (path, kind) in [("root/note.txt", "invalid_params"), ("root/nothing", "file_not_found")] {
        let error = scene.fail(&session, "session.restrict", root(path)).await;
        assert_eq!(
            (&error["data"]["kind"], &error["data"]["path"]),
            (&json!(kind), &json!("files_root")),
            "{error}"
        );
    }
    let mut command = scene.stage.command();
    command.arg("--files-root").arg(scene.stage.path("outside"));
    let daemon = Client::spawn(command);
    let error = daemon.fail("session.restrict", with(&scene.session, root("root"))).await;
    assert_eq!(error["data"]["kind"], "policy_denied", "{error}");
    // The daemon's rules apply as well.
    let upload = json!({"path": scene.stage.path("root/note.txt")});
    let error = daemon.fail("media.upload", with(&session, upload)).await;
    assert_eq!(error["data"]["reason"], "files_root", "{error}");
}
