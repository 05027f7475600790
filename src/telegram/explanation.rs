//! Telegram's explanations of errors for its users.
//!
//! > A similar error to 400 BAD_REQUEST, but the app must display the error to the user a bit differently. Do not display
//! > any visible error to the user when receiving the rpc_error constructor: instead, wait for an
//! > updateServiceNotification update.
//!
//! <https://core.telegram.org/api/errors#406-not-acceptable>
//!
//! A call inside `invokeWithoutUpdates` never gets that update. Calls of a login in progress don't use it, because no
//! other process waits for a login's updates. Any other call that fails in a way that only Telegram can explain is
//! repeated once with updates, as it had no effect.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::timeout;

use super::attempt::Attempt;
use super::failure;
use super::line::{Effect, Line};
use super::link::{Failed, LinkEvent, Updates};
use super::tl;
use crate::tl::reading;

/// How long to wait for the update. It follows the error immediately.
const UPDATE_TIMEOUT: Duration = Duration::from_secs(1);

/// Sends a function and, if it fails, waits for Telegram's explanation. `is_login` is set while a login is in progress.
pub async fn send(
    line: &Line,
    is_login: bool,
    body: Bytes,
    effect: Effect,
    attempt: &Attempt,
) -> Result<Vec<u8>, (Failed, Option<String>)> {
    let mut hearing = is_login.then(|| listen(line));
    let mut failed = match line.send(body.clone(), effect, attempt).await {
        Ok(answer) => return Ok(answer),
        Err(failed) => failed,
    };
    if hearing.is_none() && failure::says_nothing(&failed) {
        hearing = Some(listen(line));
        failed = match line.send(body, effect, attempt).await {
            Ok(answer) => return Ok(answer),
            Err(failed) => failed,
        };
    }
    let explanation = match &mut hearing {
        Some(updates) if failure::is_explained(&failed) => {
            timeout(UPDATE_TIMEOUT, next_popup(updates)).await.unwrap_or_default()
        }
        _ => None,
    };
    Err((failed, explanation))
}

fn listen(line: &Line) -> Updates {
    line.route.listeners.listen(|_| true)
}

/// The next explanation, or `None` if the connection ends first.
async fn next_popup(updates: &mut Updates) -> Option<String> {
    loop {
        match updates.next().await {
            LinkEvent::Pushed(pushed) => {
                if let Some(message) = popup(&pushed) {
                    return Some(message);
                }
            }
            LinkEvent::Down => return None,
            _ => {}
        }
    }
}

fn popup(pushed: &[u8]) -> Option<String> {
    let updates = match reading::object(pushed).ok()? {
        tl::enums::Updates::UpdateShort(short) => vec![short.update],
        tl::enums::Updates::Updates(updates) => updates.updates,
        _ => return None,
    };
    updates.into_iter().find_map(|update| match update {
        tl::enums::Update::ServiceNotification(notification) => Some(notification.message),
        _ => None,
    })
}
