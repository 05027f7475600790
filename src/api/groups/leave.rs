//! groups.leave.

use schemars::JsonSchema;
use serde::Deserialize;

use super::group::{Group, Input};
use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::api::types::fails;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Leaves a group or channel.
///
/// Telegram: `channels.leaveChannel` or `messages.deleteChatUser`. Fails with `forbidden` if the account is not in it
/// (USER_NOT_PARTICIPANT), or owns it and Telegram lets no owner go (USER_CREATOR), and with `chat_not_found` and
/// `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
}

impl Method for Leave {
    const NAME: &'static str = "groups.leave";
    const FAILS: Fails = &[fails::CHAT];
    type Result = Empty;
}

pub async fn leave(call: Call, params: Leave) -> Result<Empty> {
    let group = Group::of(&call, &params.chat_id).await?;
    match group.input()? {
        Input::Channel(channel) => {
            group.invoke(&tl::functions::channels::LeaveChannel { channel }).await?;
        }
        Input::Basic(chat_id) => {
            let user_id = tl::enums::InputUser::UserSelf;
            let function =
                tl::functions::messages::DeleteChatUser { revoke_history: false, chat_id, user_id };
            group.invoke(&function).await.map_err(of_the_account)?;
        }
    }
    Ok(Empty {})
}

/// The function can remove anyone: here the account itself is not a member.
fn of_the_account(error: Error) -> Error {
    match error.telegram_name() {
        Some("USER_NOT_PARTICIPANT") => {
            error.restated(Kind::Forbidden, "The account is not a member of this chat")
        }
        _ => error,
    }
}
