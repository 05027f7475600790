//! What Telegram tells by itself or in an answer, taken apart: update by update, with what each moves.

use std::sync::Arc;

use grammers_client::tl::{self, Deserializable, Identifiable};

use super::event::{Event, Render};
use super::state::{Move, Sequence};
use crate::telegram::account::Account;
use crate::telegram::peer::{Access, Peer, PeerId};

/// What was told at once.
#[derive(Debug, Default)]
pub struct News {
    pub told: Vec<Told>,
    /// Channels in which something happened that is not told here.
    pub moved: Vec<Moved>,
    /// The first and the last number that it has as a whole, if it counts so.
    pub seq: Option<(i32, i32)>,
    /// Something happened, and only a difference tells what.
    pub untold: bool,
}

/// One update.
#[derive(Debug)]
pub struct Told {
    /// What doesn't count moves nothing, and is never told again.
    pub moves: Option<Move>,
    pub events: Vec<Arc<Event>>,
}

/// A channel in which something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub channel: i64,
    /// How far it has come.
    pub pts: Option<i32>,
}

/// Takes apart what one account is told.
#[derive(Clone)]
pub struct Reader {
    account: Arc<Account>,
    render: Arc<dyn Render>,
}

/// Who and what came along with updates.
#[derive(Default)]
pub struct Cast {
    pub users: Vec<tl::enums::User>,
    pub chats: Vec<tl::enums::Chat>,
}

impl Reader {
    pub fn new(account: Arc<Account>, render: Arc<dyn Render>) -> Self {
        Self { account, render }
    }

    pub fn account(&self) -> &Arc<Account> {
        &self.account
    }

    pub fn render(&self) -> &dyn Render {
        &*self.render
    }

    /// What Telegram told by itself. What can't be read is something untold.
    pub fn pushed(&self, pushed: &[u8]) -> News {
        match tl::enums::Updates::from_bytes(pushed) {
            Ok(updates) => self.updates(updates, &[]),
            Err(error) => {
                tracing::warn!(%error, "updates that can't be read");
                News { untold: true, ..News::default() }
            }
        }
    }

    /// What an answer to this request says.
    pub fn answered(&self, request: &[u8], answer: &[u8]) -> News {
        if let Ok(updates) = tl::enums::Updates::from_bytes(answer) {
            return self.updates(updates, request);
        }
        if let Ok(tl::enums::messages::InvitedUsers::Users(invited)) =
            tl::enums::messages::InvitedUsers::from_bytes(answer)
        {
            return self.updates(invited.updates, request);
        }
        // The others say how far something was moved and not what it was.
        match channel_of(request) {
            Some(channel) => News { moved: vec![Moved { channel, pts: None }], ..News::default() },
            None => News { untold: true, ..News::default() },
        }
    }

    fn updates(&self, updates: tl::enums::Updates, request: &[u8]) -> News {
        use tl::enums::Updates;
        match updates {
            Updates::TooLong => News { untold: true, ..News::default() },
            Updates::UpdateShort(short) => self.read(vec![short.update], Cast::default()),
            Updates::Updates(all) => {
                let seq = Some((all.seq, all.seq)).filter(|(_, seq)| *seq != 0);
                News { seq, ..self.read(all.updates, Cast { users: all.users, chats: all.chats }) }
            }
            Updates::Combined(all) => {
                let seq = Some((all.seq_start, all.seq)).filter(|(_, seq)| *seq != 0);
                News { seq, ..self.read(all.updates, Cast { users: all.users, chats: all.chats }) }
            }
            Updates::UpdateShortMessage(short) => {
                let user = PeerId::user(short.user_id);
                self.short(&[user], short.pts, short.pts_count, || self.private_message(short))
            }
            Updates::UpdateShortChatMessage(short) => {
                let (user, group) = (PeerId::user(short.from_id), PeerId::group(short.chat_id));
                if self.account.chat(group).is_none() {
                    return News { untold: true, ..News::default() };
                }
                self.short(&[user], short.pts, short.pts_count, || Some(group_message(short)))
            }
            Updates::UpdateShortSentMessage(short) => {
                self.short(&[], short.pts, short.pts_count, || self.sent_message(short, request))
            }
        }
    }

    /// A message in the short form, which names people that the account is taken to know.
    /// <https://core.telegram.org/constructor/updateShortMessage>
    fn short(
        &self,
        people: &[PeerId],
        pts: i32,
        pts_count: i32,
        message: impl FnOnce() -> Option<tl::types::Message>,
    ) -> News {
        let all_known = people.iter().all(|id| self.account.known(*id).is_some());
        let Some(message) = all_known.then(message).flatten() else {
            return News { untold: true, ..News::default() };
        };
        let update = tl::types::UpdateNewMessage { message: message.into(), pts, pts_count };
        self.read(vec![update.into()], Cast::default())
    }

