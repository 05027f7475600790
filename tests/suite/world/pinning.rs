//! Pinned messages.

use grammers_tl_types::{enums, functions, types};

use super::administration::{bring, found};
use super::login::sign_in_carol;
use super::{ANN, BOB, Telegram, as_channel, ids, messages, plain, updates};

pub fn pin(peer: &enums::InputPeer, id: i32) -> functions::messages::UpdatePinnedMessage {
    functions::messages::UpdatePinnedMessage {
        silent: false,
        unpin: false,
        pm_oneside: false,
        peer: peer.clone(),
        id,
    }
}

fn pinned(peer: &enums::InputPeer) -> functions::messages::Search {
    let filter = enums::MessagesFilter::InputMessagesFilterPinned;
    functions::messages::Search { filter, ..super::searching::search(peer, "") }
}

#[test]
fn a_pin_is_on_both_sides_with_a_service_message() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    telegram.send(&ann, &to_bob, "Pin me", 1);
    let (hers, his) = (telegram.history(&ann, &to_bob)[0].id(), telegram.history(&bob, &to_ann)[0].id());
    telegram.pushed(&bob);
    let told = updates(telegram.call(&ann, &pin(&to_bob, hers)).expect("she may"));
    let [enums::Update::PinnedMessages(told), enums::Update::NewMessage(said)] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!((&told.messages[..], told.pinned, told.pts_count), (&[hers][..], true, 1));
    let enums::Message::Service(said) = &said.message else { panic!("{said:?}") };
    assert_eq!(said.action, enums::MessageAction::PinMessage);
    let Some(enums::MessageReplyHeader::Header(answered)) = &said.reply_to else { panic!("{said:?}") };
    assert_eq!(answered.reply_to_msg_id, Some(hers));

    let pushed: Vec<enums::Update> = telegram.pushed(&bob).into_iter().flat_map(updates).collect();
    assert!(matches!(&pushed[0], enums::Update::PinnedMessages(told) if told.messages == [his]));
    let found = messages(telegram.call(&bob, &pinned(&to_ann)).expect("it may be searched"));
    assert_eq!(ids(&found), [his]);
    assert!(plain(&found[0]).pinned);
    assert_eq!(telegram.refusal(&bob, &pin(&to_ann, his)), "400 CHAT_NOT_MODIFIED");
    let unpin = functions::messages::UpdatePinnedMessage { unpin: true, ..pin(&to_ann, his) };
    let told = updates(telegram.call(&bob, &unpin).expect("either side may"));
    assert!(matches!(&told[..], [enums::Update::PinnedMessages(told)] if !told.pinned));
    assert!(messages(telegram.call(&ann, &pinned(&to_bob)).expect("it may be searched")).is_empty());
}

#[test]
fn a_pin_for_one_side_is_only_there() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let to_bob = telegram.resolve(&ann, "bob_baker");
    let id = telegram.history(&ann, &to_bob)[0].id();
    let own = functions::messages::UpdatePinnedMessage { pm_oneside: true, ..pin(&to_bob, id) };
    telegram.call(&ann, &own).expect("she may");
    assert!(plain(&telegram.history(&ann, &to_bob)[0]).pinned);
    assert!(telegram.pushed(&bob).is_empty());
}

