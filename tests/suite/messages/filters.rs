//! The filters of a history, single and combined, compared with their definition.

use std::collections::BTreeSet;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};
use telewire::sandbox::world::World;
use telewire::sandbox::world::chats::forum::NewTopic;
use telewire::sandbox::world::files::file::{Attribute, File};
use telewire::sandbox::world::messages::draft::Draft;
use telewire::sandbox::world::messages::entity::{Entity, Style};
use telewire::sandbox::world::messages::message::{Body, GeoPoint, Media};
use telewire::sandbox::world::messages::poll::{Choice, Phrase, Poll};
use telewire::sandbox::world::people::peer::Peer;

use crate::stage::{ANN, BOB, CAROL, Stage};

/// The definition of the filters, implemented differently than in the daemon.
#[derive(Clone, Debug, Default)]
struct Filters {
    reverse: bool,
    offset_id: Option<i64>,
    min_id: Option<i64>,
    max_id: Option<i64>,
    from_date: Option<i64>,
    to_date: Option<i64>,
    sender: Option<i64>,
    search: Option<&'static str>,
    media: Option<&'static str>,
    topic: Option<i64>,
}

/// The media filters, and what each matches.
const MEDIA: [(&str, &[&str]); 12] = [
    ("photo", &["photo"]),
    ("video", &["video"]),
    ("photo_video", &["photo", "video"]),
    ("document", &["document"]),
    ("audio", &["audio"]),
    ("voice", &["voice"]),
    ("video_note", &["video_note"]),
    ("voice_video_note", &["voice", "video_note"]),
    ("animation", &["animation"]),
    ("location", &["location", "venue"]),
    ("contact", &["contact"]),
    ("poll", &["poll"]),
];

impl Filters {
    fn take(&self, message: &Value) -> bool {
        let id = message["message_id"].as_i64().unwrap();
        let date = seconds(message);
        let entity = |kind: &str| {
            message["entities"].as_array().is_some_and(|all| all.iter().any(|it| it["kind"] == kind))
        };
        let carries = |media: &str| match media {
            "link" => entity("url"),
            "mention" => entity("text_mention"),
            "pinned" => message["is_pinned"] == true,
            media => MEDIA.iter().any(|(filter, kinds)| {
                *filter == media && kinds.iter().any(|it| message["media"]["kind"] == *it)
            }),
        };
        self.offset_id.is_none_or(|offset| if self.reverse { id > offset } else { id < offset })
            && self.min_id.is_none_or(|min| id > min)
            && self.max_id.is_none_or(|max| id < max)
            && self.from_date.is_none_or(|from| date >= from)
            && self.to_date.is_none_or(|to| date < to)
            && self.sender.is_none_or(|sender| message["sender"]["id"] == sender)
            && self.search.is_none_or(|word| has_word(message, word))
            && self.media.is_none_or(carries)
            && self.topic.is_none_or(|topic| message["topic_id"] == topic)
    }

    fn params(&self, session: &str, chat_id: &Value) -> Value {
        json!({"session": session, "chat_id": chat_id, "limit": 4, "reverse": self.reverse, "offset_id": self.offset_id,
            "min_id": self.min_id, "max_id": self.max_id, "from_date": self.from_date, "to_date": self.to_date,
            "sender_id": self.sender, "query": self.search, "media": self.media, "topic_id": self.topic})
    }
}

fn has_word(message: &Value, beginning: &str) -> bool {
    let text = message["text"].as_str().unwrap();
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| word.starts_with(beginning))
}

fn seconds(message: &Value) -> i64 {
    message["date"].as_str().unwrap().parse::<Timestamp>().unwrap().as_second()
}

/// One of each kind of media, made of what a new world has. Private chats can't have polls.
fn media(world: &World, author: i64, polls: bool) -> Vec<Media> {
    let [ann, bob] = [ANN, BOB].map(|phone| world.resolve_phone(phone).unwrap().id);
    let shown = |chat: Peer| {
        let mailbox = world.mailbox_of(ann, chat);
        let found = mailbox.ids(chat).unwrap().iter().find_map(|id| match &*mailbox.message(*id)?.body {
            Body::Text { media: Some(Media::Photo { file, .. } | Media::Document { file, .. }), .. } => {
                Some(Arc::clone(file))
            }
            _ => None,
        });
        found.unwrap()
    };
    let photo = shown(world.resolve_username("sandbox_news").unwrap());
    let papers = shown(Peer::User(bob));
    let with = |attributes: Vec<Attribute>| {
        let file = Arc::new(File { attributes, ..(*papers).clone() });
        Media::Document { file, spoiler: false }
    };
    let video = |round| Attribute::Video {
        round,
        streaming: false,
        silent: false,
        duration: 3.0,
        width: 64,
        height: 64,
    };
    let sound = |voice| Attribute::Audio { voice, duration: 3, title: None, performer: None, waveform: None };
    let point = GeoPoint { latitude: 1.0, longitude: 2.0, accuracy: None };
    let word = || "Pier".to_owned();
    let mut all = vec![
        Media::Photo { file: photo, spoiler: false },
        with(vec![video(false)]),
        with(vec![Attribute::Name("boat.pdf".to_owned())]),
        with(vec![sound(false)]),
        with(vec![sound(true)]),
        with(vec![video(true)]),
        with(vec![video(false), Attribute::Animated]),
        Media::Geo(point),
        Media::Venue {
            point,
            title: word(),
            address: word(),
            provider: String::new(),
            id: String::new(),
            kind: String::new(),
        },
        Media::Contact {
            phone: "4915112345678".to_owned(),
            first_name: word(),
            last_name: word(),
            vcard: String::new(),
            user: None,
        },
        Media::Dice { emoji: "🎲".to_owned(), value: 1 },
    ];
    if polls {
        let phrase = |text: &str| Phrase { text: text.to_owned(), entities: Vec::new() };
        let option = |text: &str| Choice { phrase: phrase(text), data: text.as_bytes().to_vec() };
        all.push(Media::Poll(Arc::new(Poll {
            id: author,
            creator: author,
            question: phrase("How do we row?"),
            options: vec![option("Oars"), option("Sails")],
            public: false,
            multiple: false,
            revoting_disabled: false,
            shuffled: false,
            hidden_until_closed: false,
            subscribers_only: false,
            quiz: None,
            period: None,
            close_date: None,
            sent_closed: false,
        })));
    }
    all
}

