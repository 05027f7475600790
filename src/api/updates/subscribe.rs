//! updates.subscribe and updates.unsubscribe.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::task::AbortOnDropHandle;

use super::event::EventKind;
use super::filter::Selection;
use super::item::Item;
use super::stream::Stream;
use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::delivery::Delivery;
use crate::error::{Error, Kind, Result};
use crate::rpc::connection::Outlet;
use crate::rpc::meter::Open;
use crate::rpc::openrpc::{Notification, Sender};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::attempt::Attempt;
use crate::telegram::peer::{ChatId, PeerKind};
use crate::telegram::updates::{backoff, is_hopeless, retry_after};

/// Events after which a notification is sent, and the most without a cursor, unless Telegram sends more together.
const BATCH_SIZE: usize = 64;

/// The most events in one notification.
const MAX_BATCH_SIZE: usize = 100;

/// The shortest time between cursors, unless there are many events.
const CURSOR_INTERVAL: Duration = Duration::from_millis(50);

/// Streams events as `updates.event` notifications, until updates.unsubscribe or disconnect.
///
/// Telegram: its updates, `updates.getDifference` and `updates.getChannelDifference`. With a `cursor`, the events since then
/// come first, followed by live ones with no gap between. Notifications have `items` (events), and a `cursor` whenever the
/// stream pauses and at least every 64 events. Store it once you have processed all items up to it, and resume from it after
/// a crash, a restart or on another machine. Each event is delivered at least once and in the order of its chat; duplicates
/// have the same chat and message ids. `is_live_only` events are never sent again by Telegram, and so can't be resumed.
/// Messages sent by the account itself are included, with `is_outgoing`. Events caused by calls of this connection follow their
/// responses.
/// A cursor has at most 2,048 characters. It holds the exact positions of the 64 supergroups and channels that changed last.
/// In other ones, new messages are found by date: you get their current versions, those of the cursor's last second may come
/// twice, and edits and deletions of older messages are left out.
/// Missing events are reported as a `gap`. A subscriber that stops reading gets one with the reason `too_slow`, and the
/// cursor of that notification resumes before the dropped events. One that is merely slower than others is caught up from
/// Telegram. Neither slows down other subscribers.
/// When the login ends, the last notification has an `error` like that of a failed call.
/// At most `max_subscriptions` per connection (see daemon.info); further ones fail with `resource_exhausted`. On stdio they
/// last until the end of input.
/// Fails with `cursor_invalid` (`reason` says why), `session_revoked`, and `chat_not_found` for an unknown chat.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    /// The last cursor that you have processed. Default: start with the next event. In supergroups and channels, messages
    /// of the current second may be included.
    pub cursor: Option<String>,
    /// Kinds of events to include. `gap` is always included. Default: all but `raw`.
    #[schemars(length(max = 100))]
    pub kinds: Option<Vec<EventKind>>,
    /// Chats to include. `connection`, and a `gap` without a chat, are always included. Default: all.
    #[schemars(length(max = 1000))]
    pub chat_ids: Option<Vec<ChatId>>,
    /// With `chat_ids`: also include events whose chat Telegram doesn't name, such as deleted messages of private chats and
    /// basic groups. Default: false.
    #[serde(default)]
    pub include_unknown_chat: bool,
    /// Supergroups and channels to poll, at most 20. Telegram pushes the messages of large ones late or not at all. Each is
    /// polled at the interval that Telegram requests (about 30 seconds, at least 10) while the subscription lasts. Public
    /// channels can be watched without being a member.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub watch: Vec<ChatId>,
}

/// A new subscription.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Subscribed {
    /// Id of the subscription on this connection, used in notifications and for updates.unsubscribe.
    pub subscription: String,
    /// The cursor at the start of the subscription.
    pub cursor: String,
}

impl Method for Subscribe {
    const NAME: &'static str = "updates.subscribe";
    const FAILS: Fails =
        &[&[Kind::PeerInvalid, Kind::CursorInvalid, Kind::Forbidden, Kind::ChatNotFound, Kind::UserNotFound]];
    type Result = Subscribed;
}

