//! Saving and restoring snapshots.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::handler::{Control, Done, invalid};
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::sandbox::snapshot;

/// The name of a snapshot without one.
const UNNAMED: &str = "default";

/// Saves a snapshot of the sandbox: people, chats, messages, files, logins and their keys, faults, and its clock.
///
/// It is kept in memory under a name until the sandbox ends, or written to a file, which `telewire sandbox --world` can
/// start from. Session strings remain valid there. The file contains passwords and keys in plain text. Fails with
/// `file_not_found` if the folder doesn't exist, with `policy_denied` if the daemon may not write there, and with
/// `invalid_params` if the path isn't a regular file.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Name of the snapshot, which replaces an earlier one of that name. Default: `"default"`, unless `path` is given.
    pub name: Option<String>,
    /// File to write, which is replaced if it exists.
    pub path: Option<String>,
}

impl Method for Snapshot {
    const NAME: &'static str = "sandbox.snapshot";
    const FAILS: Fails = &[&[Kind::FileNotFound]];
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

/// Restores a snapshot.
///
/// Ids, pts and random ids are as they were, and the clock continues from the time it showed. All connections to the
/// sandbox are closed, and later logins are lost. Fails with `file_not_found` if the file doesn't exist, with
/// `policy_denied` if the daemon may not read it, and with `invalid_params` if it isn't a snapshot or is one of a newer
/// Telewire. Then nothing changes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restore {
    /// Name of the snapshot. Default: `"default"`, unless `path` is given.
    pub name: Option<String>,
    /// File of the snapshot, instead of a name.
    pub path: Option<String>,
}

impl Method for Restore {
    const NAME: &'static str = "sandbox.restore";
    const FAILS: Fails = &[&[Kind::FileNotFound]];
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

/// Runs work on a blocking thread: a snapshot may have hundreds of megabytes.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
