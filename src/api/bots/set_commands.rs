//! bots.setCommands.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Sets the bot's commands. An empty list removes them.
///
/// Telegram: `bots.setBotCommands`, `bots.resetBotCommands`. Fails with `telegram_rejected` (BOT_COMMAND_INVALID and the
/// like), with `chat_not_found`, `user_not_found` and `peer_invalid` for a scope that names no chat of the bot's.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCommands {
    /// Up to 100, in display order.
    #[schemars(length(max = 100))]
    pub commands: Vec<Command>,
    /// Who sees the commands. Default: everyone.
    #[serde(default)]
    pub scope: Scope,
    /// An ISO 639-1 language code: only for users with this language. Default: users of all languages.
    #[serde(default)]
    pub language_code: String,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// 1 to 32 lowercase letters, digits and underscores, without the slash.
    #[schemars(length(min = 1, max = 32))]
    pub command: String,
    /// 1–256 characters.
    #[schemars(length(min = 1, max = 256))]
    pub description: String,
}

/// Who sees the commands. A user sees the list of the narrowest matching scope.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Scope {
    #[default]
    Default,
    AllPrivateChats,
    AllGroupChats,
    AllChatAdministrators,
    Chat {
        chat_id: ChatId,
    },
    ChatAdministrators {
        chat_id: ChatId,
    },
    ChatMember {
        chat_id: ChatId,
        user_id: ChatId,
    },
}

impl Method for SetCommands {
    const NAME: &'static str = "bots.setCommands";
    const FAILS: Fails = &[&[Kind::PeerInvalid, Kind::ChatNotFound, Kind::UserNotFound]];
    type Result = Empty;
}

pub async fn set_commands(call: Call, params: SetCommands) -> Result<Empty> {
    let account = call.account()?;
    let peer =
        async |chat_id: &ChatId| account.peer(chat_id, call.attempt()).await.map(|peer| peer.input_peer());
    let scope = match &params.scope {
        Scope::Default => tl::enums::BotCommandScope::Default,
        Scope::AllPrivateChats => tl::enums::BotCommandScope::Users,
        Scope::AllGroupChats => tl::enums::BotCommandScope::Chats,
        Scope::AllChatAdministrators => tl::enums::BotCommandScope::ChatAdmins,
        Scope::Chat { chat_id } => tl::types::BotCommandScopePeer { peer: peer(chat_id).await? }.into(),
        Scope::ChatAdministrators { chat_id } => {
            tl::types::BotCommandScopePeerAdmins { peer: peer(chat_id).await? }.into()
        }
        Scope::ChatMember { chat_id, user_id } => {
            let user_id = account.user(user_id, call.attempt()).await?.input_user()?;
            tl::types::BotCommandScopePeerUser { peer: peer(chat_id).await?, user_id }.into()
        }
    };
    let lang_code = params.language_code;
    if params.commands.is_empty() {
        let function = tl::functions::bots::ResetBotCommands { scope, lang_code };
        account.invoke(&function, call.attempt()).await?;
        return Ok(Empty {});
    }
    let command = |given: Command| {
        tl::types::BotCommand { ephemeral: false, command: given.command, description: given.description }
            .into()
    };
    let commands = params.commands.into_iter().map(command).collect();
    let function = tl::functions::bots::SetBotCommands { scope, lang_code, commands };
    account.invoke(&function, call.attempt()).await?;
    Ok(Empty {})
}
