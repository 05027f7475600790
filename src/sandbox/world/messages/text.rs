//! Limits and normalization of texts (https://core.telegram.org/api/entities).

use super::entity::{Entity, Style};
use crate::sandbox::world::engine::refusal::{Refusal, bad};

/// Maximum characters of a message (`message_length_max`, https://core.telegram.org/constructor/config).
pub const MAX_LENGTH: usize = 4096;

/// Maximum characters of a caption (`caption_length_limit_default`, https://core.telegram.org/api/config).
pub const MAX_CAPTION: usize = 1024;

/// Maximum characters of a caption with Telegram Premium.
pub const MAX_PREMIUM_CAPTION: usize = 2048;

/// Maximum entities. Telegram drops the rest without an error.
const MAX_ENTITIES: usize = 100;

/// Maximum bytes of URLs and languages in all entities. Telegram doesn't document its limit; this is the one of
/// keyboards.
const MAX_ENTITY_BYTES: usize = 10_000;

/// Normalizes a text with its entities: checks them and trims white space.
pub fn normalize(text: String, mut entities: Vec<Entity>) -> Result<(String, Vec<Entity>), Refusal> {
    check_entities(&text, &entities)?;
    entities.truncate(MAX_ENTITIES);
    let trimmed = text.trim();
    if trimmed.len() == text.len() {
        return Ok((text, entities));
    }
    let units = |text: &str| text.encode_utf16().count() as i32;
    let before = units(&text[..text.len() - text.trim_start().len()]);
    let length = units(trimmed);
    let moved = entities.into_iter().filter_map(|entity| {
        let begin = (entity.offset - before).clamp(0, length);
        let end = (entity.offset + entity.length - before).clamp(0, length);
        (begin < end).then_some(Entity { offset: begin, length: end - begin, ..entity })
    });
    let entities = moved.collect();
    Ok((trimmed.to_owned(), entities))
}

fn check_entities(text: &str, entities: &[Entity]) -> Result<(), Refusal> {
    if entities.is_empty() {
        return Ok(());
    }
    let units = text.encode_utf16().count() as i64;
    let fits = |entity: &Entity| {
        entity.offset >= 0
            && entity.length > 0
            && i64::from(entity.offset) + i64::from(entity.length) <= units
    };
    if !entities.iter().all(fits) {
        return Err(bad("ENTITY_BOUNDS_INVALID"));
    }
    let bytes = |entity: &Entity| match &entity.style {
        Style::TextUrl { url } => url.len(),
        Style::Pre { language } => language.len(),
        _ => 0,
    };
    if entities.iter().map(bytes).sum::<usize>() > MAX_ENTITY_BYTES {
        return Err(bad("ENTITIES_TOO_LONG"));
    }
    Ok(())
}
