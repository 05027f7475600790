//! Buttons under messages, and keyboards.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::chats::rights::AdminRights;
use telewire::sandbox::world::people::peer::Peer;

use super::administration::{account, edit_admin, found};
use super::editing::edit;
use super::forwarding::forward;
use super::{ANN, BOB, Telegram, plain, send, text, texts, updates};

pub fn button(text: &str, does: impl Into<enums::InlineButtonType>) -> enums::KeyboardInlineButton {
    types::KeyboardInlineButton { style: None, text: text.to_owned(), r#type: does.into() }.into()
}

pub fn callback(data: &str) -> enums::InlineButtonType {
    types::InlineButtonTypeCallback { requires_password: false, data: data.as_bytes().to_vec() }.into()
}

pub fn url(url: &str) -> enums::InlineButtonType {
    types::InlineButtonTypeUrl { url: url.to_owned() }.into()
}

/// One row per button.
pub fn inline(buttons: Vec<enums::KeyboardInlineButton>) -> enums::ReplyMarkup {
    let row = |button| types::KeyboardInlineButtonRow { buttons: vec![button] }.into();
    types::ReplyInlineMarkup { force_reply: false, rows: buttons.into_iter().map(row).collect() }.into()
}

pub fn key(text: &str, asks: impl Into<enums::ButtonType>) -> enums::KeyboardButton {
    types::KeyboardButton { style: None, text: text.to_owned(), r#type: asks.into() }.into()
}

pub fn keyboard(keys: Vec<enums::KeyboardButton>) -> enums::ReplyMarkup {
    types::ReplyKeyboardMarkup {
        resize: true,
        single_use: false,
        selective: false,
        persistent: false,
        force_reply: false,
        rows: vec![types::KeyboardButtonRow { buttons: keys }.into()],
        placeholder: Some("Choose".to_owned()),
    }
    .into()
}

pub fn with(
    markup: enums::ReplyMarkup,
    to: &enums::InputPeer,
    text: &str,
    random_id: i64,
) -> functions::messages::SendMessage {
    functions::messages::SendMessage { reply_markup: Some(markup), ..send(to, text, random_id) }
}

/// Ann and a bot that she has started, and how each names the other.
pub fn met(telegram: &mut Telegram) -> (Caller, Caller, enums::InputPeer, enums::InputPeer) {
    let (ann, bot) = (telegram.sign_in(ANN), telegram.sign_in_bot());
    let to_bot = telegram.resolve(&ann, "sandbox_bot");
    telegram.send(&ann, &to_bot, "Hello", 1);
    let to_ann = telegram.resolve(&bot, "ann_archer");
    telegram.pushed(&bot);
    (ann, bot, to_bot, to_ann)
}

#[test]
fn both_sides_see_every_kind_of_button_as_it_was_sent() {
    let mut telegram = Telegram::new();
    let (ann, bot, to_bot, to_ann) = met(&mut telegram);
    let switch = types::InlineButtonTypeSwitchInline {
        same_peer: true,
        query: "cats".to_owned(),
        peer_types: Some(vec![enums::InlineQueryPeerType::Broadcast]),
    };
    let copy = types::InlineButtonTypeCopy { copy_text: "copied".to_owned() };
    let app = types::InlineButtonTypeWebView { url: "https://example.com/app".to_owned() };
    let mut all = vec![
        button("Press", callback("pressed")),
        button("Read", url("https://example.com/page")),
        button("Ask", switch),
        button("Copy", copy),
        button("Open", app),
        button("Nothing", enums::InlineButtonType::Disabled),
    ];
    let style =
        types::KeyboardButtonStyle { bg_primary: true, bg_danger: false, bg_success: false, icon: None };
    let colored = types::KeyboardInlineButton {
        style: Some(style.into()),
        text: "Colored".to_owned(),
        r#type: callback("colored"),
    };
    all.push(colored.into());
    let markup = inline(all);
    let told = updates(telegram.call(&bot, &with(markup.clone(), &to_ann, "Choose", 1)).expect("it may"));
    let shown = told.iter().find_map(|update| match update {
        enums::Update::NewMessage(new) => plain(&new.message).reply_markup.clone(),
        _ => None,
    });
    assert_eq!(shown.as_ref(), Some(&markup), "the bot is answered in full");
    let pushed = updates(telegram.pushed(&ann).remove(0));
    let [enums::Update::NewMessage(pushed)] = &pushed[..] else { panic!("{pushed:?}") };
    assert_eq!(plain(&pushed.message).reply_markup.as_ref(), Some(&markup));
    assert_eq!(plain(&telegram.history(&ann, &to_bot)[0]).reply_markup.as_ref(), Some(&markup));
}

#[test]
fn keyboards_of_all_kinds_are_shown_as_they_were_sent() {
    let mut telegram = Telegram::new();
    let (ann, bot, to_bot, to_ann) = met(&mut telegram);
    let group = types::RequestPeerTypeChat {
        creator: true,
        bot_participant: false,
        has_username: Some(true),
        forum: None,
        user_admin_rights: None,
        bot_admin_rights: None,
    };
    let peer = types::ButtonTypeRequestPeer { button_id: 7, peer_type: group.into(), max_quantity: 1 };
    let keys = vec![
        key("Yes", enums::ButtonType::Default),
        key("My number", enums::ButtonType::RequestPhone),
        key("Where I am", enums::ButtonType::RequestGeoLocation),
        key("A quiz", types::ButtonTypeRequestPoll { quiz: Some(true) }),
        key("A group", peer),
        key("App", types::ButtonTypeSimpleWebView { url: "https://example.com/app".to_owned() }),
    ];
    let answer = types::ReplyKeyboardForceReply {
        single_use: true,
        selective: false,
        placeholder: Some("Your name".to_owned()),
    };
    let markups = [keyboard(keys), answer.into(), types::ReplyKeyboardHide { selective: true }.into()];
    for (random_id, markup) in (1..).zip(markups) {
        telegram.call(&bot, &with(markup.clone(), &to_ann, "Choose", random_id)).expect("it may");
        assert_eq!(plain(&telegram.history(&ann, &to_bot)[0]).reply_markup.as_ref(), Some(&markup));
    }
}

#[test]
fn invalid_buttons_are_rejected_by_name() {
    let mut telegram = Telegram::new();
    let (_, bot, _, to_ann) = met(&mut telegram);
    let lounge = telegram.resolve(&bot, "sandbox_lounge");
    let app = types::InlineButtonTypeWebView { url: "https://example.com/app".to_owned() };
    let insecure = types::InlineButtonTypeWebView { url: "http://example.com/app".to_owned() };
    let copy = |length: usize| types::InlineButtonTypeCopy { copy_text: "c".repeat(length) };
    let many = |count| (0..count).map(|_| button("b", callback("d"))).collect::<Vec<_>>();
    let placeholder = types::ReplyKeyboardForceReply {
        single_use: false,
        selective: false,
        placeholder: Some("p".repeat(65)),
    };
    let cases = [
        (&to_ann, inline(vec![button("b", callback(""))]), "400 BUTTON_DATA_INVALID"),
        (&to_ann, inline(vec![button("b", callback(&"d".repeat(65)))]), "400 BUTTON_DATA_INVALID"),
        (&to_ann, inline(vec![button("b", url("nowhere"))]), "400 BUTTON_URL_INVALID"),
        (&to_ann, inline(vec![button("b", url("ftp://example.com"))]), "400 BUTTON_URL_INVALID"),
        (&to_ann, inline(vec![button("b", url("https://exa mple.com"))]), "400 BUTTON_URL_INVALID"),
        (&to_ann, inline(vec![button("b", insecure)]), "400 BUTTON_URL_INVALID"),
        (&lounge, inline(vec![button("b", app)]), "400 BUTTON_TYPE_INVALID"),
        (&to_ann, inline(vec![button("b", enums::InlineButtonType::Buy)]), "400 BUTTON_TYPE_INVALID"),
        (&to_ann, inline(vec![button(" ", callback("d"))]), "400 BUTTON_TEXT_INVALID"),
        (&to_ann, inline(vec![button("b", copy(0))]), "400 BUTTON_COPY_TEXT_INVALID"),
        (&to_ann, inline(vec![button("b", copy(257))]), "400 BUTTON_COPY_TEXT_INVALID"),
        (&to_ann, inline(many(101)), "400 REPLY_MARKUP_TOO_LONG"),
        (&lounge, keyboard(vec![key("k", enums::ButtonType::RequestPhone)]), "400 BUTTON_TYPE_INVALID"),
        (&to_ann, keyboard(vec![]), "400 REPLY_MARKUP_INVALID"),
        (&to_ann, placeholder.into(), "400 REPLY_MARKUP_INVALID"),
    ];
    for (random_id, (to, markup, refusal)) in (1..).zip(cases) {
        assert_eq!(telegram.refusal(&bot, &with(markup, to, "Choose", random_id)), refusal, "{random_id}");
    }
    for (random_id, markup) in [(50, inline(many(100))), (51, inline(vec![button("b", copy(256))]))] {
        telegram.call(&bot, &with(markup, &to_ann, "Choose", random_id)).expect("it is just right");
    }
}

#[test]
fn a_link_without_a_scheme_is_a_web_page() {
    let mut telegram = Telegram::new();
    let (ann, bot, to_bot, to_ann) = met(&mut telegram);
    let markup = inline(vec![button("b", url("example.com")), button("b", url("tg://resolve?domain=x"))]);
    telegram.call(&bot, &with(markup, &to_ann, "Read", 1)).expect("it may");
    let kept =
        inline(vec![button("b", url("http://example.com/")), button("b", url("tg://resolve?domain=x"))]);
    assert_eq!(plain(&telegram.history(&ann, &to_bot)[0]).reply_markup, Some(kept));
}

#[test]
fn buttons_from_users_are_ignored() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let to_bob = telegram.resolve(&ann, "bob_baker");
    let markup = inline(vec![button("b", callback("d"))]);
    telegram.call(&ann, &with(markup, &to_bob, "Choose", 1)).expect("it may");
    assert_eq!(plain(&telegram.history(&ann, &to_bob)[0]).reply_markup, None);
}

#[test]
fn in_a_channel_there_are_buttons_but_no_keyboards() {
    let mut telegram = Telegram::new();
    let (bob, bot) = (telegram.sign_in(BOB), telegram.sign_in_bot());
    let channel = found(&mut telegram, &bob, true);
    let rights = AdminRights { post_messages: true, ..AdminRights::default() };
    let bot_peer = telegram.resolve(&bob, "sandbox_bot");
    telegram.call(&bob, &edit_admin(&channel, &bot_peer, rights)).expect("it is his");
    let enums::InputPeer::Channel(types::InputPeerChannel { channel_id, .. }) = channel else {
        panic!("{channel:?}")
    };
    let access_hash = telegram.world.access_hash(account(&telegram, &bot), Peer::Channel(channel_id));
    let to_channel = types::InputPeerChannel { channel_id, access_hash }.into();
    let markup = inline(vec![button("b", callback("d"))]);
    telegram.call(&bot, &with(markup.clone(), &to_channel, "Choose", 1)).expect("it may");
    assert_eq!(plain(&telegram.history(&bob, &channel)[0]).reply_markup, Some(markup));
    let keyboard = keyboard(vec![key("Yes", enums::ButtonType::Default)]);
    assert_eq!(telegram.refusal(&bot, &with(keyboard, &to_channel, "No", 2)), "400 REPLY_MARKUP_INVALID");
}

#[test]
fn an_edit_changes_only_the_buttons_or_removes_them() {
    let mut telegram = Telegram::new();
    let (ann, bot, to_bot, to_ann) = met(&mut telegram);
    let markup = |data: &str| inline(vec![button("b", callback(data))]);
    telegram.call(&bot, &with(markup("one"), &to_ann, "Choose", 1)).expect("it may");
    let id = telegram.history(&ann, &to_bot)[0].id();
    let of_bot = id_for(&mut telegram, &bot, &ann);
    telegram.pushed(&ann);
    let only = |markup| functions::messages::EditMessage {
        message: None,
        reply_markup: markup,
        ..edit(&to_ann, of_bot, "")
    };
    telegram.call(&bot, &only(Some(markup("two")))).expect("it is its own");
    let pushed = updates(telegram.pushed(&ann).remove(0));
    let [enums::Update::EditMessage(pushed)] = &pushed[..] else { panic!("{pushed:?}") };
    let shown = plain(&pushed.message);
    assert_eq!((shown.id, &*shown.message, shown.edit_hide), (id, "Choose", true));
    assert_eq!(shown.reply_markup, Some(markup("two")));
    assert_eq!(telegram.refusal(&bot, &only(Some(markup("two")))), "400 MESSAGE_NOT_MODIFIED");
    let hide = types::ReplyKeyboardHide { selective: false };
    assert_eq!(telegram.refusal(&bot, &only(Some(hide.into()))), "400 REPLY_MARKUP_INVALID");

    telegram.call(&bot, &edit(&to_ann, of_bot, "Chosen")).expect("it is its own");
    let read = telegram.history(&ann, &to_bot).remove(0);
    let shown = plain(&read);
    assert_eq!((text(&read), shown.edit_hide, &shown.reply_markup), ("Chosen", false, &None));
}

#[test]
fn a_message_with_a_keyboard_cannot_be_edited() {
    let mut telegram = Telegram::new();
    let (ann, bot, _, to_ann) = met(&mut telegram);
    let markup = keyboard(vec![key("Yes", enums::ButtonType::Default)]);
    telegram.call(&bot, &with(markup, &to_ann, "Choose", 1)).expect("it may");
    let id = id_for(&mut telegram, &bot, &ann);
    assert_eq!(telegram.refusal(&bot, &edit(&to_ann, id, "Chosen")), "400 MESSAGE_ID_INVALID");
}

#[test]
fn a_forwarded_message_keeps_its_buttons_if_all_are_links() {
    let mut telegram = Telegram::new();
    let (ann, bot, to_bot, to_ann) = met(&mut telegram);
    let bob = telegram.sign_in(BOB);
    let (to_bob, from_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    let links = inline(vec![button("Read", url("https://example.com/page"))]);
    let mixed = inline(vec![button("Read", url("https://example.com/page")), button("b", callback("d"))]);
    for (random_id, markup, text) in [(1, links.clone(), "links"), (2, mixed, "mixed")] {
        telegram.call(&bot, &with(markup, &to_ann, text, random_id)).expect("it may");
    }
    let ids: Vec<i32> = telegram.history(&ann, &to_bot)[..2].iter().rev().map(enums::Message::id).collect();
    telegram.call(&ann, &forward(&to_bot, &ids, &to_bob)).expect("she may");
    let came = telegram.history(&bob, &from_ann);
    assert_eq!(texts(&came[..2]), ["mixed", "links"]);
    assert_eq!(plain(&came[0]).reply_markup, None);
    assert_eq!(plain(&came[1]).reply_markup, Some(links));
}

/// The bot's id of the newest message that it shares with this user.
pub fn id_for(telegram: &mut Telegram, bot: &Caller, person: &Caller) -> i32 {
    let (bot, person) = (account(telegram, bot), account(telegram, person));
    let chat = Peer::User(person);
    telegram.world.top_message(bot, chat).expect("they have written").id
}
