//! Service messages: what happened in a chat.

use schemars::JsonSchema;
use serde::Serialize;

use crate::api::types::constructor::name_of;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

/// A service message's event.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Service {
    ChatCreated {
        title: String,
    },
    TitleChanged {
        title: String,
    },
    PhotoChanged,
    PhotoDeleted,
    MembersAdded {
        user_ids: Vec<i64>,
    },
    MemberLeft {
        user_id: i64,
    },
    JoinedByLink,
    JoinedByRequest,
    MessagePinned,
    HistoryCleared,
    /// This basic group became a supergroup.
    MigratedTo {
        chat_id: i64,
    },
    MigratedFrom {
        chat_id: i64,
        title: String,
    },
    ContactSignedUp,
    TopicCreated {
        title: String,
    },
    /// Absent fields are unchanged.
    TopicEdited {
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        is_closed: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        is_hidden: Option<bool>,
    },
    /// Anything else, by Telegram's name for it.
    Other {
        name: String,
    },
}

impl Service {
    pub fn of(action: &tl::enums::MessageAction) -> Self {
        use tl::enums::MessageAction as Tl;
        match action {
            Tl::ChatCreate(action) => Self::ChatCreated { title: action.title.clone() },
            Tl::ChannelCreate(action) => Self::ChatCreated { title: action.title.clone() },
            Tl::ChatEditTitle(action) => Self::TitleChanged { title: action.title.clone() },
            Tl::ChatEditPhoto(_) => Self::PhotoChanged,
            Tl::ChatDeletePhoto => Self::PhotoDeleted,
            Tl::ChatAddUser(action) => Self::MembersAdded { user_ids: action.users.clone() },
            Tl::ChatDeleteUser(action) => Self::MemberLeft { user_id: action.user_id },
            Tl::ChatJoinedByLink(_) => Self::JoinedByLink,
            Tl::ChatJoinedByRequest => Self::JoinedByRequest,
            Tl::PinMessage => Self::MessagePinned,
            Tl::HistoryClear => Self::HistoryCleared,
            Tl::ChatMigrateTo(action) => {
                Self::MigratedTo { chat_id: PeerId::channel(action.channel_id).marked() }
            }
            Tl::ChannelMigrateFrom(action) => Self::MigratedFrom {
                chat_id: PeerId::group(action.chat_id).marked(),
                title: action.title.clone(),
            },
            Tl::ContactSignUp => Self::ContactSignedUp,
            Tl::TopicCreate(action) => Self::TopicCreated { title: action.title.clone() },
            Tl::TopicEdit(action) => Self::TopicEdited {
                title: action.title.clone(),
                is_closed: action.closed,
                is_hidden: action.hidden,
            },
            other => Self::Other { name: name_of(other) },
        }
    }
}
