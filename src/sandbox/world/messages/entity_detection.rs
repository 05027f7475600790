//! Entities that Telegram finds by itself in every text: links, mentions, hashtags, commands, email addresses and phone
//! numbers (https://core.telegram.org/api/entities).

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};

use super::domains::is_top_level;
use super::entity::{Entity, Style};

/// Schemes of links that are detected.
const SCHEMES: [&str; 6] = ["http", "https", "ftp", "tg", "ton", "tonsite"];

/// Valid usernames below the usual minimum length.
const SHORT_NAMES: [&str; 3] = ["gif", "pic", "vid"];

/// Number of digits in a phone number, with its country code.
const PHONE_DIGITS: Range<usize> = 7..16;

/// Adds detected entities to the given ones, in the order of the text.
pub fn complete(text: &str, given: Vec<Entity>) -> Vec<Entity> {
    // Detected kinds are dropped here and detected again below.
    let mut all: Vec<Entity> = given.into_iter().filter(|entity| !is_automatic(&entity.style)).collect();
    let sealed: Vec<Range<i32>> = all.iter().filter(|entity| seals(&entity.style)).map(stretch).collect();
    let free = |entity: &Entity| sealed.iter().all(|sealed| !overlap(sealed, &stretch(entity)));
    let found: Vec<Entity> = find(text).into_iter().filter(free).collect();
    all.extend(found);
    all.sort_by_key(|entity| (entity.offset, std::cmp::Reverse(entity.length)));
    all
}

fn is_automatic(style: &Style) -> bool {
    matches!(
        style,
        Style::Unknown
            | Style::Mention
            | Style::Hashtag
            | Style::Cashtag
            | Style::BotCommand
            | Style::Url
            | Style::Email
            | Style::Phone
    )
}

/// Whether no entities are detected inside.
fn seals(style: &Style) -> bool {
    matches!(
        style,
        Style::Code
            | Style::Pre { .. }
            | Style::TextUrl { .. }
            | Style::MentionName { .. }
            | Style::CustomEmoji { .. }
    )
}

fn stretch(entity: &Entity) -> Range<i32> {
    entity.offset..entity.offset.saturating_add(entity.length)
}

fn overlap<T: PartialOrd>(one: &Range<T>, other: &Range<T>) -> bool {
    one.start < other.end && other.start < one.end
}

fn find(text: &str) -> Vec<Entity> {
    let mut found: Vec<(Range<usize>, Style)> = links(text);
    for (at, sign) in text.char_indices() {
        let before = text[..at].chars().next_back();
        let rest = &text[at + sign.len_utf8()..];
        let (length, style) = match sign {
            '@' => (mention(before, rest), Style::Mention),
            '#' => (hashtag(before, rest), Style::Hashtag),
            '$' => (cashtag(before, rest), Style::Cashtag),
            '/' => (command(before, rest), Style::BotCommand),
            '+' => (phone(before, rest), Style::Phone),
            _ => continue,
        };
        found.extend(length.map(|length| (at..at + sign.len_utf8() + length, style)));
    }
    // Of overlapping entities, the first is kept, and the longest of those with the same start.
    found.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    found.retain(|(range, _)| {
        let free = range.start >= end;
        end = if free { range.end } else { end };
        free
    });

    let (mut entities, mut byte, mut unit) = (Vec::with_capacity(found.len()), 0, 0);
    for (range, style) in found {
        unit += units(&text[byte..range.start]);
        let length = units(&text[range.clone()]);
        entities.push(Entity { offset: unit, length, style });
        (byte, unit) = (range.end, unit + length);
    }
    entities
}

pub(in crate::sandbox::world) fn units(text: &str) -> i32 {
    text.encode_utf16().count() as i32
}

