//! The command line. Each command wires the modules that it needs.

mod call;
mod caller;
mod cursor_file;
mod environment;
mod files;
mod follow;
mod kept_file;
mod key;
mod login;
mod params;
mod policy;
mod private;
mod process;
mod report;
mod sandbox;
mod schema;
mod serve;
mod session_file;
mod shown;
mod tour;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing::level_filters::LevelFilter;

use files::FileOptions;
use policy::PolicyOptions;

use crate::api;
use crate::api::call::{Daemon, Defaults};
use crate::files::{Paths, Private};
use crate::log;
use crate::policy::Policy;
use crate::policy::sends::Sends;
use crate::rpc::Catalog;
use crate::rpc::connection::Limits;
use crate::sandbox::{self as sandbox_room, Quotas, Sandbox, control};
use crate::secret::Secret;
use crate::secret::pasted::word;
use crate::session::{Keyring, Sessions, Source};
use crate::telegram::accounts::{self, Accounts, MAX_ACCOUNTS};
use crate::telegram::server::{RATE, Server};
use crate::telegram::updates::QUIET_PERIOD;
use crate::wire::Framing;

/// Drive Telegram from any program: JSON-RPC 2.0 over stdio or a local socket.
///
/// Without a command, telewire serves standard input and output until the input ends.
#[derive(Debug, Parser)]
#[command(name = "telewire", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    Tour(tour::Tour),
    Serve(serve::Serve),
    Call(call::Call),
    Login(login::Login),
    /// Print the OpenRPC document of all methods.
    ///
    /// With --sandbox, of the sandbox.* methods too.
    Schema,
    Sandbox(sandbox::SandboxArgs),
    Key(key::Key),
}

const TELEGRAM: &str = "Telegram";
const KEYS: &str = "Keys";
const LOG: &str = "Log";
const WIRE: &str = "Wire";
const POLICY: &str = "Policy";

/// Options of all commands.
#[derive(Debug, Args)]
struct Options {
    /// Telegram server: production, test, or a file that describes another server, as printed by `telewire sandbox`.
    #[arg(long, value_name = "SERVER", default_value = "production", global = true, help_heading = TELEGRAM)]
    server: String,
    /// Use a fresh sandbox in this process instead of Telegram. Nothing leaves the machine, and nothing is saved.
    #[arg(long, global = true, conflicts_with = "server", help_heading = TELEGRAM)]
    sandbox: bool,
    /// The sandbox's initial world: a file written by sandbox.snapshot.
    #[arg(long, value_name = "FILE", global = true, help_heading = TELEGRAM)]
    world: Option<PathBuf>,
    /// Limits of the sandbox on what clients do per second, minute, hour and day. Default: $TELEWIRE_SANDBOX_QUOTAS, or
    /// none.
    #[arg(long, value_enum, value_name = "QUOTAS", global = true, help_heading = TELEGRAM)]
    quotas: Option<Quotas>,
    /// Default api_id for logins. Its api_hash is read from $TELEWIRE_API_HASH.
    #[arg(long, env = "TELEWIRE_API_ID", hide_env_values = true, value_name = "ID", value_parser = api_id, global = true, help_heading = TELEGRAM)]
    api_id: Option<i32>,
    /// Seconds without updates after which subscriptions fetch what they may have missed.
    ///
    /// Telegram sends updates to the connection that was active last, which may belong to another program with the same
    /// login. It also doesn't push all updates of large channels.
    #[arg(long, value_name = "SECONDS", default_value_t = QUIET_PERIOD.as_secs() as u32, global = true, value_parser = clap::value_parser!(u32).range(1..=86_400), help_heading = TELEGRAM)]
    updates_silence: u32,
    /// Default `max_wait`: seconds that a call, or each part of a file, may wait when Telegram asks for it.
    ///
    /// Without it, calls that have to wait fail at once, and parts of files wait for up to 60 seconds.
    #[arg(long, value_name = "SECONDS", global = true, value_parser = clap::value_parser!(u32).range(..=604_800), help_heading = TELEGRAM)]
    max_wait: Option<u32>,
    /// Maximum number of open accounts. Opening another closes the one that has been idle longest.
    ///
    /// If none is idle, the call fails with `policy_denied`. Each account has a connection, so the limit of open files
    /// (ulimit -n) must be higher.
    #[arg(long, value_name = "N", default_value_t = MAX_ACCOUNTS, global = true, value_parser = at_least_one, help_heading = TELEGRAM)]
    max_accounts: usize,
    /// New connections per second to each of Telegram's data centers, for all accounts together.
    ///
    /// Four seconds' worth may be opened at once. Telegram rejects addresses that connect too often.
    #[arg(long, value_name = "N", default_value_t = RATE, global = true, value_parser = clap::value_parser!(u32).range(1..=10_000), help_heading = TELEGRAM)]
    connect_rate: u32,
    /// Sealing keys, one per line. The first seals session strings, and all of them open them.
    ///
    /// Default: $TELEWIRE_KEY (base64, 32 bytes), systemd's $CREDENTIALS_DIRECTORY/telewire.key, or the key file in the
    /// config directory, which is created on first use.
    #[arg(long, value_name = "FILE", global = true, help_heading = KEYS)]
    key_file: Option<PathBuf>,
    /// Log file, or `-` for standard error. One file per day; seven are kept. Default: in the state directory.
    #[arg(long, value_name = "FILE", global = true, help_heading = LOG)]
    log_file: Option<PathBuf>,
    /// Log level: off, error, warn, info, debug or trace. Default: info. $TELEWIRE_LOG sets filters per module instead.
    #[arg(long, value_name = "LEVEL", global = true, help_heading = LOG)]
    log_level: Option<LevelFilter>,
    #[command(flatten)]
    files: FileOptions,
    #[command(flatten)]
    wire: WireOptions,
    #[command(flatten)]
    policy: PolicyOptions,
}

