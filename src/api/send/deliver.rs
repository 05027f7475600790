//! The way of a send: in its turn, and once.

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::api::call::Call;
use crate::error::{Error, Outcome, Result};
use crate::telegram::account::Account;
use crate::telegram::tl;

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
