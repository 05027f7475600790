//! Filters for messages of a chat.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::types::date::Date;
use crate::telegram::peer::{Peer, PeerId, PeerKind};
use crate::telegram::tl;

/// The kind of a message's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MediaFilter {
    Photo,
    Video,
    PhotoVideo,
    /// A file of no other kind.
    Document,
    /// Music.
    Audio,
    Voice,
    /// A round video.
    VideoNote,
    /// A voice message or a round video.
    VoiceVideoNote,
    Animation,
    /// A link in the text.
    Link,
    /// A location or a venue.
    Location,
    Contact,
    Poll,
    Pinned,
    /// Mentions this account.
    Mention,
}

impl MediaFilter {
    pub fn to_tl(filter: Option<Self>) -> tl::enums::MessagesFilter {
        use tl::enums::MessagesFilter as Tl;
        match filter {
            None => Tl::InputMessagesFilterEmpty,
            Some(Self::Photo) => Tl::InputMessagesFilterPhotos,
            Some(Self::Video) => Tl::InputMessagesFilterVideo,
            Some(Self::PhotoVideo) => Tl::InputMessagesFilterPhotoVideo,
            Some(Self::Document) => Tl::InputMessagesFilterDocument,
            Some(Self::Audio) => Tl::InputMessagesFilterMusic,
            Some(Self::Voice) => Tl::InputMessagesFilterVoice,
            Some(Self::VideoNote) => Tl::InputMessagesFilterRoundVideo,
            Some(Self::VoiceVideoNote) => Tl::InputMessagesFilterRoundVoice,
            Some(Self::Animation) => Tl::InputMessagesFilterGif,
            Some(Self::Link) => Tl::InputMessagesFilterUrl,
            Some(Self::Location) => Tl::InputMessagesFilterGeo,
            Some(Self::Contact) => Tl::InputMessagesFilterContacts,
            Some(Self::Poll) => Tl::InputMessagesFilterPoll,
            Some(Self::Pinned) => Tl::InputMessagesFilterPinned,
            Some(Self::Mention) => Tl::InputMessagesFilterMyMentions,
        }
    }
}

/// All filters. A message must pass each.
#[derive(Clone, Debug)]
pub struct Filters {
    /// Only messages newer than this one; 0 for all.
    pub after: i32,
    /// Only messages older than this one; `i32::MAX` for all.
    pub before: i32,
    pub from_date: Option<Date>,
    pub to_date: Option<Date>,
    pub sender: Option<Peer>,
    pub text: Option<String>,
    pub media: Option<MediaFilter>,
    pub topic_id: Option<i32>,
    /// Oldest first.
    pub reverse: bool,
}

/// Whether a message passes the filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    Yes,
    No,
    /// No, and neither does any later one.
    Past,
}

impl Filters {
    /// Whether Telegram has to search, by text, media and sender.
    pub fn is_search(&self, chat: PeerId) -> bool {
        self.text.is_some() || self.media.is_some() || self.searched_sender(chat).is_some()
    }

    /// The sender to search for, where Telegram supports it: not in private chats, and not for a channel's own posts.
    pub fn searched_sender(&self, chat: PeerId) -> Option<&Peer> {
        self.sender.as_ref().filter(|sender| chat.kind != PeerKind::User && sender.id != chat)
    }

    /// Whether messages have to be filtered here, after Telegram.
    pub fn needs_local_filter(&self, chat: PeerId) -> bool {
        self.sender.is_some() && self.searched_sender(chat).is_none()
    }

    /// Whether Telegram's total matches the filters.
    pub fn is_counted(&self, chat: PeerId) -> bool {
        self.after == 0
            && self.before == i32::MAX
            && self.from_date.is_none()
            && self.to_date.is_none()
            && !self.needs_local_filter(chat)
    }

