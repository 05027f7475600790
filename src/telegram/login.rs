//! The first request of a login, with a fresh key in the account's home DC.

use std::sync::Arc;

use grammers_client::tl::{self, RemoteCall};

use super::account::Account;
use super::attempt::Attempt;
use super::link::Greeting;
use super::server::Server;
use crate::error::{Error, Kind, Result};
use crate::tl::reading;

/// Maximum number of DCs to try. More would mean that the server redirects in circles.
const MAX_DCS: usize = 4;

/// Runs the first function of a login, such as `auth.sendCode`, with a fresh key. Follows `PHONE_MIGRATE_X` and similar
/// errors to the DC that they name. The returned account is not in any pool yet.
/// <https://core.telegram.org/api/datacenter#user-migration>
pub async fn begin<R: RemoteCall>(
    server: &Arc<Server>,
    greeting: Greeting,
    function: &R,
    attempt: &Attempt,
) -> Result<(Account, R::Return)> {
    begin_with(server, greeting, function, attempt, |_| ()).await
}

/// Like [`begin`], with a listener from the first request on, for functions that an update answers.
pub async fn begin_listening<R: RemoteCall>(
    server: &Arc<Server>,
    greeting: Greeting,
    function: &R,
    attempt: &Attempt,
) -> Result<(Account, R::Return)> {
    let listen = |account: &Account| *account.kept() = Some(account.listen());
    begin_with(server, greeting, function, attempt, listen).await
}

async fn begin_with<R: RemoteCall>(
    server: &Arc<Server>,
    greeting: Greeting,
    function: &R,
    attempt: &Attempt,
    prepare: impl Fn(&Account),
) -> Result<(Account, R::Return)> {
    let greeting = Arc::new(greeting);
    let mut dc = server.home_dc;
    for _ in 0..MAX_DCS {
        attempt.report(super::attempt::Progress::Connect);
        let account = Account::fresh(server.clone(), dc, greeting.clone(), attempt).await?;
        prepare(&account);
        match account.invoke(function, attempt).await {
            Ok(answer) => return Ok((account, answer)),
            Err(error) => match moved_to(&error) {
                Some(home) if home != dc => dc = home,
                _ => return Err(error),
            },
        }
    }
    Err(Error::new(Kind::TelegramInternal, "Telegram keeps redirecting this login to other DCs"))
}

/// The DC that Telegram redirects the login to.
pub fn moved_to(error: &Error) -> Option<i32> {
    let telegram = error.facts().telegram.as_ref()?;
    let migrate = matches!(&*telegram.name, "PHONE_MIGRATE" | "NETWORK_MIGRATE" | "USER_MIGRATE");
    telegram.value.filter(|_| migrate)?.try_into().ok()
}

/// Whether pushed data says that a QR code was scanned. Unreadable data counts as yes.
pub fn may_be_scanned(pushed: &[u8]) -> bool {
    let updates = match reading::object(pushed) {
        Ok(tl::enums::Updates::UpdateShort(short)) => vec![short.update],
        Ok(tl::enums::Updates::Updates(updates)) => updates.updates,
        Ok(_) => return false,
        Err(_) => return true,
    };
    updates.iter().any(|update| matches!(update, tl::enums::Update::LoginToken))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tl::Serializable;

    #[test]
    fn a_code_may_be_scanned_if_telegram_says_so_or_cannot_be_understood() {
        let short =
            |update| tl::enums::Updates::UpdateShort(tl::types::UpdateShort { update, date: 0 }).to_bytes();
        assert!(may_be_scanned(&short(tl::enums::Update::LoginToken)));
        assert!(!may_be_scanned(&short(tl::enums::Update::Config)));
        assert!(!may_be_scanned(&tl::enums::Updates::TooLong.to_bytes()));
        assert!(may_be_scanned(&[1; 4000]));
    }
}
