//! The params of a file, which messages.sendFile takes once and messages.sendAlbum several times.

use crate::api::call::Call;
use crate::api::send::attachment::{Attachment, FileProperties, Thumbnail};
use crate::api::send::content::FileSource;
use crate::api::send::limits;
use crate::api::types::text;
use crate::error::Result;
use crate::telegram::account::Account;
use crate::telegram::markup::Formatted;

/// Makes params of a file's fields and others, before them or behind. Serde could put a struct of the file's fields
/// into another by `flatten`, but then neither would know the fields that are nobody's.
macro_rules! with_a_file {
    ($(#[$about:meta])* pub struct $name:ident { $($before:tt)* } $(and { $($behind:tt)* })?) => {
        $(#[$about])*
        #[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($before)*
            /// The file's path: absolute, if the daemon listens on a socket. Give exactly one of `path`, `data_base64`
            /// and `file_id`.
            pub path: Option<String>,
            /// The file in base64 or as a `data:` URL, at most `--max-inline` bytes.
            pub data_base64: Option<String>,
            /// A file at Telegram: `file_id` of media.upload or of a message's media.
            pub file_id: Option<$crate::api::types::file::id::FileId>,
            /// The file's name. Names over 255 bytes are shortened before the extension. Default: the last part of
            /// `path`.
            pub file_name: Option<String>,
            /// Up to 1024 characters after formatting, 2048 with Telegram Premium; see account.limits.
            #[serde(default)]
            pub caption: String,
            /// The format of `caption`. Default: `plain`.
            #[serde(default)]
            pub format: $crate::api::types::text::Format,
            /// Formatting by UTF-16 offsets, instead of `format`.
            #[schemars(length(max = 100))]
            pub entities: Option<Vec<$crate::telegram::markup::Entity>>,
            /// How the file is shown. Default: `auto`.
            #[serde(default)]
            pub kind: $crate::api::send::attachment::FileKind,
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
            pub waveform: Option<$crate::api::types::waveform::Waveform>,
            /// Shown until the file is downloaded. Telegram creates thumbnails for photos itself.
            pub thumbnail: Option<$crate::api::send::attachment::Thumbnail>,
            /// Whether to hide the media under a spoiler animation. Default: false.
            #[serde(default)]
            pub has_spoiler: bool,
            $($($behind)*)?
        }

        impl $name {
            /// The file that the params describe.
            fn described(&self) -> $crate::api::send::file_params::Described<'_> {
                $crate::api::send::file_params::Described {
                    file: $crate::api::send::content::FileSource {
                        path: self.path.as_deref(),
                        data: self.data_base64.as_deref(),
                        file: self.file_id.as_ref(),
                        name: self.file_name.as_deref(),
                    },
                    caption: $crate::api::types::text::TextParam {
                        field: "caption",
                        text: &self.caption,
                        format: self.format,
                        entities: self.entities.as_deref(),
                    },
                    thumbnail: self.thumbnail.as_ref(),
                    properties: $crate::api::send::attachment::FileProperties {
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
    };
}
pub(in crate::api) use with_a_file;

/// What params made by [`with_a_file`] tell of their file.
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
