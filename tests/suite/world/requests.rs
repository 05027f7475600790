//! Functions for tests, and readers of their answers.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;

use super::telegram::Telegram;

/// The same user as an `InputUser`.
pub fn as_user(peer: &enums::InputPeer) -> enums::InputUser {
    match peer {
        enums::InputPeer::User(user) => {
            types::InputUser { user_id: user.user_id, access_hash: user.access_hash }.into()
        }
        other => panic!("{other:?} is nobody"),
    }
}

/// The objects in an answer or a push.
pub fn brought(updates: enums::Updates) -> types::Updates {
    match updates {
        enums::Updates::Updates(updates) => updates,
        other => panic!("{other:?}"),
    }
}

pub fn send_code(phone: &str) -> functions::auth::SendCode {
    functions::auth::SendCode {
        phone_number: phone.to_owned(),
        api_id: 1,
        api_hash: "hash".to_owned(),
        settings: types::CodeSettings {
            allow_flashcall: false,
            current_number: false,
            allow_app_hash: false,
            allow_missed_call: false,
            allow_firebase: false,
            unknown_number: false,
            logout_tokens: None,
            token: None,
            app_sandbox: None,
        }
        .into(),
    }
}

pub fn sign_in(phone: &str, hash: &str, code: &str) -> functions::auth::SignIn {
    functions::auth::SignIn {
        phone_number: phone.to_owned(),
        phone_code_hash: hash.to_owned(),
        phone_code: Some(code.to_owned()),
        email_verification: None,
    }
}

pub fn import_bot(token: &str) -> functions::auth::ImportBotAuthorization {
    functions::auth::ImportBotAuthorization {
        flags: 0,
        api_id: 1,
        api_hash: "hash".to_owned(),
        bot_auth_token: token.to_owned(),
    }
}

pub fn get_me() -> functions::users::GetUsers {
    functions::users::GetUsers { id: vec![enums::InputUser::UserSelf] }
}

pub fn input_user(user: &types::User) -> enums::InputPeer {
    types::InputPeerUser { user_id: user.id, access_hash: user.access_hash.unwrap_or(0) }.into()
}

pub fn input_channel(channel: &types::Channel) -> enums::InputPeer {
    types::InputPeerChannel { channel_id: channel.id, access_hash: channel.access_hash.unwrap_or(0) }.into()
}

/// The same channel as an `InputChannel`.
pub fn as_channel(peer: &enums::InputPeer) -> enums::InputChannel {
    match peer {
        enums::InputPeer::Channel(channel) => {
            types::InputChannel { channel_id: channel.channel_id, access_hash: channel.access_hash }.into()
        }
        other => panic!("{other:?} is no channel"),
    }
}

pub fn send(to: &enums::InputPeer, text: &str, random_id: i64) -> functions::messages::SendMessage {
    functions::messages::SendMessage {
        no_webpage: false,
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: to.clone(),
        reply_to: None,
        message: text.to_owned(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    }
}

pub fn history(of: &enums::InputPeer) -> functions::messages::GetHistory {
    functions::messages::GetHistory {
        peer: of.clone(),
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 100,
        max_id: 0,
        min_id: 0,
        hash: 0,
    }
}

/// The updates of an answer or a push in the long form.
pub fn updates(updates: enums::Updates) -> Vec<enums::Update> {
    match updates {
        enums::Updates::Updates(updates) => updates.updates,
        enums::Updates::UpdateShort(short) => vec![short.update],
        other => panic!("{other:?}"),
    }
}

pub fn messages(found: enums::messages::Messages) -> Vec<enums::Message> {
    match found {
        enums::messages::Messages::Messages(all) => all.messages,
        enums::messages::Messages::Slice(part) => part.messages,
        enums::messages::Messages::ChannelMessages(part) => part.messages,
        enums::messages::Messages::NotModified(_) => panic!("nothing was known before"),
    }
}

pub fn text(message: &enums::Message) -> &str {
    match message {
        enums::Message::Message(message) => &message.message,
        _ => "",
    }
}

pub fn texts(messages: &[enums::Message]) -> Vec<&str> {
    messages.iter().map(text).collect()
}

pub fn ids(messages: &[enums::Message]) -> Vec<i32> {
    messages.iter().map(enums::Message::id).collect()
}

pub fn plain(message: &enums::Message) -> &types::Message {
    match message {
        enums::Message::Message(message) => message,
        other => panic!("{other:?} is no plain message"),
    }
}

pub fn search(peer: &enums::InputPeer, q: &str) -> functions::messages::Search {
    functions::messages::Search {
        peer: peer.clone(),
        q: q.to_owned(),
        from_id: None,
        saved_peer_id: None,
        saved_reaction: None,
        top_msg_id: None,
        filter: enums::MessagesFilter::InputMessagesFilterEmpty,
        min_date: 0,
        max_date: 0,
        offset_id: 0,
        add_offset: 0,
        limit: 100,
        max_id: 0,
        min_id: 0,
        hash: 0,
    }
}

pub fn search_global(q: &str) -> functions::messages::SearchGlobal {
    functions::messages::SearchGlobal {
        broadcasts_only: false,
        groups_only: false,
        users_only: false,
        folder_id: None,
        community: None,
        q: q.to_owned(),
        filter: enums::MessagesFilter::InputMessagesFilterEmpty,
        min_date: 0,
        max_date: 0,
        offset_rate: 0,
        offset_peer: enums::InputPeer::Empty,
        offset_id: 0,
        limit: 100,
    }
}

pub fn state(telegram: &mut Telegram, caller: &Caller) -> types::updates::State {
    let enums::updates::State::State(state) =
        telegram.call(caller, &functions::updates::GetState {}).expect("signed in");
    state
}

pub fn get_difference(pts: i32, date: i32) -> functions::updates::GetDifference {
    functions::updates::GetDifference {
        pts,
        pts_limit: None,
        pts_total_limit: None,
        date,
        qts: 1,
        qts_limit: None,
    }
}

pub fn channel_difference(channel: &enums::InputPeer, pts: i32) -> functions::updates::GetChannelDifference {
    functions::updates::GetChannelDifference {
        force: false,
        channel: as_channel(channel),
        filter: enums::ChannelMessagesFilter::Empty,
        pts,
        limit: 100,
    }
}
