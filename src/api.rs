//! What clients call: one file a namespace, one line a method.

pub mod call;
pub mod daemon;

use std::sync::Arc;

pub use call::{Call, Daemon};

use crate::rpc::catalog::Marks;
use crate::rpc::{Catalog, Table};

/// The table of contents.
pub fn catalog(daemon: Arc<Daemon>) -> Catalog {
    let mut table = Table::new(move |call| Call::new(daemon.clone(), call));

    table.add(Marks::FREE_READ, daemon::discover);
    table.add(Marks::FREE_READ, daemon::info);
    table.add(Marks::FREE_READ, daemon::ping);
    table.add(Marks::FREE_READ, daemon::stats);
    table.add(Marks::FREE_WRITE, daemon::initialize);
    table.add(Marks::FREE_WRITE, daemon::shutdown);

    table.finish()
}