    /// Updates, and who came along with them.
    pub fn read(&self, updates: Vec<tl::enums::Update>, cast: Cast) -> News {
        self.account.learn(&cast.users, &cast.chats);
        let mut news = News::default();
        let places: Vec<Place> = updates.iter().map(place).collect();
        let rendered = self.render.events(&updates, cast.users, cast.chats);
        for (place, events) in places.into_iter().zip(rendered) {
            let moves = match place {
                Place::Counted(moves) => Some(moves),
                Place::Free => None,
                Place::Repeated => continue,
                Place::Moved(moved) => {
                    news.moved.push(moved);
                    continue;
                }
                Place::Untold => {
                    news.untold = true;
                    continue;
                }
            };
            let events = events.into_iter().map(Arc::new).collect();
            news.told.push(Told { moves, events });
        }
        news
    }

    fn myself(&self) -> Option<tl::enums::Peer> {
        Some(tl::types::PeerUser { user_id: self.account.owner()?.id }.into())
    }

    fn private_message(&self, short: tl::types::UpdateShortMessage) -> Option<tl::types::Message> {
        let other: tl::enums::Peer = tl::types::PeerUser { user_id: short.user_id }.into();
        let author = if short.out { self.myself()? } else { other.clone() };
        Some(tl::types::Message {
            out: short.out,
            mentioned: short.mentioned,
            media_unread: short.media_unread,
            silent: short.silent,
            fwd_from: short.fwd_from,
            via_bot_id: short.via_bot_id,
            reply_to: short.reply_to,
            entities: short.entities,
            ttl_period: short.ttl_period,
            ..blank(short.id, other, Some(author), short.date, short.message)
        })
    }

    /// What the account has sent, of which the answer holds what the sender can't know.
    fn sent_message(
        &self,
        short: tl::types::UpdateShortSentMessage,
        request: &[u8],
    ) -> Option<tl::types::Message> {
        let sent: tl::functions::messages::SendMessage = called(request)?;
        let peer = self.account.named_by(&sent.peer)?;
        // What it answers would have to be put together.
        if sent.reply_to.is_some() {
            return None;
        }
        Some(tl::types::Message {
            out: short.out,
            silent: sent.silent,
            media: short.media,
            entities: short.entities,
            ttl_period: short.ttl_period,
            ..blank(short.id, peer.id.to_tl(), self.myself(), short.date, sent.message)
        })
    }
}

impl Account {
    /// The peer that a request of this account names, which is known from then on.
    fn named_by(&self, input: &tl::enums::InputPeer) -> Option<Peer> {
        use tl::enums::InputPeer;
        let peer = match input {
            InputPeer::PeerSelf => Peer { id: PeerId::user(self.owner()?.id), access: Access::Myself },
            InputPeer::Chat(chat) => Peer { id: PeerId::group(chat.chat_id), access: Access::Free },
            InputPeer::User(user) => {
                Peer { id: PeerId::user(user.user_id), access: Access::Hash(user.access_hash) }
            }
            InputPeer::UserFromMessage(user) => {
                return self.known(PeerId::user(user.user_id));
            }
            InputPeer::Empty | InputPeer::Channel(_) | InputPeer::ChannelFromMessage(_) => return None,
        };
        self.remember(&peer);
        Some(peer)
    }
}

fn group_message(short: tl::types::UpdateShortChatMessage) -> tl::types::Message {
    let chat = tl::types::PeerChat { chat_id: short.chat_id }.into();
    let author = tl::types::PeerUser { user_id: short.from_id }.into();
    tl::types::Message {
        out: short.out,
        mentioned: short.mentioned,
        media_unread: short.media_unread,
        silent: short.silent,
        fwd_from: short.fwd_from,
        via_bot_id: short.via_bot_id,
        reply_to: short.reply_to,
        entities: short.entities,
        ttl_period: short.ttl_period,
        ..blank(short.id, chat, Some(author), short.date, short.message)
    }
}

