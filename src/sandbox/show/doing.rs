//! What people are about in a chat, Telegram's way and the world's.

use grammers_tl_types::{enums::SendMessageAction as Action, types};

use crate::sandbox::functions::{RpcError, not_implemented};
use crate::sandbox::world::people::activity::Doing;

pub fn doing(doing: Doing) -> Action {
    match doing {
        Doing::Typing => Action::SendMessageTypingAction,
        Doing::Nothing => Action::SendMessageCancelAction,
        Doing::RecordingVideo => Action::SendMessageRecordVideoAction,
        Doing::SendingVideo(progress) => types::SendMessageUploadVideoAction { progress }.into(),
        Doing::RecordingVoice => Action::SendMessageRecordAudioAction,
        Doing::SendingVoice(progress) => types::SendMessageUploadAudioAction { progress }.into(),
        Doing::SendingPhoto(progress) => types::SendMessageUploadPhotoAction { progress }.into(),
        Doing::SendingDocument(progress) => types::SendMessageUploadDocumentAction { progress }.into(),
        Doing::ChoosingPlace => Action::SendMessageGeoLocationAction,
        Doing::ChoosingContact => Action::SendMessageChooseContactAction,
        Doing::ChoosingSticker => Action::SendMessageChooseStickerAction,
        Doing::Playing => Action::SendMessageGamePlayAction,
        Doing::RecordingRound => Action::SendMessageRecordRoundAction,
        Doing::SendingRound(progress) => types::SendMessageUploadRoundAction { progress }.into(),
    }
}

pub fn read(action: &Action) -> Result<Doing, RpcError> {
    Ok(match action {
        Action::SendMessageTypingAction => Doing::Typing,
        Action::SendMessageCancelAction => Doing::Nothing,
        Action::SendMessageRecordVideoAction => Doing::RecordingVideo,
        Action::SendMessageUploadVideoAction(sending) => Doing::SendingVideo(sending.progress),
        Action::SendMessageRecordAudioAction => Doing::RecordingVoice,
        Action::SendMessageUploadAudioAction(sending) => Doing::SendingVoice(sending.progress),
        Action::SendMessageUploadPhotoAction(sending) => Doing::SendingPhoto(sending.progress),
        Action::SendMessageUploadDocumentAction(sending) => Doing::SendingDocument(sending.progress),
        Action::SendMessageGeoLocationAction => Doing::ChoosingPlace,
        Action::SendMessageChooseContactAction => Doing::ChoosingContact,
        Action::SendMessageChooseStickerAction => Doing::ChoosingSticker,
        Action::SendMessageGamePlayAction => Doing::Playing,
        Action::SendMessageRecordRoundAction => Doing::RecordingRound,
        Action::SendMessageUploadRoundAction(sending) => Doing::SendingRound(sending.progress),
        _ => return Err(not_implemented("messages.setTyping with this action")),
    })
}