#[test]
fn admins_pin_messages_in_a_supergroup_and_unpin_all_at_once() {
    let mut telegram = Telegram::new();
    let (bob, carol) = (telegram.sign_in(BOB), sign_in_carol(&mut telegram));
    let (lounge, hers) =
        (telegram.resolve(&bob, "sandbox_lounge"), telegram.resolve(&carol, "sandbox_lounge"));
    let said = ids(&telegram.history(&bob, &lounge));
    assert_eq!(telegram.refusal(&carol, &pin(&hers, said[0])), "400 CHAT_ADMIN_REQUIRED");
    assert_eq!(telegram.refusal(&bob, &pin(&lounge, 4711)), "400 MESSAGE_ID_INVALID");
    for id in [said[1], said[0]] {
        telegram.call(&bob, &pin(&lounge, id)).expect("he is its owner");
    }
    let full = functions::channels::GetFullChannel { channel: as_channel(&hers) };
    let enums::messages::ChatFull::Full(full) = telegram.call(&carol, &full).expect("she is in it");
    let enums::ChatFull::ChannelFull(full) = full.full_chat else { panic!("a channel") };
    assert_eq!(full.pinned_msg_id, Some(said[0]));
    let newest = functions::channels::GetMessages {
        channel: as_channel(&hers),
        id: vec![enums::InputMessage::Pinned],
    };
    assert_eq!(ids(&messages(telegram.call(&carol, &newest).expect("she is in it"))), [said[0]]);

    telegram.pushed(&carol);
    let unpin =
        functions::messages::UnpinAllMessages { peer: lounge.clone(), top_msg_id: None, saved_peer_id: None };
    let enums::messages::AffectedHistory::History(gone) = telegram.call(&bob, &unpin).expect("he may");
    assert_eq!((gone.pts_count, gone.offset), (2, 0));
    let pushed = updates(telegram.pushed(&carol).remove(0));
    let [enums::Update::PinnedChannelMessages(pushed)] = &pushed[..] else { panic!("{pushed:?}") };
    let expected: Vec<i32> = vec![said[1], said[0]];
    assert_eq!((pushed.pinned, &pushed.messages, pushed.pts), (false, &expected, gone.pts));
    assert!(messages(telegram.call(&carol, &pinned(&hers)).expect("she is in it")).is_empty());
}

#[test]
fn a_deleted_message_is_no_longer_pinned() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    let id = telegram.history(&ann, &bob)[0].id();
    telegram.call(&ann, &pin(&bob, id)).expect("she may");
    telegram.call(&ann, &super::deleting::delete(&[id], true)).expect("she may");
    assert!(messages(telegram.call(&ann, &pinned(&bob)).expect("it may be searched")).is_empty());
    let enums::InputPeer::User(named) = &bob else { panic!("{bob:?}") };
    let id = types::InputUser { user_id: named.user_id, access_hash: named.access_hash }.into();
    let full = telegram.call(&ann, &functions::users::GetFullUser { id }).expect("she knows him");
    let enums::users::UserFull::Full(full) = full;
    let enums::UserFull::Full(full) = full.full_user;
    assert_eq!(full.pinned_msg_id, None);
}

#[test]
fn members_of_a_supergroup_may_pin_while_it_is_private() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    let his = bring(&mut telegram, &ann, &crew, "bob_baker", &bob);
    telegram.send(&bob, &his, "Sunday at ten", 1);
    telegram.send(&bob, &his, "Bring oars", 2);
    let said = ids(&telegram.history(&bob, &his));
    telegram.call(&bob, &pin(&his, said[1])).expect("nothing was taken from him");

    telegram.pushed(&bob);
    let public =
        functions::channels::UpdateUsername { channel: as_channel(&crew), username: "the_crew".to_owned() };
    telegram.call(&ann, &public).expect("it is hers");
    let told: Vec<enums::Update> = telegram.pushed(&bob).into_iter().flat_map(updates).collect();
    let bans = told.iter().find_map(|update| match update {
        enums::Update::ChatDefaultBannedRights(told) => Some(&told.default_banned_rights),
        _ => None,
    });
    let Some(enums::ChatBannedRights::Rights(bans)) = bans else { panic!("{told:?}") };
    assert_eq!((bans.pin_messages, bans.change_info, bans.send_messages), (true, true, false));
    assert_eq!(telegram.refusal(&bob, &pin(&his, said[0])), "400 CHAT_ADMIN_REQUIRED");
    telegram.call(&ann, &pin(&crew, said[0])).expect("it is hers");
}
