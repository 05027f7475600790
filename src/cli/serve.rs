//! `telewire serve`: serves clients on standard input and output, or on a socket.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use tokio::runtime::{Builder, Runtime};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{Failure, Options};
use crate::files::Paths;
use crate::wire::socket::{Inherited, Socket};
use crate::wire::stdio::serve_stdio;

/// Serve clients on standard input and output, or on a Unix socket.
///
/// A socket passed by a service manager (LISTEN_FDS, as with systemd socket units) is served without --socket. Its mode
/// must be 0600, or 0660 with --socket-group.
#[derive(Debug, Default, Args)]
pub struct Serve {
    /// Serve a Unix socket instead of standard input and output. Default path: $XDG_RUNTIME_DIR/telewire/socket.
    #[arg(long, value_name = "PATH", require_equals = true, num_args = 0..=1)]
    socket: Option<Option<PathBuf>>,
    /// Also allow members of this group (name or number) to connect to the socket.
    ///
    /// The socket gets mode 0660, and its folder 0750 if it is created. All clients can use any session string that they
    /// have.
    #[arg(long, value_name = "GROUP", requires = "socket")]
    socket_group: Option<String>,
}

pub fn run(serve: Serve, options: &Options) -> Result<ExitCode, Failure> {
    let inherited = Inherited::take()?;
    let _log = super::open_log(options)?;
    let (framing, limits) = (options.wire.framing, options.wire.limits());
    let path = match (serve.socket, &inherited) {
        (Some(Some(path)), Some(inherited)) if path != inherited.path() => {
            let passed = inherited.path().display();
            return Err(format!(
                "--socket names {}, but the service manager passed {passed}",
                path.display()
            )
            .into());
        }
        (_, Some(inherited)) => Some(inherited.path().to_owned()),
        (Some(Some(path)), None) => Some(path),
        (Some(None), None) => Some(default_socket()?),
        (None, None) => None,
    };
    match path {
        None => {
            let runtime = bounded(Builder::new_current_thread())?;
            let served = runtime.block_on(async {
                let catalog = super::Assembly::new(options, Paths::Any, None)?.catalog;
                Ok::<_, Failure>(serve_stdio(catalog, framing, limits, stop()?).await?)
            });
            // Doesn't wait for a read of standard input on another thread.
            runtime.shutdown_background();
            served?;
        }
        Some(path) => {
            let group = serve.socket_group.as_deref().map(group_id).transpose()?;
            let runtime = bounded(Builder::new_multi_thread())?;
            runtime.block_on(async {
                let catalog = super::Assembly::new(options, Paths::Absolute, Some(&path))?.catalog;
                let socket = match inherited {
                    Some(inherited) => Socket::inherit(inherited, group)?,
                    None => Socket::bind(&path, group).await?,
                };
                super::shown::tell(format_args!("telewire: listening on {}", path.display()));
                Ok::<_, Failure>(socket.serve(catalog, framing, limits, stop()?).await?)
            })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Maximum number of threads for blocking work: files and key exchanges. More work waits in order.
const MAX_BLOCKING_THREADS: usize = 16;

fn bounded(mut builder: Builder) -> std::io::Result<Runtime> {
    builder.max_blocking_threads(MAX_BLOCKING_THREADS).enable_all().build()
}

fn group_id(group: &str) -> Result<u32, Failure> {
    let by_name = nix::unistd::Group::from_name(group)?.map(|group| group.gid.as_raw());
    by_name
        .or_else(|| group.parse().ok())
        .ok_or_else(|| format!("--socket-group {group}: there is no such group").into())
}

/// The default path of the socket.
pub fn default_socket() -> Result<PathBuf, Failure> {
    match std::env::var_os("XDG_RUNTIME_DIR").filter(|folder| !folder.is_empty()) {
        Some(folder) => Ok(PathBuf::from(folder).join("telewire").join("socket")),
        None => Err("$XDG_RUNTIME_DIR is not set: pass the path of the socket with --socket=PATH".into()),
    }
}

/// A token that is cancelled on SIGTERM or SIGINT.
pub fn stop() -> std::io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let asked = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        asked.cancel();
    });
    Ok(stop)
}
