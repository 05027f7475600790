//! Users, groups and channels: their ids, and the access hashes that requests need.

mod allowed;
mod chat_id;
mod face;
mod known;
mod migration;
mod reference;
mod resolve;

use grammers_client::tl;

use crate::error::{Error, Kind, Result};

pub use allowed::{Allowed, Permitted};
pub use chat_id::{ChatId, Target};
pub use face::Face;
pub(super) use known::Known;
pub(super) use resolve::Peers;

/// Marked ids of channels begin below this.
const CHANNELS_BELOW: i64 = -1_000_000_000_000;

/// A user, a basic group, or a channel or supergroup, by its bare id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PeerId {
    pub kind: PeerKind,
    /// The id in Telegram's own types: positive, unique within its kind.
    pub bare: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeerKind {
    User,
    /// A basic group.
    Group,
    /// A channel or a supergroup.
    Channel,
}

/// A peer with what requests need to name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    pub id: PeerId,
    pub access: Access,
}

/// How requests name a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// The account itself.
    Myself,
    /// By its id only, as for basic groups.
    Free,
    Hash(i64),
    /// By a message in a chat, for peers known only from there.
    /// <https://core.telegram.org/api/min>
    Seen {
        chat: Box<Peer>,
        message_id: i32,
    },
}

impl PeerId {
    pub const fn user(bare: i64) -> Self {
        Self { kind: PeerKind::User, bare }
    }

    pub const fn group(bare: i64) -> Self {
        Self { kind: PeerKind::Group, bare }
    }

    pub const fn channel(bare: i64) -> Self {
        Self { kind: PeerKind::Channel, bare }
    }

    /// The id as in the Bot API, unique across kinds: `123`, `-123`, `-1000000000123`.
    /// <https://core.telegram.org/api/bots/ids>
    pub const fn marked(self) -> i64 {
        // Wrapping, because a malicious server may send ids that overflow.
        match self.kind {
            PeerKind::User => self.bare,
            PeerKind::Group => self.bare.wrapping_neg(),
            PeerKind::Channel => CHANNELS_BELOW.wrapping_sub(self.bare),
        }
    }

    /// The channel with the same bare id, for callers that copied the number from a `t.me/c` link.
    pub fn as_channel(self) -> Option<Self> {
        (self.kind != PeerKind::Channel).then_some(Self::channel(self.bare))
    }

    pub const fn from_marked(marked: i64) -> Option<Self> {
        match marked {
            1..=MAX_BARE => Some(Self::user(marked)),
            0 | CHANNELS_BELOW => None,
            marked if marked > CHANNELS_BELOW && marked < 0 => Some(Self::group(-marked)),
            // Bare ids of channels have no more bits than those of users.
            marked if marked < CHANNELS_BELOW && marked >= CHANNELS_BELOW - MAX_BARE => {
                Some(Self::channel(CHANNELS_BELOW - marked))
            }
            _ => None,
        }
    }
}

/// Telegram's bare ids have less than 52 bits.
const MAX_BARE: i64 = (1 << 52) - 1;

impl From<&tl::enums::Peer> for PeerId {
    fn from(peer: &tl::enums::Peer) -> Self {
        match peer {
            tl::enums::Peer::User(user) => Self::user(user.user_id),
            tl::enums::Peer::Chat(chat) => Self::group(chat.chat_id),
            tl::enums::Peer::Channel(channel) => Self::channel(channel.channel_id),
        }
    }
}

impl PeerId {
    /// The peer in Telegram's own type.
    pub fn to_tl(self) -> tl::enums::Peer {
        match self.kind {
            PeerKind::User => tl::types::PeerUser { user_id: self.bare }.into(),
            PeerKind::Group => tl::types::PeerChat { chat_id: self.bare }.into(),
            PeerKind::Channel => tl::types::PeerChannel { channel_id: self.bare }.into(),
        }
    }
}

impl Peer {
    /// A user in a result. `None` if it has too little data to be named without its message.
    pub fn of_user(user: &tl::enums::User) -> Option<Self> {
        let tl::enums::User::User(user) = user else { return None };
        let access = match user.access_hash {
            _ if user.is_self => Access::Myself,
            Some(hash) if !user.min => Access::Hash(hash),
            _ => return None,
        };
        Some(Self { id: PeerId::user(user.id), access })
    }

    /// A group or channel in a result. `None` as for users.
    pub fn of_chat(chat: &tl::enums::Chat) -> Option<Self> {
        use tl::enums::Chat;
        let (id, access) = match chat {
            Chat::Empty(chat) => (PeerId::group(chat.id), Access::Free),
            Chat::Chat(chat) => (PeerId::group(chat.id), Access::Free),
            Chat::Forbidden(chat) => (PeerId::group(chat.id), Access::Free),
            Chat::Channel(channel) if channel.min => return None,
            Chat::Channel(channel) => (PeerId::channel(channel.id), Access::Hash(channel.access_hash?)),
            Chat::ChannelForbidden(channel) => {
                (PeerId::channel(channel.id), Access::Hash(channel.access_hash))
            }
            Chat::CommunityForbidden(_) | Chat::Community(_) => return None,
        };
        Some(Self { id, access })
    }

