//! Photos and documents as Telegram shows them to one account.

use grammers_tl_types::{enums, types};

use crate::sandbox::world::World;
use crate::sandbox::world::mailbox::Media;

/// Where files lie.
const FILE_DC: i32 = 2;
/// The longer side of the small size of a photo.
const SMALL: i32 = 320;

pub fn media(world: &World, me: i64, media: &Media) -> enums::MessageMedia {
    match media {
        Media::Photo { id, date, width, height, size } => types::MessageMediaPhoto {
            spoiler: false,
            live_photo: false,
            photo: Some(
                types::Photo {
                    has_stickers: false,
                    id: *id,
                    access_hash: world.file_access_hash(me, *id),
                    file_reference: world.file_reference(me, *id),
                    date: *date,
                    sizes: sizes(*width, *height, *size),
                    video_sizes: None,
                    dc_id: FILE_DC,
                }
                .into(),
            ),
            ttl_seconds: None,
            video: None,
        }
        .into(),
        Media::Document { id, date, name, mime_type, size } => types::MessageMediaDocument {
            nopremium: false,
            spoiler: false,
            video: false,
            round: false,
            voice: false,
            document: Some(
                types::Document {
                    id: *id,
                    access_hash: world.file_access_hash(me, *id),
                    file_reference: world.file_reference(me, *id),
                    date: *date,
                    mime_type: mime_type.clone(),
                    size: *size,
                    thumbs: None,
                    video_thumbs: None,
                    dc_id: FILE_DC,
                    attributes: vec![types::DocumentAttributeFilename { file_name: name.clone() }.into()],
                }
                .into(),
            ),
            alt_documents: None,
            video_cover: None,
            video_timestamp: None,
            ttl_seconds: None,
        }
        .into(),
    }
}

/// The photo itself and a small one (https://core.telegram.org/api/files#image-thumbnail-types).
fn sizes(width: i32, height: i32, size: i32) -> Vec<enums::PhotoSize> {
    let longer = width.max(height).max(1);
    let shrunk = |side: i32| side * SMALL.min(longer) / longer;
    let photo_size =
        |r#type: &str, w, h, size| types::PhotoSize { r#type: r#type.to_owned(), w, h, size }.into();
    vec![photo_size("m", shrunk(width), shrunk(height), size / 12), photo_size("y", width, height, size)]
}
