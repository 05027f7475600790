//! bots.answerInline.

use schemars::JsonSchema;
use serde::Deserialize;

use super::QueryId;
use crate::api::call::Call;
use crate::api::fetch;
use crate::api::types::empty::Empty;
use crate::api::types::reply_markup as buttons;
use crate::api::types::reply_markup::Buttons;
use crate::api::types::text::{Format, TextParam, to_telegram};
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::markup::{Entity, Formatted};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Answers an inline query.
///
/// Telegram: `messages.setInlineBotResults`. Fails with `telegram_rejected`: QUERY_ID_INVALID if it was answered
/// already or more than about 15 seconds ago, RESULT_ID_DUPLICATE and the like; with `message_not_found` if a photo's
/// or document's message isn't there or shows none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInline {
    /// The id from the event.
    pub inline_query_id: QueryId,
    /// Up to 50.
    #[schemars(length(max = 50))]
    pub results: Vec<InlineResult>,
    /// Seconds for which Telegram may cache the results on its servers. Default: 300.
    #[schemars(range(min = 0))]
    #[schemars(extend("default" = 300))]
    pub cache_time: Option<i32>,
    /// Whether to cache the results only for the user who sent the query. Default: false.
    #[serde(default)]
    pub is_personal: bool,
    /// The `offset` of the next query with the same text, up to 64 bytes. Absent if there are no more results.
    #[schemars(length(max = 64))]
    pub next_offset: Option<String>,
    /// Whether to show the results as a gallery. Default: false.
    #[serde(default)]
    pub gallery: bool,
    /// A button above the results that opens the private chat with the bot.
    pub button: Option<StartButton>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartButton {
    /// The button's text.
    pub text: String,
    /// The start parameter: 1 to 64 letters, digits, `_` and `-`.
    #[schemars(regex(pattern = r"^[A-Za-z0-9_-]{1,64}$"))]
    pub start_parameter: String,
}

/// A result of an inline query.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum InlineResult {
    /// A text message to send.
    Article {
        /// 1 to 64 bytes, unique among the results.
        #[schemars(length(min = 1, max = 64))]
        id: String,
        title: String,
        description: Option<String>,
        url: Option<String>,
        /// A URL of a JPEG to show next to the title.
        thumbnail_url: Option<String>,
        /// The text to send: 1–4096 characters after formatting.
        text: String,
        #[serde(default)]
        format: Format,
        #[schemars(length(max = 100))]
        entities: Option<Vec<Entity>>,
        /// Whether to show a preview of the first link. Default: true.
        #[schemars(extend("default" = true))]
        link_preview: Option<bool>,
        buttons: Option<Buttons>,
    },
    /// A photo from one of the bot's messages.
    Photo {
        #[schemars(length(min = 1, max = 64))]
        id: String,
        /// Where the message is.
        chat_id: ChatId,
        #[schemars(range(min = 1))]
        message_id: i32,
        /// Up to 1024 characters after formatting.
        #[serde(default)]
        caption: String,
        #[serde(default)]
        format: Format,
        #[schemars(length(max = 100))]
        entities: Option<Vec<Entity>>,
        buttons: Option<Buttons>,
    },
    /// A file from one of the bot's messages.
    Document {
        #[schemars(length(min = 1, max = 64))]
        id: String,
        title: String,
        description: Option<String>,
        /// Where the message is.
        chat_id: ChatId,
        #[schemars(range(min = 1))]
        message_id: i32,
        /// Up to 1024 characters after formatting.
        #[serde(default)]
        caption: String,
        #[serde(default)]
        format: Format,
        #[schemars(length(max = 100))]
        entities: Option<Vec<Entity>>,
        buttons: Option<Buttons>,
    },
}

impl Method for AnswerInline {
    const NAME: &'static str = "bots.answerInline";
    const FAILS: Fails = &[&[Kind::UserNotFound, Kind::MessageNotFound]];
    type Result = Empty;
}

/// The Bot API's own.
const CACHE_TIME: i32 = 300;

pub async fn answer_inline(call: Call, params: AnswerInline) -> Result<Empty> {
    let account = call.account()?;
    let mut results = Vec::new();
    for found in params.results {
        results.push(found.into_telegram(&call, &account).await?);
    }
    let switch_pm = params.button.map(|button| {
        tl::types::InlineBotSwitchPm { text: button.text, start_param: button.start_parameter }.into()
    });
    let function = tl::functions::messages::SetInlineBotResults {
        gallery: params.gallery,
        private: params.is_personal,
        query_id: params.inline_query_id.0,
        results,
        cache_time: params.cache_time.unwrap_or(CACHE_TIME),
        next_offset: params.next_offset,
        switch_pm,
        switch_webview: None,
    };
    account.invoke(&function, call.attempt()).await?;
    Ok(Empty {})
}

