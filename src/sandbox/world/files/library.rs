//! Storing photos and documents, and references to them.
//!
//! A file lives on the DC of the account that uploaded it, and messages that show it again share it. Telegram makes several
//! smaller copies of a photo. The sandbox can't decode images, so it keeps the photo's bytes as they came and draws a small
//! image of the same shape in two colours.

use std::sync::Arc;

use super::contents::Contents;
use super::file::{Attribute, File, Size};
use super::image::{self, Image};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::message::GeoPoint;

/// Maximum side of a photo's small copy, in pixels (https://core.telegram.org/api/files#image-thumbnail-types).
const SMALL: u32 = 320;

/// Seconds between new file references. Within an hour a message keeps the same one.
const REFERENCE_AGE: i32 = 3600;

/// Seconds until a file reference expires.
const REFERENCE_LIFE: i32 = 24 * 3600;

/// Maximum bytes of a photo (https://core.telegram.org/bots/api#sendphoto).
const MAX_PHOTO: usize = 10 << 20;

/// Maximum sum of a photo's width and height.
const MAX_SIDES: u32 = 10_000;

/// Maximum ratio of a photo's sides.
const MAX_RATIO: u32 = 20;

/// Minimum width and height of a profile or chat photo.
const MIN_PROFILE_PHOTO: u32 = 160;

impl World {
    pub fn file(&self, id: i64) -> Option<&Arc<File>> {
        self.files.stored.get(&id)
    }

    /// Stores an image as a photo.
    pub fn store_photo(&mut self, account: i64, contents: Contents) -> Result<Arc<File>, Refusal> {
        if contents.size() > MAX_PHOTO {
            return Err(bad("PHOTO_SAVE_FILE_INVALID"));
        }
        let Image { width, height, mime_type } =
            image::recognize(&contents.all()?).ok_or(bad("IMAGE_PROCESS_FAILED"))?;
        let (longer, shorter) = (width.max(height), width.min(height));
        if shorter == 0 || width.saturating_add(height) > MAX_SIDES || longer / shorter > MAX_RATIO {
            return Err(bad("PHOTO_INVALID_DIMENSIONS"));
        }
        let id = self.random() & i64::MAX;
        let whole = |letter| Size { letter, width, height, contents: contents.clone() };
        let sizes = match longer {
            ..=SMALL => vec![whole("m")],
            _ => vec![self.small_copy(id, width, height), whole("y")],
        };
        Ok(self.keep(account, id, mime_type.to_owned(), Vec::new(), contents, sizes, true))
    }

    /// Stores an image as a profile or chat photo.
    pub fn store_profile_photo(&mut self, account: i64, contents: Contents) -> Result<Arc<File>, Refusal> {
        let image = image::recognize(&contents.all()?).ok_or(bad("IMAGE_PROCESS_FAILED"))?;
        if image.width.min(image.height) < MIN_PROFILE_PHOTO {
            return Err(bad("PHOTO_CROP_SIZE_SMALL"));
        }
        self.store_photo(account, contents)
    }

    /// Stores bytes as a document, with an image as its thumbnail.
    pub fn store_document(
        &mut self,
        account: i64,
        contents: Contents,
        mime_type: String,
        attributes: Vec<Attribute>,
        thumbnail: Option<Contents>,
    ) -> Result<Arc<File>, Refusal> {
        let thumbnail = thumbnail.map(|contents| {
            let image = image::recognize(&contents.all()?).ok_or(bad("IMAGE_PROCESS_FAILED"))?;
            Ok(Size { letter: "m", width: image.width, height: image.height, contents })
        });
        let sizes: Vec<Size> = thumbnail.transpose()?.into_iter().collect();
        let mime_type = if mime_type.is_empty() { "application/octet-stream".to_owned() } else { mime_type };
        let id = self.random() & i64::MAX;
        Ok(self.keep(account, id, mime_type, attributes, contents, sizes, false))
    }

