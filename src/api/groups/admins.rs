//! Promoting and demoting admins.

use schemars::JsonSchema;
use serde::Deserialize;

use super::group::{Group, Input};
use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::api::types::fails;
use crate::api::types::rights::AdminRights;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Promotes a user to admin, or changes an admin's rights. In supergroups and channels, adds users who are not members.
///
/// Telegram: `channels.editAdmin`, or `messages.editChatAdmin` in a basic group, whose admins all may do the same:
/// there `rights` and `custom_title` can't be given. Fails with `forbidden` if the account may not, or grants rights
/// that it doesn't have; with `user_only` if a bot tries it in a basic group, with `user_not_found`, with
/// `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Promote {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The user: a `ref`, `"@name"` or id.
    pub user_id: ChatId,
    /// The admin's rights; required in supergroups and channels. Every admin can see the members and the admins'
    /// actions.
    pub rights: Option<AdminRights>,
    /// Up to 16 characters. Shown next to the admin's name.
    #[schemars(length(max = 16))]
    pub custom_title: Option<String>,
}

impl Method for Promote {
    const NAME: &'static str = "groups.promote";
    const FAILS: Fails = &[fails::CHAT, &[Kind::ChatFull, Kind::NotModified, Kind::PaymentRequired]];
    type Result = Empty;
}

pub async fn promote(call: Call, params: Promote) -> Result<Empty> {
    let group = Group::of(&call, &params.chat_id).await?;
    let user = group.user(&params.user_id).await?;
    if let (Input::Basic(chat_id), None, None) = (group.input()?, params.rights, &params.custom_title) {
        let user_id = user.input_user()?;
        group.invoke(&tl::functions::messages::EditChatAdmin { chat_id, user_id, is_admin: true }).await?;
        return Ok(Empty {});
    }
    let channel = group.channel("choose what an admin may do").await?;
    let rights = params.rights.ok_or_else(|| {
        Error::new(Kind::InvalidParams, "`rights` is missing")
            .with("path", "rights")
            .with("expected", "what the admin may do; {} for nothing but to be one")
    })?;
    let function = tl::functions::channels::EditAdmin {
        channel,
        user_id: user.input_user()?,
        // An admin without any right would be none.
        admin_rights: AdminRights { can_manage_chat: true, ..rights }.tl().into(),
        rank: params.custom_title,
    };
    group.invoke(&function).await?;
    Ok(Empty {})
}

/// Demotes an admin to an ordinary member.
///
/// Telegram: `channels.editAdmin` or `messages.editChatAdmin`. Fails with `forbidden` if the account may not, or another admin
/// made them an admin, with `user_only` if a bot tries it in a basic group, with `user_not_found`, with `chat_not_found` and
/// with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Demote {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The user: a `ref`, `"@name"` or id.
    pub user_id: ChatId,
}

impl Method for Demote {
    const NAME: &'static str = "groups.demote";
    const FAILS: Fails = &[fails::CHAT, &[Kind::NotModified]];
    type Result = Empty;
}

pub async fn demote(call: Call, params: Demote) -> Result<Empty> {
    let group = Group::of(&call, &params.chat_id).await?;
    let user_id = group.user(&params.user_id).await?.input_user()?;
    match group.input()? {
        Input::Basic(chat_id) => {
            group
                .invoke(&tl::functions::messages::EditChatAdmin { chat_id, user_id, is_admin: false })
                .await?;
        }
        Input::Channel(channel) => {
            let admin_rights = AdminRights::default().tl().into();
            let function = tl::functions::channels::EditAdmin { channel, user_id, admin_rights, rank: None };
            group.invoke(&function).await?;
        }
    }
    Ok(Empty {})
}
