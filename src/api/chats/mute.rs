//! Muted chats.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::types::date::{Ahead, Date};
use crate::api::types::empty::Empty;
use crate::api::types::fails;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Mutes a chat: for a time, until a date, or until chats.unmute.
///
/// Telegram: `account.updateNotifySettings`. Fails with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mute {
    /// The chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// Seconds for which it is muted, from now on. Not together with `until_date`.
    #[schemars(range(min = 1))]
    pub mute_for: Option<u32>,
    /// A date until which it is muted, in 2038 at the latest. Default: until chats.unmute.
    pub until_date: Option<Date>,
}

impl Method for Mute {
    const NAME: &'static str = "chats.mute";
    const FAILS: Fails = &[fails::CHAT];
    type Result = Empty;
}

pub async fn mute(call: Call, params: Mute) -> Result<Empty> {
    let until = match (params.mute_for, params.until_date) {
        (None, None) => Until::Ever,
        (None, Some(until)) => Until::Date(until),
        (Some(seconds), None) if seconds > 0 => Until::In(seconds),
        (Some(_), None) => return Err(invalid("mute_for", "1 second or more; chats.unmute ends it")),
        (Some(_), Some(_)) => return Err(invalid("mute_for", "either `mute_for` or `until_date`")),
    };
    set(&call, &params.chat_id, until).await
}

/// Unmutes a chat.
///
/// Telegram: `account.updateNotifySettings`. Fails with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unmute {
    /// The chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
}

impl Method for Unmute {
    const NAME: &'static str = "chats.unmute";
    const FAILS: Fails = &[fails::CHAT];
    type Result = Empty;
}

pub async fn unmute(call: Call, params: Unmute) -> Result<Empty> {
    set(&call, &params.chat_id, Until::Now).await
}

/// When a mute ends.
enum Until {
    Now,
    Date(Date),
    /// After this many seconds.
    In(u32),
    /// At chats.unmute.
    Ever,
}

async fn set(call: &Call, chat_id: &ChatId, until: Until) -> Result<Empty> {
    let account = call.account()?;
    let peer = account.peer(chat_id, call.attempt()).await?;
    account.is_current(&peer, call.attempt()).await?;
    let mute_until = match until {
        Until::Now => 0,
        Until::Date(date) => {
            date.ahead("until_date", Ahead::MUTE, account.learn_now(call.attempt()).await?)?
        }
        Until::In(seconds) => {
            let now = account.learn_now(call.attempt()).await?;
            now.saturating_add(i32::try_from(seconds).unwrap_or(i32::MAX))
        }
        Until::Ever => i32::MAX,
    };
    // What is absent stays as it is.
    let settings = tl::types::InputPeerNotifySettings {
        show_previews: None,
        silent: None,
        mute_until: Some(mute_until),
        sound: None,
        stories_muted: None,
        stories_hide_sender: None,
        stories_sound: None,
    };
    let function = tl::functions::account::UpdateNotifySettings {
        peer: tl::types::InputNotifyPeer { peer: peer.input_peer() }.into(),
        settings: settings.into(),
    };
    account.invoke(&function, call.attempt()).await?;
    Ok(Empty {})
}

fn invalid(path: &str, expected: &str) -> Error {
    Error::new(Kind::InvalidParams, format!("`{path}` is wrong: {expected}"))
        .with("path", path)
        .with("expected", expected)
}
