//! groups.edit.

use schemars::JsonSchema;
use serde::Deserialize;

use super::group::{Group, Input};
use crate::api::call::Call;
use crate::api::chats::get::{ChatDetails, details};
use crate::api::groups::photo::Picture;
use crate::api::types::edits::Edits;
use crate::api::types::fails;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Changes a group's or channel's title, description, username or photo.
///
/// Telegram: `channels.updateUsername`, then `channels.editPhoto` or `messages.editChatPhoto`, then
/// `channels.editTitle` or `messages.editChatTitle`, then `messages.editChatAbout`. Omitted fields stay unchanged. A
/// new photo is uploaded first, as by media.upload. Stops at the first error, whose `changed` lists the fields changed
/// before. Fails with `not_modified` if nothing changes, with `forbidden` if the account may not, with `user_only` if a
/// bot gives a `username`, with `telegram_rejected` if the username is not available (USERNAME_OCCUPIED,
/// USERNAME_INVALID) or Telegram makes no photo of the file (IMAGE_PROCESS_FAILED, PHOTO_INVALID_DIMENSIONS), with
/// `file_not_found` if there is no file at the path or Telegram no longer has it, with `too_large` if the photo has
/// over 10 MiB or its `data_base64` over `--max-inline`, with `policy_denied` if the daemon may not read the path, with
/// `rate_limited`, with `chat_not_found`, and with `peer_invalid` if a basic group is to have a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// 1 to 128 characters.
    #[schemars(length(min = 1, max = 128))]
    pub title: Option<String>,
    /// Up to 255 characters. Empty removes it.
    #[schemars(length(max = 255))]
    pub description: Option<String>,
    /// 5 to 32 letters, digits and `_`, without `@`: makes a supergroup or channel public under this name. Empty makes
    /// it private. Owner only; bots can't be owners.
    #[schemars(length(max = 32))]
    pub username: Option<String>,
    /// The chat's photo.
    pub photo: Option<Picture>,
    /// Whether to remove the photo. Default: false.
    #[serde(default)]
    pub delete_photo: bool,
}

impl Method for Edit {
    const NAME: &'static str = "groups.edit";
    const FAILS: Fails = &[fails::CHAT, &[Kind::NotModified, Kind::FileNotFound]];
    type Result = ChatDetails;
}

pub async fn edit(call: Call, params: Edit) -> Result<ChatDetails> {
    params.check()?;
    let group = Group::of(&call, &params.chat_id).await?;
    // Not visible yet: if the file can't be read, nothing has changed.
    let photo = match &params.photo {
        Some(picture) => Some(picture.upload(&call, &group.account).await?),
        None => params.delete_photo.then_some(tl::enums::InputChatPhoto::Empty),
    };
    let mut progress = Edits::default();
    // The username is what most likely can't be had, so it comes first.
    if let Some(username) = params.username {
        let channel = group.channel("have a username").await?;
        let username = username.trim_start_matches('@').to_owned();
        let function = tl::functions::channels::UpdateUsername { channel, username };
        progress.note(&["username"], group.invoke(&function).await)?;
    }
    if let Some(photo) = photo {
        let changed = match group.input()? {
            Input::Channel(channel) => {
                group.invoke(&tl::functions::channels::EditPhoto { channel, photo }).await
            }
            Input::Basic(chat_id) => {
                group.invoke(&tl::functions::messages::EditChatPhoto { chat_id, photo }).await
            }
        };
        progress.note(&["photo"], changed)?;
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
        progress.note(&["title"], changed)?;
    }
    if let Some(about) = params.description {
        let peer = group.peer.input_peer();
        let function = tl::functions::messages::EditChatAbout { peer, about };
        progress.note(&["description"], group.invoke(&function).await)?;
    }
    progress.made_some()?;
    details(&call, &group.account, &group.peer).await
}

impl Edit {
    fn check(&self) -> Result<()> {
        let Self { chat_id: _, title, description: about, username, photo, delete_photo } = self;
        if photo.is_some() && *delete_photo {
            return Err(Error::new(Kind::InvalidParams, "A photo is set or taken away, not both")
                .with("path", "delete_photo")
                .with("expected", "either photo or delete_photo"));
        }
        if title.is_none() && about.is_none() && username.is_none() && photo.is_none() && !delete_photo {
            return Err(Error::new(Kind::InvalidParams, "There is nothing to change")
                .with("path", "title")
                .with("expected", "at least one of title, description, username, photo and delete_photo"));
        }
        Ok(())
    }
}
