//! Files, to Telegram and from it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::stage::{ANN, BOB, CAROL, CAROLS_PASSWORD, Stage};

mod albums;
mod cancelling;
mod cdn;
mod downloading;
mod encoding;
mod faults;
mod large;
mod later;
mod naming;
mod order;
mod paths;
mod private;
mod receiving;
mod refusing;
mod sending;
mod uploading;

const KB: usize = 1024;
pub const MB: usize = 1024 * KB;
/// What goes in one part.
const PART: usize = 512 * KB;

/// Bytes that repeat nowhere near, so that a part in the wrong place shows.
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

fn decoded(data: &Value) -> Vec<u8> {
    BASE64_STANDARD.decode(data.as_str().expect("there is data")).unwrap()
}

/// A JPEG as far as its frame header.
pub fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut image = b"\xff\xd8\xff\xfe\x00\x06note\xff\xc0\x00\x0b\x08".to_vec();
    image.extend(height.to_be_bytes());
    image.extend(width.to_be_bytes());
    image.extend(b"\x01\x01\x11\x00\xff\xd9");
    image
}

/// Ann and Bob, and what they do with files.
struct Scene {
    stage: Stage,
    ann: String,
    bob: String,
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
        Self { stage, ann, bob }
    }

    /// Writes a file and gives its path.
    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn path(&self, name: &str) -> String {
        self.stage.path(name).to_str().unwrap().to_owned()
    }

    /// Ann sends a document to Bob: the message as she has it.
    async fn ann_sends(&self, bytes: &[u8]) -> Value {
        let path = self.file("boat.bin", bytes);
        self.send(json!({"path": path, "kind": "document"})).await
    }

    /// Ann sends a file to Bob.
    async fn send(&self, params: Value) -> Value {
        self.stage.call("messages.sendFile", self.to_bob(params)).await
    }

    fn to_bob(&self, params: Value) -> Value {
        merged(json!({"session": self.ann, "chat_id": "@bob_baker"}), params)
    }

    /// Params of a download of Bob's newest message from Ann.
    async fn bobs(&self, params: Value) -> Value {
        let newest = self.newest().await;
        let common =
            json!({"session": self.bob, "chat_id": "@ann_archer", "message_id": newest["message_id"]});
        merged(common, params)
    }

    /// Bob's newest message from Ann.
    async fn newest(&self) -> Value {
        let params = json!({"session": self.bob, "chat_id": "@ann_archer", "limit": 1});
        self.stage.call("messages.history", params).await["items"][0].clone()
    }

    /// Bob downloads the file of his newest message.
    async fn bob_downloads(&self) -> Vec<u8> {
        let params = self.bobs(json!({"path": self.path("bobs.bin"), "overwrite": true})).await;
        let downloaded = self.stage.call("media.download", params).await;
        let bytes = std::fs::read(self.path("bobs.bin")).unwrap();
        assert_eq!(downloaded["downloaded_size"], bytes.len());
        bytes
    }

    async fn fault(&self, fault: Value) {
        self.stage.sandbox("sandbox.fault", fault).await;
    }

    /// What lies in the stage's folder and is no whole file.
    fn partials(&self) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(self.path("")).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "part")).collect()
    }

    async fn carol(&self) -> String {
        self.stage.log_in_with_password(CAROL, CAROLS_PASSWORD).await
    }
}

fn merged(mut into: Value, params: Value) -> Value {
    let fields = params.as_object().unwrap().clone();
    into.as_object_mut().unwrap().extend(fields);
    into
}
