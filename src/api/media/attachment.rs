//! What is sent with a message, as Telegram takes it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::content::{Content, Given, New};
use super::file_id::Kept;
use super::looks::{LARGEST_PHOTO, Looks};
use super::upload::Progress;
use crate::api::Call;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::media::{Lane, Source, Uploaded};
use crate::telegram::tl;

/// What a file is shown as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// As what its content and its name say: JPEG and PNG images of a photo's shape are photos, MP4 and QuickTime files
    /// videos, sound is audio, and all else a document.
    #[default]
    Auto,
    /// Telegram makes its own JPEG of it.
    Photo,
    Video,
    /// Music, with a player.
    Audio,
    /// A voice message: OGG with OPUS.
    Voice,
    /// As a file, whatever it is.
    Document,
}

/// A small image in JPEG: `path` or `data`, at most 200 kB and 320 pixels wide and high.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Thumbnail {
    /// Where it is: absolute, if the daemon listens on a socket.
    pub path: Option<String>,
    /// The image itself, in base64.
    pub data: Option<String>,
}

/// Bytes of a thumbnail, at most.
/// <https://core.telegram.org/bots/api#senddocument>
const LARGEST_THUMBNAIL: u64 = 200 * 1024;

/// What is told of a file besides its bytes.
#[derive(Debug, Default)]
pub struct Told {
    pub kind: FileKind,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub duration: Option<f64>,
    pub title: Option<String>,
    pub performer: Option<String>,
    pub spoiler: bool,
}

/// A file on its way into a message, with all that is told of it.
pub struct Attachment {
    content: Content,
    thumbnail: Option<Source>,
    told: Told,
}

impl Attachment {
    /// Opens what there is to open; nothing leaves yet.
    pub async fn open(
        call: &Call,
        account: &Account,
        given: Given<'_>,
        thumbnail: Option<&Thumbnail>,
        told: Told,
    ) -> Result<Self> {
        let content = given.content(call, account).await?;
        match (&content, told.kind) {
            (Content::New(new), FileKind::Photo) if new.source.size() > LARGEST_PHOTO => {
                return Err(Error::new(Kind::TooLarge, format!("a photo has {LARGEST_PHOTO} bytes at most"))
                    .hint("send it as a document"));
            }
            (Content::Kept(Kept::Photo { .. } | Kept::Document { .. }), kind) if kind != FileKind::Auto => {
                return Err(Error::new(
                    Kind::InvalidParams,
                    "`kind`: a file that a message shows stays what it is",
                )
                .with("path", "kind")
                .with("expected", "auto"));
            }
            _ => {}
        }
        let thumbnail = match thumbnail {
            Some(thumbnail) => Some(thumbnail.open(call).await?),
            None => None,
        };
        Ok(Self { content, thumbnail, told })
    }

    /// Bytes that have yet to be uploaded.
    pub fn size(&self) -> u64 {
        let content = match &self.content {
            Content::New(new) => new.source.size(),
            Content::Kept(_) => 0,
        };
        content + self.thumbnail.as_ref().map_or(0, Source::size)
    }

    /// What needs no upload; none if it does.
    pub fn ready(&self) -> Option<tl::enums::InputMedia> {
        match &self.content {
            Content::New(_) => None,
            Content::Kept(Kept::Parts { .. }) if self.thumbnail.is_some() => None,
            Content::Kept(Kept::Parts { id, parts, md5, size, name, mime_type, pixels }) => {
                let looks = Looks { mime_type: mime_type.clone(), pixels: *pixels };
                let uploaded = Uploaded { id: *id, parts: *parts, md5: *md5 };
                Some(self.told.media(&uploaded, *size, name, &looks, None))
            }
            Content::Kept(kept) => kept.clone().shown(self.told.spoiler),
        }
    }

