//! messages.send.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::send::deliver::deliver;
use crate::api::send::params::SendParams;
use crate::api::send::reply::reply_to;
use crate::api::send::result::{first_message, sent_message};
use crate::api::send::turn::SendSlot;
use crate::api::types::cast::Cast;
use crate::api::types::fails;
use crate::api::types::message::{Message, ReplyTo};
use crate::api::types::people::Viewer;
use crate::api::types::reply_markup as buttons;
use crate::api::types::reply_markup::Buttons;
use crate::api::types::text::{Format, TextParam, to_telegram};
use crate::error::{Error, Kind, Result};
use crate::rpc::connection::Turn;
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::markup::{Entity, Formatted};
use crate::telegram::peer::Peer;
use crate::telegram::tl;

/// Sends a text message.
///
/// Telegram: `messages.sendMessage`. Sends of one connection for one account reach Telegram in call order. A send that
/// fails with `timeout`, `cancelled`, `offline` or `internal` says in `outcome` whether it may have been sent, and in
/// `random_id` how to repeat it safely. Fails with `forbidden` or `banned` if the account may not write there, with
/// `message_not_found` if the replied message or the topic does not exist, with `bot_only` if a user gives `buttons`
/// and `user_only` if a bot gives `schedule_date`, with `rate_limited` if Telegram asks to wait longer than `max_wait`,
/// with `account_limited`, with `too_large`, with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Send {
    #[serde(flatten)]
    pub send: SendParams,
    /// 1–4096 characters after formatting. Must not be blank. Line ends become `\n`.
    pub text: String,
    /// The format of `text`. Default: `plain`.
    #[serde(default)]
    pub format: Format,
    /// Formatting by UTF-16 offsets, instead of `format`.
    #[schemars(length(max = 100))]
    pub entities: Option<Vec<Entity>>,
    /// The message to reply to.
    #[schemars(range(min = 1))]
    pub reply_to_message_id: Option<i32>,
    /// Whether to show a preview of the first link. Default: true.
    #[schemars(extend("default" = true))]
    pub link_preview: Option<bool>,
    /// Inline or reply keyboard. Bots only.
    pub buttons: Option<Buttons>,
}

impl Method for Send {
    const NAME: &'static str = "messages.send";
    const FAILS: Fails = &[fails::CHAT, fails::SEND];
    type Result = Message;
}

pub async fn send(call: Call, params: Send) -> Result<Message> {
    let account = call.account()?;
    let (random_id, turn) = params.send.begin(&call, &account).await?;
    let given = TextParam {
        field: "text",
        text: &params.text,
        format: params.format,
        entities: params.entities.as_deref(),
    };
    let formatted = given.parsed()?;
    if formatted.is_blank() {
        return Err(Error::new(Kind::InvalidParams, "There is nothing visible in `text` to be sent")
            .with("path", "text")
            .with("expected", "1 to 4096 characters after formatting, not all of them blank or invisible"));
    }
    let Formatted { text, entities } = formatted;
    let peer = account.peer(&params.send.chat_id, call.attempt()).await?;
    let entities = to_telegram(&call, &account, &entities).await?;
    let reply_markup = buttons::to_telegram(params.buttons.as_ref(), &call, &account).await?;
    let function = tl::functions::messages::SendMessage {
        no_webpage: params.link_preview == Some(false),
        silent: params.send.silent,
        reply_to: reply_to(params.reply_to_message_id, params.send.topic_id),
        reply_markup,
        entities: Some(entities).filter(|entities| !entities.is_empty()),
        schedule_date: params.send.schedule_date(&call, &account).await?,
        ..plain(&peer, text, random_id)
    };
    carry_out(&call, &account, &peer, &function, turn).await
}

/// A request with only text.
pub(super) fn plain(peer: &Peer, message: String, random_id: i64) -> tl::functions::messages::SendMessage {
    tl::functions::messages::SendMessage {
        no_webpage: false,
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: peer.input_peer(),
        reply_to: None,
        message,
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
        rich_message: None,
    }
}

/// Sends the request, and returns the sent message.
pub(super) async fn carry_out(
    call: &Call,
    account: &Account,
    peer: &Peer,
    function: &tl::functions::messages::SendMessage,
    turn: Turn,
) -> Result<Message> {
    let turn = SendSlot::take(call, account, turn, peer).wait().await;
    let updates = deliver(call, account, function, 1, turn).await;
    let updates = account.about(peer, updates, call.attempt()).await?;
    if let tl::enums::Updates::UpdateShortSentMessage(short) = updates {
        if short.pts_count == 0 {
            // What was sent then may have been another text, and may be gone.
            return first_message(call, account, peer, short.id, function.random_id).await;
        }
        return Ok(of_short(&short, account, peer, function, call.viewer(account)?));
    }
    let scheduled = function.schedule_date.is_some();
    sent_message(call, account, peer, updates, function.random_id, scheduled).await
}

/// In private chats Telegram omits what the sender knows.
fn of_short(
    short: &tl::types::UpdateShortSentMessage,
    account: &Account,
    peer: &Peer,
    function: &tl::functions::messages::SendMessage,
    viewer: Viewer,
) -> Message {
    let cast = Cast::new(viewer, Vec::new(), Vec::new());
    let chat = tl::types::PeerUser { user_id: peer.id.bare }.into();
    let entities = short.entities.iter().flatten().filter_map(Entity::from_tl).collect();
    let mut message = Message::bare(short.id, &chat, None, short.date, true, None, &cast);
    if let Some(face) = account.face(peer.id.bare) {
        message.chat = message.chat.with_face(&face);
    }
    message.chat.reference = Some(viewer.reference(peer));
    // Telegram drops the blanks around it, and counts its entities without them.
    message.text = function.message.trim().to_owned();
    message.entities = entities;
    if let Some(face) = account.face(viewer.account) {
        message.sender = message.sender.map(|sender| sender.with_face(&face));
    }
    message.reply_to = function.reply_to.as_ref().and_then(ReplyTo::sending);
    message
}
