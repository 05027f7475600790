//! The way of a send: in its turn, and once.

use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::Call;
use super::changes::Changes;
use super::date::{Ahead, Date};
use super::message::{GENERAL, Message};
use super::message_ids::{AT_ONCE, fetch, fetch_scheduled};
use super::random_id::RandomId;
use crate::error::{Error, Kind, Outcome, Result};
use crate::rpc::connection::Turn;
use crate::telegram::account::Account;
use crate::telegram::peer::Peer;
use crate::telegram::tl;

/// A place among the sends of a connection to one chat.
///
/// Sends of a connection for an account go one after the other, each in the account's turn. One that has to wait for bytes
/// to be uploaded would hold up all others: so it gives the account's turn away and keeps its place in the chat, and those
/// behind it in the same chat wait for it, again without the account's turn.
pub struct Place {
    account: Option<Turn>,
    chat: Chat,
}

/// The account's turn, as far as it is held, and the chat's.
pub type Turns = (Option<Turn>, Turn);

enum Chat {
    Here(Turn),
    Coming(Pin<Box<dyn Future<Output = Turn> + Send>>),
}

impl Place {
    /// A place behind all that were taken before in this chat. `turn` is the account's.
    pub fn take(call: &Call, account: &Account, turn: Turn, chat: &Peer) -> Self {
        let mut coming = Box::pin(call.turn_in(account, chat));
        // From this poll on the place is taken. Its waker needn't be heard, as it will be polled again.
        match coming.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(here) => Self { account: Some(turn), chat: Chat::Here(here) },
            Poll::Pending => Self { account: None, chat: Chat::Coming(coming) },
        }
    }

    /// Lets sends to other chats pass.
    pub fn let_others_pass(&mut self) {
        self.account = None;
    }

    /// Waits until the chat's turn has come. What is given stands for both turns, as far as they are held.
    pub async fn comes(self) -> Turns {
        match self.chat {
            Chat::Here(turn) => (self.account, turn),
            Chat::Coming(coming) => (self.account, coming.await),
        }
    }
}

/// Sends, and lets the next send pass as soon as this one is in the queue. A repeat of one that is still under way is
/// asked for again until that one is through, or [`PATIENCE`] or the call's own time is over. A part of a longer send may
/// come without a turn, if a later part has it. `count` is how many messages it sends: what a session string may send a day
/// is counted here, and what was surely not sent is given back.
pub async fn deliver<F>(
    call: &Call,
    account: &Account,
    function: &F,
    count: usize,
    turn: impl Send,
) -> Result<tl::enums::Updates>
where
    F: tl::RemoteCall<Return = tl::enums::Updates>,
{
    let counted = call.count_sends(account, count)?;
    let sent = deliver_once(call, account, function, turn).await;
    if let (Err(error), Some(counted)) = (&sent, counted)
        && error.get("outcome").is_none_or(|outcome| outcome == "not_sent")
    {
        counted.give_back();
    }
    sent
}

async fn deliver_once<F>(
    call: &Call,
    account: &Account,
    function: &F,
    turn: impl Send,
) -> Result<tl::enums::Updates>
where
    F: tl::RemoteCall<Return = tl::enums::Updates>,
{
    let mut turn = Some(turn);
    let mut was_under_way = false;
    let mut pauses = Pauses::new();
    loop {
        let mut sending = pin!(account.invoke(function, call.attempt()));
        let first = std::future::poll_fn(|context| Poll::Ready(sending.as_mut().poll(context))).await;
        drop(turn.take());
        let sent = match first {
            Poll::Ready(sent) => sent,
            Poll::Pending => sending.await,
        };
        match sent {
            Err(error) if is_under_way(&error) => match pauses.next() {
                Some(pause) if !call.attempt().ends_within(pause) => {
                    was_under_way = true;
                    sleep(pause).await;
                }
                _ => return Err(error),
            },
            // Whatever kept the repeat from being asked for again, the first may come about all the same.
            Err(error) if was_under_way && error.get("outcome").is_some() => {
                return Err(error.outcome(Outcome::Unknown));
            }
            other => return other,
        }
    }
}

/// For how long a repeat is asked for. What is still under way then may be so for ever, and each asking sends all of the
/// message: the caller is told, who can ask again under the same `random_id`.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long to wait before a repeat is asked for: each time twice as long, until there is no patience left.
struct Pauses {
    began: Instant,
    next: Duration,
}

impl Pauses {
    fn new() -> Self {
        Self { began: Instant::now(), next: Duration::from_millis(100) }
    }

    fn next(&mut self) -> Option<Duration> {
        let pause = self.next;
        self.next *= 2;
        (self.began.elapsed() + pause <= PATIENCE).then_some(pause)
    }
}

fn is_under_way(error: &Error) -> bool {
    error.get("telegram").is_some_and(|telegram| telegram["name"] == "RANDOM_ID_DUPLICATE")
}

/// What is known of a message that Telegram has taken.
pub enum Sent {
    There(Box<Message>),
    /// A repeat of one that was sent before and has been deleted since. Telegram sends nothing for it.
    Gone {
        message_id: i32,
    },
    /// Telegram named neither it nor its id.
    Untold,
}

