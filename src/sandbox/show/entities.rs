//! Formatting, Telegram's way and the world's.

use grammers_tl_types::{enums, types};

use crate::sandbox::functions::{Call, RpcError, not_implemented};
use crate::sandbox::read::input;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::entity::{Entity, Style};

/// Absent when there are none.
pub fn entities(entities: &[Entity]) -> Option<Vec<enums::MessageEntity>> {
    (!entities.is_empty()).then(|| entities.iter().map(entity).collect())
}

fn entity(entity: &Entity) -> enums::MessageEntity {
    let (offset, length) = (entity.offset, entity.length);
    match entity.style.clone() {
        Style::Unknown => types::MessageEntityUnknown { offset, length }.into(),
        Style::Mention => types::MessageEntityMention { offset, length }.into(),
        Style::Hashtag => types::MessageEntityHashtag { offset, length }.into(),
        Style::Cashtag => types::MessageEntityCashtag { offset, length }.into(),
        Style::BotCommand => types::MessageEntityBotCommand { offset, length }.into(),
        Style::Url => types::MessageEntityUrl { offset, length }.into(),
        Style::Email => types::MessageEntityEmail { offset, length }.into(),
        Style::Phone => types::MessageEntityPhone { offset, length }.into(),
        Style::BankCard => types::MessageEntityBankCard { offset, length }.into(),
        Style::Bold => types::MessageEntityBold { offset, length }.into(),
        Style::Italic => types::MessageEntityItalic { offset, length }.into(),
        Style::Underline => types::MessageEntityUnderline { offset, length }.into(),
        Style::Strike => types::MessageEntityStrike { offset, length }.into(),
        Style::Spoiler => types::MessageEntitySpoiler { offset, length }.into(),
        Style::Code => types::MessageEntityCode { offset, length }.into(),
        Style::Pre { language } => types::MessageEntityPre { offset, length, language }.into(),
        Style::TextUrl { url } => types::MessageEntityTextUrl { offset, length, url }.into(),
        Style::MentionName { user: user_id } => {
            types::MessageEntityMentionName { offset, length, user_id }.into()
        }
        Style::CustomEmoji { document: document_id } => {
            types::MessageEntityCustomEmoji { offset, length, document_id }.into()
        }
        Style::Blockquote { collapsed } => {
            types::MessageEntityBlockquote { offset, length, collapsed }.into()
        }
    }
}

/// What a client sends.
pub fn read(call: &Call, entities: Option<Vec<enums::MessageEntity>>) -> Result<Vec<Entity>, RpcError> {
    entities.unwrap_or_default().into_iter().map(|entity| read_one(call, entity)).collect()
}

fn read_one(call: &Call, entity: enums::MessageEntity) -> Result<Entity, RpcError> {
    use enums::MessageEntity as Sent;
    let (offset, length) = (entity.offset(), entity.length());
    let style = match entity {
        Sent::Unknown(_) => Style::Unknown,
        Sent::Mention(_) => Style::Mention,
        Sent::Hashtag(_) => Style::Hashtag,
        Sent::Cashtag(_) => Style::Cashtag,
        Sent::BotCommand(_) => Style::BotCommand,
        Sent::Url(_) => Style::Url,
        Sent::Email(_) => Style::Email,
        Sent::Phone(_) => Style::Phone,
        Sent::BankCard(_) => Style::BankCard,
        Sent::Bold(_) => Style::Bold,
        Sent::Italic(_) => Style::Italic,
        Sent::Underline(_) => Style::Underline,
        Sent::Strike(_) => Style::Strike,
        Sent::Spoiler(_) => Style::Spoiler,
        Sent::Code(_) => Style::Code,
        Sent::Pre(pre) => Style::Pre { language: pre.language },
        Sent::TextUrl(link) => Style::TextUrl { url: link.url },
        Sent::MentionName(mention) => Style::MentionName { user: mention.user_id },
        Sent::InputMessageEntityMentionName(mention) => {
            let user = input::user(call, &mention.user_id).map_err(|_| bad("ENTITY_MENTION_USER_INVALID"))?;
            Style::MentionName { user }
        }
        Sent::CustomEmoji(emoji) => Style::CustomEmoji { document: emoji.document_id },
        Sent::Blockquote(quote) => Style::Blockquote { collapsed: quote.collapsed },
        Sent::FormattedDate(_) => return Err(not_implemented("messageEntityFormattedDate")),
        Sent::DiffInsert(_) | Sent::DiffReplace(_) | Sent::DiffDelete(_) => {
            return Err(not_implemented("messageEntityDiff"));
        }
        Sent::TonAddress(_) => return Err(not_implemented("messageEntityTonAddress")),
    };
    Ok(Entity { offset, length, style })
}
