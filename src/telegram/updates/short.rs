//! Messages in short forms, which leave out what the account should know.
//! <https://core.telegram.org/constructor/updateShortMessage>

use grammers_client::tl;

use crate::telegram::account::Account;
use crate::telegram::peer::{Access, Peer, PeerId};

fn myself(account: &Account) -> Option<tl::enums::Peer> {
    Some(tl::types::PeerUser { user_id: account.owner()?.id }.into())
}

pub fn private_message(
    account: &Account,
    short: tl::types::UpdateShortMessage,
) -> Option<tl::types::Message> {
    let other: tl::enums::Peer = tl::types::PeerUser { user_id: short.user_id }.into();
    let author = if short.out { myself(account)? } else { other.clone() };
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

/// Completes the short answer to a request that sent a message. `None` if the request doesn't say everything.
pub fn sent_message(
    account: &Account,
    short: tl::types::UpdateShortSentMessage,
    sent: tl::functions::messages::SendMessage,
) -> Option<tl::types::Message> {
    let peer = account.named_by(&sent.peer)?;
    // The reply header would have to be made up.
    if sent.reply_to.is_some() {
        return None;
    }
    Some(tl::types::Message {
        out: short.out,
        silent: sent.silent,
        media: short.media,
        entities: short.entities,
        ttl_period: short.ttl_period,
        // Telegram trims the text and counts entity offsets after that.
        ..blank(short.id, peer.id.to_tl(), myself(account), short.date, sent.message.trim().to_owned())
    })
}

impl Account {
    /// Returns the peer that a request names, and remembers it.
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

pub fn group_message(short: tl::types::UpdateShortChatMessage) -> tl::types::Message {
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

/// A message without optional fields.
pub fn blank(
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
