//! The `sandbox.*` methods: what only the sandbox's owner may do. A catalog of their own, merged with the daemon's
//! under `--sandbox` and served on a stand-alone sandbox's control socket.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Sandbox;
use super::functions;
use super::world::World;
use crate::error::{Error, Kind, Result, TelegramError};
use crate::files::Files;
use crate::rpc::{Catalog, Marks, Table};
use crate::sandbox::world::engine::refusal::Refusal;
use crate::sandbox::world::people::peer::Peer;

pub mod codes;
pub mod faults;
pub mod keeping;
pub mod people;
pub mod topics;
pub mod watching;

use keeping::Kept;

/// What a handler is given.
#[derive(Clone)]
pub struct Control {
    sandbox: Sandbox,
    kept: Arc<Kept>,
    files: Arc<Files>,
    method: &'static str,
}

/// The table of contents, for callers who may name any file.
pub fn catalog(sandbox: Sandbox) -> Catalog {
    catalog_with(sandbox, Arc::default())
}

/// The same for callers who may name these files.
pub fn catalog_with(sandbox: Sandbox, files: Arc<Files>) -> Catalog {
    let kept = Arc::new(Kept::default());
    let mut table = Table::new(move |call| {
        let (sandbox, kept, files) = (sandbox.clone(), kept.clone(), files.clone());
        Ok(Control { sandbox, kept, files, method: call.method })
    });

    table.add(Marks::FREE_WRITE, people::add_user);
    table.add(Marks::FREE_WRITE, people::add_bot);
    table.add(Marks::FREE_WRITE, people::set_premium);
    table.add(Marks::FREE_WRITE, people::add_group);
    table.add(Marks::FREE_WRITE, topics::add_topic);
    table.add(Marks::FREE_WRITE, people::say);
    table.add(Marks::FREE_READ, watching::last_code);
    table.add(Marks::FREE_WRITE, codes::set_code_delivery);
    table.add(Marks::FREE_WRITE, watching::advance);
    table.add(Marks::FREE_READ, watching::queries);
    table.add(Marks::FREE_READ, watching::stats);
    table.add(Marks::FREE_WRITE.beyond_files(), keeping::snapshot);
    table.add(Marks::FREE_WRITE.beyond_files(), keeping::restore);
    table.add(Marks::FREE_WRITE, faults::fault);
    table.add(Marks::FREE_WRITE, faults::clear_faults);

    table.finish()
}

/// An answer with nothing to say.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Done {}

/// Somebody or some chat, as a person would name it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Name {
    /// A marked id: a user's as it is, a basic group's negative, a supergroup's or channel's with `-100` before it.
    Id(i64),
    /// `"@name"`, `"name"`, `"+phone"` or a marked id as text.
    Text(String),
}

/// What `-100…` adds to a channel's id.
const CHANNEL: i64 = -1_000_000_000_000;

/// The id that clients know a chat by.
fn marked(peer: Peer) -> i64 {
    match peer {
        Peer::User(id) => id,
        Peer::Group(id) => -id,
        Peer::Channel(id) => CHANNEL - id,
    }
}

impl Name {
    fn chat(&self, world: &World) -> Result<Peer> {
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

    fn person(&self, world: &World) -> Result<i64> {
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
    /// Looks at the world, or changes what nobody is told of.
    fn with_world<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        self.sandbox.with_world(look)
    }

    /// Changes the world, and lets everybody know whom it concerns.
    fn act<T>(&self, act: impl FnOnce(&mut World) -> Result<T>) -> Result<T> {
        self.sandbox.act(|world| {
            let result = act(world);
            (result, functions::pushes(world, None))
        })
    }

    /// Telegram's own no, as the daemon would tell it.
    fn refused(&self, refusal: Refusal) -> Error {
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

/// A parameter that its type alone can't refuse.
fn invalid(path: &str, expected: &str) -> Error {
    let message = format!("`{path}` is wrong or missing: {expected}");
    Error::new(Kind::InvalidParams, message).with("path", path).with("expected", expected)
}
