//! Maximum numbers.

use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::chats::chat::ChatKind;
use telewire::sandbox::world::chats::create::NewChat;
use telewire::sandbox::world::chats::rights::AdminRights;
use telewire::sandbox::world::messages::reactions::EMOJI;
use telewire::sandbox::world::people::person::NewPerson;

use super::super::administration::{account, create_channel, edit_admin, found};
use super::super::deleting::{delete, get};
use super::super::forwarding::forward;
use super::super::invites::{export, exported, import};
use super::super::reacting::react;
use super::super::{as_channel, as_user};
use super::*;

/// A new user whose number ends in these four digits.
fn sailor(telegram: &mut Telegram, number: usize) -> i64 {
    let new = NewPerson {
        phone: Some(format!("+999662{number:04}")),
        first_name: "Sailor".to_owned(),
        username: Some(format!("sailor_{number}")),
        ..NewPerson::default()
    };
    telegram.world.add_person(new).expect("nobody has that number")
}

fn new_bot(telegram: &mut Telegram, number: usize) -> i64 {
    let new = NewPerson {
        token: Some(format!("{}:sandbox", 8_000_000 + number)),
        first_name: "Bot".to_owned(),
        username: Some(format!("sailing_{number}_bot")),
        ..NewPerson::default()
    };
    telegram.world.add_person(new).expect("nobody has that token")
}

fn chat_of(kind: ChatKind, owner: i64, members: Vec<i64>, username: Option<String>) -> NewChat {
    NewChat { kind, title: "Crew".to_owned(), about: String::new(), username, owner, members }
}

#[test]
fn a_basic_group_has_200_members() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let hers = account(&telegram, &ann);
    let sailors: Vec<i64> = (1000..1199).map(|number| sailor(&mut telegram, number)).collect();
    let group = telegram
        .world
        .add_chat(chat_of(ChatKind::Group, hers, sailors[..198].to_vec(), None))
        .expect("it may be made");
    let peer: enums::InputPeer = types::InputPeerChat { chat_id: group.number() }.into();
    let link = exported(telegram.call(&ann, &export(&peer)).expect("it is hers")).link;
    let user = |telegram: &mut Telegram, name: &str| as_user(&telegram.resolve(&ann, name));
    let add = |user_id| functions::messages::AddChatUser { chat_id: group.number(), user_id, fwd_limit: 0 };
    let last = user(&mut telegram, "sailor_1198");
    telegram.call(&ann, &add(last)).expect("there is room for one more");
    let his = user(&mut telegram, "bob_baker");
    assert_eq!(telegram.refusal(&ann, &add(his)), "400 USERS_TOO_MUCH");
    assert_eq!(telegram.refusal(&bob, &import(&link)), "400 USERS_TOO_MUCH");

    let mut all: Vec<enums::InputUser> =
        (1000..1199).map(|number| user(&mut telegram, &format!("sailor_{number}"))).collect();
    let create = |users: &[enums::InputUser]| functions::messages::CreateChat {
        users: users.to_vec(),
        title: "Crew".to_owned(),
        ttl_period: None,
    };
    telegram.call(&ann, &create(&all)).expect("with her they are 200");
    all.push(user(&mut telegram, "bob_baker"));
    assert_eq!(telegram.refusal(&ann, &create(&all)), "400 USERS_TOO_MUCH");
}

