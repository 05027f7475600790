//! Formatted text in params.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::entities;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::markup::{self, Entity, Formatted};
use crate::telegram::peer::{ChatId, PeerId};
use crate::telegram::tl;

/// The format of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "TextFormat")]
pub enum Format {
    /// No formatting.
    #[default]
    Plain,
    /// The Bot API's MarkdownV2.
    Markdown,
    /// The Bot API's HTML.
    Html,
}

/// A text param with its formatting.
#[derive(Clone, Copy, Debug)]
pub struct TextParam<'a> {
    /// The param's name: `text` or `caption`.
    pub field: &'static str,
    pub text: &'a str,
    pub format: Format,
    pub entities: Option<&'a [Entity]>,
}

impl TextParam<'_> {
    /// Parses the markup.
    pub fn parsed(self) -> Result<Formatted> {
        let parsed = match (self.entities, self.format) {
            (Some(entities), Format::Plain) => {
                entities::check(self.field, self.text, entities)?;
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
        // Telegram does this to what it is sent, and leaves the entities where they were.
        parsed.map(|parsed| parsed.cleaned().trimmed()).map_err(|bad| {
            Error::new(Kind::InvalidParams, format!("`{}`: {bad}", self.field))
                .with("path", self.field)
                .with("expected", bad.to_string())
                .with("position", bad.position)
        })
    }
}

/// Converts entities to Telegram's type. Mentions by user id are resolved.
pub async fn to_telegram(
    call: &Call,
    account: &Account,
    entities: &[Entity],
) -> Result<Vec<tl::enums::MessageEntity>> {
    let mut mentioned = HashMap::new();
    for user_id in entities.iter().filter_map(Entity::mentioned) {
        if mentioned.contains_key(&user_id) {
            continue;
        }
        // A user who can't be found is shown by name, as the Bot API does.
        match account.user(&ChatId::from_id(PeerId::user(user_id)), call.attempt()).await {
            Ok(peer) => mentioned.insert(user_id, Some(peer.input_user()?)),
            Err(error) if error.kind() == Kind::UserNotFound => mentioned.insert(user_id, None),
            Err(error) => return Err(error),
        };
    }
    let user = |id| mentioned.get(&id).cloned().flatten();
    Ok(entities.iter().filter_map(|entity| entity.to_tl(user)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::markup::EntityKind;

    fn given<'a>(text: &'a str, entities: &'a [Entity]) -> TextParam<'a> {
        TextParam { field: "text", text, format: Format::Plain, entities: Some(entities) }
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
}
