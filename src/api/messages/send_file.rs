//! messages.sendFile.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::Call;
use crate::api::changes::Changes;
use crate::api::media::attachment::{Attachment, FileKind, Thumbnail, Told};
use crate::api::media::content::Given;
use crate::api::media::file_id::FileId;
use crate::api::media::upload::Progress;
use crate::api::message::Message;
use crate::api::random_id::{self, RandomId};
use crate::api::sending::{Place, deliver, reply_to};
use crate::api::text::{self, Format, to_telegram};
use crate::error::{Error, Result};
use crate::rpc::Method;
use crate::telegram::markup::{Entity, Formatted};
use crate::telegram::media::Lane;
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Sends a file: a photo, a video, music, a voice message or a document.
///
/// Telegram: `upload.saveFilePart` or `upload.saveBigFilePart` on a connection of its own, then `messages.sendMedia`. While
/// it uploads, sends of the same connection to other chats pass it; those to the same chat wait for it, so that each chat
/// gets what it is sent in the order in which it was asked for. Where they should not wait, call media.upload first and
/// send its `file`. Waits that Telegram asks for during the upload are waited out up to `max_wait` for each part, 60
/// seconds unless told. A send that fails with `timeout`, `cancelled`, `offline` or `internal` says in `outcome` whether it
/// may have been sent, and in `random_id` how to repeat it without doubling it. Fails with `file_not_found` if there is no
/// file at the path or Telegram no longer has `file`, with `too_large`, with `policy_denied` if the path is not for this
/// daemon to read, with `forbidden` or `banned` if the account may not send this there, with `rate_limited`, with
/// `account_limited`, with `telegram_rejected` if Telegram can't make a photo of it, with `chat_not_found` and with
/// `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendFile {
    /// Where to: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// Where the file is: absolute, if the daemon listens on a socket. One of `path`, `data` and `file` is given.
    pub path: Option<String>,
    /// The file itself, in base64: for small ones, up to `--max-inline`.
    pub data: Option<String>,
    /// A file that Telegram has: `file` of media.upload, or `file_id` of a message's media.
    pub file: Option<FileId>,
    /// What the file is called; the last part of `path` unless told.
    pub name: Option<String>,
    /// Up to 1024 characters after formatting.
    #[serde(default)]
    pub caption: String,
    /// How `caption` is formatted; plain unless told.
    #[serde(default)]
    pub format: Format,
    /// How the caption is formatted, by UTF-16 offsets, instead of `format`.
    pub entities: Option<Vec<Entity>>,
    /// What the file is shown as; auto unless told.
    #[serde(default)]
    pub kind: FileKind,
    /// Pixels, of a video.
    #[schemars(range(min = 0))]
    pub width: Option<i32>,
    /// Pixels, of a video.
    #[schemars(range(min = 0))]
    pub height: Option<i32>,
    /// Seconds, of a video, music or a voice message.
    #[schemars(range(min = 0))]
    pub duration: Option<f64>,
    /// Of music.
    pub title: Option<String>,
    /// Of music.
    pub performer: Option<String>,
    /// Shown until the file is there. Photos make their own.
    pub thumbnail: Option<Thumbnail>,
    /// Whether it is covered until it is tapped; false unless told.
    #[serde(default)]
    pub spoiler: bool,
    /// The message that this answers.
    pub reply_to_message_id: Option<i32>,
    /// The topic of a forum.
    pub topic_id: Option<i32>,
    /// Whether it comes without a sound; false unless told.
    #[serde(default)]
    pub silent: bool,
    /// Your own id for this send, fresh in this chat: a repeat under the same id is not sent again but answered with the
    /// first message and `duplicate`.
    pub random_id: Option<RandomId>,
}

impl Method for SendFile {
    const NAME: &'static str = "messages.sendFile";
    type Result = Message;
}

pub async fn send_file(call: Call, params: SendFile) -> Result<Message> {
    let account = call.account()?;
    let random_id = random_id::or_fresh(params.random_id)?;
    call.rpc().delivery.goes_by(random_id);
    let turn = call.turn(&account).await;
    let caption = text::Given {
        field: "caption",
        text: &params.caption,
        format: params.format,
        entities: params.entities.as_deref(),
    };
    let Formatted { text: message, entities } = caption.parsed()?;
    let given = Given {
        path: params.path.as_deref(),
        data: params.data.as_deref(),
        file: params.file.as_ref(),
        name: params.name.as_deref(),
    };
    let told = Told {
        kind: params.kind,
        width: params.width,
        height: params.height,
        duration: params.duration,
        title: params.title,
        performer: params.performer,
        spoiler: params.spoiler,
    };
    let attachment = Attachment::open(&call, &account, given, params.thumbnail.as_ref(), told).await?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let entities = to_telegram(&call, &account, &entities).await?;
    let mut place = Place::take(&call, &account, turn, &peer);
    let media = match attachment.ready() {
        Some(media) => media,
        None => {
            place.let_others_pass();
            let lane = Lane::home(&account, call.attempt()).await?;
            let mut progress = Progress { call: &call, before: 0, total: attachment.size() };
            attachment.upload(&lane, &mut progress).await?
        }
    };
    let function = tl::functions::messages::SendMedia {
        silent: params.silent,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: peer.input_peer(),
        reply_to: reply_to(params.reply_to_message_id, params.topic_id),
        media,
        message,
        random_id,
        reply_markup: None,
        entities: Some(entities).filter(|entities| !entities.is_empty()),
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
    };
    let turn = place.comes().await;
    let updates = deliver(&call, &account, &function, turn).await?;
    let sent = Changes::of(&call, &account, updates)?.sent_under(random_id);
    sent.ok_or_else(|| Error::internal("Telegram's answer to a send holds no message"))
}
