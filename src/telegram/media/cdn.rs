//! A file that Telegram gives by a CDN DC: encrypted pieces, proven by hashes that the file's own DC vouches for.
//!
//! <https://core.telegram.org/cdn>

mod hashes;
mod lane;

use std::ops::Range;
use std::sync::Arc;

use grammers_client::tl;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::{IN_FLIGHT, Lane, PART, Thread};
use crate::aes_ctr;
use crate::error::{Error, Kind, Result};
use crate::secret::SecretBytes;
use crate::telegram::attempt::Attempt;
use hashes::{Block, Hashes};
use lane::CdnLane;

/// How often one piece waits for the file's DC to bring the file to the CDN DC.
const MAX_REUPLOADS: u32 = 4;

/// Where a CDN DC has a file, and what it takes to read it there.
pub struct Redirect<'a> {
    dc: i32,
    token: Vec<u8>,
    cipher: Cipher,
    size: u64,
    hashes: Mutex<Hashes>,
    lane: CdnLane<'a>,
    thread: Arc<Thread>,
}

/// Why a CDN DC gave no bytes.
pub enum Failure {
    /// The token is not valid, or no longer: the file's DC gives another.
    Token(Error),
    /// The bytes are not the file's.
    WrongBytes(Error),
    /// Anything else. The file's DC has the file too.
    Unavailable(Error),
}

impl<'a> Redirect<'a> {
    /// Follows what the file's DC said. Connects only when bytes are asked for.
    pub fn new(home: &Lane<'a>, redirect: tl::types::upload::FileCdnRedirect, size: u64) -> Result<Self> {
        let mut hashes = Hashes::default();
        hashes.take_in(redirect.file_hashes, size)?;
        Ok(Self {
            dc: redirect.dc_id,
            token: redirect.file_token,
            cipher: Cipher::new(redirect.encryption_key, &redirect.encryption_iv)?,
            size,
            hashes: Mutex::new(hashes),
            lane: CdnLane::new(home.account(), redirect.dc_id, home.thread().clone()),
            thread: home.thread().clone(),
        })
    }

    /// These bytes of the file, and no others. `home` leads to the file's own DC.
    pub async fn get(
        &self,
        home: &Lane<'_>,
        wanted: Range<u64>,
        attempt: &Attempt,
    ) -> Result<Vec<u8>, Failure> {
        let blocks = self.blocks(home, &wanted, attempt).await.map_err(Failure::of)?;
        let (offset, limit) = hashes::request(&blocks).map_err(Failure::of)?;
        let bytes = self.ask(home, offset, limit, attempt).await.map_err(Failure::of)?;
        if bytes.len() as u64 > limit {
            return Err(Failure::WrongBytes(self.wrong(&wanted)));
        }
        let cipher = self.cipher.clone();
        let range = wanted.clone();
        let opened = self.thread.runtime().spawn(async move {
            let bytes = cipher.decrypt(bytes, offset);
            are_genuine(&bytes, offset, &blocks).then(|| cut(bytes, offset, &range))
        });
        let opened = opened.await.map_err(|died| Failure::Unavailable(Error::internal(died)))?;
        opened.ok_or_else(|| Failure::WrongBytes(self.wrong(&wanted)))
    }

    /// The hashed blocks that the bytes lie in. What isn't known of them yet, the file's DC is asked for.
    async fn blocks(&self, home: &Lane<'_>, wanted: &Range<u64>, attempt: &Attempt) -> Result<Vec<Block>> {
        // One piece asks for all.
        let mut hashes = self.hashes.lock().await;
        // Pieces are asked for in order, so many at once.
        hashes.forget_before(wanted.start.saturating_sub(IN_FLIGHT as u64 * PART));
        loop {
            let missing = match hashes.covering(wanted) {
                Ok(blocks) => return Ok(blocks),
                Err(missing) => missing,
            };
            let function = tl::functions::upload::GetCdnFileHashes {
                file_token: self.token.clone(),
                offset: missing as i64,
            };
            hashes.take_in(home.ask(function, attempt).await?, self.size)?;
            if hashes.covering(wanted).is_err_and(|still| still == missing) {
                return Err(Error::unexpected("Telegram has no hash of what a CDN DC is to give"));
            }
        }
    }

