//! The MIME types that Telegram's apps recognize.
//!
//! `infer` detects a type from content and `mime_guess` from a name; both know some types under names that Telegram's
//! apps don't treat as music, voice or video.

/// Types by extension where `mime_guess` differs or knows none.
const BY_EXTENSION: &[(&str, &str)] = &[
    ("tgs", "application/x-tgsticker"),
    // Far more often TypeScript than an MPEG transport stream, and `video/…` would give it a player.
    ("ts", "text/plain"),
    ("mts", "text/plain"),
];

/// Aliases of types.
const SYNONYMS: &[(&str, &str)] = &[
    ("application/ogg", "audio/ogg"),
    ("audio/m4a", "audio/mp4"),
    ("audio/m4b", "audio/mp4"),
    ("audio/mp3", "audio/mpeg"),
    ("audio/opus", "audio/ogg"),
    ("audio/wav", "audio/x-wav"),
    ("audio/vnd.wave", "audio/x-wav"),
    ("audio/x-aac", "audio/aac"),
    ("audio/x-flac", "audio/flac"),
    ("audio/x-m4a", "audio/mp4"),
    ("audio/x-vorbis+ogg", "audio/ogg"),
    ("image/jpg", "image/jpeg"),
    ("video/matroska", "video/x-matroska"),
    ("video/x-m4v", "video/mp4"),
];

/// Content of the first type that is called the second is the second: many formats are others inside.
const REFINED: &[(&str, &str)] = &[
    ("application/gzip", "application/x-tgsticker"),
    ("image/heif", "image/heic"),
    ("text/html", "application/xhtml+xml"),
    ("text/xml", "image/svg+xml"),
    ("video/mp4", "audio/mp4"),
];

const ANY: &str = "application/octet-stream";

/// The type of a file, from its first bytes and its name.
pub fn of(beginning: &[u8], name: &str) -> &'static str {
    let by_content = infer::get(beginning).map(|kind| own_name(kind.mime_type()));
    let by_name = by_extension(name);
    match (by_content, by_name) {
        (Some("application/zip"), Some(by_name)) => by_name,
        (Some(by_content), Some(by_name)) if REFINED.contains(&(by_content, by_name)) => by_name,
        (by_content, by_name) => by_content.or(by_name).unwrap_or(ANY),
    }
}

/// The type of a container without video.
pub fn without_video(mime_type: &str) -> Option<&'static str> {
    match mime_type {
        "video/mp4" | "video/quicktime" => Some("audio/mp4"),
        "video/webm" => Some("audio/webm"),
        "video/x-matroska" => Some("audio/x-matroska"),
        _ => None,
    }
}

fn by_extension(name: &str) -> Option<&'static str> {
    let extension = name.rsplit_once('.')?.1;
    let own = BY_EXTENSION.iter().find(|(own, _)| own.eq_ignore_ascii_case(extension));
    own.map(|(_, mime_type)| *mime_type).or_else(|| mime_guess::from_ext(extension).first_raw()).map(own_name)
}

fn own_name(mime_type: &'static str) -> &'static str {
    SYNONYMS.iter().find(|(other, _)| *other == mime_type).map_or(mime_type, |(_, own)| own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_common_extension_has_the_type_that_telegrams_apps_know() {
        for (extension, mime_type) in [
            ("ogg", "audio/ogg"),
            ("oga", "audio/ogg"),
            ("opus", "audio/ogg"),
            ("mp3", "audio/mpeg"),
            ("m4a", "audio/mp4"),
            ("m4b", "audio/mp4"),
            ("flac", "audio/flac"),
            ("wav", "audio/x-wav"),
            ("aac", "audio/aac"),
            ("mka", "audio/x-matroska"),
            ("mp4", "video/mp4"),
            ("m4v", "video/mp4"),
            ("mov", "video/quicktime"),
            ("mkv", "video/x-matroska"),
            ("webm", "video/webm"),
            ("gif", "image/gif"),
            ("webp", "image/webp"),
            ("jpg", "image/jpeg"),
            ("jpeg", "image/jpeg"),
            ("JPG", "image/jpeg"),
            ("png", "image/png"),
            ("heic", "image/heic"),
            ("svg", "image/svg+xml"),
            ("tgs", "application/x-tgsticker"),
            ("pdf", "application/pdf"),
            ("zip", "application/zip"),
            ("gz", "application/gzip"),
            ("apk", "application/vnd.android.package-archive"),
            ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("txt", "text/plain"),
            ("ts", "text/plain"),
            ("json", "application/json"),
            ("nobody-knows", ANY),
        ] {
            assert_eq!(of(b"", &format!("a.b.{extension}")), mime_type, "{extension}");
        }
    }

    #[test]
    fn content_counts_before_the_name_and_the_name_before_nothing() {
        for (content, name, mime_type) in [
            (&b"%PDF-1.7"[..], "boat.txt", "application/pdf"),
            (b"hello", "boat.txt", "text/plain"),
            (b"PK\x03\x04", "boat.apk", "application/vnd.android.package-archive"),
            (b"PK\x03\x04", "boat", "application/zip"),
            (b"hello", "boat", ANY),
            (b"OggS\0\x02", "voice", "audio/ogg"),
            (b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0OpusHead", "voice.bin", "audio/ogg"),
            (b"fLaC", "song", "audio/flac"),
            (b"\0\0\0\x18ftypM4A \0\0\0\0", "song.mp4", "audio/mp4"),
            (b"\0\0\0\x18ftypisom\0\0\0\0", "song.m4a", "audio/mp4"),
            (b"\x1f\x8b\x08", "duck.tgs", "application/x-tgsticker"),
            (b"\x1f\x8b\x08", "duck.gz", "application/gzip"),
            (b"\xff\xd8\xff", "boat.png", "image/jpeg"),
        ] {
            assert_eq!(of(content, name), mime_type, "{name}");
        }
    }
}
