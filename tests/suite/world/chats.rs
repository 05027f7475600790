//! Dialogs, and joining chats.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::chats::chat::ChatKind;
use telewire::sandbox::world::chats::create::NewChat;
use telewire::sandbox::world::people::peer::Peer;
use telewire::sandbox::world::people::person::NewPerson;

use super::{ANN, BOB, Telegram, as_channel, text};

pub fn get_dialogs() -> functions::messages::GetDialogs {
    functions::messages::GetDialogs {
        exclude_pinned: false,
        folder_id: None,
        offset_date: 0,
        offset_id: 0,
        offset_peer: enums::InputPeer::Empty,
        limit: 100,
        hash: 0,
    }
}

pub fn dialogs(telegram: &mut Telegram, caller: &Caller) -> Vec<types::Dialog> {
    let found = telegram.call(caller, &get_dialogs()).expect("signed in");
    let enums::messages::Dialogs::Dialogs(all) = found else { panic!("{found:?}") };
    all.dialogs.into_iter().map(dialog).collect()
}

fn dialog(dialog: enums::Dialog) -> types::Dialog {
    match dialog {
        enums::Dialog::Dialog(dialog) => dialog,
        other => panic!("{other:?}"),
    }
}

fn import(hash: &str) -> functions::messages::ImportChatInvite {
    functions::messages::ImportChatInvite { hash: hash.to_owned() }
}

fn join_updates(result: enums::messages::ChatInviteJoinResult) -> types::Updates {
    match result {
        enums::messages::ChatInviteJoinResult::Ok(ok) => match ok.updates {
            enums::Updates::Updates(updates) => updates,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn dialogs_are_listed_newest_first_with_all_referenced_objects() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let found = telegram.call(&ann, &get_dialogs()).expect("signed in");
    let enums::messages::Dialogs::Dialogs(all) = found else { panic!("{found:?}") };
    let tops: Vec<&str> = all.messages.iter().map(text).collect();
    assert_eq!(
        tops,
        ["Version 1: the sandbox is open.", "Its papers, at last.", "Hello Ann, this is Carol."]
    );
    let unread: Vec<i32> = all.dialogs.into_iter().map(|each| dialog(each).unread_count).collect();
    // The channel's creation counts too.
    assert_eq!(unread, [4, 2, 1]);
    assert_eq!((all.users.len(), all.chats.len()), (2, 1));
}

#[test]
fn paging_returns_every_dialog_once_even_at_equal_dates() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let ann_id = telegram.world.account_of(ann.auth_key_id).expect("signed in");
    for at in 0..57 {
        let new = NewPerson {
            phone: Some(format!("+99966210{at:02}")),
            first_name: format!("Friend {at}"),
            ..NewPerson::default()
        };
        let friend = telegram.world.add_person(new).expect("nobody has that number");
        telegram.world.say(friend, Peer::User(ann_id), "Ahoy", 1).expect("anyone may write to her");
        telegram.world.take_deliveries();
    }
    let mut seen = Vec::new();
    let mut page = functions::messages::GetDialogs { limit: 7, ..get_dialogs() };
    loop {
        let found = telegram.call(&ann, &page).expect("signed in");
        let enums::messages::Dialogs::Slice(part) = found else { panic!("{found:?}") };
        assert_eq!(part.count, 60);
        let Some(last) = part.dialogs.last().cloned().map(dialog) else { break };
        seen.extend(part.dialogs.into_iter().map(|each| format!("{:?}", dialog(each).peer)));
        let top =
            part.messages.iter().find(|message| message.id() == last.top_message).expect("it comes along");
        page.offset_date = super::plain(top).date;
        page.offset_id = last.top_message;
        page.offset_peer = match last.peer {
            enums::Peer::User(peer) => part
                .users
                .iter()
                .find_map(|user| match user {
                    enums::User::User(user) if user.id == peer.user_id => Some(super::input_user(user)),
                    _ => None,
                })
                .expect("it comes along"),
            _ => telegram.resolve(&ann, "sandbox_news"),
        };
    }
    let mut distinct = seen.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!((seen.len(), distinct.len()), (60, 60));
}

#[test]
fn peer_dialogs_include_the_state() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let peers = ["bob_baker", "sandbox_lounge"].map(|name| {
        let peer = telegram.resolve(&ann, name);
        types::InputDialogPeer { peer }.into()
    });
    let get = functions::messages::GetPeerDialogs { peers: peers.to_vec() };
    let enums::messages::PeerDialogs::Dialogs(found) = telegram.call(&ann, &get).expect("signed in");
    let pts: Vec<_> = found.dialogs.into_iter().map(|each| dialog(each).pts.is_some()).collect();
    assert_eq!(pts, [false, true]);
    let state = telegram.call(&ann, &functions::updates::GetState {}).expect("signed in");
    assert_eq!(found.state, state);
}

#[test]
fn joining_a_public_supergroup_adds_a_service_message() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let lounge = telegram.resolve(&ann, "sandbox_lounge");
    let join = functions::channels::JoinChannel { channel: as_channel(&lounge) };
    let updates = join_updates(telegram.call(&ann, &join).expect("it is public"));
    assert!(matches!(&updates.updates[..], [enums::Update::Channel(_), enums::Update::NewChannelMessage(_)]));
    assert!(matches!(&updates.chats[..], [enums::Chat::Channel(chat)] if !chat.left));
    let pushed = telegram.pushed(&bob);
    assert!(matches!(
        &pushed[..],
        [enums::Updates::Updates(pushed)] if matches!(pushed.updates[..], [enums::Update::NewChannelMessage(_)])
    ));
    let joined = dialogs(&mut telegram, &ann).remove(0);
    assert_eq!(joined.unread_count, 0, "the past is no news");

    let again = join_updates(telegram.call(&ann, &join).expect("she stays in it"));
    assert!(again.updates.is_empty());
    assert_eq!(again.chats.len(), 1);
}

