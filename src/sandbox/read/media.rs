//! Media to send: uploads, known files, locations, contacts, dice, polls.

use grammers_tl_types::{enums, types};

use super::{files, polls, unsupported};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::files::file::Attribute;
use crate::sandbox::world::messages::message::{GeoPoint, Media};

pub fn media(world: &mut World, me: i64, input: enums::InputMedia) -> Result<Media, Refusal> {
    use enums::InputMedia as Input;
    match input {
        Input::Empty => Err(bad("MEDIA_EMPTY")),
        Input::UploadedPhoto(photo) => uploaded_photo(world, me, photo),
        Input::UploadedDocument(document) => uploaded_document(world, me, document),
        Input::Photo(photo) => {
            unsupported::refuse_given("inputMediaPhoto", &[("ttl_seconds", photo.ttl_seconds.is_some())])?;
            let enums::InputPhoto::Photo(named) = photo.id else { return Err(bad("PHOTO_INVALID")) };
            let file = files::shown_photo(world, me, &named)?;
            Ok(Media::Photo { file, spoiler: photo.spoiler })
        }
        Input::Document(document) => {
            unsupported::refuse_given(
                "inputMediaDocument",
                &[
                    ("ttl_seconds", document.ttl_seconds.is_some()),
                    ("video_cover", document.video_cover.is_some()),
                    ("video_timestamp", document.video_timestamp.is_some()),
                ],
            )?;
            let enums::InputDocument::Document(named) = document.id else {
                return Err(bad("DOCUMENT_INVALID"));
            };
            let types::InputDocument { id, access_hash, file_reference } = named;
            let file = files::shown(world, me, id, access_hash, &file_reference, false)?;
            Ok(Media::Document { file, spoiler: document.spoiler })
        }
        Input::GeoPoint(geo) => Ok(Media::Geo(point(&geo.geo_point)?)),
        Input::Venue(venue) => Ok(Media::Venue {
            point: point(&venue.geo_point)?,
            title: venue.title,
            address: venue.address,
            provider: venue.provider,
            id: venue.venue_id,
            kind: venue.venue_type,
        }),
        Input::Contact(contact) => {
            let user = world.resolve_phone(&contact.phone_number).map(|person| person.id).ok();
            Ok(Media::Contact {
                phone: contact.phone_number,
                first_name: contact.first_name,
                last_name: contact.last_name,
                vcard: contact.vcard,
                user,
            })
        }
        Input::Poll(poll) => polls::poll(world, me, *poll),
        Input::Dice(dice) => {
            let value = world.throw(&dice.emoticon)?;
            Ok(Media::Dice { emoji: dice.emoticon, value })
        }
        other => {
            let written = format!("{other:?}");
            let kind = written.split(['(', ' ']).next().unwrap_or_default();
            Err(unsupported::not_implemented(&format!("inputMedia{kind}")))
        }
    }
}

fn uploaded_photo(
    world: &mut World,
    me: i64,
    photo: types::InputMediaUploadedPhoto,
) -> Result<Media, Refusal> {
    unsupported::refuse_given(
        "inputMediaUploadedPhoto",
        &[
            ("ttl_seconds", photo.ttl_seconds.is_some()),
            ("stickers", photo.stickers.is_some()),
            ("live_photo", photo.live_photo || photo.video.is_some()),
        ],
    )?;
    let contents = files::uploaded(world, me, &photo.file)?;
    let file = world.store_photo(me, contents)?;
    Ok(Media::Photo { file, spoiler: photo.spoiler })
}

/// Telegram turns some silent videos into animations. The sandbox keeps every document as sent, so `force_file` and
/// `nosound_video` have no effect.
fn uploaded_document(
    world: &mut World,
    me: i64,
    document: types::InputMediaUploadedDocument,
) -> Result<Media, Refusal> {
    unsupported::refuse_given(
        "inputMediaUploadedDocument",
        &[
            ("ttl_seconds", document.ttl_seconds.is_some()),
            ("stickers", document.stickers.is_some()),
            ("video_cover", document.video_cover.is_some()),
            ("video_timestamp", document.video_timestamp.is_some()),
        ],
    )?;
    let contents = files::uploaded(world, me, &document.file)?;
    let thumbnail = document.thumb.as_ref().map(|thumb| files::uploaded(world, me, thumb)).transpose()?;
    let attributes = document.attributes.into_iter().filter_map(attribute).collect();
    let file = world.store_document(me, contents, document.mime_type, attributes, thumbnail)?;
    Ok(Media::Document { file, spoiler: document.spoiler })
}

/// Attributes that a client may set. Telegram determines the others.
pub fn attribute(attribute: enums::DocumentAttribute) -> Option<Attribute> {
    use enums::DocumentAttribute as Input;
    match attribute {
        Input::Filename(name) => Some(Attribute::Name(name.file_name)),
        Input::ImageSize(size) => Some(Attribute::ImageSize { width: size.w, height: size.h }),
        Input::Animated => Some(Attribute::Animated),
        Input::Video(video) => Some(Attribute::Video {
            round: video.round_message,
            streaming: video.supports_streaming,
            silent: video.nosound,
            duration: video.duration,
            width: video.w,
            height: video.h,
        }),
        Input::Audio(audio) => Some(Attribute::Audio {
            voice: audio.voice,
            duration: audio.duration,
            title: audio.title,
            performer: audio.performer,
            waveform: audio.waveform,
        }),
        Input::Sticker(sticker) => Some(Attribute::Sticker { emoji: sticker.alt }),
        Input::HasStickers | Input::CustomEmoji(_) => None,
    }
}

fn point(input: &enums::InputGeoPoint) -> Result<GeoPoint, Refusal> {
    let enums::InputGeoPoint::Point(point) = input else { return Err(bad("MEDIA_EMPTY")) };
    let (latitude, longitude) = (point.lat, point.long);
    if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
        return Err(bad("GEO_POINT_INVALID"));
    }
    Ok(GeoPoint { latitude, longitude, accuracy: point.accuracy_radius })
}
