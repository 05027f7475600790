//! An index of messages by words, authors and kinds. The cost of a search depends on its results, not on the size of
//! the chat.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::entity::{Style, covered};
use super::message::{Body, Media, Message};
use crate::sandbox::world::engine::ids::Ids;
use crate::sandbox::world::files::file::Attribute;
use crate::sandbox::world::people::peer::Peer;

/// An index key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IndexKey {
    /// In lower case.
    Word(Box<str>),
    /// A hashtag or cashtag with its sign, in lower case.
    Tag(Box<str>),
    From(i64),
    Kind(MessageKind),
    /// A mentioned user.
    Mentions(i64),
    /// The forum topic of a supergroup's message.
    Topic(i32),
}

/// Kinds of messages that a search can filter by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MessageKind {
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
    /// A location or a venue.
    Geo,
    Contact,
    Link,
    Pinned,
}

#[derive(Default)]
pub struct Index {
    entries: BTreeMap<(Peer, IndexKey), Ids>,
}

/// Matching messages, and how many were examined.
#[derive(Debug, PartialEq, Eq)]
pub struct Matches<'a> {
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

    /// Finds the chat's messages that match every list in `wanted`, by any of its keys. A word matches words that start
    /// with it. `wanted` must not be empty.
    pub fn find(&self, chat: Peer, wanted: &[Vec<IndexKey>]) -> Matches<'_> {
        let mut sets: Vec<Vec<&Ids>> =
            wanted.iter().map(|any| any.iter().flat_map(|key| self.matching(chat, key)).collect()).collect();
        // Iterate the rarest set and look up its ids in the others.
        sets.sort_by_key(|sets| sets.iter().map(|ids| ids.len()).sum::<usize>());
        let Some((rarest, others)) = sets.split_first() else { return Matches::all(&NONE) };
        match (&rarest[..], others) {
            ([], _) => return Matches::all(&NONE),
            // A single set is the result as it is.
            ([only], []) => return Matches::all(only),
            _ => {}
        }
        let mut looked_at = 0;
        let fitting = rarest.iter().flat_map(|ids| ids.iter()).copied().filter(|id| {
            looked_at += 1;
            others.iter().all(|sets| sets.iter().any(|ids| ids.contains(*id)))
        });
        let ids: Ids = fitting.collect();
        Matches { ids: Cow::Owned(ids), looked_at }
    }

    /// Returns an author's messages in a chat.
    pub fn by(&self, chat: Peer, author: i64) -> Option<&Ids> {
        self.exactly(chat, IndexKey::From(author))
    }

    /// Returns the chat's messages with exactly this key.
    pub fn exactly(&self, chat: Peer, key: IndexKey) -> Option<&Ids> {
        self.entries.get(&(chat, key))
    }

    fn matching(&self, chat: Peer, key: &IndexKey) -> impl Iterator<Item = &Ids> {
        let from = Bound::Included((chat, key.clone()));
        let entries = self.entries.range((from, Bound::Unbounded));
        let fits = move |entry: &(Peer, IndexKey)| match (&entry.1, key) {
            _ if entry.0 != chat => false,
            (IndexKey::Word(word), IndexKey::Word(beginning)) => word.starts_with(&**beginning),
            (known, wanted) => known == wanted,
        };
        // Matching keys are adjacent.
        entries.take_while(move |(entry, _)| fits(entry)).map(|(_, ids)| ids)
    }
}

static NONE: Ids = Ids::NONE;

impl<'a> Matches<'a> {
    /// A result that needed no examination of messages.
    pub fn all(ids: &'a Ids) -> Self {
        Self { ids: Cow::Borrowed(ids), looked_at: 0 }
    }

    pub fn none() -> Self {
        Self::all(&NONE)
    }
}

/// Returns the words of a text in lower case.
pub fn words(text: &str) -> BTreeSet<Box<str>> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.to_lowercase().into_boxed_str()).collect()
}

fn keys(message: &Message) -> Vec<IndexKey> {
    // A post's author is the channel.
    let mut keys: Vec<IndexKey> =
        (!message.post).then_some(IndexKey::From(message.author)).into_iter().collect();
    if message.pinned {
        keys.push(IndexKey::Kind(MessageKind::Pinned));
    }
    // Indexed in every supergroup, as any of them can become a forum.
    if let Peer::Channel(_) = message.chat
        && !message.post
    {
        keys.push(IndexKey::Topic(message.topic()));
    }
    keys.extend(message.mentions.iter().copied().map(IndexKey::Mentions));
    let Body::Text { text, entities, media } = &*message.body else { return keys };
    keys.extend(words(text).into_iter().map(IndexKey::Word));
    keys.extend(media.as_ref().and_then(kind).map(IndexKey::Kind));
    let tags = entities.iter().filter(|entity| matches!(entity.style, Style::Hashtag | Style::Cashtag));
    keys.extend(tags.map(|entity| IndexKey::Tag(covered(text, entity).to_lowercase().into_boxed_str())));
    if let Some(Media::Poll(poll)) = media {
        keys.extend(words(&poll.question.text).into_iter().map(IndexKey::Word));
    }
    let has = |is: fn(&Style) -> bool| entities.iter().any(|entity| is(&entity.style));
    if has(|style| matches!(style, Style::Url | Style::TextUrl { .. } | Style::Email)) {
        keys.push(IndexKey::Kind(MessageKind::Link));
    }
    keys
}

/// The kind of media that a filter matches, if any. A document's kind depends on its attributes.
pub(in crate::sandbox::world) fn kind(media: &Media) -> Option<MessageKind> {
    let file = match media {
        Media::Photo { .. } => return Some(MessageKind::Photo),
        Media::Poll(_) => return Some(MessageKind::Poll),
        Media::Document { file, .. } => file,
        Media::Geo(_) | Media::Venue { .. } => return Some(MessageKind::Geo),
        Media::Contact { .. } => return Some(MessageKind::Contact),
        Media::Dice { .. } => return None,
    };
    let has = |is: fn(&Attribute) -> bool| file.attributes.iter().any(is);
    Some(match () {
        () if has(|attribute| matches!(attribute, Attribute::Animated)) => MessageKind::Gif,
        () if has(|attribute| matches!(attribute, Attribute::Video { round: true, .. })) => {
            MessageKind::RoundVideo
        }
        () if has(|attribute| matches!(attribute, Attribute::Video { .. })) => MessageKind::Video,
        () if has(|attribute| matches!(attribute, Attribute::Audio { voice: true, .. })) => {
            MessageKind::Voice
        }
        () if has(|attribute| matches!(attribute, Attribute::Audio { .. })) => MessageKind::Music,
        () if has(|attribute| matches!(attribute, Attribute::Sticker { .. })) => MessageKind::Sticker,
        () => MessageKind::Document,
    })
}
