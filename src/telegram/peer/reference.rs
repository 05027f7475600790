//! `ref`: an opaque string that names a peer for one account.
//!
//! `p1.` and base64url of: the account's id (varint); kind and access (one byte); the peer's id (varint); the access hash
//! (8 bytes), or the message (varint) and chat (in the same form) where the peer was seen; then a checksum of 4 bytes over
//! all this and the server's identity. The checksum isn't a signature: a forged `ref` would have a wrong access hash, and
//! be no more useful than the id. For the same reason, only the account's own id may be marked as the account itself.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::{Access, Peer, PeerId, PeerKind};
use crate::error::{Error, Kind, Result};

pub const PREFIX: &str = "p1.";

const CHECKSUM: usize = 4;

impl Peer {
    /// The peer's `ref` for this account on this server.
    pub fn reference(&self, server: i64, account: i64) -> String {
        let mut bytes = Vec::with_capacity(32);
        write_varint(&mut bytes, account);
        write(&mut bytes, self);
        let sum = checksum(server, &bytes);
        bytes.extend(sum);
        format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads a `ref` that was made for this account on this server.
    pub fn from_reference(text: &str, server: i64, account: i64) -> Result<Self> {
        let (owner, peer) = read_reference(text, server).ok_or_else(|| {
            Error::new(Kind::PeerInvalid, "the ref is damaged or belongs to another server")
        })?;
        if owner != account {
            return Err(Error::new(Kind::PeerInvalid, "the ref was made for another account")
                .hint("a ref works only for the account that returned it; use a @name or a link"));
        }
        if !peer.is_itself_only_as(PeerId::user(account)) {
            return Err(Error::new(Kind::PeerInvalid, "the ref marks another user as the account itself"));
        }
        Ok(peer)
    }
}

impl Peer {
    /// Whether only this id is marked as the account itself, here and in the chat where the peer was seen.
    fn is_itself_only_as(&self, account: PeerId) -> bool {
        match &self.access {
            Access::Myself => self.id == account,
            Access::Seen { chat, .. } => chat.is_itself_only_as(account),
            Access::Free | Access::Hash(_) => true,
        }
    }
}

fn read_reference(text: &str, server: i64) -> Option<(i64, Peer)> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
    let (content, sum) = bytes.split_last_chunk::<CHECKSUM>()?;
    if *sum != checksum(server, content) {
        return None;
    }
    let mut rest = content;
    let account = read_varint(&mut rest)?;
    let peer = read(&mut rest, 0)?;
    rest.is_empty().then_some((account, peer))
}

fn write(bytes: &mut Vec<u8>, peer: &Peer) {
    let kind = match peer.id.kind {
        PeerKind::User => 0,
        PeerKind::Group => 1,
        PeerKind::Channel => 2,
    };
    let access = match peer.access {
        Access::Free => 0,
        Access::Hash(_) => 1,
        Access::Seen { .. } => 2,
        Access::Myself => 3,
    };
    bytes.push(access << 4 | kind);
    write_varint(bytes, peer.id.bare);
    match &peer.access {
        Access::Free | Access::Myself => {}
        Access::Hash(hash) => bytes.extend(hash.to_le_bytes()),
        Access::Seen { chat, message_id } => {
            write_varint(bytes, i64::from(*message_id));
            write(bytes, chat);
        }
    }
}

fn read(bytes: &mut &[u8], depth: usize) -> Option<Peer> {
    let (tag, rest) = bytes.split_first()?;
    *bytes = rest;
    let kind = match tag & 15 {
        0 => PeerKind::User,
        1 => PeerKind::Group,
        2 => PeerKind::Channel,
        _ => return None,
    };
    let bare = read_varint(bytes)?;
    let access = match tag >> 4 {
        0 => Access::Free,
        1 => {
            let (hash, rest) = bytes.split_first_chunk()?;
            *bytes = rest;
            Access::Hash(i64::from_le_bytes(*hash))
        }
        // The chat itself must be named in full.
        2 if depth == 0 => {
            let message_id = read_varint(bytes)?.try_into().ok()?;
            Access::Seen { chat: Box::new(read(bytes, depth + 1)?), message_id }
        }
        3 => Access::Myself,
        _ => return None,
    };
    Some(Peer { id: PeerId { kind, bare }, access })
}

