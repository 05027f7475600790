//! updates.poll.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout_at};

use super::event::EventKind;
use super::{Item, Stream, Wanted};
use crate::api::call::Call;
use crate::api::types::page::Limit;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;

/// Gives what has happened since a cursor; if that is nothing, waits until something does.
///
/// Telegram: `updates.getDifference` and `updates.getChannelDifference`, then its updates as they come. Each answer has the
/// cursor for the next call: keep it when you have dealt with the items. Whatever happens, nothing that isn't `is_live_only` is
/// missed that way, though it may come twice after a crash; two calls with one cursor give the same messages, unless these
/// have changed in between. What is `is_live_only` comes only while a call waits: updates.subscribe has all of it.
/// What a cursor keeps, and what it finds by dates, is said at updates.subscribe.
/// An answer may have no items and still a cursor that is further on: when looking through what was missed took longer than
/// `wait`, when the call's `timeout` is near, or when Telegram refused to go on. Go on from there; the next call meets the
/// error if there still is one.
/// A connection has at most `max_polls` of these calls waiting (see daemon.info); any more fail with `resource_exhausted`.
/// Fails with `cursor_invalid` (its `reason` says why), `session_revoked`, and with `chat_not_found` for a chat that isn't known.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Poll {
    /// The newest `cursor` that you have dealt with. Without one, it begins with what happens from now on.
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
    /// How many events: 1 to 100, 50 unless told. There may be some more, as what Telegram tells at once stays together.
    #[serde(default)]
    pub limit: Limit,
    /// Seconds to wait: 0 to 300, 30 unless told. What was missed is looked through for a second at least.
    #[serde(default = "half_a_minute")]
    #[schemars(range(min = 0, max = 300))]
    pub wait: f64,
}

fn half_a_minute() -> f64 {
    30.0
}

/// What was missed is looked through for at least so long, however short a time is given to wait.
const LOOKING: Duration = Duration::from_secs(1);

/// What is left of the call's time for its answer: a tenth of it, and this at the most.
const ANSWERING: Duration = Duration::from_secs(1);

/// What has happened.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Polled {
    pub items: Vec<Item>,
    /// For the next call.
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
    let (until, looking_until) = (now + wait, now + wait.max(LOOKING));
    let answer_at = call.rpc().deadline.map(Instant::from_std).map(|deadline| {
        let left = deadline.saturating_duration_since(now);
        deadline - ANSWERING.min(left / 10)
    });
    let limit = params.limit.get() as usize;
    let wanted = Wanted {
        cursor: params.cursor,
        kinds: params.kinds,
        chat_ids: params.chat_ids,
        include_unknown_chat: params.include_unknown_chat,
    };
    let account = call.account()?;
    let mut stream = Stream::open(&call, account, wanted).await?;
    let until = stream.expires_in().map_or(until, |left| until.min(now + left));
    let begin = stream.subscription.state().clone();
    let mut items = Vec::new();
    let mut live = false;
    while items.len() < limit {
        // Until it has, there is nothing to go on from but what the caller has.
        let moved = !items.is_empty() || *stream.subscription.state() != begin;
        let told_all = stream.subscription.is_caught_up() && !stream.subscription.is_ready();
        if told_all && (!items.is_empty() || Instant::now() >= until) {
            break;
        }
        // What was asked for together is told together: only behind it is a state to go on from.
        let may_end = moved && !stream.subscription.is_ready();
        if !told_all && may_end && Instant::now() >= looking_until {
            break;
        }
        let waits_until = (live || told_all).then_some(until);
        let ends = [waits_until, answer_at.filter(|_| may_end)].into_iter().flatten().min();
        let next = async {
            // Whoever only asks leaves what Telegram tells by itself to whoever listens.
            if told_all && !live {
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
            // How far it has come is told first; the next call meets the error.
            Ok(Err(error)) if !moved => return Err(error),
            Ok(Err(_)) | Err(_) => break,
        }
    }
    // A channel that can't be asked now is said only where there is nothing else to say.
    match stream.subscription.failure() {
        Some(error) if items.is_empty() && *stream.subscription.state() == begin => Err(error),
        _ => Ok(Polled { items, cursor: stream.cursor() }),
    }
}
