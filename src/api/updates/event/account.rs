//! The account itself.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::live::LiveOnly;
use crate::api::types::date::timestamp;
use crate::telegram::tl;

/// A new login to this account, or the confirmation of one. If you don't recognize it, call account.revokeAuthorization.
///
/// Telegram: `updateNewAuthorization`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct NewLogin {
    /// The login's `authorization_id` in account.authorizations.
    pub authorization_id: String,
    /// Whether the login still has to be confirmed from another device. If not, it was just confirmed.
    pub is_unconfirmed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub date: Option<Timestamp>,
    /// Device model and system, as reported by the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Location, as Telegram guesses it from the IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

impl NewLogin {
    pub fn of(update: &tl::types::UpdateNewAuthorization) -> Self {
        Self {
            authorization_id: update.hash.to_string(),
            is_unconfirmed: update.unconfirmed,
            date: update.date.map(timestamp),
            device: update.device.clone(),
            location: update.location.clone(),
            is_live_only: LiveOnly,
        }
    }
}
