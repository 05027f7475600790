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
/// A daemon that listens on the default socket carries it out, else this process does; this process, too, if --server,
/// --sandbox or --key-file is given, as the daemon may have others.
///
/// The exit code is 0 on success, 2 for wrong usage, 4 if the session is the matter, 5 if something wasn't found, 6 if
/// it is forbidden, 7 if Telegram asks to wait, 8 if trying again may help, and 1 otherwise.
#[derive(Debug, Args)]
pub struct Call {
    /// The method, as `messages.send`: `telewire call rpc.discover` lists them.
    method: String,
    /// Params, each read as the method's schema says.
    ///
    /// `key=@FILE` and `key=@-` take the value from a file or standard input. Where a chat is asked for, `@name` is a
    /// username and `@./name` a file.
    #[arg(value_name = "KEY=VALUE")]
    params: Vec<String>,
    /// All params as a JSON object, which `@FILE` and `@-` take from elsewhere; those given as KEY=VALUE come on top.
    #[arg(long, value_name = "JSON")]
    json: Option<String>,
    /// A file with the session string; a newer one that the call returns is written back, and not printed.
    ///
    /// Nobody but you may be able to read it.
    /// $TELEWIRE_SESSION holds the string itself. So it need not stand on the command line, where others see it.
    #[arg(long, value_name = "FILE")]
    session_file: Option<PathBuf>,
    /// Prints the events of updates.subscribe, each as JSON on a line of its own, as they come.
    ///
    /// Ctrl-C ends it with 0, a session that has ended with 4, and a daemon that has ended with 8.
    #[arg(long)]
    follow: bool,
    /// How far updates.subscribe or updates.poll has read: the `cursor` to begin from, if the file exists.
    ///
    /// Each new one is written back when the events before it have been printed, so that the next call goes on behind
    /// them, whenever this one is stopped. A reader that may fail keeps the cursors of updates.poll itself. Without a
    /// file there yet, it begins with what is new.
    #[arg(long, value_name = "FILE")]
    cursor_file: Option<PathBuf>,
    /// The daemon's socket; no other place is tried then.
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
    // Whoever answers the call describes it, too: a daemon may be of another version, or a sandbox's.
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
        // A daemon on a socket remembers what it learned, and this connection may have ended within a message.
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
                // Where it was written it need not be shown. Otherwise it must not get lost.
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
            // A send that must wait has resolved its chat, and is made again.
            if let Some(path) = &call.session_file {
                keep_learned(&mut caller, path).await;
            }
            if let Some(file) = &cursor_file {
                file.advise(&error);
            }
            if let (Some(Kind::RateLimited), Some(seconds)) = (kind(&error), retry_after(&error)) {
                // The time that a call waits counts for its timeout, which is 60 seconds unless told.
                let timeout = if seconds < 50 { String::new() } else { format!(" timeout={}", seconds + 60) };
                tell(format_args!("  or give max_wait={seconds}{timeout}, and the call waits itself"));
            }
            Ok(exit_code(&error))
        }
    }
}

/// Writes the session string back with what the call has learned, so that the next command need not learn it again.
/// Nothing is lost without it, so a failure is no failure of the call.
async fn keep_learned(caller: &mut Caller, path: &Path) {
    let Ok(Some(session)) = session_file::find(Some(path)) else { return };
    let refreshed = caller.call("session.refresh", &json!({ "session": session })).await;
    if let Ok(Ok(refreshed)) = refreshed
        && refreshed["is_changed"] == true
        && let Some(session) = refreshed["session"].as_str()
        && let Err(error) = session_file::keep(path, session)
    {
        tracing::debug!(%error, "what was learned is not kept");
    }
}

impl Call {
    /// Options that go with some methods alone.
    fn check(&self) -> Result<(), String> {
        if self.follow && self.method != SUBSCRIBE {
            return Err(format!("--follow goes with {SUBSCRIBE}"));
        }
        if self.cursor_file.is_some() && !matches!(self.method.as_str(), SUBSCRIBE | "updates.poll") {
            return Err(format!("--cursor-file goes with {SUBSCRIBE} and updates.poll"));
        }
        Ok(())
    }
}

/// A call that isn't made.
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
                    "{} needs a session: give --session-file or $TELEWIRE_SESSION\n  \
                     `telewire login --session-file FILE` makes one",
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
    // A daemon knows its own environment, and not the one of this call.
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

/// Prints JSON: laid out for a person, or on one line for a program. Says whether there is still somebody to read it.
fn print_json(value: &Value) -> Result<bool, Failure> {
    if std::io::stdout().is_terminal() {
        is_read(&serde_json::to_string_pretty(value)?)
    } else {
        is_read(&value.to_string())
    }
}
