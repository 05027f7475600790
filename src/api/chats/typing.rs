//! chats.setTyping.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::api::types::fails;
use crate::error::Result;
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Shows a chat action, such as "typing", for 6 seconds or until a message arrives.
///
/// Telegram: `messages.setTyping`. Fails with `forbidden` if the account may not write in the chat, with `chat_not_found`
/// and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTyping {
    /// The chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The action: `typing`, `upload_photo`, … as in the Bot API, or `cancel`.
    pub action: ChatAction,
    /// The forum topic.
    #[schemars(range(min = 1))]
    pub topic_id: Option<i32>,
}

/// The Bot API's actions, and `cancel`, which ends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChatAction {
    Typing,
    UploadPhoto,
    RecordVideo,
    UploadVideo,
    RecordVoice,
    UploadVoice,
    UploadDocument,
    ChooseSticker,
    FindLocation,
    RecordVideoNote,
    UploadVideoNote,
    Cancel,
}

impl Method for SetTyping {
    const NAME: &'static str = "chats.setTyping";
    const FAILS: Fails = &[fails::CHAT];
    type Result = Empty;
}

pub async fn set_typing(call: Call, params: SetTyping) -> Result<Empty> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    account.is_current(&peer, call.attempt()).await?;
    let function = tl::functions::messages::SetTyping {
        peer: peer.input_peer(),
        top_msg_id: params.topic_id,
        action: params.action.tl(),
    };
    account.invoke(&function, call.attempt()).await?;
    Ok(Empty {})
}

impl ChatAction {
    fn tl(self) -> tl::enums::SendMessageAction {
        use tl::enums::SendMessageAction as Tl;
        // The progress of an upload stays private.
        let progress = 0;
        match self {
            Self::Typing => Tl::SendMessageTypingAction,
            Self::UploadPhoto => tl::types::SendMessageUploadPhotoAction { progress }.into(),
            Self::RecordVideo => Tl::SendMessageRecordVideoAction,
            Self::UploadVideo => tl::types::SendMessageUploadVideoAction { progress }.into(),
            Self::RecordVoice => Tl::SendMessageRecordAudioAction,
            Self::UploadVoice => tl::types::SendMessageUploadAudioAction { progress }.into(),
            Self::UploadDocument => tl::types::SendMessageUploadDocumentAction { progress }.into(),
            Self::ChooseSticker => Tl::SendMessageChooseStickerAction,
            Self::FindLocation => Tl::SendMessageGeoLocationAction,
            Self::RecordVideoNote => Tl::SendMessageRecordRoundAction,
            Self::UploadVideoNote => tl::types::SendMessageUploadRoundAction { progress }.into(),
            Self::Cancel => Tl::SendMessageCancelAction,
        }
    }
}
