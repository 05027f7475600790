//! The account's chats.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Call;
use super::message::Message;
use super::page::{Limit, Page, cursor, place};
use super::people::{Cast, Chat};
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::telegram::peer::{ChatId, PeerId, PeerKind};
use crate::telegram::tl;

/// Lists the account's chats, the pinned ones first and then those with the newest messages.
///
/// Telegram: `messages.getDialogs`. Each chat's `id` and `ref` are good as `chat_id`, in this process or another; a `ref`
/// needs no look-up. Fails with `cursor_invalid` if the cursor is of another method.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// How many chats: 1 to 100, 50 unless told.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Lists the archived chats instead of the others.
    #[serde(default)]
    pub archived: bool,
}

/// A chat in the list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ListedChat {
    #[serde(flatten)]
    pub chat: Chat,
    /// Messages that this account has not read.
    pub unread_count: i32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Message>,
}

impl Method for List {
    const NAME: &'static str = "chats.list";
    type Result = Page<ListedChat>;
}

/// Where a page of dialogs begins.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Place {
    /// Among the pinned ones, which Telegram gives at the beginning alone.
    Pinned { pinned: usize },
    /// Behind a dialog: its last message's date and id, and its `ref`.
    Behind { date: i32, message_id: i32, chat: Option<String> },
}

pub async fn list(call: Call, params: List) -> Result<Page<ListedChat>> {
    let begin = match &params.cursor {
        Some(cursor) => place(List::NAME, cursor)?,
        None => Place::Pinned { pinned: 0 },
    };
    let account = call.account()?;
    let viewer = call.viewer(&account)?;
    let (skipped, offset_date, offset_id, behind) = match begin {
        Place::Pinned { pinned } => (pinned, 0, 0, None),
        Place::Behind { date, message_id, chat } => (0, date, message_id, Some(chat)),
    };
    let offset_peer = match behind.as_ref().and_then(Option::as_ref).and_then(|chat| ChatId::parse(chat)) {
        Some(chat) => account.marker(&chat, call.attempt()).await?.input_peer(),
        None => tl::enums::InputPeer::Empty,
    };
    let function = tl::functions::messages::GetDialogs {
        exclude_pinned: behind.is_some(),
        folder_id: Some(i32::from(params.archived)),
        offset_date,
        offset_id,
        offset_peer,
        limit: params.limit.get() + skipped as i32,
        hash: 0,
    };
    let (dialogs, messages, chats, users, total) = match account.read(&function, call.attempt()).await? {
        tl::enums::messages::Dialogs::Dialogs(all) => (all.dialogs, all.messages, all.chats, all.users, None),
        tl::enums::messages::Dialogs::Slice(some) => {
            (some.dialogs, some.messages, some.chats, some.users, Some(some.count))
        }
        tl::enums::messages::Dialogs::NotModified(_) => {
            return Err(Error::new(
                Kind::TelegramInternal,
                "Telegram says that nothing has changed, unasked",
            ));
        }
    };
    account.learn(&users, &chats);
    let cast = Cast::new(viewer, users, chats);
    let dialogs: Vec<tl::types::Dialog> = dialogs
        .into_iter()
        .skip(skipped)
        .filter_map(|dialog| match dialog {
            tl::enums::Dialog::Dialog(dialog) => Some(dialog),
            // The archive stands among the others as a folder; it has a list of its own.
            tl::enums::Dialog::Folder(_) | tl::enums::Dialog::Community(_) => None,
        })
        .collect();
    let next_cursor = match (total, dialogs.last()) {
        (Some(_), Some(last)) => Some(next_place(last, &dialogs, skipped, &messages, &cast)),
        _ => None,
    };
    let permitted = account.permitted(call.attempt()).await?;
    let items: Vec<ListedChat> = dialogs
        .iter()
        .filter(|dialog| permitted.permits(PeerId::from(&dialog.peer)))
        .map(|dialog| ListedChat {
            chat: cast.chat(PeerId::from(&dialog.peer)),
            unread_count: dialog.unread_count,
            pinned: dialog.pinned,
            last_message: last_message(dialog, &messages).and_then(|message| Message::of(message, &cast)),
        })
        .collect();
    let total = total.or(Some(items.len() as i32).filter(|_| params.cursor.is_none()));
    // How many there are that nobody may see is nobody's business either.
    let total = total.filter(|_| permitted.is_all());
    Ok(Page { items, next_cursor: next_cursor.map(|place| cursor(List::NAME, &place)), total })
}

