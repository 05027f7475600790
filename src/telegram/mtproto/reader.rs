//! Splits the bytes of a packet into numbers and messages.

use super::Violation;

pub(super) struct Message<'a> {
    pub(super) id: i64,
    pub(super) seq_no: i32,
    pub(super) body: &'a [u8],
}

/// Reads numbers and messages from the front of a byte slice.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Violation> {
        let (taken, rest) =
            self.0.split_at_checked(count).ok_or(Violation("a message that ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn int(&mut self) -> Result<i32, Violation> {
        Ok(i32::from_le_bytes(self.take(4)?.try_into().expect("these are 4 bytes")))
    }

    pub(super) fn long(&mut self) -> Result<i64, Violation> {
        Ok(i64::from_le_bytes(self.take(8)?.try_into().expect("these are 8 bytes")))
    }

    pub(super) fn message(&mut self) -> Result<Message<'a>, Violation> {
        let (id, seq_no) = (self.long()?, self.int()?);
        let length = usize::try_from(self.int()?).map_err(|_| Violation("a message of negative length"))?;
        Ok(Message { id, seq_no, body: self.take(length)? })
    }
}
