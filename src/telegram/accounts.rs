//! The accounts that are open in this process. Clients and session strings with the same key share one.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::time::Instant;
use tracing::debug;

use super::account::{Account, key_id};
use super::memory::Memory;
use super::peer::Allowed;
use super::server::Server;
use crate::error::{Error, Kind, Result};
use crate::session::payload::Session;

/// The pool of accounts, by auth key.
pub struct Accounts {
    server: Arc<Server>,
    settings: Settings,
    open: Mutex<Open>,
}

struct Open {
    accounts: HashMap<i64, Entry>,
    /// What is known about closed accounts by key, and when each was closed.
    remembered: HashMap<i64, (Arc<Memory>, Instant)>,
}

/// Default limit of open accounts. Each has a connection, and many systems let a process open 1,024 files.
pub const MAX_ACCOUNTS: usize = 1000;

/// Maximum number of closed accounts to remember.
const MAX_REMEMBERED: usize = 1024;

/// How long a closed account is remembered.
const MEMORY_TTL: Duration = Duration::from_secs(6 * 60 * 60);

#[derive(Clone, Debug)]
pub struct Settings {
    /// Maximum number of open accounts: `--max-accounts`.
    pub limit: usize,
    /// How long an unused account stays open.
    pub idle: Duration,
    /// The chats that callers may reach.
    pub allowed: Allowed,
}

impl Default for Settings {
    fn default() -> Self {
        Self { limit: MAX_ACCOUNTS, idle: Duration::from_secs(5 * 60), allowed: Allowed::default() }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    pub accounts: usize,
    pub links: usize,
}

struct Entry {
    account: Arc<Account>,
    used: Instant,
}

impl Open {
    /// Remembers what is known about an account that is being closed.
    fn remember(&mut self, key: i64, account: &Account) {
        if self.remembered.len() >= MAX_REMEMBERED {
            let oldest = self.remembered.iter().min_by_key(|(_, (_, since))| *since).map(|(key, _)| *key);
            oldest.and_then(|oldest| self.remembered.remove(&oldest));
        }
        account.memory().peers.shrink();
        self.remembered.insert(key, (account.memory().clone(), Instant::now()));
    }
}

impl Entry {
    /// Whether only the pool holds the account.
    fn is_idle(&self) -> bool {
        Arc::strong_count(&self.account) == 1
    }
}

impl Accounts {
    /// Creates an empty pool. Must be called within a Tokio runtime, which runs its sweeper.
    pub fn new(server: Arc<Server>, settings: Settings) -> Arc<Self> {
        let open = Open { accounts: HashMap::new(), remembered: HashMap::new() };
        let idle = settings.idle;
        let accounts = Arc::new(Self { server, settings, open: Mutex::new(open) });
        tokio::spawn(sweep(Arc::downgrade(&accounts), idle));
        accounts
    }

    /// Returns the account of a session. Never waits: the account connects with its first request.
    pub fn open(&self, session: &Session) -> Result<Arc<Account>> {
        if session.server != self.server.name {
            let error = Error::new(Kind::SessionInvalid, "the session string belongs to another server");
            return Err(error.with("reason", "other_server"));
        }
        let mut open = self.lock();
        let key = key_id(&session.auth_key);
        if let Some(entry) = open.accounts.get_mut(&key) {
            entry.used = Instant::now();
            if let Some(owner) = session.account {
                entry.account.belongs_to(owner);
            }
            return Ok(entry.account.clone());
        }
        let memory = open.remembered.remove(&key).map(|(memory, _)| memory).unwrap_or_default();
        let account = Account::knowing(self.server.clone(), session, memory)?;
        let account = self.configure(account);
        self.add(&mut open, account.clone())?;
        Ok(account)
    }

    /// Adds an account whose login has just begun, with its connection.
    pub fn adopt(&self, account: Account) -> Result<Arc<Account>> {
        let account = self.configure(account);
        self.add(&mut self.lock(), account.clone())?;
        Ok(account)
    }

    fn configure(&self, account: Account) -> Arc<Account> {
        Arc::new(account.limited_to(self.settings.allowed.clone()).asking_for_addresses())
    }

    /// Removes an account after its logout, and notifies its listeners. Calls that still hold it continue.
    pub fn close(&self, account: &Account) {
        account.has_ended();
        self.forget(account);
    }

    /// Removes an account and what is known about it.
    pub fn forget(&self, account: &Account) {
        let mut open = self.lock();
        let key = account.key_id();
        if open.accounts.get(&key).is_some_and(|entry| std::ptr::eq(&*entry.account, account)) {
            open.accounts.remove(&key);
            open.remembered.remove(&key);
        }
    }

    /// Telegram's time in seconds since 1970 as this login knows it, or the machine's.
    pub fn now(&self, session: &Session) -> i64 {
        let key = key_id(&session.auth_key);
        let open = self.lock();
        match (open.accounts.get(&key), open.remembered.get(&key)) {
            (Some(entry), _) => entry.account.now().into(),
            (None, Some((memory, _))) => memory.salts.clock.now().as_secs().try_into().unwrap_or(i64::MAX),
            (None, None) => jiff::Timestamp::now().as_second(),
        }
    }

    pub fn server(&self) -> &Arc<Server> {
        &self.server
    }

