//! Rights, and which peers an account may name.

use grammers_tl_types::{enums, functions, types};

use super::{ANN, BOB, CAROL, Telegram, as_channel, history, send};

#[test]
fn an_access_hash_is_valid_for_only_one_account() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let anns_carol = telegram.resolve(&ann, "carol_clark");
    let anns_lounge = telegram.resolve(&ann, "sandbox_lounge");
    assert_ne!(anns_carol, telegram.resolve(&bob, "carol_clark"));
    assert_eq!(telegram.refusal(&bob, &send(&anns_carol, "Ahoy", 1)), "400 PEER_ID_INVALID");
    assert_eq!(telegram.refusal(&bob, &history(&anns_carol)), "400 PEER_ID_INVALID");
    assert_eq!(telegram.refusal(&bob, &send(&anns_lounge, "Ahoy", 1)), "400 CHANNEL_INVALID");
    let enums::InputPeer::User(carol) = anns_carol else { panic!("Carol is a person") };
    let carol = types::InputUser { user_id: carol.user_id, access_hash: carol.access_hash };
    let full = functions::users::GetFullUser { id: carol.into() };
    assert_eq!(telegram.refusal(&bob, &full), "400 USER_ID_INVALID");
    telegram.call(&ann, &full).expect("it is her own");
}

#[test]
fn a_user_seen_in_a_message_may_be_named_by_it() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let lounge = telegram.resolve(&ann, "sandbox_lounge");
    let seen = telegram.history(&ann, &lounge);
    let last = super::plain(&seen[0]);
    let Some(enums::Peer::User(author)) = &last.from_id else { panic!("{last:?}") };
    let named = |msg_id, user_id| {
        let id = types::InputUserFromMessage { peer: lounge.clone(), msg_id, user_id };
        functions::users::GetFullUser { id: id.into() }
    };
    telegram.call(&ann, &named(last.id, author.user_id)).expect("he wrote it");
    let me = telegram.world.account_of(ann.auth_key_id).expect("signed in");
    assert_eq!(telegram.refusal(&ann, &named(last.id, me)), "400 USER_ID_INVALID");
    assert_eq!(telegram.refusal(&ann, &named(4711, author.user_id)), "400 USER_ID_INVALID");
}

#[test]
fn only_admins_write_in_a_channel_and_only_members_in_a_supergroup() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let refusals =
        [("sandbox_news", "400 CHAT_ADMIN_REQUIRED"), ("sandbox_lounge", "403 CHAT_WRITE_FORBIDDEN")];
    for (name, refusal) in refusals {
        let chat = telegram.resolve(&ann, name);
        assert_eq!(telegram.refusal(&ann, &send(&chat, "Ahoy", 1)), refusal, "{name}");
        telegram.call(&ann, &history(&chat)).expect("what is public may be read");
    }
}

#[test]
fn a_private_chat_is_closed_to_others() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let import = functions::messages::ImportChatInvite { hash: "SandboxBackRoom".to_owned() };
    let result = telegram.call(&ann, &import).expect("the link lets in");
    let enums::messages::ChatInviteJoinResult::Ok(ok) = result else { panic!("{result:?}") };
    let enums::Updates::Updates(updates) = ok.updates else { panic!("{:?}", ok.updates) };
    let [enums::Chat::Channel(room)] = &updates.chats[..] else { panic!("{updates:?}") };
    let room = super::input_channel(room);
    let channel = as_channel(&room);
    telegram
        .call(&ann, &functions::channels::LeaveChannel { channel: channel.clone() })
        .expect("she is in it");

    assert_eq!(telegram.refusal(&ann, &history(&room)), "400 CHANNEL_PRIVATE");
    assert_eq!(telegram.refusal(&ann, &send(&room, "Ahoy", 1)), "400 CHANNEL_PRIVATE");
    let join = functions::channels::JoinChannel { channel: channel.clone() };
    assert_eq!(telegram.refusal(&ann, &join), "400 CHANNEL_PRIVATE");
    let difference = functions::updates::GetChannelDifference {
        force: false,
        channel,
        filter: enums::ChannelMessagesFilter::Empty,
        pts: 1,
        limit: 100,
    };
    assert_eq!(telegram.refusal(&ann, &difference), "400 CHANNEL_PRIVATE");
    telegram.pushed(&ann);
    let rooms_name = telegram.call(&bob, &functions::messages::CheckChatInvite { hash: import.hash });
    let Ok(enums::ChatInvite::Already(known)) = rooms_name else { panic!("{rooms_name:?}") };
    let enums::Chat::Channel(known) = known.chat else { panic!("{known:?}") };
    telegram.send(&bob, &super::input_channel(&known), "She is gone", 1);
    assert!(telegram.pushed(&ann).is_empty(), "she hears no more of it");
}

