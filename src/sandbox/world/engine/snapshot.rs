//! Writing and restoring the world.
//!
//! A snapshot has all lasting state. Indexes are rebuilt, and undelivered updates are dropped. DC addresses are those
//! of the running server.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::Value;

use super::json::{self, Error};
use crate::sandbox::world::World;
use crate::sandbox::world::files::file::Files;
use crate::sandbox::world::files::snapshot::with_files;
use crate::sandbox::world::messages::carried::Carried;
use crate::sandbox::world::messages::message::Body;

impl World {
    /// Returns the files and the rest of the world, for [`World::restore`].
    pub fn snapshot(&self) -> Result<(Value, Value), Error> {
        Ok((json::write(&self.files)?, json::write(self)?))
    }

    /// Restores a world, with its DCs at these addresses. An error names the damaged part.
    pub fn restore(
        files: Value,
        world: Value,
        dcs: Vec<(i32, SocketAddr)>,
    ) -> Result<Self, (&'static str, Error)> {
        let files: Files = json::read(files).map_err(|error| ("`files`", error))?;
        let world = with_files(&files, || json::read(world));
        let mut world: World = world.map_err(|error| ("`world`", error))?;
        (world.files, world.dcs) = (files, dcs);
        world.share_bodies();
        Ok(world)
    }

    /// Makes copies of a message share their body again, where they are equal.
    fn share_bodies(&mut self) {
        let mut known: HashMap<u64, (Arc<Body>, Arc<Carried>)> = HashMap::new();
        for message in self.mailboxes.values_mut().flat_map(|mailbox| mailbox.messages_mut()) {
            let (body, carried) = known
                .entry(message.twin)
                .or_insert_with(|| (Arc::clone(&message.body), Arc::clone(&message.carried)));
            if *body == message.body {
                message.body = Arc::clone(body);
            }
            if *carried == message.carried {
                message.carried = Arc::clone(carried);
            }
        }
    }
}
