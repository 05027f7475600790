//! Peers as Telegram names them.

use grammers_tl_types::{enums, types};

use crate::sandbox::world::people::peer::Peer;

pub fn peer(peer: Peer) -> enums::Peer {
    match peer {
        Peer::User(user_id) => types::PeerUser { user_id }.into(),
        Peer::Group(chat_id) => types::PeerChat { chat_id }.into(),
        Peer::Channel(channel_id) => types::PeerChannel { channel_id }.into(),
    }
}
