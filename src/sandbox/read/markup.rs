//! Inline buttons and reply keyboards.

use grammers_tl_types::{enums, types};

use super::{peers, rights, unsupported};
use crate::sandbox::world::World;
use crate::sandbox::world::bots::markup::{
    Button, ButtonAction, ButtonStyle, ChatType, KeyAction, KeyboardButton, KeyboardOptions, Markup,
    PeerRequest,
};
use crate::sandbox::world::engine::refusal::{Refusal, bad};

/// Converts what a client sends.
pub fn markup(world: &World, me: i64, given: Option<enums::ReplyMarkup>) -> Result<Option<Markup>, Refusal> {
    use enums::ReplyMarkup as Sent;
    Ok(Some(match given {
        None => return Ok(None),
        Some(Sent::ReplyInlineMarkup(given)) => {
            let row = |enums::KeyboardInlineButtonRow::Row(row)| {
                row.buttons.into_iter().map(|given| button(world, me, given)).collect()
            };
            let rows = given.rows.into_iter().map(row).collect::<Result<_, Refusal>>()?;
            Markup::Inline { rows, force_reply: given.force_reply }
        }
        Some(Sent::ReplyKeyboardMarkup(given)) => {
            let row = |enums::KeyboardButtonRow::Row(row)| row.buttons.into_iter().map(key).collect();
            let rows = given.rows.into_iter().map(row).collect::<Result<_, Refusal>>()?;
            let manner = KeyboardOptions {
                resize: given.resize,
                single_use: given.single_use,
                selective: given.selective,
                persistent: given.persistent,
                force_reply: given.force_reply,
                placeholder: given.placeholder,
            };
            Markup::Keyboard { rows, manner }
        }
        Some(Sent::ReplyKeyboardHide(given)) => Markup::Hide { selective: given.selective },
        Some(Sent::ReplyKeyboardForceReply(given)) => {
            let types::ReplyKeyboardForceReply { single_use, selective, placeholder } = given;
            Markup::ForceReply {
                manner: KeyboardOptions { single_use, selective, placeholder, ..KeyboardOptions::default() },
            }
        }
    }))
}

pub fn button(world: &World, me: i64, given: enums::KeyboardInlineButton) -> Result<Button, Refusal> {
    use enums::InlineButtonType as Sent;
    let enums::KeyboardInlineButton::Button(given) = given;
    let does = match given.r#type {
        Sent::Url(does) => ButtonAction::Url { url: does.url },
        Sent::InputInlineButtonTypeUrlAuth(does) => {
            let bot = does.bot.map(|bot| peers::user(world, me, &bot)).transpose()?.unwrap_or(me);
            if !world.is_bot(bot) {
                return Err(bad("BOT_INVALID"));
            }
            ButtonAction::Login { url: does.url, forwarded_text: does.fwd_text, button_id: 0 }
        }
        Sent::WebView(does) => ButtonAction::WebApp { url: does.url },
        Sent::Callback(does) => {
            ButtonAction::Callback { data: does.data, with_password: does.requires_password }
        }
        Sent::Game => ButtonAction::Game,
        Sent::Buy => ButtonAction::Buy,
        Sent::SwitchInline(does) => ButtonAction::SwitchInline {
            query: does.query,
            same_chat: does.same_peer,
            among: does.peer_types.map(|among| among.into_iter().map(chat_type).collect()),
        },
        Sent::InputInlineButtonTypeUserProfile(does) => {
            let user = peers::user(world, me, &does.user_id).map_err(|_| bad("BUTTON_USER_INVALID"))?;
            ButtonAction::Profile { user }
        }
        Sent::Copy(does) => ButtonAction::Copy { text: does.copy_text },
        Sent::Disabled => ButtonAction::Nothing,
        // Only servers send these.
        Sent::UrlAuth(_) | Sent::UserProfile(_) => return Err(bad("BUTTON_TYPE_INVALID")),
    };
    Ok(Button { text: given.text, does, look: given.style.map(style) })
}

pub fn key(given: enums::KeyboardButton) -> Result<KeyboardButton, Refusal> {
    use enums::ButtonType as Sent;
    let enums::KeyboardButton::Button(given) = given;
    let asks = match given.r#type {
        Sent::Default => KeyAction::Text,
        Sent::RequestPhone => KeyAction::Phone,
        Sent::RequestGeoLocation => KeyAction::Geo,
        Sent::RequestPoll(asks) => KeyAction::Poll { quiz: asks.quiz },
        Sent::RequestPeer(asks) => KeyAction::Peer {
            button_id: asks.button_id,
            wanted: requested(asks.peer_type)?,
            most: asks.max_quantity,
        },
        // The other fields concern the answer, which the sandbox doesn't implement yet.
        Sent::InputButtonTypeRequestPeer(asks) => KeyAction::Peer {
            button_id: asks.button_id,
            wanted: requested(asks.peer_type)?,
            most: asks.max_quantity,
        },
        Sent::SimpleWebView(asks) => KeyAction::WebApp { url: asks.url },
    };
    Ok(KeyboardButton { text: given.text, asks, look: given.style.map(style) })
}

pub fn style(given: enums::KeyboardButtonStyle) -> ButtonStyle {
    let enums::KeyboardButtonStyle::Style(given) = given;
    let types::KeyboardButtonStyle { bg_primary, bg_danger, bg_success, icon } = given;
    ButtonStyle { primary: bg_primary, danger: bg_danger, success: bg_success, icon }
}

pub fn chat_type(given: enums::InlineQueryPeerType) -> ChatType {
    use enums::InlineQueryPeerType as Sent;
    match given {
        Sent::SameBotPm => ChatType::SameBot,
        Sent::Pm => ChatType::Person,
        Sent::BotPm => ChatType::Bot,
        Sent::Chat => ChatType::Group,
        Sent::Megagroup => ChatType::Supergroup,
        Sent::Broadcast => ChatType::Channel,
    }
}

pub fn requested(given: enums::RequestPeerType) -> Result<PeerRequest, Refusal> {
    use enums::RequestPeerType as Sent;
    Ok(match given {
        Sent::User(wanted) => PeerRequest::User { bot: wanted.bot, premium: wanted.premium },
        Sent::Chat(wanted) => PeerRequest::Group {
            own: wanted.creator,
            with_bot: wanted.bot_participant,
            public: wanted.has_username,
            forum: wanted.forum,
            user_rights: wanted.user_admin_rights.map(rights::admin),
            bot_rights: wanted.bot_admin_rights.map(rights::admin),
        },
        Sent::Broadcast(wanted) => PeerRequest::Channel {
            own: wanted.creator,
            public: wanted.has_username,
            user_rights: wanted.user_admin_rights.map(rights::admin),
            bot_rights: wanted.bot_admin_rights.map(rights::admin),
        },
        Sent::CreateBot(_) => return Err(unsupported::not_implemented("requestPeerTypeCreateBot")),
    })
}
