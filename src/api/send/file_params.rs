//! A file with what is told of it, as messages.sendFile takes one and messages.sendAlbum several.

use crate::api::call::Call;
use crate::api::send::attachment::{Attachment, Thumbnail, Told};
use crate::api::send::content::Given;
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
            /// Where the file is: absolute, if the daemon listens on a socket. One of `path`, `data_base64` and `file_id` is given.
            pub path: Option<String>,
            /// The file itself, in base64 or as a `data:` URL: for small ones, up to `--max-inline`.
            pub data_base64: Option<String>,
            /// A file that Telegram has: `file_id` of media.upload or of a message's media.
            pub file_id: Option<$crate::api::types::file::id::FileId>,
            /// What the file is called. Default: the last part of `path`. Over 255 bytes, it is cut before its extension.
            pub file_name: Option<String>,
            /// Up to 1024 characters after formatting, 2048 with Telegram Premium; account.limits has the number.
            #[serde(default)]
            pub caption: String,
            /// How `caption` is formatted; plain unless told.
            #[serde(default)]
            pub format: $crate::api::types::text::Format,
            /// How the caption is formatted, by UTF-16 offsets, instead of `format`.
            #[schemars(length(max = 100))]
            pub entities: Option<Vec<$crate::telegram::markup::Entity>>,
            /// What the file is shown as; auto unless told.
            #[serde(default)]
            pub kind: $crate::api::send::attachment::FileKind,
            /// Pixels, of a video or animation. Default: as the file says.
            #[schemars(range(min = 0))]
            pub width: Option<i32>,
            /// Pixels, of a video or animation. Default: as the file says.
            #[schemars(range(min = 0))]
            pub height: Option<i32>,
            /// Seconds, of a video, animation, music or voice message. Default: as the file says.
            #[schemars(range(min = 0, max = 2_147_483_647))]
            pub duration: Option<f64>,
            /// Of music. Default: as the file's tags say.
            pub title: Option<String>,
            /// Of music. Default: as the file's tags say.
            pub performer: Option<String>,
            /// How loud a voice message is: 1–100 values from 0 to 31, or base64 of them in 5 bits each, as Telegram packs
            /// them. Telewire doesn't compute it: without it, apps draw a flat line.
            pub waveform: Option<$crate::api::types::waveform::Waveform>,
            /// Shown until the file is there. Photos make their own.
            pub thumbnail: Option<$crate::api::send::attachment::Thumbnail>,
            /// Whether it is covered until it is tapped; false unless told.
            #[serde(default)]
            pub has_spoiler: bool,
            $($($behind)*)?
        }

        impl $name {
            /// The file that is told of, as far as the params go.
            fn described(&self) -> $crate::api::send::file_params::Described<'_> {
                $crate::api::send::file_params::Described {
                    file: $crate::api::send::content::Given {
                        path: self.path.as_deref(),
                        data: self.data_base64.as_deref(),
                        file: self.file_id.as_ref(),
                        name: self.file_name.as_deref(),
                    },
                    caption: $crate::api::types::text::Given {
                        field: "caption",
                        text: &self.caption,
                        format: self.format,
                        entities: self.entities.as_deref(),
                    },
                    thumbnail: self.thumbnail.as_ref(),
                    told: $crate::api::send::attachment::Told {
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
    pub file: Given<'a>,
    pub caption: text::Given<'a>,
    pub thumbnail: Option<&'a Thumbnail>,
    pub told: Told,
}

/// One file, opened, with its caption.
pub struct Item {
    pub attachment: Attachment,
    pub caption: Formatted,
}

impl Described<'_> {
    pub async fn open(self, call: &Call, account: &Account) -> Result<Item> {
        let caption = self.caption.parsed()?;
        limits::check_caption(call, account, &caption.text).await?;
        let attachment = Attachment::open(call, account, self.file, self.thumbnail, self.told).await?;
        limits::check_size(call, account, attachment.size()).await?;
        Ok(Item { attachment, caption })
    }
}
