use super::super::tests::{reads, refused};
use super::super::{EntityKind as Kind, html};
use super::escape;

fn url(url: &str) -> Kind {
    Kind::TextLink { url: url.into() }
}

fn pre(language: &str) -> Kind {
    Kind::Pre { language: (!language.is_empty()).then(|| language.into()) }
}

#[track_caller]
fn check(source: &str, text: &str, entities: &[(Kind, u32, u32)]) {
    reads(html(source), text, entities);
}

#[test]
fn each_tag_of_the_bot_apis_page() {
    for (tags, kind) in [
        (["b", "strong"].as_slice(), Kind::Bold),
        (&["i", "em"], Kind::Italic),
        (&["u", "ins"], Kind::Underline),
        (&["s", "strike", "del"], Kind::Strikethrough),
        (&["tg-spoiler"], Kind::Spoiler),
        (&["blockquote"], Kind::Blockquote),
        (&["code"], Kind::Code),
        (&["pre"], pre("")),
    ] {
        for tag in tags {
            check(&format!("a<{tag}>\nb</{tag}>"), "a\nb", &[(kind.clone(), 1, 2)]);
        }
    }
    check("<span class=\"tg-spoiler\">spoiler</span>", "spoiler", &[(Kind::Spoiler, 0, 7)]);
    check(
        "<a href=\"http://www.example.com/\">inline URL</a>",
        "inline URL",
        &[(url("http://www.example.com/"), 0, 10)],
    );
    let mention = Kind::TextMention { user_id: 123456789 };
    check("<a href=\"tg://user?id=123456789\">a user</a>", "a user", &[(mention, 0, 6)]);
    let emoji = Kind::CustomEmoji { custom_emoji_id: 5368324170671202286 };
    check("<tg-emoji emoji-id=\"5368324170671202286\">👍</tg-emoji>", "👍", &[(emoji, 0, 2)]);
    check("<pre><code class=\"language-python\">a = 1</code></pre>", "a = 1", &[(pre("python"), 0, 5)]);
    check("<blockquote expandable>a\nb</blockquote>", "a\nb", &[(Kind::ExpandableBlockquote, 0, 3)]);
}

#[test]
fn the_pages_nested_tags() {
    check(
        "<b>bold <i>italic bold <s>italic bold strikethrough <span class=\"tg-spoiler\">italic bold strikethrough spoiler</span></s> <u>underline italic bold</u></i> bold</b>",
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
fn newlines_and_spaces_stay() {
    check(" a\n\n  b\r\n<b> c </b>> d*_`", " a\n\n  b\r\n c > d*_`", &[(Kind::Bold, 9, 3)]);
}

#[test]
fn offsets_count_utf16_units() {
    check("👍 <b>é👨‍👩‍👧</b><i>€</i>", "👍 é👨‍👩‍👧€", &[(Kind::Bold, 3, 9), (Kind::Italic, 12, 1)]);
}

#[test]
fn four_names_and_every_number_stand_for_characters() {
    check("&lt;&gt;&amp;&quot;", "<>&\"", &[]);
    check("&#60;&#x1F44D;&#X41;&#128077", "<👍A👍", &[]);
    check("<b>&lt1</b>", "<1", &[(Kind::Bold, 0, 2)]);
    check("&amp;lt;", "&lt;", &[]);
}

#[test]
fn anything_else_with_an_ampersand_is_text() {
    for text in
        ["&", "a & b", "&nbsp;", "&ltx;", "&#;", "&#x;", "&#0;", "&#12345678;", "&#99999999999;", "&é;"]
    {
        check(text, text, &[]);
    }
}

#[test]
fn half_a_surrogate_pair_is_refused() {
    refused(html("👍&#xD83D;&#xDC4D;"), 2, "surrogate");
    refused(html("<a href=\"&#55357;\">a</a>"), 9, "surrogate");
}

#[test]
fn tags_may_be_written_in_any_case_and_with_spaces() {
    check("<B >a</b  ><I\n>b</>", "ab", &[(Kind::Bold, 0, 1), (Kind::Italic, 1, 1)]);
    check("<a  HREF = 'a.b?c=1&amp;d=\"' >x</A>", "x", &[(url("a.b?c=1&d=\""), 0, 1)]);
    check("<a href=a.b-c>x</a>", "x", &[(url("a.b-c"), 0, 1)]);
    check("<b id=x hidden title='>'>x</b>", "x", &[(Kind::Bold, 0, 1)]);
    check("<blockquote cite=\"\" expandable=no>x</blockquote>", "x", &[(Kind::ExpandableBlockquote, 0, 1)]);
}

#[test]
fn a_link_without_an_address_links_to_its_text() {
    check("<a>a.b</a>", "a.b", &[(url("a.b"), 0, 3)]);
    check("<a href=''>a.b</a>", "a.b", &[(url("a.b"), 0, 3)]);
    check("<a>here</a><a href=\"here\">a.b</a>", "herea.b", &[]);
}

#[test]
fn pre_and_code_on_the_same_text_are_one_block() {
    check("<code class=\"language-c\"><pre>a</pre></code>", "a", &[(pre("c"), 0, 1)]);
    check("<pre><code>a</code></pre>", "a", &[(pre(""), 0, 1)]);
    check("<pre><code class=\"language-\">a</code></pre>", "a", &[(pre(""), 0, 1)]);
    check("<pre> <code class=\"language-c\">a</code></pre>", " a", &[(pre(""), 0, 2), (Kind::Code, 1, 1)]);
    check("<code class=\"language-c\">a</code>", "a", &[(Kind::Code, 0, 1)]);
}

#[test]
fn what_is_empty_is_nothing() {
    for source in ["", "<b></b>", "<b><i></i></b>", "<a href=\"a.b\"></a>", "<pre><code></code></pre>"] {
        check(source, "", &[]);
    }
}

#[test]
fn mistakes_are_found_where_they_are() {
    for (source, position, words) in [
        ("👍 <b", 3, "close it with '>'"),
        ("👍 <b ", 3, "close it with '>'"),
        ("a<b c", 1, "close it with '>'"),
        ("a<b c=", 1, "close it with '>'"),
        ("a<b c=d", 1, "close it with '>'"),
        ("a<b c='d>", 1, "close it with '>'"),
        ("a<b></b", 4, "close it with '>'"),
        ("a<b></b c>", 4, "close it with '>'"),
        ("👍<br>", 2, "tag is not supported"),
        ("1 < 2 > 0", 2, "write '<' as '&lt;'"),
        ("a<b =c>", 4, "name is missing"),
        ("<a href=http://a.b>", 12, "in quotes"),
        ("a<span>b</span>", 1, "class=\"tg-spoiler\""),
        ("a<span class=\"x\">b</span>", 1, "class=\"tg-spoiler\""),
        ("a<tg-emoji>👍</tg-emoji>", 1, "emoji-id"),
        ("a<tg-emoji emoji-id=\"x\">👍</tg-emoji>", 1, "emoji-id"),
        ("👍</b>", 2, "no open tag"),
        ("<b>a</b></i>", 8, "no open tag"),
        ("<b><i>a</b></i>", 7, "</i> must come first"),
        ("a<b>b<i>c</i>", 1, "close it with </b>"),
    ] {
        refused(html(source), position, words);
    }
}

#[test]
fn escape_writes_what_reads_back() {
    assert_eq!(escape("a < b && \"c\" > d"), "a &lt; b &amp;&amp; &quot;c&quot; &gt; d");
}
