//! Chat actions: what a user is doing in a chat (https://core.telegram.org/api/updates#typing).

use serde::{Deserialize, Serialize};

/// What a user is doing in a chat. Uploads have their progress in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChatAction {
    Typing,
    /// Cancelled.
    Nothing,
    RecordingVideo,
    SendingVideo(i32),
    RecordingVoice,
    SendingVoice(i32),
    SendingPhoto(i32),
    SendingDocument(i32),
    ChoosingPlace,
    ChoosingContact,
    ChoosingSticker,
    Playing,
    RecordingRound,
    SendingRound(i32),
}
