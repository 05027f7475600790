//! Parses the Bot API's MarkdownV2 and HTML into plain text and entities.
//!
//! The rules: <https://core.telegram.org/bots/api#formatting-options>. Details that the page leaves open follow TDLib, on
//! which the Bot API runs: a link whose URL can't be one becomes plain text, `[example.com]` links to its own text, and an
//! unknown HTML entity such as `&nbsp;` stays as written.
//!
//! The text is not trimmed. Telegram trims sent text without moving the entities, so callers that send it use
//! [`Formatted::trimmed`]. Entities that can't be nested (such as bold inside code) stay too: Telegram resolves them.

use std::cmp::Reverse;

mod entity;
mod html;
mod link;
mod markdown;
mod writer;

pub use entity::{Entity, EntityKind};
pub use html::{escape as escape_html, parse as html};
pub use markdown::{escape as escape_markdown, parse as markdown};

/// Plain text and its entities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formatted {
    pub text: String,
    /// Sorted by offset, then longer first, then outer first. None is empty.
    pub entities: Vec<Entity>,
}

/// An error in the markup.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BadMarkup {
    /// Position in the caller's text, including markup, in UTF-16 units like all offsets. (The Bot API's own messages
    /// count bytes.)
    pub position: usize,
    /// What is wrong, and how to fix it.
    pub message: String,
}

impl BadMarkup {
    /// An error at a byte of `source`, which must be a character boundary.
    fn at(source: &str, byte: usize, message: impl Into<String>) -> BadMarkup {
        BadMarkup { position: source[..byte].encode_utf16().count(), message: message.into() }
    }
}

impl Formatted {
    /// Normalises line breaks to `\n`, and replaces control characters other than tabs with spaces. Telegram would remove
    /// some of them itself, without moving the entities after them.
    pub fn cleaned(mut self) -> Formatted {
        if !self.text.contains(|c: char| c.is_ascii_control() && !matches!(c, '\n' | '\t')) {
            return self;
        }
        let mut text = String::with_capacity(self.text.len());
        // Offsets of line feeds dropped from `\r\n`.
        let mut dropped = Vec::new();
        let (mut at, mut before) = (0, '\0');
        for c in self.text.chars() {
            match c {
                '\n' if before == '\r' => dropped.push(at),
                '\r' | '\n' => text.push('\n'),
                c if c.is_ascii_control() && c != '\t' => text.push(' '),
                c => text.push(c),
            }
            at += c.len_utf16() as u32;
            before = c;
        }
        let moved = |offset: u32| offset - dropped.partition_point(|dropped| *dropped < offset) as u32;
        for entity in &mut self.entities {
            let (from, to) = (moved(entity.offset), moved(entity.offset.saturating_add(entity.length)));
            (entity.offset, entity.length) = (from, to - from);
        }
        self.entities.retain(|entity| entity.length > 0);
        self.text = text;
        self
    }

    /// Whether Telegram treats the text as empty because it has no visible characters: TDLib's list and all whitespace.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(|c| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{2800}'
                    | '\u{feff}' | '\u{fffc}' | '\u{e0000}'..='\u{e0fff}')
        })
    }

    /// Removes whitespace from both ends, and moves the entities accordingly.
    pub fn trimmed(mut self) -> Formatted {
        let text = self.text.trim_end();
        let kept = text.trim_start();
        let cut = utf16_length(&text[..text.len() - kept.len()]);
        let end = utf16_length(kept);
        self.text = kept.to_owned();
        self.entities.retain_mut(|entity| {
            let from = entity.offset.saturating_sub(cut).min(end);
            let to = entity.offset.saturating_add(entity.length).saturating_sub(cut).min(end);
            (entity.offset, entity.length) = (from, to - from);
            entity.length > 0
        });
        // Entities that began in the whitespace now begin with the text, where longer ones come first.
        self.entities.sort_by_key(|entity| (entity.offset, Reverse(entity.length)));
        self
    }
}

fn utf16_length(text: &str) -> u32 {
    text.chars().map(|c| c.len_utf16() as u32).sum()
}

#[cfg(test)]
mod tests;
