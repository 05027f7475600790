//! Files: uploaded in parts, shown in messages, downloaded in pieces.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;

use super::{Telegram, plain};

pub mod albums;
mod fetching;
mod forgetting;
mod portraits;
mod showing;
mod uploading;

pub const KB: usize = 1024;

/// Bytes without repetition nearby, so that a misplaced part shows.
fn bytes(length: usize) -> Vec<u8> {
    let mut state = 1u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(next).collect()
}

/// The start of a JPEG up to its frame header, with a comment before it.
pub fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut image = b"\xff\xd8\xff\xfe\x00\x06note\xff\xc0\x00\x0b\x08".to_vec();
    image.extend(height.to_be_bytes());
    image.extend(width.to_be_bytes());
    image.extend(b"\x01\x01\x11\x00\xff\xd9");
    image
}

fn part(file_id: i64, file_part: i32, bytes: &[u8]) -> functions::upload::SaveFilePart {
    functions::upload::SaveFilePart { file_id, file_part, bytes: bytes.to_vec() }
}

fn big_part(file_id: i64, at: i32, total: i32, bytes: &[u8]) -> functions::upload::SaveBigFilePart {
    functions::upload::SaveBigFilePart {
        file_id,
        file_part: at,
        file_total_parts: total,
        bytes: bytes.to_vec(),
    }
}

fn small_file(id: i64, parts: i32, md5: &str) -> enums::InputFile {
    types::InputFile { id, parts, name: "a".to_owned(), md5_checksum: md5.to_owned() }.into()
}

/// Uploads the bytes in parts of this size.
pub fn upload(
    telegram: &mut Telegram,
    caller: &Caller,
    id: i64,
    bytes: &[u8],
    size: usize,
) -> enums::InputFile {
    for (at, chunk) in bytes.chunks(size).enumerate() {
        assert!(telegram.call(caller, &part(id, at as i32, chunk)).expect("the part is right"));
    }
    small_file(id, bytes.len().div_ceil(size) as i32, "")
}

pub fn photo_of(file: enums::InputFile) -> enums::InputMedia {
    types::InputMediaUploadedPhoto {
        spoiler: false,
        live_photo: false,
        file,
        stickers: None,
        ttl_seconds: None,
        video: None,
    }
    .into()
}

pub fn document(file: enums::InputFile) -> types::InputMediaUploadedDocument {
    types::InputMediaUploadedDocument {
        nosound_video: false,
        force_file: false,
        spoiler: false,
        file,
        thumb: None,
        mime_type: "application/x-boat".to_owned(),
        attributes: vec![types::DocumentAttributeFilename { file_name: "boat.bin".to_owned() }.into()],
        stickers: None,
        video_cover: None,
        video_timestamp: None,
        ttl_seconds: None,
    }
}

pub fn send(
    to: &enums::InputPeer,
    media: impl Into<enums::InputMedia>,
    random_id: i64,
) -> functions::messages::SendMedia {
    functions::messages::SendMedia {
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: to.clone(),
        reply_to: None,
        media: media.into(),
        message: "Look".to_owned(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
    }
}

pub fn shown_document(media: Option<&enums::MessageMedia>) -> &types::Document {
    match media {
        Some(enums::MessageMedia::Document(types::MessageMediaDocument {
            document: Some(enums::Document::Document(document)),
            ..
        })) => document,
        other => panic!("{other:?} is no document"),
    }
}

pub fn shown_photo(media: Option<&enums::MessageMedia>) -> &types::Photo {
    match media {
        Some(enums::MessageMedia::Photo(types::MessageMediaPhoto {
            photo: Some(enums::Photo::Photo(photo)),
            ..
        })) => photo,
        other => panic!("{other:?} is no photo"),
    }
}

fn sizes(sizes: &[enums::PhotoSize]) -> Vec<(String, i32, i32, i32)> {
    let size = |size: &enums::PhotoSize| match size.clone() {
        enums::PhotoSize::Size(size) => (size.r#type, size.w, size.h, size.size),
        other => panic!("{other:?}"),
    };
    sizes.iter().map(size).collect()
}

pub fn at_document(document: &types::Document, thumb: &str) -> enums::InputFileLocation {
    types::InputDocumentFileLocation {
        id: document.id,
        access_hash: document.access_hash,
        file_reference: document.file_reference.clone(),
        thumb_size: thumb.to_owned(),
    }
    .into()
}

fn at_photo(photo: &types::Photo, size: &str) -> enums::InputFileLocation {
    types::InputPhotoFileLocation {
        id: photo.id,
        access_hash: photo.access_hash,
        file_reference: photo.file_reference.clone(),
        thumb_size: size.to_owned(),
    }
    .into()
}

fn get(location: enums::InputFileLocation, offset: i64, limit: usize) -> functions::upload::GetFile {
    functions::upload::GetFile { precise: false, cdn_supported: false, location, offset, limit: limit as i32 }
}

fn piece(
    telegram: &mut Telegram,
    caller: &Caller,
    function: &functions::upload::GetFile,
) -> types::upload::File {
    match telegram.call(caller, function).expect("it may be had") {
        enums::upload::File::File(file) => file,
        other => panic!("{other:?}"),
    }
}

/// Downloads the whole file, in pieces of 128 KB.
fn download(telegram: &mut Telegram, caller: &Caller, location: &enums::InputFileLocation) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        let piece = piece(telegram, caller, &get(location.clone(), all.len() as i64, 128 * KB));
        all.extend(&piece.bytes);
        if piece.bytes.len() < 128 * KB {
            return all;
        }
    }
}

/// Sends a document to Bob. It becomes the newest message that Ann sees there.
pub fn sent_document(
    telegram: &mut Telegram,
    ann: &Caller,
    media: types::InputMediaUploadedDocument,
) -> types::Document {
    let to_bob = telegram.resolve(ann, "bob_baker");
    telegram.call(ann, &send(&to_bob, media, 77)).expect("it may be sent");
    newest_document(telegram, ann, "bob_baker")
}

fn newest_document(telegram: &mut Telegram, caller: &Caller, with: &str) -> types::Document {
    let with = telegram.resolve(caller, with);
    let newest = &telegram.history(caller, &with)[0];
    shown_document(plain(newest).media.as_ref()).clone()
}

/// The photo of @news is on Carol's DC 1.
fn photo_of_news(telegram: &mut Telegram, caller: &Caller) -> types::Photo {
    let news = telegram.resolve(caller, "sandbox_news");
    let history = telegram.history(caller, &news);
    let with_photo = history.iter().find(|message| super::text(message) == "The harbour this morning.");
    shown_photo(plain(with_photo.expect("the fresh world has it")).media.as_ref()).clone()
}
