//! `telewire call`: one call from a shell.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value, json};

use super::caller::Caller;
use super::cursor_file::CursorFile;
use super::follow::{SUBSCRIBE, follow};
use super::params::{self, Description};
use super::report::{complain, exit_code, kind, retry_after};
use super::shown::tell;
use super::{Failure, Options, is_read, session_file};
use crate::error::Kind;
use crate::files::Paths;
use crate::wire::socket::Trusted;

/// Make one call and print its result.
///
/// Uses the daemon on the default socket if one is running, and runs the call in this process otherwise. Options such as
/// --server, --sandbox, --key-file and rules always run it in this process, as the daemon may have others.
///
/// Exit codes: 0 success, 2 wrong usage, 4 session problem, 5 not found, 6 forbidden, 7 Telegram asks to wait, 8 a retry
/// may help, 1 any other error.
#[derive(Debug, Args)]
pub struct Call {
    /// The method, such as `messages.send`. `telewire call rpc.discover` lists them.
    method: String,
    /// Params, converted to the types in the method's schema.
    ///
    /// `key=@FILE` and `key=@-` read the value from a file or standard input. For params that are chats, `@name` is a
    /// username and `@./name` is a file.
    #[arg(value_name = "KEY=VALUE")]
    params: Vec<String>,
    /// All params as a JSON object, or `@FILE` or `@-` to read it. KEY=VALUE params override its fields.
    #[arg(long, value_name = "JSON")]
    json: Option<String>,
    /// A file with the session string. A newer string that the call returns is written back and not printed.
    ///
    /// Only you may be able to read the file. Alternatively, $TELEWIRE_SESSION holds the string itself. Other users can see
    /// command lines, so a session string can't be passed there.
    #[arg(long, value_name = "FILE")]
    session_file: Option<PathBuf>,
    /// Print the events of updates.subscribe as they arrive, one JSON object per line.
    ///
    /// Exits with 0 on Ctrl-C, 4 if the session has ended, and 8 if the daemon has ended.
    #[arg(long)]
    follow: bool,
    /// A file with the `cursor` for updates.subscribe or updates.poll.
    ///
    /// Each new cursor is written back after the events before it were printed, so the next call continues after them. If
    /// the file doesn't exist, the call starts with new events and creates it. A consumer that may fail after reading
    /// should store the cursors of updates.poll itself.
    #[arg(long, value_name = "FILE")]
    cursor_file: Option<PathBuf>,
    /// The daemon's socket. Without it, the default socket is tried first.
    #[arg(long, value_name = "PATH")]
    socket: Option<PathBuf>,
}

pub fn run(call: Call, options: &Options) -> Result<ExitCode, Failure> {
    let _log = super::open_log(options)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let code = runtime.block_on(async { run_in(call, options).await });
    runtime.shutdown_background();
    code
}

