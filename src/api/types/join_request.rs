//! Requests to join a chat.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::types::people::Chat;

/// Somebody who asks to be let in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct JoinRequest {
    pub user: Chat,
    /// When they asked.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub date: Timestamp,
    /// What they say of themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
}
