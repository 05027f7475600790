//! `telewire sandbox`: runs a sandbox on its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use super::{Failure, Options, print};
use crate::api::daemon::Discover;
use crate::files::{Files, Paths};
use crate::rpc::{Call, Catalog, Marks, Table, openrpc};
use crate::sandbox::{self, control};
use crate::wire::socket::Socket;

/// Run a sandbox: a Telegram server on loopback for experiments and tests.
///
/// It has its own users, chats and history, and needs no account, phone or internet. Prints one line of JSON: the server
/// description for --server, with the socket of the sandbox.* methods in `control`. Runs until Ctrl-C.
///
/// Any MTProto client can use it. It is tested with Telethon, Kurigram, mtcute and GramJS. sandbox.fault simulates
/// failures: flood waits, errors, delays, lost answers and dropped connections.
///
/// With --quotas realistic, it also limits resolved names, listed dialogs, codes, logins, messages, joins and more, with
/// flood waits above the limits that users of Telegram report. Time passes by the sandbox's clock (sandbox.advance), and
/// sandbox.stats returns the counts. The limits are estimates, as Telegram doesn't publish them.
#[derive(Debug, Args)]
pub struct SandboxArgs {
    /// The address of DC 1. The other DCs use the following ports. With port 0, each DC uses any free port. Loopback only.
    #[arg(long, value_name = "ADDRESS", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))]
    listen: SocketAddr,
    /// Seed for ids and hashes. The same seed gives the same world. Ignored with --world, which has its own.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// A private RSA key in PKCS#1 PEM. Default: the built-in key, the same for all sandboxes.
    #[arg(long, value_name = "FILE")]
    rsa_key: Option<PathBuf>,
    /// Seconds that the sandbox's clock is ahead of the machine's, or behind if negative. Affects message ids and all
    /// dates.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, allow_negative_numbers = true)]
    clock_offset: i64,
    /// The socket for the sandbox.* methods. Default: a socket in a new folder.
    #[arg(long, value_name = "PATH")]
    control: Option<PathBuf>,
}

pub fn run(arguments: SandboxArgs, options: &Options) -> Result<ExitCode, Failure> {
    let _log = super::open_log(options)?;
    let sandbox = sandbox::Sandbox::start(sandbox::Options {
        listen: arguments.listen,
        rsa_key: arguments.rsa_key,
        seed: arguments.seed,
        world: options.world.clone(),
        quotas: options.quotas()?,
        clock_offset: arguments.clock_offset,
    })?;
    // Removed on exit.
    let folder = tempfile::Builder::new().prefix("telewire-sandbox-").tempdir()?;
    let path = arguments.control.unwrap_or_else(|| folder.path().join("control"));
    let private = super::private::of(options, Some(&path))?;
    let files = options.files.open(Paths::Any, options.policy.is_read_only(), private)?;
    let catalog = Arc::new(catalog(sandbox.clone(), Arc::new(files)));
    let (framing, limits) = (options.wire.framing, options.wire.limits());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let control = Socket::bind(&path, None).await?;
        let stop = super::serve::stop()?;
        let mut description = serde_json::to_value(sandbox.description())?;
        description["control"] = json!(path);
        print(&description.to_string())?;
        control.serve(catalog, framing, limits, stop).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// The sandbox.* methods and rpc.discover.
fn catalog(sandbox: sandbox::Sandbox, files: Arc<Files>) -> Catalog {
    let mut table = Table::new(|call: Call| Ok(call));
    table.add(Marks::FREE_READ, async |call: Call, _: Discover| Ok(openrpc::document(&call.catalog)));
    let mut catalog = table.finish();
    catalog.merge(control::catalog_with(sandbox, files));
    catalog
}
