//! The params of a file, which messages.sendFile takes once and messages.sendAlbum several times.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::send::attachment::{Attachment, FileKind, FileProperties, Thumbnail};
use crate::api::send::content::FileSource;
use crate::api::send::limits;
use crate::api::types::file::id::FileId;
use crate::api::types::text;
use crate::api::types::waveform::Waveform;
use crate::error::Result;
use crate::telegram::account::Account;
use crate::telegram::markup::{Entity, Formatted};

/// One file of an album.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(rename = "AlbumItem", deny_unknown_fields)]
pub struct FileParams {
    /// The file's path: absolute, if the daemon listens on a socket. Give exactly one of `path`, `data_base64`
    /// and `file_id`.
    pub path: Option<String>,
    /// The file in base64 or as a `data:` URL, at most `--max-inline` bytes.
    pub data_base64: Option<String>,
    /// A file at Telegram: `file_id` of media.upload or of a message's media.
    pub file_id: Option<FileId>,
    /// The file's name. Names over 255 bytes are shortened before the extension. Default: the last part of
    /// `path`.
    pub file_name: Option<String>,
    /// Up to 1024 characters after formatting, 2048 with Telegram Premium; see account.limits.
    #[serde(default)]
    pub caption: String,
    /// The format of `caption`. Default: `plain`.
    #[serde(default)]
    pub format: text::Format,
    /// Formatting by UTF-16 offsets, instead of `format`.
    #[schemars(length(max = 100))]
    pub entities: Option<Vec<Entity>>,
    /// How the file is shown. Default: `auto`.
    #[serde(default)]
    pub kind: FileKind,
    /// Pixels, of a video or animation. Default: read from the file.
    #[schemars(range(min = 0))]
    pub width: Option<i32>,
    /// Pixels, of a video or animation. Default: read from the file.
    #[schemars(range(min = 0))]
    pub height: Option<i32>,
    /// Seconds, of a video, animation, music or voice message. Default: read from the file.
    #[schemars(range(min = 0, max = 2_147_483_647))]
    pub duration: Option<f64>,
    /// Of music. Default: read from the file's tags.
    pub title: Option<String>,
    /// Of music. Default: read from the file's tags.
    pub performer: Option<String>,
    /// The waveform of a voice message: 1–100 values from 0 to 31, or base64 of them packed in 5 bits each, as
    /// Telegram does. Telewire doesn't compute it; without it, apps draw a flat line.
    pub waveform: Option<Waveform>,
    /// Shown until the file is downloaded. Telegram creates thumbnails for photos itself.
    pub thumbnail: Option<Thumbnail>,
    /// Whether to hide the media under a spoiler animation. Default: false.
    #[serde(default)]
    pub has_spoiler: bool,
}

impl FileParams {
    /// The file that the params describe.
    pub fn described(&self) -> Described<'_> {
        Described {
            file: FileSource {
                path: self.path.as_deref(),
                data: self.data_base64.as_deref(),
                file: self.file_id.as_ref(),
                name: self.file_name.as_deref(),
            },
            caption: text::TextParam {
                field: "caption",
                text: &self.caption,
                format: self.format,
                entities: self.entities.as_deref(),
            },
            thumbnail: self.thumbnail.as_ref(),
            properties: FileProperties {
                kind: self.kind,
                width: self.width,
                height: self.height,
                duration: self.duration,
                title: self.title.clone(),
                performer: self.performer.clone(),
                waveform: self.waveform.clone(),
                has_spoiler: self.has_spoiler,
            },
        }
    }
}

/// The file that [`FileParams`] describe.
pub struct Described<'a> {
    pub file: FileSource<'a>,
    pub caption: text::TextParam<'a>,
    pub thumbnail: Option<&'a Thumbnail>,
    pub properties: FileProperties,
}

/// An opened file with its caption.
pub struct Item {
    pub attachment: Attachment,
    pub caption: Formatted,
}

impl Described<'_> {
    pub async fn open(self, call: &Call, account: &Account) -> Result<Item> {
        let caption = self.caption.parsed()?;
        limits::check_caption(call, account, &caption.text).await?;
        let attachment = Attachment::open(call, account, self.file, self.thumbnail, self.properties).await?;
        limits::check_size(call, account, attachment.size()).await?;
        Ok(Item { attachment, caption })
    }
}
