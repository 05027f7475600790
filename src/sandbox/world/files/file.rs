//! Photos and documents.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::contents::Contents;
use super::uploads::Uploads;

/// Default limit of the bytes of files in a world. All but the first are on disk.
const QUOTA: usize = 4 << 30;

#[derive(Clone, Debug)]
pub struct File {
    pub id: i64,
    pub dc: i32,
    pub date: i32,
    pub mime_type: String,
    pub attributes: Vec<Attribute>,
    pub contents: Contents,
    /// A photo's copies, the smallest first, the last one being all of it; a document's thumbnail, if it has one.
    pub sizes: Vec<Size>,
    pub is_photo: bool,
}

/// A file is what it is by its id.
impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for File {}

/// A copy of an image, by the letter that Telegram names it by.
#[derive(Clone, Debug)]
pub struct Size {
    pub letter: &'static str,
    pub width: u32,
    pub height: u32,
    pub contents: Contents,
}

/// What a document is besides its bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Attribute {
    Name(String),
    ImageSize {
        width: i32,
        height: i32,
    },
    Animated,
    Video {
        round: bool,
        streaming: bool,
        silent: bool,
        duration: f64,
        width: i32,
        height: i32,
    },
    Audio {
        voice: bool,
        duration: i32,
        title: Option<String>,
        performer: Option<String>,
        waveform: Option<Vec<u8>>,
    },
    Sticker {
        emoji: String,
    },
}

/// All files there are.
pub struct Files {
    pub(in crate::sandbox::world) uploads: Uploads,
    pub(in crate::sandbox::world) stored: HashMap<i64, Arc<File>>,
    /// Counts how often all references were made to expire.
    pub(in crate::sandbox::world) generation: i32,
}

impl Default for Files {
    fn default() -> Self {
        Self { uploads: Uploads::with_quota(QUOTA), stored: HashMap::new(), generation: 0 }
    }
}

impl Files {
    /// Forgets those of these files that nothing shows any more, with their bytes.
    pub(in crate::sandbox::world) fn forget_unshown(&mut self, ids: &BTreeSet<i64>) {
        for id in ids {
            if self.stored.get(id).is_some_and(File::is_shown) {
                continue;
            }
            if let Some(file) = self.stored.remove(id) {
                self.uploads.forget(&file.contents);
            }
        }
    }
}

impl File {
    /// Whether anything but the list of all files has it. What a snapshot brought back has files of its own that share
    /// the bytes.
    fn is_shown(self: &Arc<Self>) -> bool {
        let own = self.sizes.iter().filter(|size| size.contents.is(&self.contents)).count();
        Arc::strong_count(self) > 1 || self.contents.holders() > 1 + own
    }

    /// The bytes that a client names by a letter, or by none.
    pub fn named(&self, letter: &str) -> Option<&Contents> {
        if letter.is_empty() {
            return Some(&self.contents);
        }
        self.sizes.iter().find(|size| size.letter == letter).map(|size| &size.contents)
    }
}
