//! The `sandbox.*` methods, for the sandbox's operator only. They are a separate catalog, which is merged with the
//! daemon's under `--sandbox` and served on a stand-alone sandbox's control socket.

use std::sync::Arc;

use super::Sandbox;
use crate::files::Files;
use crate::rpc::{Catalog, Marks, Table};

pub mod codes;
pub mod faults;
pub mod handler;
pub mod people;
pub mod snapshots;
mod stored_snapshots;
pub mod topics;
pub mod watching;

use handler::Control;
use stored_snapshots::StoredSnapshots;

/// Returns the catalog, with access to all files.
pub fn catalog(sandbox: Sandbox) -> Catalog {
    catalog_with(sandbox, Arc::default())
}

/// Returns the catalog, with access to these files.
pub fn catalog_with(sandbox: Sandbox, files: Arc<Files>) -> Catalog {
    let snapshots = Arc::new(StoredSnapshots::default());
    let mut table = Table::new(move |call| {
        let (sandbox, snapshots, files) = (sandbox.clone(), snapshots.clone(), files.clone());
        Ok(Control { sandbox, snapshots, files, method: call.method })
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
    table.add(Marks::FREE_WRITE.beyond_files(), snapshots::snapshot);
    table.add(Marks::FREE_WRITE.beyond_files(), snapshots::restore);
    table.add(Marks::FREE_WRITE, faults::fault);
    table.add(Marks::FREE_WRITE, faults::clear_faults);

    table.finish()
}
