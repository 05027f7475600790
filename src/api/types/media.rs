//! The media of messages, converted from Telegram's types.

use schemars::JsonSchema;
use serde::Serialize;

use crate::api::types::constructor::name_of;
use crate::api::types::file::File;
use crate::api::types::file::id::StoredFile;
use crate::api::types::file::name;
use crate::api::types::people::Viewer;
use crate::api::types::poll::Poll;
use crate::telegram::tl;

/// The media of a message.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Media {
    Photo {
        /// Pixels, of the largest size.
        width: i32,
        height: i32,
        /// Bytes, of the largest size.
        file_size: i64,
        /// Identifies the photo in messages.sendFile, for this account only. Valid for some hours.
        #[serde(skip_serializing_if = "Option::is_none")]
        file_id: Option<String>,
    },
    Document(File),
    Video {
        #[serde(flatten)]
        file: File,
        /// Seconds.
        duration: f64,
        width: i32,
        height: i32,
    },
    /// A round video.
    VideoNote {
        #[serde(flatten)]
        file: File,
        duration: f64,
    },
    /// A GIF or a short video without sound.
    Animation {
        #[serde(flatten)]
        file: File,
        /// Seconds.
        #[serde(skip_serializing_if = "Option::is_none")]
        duration: Option<f64>,
        /// Pixels.
        #[serde(skip_serializing_if = "Option::is_none")]
        width: Option<i32>,
        #[serde(skip_serializing_if = "Option::is_none")]
        height: Option<i32>,
    },
    Audio {
        #[serde(flatten)]
        file: File,
        duration: i32,
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        performer: Option<String>,
    },
    Voice {
        #[serde(flatten)]
        file: File,
        duration: i32,
    },
    Sticker {
        #[serde(flatten)]
        file: File,
        emoji: String,
    },
    Contact {
        phone: String,
        first_name: String,
        last_name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        user_id: Option<i64>,
    },
    /// Degrees.
    Location {
        latitude: f64,
        longitude: f64,
    },
    Venue {
        latitude: f64,
        longitude: f64,
        title: String,
        address: String,
    },
    Dice {
        emoji: String,
        value: i32,
    },
    Poll(Poll),
    /// Anything else, by Telegram's name for it.
    Other {
        name: String,
    },
}

impl Media {
    /// `None` for link previews, which belong to the text, and for empty media.
    pub fn of(media: &tl::enums::MessageMedia, viewer: Viewer) -> Option<Self> {
        use tl::enums::MessageMedia as Tl;
        Some(match media {
            Tl::Empty | Tl::WebPage(_) => return None,
            Tl::Photo(media) => match &media.photo {
                Some(tl::enums::Photo::Photo(photo)) => Self::of_photo(photo, viewer),
                _ => Self::Photo { width: 0, height: 0, file_size: 0, file_id: None },
            },
            Tl::Document(told) => match &told.document {
                Some(tl::enums::Document::Document(document)) => Self::of_document(document, viewer),
                _ => Self::Other { name: name_of(media) },
            },
            Tl::Contact(contact) => Self::Contact {
                phone: contact.phone_number.clone(),
                first_name: contact.first_name.clone(),
                last_name: contact.last_name.clone(),
                user_id: Some(contact.user_id).filter(|id| *id != 0),
            },
            Tl::Geo(media) => match &media.geo {
                tl::enums::GeoPoint::Point(point) => {
                    Self::Location { latitude: point.lat, longitude: point.long }
                }
                tl::enums::GeoPoint::Empty => Self::Other { name: "geoPointEmpty".to_owned() },
            },
            Tl::Venue(venue) => match &venue.geo {
                tl::enums::GeoPoint::Point(point) => Self::Venue {
                    latitude: point.lat,
                    longitude: point.long,
                    title: venue.title.clone(),
                    address: venue.address.clone(),
                },
                tl::enums::GeoPoint::Empty => Self::Other { name: "geoPointEmpty".to_owned() },
            },
            Tl::Poll(media) => Self::Poll(Poll::of(&media.poll, &media.results)),
            Tl::Dice(dice) => Self::Dice { emoji: dice.emoticon.clone(), value: dice.value },
            other => Self::Other { name: name_of(other) },
        })
    }

