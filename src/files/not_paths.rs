//! Detects texts that are passed as paths by mistake: URLs, `~` and paths of other systems.

use super::failure::wrong;
use crate::error::Error;

/// Rejects a URL, which would otherwise be treated as a relative path that doesn't exist.
pub fn check(path: &str) -> Result<(), Error> {
    let Some((scheme, rest)) = url(path) else { return Ok(()) };
    let error = wrong("is a URL, not a path");
    Err(match &*scheme.to_ascii_lowercase() {
        "file" => {
            // `file:/x`, `file:///x` and `file://localhost/x` are the same.
            let rest = rest.strip_prefix("//").unwrap_or(rest);
            let plain = rest.find('/').map_or("", |at| &rest[at..]);
            match plain.contains('%') {
                true => error.hint(format!("pass the plain path with %-escapes decoded: {plain}")),
                false => error.hint(format!("pass the plain path: {plain}")),
            }
        }
        "data" => error.hint("pass the base64 in `data_base64`"),
        _ => error.hint("only local files are supported: download it first, and pass the path of the file"),
    })
}

/// A hint for a path that can't be used.
pub fn hint(path: &str) -> Option<&'static str> {
    let mut start = path.chars();
    match (start.next(), start.next(), start.next()) {
        (Some('~'), ..) => Some("only shells expand `~`: pass the full path"),
        (Some(drive), Some(':'), Some('\\' | '/')) if drive.is_ascii_alphabetic() => Some(WINDOWS),
        (Some('\\'), Some('\\'), _) => Some(WINDOWS),
        _ => None,
    }
}

const WINDOWS: &str = "this is a Windows path: pass the path on the daemon's system";

/// Splits a URL at the colon after its scheme. A scheme of one letter is a Windows drive.
fn url(path: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = path.split_once(':')?;
    let mut letters = scheme.chars();
    let is_scheme = scheme.len() > 1
        && letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'));
    let is_url = rest.starts_with("//")
        || scheme.eq_ignore_ascii_case("file") && rest.starts_with('/')
        || scheme.eq_ignore_ascii_case("data") && rest.contains(',');
    (is_scheme && is_url).then_some((scheme, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint_of(path: &str) -> Option<String> {
        let error = check(path).err()?;
        error.facts().hint.clone()
    }

    #[test]
    fn urls_are_told_from_paths() {
        for path in
            ["https://example.org/a.jpg", "HTTP://x", "s3://b/k", "data:image/png;base64,AA==", "file:///x"]
        {
            assert!(hint_of(path).is_some(), "{path}");
        }
        for path in [
            "a:b",
            "/x/https://y",
            "notes: today.txt",
            "C:\\x",
            "c://x",
            "file:x",
            "12:30//x",
            "data:x",
            "é://x",
        ] {
            assert!(check(path).is_ok(), "{path}");
        }
    }

    #[test]
    fn a_file_url_is_answered_with_its_plain_path() {
        for url in ["file:///tmp/a.jpg", "file:/tmp/a.jpg", "file://localhost/tmp/a.jpg", "FILE:///tmp/a.jpg"]
        {
            assert!(hint_of(url).unwrap().ends_with(": /tmp/a.jpg"), "{url}");
        }
        assert!(hint_of("file:///tmp/a%20b").unwrap().contains("decoded"));
    }

    #[test]
    fn what_another_system_takes_for_a_path_has_a_hint() {
        for path in ["~/x", "~ann/x", "C:\\x", "c:/x", "\\\\host\\share"] {
            assert!(hint(path).is_some(), "{path}");
        }
        for path in ["/x", "x~", "", "a:b", "\\x"] {
            assert!(hint(path).is_none(), "{path}");
        }
    }
}
