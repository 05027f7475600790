//! account.update.

use schemars::JsonSchema;
use serde::Deserialize;

use super::myself;
use crate::api::call::Call;
use crate::api::types::edits::Edits;
use crate::api::types::people::User;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::tl;

/// Edits the account's profile.
///
/// Telegram: `account.updateUsername`, then `account.updateProfile`. Omitted fields stay unchanged. Stops at the first
/// error, whose `changed` lists the fields changed before. Fails with `not_modified` if nothing changes, and with
/// `telegram_rejected` if the username is not available (USERNAME_OCCUPIED, USERNAME_INVALID) or Telegram doesn't take
/// the name or the words (FIRSTNAME_INVALID, ABOUT_TOO_LONG).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// 1 to 64 characters.
    #[schemars(length(min = 1, max = 64))]
    pub first_name: Option<String>,
    /// Up to 64 characters. Empty removes it.
    #[schemars(length(max = 64))]
    pub last_name: Option<String>,
    /// Up to 70 characters, 140 with Telegram Premium. Empty removes it.
    #[schemars(length(max = 140))]
    pub bio: Option<String>,
    /// 5 to 32 letters, digits and `_`, without `@`. Empty removes it.
    #[schemars(length(max = 32))]
    pub username: Option<String>,
}

impl Method for Update {
    const NAME: &'static str = "account.update";
    const FAILS: Fails = &[&[Kind::NotModified, Kind::Forbidden, Kind::UserOnly]];
    type Result = User;
}

pub async fn update(call: Call, params: Update) -> Result<User> {
    let account = call.account()?;
    let Update { first_name, last_name, bio: about, username } = params;
    if [&first_name, &last_name, &about, &username].into_iter().all(Option::is_none) {
        return Err(Error::new(Kind::InvalidParams, "There is nothing to change")
            .with("path", "first_name")
            .with("expected", "at least one of first_name, last_name, about and username"));
    }
    let mut progress = Edits::default();
    // The username is what most likely can't be had, so it comes first.
    if let Some(username) = username {
        let username = username.trim_start_matches('@').to_owned();
        let function = tl::functions::account::UpdateUsername { username };
        progress.note(&["username"], account.invoke(&function, call.attempt()).await)?;
    }
    let given = [("first_name", &first_name), ("last_name", &last_name), ("bio", &about)];
    let fields: Vec<_> =
        given.into_iter().filter(|(_, value)| value.is_some()).map(|(name, _)| name).collect();
    if !fields.is_empty() {
        let function = tl::functions::account::UpdateProfile { first_name, last_name, about };
        progress.note(&fields, account.invoke(&function, call.attempt()).await)?;
    }
    progress.made_some()?;
    myself(&call).await
}
