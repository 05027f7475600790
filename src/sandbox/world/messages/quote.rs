//! Quoting part of a message in a reply (https://core.telegram.org/constructor/inputReplyToMessage).

use super::carried::Quote;
use super::draft::Draft;
use super::entity::Style;
use super::message::{Body, Message};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

/// Maximum characters of a quote (`quote_length_max`, https://core.telegram.org/api/config).
const MAX_LENGTH: usize = 1024;

impl World {
    /// Checks a draft's quote and corrects its offset. A draft without a reply quotes nothing.
    pub(in crate::sandbox::world) fn check_quote(
        &self,
        author: i64,
        to: Peer,
        draft: &Draft,
    ) -> Result<Option<Quote>, Refusal> {
        let (Some(quote), Some(answered)) = (draft.carried.quote.clone(), draft.reply_to) else {
            return Ok(None);
        };
        let Quote { text, entities, offset } = quote;
        let offset =
            self.message_in(author, to, answered).and_then(|answered| place(answered, &text, offset));
        let offset = offset.ok_or(bad("QUOTE_TEXT_INVALID"))?;
        let entities = entities.into_iter().filter(|entity| is_quotable(&entity.style)).collect();
        Ok(Some(Quote { text, entities, offset }))
    }
}

/// Returns the offset of the text in the message that is nearest to `near`.
fn place(message: &Message, quoted: &str, near: i32) -> Option<i32> {
    let Body::Text { text, .. } = &*message.body else { return None };
    if quoted.trim().is_empty() || quoted.chars().count() > MAX_LENGTH {
        return None;
    }
    let units = |at: usize| text[..at].encode_utf16().count() as i32;
    let all = text.match_indices(quoted).map(|(at, _)| units(at));
    all.min_by_key(|offset| offset.abs_diff(near))
}

/// Whether quotes keep entities of this style.
fn is_quotable(style: &Style) -> bool {
    matches!(
        style,
        Style::Bold
            | Style::Italic
            | Style::Underline
            | Style::Strike
            | Style::Spoiler
            | Style::CustomEmoji { .. }
    )
}
