//! Other limits, function by function.

use telewire::sandbox::world::chats::rights::{AdminRights, Bans};

use super::super::administration::{FOR_EVER, account, banned_rights, bring, edit_admin, found};
use super::super::arranging::dialog_peer;
use super::super::files::{KB, document, jpeg, photo_of, send as send_media, upload};
use super::super::invites::{export, exported};
use super::super::scheduling::later;
use super::super::searching::search;
use super::super::starting_bots::start;
use super::super::topics::{Forum, create};
use super::super::updates::{channel_difference, get_difference};
use super::super::{as_channel, as_user};
use super::*;

const YEAR: i32 = 365 * 24 * 3600;

#[test]
fn at_most_a_hundred_messages_are_scheduled_up_to_a_year_ahead() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let (bob, carol) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&ann, "carol_clark"));
    let now = telegram.world.now();
    telegram.limit(
        &ann,
        &[later(&carol, "x", 1, now + YEAR)],
        &[(later(&carol, "x", 2, now + YEAR + 1), "400 SCHEDULE_DATE_TOO_LATE")],
    );
    let online = telegram.refusal(&ann, &later(&carol, "x", 3, 0x7fff_fffe));
    assert!(online.starts_with("400 METHOD_NOT_IMPLEMENTED_IN_SANDBOX"), "{online}");
    let many: Vec<_> = (1..=100).map(|id| later(&bob, "x", id, now + 60)).collect();
    telegram.limit(&ann, &many, &[]);
    telegram.limit(&ann, &[], &[(later(&bob, "x", 101, now + 60), "400 SCHEDULE_TOO_MUCH")]);
}

#[test]
fn a_rank_has_16_characters_and_no_emoji() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    bring(&mut telegram, &ann, &crew, "bob_baker", &bob);
    let his = telegram.resolve(&ann, "bob_baker");
    let ranked = |rank: &str| functions::channels::EditAdmin {
        rank: Some(rank.to_owned()),
        ..edit_admin(&crew, &his, AdminRights { pin_messages: true, ..AdminRights::default() })
    };
    let inside = [ranked(&"é".repeat(16)), ranked("Maître #1 (№ 2)"), ranked("")];
    let outside = [
        (ranked(&"é".repeat(17)), "400 ADMIN_RANK_INVALID"),
        (ranked("Mate ⛵"), "400 ADMIN_RANK_EMOJI_NOT_ALLOWED"),
        (ranked("🚣"), "400 ADMIN_RANK_EMOJI_NOT_ALLOWED"),
        (ranked("❤"), "400 ADMIN_RANK_EMOJI_NOT_ALLOWED"),
    ];
    telegram.limit(&ann, &inside, &outside);
}

