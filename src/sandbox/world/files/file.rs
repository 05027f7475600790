//! Photos and documents.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::contents::Contents;
use super::uploads::Uploads;

/// Default maximum of total bytes in files. All but the first are on disk.
const QUOTA: usize = 4 << 30;

#[derive(Clone, Debug)]
pub struct File {
    pub id: i64,
    pub dc: i32,
    pub date: i32,
    pub mime_type: String,
    pub attributes: Vec<Attribute>,
    pub contents: Contents,
    /// A photo's copies, smallest first, the last being the photo itself. A document's thumbnail, if it has one.
    pub sizes: Vec<Size>,
    pub is_photo: bool,
}

/// Files are equal if their ids are.
impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for File {}

/// A copy of an image, named by Telegram's letter for its size.
#[derive(Clone, Debug)]
pub struct Size {
    pub letter: &'static str,
    pub width: u32,
    pub height: u32,
    pub contents: Contents,
}

/// An attribute of a document.
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

/// All files and uploads.
pub struct Files {
    pub(in crate::sandbox::world) uploads: Uploads,
    pub(in crate::sandbox::world) stored: HashMap<i64, Arc<File>>,
    /// Incremented when all references expire.
    pub(in crate::sandbox::world) generation: i32,
}

impl Default for Files {
    fn default() -> Self {
        Self { uploads: Uploads::with_quota(QUOTA), stored: HashMap::new(), generation: 0 }
    }
}

impl Files {
    /// Deletes those of these files that nothing shows any more.
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
    /// Whether anything besides the list of all files refers to it. Files restored from a snapshot are separate, but
    /// share their bytes.
    fn is_shown(self: &Arc<Self>) -> bool {
        let own = self.sizes.iter().filter(|size| size.contents.is(&self.contents)).count();
        Arc::strong_count(self) > 1 || self.contents.holders() > 1 + own
    }

    /// Returns the copy named by a letter, or the file itself for an empty one.
    pub fn named(&self, letter: &str) -> Option<&Contents> {
        if letter.is_empty() {
            return Some(&self.contents);
        }
        self.sizes.iter().find(|size| size.letter == letter).map(|size| &size.contents)
    }
}