#[test]
fn joining_a_channel_adds_no_service_message() {
    let mut telegram = Telegram::new();
    let bob = telegram.sign_in(BOB);
    let news = telegram.resolve(&bob, "sandbox_news");
    let join = functions::channels::JoinChannel { channel: as_channel(&news) };
    let updates = join_updates(telegram.call(&bob, &join).expect("it is public"));
    assert!(matches!(&updates.updates[..], [enums::Update::Channel(_)]));
}

#[test]
fn leaving_removes_the_dialog() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let news = telegram.resolve(&ann, "sandbox_news");
    assert_eq!(dialogs(&mut telegram, &ann).len(), 3);
    let leave = functions::channels::LeaveChannel { channel: as_channel(&news) };
    telegram.call(&ann, &leave).expect("she is in it");
    assert_eq!(dialogs(&mut telegram, &ann).len(), 2);
    assert_eq!(telegram.refusal(&ann, &leave), "400 USER_NOT_PARTICIPANT");
}

#[test]
fn an_invite_link_previews_the_chat_and_joins_it() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let check = functions::messages::CheckChatInvite { hash: "SandboxBackRoom".to_owned() };
    let enums::ChatInvite::Invite(shown) = telegram.call(&ann, &check).expect("the link is good") else {
        panic!("she isn't in it");
    };
    assert_eq!(
        (shown.title.as_str(), shown.participants_count, shown.request_needed),
        ("Back Room", 2, false)
    );
    let updates = join_updates(telegram.call(&ann, &import("SandboxBackRoom")).expect("the link lets in"));
    let [enums::Chat::Channel(room)] = &updates.chats[..] else { panic!("{updates:?}") };
    let room = super::input_channel(room);
    telegram.send(&ann, &room, "So this is it", 1);
    assert_eq!(telegram.refusal(&ann, &import("SandboxBackRoom")), "400 USER_ALREADY_PARTICIPANT");
    assert!(matches!(telegram.call(&ann, &check), Ok(enums::ChatInvite::Already(_))));
}

#[test]
fn a_link_may_only_send_a_join_request() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    assert_eq!(telegram.refusal(&ann, &import("SandboxWaiting")), "400 INVITE_REQUEST_SENT");
    assert!(telegram.pushed(&bob).is_empty(), "only its admins are told");
    let check = functions::messages::CheckChatInvite { hash: "SandboxWaiting".to_owned() };
    assert!(matches!(
        telegram.call(&ann, &check),
        Ok(enums::ChatInvite::Invite(shown)) if shown.request_needed
    ));
    assert_eq!(telegram.refusal(&ann, &import("nonsense")), "400 INVITE_HASH_INVALID");
    assert_eq!(telegram.refusal(&ann, &import("")), "400 INVITE_HASH_EMPTY");
}

#[test]
fn a_basic_groups_messages_are_in_each_members_mailbox() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let account = |caller: &Caller| telegram.world.account_of(caller.auth_key_id).expect("signed in");
    let (ann_id, bob_id) = (account(&ann), account(&bob));
    let group = telegram.world.add_chat(NewChat {
        kind: ChatKind::Group,
        title: "Crew".to_owned(),
        about: String::new(),
        username: None,
        owner: ann_id,
        members: vec![bob_id],
    });
    let Ok(Peer::Group(chat_id)) = group else { panic!("{group:?}") };
    telegram.world.take_deliveries();
    let crew: enums::InputPeer = types::InputPeerChat { chat_id }.into();

    let sent = telegram.send(&ann, &crew, "All aboard", 1);
    assert!(matches!(
        &sent,
        enums::Updates::Updates(sent)
            if matches!(sent.updates[..], [enums::Update::MessageId(_), enums::Update::NewMessage(_)])
    ));
    telegram.pushed(&bob);
    telegram.send(&ann, &crew, "At once", 2);
    let pushed = telegram.pushed(&bob);
    assert!(matches!(
        &pushed[..],
        [enums::Updates::UpdateShortChatMessage(pushed)] if pushed.from_id == ann_id && pushed.message == "At once"
    ));
    let (hers, his) = (telegram.history(&ann, &crew), telegram.history(&bob, &crew));
    assert_eq!(super::texts(&hers), super::texts(&his));
    assert_ne!(super::ids(&hers), super::ids(&his));

    let full = functions::messages::GetFullChat { chat_id };
    let enums::messages::ChatFull::Full(full) = telegram.call(&bob, &full).expect("he is in it");
    let enums::ChatFull::Full(crew) = full.full_chat else { panic!("it is a basic group") };
    assert!(
        matches!(crew.participants, enums::ChatParticipants::Participants(all) if all.participants.len() == 2)
    );
    assert_eq!(full.users.len(), 2);
}

#[test]
fn a_full_channel_shows_more_to_admins() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let mut full = |caller: &Caller| {
        let channel = as_channel(&telegram.resolve(caller, "sandbox_lounge"));
        let function = functions::channels::GetFullChannel { channel };
        let enums::messages::ChatFull::Full(full) = telegram.call(caller, &function).expect("it is public");
        match full.full_chat {
            enums::ChatFull::ChannelFull(full) => (full.participants_count, full.admins_count, full.pts > 1),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(full(&ann), (Some(3), None, true));
    assert_eq!(full(&bob), (Some(3), Some(1), true));
}
