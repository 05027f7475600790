//! Chat actions: typing, uploading, recording.

use grammers_tl_types::enums::SendMessageAction as Action;
use grammers_tl_types::types;

use crate::sandbox::world::people::activity::ChatAction;

pub fn action(doing: ChatAction) -> Action {
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
