//! Commands of bots.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;

use super::administration::{account, bring, found};
use super::{ANN, BOB, Telegram, as_channel, as_user};

use enums::BotCommandScope as Scope;

fn command(name: &str, description: &str) -> enums::BotCommand {
    types::BotCommand { ephemeral: false, command: name.to_owned(), description: description.to_owned() }
        .into()
}

fn set(scope: Scope, lang_code: &str, names: &[&str]) -> functions::bots::SetBotCommands {
    let commands = names.iter().map(|name| command(name, "Does it")).collect();
    functions::bots::SetBotCommands { scope, lang_code: lang_code.to_owned(), commands }
}

fn names(commands: Vec<enums::BotCommand>) -> Vec<String> {
    commands.into_iter().map(|enums::BotCommand::Command(command)| command.command).collect()
}

fn get(telegram: &mut Telegram, bot: &Caller, scope: Scope, lang_code: &str) -> Vec<String> {
    let get = functions::bots::GetBotCommands { scope, lang_code: lang_code.to_owned() };
    names(telegram.call(bot, &get).expect("it is a bot"))
}

/// The commands that a user sees in the private chat with the bot.
fn shown(telegram: &mut Telegram, caller: &Caller) -> Vec<String> {
    let bot = telegram.resolve(caller, "sandbox_bot");
    let get = functions::users::GetFullUser { id: as_user(&bot) };
    let enums::users::UserFull::Full(full) = telegram.call(caller, &get).expect("it is there");
    let enums::UserFull::Full(full) = full.full_user;
    let Some(enums::BotInfo::Info(info)) = full.bot_info else { panic!("it is a bot") };
    names(info.commands.unwrap_or_default())
}

#[test]
fn commands_are_stored_by_scope_and_language() {
    let mut telegram = Telegram::new();
    let bot = telegram.sign_in_bot();
    telegram.call(&bot, &set(Scope::Default, "", &["start", "help"])).expect("they are right");
    telegram.call(&bot, &set(Scope::Default, "de", &["hilfe"])).expect("they are right");
    telegram.call(&bot, &set(Scope::Users, "", &["mine"])).expect("they are right");
    assert_eq!(get(&mut telegram, &bot, Scope::Default, ""), ["start", "help"]);
    assert_eq!(get(&mut telegram, &bot, Scope::Default, "de"), ["hilfe"]);
    assert_eq!(get(&mut telegram, &bot, Scope::Users, ""), ["mine"]);
    assert!(get(&mut telegram, &bot, Scope::Chats, "").is_empty());

    let reset = functions::bots::ResetBotCommands { scope: Scope::Default, lang_code: "de".to_owned() };
    telegram.call(&bot, &reset).expect("it is a bot");
    assert!(get(&mut telegram, &bot, Scope::Default, "de").is_empty());
    assert_eq!(get(&mut telegram, &bot, Scope::Default, ""), ["start", "help"]);
}

#[test]
fn users_see_the_list_of_their_narrowest_scope() {
    let mut telegram = Telegram::new();
    let (ann, bob, bot) = (telegram.sign_in(ANN), telegram.sign_in(BOB), telegram.sign_in_bot());
    assert!(shown(&mut telegram, &ann).is_empty());
    telegram.call(&bot, &set(Scope::Default, "", &["all"])).expect("they are right");
    assert_eq!(shown(&mut telegram, &ann), ["all"]);
    telegram.call(&bot, &set(Scope::Users, "", &["private"])).expect("they are right");
    let peer = telegram.resolve(&bot, "ann_archer");
    let to_ann = types::BotCommandScopePeer { peer };
    telegram.call(&bot, &set(to_ann.into(), "", &["hers"])).expect("they are right");
    assert_eq!(shown(&mut telegram, &ann), ["hers"]);
    assert_eq!(shown(&mut telegram, &bob), ["private"]);
}

