//! Formatting.

use grammers_tl_types::{enums, types};

use crate::sandbox::world::messages::entity::{Entity, Style};

/// `None` if there are none.
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
