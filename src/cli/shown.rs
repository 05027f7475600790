//! Escapes text for terminals. Text from Telegram or a daemon may contain control characters, which are shown as JSON
//! escapes.

use std::borrow::Cow;
use std::fmt::{Display, Write as _};
use std::io::{IsTerminal, Write};

/// Escapes a single line, including line breaks.
pub fn shown(text: &str) -> Cow<'_, str> {
    shown_but(text, |_| false)
}

/// Escapes several lines.
pub fn shown_lines(text: &str) -> Cow<'_, str> {
    shown_but(text, |char| char == '\n')
}

/// Escapes with [`shown_lines`] if standard output is a terminal.
pub fn for_stdout(text: &str) -> Cow<'_, str> {
    if std::io::stdout().is_terminal() { shown_lines(text) } else { text.into() }
}

/// Writes a line to standard error. Foreign text in it must be escaped with [`shown`], so that it can't forge lines.
pub fn tell(line: impl Display) {
    eprintln!("{}", shown_lines(&line.to_string()));
}

/// Writes a question to standard error, without a line break.
pub fn ask(question: &str) -> std::io::Result<()> {
    eprint!("{}", shown_lines(question));
    std::io::stderr().flush()
}

fn shown_but(text: &str, is_plain: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_shown = |char: char| acts(char) && !is_plain(char);
    if !text.contains(is_shown) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        match is_shown(char) {
            true => write!(shown, "\\u{:04x}", u32::from(char)).expect("a String takes any text"),
            false => shown.push(char),
        }
    }
    shown.into()
}

/// Whether a character affects a terminal: control characters, line and paragraph separators, and direction marks.
fn acts(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_shown_and_all_else_stays() {
        assert_eq!(shown("a\u{1b}[2J\u{9b}1m\n\u{7f}\u{202e}b"), r"a\u001b[2J\u009b1m\u000a\u007f\u202eb");
        let plain = "Zoë 👩‍👩‍👧 — שלום \"quoted\" \\";
        assert!(matches!(shown(plain), Cow::Borrowed(text) if text == plain));
        assert_eq!(shown_lines("{\n  \"a\": 1\r\n}"), "{\n  \"a\": 1\\u000d\n}");
    }

    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({"name\u{85}": "\u{1b}]0;x\u{7}\u{9d}\u{2067}\u{7f}"});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let shown = shown_lines(&text);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
        assert!(!shown.contains(|char: char| char != '\n' && acts(char)));
    }
}
