//! What clients want messages to show: files that they uploaded or were shown, places, contacts, dice.

use std::sync::Arc;

use grammers_tl_types::{enums, types};

use crate::sandbox::functions::{Call, RpcError, not_implemented};
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::files::contents::Contents;
use crate::sandbox::world::files::file::{Attribute, File};
use crate::sandbox::world::messages::message::{Media, Place};

pub fn media(call: &mut Call, input: enums::InputMedia) -> Result<Media, RpcError> {
    use enums::InputMedia as Input;
    match input {
        Input::Empty => Err(bad("MEDIA_EMPTY").into()),
        Input::UploadedPhoto(photo) => uploaded_photo(call, photo),
        Input::UploadedDocument(document) => uploaded_document(call, document),
        Input::Photo(photo) => {
            refuse_given("inputMediaPhoto", &[("ttl_seconds", photo.ttl_seconds.is_some())])?;
            let enums::InputPhoto::Photo(named) = photo.id else { return Err(bad("PHOTO_INVALID").into()) };
            let file = shown_photo(call, &named)?;
            Ok(Media::Photo { file, spoiler: photo.spoiler })
        }
        Input::Document(document) => {
            refuse_given(
                "inputMediaDocument",
                &[
                    ("ttl_seconds", document.ttl_seconds.is_some()),
                    ("video_cover", document.video_cover.is_some()),
                    ("video_timestamp", document.video_timestamp.is_some()),
                ],
            )?;
            let enums::InputDocument::Document(named) = document.id else {
                return Err(bad("DOCUMENT_INVALID").into());
            };
            let types::InputDocument { id, access_hash, file_reference } = named;
            let file = shown(call, id, access_hash, &file_reference, false)?;
            Ok(Media::Document { file, spoiler: document.spoiler })
        }
        Input::GeoPoint(geo) => Ok(Media::Place(place(&geo.geo_point)?)),
        Input::Venue(venue) => Ok(Media::Venue {
            place: place(&venue.geo_point)?,
            title: venue.title,
            address: venue.address,
            provider: venue.provider,
            id: venue.venue_id,
            kind: venue.venue_type,
        }),
        Input::Contact(contact) => {
            let user = call.world.resolve_phone(&contact.phone_number).map(|person| person.id).ok();
            Ok(Media::Contact {
                phone: contact.phone_number,
                first_name: contact.first_name,
                last_name: contact.last_name,
                vcard: contact.vcard,
                user,
            })
        }
        Input::Poll(poll) => crate::sandbox::show::polls::read(call, *poll),
        Input::Dice(dice) => {
            let value = call.world.throw(&dice.emoticon)?;
            Ok(Media::Dice { emoji: dice.emoticon, value })
        }
        other => {
            let written = format!("{other:?}");
            let kind = written.split(['(', ' ']).next().unwrap_or_default();
            Err(not_implemented(&format!("inputMedia{kind}")))
        }
    }
}

fn uploaded_photo(call: &mut Call, photo: types::InputMediaUploadedPhoto) -> Result<Media, RpcError> {
    refuse_given(
        "inputMediaUploadedPhoto",
        &[
            ("ttl_seconds", photo.ttl_seconds.is_some()),
            ("stickers", photo.stickers.is_some()),
            ("live_photo", photo.live_photo || photo.video.is_some()),
        ],
    )?;
    let contents = uploaded(call, &photo.file)?;
    let file = call.world.store_photo(call.me, contents)?;
    Ok(Media::Photo { file, spoiler: photo.spoiler })
}

/// Telegram shows some videos without sound as animations: here all is shown as what it was sent as, so that
/// `force_file` and `nosound_video` need nothing.
fn uploaded_document(
    call: &mut Call,
    document: types::InputMediaUploadedDocument,
) -> Result<Media, RpcError> {
    refuse_given(
        "inputMediaUploadedDocument",
        &[
            ("ttl_seconds", document.ttl_seconds.is_some()),
            ("stickers", document.stickers.is_some()),
            ("video_cover", document.video_cover.is_some()),
            ("video_timestamp", document.video_timestamp.is_some()),
        ],
    )?;
    let contents = uploaded(call, &document.file)?;
    let thumbnail = document.thumb.as_ref().map(|thumb| uploaded(call, thumb)).transpose()?;
    let attributes = document.attributes.into_iter().filter_map(attribute).collect();
    let file = call.world.store_document(call.me, contents, document.mime_type, attributes, thumbnail)?;
    Ok(Media::Document { file, spoiler: document.spoiler })
}

/// A picture of a person or chat, of an uploaded image.
pub fn portrait_of(call: &mut Call, input: &enums::InputFile) -> Result<Arc<File>, RpcError> {
    let contents = uploaded(call, input)?;
    Ok(call.world.store_profile_photo(call.me, contents)?)
}

/// A photo that the client was shown.
pub fn shown_photo(call: &Call, named: &types::InputPhoto) -> Result<Arc<File>, RpcError> {
    shown(call, named.id, named.access_hash, &named.file_reference, true)
}

fn uploaded(call: &Call, input: &enums::InputFile) -> Result<Contents, RpcError> {
    let (id, parts, md5) = match input {
        enums::InputFile::File(file) => (file.id, file.parts, Some(file.md5_checksum.as_str())),
        enums::InputFile::Big(file) => (file.id, file.parts, None),
        enums::InputFile::StoryDocument(_) => return Err(not_implemented("inputFileStoryDocument")),
    };
    Ok(call.world.uploaded(call.me, id, parts, md5)?)
}

fn shown(call: &Call, id: i64, hash: i64, reference: &[u8], photo: bool) -> Result<Arc<File>, RpcError> {
    let no = if photo { "PHOTO_INVALID" } else { "DOCUMENT_INVALID" };
    let file = call.world.shown_file(call.me, id, hash, reference, no)?;
    if file.is_photo == photo { Ok(file) } else { Err(bad(no).into()) }
}

/// What a client has to say of its document; the rest is for Telegram to know.
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

fn place(input: &enums::InputGeoPoint) -> Result<Place, RpcError> {
    let enums::InputGeoPoint::Point(point) = input else { return Err(bad("MEDIA_EMPTY").into()) };
    let (latitude, longitude) = (point.lat, point.long);
    if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
        return Err(bad("GEO_POINT_INVALID").into());
    }
    Ok(Place { latitude, longitude, accuracy: point.accuracy_radius })
}

/// What would be lost without a word.
pub fn refuse_given(what: &str, fields: &[(&str, bool)]) -> Result<(), RpcError> {
    match fields.iter().find(|(_, given)| *given) {
        Some((field, _)) => Err(not_implemented(&format!("{what} with {field}"))),
        None => Ok(()),
    }
}
