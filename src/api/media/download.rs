//! media.download.

use std::ops::Range;
use std::pin::pin;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures_util::{FutureExt, Stream, StreamExt, stream};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::shown::shown;
use crate::api::call::Call;
use crate::api::send::content::too_large;
use crate::api::types::fails;
use crate::api::types::file::name;
use crate::error::{Error, Kind, Result};
use crate::files::named;
use crate::rpc::progress::{Activity, Report};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::media::{self, Bytes, Lane, Refresh, Remote};
use crate::telegram::peer::{ChatId, Peer};

/// Downloads the file of a message, to a path or into the result.
///
/// Telegram: `upload.getFile`, on a connection of its own to the file's DC. With `path`, the bytes go to a file
/// `.telewire-….part` in the same folder, which is renamed when complete; both have mode 0600. If the call fails or is
/// cancelled, or the process dies, a partial file of at least 512 KiB is kept, and the same call resumes it. Files on
/// Telegram's CDN are downloaded from the CDN DC and verified with SHA-256 hashes from the file's own DC, or downloaded
/// from the file's own DC if the CDN fails. Flood waits are waited out up to `max_wait` for each part. Default: 60
/// seconds. Fails with `message_not_found`, with `file_not_found` if the message has no file or the path's folder does
/// not exist, with `file_exists`, with `too_large` if the bytes exceed `--max-inline`, with `policy_denied` if the
/// daemon may not write the path, with `hash_mismatch` if a CDN sends wrong bytes, with `rate_limited`, with
/// `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Download {
    /// The message's chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The message with the file.
    #[schemars(range(min = 1))]
    pub message_id: i32,
    /// The target path: absolute, if the daemon listens on a socket. Its folder must exist. Give either this or
    /// `inline`.
    pub path: Option<String>,
    /// Whether to return the bytes in the result, as base64. Default: false.
    #[serde(default)]
    pub inline: bool,
    /// The first byte to download. Default: 0.
    #[schemars(extend("default" = 0))]
    pub offset: Option<u64>,
    /// Bytes to download, at least 1. Default: to the end.
    #[schemars(range(min = 1))]
    pub length: Option<u64>,
    /// Whether to download the thumbnail of a video or document, or the smallest size of a photo. Default: false.
    #[serde(default)]
    pub thumbnail: bool,
    /// Whether to replace a regular file at the path. Nothing else is ever replaced. Default: false.
    #[serde(default)]
    pub overwrite: bool,
}

/// A downloaded file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Downloaded {
    /// The path, as given by the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The bytes in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_base64: Option<String>,
    /// How many bytes the path or `data_base64` has.
    pub downloaded_size: u64,
    /// Bytes of the whole file.
    pub file_size: u64,
    /// Bytes left by an earlier call, from which this one resumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resumed_from: Option<u64>,
    /// The sender's name for the file, without folders and invisible characters. Not a trusted path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// From the sender or Telegram.
    pub mime_type: String,
}

impl Method for Download {
    const NAME: &'static str = "media.download";
    const FAILS: Fails =
        &[fails::CHAT, &[Kind::MessageNotFound, Kind::FileNotFound, Kind::FileExists, Kind::HashMismatch]];
    type Result = Downloaded;
}

pub async fn download(call: Call, params: Download) -> Result<Downloaded> {
    let path = params.path.as_deref();
    if path.is_some() == params.inline {
        return Err(invalid("path", "either `path` or `inline: true`"));
    }
    let account = call.account()?;
    let chat = account.peer(&params.chat_id, call.attempt()).await?;
    let remote = shown(&account, &chat, params.message_id, params.thumbnail, call.attempt()).await?;
    if remote.size > media::MAX_UPLOAD {
        let told = format!(
            "the file is said to have {} bytes, and Telegram takes {} at most",
            remote.size,
            media::MAX_UPLOAD
        );
        return Err(Error::unexpected(told));
    }
    let range = range(&params, remote.size)?;
    let transfer = Transfer { call: &call, account: &account, chat: &chat, params: &params, remote: &remote };
    let mut downloaded = Downloaded {
        path: None,
        data_base64: None,
        downloaded_size: range.end - range.start,
        file_size: remote.size,
        resumed_from: None,
        file_name: remote.name.as_deref().and_then(name::received),
        mime_type: remote.mime_type.clone(),
    };
    match path {
        Some(path) => {
            let resumed_from = transfer.to_path(path, range).await?;
            downloaded.path = Some(path.to_owned());
            downloaded.resumed_from = Some(resumed_from).filter(|length| *length > 0);
        }
        None => downloaded.data_base64 = Some(transfer.inline(range).await?),
    }
    Ok(downloaded)
}