/// Behind the page's last dialog. While only pinned ones have come there may be more of them.
fn next_place(
    last: &tl::types::Dialog,
    dialogs: &[tl::types::Dialog],
    skipped: usize,
    messages: &[tl::enums::Message],
    cast: &Cast,
) -> Place {
    if last.pinned {
        return Place::Pinned { pinned: skipped + dialogs.len() };
    }
    let date = match last_message(last, messages) {
        Some(tl::enums::Message::Message(message)) => message.date,
        Some(tl::enums::Message::Service(message)) => message.date,
        _ => 0,
    };
    let chat = cast.peer(PeerId::from(&last.peer)).map(|peer| cast.viewer().reference(&peer));
    Place::Behind { date, message_id: last.top_message, chat }
}

/// Message ids are unique in a channel, and else in the account: so the chat must fit, too.
fn last_message<'a>(
    dialog: &tl::types::Dialog,
    messages: &'a [tl::enums::Message],
) -> Option<&'a tl::enums::Message> {
    messages.iter().find(|message| match message {
        tl::enums::Message::Message(message) => {
            message.id == dialog.top_message && message.peer_id == dialog.peer
        }
        tl::enums::Message::Service(message) => {
            message.id == dialog.top_message && message.peer_id == dialog.peer
        }
        tl::enums::Message::Empty(_) => false,
    })
}

/// Tells what is known of one chat.
///
/// Telegram: `users.getFullUser`, `messages.getFullChat` or `channels.getFullChannel`. Fails with `chat_not_found` if no
/// such chat is known to the account, and with `peer_invalid` if the `ref` is another account's.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Get {
    /// Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
}

/// A chat, whole.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChatDetails {
    #[serde(flatten)]
    pub chat: Chat,
    /// What the chat says of itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned_message_id: Option<i32>,
}

impl Method for Get {
    const NAME: &'static str = "chats.get";
    type Result = ChatDetails;
}

pub async fn get(call: Call, params: Get) -> Result<ChatDetails> {
    let account = call.account()?;
    let viewer = call.viewer(&account)?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let (about, pinned_message_id, members_count, users, chats) = match peer.id.kind {
        PeerKind::User => {
            let function = tl::functions::users::GetFullUser { id: peer.input_user()? };
            let tl::enums::users::UserFull::Full(answer) = account.read(&function, call.attempt()).await?;
            let tl::enums::UserFull::Full(full) = answer.full_user;
            (full.about, full.pinned_msg_id, None, answer.users, answer.chats)
        }
        kind => {
            let answer = if kind == PeerKind::Group {
                let function = tl::functions::messages::GetFullChat { chat_id: peer.id.bare };
                account.read(&function, call.attempt()).await?
            } else {
                let function = tl::functions::channels::GetFullChannel { channel: peer.input_channel()? };
                account.read(&function, call.attempt()).await?
            };
            let tl::enums::messages::ChatFull::Full(answer) = answer;
            let (about, pinned, members) = match answer.full_chat {
                tl::enums::ChatFull::Full(full) => (full.about, full.pinned_msg_id, None),
                tl::enums::ChatFull::ChannelFull(full) => {
                    (full.about, full.pinned_msg_id, full.participants_count)
                }
                tl::enums::ChatFull::CommunityFull(full) => (full.about, None, None),
            };
            (Some(about), pinned, members, answer.users, answer.chats)
        }
    };
    account.learn(&users, &chats);
    let mut chat = Cast::new(viewer, users, chats).chat(peer.id);
    chat.members_count = members_count.or(chat.members_count);
    Ok(ChatDetails { chat, about: about.filter(|about| !about.is_empty()), pinned_message_id })
}
