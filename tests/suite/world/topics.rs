//! Forums and their topics.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;

use super::administration::{FOR_EVER, account, banned_rights, bring, edit_admin};
use super::{
    ANN, BOB, Telegram, as_channel, brought, input_channel, messages, plain, send, sending, texts, updates,
};

mod governing;
mod listing;
mod writing;

pub fn create(
    forum: &enums::InputPeer,
    title: &str,
    random_id: i64,
) -> functions::messages::CreateForumTopic {
    functions::messages::CreateForumTopic {
        title_missing: false,
        peer: forum.clone(),
        title: title.to_owned(),
        icon_color: Some(0xffd67e),
        icon_emoji_id: None,
        random_id,
        send_as: None,
    }
}

pub fn edit(forum: &enums::InputPeer, topic_id: i32) -> functions::messages::EditForumTopic {
    let (title, icon_emoji_id, closed, hidden) = (None, None, None, None);
    functions::messages::EditForumTopic {
        peer: forum.clone(),
        topic_id,
        title,
        icon_emoji_id,
        closed,
        hidden,
    }
}

pub fn close(forum: &enums::InputPeer, topic_id: i32, closed: bool) -> functions::messages::EditForumTopic {
    functions::messages::EditForumTopic { closed: Some(closed), ..edit(forum, topic_id) }
}

pub fn delete(forum: &enums::InputPeer, top_msg_id: i32) -> functions::messages::DeleteTopicHistory {
    functions::messages::DeleteTopicHistory { peer: forum.clone(), top_msg_id }
}

pub fn reply(id: i32, topic: Option<i32>) -> Option<enums::InputReplyTo> {
    let reply = types::InputReplyToMessage { top_msg_id: topic, ..sending::answering(id) };
    Some(reply.into())
}

pub fn topics(peer: &enums::InputPeer) -> functions::messages::GetForumTopics {
    let (offset_date, offset_id, offset_topic, limit) = (0, 0, 0, 100);
    functions::messages::GetForumTopics {
        peer: peer.clone(),
        q: None,
        offset_date,
        offset_id,
        offset_topic,
        limit,
    }
}

pub fn replies(peer: &enums::InputPeer, msg_id: i32) -> functions::messages::GetReplies {
    functions::messages::GetReplies {
        peer: peer.clone(),
        msg_id,
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 100,
        max_id: 0,
        min_id: 0,
        hash: 0,
    }
}

fn header(message: &enums::Message) -> Option<types::MessageReplyHeader> {
    let header = match message {
        enums::Message::Message(message) => message.reply_to.as_ref(),
        enums::Message::Service(message) => message.reply_to.as_ref(),
        enums::Message::Empty(_) => None,
    };
    header.map(|header| match header {
        enums::MessageReplyHeader::Header(header) => header.clone(),
        other => panic!("{other:?}"),
    })
}

/// The reply header of a message: whether it is in a topic, its message and its top.
fn answers(message: &enums::Message) -> Option<(bool, Option<i32>, Option<i32>)> {
    header(message).map(|header| (header.forum_topic, header.reply_to_msg_id, header.reply_to_top_id))
}

/// Ann's forum with Bob, as each of them names it.
pub struct Forum {
    pub telegram: Telegram,
    pub ann: Caller,
    bob: Caller,
    pub hers: enums::InputPeer,
    his: enums::InputPeer,
    sends: i64,
}

impl Forum {
    pub fn new() -> Self {
        let mut telegram = Telegram::new();
        let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
        let create = functions::channels::CreateChannel {
            broadcast: false,
            megagroup: true,
            for_import: false,
            forum: true,
            title: "Harbour".to_owned(),
            about: String::new(),
            geo_point: None,
            address: None,
            ttl_period: None,
        };
        let made = brought(telegram.call(&ann, &create).expect("anyone may"));
        let [enums::Chat::Channel(channel)] = &made.chats[..] else { panic!("{made:?}") };
        assert!(channel.forum);
        let hers = input_channel(channel);
        let his = bring(&mut telegram, &ann, &hers, "bob_baker", &bob);
        telegram.pushes.clear();
        Self { telegram, ann, bob, hers, his, sends: 1000 }
    }

    /// Creates a topic as Ann.
    pub fn topic(&mut self, title: &str) -> i32 {
        self.sends += 1;
        let function = create(&self.hers, title, self.sends);
        self.telegram.call(&self.ann, &function).expect("it is hers");
        self.telegram.history(&self.ann, &self.hers)[0].id()
    }

    /// Sends a message there as Ann. Returns its id.
    fn say(&mut self, text: &str, reply_to: Option<enums::InputReplyTo>) -> i32 {
        self.sends += 1;
        let function = functions::messages::SendMessage { reply_to, ..send(&self.hers, text, self.sends) };
        self.telegram.call(&self.ann, &function).expect("it is hers");
        self.telegram.history(&self.ann, &self.hers)[0].id()
    }

    /// The error that Bob gets when he writes there.
    fn bob_is_refused(&mut self, reply_to: Option<enums::InputReplyTo>) -> String {
        self.sends += 1;
        let function = functions::messages::SendMessage { reply_to, ..send(&self.his, "Hey", self.sends) };
        self.telegram.refusal(&self.bob, &function)
    }

    fn listed(&mut self) -> Vec<types::ForumTopic> {
        let function = topics(&self.his);
        found(self.telegram.call(&self.bob, &function).expect("he is in it")).0
    }
}

/// The topics of an answer, and its total.
fn found(answer: enums::messages::ForumTopics) -> (Vec<types::ForumTopic>, i32) {
    let enums::messages::ForumTopics::Topics(answer) = answer;
    let topic = |topic| match topic {
        enums::ForumTopic::Topic(topic) => topic,
        other => panic!("{other:?}"),
    };
    (answer.topics.into_iter().map(topic).collect(), answer.count)
}

fn titles(topics: &[types::ForumTopic]) -> Vec<&str> {
    topics.iter().map(|topic| &*topic.title).collect()
}