pub async fn subscribe(call: Call, params: Subscribe) -> Result<Subscribed> {
    let selection = Selection {
        kinds: params.kinds,
        chat_ids: params.chat_ids,
        include_unknown_chat: params.include_unknown_chat,
    };
    let account = call.account()?;
    let watched = watched(&call, &account, &params.watch).await?;
    let mut stream = Stream::open(&call, account, params.cursor.as_deref(), &selection).await?;
    stream.subscription.go_live(call.daemon().silence, watched, call.attempt()).await?;
    let connection = &call.rpc().connection;
    let outlet = connection.outlet();
    let subscribed = Subscribed { subscription: outlet.subscription.to_string(), cursor: stream.cursor() };
    let counted = call.rpc().catalog.meter().subscribe();
    connection.subscribe(outlet, |outlet| {
        let notifier = Notifier {
            name: outlet.subscription.to_string(),
            connection: connection.id(),
            stream,
            outlet,
            pending: Vec::new(),
            without_cursor: 0,
            moved: false,
            last_cursor: Instant::now(),
            _counted: counted,
        };
        AbortOnDropHandle::new(tokio::spawn(notifier.run(call.rpc().delivery.clone())))
    })?;
    Ok(subscribed)
}

/// Returns the bare ids of the channels to watch.
async fn watched(call: &Call, account: &Account, chats: &[ChatId]) -> Result<Vec<i64>> {
    let mut watched = Vec::new();
    for (at, chat) in chats.iter().enumerate() {
        let peer = account.peer(chat, call.attempt()).await?;
        if peer.id.kind != PeerKind::Channel {
            return Err(Error::new(
                Kind::InvalidParams,
                "Only supergroups and channels can be watched. Telegram pushes all events of other chats",
            )
            .with("path", format!("watch[{at}]"))
            .with("expected", "a supergroup or channel"));
        }
        if !watched.contains(&peer.id.bare) {
            watched.push(peer.id.bare);
        }
    }
    Ok(watched)
}

/// Ends a subscription of this connection. No further notifications are sent.
///
/// Fails with `invalid_params` if there is no such subscription.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unsubscribe {
    /// The `subscription` returned by updates.subscribe.
    pub subscription: String,
}

impl Method for Unsubscribe {
    const NAME: &'static str = "updates.unsubscribe";
    type Result = Empty;
}

pub async fn unsubscribe(call: Call, params: Unsubscribe) -> Result<Empty> {
    let known = params.subscription.parse().is_ok_and(|id| call.rpc().connection.unsubscribe(id));
    match known {
        true => Ok(Empty {}),
        false => Err(Error::new(Kind::InvalidParams, "there is no such subscription on this connection")
            .with("path", "subscription")
            .with("expected", "the `subscription` that updates.subscribe answered on this connection")),
    }
}

/// Delivers events to a subscriber.
///
/// See updates.subscribe.
#[derive(Default, Serialize, JsonSchema)]
struct EventParams<'a> {
    /// The `subscription` that updates.subscribe returned.
    subscription: &'a str,
    /// The events, in order.
    #[schemars(with = "Vec<Item>")]
    items: &'a [Item],
    /// Store it once you have processed `items`: it resumes after them.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    /// Why the subscription has ended: this is its last notification. Same format as the error of a failed call.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    error: Option<jsonrpsee::types::ErrorObjectOwned>,
}

const METHOD: &str = "updates.event";

/// The notification, as the schema describes it.
pub const EVENT: Notification =
    Notification { name: METHOD, sender: Sender::Daemon, params: EventParams::json_schema };

/// The task of a subscription.
struct Notifier {
    name: String,
    /// The id of its connection.
    connection: usize,
    stream: Stream,
    outlet: Outlet,
    /// The events of the next notification.
    pending: Vec<Item>,
    /// Events since the last cursor.
    without_cursor: usize,
    /// The state has changed since the last cursor.
    moved: bool,
    last_cursor: Instant,
    _counted: Open,
}

