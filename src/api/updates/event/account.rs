//! The account itself.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::live::LiveOnly;
use crate::api::types::date::timestamp;
use crate::telegram::tl;

/// Somebody has logged in to this account elsewhere, or a login was confirmed. Whoever doesn't know it should call
/// account.revokeAuthorization.
///
/// Telegram: `updateNewAuthorization`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct NewLogin {
    /// The login's `authorization_id` in account.authorizations.
    pub authorization_id: String,
    /// It has yet to be confirmed from another. If not, it just was.
    pub is_unconfirmed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub date: Option<Timestamp>,
    /// The device and its system, as they call themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Where Telegram takes it to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

impl NewLogin {
    pub fn of(told: &tl::types::UpdateNewAuthorization) -> Self {
        Self {
            authorization_id: told.hash.to_string(),
            is_unconfirmed: told.unconfirmed,
            date: told.date.map(timestamp),
            device: told.device.clone(),
            location: told.location.clone(),
            is_live_only: LiveOnly,
        }
    }
}
