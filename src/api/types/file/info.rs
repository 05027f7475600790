//! What a file is, from its first bytes, its name and its metadata.

use minicbor::{Decode, Encode};

use crate::api::types::file::mime;
use crate::api::types::file::probe;
use crate::api::types::file::probe::details::Details;
use crate::error::{Error, Kind, Result};
use crate::telegram::media::Source;

/// What is known about a file without decoding its images or sound.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub struct FileInfo {
    #[n(0)]
    pub mime_type: String,
    /// Pixels, of an image or a video.
    #[n(1)]
    pub pixels: Option<(u32, u32)>,
    /// Of a video or of sound that could be read.
    #[n(2)]
    pub details: Option<Details>,
}

impl FileInfo {
    /// Bytes read from the start: a photo can have much metadata before its dimensions.
    pub const BYTES_READ: u64 = 256 * 1024;

    pub fn of(beginning: &[u8], name: &str) -> Self {
        let mime_type = mime::of(beginning, name);
        let size = mime_type.starts_with("image/").then(|| imagesize::blob_size(beginning).ok()).flatten();
        let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
        let pixels = size.map(|size| (side(size.width), side(size.height)));
        Self { mime_type: mime_type.to_owned(), pixels, details: None }
    }

    /// Adds a video's or sound's metadata.
    pub async fn probed(mut self, source: &Source) -> Self {
        let Some(details) = probe::probe(source, &self.mime_type).await else { return self };
        if details.has_sound
            && !details.has_video
            && let Some(mime_type) = mime::without_video(&self.mime_type)
        {
            self.mime_type = mime_type.to_owned();
        }
        self.pixels = self.pixels.or(details.pixels);
        self.details = Some(details);
        self
    }

    pub fn is_image(&self) -> bool {
        self.mime_type.starts_with("image/")
    }

    /// Whether Telegram accepts it as a photo.
    pub fn is_photo(&self, bytes: u64) -> bool {
        matches!(&*self.mime_type, "image/jpeg" | "image/png")
            && self.pixels.is_some()
            && self.check_photo(bytes).is_ok()
    }

    /// Fails for images that Telegram does not accept as photos. Images of unknown dimensions are left to Telegram.
    /// <https://core.telegram.org/bots/api#sendphoto>
    pub fn check_photo(&self, bytes: u64) -> Result<()> {
        if bytes > MAX_PHOTO_SIZE {
            let told = format!("the file has {bytes} bytes, and a photo has at most {MAX_PHOTO_SIZE}");
            return Err(Error::new(Kind::TooLarge, told).with("max_size", MAX_PHOTO_SIZE).hint(AS_DOCUMENT));
        }
        let Some((width, height)) = self.pixels.filter(|_| self.is_image()) else { return Ok(()) };
        let (longer, shorter) = (width.max(height), width.min(height));
        if shorter == 0
            || width.saturating_add(height) > MAX_SIDES
            || longer > shorter.saturating_mul(MAX_RATIO)
        {
            let limits = format!(
                "width and height that add up to at most {MAX_SIDES} pixels, one at most {MAX_RATIO} times the other"
            );
            let told = format!("Telegram makes no photo of an image of {width} × {height} pixels");
            return Err(Error::new(Kind::InvalidParams, told)
                .with("path", "kind")
                .with("expected", limits)
                .hint(AS_DOCUMENT));
        }
        Ok(())
    }
}

/// Maximum bytes of a photo.
pub const MAX_PHOTO_SIZE: u64 = 10 * 1024 * 1024;

/// Maximum pixels of a photo's width and height together.
const MAX_SIDES: u32 = 10_000;

/// Maximum ratio of a photo's sides.
const MAX_RATIO: u32 = 20;

const AS_DOCUMENT: &str = "send it as a document (`kind: \"document\"`), or make it smaller";

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> FileInfo {
        FileInfo { mime_type: "image/png".to_owned(), pixels: Some((width, height)), details: None }
    }

    #[test]
    fn photos_are_images_of_a_shape_that_can_be_shown() {
        assert!(png(640, 480).is_photo(1000));
        assert!(png(200, 10).is_photo(1000));
        assert!(png(9000, 1000).is_photo(MAX_PHOTO_SIZE));
        assert!(!png(640, 480).is_photo(MAX_PHOTO_SIZE + 1));
        for (width, height) in [(201, 10), (640, 10), (10, 640), (6000, 6000), (9001, 1000), (0, 0), (5, 0)] {
            assert!(!png(width, height).is_photo(1000), "{width} × {height}");
        }
        assert!(!FileInfo { pixels: None, ..png(1, 1) }.is_photo(1000));
        assert!(FileInfo { pixels: None, ..png(1, 1) }.check_photo(1000).is_ok());
        assert!(!FileInfo { mime_type: "image/gif".to_owned(), ..png(640, 480) }.is_photo(1000));
    }
}
