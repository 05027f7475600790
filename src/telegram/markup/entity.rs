//! Message entities, in the Bot API's form and Telegram's.
//!
//! <https://core.telegram.org/bots/api#messageentity>, <https://core.telegram.org/type/MessageEntity>

use grammers_client::tl::{enums, types};
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A formatted part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(transform = each_kind_whole)]
pub struct Entity {
    /// In UTF-16 units from the start of the text.
    pub offset: u32,
    /// In UTF-16 units.
    pub length: u32,
    #[serde(flatten)]
    pub kind: EntityKind,
}

/// Gives each kind's schema all of its fields and forbids others, as serde can't combine `flatten` with
/// `deny_unknown_fields`.
fn each_kind_whole(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    let (shared, required) = (object.remove("properties"), object.remove("required"));
    let kinds = object.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten();
    for kind in kinds.filter_map(Value::as_object_mut) {
        for (keyword, shared) in [("properties", &shared), ("required", &required)] {
            match (kind.get_mut(keyword), shared) {
                (Some(Value::Object(own)), Some(Value::Object(shared))) => own.extend(shared.clone()),
                (Some(Value::Array(own)), Some(Value::Array(shared))) => own.extend(shared.clone()),
                _ => {}
            }
        }
        kind.insert("additionalProperties".to_owned(), false.into());
    }
}

/// The Bot API's entity types, by its names.
///
/// Telegram detects `mention` to `bank_card` by itself. They appear in messages and have no markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EntityKind {
    /// `@username`
    Mention,
    /// `#hashtag`
    Hashtag,
    /// `$USD`
    Cashtag,
    /// `/start@jobs_bot`
    BotCommand,
    /// `https://telegram.org`
    Url,
    /// `do-not-reply@telegram.org`
    Email,
    /// `+1-212-555-0123`
    PhoneNumber,
    /// `4242 4242 4242 4242`
    BankCard,
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Blockquote,
    /// A block quotation that shows three lines until it is expanded.
    ExpandableBlockquote,
    /// Monospaced text within a line.
    Code,
    /// A block of monospaced text.
    Pre {
        /// The programming language, for syntax highlighting.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
    },
    /// Text that opens a URL.
    TextLink {
        url: String,
    },
    /// A mention of a user by id, with or without a username.
    TextMention {
        #[schemars(range(min = 1))]
        user_id: i64,
    },
    /// An emoji shown as a custom emoji.
    CustomEmoji {
        /// A 64-bit number, as a string.
        #[serde(with = "text")]
        #[schemars(with = "String", extend("format" = "int64", "pattern" = "^-?[0-9]+$"))]
        custom_emoji_id: i64,
    },
}

/// A 64-bit number as a string, because numbers in many languages have fewer bits.
mod text {
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub fn serialize<S: Serializer>(number: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| de::Error::custom("a string of a 64-bit number"))
    }
}

impl Entity {
    /// The user mentioned by id.
    pub fn mentioned(&self) -> Option<i64> {
        match self.kind {
            EntityKind::TextMention { user_id } => Some(user_id),
            _ => None,
        }
    }

    /// Converts to the form that is sent with a message.
    ///
    /// `user` looks up a user who is mentioned by id. Returns `None` if it fails, so that the plain text remains as in
    /// the Bot API, and for offsets that are too large for Telegram.
    pub fn to_tl(&self, user: impl Fn(i64) -> Option<enums::InputUser>) -> Option<enums::MessageEntity> {
        let offset = i32::try_from(self.offset).ok()?;
        let length = i32::try_from(self.length).ok()?;
        Some(match &self.kind {
            EntityKind::Mention => types::MessageEntityMention { offset, length }.into(),
            EntityKind::Hashtag => types::MessageEntityHashtag { offset, length }.into(),
            EntityKind::Cashtag => types::MessageEntityCashtag { offset, length }.into(),
            EntityKind::BotCommand => types::MessageEntityBotCommand { offset, length }.into(),
            EntityKind::Url => types::MessageEntityUrl { offset, length }.into(),
            EntityKind::Email => types::MessageEntityEmail { offset, length }.into(),
            EntityKind::PhoneNumber => types::MessageEntityPhone { offset, length }.into(),
            EntityKind::BankCard => types::MessageEntityBankCard { offset, length }.into(),
            EntityKind::Bold => types::MessageEntityBold { offset, length }.into(),
            EntityKind::Italic => types::MessageEntityItalic { offset, length }.into(),
            EntityKind::Underline => types::MessageEntityUnderline { offset, length }.into(),
            EntityKind::Strikethrough => types::MessageEntityStrike { offset, length }.into(),
            EntityKind::Spoiler => types::MessageEntitySpoiler { offset, length }.into(),
            EntityKind::Blockquote => {
                types::MessageEntityBlockquote { collapsed: false, offset, length }.into()
            }
            EntityKind::ExpandableBlockquote => {
                types::MessageEntityBlockquote { collapsed: true, offset, length }.into()
            }
            EntityKind::Code => types::MessageEntityCode { offset, length }.into(),
            EntityKind::Pre { language } => {
                let language = language.clone().unwrap_or_default();
                types::MessageEntityPre { offset, length, language }.into()
            }
            EntityKind::TextLink { url } => {
                types::MessageEntityTextUrl { offset, length, url: url.clone() }.into()
            }
            EntityKind::TextMention { user_id } => {
                let user_id = user(*user_id)?;
                types::InputMessageEntityMentionName { offset, length, user_id }.into()
            }
            EntityKind::CustomEmoji { custom_emoji_id } => {
                types::MessageEntityCustomEmoji { offset, length, document_id: *custom_emoji_id }.into()
            }
        })
    }

