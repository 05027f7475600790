//! What Telegram tells by itself or in an answer, taken apart: update by update, with what each moves.

use std::sync::Arc;

use grammers_client::tl::{self, Identifiable};

use super::event::{Event, Render};
use super::place::{Place, is_told_once, place};
use super::short::group_message;
use super::state::Move;
use crate::telegram::account::Account;
use crate::telegram::link::TOO_LONG;
use crate::telegram::peer::PeerId;
use crate::tl::limits::Unreadable;
use crate::tl::reading::{self, Callable};

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
    /// Something happened that can't be read: a difference doesn't bring all of it again.
    pub unreadable: bool,
}

/// One update.
#[derive(Debug)]
pub struct Told {
    /// What doesn't count moves nothing, and is never told again.
    pub moves: Option<Move>,
    pub events: Vec<Arc<Event>>,
    /// The id of the new message in a channel that it brings.
    pub message: Option<i32>,
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

    /// What Telegram told by itself.
    pub fn pushed(&self, pushed: &[u8]) -> News {
        match reading::object::<tl::enums::Updates>(pushed) {
            Ok(updates) => self.updates(updates, &[]),
            Err(error) => {
                tracing::warn!(%error, "updates that can't be read");
                News { untold: true, unreadable: is_updates(pushed), ..News::default() }
            }
        }
    }

    /// What an answer to this request says.
    pub fn answered(&self, request: &[u8], answer: &[u8]) -> News {
        match updates_of(answer) {
            Some(Ok(updates)) => return self.updates(updates, request),
            Some(Err(error)) => {
                tracing::warn!(%error, "updates in an answer that can't be read");
                return News { untold: true, unreadable: true, ..News::default() };
            }
            None => {}
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

    /// Updates, and who came along with them.
    pub fn read(&self, updates: Vec<tl::enums::Update>, cast: Cast) -> News {
        self.account.learn(&cast.users, &cast.chats);
        let mut news = News::default();
        let places: Vec<_> = updates.iter().map(|update| (place(update), new_in_channel(update))).collect();
        let rendered = self.render.events(&updates, cast.users, cast.chats);
        for ((place, message), events) in places.into_iter().zip(rendered) {
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
            let events = events.into_iter().map(|event| Arc::new(Event { message, ..event })).collect();
            news.told.push(Told { moves, events, message });
        }
        news
    }
}

fn new_in_channel(update: &tl::enums::Update) -> Option<i32> {
    match update {
        tl::enums::Update::NewChannelMessage(new) => Some(new.message.id()),
        _ => None,
    }
}

/// The updates that Telegram tells or answers with, if this is of a type that has any.
fn updates_of(told: &[u8]) -> Option<Result<tl::enums::Updates, Unreadable>> {
    use tl::enums::messages::InvitedUsers;
    if is_updates(told) {
        return Some(reading::object(told));
    }
    let invited = constructor(told) == Some(tl::types::messages::InvitedUsers::CONSTRUCTOR_ID);
    invited.then(|| reading::object(told).map(|InvitedUsers::Users(invited)| invited.updates))
}

/// Whether something is lost for good with what Telegram told or answered, as no difference brings it again.
pub fn live_only(told: &[u8]) -> bool {
    use tl::enums::Updates;
    match updates_of(told) {
        Some(Ok(Updates::Updates(all))) => all.updates.iter().any(is_told_once),
        Some(Ok(Updates::Combined(all))) => all.updates.iter().any(is_told_once),
        Some(Ok(Updates::UpdateShort(short))) => is_told_once(&short.update),
        Some(Ok(_)) | None => false,
        Some(Err(_)) => true,
    }
}

fn constructor(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().copied().map(u32::from_le_bytes)
}

/// Whether it is an `Updates`, to judge by its constructor.
fn is_updates(bytes: &[u8]) -> bool {
    let all = [
        TOO_LONG,
        tl::types::UpdateShort::CONSTRUCTOR_ID,
        tl::types::UpdateShortMessage::CONSTRUCTOR_ID,
        tl::types::UpdateShortChatMessage::CONSTRUCTOR_ID,
        tl::types::UpdateShortSentMessage::CONSTRUCTOR_ID,
        tl::types::Updates::CONSTRUCTOR_ID,
        tl::types::UpdatesCombined::CONSTRUCTOR_ID,
    ];
    constructor(bytes).is_some_and(|id| all.contains(&id))
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
pub(super) fn called<F: Callable>(request: &[u8]) -> Option<F> {
    reading::call(request).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_difference_brings_again_is_not_lost() {
        use tl::Serializable;
        let pinned = tl::types::UpdatePinnedMessages {
            pinned: true,
            peer: tl::types::PeerUser { user_id: 1 }.into(),
            messages: vec![1],
            pts: 2,
            pts_count: 1,
        };
        let typing = tl::types::UpdateUserTyping {
            user_id: 1,
            top_msg_id: None,
            action: tl::enums::SendMessageAction::SendMessageTypingAction,
        };
        let told = |updates: Vec<tl::enums::Update>| {
            let (users, chats) = (Vec::new(), Vec::new());
            let all = tl::types::Updates { updates, users, chats, date: 1, seq: 0 };
            tl::enums::Updates::Updates(all).to_bytes()
        };
        assert!(!live_only(&told(vec![pinned.clone().into()])));
        let both = told(vec![pinned.into(), typing.into()]);
        assert!(live_only(&both));
        assert!(live_only(&both[..both.len() - 1]), "nobody knows what it was");
        assert!(!live_only(&tl::enums::Updates::TooLong.to_bytes()));
        let affected = tl::types::messages::AffectedMessages { pts: 1, pts_count: 1 };
        assert!(!live_only(&tl::enums::messages::AffectedMessages::Messages(affected).to_bytes()));
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
