//! HTML: <https://core.telegram.org/bots/api#html-style>
//!
//! A regular HTML parser would silently repair mistakes. This one knows few tags and reports where a mistake is.

use std::collections::{HashMap, HashSet};

use self::reference::{Reference, reference};
use super::writer::{Mark, Writer};
use super::{BadMarkup, EntityKind, Formatted, link};

mod reference;

/// Parses HTML.
pub fn parse(text: &str) -> Result<Formatted, BadMarkup> {
    let mut parser =
        Parser { source: text, at: 0, out: Writer::default(), open: Vec::new(), languages: HashMap::new() };
    while let Some(c) = parser.peek() {
        match c {
            '<' if parser.rest().starts_with("</") => parser.end_tag()?,
            '<' => parser.start_tag()?,
            _ => {
                let c = parser.character(c)?;
                parser.out.push(c);
            }
        }
    }
    parser.finish()
}

/// Escapes text for HTML, including quoted attribute values.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// An open tag.
struct Open {
    /// In lower case.
    name: String,
    style: Style,
    /// Where the tag began in the source.
    at: usize,
    mark: Mark,
}

enum Style {
    Plain(EntityKind),
    /// Directly inside or around `pre`, its language applies to the block.
    Code {
        language: Option<String>,
    },
    /// Without `href`, the text is the URL.
    Link {
        href: Option<String>,
    },
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
    out: Writer,
    open: Vec<Open>,
    /// The languages of code, by offset and length.
    languages: HashMap<(u32, u32), String>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Reads the next character or character reference.
    fn character(&mut self, c: char) -> Result<char, BadMarkup> {
        let (value, length) = match reference(self.rest()) {
            Reference::Character(value, length) => (value, length),
            Reference::Impossible => {
                let message = "This is one half of a surrogate pair: write the character itself";
                return Err(self.bad(self.at, message));
            }
            Reference::None => (c, c.len_utf8()),
        };
        self.at += length;
        Ok(value)
    }

