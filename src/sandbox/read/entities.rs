//! Formatting.

use grammers_tl_types::enums;

use super::{peers, unsupported};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::entity::{Entity, Style};

/// Converts what a client sends.
pub fn entities(
    world: &World,
    me: i64,
    entities: Option<Vec<enums::MessageEntity>>,
) -> Result<Vec<Entity>, Refusal> {
    entities.unwrap_or_default().into_iter().map(|given| entity(world, me, given)).collect()
}

pub fn entity(world: &World, me: i64, entity: enums::MessageEntity) -> Result<Entity, Refusal> {
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
            let user =
                peers::user(world, me, &mention.user_id).map_err(|_| bad("ENTITY_MENTION_USER_INVALID"))?;
            Style::MentionName { user }
        }
        Sent::CustomEmoji(emoji) => Style::CustomEmoji { document: emoji.document_id },
        Sent::Blockquote(quote) => Style::Blockquote { collapsed: quote.collapsed },
        Sent::FormattedDate(_) => return Err(unsupported::not_implemented("messageEntityFormattedDate")),
        Sent::DiffInsert(_) | Sent::DiffReplace(_) | Sent::DiffDelete(_) => {
            return Err(unsupported::not_implemented("messageEntityDiff"));
        }
        Sent::TonAddress(_) => return Err(unsupported::not_implemented("messageEntityTonAddress")),
    };
    Ok(Entity { offset, length, style })
}
