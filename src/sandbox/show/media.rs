//! Media of messages: documents, locations, contacts, dice. Photos and polls have files of their own.

use grammers_tl_types::{enums, types};

use super::{photos, polls};
use crate::sandbox::world::World;
use crate::sandbox::world::files::file::{Attribute, File};
use crate::sandbox::world::messages::message::{GeoPoint, Media};

pub fn media(world: &World, me: i64, media: &Media) -> enums::MessageMedia {
    match media {
        Media::Photo { file, spoiler } => types::MessageMediaPhoto {
            spoiler: *spoiler,
            live_photo: false,
            photo: Some(photos::photo(world, me, file)),
            ttl_seconds: None,
            video: None,
        }
        .into(),
        Media::Document { file, spoiler } => of_document(world, me, file, *spoiler),
        Media::Geo(point) => types::MessageMediaGeo { geo: geo(world, me, *point) }.into(),
        Media::Venue { point, title, address, provider, id, kind } => types::MessageMediaVenue {
            geo: geo(world, me, *point),
            title: title.clone(),
            address: address.clone(),
            provider: provider.clone(),
            venue_id: id.clone(),
            venue_type: kind.clone(),
        }
        .into(),
        Media::Contact { phone, first_name, last_name, vcard, user } => types::MessageMediaContact {
            phone_number: phone.clone(),
            first_name: first_name.clone(),
            last_name: last_name.clone(),
            vcard: vcard.clone(),
            user_id: user.unwrap_or(0),
        }
        .into(),
        Media::Poll(poll) => polls::media(world, me, poll),
        Media::Dice { emoji, value } => {
            types::MessageMediaDice { value: *value, emoticon: emoji.clone(), game_outcome: None }.into()
        }
    }
}

fn of_document(world: &World, me: i64, file: &File, spoiler: bool) -> enums::MessageMedia {
    let is = |wanted: fn(&Attribute) -> bool| file.attributes.iter().any(wanted);
    types::MessageMediaDocument {
        nopremium: false,
        spoiler,
        video: is(|attribute| matches!(attribute, Attribute::Video { .. })),
        round: is(|attribute| matches!(attribute, Attribute::Video { round: true, .. })),
        voice: is(|attribute| matches!(attribute, Attribute::Audio { voice: true, .. })),
        document: Some(document(world, me, file)),
        alt_documents: None,
        video_cover: None,
        video_timestamp: None,
        ttl_seconds: None,
    }
    .into()
}

fn document(world: &World, me: i64, file: &File) -> enums::Document {
    let thumbs: Vec<enums::PhotoSize> = file.sizes.iter().map(photos::size).collect();
    types::Document {
        id: file.id,
        access_hash: world.file_access_hash(me, file.id),
        file_reference: world.file_reference(me, file.id),
        date: file.date,
        mime_type: file.mime_type.clone(),
        size: file.contents.size() as i64,
        thumbs: (!thumbs.is_empty()).then_some(thumbs),
        video_thumbs: None,
        dc_id: file.dc,
        attributes: file.attributes.iter().map(attribute).collect(),
    }
    .into()
}

pub fn attribute(attribute: &Attribute) -> enums::DocumentAttribute {
    match attribute.clone() {
        Attribute::Name(file_name) => types::DocumentAttributeFilename { file_name }.into(),
        Attribute::ImageSize { width: w, height: h } => types::DocumentAttributeImageSize { w, h }.into(),
        Attribute::Animated => enums::DocumentAttribute::Animated,
        Attribute::Video { round, streaming, silent, duration, width, height } => {
            types::DocumentAttributeVideo {
                round_message: round,
                supports_streaming: streaming,
                nosound: silent,
                duration,
                w: width,
                h: height,
                preload_prefix_size: None,
                video_start_ts: None,
                video_codec: None,
            }
            .into()
        }
        Attribute::Audio { voice, duration, title, performer, waveform } => {
            types::DocumentAttributeAudio { voice, duration, title, performer, waveform }.into()
        }
        Attribute::Sticker { emoji } => types::DocumentAttributeSticker {
            mask: false,
            alt: emoji,
            stickerset: enums::InputStickerSet::Empty,
            mask_coords: None,
        }
        .into(),
    }
}

fn geo(world: &World, me: i64, point: GeoPoint) -> enums::GeoPoint {
    types::GeoPoint {
        long: point.longitude,
        lat: point.latitude,
        access_hash: world.geo_access_hash(me, point),
        accuracy_radius: point.accuracy,
    }
    .into()
}
