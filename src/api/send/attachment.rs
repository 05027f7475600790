//! Attachments: files on their way into a message.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::send::content::{Content, FileSource, NewFile};
use crate::api::send::upload::UploadProgress;
use crate::api::types::file::id::StoredFile;
use crate::api::types::file::info::FileInfo;
use crate::api::types::waveform::Waveform;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::media::{Lane, Source, Uploaded};
use crate::telegram::tl;

/// How a file is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Detected from the content and the name. JPEG and PNG images of at most 10 MiB with dimensions that Telegram
    /// accepts are photos, GIFs are animations, and MP4, QuickTime, WebM and Matroska files are videos or, without
    /// video, audio. Other sound is audio, except that OPUS in OGG with one channel and no title is a voice message.
    /// Everything else is a document.
    #[default]
    Auto,
    /// Telegram converts it to JPEG. At most 10 MiB; width and height add up to at most 10,000 pixels, and one is at
    /// most 20 times the other.
    Photo,
    Video,
    /// A GIF, or a short video without sound. Plays automatically in a loop.
    Animation,
    /// Music, with a player.
    Audio,
    /// A voice message: OPUS in OGG. MP3 and M4A also work.
    Voice,
    /// A document, whatever its type.
    Document,
}

/// A small image in JPEG: `path` or `data_base64`, at most 200 kB and 320 pixels wide and high.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Thumbnail {
    /// The file's path: absolute, if the daemon listens on a socket.
    pub path: Option<String>,
    /// The image in base64.
    pub data_base64: Option<String>,
}

/// Maximum bytes of a thumbnail. <https://core.telegram.org/bots/api#senddocument>
const MAX_THUMBNAIL_SIZE: u64 = 200 * 1024;

/// The properties of a file that a caller gives.
#[derive(Debug, Default)]
pub struct FileProperties {
    pub kind: FileKind,
    pub width: Option<i32>,
    pub height: Option<i32>,
    pub duration: Option<f64>,
    pub title: Option<String>,
    pub performer: Option<String>,
    pub waveform: Option<Waveform>,
    pub has_spoiler: bool,
}

/// A file on its way into a message, with its properties.
pub struct Attachment {
    content: Content,
    thumbnail: Option<Source>,
    properties: FileProperties,
}

