//! account.update.

use schemars::JsonSchema;
use serde::Deserialize;

use super::myself;
use crate::api::Call;
use crate::api::people::User;
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::telegram::tl;

/// Changes how the account shows itself.
///
/// Telegram: `account.updateUsername`, then `account.updateProfile`. What isn't given stays. Fails with `not_modified` if
/// the name is the account's already, and with `telegram_rejected` (USERNAME_OCCUPIED, USERNAME_INVALID) if it can't be had;
/// then nothing else was changed either.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// 1 to 64 characters.
    pub first_name: Option<String>,
    /// Up to 64 characters; empty for none.
    pub last_name: Option<String>,
    /// Up to 70 characters; empty for none.
    pub about: Option<String>,
    /// Without `@`: 5 to 32 letters, digits and `_`; empty for none.
    pub username: Option<String>,
}

impl Method for Update {
    const NAME: &'static str = "account.update";
    type Result = User;
}

pub async fn update(call: Call, params: Update) -> Result<User> {
    let account = call.account()?;
    let Update { first_name, last_name, about, username } = params;
    let changes_profile = first_name.is_some() || last_name.is_some() || about.is_some();
    if !changes_profile && username.is_none() {
        return Err(Error::new(Kind::InvalidParams, "There is nothing to change")
            .with("path", "first_name")
            .with("expected", "at least one of first_name, last_name, about and username"));
    }
    // The username is what most likely can't be had, so it comes first.
    if let Some(username) = username {
        let username = username.trim_start_matches('@').to_owned();
        account.invoke(&tl::functions::account::UpdateUsername { username }, call.attempt()).await?;
    }
    if changes_profile {
        let function = tl::functions::account::UpdateProfile { first_name, last_name, about };
        account.invoke(&function, call.attempt()).await?;
    }
    myself(&call).await
}
