//! What a file is, by how it begins and what it is called.

/// What can be seen of a file without understanding it.
#[derive(Clone, Debug, PartialEq)]
pub struct Looks {
    pub mime_type: String,
    /// Pixels, of an image.
    pub pixels: Option<(u32, u32)>,
}

impl Looks {
    /// How much of the beginning is looked at: before its size, a photo may tell a lot about itself.
    pub const TAKES: u64 = 256 * 1024;

    pub fn of(beginning: &[u8], name: &str) -> Self {
        let by_content = infer::get(beginning).map(|kind| kind.mime_type());
        // Many formats are archives of the same kind inside.
        let by_content = by_content.filter(|mime_type| *mime_type != "application/zip");
        let by_name = mime_guess::from_path(name).first_raw();
        let mime_type = by_content.or(by_name).unwrap_or("application/octet-stream").to_owned();
        let size = mime_type.starts_with("image/").then(|| imagesize::blob_size(beginning).ok()).flatten();
        let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
        Self { mime_type, pixels: size.map(|size| (side(size.width), side(size.height))) }
    }

    /// Whether Telegram would make a photo of it.
    /// <https://core.telegram.org/bots/api#sendphoto>
    pub fn is_photo(&self, bytes: u64) -> bool {
        let Some((width, height)) = self.pixels else { return false };
        let (longer, shorter) = (width.max(height), width.min(height));
        matches!(&*self.mime_type, "image/jpeg" | "image/png")
            && bytes <= LARGEST_PHOTO
            && width.saturating_add(height) <= 10_000
            && shorter > 0
            && longer / shorter <= 20
    }
}

/// Bytes that Telegram makes a photo of, at most.
pub const LARGEST_PHOTO: u64 = 10 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn mime_type(beginning: &[u8], name: &str) -> String {
        Looks::of(beginning, name).mime_type
    }

    #[test]
    fn content_counts_before_the_name_and_the_name_before_nothing() {
        assert_eq!(mime_type(b"%PDF-1.7", "boat.txt"), "application/pdf");
        assert_eq!(mime_type(b"hello", "boat.txt"), "text/plain");
        assert_eq!(mime_type(b"PK\x03\x04", "boat.apk"), "application/vnd.android.package-archive");
        assert_eq!(mime_type(b"hello", "boat"), "application/octet-stream");
        assert_eq!(mime_type(b"OggS\0\x02", "voice"), "audio/ogg");
    }

    #[test]
    fn photos_are_images_of_a_shape_that_can_be_shown() {
        let looks =
            |width, height| Looks { mime_type: "image/png".to_owned(), pixels: Some((width, height)) };
        assert!(looks(640, 480).is_photo(1000));
        assert!(!looks(640, 480).is_photo(LARGEST_PHOTO + 1));
        assert!(!looks(640, 10).is_photo(1000));
        assert!(!looks(6000, 6000).is_photo(1000));
        assert!(!Looks { pixels: None, ..looks(1, 1) }.is_photo(1000));
    }
}
