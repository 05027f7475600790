//! Peers in place of other types.

use super::Parts;

pub fn channel_as_peer(mut parts: Parts) -> Parts {
    let name = match &*parts.name {
        "inputChannel" => "inputPeerChannel",
        "inputChannelFromMessage" => "inputPeerChannelFromMessage",
        "inputChannelEmpty" => "inputPeerEmpty",
        _ => return parts,
    };
    parts.name = name.to_owned();
    parts
}

/// `inputPeerUser` as `inputUser`: [`with_peers_as_asked`](super::super::with_peers_as_asked).
pub fn peer_as(wanted: &str, mut parts: Parts) -> Parts {
    let name = match (wanted, &*parts.name) {
        ("InputUser", "inputPeerEmpty") => "inputUserEmpty",
        ("InputUser", "inputPeerSelf") => "inputUserSelf",
        ("InputUser", "inputPeerUser") => "inputUser",
        ("InputUser", "inputPeerUserFromMessage") => "inputUserFromMessage",
        ("InputChannel", "inputPeerEmpty") => "inputChannelEmpty",
        ("InputChannel", "inputPeerChannel") => "inputChannel",
        ("InputChannel", "inputPeerChannelFromMessage") => "inputChannelFromMessage",
        _ => return parts,
    };
    parts.name = name.to_owned();
    parts
}
