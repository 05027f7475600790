//! Chat actions: typing, uploading, recording.

use grammers_tl_types::enums::SendMessageAction as Action;

use super::unsupported;
use crate::sandbox::world::engine::refusal::Refusal;
use crate::sandbox::world::people::activity::ChatAction;

pub fn action(action: &Action) -> Result<ChatAction, Refusal> {
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
        _ => return Err(unsupported::not_implemented("messages.setTyping with this action")),
    })
}