    /// Reads characters while they are `wanted`.
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|c| !wanted(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    fn start_tag(&mut self) -> Result<(), BadMarkup> {
        let at = self.at;
        self.at += 1;
        let name = self.take(|c| c != '>' && !c.is_ascii_whitespace()).to_ascii_lowercase();
        if self.peek().is_none() {
            return Err(self.unclosed_tag(at));
        }
        let attributes = self.attributes(at)?;
        let value =
            |name: &str| attributes.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let style = match name.as_str() {
            "b" | "strong" => Style::Plain(EntityKind::Bold),
            "i" | "em" => Style::Plain(EntityKind::Italic),
            "u" | "ins" => Style::Plain(EntityKind::Underline),
            "s" | "strike" | "del" => Style::Plain(EntityKind::Strikethrough),
            "tg-spoiler" => Style::Plain(EntityKind::Spoiler),
            "span" if value("class").as_deref() == Some("tg-spoiler") => Style::Plain(EntityKind::Spoiler),
            "span" => return Err(self.bad(at, "The tag <span> must have class=\"tg-spoiler\"")),
            "blockquote" if value("expandable").is_some() => Style::Plain(EntityKind::ExpandableBlockquote),
            "blockquote" => Style::Plain(EntityKind::Blockquote),
            "pre" => Style::Plain(EntityKind::Pre { language: None }),
            "code" => {
                let language =
                    value("class").and_then(|class| class.strip_prefix("language-").map(str::to_owned));
                Style::Code { language: language.filter(|language| !language.is_empty()) }
            }
            "a" => Style::Link { href: value("href").filter(|href| !href.is_empty()) },
            "tg-emoji" => Style::Plain(
                value("emoji-id").and_then(|id| link::custom_emoji_id(&id)).ok_or_else(|| {
                    self.bad(
                        at,
                        "The tag <tg-emoji> must have emoji-id=\"…\" with the number of a custom emoji",
                    )
                })?,
            ),
            // The error doesn't quote the tag, as it may be private text of the message.
            _ => {
                let message = "This tag is not supported: use b, i, u, s, tg-spoiler, blockquote, code, pre, a \
                               or tg-emoji, or write '<' as '&lt;'";
                return Err(self.bad(at, message));
            }
        };
        let mark = self.out.mark();
        self.open.push(Open { name, style, at, mark });
        Ok(())
    }

    /// Reads attributes up to and including `>`. Names are in lower case. `tag` is where the tag began.
    fn attributes(&mut self, tag: usize) -> Result<Vec<(String, String)>, BadMarkup> {
        let mut attributes = Vec::new();
        loop {
            self.take(|c| c.is_ascii_whitespace());
            match self.peek() {
                None => return Err(self.unclosed_tag(tag)),
                Some('>') => {
                    self.at += 1;
                    return Ok(attributes);
                }
                Some('=') => return Err(self.bad(self.at, "An attribute's name is missing before this '='")),
                Some(_) => {}
            }
            let name = self.take(|c| !c.is_ascii_whitespace() && c != '=' && c != '>').to_ascii_lowercase();
            self.take(|c| c.is_ascii_whitespace());
            let mut value = String::new();
            if self.peek() == Some('=') {
                self.at += 1;
                self.take(|c| c.is_ascii_whitespace());
                value = self.attribute_value(tag)?;
            }
            attributes.push((name, value));
        }
    }

    fn attribute_value(&mut self, tag: usize) -> Result<String, BadMarkup> {
        let quote = match self.peek() {
            None => return Err(self.unclosed_tag(tag)),
            Some(quote @ ('"' | '\'')) => quote,
            Some(_) => {
                let word = self.take(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
                return match self.peek() {
                    None => Err(self.unclosed_tag(tag)),
                    Some(c) if c == '>' || c.is_ascii_whitespace() => Ok(word.to_owned()),
                    Some(_) => Err(self.bad(self.at, "A value with this character must be in quotes")),
                };
            }
        };
        self.at += 1;
        let mut value = String::new();
        loop {
            match self.peek() {
                None => return Err(self.unclosed_tag(tag)),
                Some(c) if c == quote => {
                    self.at += 1;
                    return Ok(value);
                }
                Some(c) => value.push(self.character(c)?),
            }
        }
    }

    fn end_tag(&mut self) -> Result<(), BadMarkup> {
        let at = self.at;
        self.at += 2;
        let name = self.take(|c| c != '>' && !c.is_ascii_whitespace()).to_ascii_lowercase();
        self.take(|c| c.is_ascii_whitespace());
        if self.peek() != Some('>') {
            return Err(self.unclosed_tag(at));
        }
        self.at += 1;
        let Some(open) = self.open.pop() else {
            return Err(self.bad(
                at,
                "There is no open tag for this end tag to close: remove it, or write '<' as '&lt;'",
            ));
        };
        // `</>` closes any tag.
        if !name.is_empty() && name != open.name {
            let message = format!("This end tag is out of order: </{}> must come first", open.name);
            return Err(self.bad(at, message));
        }
        let kind = match open.style {
            Style::Plain(kind) => kind,
            Style::Code { language } => {
                if let Some(language) = language {
                    self.languages.insert(self.out.range(open.mark), language);
                }
                EntityKind::Code
            }
            Style::Link { href } => {
                let kind = match href {
                    Some(href) => link::text_link(&href),
                    None => self.out.own_address(open.mark).and_then(link::text_link),
                };
                match kind {
                    Some(kind) => kind,
                    None => return Ok(()),
                }
            }
        };
        self.out.close(open.mark, kind);
        Ok(())
    }

    fn finish(mut self) -> Result<Formatted, BadMarkup> {
        if let Some(open) = self.open.last() {
            let message =
                format!("The tag <{0}> that starts here has no end: close it with </{0}>", open.name);
            return Err(self.bad(open.at, message));
        }
        let mut formatted = self.out.finish();
        // `pre` and `code` around the same text are one block, in the language that `code` names.
        let range = |entity: &super::Entity| (entity.offset, entity.length);
        let blocks: HashSet<_> = formatted
            .entities
            .iter()
            .filter(|e| matches!(e.kind, EntityKind::Pre { .. }))
            .map(range)
            .collect();
        formatted
            .entities
            .retain(|entity| entity.kind != EntityKind::Code || !blocks.contains(&range(entity)));
        for entity in &mut formatted.entities {
            let range = range(entity);
            if let EntityKind::Pre { language } = &mut entity.kind {
                *language = self.languages.remove(&range);
            }
        }
        Ok(formatted)
    }

    fn bad(&self, byte: usize, message: impl Into<String>) -> BadMarkup {
        BadMarkup::at(self.source, byte, message)
    }

    fn unclosed_tag(&self, at: usize) -> BadMarkup {
        self.bad(at, "The tag that starts here has no end: close it with '>', or write '<' as '&lt;'")
    }
}

#[cfg(test)]
mod tests;