#[test]
fn each_kind_of_file_is_rejected_in_chats_that_ban_it() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    let his = bring(&mut telegram, &ann, &crew, "bob_baker", &bob);
    let video = |round_message| -> enums::DocumentAttribute {
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
    };
    let audio = |voice| -> enums::DocumentAttribute {
        types::DocumentAttributeAudio { voice, duration: 1, title: None, performer: None, waveform: None }
            .into()
    };
    let sticker = types::DocumentAttributeSticker {
        mask: false,
        alt: "⛵".to_owned(),
        stickerset: enums::InputStickerSet::Empty,
        mask_coords: None,
    };
    let none = Bans::default();
    let kinds = [
        (Bans { send_videos: true, ..none }, vec![video(false)], "403 CHAT_SEND_VIDEOS_FORBIDDEN"),
        (Bans { send_roundvideos: true, ..none }, vec![video(true)], "403 CHAT_SEND_ROUNDVIDEOS_FORBIDDEN"),
        (Bans { send_audios: true, ..none }, vec![audio(false)], "403 CHAT_SEND_AUDIOS_FORBIDDEN"),
        (Bans { send_voices: true, ..none }, vec![audio(true)], "403 CHAT_SEND_VOICES_FORBIDDEN"),
        (Bans { send_docs: true, ..none }, vec![], "403 CHAT_SEND_DOCS_FORBIDDEN"),
        (Bans { send_stickers: true, ..none }, vec![sticker.into()], "403 CHAT_SEND_STICKERS_FORBIDDEN"),
        (
            Bans { send_gifs: true, ..none },
            vec![video(false), enums::DocumentAttribute::Animated],
            "403 CHAT_SEND_GIFS_FORBIDDEN",
        ),
        (Bans { send_media: true, ..none }, vec![], "403 CHAT_SEND_MEDIA_FORBIDDEN"),
    ];
    let taken = |bans| functions::messages::EditChatDefaultBannedRights {
        peer: crew.clone(),
        banned_rights: banned_rights(bans, FOR_EVER),
    };
    let mut next = 0;
    let mut file = |telegram: &mut Telegram, attributes: &[enums::DocumentAttribute]| {
        next += 1;
        let file = upload(telegram, &bob, next, &jpeg(200, 200), KB);
        let media = types::InputMediaUploadedDocument { attributes: attributes.to_vec(), ..document(file) };
        send_media(&his, media, next)
    };
    for (bans, attributes, refusal) in kinds {
        telegram.call(&ann, &taken(bans)).expect("it is hers");
        let asked = file(&mut telegram, &attributes);
        assert_eq!(telegram.refusal(&bob, &asked), refusal);
        telegram.call(&ann, &taken(none)).expect("it is hers");
        telegram.call(&bob, &asked).expect("nothing is taken any more");
    }
    telegram.call(&ann, &taken(Bans { send_photos: true, ..none })).expect("it is hers");
    let photo = photo_of(upload(&mut telegram, &bob, 99, &jpeg(200, 200), KB));
    telegram.limit(&bob, &[], &[(send_media(&his, photo, 99), "403 CHAT_SEND_PHOTOS_FORBIDDEN")]);

    let past = functions::messages::EditChatDefaultBannedRights {
        peer: crew.clone(),
        banned_rights: banned_rights(none, super::super::NOW as i32),
    };
    assert_eq!(telegram.refusal(&ann, &past), "400 UNTIL_DATE_INVALID");
}

#[test]
fn a_photo_has_up_to_ten_megabytes_and_a_profile_photo_160_pixels() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let own = enums::InputPeer::PeerSelf;
    let image = |telegram: &mut Telegram, id, width, height, size: usize| {
        let mut bytes = jpeg(width, height);
        bytes.resize(size.max(bytes.len()), 0);
        let parts =
            bytes.chunks(512 * KB).enumerate().map(|(at, chunk)| functions::upload::SaveBigFilePart {
                file_id: id,
                file_part: at as i32,
                file_total_parts: bytes.len().div_ceil(512 * KB) as i32,
                bytes: chunk.to_vec(),
            });
        let parts: Vec<_> = parts.collect();
        telegram.limit(&ann, &parts, &[]);
        (types::InputFileBig { id, parts: parts.len() as i32, name: "a.jpg".to_owned() }, parts.len() as i32)
    };
    const MOST: usize = 10 << 20;
    let (whole, _) = image(&mut telegram, 1, 200, 200, MOST);
    let (more, parts) = image(&mut telegram, 2, 200, 200, MOST + 1);
    let (wide, _) = image(&mut telegram, 3, 9_000, 1_000, 0);
    let (wider, _) = image(&mut telegram, 4, 9_000, 1_001, 0);
    let (long, _) = image(&mut telegram, 5, 200, 4_000, 0);
    let (longer, _) = image(&mut telegram, 6, 200, 4_200, 0);
    let photo = |file: types::InputFileBig, id| send_media(&own, photo_of(file.into()), id);
    let inside = [photo(whole, 1), photo(wide, 2), photo(long, 3)];
    let outside = [
        (photo(more, 9), "400 PHOTO_SAVE_FILE_INVALID"),
        (photo(wider, 9), "400 PHOTO_INVALID_DIMENSIONS"),
        (photo(longer, 9), "400 PHOTO_INVALID_DIMENSIONS"),
    ];
    telegram.limit(&ann, &inside, &outside);

    // A file that isn't uploaded as a big one isn't big.
    let small = |id, parts| -> enums::InputFile {
        types::InputFile { id, parts, name: "a.bin".to_owned(), md5_checksum: String::new() }.into()
    };
    let file = |file: enums::InputFile, id| send_media(&own, document(file), id);
    let inside = [file(small(1, parts - 1), 11)];
    telegram.limit(&ann, &inside, &[(file(small(2, parts), 12), "400 FILE_PARTS_INVALID")]);

    let portrait = |file: types::InputFileBig| functions::photos::UploadProfilePhoto {
        fallback: false,
        bot: None,
        file: Some(file.into()),
        video: None,
        video_start_ts: None,
        video_emoji_markup: None,
    };
    let (enough, _) = image(&mut telegram, 7, 160, 160, 0);
    let (flat, _) = image(&mut telegram, 8, 200, 159, 0);
    telegram.limit(&ann, &[portrait(enough)], &[(portrait(flat), "400 PHOTO_CROP_SIZE_SMALL")]);
}