impl Notifier {
    /// Runs until the subscription or its connection ends. The response to updates.subscribe is sent first.
    async fn run(mut self, subscribed: Delivery) {
        subscribed.answered().await;
        let mut failures = 0;
        // Flood waits are waited out here, where the end of the connection is noticed.
        let attempt = Attempt::default();
        let mut expires = self.stream.expires_in().map(|left| Instant::now() + left);
        loop {
            if expires.is_some_and(|expires| expires <= Instant::now())
                && let Some(expired) = self.stream.expired()
            {
                return self.end(expired).await;
            }
            let next = tokio::select! {
                // While there are events, no timer is set.
                biased;
                next = self.stream.subscription.next(&attempt) => next,
                () = sleep_until(self.last_cursor + CURSOR_INTERVAL), if self.moved => {
                    if !self.notify(true).await {
                        return;
                    }
                    continue;
                }
                () = sleep_until(expires.unwrap_or_else(Instant::now)), if expires.is_some() => {
                    // Telegram's clock may have turned out to be behind.
                    expires = self.stream.expires_in().map(|left| Instant::now() + left);
                    continue;
                }
                () = self.outlet.closed() => return,
            };
            let portion = match next {
                Ok(portion) => portion,
                Err(error) if self.stream.subscription.has_ended() || is_hopeless(&error, failures) => {
                    return self.end(error).await;
                }
                Err(error) => {
                    let pause = backoff(failures).max(retry_after(&error));
                    failures += 1;
                    if !self.notify(false).await {
                        return;
                    }
                    tokio::select! {
                        () = sleep(pause) => continue,
                        () = self.outlet.closed() => return,
                    }
                }
            };
            if let Some(expired) = self.stream.expired() {
                return self.end(expired).await;
            }
            failures = 0;
            if let Some(call) = portion.after.filter(|call| call.is_on(self.connection)) {
                self.outlet.answered(&call).await;
            } else if portion.fetched {
                self.outlet.changes_answered().await;
            }
            self.moved |= portion.moved || !portion.events.is_empty();
            self.pending.extend(portion.events.into_iter().map(Item::from));
            let many = self.without_cursor + self.pending.len() >= BATCH_SIZE;
            if portion.gap || many || !self.stream.subscription.is_ready() {
                let is_idle = self.moved && self.last_cursor.elapsed() >= CURSOR_INTERVAL;
                if !self.notify(portion.gap || many || is_idle).await {
                    return;
                }
            }
        }
    }

    /// Sends the pending events. Returns false if the connection has ended.
    async fn notify(&mut self, with_cursor: bool) -> bool {
        let pending = std::mem::take(&mut self.pending);
        let mut parts = pending.chunks(MAX_BATCH_SIZE).peekable();
        if parts.peek().is_none() && !with_cursor {
            return true;
        }
        loop {
            let items = parts.next().unwrap_or_default();
            // The cursor is valid only after all events that Telegram sent together.
            let cursor = (with_cursor && parts.peek().is_none()).then(|| self.stream.cursor());
            let has_cursor = cursor.is_some();
            let params = EventParams { subscription: &self.name, items, cursor, error: None };
            if !self.outlet.notify(METHOD, &params).await {
                return false;
            }
            self.without_cursor += items.len();
            if has_cursor {
                (self.without_cursor, self.moved, self.last_cursor) = (0, false, Instant::now());
            }
            if parts.peek().is_none() {
                return true;
            }
        }
    }

    /// Sends the pending events, and then the error.
    async fn end(mut self, error: Error) {
        if !self.notify(true).await {
            return;
        }
        let error = Some(crate::log::incident(METHOD, error).into());
        let params = EventParams { subscription: &self.name, items: &[], cursor: None, error };
        self.outlet.notify(METHOD, &params).await;
    }
}
