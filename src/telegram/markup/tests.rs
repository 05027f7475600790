use std::fmt::Debug;

use proptest::prelude::*;

use super::*;

/// The text and entities (kind, offset, length) that `source` must become.
#[track_caller]
pub fn reads(read: Result<Formatted, BadMarkup>, text: &str, entities: &[(EntityKind, u32, u32)]) {
    let entities =
        entities.iter().cloned().map(|(kind, offset, length)| Entity { offset, length, kind }).collect();
    assert_eq!(read, Ok(Formatted { text: text.to_owned(), entities }));
}

/// Where `source` must be found wrong, and words that the message must have.
#[track_caller]
pub fn refused(read: Result<Formatted, BadMarkup>, position: usize, words: &str) {
    let bad = read.expect_err("this breaks the rules");
    assert_eq!(bad.position, position, "{bad}");
    assert!(bad.message.contains(words), "{bad}");
}

fn bold(offset: u32, length: u32) -> Entity {
    Entity { offset, length, kind: EntityKind::Bold }
}

#[test]
fn line_ends_and_control_characters_are_made_as_telegram_keeps_them() {
    let source = "a\r\nb\rc\n\rd\0e\tf\u{1b}g";
    let at = |text: &str| source.find(text).expect("it is there") as u32;
    let entities = vec![bold(0, 3), bold(at("b"), 1), bold(at("c"), 1), bold(at("d"), 2)];
    let cleaned = Formatted { text: source.to_owned(), entities }.cleaned();
    assert_eq!(cleaned.text, "a\nb\nc\n\nd e\tf g");
    assert_eq!(cleaned.entities, [bold(0, 2), bold(2, 1), bold(4, 1), bold(7, 2)]);
    let plain = Formatted { text: "a\nb\tc".to_owned(), entities: vec![bold(0, 5)] };
    assert_eq!(plain.clone().cleaned(), plain);
}

#[test]
fn what_cannot_be_seen_is_blank() {
    let is_blank = |text: &str| Formatted { text: text.to_owned(), entities: Vec::new() }.is_blank();
    for text in ["", " \n\t", "\u{200b}\u{200d}", "\u{2800}\u{feff}", "\0\r", "\u{a0}\u{3000}\u{202e}"] {
        assert!(is_blank(text), "{text:?}");
    }
    for text in [".", "\u{3164}", "\u{200b}a", "🥪"] {
        assert!(!is_blank(text), "{text:?}");
    }
}

#[test]
fn trimming_moves_entities_with_the_text_and_drops_what_is_left_empty() {
    let source = "* a*\n_b_ *c *\n__ __";
    let formatted = markdown(&format!(" \u{2003}{source}")).expect("it is right");
    assert_eq!(formatted.text, " \u{2003} a\nb c \n ");
    let italic = Entity { offset: 2, length: 1, kind: EntityKind::Italic };
    assert_eq!(
        formatted.trimmed(),
        Formatted { text: "a\nb c".into(), entities: vec![bold(0, 1), italic, bold(4, 1)] }
    );
}

#[test]
fn trimming_keeps_the_longer_of_two_first() {
    let formatted = markdown("* _a_ b*").expect("it is right").trimmed();
    let italic = Entity { offset: 0, length: 1, kind: EntityKind::Italic };
    assert_eq!(formatted, Formatted { text: "a b".into(), entities: vec![bold(0, 3), italic] });
}

#[test]
fn trimming_blank_text_leaves_nothing() {
    assert_eq!(html("<b> \n</b>").expect("it is right").trimmed(), Formatted::default());
}

