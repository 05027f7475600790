use super::super::tests::{reads, refused};
use super::super::{BadMarkup, EntityKind as Kind, Formatted, markdown};
use super::escape;

fn url(url: &str) -> Kind {
    Kind::TextLink { url: url.into() }
}

fn pre(language: &str) -> Kind {
    Kind::Pre { language: (!language.is_empty()).then(|| language.into()) }
}

#[track_caller]
fn check(source: &str, text: &str, entities: &[(Kind, u32, u32)]) {
    reads(markdown(source), text, entities);
}

#[test]
fn each_style_of_the_bot_apis_page() {
    check(r"*bold \*text*", "bold *text", &[(Kind::Bold, 0, 10)]);
    check(r"_italic \*text_", "italic *text", &[(Kind::Italic, 0, 12)]);
    check("__underline__", "underline", &[(Kind::Underline, 0, 9)]);
    check("~strikethrough~", "strikethrough", &[(Kind::Strikethrough, 0, 13)]);
    check("||spoiler||", "spoiler", &[(Kind::Spoiler, 0, 7)]);
    check("[inline URL](http://www.example.com/)", "inline URL", &[(url("http://www.example.com/"), 0, 10)]);
    let mention = Kind::TextMention { user_id: 123456789 };
    check(
        "[inline mention of a user](tg://user?id=123456789)",
        "inline mention of a user",
        &[(mention, 0, 24)],
    );
    let emoji = Kind::CustomEmoji { custom_emoji_id: 5368324170671202286 };
    check("![👍](tg://emoji?id=5368324170671202286)", "👍", &[(emoji, 0, 2)]);
    check("`inline fixed-width code`", "inline fixed-width code", &[(Kind::Code, 0, 23)]);
    check("```\na block\n```", "a block\n", &[(pre(""), 0, 8)]);
    check("```python\na block in Python\n```", "a block in Python\n", &[(pre("python"), 0, 18)]);
}

#[test]
fn the_pages_nested_styles() {
    check(
        "*bold _italic bold ~italic bold strikethrough ||italic bold strikethrough spoiler||~ __underline italic bold___ bold*",
        "bold italic bold italic bold strikethrough italic bold strikethrough spoiler underline italic bold bold",
        &[
            (Kind::Bold, 0, 103),
            (Kind::Italic, 5, 93),
            (Kind::Strikethrough, 17, 59),
            (Kind::Spoiler, 43, 33),
            (Kind::Underline, 77, 21),
        ],
    );
}

#[test]
fn the_pages_quotations() {
    check(
        ">Block\n>last line\n**>Expandable\n>hidden\n>last line||",
        "Block\nlast line\nExpandable\nhidden\nlast line",
        &[(Kind::Blockquote, 0, 16), (Kind::ExpandableBlockquote, 16, 27)],
    );
}

#[test]
fn newlines_and_unreserved_characters_stay() {
    check("a\n\nb\r\n  c & d / e, 'f' \"g\" : ; < @ ^", "a\n\nb\r\n  c & d / e, 'f' \"g\" : ; < @ ^", &[]);
}

#[test]
fn every_reserved_character_must_be_escaped() {
    for c in "])(#+-=|{}.!".chars() {
        let message = format!("Character '{c}' is reserved and must be escaped with a preceding '\\'");
        assert_eq!(markdown(&format!("👍 a{c}")), Err(BadMarkup { position: 4, message }));
    }
    for c in '\u{1}'..='~' {
        check(&format!("\\{c}"), &c.to_string(), &[]);
    }
}

#[test]
fn a_backslash_before_anything_else_is_one() {
    check("\\é\\👍\\", "\\é\\👍\\", &[]);
    check(r"\\*a*", "\\a", &[(Kind::Bold, 1, 1)]);
}

#[test]
fn offsets_count_utf16_units() {
    check("👍 *é👨‍👩‍👧*_€_", "👍 é👨‍👩‍👧€", &[(Kind::Bold, 3, 9), (Kind::Italic, 12, 1)]);
}

#[test]
fn double_underscores_are_always_underline() {
    check("__a _b_ __", "a b ", &[(Kind::Underline, 0, 4), (Kind::Italic, 2, 1)]);
    check("_a __b___", "a b", &[(Kind::Italic, 0, 3), (Kind::Underline, 2, 1)]);
    check("___a_**__", "a", &[(Kind::Underline, 0, 1), (Kind::Italic, 0, 1)]);
    check(r"__a\___", "a_", &[(Kind::Underline, 0, 2)]);
    refused(markdown("___a___"), 6, "italic");
    refused(markdown("_a__"), 2, "underlined");
}

#[test]
fn what_is_empty_is_nothing() {
    for source in ["**", "____", "~~", "||||", "``", "``````", "[](a.b)", ">", ">||", "*__~~__*"] {
        check(source, "", &[]);
    }
}

#[test]
fn the_outer_of_two_on_the_same_text_comes_first() {
    check("*_a_*", "a", &[(Kind::Bold, 0, 1), (Kind::Italic, 0, 1)]);
    check("_*a*_", "a", &[(Kind::Italic, 0, 1), (Kind::Bold, 0, 1)]);
}

#[test]
fn code_holds_anything_but_backticks() {
    check(r"`*a* _b_ \` \\ [x](y) >.`", r"*a* _b_ ` \ [x](y) >.", &[(Kind::Code, 0, 21)]);
    check("```\n**a** #1.\n>b\n```", "**a** #1.\n>b\n", &[(pre(""), 0, 13)]);
}

#[test]
fn bare_backticks_in_a_block_are_code_in_it() {
    check("```\na `b` c```", "a b c", &[(pre(""), 0, 5), (Kind::Code, 2, 1)]);
}