impl Options {
    /// The quotas of the sandbox. The variable is read only if a sandbox is started.
    fn quotas(&self) -> Result<Quotas, Failure> {
        if let Some(quotas) = self.quotas {
            return Ok(quotas);
        }
        match std::env::var("TELEWIRE_SANDBOX_QUOTAS") {
            Ok(name) if !name.is_empty() => Quotas::from_str(&name, false)
                .map_err(|_| format!("$TELEWIRE_SANDBOX_QUOTAS is \"{name}\"; use none or realistic").into()),
            _ => Ok(Quotas::default()),
        }
    }

    /// Whether any option was given that a running daemon may not have.
    fn is_particular(&self) -> bool {
        self.sandbox
            || self.world.is_some()
            || self.quotas.is_some()
            || self.server != "production"
            || self.key_file.is_some()
            || self.policy.is_given()
            || self.files.limits_files()
    }
}

#[derive(Clone, Copy, Debug, Args)]
struct WireOptions {
    /// How messages are framed.
    #[arg(long, value_enum, default_value_t, value_name = "FRAMING", global = true, help_heading = WIRE)]
    framing: Framing,
    /// Maximum size of a message in bytes.
    #[arg(long, default_value_t = Limits::default().max_message, value_name = "BYTES", global = true,
          value_parser = at_least_one, help_heading = WIRE)]
    max_message: usize,
    /// Maximum number of concurrent calls per connection. More calls wait in order.
    #[arg(long, default_value_t = Limits::default().max_in_flight, value_name = "CALLS", global = true,
          value_parser = at_least_one, help_heading = WIRE)]
    max_in_flight: usize,
    /// Maximum number of concurrent long polls per connection. More are rejected.
    #[arg(long, default_value_t = Limits::default().max_polls, value_name = "CALLS", global = true,
          value_parser = at_least_one, help_heading = WIRE)]
    max_polls: usize,
    /// Maximum number of subscriptions per connection. More are rejected.
    #[arg(long, default_value_t = Limits::default().max_subscriptions, value_name = "N", global = true,
          value_parser = at_least_one, help_heading = WIRE)]
    max_subscriptions: usize,
    /// Maximum bytes for messages, queued calls and answers of all connections together. Beyond it, connections wait.
    #[arg(long, default_value_t = Limits::default().max_memory, value_name = "BYTES", global = true,
          value_parser = at_least_one, help_heading = WIRE)]
    max_memory: usize,
}

impl WireOptions {
    fn limits(self) -> Limits {
        Limits {
            // A message larger than the memory limit could never be read.
            max_message: self.max_message.min(self.max_memory),
            max_in_flight: self.max_in_flight,
            max_polls: self.max_polls,
            max_subscriptions: self.max_subscriptions,
            max_memory: self.max_memory,
        }
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("must be at least 1".to_owned()),
        Ok(number) => Ok(number),
        Err(error) => Err(format!("{error}")),
    }
}

