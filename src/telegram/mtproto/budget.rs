//! Limits what one packet may contain and unpack to.

use flate2::read::GzDecoder;

use crate::tl::limits::Unreadable;
use crate::tl::reading::flat;

/// Maximum total size of the unpacked objects in one packet, in bytes. Telegram's largest answers, such as a language pack
/// or ten thousand contacts, have one or two million.
pub(super) const MAX_UNPACKED: usize = 16 << 20;

/// Maximum number of messages in a received packet.
/// > A container may contain at most 1020 messages.
///
/// <https://core.telegram.org/mtproto/service_messages#simple-container>
pub(super) const MAX_MESSAGES: usize = 1020;

/// What one packet may still unpack to.
pub(super) struct Budget {
    pub(super) bytes: usize,
    pub(super) messages: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: MAX_UNPACKED, messages: MAX_MESSAGES }
    }
}

impl Budget {
    /// <https://core.telegram.org/mtproto/service_messages#packed-object>
    pub(super) fn unpack(&mut self, packed: &[u8]) -> Result<Vec<u8>, Unreadable> {
        use std::io::Read;
        let packed: Vec<u8> = flat(packed.get(4..).ok_or(Unreadable::Malformed)?)?;
        let mut unpacked = Vec::new();
        let limit = self.bytes as u64 + 1;
        let read = GzDecoder::new(packed.as_slice()).take(limit).read_to_end(&mut unpacked);
        read.map_err(|_| Unreadable::Malformed)?;
        // An object that is too large uses up the budget, so that several of them cost no more than one.
        let left = self.bytes.checked_sub(unpacked.len());
        self.bytes = left.unwrap_or(0);
        left.map(|_| unpacked).ok_or(Unreadable::TooLarge)
    }
}