#[test]
fn a_bots_start_parameter_has_up_to_64_characters() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bot = telegram.resolve(&ann, "sandbox_bot");
    let with = |parameter: &str, random_id| functions::messages::StartBot {
        random_id,
        ..start(&bot, &bot, parameter)
    };
    let outside = [
        (with(&"x".repeat(65), 4), "400 START_PARAM_TOO_LONG"),
        (with("a b", 5), "400 START_PARAM_INVALID"),
        (with("ä", 6), "400 START_PARAM_INVALID"),
        (with("", 0), "400 RANDOM_ID_EMPTY"),
    ];
    telegram.limit(&ann, &[with(&"x".repeat(64), 1), with("aZ-_9", 2), with("", 3)], &outside);
}

#[test]
fn a_topic_has_a_title_of_128_bytes_and_a_random_id() {
    let mut forum = Forum::new();
    let peer = forum.hers.clone();
    let inside = [create(&peer, &"é".repeat(64), 1), create(&peer, &format!(" {} ", "e".repeat(128)), 2)];
    let outside = [
        (create(&peer, &"é".repeat(65), 3), "400 TOPIC_TITLE_EMPTY"),
        (create(&peer, " ", 4), "400 TOPIC_TITLE_EMPTY"),
        (create(&peer, "Boats", 0), "400 RANDOM_ID_EMPTY"),
    ];
    let ann = forum.ann.clone();
    forum.telegram.limit(&ann, &inside, &outside);
}

#[test]
fn empty_requests_are_rejected() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let (bob, own) = (telegram.resolve(&ann, "bob_baker"), found(&mut telegram, &ann, false));
    let by_bob = functions::messages::Search { from_id: Some(bob.clone()), ..search(&bob, "") };
    let photos = functions::messages::Search {
        filter: enums::MessagesFilter::InputMessagesFilterPhotos,
        ..search(&bob, "")
    };
    telegram.limit(
        &ann,
        &[search(&bob, "a"), by_bob, photos],
        &[(search(&bob, " "), "400 SEARCH_QUERY_EMPTY")],
    );

    let stickers =
        |emoticon: &str| functions::messages::GetStickers { emoticon: emoticon.to_owned(), hash: 0 };
    telegram.limit(&ann, &[stickers("⛵")], &[(stickers(""), "400 EMOTICON_EMPTY")]);
    let top = |correspondents| functions::contacts::GetTopPeers {
        correspondents,
        bots_pm: false,
        bots_inline: false,
        phone_calls: false,
        forward_users: false,
        forward_chats: false,
        groups: false,
        channels: false,
        bots_app: false,
        bots_guestchat: false,
        offset: 0,
        limit: 10,
        hash: 0,
    };
    telegram.limit(&ann, &[top(true)], &[(top(false), "400 TYPES_EMPTY")]);
    let token = |token: &str| functions::account::UnregisterDevice {
        token_type: 1,
        token: token.to_owned(),
        other_uids: Vec::new(),
    };
    telegram.limit(&ann, &[token("t")], &[(token(""), "400 TOKEN_EMPTY")]);

    let now = telegram.world.now();
    let outside = [(0, "400 PERSISTENT_TIMESTAMP_EMPTY"), (-1, "400 PERSISTENT_TIMESTAMP_INVALID")];
    telegram.limit(&ann, &[get_difference(1, now)], &outside.map(|(pts, no)| (get_difference(pts, now), no)));
    let outside = outside.map(|(pts, no)| (channel_difference(&own, pts), no));
    telegram.limit(&ann, &[channel_difference(&own, 1)], &outside);
}

