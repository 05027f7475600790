//! groups.edit.

use schemars::JsonSchema;
use serde::Deserialize;

use super::group::{Group, Input};
use crate::api::Call;
use crate::api::chats::get::{ChatDetails, details};
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Changes what a group or channel is called and says of itself.
///
/// Telegram: `channels.updateUsername`, then `channels.editTitle` or `messages.editChatTitle`, then `messages.editChatAbout`.
/// What isn't given stays. Fails with `not_modified` if all is so already, with `forbidden` if the account may not, with
/// `telegram_rejected` if the name can't be had (USERNAME_OCCUPIED, USERNAME_INVALID; then nothing else was changed either),
/// with `chat_not_found`, and with `peer_invalid` if a basic group is to have a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// Which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// 1 to 128 characters.
    pub title: Option<String>,
    /// Up to 255 characters; empty for none.
    pub about: Option<String>,
    /// Makes a supergroup or channel public under this name, without `@`: 5 to 32 letters, digits and `_`. Empty makes it
    /// private. For its owner, who is no bot.
    pub username: Option<String>,
}

impl Method for Edit {
    const NAME: &'static str = "groups.edit";
    type Result = ChatDetails;
}

pub async fn edit(call: Call, params: Edit) -> Result<ChatDetails> {
    if params.title.is_none() && params.about.is_none() && params.username.is_none() {
        return Err(Error::new(Kind::InvalidParams, "There is nothing to change")
            .with("path", "title")
            .with("expected", "at least one of title, about and username"));
    }
    let group = Group::of(&call, &params.chat_id).await?;
    let mut outcome = Err(Error::new(Kind::NotModified, Kind::NotModified.doc()));
    // The username is what most likely can't be had, so it comes first.
    if let Some(username) = params.username {
        let channel = group.channel("have a username").await?;
        let username = username.trim_start_matches('@').to_owned();
        let function = tl::functions::channels::UpdateUsername { channel, username };
        outcome = either(outcome, group.invoke(&function).await)?;
    }
    if let Some(title) = params.title {
        let changed = match group.input()? {
            Input::Channel(channel) => {
                group.invoke(&tl::functions::channels::EditTitle { channel, title }).await
            }
            Input::Basic(chat_id) => {
                group.invoke(&tl::functions::messages::EditChatTitle { chat_id, title }).await
            }
        };
        outcome = either(outcome, changed)?;
    }
    if let Some(about) = params.about {
        let peer = group.peer.input_peer();
        let function = tl::functions::messages::EditChatAbout { peer, about };
        outcome = either(outcome, group.invoke(&function).await)?;
    }
    outcome?;
    details(&call, &group.account, &group.peer).await
}

/// Not to change one thing is no failure if another is changed.
fn either<T>(before: Result<()>, changed: Result<T>) -> Result<Result<()>> {
    match changed {
        Ok(_) => Ok(Ok(())),
        Err(error) if error.kind() == Kind::NotModified => Ok(before.or(Err(error))),
        Err(error) => Err(error),
    }
}
