//! Files in snapshots. Each part is stored once, and other state refers to files by id.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::contents::Contents;
use super::file::{Attribute, File, Files, Size};
use super::parts::{MAX_PART, Part};
use super::uploads::{Upload, Uploads};

/// Telegram's letters for sizes (https://core.telegram.org/api/files#image-thumbnail-types).
const LETTERS: [&str; 14] = ["s", "m", "x", "y", "w", "a", "b", "c", "d", "i", "j", "u", "v", "f"];

#[derive(Serialize, Deserialize)]
struct StoredFiles {
    quota: usize,
    generation: i32,
    /// In base64.
    parts: Vec<String>,
    files: Vec<StoredFile>,
    begun: Vec<StoredUpload>,
}

#[derive(Serialize, Deserialize)]
struct StoredFile {
    id: i64,
    dc: i32,
    date: i32,
    mime_type: String,
    attributes: Vec<Attribute>,
    contents: StoredContents,
    sizes: Vec<StoredSize>,
    is_photo: bool,
}

#[derive(Serialize, Deserialize)]
struct StoredSize {
    letter: String,
    width: u32,
    height: u32,
    contents: StoredContents,
}

#[derive(Serialize, Deserialize)]
struct StoredContents {
    /// Indexes of parts.
    parts: Vec<usize>,
    part_size: usize,
}

#[derive(Serialize, Deserialize)]
struct StoredUpload {
    account: i64,
    file: i64,
    /// Each part's number in the file, and its index among all parts.
    parts: Vec<(i32, usize)>,
    part_size: Option<usize>,
    last_used: i32,
}

/// Assigns an index to each part on first use.
#[derive(Default)]
struct PartIndexes {
    known: HashMap<*const Part, usize>,
    parts: Vec<String>,
}

impl PartIndexes {
    fn of(&mut self, part: &Arc<Part>) -> io::Result<usize> {
        if let Some(place) = self.known.get(&Arc::as_ptr(part)) {
            return Ok(*place);
        }
        let place = self.parts.len();
        self.parts.push(STANDARD.encode(part.all()?));
        self.known.insert(Arc::as_ptr(part), place);
        Ok(place)
    }

    fn of_all(&mut self, contents: &Contents) -> io::Result<StoredContents> {
        let parts = contents.parts.iter().map(|part| self.of(part)).collect::<io::Result<_>>()?;
        Ok(StoredContents { parts, part_size: contents.part_size })
    }

    fn of_size(&mut self, size: &Size) -> io::Result<StoredSize> {
        Ok(StoredSize {
            letter: size.letter.to_owned(),
            width: size.width,
            height: size.height,
            contents: self.of_all(&size.contents)?,
        })
    }

    fn of_file(&mut self, file: &File) -> io::Result<StoredFile> {
        Ok(StoredFile {
            id: file.id,
            dc: file.dc,
            date: file.date,
            mime_type: file.mime_type.clone(),
            attributes: file.attributes.clone(),
            contents: self.of_all(&file.contents)?,
            sizes: file.sizes.iter().map(|size| self.of_size(size)).collect::<io::Result<_>>()?,
            is_photo: file.is_photo,
        })
    }

    fn of_upload(&mut self, account: i64, file: i64, upload: &Upload) -> io::Result<StoredUpload> {
        let parts = upload.parts.iter().map(|(number, part)| Ok((*number, self.of(part)?)));
        Ok(StoredUpload {
            account,
            file,
            parts: parts.collect::<io::Result<_>>()?,
            part_size: upload.part_size,
            last_used: upload.last_used,
        })
    }
}

