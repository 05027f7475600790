//! The account's logins: listing and revoking them.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::tl;

/// Lists the account's logins, including this one.
///
/// Telegram: `account.getAuthorizations`. Fails with `not_signed_in` before the login is finished, and with `user_only` for
/// a bot.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authorizations {}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AuthorizationList {
    pub items: Vec<Authorization>,
    /// Seconds of inactivity after which a login expires.
    pub inactive_session_ttl: i64,
}

/// A login.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Authorization {
    /// Pass it to account.revokeAuthorization. Absent for the calling login: end that one with auth.logOut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization_id: Option<String>,
    /// The login that made this call.
    pub is_current: bool,
    pub device_model: String,
    pub platform: String,
    pub system_version: String,
    pub api_id: i32,
    pub app_name: String,
    pub app_version: String,
    /// An official Telegram app.
    pub is_official_app: bool,
    /// Has not entered the two-step verification password yet.
    pub is_password_pending: bool,
    /// Has not been confirmed from another login yet.
    pub is_unconfirmed: bool,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub creation_date: Timestamp,
    /// When the login was last used.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub last_active_date: Timestamp,
    pub ip_address: String,
    pub country: String,
    pub region: String,
}

impl Method for Authorizations {
    const NAME: &'static str = "account.authorizations";
    type Result = AuthorizationList;
}

pub async fn list(call: Call, _: Authorizations) -> Result<AuthorizationList> {
    let account = call.account()?;
    let tl::enums::account::Authorizations::Authorizations(answer) =
        account.read(&tl::functions::account::GetAuthorizations {}, call.attempt()).await?;
    let items = answer.authorizations.into_iter().map(Authorization::of).collect::<Result<_>>()?;
    Ok(AuthorizationList { items, inactive_session_ttl: i64::from(answer.authorization_ttl_days) * 86_400 })
}

impl Authorization {
    fn of(authorization: tl::enums::Authorization) -> Result<Self> {
        let tl::enums::Authorization::Authorization(told) = authorization;
        let date = |seconds: i32| Timestamp::from_second(seconds.into()).map_err(Error::internal);
        Ok(Self {
            authorization_id: (!told.current).then(|| told.hash.to_string()),
            is_current: told.current,
            creation_date: date(told.date_created)?,
            last_active_date: date(told.date_active)?,
            device_model: told.device_model,
            platform: told.platform,
            system_version: told.system_version,
            api_id: told.api_id,
            app_name: told.app_name,
            app_version: told.app_version,
            is_official_app: told.official_app,
            is_password_pending: told.password_pending,
            is_unconfirmed: told.unconfirmed,
            ip_address: told.ip,
            country: told.country,
            region: told.region,
        })
    }
}

/// Revokes another login of the account.
///
/// Telegram: `account.resetAuthorization`. Fails with `telegram_rejected` (HASH_INVALID) if there is no such login, and with
/// `too_fresh` while this login is younger than a day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeAuthorization {
    /// The `authorization_id` from account.authorizations.
    #[schemars(regex(pattern = "^-?[0-9]+$"), extend("format" = "int64"))]
    pub authorization_id: String,
}

impl Method for RevokeAuthorization {
    const NAME: &'static str = "account.revokeAuthorization";
    const FAILS: Fails = &[&[Kind::UserOnly, Kind::TooFresh]];
    type Result = Empty;
}

pub async fn revoke(call: Call, params: RevokeAuthorization) -> Result<Empty> {
    let hash =
        params.authorization_id.parse().map_err(|error: std::num::ParseIntError| Error::internal(error))?;
    let account = call.account()?;
    account.invoke(&tl::functions::account::ResetAuthorization { hash }, call.attempt()).await?;
    Ok(Empty {})
}

/// Revokes all other logins of the account.
///
/// Telegram: `auth.resetAuthorizations`. Fails with `too_fresh` while this login is younger than a day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeOtherAuthorizations {}

impl Method for RevokeOtherAuthorizations {
    const NAME: &'static str = "account.revokeOtherAuthorizations";
    const FAILS: Fails = &[&[Kind::UserOnly, Kind::TooFresh]];
    type Result = Empty;
}

pub async fn revoke_others(call: Call, _: RevokeOtherAuthorizations) -> Result<Empty> {
    let account = call.account()?;
    account.invoke(&tl::functions::auth::ResetAuthorizations {}, call.attempt()).await?;
    Ok(Empty {})
}
