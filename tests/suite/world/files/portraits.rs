//! Photos of users and chats.

use grammers_tl_types::{enums, functions, types};

use super::{download, jpeg, upload};
use crate::world::administration::{account, bring, found};
use crate::world::{ANN, BOB, Telegram, as_channel, as_user, brought, updates};

fn set(
    telegram: &mut Telegram,
    caller: &telewire::sandbox::functions::Caller,
    id: i64,
    bytes: &[u8],
) -> types::Photo {
    let file = upload(telegram, caller, id, bytes, 1024);
    let function = functions::photos::UploadProfilePhoto {
        fallback: false,
        bot: None,
        file: Some(file),
        video: None,
        video_start_ts: None,
        video_emoji_markup: None,
    };
    let enums::photos::Photo::Photo(set) = telegram.call(caller, &function).expect("it is an image");
    photo(set.photo)
}

fn photo(photo: enums::Photo) -> types::Photo {
    match photo {
        enums::Photo::Photo(photo) => photo,
        other => panic!("{other:?}"),
    }
}

fn named(photo: &types::Photo) -> enums::InputPhoto {
    let types::Photo { id, access_hash, file_reference, .. } = photo.clone();
    types::InputPhoto { id, access_hash, file_reference }.into()
}

fn at(peer: &enums::InputPeer, photo_id: i64) -> enums::InputFileLocation {
    types::InputPeerPhotoFileLocation { big: true, peer: peer.clone(), photo_id }.into()
}

#[test]
fn a_users_newest_photo_is_their_profile_photo() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (first, second) = (jpeg(160, 160), jpeg(320, 200));
    let older = set(&mut telegram, &ann, 1, &first);
    let newer = set(&mut telegram, &ann, 2, &second);
    let hers = account(&telegram, &ann);
    let told: Vec<enums::Update> = telegram.pushed(&bob).into_iter().flat_map(updates).collect();
    assert!(told.contains(&types::UpdateUser { user_id: hers }.into()));

    let to_ann = telegram.resolve(&bob, "ann_archer");
    let get = |offset, max_id, limit| functions::photos::GetUserPhotos {
        user_id: as_user(&to_ann),
        offset,
        max_id,
        limit,
    };
    let enums::photos::Photos::Photos(all) = telegram.call(&bob, &get(0, 0, 10)).expect("he sees her") else {
        panic!("it is all of them");
    };
    let ids = |photos: Vec<enums::Photo>| photos.into_iter().map(|shown| photo(shown).id).collect::<Vec<_>>();
    assert_eq!(ids(all.photos), [newer.id, older.id]);
    for page in [get(1, 0, 10), get(0, newer.id, 10)] {
        let enums::photos::Photos::Slice(part) = telegram.call(&bob, &page).expect("he sees her") else {
            panic!("the first is left out");
        };
        assert_eq!((part.count, ids(part.photos)), (2, vec![older.id]));
    }
    let enums::User::User(seen) = &all.users[0] else { panic!("{:?}", all.users) };
    let Some(enums::UserProfilePhoto::Photo(small)) = &seen.photo else { panic!("{seen:?}") };
    assert_eq!(small.photo_id, newer.id);
    assert_eq!(download(&mut telegram, &bob, &at(&to_ann, newer.id)), second);

    let older_again = functions::photos::UpdateProfilePhoto { fallback: false, bot: None, id: named(&older) };
    telegram.call(&ann, &older_again).expect("it is hers");
    let full = functions::users::GetFullUser { id: as_user(&to_ann) };
    let enums::users::UserFull::Full(full) = telegram.call(&bob, &full).expect("he sees her");
    let enums::UserFull::Full(full) = full.full_user;
    assert_eq!(full.profile_photo.map(|shown| photo(shown).id), Some(older.id));
    let delete = functions::photos::DeletePhotos { id: vec![named(&older), named(&newer)] };
    assert_eq!(telegram.call(&ann, &delete), Ok(vec![newer.id, older.id]));
    assert_eq!(telegram.call(&ann, &delete), Ok(Vec::new()));
}

#[test]
fn a_chats_photo_is_set_and_removed_by_admins() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, true);
    let his = bring(&mut telegram, &ann, &crew, "bob_baker", &bob);
    let bytes = jpeg(160, 160);
    let edit = |channel: &enums::InputPeer, photo| functions::channels::EditPhoto {
        channel: as_channel(channel),
        photo,
    };
    let uploaded = |file| -> enums::InputChatPhoto {
        types::InputChatUploadedPhoto {
            file: Some(file),
            video: None,
            video_start_ts: None,
            video_emoji_markup: None,
        }
        .into()
    };
    let file = upload(&mut telegram, &bob, 1, &bytes, 1024);
    assert_eq!(telegram.refusal(&bob, &edit(&his, uploaded(file))), "400 CHAT_ADMIN_REQUIRED");
    let file = upload(&mut telegram, &ann, 1, &bytes, 1024);
    let told = brought(telegram.call(&ann, &edit(&crew, uploaded(file))).expect("it is hers"));
    let shown = told.updates.iter().find_map(|update| match update {
        enums::Update::NewChannelMessage(new) => match &new.message {
            enums::Message::Service(said) => match &said.action {
                enums::MessageAction::ChatEditPhoto(edited) => Some(photo(edited.photo.clone())),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    let shown = shown.expect("the chat says so");
    assert!(told.chats.iter().any(|chat| matches!(
        chat,
        enums::Chat::Channel(chat) if matches!(&chat.photo, enums::ChatPhoto::Photo(small) if small.photo_id == shown.id)
    )));
    assert_eq!(download(&mut telegram, &bob, &at(&his, shown.id)), bytes);
    telegram.call(&ann, &edit(&crew, enums::InputChatPhoto::Empty)).expect("it is hers");
    let full = functions::channels::GetFullChannel { channel: as_channel(&his) };
    let enums::messages::ChatFull::Full(full) = telegram.call(&bob, &full).expect("he is in it");
    let enums::ChatFull::ChannelFull(full) = full.full_chat else { panic!("a channel") };
    assert!(matches!(full.chat_photo, enums::Photo::Empty(_)));
    assert_eq!(telegram.refusal(&ann, &edit(&crew, enums::InputChatPhoto::Empty)), "400 CHAT_NOT_MODIFIED");
}
