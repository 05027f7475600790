//! Archive, mute, pinned chats, unread marks and chat actions.

use grammers_tl_types::{enums, functions, types};

use super::login::sign_in_carol;
use super::updates::{get_difference, state};
use super::{ANN, BOB, Telegram, updates};

fn dialogs(
    telegram: &mut Telegram,
    caller: &telewire::sandbox::functions::Caller,
    folder: i32,
) -> Vec<types::Dialog> {
    let function = functions::messages::GetDialogs { folder_id: Some(folder), ..super::chats::get_dialogs() };
    let dialogs = match telegram.call(caller, &function).expect("they are hers") {
        enums::messages::Dialogs::Dialogs(all) => all.dialogs,
        enums::messages::Dialogs::Slice(part) => part.dialogs,
        other => panic!("{other:?}"),
    };
    let plain = |dialog| match dialog {
        enums::Dialog::Dialog(dialog) => dialog,
        other => panic!("{other:?}"),
    };
    dialogs.into_iter().map(plain).collect()
}

fn archive(peer: &enums::InputPeer, folder_id: i32) -> functions::folders::EditPeerFolders {
    let named = types::InputFolderPeer { peer: peer.clone(), folder_id };
    functions::folders::EditPeerFolders { folder_peers: vec![named.into()] }
}

pub fn dialog_peer(peer: &enums::InputPeer) -> enums::InputDialogPeer {
    types::InputDialogPeer { peer: peer.clone() }.into()
}

#[test]
fn archiving_a_chat_is_pushed_to_other_logins() {
    let mut telegram = Telegram::new();
    let (here, there) = (telegram.sign_in(ANN), telegram.sign_in(ANN));
    let bob = telegram.resolve(&here, "bob_baker");
    let before = state(&mut telegram, &there);
    let told = updates(telegram.call(&here, &archive(&bob, 1)).expect("she has it"));
    let [enums::Update::FolderPeers(told)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((told.pts, told.pts_count), (before.pts + 1, 1));
    let pushed = updates(telegram.pushed(&there).remove(0));
    assert!(matches!(&pushed[..], [enums::Update::FolderPeers(pushed)] if pushed == told));
    let archived = dialogs(&mut telegram, &here, 1);
    assert_eq!(archived.len(), 1);
    assert_eq!(archived[0].folder_id, Some(1));
    assert!(dialogs(&mut telegram, &here, 0).iter().all(|dialog| dialog.peer != archived[0].peer));
    let missed = telegram.call(&there, &get_difference(before.pts, before.date)).expect("signed in");
    let enums::updates::Difference::Difference(missed) = missed else { panic!("{missed:?}") };
    assert!(matches!(&missed.other_updates[..], [enums::Update::FolderPeers(_)]));

    telegram.call(&here, &archive(&bob, 0)).expect("she has it");
    assert!(dialogs(&mut telegram, &here, 1).is_empty());
    assert_eq!(telegram.refusal(&here, &archive(&bob, 2)), "400 FOLDER_ID_INVALID");
    let stranger = telegram.resolve(&here, "sandbox_bot");
    assert_eq!(telegram.refusal(&here, &archive(&stranger, 1)), "400 PEER_ID_INVALID");
}

#[test]
fn a_chat_is_muted_until_a_date_in_its_dialog() {
    let mut telegram = Telegram::new();
    let (here, there) = (telegram.sign_in(ANN), telegram.sign_in(ANN));
    let bob = telegram.resolve(&here, "bob_baker");
    let about: enums::InputNotifyPeer = types::InputNotifyPeer { peer: bob.clone() }.into();
    let set = |mute_until, silent| {
        let settings = types::InputPeerNotifySettings {
            show_previews: None,
            silent,
            mute_until,
            sound: None,
            stories_muted: None,
            stories_hide_sender: None,
            stories_sound: None,
        };
        functions::account::UpdateNotifySettings { peer: about.clone(), settings: settings.into() }
    };
    telegram.call(&here, &set(Some(i32::MAX), None)).expect("she may");
    telegram.call(&here, &set(None, Some(true))).expect("she may");
    let get = functions::account::GetNotifySettings { peer: about.clone() };
    let settings = telegram.call(&there, &get).expect("she may");
    let enums::PeerNotifySettings::Settings(known) = &settings;
    assert_eq!((known.mute_until, known.silent), (Some(i32::MAX), Some(true)));
    assert!(dialogs(&mut telegram, &here, 0).iter().any(|dialog| dialog.notify_settings == settings));
    let pushed: Vec<enums::Update> = telegram.pushed(&there).into_iter().flat_map(updates).collect();
    assert!(
        matches!(&pushed[..], [_, enums::Update::NotifySettings(told)] if told.notify_settings == settings)
    );
}

#[test]
fn a_pinned_chat_is_first_and_reading_clears_an_unread_mark() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let carol = telegram.resolve(&ann, "carol_clark");
    let pin = functions::messages::ToggleDialogPin { pinned: true, peer: dialog_peer(&carol) };
    assert!(telegram.call(&ann, &pin).expect("she has it"));
    let mark =
        functions::messages::MarkDialogUnread { unread: true, parent_peer: None, peer: dialog_peer(&carol) };
    assert!(telegram.call(&ann, &mark).expect("she has it"));
    let first = dialogs(&mut telegram, &ann, 0).remove(0);
    assert!(first.pinned && first.unread_mark);
    let read = functions::messages::ReadHistory { peer: carol.clone(), max_id: 0 };
    telegram.call(&ann, &read).expect("she may");
    let first = dialogs(&mut telegram, &ann, 0).remove(0);
    assert!(first.pinned && !first.unread_mark);
    telegram.call(&ann, &archive(&carol, 1)).expect("she has it");
    assert!(!dialogs(&mut telegram, &ann, 1)[0].pinned);
}