fn checksum(server: i64, content: &[u8]) -> [u8; CHECKSUM] {
    let hash =
        Sha256::new().chain_update(b"telewire ref").chain_update(server.to_le_bytes()).chain_update(content);
    *hash.finalize().first_chunk().expect("SHA-256 has 32 bytes")
}

/// LEB128: seven bits per byte, the lowest first.
fn write_varint(bytes: &mut Vec<u8>, number: i64) {
    let mut number = number as u64;
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read_varint(bytes: &mut &[u8]) -> Option<i64> {
    let mut number = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number as i64);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SERVER: i64 = -3414540481677951611;
    const ACCOUNT: i64 = 7_000_000_001;

    fn ids() -> impl Strategy<Value = PeerId> {
        (prop_oneof![Just(PeerKind::User), Just(PeerKind::Group), Just(PeerKind::Channel)], 1..1i64 << 52)
            .prop_map(|(kind, bare)| PeerId { kind, bare })
    }

    fn peers() -> impl Strategy<Value = Peer> {
        let others = (ids(), prop_oneof![Just(Access::Free), any::<i64>().prop_map(Access::Hash)])
            .prop_map(|(id, access)| Peer { id, access });
        let myself = Just(Peer { id: PeerId::user(ACCOUNT), access: Access::Myself });
        let near = prop_oneof![others, myself].boxed();
        let far =
            (ids(), near.clone(), any::<i32>()).prop_map(|(id, chat, message)| Peer::seen(id, chat, message));
        prop_oneof![near, far]
    }

    proptest! {
        #[test]
        fn a_ref_gives_back_the_peer(peer in peers(), server: i64) {
            let text = peer.reference(server, ACCOUNT);
            prop_assert!(text.len() < 100 && text.starts_with("p1."));
            prop_assert_eq!(Peer::from_reference(&text, server, ACCOUNT).unwrap(), peer);
        }

        #[test]
        fn any_text_is_a_ref_or_refused(text in "(p1\\.)?[A-Za-z0-9_-]{0,60}") {
            let _ = Peer::from_reference(&text, SERVER, ACCOUNT);
        }

        #[test]
        fn a_mistyped_ref_is_refused(peer in peers(), at in 3usize..100, letter in "[A-Za-z0-9_-]") {
            let text = peer.reference(SERVER, ACCOUNT);
            let at = 3 + at % (text.len() - 3);
            let mut mistyped = text.clone();
            mistyped.replace_range(at..=at, &letter);
            prop_assume!(mistyped != text);
            prop_assert!(Peer::from_reference(&mistyped, SERVER, ACCOUNT).is_err());
            prop_assert!(Peer::from_reference(&text[..at], SERVER, ACCOUNT).is_err());
        }
    }

    #[test]
    fn nobody_else_is_the_account_itself() {
        let bob = Peer { id: PeerId::user(5), access: Access::Myself };
        let seen = Peer::seen(PeerId::user(6), bob.clone(), 7);
        for forged in [bob, seen] {
            let error =
                Peer::from_reference(&forged.reference(SERVER, ACCOUNT), SERVER, ACCOUNT).unwrap_err();
            assert_eq!(error.kind(), Kind::PeerInvalid);
        }
    }

    #[test]
    fn a_ref_is_good_for_one_account_on_one_server() {
        let text = Peer { id: PeerId::user(5), access: Access::Hash(6) }.reference(SERVER, ACCOUNT);
        let other_account = Peer::from_reference(&text, SERVER, ACCOUNT + 1).unwrap_err();
        assert_eq!(other_account.kind(), Kind::PeerInvalid);
        assert!(other_account.message().contains("another account"));
        let other_server = Peer::from_reference(&text, SERVER + 1, ACCOUNT).unwrap_err();
        assert_eq!(other_server.kind(), Kind::PeerInvalid);
    }
}
