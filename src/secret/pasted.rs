//! Cleans pasted values of what copying adds: whitespace, line breaks, invisible characters, quotes.
//!
//! Session files end with a newline, chat apps wrap phone numbers in direction marks, PDFs break keys over lines, and
//! shells and `.env` files leave quotes. None of these can be part of a session string, key, token, hash, code or phone
//! number, so all of them are cleaned here. Passwords are never cleaned, as they may contain spaces.

use std::borrow::Cow;

use secrecy::zeroize::Zeroize;
use serde::{Deserialize, Deserializer};

use super::Secret;

/// Whether a character is invisible: control characters, joiners, direction marks, byte order marks, fillers.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_nothing(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Removes whitespace and invisible characters from both ends, and one pair of quotes.
pub fn trim(text: &str) -> &str {
    let trimmed = text.trim_matches(is_nothing);
    let mut chars = trimmed.chars();
    match (chars.next(), chars.next_back()) {
        (Some(first), Some(last)) if are_quotes(first, last) => chars.as_str().trim_matches(is_nothing),
        _ => trimmed,
    }
}

fn are_quotes(first: char, last: char) -> bool {
    matches!(
        (first, last),
        ('"', '"')
            | ('\'', '\'')
            | ('`', '`')
            | ('“' | '”' | '„', '“' | '”')
            | ('‘' | '’' | '‚', '‘' | '’')
            | ('<', '>')
            | ('«', '»')
            | ('»', '«')
    )
}

/// Cleans a text that can't contain whitespace. Removes it from both ends and from inside.
pub fn word(text: &str) -> Cow<'_, str> {
    let trimmed = trim(text);
    // The common case: values from programs, with every call.
    if trimmed.bytes().all(|byte| byte.is_ascii_graphic()) || !trimmed.contains(is_nothing) {
        return Cow::Borrowed(trimmed);
    }
    Cow::Owned(trimmed.chars().filter(|c| !is_nothing(*c)).collect())
}

/// Converts a digit in any of several scripts to ASCII. Returns other characters unchanged.
fn plain_digit(c: char) -> char {
    const ZEROS: [u32; 6] = [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xff10];
    let digit = ZEROS.into_iter().filter_map(|zero| u32::from(c).checked_sub(zero)).find(|digit| *digit < 10);
    digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)
}

/// Hyphens, dashes and minus signs.
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// Reads a phone number: `+` and digits, or only digits if the text has no `+`. `None` if it isn't a phone number.
///
/// Accepts a leading `tel:`, `00` for `+`, and separators: spaces, dashes, dots, slashes, parentheses.
pub fn phone(text: &str) -> Option<String> {
    let text = trim(text);
    let text = match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => &text[4..],
        _ => text,
    };
    let between = |c: char| {
        is_nothing(c)
            || is_dash(c)
            || matches!(c, '.' | '/' | '(' | ')' | '·' | '\u{2024}' | '（' | '）' | '．' | '／')
    };
    let mut digits: String = text.chars().filter(|c| !between(*c)).map(plain_digit).collect();
    let mut international = false;
    if let Some(rest) = digits.strip_prefix(['+', '\u{ff0b}', '\u{fe62}']) {
        (digits, international) = (rest.to_owned(), true);
    }
    if let Some(rest) = digits.strip_prefix("00") {
        (digits, international) = (rest.to_owned(), true);
    }
    let valid = (5..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    valid.then(|| if international { format!("+{digits}") } else { digits })
}

/// Cleans a login code. Removes separators between digits, as in `222 22` and `222-22`. Words keep their spaces.
pub fn code(text: &str) -> String {
    let text = trim(text);
    let joined: String = text.chars().filter(|c| !is_nothing(*c) && !is_dash(*c)).map(plain_digit).collect();
    match joined.bytes().all(|byte| byte.is_ascii_digit()) {
        true => joined,
        false => text.to_owned(),
    }
}

/// A secret in a caller's params, cleaned when it is read.
macro_rules! pasted {
    ($($(#[$doc:meta])* $name:ident: $clean:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(Secret);

        impl $name {
            pub fn into_secret(self) -> Secret {
                self.0
            }

            pub fn expose(&self) -> &str {
                self.0.expose()
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut text = String::deserialize(deserializer)?;
                let clean: fn(&str) -> String = $clean;
                let secret = Secret::new(clean(&text));
                text.zeroize();
                Ok(Self(secret))
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                Secret::schema_name()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                Secret::json_schema(generator)
            }
        }
    )*};
}

pasted! {
    /// A session string, hash or key, which can't contain whitespace.
    Word: |text| word(text).into_owned();
    /// A line, trimmed only at its ends.
    Line: |text| trim(text).to_owned();
    /// A phone number. An invalid one is only trimmed, and Telegram rejects it.
    Phone: |text| phone(text).unwrap_or_else(|| trim(text).to_owned());
    /// A login code.
    Code: code;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_copying_adds_to_a_word_is_taken_off() {
        for pasted in [
            "tw1.ab",
            "tw1.ab\n",
            "\u{feff}tw1.ab\r\n",
            " \t\u{a0}tw1.ab\u{200b}",
            "\"tw1.ab\"",
            "'tw1.ab'\n",
            "“tw1.ab”",
            "`\u{2066}tw1.ab\u{2069}`",
            "tw1.\n  ab",
            "tw1\u{ad}.a\u{200d}b",
        ] {
            assert_eq!(word(pasted), "tw1.ab", "{pasted:?}");
        }
        // A quote without its other half is no frame.
        assert_eq!(word("\"tw1.ab"), "\"tw1.ab");
        assert_eq!(word("\""), "\"");
    }

    #[test]
    fn a_phone_number_is_read_however_it_is_written() {
        for pasted in [
            "+9996620001",
            "\u{202a}+999\u{a0}662\u{2011}0001\u{202c}",
            "tel:+999-662-0001",
            "TEL:+9996620001",
            "00999 662 0001",
            "(+999) 662.00.01",
            "＋９９９６６２０００１",
            "\u{200e}+٩٩٩٦٦٢٠٠٠١",
            "\"+999/6620001\"\n",
        ] {
            assert_eq!(phone(pasted).as_deref(), Some("+9996620001"), "{pasted:?}");
        }
        assert_eq!(phone("999 662 0001").as_deref(), Some("9996620001"));
        for none in ["", "+", "+12", "+49abc12345", "++49151123456", "+123456789012345678901"] {
            assert_eq!(phone(none), None, "{none}");
        }
    }

    #[test]
    fn a_code_of_digits_loses_what_is_between_them_and_one_of_words_does_not() {
        for pasted in ["22222", "222 22", "222-22\n", "2 2 2 2 2", "222\u{2011}22", "\"22222\"", "２２２22"]
        {
            assert_eq!(code(pasted), "22222", "{pasted:?}");
        }
        assert_eq!(code(" golden rain-coat\n"), "golden rain-coat");
    }

    proptest! {
        #[test]
        fn what_is_clean_stays_as_it_is(text in "\\PC{0,30}") {
            let once = word(&text).into_owned();
            prop_assume!(once == trim(&once));
            prop_assert_eq!(word(&once), once.clone());
            let number = phone(&text);
            prop_assert_eq!(number.as_deref().and_then(phone), number.clone());
        }
    }
}