/// Runs the command line. `remove_variable` removes an environment variable, which is unsafe in a library.
pub fn main(remove_variable: fn(&str)) -> ExitCode {
    process::prepare();
    environment::take(remove_variable);
    let Cli { command, options } = Cli::parse();
    let outcome = match command {
        None => serve::run(serve::Serve::default(), &options),
        Some(Command::Tour(tour)) => tour::run(tour, &options),
        Some(Command::Serve(serve)) => serve::run(serve, &options),
        Some(Command::Call(call)) => call::run(call, &options),
        Some(Command::Login(login)) => login::run(login, &options),
        Some(Command::Schema) => schema::run(&options),
        Some(Command::Sandbox(arguments)) => sandbox::run(arguments, &options),
        Some(Command::Key(key)) => key::run(key, &options),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            shown::tell(format_args!("telewire: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// The error of a command, printed to the user.
type Failure = Box<dyn std::error::Error>;

fn open_log(options: &Options) -> Result<log::Guard, Failure> {
    let filter = std::env::var("TELEWIRE_LOG").ok();
    let guard =
        log::open(&log::Options { file: options.log_file.clone(), level: options.log_level, filter })?;
    log::panics::report_to_log();
    Ok(guard)
}

/// Loads the sealing keys. Tells the user if a key file was created, as it must not be lost.
fn load_keys(options: &Options) -> Result<Keyring, Failure> {
    let (keyring, made) =
        Keyring::load(&Source::choose(options.key_file.clone(), environment::secret("TELEWIRE_KEY"))?)?;
    if let Some(path) = made {
        shown::tell(format_args!(
            "telewire: created a new sealing key in {}; keep it, session strings need it",
            path.display()
        ));
    }
    Ok(keyring)
}

/// The settings of a daemon, except for its server.
struct Rules<'a> {
    policy: &'a PolicyOptions,
    files: &'a FileOptions,
    paths: Paths,
    private: Private,
    silence: Duration,
    max_accounts: usize,
    connect_rate: u32,
}

/// The modules, wired for a command. Must be created within a Tokio runtime.
struct Assembly {
    catalog: Arc<Catalog>,
    defaults: Defaults,
}

impl Assembly {
    /// `socket` is the path that it will be served on, if any.
    fn new(options: &Options, paths: Paths, socket: Option<&Path>) -> Result<Self, Failure> {
        let sandbox = match options.sandbox {
            true => {
                let world = options.world.clone();
                let quotas = options.quotas()?;
                Some(Sandbox::start(sandbox_room::Options { world, quotas, ..Default::default() })?)
            }
            false if options.world.is_some() => return Err("--world requires --sandbox".into()),
            false if options.quotas.is_some() => return Err("--quotas requires --sandbox".into()),
            false => None,
        };
        let server = match options.server.as_str() {
            "production" => Server::production(),
            "test" => Server::test(),
            file => Server::from_file(Path::new(file))?,
        };
        let max_wait = options.max_wait.map(|seconds| Duration::from_secs(seconds.into()));
        let defaults = Defaults { api_id: options.api_id, api_hash: api_hash(), max_wait };
        let keys = load_keys(options)?;
        let rules = Rules {
            policy: &options.policy,
            files: &options.files,
            paths,
            private: private::of(options, socket)?,
            silence: Duration::from_secs(options.updates_silence.into()),
            max_accounts: options.max_accounts,
            connect_rate: options.connect_rate,
        };
        let assembly = Self::of(keys, server, sandbox, defaults, rules)?;
        options.policy.check(&assembly.catalog)?;
        Ok(assembly)
    }

    /// Uses keys that exist only in this process, so that the user's keys aren't touched.
    fn ephemeral(sandbox: Option<Sandbox>, defaults: Defaults) -> Result<Self, Failure> {
        let keyring = Keyring::parse(Keyring::make_key().expose())?;
        let (policy, files) = (PolicyOptions::default(), FileOptions::default());
        let private = Private::default();
        let rules = Rules {
            policy: &policy,
            files: &files,
            paths: Paths::Any,
            private,
            silence: QUIET_PERIOD,
            max_accounts: MAX_ACCOUNTS,
            connect_rate: RATE,
        };
        Self::of(keyring, Server::production(), sandbox, defaults, rules)
    }

    /// Assembles a daemon. A sandbox replaces the server, and adds its methods.
    fn of(
        keyring: Keyring,
        server: Server,
        sandbox: Option<Sandbox>,
        defaults: Defaults,
        Rules { policy, files, paths, private, silence, max_accounts, connect_rate }: Rules<'_>,
    ) -> Result<Self, Failure> {
        let server = match &sandbox {
            Some(sandbox) => Server::from_json(&serde_json::to_string(sandbox.description())?)?,
            None => server,
        };
        let allowed = policy.allowed();
        let policy = Policy { limits_files: files.limits_files(), ..policy.policy() };
        let opener = Arc::new(files.open(paths, policy.read_only, private)?);
        let daemon = Daemon {
            sessions: Sessions::new(keyring, &server.name),
            accounts: Accounts::new(
                Arc::new(server.connecting_at(connect_rate)),
                accounts::Settings { limit: max_accounts, allowed, ..accounts::Settings::default() },
            ),
            policy: policy.clone(),
            sends: Sends::default(),
            defaults: defaults.clone(),
            files: opener.clone(),
            max_inline: files.max_inline,
            silence,
            started: Instant::now(),
        };
        let mut catalog = api::catalog(Arc::new(daemon));
        if let Some(sandbox) = sandbox {
            catalog.merge(control::catalog_with(sandbox, opener));
        }
        Ok(Self { catalog: Arc::new(api::ruled(catalog, policy)), defaults })
    }
}

/// Parses an api_id from a variable or an option.
fn api_id(text: &str) -> Result<i32, std::num::ParseIntError> {
    word(text).parse()
}

/// The default api_hash of logins.
fn api_hash() -> Option<Secret> {
    let hash = environment::secret("TELEWIRE_API_HASH")?;
    Some(word(hash.expose()).into_owned()).filter(|hash| !hash.is_empty()).map(Secret::new)
}

/// Prints to standard output. A closed pipe is not an error.
fn print(text: &str) -> Result<(), Failure> {
    is_read(text).map(drop)
}

/// Prints to standard output. Returns false if its reader has gone.
fn is_read(text: &str) -> Result<bool, Failure> {
    match writeln!(std::io::stdout(), "{}", shown::for_stdout(text)) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
        printed => Ok(printed.map(|()| true)?),
    }
}
