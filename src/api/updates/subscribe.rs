//! updates.subscribe and updates.unsubscribe.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::task::AbortOnDropHandle;

use super::event::EventKind;
use super::{Item, Stream, Wanted};
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

/// So many events go in one notification, and no more are told without a cursor unless Telegram told them at once.
const AT_ONCE: usize = 64;

/// So many go in one notification when Telegram told them at once.
const MOST_AT_ONCE: usize = 100;

/// A cursor is told no more often than this, unless there are many events.
const CURSOR_EVERY: Duration = Duration::from_millis(50);

/// Tells what happens, in `updates.event` notifications on this connection, until updates.unsubscribe or its end.
///
/// Telegram: its updates, `updates.getDifference` and `updates.getChannelDifference`. With a `cursor`, first comes all that has
/// happened since, then what happens, with no gap between. A notification has `items` (events), and a `cursor` whenever
/// the stream comes to rest and at least every 64 events: keep it when you have dealt with all items until then, and after
/// a crash, a restart or on another machine go on from it. Each event comes at least once and in its chat's order; one that
/// comes again is known by its chat and message ids. What is `is_live_only` Telegram never tells again, and so isn't told later.
/// What the account itself sends comes too, with `is_outgoing`; what this connection's calls do comes behind their answers.
/// A cursor has at most 2,048 characters. It keeps exactly where the 64 supergroups and channels stand that changed last.
/// In the others, new messages are found by their dates: they come as they are now, those of the cursor's last second may
/// come twice, and edits and deletions of older messages don't come.
/// What can't be told is a `gap` event. A subscriber that stops reading gets one with the reason `too_slow`; its
/// notification's cursor resumes before the dropped events. One that only reads more slowly than the others is caught up from
/// Telegram. Neither slows down another subscriber.
/// When the login ends, the last notification has an `error`, as a call would have.
/// A connection has at most `max_subscriptions` of them (see daemon.info); any more fail with `resource_exhausted`. On standard input and output they last as long as the
/// input.
/// Fails with `cursor_invalid` (its `reason` says why), `session_revoked`, and with `chat_not_found` for a chat that isn't known.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    /// The newest `cursor` that you have dealt with. Without one, it begins with what happens from now on; messages of
    /// this very second in supergroups and channels may come, too.
    pub cursor: Option<String>,
    /// The kinds of events that are wanted: all but `raw` unless told. `gap` always comes.
    #[schemars(length(max = 100))]
    pub kinds: Option<Vec<EventKind>>,
    /// The chats that events are wanted of: all unless told. `connection`, and a `gap` that may be in any chat, always come.
    #[schemars(length(max = 1000))]
    pub chat_ids: Option<Vec<ChatId>>,
    /// With `chat_ids`: gives events of a chat that Telegram doesn't tell, too. Those are deleted messages of private chats
    /// and basic groups, and a few others.
    #[serde(default)]
    pub include_unknown_chat: bool,
    /// Supergroups and channels to ask for news all the time, at most 20. Telegram pushes the messages of large ones late
    /// or not at all. Each is asked as often as Telegram says (about every 30 seconds, at most every 10), for as long as
    /// the subscription lasts. A public channel that the account isn't in can be watched, too.
    #[serde(default)]
    #[schemars(length(max = 20))]
    pub watch: Vec<ChatId>,
}

/// A subscription has begun.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Subscribed {
    /// Names the subscription on this connection, in its notifications and for updates.unsubscribe.
    pub subscription: String,
    /// Goes on from here.
    pub cursor: String,
}

impl Method for Subscribe {
    const NAME: &'static str = "updates.subscribe";
    const FAILS: Fails =
        &[&[Kind::PeerInvalid, Kind::CursorInvalid, Kind::Forbidden, Kind::ChatNotFound, Kind::UserNotFound]];
    type Result = Subscribed;
}

pub async fn subscribe(call: Call, params: Subscribe) -> Result<Subscribed> {
    let wanted = Wanted {
        cursor: params.cursor,
        kinds: params.kinds,
        chat_ids: params.chat_ids,
        include_unknown_chat: params.include_unknown_chat,
    };
    let account = call.account()?;
    let watched = watched(&call, &account, &params.watch).await?;
    let mut stream = Stream::open(&call, account, wanted).await?;
    stream.subscription.go_live(call.daemon().silence, watched, call.attempt()).await?;
    let connection = &call.rpc().connection;
    let outlet = connection.outlet();
    let subscribed = Subscribed { subscription: outlet.subscription.to_string(), cursor: stream.cursor() };
    let counted = call.rpc().catalog.meter().subscribe();
    connection.subscribe(outlet, |outlet| {
        let teller = Teller {
            name: outlet.subscription.to_string(),
            connection: connection.id(),
            stream,
            outlet,
            waiting: Vec::new(),
            without_cursor: 0,
            moved: false,
            last_cursor: Instant::now(),
            _counted: counted,
        };
        AbortOnDropHandle::new(tokio::spawn(teller.run(call.rpc().delivery.clone())))
    })?;
    Ok(subscribed)
}