/// The range to download.
fn range(params: &Download, size: u64) -> Result<Range<u64>> {
    let start = params.offset.unwrap_or(0);
    if start >= size.max(1) {
        return Err(invalid("offset", &format!("less than the file's {size} bytes")));
    }
    match params.length {
        Some(length) => Ok(start..start.saturating_add(length).min(size)),
        None => Ok(start..size),
    }
}

struct Transfer<'a> {
    call: &'a Call,
    account: &'a Account,
    chat: &'a Peer,
    params: &'a Download,
    remote: &'a Remote,
}

impl Transfer<'_> {
    async fn inline(&self, range: Range<u64>) -> Result<String> {
        let most = self.call.daemon().max_inline;
        let length = range.end - range.start;
        if length > most as u64 {
            return Err(too_large(most));
        }
        // The bytes, and their base64 in the answer.
        self.call.rpc().hold(length as usize * 7 / 3).await?;
        let mut data = Vec::with_capacity(length as usize);
        let lane = self.lane().await?;
        let mut pieces = pin!(self.pieces(&lane, range));
        while let Some(bytes) = pieces.next().await {
            data.extend(bytes?);
            self.report(data.len() as u64, length);
        }
        Ok(BASE64_STANDARD.encode(data))
    }

    /// Returns the bytes left by an earlier call.
    async fn to_path(&self, path: &str, range: Range<u64>) -> Result<u64> {
        let length = range.end - range.start;
        let of_the_file = |error| named(error, path);
        let (files, target, overwrite) = (self.call.files(), path.to_owned(), self.params.overwrite);
        let identity = self.identity(&range);
        let begin = move || {
            let mut partial = files.begin(&target, overwrite, &identity)?;
            if partial.length() > length {
                partial.cut(0)?;
            }
            Ok(partial)
        };
        let mut partial = aside(begin).await?;
        let left = partial.length();
        let rest = range.start + left..range.end;
        if !rest.is_empty() {
            let lane = self.lane().await?;
            let mut pieces = pin!(self.pieces(&lane, rest));
            while let Some(bytes) = pieces.next().await {
                let bytes = bytes?;
                let append = move || {
                    partial.append(&bytes)?;
                    Ok(partial)
                };
                partial = aside(append).await.map_err(of_the_file)?;
                self.report(partial.length(), length);
            }
        }
        aside(move || partial.finish()).await.map_err(of_the_file)?;
        Ok(left)
    }

    /// The connection for the download, unless the message contained the bytes.
    async fn lane(&self) -> Result<Option<Lane<'_>>> {
        match self.remote.bytes {
            Bytes::There => Lane::to(self.account, self.remote.dc, self.call.attempt()).await.map(Some),
            Bytes::Here(_) => Ok(None),
        }
    }

    fn pieces<'a>(
        &'a self,
        lane: &'a Option<Lane<'a>>,
        range: Range<u64>,
    ) -> impl Stream<Item = Result<Vec<u8>>> + Send + 'a {
        match (lane, &self.remote.bytes) {
            (Some(lane), _) => {
                let (attempt, max_wait) = (self.call.attempt(), self.call.part_wait());
                media::download(lane, self.remote, range, attempt, max_wait, self.refresh()).left_stream()
            }
            (None, Bytes::Here(bytes)) => {
                let piece = bytes.get(range.start as usize..range.end as usize).map(<[u8]>::to_vec);
                stream::iter(piece.map(Ok)).right_stream()
            }
            (None, Bytes::There) => unreachable!("what is not here has a lane"),
        }
    }

    /// Fetches the message again, for a fresh file reference.
    fn refresh(&self) -> Refresh<'_> {
        Box::new(move || {
            async move {
                let (id, thumbnail) = (self.params.message_id, self.params.thumbnail);
                let remote = shown(self.account, self.chat, id, thumbnail, self.call.attempt()).await?;
                match remote.id == self.remote.id {
                    true => Ok(remote.location),
                    false => Err(Error::new(Kind::FileNotFound, "the message shows another file by now")),
                }
            }
            .boxed()
        })
    }

    /// Identifies the download: a partial file of another one is not resumed.
    fn identity(&self, range: &Range<u64>) -> Vec<u8> {
        let Remote { id, size, copy, .. } = self.remote;
        format!("{id} {size} {copy} {range:?}").into_bytes()
    }

    fn report(&self, done: u64, total: u64) {
        let report = Report { kind: Activity::Download, done, total: Some(total), retry_after: None };
        self.call.rpc().progress.report(report);
    }
}

/// Runs blocking disk I/O off the async runtime.
async fn aside<T: Send + 'static>(run: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(run).await.map_err(Error::internal)?
}

fn invalid(path: &str, expected: &str) -> Error {
    Error::new(Kind::InvalidParams, format!("`{path}` must be {expected}"))
        .with("path", path)
        .with("expected", expected)
}
