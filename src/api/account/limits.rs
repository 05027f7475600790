//! The limits of the account.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::send::limits;
use crate::error::Result;
use crate::rpc::Method;
use crate::telegram::limits::Limits;

/// Returns the account's limits on sizes, lengths and counts, and those with Telegram Premium.
///
/// Telegram: `help.getAppConfig` and `users.getUsers`, asked once in six hours for a login. For a bot, which can't ask,
/// these are the documented limits. A file or caption over the limit fails with `too_large` before anything is uploaded.
/// Fails with `not_signed_in` before the login is finished.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetLimits {}

impl Method for GetLimits {
    const NAME: &'static str = "account.limits";
    type Result = Limits;
}

pub async fn limits(call: Call, _: GetLimits) -> Result<Limits> {
    let account = call.account()?;
    limits::of(&call, &account).await
}
