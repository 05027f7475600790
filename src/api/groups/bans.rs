//! Banning and restricting members of a group or channel.

use schemars::JsonSchema;
use serde::Deserialize;

use super::group::{Group, Input};
use crate::api::call::Call;
use crate::api::types::date::{Ahead, Date};
use crate::api::types::empty::Empty;
use crate::api::types::fails;
use crate::api::types::rights::Permissions;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::{ChatId, Peer};
use crate::telegram::tl;

/// Bans a user: removes them and prevents them from returning.
///
/// Telegram: `channels.editBanned`, then `channels.deleteParticipantHistory` if asked to; `messages.deleteChatUser` in a basic
/// group, which doesn't prevent adding them again, and can't with `until_date`. Fails with `forbidden` if the account may not or
/// they are an admin, with `user_not_found`, with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ban {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The user: a `ref`, `"@name"` or id.
    pub user_id: ChatId,
    /// When it ends: 35 seconds to 366 days from now. Default: never.
    pub until_date: Option<Date>,
    /// Whether to delete all their messages in the chat. Default: false.
    #[serde(default)]
    pub revoke_messages: bool,
}

impl Method for Ban {
    const NAME: &'static str = "groups.ban";
    const FAILS: Fails = &[fails::CHAT, &[Kind::NotModified]];
    type Result = Empty;
}

pub async fn ban(call: Call, params: Ban) -> Result<Empty> {
    let group = Group::of(&call, &params.chat_id).await?;
    let user = group.user(&params.user_id).await?;
    if let (Input::Basic(chat_id), None) = (group.input()?, params.until_date) {
        let user_id = user.input_user()?;
        let revoke_history = params.revoke_messages;
        group.invoke(&tl::functions::messages::DeleteChatUser { revoke_history, chat_id, user_id }).await?;
        return Ok(Empty {});
    }
    let channel = group.channel("ban a member until a date").await?;
    let until = until(&call, &group, params.until_date).await?;
    let taken = tl::types::ChatBannedRights { view_messages: true, ..Permissions::default().taken(until) };
    edit(&group, channel.clone(), &user, taken).await?;
    if params.revoke_messages {
        delete_all_of(&group, &channel, &user).await?;
    }
    Ok(Empty {})
}

/// Telegram deletes in batches, and reports how much is left.
async fn delete_all_of(group: &Group<'_>, channel: &tl::enums::InputChannel, user: &Peer) -> Result<()> {
    loop {
        let (channel, participant) = (channel.clone(), user.input_peer());
        let function = tl::functions::channels::DeleteParticipantHistory { channel, participant };
        let tl::enums::messages::AffectedHistory::History(affected) = group.invoke(&function).await?;
        if affected.offset <= 0 {
            return Ok(());
        }
    }
}

/// Lifts a ban, or the restrictions of groups.restrict. Does not add the user to the chat.
///
/// Telegram: `channels.editBanned`. Fails with `forbidden` if the account may not, with `user_not_found`, with
/// `chat_not_found`, and with `peer_invalid` in a basic group, which has no bans.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unban {
    /// The supergroup or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The user: a `ref`, `"@name"` or id.
    pub user_id: ChatId,
}

impl Method for Unban {
    const NAME: &'static str = "groups.unban";
    const FAILS: Fails = &[fails::CHAT, &[Kind::NotModified]];
    type Result = Empty;
}

pub async fn unban(call: Call, params: Unban) -> Result<Empty> {
    let group = Group::of(&call, &params.chat_id).await?;
    let channel = group.channel("ban or unban").await?;
    let user = group.user(&params.user_id).await?;
    edit(&group, channel, &user, Permissions::ALL.taken(0)).await
}

/// Sets what a member may do. Lifts a ban.
///
/// Telegram: `channels.editBanned`. Fails with `forbidden` if the account may not or they are an admin, with
/// `user_not_found`, with `chat_not_found`, and with `peer_invalid` in a basic group.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restrict {
    /// The supergroup: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The user: a `ref`, `"@name"` or id.
    pub user_id: ChatId,
    /// What they may do, within what all members may do. Anything not set to true is denied.
    pub permissions: Permissions,
    /// When it ends: 35 seconds to 366 days from now. Default: never.
    pub until_date: Option<Date>,
}

impl Method for Restrict {
    const NAME: &'static str = "groups.restrict";
    const FAILS: Fails = &[fails::CHAT, &[Kind::NotModified]];
    type Result = Empty;
}

pub async fn restrict(call: Call, params: Restrict) -> Result<Empty> {
    let group = Group::of(&call, &params.chat_id).await?;
    let channel = group.channel("restrict one member").await?;
    let user = group.user(&params.user_id).await?;
    edit(&group, channel, &user, params.permissions.taken(until(&call, &group, params.until_date).await?))
        .await
}

/// Seconds since 1970, or 0 for never.
async fn until(call: &Call, group: &Group<'_>, date: Option<Date>) -> Result<i32> {
    match date {
        None => Ok(0),
        Some(date) => date.ahead("until_date", Ahead::BAN, group.account.learn_now(call.attempt()).await?),
    }
}

async fn edit(
    group: &Group<'_>,
    channel: tl::enums::InputChannel,
    user: &Peer,
    taken: tl::types::ChatBannedRights,
) -> Result<Empty> {
    let participant = user.input_peer();
    let function = tl::functions::channels::EditBanned { channel, participant, banned_rights: taken.into() };
    group.invoke(&function).await?;
    Ok(Empty {})
}
