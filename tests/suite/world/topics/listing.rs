//! Listing topics, and their unread counts.

use super::*;

#[test]
fn topics_are_paged_with_pinned_first_then_by_last_message() {
    let mut forum = Forum::new();
    let ids: Vec<i32> = ["One", "Two", "Three", "Four"].map(|title| forum.topic(title)).into();
    forum.telegram.world.advance(60);
    forum.say("First again", reply(ids[0], None));
    let pin = functions::messages::UpdatePinnedForumTopic {
        peer: forum.hers.clone(),
        topic_id: ids[1],
        pinned: true,
    };
    forum.telegram.call(&forum.ann, &pin).expect("it is hers");
    assert_eq!(titles(&forum.listed()), ["Two", "One", "Four", "Three", "General"]);

    let (mut paged, mut next) = (Vec::new(), topics(&forum.his));
    loop {
        let answer = forum
            .telegram
            .call(&forum.bob, &functions::messages::GetForumTopics { limit: 2, ..next.clone() })
            .expect("he is in it");
        let enums::messages::ForumTopics::Topics(page) = answer.clone();
        let (found, count) = found(answer);
        assert_eq!(count, 5);
        let Some(last) = found.last() else { break };
        let top = page.messages.iter().find(|message| message.id() == last.top_message);
        let date = match top.expect("the newest messages come along") {
            enums::Message::Message(message) => message.date,
            enums::Message::Service(message) => message.date,
            enums::Message::Empty(_) => 0,
        };
        next.offset_date = date;
        (next.offset_id, next.offset_topic) = (last.top_message, last.id);
        paged.extend(found.into_iter().map(|topic| topic.title));
    }
    assert_eq!(paged, ["Two", "One", "Four", "Three", "General"]);

    let search = functions::messages::GetForumTopics { q: Some("t".to_owned()), ..topics(&forum.his) };
    let (found_by_title, count) = found(forum.telegram.call(&forum.bob, &search).expect("he is in it"));
    assert_eq!((titles(&found_by_title), count), (vec!["Two", "Three"], 2));
    let by_id =
        functions::messages::GetForumTopicsById { peer: forum.his.clone(), topics: vec![ids[3], 4711] };
    let enums::messages::ForumTopics::Topics(named) =
        forum.telegram.call(&forum.bob, &by_id).expect("he is in it");
    let [enums::ForumTopic::Topic(four), enums::ForumTopic::Deleted(none)] = &named.topics[..] else {
        panic!("{named:?}")
    };
    assert_eq!((&*four.title, none.id), ("Four", 4711));
}

#[test]
fn each_topic_has_its_unread_count() {
    let mut forum = Forum::new();
    let (boats, nets) = (forum.topic("Boats"), forum.topic("Nets"));
    forum.say("One boat", reply(boats, None));
    let second = forum.say("Two boats", reply(boats, None));
    forum.say("One net", reply(nets, None));
    let unread = |forum: &mut Forum| -> Vec<i32> {
        let mut listed = forum.listed();
        listed.sort_by_key(|topic| topic.id);
        listed.iter().map(|topic| topic.unread_count).collect()
    };
    // Messages from before Bob joined are not unread. The service message about it came later.
    let before = unread(&mut forum);
    assert_eq!(before[1..], [3, 2]);
    forum.telegram.pushes.clear();
    let read = functions::messages::ReadDiscussion {
        peer: forum.his.clone(),
        msg_id: boats,
        read_max_id: second - 1,
    };
    assert!(forum.telegram.call(&forum.bob, &read).expect("he is in it"));
    assert_eq!(unread(&mut forum)[1..], [1, 2]);
    let told = updates(forum.telegram.pushed(&forum.ann).remove(0));
    let [enums::Update::ReadChannelDiscussionOutbox(told)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((told.top_msg_id, told.read_max_id), (boats, second - 1));
    let all = functions::messages::ReadDiscussion { read_max_id: i32::MAX, ..read };
    forum.telegram.call(&forum.bob, &all).expect("he is in it");
    assert_eq!(unread(&mut forum)[1..], [0, 2]);

    let bob = account(&forum.telegram, &forum.bob);
    let enums::InputPeer::Channel(named) = &forum.his else { panic!("{:?}", forum.his) };
    let chat = telewire::sandbox::world::people::peer::Peer::Channel(named.channel_id);
    assert_eq!(forum.telegram.world.unread(bob, chat), before[0] + 2);
    let whole = functions::channels::ReadHistory { channel: as_channel(&forum.his), max_id: 0 };
    forum.telegram.call(&forum.bob, &whole).expect("he is in it");
    assert_eq!(unread(&mut forum), [0, 0, 0]);
}