#[test]
fn a_blocks_language_is_the_word_after_the_backticks() {
    check("```rust\nlet a```", "let a", &[(pre("rust"), 0, 5)]);
    check("```c++ a```", " a", &[(pre("c++"), 0, 2)]);
    check("```a```", "a", &[(pre(""), 0, 1)]);
    check("``` a```", " a", &[(pre(""), 0, 2)]);
    check("```a\r\nb```", "b", &[(pre("a"), 0, 1)]);
    check("```a\n\nb```", "\nb", &[(pre("a"), 0, 2)]);
}

#[test]
fn an_address_ends_at_the_first_bare_parenthesis() {
    check(r"[a](https://a.b/\(\)\\)", "a", &[(url(r"https://a.b/()\"), 0, 1)]);
    check("[a](https://a.b/(_*)", "a", &[(url("https://a.b/(_*"), 0, 1)]);
    check("[*a* b](a.b)", "a b", &[(url("a.b"), 0, 3), (Kind::Bold, 0, 1)]);
    check(r"[a\.b]c", "a.bc", &[(url("a.b"), 0, 3)]);
    refused(markdown("👍[a](b"), 6, "close it with ')'");
    refused(markdown(r"[a](b\)"), 4, "close it with ')'");
}

#[test]
fn a_link_to_nowhere_is_its_text() {
    check("[a](here)", "a", &[]);
    check("[a]()", "a", &[]);
    check("[a]", "a", &[]);
}

#[test]
fn a_custom_emoji_needs_its_identifier() {
    for source in ["a![👍]", "a![👍] (tg://emoji?id=1)"] {
        refused(markdown(source), 1, "tg://emoji?id=");
    }
    for source in ["a![👍](http://a.b)", "a![👍](tg://emoji?id=x)", "a![👍](tg://user?id=1)"] {
        refused(markdown(source), 7, "tg://emoji?id=");
    }
}

#[test]
fn a_quotation_is_whole_lines_with_their_ends() {
    check("a\n>b\n>c\nd", "a\nb\nc\nd", &[(Kind::Blockquote, 2, 4)]);
    check(">a\n\n>b", "a\n\nb", &[(Kind::Blockquote, 0, 2), (Kind::Blockquote, 3, 1)]);
    check(">a\r\n>b\r\nc", "a\r\nb\r\nc", &[(Kind::Blockquote, 0, 6)]);
    check(">\n**>a", "\na", &[(Kind::Blockquote, 0, 1), (Kind::Blockquote, 1, 1)]);
    check("\\>a\n\\>b", ">a\n>b", &[]);
    refused(markdown("a>b"), 1, "reserved");
    refused(markdown(">>a"), 1, "reserved");
    refused(markdown(">a\n>>b"), 4, "reserved");
    refused(markdown(">a\n*b*>c"), 6, "reserved");
}

#[test]
fn styles_end_with_the_quotation_they_began_in() {
    check(">*a\n>b*\nc", "a\nb\nc", &[(Kind::Blockquote, 0, 4), (Kind::Bold, 0, 3)]);
    check("*a\n>b\nc*", "a\nb\nc", &[(Kind::Bold, 0, 5), (Kind::Blockquote, 2, 2)]);
    check(">`a\n>b\nc`\nd", "a\n>b\nc\nd", &[(Kind::Blockquote, 0, 7), (Kind::Code, 0, 6)]);
    refused(markdown(">a *b\nc*"), 3, "before the block quotation ends");
    refused(markdown("*a\n>b*"), 5, "bold");
}

#[test]
fn a_last_spoiler_mark_makes_a_quotation_expandable() {
    check(">a\n>b||", "a\nb", &[(Kind::ExpandableBlockquote, 0, 3)]);
    check(">a||\nb", "a\nb", &[(Kind::ExpandableBlockquote, 0, 2)]);
    check(">a||\r\nb", "a\r\nb", &[(Kind::ExpandableBlockquote, 0, 3)]);
    check(">a||b||", "ab", &[(Kind::Blockquote, 0, 2), (Kind::Spoiler, 1, 1)]);
    check(">||a||||", "a", &[(Kind::ExpandableBlockquote, 0, 1), (Kind::Spoiler, 0, 1)]);
    check(">a||\n>b||\nc", "a\nb\nc", &[(Kind::Blockquote, 0, 4), (Kind::Spoiler, 1, 2)]);
    refused(markdown(">a||b\nc"), 2, "spoiler");
}

#[test]
fn what_has_no_end_is_found_where_it_began() {
    for (source, position, words) in [
        ("👍 *a", 3, "close it with '*'"),
        ("*a _b*", 5, "bold"),
        ("a `b", 2, "close it with '`'"),
        ("a ```b", 2, "close it with '```'"),
        ("```\na` b", 5, "code"),
        ("*a\n```\nb", 3, "block of code"),
        ("||a|", 3, "reserved"),
        ("a [b", 2, "close it with ']'"),
        ("a ![👍", 2, "custom emoji"),
    ] {
        refused(markdown(source), position, words);
    }
}

#[test]
fn deep_nesting_is_no_deeper_than_the_heap() {
    let source = "*_".repeat(100_000) + "a" + &"_*".repeat(100_000);
    let Formatted { text, entities } = markdown(&source).expect("it is right");
    assert_eq!((text.as_str(), entities.len()), ("a", 200_000));
}

#[test]
fn escape_writes_what_reads_back() {
    assert_eq!(escape("1.5 - (a_b)! \\ é"), r"1\.5 \- \(a\_b\)\! \\ é");
}