    fn of_photo(photo: &tl::types::Photo, viewer: Viewer) -> Self {
        let sizes = photo.sizes.iter().filter_map(|size| match size {
            tl::enums::PhotoSize::Size(size) => Some((size.w, size.h, size.size)),
            tl::enums::PhotoSize::Progressive(size) => {
                Some((size.w, size.h, size.sizes.iter().copied().max().unwrap_or(0)))
            }
            tl::enums::PhotoSize::PhotoCachedSize(size) => Some((size.w, size.h, size.bytes.len() as i32)),
            _ => None,
        });
        let (width, height, size) =
            sizes.max_by_key(|(width, height, _)| i64::from(*width) * i64::from(*height)).unwrap_or_default();
        let file_id = Some(StoredFile::photo(photo).to_text(viewer));
        Self::Photo { width, height, file_size: size.into(), file_id }
    }

    /// The kind of a document follows from its attributes. A sticker can also be a video, and an animation always is,
    /// so the order matters.
    fn of_document(document: &tl::types::Document, viewer: Viewer) -> Self {
        use tl::enums::DocumentAttribute as Attribute;
        let attributes = &document.attributes;
        let file_name = attributes.iter().find_map(|attribute| match attribute {
            Attribute::Filename(name) => name::received(&name.file_name),
            _ => None,
        });
        let file = File {
            file_name,
            mime_type: document.mime_type.clone(),
            file_size: document.size,
            file_id: StoredFile::document(document).to_text(viewer),
        };
        let find = |wanted: fn(&Attribute) -> bool| attributes.iter().find(|attribute| wanted(attribute));
        if let Some(Attribute::Sticker(sticker)) =
            find(|attribute| matches!(attribute, Attribute::Sticker(_)))
        {
            return Self::Sticker { file, emoji: sticker.alt.clone() };
        }
        if find(|attribute| matches!(attribute, Attribute::Animated)).is_some() {
            return match find(|attribute| matches!(attribute, Attribute::Video(_) | Attribute::ImageSize(_)))
            {
                Some(Attribute::Video(video)) => Self::Animation {
                    file,
                    duration: Some(video.duration),
                    width: Some(video.w),
                    height: Some(video.h),
                },
                Some(Attribute::ImageSize(size)) => {
                    Self::Animation { file, duration: None, width: Some(size.w), height: Some(size.h) }
                }
                _ => Self::Animation { file, duration: None, width: None, height: None },
            };
        }
        if let Some(Attribute::Video(video)) = find(|attribute| matches!(attribute, Attribute::Video(_))) {
            let duration = video.duration;
            return match video.round_message {
                true => Self::VideoNote { file, duration },
                false => Self::Video { file, duration, width: video.w, height: video.h },
            };
        }
        if let Some(Attribute::Audio(audio)) = find(|attribute| matches!(attribute, Attribute::Audio(_))) {
            let duration = audio.duration;
            return match audio.voice {
                true => Self::Voice { file, duration },
                false => Self::Audio {
                    file,
                    duration,
                    title: audio.title.clone(),
                    performer: audio.performer.clone(),
                },
            };
        }
        Self::Document(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_gone_is_told_by_its_name() {
        let gone = tl::types::MessageMediaDocument {
            nopremium: false,
            spoiler: false,
            video: false,
            round: false,
            voice: false,
            document: None,
            alt_documents: None,
            video_cover: None,
            video_timestamp: None,
            ttl_seconds: Some(1),
        };
        let media = Media::of(&gone.into(), Viewer { server: 5, account: 1 });
        let json = serde_json::to_value(media).unwrap();
        assert_eq!(json, serde_json::json!({ "kind": "other", "name": "messageMediaDocument" }));
    }
}