    /// Converts from the form in received messages. `None` for types that the Bot API doesn't have, and for negative
    /// offsets.
    pub fn from_tl(entity: &enums::MessageEntity) -> Option<Entity> {
        use enums::MessageEntity as Tl;
        let kind = match entity {
            Tl::Mention(_) => EntityKind::Mention,
            Tl::Hashtag(_) => EntityKind::Hashtag,
            Tl::Cashtag(_) => EntityKind::Cashtag,
            Tl::BotCommand(_) => EntityKind::BotCommand,
            Tl::Url(_) => EntityKind::Url,
            Tl::Email(_) => EntityKind::Email,
            Tl::Phone(_) => EntityKind::PhoneNumber,
            Tl::BankCard(_) => EntityKind::BankCard,
            Tl::Bold(_) => EntityKind::Bold,
            Tl::Italic(_) => EntityKind::Italic,
            Tl::Underline(_) => EntityKind::Underline,
            Tl::Strike(_) => EntityKind::Strikethrough,
            Tl::Spoiler(_) => EntityKind::Spoiler,
            Tl::Blockquote(quote) if quote.collapsed => EntityKind::ExpandableBlockquote,
            Tl::Blockquote(_) => EntityKind::Blockquote,
            Tl::Code(_) => EntityKind::Code,
            Tl::Pre(pre) => EntityKind::Pre {
                language: Some(pre.language.clone()).filter(|language| !language.is_empty()),
            },
            Tl::TextUrl(link) => EntityKind::TextLink { url: link.url.clone() },
            Tl::MentionName(mention) => EntityKind::TextMention { user_id: mention.user_id },
            Tl::InputMessageEntityMentionName(mention) => EntityKind::TextMention {
                user_id: match &mention.user_id {
                    enums::InputUser::User(user) => user.user_id,
                    enums::InputUser::FromMessage(user) => user.user_id,
                    enums::InputUser::Empty | enums::InputUser::UserSelf => return None,
                },
            },
            Tl::CustomEmoji(emoji) => EntityKind::CustomEmoji { custom_emoji_id: emoji.document_id },
            _ => return None,
        };
        Some(Entity {
            offset: u32::try_from(entity.offset()).ok()?,
            length: u32::try_from(entity.length()).ok()?,
            kind,
        })
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    fn entity(kind: EntityKind) -> Entity {
        Entity { offset: 3, length: 5, kind }
    }

    fn ann(id: i64) -> Option<enums::InputUser> {
        (id == 7).then(|| types::InputUser { user_id: 7, access_hash: 77 }.into())
    }

    fn kinds() -> [EntityKind; 21] {
        [
            EntityKind::Mention,
            EntityKind::Hashtag,
            EntityKind::Cashtag,
            EntityKind::BotCommand,
            EntityKind::Url,
            EntityKind::Email,
            EntityKind::PhoneNumber,
            EntityKind::BankCard,
            EntityKind::Bold,
            EntityKind::Italic,
            EntityKind::Underline,
            EntityKind::Strikethrough,
            EntityKind::Spoiler,
            EntityKind::Blockquote,
            EntityKind::ExpandableBlockquote,
            EntityKind::Code,
            EntityKind::Pre { language: None },
            EntityKind::Pre { language: Some("rust".into()) },
            EntityKind::TextLink { url: "https://example.com/".into() },
            EntityKind::TextMention { user_id: 7 },
            EntityKind::CustomEmoji { custom_emoji_id: 5368324170671202286 },
        ]
    }

    #[test]
    fn every_kind_comes_back_from_telegrams_form() {
        for kind in kinds() {
            let entity = entity(kind);
            let tl = entity.to_tl(ann).expect("Ann is known");
            assert_eq!(Entity::from_tl(&tl), Some(entity));
        }
    }

    #[test]
    fn every_kind_is_read_as_it_is_written() {
        for kind in kinds() {
            let entity = entity(kind);
            let json = serde_json::to_value(&entity).unwrap();
            assert_eq!(serde_json::from_value::<Entity>(json).unwrap(), entity);
        }
    }

    #[test]
    fn a_mention_is_sent_with_the_users_access_hash() {
        let sent = entity(EntityKind::TextMention { user_id: 7 }).to_tl(ann);
        let user_id = types::InputUser { user_id: 7, access_hash: 77 }.into();
        assert_eq!(sent, Some(types::InputMessageEntityMentionName { offset: 3, length: 5, user_id }.into()));
    }

    #[test]
    fn a_user_nobody_knows_is_not_mentioned() {
        assert_eq!(entity(EntityKind::TextMention { user_id: 8 }).to_tl(ann), None);
    }

    #[test]
    fn a_mention_in_a_message_names_the_user() {
        let received = types::MessageEntityMentionName { offset: 3, length: 5, user_id: 9 }.into();
        assert_eq!(Entity::from_tl(&received), Some(entity(EntityKind::TextMention { user_id: 9 })));
    }

    #[test]
    fn what_has_no_name_or_place_is_left_out() {
        let unknown = types::MessageEntityUnknown { offset: 0, length: 1 }.into();
        let nowhere = types::MessageEntityBold { offset: -1, length: 1 }.into();
        assert_eq!(Entity::from_tl(&unknown), None);
        assert_eq!(Entity::from_tl(&nowhere), None);
    }
}
