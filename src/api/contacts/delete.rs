//! contacts.delete.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::api::types::fails;
use crate::error::Result;
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Deletes a contact.
///
/// Telegram: `contacts.deleteContacts`. Deleting a user who isn't a contact has no effect. Fails with `chat_not_found`,
/// and with `peer_invalid` if this is no user.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delete {
    /// The user: a `ref`, `"@name"` or id.
    pub user_id: ChatId,
}

impl Method for Delete {
    const NAME: &'static str = "contacts.delete";
    const FAILS: Fails = &[fails::CHAT];
    type Result = Empty;
}

pub async fn delete(call: Call, params: Delete) -> Result<Empty> {
    let account = call.account()?;
    let user = account.peer(&params.user_id, call.attempt()).await?.input_user()?;
    account.invoke(&tl::functions::contacts::DeleteContacts { id: vec![user] }, call.attempt()).await?;
    Ok(Empty {})
}
