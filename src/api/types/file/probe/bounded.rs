//! A file with a read limit.

use std::io::{self, Read, Seek, SeekFrom};

use crate::telegram::media::Source;

/// Bytes and reads that one look at a file may take. A cover in front of the music may have a few megabytes.
const BYTES: u64 = 4 * 1024 * 1024;
const READS: u32 = 20_000;

/// Reads a file, and fails beyond a number of bytes or reads.
pub struct Bounded<'a> {
    source: &'a Source,
    position: u64,
    bytes_left: u64,
    reads_left: u32,
}

impl<'a> Bounded<'a> {
    pub fn new(source: &'a Source) -> Self {
        Self { source, position: 0, bytes_left: BYTES, reads_left: READS }
    }

    pub fn size(&self) -> u64 {
        self.source.size()
    }

    /// The bytes from a place on, as many as the buffer takes.
    pub fn exact_at(&mut self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.position = offset;
        self.read_exact(bytes)
    }

    fn spend_a_read(&mut self) -> io::Result<()> {
        match self.reads_left.checked_sub(1) {
            Some(left) if self.bytes_left > 0 => {
                self.reads_left = left;
                Ok(())
            }
            _ => Err(io::Error::other("the file's details take too much reading")),
        }
    }
}

impl Read for Bounded<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.spend_a_read()?;
        let most = bytes.len().min(self.bytes_left.try_into().unwrap_or(usize::MAX));
        let read = self.source.read_at(&mut bytes[..most], self.position)?;
        self.position += read as u64;
        self.bytes_left -= read as u64;
        Ok(read)
    }
}

impl Seek for Bounded<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.spend_a_read()?;
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.size().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_ends_after_so_many_bytes_and_so_many_reads() {
        let source = Source::Bytes(vec![7; 5 * 1024 * 1024].into());
        let mut all = Vec::new();
        assert!(Bounded::new(&source).read_to_end(&mut all).is_err());
        assert_eq!(all.len() as u64, BYTES);
        let mut file = Bounded::new(&source);
        let reads = std::iter::repeat_with(|| file.exact_at(&mut [0], 3)).take_while(io::Result::is_ok);
        assert_eq!(reads.count() as u32, READS);
    }

    #[test]
    fn a_place_before_the_beginning_is_none_and_behind_the_end_is_nothing() {
        let source = Source::Bytes(vec![7; 10].into());
        let mut file = Bounded::new(&source);
        assert!(file.seek(SeekFrom::End(-11)).is_err());
        assert_eq!(file.seek(SeekFrom::Start(u64::MAX)).unwrap(), u64::MAX);
        assert_eq!(file.read(&mut [0]).unwrap(), 0);
        assert!(file.seek(SeekFrom::Current(1)).is_err());
    }
}
