//! A Telegram server on loopback: real MTProto, with a world in memory.
//!
//! It runs in a thread of its own and stops when its last handle is dropped.

pub mod control;
mod dcs;
pub mod functions;
mod mtproto;
mod read;
mod show;
pub mod snapshot;
pub mod world;

use mtproto::connection;
use mtproto::rsa;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde::Serialize;
use tokio_util::sync::CancellationToken;

use dcs::{CDN_DC, DCS, HOME_DC};
use functions::Push;
pub use mtproto::direct::Direct;
use mtproto::line::{Line, Shared};
use mtproto::server::Server;
pub use mtproto::server::{Connections, Functions, Stats};
use snapshot::Snapshot;
use world::World;
use world::engine::json;
pub use world::engine::quotas::rates::Quotas;
use world::files::cdn::Cdn;

/// Options of a sandbox.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address of DC 1. The other DCs have the following ports, the CDN DC the last one. With port 0, each DC has
    /// any free one. IPv4 loopback only.
    pub listen: SocketAddr,
    /// A file with a private key in PKCS#1 PEM. Default: the built-in key.
    pub rsa_key: Option<PathBuf>,
    /// Seed of ids and hashes: the same seed gives the same world.
    pub seed: u64,
    /// A snapshot file to start from. Its seed replaces `seed`.
    pub world: Option<PathBuf>,
    /// The rate limits to enforce. Not part of a snapshot.
    pub quotas: Quotas,
    /// Seconds that its clock, with message ids and all dates, is ahead of the machine's. May be negative.
    pub clock_offset: i64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            rsa_key: None,
            seed: 0,
            world: None,
            quotas: Quotas::None,
            clock_offset: 0,
        }
    }
}

/// The sandbox as a custom server, in the format of `--server FILE`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Description {
    pub name: String,
    /// PKCS#1 PEM.
    pub rsa_public_key: String,
    /// The key's fingerprint, as Telegram computes it.
    pub fingerprint: String,
    pub home_dc: i32,
    pub dcs: Vec<Dc>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dc {
    pub id: i32,
    pub address: SocketAddr,
}

/// A running sandbox. Clones are handles to the same one.
pub struct Sandbox<F: Functions = World>(Arc<Inner<F>>);

struct Inner<F: Functions> {
    shared: Arc<Shared<F>>,
    description: Description,
    stop: CancellationToken,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox with the initial world or a snapshot.
    pub fn start(options: Options) -> io::Result<Self> {
        let (seed, world, quotas) = (options.seed, options.world.clone(), options.quotas);
        let offset = options.clock_offset;
        let snapshot = world.as_deref().map(Snapshot::read).transpose()?;
        let sandbox = Self::start_with(options, |dcs| {
            let mut world = World::with_clock_offset(offset, seed, dcs);
            world.set_quotas(quotas);
            world
        })?;
        if let (Some(snapshot), Some(path)) = (snapshot, world) {
            sandbox.restore(snapshot).map_err(|error| {
                let error = format!("cannot read the world {}: {error}", path.display());
                io::Error::new(io::ErrorKind::InvalidData, error)
            })?;
        }
        Ok(sandbox)
    }

    /// Returns a snapshot of everything except connections.
    pub fn snapshot(&self) -> Result<Snapshot, json::Error> {
        let server = self.0.shared.wait();
        let (files, world) = server.functions.snapshot()?;
        let auth_keys = server.kept_keys(server.now());
        Ok(Snapshot::new(auth_keys, world, files))
    }

    /// Restores a snapshot. All connections are closed; clients whose keys are in it can reconnect at once.
    pub fn restore(&self, snapshot: Snapshot) -> Result<(), snapshot::Unreadable> {
        let dcs = self.description().dcs.iter().map(|dc| (dc.id, dc.address)).collect();
        let (mut world, keys) = snapshot.world(dcs)?;
        let mut server = self.0.shared.wait();
        world.keep_counting(&server.functions);
        server.functions = world;
        let now = server.now();
        server.restore_keys(keys, now);
        self.0.shared.timer.set(server.functions.next_due_at());
        Ok(())
    }
}

