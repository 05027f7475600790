//! Events: what happens at Telegram, as clients are told of it. One file for each of the things that they are about.

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

/// The table of kinds: what each tells, and the chat that it is about.
macro_rules! kinds {
    ($($kind:ident: $told:ty, $chat:expr;)*) => {
        /// Something that has happened. What is absent is unknown, or there is none.
        #[derive(Clone, Debug, Serialize, JsonSchema)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum Event {
            $($kind($told),)*
        }

        /// What an event tells of.
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

            /// The chat that it is about: of what is about a user, the private one with them. None where Telegram doesn't
            /// say which, and of what is about no chat.
            pub fn chat(&self) -> Option<PeerId> {
                match self {
                    $(Self::$kind(told) => {
                        let chat: fn(&$told) -> Option<PeerId> = $chat;
                        chat(told)
                    })*
                }
            }
        }

        $(impl From<$told> for Event {
            fn from(told: $told) -> Self {
                Self::$kind(told)
            }
        })*
    };
}

kinds! {
    MessageNew: MessageNew, |told| told.message.chat.peer_id();
    MessageEdited: MessageEdited, |told| told.message.chat.peer_id();
    MessageDeleted: MessageDeleted, |told| told.chat.as_ref()?.peer_id();
    MessageRead: MessageRead, |told| told.chat.peer_id();
    MessageContentsRead: MessageContentsRead, |told| told.chat.as_ref()?.peer_id();
    MessagePinned: MessagePinned, |told| told.chat.peer_id();
    MessageViews: MessageViews, |told| told.chat.peer_id();
    MessageScheduled: MessageScheduled, |told| told.message.chat.peer_id();
    ScheduledDeleted: ScheduledDeleted, |told| told.chat.peer_id();
    HistoryCleared: HistoryCleared, |told| told.chat.peer_id();
    Reactions: Reactions, |told| told.chat.peer_id();
    MessageReaction: MessageReaction, |told| told.chat.peer_id();
    Poll: PollChanged, |told| told.chat.as_ref()?.peer_id();
    PollAnswer: PollAnswer, |_| None;
    ChatMember: ChatMember, |told| told.chat.peer_id();
    ChatMembers: ChatMembers, |told| told.chat.peer_id();
    JoinRequest: JoinRequest, |told| told.chat.peer_id();
    JoinRequests: JoinRequests, |told| told.chat.peer_id();
    BotStopped: BotStopped, |told| told.user.peer_id();
    ChatChanged: ChatChanged, |told| told.chat.peer_id();
    ChatMigrated: ChatMigrated, |told| told.chat.peer_id();
    ChatArchived: ChatArchived, |told| told.chat.peer_id();
    ChatMuted: ChatMuted, |told| told.chat.peer_id();
    ChatPinned: ChatPinned, |told| told.chat.peer_id();
    ChatMarkedUnread: ChatMarkedUnread, |told| told.chat.peer_id();
    TopicPinned: TopicPinned, |told| told.chat.peer_id();
    Draft: DraftChanged, |told| told.chat.peer_id();
    Typing: Typing, |told| told.chat.peer_id();
    UserStatus: UserStatus, |told| told.user.peer_id();
    UserChanged: UserChanged, |told| told.user.peer_id();
    UserBlocked: UserBlocked, |told| told.user.peer_id();
    CallbackQuery: CallbackQuery, |told| told.chat.as_ref()?.peer_id();
    InlineQuery: InlineQuery, |_| None;
    ChosenInlineResult: ChosenInlineResult, |_| None;
    NewLogin: NewLogin, |_| None;
    Connection: Connection, |_| None;
    Gap: Gap, |told| told.chat.as_ref()?.peer_id();
    Raw: Raw, |told| told.chat;
}

impl Event {
    /// Whether it is about something in a chat, and Telegram doesn't say in which.
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