/// The bare ids of channels that are to be watched.
async fn watched(call: &Call, account: &Account, chats: &[ChatId]) -> Result<Vec<i64>> {
    let mut watched = Vec::new();
    for (at, chat) in chats.iter().enumerate() {
        let peer = account.peer(chat, call.attempt()).await?;
        if peer.id.kind != PeerKind::Channel {
            return Err(Error::new(
                Kind::InvalidParams,
                "Only supergroups and channels can be watched: Telegram pushes all that comes about in other chats",
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

/// Ends a subscription of this connection: nothing more comes of it.
///
/// Fails with `invalid_params` if there is none by that name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unsubscribe {
    /// What updates.subscribe called it.
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

/// Tells a subscriber what has happened.
///
/// See updates.subscribe.
#[derive(Default, Serialize, JsonSchema)]
struct Told<'a> {
    /// The `subscription` that updates.subscribe returned.
    subscription: &'a str,
    /// What has happened, in order.
    #[schemars(with = "Vec<Item>")]
    items: &'a [Item],
    /// Keep it once you have dealt with `items`: it resumes after them.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    /// Why the subscription has ended: this is its last notification. An error as a call fails with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    error: Option<jsonrpsee::types::ErrorObjectOwned>,
}

const NOTIFICATION: &str = "updates.event";

/// The notification, as the schema describes it.
pub const EVENT: Notification =
    Notification { name: NOTIFICATION, sender: Sender::Daemon, params: Told::json_schema };

/// The task of a subscription.
struct Teller {
    name: String,
    /// The id of the connection that it tells.
    connection: usize,
    stream: Stream,
    outlet: Outlet,
    /// What goes in the next notification.
    waiting: Vec<Item>,
    /// How many events were told since the last cursor.
    without_cursor: usize,
    /// The stream has come further than the last cursor.
    moved: bool,
    last_cursor: Instant,
    _counted: Open,
}

impl Teller {
    /// Runs until the subscription or its connection ends. The answer to the call that made it comes first.
    async fn run(mut self, subscribed: Delivery) {
        subscribed.answered().await;
        let mut failures = 0;
        // Telegram's waits are waited out here, where the end of the connection is seen.
        let attempt = Attempt::default();
        let mut expires = self.stream.expires_in().map(|left| Instant::now() + left);
        loop {
            if expires.is_some_and(|expires| expires <= Instant::now())
                && let Some(expired) = self.stream.expired()
            {
                return self.end(expired).await;
            }
            let next = tokio::select! {
                // While there is something to tell, no timer is set.
                biased;
                next = self.stream.subscription.next(&attempt) => next,
                () = sleep_until(self.last_cursor + CURSOR_EVERY), if self.moved => {
                    if !self.tell(true).await {
                        return;
                    }
                    continue;
                }
                () = sleep_until(expires.unwrap_or_else(Instant::now)), if expires.is_some() => {
                    // It has not if Telegram's clock was found to be behind.
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
                    if !self.tell(false).await {
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
            } else if portion.asked_for {
                self.outlet.changes_answered().await;
            }
            self.moved |= portion.moved || !portion.events.is_empty();
            self.waiting.extend(portion.events.into_iter().map(Item::from));
            let many = self.without_cursor + self.waiting.len() >= AT_ONCE;
            if portion.gap || many || !self.stream.subscription.is_ready() {
                let rested = self.moved && self.last_cursor.elapsed() >= CURSOR_EVERY;
                if !self.tell(portion.gap || many || rested).await {
                    return;
                }
            }
        }
    }

    /// Sends what waits. False when the connection has ended.
    async fn tell(&mut self, with_cursor: bool) -> bool {
        let waiting = std::mem::take(&mut self.waiting);
        let mut parts = waiting.chunks(MOST_AT_ONCE).peekable();
        if parts.peek().is_none() && !with_cursor {
            return true;
        }
        loop {
            let items = parts.next().unwrap_or_default();
            // Only behind the last of what Telegram told at once is a state to go on from.
            let cursor = (with_cursor && parts.peek().is_none()).then(|| self.stream.cursor());
            let has_cursor = cursor.is_some();
            let told = Told { subscription: &self.name, items, cursor, error: None };
            if !self.outlet.notify(NOTIFICATION, &told).await {
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

    /// What has been told until then comes before why nothing more does.
    async fn end(mut self, error: Error) {
        if !self.tell(true).await {
            return;
        }
        let error = Some(crate::log::incident(NOTIFICATION, error).into());
        let told = Told { subscription: &self.name, items: &[], cursor: None, error };
        self.outlet.notify(NOTIFICATION, &told).await;
    }
}
