//! media.upload.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::content::{Given, New};
use super::file_id::Kept;
use crate::api::Call;
use crate::api::account::limits;
use crate::error::Result;
use crate::rpc::Method;
use crate::rpc::progress::{Activity, Report};
use crate::telegram::media::{self, Lane, Source, Uploaded};

/// Uploads a file, to be sent by messages.sendFile or messages.sendAlbum, or to be a photo of groups.edit.
///
/// Telegram: `upload.saveFilePart` and `upload.saveBigFilePart`, on a connection of its own. Nobody sees the file until it
/// is sent. Telegram keeps it for some minutes to some hours, so send it soon. Waits that Telegram asks for are waited out
/// up to `max_wait` for each part, 60 seconds unless told. Fails with `file_not_found` if there is no file at the path,
/// with `too_large` if the file is over what the account may upload (2,097,152,000 bytes, 4,194,304,000 with Telegram
/// Premium: account.limits) or `data` over `--max-inline`, with `policy_denied` if the path is not for this daemon to read, and with `rate_limited`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// Where the file is: absolute, if the daemon listens on a socket. Either this or `data` is given.
    pub path: Option<String>,
    /// The file itself, in base64 or as a `data:` URL: for small ones.
    pub data: Option<String>,
    /// What the file is called. Default: the last part of `path`. Over 255 bytes, it is cut before its extension.
    pub name: Option<String>,
}

/// A file that Telegram keeps for a while.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UploadedFile {
    /// Names the file to messages.sendFile, messages.sendAlbum and groups.edit, for this account.
    pub file: String,
    pub file_name: String,
    /// As its content and its name say.
    pub mime_type: String,
    /// Bytes.
    pub file_size: u64,
}

impl Method for Upload {
    const NAME: &'static str = "media.upload";
    type Result = UploadedFile;
}

pub async fn upload(call: Call, params: Upload) -> Result<UploadedFile> {
    let account = call.account()?;
    let viewer = call.viewer(&account)?;
    let given = Given {
        path: params.path.as_deref(),
        data: params.data.as_deref(),
        file: None,
        name: params.name.as_deref(),
    };
    let New { source, name, looks } = given.new_content(&call).await?;
    limits::check_size(&call, &account, source.size()).await?;
    let lane = Lane::home(&account, call.attempt()).await?;
    let mut progress = Progress { call: &call, before: 0, total: source.size() };
    let uploaded = progress.upload(&lane, &source).await?;
    let mime_type = looks.mime_type.clone();
    let kept = Kept::uploaded(&uploaded, source.size(), name.clone(), looks);
    Ok(UploadedFile { file: kept.to_text(viewer), file_name: name, mime_type, file_size: source.size() })
}

/// Tells how far the uploads of one call are.
pub struct Progress<'a> {
    pub call: &'a Call,
    /// Bytes of the uploads that are through.
    pub before: u64,
    /// Bytes of them all.
    pub total: u64,
}

impl Progress<'_> {
    pub async fn upload(&mut self, lane: &Lane<'_>, source: &Source) -> Result<Uploaded> {
        let Self { call, before, total } = *self;
        let done = move |bytes: u64| {
            let report = Report {
                kind: Activity::Upload,
                done: before + bytes,
                total: Some(total),
                retry_after: None,
            };
            call.rpc().progress.report(report);
        };
        let uploaded = media::upload(lane, source, call.attempt(), call.part_wait(), done).await?;
        self.before += source.size();
        Ok(uploaded)
    }
}
