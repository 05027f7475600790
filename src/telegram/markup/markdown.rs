//! MarkdownV2: <https://core.telegram.org/bots/api#markdownv2-style>
//!
//! Parsed in one pass with a stack of open marks. A markup character closes the last open mark, opens a new one, or is an
//! error. Nothing is guessed.

use self::marks::{Style, ends_quote, escaped, is_reserved, pre_head};
use super::writer::{Mark, Writer};
use super::{BadMarkup, EntityKind, Formatted, link};

mod marks;

/// Parses MarkdownV2.
pub fn parse(text: &str) -> Result<Formatted, BadMarkup> {
    let mut parser = Parser {
        source: text,
        at: 0,
        out: Writer::default(),
        open: Vec::new(),
        quoting: false,
        line_start: true,
    };
    while let Some(c) = parser.rest().chars().next() {
        parser.step(c)?;
    }
    parser.finish()
}

/// Escapes text for MarkdownV2.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\\' || is_reserved(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// An open mark.
struct Open {
    style: Style,
    /// Where it began in the source, for error messages.
    at: usize,
    mark: Mark,
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
    out: Writer,
    open: Vec<Open>,
    /// Whether a block quotation is open.
    quoting: bool,
    /// Whether a `>` here would start a line: only opening and closing marks came since the last line break.
    line_start: bool,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    fn top(&self) -> Option<&Style> {
        self.open.last().map(|open| &open.style)
    }

    fn step(&mut self, c: char) -> Result<(), BadMarkup> {
        if let Some(escaped) = escaped(self.rest()) {
            self.out.push(escaped);
            self.at += 2;
            self.line_start = false;
            return Ok(());
        }
        let monospaced = matches!(self.top(), Some(Style::Code | Style::Pre(_)));
        match c {
            '`' => self.mark(c),
            _ if monospaced => self.put(c),
            '\n' if self.quoting => self.end_quoted_line(),
            _ if is_reserved(c) => self.mark(c),
            _ => self.put(c),
        }
    }

    /// Adds a character to the text.
    fn put(&mut self, c: char) -> Result<(), BadMarkup> {
        self.out.push(c);
        self.at += c.len_utf8();
        self.line_start = matches!(c, '\n' | '\r');
        Ok(())
    }

    /// Handles a markup character.
    fn mark(&mut self, c: char) -> Result<(), BadMarkup> {
        let rest = self.rest();
        if let Some(length) = self.top().and_then(|top| top.end(rest)) {
            let open = self.open.pop().expect("top() has just returned it");
            self.at += length;
            return self.close(open);
        }
        let (style, length) = match c {
            '*' => (Style::Bold, 1),
            '_' if rest.starts_with("__") => (Style::Underline, 2),
            '_' => (Style::Italic, 1),
            '~' => (Style::Strikethrough, 1),
            '|' if rest.starts_with("||") => {
                if let Some(Open { style: Style::Quote { expandable }, .. }) = self.open.last_mut()
                    && ends_quote(&rest[2..])
                {
                    *expandable = true;
                    self.at += 2;
                    return Ok(());
                }
                (Style::Spoiler, 2)
            }
            '`' if rest.starts_with("```") => {
                let (language, length) = pre_head(&rest[3..]);
                (Style::Pre(language), 3 + length)
            }
            '`' => (Style::Code, 1),
            '[' => (Style::Link, 1),
            '!' if rest.starts_with("![") => (Style::Emoji, 2),
            '>' if self.line_start && !self.quoting => {
                self.quoting = true;
                self.line_start = false;
                (Style::Quote { expandable: false }, 1)
            }
            _ => {
                let message =
                    format!("Character '{c}' is reserved and must be escaped with a preceding '\\'");
                return Err(self.bad(self.at, message));
            }
        };
        let mark = self.out.mark();
        self.open.push(Open { style, at: self.at, mark });
        self.at += length;
        Ok(())
    }

    /// Handles a line break in a block quotation, which continues if the next line starts with `>`. The line break is part
    /// of the quotation.
    fn end_quoted_line(&mut self) -> Result<(), BadMarkup> {
        if self.rest().starts_with("\n>") {
            self.out.push('\n');
            self.at += 2;
            self.line_start = false;
            return Ok(());
        }
        match self.open.pop() {
            Some(quote @ Open { style: Style::Quote { .. }, .. }) => {
                self.put('\n')?;
                self.close(quote)
            }
            Some(open) => Err(self.unclosed(&open, " before the block quotation ends")),
            None => unreachable!("a quotation is open"),
        }
    }

    /// Closes a mark that was just taken off the stack.
    fn close(&mut self, open: Open) -> Result<(), BadMarkup> {
        let kind = match open.style {
            Style::Bold => EntityKind::Bold,
            Style::Italic => EntityKind::Italic,
            Style::Underline => EntityKind::Underline,
            Style::Strikethrough => EntityKind::Strikethrough,
            Style::Spoiler => EntityKind::Spoiler,
            Style::Code => EntityKind::Code,
            Style::Pre(language) => EntityKind::Pre { language },
            Style::Quote { expandable } => {
                self.quoting = false;
                if expandable { EntityKind::ExpandableBlockquote } else { EntityKind::Blockquote }
            }
            Style::Link => {
                let kind = match self.address()? {
                    Some((_, address)) => link::text_link(&address),
                    // Without a URL, the text in brackets is the URL.
                    None => self.out.own_address(open.mark).and_then(link::text_link),
                };
                match kind {
                    Some(kind) => kind,
                    None => return Ok(()),
                }
            }
            Style::Emoji => {
                let wanted = "A custom emoji is written ![👍](tg://emoji?id=…), where the id is a number";
                let (at, address) = self.address()?.ok_or_else(|| self.bad(open.at, wanted))?;
                link::custom_emoji(&address).ok_or_else(|| self.bad(at, wanted))?
            }
        };
        self.out.close(open.mark, kind);
        Ok(())
    }

    /// Reads the URL in `(…)`, if there is one here. Returns where it begins too.
    fn address(&mut self) -> Result<Option<(usize, String)>, BadMarkup> {
        if !self.rest().starts_with('(') {
            return Ok(None);
        }
        let begin = self.at + 1;
        let mut rest = &self.source[begin..];
        let mut address = String::new();
        while let Some(c) = rest.chars().next() {
            if c == ')' {
                self.at = self.source.len() - rest.len() + 1;
                return Ok(Some((begin, address)));
            }
            let (c, length) = escaped(rest).map_or((c, c.len_utf8()), |c| (c, 2));
            address.push(c);
            rest = &rest[length..];
        }
        let message = "The URL that starts here has no end: close it with ')', and escape each ')' and '\\' in \
                       it with a preceding '\\'";
        Err(self.bad(begin, message))
    }

    fn finish(mut self) -> Result<Formatted, BadMarkup> {
        if matches!(self.top(), Some(Style::Quote { .. }))
            && let Some(quote) = self.open.pop()
        {
            self.close(quote)?;
        }
        match self.open.last() {
            Some(open) => Err(self.unclosed(open, "")),
            None => Ok(self.out.finish()),
        }
    }

    fn bad(&self, byte: usize, message: impl Into<String>) -> BadMarkup {
        BadMarkup::at(self.source, byte, message)
    }

    fn unclosed(&self, open: &Open, before: &str) -> BadMarkup {
        let (name, begin, end) = open.style.words();
        let message = format!(
            "The {name} that starts here has no end: close it with '{end}'{before}, or escape each character of \
             '{begin}' with a preceding '\\'"
        );
        self.bad(open.at, message)
    }
}

#[cfg(test)]
mod tests;