#[test]
fn arranging_and_clearing_chats_has_limits() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let group = telegram.world.add_chat(telewire::sandbox::world::chats::create::NewChat {
        kind: telewire::sandbox::world::chats::chat::ChatKind::Group,
        title: "Crew".to_owned(),
        about: String::new(),
        username: None,
        owner: account(&telegram, &ann),
        members: Vec::new(),
    });
    let group: enums::InputPeer =
        types::InputPeerChat { chat_id: group.expect("it may be made").number() }.into();
    let bob = telegram.resolve(&ann, "bob_baker");
    let clear = |peer: &enums::InputPeer, min_date| functions::messages::DeleteHistory {
        just_clear: true,
        revoke: false,
        peer: peer.clone(),
        max_id: 0,
        min_date,
        max_date: None,
    };
    let inside = [clear(&bob, Some(1)), clear(&group, None)];
    telegram.limit(&ann, &inside, &[(clear(&group, Some(1)), "400 CHAT_REVOKE_DATE_UNSUPPORTED")]);

    let pin = |peer: &enums::InputPeer| functions::messages::ToggleDialogPin {
        pinned: true,
        peer: dialog_peer(peer),
    };
    let own = enums::InputPeer::PeerSelf;
    telegram.send(&ann, &own, "Note", 1);
    let note = telegram.history(&ann, &own)[0].id();
    telegram.limit(&ann, &[pin(&own)], &[]);
    let id = telegram.history(&ann, &bob).iter().map(enums::Message::id).collect::<Vec<_>>();
    telegram
        .call(&ann, &super::super::deleting::delete(&[&id[..], &[note]].concat(), false))
        .expect("they are hers");
    telegram.limit(&ann, &[], &[(pin(&bob), "400 PEER_HISTORY_EMPTY")]);
}

#[test]
fn links_are_listed_by_admins_and_searched_by_name_or_link() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let crew = found(&mut telegram, &ann, false);
    let link = exported(telegram.call(&ann, &export(&crew)).expect("it is hers")).link;
    let list = |admin_id| functions::messages::GetExportedChatInvites {
        revoked: false,
        peer: crew.clone(),
        admin_id,
        offset_date: None,
        offset_link: None,
        limit: 10,
    };
    let nobody = types::InputUser { user_id: 1, access_hash: 1 }.into();
    telegram.limit(&ann, &[list(enums::InputUser::UserSelf)], &[(list(nobody), "400 ADMIN_ID_INVALID")]);
    let came = |link: Option<&str>, q: Option<&str>| functions::messages::GetChatInviteImporters {
        requested: false,
        subscription_expired: false,
        peer: crew.clone(),
        link: link.map(str::to_owned),
        q: q.map(str::to_owned),
        offset_date: 0,
        offset_user: enums::InputUser::Empty,
        limit: 10,
    };
    let inside = [came(Some(&link), None), came(None, Some("Bob")), came(Some(&link), Some(""))];
    telegram.limit(&ann, &inside, &[(came(Some(&link), Some("Bob")), "400 SEARCH_WITH_LINK_NOT_SUPPORTED")]);
}

#[test]
fn bots_cannot_name_a_user_by_a_message() {
    let mut telegram = Telegram::new();
    let (ann, bot) = (telegram.sign_in(ANN), telegram.sign_in_bot());
    let lounge = telegram.resolve(&bot, "sandbox_lounge");
    let bob = telegram.resolve(&ann, "bob_baker");
    let enums::InputUser::User(types::InputUser { user_id, .. }) = as_user(&bob) else { panic!() };
    let seen = types::InputUserFromMessage { peer: lounge.clone(), msg_id: 2, user_id };
    let asked = functions::users::GetFullUser { id: seen.into() };
    assert_eq!(telegram.refusal(&bot, &asked), "400 FROM_MESSAGE_BOT_DISABLED");
    let full = functions::channels::GetFullChannel { channel: as_channel(&lounge) };
    telegram.call(&bot, &full).expect("it is in it");
}