impl Attachment {
    /// Opens the file and its thumbnail. Uploads nothing yet.
    pub async fn open(
        call: &Call,
        account: &Account,
        given: FileSource<'_>,
        thumbnail: Option<&Thumbnail>,
        properties: FileProperties,
    ) -> Result<Self> {
        let content = given.content(call, account).await?;
        match (&content, properties.kind) {
            (Content::New(new), FileKind::Photo) => {
                new.looks.check_photo(new.source.size()).map_err(|error| given.named(error))?;
            }
            (Content::Stored(StoredFile::Parts { looks, size, .. }), FileKind::Photo) => {
                looks.check_photo(*size).map_err(|error| given.named(error))?;
            }
            (Content::Stored(StoredFile::Photo { .. } | StoredFile::Document { .. }), kind)
                if kind != FileKind::Auto =>
            {
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
            Some(thumbnail) => Some(thumbnail.open(call).await.map_err(|error| error.within("thumbnail"))?),
            None => None,
        };
        Ok(Self { content, thumbnail, properties })
    }

    /// Bytes left to upload.
    pub fn size(&self) -> u64 {
        let content = match &self.content {
            Content::New(new) => new.source.size(),
            Content::Stored(_) => 0,
        };
        content + self.thumbnail.as_ref().map_or(0, Source::size)
    }

    /// The media, if it needs no upload.
    pub fn ready(&self) -> Option<tl::enums::InputMedia> {
        match &self.content {
            Content::New(_) => None,
            Content::Stored(StoredFile::Parts { .. }) if self.thumbnail.is_some() => None,
            Content::Stored(StoredFile::Parts { id, parts, md5, size, name, looks }) => {
                let uploaded = Uploaded { id: *id, parts: *parts, md5: *md5 };
                Some(self.properties.media(&uploaded, *size, name, looks, None))
            }
            Content::Stored(kept) => kept.clone().shown(self.properties.has_spoiler),
        }
    }

    /// Uploads the file, unless Telegram has it.
    pub async fn upload(
        &self,
        lane: &Lane<'_>,
        progress: &mut UploadProgress<'_>,
    ) -> Result<tl::enums::InputMedia> {
        if let Some(ready) = self.ready() {
            return Ok(ready);
        }
        let thumbnail = match &self.thumbnail {
            Some(source) => Some(progress.upload(lane, source).await?.input("thumbnail.jpg")),
            None => None,
        };
        let (uploaded, size, name, looks) = match &self.content {
            Content::New(NewFile { source, name, looks }) => {
                (progress.upload(lane, source).await?, source.size(), name, looks)
            }
            Content::Stored(StoredFile::Parts { id, parts, md5, size, name, looks }) => {
                (Uploaded { id: *id, parts: *parts, md5: *md5 }, *size, name, looks)
            }
            Content::Stored(StoredFile::Photo { .. } | StoredFile::Document { .. }) => {
                unreachable!("what a message shows is ready")
            }
        };
        Ok(self.properties.media(&uploaded, size, name, looks, thumbnail))
    }
}

impl Thumbnail {
    async fn open(&self, call: &Call) -> Result<Source> {
        let (path, data) = (self.path.as_deref(), self.data_base64.as_deref());
        let given = FileSource { path, data, file: None, name: None };
        let source = given.new_content(call).await?.source;
        match source.size() <= MAX_THUMBNAIL_SIZE {
            true => Ok(source),
            false => {
                let message = format!("a thumbnail has {MAX_THUMBNAIL_SIZE} bytes at most");
                Err(given.named(Error::new(Kind::TooLarge, message).with("max_size", MAX_THUMBNAIL_SIZE)))
            }
        }
    }
}

impl FileProperties {
    fn media(
        &self,
        uploaded: &Uploaded,
        size: u64,
        name: &str,
        looks: &FileInfo,
        thumb: Option<tl::enums::InputFile>,
    ) -> tl::enums::InputMedia {
        let file = uploaded.input(name);
        let kind = self.kind.of(looks, size);
        if kind == FileKind::Photo {
            return tl::types::InputMediaUploadedPhoto {
                spoiler: self.has_spoiler,
                live_photo: false,
                file,
                stickers: None,
                ttl_seconds: None,
                video: None,
            }
            .into();
        }
        let named = tl::types::DocumentAttributeFilename { file_name: name.to_owned() }.into();
        let attributes = self.attributes(kind, looks).into_iter().chain([named]).collect();
        tl::types::InputMediaUploadedDocument {
            // Without it, Telegram makes an animation of a video that has no sound.
            nosound_video: kind == FileKind::Video,
            force_file: kind == FileKind::Document,
            spoiler: self.has_spoiler,
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

    /// The attributes that receivers see before they download the file. The caller's values take precedence over the
    /// file's.
    fn attributes(&self, kind: FileKind, looks: &FileInfo) -> Vec<tl::enums::DocumentAttribute> {
        use tl::enums::DocumentAttribute as Attribute;
        match kind {
            FileKind::Video => vec![self.video(looks)],
            FileKind::Animation => {
                let size = if looks.is_image() { image_size(looks) } else { Some(self.video(looks)) };
                size.into_iter().chain([Attribute::Animated]).collect()
            }
            FileKind::Audio | FileKind::Voice => vec![self.audio(kind == FileKind::Voice, looks)],
            FileKind::Document | FileKind::Auto | FileKind::Photo => image_size(looks).into_iter().collect(),
        }
    }

    fn video(&self, looks: &FileInfo) -> tl::enums::DocumentAttribute {
        let details = looks.details.as_ref();
        let side = |side: u32| side.try_into().unwrap_or(i32::MAX);
        tl::types::DocumentAttributeVideo {
            round_message: false,
            supports_streaming: details.is_some_and(|details| details.is_streamable),
            nosound: details.is_some_and(|details| !details.has_sound),
            duration: self.duration.or(details.and_then(|details| details.duration)).unwrap_or(0.0),
            w: self.width.or(looks.pixels.map(|(width, _)| side(width))).unwrap_or(0),
            h: self.height.or(looks.pixels.map(|(_, height)| side(height))).unwrap_or(0),
            preload_prefix_size: None,
            video_start_ts: None,
            video_codec: None,
        }
        .into()
    }

    fn audio(&self, voice: bool, looks: &FileInfo) -> tl::enums::DocumentAttribute {
        let details = looks.details.clone().unwrap_or_default();
        let duration = self.duration.or(details.duration).unwrap_or(0.0);
        tl::types::DocumentAttributeAudio {
            voice,
            // At least 1 second, as 0 means unknown.
            duration: if duration > 0.0 { duration.round().max(1.0) as i32 } else { 0 },
            title: self.title.clone().or(details.title).filter(|_| !voice),
            performer: self.performer.clone().or(details.performer).filter(|_| !voice),
            waveform: self.waveform.as_ref().filter(|_| voice).map(|waveform| waveform.packed().to_vec()),
        }
        .into()
    }
}

/// The dimensions of an image that is sent as a document.
fn image_size(looks: &FileInfo) -> Option<tl::enums::DocumentAttribute> {
    let (width, height) = looks.pixels.filter(|_| looks.is_image())?;
    let (w, h) = (width.try_into().ok()?, height.try_into().ok()?);
    Some(tl::types::DocumentAttributeImageSize { w, h }.into())
}

impl FileKind {
    /// The kind for this file, with `auto` resolved.
    fn of(self, looks: &FileInfo, size: u64) -> Self {
        let details = looks.details.as_ref();
        match (self, &*looks.mime_type) {
            (Self::Auto, _) if looks.is_photo(size) => Self::Photo,
            (Self::Auto, "image/gif") => Self::Animation,
            (Self::Auto, "video/mp4" | "video/quicktime") => Self::Video,
            (Self::Auto, "video/webm" | "video/x-matroska")
                if details.is_some_and(|details| details.has_video) =>
            {
                Self::Video
            }
            (Self::Auto, "audio/ogg") if details.is_some_and(|details| details.is_voice) => Self::Voice,
            (Self::Auto, mime_type) if mime_type.starts_with("audio/") => Self::Audio,
            (Self::Auto, _) => Self::Document,
            (kind, _) => kind,
        }
    }
}