/// Sixty messages that differ in everything that can be filtered. Some share a second.
fn write(world: &mut World, authors: &[&str], topics: &[i32], to: impl Fn(&World, i64) -> Peer) {
    let ann = world.resolve_phone(ANN).unwrap().id;
    let authors: Vec<i64> = authors.iter().map(|phone| world.resolve_phone(phone).unwrap().id).collect();
    let mut shown = 0;
    for number in 0..60 {
        if number % 3 == 0 {
            world.advance(10);
        }
        let author = authors[number * 7 % 5 % authors.len()];
        let chat = to(world, author);
        let mut draft = Draft { text: format!("message {number}"), ..Draft::default() };
        draft.topic = topics.get(number * 5 % 7 % (topics.len() + 1)).copied();
        if number % 2 == 0 {
            draft.text.push_str(" boat");
        }
        if number % 5 == 1 {
            let offset = draft.text.len() as i32 + 1;
            draft.text.push_str(" https://example.org/");
            draft.entities = vec![Entity { offset, length: 20, style: Style::Url }];
        }
        if number % 5 == 2 && author != ann {
            draft.entities = vec![Entity { offset: 0, length: 7, style: Style::MentionName { user: ann } }];
        }
        if number % 4 != 0 {
            let media = media(world, author, !matches!(chat, Peer::User(_)));
            draft.media = Some(media[shown % media.len()].clone());
            shown += 1;
        }
        let sent = world.send(author, chat, draft).unwrap();
        if number % 9 == 0 && author == authors[0] {
            world.pin(author, chat, sent.id, true, false).unwrap();
        }
    }
}

/// Pseudorandom numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn maybe<T: Copy>(&mut self, values: &[T]) -> Option<T> {
        let at = self.roll(2 * values.len() + 1);
        values.get(at).copied()
    }
}

/// Reads with many combinations of filters, page by page, and compares with the filtered whole history.
async fn compare(stage: &Stage, session: &str, chat_id: &Value, senders: &[i64], topics: &[i64]) {
    let page =
        stage.call("messages.history", json!({"session": session, "chat_id": chat_id, "limit": 100})).await;
    let whole = page["items"].as_array().unwrap();
    assert_eq!(page["next_cursor"], Value::Null);
    assert!(whole.len() >= 60 && whole.iter().any(|message| message["service"].is_object()));
    let ids: Vec<i64> = whole.iter().map(|message| message["message_id"].as_i64().unwrap()).collect();
    let dates: Vec<i64> = whole.iter().map(seconds).collect();
    let nearby: Vec<i64> = dates.iter().flat_map(|date| [date - 1, *date, date + 1]).collect();
    let mut dice = Dice(7);
    let mut sizes = BTreeSet::new();
    // The mentions filter is only for groups: elsewhere nobody is mentioned.
    let mut media = vec!["link", "pinned"];
    media.extend(senders.get(2).map(|_| "mention"));
    media.extend(MEDIA.map(|(filter, _)| filter));
    for number in 0..150 {
        let filters = Filters {
            reverse: dice.roll(2) == 1,
            offset_id: dice.maybe(&ids),
            min_id: dice.maybe(&ids[ids.len() / 2..]),
            max_id: dice.maybe(&ids[..ids.len() / 2]),
            from_date: dice.maybe(&nearby[nearby.len() / 2..]),
            to_date: dice.maybe(&nearby[..nearby.len() / 2]),
            sender: dice.maybe(senders),
            search: dice.maybe(&["boat"]),
            media: dice.maybe(&media).filter(|_| dice.roll(2) == 1),
            topic: dice.maybe(topics),
        };
        // Each media filter and each topic also runs by itself.
        let filters = match (media.get(number), topics.get(number.wrapping_sub(media.len()))) {
            (Some(media), _) => Filters { media: Some(media), ..Filters::default() },
            (_, Some(topic)) => Filters { topic: Some(*topic), ..Filters::default() },
            _ => filters,
        };
        let mut expected: Vec<&Value> = whole.iter().filter(|message| filters.take(message)).collect();
        if filters.reverse {
            expected.reverse();
        }
        let mut params = filters.params(session, chat_id);
        let mut read = Vec::new();
        loop {
            let page = stage.call("messages.history", params.clone()).await;
            let items = page["items"].as_array().unwrap().clone();
            assert!(items.len() <= 4);
            if !page["total"].is_null() {
                assert_eq!(page["total"], expected.len(), "{filters:?}");
            }
            read.extend(items);
            params["cursor"] = page["next_cursor"].clone();
            if params["cursor"].is_null() {
                break;
            }
        }
        let ids =
            |all: &[&Value]| all.iter().map(|message| message["message_id"].clone()).collect::<Vec<_>>();
        assert_eq!(ids(&read.iter().collect::<Vec<_>>()), ids(&expected), "{filters:?}");
        assert!(read.iter().eq(expected.iter().copied()), "each is what it is without filters");
        sizes.insert(expected.len());
    }
    assert!(sizes.len() > 10, "the mixtures differ: {sizes:?}");
}

