//! `bots.*`: what bots say of themselves.

use grammers_tl_types::{enums, functions::bots as functions, types};

use super::table::rows;
use super::{Answer, Call, RpcError};
use crate::sandbox::read::input;
use crate::sandbox::world::World;
use crate::sandbox::world::bots::bot::{Command, Scope};
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::SetBotCommands => set_bot_commands, Bot;
    functions::ResetBotCommands => reset_bot_commands, Bot;
    functions::GetBotCommands => get_bot_commands, Bot;
}

fn set_bot_commands(call: &mut Call, asked: functions::SetBotCommands) -> Answer<functions::SetBotCommands> {
    let scope = scope(call, asked.scope)?;
    let read = |enums::BotCommand::Command(given)| {
        let types::BotCommand { ephemeral, command: name, description } = given;
        Command { name, description, ephemeral }
    };
    let commands = asked.commands.into_iter().map(read).collect();
    call.world.set_commands(call.me, scope, &asked.lang_code, commands)?;
    Ok(true)
}

fn reset_bot_commands(
    call: &mut Call,
    asked: functions::ResetBotCommands,
) -> Answer<functions::ResetBotCommands> {
    let scope = scope(call, asked.scope)?;
    call.world.set_commands(call.me, scope, &asked.lang_code, Vec::new())?;
    Ok(true)
}

fn get_bot_commands(call: &mut Call, asked: functions::GetBotCommands) -> Answer<functions::GetBotCommands> {
    let scope = scope(call, asked.scope)?;
    Ok(commands(call.world.commands(call.me, scope, &asked.lang_code)?))
}

fn commands(commands: &[Command]) -> Vec<enums::BotCommand> {
    let told = |command: &Command| {
        let Command { name: command, description, ephemeral } = command.clone();
        types::BotCommand { ephemeral, command, description }.into()
    };
    commands.iter().map(told).collect()
}

/// What a bot says of itself to somebody in that chat.
pub fn info(world: &World, me: i64, bot: i64, chat: Peer) -> enums::BotInfo {
    let offered = commands(world.commands_for(bot, me, chat, ""));
    types::BotInfo {
        has_preview_medias: false,
        user_id: Some(bot),
        description: None,
        description_photo: None,
        description_document: None,
        commands: (!offered.is_empty()).then_some(offered),
        menu_button: Some(enums::BotMenuButton::Default),
        privacy_policy_url: None,
        app_settings: None,
        verifier_settings: None,
    }
    .into()
}

fn scope(call: &Call, given: enums::BotCommandScope) -> Result<Scope, RpcError> {
    use enums::BotCommandScope as Given;
    Ok(match given {
        Given::Default => Scope::Default,
        Given::Users => Scope::Users,
        Given::Chats => Scope::Chats,
        Given::ChatAdmins => Scope::ChatAdmins,
        Given::Peer(given) => Scope::Peer(input::peer(call, &given.peer)?),
        Given::PeerAdmins(given) => Scope::PeerAdmins(input::peer(call, &given.peer)?),
        Given::PeerUser(given) => {
            Scope::PeerUser(input::peer(call, &given.peer)?, input::user(call, &given.user_id)?)
        }
    })
}
