//! Buttons and keyboards, Telegram's way and the world's.

use grammers_tl_types::{enums, types};

use super::rights;
use crate::sandbox::functions::{Call, RpcError, not_implemented};
use crate::sandbox::read::input;
use crate::sandbox::world::bots::markup::{
    Button, ButtonAction, ButtonStyle, ChatType, KeyAction, KeyboardButton, KeyboardOptions, Markup,
    PeerRequest,
};
use crate::sandbox::world::engine::refusal::bad;

pub fn markup(markup: &Markup) -> enums::ReplyMarkup {
    match markup {
        Markup::Inline { rows, force_reply } => {
            let row = |row: &Vec<Button>| {
                types::KeyboardInlineButtonRow { buttons: row.iter().map(button).collect() }.into()
            };
            let (force_reply, rows) = (*force_reply, rows.iter().map(row).collect());
            types::ReplyInlineMarkup { force_reply, rows }.into()
        }
        Markup::Keyboard { rows, manner } => {
            let row = |row: &Vec<KeyboardButton>| {
                types::KeyboardButtonRow { buttons: row.iter().map(key).collect() }.into()
            };
            let rows = rows.iter().map(row).collect();
            let KeyboardOptions { resize, single_use, selective, persistent, force_reply, placeholder } =
                manner.clone();
            types::ReplyKeyboardMarkup {
                resize,
                single_use,
                selective,
                persistent,
                force_reply,
                rows,
                placeholder,
            }
            .into()
        }
        Markup::Hide { selective } => types::ReplyKeyboardHide { selective: *selective }.into(),
        Markup::ForceReply { manner } => {
            let KeyboardOptions { single_use, selective, placeholder, .. } = manner.clone();
            types::ReplyKeyboardForceReply { single_use, selective, placeholder }.into()
        }
    }
}

