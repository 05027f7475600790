//! messages.sendAlbum.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::send::deliver::deliver;
use crate::api::send::file_params::{FileParams, Item};
use crate::api::send::params::SendParams;
use crate::api::send::reply::reply_to;
use crate::api::send::result::{Sent, deleted_since, sent};
use crate::api::send::turn::SendSlot;
use crate::api::send::upload::UploadProgress;
use crate::api::types::fails;
use crate::api::types::file::id::StoredFile;
use crate::api::types::message::Message;
use crate::api::types::message_ids::FailedMessage;
use crate::api::types::random_id;
use crate::api::types::text::to_telegram;
use crate::error::{Error, Kind, Outcome, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::media::Lane;
use crate::telegram::peer::Peer;
use crate::telegram::tl;

/// Sends an album of 2–10 files, all of them or none.
///
/// Photos and videos go together; music only with music, and documents only with documents. Albums can't have buttons:
/// a bot can send a separate message with buttons. Telegram: the functions of messages.sendFile's uploads, then
/// `messages.uploadMedia` for each file and `messages.sendMultiMedia`. The rules of messages.sendFile for order, waits
/// and repetition apply. Fails with `file_not_found` if there is no file at a path or Telegram no longer has a
/// `file_id`, with `too_large`, with `policy_denied` if the daemon may not read a path, with `forbidden` or `banned` if
/// the account may not send this there, with `message_not_found` if the replied message or the topic does not exist,
/// with `rate_limited`, with `account_limited`, with `user_only` if a bot gives `schedule_date`, with
/// `telegram_rejected` if Telegram can't make a photo of one, with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SendAlbum {
    #[serde(flatten)]
    pub send: SendParams,
    /// In display order. If only the first item has a caption, it is the album's.
    #[schemars(length(min = 2, max = 10))]
    pub items: Vec<FileParams>,
    /// The message to reply to.
    #[schemars(range(min = 1))]
    pub reply_to_message_id: Option<i32>,
}

/// A sent album.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Album {
    /// In the order of the call's items.
    pub items: Vec<Message>,
    /// On a repeat: messages that were sent earlier with the same `random_id` and deleted since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<FailedMessage>,
}

impl Method for SendAlbum {
    const NAME: &'static str = "messages.sendAlbum";
    const FAILS: Fails = &[fails::CHAT, fails::SEND, &[Kind::FileNotFound]];
    type Result = Album;
}

pub async fn send_album(call: Call, params: SendAlbum) -> Result<Album> {
    let account = call.account()?;
    let (random_id, turn) = params.send.begin(&call, &account).await?;
    let random_ids = random_id::of_items(random_id, params.items.len() as i32);
    let mut items = Vec::new();
    for (at, item) in params.items.iter().enumerate() {
        items.push(item.described().open(&call, &account).await.map_err(|error| of_item(at, error))?);
    }
    let peer = account.peer(&params.send.chat_id, call.attempt()).await?;
    let mut place = SendSlot::take(&call, &account, turn, &peer);
    place.release_account();
    let media = upload(&call, &account, &peer, &items).await?;
    let mut multi_media = Vec::new();
    for ((item, media), random_id) in items.into_iter().zip(media).zip(&random_ids) {
        let entities = to_telegram(&call, &account, &item.caption.entities).await?;
        let single = tl::types::InputSingleMedia {
            media,
            random_id: *random_id,
            message: item.caption.text,
            entities: Some(entities).filter(|entities| !entities.is_empty()),
        };
        multi_media.push(single.into());
    }
    let function = tl::functions::messages::SendMultiMedia {
        silent: params.send.silent,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: peer.input_peer(),
        reply_to: reply_to(params.reply_to_message_id, params.send.topic_id),
        multi_media,
        schedule_date: params.send.schedule_date(&call, &account).await?,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
    };
    let turn = place.wait().await;
    let updates = deliver(&call, &account, &function, random_ids.len(), turn).await;
    let updates = account.about(&peer, updates, call.attempt()).await?;
    let scheduled = function.schedule_date.is_some();
    let sent = sent(&call, &account, &peer, updates, &random_ids, scheduled).await;
    // It is sent, whatever keeps us from telling which they are.
    let sent = sent.map_err(|error| error.outcome(Outcome::Unknown))?;
    let mut album = Album { items: Vec::new(), failed: Vec::new() };
    for message in sent {
        match message {
            Sent::There(message) => album.items.push(*message),
            Sent::Gone { message_id } => album.failed.push(FailedMessage::sent_and_gone(message_id)),
            Sent::Untold => return Err(Error::unexpected("Telegram's answer to an album lacks a message")),
        }
    }
    if album.items.is_empty() {
        return Err(deleted_since(random_id));
    }
    Ok(album)
}

/// Adds the item's position to an error.
fn of_item(at: usize, error: Error) -> Error {
    error.within(&format!("items[{at}]")).with("item", at)
}

/// Uploads the items' files: an album needs files that Telegram has stored.
async fn upload(
    call: &Call,
    account: &Account,
    peer: &Peer,
    items: &[Item],
) -> Result<Vec<tl::enums::InputMedia>> {
    let total = items.iter().map(|item| item.attachment.size()).sum();
    let mut progress = UploadProgress { call, before: 0, total };
    // One connection for all of them.
    let lane = Lane::home(account, call.attempt()).await?;
    let mut kept = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let media = item.attachment.upload(&lane, &mut progress).await.map_err(|error| of_item(at, error))?;
        kept.push(keep(call, account, peer, media).await.map_err(|error| of_item(at, error))?);
    }
    Ok(kept)
}

/// Stores an uploaded file at Telegram. Safe to repeat, as nobody sees it yet.
async fn keep(
    call: &Call,
    account: &Account,
    peer: &Peer,
    media: tl::enums::InputMedia,
) -> Result<tl::enums::InputMedia> {
    use tl::enums::InputMedia;
    let spoiler = match &media {
        InputMedia::UploadedPhoto(photo) => photo.spoiler,
        InputMedia::UploadedDocument(document) => document.spoiler,
        _ => return Ok(media),
    };
    let function =
        tl::functions::messages::UploadMedia { business_connection_id: None, peer: peer.input_peer(), media };
    let kept = match account.read(&function, call.attempt()).await? {
        tl::enums::MessageMedia::Photo(media) => match media.photo {
            Some(tl::enums::Photo::Photo(photo)) => Some(StoredFile::photo(&photo)),
            _ => None,
        },
        tl::enums::MessageMedia::Document(media) => match media.document {
            Some(tl::enums::Document::Document(document)) => Some(StoredFile::document(&document)),
            _ => None,
        },
        _ => None,
    };
    let kept = kept.and_then(|kept| kept.shown(spoiler));
    kept.ok_or_else(|| Error::unexpected("Telegram's answer to messages.uploadMedia holds no file"))
}