fn id_of(stage: &Stage, phone: &str) -> i64 {
    stage.world(|world| world.resolve_phone(phone).unwrap().id)
}

#[tokio::test]
async fn filters_match_their_definition_in_a_private_chat() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let (ann, bob) = (id_of(&stage, ANN), id_of(&stage, BOB));
    stage.world(|world| {
        write(world, &[ANN, BOB], &[], |_, author| Peer::User(if author == ann { bob } else { ann }))
    });
    compare(&stage, &session, &json!("@bob_baker"), &[ann, bob], &[]).await;
}

#[tokio::test]
async fn filters_match_their_definition_in_a_basic_group() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let group = json!({"kind": "group", "title": "Crew", "owner_id": ANN, "member_ids": [BOB, CAROL]});
    let group = stage.sandbox("sandbox.addGroup", group).await["chat_id"].clone();
    let peer = Peer::Group(-group.as_i64().unwrap());
    stage.world(|world| write(world, &[ANN, BOB, CAROL], &[], |_, _| peer));
    let senders = [ANN, BOB, CAROL].map(|phone| id_of(&stage, phone));
    // Ann knows Carol only from her messages.
    compare(&stage, &session, &group, &senders, &[]).await;
}

#[tokio::test]
async fn filters_match_their_definition_in_a_supergroup() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage.call("groups.join", json!({"session": session, "chat_id": "@sandbox_lounge"})).await;
    stage.world(|world| {
        write(world, &[BOB, ANN, CAROL], &[], |world, _| world.resolve_username("sandbox_lounge").unwrap())
    });
    let senders = [ANN, BOB, CAROL].map(|phone| id_of(&stage, phone));
    compare(&stage, &session, &json!("@sandbox_lounge"), &senders, &[]).await;
}

#[tokio::test]
async fn filters_match_their_definition_in_a_forum() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    let forum = json!({"kind": "forum", "title": "Harbour", "username": "harbour_room", "owner_id": BOB,
        "member_ids": [ANN, CAROL]});
    let chat_id = stage.sandbox("sandbox.addGroup", forum).await["chat_id"].clone();
    let topics = stage.world(|world| {
        let harbour = world.resolve_username("harbour_room").unwrap();
        let bob = world.resolve_phone(BOB).unwrap().id;
        let topics = ["Boats", "Nets"].map(|title| {
            let new = NewTopic { title: title.to_owned(), color: None, icon: None };
            world.create_topic(bob, harbour, new, None).unwrap().id
        });
        write(world, &[BOB, ANN, CAROL], &topics, |_, _| harbour);
        topics
    });
    let senders = [ANN, BOB, CAROL].map(|phone| id_of(&stage, phone));
    compare(&stage, &session, &chat_id, &senders, &[1, topics[0].into(), topics[1].into()]).await;
}

#[tokio::test]
async fn filters_match_their_definition_in_a_channel() {
    let stage = Stage::new().await;
    let session = stage.log_in(ANN).await;
    stage.world(|world| {
        write(world, &[CAROL], &[], |world, _| world.resolve_username("sandbox_news").unwrap())
    });
    compare(&stage, &session, &json!("@sandbox_news"), &[], &[]).await;
    // Posts belong to the channel, without an author.
    let news = stage.call("chats.get", json!({"session": session, "chat_id": "@sandbox_news"})).await;
    let whole =
        stage.call("messages.history", json!({"session": session, "chat_id": news, "limit": 100})).await;
    let posts = json!({"session": session, "chat_id": news, "sender_id": news["ref"], "limit": 100});
    assert_eq!(stage.call("messages.history", posts).await["items"], whole["items"]);
    let carols = json!({"session": session, "chat_id": news, "sender_id": "@carol_clark"});
    assert_eq!(stage.call("messages.history", carols).await["items"], json!([]));
}
