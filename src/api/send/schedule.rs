//! When a message is sent.

use crate::api::call::Call;
use crate::api::types::date::{Ahead, Date};
use crate::api::types::random_id::RandomId;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;

/// The validated `schedule_date`, by Telegram's clock. A repeat may arrive shortly after its date: Telegram then
/// returns what was sent, or sends immediately.
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

/// Seconds after its date during which a scheduled send may be repeated.
const REPEATED_WITHIN: i32 = 3600;
