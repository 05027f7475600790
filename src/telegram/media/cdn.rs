//! Downloads from a CDN DC: encrypted pieces, checked against hashes from the file's own DC.
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

/// Maximum number of times that one piece waits for the file's DC to upload the file to the CDN DC.
const MAX_REUPLOADS: u32 = 4;

/// A file on a CDN DC, and what is needed to read it.
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
    /// The token is not valid (any more): the file's DC issues another.
    Token(Error),
    /// The bytes don't match the file's hashes.
    WrongBytes(Error),
    /// Any other failure. The file's DC has the file too.
    Unavailable(Error),
}

impl<'a> Redirect<'a> {
    /// Follows a redirect by the file's DC. Connects with the first request.
    pub fn new(home: &Lane<'a>, redirect: tl::types::upload::FileCdnRedirect, size: u64) -> Result<Self> {
        let mut hashes = Hashes::default();
        hashes.add(redirect.file_hashes, size)?;
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

    /// Downloads exactly these bytes of the file. `home` leads to the file's own DC.
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

    /// Returns the hashed blocks that contain the bytes. Fetches missing hashes from the file's DC.
    async fn blocks(&self, home: &Lane<'_>, wanted: &Range<u64>, attempt: &Attempt) -> Result<Vec<Block>> {
        // The lock makes one piece fetch for all.
        let mut hashes = self.hashes.lock().await;
        // Pieces are requested in order, at most `IN_FLIGHT` at once.
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
            hashes.add(home.ask(function, attempt).await?, self.size)?;
            if hashes.covering(wanted).is_err_and(|still| still == missing) {
                return Err(Error::unexpected("Telegram has no hash for this part of a CDN file"));
            }
        }
    }

    /// Downloads encrypted bytes.
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
            self.hashes.lock().await.add(hashes, self.size)?;
        }
        let message = format!("CDN DC {} lost the file again after {MAX_REUPLOADS} uploads", self.dc);
        Err(Error::new(Kind::TelegramInternal, message))
    }

    fn wrong(&self, wanted: &Range<u64>) -> Error {
        let message = format!("CDN DC {} sent wrong bytes: their SHA-256 does not match Telegram's", self.dc);
        Error::new(Kind::HashMismatch, message)
            .with("dc", self.dc)
            .with("offset", wanted.start)
            .hint("the bytes were discarded; they were changed at the CDN or in transit")
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

/// The encryption of the file.
#[derive(Clone)]
struct Cipher {
    key: SecretBytes<32>,
    iv: [u8; 16],
}

impl Cipher {
    fn new(key: Vec<u8>, iv: &[u8]) -> Result<Self> {
        let (Ok(mut key), Ok(iv)) = (<[u8; 32]>::try_from(key), iv.try_into()) else {
            return Err(Error::unexpected("Telegram sent a key for a CDN file that is not for AES-256-CTR"));
        };
        Ok(Self { key: SecretBytes::new(&mut key), iv })
    }

    fn decrypt(&self, mut bytes: Vec<u8>, offset: u64) -> Vec<u8> {
        aes_ctr::apply(&mut bytes, self.key.expose(), &self.iv, offset);
        bytes
    }
}

/// Whether bytes from this offset contain all of these blocks unchanged.
fn are_genuine(bytes: &[u8], offset: u64, blocks: &[Block]) -> bool {
    blocks.iter().all(|block| {
        let (start, end) = (block.range.start - offset, block.range.end - offset);
        let bytes = bytes.get(start as usize..end as usize);
        bytes.is_some_and(|bytes| Sha256::digest(bytes)[..] == block.hash)
    })
}

/// Cuts the wanted range out of bytes that begin at this offset.
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