fn button(button: &Button) -> enums::KeyboardInlineButton {
    use types as t;
    let does = match button.does.clone() {
        ButtonAction::Url { url } => t::InlineButtonTypeUrl { url }.into(),
        ButtonAction::Login { url, forwarded_text: fwd_text, button_id } => {
            t::InlineButtonTypeUrlAuth { fwd_text, url, button_id }.into()
        }
        ButtonAction::WebApp { url } => t::InlineButtonTypeWebView { url }.into(),
        ButtonAction::Callback { data, with_password: requires_password } => {
            t::InlineButtonTypeCallback { requires_password, data }.into()
        }
        ButtonAction::Game => enums::InlineButtonType::Game,
        ButtonAction::Buy => enums::InlineButtonType::Buy,
        ButtonAction::SwitchInline { query, same_chat: same_peer, among } => {
            let peer_types = among.map(|among| among.into_iter().map(chat_type).collect());
            t::InlineButtonTypeSwitchInline { same_peer, query, peer_types }.into()
        }
        ButtonAction::Profile { user: user_id } => t::InlineButtonTypeUserProfile { user_id }.into(),
        ButtonAction::Copy { text: copy_text } => t::InlineButtonTypeCopy { copy_text }.into(),
        ButtonAction::Nothing => enums::InlineButtonType::Disabled,
    };
    t::KeyboardInlineButton { style: button.look.map(style), text: button.text.clone(), r#type: does }.into()
}

fn key(key: &KeyboardButton) -> enums::KeyboardButton {
    let asks = match key.asks.clone() {
        KeyAction::Text => enums::ButtonType::Default,
        KeyAction::Phone => enums::ButtonType::RequestPhone,
        KeyAction::Place => enums::ButtonType::RequestGeoLocation,
        KeyAction::Poll { quiz } => types::ButtonTypeRequestPoll { quiz }.into(),
        KeyAction::Peer { button_id, wanted, most: max_quantity } => {
            types::ButtonTypeRequestPeer { button_id, peer_type: requested(wanted), max_quantity }.into()
        }
        KeyAction::WebApp { url } => types::ButtonTypeSimpleWebView { url }.into(),
    };
    types::KeyboardButton { style: key.look.map(style), text: key.text.clone(), r#type: asks }.into()
}

fn style(look: ButtonStyle) -> enums::KeyboardButtonStyle {
    let ButtonStyle { primary: bg_primary, danger: bg_danger, success: bg_success, icon } = look;
    types::KeyboardButtonStyle { bg_primary, bg_danger, bg_success, icon }.into()
}

pub fn chat_type(among: ChatType) -> enums::InlineQueryPeerType {
    use enums::InlineQueryPeerType as Told;
    match among {
        ChatType::SameBot => Told::SameBotPm,
        ChatType::Person => Told::Pm,
        ChatType::Bot => Told::BotPm,
        ChatType::Group => Told::Chat,
        ChatType::Supergroup => Told::Megagroup,
        ChatType::Channel => Told::Broadcast,
    }
}

fn requested(wanted: PeerRequest) -> enums::RequestPeerType {
    match wanted {
        PeerRequest::User { bot, premium } => types::RequestPeerTypeUser { bot, premium }.into(),
        PeerRequest::Group { own, with_bot, public, forum, user_rights, bot_rights } => {
            types::RequestPeerTypeChat {
                creator: own,
                bot_participant: with_bot,
                has_username: public,
                forum,
                user_admin_rights: user_rights.map(rights::admin),
                bot_admin_rights: bot_rights.map(rights::admin),
            }
            .into()
        }
        PeerRequest::Channel { own, public, user_rights, bot_rights } => types::RequestPeerTypeBroadcast {
            creator: own,
            has_username: public,
            user_admin_rights: user_rights.map(rights::admin),
            bot_admin_rights: bot_rights.map(rights::admin),
        }
        .into(),
    }
}

/// What a client sends.
pub fn read(call: &Call, given: Option<enums::ReplyMarkup>) -> Result<Option<Markup>, RpcError> {
    use enums::ReplyMarkup as Sent;
    Ok(Some(match given {
        None => return Ok(None),
        Some(Sent::ReplyInlineMarkup(given)) => {
            let row = |enums::KeyboardInlineButtonRow::Row(row)| {
                row.buttons.into_iter().map(|button| read_button(call, button)).collect()
            };
            let rows = given.rows.into_iter().map(row).collect::<Result<_, RpcError>>()?;
            Markup::Inline { rows, force_reply: given.force_reply }
        }
        Some(Sent::ReplyKeyboardMarkup(given)) => {
            let row = |enums::KeyboardButtonRow::Row(row)| row.buttons.into_iter().map(read_key).collect();
            let rows = given.rows.into_iter().map(row).collect::<Result<_, RpcError>>()?;
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

fn read_button(call: &Call, given: enums::KeyboardInlineButton) -> Result<Button, RpcError> {
    use enums::InlineButtonType as Sent;
    let enums::KeyboardInlineButton::Button(given) = given;
    let does = match given.r#type {
        Sent::Url(does) => ButtonAction::Url { url: does.url },
        Sent::InputInlineButtonTypeUrlAuth(does) => {
            let bot = does.bot.map(|bot| input::user(call, &bot)).transpose()?.unwrap_or(call.me);
            if !call.world.is_bot(bot) {
                return Err(bad("BOT_INVALID").into());
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
            among: does.peer_types.map(|among| among.into_iter().map(read_chat_type).collect()),
        },
        Sent::InputInlineButtonTypeUserProfile(does) => {
            let user = input::user(call, &does.user_id).map_err(|_| bad("BUTTON_USER_INVALID"))?;
            ButtonAction::Profile { user }
        }
        Sent::Copy(does) => ButtonAction::Copy { text: does.copy_text },
        Sent::Disabled => ButtonAction::Nothing,
        // They are what Telegram shows, not what it is sent.
        Sent::UrlAuth(_) | Sent::UserProfile(_) => return Err(bad("BUTTON_TYPE_INVALID").into()),
    };
    Ok(Button { text: given.text, does, look: given.style.map(read_style) })
}

fn read_key(given: enums::KeyboardButton) -> Result<KeyboardButton, RpcError> {
    use enums::ButtonType as Sent;
    let enums::KeyboardButton::Button(given) = given;
    let asks = match given.r#type {
        Sent::Default => KeyAction::Text,
        Sent::RequestPhone => KeyAction::Phone,
        Sent::RequestGeoLocation => KeyAction::Place,
        Sent::RequestPoll(asks) => KeyAction::Poll { quiz: asks.quiz },
        Sent::RequestPeer(asks) => KeyAction::Peer {
            button_id: asks.button_id,
            wanted: read_requested(asks.peer_type)?,
            most: asks.max_quantity,
        },
        // What else the bot wants to be told comes with the choice, which the sandbox has no function for yet.
        Sent::InputButtonTypeRequestPeer(asks) => KeyAction::Peer {
            button_id: asks.button_id,
            wanted: read_requested(asks.peer_type)?,
            most: asks.max_quantity,
        },
        Sent::SimpleWebView(asks) => KeyAction::WebApp { url: asks.url },
    };
    Ok(KeyboardButton { text: given.text, asks, look: given.style.map(read_style) })
}

fn read_style(given: enums::KeyboardButtonStyle) -> ButtonStyle {
    let enums::KeyboardButtonStyle::Style(given) = given;
    let types::KeyboardButtonStyle { bg_primary, bg_danger, bg_success, icon } = given;
    ButtonStyle { primary: bg_primary, danger: bg_danger, success: bg_success, icon }
}

fn read_chat_type(given: enums::InlineQueryPeerType) -> ChatType {
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

fn read_requested(given: enums::RequestPeerType) -> Result<PeerRequest, RpcError> {
    use enums::RequestPeerType as Sent;
    Ok(match given {
        Sent::User(wanted) => PeerRequest::User { bot: wanted.bot, premium: wanted.premium },
        Sent::Chat(wanted) => PeerRequest::Group {
            own: wanted.creator,
            with_bot: wanted.bot_participant,
            public: wanted.has_username,
            forum: wanted.forum,
            user_rights: wanted.user_admin_rights.map(rights::read_admin),
            bot_rights: wanted.bot_admin_rights.map(rights::read_admin),
        },
        Sent::Broadcast(wanted) => PeerRequest::Channel {
            own: wanted.creator,
            public: wanted.has_username,
            user_rights: wanted.user_admin_rights.map(rights::read_admin),
            bot_rights: wanted.bot_admin_rights.map(rights::read_admin),
        },
        Sent::CreateBot(_) => return Err(not_implemented("requestPeerTypeCreateBot")),
    })
}
