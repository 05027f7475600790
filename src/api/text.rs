//! Formatted text: what a caller gives, as Telegram takes it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Call;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::markup::{self, Entity, Formatted};
use crate::telegram::peer::{ChatId, PeerId};
use crate::telegram::tl;

/// How a text is formatted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "TextFormat")]
pub enum Format {
    /// Not at all: every character stands for itself.
    #[default]
    Plain,
    /// The Bot API's MarkdownV2.
    Markdown,
    /// The Bot API's HTML.
    Html,
}

/// A text as a caller gave it.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The parameter that holds it: `text` or `caption`.
    pub field: &'static str,
    pub text: &'a str,
    pub format: Format,
    pub entities: Option<&'a [Entity]>,
}

impl Given<'_> {
    /// The text without its markup, and how it is formatted.
    pub fn parsed(self) -> Result<Formatted> {
        let parsed = match (self.entities, self.format) {
            (Some(entities), Format::Plain) => {
                self.must_lie_within(entities)?;
                Ok(Formatted { text: self.text.to_owned(), entities: entities.to_vec() })
            }
            (Some(_), _) => {
                return Err(Error::new(
                    Kind::InvalidParams,
                    "`entities` and `format` can't be given together",
                )
                .with("path", "entities")
                .with("expected", "either of the two"));
            }
            (None, Format::Plain) => Ok(Formatted { text: self.text.to_owned(), entities: Vec::new() }),
            (None, Format::Markdown) => markup::markdown(self.text),
            (None, Format::Html) => markup::html(self.text),
        };
        // Telegram trims what it is sent, and leaves the entities where they were.
        parsed.map(Formatted::trimmed).map_err(|bad| {
            Error::new(Kind::InvalidParams, format!("`{}`: {bad}", self.field))
                .with("path", self.field)
                .with("expected", bad.to_string())
                .with("position", bad.position)
        })
    }
}

impl Given<'_> {
    /// Telegram would refuse the others, or format what is not meant.
    fn must_lie_within(self, entities: &[Entity]) -> Result<()> {
        let units = self.text.encode_utf16().count();
        let ends = |entity: &Entity| entity.offset as usize + entity.length as usize;
        match entities.iter().position(|entity| ends(entity) > units) {
            None => Ok(()),
            Some(at) => Err(Error::new(
                Kind::InvalidParams,
                format!("`entities[{at}]` ends behind `{}`, which has {units} UTF-16 units", self.field),
            )
            .with("path", format!("entities[{at}]"))
            .with("expected", format!("an offset and a length of {units} together, or less"))),
        }
    }
}

/// The entities as Telegram takes them. Those that mention a user by id need to know how to reach that user.
pub async fn to_telegram(
    call: &Call,
    account: &Account,
    entities: &[Entity],
) -> Result<Vec<tl::enums::MessageEntity>> {
    let mut mentioned = Vec::new();
    for user_id in entities.iter().filter_map(Entity::mentioned) {
        // A user who can't be found is shown by name, as the Bot API does.
        match account.user(&ChatId::from_id(PeerId::user(user_id)), call.attempt()).await {
            Ok(peer) => mentioned.push((user_id, peer.input_user()?)),
            Err(error) if error.kind() == Kind::UserNotFound => {}
            Err(error) => return Err(error),
        }
    }
    let user = |id| mentioned.iter().find(|(user_id, _)| *user_id == id).map(|(_, user)| user.clone());
    Ok(entities.iter().filter_map(|entity| entity.to_tl(user)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::markup::EntityKind;

    fn given<'a>(text: &'a str, entities: &'a [Entity]) -> Given<'a> {
        Given { field: "text", text, format: Format::Plain, entities: Some(entities) }
    }

    fn bold(offset: u32, length: u32) -> Entity {
        Entity { offset, length, kind: EntityKind::Bold }
    }

    #[test]
    fn entities_move_along_when_whitespace_is_cut() {
        let parsed = given("  hello \n", &[bold(2, 5), bold(0, 9)]).parsed().unwrap();
        assert_eq!(parsed.text, "hello");
        assert_eq!(parsed.entities, [bold(0, 5), bold(0, 5)]);
    }

    #[test]
    fn an_entity_that_ends_behind_the_text_is_refused() {
        assert!(given("🥪!", &[bold(0, 3)]).parsed().is_ok());
        for (offset, length) in [(0, 4), (3, 1), (u32::MAX, u32::MAX)] {
            let error = given("🥪!", &[bold(0, 1), bold(offset, length)]).parsed().unwrap_err();
            assert_eq!(error.get("path"), Some(&"entities[1]".into()));
        }
    }
}
