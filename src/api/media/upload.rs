//! media.upload.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::send::content::{Given, New};
use crate::api::send::limits;
use crate::api::send::upload::Progress;
use crate::api::types::file::id::Kept;
use crate::error::Result;
use crate::rpc::Method;
use crate::telegram::media::Lane;

/// Uploads a file, to be sent by messages.sendFile or messages.sendAlbum, or to be a photo of groups.edit.
///
/// Telegram: `upload.saveFilePart` and `upload.saveBigFilePart`, on a connection of its own. Nobody sees the file until it
/// is sent. Telegram keeps it for some minutes to some hours, so send it soon. Waits that Telegram asks for are waited out
/// up to `max_wait` for each part, 60 seconds unless told. Fails with `file_not_found` if there is no file at the path,
/// with `too_large` if the file is over what the account may upload (2,097,152,000 bytes, 4,194,304,000 with Telegram
/// Premium: account.limits) or `data_base64` over `--max-inline`, with `policy_denied` if the path is not for this daemon to read, and with `rate_limited`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Upload {
    /// Where the file is: absolute, if the daemon listens on a socket. Either this or `data_base64` is given.
    pub path: Option<String>,
    /// The file itself, in base64 or as a `data:` URL: for small ones.
    pub data_base64: Option<String>,
    /// What the file is called. Default: the last part of `path`. Over 255 bytes, it is cut before its extension.
    pub file_name: Option<String>,
}

/// A file that Telegram keeps for a while.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UploadedFile {
    /// Names the file to messages.sendFile, messages.sendAlbum and groups.edit, for this account.
    pub file_id: String,
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
        data: params.data_base64.as_deref(),
        file: None,
        name: params.file_name.as_deref(),
    };
    let New { source, name, looks } = given.new_content(&call).await?;
    limits::check_size(&call, &account, source.size()).await?;
    let lane = Lane::home(&account, call.attempt()).await?;
    let mut progress = Progress { call: &call, before: 0, total: source.size() };
    let uploaded = progress.upload(&lane, &source).await?;
    let mime_type = looks.mime_type.clone();
    let kept = Kept::uploaded(&uploaded, source.size(), name.clone(), looks);
    Ok(UploadedFile { file_id: kept.to_text(viewer), file_name: name, mime_type, file_size: source.size() })
}
