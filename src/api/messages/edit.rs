//! messages.edit.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::fetch::fetch;
use crate::api::types::fails;
use crate::api::types::message::Message;
use crate::api::types::reply_markup as buttons;
use crate::api::types::reply_markup::Buttons;
use crate::api::types::result_updates::ResultUpdates;
use crate::api::types::text::{Format, TextParam, to_telegram};
use crate::error::{Error, Kind, Outcome, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::markup::{Entity, Formatted};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Edits the text of a message, or the caption of its media.
///
/// Telegram: `messages.editMessage`. Formatting is replaced along with the text. Fails with `not_modified` if nothing
/// changes, with `message_not_found`, with `forbidden` if the message is someone else's or too old to edit, with
/// `bot_only` if a user gives `buttons`, with `too_large`, with `chat_not_found` and with `peer_invalid`. After
/// `outcome: "unknown"` the call can be repeated: at worst it fails with `not_modified`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    #[schemars(range(min = 1))]
    /// The message.
    pub message_id: i32,
    /// 1–4096 characters after formatting; 0–1024 for a caption.
    pub text: String,
    /// The format of `text`. Default: `plain`.
    #[serde(default)]
    pub format: Format,
    /// Formatting by UTF-16 offsets, instead of `format`.
    #[schemars(length(max = 100))]
    pub entities: Option<Vec<Entity>>,
    /// Whether to show a preview of the first link. Default: true.
    #[schemars(extend("default" = true))]
    pub link_preview: Option<bool>,
    /// Inline keyboard, row by row. Omitting it removes the buttons. Bots only, and no keyboards.
    pub buttons: Option<Buttons>,
}

impl Method for Edit {
    const NAME: &'static str = "messages.edit";
    const FAILS: Fails =
        &[fails::CHAT, &[Kind::ChatFull, Kind::NotModified, Kind::BotOnly, Kind::MessageNotFound]];
    type Result = Message;
}

pub async fn edit(call: Call, params: Edit) -> Result<Message> {
    let account = call.account()?;
    let given = TextParam {
        field: "text",
        text: &params.text,
        format: params.format,
        entities: params.entities.as_deref(),
    };
    let Formatted { text, entities } = given.parsed()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let entities = to_telegram(&call, &account, &entities).await?;
    let reply_markup = buttons::to_telegram(params.buttons.as_ref(), &call, &account).await?;
    let function = tl::functions::messages::EditMessage {
        no_webpage: params.link_preview == Some(false),
        invert_media: false,
        peer: peer.input_peer(),
        id: params.message_id,
        message: Some(text),
        media: None,
        reply_markup,
        entities: Some(entities).filter(|entities| !entities.is_empty()),
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    };
    let edited = account.invoke(&function, call.attempt()).await;
    let updates = account.about(&peer, edited, call.attempt()).await?;
    if let Some(message) = ResultUpdates::of(&call, &account, updates)?.edited(params.message_id) {
        return Ok(message);
    }
    let found = fetch(&call, &account, &peer, &[params.message_id]).await;
    let found = found.map_err(|error| error.outcome(Outcome::Unknown))?;
    found.messages().next().ok_or_else(|| Error::new(Kind::MessageNotFound, Kind::MessageNotFound.doc()))
}
