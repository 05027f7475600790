//! What people are about in a chat, Telegram's way and the world's.

use grammers_tl_types::{enums::SendMessageAction as Action, types};

use crate::sandbox::functions::{RpcError, not_implemented};
use crate::sandbox::world::people::activity::ChatAction;

pub fn doing(doing: ChatAction) -> Action {
    match doing {
        ChatAction::Typing => Action::SendMessageTypingAction,
        ChatAction::Nothing => Action::SendMessageCancelAction,
        ChatAction::RecordingVideo => Action::SendMessageRecordVideoAction,
        ChatAction::SendingVideo(progress) => types::SendMessageUploadVideoAction { progress }.into(),
        ChatAction::RecordingVoice => Action::SendMessageRecordAudioAction,
        ChatAction::SendingVoice(progress) => types::SendMessageUploadAudioAction { progress }.into(),
        ChatAction::SendingPhoto(progress) => types::SendMessageUploadPhotoAction { progress }.into(),
        ChatAction::SendingDocument(progress) => types::SendMessageUploadDocumentAction { progress }.into(),
        ChatAction::ChoosingPlace => Action::SendMessageGeoLocationAction,
        ChatAction::ChoosingContact => Action::SendMessageChooseContactAction,
        ChatAction::ChoosingSticker => Action::SendMessageChooseStickerAction,
        ChatAction::Playing => Action::SendMessageGamePlayAction,
        ChatAction::RecordingRound => Action::SendMessageRecordRoundAction,
        ChatAction::SendingRound(progress) => types::SendMessageUploadRoundAction { progress }.into(),
    }
}

pub fn read(action: &Action) -> Result<ChatAction, RpcError> {
    Ok(match action {
        Action::SendMessageTypingAction => ChatAction::Typing,
        Action::SendMessageCancelAction => ChatAction::Nothing,
        Action::SendMessageRecordVideoAction => ChatAction::RecordingVideo,
        Action::SendMessageUploadVideoAction(sending) => ChatAction::SendingVideo(sending.progress),
        Action::SendMessageRecordAudioAction => ChatAction::RecordingVoice,
        Action::SendMessageUploadAudioAction(sending) => ChatAction::SendingVoice(sending.progress),
        Action::SendMessageUploadPhotoAction(sending) => ChatAction::SendingPhoto(sending.progress),
        Action::SendMessageUploadDocumentAction(sending) => ChatAction::SendingDocument(sending.progress),
        Action::SendMessageGeoLocationAction => ChatAction::ChoosingPlace,
        Action::SendMessageChooseContactAction => ChatAction::ChoosingContact,
        Action::SendMessageChooseStickerAction => ChatAction::ChoosingSticker,
        Action::SendMessageGamePlayAction => ChatAction::Playing,
        Action::SendMessageRecordRoundAction => ChatAction::RecordingRound,
        Action::SendMessageUploadRoundAction(sending) => ChatAction::SendingRound(sending.progress),
        _ => return Err(not_implemented("messages.setTyping with this action")),
    })
}