#[test]
fn a_basic_group_is_named_only_by_its_members() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let nowhere: enums::InputPeer = types::InputPeerChat { chat_id: 12345 }.into();
    assert_eq!(telegram.refusal(&ann, &send(&nowhere, "Ahoy", 1)), "400 PEER_ID_INVALID");
    let get = functions::messages::GetFullChat { chat_id: 12345 };
    assert_eq!(telegram.refusal(&ann, &get), "400 CHAT_ID_INVALID");
}

#[test]
fn bots_cannot_call_functions_for_users_only() {
    let mut telegram = Telegram::new();
    let bot = telegram.sign_in_bot();
    assert_eq!(telegram.refusal(&bot, &super::chats::get_dialogs()), "400 BOT_METHOD_INVALID");
    let lounge = telegram.resolve(&bot, "sandbox_lounge");
    assert_eq!(telegram.refusal(&bot, &history(&lounge)), "400 BOT_METHOD_INVALID");
    telegram.send(&bot, &lounge, "Beep", 1);
}

#[test]
fn a_bot_names_known_users_without_a_hash_and_starts_no_chat() {
    let mut telegram = Telegram::new();
    let (ann, bot) = (telegram.sign_in(ANN), telegram.sign_in_bot());
    let user_id = telegram.world.account_of(ann.auth_key_id).expect("signed in");
    let blind: enums::InputPeer = types::InputPeerUser { user_id, access_hash: 0 }.into();
    assert_eq!(telegram.refusal(&bot, &send(&blind, "Buy this", 1)), "400 PEER_ID_INVALID");
    let seen = telegram.resolve(&bot, "ann_archer");
    assert_eq!(telegram.refusal(&bot, &send(&seen, "Buy this", 1)), "400 PEER_ID_INVALID");
    let to_bot = telegram.resolve(&ann, "sandbox_bot");
    telegram.send(&ann, &to_bot, "/start", 1);
    telegram.send(&bot, &blind, "Hello", 2);
}

#[test]
fn invalid_and_unused_names_have_distinct_errors() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let resolve = |username: &str| functions::contacts::ResolveUsername {
        username: username.to_owned(),
        referer: None,
    };
    for name in ["", "ab", "9lives", "no spaces", "under_"] {
        assert_eq!(telegram.refusal(&ann, &resolve(name)), "400 USERNAME_INVALID", "{name}");
    }
    assert_eq!(telegram.refusal(&ann, &resolve("nobody_here")), "400 USERNAME_NOT_OCCUPIED");
    let phone = |phone: &str| functions::contacts::ResolvePhone { phone: phone.to_owned() };
    telegram.call(&ann, &phone(CAROL)).expect("Carol has it");
    assert_eq!(telegram.refusal(&ann, &phone("+9996629999")), "400 PHONE_NOT_OCCUPIED");
}

#[test]
fn phone_numbers_are_shown_only_to_contacts() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let mut phone = |caller, username: &str| {
        let function = functions::contacts::ResolveUsername { username: username.to_owned(), referer: None };
        let enums::contacts::ResolvedPeer::Peer(found) = telegram.call(caller, &function).expect("taken");
        match &found.users[..] {
            [enums::User::User(user)] => user.phone.clone(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(phone(&ann, "bob_baker").as_deref(), Some("9996620002"));
    assert_eq!(phone(&bob, "carol_clark"), None);
}
