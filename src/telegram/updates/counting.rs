//! Which sequence an update counts in, and by how much.

use grammers_client::tl;

use super::state::{Move, Sequence};

/// How an update counts.
#[derive(Debug, PartialEq, Eq)]
pub enum Counting {
    Counted(Move),
    /// In no sequence: Telegram sends it to connected clients once.
    Uncounted,
    /// A message sent with the `random_id` of an earlier message, which has been delivered.
    Duplicate,
    ChannelTooLong(ChannelTooLong),
    TooLong,
}

/// A channel has news, which only its difference contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChannelTooLong {
    pub channel: i64,
    /// The channel's current pts, if known.
    pub pts: Option<i32>,
}

pub fn counting(update: &tl::enums::Update) -> Counting {
    use tl::enums::Update;
    let account = |pts, count| counted(Sequence::Account, pts, count);
    let secondary = |qts| counted(Sequence::Secondary, qts, 1);
    let channel = |id, pts, count| counted(Sequence::Channel(id), pts, count);
    let in_channel = |message, pts, count| match channel_of_message(message) {
        Some(id) => counted(Sequence::Channel(id), pts, count),
        None => Counting::Uncounted,
    };
    match update {
        Update::NewMessage(it) if it.pts > 0 && it.pts_count == 0 => Counting::Duplicate,
        Update::NewChannelMessage(it) if it.pts > 0 && it.pts_count == 0 => Counting::Duplicate,

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

        Update::ChannelTooLong(it) => {
            Counting::ChannelTooLong(ChannelTooLong { channel: it.channel_id, pts: it.pts })
        }
        Update::PtsChanged => Counting::TooLong,
        _ => Counting::Uncounted,
    }
}

/// Whether the update counts in no sequence: Telegram sends it to connected clients and never again.
pub fn is_live_only(update: &tl::enums::Update) -> bool {
    counting(update) == Counting::Uncounted
}

fn counted(of: Sequence, to: i32, count: i32) -> Counting {
    Counting::Counted(Move { of, from: to.saturating_sub(count), to })
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

    /// Every update with a pts or qts must be listed, in new layers too.
    #[test]
    fn every_update_that_the_schema_counts_is_counted() {
        let counted: Vec<&str> = layers::newest()
            .schema()
            .of_type("Update")
            .filter(|update| update.fields.iter().any(|field| field.name == "pts" || field.name == "qts"))
            .map(|update| &*update.name)
            // These two state a pts and don't change it.
            .filter(|name| !matches!(*name, "updateChannelTooLong" | "updateReadChannelInbox"))
            .collect();
        let source = include_str!("counting.rs");
        for name in counted {
            let variant = name.strip_prefix("update").unwrap();
            assert!(source.contains(&format!("Update::{variant}(it) => ")), "{name} isn't counted");
        }
    }

    #[test]
    fn a_message_counts_in_its_chat() {
        let of = |peer_id: tl::enums::Peer| -> tl::enums::Message {
            blank(1, peer_id, None, 0, String::new()).into()
        };
        let message = of(tl::types::PeerUser { user_id: 3 }.into());
        let update = tl::types::UpdateNewMessage { message, pts: 7, pts_count: 1 };
        let expected = Counting::Counted(Move { of: Sequence::Account, from: 6, to: 7 });
        assert_eq!(counting(&update.into()), expected);

        let message = of(tl::types::PeerChannel { channel_id: 3 }.into());
        let update = tl::types::UpdateNewChannelMessage { message, pts: 7, pts_count: 2 };
        let expected = Counting::Counted(Move { of: Sequence::Channel(3), from: 5, to: 7 });
        assert_eq!(counting(&update.into()), expected);
    }
}
