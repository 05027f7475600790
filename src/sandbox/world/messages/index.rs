//! Finds messages of a chat by words, authors and kinds, in steps that grow with what is found and not with how much
//! there is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::entity::{Style, covered};
use super::message::{Body, Media, Message};
use crate::sandbox::world::engine::ids::Ids;
use crate::sandbox::world::files::file::Attribute;
use crate::sandbox::world::people::peer::Peer;

/// What a message can be found by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// In small letters.
    Word(Box<str>),
    /// A hashtag or cashtag with its sign, in small letters.
    Tag(Box<str>),
    From(i64),
    Kind(Kind),
    /// Whom it mentions.
    Mentions(i64),
    /// The forum topic that a supergroup's message stands in.
    Topic(i32),
}

/// Kinds of messages that are searched for on their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Photo,
    Video,
    Gif,
    Music,
    Voice,
    Sticker,
    /// Any other file.
    Document,
    Poll,
    RoundVideo,
    /// A place or a venue.
    Place,
    Contact,
    Link,
    Pinned,
}

#[derive(Default)]
pub struct Index {
    entries: BTreeMap<(Peer, Key), Ids>,
}

/// What was found, and how many messages were looked at for it.
#[derive(Debug, PartialEq, Eq)]
pub struct Found<'a> {
    pub ids: Cow<'a, Ids>,
    pub looked_at: usize,
}

impl Index {
    pub fn add(&mut self, message: &Message) {
        for key in keys(message) {
            self.entries.entry((message.chat, key)).or_default().insert(message.id);
        }
    }

    pub fn remove(&mut self, message: &Message) {
        for key in keys(message) {
            let entry = (message.chat, key);
            if let Some(ids) = self.entries.get_mut(&entry) {
                ids.remove(message.id);
                if ids.is_empty() {
                    self.entries.remove(&entry);
                }
            }
        }
    }

    /// The chat's messages that fit all of `wanted`, each being any of its keys; a word stands for what begins with
    /// it. At least one must be wanted.
    pub fn find(&self, chat: Peer, wanted: &[Vec<Key>]) -> Found<'_> {
        let mut sets: Vec<Vec<&Ids>> =
            wanted.iter().map(|any| any.iter().flat_map(|key| self.matching(chat, key)).collect()).collect();
        // The rarest is walked through, the others only asked.
        sets.sort_by_key(|sets| sets.iter().map(|ids| ids.len()).sum::<usize>());
        let Some((rarest, others)) = sets.split_first() else { return Found::all(&NONE) };
        match (&rarest[..], others) {
            ([], _) => return Found::all(&NONE),
            // All that fits lies there in order already.
            ([only], []) => return Found::all(only),
            _ => {}
        }
        let mut looked_at = 0;
        let fitting = rarest.iter().flat_map(|ids| ids.iter()).copied().filter(|id| {
            looked_at += 1;
            others.iter().all(|sets| sets.iter().any(|ids| ids.contains(*id)))
        });
        let ids: Ids = fitting.collect();
        Found { ids: Cow::Owned(ids), looked_at }
    }

    /// What somebody wrote in a chat.
    pub fn by(&self, chat: Peer, author: i64) -> Option<&Ids> {
        self.exactly(chat, Key::From(author))
    }

    /// The chat's messages with this key and no other.
    pub fn exactly(&self, chat: Peer, key: Key) -> Option<&Ids> {
        self.entries.get(&(chat, key))
    }

    fn matching(&self, chat: Peer, key: &Key) -> impl Iterator<Item = &Ids> {
        let from = Bound::Included((chat, key.clone()));
        let entries = self.entries.range((from, Bound::Unbounded));
        let fits = move |entry: &(Peer, Key)| match (&entry.1, key) {
            _ if entry.0 != chat => false,
            (Key::Word(word), Key::Word(beginning)) => word.starts_with(&**beginning),
            (known, wanted) => known == wanted,
        };
        // What fits lies together.
        entries.take_while(move |(entry, _)| fits(entry)).map(|(_, ids)| ids)
    }
}

static NONE: Ids = Ids::NONE;

impl<'a> Found<'a> {
    /// What is known without looking at any.
    pub fn all(ids: &'a Ids) -> Self {
        Self { ids: Cow::Borrowed(ids), looked_at: 0 }
    }

    pub fn none() -> Self {
        Self::all(&NONE)
    }
}

/// The words of a text, in small letters.
pub fn words(text: &str) -> BTreeSet<Box<str>> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.to_lowercase().into_boxed_str()).collect()
}

fn keys(message: &Message) -> Vec<Key> {
    // A post is the channel's, whoever wrote it.
    let mut keys: Vec<Key> = (!message.post).then_some(Key::From(message.author)).into_iter().collect();
    if message.pinned {
        keys.push(Key::Kind(Kind::Pinned));
    }
    // Kept where there are no topics too: a supergroup can become a forum.
    if let Peer::Channel(_) = message.chat
        && !message.post
    {
        keys.push(Key::Topic(message.topic()));
    }
    keys.extend(message.mentions.iter().copied().map(Key::Mentions));
    let Body::Text { text, entities, media } = &*message.body else { return keys };
    keys.extend(words(text).into_iter().map(Key::Word));
    keys.extend(media.as_ref().and_then(kind).map(Key::Kind));
    let tags = entities.iter().filter(|entity| matches!(entity.style, Style::Hashtag | Style::Cashtag));
    keys.extend(tags.map(|entity| Key::Tag(covered(text, entity).to_lowercase().into_boxed_str())));
    if let Some(Media::Poll(poll)) = media {
        keys.extend(words(&poll.question.text).into_iter().map(Key::Word));
    }
    let has = |is: fn(&Style) -> bool| entities.iter().any(|entity| is(&entity.style));
    if has(|style| matches!(style, Style::Url | Style::TextUrl { .. } | Style::Email)) {
        keys.push(Key::Kind(Kind::Link));
    }
    keys
}

/// What a filter finds media by, if by anything: a document is what its attributes say.
pub(in crate::sandbox::world) fn kind(media: &Media) -> Option<Kind> {
    let file = match media {
        Media::Photo { .. } => return Some(Kind::Photo),
        Media::Poll(_) => return Some(Kind::Poll),
        Media::Document { file, .. } => file,
        Media::Place(_) | Media::Venue { .. } => return Some(Kind::Place),
        Media::Contact { .. } => return Some(Kind::Contact),
        Media::Dice { .. } => return None,
    };
    let has = |is: fn(&Attribute) -> bool| file.attributes.iter().any(is);
    Some(match () {
        () if has(|attribute| matches!(attribute, Attribute::Animated)) => Kind::Gif,
        () if has(|attribute| matches!(attribute, Attribute::Video { round: true, .. })) => Kind::RoundVideo,
        () if has(|attribute| matches!(attribute, Attribute::Video { .. })) => Kind::Video,
        () if has(|attribute| matches!(attribute, Attribute::Audio { voice: true, .. })) => Kind::Voice,
        () if has(|attribute| matches!(attribute, Attribute::Audio { .. })) => Kind::Music,
        () if has(|attribute| matches!(attribute, Attribute::Sticker { .. })) => Kind::Sticker,
        () => Kind::Document,
    })
}
