//! Who may create, edit and delete topics.

use telewire::sandbox::world::chats::rights::{AdminRights, Bans};

use super::*;

#[test]
fn the_owner_turns_a_supergroup_into_a_forum_and_back() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let lounge = telegram.resolve(&bob, "sandbox_lounge");
    let toggle = |peer: &enums::InputPeer, enabled| functions::channels::ToggleForum {
        channel: as_channel(peer),
        enabled,
        tabs: true,
    };
    let hers = telegram.resolve(&ann, "sandbox_lounge");
    assert_eq!(telegram.refusal(&ann, &toggle(&hers, true)), "400 CHAT_ADMIN_REQUIRED");
    assert_eq!(telegram.refusal(&bob, &topics(&lounge)), "400 CHANNEL_FORUM_MISSING");
    let is_forum = |made: enums::Updates| match &brought(made).chats[..] {
        [enums::Chat::Channel(channel)] => (channel.forum, channel.forum_tabs),
        other => panic!("{other:?}"),
    };
    assert_eq!(is_forum(telegram.call(&bob, &toggle(&lounge, true)).expect("it is his")), (true, true));
    assert_eq!(telegram.refusal(&bob, &toggle(&lounge, true)), "400 CHAT_NOT_MODIFIED");
    telegram.call(&bob, &create(&lounge, "Boats", 1)).expect("it is his");
    let in_general = messages(telegram.call(&bob, &replies(&lounge, 1)).expect("it is his"));
    assert!(texts(&in_general).contains(&"Always."));
    assert_eq!(is_forum(telegram.call(&bob, &toggle(&lounge, false)).expect("it is his")), (false, false));
    assert_eq!(telegram.refusal(&bob, &create(&lounge, "Nets", 2)), "400 CHANNEL_FORUM_MISSING");
    telegram.call(&bob, &toggle(&lounge, true)).expect("it is his");
    let (kept, _) = found(telegram.call(&bob, &topics(&lounge)).expect("it is his"));
    assert_eq!(titles(&kept), ["Boats", "General"]);
    let news = telegram.resolve(&bob, "sandbox_news");
    assert_eq!(telegram.refusal(&bob, &toggle(&news, true)), "400 CHANNEL_INVALID");
}

#[test]
fn members_create_topics_by_default_and_manage_only_their_own() {
    let mut forum = Forum::new();
    let boats = forum.topic("Boats");
    let rename = |peer: &enums::InputPeer, id| functions::messages::EditForumTopic {
        title: Some("Ships".to_owned()),
        ..edit(peer, id)
    };
    assert_eq!(forum.telegram.refusal(&forum.bob, &rename(&forum.his, boats)), "403 CHAT_ADMIN_REQUIRED");
    assert_eq!(forum.telegram.refusal(&forum.bob, &rename(&forum.his, 1)), "403 CHAT_ADMIN_REQUIRED");
    assert_eq!(forum.telegram.refusal(&forum.bob, &delete(&forum.his, boats)), "403 CHAT_ADMIN_REQUIRED");
    forum.telegram.call(&forum.bob, &create(&forum.his, "Nets", 1)).expect("members may");
    let nets = forum.telegram.history(&forum.bob, &forum.his)[0].id();
    forum.telegram.call(&forum.bob, &rename(&forum.his, nets)).expect("it is his");
    assert_eq!(forum.listed()[0].title, "Ships");
    forum.say("Hers", reply(nets, None));
    assert_eq!(forum.telegram.refusal(&forum.bob, &delete(&forum.his, nets)), "403 CHAT_ADMIN_REQUIRED");

    let no_topics = Bans { manage_topics: true, ..Bans::default() };
    let taken = functions::messages::EditChatDefaultBannedRights {
        peer: forum.hers.clone(),
        banned_rights: banned_rights(no_topics, FOR_EVER),
    };
    forum.telegram.call(&forum.ann, &taken).expect("it is hers");
    assert_eq!(forum.telegram.refusal(&forum.bob, &create(&forum.his, "Fish", 2)), "400 CHAT_ADMIN_REQUIRED");
    let bob = forum.telegram.resolve(&forum.ann, "bob_baker");
    let rights = AdminRights { manage_topics: true, ..AdminRights::default() };
    forum.telegram.call(&forum.ann, &edit_admin(&forum.hers, &bob, rights)).expect("it is hers");
    forum.telegram.call(&forum.bob, &create(&forum.his, "Fish", 2)).expect("he was given that");
    forum.telegram.call(&forum.bob, &rename(&forum.his, boats)).expect("he was given that");
}

