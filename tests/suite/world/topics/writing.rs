//! Messages in topics.

use super::*;

#[test]
fn a_topic_starts_with_one_service_message() {
    let mut forum = Forum::new();
    let function = create(&forum.hers, " Boats ", 7);
    let made = updates(forum.telegram.call(&forum.ann, &function).expect("it is hers"));
    let [enums::Update::MessageId(named), enums::Update::NewChannelMessage(first)] = &made[..] else {
        panic!("{made:?}")
    };
    let enums::Message::Service(said) = &first.message else { panic!("{first:?}") };
    let enums::MessageAction::TopicCreate(created) = &said.action else { panic!("{said:?}") };
    assert_eq!((&*created.title, created.icon_color), ("Boats", 0xffd67e));
    assert_eq!((named.id, named.random_id, said.reply_to.as_ref()), (said.id, 7, None));
    let again = updates(forum.telegram.call(&forum.ann, &function).expect("it is the same again"));
    assert_eq!(again[0], made[0]);
    let listed = forum.listed();
    assert_eq!(titles(&listed), ["Boats", "General"]);
    assert_eq!((listed[0].id, listed[0].my, listed[1].id), (said.id, false, 1));
}

#[test]
fn messages_have_their_topic_and_the_message_they_reply_to() {
    let mut forum = Forum::new();
    let boats = forum.topic("Boats");
    let plain_one = forum.say("Which boat?", reply(boats, None));
    let answer = forum.say("That one.", reply(plain_one, None));
    let named = forum.say("This one.", reply(plain_one, Some(boats)));
    let general = forum.say("Hello all", None);
    let to_general = forum.say("Hello you", reply(general, None));
    let by_its_id = forum.say("Hello again", reply(1, Some(1)));
    let history = forum.telegram.history(&forum.bob, &forum.his);
    let of = |id| history.iter().find(|message| message.id() == id).and_then(answers);
    assert_eq!(of(plain_one), Some((true, Some(boats), None)));
    assert_eq!(of(answer), Some((true, Some(plain_one), Some(boats))));
    assert_eq!(of(named), of(answer));
    assert_eq!(of(general), None);
    assert_eq!(of(to_general), Some((false, Some(general), None)));
    assert_eq!(of(by_its_id), None);

    let in_boats =
        messages(forum.telegram.call(&forum.bob, &replies(&forum.his, boats)).expect("he is in it"));
    assert_eq!(super::super::ids(&in_boats), [named, answer, plain_one, boats]);
    let window = functions::messages::GetReplies { offset_id: named, limit: 1, ..replies(&forum.his, boats) };
    let page = forum.telegram.call(&forum.bob, &window).expect("he is in it");
    let enums::messages::Messages::ChannelMessages(page) = page else { panic!("{page:?}") };
    assert_eq!((super::super::ids(&page.messages), page.count), (vec![answer], 4));
    let [enums::ForumTopic::Topic(topic)] = &page.topics[..] else { panic!("{page:?}") };
    assert!(topic.short && topic.id == boats);
    let in_general = messages(forum.telegram.call(&forum.bob, &replies(&forum.his, 1)).expect("he is in it"));
    assert_eq!(texts(&in_general)[..3], ["Hello again", "Hello you", "Hello all"]);
    assert_eq!(forum.telegram.refusal(&forum.bob, &replies(&forum.his, answer)), "400 TOPIC_ID_INVALID");
}

#[test]
fn media_and_forwards_can_be_sent_to_a_topic() {
    let mut forum = Forum::new();
    let boats = forum.topic("Boats");
    let said = forum.say("Look at this", None);
    let forward = functions::messages::ForwardMessages {
        top_msg_id: Some(boats),
        ..super::super::forwarding::forward(&forum.hers, &[said], &forum.hers)
    };
    forum.telegram.call(&forum.ann, &forward).expect("it is hers");
    let dice = types::InputMediaDice { emoticon: "🎲".to_owned() };
    let thrown = functions::messages::SendMedia {
        reply_to: reply(boats, None),
        ..super::super::files::send(&forum.hers, dice, 77)
    };
    forum.telegram.call(&forum.ann, &thrown).expect("it is hers");
    let found = messages(forum.telegram.call(&forum.bob, &replies(&forum.his, boats)).expect("he is in it"));
    assert_eq!(texts(&found), ["Look", "Look at this", ""]);
    assert!(plain(&found[1]).fwd_from.is_some());
}

