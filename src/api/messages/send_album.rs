//! messages.sendAlbum.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::send::deliver::deliver;
use crate::api::send::file_params::{Item, with_a_file};
use crate::api::send::reply::reply_to;
use crate::api::send::result::{Sent, gone, sent};
use crate::api::send::schedule::scheduled_for;
use crate::api::send::turn::Place;
use crate::api::send::upload::Progress;
use crate::api::types::date::Date;
use crate::api::types::file::id::Kept;
use crate::api::types::message::Message;
use crate::api::types::message_ids::FailedMessage;
use crate::api::types::random_id;
use crate::api::types::random_id::RandomId;
use crate::api::types::text::to_telegram;
use crate::error::{Error, Outcome, Result};
use crate::rpc::Method;
use crate::telegram::account::Account;
use crate::telegram::media::Lane;
use crate::telegram::peer::{ChatId, Peer};
use crate::telegram::tl;

/// Sends 2 to 10 files that are shown together, all of them or none.
///
/// Photos and videos go together; music only with music, and documents only with documents. Telegram shows no buttons under
/// an album: a bot that wants some sends a message of its own behind it. Telegram: the functions of messages.sendFile's
/// uploads, then `messages.uploadMedia` for each file and `messages.sendMultiMedia`. What messages.sendFile says of order,
/// of waits and of repeating holds here, too. Fails with `file_not_found` if there is no file at a path or Telegram no
/// longer has a `file_id`, with `too_large`, with `policy_denied` if a path is not for this daemon to read, with `forbidden` or
/// `banned` if the account may not send this there, with `message_not_found` if what it answers or the topic is not there,
/// with `rate_limited`, with `account_limited`, with `user_only` if a bot gives `schedule_date`, with `telegram_rejected` if
/// Telegram can't make a photo of one, with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendAlbum {
    /// Where to: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// In the order in which they are shown. The caption of the first is the album's, if no other has one.
    #[schemars(length(min = 2, max = 10))]
    pub items: Vec<AlbumItem>,
    /// The message that this answers.
    #[schemars(range(min = 1))]
    pub reply_to_message_id: Option<i32>,
    /// The topic of a forum.
    #[schemars(range(min = 1))]
    pub topic_id: Option<i32>,
    /// Whether it comes without a sound; false unless told.
    #[serde(default)]
    pub silent: bool,
    /// When it is to be sent, in a year at most; now unless told. Until then its messages are among messages.scheduled.
    /// Users alone.
    pub schedule_date: Option<Date>,
    /// Your own id for this send, fresh in this chat: a repeat under the same id is not sent again but answered with the
    /// first message and `is_duplicate`. If all of it was deleted since, the repeat fails with `message_not_found` and `is_duplicate`:
    /// nothing is sent then, and another id sends it once more.
    pub random_id: Option<RandomId>,
}

with_a_file! {
    /// One file of an album.
    pub struct AlbumItem {}
}

/// The messages of an album.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Album {
    /// In the order of the call's items.
    pub items: Vec<Message>,
    /// Those that a repeat finds deleted: they were sent before under the same `random_id`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<FailedMessage>,
}

impl Method for SendAlbum {
    const NAME: &'static str = "messages.sendAlbum";
    type Result = Album;
}

pub async fn send_album(call: Call, params: SendAlbum) -> Result<Album> {
    let account = call.account()?;
    let random_id = random_id::or_fresh(params.random_id)?;
    call.rpc().delivery.goes_by(random_id);
    let turn = call.turn(&account).await;
    let random_ids = random_id::of_items(random_id, params.items.len() as i32);
    let mut items = Vec::new();
    for (at, item) in params.items.iter().enumerate() {
        items.push(item.described().open(&call, &account).await.map_err(|error| of_item(at, error))?);
    }
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let mut place = Place::take(&call, &account, turn, &peer);
    place.let_others_pass();
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
        silent: params.silent,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: peer.input_peer(),
        reply_to: reply_to(params.reply_to_message_id, params.topic_id),
        multi_media,
        schedule_date: scheduled_for(&call, &account, params.schedule_date, params.random_id).await?,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
    };
    let turn = place.comes().await;
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
        return Err(gone(random_id));
    }
    Ok(album)
}

/// Says which item an error is about.
fn of_item(at: usize, error: Error) -> Error {
    error.within(&format!("items[{at}]")).with("item", at)
}

/// The items' files as Telegram keeps them: an album takes no others.
async fn upload(
    call: &Call,
    account: &Account,
    peer: &Peer,
    items: &[Item],
) -> Result<Vec<tl::enums::InputMedia>> {
    let total = items.iter().map(|item| item.attachment.size()).sum();
    let mut progress = Progress { call, before: 0, total };
    // One connection for all of them.
    let lane = Lane::home(account, call.attempt()).await?;
    let mut kept = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let media = item.attachment.upload(&lane, &mut progress).await.map_err(|error| of_item(at, error))?;
        kept.push(keep(call, account, peer, media).await.map_err(|error| of_item(at, error))?);
    }
    Ok(kept)
}

/// Makes a file of what was uploaded. Nobody sees it yet, so that it may be done twice.
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
            Some(tl::enums::Photo::Photo(photo)) => Some(Kept::photo(&photo)),
            _ => None,
        },
        tl::enums::MessageMedia::Document(media) => match media.document {
            Some(tl::enums::Document::Document(document)) => Some(Kept::document(&document)),
            _ => None,
        },
        _ => None,
    };
    let kept = kept.and_then(|kept| kept.shown(spoiler));
    kept.ok_or_else(|| Error::unexpected("Telegram's answer to messages.uploadMedia holds no file"))
}
