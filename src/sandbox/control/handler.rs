//! What the handlers of `sandbox.*` methods share: access to the sandbox, names of chats and people, and errors.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::stored_snapshots::StoredSnapshots;
use crate::error::{Error, Kind, Result, TelegramError};
use crate::files::Files;
use crate::sandbox::Sandbox;
use crate::sandbox::functions;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::Refusal;
use crate::sandbox::world::people::peer::Peer;

/// The context of a call.
#[derive(Clone)]
pub struct Control {
    pub(super) sandbox: Sandbox,
    pub(super) snapshots: Arc<StoredSnapshots>,
    pub(super) files: Arc<Files>,
    pub(super) method: &'static str,
}

/// An empty result.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Done {}

/// A user or chat.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Name {
    /// A marked id: a user's id, a basic group's negative, a supergroup's or channel's with `-100` before it.
    Id(i64),
    /// `"@name"`, `"name"`, `"+phone"` or a marked id as text.
    Text(String),
}

/// The offset of marked channel ids.
const CHANNEL: i64 = -1_000_000_000_000;

/// Returns the marked id of a chat.
pub(super) fn marked(peer: Peer) -> i64 {
    match peer {
        Peer::User(id) => id,
        Peer::Group(id) => -id,
        Peer::Channel(id) => CHANNEL - id,
    }
}

impl Name {
    pub(super) fn chat(&self, world: &World) -> Result<Peer> {
        let nowhere = || Error::new(Kind::ChatNotFound, "there is no such chat in the sandbox");
        let peer = match self {
            Name::Id(id) => of_marked(*id),
            Name::Text(text) if text.starts_with('+') => {
                Peer::User(world.resolve_phone(text).map_err(|_| nowhere())?.id)
            }
            Name::Text(text) => match text.parse() {
                Ok(id) => of_marked(id),
                Err(_) => world.resolve_username(text).map_err(|_| nowhere())?,
            },
        };
        match peer {
            Peer::User(id) => world.person(id).map(drop),
            chat => world.chat(chat).map(drop),
        }
        .ok_or_else(nowhere)?;
        Ok(peer)
    }

    pub(super) fn person(&self, world: &World) -> Result<i64> {
        match self.chat(world) {
            Ok(Peer::User(id)) => Ok(id),
            _ => Err(Error::new(Kind::UserNotFound, "there is no such person in the sandbox")),
        }
    }
}

fn of_marked(id: i64) -> Peer {
    match id {
        id if id < CHANNEL => Peer::Channel(CHANNEL - id),
        id if id < 0 => Peer::Group(-id),
        id => Peer::User(id),
    }
}

impl Control {
    /// Accesses the world without sending updates.
    pub(super) fn with_world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        self.sandbox.with_world(look)
    }

    /// Changes the world and sends the resulting updates.
    pub(super) fn act<T>(&self, act: impl FnOnce(&mut World) -> Result<T>) -> Result<T> {
        self.sandbox.act(|world| {
            let result = act(world);
            (result, functions::pushes(world, None))
        })
    }

    /// Converts Telegram's error as the daemon would.
    pub(super) fn refused(&self, refusal: Refusal) -> Error {
        let message = format!("the sandbox refuses this with {}", refusal.name);
        let telegram = TelegramError {
            code: refusal.code,
            name: refusal.name.into_owned(),
            value: None,
            detail: None,
            method: self.method.to_owned(),
            explanation: None,
        };
        Error::new(Kind::TelegramRejected, message).telegram(telegram)
    }
}

/// An invalid parameter.
pub(super) fn invalid(path: &str, expected: &str) -> Error {
    let message = format!("`{path}` is wrong or missing: {expected}");
    Error::new(Kind::InvalidParams, message).with("path", path).with("expected", expected)
}
