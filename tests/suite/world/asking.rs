//! Pressing buttons, and the answers of bots.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::{Caller, RpcError};
use telewire::sandbox::world::bots::callbacks::ANSWER_TIMEOUT;
use telewire::sandbox::world::people::person::NewPerson;

use super::administration::{account, bring, found};
use super::buttons::{button, callback, id_for, inline, key, keyboard, met, with};
use super::login::{password, proof, sign_in_carol};
use super::{BOB, Telegram, as_channel, import_bot, plain, updates};

type Answer = types::messages::BotCallbackAnswer;

pub fn press(chat: &enums::InputPeer, id: i32, data: &str) -> functions::messages::GetBotCallbackAnswer {
    functions::messages::GetBotCallbackAnswer {
        game: false,
        peer: chat.clone(),
        msg_id: id,
        data: Some(data.as_bytes().to_vec()),
        password: None,
    }
}

pub fn say(query_id: i64, text: &str) -> functions::messages::SetBotCallbackAnswer {
    functions::messages::SetBotCallbackAnswer {
        alert: false,
        query_id,
        message: Some(text.to_owned()),
        url: None,
        cache_time: 0,
    }
}

pub fn answered(telegram: &mut Telegram, waiting: &Caller) -> Option<Result<Answer, RpcError>> {
    let answer = telegram.answered::<functions::messages::GetBotCallbackAnswer>(waiting)?;
    Some(answer.map(|enums::messages::BotCallbackAnswer::Answer(answer)| answer))
}

/// The only query that was pushed to the bot.
pub fn asked(telegram: &mut Telegram, bot: &Caller) -> types::UpdateBotCallbackQuery {
    let pushed: Vec<enums::Update> = telegram.pushed(bot).into_iter().flat_map(updates).collect();
    match &pushed[..] {
        [enums::Update::BotCallbackQuery(query)] => query.clone(),
        other => panic!("{other:?}"),
    }
}

/// A message of the bot with one button, by its id for Ann.
fn offer(
    telegram: &mut Telegram,
    bot: &Caller,
    to_ann: &enums::InputPeer,
    ann: (&Caller, &enums::InputPeer),
) -> i32 {
    let markup = inline(vec![button("Press", callback("pressed"))]);
    telegram.call(bot, &with(markup, to_ann, "Choose", 77)).expect("it may");
    telegram.pushed(ann.0);
    telegram.history(ann.0, ann.1)[0].id()
}

#[test]
fn a_press_is_pushed_to_the_bot_and_its_answer_returned() {
    let mut telegram = Telegram::new();
    let (ann, bot, to_bot, to_ann) = met(&mut telegram);
    let id = offer(&mut telegram, &bot, &to_ann, (&ann, &to_bot));
    let waiting = telegram.ask(&ann, &press(&to_bot, id, "pressed"));
    assert_eq!(answered(&mut telegram, &waiting), None);

    let query = asked(&mut telegram, &bot);
    let ann_id = account(&telegram, &ann);
    let of_bot = id_for(&mut telegram, &bot, &ann);
    assert_eq!((query.user_id, query.msg_id), (ann_id, of_bot));
    assert_eq!(query.peer, types::PeerUser { user_id: ann_id }.into());
    assert_eq!(query.data.as_deref(), Some(&b"pressed"[..]));
    assert!(telegram.pushed(&ann).is_empty(), "nobody else hears of it");

    let about = types::InputMessageCallbackQuery { id: query.msg_id, query_id: query.query_id };
    let get = functions::messages::GetMessages { id: vec![about.into()] };
    let enums::messages::Messages::Messages(found) = telegram.call(&bot, &get).expect("it may") else {
        panic!("all of them");
    };
    assert_eq!(found.messages[0].id(), of_bot);

    let answer = functions::messages::SetBotCallbackAnswer {
        alert: true,
        url: Some("https://t.me/sandbox_bot?start=more".to_owned()),
        cache_time: 60,
        ..say(query.query_id, "Well done")
    };
    assert_eq!(telegram.call(&bot, &answer), Ok(true));
    let came = answered(&mut telegram, &waiting).expect("it has come").expect("it is one");
    let expected = Answer {
        alert: true,
        has_url: true,
        native_ui: false,
        message: Some("Well done".to_owned()),
        url: Some("https://t.me/sandbox_bot?start=more".to_owned()),
        cache_time: 60,
    };
    assert_eq!(came, expected);
    assert_eq!(answered(&mut telegram, &waiting), None, "once");
    assert_eq!(telegram.refusal(&bot, &answer), "400 QUERY_ID_INVALID");

    telegram.ask(&ann, &press(&to_bot, id, "pressed"));
    let again = asked(&mut telegram, &bot);
    assert_eq!(again.chat_instance, query.chat_instance);
    assert_ne!(again.query_id, query.query_id);
}