async fn run_in(call: Call, options: &Options) -> Result<ExitCode, Failure> {
    if let Err(error) = call.check() {
        tell(format_args!("telewire: {error}"));
        return Ok(ExitCode::from(2));
    }
    let (cursor_file, cursor) = match call.cursor_file.clone().map(CursorFile::open).transpose()? {
        Some((file, cursor)) => (Some(file), cursor),
        None => (None, None),
    };
    // The description comes from the same daemon as the answer, which may have another version or be a sandbox.
    let mut caller = caller(&call, options).await?;
    let description = Description::of(&mut caller, &call.method).await?;
    let mut params = match prepare(&call, options, &description) {
        Ok(params) => params,
        Err(Refused { code, error }) => {
            tell(format_args!("telewire: {error}"));
            return Ok(ExitCode::from(code));
        }
    };
    if let (Some(cursor), false) = (cursor, params.contains_key("cursor")) {
        params.insert("cursor".to_owned(), cursor.into());
    }
    if call.follow {
        let code = follow(&mut caller, params, cursor_file.as_ref()).await?;
        // A daemon on a socket remembers what it learned, and this connection may have ended in the middle of a message.
        if let (Some(path), Caller::Here { .. }) = (&call.session_file, &caller) {
            keep_learned(&mut caller, path).await;
        }
        return Ok(code);
    }
    match caller.call(&call.method, &Value::Object(params)).await? {
        Ok(mut result) => {
            let mut kept = Ok(());
            let is_new = result["session"].is_string();
            if let Some(path) = &call.session_file
                && let Some(session) = result["session"].as_str()
            {
                kept = session_file::keep(path, session);
                // Printed only if it could not be written, so that it isn't lost.
                if !kept.as_ref().is_err_and(|not_kept| not_kept.is_lost)
                    && let Some(result) = result.as_object_mut()
                {
                    result.remove("session");
                }
            }
            let read = print_json(&result)?;
            kept?;
            if let (Some(path), false) = (&call.session_file, is_new) {
                keep_learned(&mut caller, path).await;
            }
            if let (Some(file), Some(cursor), true) = (&cursor_file, result["cursor"].as_str(), read) {
                file.keep(cursor)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            complain(&error);
            // A send that must wait has resolved its chat, which saves a request when it is repeated.
            if let Some(path) = &call.session_file {
                keep_learned(&mut caller, path).await;
            }
            if let Some(file) = &cursor_file {
                file.advise(&error);
            }
            if let (Some(Kind::RateLimited), Some(seconds)) = (kind(&error), retry_after(&error)) {
                // The wait counts against the call's timeout. Default: 60 seconds.
                let timeout = if seconds < 50 { String::new() } else { format!(" timeout={}", seconds + 60) };
                tell(format_args!("  or pass max_wait={seconds}{timeout} to let the call wait"));
            }
            Ok(exit_code(&error))
        }
    }
}

/// Writes the session string back with what the call has learned, which saves the next command requests. This is only an
/// optimisation, so failures are only logged.
async fn keep_learned(caller: &mut Caller, path: &Path) {
    let Ok(Some(session)) = session_file::find(Some(path)) else { return };
    let refreshed = caller.call("session.refresh", &json!({ "session": session })).await;
    if let Ok(Ok(refreshed)) = refreshed
        && refreshed["is_changed"] == true
        && let Some(session) = refreshed["session"].as_str()
        && let Err(error) = session_file::keep(path, session)
    {
        tracing::debug!(%error, "could not write back the session string");
    }
}

impl Call {
    /// Checks options that only some methods support.
    fn check(&self) -> Result<(), String> {
        if self.follow && self.method != SUBSCRIBE {
            return Err(format!("--follow works only with {SUBSCRIBE}"));
        }
        if self.cursor_file.is_some() && !matches!(self.method.as_str(), SUBSCRIBE | "updates.poll") {
            return Err(format!("--cursor-file works only with {SUBSCRIBE} and updates.poll"));
        }
        Ok(())
    }
}

/// Why a call isn't made, and the exit code.
struct Refused {
    code: u8,
    error: Failure,
}

fn prepare(call: &Call, options: &Options, description: &Description) -> Result<Map<String, Value>, Refused> {
    let mut params = params::read(&call.method, call.json.as_deref(), &call.params, description)
        .map_err(|error| Refused { code: 2, error })?;
    if description.may_have("session") && !params.contains_key("session") {
        let session = session_file::find(call.session_file.as_deref());
        match session.map_err(|error| Refused { code: 4, error })? {
            Some(session) => drop(params.insert("session".to_owned(), session.into())),
            None if description.has("session") => {
                let error = format!(
                    "{} needs a session: pass --session-file or set $TELEWIRE_SESSION\n  \
                     create one with `telewire login --session-file FILE`",
                    call.method
                );
                return Err(Refused { code: 2, error: error.into() });
            }
            None => {}
        }
    }
    if let (Some(max_wait), true) = (options.max_wait, description.may_have("max_wait")) {
        params.entry("max_wait").or_insert(max_wait.into());
    }
    // A daemon doesn't know the environment of this process.
    if let (Some(api_id), true) = (options.api_id, description.has("api_id")) {
        params.entry("api_id").or_insert(api_id.into());
    }
    if let (Some(api_hash), true) = (super::api_hash(), description.has("api_hash")) {
        params.entry("api_hash").or_insert(api_hash.expose().into());
    }
    Ok(params)
}

async fn caller(call: &Call, options: &Options) -> Result<Caller, Failure> {
    if let Some(path) = &call.socket {
        let caller = match Trusted::with_owner_of(path) {
            Ok(trusted) => Caller::connect(path, &trusted).await,
            Err(error) => Err(error),
        };
        let refused = |error| format!("cannot use the socket {}: {error}", path.display());
        let nobody = || format!("no daemon listens on {}", path.display());
        return Ok(caller.map_err(refused)?.ok_or_else(nobody)?);
    }
    if !options.is_particular()
        && let Ok(path) = super::serve::default_socket()
        && let Some(caller) = Caller::connect(&path, &Trusted::own())
            .await
            .map_err(|error| format!("cannot use the socket {}: {error}", path.display()))?
    {
        return Ok(caller);
    }
    Ok(Caller::here(super::Assembly::new(options, Paths::Any, None)?.catalog))
}

/// Prints JSON, indented on a terminal and on one line otherwise. Returns false if its reader has gone.
fn print_json(value: &Value) -> Result<bool, Failure> {
    if std::io::stdout().is_terminal() {
        is_read(&serde_json::to_string_pretty(value)?)
    } else {
        is_read(&value.to_string())
    }
}
