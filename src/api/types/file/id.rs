//! An opaque id of a file that Telegram has: a recent upload, or the media of a message.
//!
//! `f1.` and base64url of the account's id and what Telegram wants to hear of the file, in CBOR, then 4 bytes of a
//! checksum over this and the server's identity. As with a `ref`, it is no signature: Telegram itself checks the rest.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use minicbor::{Decode, Encode};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::api::types::file::info::FileInfo;
use crate::api::types::people::Viewer;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::media::Uploaded;
use crate::telegram::tl;

const PREFIX: &str = "f1.";
const CHECKSUM: usize = 4;

/// A file as callers name it: `file_id` of media.upload or of a message's media.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct FileId(String);

impl JsonSchema for FileId {
    fn schema_name() -> Cow<'static, str> {
        "FileId".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

/// What Telegram has.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub enum StoredFile {
    /// Uploaded parts, which are not a file yet.
    #[n(0)]
    Parts {
        #[n(0)]
        id: i64,
        #[n(1)]
        parts: i32,
        #[cbor(n(2), with = "minicbor::bytes")]
        md5: Option<[u8; 16]>,
        #[n(3)]
        size: u64,
        #[n(4)]
        name: String,
        #[n(5)]
        looks: FileInfo,
    },
    #[n(1)]
    Photo {
        #[n(0)]
        id: i64,
        #[n(1)]
        access_hash: i64,
        #[cbor(n(2), with = "minicbor::bytes")]
        reference: Vec<u8>,
    },
    #[n(2)]
    Document {
        #[n(0)]
        id: i64,
        #[n(1)]
        access_hash: i64,
        #[cbor(n(2), with = "minicbor::bytes")]
        reference: Vec<u8>,
    },
}

#[derive(Encode, Decode)]
struct Owned {
    #[n(0)]
    account: i64,
    #[n(1)]
    kept: StoredFile,
}

impl FileId {
    /// The file, if the id was made for this account.
    pub fn of(&self, account: &Account) -> Result<StoredFile> {
        let wrong = |why: &str| {
            Err(Error::new(Kind::FileNotFound, format!("`file_id` {why}")).with("path", "file_id"))
        };
        let Some(Owned { account: owner, kept }) = read(&self.0, account.server().identity()) else {
            return wrong("is damaged, or of another server");
        };
        match account.owner() {
            Some(account) if account.id == owner => Ok(kept),
            _ => wrong("was made for another account"),
        }
    }
}

impl StoredFile {
    pub fn uploaded(uploaded: &Uploaded, size: u64, name: String, looks: FileInfo) -> Self {
        let Uploaded { id, parts, md5 } = *uploaded;
        Self::Parts { id, parts, md5, size, name, looks }
    }

    pub fn photo(photo: &tl::types::Photo) -> Self {
        let reference = photo.file_reference.clone();
        Self::Photo { id: photo.id, access_hash: photo.access_hash, reference }
    }

    pub fn document(document: &tl::types::Document) -> Self {
        let reference = document.file_reference.clone();
        Self::Document { id: document.id, access_hash: document.access_hash, reference }
    }

    /// Renames an upload. Files in messages keep their names.
    pub fn named(self, new_name: String) -> Self {
        match self {
            Self::Parts { id, parts, md5, size, looks, .. } => {
                Self::Parts { id, parts, md5, size, name: new_name, looks }
            }
            kept => kept,
        }
    }

    /// The file as a message's media. `None` for uploaded parts.
    pub fn shown(self, spoiler: bool) -> Option<tl::enums::InputMedia> {
        match self {
            Self::Parts { .. } => None,
            Self::Photo { id, access_hash, reference: file_reference } => {
                let photo = tl::types::InputMediaPhoto {
                    spoiler,
                    live_photo: false,
                    id: tl::types::InputPhoto { id, access_hash, file_reference }.into(),
                    ttl_seconds: None,
                    video: None,
                };
                Some(photo.into())
            }
            Self::Document { id, access_hash, reference: file_reference } => {
                let document = tl::types::InputMediaDocument {
                    spoiler,
                    id: tl::types::InputDocument { id, access_hash, file_reference }.into(),
                    video_cover: None,
                    video_timestamp: None,
                    ttl_seconds: None,
                    query: None,
                };
                Some(document.into())
            }
        }
    }

    /// The id as text.
    pub fn to_text(&self, viewer: Viewer) -> String {
        let owned = Owned { account: viewer.account, kept: self.clone() };
        let mut bytes = minicbor::to_vec(&owned).expect("a vector takes all that is written to it");
        let sum = checksum(viewer.server, &bytes);
        bytes.extend(sum);
        format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }
}

fn read(text: &str, server: i64) -> Option<Owned> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
    let (content, sum) = bytes.split_last_chunk::<CHECKSUM>()?;
    (*sum == checksum(server, content)).then(|| minicbor::decode(content).ok()).flatten()
}

fn checksum(server: i64, content: &[u8]) -> [u8; CHECKSUM] {
    let hash = Sha256::new().chain_update(b"file").chain_update(server.to_le_bytes()).chain_update(content);
    *hash.finalize().first_chunk().expect("SHA-256 has 32 bytes")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const VIEWER: Viewer = Viewer { server: 5, account: 7 };

    proptest! {
        #[test]
        fn what_is_written_is_read_and_nothing_else(id: i64, access_hash: i64, reference: Vec<u8>, flip in 0usize..100) {
            let kept = StoredFile::Document { id, access_hash, reference };
            let text = kept.to_text(VIEWER);
            let owned = read(&text, 5).unwrap();
            prop_assert_eq!((owned.account, owned.kept), (7, kept));
            prop_assert!(read(&text, 6).is_none());
            let mut other = text.into_bytes();
            let at = flip % other.len();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            prop_assert!(read(&String::from_utf8(other).unwrap(), 5).is_none());
        }

        #[test]
        fn any_text_is_read_without_harm(text: String) {
            prop_assert!(read(&text, 5).is_none());
        }
    }
}
