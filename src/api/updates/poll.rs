//! updates.poll.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout_at};

use super::event::EventKind;
use super::filter::Selection;
use super::item::Item;
use super::stream::Stream;
use crate::api::call::Call;
use crate::api::types::page::Limit;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;

/// Returns the events since a cursor, and waits for one if there are none.
///
/// Telegram: `updates.getDifference` and `updates.getChannelDifference`, then its updates as they arrive. Each response has
/// the cursor for the next call: store it once you have processed the items. You get every event that isn't `is_live_only`,
/// though some may come twice after a crash. Two calls with the same cursor return the same messages, unless these have
/// changed in between. `is_live_only` events are returned only if they happen while a call waits: use updates.subscribe to get
/// all of them. See updates.subscribe for what a cursor holds.
/// A response can have a new cursor and no items: when catching up took longer than `wait`, when the call's `timeout` was
/// near, or when Telegram refused a request. Continue from that cursor; the next call reports the error if it persists.
/// At most `max_polls` calls per connection can wait (see daemon.info); further ones fail with `resource_exhausted`.
/// Fails with `cursor_invalid` (`reason` says why), `session_revoked`, and `chat_not_found` for an unknown chat.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Poll {
    /// The last cursor that you have processed. Default: start with the next event.
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
    /// Maximum number of events, 1–100. May be exceeded, as events that Telegram sends together stay together. Default: 50.
    #[serde(default)]
    pub limit: Limit,
    /// Seconds to wait for an event, 0–300. Catching up takes at least one second. Default: 30.
    #[serde(default = "half_a_minute")]
    #[schemars(range(min = 0, max = 300))]
    pub wait: f64,
}

fn half_a_minute() -> f64 {
    30.0
}

/// The shortest time for catching up, even if `wait` is shorter.
const MIN_CATCH_UP: Duration = Duration::from_secs(1);

/// The time reserved for the response: a tenth of the call's time, but no more than this.
const RESPONSE_TIME: Duration = Duration::from_secs(1);

/// The events since a cursor.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Polled {
    pub items: Vec<Item>,
    /// The cursor for the next call.
    pub cursor: String,
}

impl Method for Poll {
    const NAME: &'static str = "updates.poll";
    const FAILS: Fails =
        &[&[Kind::PeerInvalid, Kind::CursorInvalid, Kind::Forbidden, Kind::ChatNotFound, Kind::UserNotFound]];
    type Result = Polled;
}

pub async fn poll(call: Call, params: Poll) -> Result<Polled> {
    let now = Instant::now();
    let wait = Duration::from_secs_f64(params.wait);
    let (until, catch_up_until) = (now + wait, now + wait.max(MIN_CATCH_UP));
    let answer_at = call.rpc().deadline.map(Instant::from_std).map(|deadline| {
        let left = deadline.saturating_duration_since(now);
        deadline - RESPONSE_TIME.min(left / 10)
    });
    let limit = params.limit.get() as usize;
    let selection = Selection {
        kinds: params.kinds,
        chat_ids: params.chat_ids,
        include_unknown_chat: params.include_unknown_chat,
    };
    let account = call.account()?;
    let mut stream = Stream::open(&call, account, params.cursor.as_deref(), &selection).await?;
    let until = stream.expires_in().map_or(until, |left| until.min(now + left));
    let begin = stream.subscription.state().clone();
    let mut items = Vec::new();
    let mut live = false;
    while items.len() < limit {
        // Before that, the caller's own cursor is the only one to continue from.
        let moved = !items.is_empty() || *stream.subscription.state() != begin;
        let caught_up = stream.subscription.is_caught_up() && !stream.subscription.is_ready();
        if caught_up && (!items.is_empty() || Instant::now() >= until) {
            break;
        }
        // A cursor is valid only after all portions that belong together.
        let may_end = moved && !stream.subscription.is_ready();
        if !caught_up && may_end && Instant::now() >= catch_up_until {
            break;
        }
        let waits_until = (live || caught_up).then_some(until);
        let ends = [waits_until, answer_at.filter(|_| may_end)].into_iter().flatten().min();
        let next = async {
            // Catching up needs no hub.
            if caught_up && !live {
                stream.subscription.go_live(call.daemon().silence, Vec::new(), call.attempt()).await?;
                live = true;
            }
            stream.subscription.next(call.attempt()).await
        };
        let next = match ends {
            Some(end) => timeout_at(end, next).await,
            None => Ok(next.await),
        };
        match next {
            Ok(Ok(portion)) => items.extend(portion.events.into_iter().map(Item::from)),
            // The progress is returned first; the next call reports the error.
            Ok(Err(error)) if !moved => return Err(error),
            Ok(Err(_)) | Err(_) => break,
        }
    }
    // A channel that can't be fetched now is an error only if there is nothing to return.
    match stream.subscription.failure() {
        Some(error) if items.is_empty() && *stream.subscription.state() == begin => Err(error),
        _ => Ok(Polled { items, cursor: stream.cursor() }),
    }
}
