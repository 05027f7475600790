//! People: whether they are there, what they are called, and what they are about to send.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::live::LiveOnly;
use crate::api::types::date::timestamp;
use crate::api::types::people::Chat;
use crate::telegram::tl;

/// Somebody is online, or isn't any more.
///
/// Telegram: `updateUserStatus`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct UserStatus {
    pub user: Chat,
    pub status: Presence,
    /// Of who is online: until when, unless they stay longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub online_until_date: Option<Timestamp>,
    /// Of who is offline: until when they were online.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub last_seen_date: Option<Timestamp>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// When somebody was last seen; of those who hide it only about when.
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

/// Somebody has another name, username or phone number than before, or something else of them has changed. What is absent
/// has stayed as it was, or Telegram doesn't say.
///
/// Telegram: `updateUserName`, `updateUserPhone`, `updateUser`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct UserChanged {
    pub user: Chat,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Empty if they have none any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// All that are in use, the first one first. Empty if they have none any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usernames: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// This account has blocked somebody, or doesn't block them any more.
///
/// Telegram: `updatePeerBlocked`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct UserBlocked {
    /// Whom; it may be a channel.
    pub user: Chat,
    /// Whether they are blocked now.
    pub is_blocked: bool,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// Somebody is about to send something. It holds for 6 seconds, or until their message comes.
///
/// Telegram: `updateUserTyping`, `updateChatUserTyping`, `updateChannelUserTyping`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Typing {
    pub chat: Chat,
    /// Who; it may be a channel.
    pub user: Chat,
    pub action: TypingAction,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    /// Of an upload, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<i32>,
    /// Telegram never tells it again.
    pub is_live_only: LiveOnly,
}

/// As chats.setTyping has them, and what else Telegram's apps show.
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
    /// Bring in a chat from elsewhere.
    ImportHistory,
    /// No more of it.
    Cancel,
}

impl UserStatus {
    pub fn of(user: Chat, status: &tl::enums::UserStatus) -> Self {
        use tl::enums::UserStatus as Tl;
        let (status, online_until, last_seen) = match status {
            Tl::Online(told) => (Presence::Online, Some(told.expires), None),
            Tl::Offline(told) => (Presence::Offline, None, Some(told.was_online)),
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
    /// Of whom Telegram doesn't say what has changed.
    pub fn of(user: Chat) -> Self {
        Self { user, first_name: None, last_name: None, usernames: None, phone: None, is_live_only: LiveOnly }
    }

    pub fn named(user: Chat, told: &tl::types::UpdateUserName) -> Self {
        let usernames = told.usernames.iter().map(|tl::enums::Username::Username(username)| username);
        let usernames =
            usernames.filter(|username| username.active).map(|username| username.username.clone());
        let usernames: Vec<String> = usernames.collect();
        let title = format!("{} {}", told.first_name, told.last_name).trim().to_owned();
        // It is newer than whatever else is known of them.
        let user = Chat {
            title: Some(title).filter(|title| !title.is_empty()),
            username: usernames.first().cloned(),
            ..user
        };
        Self {
            first_name: Some(told.first_name.clone()),
            last_name: Some(told.last_name.clone()),
            usernames: Some(usernames),
            ..Self::of(user)
        }
    }
}

impl Typing {
    /// None of what is more than that somebody is about to send: animations in between, and texts that come letter by
    /// letter.
    pub fn of(chat: Chat, user: Chat, action: &tl::enums::SendMessageAction) -> Option<Self> {
        use tl::enums::SendMessageAction as Tl;
        let (action, progress) = match action {
            Tl::SendMessageTypingAction => (TypingAction::Typing, 0),
            Tl::SendMessageCancelAction => (TypingAction::Cancel, 0),
            Tl::SendMessageRecordVideoAction => (TypingAction::RecordVideo, 0),
            Tl::SendMessageUploadVideoAction(told) => (TypingAction::UploadVideo, told.progress),
            Tl::SendMessageRecordAudioAction => (TypingAction::RecordVoice, 0),
            Tl::SendMessageUploadAudioAction(told) => (TypingAction::UploadVoice, told.progress),
            Tl::SendMessageUploadPhotoAction(told) => (TypingAction::UploadPhoto, told.progress),
            Tl::SendMessageUploadDocumentAction(told) => (TypingAction::UploadDocument, told.progress),
            Tl::SendMessageGeoLocationAction => (TypingAction::FindLocation, 0),
            Tl::SendMessageChooseContactAction => (TypingAction::ChooseContact, 0),
            Tl::SendMessageGamePlayAction => (TypingAction::PlayGame, 0),
            Tl::SendMessageRecordRoundAction => (TypingAction::RecordVideoNote, 0),
            Tl::SendMessageUploadRoundAction(told) => (TypingAction::UploadVideoNote, told.progress),
            Tl::SpeakingInGroupCallAction => (TypingAction::Speak, 0),
            Tl::SendMessageHistoryImportAction(told) => (TypingAction::ImportHistory, told.progress),
            Tl::SendMessageChooseStickerAction => (TypingAction::ChooseSticker, 0),
            Tl::SendMessageEmojiInteraction(_)
            | Tl::SendMessageEmojiInteractionSeen(_)
            | Tl::SendMessageTextDraftAction(_)
            | Tl::InputSendMessageRichMessageDraftAction(_)
            | Tl::SendMessageRichMessageDraftAction(_)
            | Tl::SendMessageStopDraftAction(_) => return None,
        };
        // Apps that don't know how far they are say 0.
        let progress = Some(progress).filter(|progress| *progress > 0);
        Some(Self { chat, user, action, topic_id: None, progress, is_live_only: LiveOnly })
    }
}
