//! Placeholder.
use grammers_tl_types as tl;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Entity {
    pub offset: u32,
    pub length: u32,
}
pub struct Formatted {
    pub text: String,
    pub entities: Vec<Entity>,
}
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct BadMarkup {
    pub position: usize,
    pub message: String,
}
pub fn markdown(_: &str) -> Result<Formatted, BadMarkup> {
    Err(BadMarkup { position: 0, message: String::new() })
}
pub fn html(_: &str) -> Result<Formatted, BadMarkup> {
    Err(BadMarkup { position: 0, message: String::new() })
}
impl Entity {
    pub fn from_tl(_: &tl::enums::MessageEntity) -> Option<Self> {
        None
    }
    pub fn to_tl(&self, _: impl Fn(i64) -> Option<tl::enums::InputUser>) -> Option<tl::enums::MessageEntity> {
        None
    }
    pub fn mentioned(&self) -> Option<i64> {
        None
    }
}
