//! Events as clients get them. One file per subject.

mod account;
mod bots;
mod chats;
mod live;
mod members;
mod messages;
mod polls;
mod reactions;
mod reading;
mod stream;
mod users;

#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use account::NewLogin;
pub use bots::{CallbackQuery, ChosenInlineResult, InlineQuery};
pub use chats::{
    ChatArchived, ChatChanged, ChatMarkedUnread, ChatMigrated, ChatMuted, ChatPinned, DraftChanged,
    HistoryCleared, TopicPinned,
};
pub use members::{BotStopped, ChatMember, ChatMembers, JoinRequest, JoinRequests};
pub use messages::{
    MessageContentsRead, MessageDeleted, MessageEdited, MessageNew, MessagePinned, MessageRead,
    MessageScheduled, MessageViews, ScheduledDeleted,
};
pub use polls::{PollAnswer, PollChanged};
pub use reactions::{MessageReaction, Reactions};
pub use reading::{of, raw};
pub use stream::{Connection, Counter, Gap, GapReason, Raw, Skipped};
pub use users::{Typing, UserBlocked, UserChanged, UserStatus};

use crate::telegram::peer::PeerId;

/// The table of kinds: the payload of each, and the chat that it is about.
macro_rules! kinds {
    ($($kind:ident: $payload:ty, $chat:expr;)*) => {
        /// An event. Absent fields are unknown or don't apply.
        #[derive(Clone, Debug, Serialize, JsonSchema)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum Event {
            $($kind($payload),)*
        }

        /// The kind of an event.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum EventKind {
            $($kind,)*
        }

        impl EventKind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];
        }

        impl Event {
            pub fn kind(&self) -> EventKind {
                match self {
                    $(Self::$kind(_) => EventKind::$kind,)*
                }
            }

            /// Returns the chat that it is about; for events about a user, the private chat with them. `None` if Telegram
            /// doesn't name the chat, or the event is about none.
            pub fn chat(&self) -> Option<PeerId> {
                match self {
                    $(Self::$kind(event) => {
                        let chat: fn(&$payload) -> Option<PeerId> = $chat;
                        chat(event)
                    })*
                }
            }
        }

        $(impl From<$payload> for Event {
            fn from(payload: $payload) -> Self {
                Self::$kind(payload)
            }
        })*
    };
}

kinds! {
    MessageNew: MessageNew, |event| event.message.chat.peer_id();
    MessageEdited: MessageEdited, |event| event.message.chat.peer_id();
    MessageDeleted: MessageDeleted, |event| event.chat.as_ref()?.peer_id();
    MessageRead: MessageRead, |event| event.chat.peer_id();
    MessageContentsRead: MessageContentsRead, |event| event.chat.as_ref()?.peer_id();
    MessagePinned: MessagePinned, |event| event.chat.peer_id();
    MessageViews: MessageViews, |event| event.chat.peer_id();
    MessageScheduled: MessageScheduled, |event| event.message.chat.peer_id();
    ScheduledDeleted: ScheduledDeleted, |event| event.chat.peer_id();
    HistoryCleared: HistoryCleared, |event| event.chat.peer_id();
    Reactions: Reactions, |event| event.chat.peer_id();
    MessageReaction: MessageReaction, |event| event.chat.peer_id();
    Poll: PollChanged, |event| event.chat.as_ref()?.peer_id();
    PollAnswer: PollAnswer, |_| None;
    ChatMember: ChatMember, |event| event.chat.peer_id();
    ChatMembers: ChatMembers, |event| event.chat.peer_id();
    JoinRequest: JoinRequest, |event| event.chat.peer_id();
    JoinRequests: JoinRequests, |event| event.chat.peer_id();
    BotStopped: BotStopped, |event| event.user.peer_id();
    ChatChanged: ChatChanged, |event| event.chat.peer_id();
    ChatMigrated: ChatMigrated, |event| event.chat.peer_id();
    ChatArchived: ChatArchived, |event| event.chat.peer_id();
    ChatMuted: ChatMuted, |event| event.chat.peer_id();
    ChatPinned: ChatPinned, |event| event.chat.peer_id();
    ChatMarkedUnread: ChatMarkedUnread, |event| event.chat.peer_id();
    TopicPinned: TopicPinned, |event| event.chat.peer_id();
    Draft: DraftChanged, |event| event.chat.peer_id();
    Typing: Typing, |event| event.chat.peer_id();
    UserStatus: UserStatus, |event| event.user.peer_id();
    UserChanged: UserChanged, |event| event.user.peer_id();
    UserBlocked: UserBlocked, |event| event.user.peer_id();
    CallbackQuery: CallbackQuery, |event| event.chat.as_ref()?.peer_id();
    InlineQuery: InlineQuery, |_| None;
    ChosenInlineResult: ChosenInlineResult, |_| None;
    NewLogin: NewLogin, |_| None;
    Connection: Connection, |_| None;
    Gap: Gap, |event| event.chat.as_ref()?.peer_id();
    Raw: Raw, |event| event.chat;
}

impl Event {
    /// Whether it is about a chat that Telegram doesn't name.
    pub fn chat_is_unknown(&self) -> bool {
        let in_a_chat = matches!(
            self,
            Self::MessageDeleted(_)
                | Self::MessageContentsRead(_)
                | Self::Poll(_)
                | Self::PollAnswer(_)
                | Self::CallbackQuery(_)
        );
        in_a_chat && self.chat().is_none()
    }
}
