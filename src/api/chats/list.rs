//! chats.list.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::message::Message;
use crate::api::types::page::{Limit, Page};
use crate::api::types::people::Chat;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::{ChatId, PeerId};
use crate::telegram::tl;

/// Lists the account's chats: pinned ones first, then those with the newest messages.
///
/// Telegram: `messages.getDialogs`. Use a chat's `id` or `ref` as `chat_id`, in any process; a `ref` needs no lookup.
/// No chat is repeated. A chat that receives a message before its page is read moves to the front, and appears only in
/// a new list. Fails with `cursor_invalid` if the cursor is of another method.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// 1–100 chats. Default: 50.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    pub cursor: Option<String>,
    /// Lists the archived chats instead. Default: false.
    #[serde(default)]
    pub archived: bool,
}

/// A chat in the list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ListedChat {
    #[serde(flatten)]
    pub chat: Chat,
    /// Unread messages.
    pub unread_count: i32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_pinned: bool,
    /// Until when the chat is muted. In 2038 if forever.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub muted_until_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Message>,
}

impl Method for List {
    const NAME: &'static str = "chats.list";
    const FAILS: Fails = &[&[Kind::CursorInvalid, Kind::UserOnly, Kind::ChatNotFound]];
    type Result = Page<ListedChat>;
}

/// The position of a page of dialogs.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Position {
    /// Within the pinned dialogs, which Telegram returns only on the first page.
    Pinned { pinned: usize },
    /// After a dialog, given by its last message's date and id and its `ref`, and after this many more that have no
    /// message to locate them by.
    Behind { date: i32, message_id: i32, chat: Option<String>, more: usize },
}

pub async fn list(call: Call, params: List) -> Result<Page<ListedChat>> {
    let account = call.account()?;
    let viewer = call.viewer(&account)?;
    let cursors = call.cursors(viewer, List::NAME, params.archived);
    let begin = cursors.read(params.cursor.as_deref())?.unwrap_or(Position::Pinned { pinned: 0 });
    let (skipped, offset_date, offset_id, behind) = match &begin {
        Position::Pinned { pinned } => (*pinned, 0, 0, None),
        Position::Behind { date, message_id, chat, more } => (*more, *date, *message_id, chat.as_deref()),
    };
    let offset_peer = match behind.and_then(ChatId::parse) {
        Some(chat) => account.marker(&chat, call.attempt()).await?.input_peer(),
        None => tl::enums::InputPeer::Empty,
    };
    let function = tl::functions::messages::GetDialogs {
        exclude_pinned: matches!(begin, Position::Behind { .. }),
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
        (Some(_), Some(last)) => next_place(begin, last, &dialogs, &messages, &cast),
        _ => None,
    };
    let permitted = account.permitted(call.attempt()).await?;
    let items: Vec<ListedChat> = dialogs
        .iter()
        .filter(|dialog| permitted.permits(PeerId::from(&dialog.peer)))
        .map(|dialog| ListedChat {
            chat: cast.chat(PeerId::from(&dialog.peer)),
            unread_count: dialog.unread_count,
            is_pinned: dialog.pinned,
            muted_until_date: muted_until(dialog).filter(|until| *until > account.now()).map(timestamp),
            last_message: last_message(dialog, &messages).and_then(|message| Message::of(message, &cast)),
        })
        .collect();
    let total = total.or(Some(items.len() as i32).filter(|_| params.cursor.is_none()));
    // The number of hidden chats stays hidden, too.
    let total = total.filter(|_| permitted.is_all());
    Ok(Page { items, next_cursor: next_cursor.map(|place| cursors.write(&place)), total })
}

/// After the page's last dialog. If the page holds only pinned ones, there may be more of them.
fn next_place(
    begin: Position,
    last: &tl::types::Dialog,
    dialogs: &[tl::types::Dialog],
    messages: &[tl::enums::Message],
    cast: &Cast,
) -> Option<Position> {
    let count = dialogs.len();
    if let (true, Position::Pinned { pinned }) = (last.pinned, &begin) {
        return Some(Position::Pinned { pinned: pinned + count });
    }
    let dated = dialogs
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, dialog)| !dialog.pinned)
        .find_map(|(at, dialog)| Some((at, dialog, date_of(last_message(dialog, messages)?)?)));
    match (dated, begin) {
        (Some((at, dialog, date)), _) => {
            let chat = cast.peer(PeerId::from(&dialog.peer)).map(|peer| cast.viewer().reference(&peer));
            Some(Position::Behind { date, message_id: dialog.top_message, chat, more: count - 1 - at })
        }
        (None, Position::Behind { date, message_id, chat, more }) => {
            Some(Position::Behind { date, message_id, chat, more: more + count })
        }
        (None, Position::Pinned { pinned }) => Some(Position::Pinned { pinned: pinned + count }),
    }
}

fn date_of(message: &tl::enums::Message) -> Option<i32> {
    match message {
        tl::enums::Message::Message(message) => Some(message.date),
        tl::enums::Message::Service(message) => Some(message.date),
        tl::enums::Message::Empty(_) => None,
    }
}

fn muted_until(dialog: &tl::types::Dialog) -> Option<i32> {
    let tl::enums::PeerNotifySettings::Settings(settings) = &dialog.notify_settings;
    settings.mute_until
}

/// Outside channels, message ids are unique only per account, so the chat must match too.
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
