//! Files as Telegram keeps them.

pub mod id;
pub mod info;
pub mod mime;
pub mod name;
pub mod probe;

use schemars::JsonSchema;
use serde::Serialize;

/// A file as Telegram keeps it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct File {
    /// As its sender named it: its last part, without characters that can't be seen. It is no path to be trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    pub mime_type: String,
    /// Bytes.
    pub file_size: i64,
    /// Names the file to messages.sendFile for some hours, for this account.
    pub file_id: String,
}