#[test]
fn a_search_can_be_limited_to_a_topic() {
    let mut forum = Forum::new();
    let boats = forum.topic("Boats");
    forum.say("A red boat", reply(boats, None));
    forum.say("A red house", None);
    let search = functions::messages::Search {
        peer: forum.his.clone(),
        q: "red".to_owned(),
        from_id: None,
        saved_peer_id: None,
        saved_reaction: None,
        top_msg_id: Some(boats),
        filter: enums::MessagesFilter::InputMessagesFilterEmpty,
        min_date: 0,
        max_date: 0,
        offset_id: 0,
        add_offset: 0,
        limit: 10,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    for (topic, expected) in [
        (Some(boats), &["A red boat"][..]),
        (Some(1), &["A red house"]),
        (None, &["A red house", "A red boat"]),
    ] {
        let search = functions::messages::Search { top_msg_id: topic, ..search.clone() };
        let found = messages(forum.telegram.call(&forum.bob, &search).expect("he is in it"));
        assert_eq!(texts(&found), expected);
    }
}

#[test]
fn only_admins_and_its_creator_write_in_a_closed_topic() {
    let mut forum = Forum::new();
    let boats = forum.topic("Boats");
    forum.telegram.call(&forum.ann, &close(&forum.hers, boats, true)).expect("it is hers");
    assert_eq!(forum.bob_is_refused(reply(boats, None)), "400 TOPIC_CLOSED");
    forum.say("I may.", reply(boats, None));
    forum.telegram.call(&forum.ann, &close(&forum.hers, boats, false)).expect("it is hers");
    let function =
        functions::messages::SendMessage { reply_to: reply(boats, None), ..send(&forum.his, "So may I.", 1) };
    forum.telegram.call(&forum.bob, &function).expect("it is open again");
    let history = forum.telegram.history(&forum.bob, &forum.his);
    assert_eq!(texts(&history)[..4], ["So may I.", "", "I may.", ""]);
    assert_eq!(answers(&history[1]), Some((true, Some(boats), None)));

    forum.telegram.call(&forum.ann, &delete(&forum.hers, boats)).expect("it is hers");
    assert_eq!(forum.bob_is_refused(reply(boats, None)), "400 TOPIC_DELETED");
    assert_eq!(forum.bob_is_refused(reply(4711, None)), "400 REPLY_MESSAGE_ID_INVALID");
    assert_eq!(forum.bob_is_refused(reply(2, Some(4711))), "400 REPLY_MESSAGE_ID_INVALID");
}

#[test]
fn without_topics_a_thread_is_the_replies_to_a_message() {
    let mut telegram = Telegram::new();
    let bob = telegram.sign_in(BOB);
    let lounge = telegram.resolve(&bob, "sandbox_lounge");
    let first = telegram.history(&bob, &lounge)[0].id();
    let mut say = |text: &str, id: i64, to: i32| {
        let function =
            functions::messages::SendMessage { reply_to: reply(to, Some(first)), ..send(&lounge, text, id) };
        telegram.call(&bob, &function).expect("he is in it");
        telegram.history(&bob, &lounge)[0].id()
    };
    let answer = say("An answer", 1, first);
    say("An answer to that", 2, answer);
    say("Something else", 3, first - 1);
    let found = messages(telegram.call(&bob, &replies(&lounge, first)).expect("he is in it"));
    assert_eq!(texts(&found), ["An answer to that", "An answer"]);
    assert_eq!(telegram.refusal(&bob, &replies(&lounge, 4711)), "400 MSG_ID_INVALID");
}
