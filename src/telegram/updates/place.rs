//! Where an update belongs: to which sequence it counts, and by how much.

use grammers_client::tl;

use super::news::Moved;
use super::state::{Move, Sequence};

/// Where an update belongs.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    Counted(Move),
    Free,
    /// A message that was sent again under the `random_id` of an earlier one: that has been told.
    Repeated,
    Moved(Moved),
    Untold,
}

pub fn place(update: &tl::enums::Update) -> Place {
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

/// Whether it belongs to no sequence: then Telegram tells it to those who are connected, and never again.
pub fn is_told_once(update: &tl::enums::Update) -> bool {
    place(update) == Place::Free
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
    use super::super::short::blank;
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
        let source = include_str!("place.rs");
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
}