#[test]
fn a_press_times_out_without_an_answer() {
    let mut telegram = Telegram::new();
    let (ann, bot, to_bot, to_ann) = met(&mut telegram);
    let id = offer(&mut telegram, &bot, &to_ann, (&ann, &to_bot));
    let waiting = telegram.ask(&ann, &press(&to_bot, id, "pressed"));
    let query = asked(&mut telegram, &bot);
    let patience = ANSWER_TIMEOUT.unsigned_abs();
    telegram.world.advance(patience - 1);
    assert_eq!(answered(&mut telegram, &waiting), None);
    telegram.world.advance(1);
    let late = answered(&mut telegram, &waiting).expect("it is over");
    assert_eq!(late, Err(RpcError { code: 400, name: "BOT_RESPONSE_TIMEOUT".to_owned() }));
    assert_eq!(telegram.refusal(&bot, &say(query.query_id, "Sorry")), "400 QUERY_ID_INVALID");
}

#[test]
fn presses_of_missing_buttons_or_messages_are_rejected() {
    let mut telegram = Telegram::new();
    let (ann, bot, to_bot, to_ann) = met(&mut telegram);
    let bob = telegram.sign_in(BOB);
    let id = offer(&mut telegram, &bot, &to_ann, (&ann, &to_bot));
    let hello = telegram.history(&ann, &to_bot)[1].id();
    let his = telegram.resolve(&bob, "sandbox_bot");
    assert_eq!(telegram.refusal(&ann, &press(&to_bot, id, "other")), "400 DATA_INVALID");
    assert_eq!(telegram.refusal(&ann, &press(&to_bot, hello, "pressed")), "400 DATA_INVALID");
    assert_eq!(telegram.refusal(&ann, &press(&to_bot, 9999, "pressed")), "400 MESSAGE_ID_INVALID");
    assert_eq!(telegram.refusal(&bob, &press(&his, id, "pressed")), "400 MESSAGE_ID_INVALID");
    assert_eq!(telegram.refusal(&bot, &press(&to_ann, 1, "pressed")), "400 BOT_METHOD_INVALID");
    let markup = keyboard(vec![key("pressed", enums::ButtonType::Default)]);
    telegram.call(&bot, &with(markup, &to_ann, "Choose", 78)).expect("it may");
    let id = telegram.history(&ann, &to_bot)[0].id();
    assert_eq!(telegram.refusal(&ann, &press(&to_bot, id, "pressed")), "400 DATA_INVALID");
    assert!(telegram.pushed(&bot).is_empty(), "the bot hears of none of it");
}

#[test]
fn only_the_queried_bot_can_answer_and_only_validly() {
    let mut telegram = Telegram::new();
    let (ann, bot, to_bot, to_ann) = met(&mut telegram);
    let id = offer(&mut telegram, &bot, &to_ann, (&ann, &to_bot));
    let waiting = telegram.ask(&ann, &press(&to_bot, id, "pressed"));
    let query = asked(&mut telegram, &bot).query_id;
    let new = NewPerson {
        token: Some("7000002:other".to_owned()),
        first_name: "Other".to_owned(),
        username: Some("other_bot".to_owned()),
        ..NewPerson::default()
    };
    telegram.world.add_person(new).expect("it is new");
    let other = telegram.connect(2);
    telegram.call(&other, &import_bot("7000002:other")).expect("the token is right");
    assert_eq!(telegram.refusal(&other, &say(query, "Mine")), "400 QUERY_ID_INVALID");
    assert_eq!(telegram.refusal(&ann, &say(query, "Mine")), "400 USER_BOT_REQUIRED");
    assert_eq!(telegram.refusal(&bot, &say(query + 1, "None")), "400 QUERY_ID_INVALID");
    assert_eq!(telegram.refusal(&bot, &say(query, &"t".repeat(201))), "400 MESSAGE_TOO_LONG");
    let url = |url: &str| functions::messages::SetBotCallbackAnswer {
        url: Some(url.to_owned()),
        ..say(query, "Look")
    };
    assert_eq!(telegram.refusal(&bot, &url("https://example.com")), "400 URL_INVALID");
    assert_eq!(telegram.refusal(&bot, &url("https://t.me/other_bot?start=x")), "400 URL_INVALID");
    assert_eq!(answered(&mut telegram, &waiting), None);
    assert_eq!(telegram.call(&bot, &say(query, &"t".repeat(200))), Ok(true));
    assert!(answered(&mut telegram, &waiting).is_some_and(|answer| answer.is_ok()));
}

