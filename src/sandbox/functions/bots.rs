//! `bots.*`: commands of bots.

use grammers_tl_types::functions::bots as functions;
use grammers_tl_types::{enums, types};

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::show;
use crate::sandbox::world::bots::bot::{Command, Scope};
use crate::sandbox::world::engine::refusal::Refusal;

rows! {
    functions::SetBotCommands => set_bot_commands, Bot;
    functions::ResetBotCommands => reset_bot_commands, Bot;
    functions::GetBotCommands => get_bot_commands, Bot;
}

fn set_bot_commands(
    call: &mut Call,
    request: functions::SetBotCommands,
) -> Answer<functions::SetBotCommands> {
    let scope = scope(call, request.scope)?;
    let read = |enums::BotCommand::Command(given)| {
        let types::BotCommand { ephemeral, command: name, description } = given;
        Command { name, description, ephemeral }
    };
    let commands = request.commands.into_iter().map(read).collect();
    call.world.set_commands(call.me, scope, &request.lang_code, commands)?;
    Ok(true)
}

fn reset_bot_commands(
    call: &mut Call,
    request: functions::ResetBotCommands,
) -> Answer<functions::ResetBotCommands> {
    let scope = scope(call, request.scope)?;
    call.world.set_commands(call.me, scope, &request.lang_code, Vec::new())?;
    Ok(true)
}

fn get_bot_commands(
    call: &mut Call,
    request: functions::GetBotCommands,
) -> Answer<functions::GetBotCommands> {
    let scope = scope(call, request.scope)?;
    Ok(show::bots::commands(call.world.commands(call.me, scope, &request.lang_code)?))
}

fn scope(call: &Call, given: enums::BotCommandScope) -> Result<Scope, Refusal> {
    use enums::BotCommandScope as Given;
    Ok(match given {
        Given::Default => Scope::Default,
        Given::Users => Scope::Users,
        Given::Chats => Scope::Chats,
        Given::ChatAdmins => Scope::ChatAdmins,
        Given::Peer(given) => Scope::Peer(call.peer(&given.peer)?),
        Given::PeerAdmins(given) => Scope::PeerAdmins(call.peer(&given.peer)?),
        Given::PeerUser(given) => Scope::PeerUser(call.peer(&given.peer)?, call.user(&given.user_id)?),
    })
}