/// Finds links with a known scheme, links without a scheme but with a known top-level domain, and email addresses.
fn links(text: &str) -> Vec<(Range<usize>, Style)> {
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    let links = finder.links(text).filter_map(|link| {
        let style = match link.kind() {
            LinkKind::Email => is_domain(link.as_str().rsplit('@').next()?).then_some(Style::Email),
            LinkKind::Url => is_link(link.as_str()).then_some(Style::Url),
            _ => None,
        };
        // A link directly after one of these signs or a letter is part of another name or address.
        let before = text[..link.start()].chars().next_back();
        let glued = before.is_some_and(|before| matches!(before, '@' | '#' | '$' | '/') || is_tag(before));
        style.filter(|_| !glued).map(|style| (link.start()..link.end(), style))
    });
    links.collect()
}

fn is_link(link: &str) -> bool {
    match link.split_once("://") {
        Some((scheme, rest)) => {
            let known = SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme));
            known
                && (!scheme.to_ascii_lowercase().starts_with("http") || rest.contains('.') || is_local(rest))
        }
        None => is_domain(host(link)),
    }
}

fn is_local(rest: &str) -> bool {
    host(rest).eq_ignore_ascii_case("localhost")
}

fn host(rest: &str) -> &str {
    rest.split(['/', '?', '#', ':']).next().unwrap_or_default()
}

fn is_domain(host: &str) -> bool {
    host.rsplit_once('.').is_some_and(|(name, last)| !name.is_empty() && is_top_level(last))
}

/// Whether a username or command may contain this character.
fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// Whether a tag may contain this character, in any language.
fn is_tag(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '\u{200c}'
}

fn run(text: &str, belongs: fn(char) -> bool) -> &str {
    &text[..text.find(|letter| !belongs(letter)).unwrap_or(text.len())]
}

fn mention(before: Option<char>, rest: &str) -> Option<usize> {
    let name = run(rest, is_word);
    let fits = (4..=32).contains(&name.len()) || SHORT_NAMES.contains(&name);
    let whole = !rest[name.len()..].starts_with(is_tag);
    (fits && whole && !before.is_some_and(is_tag)).then_some(name.len())
}

fn hashtag(before: Option<char>, rest: &str) -> Option<usize> {
    let tag = run(rest, is_tag);
    let fits = tag.chars().count() <= 256 && tag.chars().any(|letter| !letter.is_numeric() && letter != '_');
    let whole = !rest[tag.len()..].starts_with('#');
    (fits && whole && !before.is_some_and(|before| is_tag(before) || before == '#')).then_some(tag.len())
}

fn cashtag(before: Option<char>, rest: &str) -> Option<usize> {
    let tag = run(rest, |letter| letter.is_ascii_uppercase());
    let whole = !rest[tag.len()..].starts_with(|next| is_tag(next) || next == '$');
    let begins = !before.is_some_and(|before| is_tag(before) || before == '$');
    ((1..=8).contains(&tag.len()) && whole && begins).then_some(tag.len())
}

/// Includes `@` and a bot's name if they follow.
fn command(before: Option<char>, rest: &str) -> Option<usize> {
    let apart = |letter: char| matches!(letter, '/' | '<' | '>');
    let name = run(rest, is_word);
    let bot = rest[name.len()..].strip_prefix('@').map_or("", |rest| run(rest, is_word));
    let length = name.len() + if (3..=32).contains(&bot.len()) { 1 + bot.len() } else { 0 };
    let begins = !before.is_some_and(|before| is_tag(before) || apart(before));
    let whole = !rest[length..].starts_with(|next| is_tag(next) || apart(next));
    ((1..=64).contains(&name.len()) && begins && whole).then_some(length)
}

/// A phone number with its country code, in groups of digits.
fn phone(before: Option<char>, rest: &str) -> Option<usize> {
    let (mut digits, mut end, mut gap) = (0, 0, 0);
    for (at, letter) in rest.char_indices() {
        match letter {
            '0'..='9' => (digits, end, gap) = (digits + 1, at + 1, 0),
            ' ' | '-' | '(' | ')' if digits > 0 && gap < 2 => gap += 1,
            _ => break,
        }
    }
    let begins = !before.is_some_and(|before| is_tag(before) || before == '+');
    let whole = !rest[end..].starts_with(is_tag);
    (PHONE_DIGITS.contains(&digits) && begins && whole).then_some(end)
}