/// The messages that were sent under these ids, out of what Telegram answers to a send.
pub async fn sent(
    call: &Call,
    account: &Account,
    peer: &Peer,
    updates: tl::enums::Updates,
    random_ids: &[i64],
    scheduled: bool,
) -> Result<Vec<Sent>> {
    let changes = Changes::of(call, account, updates)?;
    let mut known: HashMap<i32, Message> =
        changes.new_messages().map(|message| (message.message_id, message)).collect();
    let ids: Vec<Option<i32>> = random_ids.iter().map(|id| changes.id_under(*id)).collect();
    if let ([None], Some(only)) = (&ids[..], changes.new_messages().next()) {
        return Ok(vec![Sent::There(Box::new(only))]);
    }
    // A repeat may be answered with the ids alone.
    let untold: Vec<i32> = ids.iter().flatten().copied().filter(|id| !known.contains_key(id)).collect();
    for ids in untold.chunks(AT_ONCE) {
        let found = match scheduled {
            true => fetch_scheduled(call, account, peer, ids).await?,
            false => fetch(call, account, peer, ids).await?,
        };
        let again = found.messages().map(|message| Message { duplicate: true, scheduled, ..message });
        known.extend(again.map(|message| (message.message_id, message)));
    }
    let sent = ids.into_iter().map(|id| match id {
        None => Sent::Untold,
        Some(message_id) => known
            .remove(&message_id)
            .map_or(Sent::Gone { message_id }, |message| Sent::There(Box::new(message))),
    });
    Ok(sent.collect())
}

/// The message that was sent under this id, out of what Telegram answers to its send.
pub async fn the_one_sent(
    call: &Call,
    account: &Account,
    peer: &Peer,
    updates: tl::enums::Updates,
    random_id: i64,
    scheduled: bool,
) -> Result<Message> {
    // So a repeat is answered under whose id a plain text was sent before.
    if let tl::enums::Updates::UpdateShortSentMessage(short) = &updates {
        return the_first(call, account, peer, short.id, random_id).await;
    }
    let sent = sent(call, account, peer, updates, &[random_id], scheduled).await;
    // It is sent, whatever keeps us from telling which it is.
    let mut sent = sent.map_err(|error| error.outcome(Outcome::Unknown))?;
    match sent.pop().unwrap_or(Sent::Untold) {
        Sent::There(message) => Ok(*message),
        Sent::Gone { message_id } => Err(gone(random_id).with("message_id", message_id)),
        Sent::Untold => Err(Error::unexpected("Telegram's answer to a send holds no message")),
    }
}

/// The message that a repeated send made when it was first called, as it is now.
pub async fn the_first(
    call: &Call,
    account: &Account,
    peer: &Peer,
    message_id: i32,
    random_id: i64,
) -> Result<Message> {
    let found = fetch(call, account, peer, &[message_id]).await;
    let found = found.map_err(|error| error.outcome(Outcome::Unknown))?;
    let first = found.messages().next().map(|message| Message { duplicate: true, ..message });
    first.ok_or_else(|| gone(random_id).with("message_id", message_id))
}

/// That all of a repeated send was deleted since it was first called. Nothing was sent by the repeat.
pub fn gone(random_id: i64) -> Error {
    Error::new(
        Kind::MessageNotFound,
        "This was sent before under the same `random_id`, and has been deleted since",
    )
    .with("duplicate", true)
    .with("random_id", random_id.to_string())
    .hint("nothing was sent now: to send it once more, give another `random_id`")
}

/// When a message is to be sent, by Telegram's clock. A repeat may come when its date is just over:
/// Telegram then answers with what was sent, or sends it at once if nothing was.
pub async fn scheduled_for(
    call: &Call,
    account: &Account,
    date: Option<Date>,
    random_id: Option<RandomId>,
) -> Result<Option<i32>> {
    let Some(date) = date else { return Ok(None) };
    if account.owner().is_some_and(|owner| owner.bot) {
        return Err(Error::new(Kind::UserOnly, "Bots cannot schedule messages").with("path", "schedule_date"));
    }
    let now = account.learn_now(call.attempt()).await?;
    let late = now.saturating_sub(date.seconds());
    if random_id.is_some() && (0..=REPEATED_WITHIN).contains(&late) {
        return Ok(Some(date.seconds()));
    }
    date.ahead("schedule_date", Ahead::SCHEDULE, now).map(Some)
}

/// For how many seconds behind its date a scheduled send may be repeated.
const REPEATED_WITHIN: i32 = 3600;

/// What a message answers, and the topic it goes to.
pub fn reply_to(message_id: Option<i32>, topic_id: Option<i32>) -> Option<tl::enums::InputReplyTo> {
    // Whoever names no topic writes in the General one.
    let topic_id = topic_id.filter(|topic_id| *topic_id != GENERAL);
    let reply = tl::types::InputReplyToMessage {
        // In a topic that nothing is answered in, the topic's own first message is.
        reply_to_msg_id: message_id.or(topic_id)?,
        top_msg_id: topic_id,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    };
    Some(reply.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_stays_under_way_is_asked_for_a_few_times_and_for_seconds_only() {
        let began = Instant::now();
        let mut pauses = Pauses::new();
        let mut asked = 1;
        while let Some(pause) = pauses.next() {
            sleep(pause).await;
            asked += 1;
        }
        assert_eq!(asked, 8);
        assert!((Duration::from_secs(10)..=PATIENCE).contains(&began.elapsed()));
    }
}
