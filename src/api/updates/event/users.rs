//! Users: their online status, names and chat actions.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::live::LiveOnly;
use crate::api::types::date::timestamp;
use crate::api::types::people::Chat;
use crate::telegram::tl;

/// A user's online status has changed.
///
/// Telegram: `updateUserStatus`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct UserStatus {
    pub user: Chat,
    pub status: Presence,
    /// For `online`: when the status expires, unless it is extended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub online_until_date: Option<Timestamp>,
    /// For `offline`: when the user was last online.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub last_seen_date: Option<Timestamp>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// When a user was last online. Approximate for those who hide it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    Online,
    Offline,
    /// Within three days.
    Recently,
    LastWeek,
    LastMonth,
    /// Longer ago, or never.
    LongAgo,
}

/// A user's name, usernames, phone number or other details have changed. Absent fields are unchanged or unknown.
///
/// Telegram: `updateUserName`, `updateUserPhone`, `updateUser`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct UserChanged {
    pub user: Chat,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Empty if it was removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// All active usernames, in order. Empty if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usernames: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// This account blocked or unblocked a user.
///
/// Telegram: `updatePeerBlocked`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct UserBlocked {
    /// The user, which may be a channel.
    pub user: Chat,
    /// Whether they are blocked now.
    pub is_blocked: bool,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// A user is typing or uploading. Holds for 6 seconds, or until their message arrives.
///
/// Telegram: `updateUserTyping`, `updateChatUserTyping`, `updateChannelUserTyping`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Typing {
    pub chat: Chat,
    /// The user, which may be a channel.
    pub user: Chat,
    pub action: TypingAction,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    /// Progress of an upload, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<i32>,
    /// Telegram never sends it again.
    pub is_live_only: LiveOnly,
}

/// The actions of chats.setTyping, and further ones that Telegram's apps show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TypingAction {
    Typing,
    UploadPhoto,
    RecordVideo,
    UploadVideo,
    RecordVoice,
    UploadVoice,
    UploadDocument,
    ChooseSticker,
    ChooseContact,
    FindLocation,
    RecordVideoNote,
    UploadVideoNote,
    PlayGame,
    /// In a voice chat.
    Speak,
    /// Importing the history of another app.
    ImportHistory,
    /// The action was cancelled.
    Cancel,
}

impl UserStatus {
    pub fn of(user: Chat, status: &tl::enums::UserStatus) -> Self {
        use tl::enums::UserStatus as Tl;
        let (status, online_until, last_seen) = match status {
            Tl::Online(update) => (Presence::Online, Some(update.expires), None),
            Tl::Offline(update) => (Presence::Offline, None, Some(update.was_online)),
            Tl::Recently(_) => (Presence::Recently, None, None),
            Tl::LastWeek(_) => (Presence::LastWeek, None, None),
            Tl::LastMonth(_) => (Presence::LastMonth, None, None),
            Tl::Empty => (Presence::LongAgo, None, None),
        };
        Self {
            user,
            status,
            online_until_date: online_until.map(timestamp),
            last_seen_date: last_seen.map(timestamp),
            is_live_only: LiveOnly,
        }
    }
}

impl UserChanged {
    /// A change without details.
    pub fn of(user: Chat) -> Self {
        Self { user, first_name: None, last_name: None, usernames: None, phone: None, is_live_only: LiveOnly }
    }

    pub fn named(user: Chat, update: &tl::types::UpdateUserName) -> Self {
        let usernames = update.usernames.iter().map(|tl::enums::Username::Username(username)| username);
        let usernames =
            usernames.filter(|username| username.active).map(|username| username.username.clone());
        let usernames: Vec<String> = usernames.collect();
        let title = format!("{} {}", update.first_name, update.last_name).trim().to_owned();
        // Newer than what else is known about the user.
        let user = Chat {
            title: Some(title).filter(|title| !title.is_empty()),
            username: usernames.first().cloned(),
            ..user
        };
        Self {
            first_name: Some(update.first_name.clone()),
            last_name: Some(update.last_name.clone()),
            usernames: Some(usernames),
            ..Self::of(user)
        }
    }
}

impl Typing {
    /// Returns `None` for actions that aren't about a message to come: animated emoji and streamed drafts.
    pub fn of(chat: Chat, user: Chat, action: &tl::enums::SendMessageAction) -> Option<Self> {
        use tl::enums::SendMessageAction as Tl;
        let (action, progress) = match action {
            Tl::SendMessageTypingAction => (TypingAction::Typing, 0),
            Tl::SendMessageCancelAction => (TypingAction::Cancel, 0),
            Tl::SendMessageRecordVideoAction => (TypingAction::RecordVideo, 0),
            Tl::SendMessageUploadVideoAction(update) => (TypingAction::UploadVideo, update.progress),
            Tl::SendMessageRecordAudioAction => (TypingAction::RecordVoice, 0),
            Tl::SendMessageUploadAudioAction(update) => (TypingAction::UploadVoice, update.progress),
            Tl::SendMessageUploadPhotoAction(update) => (TypingAction::UploadPhoto, update.progress),
            Tl::SendMessageUploadDocumentAction(update) => (TypingAction::UploadDocument, update.progress),
            Tl::SendMessageGeoLocationAction => (TypingAction::FindLocation, 0),
            Tl::SendMessageChooseContactAction => (TypingAction::ChooseContact, 0),
            Tl::SendMessageGamePlayAction => (TypingAction::PlayGame, 0),
            Tl::SendMessageRecordRoundAction => (TypingAction::RecordVideoNote, 0),
            Tl::SendMessageUploadRoundAction(update) => (TypingAction::UploadVideoNote, update.progress),
            Tl::SpeakingInGroupCallAction => (TypingAction::Speak, 0),
            Tl::SendMessageHistoryImportAction(update) => (TypingAction::ImportHistory, update.progress),
            Tl::SendMessageChooseStickerAction => (TypingAction::ChooseSticker, 0),
            Tl::SendMessageEmojiInteraction(_)
            | Tl::SendMessageEmojiInteractionSeen(_)
            | Tl::SendMessageTextDraftAction(_)
            | Tl::InputSendMessageRichMessageDraftAction(_)
            | Tl::SendMessageRichMessageDraftAction(_)
            | Tl::SendMessageStopDraftAction(_) => return None,
        };
        // Apps that don't know the progress send 0.
        let progress = Some(progress).filter(|progress| *progress > 0);
        Some(Self { chat, user, action, topic_id: None, progress, is_live_only: LiveOnly })
    }
}
