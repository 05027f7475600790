//! The hashes of a file's blocks that the file's own DC has sent so far.

use std::collections::BTreeMap;
use std::ops::Range;

use grammers_client::tl;

use crate::error::{Error, Result};

/// Offsets and limits of requests are multiples of this…
const UNIT: u64 = 4096;

/// … and requests don't cross multiples of this.
const MEGABYTE: u64 = 1 << 20;

/// A part of the file with its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub range: Range<u64>,
    pub hash: [u8; 32],
}

/// Blocks by offset.
#[derive(Default)]
pub struct Hashes(BTreeMap<u64, Block>);

impl Hashes {
    /// Adds hashes from Telegram for a file of this size.
    pub fn add(&mut self, hashes: Vec<tl::enums::FileHash>, size: u64) -> Result<()> {
        for tl::enums::FileHash::Hash(hash) in hashes {
            let block = u64::try_from(hash.offset).ok().zip(u64::try_from(hash.limit).ok());
            let (Some((start, length)), Ok(hash)) = (block, <[u8; 32]>::try_from(hash.hash)) else {
                return Err(Error::unexpected(
                    "Telegram sent a file hash that is not the SHA-256 of a part of the file",
                ));
            };
            if start >= size || !(1..=MEGABYTE).contains(&length) {
                continue;
            }
            // The last block ends with the file.
            self.0.insert(start, Block { range: start..size.min(start + length), hash });
        }
        Ok(())
    }

    /// Drops blocks before this byte.
    pub fn forget_before(&mut self, start: u64) {
        self.0.retain(|_, block| block.range.end > start);
    }

    /// The consecutive blocks that contain this range, or the offset of the first missing one.
    pub fn covering(&self, wanted: &Range<u64>) -> Result<Vec<Block>, u64> {
        let mut blocks = Vec::new();
        let mut at = wanted.start;
        while at < wanted.end {
            let block = self.0.range(..=at).next_back().map(|(_, block)| block);
            let block = block.filter(|block| block.range.end > at).ok_or(at)?;
            at = block.range.end;
            blocks.push(block.clone());
        }
        Ok(blocks)
    }
}

/// Offset and limit of the smallest valid request that covers these blocks.
pub fn request(blocks: &[Block]) -> Result<(u64, u64)> {
    let start = blocks.first().map_or(0, |block| block.range.start);
    let end = blocks.last().map_or(0, |block| block.range.end);
    let mut limit = UNIT;
    while limit <= MEGABYTE {
        let offset = start / limit * limit;
        if end <= offset + limit {
            return Ok((offset, limit));
        }
        limit *= 2;
    }
    Err(Error::unexpected("Telegram hashed the file in blocks that no request can cover"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KB: u64 = 1024;

    fn hashes(blocks: &[(i64, i32)], size: u64) -> Hashes {
        let told = blocks.iter().map(|&(offset, limit)| {
            tl::types::FileHash { offset, limit, hash: vec![offset as u8; 32] }.into()
        });
        let mut hashes = Hashes::default();
        hashes.add(told.collect(), size).unwrap();
        hashes
    }

    fn ranges(blocks: Vec<Block>) -> Vec<(u64, u64)> {
        blocks.into_iter().map(|block| (block.range.start, block.range.end)).collect()
    }

    #[test]
    fn a_range_is_covered_by_the_blocks_that_it_lies_in() {
        let hashes = hashes(&[(0, 100), (100, 100), (300, 100)], 350);
        assert_eq!(hashes.covering(&(10..20)).map(ranges), Ok(vec![(0, 100)]));
        assert_eq!(hashes.covering(&(99..101)).map(ranges), Ok(vec![(0, 100), (100, 200)]));
        assert_eq!(hashes.covering(&(100..200)).map(ranges), Ok(vec![(100, 200)]));
        assert_eq!(hashes.covering(&(150..310)).map(ranges), Err(200));
        assert_eq!(hashes.covering(&(320..350)).map(ranges), Ok(vec![(300, 350)]), "it ends with the file");
    }

    #[test]
    fn blocks_are_dropped_with_their_last_byte() {
        let mut hashes = hashes(&[(0, 100), (100, 100), (200, 100)], 300);
        hashes.forget_before(150);
        assert_eq!(hashes.covering(&(0..300)).map(ranges), Err(0));
        assert_eq!(hashes.covering(&(150..300)).map(ranges), Ok(vec![(100, 200), (200, 300)]));
    }

    #[test]
    fn what_is_no_hash_of_the_file_is_not_taken() {
        assert_eq!(hashes(&[(400, 100), (0, 0), (0, 1 << 21)], 350).covering(&(0..1)).map(ranges), Err(0));
        for wrong in [(-1, 100, 32), (0, -1, 32), (0, 100, 31)] {
            let (offset, limit, length) = wrong;
            let told = tl::types::FileHash { offset, limit, hash: vec![0; length] }.into();
            assert!(Hashes::default().add(vec![told], 350).is_err());
        }
    }

    #[test]
    fn a_piece_is_asked_for_that_has_its_blocks_whole() {
        let piece = |range: Range<u64>| request(&[Block { range, hash: [0; 32] }]);
        assert_eq!(piece(0..6).unwrap(), (0, 4096));
        assert_eq!(piece(128 * KB..256 * KB).unwrap(), (128 * KB, 128 * KB));
        assert_eq!(piece(128 * KB..384 * KB).unwrap(), (0, 512 * KB));
        assert_eq!(piece(512 * KB..1024 * KB).unwrap(), (512 * KB, 512 * KB));
        assert_eq!(piece(1000 * KB..1024 * KB).unwrap(), (992 * KB, 32 * KB));
        assert!(piece(1000 * KB..1025 * KB).is_err(), "no piece crosses a megabyte");
    }
}