/// Pieces of both markups, and characters of each length in UTF-8 and UTF-16.
fn scraps() -> impl Strategy<Value = String> {
    let scraps = prop::sample::select(vec![
        "*",
        "_",
        "__",
        "___",
        "~",
        "||",
        "|",
        "`",
        "```",
        "[",
        "](",
        "]",
        ")",
        "![",
        "(tg://emoji?id=7)",
        "(tg://user?id=7)",
        "(a.b)",
        ">",
        "**>",
        "\\",
        "\n",
        "\n>",
        "\r\n",
        "\r",
        " ",
        "a",
        "é",
        "€",
        "👍",
        "\0",
        ".",
        "<",
        "</",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<u",
        "</>",
        "<pre>",
        "<code class=\"language-a\">",
        "</code>",
        "</pre>",
        "<a href=\"a.b\">",
        "<a href='",
        "<a>",
        "</a>",
        "=",
        "\"",
        "'",
        "<blockquote expandable>",
        "</blockquote>",
        "<tg-emoji emoji-id=\"7\">",
        "</tg-emoji>",
        "&",
        "&lt;",
        "&#",
        "&#x1f44d;",
        "&#55357;",
        ";",
    ]);
    prop::collection::vec(scraps, 0..24).prop_map(|scraps| scraps.concat())
}

/// Anything, and what looks like markup.
fn garbage() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), scraps(), ".{0,20}"]
}

/// `read` holds to what its types promise.
fn is_sound(source: &str, read: Result<Formatted, BadMarkup>) -> Result<(), TestCaseError> {
    let formatted = match read {
        Ok(formatted) => formatted,
        Err(bad) => {
            prop_assert!(begins_a_character(source, bad.position), "{bad:?}");
            return Ok(());
        }
    };
    in_order_and_within(&formatted)?;
    in_order_and_within(&formatted.trimmed())
}

fn in_order_and_within(formatted: &Formatted) -> Result<(), TestCaseError> {
    for entity in &formatted.entities {
        prop_assert!(entity.length > 0, "{entity:?}");
        for place in [entity.offset, entity.offset + entity.length] {
            prop_assert!(
                begins_a_character(&formatted.text, place as usize),
                "{entity:?} in {:?}",
                formatted.text
            );
        }
    }
    let places: Vec<_> = formatted.entities.iter().map(|e| (e.offset, Reverse(e.length))).collect();
    prop_assert!(places.is_sorted(), "{places:?}");
    Ok(())
}

/// Whether this offset in UTF-16 units is within the text or at its end, and not within a surrogate pair.
fn begins_a_character(text: &str, offset: usize) -> bool {
    let units: Vec<u16> = text.encode_utf16().collect();
    offset <= units.len() && String::from_utf16(&units[..offset]).is_ok()
}

fn plain(text: &str) -> Result<Formatted, BadMarkup> {
    Ok(Formatted { text: text.to_owned(), entities: Vec::new() })
}

fn same<T: Debug + PartialEq>(left: T, right: T) -> Result<(), TestCaseError> {
    prop_assert_eq!(left, right);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_markdown_reads_lies_within_the_text(source in garbage()) {
        is_sound(&source, markdown(&source))?;
    }

    #[test]
    fn whatever_html_reads_lies_within_the_text(source in garbage()) {
        is_sound(&source, html(&source))?;
    }

    #[test]
    fn escaped_markdown_reads_as_it_is(text in garbage()) {
        same(markdown(&escape_markdown(&text)), plain(&text))?;
    }

    #[test]
    fn escaped_html_reads_as_it_is(text in garbage()) {
        same(html(&escape_html(&text)), plain(&text))?;
    }

    #[test]
    fn escaped_text_keeps_its_entity(text in "[^\u{0}]{1,20}") {
        let entities = vec![bold(0, utf16_length(&text))];
        let expected = Ok(Formatted { text: text.clone(), entities });
        same(html(&format!("<b>{}</b>", escape_html(&text))), expected.clone())?;
        same(markdown(&format!("*{}*", escape_markdown(&text))), expected)?;
    }

    #[test]
    fn an_escaped_address_comes_back_whole(path in "[a-z()\\\\\"&<>'=*_.]{0,20}") {
        let url = format!("https://example.com/{path}");
        let entities = vec![Entity { offset: 0, length: 1, kind: EntityKind::TextLink { url: url.clone() } }];
        let expected = Ok(Formatted { text: "a".into(), entities });
        same(html(&format!("<a href=\"{}\">a</a>", escape_html(&url))), expected.clone())?;
        same(markdown(&format!("[a]({})", escape_markdown(&url))), expected)?;
    }
}
