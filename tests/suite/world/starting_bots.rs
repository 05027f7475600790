//! Starting a bot.

use grammers_tl_types::{enums, functions, types};

use super::administration::found;
use super::{ANN, Telegram, as_user, plain, text};

pub fn start(
    bot: &enums::InputPeer,
    peer: &enums::InputPeer,
    parameter: &str,
) -> functions::messages::StartBot {
    functions::messages::StartBot {
        bot: as_user(bot),
        peer: peer.clone(),
        random_id: 7,
        start_param: parameter.to_owned(),
    }
}

#[test]
fn only_the_bot_sees_the_start_parameter() {
    let mut telegram = Telegram::new();
    let (ann, bot) = (telegram.sign_in(ANN), telegram.sign_in_bot());
    let to_bot = telegram.resolve(&ann, "sandbox_bot");
    telegram.call(&ann, &start(&to_bot, &to_bot, "from-a_link")).expect("anyone may");
    let hers = telegram.history(&ann, &to_bot).remove(0);
    assert_eq!(text(&hers), "/start");
    let entity = types::MessageEntityBotCommand { offset: 0, length: 6 };
    assert_eq!(plain(&hers).entities, Some(vec![entity.into()]));
    let pushed = telegram.pushed(&bot).remove(0);
    let enums::Updates::Updates(pushed) = pushed else { panic!("they haven't met: {pushed:?}") };
    let [enums::Update::NewMessage(new)] = &pushed.updates[..] else { panic!("{pushed:?}") };
    assert_eq!(text(&new.message), "/start from-a_link");

    telegram.call(&ann, &start(&to_bot, &to_bot, "from-a_link")).expect("it is the same");
    assert_eq!(telegram.history(&ann, &to_bot).len(), 1);
    assert!(telegram.pushed(&bot).is_empty());
}

#[test]
fn starting_in_a_group_adds_the_bot_and_sends_the_command() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let (chat, bot) = (found(&mut telegram, &ann, false), telegram.resolve(&ann, "sandbox_bot"));
    telegram.call(&ann, &start(&bot, &chat, "x")).expect("it is hers");
    let history = telegram.history(&ann, &chat);
    assert_eq!(text(&history[0]), "/start@sandbox_bot x");
    let enums::Message::Service(added) = &history[1] else { panic!("{history:?}") };
    assert!(matches!(&added.action, enums::MessageAction::ChatAddUser(added) if added.users == [7_000_001]));
}

#[test]
fn invalid_starts_are_rejected() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let (bob, bot) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&ann, "sandbox_bot"));
    assert_eq!(telegram.refusal(&ann, &start(&bob, &bob, "")), "400 BOT_INVALID");
    assert_eq!(telegram.refusal(&ann, &start(&bot, &bob, "")), "400 PEER_ID_INVALID");
    assert_eq!(telegram.refusal(&ann, &start(&bot, &bot, "no spaces")), "400 START_PARAM_INVALID");
    assert_eq!(telegram.refusal(&ann, &start(&bot, &bot, &"x".repeat(65))), "400 START_PARAM_TOO_LONG");
}