#[test]
fn an_edit_of_a_topic_adds_a_service_message_and_must_change_it() {
    let mut forum = Forum::new();
    let boats = forum.topic("Boats");
    let icon = functions::messages::EditForumTopic { icon_emoji_id: Some(5), ..edit(&forum.hers, boats) };
    let told = updates(forum.telegram.call(&forum.ann, &icon).expect("it is hers"));
    let [enums::Update::NewChannelMessage(said)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(answers(&said.message), Some((true, Some(boats), None)));
    let enums::Message::Service(service) = &said.message else { panic!("{said:?}") };
    let enums::MessageAction::TopicEdit(edited) = &service.action else { panic!("{service:?}") };
    assert_eq!((edited.icon_emoji_id, edited.title.as_ref(), edited.closed), (Some(5), None, None));
    assert_eq!(forum.listed()[0].icon_emoji_id, Some(5));

    let closed = Some(true);
    let title = Some("Ships".to_owned());
    for (name, function) in [
        ("TOPIC_NOT_MODIFIED", icon),
        ("TOPIC_NOT_MODIFIED", edit(&forum.hers, boats)),
        ("TOPIC_ID_INVALID", close(&forum.hers, 4711, true)),
        (
            "TOPIC_TITLE_EMPTY",
            functions::messages::EditForumTopic { title: Some(" ".to_owned()), ..edit(&forum.hers, boats) },
        ),
        (
            "TOPIC_CLOSE_SEPARATELY",
            functions::messages::EditForumTopic { closed, title: title.clone(), ..edit(&forum.hers, boats) },
        ),
        (
            "TOPIC_HIDE_SEPARATELY",
            functions::messages::EditForumTopic { hidden: closed, title, ..edit(&forum.hers, 1) },
        ),
        (
            "TOPIC_ID_INVALID",
            functions::messages::EditForumTopic { hidden: closed, ..edit(&forum.hers, boats) },
        ),
        (
            "GENERAL_MODIFY_ICON_FORBIDDEN",
            functions::messages::EditForumTopic { icon_emoji_id: Some(5), ..edit(&forum.hers, 1) },
        ),
    ] {
        assert_eq!(forum.telegram.refusal(&forum.ann, &function), format!("400 {name}"));
    }
    assert_eq!(forum.telegram.refusal(&forum.ann, &create(&forum.hers, "", 9)), "400 TOPIC_TITLE_EMPTY");
    let long = "x".repeat(129);
    assert_eq!(forum.telegram.refusal(&forum.ann, &create(&forum.hers, &long, 9)), "400 TOPIC_TITLE_EMPTY");
}

#[test]
fn the_general_topic_is_closed_while_hidden_and_cannot_be_deleted() {
    let mut forum = Forum::new();
    let hide = functions::messages::EditForumTopic { hidden: Some(true), ..edit(&forum.hers, 1) };
    forum.telegram.call(&forum.ann, &hide).expect("it is hers");
    let general = forum.listed().remove(0);
    assert!(general.hidden && general.closed);
    assert_eq!(forum.bob_is_refused(None), "400 TOPIC_CLOSED");
    forum.telegram.call(&forum.ann, &close(&forum.hers, 1, false)).expect("it is hers");
    let general = forum.listed().remove(0);
    assert!(!general.hidden && !general.closed);
    assert_eq!(forum.telegram.refusal(&forum.ann, &delete(&forum.hers, 1)), "400 TOPIC_ID_INVALID");
}

#[test]
fn deleting_a_topic_deletes_its_messages() {
    let mut forum = Forum::new();
    let boats = forum.topic("Boats");
    let said = forum.say("One boat", reply(boats, None));
    let first = functions::channels::DeleteMessages { channel: as_channel(&forum.hers), id: vec![boats] };
    assert_eq!(forum.telegram.refusal(&forum.ann, &first), "403 MESSAGE_DELETE_FORBIDDEN");
    forum.telegram.pushes.clear();
    let enums::messages::AffectedHistory::History(gone) =
        forum.telegram.call(&forum.ann, &delete(&forum.hers, boats)).expect("it is hers");
    assert_eq!((gone.pts_count, gone.offset), (2, 0));
    let pushed = updates(forum.telegram.pushed(&forum.bob).remove(0));
    let [enums::Update::DeleteChannelMessages(told)] = &pushed[..] else { panic!("{pushed:?}") };
    assert_eq!((&told.messages, told.pts), (&vec![boats, said], gone.pts));
    assert_eq!(titles(&forum.listed()), ["General"]);
    assert_eq!(forum.telegram.refusal(&forum.ann, &delete(&forum.hers, boats)), "400 TOPIC_ID_INVALID");

    // The creator may delete a topic in which only they have written.
    forum.telegram.call(&forum.bob, &create(&forum.his, "Nets", 1)).expect("members may");
    let nets = forum.telegram.history(&forum.bob, &forum.his)[0].id();
    forum.telegram.call(&forum.bob, &delete(&forum.his, nets)).expect("it is his");
}

#[test]
fn admins_pin_topics_and_put_them_in_order() {
    let mut forum = Forum::new();
    let ids: Vec<i32> = ["A", "B", "C", "D", "E", "F"].map(|title| forum.topic(title)).into();
    let pin = |peer: &enums::InputPeer, topic_id, pinned| functions::messages::UpdatePinnedForumTopic {
        peer: peer.clone(),
        topic_id,
        pinned,
    };
    let order = |force, order: &[i32]| functions::messages::ReorderPinnedForumTopics {
        force,
        peer: forum.hers.clone(),
        order: order.to_vec(),
    };
    let (reorder, replace) = (order(false, &[ids[0], ids[3]]), order(true, &[ids[4], ids[2]]));
    let nowhere = order(true, &[4711]);
    let refused = forum.telegram.refusal(&forum.bob, &pin(&forum.his, ids[0], true));
    assert_eq!(refused, "400 CHAT_ADMIN_REQUIRED");
    forum.telegram.pushes.clear();
    forum.telegram.call(&forum.ann, &pin(&forum.hers, ids[0], true)).expect("it is hers");
    let pushed = updates(forum.telegram.pushed(&forum.bob).remove(0));
    let [enums::Update::PinnedForumTopic(told)] = &pushed[..] else { panic!("{pushed:?}") };
    assert_eq!((told.topic_id, told.pinned), (ids[0], true));
    let again = pin(&forum.hers, ids[0], true);
    assert_eq!(forum.telegram.refusal(&forum.ann, &again), "400 PINNED_TOPIC_NOT_MODIFIED");
    for id in &ids[1..5] {
        forum.telegram.call(&forum.ann, &pin(&forum.hers, *id, true)).expect("it is hers");
    }
    let sixth = pin(&forum.hers, ids[5], true);
    assert_eq!(forum.telegram.refusal(&forum.ann, &sixth), "400 PINNED_TOO_MUCH");
    assert_eq!(titles(&forum.listed()), ["E", "D", "C", "B", "A", "F", "General"]);

    forum.telegram.call(&forum.ann, &reorder).expect("it is hers");
    assert_eq!(titles(&forum.listed()), ["A", "D", "E", "C", "B", "F", "General"]);
    forum.telegram.pushes.clear();
    forum.telegram.call(&forum.ann, &replace).expect("it is hers");
    let pushed = updates(forum.telegram.pushed(&forum.bob).remove(0));
    let [enums::Update::PinnedForumTopics(told)] = &pushed[..] else { panic!("{pushed:?}") };
    assert_eq!(told.order, Some(vec![ids[4], ids[2]]));
    let listed = forum.listed();
    let pinned: Vec<&str> = listed.iter().filter(|topic| topic.pinned).map(|topic| &*topic.title).collect();
    assert_eq!(pinned, ["E", "C"]);
    assert_eq!(forum.telegram.refusal(&forum.ann, &nowhere), "400 TOPIC_ID_INVALID");
}
