//! Two users who send each other files.

use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::stage::{ANN, BOB, CAROL, CAROLS_PASSWORD, Stage};

pub const KB: usize = 1024;
pub const MB: usize = 1024 * KB;
/// The size of a part.
pub const PART: usize = 512 * KB;

/// Bytes without repetition nearby, so that a misplaced part shows.
pub fn bytes(length: usize) -> Vec<u8> {
    let mut state = length as u32 | 1;
    let mut bytes = vec![0; length];
    for byte in &mut bytes {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = (state >> 24) as u8;
    }
    bytes
}

pub fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

pub fn decoded(data: &Value) -> Vec<u8> {
    BASE64_STANDARD.decode(data.as_str().expect("there is data")).unwrap()
}

/// The start of a JPEG up to its frame header.
pub fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut image = b"\xff\xd8\xff\xfe\x00\x06note\xff\xc0\x00\x0b\x08".to_vec();
    image.extend(height.to_be_bytes());
    image.extend(width.to_be_bytes());
    image.extend(b"\x01\x01\x11\x00\xff\xd9");
    image
}

/// Ann and Bob, who send each other files.
pub struct Scene {
    pub stage: Stage,
    pub ann: String,
    pub bob: String,
}

impl Scene {
    pub async fn new() -> Self {
        let stage = Stage::new().await;
        let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
        Self { stage, ann, bob }
    }

    /// Writes a file and returns its path.
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn path(&self, name: &str) -> String {
        self.stage.path(name).to_str().unwrap().to_owned()
    }

    /// Ann sends a document to Bob. Returns the message as she sees it.
    pub async fn ann_sends(&self, bytes: &[u8]) -> Value {
        let path = self.file("boat.bin", bytes);
        self.send(json!({"path": path, "kind": "document"})).await
    }

    /// Ann sends a file to Bob.
    pub async fn send(&self, params: Value) -> Value {
        self.stage.call("messages.sendFile", self.to_bob(params)).await
    }

    pub fn to_bob(&self, params: Value) -> Value {
        merged(json!({"session": self.ann, "chat_id": "@bob_baker"}), params)
    }

    /// Params of a download of Bob's newest message from Ann.
    pub async fn bobs(&self, params: Value) -> Value {
        let newest = self.newest().await;
        let common =
            json!({"session": self.bob, "chat_id": "@ann_archer", "message_id": newest["message_id"]});
        merged(common, params)
    }

    /// Bob's newest message from Ann.
    pub async fn newest(&self) -> Value {
        let params = json!({"session": self.bob, "chat_id": "@ann_archer", "limit": 1});
        self.stage.call("messages.history", params).await["items"][0].clone()
    }

    /// Bob downloads the file of his newest message.
    pub async fn bob_downloads(&self) -> Vec<u8> {
        let params = self.bobs(json!({"path": self.path("bobs.bin"), "overwrite": true})).await;
        let downloaded = self.stage.call("media.download", params).await;
        let bytes = std::fs::read(self.path("bobs.bin")).unwrap();
        assert_eq!(downloaded["downloaded_size"], bytes.len());
        bytes
    }

    pub async fn fault(&self, fault: Value) {
        self.stage.sandbox("sandbox.fault", fault).await;
    }

    /// Partial downloads in the stage's folder.
    pub fn partials(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(self.path("")).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "part")).collect()
    }

    pub async fn carol(&self) -> String {
        self.stage.log_in_with_password(CAROL, CAROLS_PASSWORD).await
    }
}

pub fn merged(mut into: Value, params: Value) -> Value {
    let fields = params.as_object().unwrap().clone();
    into.as_object_mut().unwrap().extend(fields);
    into
}

/// Starts a download that stops after this many parts, and waits until they are on disk.
pub async fn stuck(scene: &Scene, parts: usize) -> (Value, u64, oneshot::Receiver<Value>) {
    let params = scene.bobs(json!({"path": scene.path("bobs.bin")})).await;
    if parts > 0 {
        let pass = json!({"kind": "delay", "method": "upload.getFile", "duration": 0, "count": parts});
        scene.fault(pass).await;
    }
    scene.fault(json!({"kind": "delay", "method": "upload.getFile", "duration": 600, "count": 0})).await;
    let asked = scene.stage.calls("upload.getFile").await;
    let (id, answer) = scene.stage.daemon().start("media.download", params.clone());
    while length(&scene.partials()) < (parts * PART) as u64
        || scene.stage.calls("upload.getFile").await < asked + parts as u64 + 1
    {
        tokio::task::yield_now().await;
    }
    (params, id, answer)
}

/// Total size of a list of files in bytes.
pub fn length(partials: &[PathBuf]) -> u64 {
    partials.iter().map(|path| std::fs::metadata(path).map_or(0, |metadata| metadata.len())).sum()
}