    /// Returns a file that the account may send, if it knows the access hash and has a valid reference. A wrong id or
    /// hash fails with `no`.
    pub fn shown_file(
        &self,
        account: i64,
        id: i64,
        access_hash: i64,
        reference: &[u8],
        no: &'static str,
    ) -> Result<Arc<File>, Refusal> {
        let file = self.file(id).filter(|_| access_hash == self.file_access_hash(account, id));
        let file = file.ok_or(bad(no))?;
        self.check_reference(account, id, reference)?;
        Ok(Arc::clone(file))
    }

    /// The file's access hash for this account.
    pub fn file_access_hash(&self, account: i64, file: i64) -> i64 {
        self.seeded("file", &[account, file])
    }

    /// The access hash for the map of a location.
    pub fn geo_access_hash(&self, account: i64, point: GeoPoint) -> i64 {
        let bits = |degrees: f64| degrees.to_bits() as i64;
        self.seeded("place", &[account, bits(point.latitude), bits(point.longitude)])
    }

    /// The file reference, which a client needs to download the file. It comes with each message that shows the file,
    /// and expires (https://core.telegram.org/api/file-references).
    pub fn file_reference(&self, account: i64, file: i64) -> Vec<u8> {
        let now = self.now();
        self.reference_of(account, file, now - now.rem_euclid(REFERENCE_AGE), self.files.generation)
    }

    /// Expires all file references issued so far.
    pub fn expire_file_references(&mut self) {
        self.files.generation += 1;
    }

    /// Sets the maximum total bytes of files.
    pub fn set_file_quota(&mut self, bytes: usize) {
        self.files.uploads.set_quota(bytes);
    }

    /// Returns the total bytes of files.
    pub fn file_bytes(&self) -> usize {
        self.files.uploads.held()
    }

    fn check_reference(&self, account: i64, file: i64, reference: &[u8]) -> Result<(), Refusal> {
        if reference.is_empty() {
            return Err(bad("FILE_REFERENCE_EMPTY"));
        }
        let number = |at| reference.get(at..at + 4)?.try_into().ok().map(i32::from_be_bytes);
        let (Some(told), Some(generation)) = (number(1), number(5)) else {
            return Err(bad("FILE_REFERENCE_INVALID"));
        };
        if reference != self.reference_of(account, file, told, generation) {
            return Err(bad("FILE_REFERENCE_INVALID"));
        }
        let holds = generation == self.files.generation && self.now() - told < REFERENCE_LIFE;
        if holds { Ok(()) } else { Err(bad("FILE_REFERENCE_EXPIRED")) }
    }

    fn reference_of(&self, account: i64, file: i64, told: i32, generation: i32) -> Vec<u8> {
        let numbers = [account, file, i64::from(told), i64::from(generation)];
        let mut reference = vec![1];
        reference.extend(told.to_be_bytes());
        reference.extend(generation.to_be_bytes());
        reference.extend(self.seeded("reference", &numbers).to_be_bytes());
        reference
    }

    fn small_copy(&self, id: i64, width: u32, height: u32) -> Size {
        let longer = width.max(height);
        let shrunk = |side: u32| (side * SMALL / longer).max(1);
        let (width, height) = (shrunk(width), shrunk(height));
        let [r, g, b, red, green, blue, ..] = id.to_le_bytes();
        let png = image::banded_png(width, height, &[[r, g, b], [red, green, blue]]);
        Size { letter: "m", width, height, contents: self.files.uploads.own(png) }
    }

    #[expect(clippy::too_many_arguments, reason = "they are a file's fields")]
    fn keep(
        &mut self,
        account: i64,
        id: i64,
        mime_type: String,
        attributes: Vec<Attribute>,
        contents: Contents,
        sizes: Vec<Size>,
        is_photo: bool,
    ) -> Arc<File> {
        let dc = self.person(account).map_or(0, |person| person.dc);
        let date = self.now();
        let file = Arc::new(File { id, dc, date, mime_type, attributes, contents, sizes, is_photo });
        self.files.stored.insert(id, Arc::clone(&file));
        file
    }

    /// Stores bytes that nobody uploaded.
    pub(in crate::sandbox::world) fn own_contents(&self, bytes: Vec<u8>) -> Contents {
        self.files.uploads.own(bytes)
    }
}
