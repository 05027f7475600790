//! Which files may share an album.

use telewire::sandbox::functions::Caller;

use super::super::files::{
    KB, albums::album_of_two, document, jpeg, photo_of, shown_document, shown_photo, upload,
};
use super::*;

/// Files of every kind, ready to be sent in an album.
struct Files {
    photo: enums::InputMedia,
    video: enums::InputMedia,
    music: enums::InputMedia,
    document: enums::InputMedia,
    others: Vec<enums::InputMedia>,
}

fn video(round_message: bool) -> enums::DocumentAttribute {
    types::DocumentAttributeVideo {
        round_message,
        supports_streaming: false,
        nosound: false,
        duration: 1.0,
        w: 100,
        h: 100,
        preload_prefix_size: None,
        video_start_ts: None,
        video_codec: None,
    }
    .into()
}

fn audio(voice: bool) -> enums::DocumentAttribute {
    types::DocumentAttributeAudio { voice, duration: 1, title: None, performer: None, waveform: None }.into()
}

impl Files {
    fn new(telegram: &mut Telegram, caller: &Caller, to: &enums::InputPeer) -> Self {
        let mut next = 100;
        let mut keep = |telegram: &mut Telegram, media: &dyn Fn(enums::InputFile) -> enums::InputMedia| {
            next += 1;
            let file = upload(telegram, caller, next, &jpeg(200, 200), KB);
            let keep = functions::messages::UploadMedia {
                business_connection_id: None,
                peer: to.clone(),
                media: media(file),
            };
            telegram.call(caller, &keep).expect("it may be kept")
        };
        let kept = keep(telegram, &photo_of);
        let photo = shown_photo(Some(&kept)).clone();
        let mut file = |attributes: Vec<enums::DocumentAttribute>| -> enums::InputMedia {
            let kept = keep(telegram, &|file| {
                types::InputMediaUploadedDocument { attributes: attributes.clone(), ..document(file) }.into()
            });
            let types::Document { id, access_hash, file_reference, .. } = shown_document(Some(&kept)).clone();
            types::InputMediaDocument {
                spoiler: false,
                id: types::InputDocument { id, access_hash, file_reference }.into(),
                video_cover: None,
                ttl_seconds: None,
                video_timestamp: None,
                query: None,
            }
            .into()
        };
        let sticker = types::DocumentAttributeSticker {
            mask: false,
            alt: "⛵".to_owned(),
            stickerset: enums::InputStickerSet::Empty,
            mask_coords: None,
        };
        let types::Photo { id, access_hash, file_reference, .. } = photo;
        Self {
            photo: types::InputMediaPhoto {
                spoiler: false,
                live_photo: false,
                id: types::InputPhoto { id, access_hash, file_reference }.into(),
                ttl_seconds: None,
                video: None,
            }
            .into(),
            video: file(vec![video(false)]),
            music: file(vec![audio(false)]),
            document: file(Vec::new()),
            others: vec![
                file(vec![audio(true)]),
                file(vec![video(true)]),
                file(vec![video(false), enums::DocumentAttribute::Animated]),
                file(vec![sticker.into()]),
            ],
        }
    }
}

#[test]
fn photos_and_videos_share_an_album_and_other_files_only_with_their_kind() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let to = telegram.resolve(&ann, "bob_baker");
    let empty = album_of_two(&mut telegram, &ann, &to);
    let Files { photo, video, music, document, others } = Files::new(&mut telegram, &ann, &to);
    let mut next = 0;
    let mut album = |media: &[&enums::InputMedia]| {
        let single = |media: &&enums::InputMedia| {
            next += 1;
            let media = enums::InputMedia::clone(media);
            types::InputSingleMedia { media, random_id: next, message: String::new(), entities: None }.into()
        };
        let multi_media = media.iter().map(single).collect();
        functions::messages::SendMultiMedia { multi_media, ..empty.clone() }
    };
    let inside = [
        album(&[&photo, &video, &photo]),
        album(&[&video, &photo]),
        album(&[&music, &music]),
        album(&[&document, &document]),
        album(&[&photo; 10]),
        // Clients send this for an album of one.
        album(&[&document]),
    ];
    let mut mixed =
        vec![album(&[&photo, &document]), album(&[&document, &video]), album(&[&document, &music])];
    mixed.extend([album(&[&music, &photo]), album(&[&photo, &photo, &music])]);
    for other in &others {
        mixed.extend([album(&[other, other]), album(&[&photo, other]), album(&[&document, other])]);
    }
    let later = |album: &functions::messages::SendMultiMedia| functions::messages::SendMultiMedia {
        schedule_date: Some(super::super::NOW as i32 + 60),
        ..album.clone()
    };
    let mut outside: Vec<_> = mixed.iter().map(|album| (album.clone(), "400 MEDIA_INVALID")).collect();
    outside.extend(mixed.iter().map(|album| (later(album), "400 MEDIA_INVALID")));
    outside.push((album(&[]), "400 MEDIA_EMPTY"));
    outside.push((album(&[&photo; 11]), "400 MULTI_MEDIA_TOO_LONG"));
    let before = telegram.history(&ann, &to).len();
    telegram.limit(&ann, &[], &outside);
    assert_eq!(telegram.history(&ann, &to).len(), before, "nothing of what is refused is sent");
    telegram.limit(&ann, &inside, &[]);
    assert_eq!(telegram.history(&ann, &to).len(), before + 20);
}
