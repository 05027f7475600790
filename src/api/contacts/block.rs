//! Blocked users.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::empty::Empty;
use crate::api::types::fails;
use crate::api::types::page::{Limit, Page};
use crate::api::types::people::Chat;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::{ChatId, PeerId};
use crate::telegram::tl;

/// Blocks a user from writing to the account, seeing when it is online, and adding it to chats.
///
/// Telegram: `contacts.block`. Blocking a blocked user has no effect. Fails with `chat_not_found`, with `peer_invalid`,
/// and with `telegram_rejected` if it is the account itself (CONTACT_ID_INVALID).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// The user: a `ref`, `"@name"` or id.
    pub user_id: ChatId,
}

impl Method for Block {
    const NAME: &'static str = "contacts.block";
    const FAILS: Fails = &[fails::CHAT];
    type Result = Empty;
}

pub async fn block(call: Call, params: Block) -> Result<Empty> {
    let account = call.account()?;
    let id = account.peer(&params.user_id, call.attempt()).await?.input_peer();
    let function = tl::functions::contacts::Block { my_stories_from: false, id };
    account.invoke(&function, call.attempt()).await?;
    Ok(Empty {})
}

/// Unblocks a user.
///
/// Telegram: `contacts.unblock`. Unblocking a user who isn't blocked has no effect. Fails with `chat_not_found`, with
/// `peer_invalid`, and with `telegram_rejected` if it is the account itself (CONTACT_ID_INVALID).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unblock {
    /// The user: a `ref`, `"@name"` or id.
    pub user_id: ChatId,
}

impl Method for Unblock {
    const NAME: &'static str = "contacts.unblock";
    const FAILS: Fails = &[fails::CHAT];
    type Result = Empty;
}

pub async fn unblock(call: Call, params: Unblock) -> Result<Empty> {
    let account = call.account()?;
    let id = account.peer(&params.user_id, call.attempt()).await?.input_peer();
    let function = tl::functions::contacts::Unblock { my_stories_from: false, id };
    account.invoke(&function, call.attempt()).await?;
    Ok(Empty {})
}

/// Lists the blocked users, most recently blocked first.
///
/// Telegram: `contacts.getBlocked`. If the list changes between pages, users may be repeated. Fails with
/// `cursor_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Blocked {
    /// 1–100 items. Default: 50.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    pub cursor: Option<String>,
}

/// A blocked user.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BlockedChat {
    #[serde(flatten)]
    pub chat: Chat,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub blocked_date: Timestamp,
}

/// The number of items on earlier pages.
#[derive(Serialize, Deserialize)]
struct Seen(i32);

impl Method for Blocked {
    const NAME: &'static str = "contacts.blocked";
    const FAILS: Fails = &[&[Kind::CursorInvalid]];
    type Result = Page<BlockedChat>;
}

pub async fn blocked(call: Call, params: Blocked) -> Result<Page<BlockedChat>> {
    let account = call.account()?;
    let viewer = call.viewer(&account)?;
    let cursors = call.cursors(viewer, Blocked::NAME, ());
    let Seen(offset) = cursors.read(params.cursor.as_deref())?.unwrap_or(Seen(0));
    let limit = params.limit.get();
    let function = tl::functions::contacts::GetBlocked { my_stories_from: false, offset, limit };
    let (blocked, users, chats, total) = match account.read(&function, call.attempt()).await? {
        tl::enums::contacts::Blocked::Blocked(all) => (all.blocked, all.users, all.chats, None),
        tl::enums::contacts::Blocked::Slice(some) => (some.blocked, some.users, some.chats, Some(some.count)),
    };
    account.learn(&users, &chats);
    let permitted = account.permitted(call.attempt()).await?;
    let cast = Cast::new(viewer, users, chats);
    let seen = offset.saturating_add(blocked.len() as i32);
    let more = !blocked.is_empty() && total.is_some_and(|total| seen < total);
    let blocked = blocked.iter().map(|tl::enums::PeerBlocked::Blocked(blocked)| blocked);
    let items = blocked
        .map(|blocked| (PeerId::from(&blocked.peer_id), blocked.date))
        .filter(|(id, _)| permitted.permits(*id))
        .map(|(id, date)| BlockedChat { chat: cast.chat(id), blocked_date: timestamp(date) })
        .collect();
    Ok(Page {
        items,
        next_cursor: more.then(|| cursors.write(&Seen(seen))),
        total: total.or(Some(seen)).filter(|_| permitted.is_all()),
    })
}