#[test]
fn a_chat_has_20_bots_and_50_admins() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let hers = account(&telegram, &ann);
    let bots: Vec<i64> = (0..19).map(|number| new_bot(&mut telegram, number)).collect();
    new_bot(&mut telegram, 19);
    new_bot(&mut telegram, 20);
    let sailors: Vec<i64> = (1000..1050).map(|number| sailor(&mut telegram, number)).collect();
    let chat = telegram.world.add_chat(chat_of(
        ChatKind::Supergroup,
        hers,
        [bots, sailors].concat(),
        Some("crew_of_many".to_owned()),
    ));
    chat.expect("it may be made");
    let crew = telegram.resolve(&ann, "crew_of_many");
    let invite = |telegram: &mut Telegram, name: &str| functions::channels::InviteToChannel {
        channel: as_channel(&crew),
        users: vec![as_user(&telegram.resolve(&ann, name))],
    };
    let inside = [invite(&mut telegram, "sailing_19_bot"), invite(&mut telegram, "bob_baker")];
    telegram.limit(&ann, &inside, &[]);
    let one_more = invite(&mut telegram, "sailing_20_bot");
    assert_eq!(telegram.refusal(&ann, &one_more), "400 BOTS_TOO_MUCH");

    let rights = AdminRights { pin_messages: true, ..AdminRights::default() };
    let promote = |telegram: &mut Telegram, number: usize| {
        edit_admin(&crew, &telegram.resolve(&ann, &format!("sailor_{number}")), rights)
    };
    let inside: Vec<_> = (1000..1049).map(|number| promote(&mut telegram, number)).collect();
    telegram.limit(&ann, &inside, &[]);
    let one_more = promote(&mut telegram, 1049);
    telegram.limit(&ann, &[], &[(one_more.clone(), "400 ADMINS_TOO_MUCH")]);
    let changed = AdminRights { delete_messages: true, ..rights };
    let again = functions::channels::EditAdmin {
        admin_rights: super::super::administration::admin_rights(changed),
        ..inside[0].clone()
    };
    telegram.call(&ann, &again).expect("who is an admin may be given other rights");
    let dismissed = edit_admin(&crew, &telegram.resolve(&ann, "sailor_1000"), AdminRights::default());
    telegram.call(&ann, &dismissed).expect("it is hers");
    telegram.call(&ann, &one_more).expect("there is room for one again");
}

#[test]
fn an_account_is_in_500_channels_and_owns_ten_public_ones() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let hers = account(&telegram, &ann);
    for number in 0..9 {
        let chat = chat_of(ChatKind::Channel, hers, Vec::new(), Some(format!("crew_{number:03}")));
        telegram.world.add_chat(chat).expect("it may be made");
    }
    let (tenth, eleventh) = (found(&mut telegram, &ann, true), found(&mut telegram, &ann, false));
    let public = |channel: &enums::InputPeer, name: &str| functions::channels::UpdateUsername {
        channel: as_channel(channel),
        username: name.to_owned(),
    };
    telegram.limit(&ann, &[public(&tenth, "crew_nine"), public(&tenth, "crew_ten")], &[]);
    telegram.limit(&ann, &[], &[(public(&eleventh, "crew_eleven"), "400 CHANNELS_ADMIN_PUBLIC_TOO_MUCH")]);
    let check = functions::channels::CheckUsername {
        channel: as_channel(&eleventh),
        username: "crew_eleven".to_owned(),
    };
    assert_eq!(telegram.refusal(&ann, &check), "400 CHANNELS_ADMIN_PUBLIC_TOO_MUCH");
    telegram.limit(&ann, &[public(&tenth, "")], &[]);
    telegram.limit(&ann, &[public(&eleventh, "crew_eleven")], &[]);

    // She reads @news, too.
    for _ in 12..499 {
        telegram.world.add_chat(chat_of(ChatKind::Channel, hers, Vec::new(), None)).expect("it may be made");
    }
    let lounge = telegram.resolve(&ann, "sandbox_lounge");
    let join = functions::channels::JoinChannel { channel: as_channel(&lounge) };
    telegram.call(&ann, &create_channel("The last", true)).expect("there is room for one more");
    assert_eq!(telegram.refusal(&ann, &create_channel("One more", true)), "400 CHANNELS_TOO_MUCH");
    assert_eq!(telegram.refusal(&ann, &join), "400 CHANNELS_TOO_MUCH");
    assert_eq!(telegram.refusal(&ann, &import("https://t.me/+SandboxBackRoom")), "400 CHANNELS_TOO_MUCH");
    let leave = functions::channels::DeleteChannel { channel: as_channel(&tenth) };
    telegram.call(&ann, &leave).expect("it is hers");
    telegram.call(&ann, &join).expect("there is room for one again");
}