/// A message with nothing about it.
fn blank(
    id: i32,
    peer_id: tl::enums::Peer,
    from_id: Option<tl::enums::Peer>,
    date: i32,
    message: String,
) -> tl::types::Message {
    tl::types::Message {
        out: false,
        mentioned: false,
        media_unread: false,
        silent: false,
        post: false,
        from_scheduled: false,
        legacy: false,
        edit_hide: false,
        pinned: false,
        noforwards: false,
        invert_media: false,
        offline: false,
        video_processing_pending: false,
        paid_suggested_post_stars: false,
        paid_suggested_post_ton: false,
        id,
        from_id,
        from_boosts_applied: None,
        from_rank: None,
        peer_id,
        saved_peer_id: None,
        fwd_from: None,
        via_bot_id: None,
        via_business_bot_id: None,
        guestchat_via_from: None,
        reply_to: None,
        date,
        message,
        media: None,
        reply_markup: None,
        entities: None,
        views: None,
        forwards: None,
        replies: None,
        edit_date: None,
        post_author: None,
        grouped_id: None,
        reactions: None,
        restriction_reason: None,
        ttl_period: None,
        quick_reply_shortcut_id: None,
        effect: None,
        factcheck: None,
        report_delivery_until_date: None,
        paid_message_stars: None,
        suggested_post: None,
        schedule_repeat_period: None,
        summary_from_language: None,
        rich_message: None,
    }
}

/// The channel that a request is about whose answer names none.
fn channel_of(request: &[u8]) -> Option<i64> {
    use tl::functions::{channels, messages};
    let channel = called(request)
        .map(|it: channels::DeleteMessages| it.channel)
        .or_else(|| called(request).map(|it: channels::DeleteParticipantHistory| it.channel));
    match channel {
        Some(tl::enums::InputChannel::Channel(channel)) => return Some(channel.channel_id),
        Some(tl::enums::InputChannel::FromMessage(channel)) => return Some(channel.channel_id),
        Some(tl::enums::InputChannel::Empty) | None => {}
    }
    let peer = called(request)
        .map(|it: messages::DeleteHistory| it.peer)
        .or_else(|| called(request).map(|it: messages::ReadMentions| it.peer))
        .or_else(|| called(request).map(|it: messages::ReadReactions| it.peer))
        .or_else(|| called(request).map(|it: messages::ReadPollVotes| it.peer))
        .or_else(|| called(request).map(|it: messages::UnpinAllMessages| it.peer))
        .or_else(|| called(request).map(|it: messages::DeleteTopicHistory| it.peer))?;
    match peer {
        tl::enums::InputPeer::Channel(channel) => Some(channel.channel_id),
        tl::enums::InputPeer::ChannelFromMessage(channel) => Some(channel.channel_id),
        _ => None,
    }
}

/// The request, if it is of this function.
fn called<F: Deserializable + Identifiable>(request: &[u8]) -> Option<F> {
    let (id, params) = request.split_first_chunk()?;
    (u32::from_le_bytes(*id) == F::CONSTRUCTOR_ID).then(|| F::from_bytes(params).ok())?
}

/// Where an update belongs.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    Counted(Move),
    Free,
    /// A message that was sent again under the `random_id` of an earlier one: that has been told.
    Repeated,
    Moved(Moved),
    Untold,
}

fn place(update: &tl::enums::Update) -> Place {
    use tl::enums::Update;
    let account = |pts, count| counted(Sequence::Account, pts, count);
    let secondary = |qts| counted(Sequence::Secondary, qts, 1);
    let channel = |id, pts, count| counted(Sequence::Channel(id), pts, count);
    let in_channel = |message, pts, count| match channel_of_message(message) {
        Some(id) => counted(Sequence::Channel(id), pts, count),
        None => Place::Free,
    };
    match update {
        Update::NewMessage(it) if it.pts > 0 && it.pts_count == 0 => Place::Repeated,
        Update::NewChannelMessage(it) if it.pts > 0 && it.pts_count == 0 => Place::Repeated,

        Update::NewMessage(it) => account(it.pts, it.pts_count),
        Update::DeleteMessages(it) => account(it.pts, it.pts_count),
        Update::ReadHistoryInbox(it) => account(it.pts, it.pts_count),
        Update::ReadHistoryOutbox(it) => account(it.pts, it.pts_count),
        Update::WebPage(it) => account(it.pts, it.pts_count),
        Update::ReadMessagesContents(it) => account(it.pts, it.pts_count),
        Update::EditMessage(it) => account(it.pts, it.pts_count),
        Update::FolderPeers(it) => account(it.pts, it.pts_count),
        Update::PinnedMessages(it) => account(it.pts, it.pts_count),

        Update::NewChannelMessage(it) => in_channel(&it.message, it.pts, it.pts_count),
        Update::EditChannelMessage(it) => in_channel(&it.message, it.pts, it.pts_count),
        Update::DeleteChannelMessages(it) => channel(it.channel_id, it.pts, it.pts_count),
        Update::ChannelWebPage(it) => channel(it.channel_id, it.pts, it.pts_count),
        Update::PinnedChannelMessages(it) => channel(it.channel_id, it.pts, it.pts_count),

        Update::NewEncryptedMessage(it) => secondary(it.qts),
        Update::MessagePollVote(it) => secondary(it.qts),
        Update::ChatParticipant(it) => secondary(it.qts),
        Update::ChannelParticipant(it) => secondary(it.qts),
        Update::BotStopped(it) => secondary(it.qts),
        Update::BotChatInviteRequester(it) => secondary(it.qts),
        Update::BotChatBoost(it) => secondary(it.qts),
        Update::BotMessageReaction(it) => secondary(it.qts),
        Update::BotMessageReactions(it) => secondary(it.qts),
        Update::BotBusinessConnect(it) => secondary(it.qts),
        Update::BotNewBusinessMessage(it) => secondary(it.qts),
        Update::BotEditBusinessMessage(it) => secondary(it.qts),
        Update::BotDeleteBusinessMessage(it) => secondary(it.qts),
        Update::BotPurchasedPaidMedia(it) => secondary(it.qts),
        Update::ManagedBot(it) => secondary(it.qts),
        Update::BotGuestChatQuery(it) => secondary(it.qts),
        Update::BotStarsSubscription(it) => secondary(it.qts),

        Update::ChannelTooLong(it) => Place::Moved(Moved { channel: it.channel_id, pts: it.pts }),
        Update::PtsChanged => Place::Untold,
        _ => Place::Free,
    }
}