impl InlineResult {
    async fn into_telegram(self, call: &Call, account: &Account) -> Result<tl::enums::InputBotInlineResult> {
        Ok(match self {
            Self::Article {
                id,
                title,
                description,
                url,
                thumbnail_url,
                text,
                format,
                entities,
                link_preview,
                buttons,
            } => {
                let given = TextParam { field: "text", text: &text, format, entities: entities.as_deref() };
                let (message, entities) = written(call, account, given).await?;
                let says = tl::types::InputBotInlineMessageText {
                    no_webpage: link_preview == Some(false),
                    invert_media: false,
                    message,
                    entities,
                    reply_markup: buttons::to_telegram(buttons.as_ref(), call, account).await?,
                };
                let thumb = thumbnail_url.map(|url| {
                    let mime_type = "image/jpeg".to_owned();
                    tl::types::InputWebDocument { url, size: 0, mime_type, attributes: Vec::new() }.into()
                });
                tl::types::InputBotInlineResult {
                    id,
                    r#type: "article".to_owned(),
                    title: Some(title),
                    description,
                    url,
                    thumb,
                    content: None,
                    send_message: says.into(),
                }
                .into()
            }
            Self::Photo { id, chat_id, message_id, caption, format, entities, buttons } => {
                let given =
                    TextParam { field: "caption", text: &caption, format, entities: entities.as_deref() };
                let send_message = captioned(call, account, given, buttons.as_ref()).await?;
                let Some(tl::enums::MessageMedia::Photo(tl::types::MessageMediaPhoto {
                    photo: Some(tl::enums::Photo::Photo(photo)),
                    ..
                })) = shown(call, account, &chat_id, message_id).await?
                else {
                    return Err(Error::new(Kind::MessageNotFound, "That message shows no photo"));
                };
                let tl::types::Photo { id: photo_id, access_hash, file_reference, .. } = photo;
                let photo = tl::types::InputPhoto { id: photo_id, access_hash, file_reference }.into();
                let r#type = "photo".to_owned();
                tl::types::InputBotInlineResultPhoto { id, r#type, photo, send_message }.into()
            }
            Self::Document {
                id,
                title,
                description,
                chat_id,
                message_id,
                caption,
                format,
                entities,
                buttons,
            } => {
                let given =
                    TextParam { field: "caption", text: &caption, format, entities: entities.as_deref() };
                let send_message = captioned(call, account, given, buttons.as_ref()).await?;
                let Some(tl::enums::MessageMedia::Document(tl::types::MessageMediaDocument {
                    document: Some(tl::enums::Document::Document(document)),
                    ..
                })) = shown(call, account, &chat_id, message_id).await?
                else {
                    return Err(Error::new(Kind::MessageNotFound, "That message shows no file"));
                };
                let tl::types::Document { id: document_id, access_hash, file_reference, .. } = document;
                let document = tl::types::InputDocument { id: document_id, access_hash, file_reference };
                tl::types::InputBotInlineResultDocument {
                    id,
                    r#type: "file".to_owned(),
                    title: Some(title),
                    description,
                    document: document.into(),
                    send_message,
                }
                .into()
            }
        })
    }
}

type Entities = Option<Vec<tl::enums::MessageEntity>>;

async fn written(call: &Call, account: &Account, given: TextParam<'_>) -> Result<(String, Entities)> {
    let Formatted { text, entities } = given.parsed()?;
    let entities = to_telegram(call, account, &entities).await?;
    Ok((text, Some(entities).filter(|entities| !entities.is_empty())))
}

async fn captioned(
    call: &Call,
    account: &Account,
    given: TextParam<'_>,
    buttons: Option<&Buttons>,
) -> Result<tl::enums::InputBotInlineMessage> {
    let (message, entities) = written(call, account, given).await?;
    let reply_markup = buttons::to_telegram(buttons, call, account).await?;
    let invert_media = false;
    Ok(tl::types::InputBotInlineMessageMediaAuto { invert_media, message, entities, reply_markup }.into())
}

/// The media of one of the bot's messages.
async fn shown(
    call: &Call,
    account: &Account,
    chat_id: &ChatId,
    message_id: i32,
) -> Result<Option<tl::enums::MessageMedia>> {
    let peer = account.peer(chat_id, call.attempt()).await?;
    Ok(fetch::one(call, account, &peer, message_id).await?.media)
}