#[test]
fn a_message_has_up_to_eleven_kinds_of_known_reactions() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let hers = account(&telegram, &ann);
    let sailors: Vec<i64> = (1000..1012).map(|number| sailor(&mut telegram, number)).collect();
    let chat = chat_of(ChatKind::Supergroup, hers, sailors, Some("crew_of_many".to_owned()));
    telegram.world.add_chat(chat).expect("it may be made");
    let crew = telegram.resolve(&ann, "crew_of_many");
    telegram.send(&ann, &crew, "Ahoy", 1);
    let id = telegram.history(&ann, &crew)[0].id();
    let mut there: Vec<(Caller, enums::InputPeer)> = Vec::new();
    for number in 1000..1012 {
        let caller = telegram.sign_in(&format!("+999662{number:04}"));
        let crew = telegram.resolve(&caller, "crew_of_many");
        there.push((caller, crew));
    }
    let (last, last_crew) = there.pop().expect("there are twelve");
    let invalid = ["❤\u{fe0f}", "☃\u{fe0f}", "x", "⛵", "👍👍"]
        .map(|emoji| (react(&last_crew, id, emoji), "400 REACTION_INVALID"));
    telegram.limit(&last, &[], &invalid);
    telegram.limit(&last, &[], &[(react(&last_crew, id, ""), "400 REACTION_EMPTY")]);
    let two = functions::messages::SendReaction {
        reaction: Some(
            ["👍", "👎"].map(|emoji| types::ReactionEmoji { emoticon: emoji.to_owned() }.into()).to_vec(),
        ),
        ..react(&last_crew, id, "👍")
    };
    assert_eq!(telegram.refusal(&last, &two), "400 REACTIONS_TOO_MANY");
    for ((caller, crew), emoji) in there.iter().zip(EMOJI) {
        telegram.call(caller, &react(crew, id, emoji)).expect("it is one of them");
    }
    assert_eq!(telegram.refusal(&last, &react(&last_crew, id, EMOJI[11])), "400 REACTIONS_TOO_MANY");
    telegram.call(&last, &react(&last_crew, id, EMOJI[10])).expect("it is there already");
}

#[test]
fn a_request_names_up_to_a_hundred_messages() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let (bob, hers) = (telegram.resolve(&ann, "bob_baker"), found(&mut telegram, &ann, false));
    let telling: Vec<String> = (0..100).map(|at| at.to_string()).collect();
    for (at, said) in telling.iter().enumerate() {
        telegram.send(&ann, &bob, said, 1000 + at as i64);
    }
    let newest = telegram.history(&ann, &bob)[0].id();
    let ids = |count: i32| (newest - count + 1..=newest).collect::<Vec<i32>>();
    const MANY: &str = "400 MESSAGE_IDS_EMPTY";
    telegram.limit(&ann, &[get(&ids(100)), get(&[])], &[(get(&ids(101)), MANY)]);
    let pass = |count| forward(&bob, &ids(count), &enums::InputPeer::PeerSelf);
    telegram.limit(&ann, &[pass(100)], &[(pass(101), MANY), (pass(0), MANY)]);
    let nameless = functions::messages::ForwardMessages { random_id: vec![0], ..pass(1) };
    let uneven = functions::messages::ForwardMessages { random_id: vec![7, 8], ..pass(1) };
    telegram.limit(&ann, &[], &[(nameless, "400 RANDOM_ID_EMPTY"), (uneven, "400 RANDOM_ID_INVALID")]);
    let views =
        |count| functions::messages::GetMessagesViews { peer: bob.clone(), id: ids(count), increment: false };
    telegram.limit(&ann, &[views(100)], &[(views(101), MANY)]);
    let reactions = |count| functions::messages::GetMessagesReactions { peer: bob.clone(), id: ids(count) };
    telegram.limit(&ann, &[reactions(100)], &[(reactions(101), MANY)]);
    telegram.limit(&ann, &[delete(&ids(100), true)], &[(delete(&ids(101), true), MANY)]);

    let named = |count: i32| functions::channels::GetMessages {
        channel: as_channel(&hers),
        id: (2..2 + count).map(|id| types::InputMessageId { id }.into()).collect(),
    };
    telegram.limit(&ann, &[named(100)], &[(named(101), MANY), (named(0), MANY)]);
    let gone = |count: i32| functions::channels::DeleteMessages {
        channel: as_channel(&hers),
        id: (2..2 + count).collect(),
    };
    telegram.limit(&ann, &[gone(100)], &[(gone(101), MANY)]);
    let waiting = |count: i32| functions::messages::GetScheduledMessages {
        peer: bob.clone(),
        id: (1..=count).collect(),
    };
    telegram.limit(&ann, &[waiting(100)], &[(waiting(101), MANY)]);
    let dropped = |count: i32| functions::messages::DeleteScheduledMessages {
        peer: bob.clone(),
        id: (1..=count).collect(),
    };
    telegram.limit(&ann, &[dropped(100)], &[(dropped(101), MANY)]);
    let at_once = functions::messages::SendScheduledMessages { peer: bob.clone(), id: (1..=101).collect() };
    telegram.limit(&ann, &[], &[(at_once, MANY)]);
}