    /// A peer that is known only from a message in a chat.
    pub fn seen(id: PeerId, chat: Peer, message_id: i32) -> Self {
        Self { id, access: Access::Seen { chat: Box::new(chat), message_id } }
    }

    pub fn input_peer(&self) -> tl::enums::InputPeer {
        use tl::enums::InputPeer;
        let id = self.id.bare;
        match (self.id.kind, &self.access) {
            (_, Access::Myself) => InputPeer::PeerSelf,
            (PeerKind::Group, _) => tl::types::InputPeerChat { chat_id: id }.into(),
            (PeerKind::User, Access::Seen { chat, message_id }) => {
                let seen = tl::types::InputPeerUserFromMessage {
                    peer: chat.input_peer(),
                    msg_id: *message_id,
                    user_id: id,
                };
                InputPeer::UserFromMessage(Box::new(seen))
            }
            (PeerKind::Channel, Access::Seen { chat, message_id }) => {
                let seen = tl::types::InputPeerChannelFromMessage {
                    peer: chat.input_peer(),
                    msg_id: *message_id,
                    channel_id: id,
                };
                InputPeer::ChannelFromMessage(Box::new(seen))
            }
            (PeerKind::User, access) => {
                tl::types::InputPeerUser { user_id: id, access_hash: access.hash() }.into()
            }
            (PeerKind::Channel, access) => {
                tl::types::InputPeerChannel { channel_id: id, access_hash: access.hash() }.into()
            }
        }
    }

    pub fn input_user(&self) -> Result<tl::enums::InputUser> {
        let user_id = self.id.bare;
        match (self.id.kind, &self.access) {
            (_, Access::Myself) => Ok(tl::enums::InputUser::UserSelf),
            (PeerKind::User, Access::Seen { chat, message_id }) => {
                Ok(tl::types::InputUserFromMessage { peer: chat.input_peer(), msg_id: *message_id, user_id }
                    .into())
            }
            (PeerKind::User, access) => {
                Ok(tl::types::InputUser { user_id, access_hash: access.hash() }.into())
            }
            _ => Err(Error::new(Kind::PeerInvalid, format!("{} is not a user", self.id.marked()))),
        }
    }

    pub fn input_channel(&self) -> Result<tl::enums::InputChannel> {
        let channel_id = self.id.bare;
        match (self.id.kind, &self.access) {
            (PeerKind::Channel, Access::Seen { chat, message_id }) => {
                Ok(tl::types::InputChannelFromMessage {
                    peer: chat.input_peer(),
                    msg_id: *message_id,
                    channel_id,
                }
                .into())
            }
            (PeerKind::Channel, access) => {
                Ok(tl::types::InputChannel { channel_id, access_hash: access.hash() }.into())
            }
            _ => Err(Error::new(
                Kind::PeerInvalid,
                format!("{} is not a channel or supergroup", self.id.marked()),
            )),
        }
    }
}

impl Access {
    fn hash(&self) -> i64 {
        match self {
            Self::Hash(hash) => *hash,
            Self::Myself | Self::Free | Self::Seen { .. } => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ids_are_marked_as_in_the_bot_api() {
        for (id, marked) in [
            (PeerId::user(123), 123),
            (PeerId::group(123), -123),
            (PeerId::channel(123), -1_000_000_000_123),
            (PeerId::channel(1_234_567_890), -1_001_234_567_890),
            (PeerId::channel(997_852_516_352), -1_997_852_516_352),
            (PeerId::group(999_999_999_999), -999_999_999_999),
        ] {
            assert_eq!((id.marked(), PeerId::from_marked(marked)), (marked, Some(id)));
        }
        for nobody in [0, -1_000_000_000_000, i64::MAX, i64::MIN] {
            assert_eq!(PeerId::from_marked(nobody), None);
        }
    }

    proptest! {
        #[test]
        fn a_marked_id_names_one_peer(marked: i64) {
            if let Some(id) = PeerId::from_marked(marked) {
                prop_assert_eq!(id.marked(), marked);
                prop_assert!(id.bare > 0);
            }
        }
    }

    #[test]
    fn a_peer_is_named_by_what_is_known_of_it() {
        let group = Peer { id: PeerId::group(5), access: Access::Free };
        let channel = Peer { id: PeerId::channel(7), access: Access::Hash(70) };
        let seen = Peer::seen(PeerId::user(9), channel.clone(), 11);
        assert_eq!(group.input_peer(), tl::types::InputPeerChat { chat_id: 5 }.into());
        assert_eq!(
            channel.input_peer(),
            tl::types::InputPeerChannel { channel_id: 7, access_hash: 70 }.into()
        );
        let user = tl::types::InputUserFromMessage { peer: channel.input_peer(), msg_id: 11, user_id: 9 };
        assert_eq!(seen.input_user().unwrap(), user.into());
        assert_eq!(group.input_user().unwrap_err().kind(), Kind::PeerInvalid);
        assert_eq!(seen.input_channel().unwrap_err().kind(), Kind::PeerInvalid);
    }
}
