//! Delivers a send in order, and once.

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::api::call::Call;
use crate::error::{Error, Outcome, Result};
use crate::telegram::account::Account;
use crate::telegram::tl;

/// Sends a request, and releases the turn as soon as it is queued. A repeat of a send that is still in progress is
/// retried until that one completes, or until [`RETRY_TIMEOUT`] or the call's timeout. Part of a longer send may have no
/// turn, if a later part holds it. `count` is the number of messages: it counts against the session string's quota, and
/// is returned if surely nothing was sent.
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
        && error.facts().outcome != Some(Outcome::Unknown)
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
            Err(error) if was_under_way && error.facts().outcome.is_some() => {
                return Err(error.outcome(Outcome::Unknown));
            }
            other => return other,
        }
    }
}

/// How long a repeat is retried. A send that is still in progress then may stay so, and each retry transmits the whole
/// message, so the caller gets the error and can repeat with the same `random_id`.
const RETRY_TIMEOUT: Duration = Duration::from_secs(15);

/// The delays between retries: doubled each time, up to [`RETRY_TIMEOUT`] in total.
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
        (self.began.elapsed() + pause <= RETRY_TIMEOUT).then_some(pause)
    }
}

fn is_under_way(error: &Error) -> bool {
    error.telegram_name() == Some("RANDOM_ID_DUPLICATE")
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
        assert!((Duration::from_secs(10)..=RETRY_TIMEOUT).contains(&began.elapsed()));
    }
}
