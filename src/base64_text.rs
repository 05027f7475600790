//! Lenient base64.
//!
//! Skips line breaks, and spaces around them and between groups of four. Accepts missing padding, the URL-safe alphabet and
//! `data:` URLs. Errors include the position.

use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{DecodeError, Engine};

/// With or without padding.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a text isn't base64. Contains at most one character of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBase64 {
    #[error("{character:?} at position {position} is no base64")]
    Character {
        character: char,
        /// The number of characters before it.
        position: usize,
    },
    #[error("it ends in the middle of a byte, after {0} characters")]
    CutOff(usize),
    #[error("it is a `data:` URL that isn't base64")]
    PlainDataUrl,
}

/// Decodes a text.
pub fn decode(text: &str) -> Result<Vec<u8>, BadBase64> {
    let encoded = without_prefix(text)?;
    if let Ok(bytes) = ENGINE.decode(encoded) {
        return Ok(bytes);
    }
    let before = text.len() - encoded.len();
    if let Some(at) = lost_character(encoded) {
        return Err(character_at(text, before + at));
    }
    ENGINE.decode(plain(encoded)).map_err(|error| match error {
        DecodeError::InvalidByte(index, _) | DecodeError::InvalidLastSymbol(index, _) => {
            let mut bytes = encoded.bytes().enumerate().filter(|(_, byte)| !byte.is_ascii_whitespace());
            character_at(text, bytes.nth(index).map_or(text.len(), |(at, _)| before + at))
        }
        DecodeError::InvalidLength(_) | DecodeError::InvalidPadding => {
            BadBase64::CutOff(text.chars().count())
        }
    })
}

/// A lower bound of the decoded length, without decoding.
pub fn shortest(text: &str) -> usize {
    let encoded = without_prefix(text).unwrap_or_default();
    let characters = encoded.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=').count();
    characters / 4 * 3
}

/// The part after `data:image/png;base64,`.
fn without_prefix(text: &str) -> Result<&str, BadBase64> {
    let trimmed = text.trim_start();
    if !trimmed.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
        return Ok(text);
    }
    match trimmed.split_once(',') {
        Some((prefix, encoded)) if prefix.to_ascii_lowercase().ends_with(";base64") => Ok(encoded),
        _ => Err(BadBase64::PlainDataUrl),
    }
}

/// Converts to the standard alphabet and removes whitespace.
fn plain(encoded: &str) -> Vec<u8> {
    let bytes = encoded.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let standard = bytes.map(|byte| match byte {
        b'-' => b'+',
        b'_' => b'/',
        byte => byte,
    });
    standard.collect()
}

/// Detects a space inside a line and a group of four, which is probably a `+` lost in a form.
fn lost_character(encoded: &str) -> Option<usize> {
    let mut start = 0;
    let mut characters = 0;
    for line in encoded.split_inclusive(['\r', '\n']) {
        let mut line_characters = 0;
        let end = line.trim_end().len();
        for (at, byte) in line.bytes().enumerate().take(end) {
            match byte.is_ascii_whitespace() {
                true if line_characters > 0 && characters % 4 > 0 => return Some(start + at),
                true => {}
                false => (characters, line_characters) = (characters + 1, line_characters + 1),
            }
        }
        start += line.len();
    }
    None
}

/// The error for the character at a position.
fn character_at(text: &str, at: usize) -> BadBase64 {
    match text.get(at..).and_then(|rest| rest.chars().next()) {
        Some(character) => BadBase64::Character { character, position: text[..at].chars().count() },
        None => BadBase64::CutOff(text.chars().count()),
    }
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn base64_is_taken_as_it_is_written() {
        for text in [
            "+/+/+w==",
            "+/+/+w",
            "-_-_-w==",
            "-_-_-w",
            "+_-/-w",
            " +/+/\r\n+w==\n",
            "+/+/\t+w==",
            "+/\r\n  +/ +w==",
            "  +/+\n  /+w\t\n  ==  ",
            "data:application/octet-stream;base64,+/+/+w==",
            " DATA:;charset=x;BASE64,-_-_-w",
        ] {
            assert_eq!(decode(text).unwrap(), [0xfb, 0xff, 0xbf, 0xfb], "{text}");
            assert!(shortest(text) <= 4, "{text}");
        }
        assert_eq!(decode("").unwrap(), b"");
        assert_eq!(decode(" \n").unwrap(), b"");
        assert_eq!(decode("data:;base64,").unwrap(), b"");
    }

    #[test]
    fn what_is_no_base64_is_told_by_its_place() {
        let character = |character, position| BadBase64::Character { character, position };
        for (text, expected) in [
            ("Ym9h!A==", character('!', 4)),
            ("Ym\r\n9h.A==", character('.', 6)),
            ("Ym9hä", character('ä', 4)),
            ("äYm9h", character('ä', 0)),
            ("Ym=9hdA", character('=', 2)),
            ("no base64", character(' ', 2)),
            ("Ym9h\ndA Ym9h", character(' ', 7)),
            ("data:image/png;base64,Ym?h", character('?', 24)),
            ("Ym9hd", BadBase64::CutOff(5)),
            ("data:text/plain,boat", BadBase64::PlainDataUrl),
            ("data:boat", BadBase64::PlainDataUrl),
        ] {
            assert_eq!(decode(text), Err(expected), "{text}");
        }
        // The last character says more than there is a byte for.
        assert!(matches!(decode("Ym9hdB"), Err(BadBase64::Character { .. })));
    }

    proptest! {
        #[test]
        fn what_any_encoder_writes_is_read(bytes: Vec<u8>, width in 1usize..80) {
            for text in [BASE64_STANDARD.encode(&bytes), BASE64_URL_SAFE_NO_PAD.encode(&bytes)] {
                let lines: Vec<&str> =
                    text.as_bytes().chunks(width).map(|line| str::from_utf8(line).unwrap()).collect();
                prop_assert_eq!(decode(&lines.join("\r\n")).unwrap(), &*bytes);
                prop_assert!(shortest(&text) <= bytes.len());
                prop_assert!(shortest(&text) + 3 > bytes.len());
            }
        }

        #[test]
        fn any_text_is_read_without_harm(text: String) {
            let _ = decode(&text);
            let _ = decode(&format!("data:;base64,{text}"));
        }
    }
}
