//! `telewire sandbox`: a Telegram on loopback, by itself.

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

/// Run a Telegram on loopback, to try things and to test against.
///
/// It has people, chats and history of its own, and needs no account, no phone and no internet. One line of JSON is printed: what --server takes, and as `control` the socket on which the sandbox.* methods are
/// served. It runs until it is told to stop (Ctrl-C).
///
/// Any MTProto client can use it, not Telewire alone: Telethon, Kurigram, mtcute and GramJS are held against it. With sandbox.fault it fails as Telegram does: flood waits, errors, delays, lost answers, dropped connections.
///
/// With --quotas realistic it also counts: names resolved, dialogs listed, codes, logins, messages, joins and more get a flood wait beyond what people report of Telegram, until enough time has passed by the sandbox's clock (sandbox.advance). sandbox.stats has the counts. The numbers are estimates; Telegram publishes none.
#[derive(Debug, Args)]
pub struct SandboxArgs {
    /// The address of DC 1; the other DCs have the ports after it. Port 0 gives each DC any free port. Loopback only.
    #[arg(long, value_name = "ADDRESS", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))]
    listen: SocketAddr,
    /// What ids and hashes are made of: the same seed, the same world. A --world has its own.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// A private RSA key in PKCS#1 PEM, instead of the one that every sandbox has.
    #[arg(long, value_name = "FILE")]
    rsa_key: Option<PathBuf>,
    /// Seconds that the sandbox's clock is ahead of the machine's, or behind it if negative: message ids and all dates.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, allow_negative_numbers = true)]
    clock_offset: i64,
    /// Where the sandbox.* methods are served; by default a socket in a new folder.
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
    // The folder goes when this ends.
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

/// The sandbox.* methods, and the one that describes them.
fn catalog(sandbox: sandbox::Sandbox, files: Arc<Files>) -> Catalog {
    let mut table = Table::new(|call: Call| Ok(call));
    table.add(Marks::FREE_READ, async |call: Call, _: Discover| Ok(openrpc::document(&call.catalog)));
    let mut catalog = table.finish();
    catalog.merge(control::catalog_with(sandbox, files));
    catalog
}