    /// Encrypted bytes.
    async fn ask(&self, home: &Lane<'_>, offset: u64, limit: u64, attempt: &Attempt) -> Result<Vec<u8>> {
        for _ in 0..=MAX_REUPLOADS {
            let function = tl::functions::upload::GetCdnFile {
                file_token: self.token.clone(),
                offset: offset as i64,
                limit: limit as i32,
            };
            let request_token = match self.lane.ask(function, attempt).await? {
                tl::enums::upload::CdnFile::File(file) => return Ok(file.bytes),
                tl::enums::upload::CdnFile::ReuploadNeeded(needed) => needed.request_token,
            };
            let function =
                tl::functions::upload::ReuploadCdnFile { file_token: self.token.clone(), request_token };
            let hashes = home.ask(function, attempt).await?;
            self.hashes.lock().await.take_in(hashes, self.size)?;
        }
        let told = format!("CDN DC {} does not keep the file, however often Telegram gives it", self.dc);
        Err(Error::new(Kind::TelegramInternal, told))
    }

    fn wrong(&self, wanted: &Range<u64>) -> Error {
        let told = format!(
            "CDN DC {} sent bytes that are not the file's: their SHA-256 is not the one that Telegram names",
            self.dc
        );
        Error::new(Kind::HashMismatch, told)
            .with("dc", self.dc)
            .with("offset", wanted.start)
            .hint("nothing of them was kept; somebody changed them on the way or at the CDN")
    }
}

impl Failure {
    fn of(error: Error) -> Self {
        match error.telegram_name() {
            Some("FILE_TOKEN_INVALID" | "REQUEST_TOKEN_INVALID") => Self::Token(error),
            _ => Self::Unavailable(error),
        }
    }
}

/// What the file is encrypted with.
#[derive(Clone)]
struct Cipher {
    key: SecretBytes<32>,
    iv: [u8; 16],
}

impl Cipher {
    fn new(key: Vec<u8>, iv: &[u8]) -> Result<Self> {
        let (Ok(mut key), Ok(iv)) = (<[u8; 32]>::try_from(key), iv.try_into()) else {
            return Err(Error::unexpected("Telegram gave a key of a CDN file that is none of AES-256-CTR"));
        };
        Ok(Self { key: SecretBytes::new(&mut key), iv })
    }

    fn decrypt(&self, mut bytes: Vec<u8>, offset: u64) -> Vec<u8> {
        aes_ctr::apply(&mut bytes, self.key.expose(), &self.iv, offset);
        bytes
    }
}

/// Whether bytes from this offset on have all of these blocks in them, unchanged.
fn are_genuine(bytes: &[u8], offset: u64, blocks: &[Block]) -> bool {
    blocks.iter().all(|block| {
        let (start, end) = (block.range.start - offset, block.range.end - offset);
        let bytes = bytes.get(start as usize..end as usize);
        bytes.is_some_and(|bytes| Sha256::digest(bytes)[..] == block.hash)
    })
}

/// What is wanted of bytes that begin at this offset and reach as far.
fn cut(mut bytes: Vec<u8>, offset: u64, wanted: &Range<u64>) -> Vec<u8> {
    bytes.truncate((wanted.end - offset) as usize);
    bytes.drain(..(wanted.start - offset) as usize);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_genuine_only_if_each_block_is_there_unchanged() {
        let bytes: Vec<u8> = (0..100).collect();
        let block = |range: Range<u64>| {
            let hash = Sha256::digest(&bytes[range.start as usize..range.end as usize]).into();
            Block { range, hash }
        };
        let blocks = [block(20..60), block(60..100)];
        assert!(are_genuine(&bytes[10..], 10, &blocks));
        assert!(!are_genuine(&bytes[10..99], 10, &blocks), "one byte is missing");
        for at in [20, 59, 60, 99] {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(!are_genuine(&changed[10..], 10, &blocks), "byte {at} is another");
        }
    }
}