#[test]
fn pinned_chats_have_the_order_that_was_set() {
    let mut telegram = Telegram::new();
    let (here, there) = (telegram.sign_in(ANN), telegram.sign_in(ANN));
    let [bob, carol, news] =
        ["bob_baker", "carol_clark", "sandbox_news"].map(|name| telegram.resolve(&here, name));
    let pin = |peer| functions::messages::ToggleDialogPin { pinned: true, peer: dialog_peer(peer) };
    for peer in [&bob, &carol, &news] {
        telegram.call(&here, &pin(peer)).expect("she has it");
    }
    let peers = |telegram: &mut Telegram| -> Vec<enums::Peer> {
        dialogs(telegram, &here, 0)
            .into_iter()
            .filter(|dialog| dialog.pinned)
            .map(|dialog| dialog.peer)
            .collect()
    };
    let pinned_last_first = peers(&mut telegram);
    telegram.pushed(&there);
    let order = |force, order: &[&enums::InputPeer]| functions::messages::ReorderPinnedDialogs {
        force,
        folder_id: 0,
        order: order.iter().map(|peer| dialog_peer(peer)).collect(),
    };
    telegram.call(&here, &order(false, &[&bob])).expect("it is pinned");
    let [news_peer, carol_peer, bob_peer] = &pinned_last_first[..] else { panic!("{pinned_last_first:?}") };
    assert_eq!(peers(&mut telegram), [bob_peer.clone(), news_peer.clone(), carol_peer.clone()]);
    let told: Vec<enums::Update> = telegram.pushed(&there).into_iter().flat_map(updates).collect();
    let [enums::Update::PinnedDialogs(told)] = &told[..] else { panic!("{told:?}") };
    let told = told.order.iter().flatten().map(|peer| match peer {
        enums::DialogPeer::Peer(peer) => peer.peer.clone(),
        other => panic!("{other:?}"),
    });
    assert_eq!(told.collect::<Vec<_>>(), peers(&mut telegram));
    telegram.call(&here, &order(true, &[&carol, &bob])).expect("they are pinned");
    assert_eq!(peers(&mut telegram), [carol_peer.clone(), bob_peer.clone()]);
    let stranger = telegram.resolve(&here, "sandbox_bot");
    assert_eq!(telegram.refusal(&here, &order(false, &[&stranger])), "400 PEER_ID_INVALID");
}

#[test]
fn a_message_unarchives_a_chat_unless_it_is_muted() {
    let mut telegram = Telegram::new();
    let (ann, bob, carol) = (telegram.sign_in(ANN), telegram.sign_in(BOB), sign_in_carol(&mut telegram));
    let (with_bob, with_carol) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&ann, "carol_clark"));
    for peer in [&with_bob, &with_carol] {
        telegram.call(&ann, &archive(peer, 1)).expect("she has it");
    }
    let settings = types::InputPeerNotifySettings {
        show_previews: None,
        silent: None,
        mute_until: Some(i32::MAX),
        sound: None,
        stories_muted: None,
        stories_hide_sender: None,
        stories_sound: None,
    };
    let peer = types::InputNotifyPeer { peer: with_carol.clone() }.into();
    let mute = functions::account::UpdateNotifySettings { peer, settings: settings.into() };
    telegram.call(&ann, &mute).expect("she may");
    telegram.send(&ann, &with_bob, "Silence", 1);
    assert_eq!(dialogs(&mut telegram, &ann, 1).len(), 2, "what one writes oneself leaves it there");
    telegram.pushed(&ann);
    for caller in [&bob, &carol] {
        let to_ann = telegram.resolve(caller, "ann_archer");
        telegram.send(caller, &to_ann, "Ahoy", 1);
    }
    let archived = dialogs(&mut telegram, &ann, 1);
    let enums::InputPeer::User(named) = &with_carol else { panic!("{with_carol:?}") };
    assert_eq!(archived.len(), 1);
    assert_eq!(archived[0].peer, types::PeerUser { user_id: named.user_id }.into());
    let told = telegram.pushed(&ann).into_iter().filter_map(|push| match push {
        enums::Updates::Updates(push) => Some(push.updates),
        _ => None,
    });
    let moved: Vec<enums::Update> = told.flatten().collect();
    let [enums::Update::FolderPeers(moved)] = &moved[..] else { panic!("{moved:?}") };
    assert_eq!(moved.folder_peers.len(), 1);
}

#[test]
fn chat_actions_and_their_end_are_pushed() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let to_bob = telegram.resolve(&ann, "bob_baker");
    let uploading: enums::SendMessageAction = types::SendMessageUploadPhotoAction { progress: 40 }.into();
    for action in [uploading, enums::SendMessageAction::SendMessageCancelAction] {
        let function =
            functions::messages::SetTyping { peer: to_bob.clone(), top_msg_id: None, action: action.clone() };
        telegram.call(&ann, &function).expect("she may write");
        let pushed = updates(telegram.pushed(&bob).remove(0));
        assert!(matches!(&pushed[..], [enums::Update::UserTyping(told)] if told.action == action));
    }
}