#[test]
fn in_a_group_the_query_has_the_chat_and_a_bot_that_left_gets_none() {
    let mut telegram = Telegram::new();
    let (bob, bot) = (telegram.sign_in(BOB), telegram.sign_in_bot());
    let chat = found(&mut telegram, &bob, false);
    let from_bot = bring(&mut telegram, &bob, &chat, "sandbox_bot", &bot);
    let markup = inline(vec![button("Press", callback("pressed"))]);
    telegram.call(&bot, &with(markup, &from_bot, "Choose", 1)).expect("it is a member");
    let id = telegram.history(&bob, &chat)[0].id();
    telegram.pushed(&bot);
    telegram.ask(&bob, &press(&chat, id, "pressed"));
    let query = asked(&mut telegram, &bot);
    let enums::InputPeer::Channel(channel) = &chat else { panic!("{chat:?}") };
    assert_eq!(query.peer, types::PeerChannel { channel_id: channel.channel_id }.into());
    assert_eq!(query.msg_id, id);

    let leave = functions::channels::LeaveChannel { channel: as_channel(&from_bot) };
    telegram.call(&bot, &leave).expect("it may");
    telegram.pushed(&bot);
    let waiting = telegram.ask(&bob, &press(&chat, id, "pressed"));
    assert!(telegram.pushed(&bot).is_empty());
    telegram.world.advance(ANSWER_TIMEOUT.unsigned_abs());
    assert!(answered(&mut telegram, &waiting).is_some_and(|answer| answer.is_err()));
}

#[test]
fn a_button_can_require_the_password() {
    let mut telegram = Telegram::new();
    let (ann, bot, to_bot, to_ann) = met(&mut telegram);
    let carol = sign_in_carol(&mut telegram);
    let carols = telegram.resolve(&carol, "sandbox_bot");
    telegram.send(&carol, &carols, "Hello", 1);
    let to_carol = telegram.resolve(&bot, "carol_clark");
    let guarded = types::InlineButtonTypeCallback { requires_password: true, data: b"guarded".to_vec() };
    let markup = inline(vec![button("Give", guarded)]);
    for (random_id, to) in [(1, &to_ann), (2, &to_carol)] {
        telegram.call(&bot, &with(markup.clone(), to, "Choose", random_id)).expect("it may");
    }
    telegram.pushed(&bot);
    let (hers, id) = (telegram.history(&ann, &to_bot)[0].id(), telegram.history(&carol, &carols)[0].id());
    assert_eq!(telegram.refusal(&ann, &press(&to_bot, hers, "guarded")), "400 PASSWORD_MISSING");
    assert_eq!(telegram.refusal(&carol, &press(&carols, id, "guarded")), "400 PASSWORD_HASH_INVALID");
    let with_password = |telegram: &mut Telegram, text: &str| {
        let challenge = password(telegram, &carol);
        let password = Some(proof(&challenge, text).password);
        functions::messages::GetBotCallbackAnswer { password, ..press(&carols, id, "guarded") }
    };
    let wrong = with_password(&mut telegram, "wrong horse");
    assert_eq!(telegram.refusal(&carol, &wrong), "400 PASSWORD_HASH_INVALID");
    assert!(telegram.pushed(&bot).is_empty());
    let right = with_password(&mut telegram, "correct horse");
    telegram.ask(&carol, &right);
    assert_eq!(asked(&mut telegram, &bot).data.as_deref(), Some(&b"guarded"[..]));
}

#[test]
fn presses_are_not_part_of_differences() {
    let mut telegram = Telegram::new();
    let (ann, bot, to_bot, to_ann) = met(&mut telegram);
    let id = offer(&mut telegram, &bot, &to_ann, (&ann, &to_bot));
    let before = super::updates::state(&mut telegram, &bot);
    telegram.ask(&ann, &press(&to_bot, id, "pressed"));
    let after = super::updates::state(&mut telegram, &bot);
    assert_eq!(before.pts, after.pts);
    assert_eq!(plain(&telegram.history(&ann, &to_bot)[0]).id, id);
}
