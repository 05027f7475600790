//! What bots publish about themselves: commands and description.

use grammers_tl_types::{enums, types};

use crate::sandbox::world::World;
use crate::sandbox::world::bots::bot::Command;
use crate::sandbox::world::people::peer::Peer;

pub fn commands(commands: &[Command]) -> Vec<enums::BotCommand> {
    let convert = |command: &Command| {
        let Command { name: command, description, ephemeral } = command.clone();
        types::BotCommand { ephemeral, command, description }.into()
    };
    commands.iter().map(convert).collect()
}

/// A bot's public information, as `me` sees it in a chat.
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
