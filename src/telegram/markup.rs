//! Formatted text: the Bot API's MarkdownV2 and HTML read into plain text and entities, by its own rules.
//!
//! The rules: <https://core.telegram.org/bots/api#formatting-options>. What that page leaves open is done as TDLib,
//! on which the Bot API runs, does it: a link whose address can't be one is left as its text, `[example.com]` links
//! to its own text, and an unknown HTML entity such as `&nbsp;` stays as it is written.
//!
//! The text is kept as it stands. Telegram cuts whitespace from both ends of what is sent without moving the entities,
//! so whoever sends takes [`Formatted::trimmed`]. Entities that may not lie within each other (bold within code) are
//! left as written too: Telegram sorts these out by rules of its own.

use std::cmp::Reverse;

mod entity;
mod html;
mod link;
mod markdown;
mod writer;

pub use entity::{Entity, EntityKind};
pub use html::{escape as escape_html, parse as html};
pub use markdown::{escape as escape_markdown, parse as markdown};

/// Text without markup, and what the markup said about its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formatted {
    pub text: String,
    /// By offset, and of those that begin at the same place the longer, then the outer, first. None is empty.
    pub entities: Vec<Entity>,
}

/// Markup that breaks the rules.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct BadMarkup {
    /// Where in the caller's text, markup included, in UTF-16 units like every other offset. (The Bot API's own
    /// messages count bytes.)
    pub position: usize,
    /// What is wrong there and what to do about it.
    pub message: String,
}

impl BadMarkup {
    /// At a byte of `source` that begins a character, or at its end.
    fn at(source: &str, byte: usize, message: impl Into<String>) -> BadMarkup {
        BadMarkup { position: source[..byte].encode_utf16().count(), message: message.into() }
    }
}

impl Formatted {
    /// The same with each line end as `\n`, and a blank for each other control character but the tab. Telegram cuts or
    /// replaces these itself, and where a character goes the entities behind it would be in the wrong place.
    pub fn cleaned(mut self) -> Formatted {
        if !self.text.contains(|c: char| c.is_ascii_control() && !matches!(c, '\n' | '\t')) {
            return self;
        }
        let mut text = String::with_capacity(self.text.len());
        // Where line feeds stood behind the carriage returns that stand for both.
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
        let moved = |place: u32| place - dropped.partition_point(|dropped| *dropped < place) as u32;
        for entity in &mut self.entities {
            let (from, to) = (moved(entity.offset), moved(entity.offset.saturating_add(entity.length)));
            (entity.offset, entity.length) = (from, to - from);
        }
        self.entities.retain(|entity| entity.length > 0);
        self.text = text;
        self
    }

    /// Whether Telegram takes it for empty: nothing in it can be seen. TDLib's list, and all that is blank anyway.
    pub fn is_blank(&self) -> bool {
        self.text.chars().all(|c| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{2800}'
                    | '\u{feff}' | '\u{fffc}' | '\u{e0000}'..='\u{e0fff}')
        })
    }

    /// The same without the whitespace at both ends, the entities moved along with the text.
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
        // What began in the whitespace now begins with the text, where the longer comes first.
        self.entities.sort_by_key(|entity| (entity.offset, Reverse(entity.length)));
        self
    }
}

fn utf16_length(text: &str) -> u32 {
    text.chars().map(|c| c.len_utf16() as u32).sum()
}

#[cfg(test)]
mod tests;