impl<F: Functions> Sandbox<F> {
    /// Starts a server with other functions. `functions` receives the DCs' addresses.
    pub fn start_with(
        options: Options,
        functions: impl FnOnce(Vec<(i32, SocketAddr)>) -> F,
    ) -> io::Result<Self> {
        // Most clients read DC addresses as IPv4.
        if !matches!(options.listen, SocketAddr::V4(address) if address.ip().is_loopback()) {
            let error =
                format!("the sandbox listens on IPv4 loopback alone, and {} is not", options.listen.ip());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, error));
        }
        let rsa = match &options.rsa_key {
            None => rsa::Key::built_in(),
            Some(path) => rsa::Key::from_pem(&std::fs::read_to_string(path)?)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?,
        };

        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut listeners = Vec::new();
        let mut dcs = Vec::new();
        for (dc, offset) in DCS.into_iter().chain([CDN_DC]).zip(0..) {
            let port = match options.listen.port() {
                0 => 0,
                port => port.checked_add(offset).ok_or(io::ErrorKind::AddrNotAvailable)?,
            };
            let listener = TcpListener::bind((options.listen.ip(), port))?;
            listener.set_nonblocking(true)?;
            dcs.push((dc, listener.local_addr()?));
            let _entered = runtime.enter();
            listeners.push((dc, tokio::net::TcpListener::from_std(listener)?));
        }

        let cdn = dcs.pop().map(|(dc, address)| Cdn {
            dc,
            address,
            public_key: rsa::Key::built_in_of_cdn().public_pem().to_owned(),
        });
        let description = Description {
            name: "sandbox".to_owned(),
            rsa_public_key: rsa.public_pem().to_owned(),
            fingerprint: rsa.fingerprint().to_string(),
            home_dc: HOME_DC,
            dcs: dcs.iter().map(|&(id, address)| Dc { id, address }).collect(),
        };
        let mut functions = functions(dcs);
        cdn.into_iter().for_each(|cdn| functions.has_cdn(cdn));
        let shared = Arc::new(Shared::new(Server::new(functions), rsa, runtime.handle().clone()));
        let stop = CancellationToken::new();
        let thread = thread::Builder::new().name("sandbox".to_owned()).spawn({
            let (shared, stop) = (shared.clone(), stop.clone());
            move || {
                runtime.block_on(async {
                    for (dc, listener) in listeners {
                        tokio::spawn(listen(shared.clone(), dc, listener));
                    }
                    tokio::select! {
                        () = stop.cancelled() => {}
                        never = keep_time(&shared) => match never {},
                    }
                });
            }
        })?;
        Ok(Self(Arc::new(Inner { shared, description, stop, thread: Some(thread) })))
    }

    pub fn description(&self) -> &Description {
        &self.0.description
    }

    /// Returns the address of a DC.
    pub fn address(&self, dc: i32) -> Option<SocketAddr> {
        self.0.description.dcs.iter().find(|it| it.id == dc).map(|dc| dc.address)
    }

    /// Connects to a DC without a socket.
    pub fn connect(&self, dc: i32) -> Direct<F> {
        let (line, writes) = Line::open(self.0.shared.clone(), dc, None);
        Direct::new(line, writes)
    }

    /// Accesses the world without sending updates.
    pub fn with_world<T>(&self, look: impl FnOnce(&mut F) -> T) -> T {
        let mut server = self.0.shared.wait();
        let result = look(&mut server.functions);
        self.0.shared.timer.set(server.functions.next_due_at());
        result
    }

    /// Changes the world and sends the resulting updates and answers.
    pub fn act<T>(&self, act: impl FnOnce(&mut F) -> (T, Vec<Push>)) -> T {
        let (result, delayed) = {
            let mut server = self.0.shared.wait();
            let (result, pushes) = act(&mut server.functions);
            let now = server.now();
            server.push(pushes, now);
            let delayed = server.answer_pending(now);
            self.0.shared.timer.set(server.functions.next_due_at());
            (result, delayed)
        };
        self.0.shared.do_later(delayed);
        result
    }

    /// Sends updates that a fault holds back until the next ones.
    pub fn push_held_back(&self) {
        let mut server = self.0.shared.wait();
        let now = server.now();
        server.push_held_back(now);
    }

    pub fn stats(&self) -> Stats {
        self.0.shared.wait().stats()
    }
}

impl<F: Functions> Clone for Sandbox<F> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<F: Functions> Drop for Inner<F> {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
        {
            // The thread can only have panicked, which is already reported.
            let _ = thread.join();
        }
    }
}

async fn listen<F: Functions>(shared: Arc<Shared<F>>, dc: i32, listener: tokio::net::TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, from)) => {
                // Only affects speed.
                let _ = stream.set_nodelay(true);
                tokio::spawn(connection::serve(shared.clone(), dc, Some(from.ip()), stream));
            }
            Err(error) => {
                tracing::warn!(dc, %error, "cannot accept a connection");
                // Most likely out of file descriptors: wait for others to close.
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Runs the world's timers when they are due.
async fn keep_time<F: Functions>(shared: &Arc<Shared<F>>) -> Infallible {
    loop {
        shared.timer.due().await;
        let _turn = shared.turn().await;
        let mut server = shared.lock();
        let pushes = server.functions.come_due();
        let now = server.now();
        server.push(pushes, now);
        shared.do_later(server.answer_pending(now));
        // A timer that is still due has failed. It is retried later.
        let soon = Instant::now() + Duration::from_secs(1);
        let next = server.functions.next_due_at();
        shared.timer.set(next.map(|at| if at > Instant::now() { at } else { soon }));
    }
}
