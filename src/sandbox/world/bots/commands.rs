//! Setting and choosing bot commands (https://core.telegram.org/api/bots/commands).

use super::bot::{Command, Scope};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

/// Maximum commands in one list.
const MAX_COMMANDS: usize = 100;

/// Maximum characters of a command's name and description.
const MAX_NAME: usize = 32;

const MAX_DESCRIPTION: usize = 256;

impl World {
    /// Sets a bot's commands for a scope and language. An empty list deletes them.
    pub fn set_commands(
        &mut self,
        bot: i64,
        scope: Scope,
        language: &str,
        commands: Vec<Command>,
    ) -> Result<(), Refusal> {
        check_scope(scope)?;
        check_language(language)?;
        if commands.len() > MAX_COMMANDS {
            return Err(bad("BOT_COMMANDS_TOO_MUCH"));
        }
        for Command { name, description, .. } in &commands {
            let sound =
                |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
            if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(sound) {
                return Err(bad("BOT_COMMAND_INVALID"));
            }
            if description.trim().is_empty() || description.chars().count() > MAX_DESCRIPTION {
                return Err(bad("BOT_COMMAND_DESCRIPTION_INVALID"));
            }
        }
        let Some(person) = self.person_mut(bot) else { return Err(bad("BOT_INVALID")) };
        let place = (scope, language.to_owned());
        if commands.is_empty() {
            person.bot.commands.remove(&place);
        } else {
            person.bot.commands.insert(place, commands);
        }
        person.bot.version += 1;
        Ok(())
    }

    /// Returns the commands set for exactly this scope and language.
    pub fn commands(&self, bot: i64, scope: Scope, language: &str) -> Result<&[Command], Refusal> {
        check_scope(scope)?;
        check_language(language)?;
        Ok(self.commands_set(bot, scope, language).unwrap_or_default())
    }

    /// Returns the commands that an account sees in a chat: those of the narrowest scope that has any, in the account's
    /// language if possible (https://core.telegram.org/bots/api#determining-list-of-commands).
    pub fn commands_for(&self, bot: i64, account: i64, chat: Peer, language: &str) -> &[Command] {
        let in_private = [Scope::Peer(Peer::User(account)), Scope::Users, Scope::Default];
        let of_members = [Scope::PeerUser(chat, account), Scope::Peer(chat), Scope::Chats, Scope::Default];
        let of_admins = [
            Scope::PeerUser(chat, account),
            Scope::PeerAdmins(chat),
            Scope::Peer(chat),
            Scope::ChatAdmins,
            Scope::Chats,
            Scope::Default,
        ];
        let scopes: &[Scope] = match self.chat(chat) {
            None => &in_private,
            Some(chat) if chat.is_admin(account) => &of_admins,
            Some(_) => &of_members,
        };
        let lists = scopes.iter().flat_map(|scope| [(scope, language), (scope, "")]);
        lists
            .into_iter()
            .find_map(|(scope, language)| self.commands_set(bot, *scope, language))
            .unwrap_or_default()
    }

    fn commands_set(&self, bot: i64, scope: Scope, language: &str) -> Option<&[Command]> {
        let commands = &self.person(bot)?.bot.commands;
        commands.get(&(scope, language.to_owned())).map(Vec::as_slice)
    }
}

/// Only groups have admins and members.
fn check_scope(scope: Scope) -> Result<(), Refusal> {
    match scope {
        Scope::PeerAdmins(Peer::User(_)) | Scope::PeerUser(Peer::User(_), _) => Err(bad("PEER_ID_INVALID")),
        _ => Ok(()),
    }
}

/// Checks a language code: two letters (ISO 639-1), or empty for all languages.
fn check_language(language: &str) -> Result<(), Refusal> {
    let named = language.len() == 2 && language.chars().all(|letter| letter.is_ascii_lowercase());
    if language.is_empty() || named { Ok(()) } else { Err(bad("LANG_CODE_INVALID")) }
}
