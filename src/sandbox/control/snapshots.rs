//! Keeping a sandbox as it is, and going back to that.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::handler::{Control, Done, invalid};
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::sandbox::snapshot;

/// What a snapshot is called that was given no name.
const UNNAMED: &str = "default";

/// Keeps the whole sandbox as it is now: people, chats, messages, files, logins and their keys, faults, and its clock.
///
/// It is kept in memory under a name, until the sandbox ends, or written to a file, which `telewire sandbox --world`
/// begins with as well. Session strings go on working there. The file holds passwords and keys as they are.
/// Fails with `file_not_found` if there is no such folder, with `policy_denied` if the daemon may not write there, and
/// with `invalid_params` if something other than a regular file is at the path.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// What to keep it under, in place of what was kept there. `"default"` unless this or `path` is told.
    pub name: Option<String>,
    /// A file to write it to, in place of the one that is there.
    pub path: Option<String>,
}

impl Method for Snapshot {
    const NAME: &'static str = "sandbox.snapshot";
    const FAILS: &'static [Kind] = &[Kind::FileNotFound];
    type Result = Done;
}

pub async fn snapshot(control: Control, params: Snapshot) -> Result<Done> {
    blocking(move || {
        let snapshot = control.sandbox.snapshot().map_err(Error::internal)?;
        if let Some(path) = &params.path {
            let mut file = control.files.begin(path, true, b"snapshot")?;
            file.rewrite(|writer| snapshot.write(writer))?;
            file.finish()?;
        }
        if params.name.is_some() || params.path.is_none() {
            let name = params.name.unwrap_or_else(|| UNNAMED.to_owned());
            control.snapshots.lock().insert(name, Arc::new(snapshot));
        }
        Ok(Done {})
    })
    .await
}

/// Brings the sandbox back to where it was when a snapshot was taken.
///
/// Ids, pts and random ids are what they were, and the clock goes on from the time that it showed. All connections to
/// the sandbox are closed. Whoever logged in since is logged in no more.
/// Fails with `file_not_found` when there is no such file, with `policy_denied` if the daemon may not read it, and with `invalid_params` when it holds no world or that of
/// a newer Telewire; then nothing has changed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// What it is kept under. `"default"` unless this or `path` is told.
    pub name: Option<String>,
    /// The file that it was written to, in place of a name.
    pub path: Option<String>,
}

impl Method for Restore {
    const NAME: &'static str = "sandbox.restore";
    const FAILS: &'static [Kind] = &[Kind::FileNotFound];
    type Result = Done;
}

pub async fn restore(control: Control, params: Restore) -> Result<Done> {
    blocking(move || {
        let snapshot = match (params.name, &params.path) {
            (Some(_), Some(_)) => return Err(invalid("path", "a name or a path, not both")),
            (None, Some(path)) => {
                let text = control.files.open(path)?.read()?;
                let text = std::str::from_utf8(&text).map_err(|error| unreadable("path", &error))?;
                snapshot::Snapshot::parse(text).map_err(|error| unreadable("path", &error))?
            }
            (name, None) => {
                let name = name.unwrap_or_else(|| UNNAMED.to_owned());
                let kept = control.snapshots.lock().get(&name).cloned();
                snapshot::Snapshot::clone(&*kept.ok_or_else(|| invalid("name", "the name of a snapshot"))?)
            }
        };
        control.sandbox.restore(snapshot).map_err(|error| unreadable("path", &error))?;
        Ok(Done {})
    })
    .await
}

fn unreadable(path: &str, error: &dyn std::error::Error) -> Error {
    let expected = "a world that sandbox.snapshot wrote";
    Error::new(Kind::InvalidParams, format!("{error}")).with("path", path).with("expected", expected)
}

/// A world may have hundreds of megabytes.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
