//! Inline buttons and reply keyboards.

use grammers_tl_types::{enums, types};

use super::rights;
use crate::sandbox::world::bots::markup::{
    Button, ButtonAction, ButtonStyle, ChatType, KeyAction, KeyboardButton, KeyboardOptions, Markup,
    PeerRequest,
};

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
        KeyAction::Geo => enums::ButtonType::RequestGeoLocation,
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
    use enums::InlineQueryPeerType as PeerType;
    match among {
        ChatType::SameBot => PeerType::SameBotPm,
        ChatType::Person => PeerType::Pm,
        ChatType::Bot => PeerType::BotPm,
        ChatType::Group => PeerType::Chat,
        ChatType::Supergroup => PeerType::Megagroup,
        ChatType::Channel => PeerType::Broadcast,
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
