//! Tokens for files on the CDN DC.
//!
//! Tokens belong to the running server: after a snapshot is restored, clients get new ones.
//! <https://core.telegram.org/cdn>

use std::sync::Arc;

use super::cdn::{Cdn, CdnEntry, CdnFile, CdnRedirect};
use super::contents::Contents;
use super::file::File;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};

/// Maximum number of valid tokens.
const MAX_TOKENS: usize = 1024;

impl World {
    pub fn cdn(&self) -> Option<&Cdn> {
        self.cdn.cdn.as_ref()
    }

    pub fn is_cdn(&self, dc: i32) -> bool {
        self.cdn().is_some_and(|cdn| cdn.dc == dc)
    }

    pub fn set_cdn(&mut self, cdn: Cdn) {
        self.cdn.cdn = Some(cdn);
    }

    /// Keeps the CDN DC of the running server when another world is restored.
    pub(in crate::sandbox::world) fn cdn_is_that_of(&mut self, before: &World) {
        self.cdn.cdn.clone_from(&before.cdn.cdn);
    }

    /// Stores a file on the CDN DC, if there is one.
    pub fn store_on_cdn(&mut self, file: &Arc<File>, contents: &Contents) -> Option<CdnRedirect> {
        let dc = self.cdn()?.dc;
        let letter = file.sizes.iter().find(|size| size.contents.is(contents)).map_or("", |size| size.letter);
        let known = self.cdn.tokens.iter().find(|(_, on)| on.file == file.id && on.letter == letter);
        let token = match known {
            Some((token, _)) => token.clone(),
            None => {
                if self.cdn.tokens.len() >= MAX_TOKENS {
                    self.cdn.tokens.clear();
                }
                self.cdn.given += 1;
                let token = self.seeded_bytes("cdn token", &[file.id, self.cdn.given]).to_vec();
                let on = CdnEntry { file: file.id, letter, is_there: true, request_token: Vec::new() };
                self.cdn.tokens.insert(token.clone(), on);
                token
            }
        };
        let (key, iv) = self.cdn_cipher(&token);
        Some(CdnRedirect { dc, token, key, iv })
    }

    /// Returns the CDN DC's file for a token.
    pub fn cdn_file(&self, token: &[u8]) -> Result<CdnFile, Refusal> {
        let on = self.cdn.tokens.get(token).ok_or(bad("FILE_TOKEN_INVALID"))?;
        if !on.is_there {
            return Ok(CdnFile::Gone { request_token: on.request_token.clone() });
        }
        let (_, contents) = self.cdn_original(token)?;
        let (key, iv) = self.cdn_cipher(token);
        Ok(CdnFile::Here { contents, key, iv })
    }

    /// Returns the original file for a token, and its bytes.
    pub fn cdn_original(&self, token: &[u8]) -> Result<(Arc<File>, Contents), Refusal> {
        let on = self.cdn.tokens.get(token).ok_or(bad("FILE_TOKEN_INVALID"))?;
        let file = self.file(on.file).ok_or(bad("FILE_TOKEN_INVALID"))?;
        let contents = file.named(on.letter).cloned().ok_or(bad("FILE_TOKEN_INVALID"))?;
        Ok((Arc::clone(file), contents))
    }

    /// Evicts a file from the CDN DC, as it keeps only the most requested ones.
    pub fn evict_from_cdn(&mut self, token: &[u8]) {
        self.cdn.given += 1;
        let request_token = self.seeded_bytes("cdn request", &[self.cdn.given]).to_vec();
        if let Some(on) = self.cdn.tokens.get_mut(token) {
            (on.is_there, on.request_token) = (false, request_token);
        }
    }

    /// Uploads a file to the CDN DC again.
    pub fn restore_to_cdn(&mut self, token: &[u8], request_token: &[u8]) -> Result<(), Refusal> {
        let on = self.cdn.tokens.get_mut(token).ok_or(bad("FILE_TOKEN_INVALID"))?;
        if on.request_token != request_token {
            return Err(bad("REQUEST_TOKEN_INVALID"));
        }
        on.is_there = true;
        Ok(())
    }

    fn cdn_cipher(&self, token: &[u8]) -> ([u8; 32], [u8; 16]) {
        let numbers: Vec<i64> = token.iter().map(|byte| i64::from(*byte)).collect();
        let (key, iv) = (self.seeded_bytes("cdn key", &numbers), self.seeded_bytes("cdn iv", &numbers));
        let mut first = [0; 16];
        first.copy_from_slice(&iv[..16]);
        (key, first)
    }
}
