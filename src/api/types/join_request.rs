//! Join requests.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::types::people::Chat;

/// A join request.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct JoinRequest {
    pub user: Chat,
    /// When the request was sent.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub date: Timestamp,
    /// The user's bio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
}