impl StoredFiles {
    fn of(files: &Files) -> io::Result<Self> {
        let mut places = PartIndexes::default();
        let mut stored: Vec<&Arc<File>> = files.stored.values().collect();
        stored.sort_by_key(|file| file.id);
        let kept = stored.into_iter().map(|file| places.of_file(file)).collect::<io::Result<_>>()?;
        let mut begun: Vec<_> = files.uploads.begun.iter().collect();
        begun.sort_by_key(|(name, _)| **name);
        let begun = begun
            .into_iter()
            .map(|(&(account, file), upload)| places.of_upload(account, file, upload))
            .collect::<io::Result<_>>()?;
        Ok(Self {
            quota: files.uploads.quota,
            generation: files.generation,
            parts: places.parts,
            files: kept,
            begun,
        })
    }
}

impl TryFrom<StoredFiles> for Files {
    type Error = String;

    fn try_from(kept: StoredFiles) -> Result<Self, String> {
        let mut files =
            Self { uploads: Uploads::with_quota(kept.quota), generation: kept.generation, ..Self::default() };
        let store = Arc::clone(&files.uploads.store);
        let decode = |(at, text): (usize, String)| {
            let bytes = STANDARD.decode(text).map_err(|error| format!("part {at} is no base64: {error}"))?;
            // Bytes that nobody uploaded may be larger than a part.
            if bytes.len() > MAX_PART {
                return Ok(store.keep_here(bytes));
            }
            store.keep(bytes).map_err(|error| format!("part {at} can't be kept: {error}"))
        };
        let parts: Vec<Arc<Part>> =
            kept.parts.into_iter().enumerate().map(decode).collect::<Result<_, String>>()?;
        let part = |at: usize| parts.get(at).cloned().ok_or_else(|| format!("there is no part {at}"));
        let contents = |kept: StoredContents| {
            let parts: Arc<[Arc<Part>]> = kept.parts.into_iter().map(part).collect::<Result<_, _>>()?;
            Contents::of_parts(parts, kept.part_size).ok_or_else(|| "parts of uneven sizes".to_owned())
        };
        for kept in kept.files {
            let size = |kept: StoredSize| {
                let letter = LETTERS.into_iter().find(|known| *known == kept.letter);
                let letter = letter.ok_or_else(|| format!("there is no size `{}`", kept.letter))?;
                let (width, height) = (kept.width, kept.height);
                Ok(Size { letter, width, height, contents: contents(kept.contents)? })
            };
            let file = File {
                id: kept.id,
                dc: kept.dc,
                date: kept.date,
                mime_type: kept.mime_type,
                attributes: kept.attributes,
                contents: contents(kept.contents)?,
                sizes: kept.sizes.into_iter().map(size).collect::<Result<_, String>>()?,
                is_photo: kept.is_photo,
            };
            files.stored.insert(file.id, Arc::new(file));
        }
        for kept in kept.begun {
            let parts = kept.parts.into_iter().map(|(number, at)| Ok((number, part(at)?)));
            let upload = Upload {
                parts: parts.collect::<Result<_, String>>()?,
                part_size: kept.part_size,
                last_used: kept.last_used,
            };
            files.uploads.begun.insert((kept.account, kept.file), upload);
        }
        Ok(files)
    }
}

impl Serialize for Files {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        StoredFiles::of(self).map_err(S::Error::custom)?.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Files {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        StoredFiles::deserialize(from)?.try_into().map_err(D::Error::custom)
    }
}

thread_local! {
    /// The files of the world that is being restored, which other state refers to by id.
    static RESTORED_FILES: RefCell<HashMap<i64, Arc<File>>> = RefCell::default();
}

/// Deserializes state that refers to these files.
pub fn with_files<T>(files: &Files, read: impl FnOnce() -> T) -> T {
    RESTORED_FILES.set(files.stored.clone());
    let read = read();
    RESTORED_FILES.take();
    read
}

/// Serialized as the file's id.
impl Serialize for File {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(to)
    }
}

/// Shares its bytes with the file of that id.
impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let id = i64::deserialize(from)?;
        let file = RESTORED_FILES.with_borrow(|files| files.get(&id).map(|file| File::clone(file)));
        file.ok_or_else(|| D::Error::custom(format!("there is no file {id}")))
    }
}
