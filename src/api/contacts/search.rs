//! contacts.search.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::page::Limit;
use crate::api::types::people::Chat;
use crate::error::Result;
use crate::rpc::Method;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

/// Searches for users, groups and channels by name or username: known ones first, then public ones.
///
/// Telegram: `contacts.search`. Fails with `telegram_rejected` if there are too few letters to look for (QUERY_TOO_SHORT,
/// SEARCH_QUERY_EMPTY).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// The beginning of a word of the name, or of the username.
    pub query: String,
    /// 1–100 of each kind. Default: 50.
    #[serde(default)]
    pub limit: Limit,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FoundChats {
    pub items: Vec<FoundChat>,
}

/// A search result.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FoundChat {
    #[serde(flatten)]
    pub chat: Chat,
    /// A contact, or a chat in the account's list.
    pub is_known: bool,
}

impl Method for Search {
    const NAME: &'static str = "contacts.search";
    type Result = FoundChats;
}

pub async fn search(call: Call, params: Search) -> Result<FoundChats> {
    let account = call.account()?;
    let limit = params.limit.get();
    let function = tl::functions::contacts::Search { broadcasts: false, bots: false, q: params.query, limit };
    let tl::enums::contacts::Found::Found(found) = account.read(&function, call.attempt()).await?;
    account.learn(&found.users, &found.chats);
    let permitted = account.permitted(call.attempt()).await?;
    let cast = Cast::new(call.viewer(&account)?, found.users, found.chats);
    let known = found.my_results.iter().map(|peer| (peer, true));
    let all = known.chain(found.results.iter().map(|peer| (peer, false)));
    let all = all.map(|(peer, known)| (PeerId::from(peer), known));
    let items = all
        .filter(|(id, _)| permitted.permits(*id))
        .map(|(id, known)| FoundChat { chat: cast.chat(id), is_known: known })
        .collect();
    Ok(FoundChats { items })
}
