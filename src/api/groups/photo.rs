//! A chat's photo as a param.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::send::content::{Content, FileSource, NewFile};
use crate::api::send::upload::UploadProgress;
use crate::api::types::file::id::{FileId, StoredFile};
use crate::api::types::file::info::FileInfo;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::media::{Lane, Uploaded};
use crate::telegram::tl;

/// An image that Telegram makes a photo of: one of `path`, `data_base64` and `file_id`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// The file's path: absolute, if the daemon listens on a socket.
    pub path: Option<String>,
    /// The image in base64, at most `--max-inline` bytes.
    pub data_base64: Option<String>,
    /// One that Telegram has: `file_id` of media.upload or of a message's photo.
    pub file_id: Option<FileId>,
}

impl Picture {
    /// Uploads the file, unless Telegram has it.
    pub async fn upload(&self, call: &Call, account: &Account) -> Result<tl::enums::InputChatPhoto> {
        let given = FileSource {
            path: self.path.as_deref(),
            data: self.data_base64.as_deref(),
            file: self.file_id.as_ref(),
            name: None,
        };
        let content = given.content(call, account).await.map_err(|error| error.within("photo"))?;
        let file = match content {
            Content::New(NewFile { source, name, looks }) => {
                check(given, &looks, source.size())?;
                let lane = Lane::home(account, call.attempt()).await?;
                let mut progress = UploadProgress { call, before: 0, total: source.size() };
                progress.upload(&lane, &source).await?.input(&name)
            }
            Content::Stored(StoredFile::Parts { id, parts, md5, size, name, looks }) => {
                check(given, &looks, size)?;
                Uploaded { id, parts, md5 }.input(&name)
            }
            Content::Stored(StoredFile::Photo { id, access_hash, reference: file_reference }) => {
                let id = tl::types::InputPhoto { id, access_hash, file_reference }.into();
                return Ok(tl::types::InputChatPhoto { id }.into());
            }
            Content::Stored(StoredFile::Document { .. }) => {
                return Err(Error::new(
                    Kind::InvalidParams,
                    "`photo.file_id`: a message shows it as another file",
                )
                .with("path", "photo.file_id")
                .with("expected", "a photo's file_id, or file of media.upload"));
            }
        };
        let uploaded = tl::types::InputChatUploadedPhoto {
            file: Some(file),
            video: None,
            video_start_ts: None,
            video_emoji_markup: None,
        };
        Ok(uploaded.into())
    }
}

/// A chat photo can't be sent as a document, so the hint suggests another image.
fn check(given: FileSource<'_>, looks: &FileInfo, size: u64) -> Result<()> {
    looks.check_photo(size).map_err(|error| {
        let error = error.with("path", given.field()).hint("make the image smaller");
        given.named(error).within("photo")
    })
}
