//! Files at Telegram.

pub mod id;
pub mod info;
pub mod mime;
pub mod name;
pub mod probe;

use schemars::JsonSchema;
use serde::Serialize;

/// A file at Telegram.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct File {
    /// The sender's name for the file, without folders and invisible characters. Not a trusted path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    pub mime_type: String,
    /// Bytes.
    pub file_size: i64,
    /// Identifies the file in messages.sendFile, for this account only. Valid for some hours.
    pub file_id: String,
}
