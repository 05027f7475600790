//! `telewire call --follow`: prints the events of a subscription, one per line, while its output is read.

use std::io::ErrorKind;
use std::process::ExitCode;

use jsonrpsee::types::ErrorObjectOwned;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncWriteExt, Stdout};

use super::Failure;
use super::caller::Caller;
use super::cursor_file::CursorFile;
use super::report::{complain, exit_code};
use super::shown::{for_stdout, tell};

pub const SUBSCRIBE: &str = "updates.subscribe";

/// Prints events until the subscription ends, the command is stopped, or its reader has gone.
pub async fn follow(
    caller: &mut Caller,
    params: Map<String, Value>,
    file: Option<&CursorFile>,
) -> Result<ExitCode, Failure> {
    let stop = super::serve::stop()?;
    let mut following = Following { caller, file, output: tokio::io::stdout() };
    tokio::select! {
        ended = following.run(params) => ended,
        () = stop.cancelled() => Ok(ExitCode::SUCCESS),
        () = reader_gone() => Ok(ExitCode::SUCCESS),
    }
}

struct Following<'a> {
    caller: &'a mut Caller,
    file: Option<&'a CursorFile>,
    /// Asynchronous, so that a reader that doesn't read can't keep the command from ending.
    output: Stdout,
}

/// The params of `updates.event`.
#[derive(Deserialize)]
struct Events {
    subscription: String,
    items: Vec<Box<RawValue>>,
    cursor: Option<String>,
    error: Option<ErrorObjectOwned>,
}

impl Following<'_> {
    async fn run(&mut self, mut params: Map<String, Value>) -> Result<ExitCode, Failure> {
        loop {
            let subscribed = match self.caller.call(SUBSCRIBE, &Value::Object(params.clone())).await? {
                Ok(subscribed) => subscribed,
                Err(error) => return Ok(self.refused(&error)),
            };
            let subscription =
                subscribed["subscription"].as_str().ok_or("the daemon named no subscription")?;
            if let Some(cursor) = subscribed["cursor"].as_str() {
                self.reached(cursor, &mut params)?;
            }
            loop {
                let events = match self.caller.notification().await {
                    Ok(notification) if notification.method == "updates.event" => notification.params,
                    Ok(_) => continue,
                    Err(error) => {
                        tell(format_args!("telewire: {error}"));
                        return Ok(ExitCode::from(8));
                    }
                };
                let events: Events = serde_json::from_str(events.as_deref().map_or("{}", RawValue::get))?;
                if events.subscription != subscription {
                    continue;
                }
                match self.print(&events.items).await {
                    Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(ExitCode::SUCCESS),
                    printed => printed?,
                }
                if let Some(cursor) = &events.cursor {
                    self.reached(cursor, &mut params)?;
                }
                if let Some(error) = &events.error {
                    return Ok(self.refused(error));
                }
                if events.items.iter().any(|event| is_too_slow(event)) {
                    // A new subscription from the cursor repeats the omitted events. The old one may have ended already.
                    let params = json!({ "subscription": subscription });
                    drop(self.caller.call("updates.unsubscribe", &params).await?);
                    break;
                }
            }
        }
    }

    fn refused(&self, error: &ErrorObjectOwned) -> ExitCode {
        complain(error);
        if let Some(file) = self.file {
            file.advise(error);
        }
        exit_code(error)
    }

    async fn print(&mut self, items: &[Box<RawValue>]) -> std::io::Result<()> {
        for item in items {
            self.output.write_all(for_stdout(item.get()).as_bytes()).await?;
            self.output.write_all(b"\n").await?;
        }
        self.output.flush().await
    }

    /// Records that all events before this cursor were printed.
    fn reached(&self, cursor: &str, params: &mut Map<String, Value>) -> Result<(), Failure> {
        params.insert("cursor".to_owned(), cursor.into());
        self.file.map_or(Ok(()), |file| file.keep(cursor))
    }
}

/// Whether the daemon has omitted events because they were read too slowly.
fn is_too_slow(event: &RawValue) -> bool {
    #[derive(Deserialize)]
    struct Event {
        kind: Option<String>,
        reason: Option<String>,
    }
    serde_json::from_str::<Event>(event.get()).is_ok_and(|event| {
        event.kind.as_deref() == Some("gap") && event.reason.as_deref() == Some("too_slow")
    })
}

/// Completes when the reader of standard output has gone. A command with nothing to print would not notice otherwise, such
/// as in `telewire call --follow … | head -1`.
async fn reader_gone() {
    let watch = tokio::task::spawn_blocking(|| {
        let output = std::io::stdout();
        // ERR and HUP are always reported.
        let mut watched = [PollFd::new(&output, PollFlags::empty())];
        while poll(&mut watched, None) == Err(Errno::INTR) {}
        watched[0].revents().intersects(PollFlags::ERR | PollFlags::HUP)
    });
    if watch.await.is_ok_and(|gone| gone) {
        return;
    }
    std::future::pending().await
}
