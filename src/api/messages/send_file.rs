//! messages.sendFile.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::send::deliver::deliver;
use crate::api::send::file_params::{FileParams, Item};
use crate::api::send::params::SendParams;
use crate::api::send::reply::reply_to;
use crate::api::send::result::sent_message;
use crate::api::send::turn::SendSlot;
use crate::api::send::upload::UploadProgress;
use crate::api::types::fails;
use crate::api::types::message::Message;
use crate::api::types::reply_markup as buttons;
use crate::api::types::reply_markup::Buttons;
use crate::api::types::text::to_telegram;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::media::Lane;
use crate::telegram::peer::Peer;
use crate::telegram::tl;

/// Sends a file: a photo, a video, music, a voice message or a document.
///
/// Telegram: `upload.saveFilePart` or `upload.saveBigFilePart` on a connection of its own, then
/// `messages.sendMedia`. During the upload, sends of the same connection to other chats continue; those to the same
/// chat wait, so that each chat receives messages in call order. To avoid the wait, call media.upload first and
/// send its `file_id`. Flood waits during the upload are waited out up to `max_wait` for each part. Default: 60
/// seconds. A send that fails with `timeout`, `cancelled`, `offline` or `internal` says in `outcome` whether it may
/// have been sent, and in `random_id` how to repeat it safely. Fails with `file_not_found` if there is no file at
/// the path or Telegram no longer has `file_id`, with `too_large`, with `policy_denied` if the daemon may not read
/// the path, with `forbidden` or `banned` if the account may not send this there, with `message_not_found` if the
/// replied message or the topic does not exist, with `bot_only` if a user gives `buttons` and `user_only` if a bot
/// gives `schedule_date`, with `rate_limited`, with `account_limited`, with `telegram_rejected` if Telegram can't
/// make a photo of it, with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SendFile {
    #[serde(flatten)]
    pub send: SendParams,
    #[serde(flatten)]
    pub file: FileParams,
    /// The message to reply to.
    #[schemars(range(min = 1))]
    pub reply_to_message_id: Option<i32>,
    /// Inline or reply keyboard. Bots only.
    pub buttons: Option<Buttons>,
}

impl Method for SendFile {
    const NAME: &'static str = "messages.sendFile";
    const FAILS: Fails = &[fails::CHAT, fails::SEND, &[Kind::FileNotFound]];
    type Result = Message;
}

pub async fn send_file(call: Call, params: SendFile) -> Result<Message> {
    let account = call.account()?;
    let (random_id, turn) = params.send.begin(&call, &account).await?;
    let Item { attachment, caption } = params.file.described().open(&call, &account).await?;
    let peer = account.peer(&params.send.chat_id, call.attempt()).await?;
    let entities = to_telegram(&call, &account, &caption.entities).await?;
    let reply_markup = buttons::to_telegram(params.buttons.as_ref(), &call, &account).await?;
    let mut place = SendSlot::take(&call, &account, turn, &peer);
    let media = match attachment.ready() {
        Some(media) => media,
        None => {
            place.release_account();
            let lane = Lane::home(&account, call.attempt()).await?;
            let mut progress = UploadProgress { call: &call, before: 0, total: attachment.size() };
            attachment.upload(&lane, &mut progress).await?
        }
    };
    let function = tl::functions::messages::SendMedia {
        silent: params.send.silent,
        reply_to: reply_to(params.reply_to_message_id, params.send.topic_id),
        message: caption.text,
        reply_markup,
        entities: Some(entities).filter(|entities| !entities.is_empty()),
        schedule_date: params.send.schedule_date(&call, &account).await?,
        ..plain(&peer, media, random_id)
    };
    let turn = place.wait().await;
    let updates = deliver(&call, &account, &function, 1, turn).await;
    let updates = account.about(&peer, updates, call.attempt()).await?;
    let scheduled = function.schedule_date.is_some();
    sent_message(&call, &account, &peer, updates, random_id, scheduled).await
}

/// A request with only media.
pub(super) fn plain(
    peer: &Peer,
    media: tl::enums::InputMedia,
    random_id: i64,
) -> tl::functions::messages::SendMedia {
    tl::functions::messages::SendMedia {
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: peer.input_peer(),
        reply_to: None,
        media,
        message: String::new(),
        random_id,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
    }
}
