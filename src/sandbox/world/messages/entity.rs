//! Formatted ranges of a text (https://core.telegram.org/api/entities).

use serde::{Deserialize, Serialize};

/// A formatted range of a text, in UTF-16 code units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    pub offset: i32,
    pub length: i32,
    pub style: Style,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Style {
    Unknown,
    Mention,
    Hashtag,
    Cashtag,
    BotCommand,
    Url,
    Email,
    Phone,
    BankCard,
    Bold,
    Italic,
    Underline,
    Strike,
    Spoiler,
    Code,
    Pre { language: String },
    TextUrl { url: String },
    MentionName { user: i64 },
    CustomEmoji { document: i64 },
    Blockquote { collapsed: bool },
}

/// Returns the part of the text that an entity covers.
pub fn covered(text: &str, entity: &Entity) -> String {
    let units = text.encode_utf16().skip(entity.offset.max(0) as usize).take(entity.length.max(0) as usize);
    String::from_utf16_lossy(&units.collect::<Vec<u16>>())
}
