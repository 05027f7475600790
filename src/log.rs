//! The log, which never contains the content of calls.
//!
//! Lines have methods, ids, durations and account fingerprints, but no params and no frames. They go to one file per day,
//! of which seven are kept, or to stderr. stdout is for the protocol.

mod daily;
pub mod panics;

use std::error::Error as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use tracing::level_filters::LevelFilter;
use tracing::{Metadata, Subscriber};
use tracing_appender::non_blocking::{NonBlocking, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{FilterExt, Targets, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};

use crate::error::{Error, Kind};
use crate::log::daily::Daily;

pub use daily::Days;

/// Options from the command line and the environment.
#[derive(Debug, Default)]
pub struct Options {
    /// `--log-file`; `-` is stderr. `a/telewire.log` becomes `a/telewire.2026-11-22.log`. By default
    /// `telewire/telewire.….log` in the state directory.
    pub file: Option<PathBuf>,
    /// `--log-level`. Default: info.
    pub level: Option<LevelFilter>,
    /// `TELEWIRE_LOG`: a filter such as `telewire::telegram=trace,info`, which overrides the level.
    pub filter: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("TELEWIRE_LOG is not a valid filter: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    #[error("cannot write the log file {}: {cause}", path.display())]
    File { path: PathBuf, cause: io::Error },
    #[error("the log is already open")]
    Open(#[from] tracing::subscriber::SetGlobalDefaultError),
}

/// Keeps the log open. Dropping it writes what is still buffered.
#[must_use = "dropping the guard closes the log"]
#[derive(Debug)]
pub struct Guard {
    _writer: WorkerGuard,
    /// The current file, unless the log goes to stderr.
    pub file: Option<PathBuf>,
}

/// Opens the log of this process.
pub fn open(options: &Options) -> Result<Guard, LogError> {
    let filter = match options.filter.as_deref().map(str::trim) {
        Some(filter) if !filter.is_empty() => filter.parse()?,
        _ => Targets::new().with_default(options.level.unwrap_or(LevelFilter::INFO)),
    };
    let place = place(options, default_folder())?;
    let file = match &place {
        Place::File(daily) => Some(daily.current()),
        Place::Stderr { .. } => None,
    };
    let ((writer, guard), unkept) = match place {
        Place::File(daily) => (in_background(daily), None),
        Place::Stderr { unkept } => (in_background(io::stderr()), unkept),
    };
    tracing::subscriber::set_global_default(subscriber(filter, writer))?;
    if let Some(cause) = unkept {
        tracing::warn!(%cause, "the log goes to stderr, as the state directory cannot be used");
    }
    Ok(Guard { _writer: guard, file })
}

/// Logs the cause of an internal error under an id that the caller gets too. Returns other errors unchanged.
///
/// Causes are logged as they are, so they must not contain values from calls.
pub fn incident(method: &str, error: Error) -> Error {
    if error.kind() != Kind::Internal || error.facts().log_id.is_some() {
        return error;
    }
    let id = getrandom::u32().expect("the system's random source does not fail once it has started");
    let id = format!("{id:08x}");
    let mut causes = Vec::new();
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    // String fields are quoted, so line breaks in causes can't forge lines.
    tracing::error!(method, log_id = id, cause = causes.join(": "), "a call failed");
    error.logged_as(id)
}

fn subscriber<W>(filter: Targets, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false);
    tracing_subscriber::registry().with(lines.with_filter(filter.and(filter_fn(is_safe))))
}

/// What may be logged at all, regardless of the filter.
///
/// Dependencies log secrets: jsonrpsee traces whole requests and responses, grammers-client warns with whole updates,
/// grammers-session traces them, and grammers-mtsender logs requests. So only reviewed sources are allowed: the warnings of
/// grammers-mtproto and grammers-mtsender contain only counts, message ids and errors.
fn is_safe(metadata: &Metadata<'_>) -> bool {
    let of = |name: &str| {
        metadata.target().strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    of("telewire")
        || ((of("grammers_mtproto") || of("grammers_mtsender")) && *metadata.level() <= tracing::Level::WARN)
}

/// Writes on a separate thread, so that logging doesn't delay calls. The queue is allocated in full, and the default of
/// 128,000 lines would cost 4 MB and most of the start-up time.
fn in_background(writer: impl Write + Send + 'static) -> (NonBlocking, WorkerGuard) {
    NonBlockingBuilder::default().buffered_lines_limit(2048).thread_name("log").finish(writer)
}

enum Place {
    File(Daily),
    Stderr {
        /// Why the default file can't be used, if it was not `--log-file -`.
        unkept: Option<io::Error>,
    },
}

fn place(options: &Options, folder: io::Result<PathBuf>) -> Result<Place, LogError> {
    match &options.file {
        Some(path) if path == Path::new("-") => Ok(Place::Stderr { unkept: None }),
        Some(path) => match Daily::open(path) {
            Ok(daily) => Ok(Place::File(daily)),
            Err(cause) => Err(LogError::File { path: path.clone(), cause }),
        },
        // The default file is optional, so a failure must not prevent the start.
        None => Ok(match folder.and_then(|folder| Daily::open(&folder.join("telewire.log"))) {
            Ok(daily) => Place::File(daily),
            Err(cause) => Place::Stderr { unkept: Some(cause) },
        }),
    }
}

/// The default folder of the log. It contains nothing else.
pub fn default_folder() -> io::Result<PathBuf> {
    let folders = etcetera::choose_base_strategy().map_err(io::Error::other)?;
    let state = folders.state_dir().ok_or_else(|| io::Error::other("this system has no state directory"))?;
    Ok(state.join("telewire"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::sync::Arc;

    use parking_lot::Mutex;
    use tracing::{debug, error, info, trace, warn};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().write(line)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Lines {
        fn of(filter: &str, events: impl FnOnce()) -> String {
            let lines = Lines::default();
            let writer = lines.clone();
            let subscriber = subscriber(filter.parse().unwrap(), move || writer.clone());
            tracing::subscriber::with_default(subscriber, events);
            String::from_utf8(lines.0.lock().clone()).unwrap()
        }
    }

    #[test]
    fn even_at_trace_dependencies_cannot_log_what_they_were_given() {
        for filter in
            ["trace", "jsonrpsee=trace,jsonrpsee-server=trace,grammers_client=trace,grammers_mtsender=trace"]
        {
            let log = Lines::of(filter, || {
                trace!(target: "jsonrpsee-server", "[Methods::inner_call] params: leak");
                trace!(target: "jsonrpsee_core::server::rpc_module", "request: leak");
                error!(target: "jsonrpsee-server", "Error serializing response: leak");
                warn!(target: "grammers_client::client::messages", "leak");
                trace!(target: "grammers_session::message_box", "leak");
                info!(target: "grammers_mtsender::updates_receiver", "leak");
                debug!(target: "grammers_mtsender::sender", "leak");
                error!(target: "telewire_but_another", "leak");
                error!(target: "some_future_dependency", "leak");
                warn!(target: "grammers_mtsender::sender", "marking all 2 request(s) as failed");
                trace!(target: "telewire::rpc", method = "daemon.ping", "answered");
            });
            assert!(!log.contains("leak"), "{log}");
            let heard = log.contains("marking all 2") && (filter != "trace" || log.contains("daemon.ping"));
            assert!(heard, "{log}");
        }
    }

    #[test]
    fn the_filter_says_how_much_telewire_tells() {
        let events = || {
            info!(target: "telewire::rpc", "an info");
            debug!(target: "telewire::rpc", "a debug");
            debug!(target: "telewire::wire", "a debug of wire");
        };
        assert_eq!(Lines::of("info", events).lines().count(), 1);
        assert_eq!(Lines::of("debug", events).lines().count(), 3);
        let log = Lines::of("telewire::wire=debug,off", events);
        assert!(log.contains("a debug of wire") && log.lines().count() == 1, "{log}");
    }

    #[test]
    fn an_incident_stands_in_the_log_under_the_id_that_the_caller_is_told() {
        let mut told = String::new();
        let log = Lines::of("error", || {
            let error =
                incident("daemon.ping", Error::internal(io::Error::other("the cause\nERROR a forged line")));
            assert_eq!(error.kind(), Kind::Internal);
            assert!(!serde_json::to_string(&error.data()).unwrap().contains("the cause"));
            told = error.facts().log_id.clone().unwrap();
        });
        assert_eq!(told.len(), 8);
        assert!(log.contains(&told) && log.contains("the cause"), "{log}");
        assert_eq!(log.lines().count(), 1, "{log}");
    }

    #[test]
    fn the_log_is_a_private_file_of_the_day() {
        let folder = tempfile::tempdir().unwrap();
        let options = Options { file: Some(folder.path().join("made/by.us.log")), ..Options::default() };
        let guard = open(&options).unwrap();
        info!(target: "telewire::log", "a first line");
        // The process has one log.
        assert!(matches!(open(&options), Err(LogError::Open(_))));
        let file = guard.file.clone().unwrap();
        drop(guard);
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with("by.us.2") && name.ends_with(".log"), "{name}");
        assert!(fs::read_to_string(&file).unwrap().contains("a first line"));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(file.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_log_that_was_asked_for_and_cannot_be_is_an_error_and_so_is_a_bad_filter() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let options = Options { file: Some(folder.path().join("file/log")), ..Options::default() };
        assert!(matches!(open(&options), Err(LogError::File { .. })));
        let options = Options { filter: Some("telewire=loud".to_owned()), ..Options::default() };
        assert!(matches!(open(&options), Err(LogError::Filter(_))));
    }

    #[test]
    fn without_a_state_directory_the_log_goes_to_stderr() {
        let folder = tempfile::tempdir().unwrap();
        let options = Options::default();
        let Ok(Place::File(daily)) = place(&options, Ok(folder.path().join("state"))) else {
            panic!("the state directory can be made");
        };
        assert!(daily.current().starts_with(folder.path().join("state")));

        fs::write(folder.path().join("file"), "").unwrap();
        let unmakeable = place(&options, Ok(folder.path().join("file/state")));
        assert!(matches!(unmakeable, Ok(Place::Stderr { unkept: Some(_) })));
        let none = place(&options, Err(io::ErrorKind::NotFound.into()));
        assert!(matches!(none, Ok(Place::Stderr { unkept: Some(_) })));

        let asked = place(&Options { file: Some("-".into()), ..options }, Ok(folder.path().join("state")));
        assert!(matches!(asked, Ok(Place::Stderr { unkept: None })));
    }
}
