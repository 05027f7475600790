//! When a message is sent.

use crate::api::call::Call;
use crate::api::types::date::{Ahead, Date};
use crate::api::types::random_id::RandomId;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;

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