    /// Maximum number of open accounts.
    pub fn limit(&self) -> usize {
        self.settings.limit
    }

    pub fn stats(&self) -> Stats {
        let open = self.lock();
        let links = open.accounts.values().map(|entry| entry.account.links()).sum();
        Stats { accounts: open.accounts.len(), links }
    }

    /// Adds an account. At the limit, closes the one that has been idle longest.
    fn add(&self, open: &mut Open, account: Arc<Account>) -> Result<()> {
        if open.accounts.len() >= self.settings.limit {
            let idle = open.accounts.iter().filter(|(_, entry)| entry.is_idle());
            let Some(longest) = idle.min_by_key(|(_, entry)| entry.used).map(|(id, _)| *id) else {
                let limit = self.settings.limit;
                return Err(Error::new(
                    Kind::PolicyDenied,
                    format!("{limit} accounts are in use, which is the limit"),
                )
                .with("reason", "too_many_accounts")
                .hint("wait for a call or a subscription to end, or start the daemon with a larger --max-accounts"));
            };
            if let Some(entry) = open.accounts.remove(&longest) {
                open.remember(longest, &entry.account);
            }
        }
        open.accounts.insert(account.key_id(), Entry { account, used: Instant::now() });
        Ok(())
    }

    fn evict_idle(&self) {
        let now = Instant::now();
        let mut open = self.lock();
        let closed: Vec<(i64, Entry)> = open
            .accounts
            .extract_if(|_, entry| {
                if !entry.is_idle() {
                    entry.used = now;
                }
                now.duration_since(entry.used) >= self.settings.idle
            })
            .collect();
        for (key, entry) in &closed {
            open.remember(*key, &entry.account);
        }
        open.remembered.retain(|_, (_, since)| now.duration_since(*since) < MEMORY_TTL);
        if !closed.is_empty() {
            debug!(closed = closed.len(), open = open.accounts.len(), "closed idle accounts");
        }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock()
    }
}

/// Closes idle accounts until the pool is dropped.
async fn sweep(accounts: Weak<Accounts>, idle: Duration) {
    let pause = (idle / 4).max(Duration::from_millis(10));
    loop {
        tokio::time::sleep(pause).await;
        match accounts.upgrade() {
            Some(accounts) => accounts.evict_idle(),
            None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::secret::{Secret, SecretBytes};
    use crate::session::payload::{Client, Learned, Stage};

    const MINUTE: Duration = Duration::from_secs(60);

    fn session(key: u8) -> Session {
        Session {
            server: Server::test().name,
            dc: 2,
            auth_key: SecretBytes::new(&mut [key; 256]),
            api_id: 1,
            api_hash: Secret::new("hash"),
            client: Client::default(),
            account: None,
            stage: Stage::SignedIn,
            created_at: Timestamp::UNIX_EPOCH,
            learned: Learned::default(),
            restrictions: None,
        }
    }

    fn pool(limit: usize) -> Arc<Accounts> {
        Accounts::new(Arc::new(Server::test()), Settings { limit, idle: 4 * MINUTE, ..Settings::default() })
    }

    #[tokio::test(start_paused = true)]
    async fn one_key_is_one_account_and_opening_it_connects_nowhere() {
        let accounts = pool(10);
        let (first, again) = (accounts.open(&session(1)).unwrap(), accounts.open(&session(1)).unwrap());
        let other = accounts.open(&session(2)).unwrap();
        assert!(Arc::ptr_eq(&first, &again));
        assert!(!Arc::ptr_eq(&first, &other));
        assert_eq!(accounts.stats(), Stats { accounts: 2, links: 0 });
    }

    #[tokio::test(start_paused = true)]
    async fn an_account_that_nobody_uses_is_closed_after_the_idle_time() {
        let accounts = pool(10);
        drop(accounts.open(&session(1)).unwrap());
        let used = accounts.open(&session(2)).unwrap();
        tokio::time::sleep(3 * MINUTE).await;
        assert_eq!(accounts.stats().accounts, 2);
        tokio::time::sleep(3 * MINUTE).await;
        assert_eq!(accounts.stats().accounts, 1);
        assert!(Arc::ptr_eq(&used, &accounts.open(&session(2)).unwrap()));
    }

    #[tokio::test(start_paused = true)]
    async fn at_the_limit_the_longest_idle_account_makes_room_and_one_in_use_does_not() {
        let accounts = pool(2);
        drop(accounts.open(&session(1)).unwrap());
        tokio::time::sleep(MINUTE).await;
        let used = accounts.open(&session(2)).unwrap();
        let third = accounts.open(&session(3)).unwrap();
        assert_eq!(accounts.stats().accounts, 2);
        let error = accounts.open(&session(4)).err().unwrap();
        assert_eq!(error.kind(), Kind::PolicyDenied);
        assert_eq!(error.get("reason"), Some(&"too_many_accounts".into()));
        drop((used, third));
        assert!(accounts.open(&session(4)).is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_session_of_another_server_is_not_opened() {
        let mut foreign = session(1);
        foreign.server.push('x');
        let error = pool(1).open(&foreign).err().unwrap();
        assert_eq!((error.kind(), error.get("reason")), (Kind::SessionInvalid, Some(&"other_server".into())));
    }
}
