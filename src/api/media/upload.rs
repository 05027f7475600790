//! media.upload.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::send::content::{FileSource, NewFile};
use crate::api::send::limits;
use crate::api::send::upload::UploadProgress;
use crate::api::types::file::id::StoredFile;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::media::Lane;

/// Uploads a file, to use it in messages.sendFile, messages.sendAlbum or groups.edit.
///
/// Telegram: `upload.saveFilePart` and `upload.saveBigFilePart`, on a connection of its own. The file is not visible
/// until it is sent. Telegram keeps it for minutes to hours, so send it soon. Flood waits are waited out up to
/// `max_wait` for each part. Default: 60 seconds. Fails with `file_not_found` if there is no file at the path, with
/// `too_large` if the file is over what the account may upload (2,097,152,000 bytes, 4,194,304,000 with Telegram
/// Premium: account.limits) or `data_base64` over `--max-inline`, with `policy_denied` if the daemon may not read the
/// path, and with `rate_limited`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// The file's path: absolute, if the daemon listens on a socket. Give either this or `data_base64`.
    pub path: Option<String>,
    /// The file in base64 or as a `data:` URL, at most `--max-inline` bytes.
    pub data_base64: Option<String>,
    /// The file's name. Names over 255 bytes are shortened before the extension. Default: the last part of `path`.
    pub file_name: Option<String>,
}

/// An uploaded file, which Telegram keeps for a while.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UploadedFile {
    /// Identifies the file in messages.sendFile, messages.sendAlbum and groups.edit, for this account only.
    pub file_id: String,
    pub file_name: String,
    /// Detected from the content and the name.
    pub mime_type: String,
    /// Bytes.
    pub file_size: u64,
}

impl Method for Upload {
    const NAME: &'static str = "media.upload";
    const FAILS: Fails = &[&[Kind::FileNotFound]];
    type Result = UploadedFile;
}

pub async fn upload(call: Call, params: Upload) -> Result<UploadedFile> {
    let account = call.account()?;
    let viewer = call.viewer(&account)?;
    let given = FileSource {
        path: params.path.as_deref(),
        data: params.data_base64.as_deref(),
        file: None,
        name: params.file_name.as_deref(),
    };
    let NewFile { source, name, looks } = given.new_content(&call).await?;
    limits::check_size(&call, &account, source.size()).await?;
    let lane = Lane::home(&account, call.attempt()).await?;
    let mut progress = UploadProgress { call: &call, before: 0, total: source.size() };
    let uploaded = progress.upload(&lane, &source).await?;
    let mime_type = looks.mime_type.clone();
    let kept = StoredFile::uploaded(&uploaded, source.size(), name.clone(), looks);
    Ok(UploadedFile { file_id: kept.to_text(viewer), file_name: name, mime_type, file_size: source.size() })
}
