//! Checks a caller's entities, which Telegram would partly refuse and partly misinterpret.
//!
//! The rules of nesting: <https://core.telegram.org/bots/api#formatting-options>.

use crate::error::{Error, Kind, Result};
use crate::telegram::markup::{Entity, EntityKind};

/// Fails for the first entity that is outside the text of `field` or conflicts with an earlier one.
pub fn check(field: &str, text: &str, entities: &[Entity]) -> Result<()> {
    let starts = starts(text);
    let units = starts.len() - 1;
    for (at, entity) in entities.iter().enumerate() {
        let begins = entity.offset as usize;
        let ends = begins + entity.length as usize;
        if entity.length == 0 {
            return Err(wrong(at, "length", "1 or more"));
        }
        if begins >= units {
            return Err(wrong(at, "offset", &format!("less than {units}, the UTF-16 units of `{field}`")));
        }
        if ends > units {
            let expected = format!("{} or less, as `{field}` has {units} UTF-16 units", units - begins);
            return Err(wrong(at, "length", &expected));
        }
        if !starts[begins] {
            return Err(split(at, "offset", begins));
        }
        if !starts[ends] {
            return Err(split(at, "length", ends));
        }
        if let Some(other) = entities[..at].iter().position(|other| !fit(other, entity)) {
            let expected =
                format!("where it fits entities[{other}]: neither across its end nor within what holds none");
            let name = if crosses(&entities[other], entity) { "length" } else { "kind" };
            return Err(wrong(at, name, &expected).with("conflicts_with", format!("entities[{other}]")));
        }
    }
    Ok(())
}

/// For each UTF-16 unit and the end, whether a character starts there.
fn starts(text: &str) -> Vec<bool> {
    let mut starts = Vec::with_capacity(text.len() + 1);
    for c in text.chars() {
        starts.push(true);
        starts.extend((1..c.len_utf16()).map(|_| false));
    }
    starts.push(true);
    starts
}

fn fit(one: &Entity, other: &Entity) -> bool {
    if !overlap(one, other) {
        return true;
    }
    if crosses(one, other) {
        return false;
    }
    let same = one.kind == other.kind;
    let (outer, inner) = if one.length >= other.length { (one, other) } else { (other, one) };
    match (is_quote(outer), is_quote(inner)) {
        (true, true) => false,
        (true, false) => true,
        // A quote as long as what it is in holds that instead.
        (false, true) => outer.length == inner.length || !is_code(outer),
        (false, false) => same || !(is_code(outer) || is_code(inner)),
    }
}

fn overlap(one: &Entity, other: &Entity) -> bool {
    one.offset < end(other) && other.offset < end(one)
}

fn crosses(one: &Entity, other: &Entity) -> bool {
    let (first, second) = if one.offset <= other.offset { (one, other) } else { (other, one) };
    overlap(one, other) && first.offset < second.offset && end(first) < end(second)
}

fn end(entity: &Entity) -> u32 {
    entity.offset.saturating_add(entity.length)
}

fn is_code(entity: &Entity) -> bool {
    matches!(entity.kind, EntityKind::Code | EntityKind::Pre { .. })
}

fn is_quote(entity: &Entity) -> bool {
    matches!(entity.kind, EntityKind::Blockquote | EntityKind::ExpandableBlockquote)
}

fn split(at: usize, name: &str, position: usize) -> Error {
    wrong(at, name, &format!("such that no character is cut in two, as the one at {} is", position - 1))
        .with("position", position)
}

fn wrong(at: usize, name: &str, expected: &str) -> Error {
    let path = format!("entities[{at}].{name}");
    Error::new(Kind::InvalidParams, format!("`{path}` must be {expected}"))
        .with("path", path)
        .with("expected", expected)
        .hint("offsets and lengths count UTF-16 code units: most emoji count 2, not 1 as in code points")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(kind: EntityKind, offset: u32, length: u32) -> Entity {
        Entity { offset, length, kind }
    }

    fn path(text: &str, entities: &[Entity]) -> Option<String> {
        let error = check("text", text, entities).err()?;
        Some(error.get("path").and_then(|path| path.as_str()).unwrap_or_default().to_owned())
    }

    #[test]
    fn an_entity_lies_within_the_text_and_holds_whole_characters() {
        let bold = |offset, length| entity(EntityKind::Bold, offset, length);
        for (offset, length, wrong) in [
            (0, 3, None),
            (0, 2, None),
            (2, 1, None),
            (0, 0, Some("length")),
            (0, 4, Some("length")),
            (3, 1, Some("offset")),
            (u32::MAX, u32::MAX, Some("offset")),
            (0, u32::MAX, Some("length")),
            (1, 2, Some("offset")),
            (0, 1, Some("length")),
        ] {
            let wrong = wrong.map(|name| format!("entities[1].{name}"));
            assert_eq!(path("🥪!", &[bold(0, 3), bold(offset, length)]), wrong, "{offset} {length}");
        }
        assert_eq!(path("", &[bold(0, 1)]), Some("entities[0].offset".to_owned()));
    }

    #[test]
    fn entities_lie_within_each_other_as_the_bot_api_has_it_or_apart() {
        use EntityKind::*;
        let pre = || Pre { language: None };
        for (one, other, fits) in [
            (entity(Bold, 0, 4), entity(Italic, 2, 2), true),
            (entity(Bold, 2, 2), entity(Italic, 0, 4), true),
            (entity(Bold, 0, 4), entity(Bold, 0, 4), true),
            (entity(Bold, 0, 4), entity(Code, 4, 2), true),
            (entity(Blockquote, 0, 8), entity(pre(), 0, 4), true),
            (entity(pre(), 0, 8), entity(Blockquote, 0, 8), true),
            (entity(Bold, 0, 4), entity(Italic, 2, 4), false),
            (entity(Bold, 2, 4), entity(Italic, 0, 4), false),
            (entity(Code, 0, 4), entity(Bold, 1, 2), false),
            (entity(Bold, 0, 4), entity(pre(), 0, 4), false),
            (entity(pre(), 0, 8), entity(Blockquote, 2, 2), false),
            (entity(Blockquote, 0, 8), entity(ExpandableBlockquote, 2, 4), false),
        ] {
            let said = path("eightish", &[one.clone(), other.clone()]);
            assert_eq!(said.is_none(), fits, "{one:?} {other:?}: {said:?}");
            assert!(said.is_none_or(|path| path.starts_with("entities[1].")));
        }
    }
}
