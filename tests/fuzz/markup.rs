//! Markdown and HTML as people and programs write it.

use telewire::telegram::markup::{self, BadMarkup, Formatted};

use crate::generator::{rest, run};
use crate::{Bytes, Outcome};

/// Pieces to open, close and nest everything.
const PIECES: &[&str] = &[
    "*",
    "_",
    "__",
    "~",
    "||",
    "`",
    "```",
    "```rust\n",
    "[",
    "](",
    "](tg://user?id=7)",
    "](https://t.me/a)",
    ")",
    ">",
    "**>",
    "\n>",
    "||\n",
    "\\",
    "\\*",
    "![",
    "](tg://emoji?id=5)",
    "\n",
    "\r",
    " ",
    "a",
    "b c",
    "é",
    "😀",
    "\u{200d}",
    "\0",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<u>",
    "</u>",
    "<s>",
    "</s>",
    "<code>",
    "</code>",
    "<pre>",
    "</pre>",
    "<pre><code class=\"language-rust\">",
    "</code></pre>",
    "<a href=\"https://t.me\">",
    "<a href='tg://user?id=9'>",
    "</a>",
    "<tg-spoiler>",
    "</tg-spoiler>",
    "<span class=\"tg-spoiler\">",
    "</span>",
    "<blockquote expandable>",
    "</blockquote>",
    "<tg-emoji emoji-id=\"5\">",
    "</tg-emoji>",
    "&lt;",
    "&amp;",
    "&#x41;",
    "&#99999999999;",
    "&",
    "<",
    "</",
    "<!--",
    "\"",
    "=",
    "{",
    "}",
    ".",
    "!",
    "-",
    "#",
    "+",
    "(",
];

fn text(u: Bytes) -> arbitrary::Result<String> {
    let mut text = String::new();
    while !u.is_empty() && text.len() < 2000 {
        if u.ratio(1, 16)? {
            text.push_str(&String::from_utf8_lossy(rest(u, 12)?));
        } else {
            text.push_str(u.choose(PIECES)?);
        }
    }
    Ok(text)
}

/// Entities lie within the text and don't split characters.
fn check(source: &str, read: Result<Formatted, BadMarkup>) {
    let formatted = match read {
        Ok(formatted) => formatted.trimmed(),
        Err(bad) => {
            assert!(bad.position <= source.encode_utf16().count(), "{source:?}: {bad:?}");
            assert!(!bad.message.is_empty());
            return;
        }
    };
    let mut ends = vec![0];
    for letter in formatted.text.chars() {
        ends.push(ends[ends.len() - 1] + letter.len_utf16() as u32);
    }
    for entity in &formatted.entities {
        let (start, end) = (entity.offset, entity.offset + entity.length);
        assert!(entity.length > 0, "{source:?}: {formatted:?}");
        assert!(
            ends.binary_search(&start).is_ok() && ends.binary_search(&end).is_ok(),
            "{source:?}: {formatted:?}"
        );
    }
}

fn target(u: Bytes) -> Outcome {
    let text = text(u)?;
    check(&text, markup::markdown(&text));
    check(&text, markup::html(&text));
    // Escaped text is unchanged.
    let plain = Formatted { text: text.clone(), entities: Vec::new() };
    let html = markup::html(&markup::escape_html(&text)).expect("it is escaped");
    assert_eq!((&html.text, &html.entities), (&plain.text, &plain.entities));
    let markdown = markup::markdown(&markup::escape_markdown(&text)).expect("it is escaped");
    assert_eq!((&markdown.text, &markdown.entities), (&plain.text, &plain.entities));
    Ok(())
}

#[test]
fn any_markup_is_parsed_or_rejected_with_a_position() {
    run("markup", 5_000, target);
}
