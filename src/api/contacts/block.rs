//! Whom the account has blocked.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::empty::Empty;
use crate::api::types::page::{Limit, Page};
use crate::api::types::people::Chat;
use crate::error::Result;
use crate::rpc::Method;
use crate::telegram::peer::{ChatId, PeerId};
use crate::telegram::tl;

/// Keeps somebody from writing to the account, from seeing when it is online, and from adding it to chats.
///
/// Telegram: `contacts.block`. Whoever is blocked stays so. Fails with `chat_not_found`, with `peer_invalid`, and with
/// `telegram_rejected` if it is the account itself (CONTACT_ID_INVALID).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Whom: a `ref`, `"@name"` or id.
    pub user_id: ChatId,
}

impl Method for Block {
    const NAME: &'static str = "contacts.block";
    type Result = Empty;
}

pub async fn block(call: Call, params: Block) -> Result<Empty> {
    let account = call.account()?;
    let id = account.peer(&params.user_id, call.attempt()).await?.input_peer();
    let function = tl::functions::contacts::Block { my_stories_from: false, id };
    account.invoke(&function, call.attempt()).await?;
    Ok(Empty {})
}

/// Blocks somebody no longer.
///
/// Telegram: `contacts.unblock`. Whoever isn't blocked stays so. Fails with `chat_not_found`, with `peer_invalid`, and with
/// `telegram_rejected` if it is the account itself (CONTACT_ID_INVALID).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unblock {
    /// Whom: a `ref`, `"@name"` or id.
    pub user_id: ChatId,
}

impl Method for Unblock {
    const NAME: &'static str = "contacts.unblock";
    type Result = Empty;
}

pub async fn unblock(call: Call, params: Unblock) -> Result<Empty> {
    let account = call.account()?;
    let id = account.peer(&params.user_id, call.attempt()).await?.input_peer();
    let function = tl::functions::contacts::Unblock { my_stories_from: false, id };
    account.invoke(&function, call.attempt()).await?;
    Ok(Empty {})
}

/// Lists those whom the account has blocked, the last one first.
///
/// Telegram: `contacts.getBlocked`. While others are blocked, somebody may come twice. Fails with `cursor_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Blocked {
    /// How many: 1 to 100, 50 unless told.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Somebody whom the account has blocked.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BlockedChat {
    #[serde(flatten)]
    pub chat: Chat,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub blocked_date: Timestamp,
}

/// How many came before.
#[derive(Serialize, Deserialize)]
struct Seen(i32);

impl Method for Blocked {
    const NAME: &'static str = "contacts.blocked";
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
