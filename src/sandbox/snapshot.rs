//! Snapshots: a sandbox as a JSON file, to continue later or elsewhere.
//!
//! The object has:
//!
//! - `format` is `"telewire sandbox"`, and `version` the version of the format. Newer versions are refused.
//! - `world` is the state of the world, `files` the files that its messages show. Maps whose keys aren't strings are
//!   `{"$pairs": [[key, value], …]}`.
//! - `auth_keys` are the keys of all clients, as in session strings, so logins survive the sandbox's process.
//!
//! Connections' state is left out: MTProto sessions, salts and unacknowledged messages. A client that reconnects gets a
//! new session and fetches what it missed. The clock continues from the time it showed. Passwords, bot tokens and keys
//! are in plain text, so only the file's owner may read it.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::Value;

use super::mtproto::server::keys::KeptKey;
use super::world::World;
use super::world::engine::json;

const FORMAT: &str = "telewire sandbox";

/// 1: the first.
const VERSION: u64 = 1;

/// Everything that [`Sandbox::restore`](super::Sandbox::restore) needs.
#[derive(Clone, Serialize)]
pub struct Snapshot {
    format: &'static str,
    version: u64,
    auth_keys: Vec<KeptKey>,
    world: Value,
    files: Value,
}

/// Why a snapshot can't be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("it is no JSON: {0}")]
    NotJson(#[from] serde_json::Error),
    #[error("it is no world of a sandbox: its `format` isn't \"{FORMAT}\"")]
    NotOurs,
    #[error(
        "it was written by a newer Telewire: its version is {0}, and this Telewire reads them up to {VERSION}"
    )]
    Newer(u64),
    #[error("it is damaged: {part} has {error}")]
    Damaged { part: &'static str, error: String },
}

impl Snapshot {
    pub(super) fn new(auth_keys: Vec<KeptKey>, world: Value, files: Value) -> Self {
        Self { format: FORMAT, version: VERSION, auth_keys, world, files }
    }

    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let mut written: Value = serde_json::from_str(text)?;
        if written["format"] != FORMAT {
            return Err(Unreadable::NotOurs);
        }
        match written["version"].as_u64() {
            Some(1..=VERSION) => {}
            Some(version) if version > VERSION => return Err(Unreadable::Newer(version)),
            _ => return Err(damaged("`version`", "no number from 1 on")),
        }
        let auth_keys: Value = written["auth_keys"].take();
        let auth_keys = json::read(auth_keys).map_err(|error| damaged("`auth_keys`", error.to_string()))?;
        let (world, files) = (written["world"].take(), written["files"].take());
        Ok(Self { format: FORMAT, version: VERSION, auth_keys, world, files })
    }

    /// Reads a snapshot from a file.
    pub fn read(path: &Path) -> io::Result<Self> {
        let told = |kind, why: String| {
            io::Error::new(kind, format!("cannot read the world {}: {why}", path.display()))
        };
        let text = std::fs::read_to_string(path).map_err(|error| told(error.kind(), error.to_string()))?;
        Self::parse(&text).map_err(|error| told(io::ErrorKind::InvalidData, error.to_string()))
    }

    /// Writes a snapshot for [`Snapshot::read`].
    pub fn write(&self, mut writer: impl Write) -> io::Result<()> {
        serde_json::to_writer(&mut writer, self)?;
        writer.write_all(b"\n")
    }

    /// The world with its DCs at these addresses, and its auth keys.
    pub(super) fn world(
        self,
        dcs: Vec<(i32, std::net::SocketAddr)>,
    ) -> Result<(World, Vec<KeptKey>), Unreadable> {
        let world = World::restore(self.files, self.world, dcs)
            .map_err(|(part, error)| damaged(part, error.to_string()))?;
        Ok((world, self.auth_keys))
    }
}

fn damaged(part: &'static str, error: impl Into<String>) -> Unreadable {
    Unreadable::Damaged { part, error: error.into() }
}