    /// Uploads what Telegram doesn't have.
    pub async fn upload(
        &self,
        lane: &Lane<'_>,
        progress: &mut Progress<'_>,
    ) -> Result<tl::enums::InputMedia> {
        if let Some(ready) = self.ready() {
            return Ok(ready);
        }
        let thumbnail = match &self.thumbnail {
            Some(source) => Some(progress.upload(lane, source).await?.input("thumbnail.jpg")),
            None => None,
        };
        let (uploaded, size, name, looks) = match &self.content {
            Content::New(New { source, name, looks }) => {
                (progress.upload(lane, source).await?, source.size(), name, looks.clone())
            }
            Content::Kept(Kept::Parts { id, parts, md5, size, name, mime_type, pixels }) => {
                let looks = Looks { mime_type: mime_type.clone(), pixels: *pixels };
                (Uploaded { id: *id, parts: *parts, md5: *md5 }, *size, name, looks)
            }
            Content::Kept(Kept::Photo { .. } | Kept::Document { .. }) => {
                unreachable!("what a message shows is ready")
            }
        };
        Ok(self.told.media(&uploaded, size, name, &looks, thumbnail))
    }
}

impl Thumbnail {
    async fn open(&self, call: &Call) -> Result<Source> {
        let (path, data) = (self.path.as_deref(), self.data.as_deref());
        let source = Given { path, data, file: None, name: None }.new_content(call).await?.source;
        match source.size() <= LARGEST_THUMBNAIL {
            true => Ok(source),
            false => {
                let told = format!("a thumbnail has {LARGEST_THUMBNAIL} bytes at most");
                Err(Error::new(Kind::TooLarge, told))
            }
        }
    }
}

impl Told {
    fn media(
        &self,
        uploaded: &Uploaded,
        size: u64,
        name: &str,
        looks: &Looks,
        thumb: Option<tl::enums::InputFile>,
    ) -> tl::enums::InputMedia {
        let file = uploaded.input(name);
        let kind = self.kind.of(looks, size);
        if kind == FileKind::Photo {
            return tl::types::InputMediaUploadedPhoto {
                spoiler: self.spoiler,
                live_photo: false,
                file,
                stickers: None,
                ttl_seconds: None,
                video: None,
            }
            .into();
        }
        let named = tl::types::DocumentAttributeFilename { file_name: name.to_owned() }.into();
        let attributes = self.attribute(kind, looks).into_iter().chain([named]).collect();
        tl::types::InputMediaUploadedDocument {
            nosound_video: false,
            force_file: kind == FileKind::Document,
            spoiler: self.spoiler,
            file,
            thumb,
            mime_type: looks.mime_type.clone(),
            attributes,
            stickers: None,
            video_cover: None,
            video_timestamp: None,
            ttl_seconds: None,
        }
        .into()
    }

    fn attribute(&self, kind: FileKind, looks: &Looks) -> Option<tl::enums::DocumentAttribute> {
        let whole_seconds = self.duration.unwrap_or(0.0).round() as i32;
        match kind {
            FileKind::Video => Some(
                tl::types::DocumentAttributeVideo {
                    round_message: false,
                    supports_streaming: true,
                    nosound: false,
                    duration: self.duration.unwrap_or(0.0),
                    w: self.width.unwrap_or(0),
                    h: self.height.unwrap_or(0),
                    preload_prefix_size: None,
                    video_start_ts: None,
                    video_codec: None,
                }
                .into(),
            ),
            FileKind::Audio | FileKind::Voice => Some(
                tl::types::DocumentAttributeAudio {
                    voice: kind == FileKind::Voice,
                    duration: whole_seconds,
                    title: self.title.clone(),
                    performer: self.performer.clone(),
                    waveform: None,
                }
                .into(),
            ),
            FileKind::Document | FileKind::Auto | FileKind::Photo => {
                let (width, height) = looks.pixels?;
                let (w, h) = (width.try_into().ok()?, height.try_into().ok()?);
                Some(tl::types::DocumentAttributeImageSize { w, h }.into())
            }
        }
    }
}

impl FileKind {
    /// What it comes to with this file.
    fn of(self, looks: &Looks, size: u64) -> Self {
        match (self, &*looks.mime_type) {
            (Self::Auto, _) if looks.is_photo(size) => Self::Photo,
            (Self::Auto, "video/mp4" | "video/quicktime") => Self::Video,
            (Self::Auto, mime_type) if mime_type.starts_with("audio/") => Self::Audio,
            (Self::Auto, _) => Self::Document,
            (told, _) => told,
        }
    }
}