#[test]
fn a_groups_admins_and_members_see_separate_lists() {
    let mut telegram = Telegram::new();
    let (ann, bob, bot) = (telegram.sign_in(ANN), telegram.sign_in(BOB), telegram.sign_in_bot());
    let chat = found(&mut telegram, &bob, false);
    let of_ann = bring(&mut telegram, &bob, &chat, "ann_archer", &ann);
    let of_bot = bring(&mut telegram, &bob, &chat, "sandbox_bot", &bot);
    let shown = |telegram: &mut Telegram, caller: &Caller, chat: &enums::InputPeer| {
        let get = functions::channels::GetFullChannel { channel: as_channel(chat) };
        let enums::messages::ChatFull::Full(full) = telegram.call(caller, &get).expect("they are in it");
        let enums::ChatFull::ChannelFull(full) = full.full_chat else { panic!("a supergroup") };
        let [enums::BotInfo::Info(info)] = &full.bot_info[..] else { panic!("{:?}", full.bot_info) };
        names(info.commands.clone().unwrap_or_default())
    };
    telegram.call(&bot, &set(Scope::Chats, "", &["members"])).expect("they are right");
    telegram.call(&bot, &set(Scope::ChatAdmins, "", &["admins"])).expect("they are right");
    assert_eq!(shown(&mut telegram, &ann, &of_ann), ["members"]);
    assert_eq!(shown(&mut telegram, &bob, &chat), ["admins"]);
    let user_id = as_user(&telegram.resolve(&bot, "ann_archer"));
    let hers = types::BotCommandScopePeerUser { peer: of_bot.clone(), user_id };
    telegram.call(&bot, &set(hers.into(), "", &["hers"])).expect("they are right");
    let here = types::BotCommandScopePeer { peer: of_bot };
    telegram.call(&bot, &set(here.into(), "", &["here"])).expect("they are right");
    assert_eq!(shown(&mut telegram, &ann, &of_ann), ["hers"]);
    assert_eq!(shown(&mut telegram, &bob, &chat), ["here"]);
}

#[test]
fn a_change_is_pushed_to_clients() {
    let mut telegram = Telegram::new();
    let (ann, bot) = (telegram.sign_in(ANN), telegram.sign_in_bot());
    let bot_id = account(&telegram, &bot);
    let version = |telegram: &mut Telegram| {
        let input = as_user(&telegram.resolve(&ann, "sandbox_bot"));
        let users =
            telegram.call(&ann, &functions::users::GetUsers { id: vec![input] }).expect("it is there");
        let [enums::User::User(user)] = &users[..] else { panic!("{users:?}") };
        assert_eq!(user.id, bot_id);
        user.bot_info_version.expect("it is a bot")
    };
    let before = version(&mut telegram);
    telegram.call(&bot, &set(Scope::Default, "", &["all"])).expect("they are right");
    assert!(version(&mut telegram) > before);
}

#[test]
fn invalid_commands_are_rejected_by_name() {
    let mut telegram = Telegram::new();
    let (ann, bot) = (telegram.sign_in(ANN), telegram.sign_in_bot());
    let with = |name: &str, description: &str| functions::bots::SetBotCommands {
        commands: vec![command(name, description)],
        ..set(Scope::Default, "", &[])
    };
    for name in ["", "Start", "sta-rt", &"s".repeat(33)] {
        assert_eq!(telegram.refusal(&bot, &with(name, "Does it")), "400 BOT_COMMAND_INVALID", "{name}");
    }
    for description in ["", &"d".repeat(257)] {
        let refusal = telegram.refusal(&bot, &with("start", description));
        assert_eq!(refusal, "400 BOT_COMMAND_DESCRIPTION_INVALID");
    }
    telegram.call(&bot, &with(&"s".repeat(32), &"d".repeat(256))).expect("it is just right");
    assert_eq!(telegram.refusal(&bot, &set(Scope::Default, "", &["c"; 101])), "400 BOT_COMMANDS_TOO_MUCH");
    assert_eq!(telegram.refusal(&bot, &set(Scope::Default, "deu", &["c"])), "400 LANG_CODE_INVALID");
    let peer = telegram.resolve(&bot, "ann_archer");
    let admins = types::BotCommandScopePeerAdmins { peer };
    assert_eq!(telegram.refusal(&bot, &set(admins.into(), "", &["c"])), "400 PEER_ID_INVALID");
    assert_eq!(telegram.refusal(&ann, &set(Scope::Default, "", &["c"])), "400 USER_BOT_REQUIRED");
}