    /// Checks a message against the filters. Telegram is not relied on for bounds: it treats some dates as inclusive
    /// and others as exclusive, and ignores them with some filters.
    pub fn fit(&self, facts: &Facts) -> Fit {
        let too_old =
            facts.id <= self.after || self.from_date.is_some_and(|date| facts.date < date.seconds());
        let too_new =
            facts.id >= self.before || self.to_date.is_some_and(|date| facts.date >= date.seconds());
        let (past, not_yet) = if self.reverse { (too_new, too_old) } else { (too_old, too_new) };
        if past {
            Fit::Past
        } else if not_yet || self.sender.as_ref().is_some_and(|sender| sender.id != facts.sender) {
            Fit::No
        } else {
            Fit::Yes
        }
    }
}

/// The properties that filters check.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    pub id: i32,
    pub date: i32,
    pub sender: PeerId,
}

impl Facts {
    /// `None` for a deleted message.
    pub fn of(message: &tl::enums::Message, me: i64) -> Option<Self> {
        let (id, date, from, chat, out) = match message {
            tl::enums::Message::Empty(_) => return None,
            tl::enums::Message::Message(m) => (m.id, m.date, m.from_id.as_ref(), &m.peer_id, m.out),
            tl::enums::Message::Service(m) => (m.id, m.date, m.from_id.as_ref(), &m.peer_id, m.out),
        };
        let chat = PeerId::from(chat);
        let sender = match (from, chat.kind) {
            (Some(from), _) => PeerId::from(from),
            (None, PeerKind::User) if out => PeerId::user(me),
            (None, _) => chat,
        };
        Some(Self { id, date, sender })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::peer::Access;

    fn date(seconds: i32) -> Option<Date> {
        Some(serde_json::from_value(seconds.into()).unwrap())
    }

    fn everything() -> Filters {
        Filters {
            after: 0,
            before: i32::MAX,
            from_date: None,
            to_date: None,
            sender: None,
            text: None,
            media: None,
            topic_id: None,
            reverse: false,
        }
    }

    fn facts(id: i32, date: i32) -> Facts {
        Facts { id, date, sender: PeerId::user(5) }
    }

    #[test]
    fn ids_are_exclusive_and_dates_begin_with_the_first_and_end_before_the_last() {
        let filters =
            Filters { after: 10, before: 20, from_date: date(100), to_date: date(200), ..everything() };
        for (id, date, fit) in [
            (10, 150, Fit::Past),
            (11, 150, Fit::Yes),
            (19, 150, Fit::Yes),
            (20, 150, Fit::No),
            (15, 99, Fit::Past),
            (15, 100, Fit::Yes),
            (15, 199, Fit::Yes),
            (15, 200, Fit::No),
        ] {
            assert_eq!(filters.fit(&facts(id, date)), fit, "{id} at {date}");
            let reversed = match fit {
                Fit::Yes => Fit::Yes,
                Fit::No => Fit::Past,
                Fit::Past => Fit::No,
            };
            let filters = Filters { reverse: true, ..filters.clone() };
            assert_eq!(filters.fit(&facts(id, date)), reversed, "{id} at {date}, the oldest first");
        }
    }

    #[test]
    fn telegram_is_asked_for_senders_only_where_it_knows_of_them() {
        let sender = |id: PeerId| Filters { sender: Some(Peer { id, access: Access::Free }), ..everything() };
        let (ann, group, news) = (PeerId::user(5), PeerId::group(6), PeerId::channel(7));
        for (filters, chat, asked) in [
            (sender(ann), group, true),
            (sender(ann), news, true),
            (sender(ann), ann, false),
            (sender(news), news, false),
        ] {
            assert_eq!(filters.searched_sender(chat).is_some(), asked);
            assert_eq!(filters.is_search(chat), asked);
            assert_eq!(filters.needs_local_filter(chat), !asked);
        }
        assert_eq!(sender(ann).fit(&facts(1, 1)), Fit::Yes);
        assert_eq!(sender(news).fit(&facts(1, 1)), Fit::No);
    }
}