fn counted(of: Sequence, to: i32, count: i32) -> Place {
    Place::Counted(Move { of, from: to.saturating_sub(count), to })
}

fn channel_of_message(message: &tl::enums::Message) -> Option<i64> {
    let peer = match message {
        tl::enums::Message::Message(message) => Some(&message.peer_id),
        tl::enums::Message::Service(message) => Some(&message.peer_id),
        tl::enums::Message::Empty(message) => message.peer_id.as_ref(),
    };
    match peer {
        Some(tl::enums::Peer::Channel(channel)) => Some(channel.channel_id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tl::layers;

    /// Whoever counts in pts or qts must have its place, in every new layer too.
    #[test]
    fn every_update_that_the_schema_counts_has_its_place() {
        let counted: Vec<&str> = layers::newest()
            .schema()
            .of_type("Update")
            .filter(|update| update.fields.iter().any(|field| field.name == "pts" || field.name == "qts"))
            .map(|update| &*update.name)
            // These two say how far something has come and count nothing.
            .filter(|name| !matches!(*name, "updateChannelTooLong" | "updateReadChannelInbox"))
            .collect();
        let source = include_str!("news.rs");
        for name in counted {
            let variant = name.strip_prefix("update").unwrap();
            assert!(source.contains(&format!("Update::{variant}(it) => ")), "{name} has no place");
        }
    }

    #[test]
    fn a_message_is_counted_where_it_stands() {
        let of = |peer_id: tl::enums::Peer| -> tl::enums::Message {
            blank(1, peer_id, None, 0, String::new()).into()
        };
        let message = of(tl::types::PeerUser { user_id: 3 }.into());
        let update = tl::types::UpdateNewMessage { message, pts: 7, pts_count: 1 };
        let expected = Place::Counted(Move { of: Sequence::Account, from: 6, to: 7 });
        assert_eq!(place(&update.into()), expected);

        let message = of(tl::types::PeerChannel { channel_id: 3 }.into());
        let update = tl::types::UpdateNewChannelMessage { message, pts: 7, pts_count: 2 };
        let expected = Place::Counted(Move { of: Sequence::Channel(3), from: 5, to: 7 });
        assert_eq!(place(&update.into()), expected);
    }

    #[test]
    fn an_answer_without_a_chat_is_about_the_chat_that_was_asked_for() {
        use tl::Serializable;
        let channel = tl::types::InputChannel { channel_id: 3, access_hash: 0 }.into();
        let delete = tl::functions::channels::DeleteMessages { channel, id: vec![1] };
        assert_eq!(channel_of(&delete.to_bytes()), Some(3));
        let delete = tl::functions::messages::DeleteMessages { revoke: true, id: vec![1] };
        assert_eq!(channel_of(&delete.to_bytes()), None);
        let peer = tl::types::InputPeerChannel { channel_id: 4, access_hash: 0 }.into();
        let unpin = tl::functions::messages::UnpinAllMessages { peer, top_msg_id: None, saved_peer_id: None };
        assert_eq!(channel_of(&unpin.to_bytes()), Some(4));
    }
}
