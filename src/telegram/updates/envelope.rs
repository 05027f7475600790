//! Serialized updates: finds them in what Telegram pushes and in its answers to requests.

use grammers_client::tl::{self, Identifiable};

use super::counting::is_live_only;
use crate::telegram::link::TOO_LONG;
use crate::tl::limits::Unreadable;
use crate::tl::reading::{self, Callable};

/// Returns the updates in a push or an answer, if its type has any.
pub fn updates_of(bytes: &[u8]) -> Option<Result<tl::enums::Updates, Unreadable>> {
    use tl::enums::messages::InvitedUsers;
    if is_updates(bytes) {
        return Some(reading::object(bytes));
    }
    let invited = constructor(bytes) == Some(tl::types::messages::InvitedUsers::CONSTRUCTOR_ID);
    invited.then(|| reading::object(bytes).map(|InvitedUsers::Users(invited)| invited.updates))
}

/// Whether a push or an answer contains updates that no difference contains.
pub fn has_live_only(bytes: &[u8]) -> bool {
    use tl::enums::Updates;
    match updates_of(bytes) {
        Some(Ok(Updates::Updates(all))) => all.updates.iter().any(is_live_only),
        Some(Ok(Updates::Combined(all))) => all.updates.iter().any(is_live_only),
        Some(Ok(Updates::UpdateShort(short))) => is_live_only(&short.update),
        Some(Ok(_)) | None => false,
        Some(Err(_)) => true,
    }
}

fn constructor(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().copied().map(u32::from_le_bytes)
}

/// Whether the constructor is one of `Updates`.
pub fn is_updates(bytes: &[u8]) -> bool {
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

/// Returns the channel of a request whose answer states a pts without naming the channel.
pub fn channel_of(request: &[u8]) -> Option<i64> {
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

/// Returns the request if it calls this function.
pub fn called<F: Callable>(request: &[u8]) -> Option<F> {
    reading::call(request).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn updates_that_a_difference_contains_are_not_live_only() {
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
        let container = |updates: Vec<tl::enums::Update>| {
            let (users, chats) = (Vec::new(), Vec::new());
            let all = tl::types::Updates { updates, users, chats, date: 1, seq: 0 };
            tl::enums::Updates::Updates(all).to_bytes()
        };
        assert!(!has_live_only(&container(vec![pinned.clone().into()])));
        let both = container(vec![pinned.into(), typing.into()]);
        assert!(has_live_only(&both));
        assert!(has_live_only(&both[..both.len() - 1]), "it can't be parsed");
        assert!(!has_live_only(&tl::enums::Updates::TooLong.to_bytes()));
        let affected = tl::types::messages::AffectedMessages { pts: 1, pts_count: 1 };
        assert!(!has_live_only(&tl::enums::messages::AffectedMessages::Messages(affected).to_bytes()));
    }

    #[test]
    fn an_answer_that_names_no_channel_is_about_the_channel_of_its_request() {
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
