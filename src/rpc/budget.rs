//! The memory that messages and answers take, counted for the whole process.
//!
//! It is a count, not an allocator: each connection reports what it holds, and asks before it holds more. A part of the
//! budget, the *reserve*, is for one connection at a time, so that two half-received large messages don't wait for each
//! other. A connection that waits too long evicts the one that has made no progress for longest: that one ends, or has
//! its half-received message refused.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout};

use super::connection::Limits;
use crate::error::{Error, Kind, Result};

/// Bytes that a connection can always hold.
pub const SMALL: usize = 64 << 10;

/// How long a connection waits for memory, and how long another can hold its own without progress.
pub const STALL_TIMEOUT: Duration = Duration::from_secs(10);

/// Maximum bytes of results, in flight or unwritten, before a connection's calls wait for its client to read.
const MAX_RESULTS: usize = 16 << 20;

/// How long a call waits for memory that other connections hold.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// The memory that all connections of a process hold together.
#[derive(Debug)]
pub struct Budget {
    used: AtomicUsize,
    waiting: AtomicUsize,
    /// Notified when memory is released while somebody waits.
    freed: Notify,
    /// The id of the account that uses the reserve, or 0.
    reserved_for: AtomicUsize,
    accounts: Mutex<Vec<Weak<Account>>>,
    /// Held while a large message is parsed, which takes several times its size.
    turn: Arc<Semaphore>,
    started: Instant,
}

/// The memory that one connection holds.
#[derive(Debug)]
pub struct Account {
    id: usize,
    budget: Arc<Budget>,
    limit: usize,
    reserve: usize,
    /// Bytes of its input, queue and output.
    wire: AtomicUsize,
    /// Bytes of its calls' expected results.
    results: AtomicUsize,
    /// Bytes of `wire` that the client has not read.
    unwritten: AtomicUsize,
    /// Milliseconds since the budget's start.
    last_progress: AtomicU64,
    waits: AtomicBool,
    is_revoked: AtomicBool,
    revoked: Notify,
}

/// Memory for a result, released when it is dropped.
#[derive(Debug)]
pub struct Hold {
    account: Arc<Account>,
    bytes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            used: AtomicUsize::new(0),
            waiting: AtomicUsize::new(0),
            freed: Notify::new(),
            reserved_for: AtomicUsize::new(0),
            accounts: Mutex::default(),
            turn: Arc::new(Semaphore::new(1)),
            started: Instant::now(),
        }
    }
}

impl Budget {
    /// Bytes held now.
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// Waits for the permit to read a large message. There is only one.
    pub async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        self.turn.clone().acquire_owned().await.ok()
    }

    /// The same permit, if it is free.
    pub fn try_turn(&self) -> Option<OwnedSemaphorePermit> {
        self.turn.clone().try_acquire_owned().ok()
    }

    /// Opens a connection's account.
    pub(super) fn open(self: &Arc<Self>, id: usize, limits: &Limits) -> Arc<Account> {
        let account = Arc::new(Account {
            id,
            budget: self.clone(),
            limit: limits.max_memory,
            reserve: limits.max_message.min(limits.max_memory / 2),
            wire: AtomicUsize::new(0),
            results: AtomicUsize::new(0),
            unwritten: AtomicUsize::new(0),
            last_progress: AtomicU64::new(0),
            waits: AtomicBool::new(false),
            is_revoked: AtomicBool::new(false),
            revoked: Notify::new(),
        });
        self.accounts().push(Arc::downgrade(&account));
        account
    }

    fn accounts(&self) -> MutexGuard<'_, Vec<Weak<Account>>> {
        self.accounts.lock()
    }

    fn now(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }

    /// Sequentially consistent with `waiting`: a waiter that registers and checks again misses no release.
    fn change(&self, before: usize, after: usize) {
        if after > before {
            self.used.fetch_add(after - before, Ordering::SeqCst);
        } else if before > after {
            self.used.fetch_sub(before - after, Ordering::SeqCst);
            self.wake();
        }
    }

    fn wake(&self) {
        if self.waiting.load(Ordering::SeqCst) > 0 {
            self.freed.notify_waiters();
        }
    }

    /// Evicts a large connection that has made no progress for [`STALL_TIMEOUT`]: the one with the reserve, which is
    /// sure to help, or else the one stalled for longest. Those that wait for memory themselves come last.
    fn evict(&self, except: Option<usize>) {
        let accounts: Vec<Arc<Account>> = self.accounts().iter().filter_map(Weak::upgrade).collect();
        if accounts.iter().any(|account| account.is_revoked.load(Ordering::Acquire) && account.is_stale()) {
            return;
        }
        let reserved_for = self.reserved_for.load(Ordering::Relaxed);
        let victim = accounts
            .iter()
            .filter(|account| Some(account.id) != except && account.is_stale())
            .min_by_key(|account| {
                let waits = account.waits.load(Ordering::Relaxed);
                (waits, account.id != reserved_for, account.last_progress())
            });
        if let Some(victim) = victim {
            victim.is_revoked.store(true, Ordering::Release);
            victim.revoked.notify_one();
        }
    }
}

/// Registers a waiter while it lives.
struct Waiting<'a>(&'a Account);

impl<'a> Waiting<'a> {
    fn new(account: &'a Account) -> Self {
        account.budget.waiting.fetch_add(1, Ordering::SeqCst);
        Self(account)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.budget.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Account {
    pub fn budget(&self) -> &Arc<Budget> {
        &self.budget
    }

    fn held(&self) -> usize {
        self.wire.load(Ordering::Relaxed) + self.results.load(Ordering::Relaxed)
    }

    /// Whether it holds so little that it never has to wait.
    pub fn is_small(&self) -> bool {
        self.held() <= SMALL
    }

    /// Whether it is large and has made no progress for [`STALL_TIMEOUT`].
    pub fn is_stale(&self) -> bool {
        !self.is_small() && self.budget.now() >= self.last_progress() + STALL_TIMEOUT.as_millis() as u64
    }

    fn last_progress(&self) -> u64 {
        self.last_progress.load(Ordering::Relaxed)
    }

    /// Records progress: the client sent a complete message or read something, or a call ended.
    pub fn progresses(&self) {
        if !self.is_small() {
            self.last_progress.store(self.budget.now(), Ordering::Relaxed);
        }
    }

    /// Reports what the wire holds, and how much of it the client has not read.
    pub fn set(&self, wire: usize, unwritten: usize) {
        let was_small = self.is_small();
        let before = self.wire.swap(wire, Ordering::Relaxed);
        let more_was_unwritten = self.unwritten.swap(unwritten, Ordering::SeqCst) > unwritten;
        if before != wire {
            self.budget.change(before, wire);
        }
        if more_was_unwritten {
            self.budget.wake();
        }
        match (was_small, self.is_small()) {
            (true, false) => self.last_progress.store(self.budget.now(), Ordering::Relaxed),
            (false, true) => self.leave_reserve(),
            _ => {}
        }
    }

    /// Whether the client has at least this many bytes to read.
    pub fn is_congested(&self, unwritten: usize) -> bool {
        self.unwritten.load(Ordering::Relaxed) >= unwritten
    }

    /// Whether this many more bytes fit.
    pub fn may_grow(&self, by: usize) -> bool {
        if self.may_grow_without_reserve(by) {
            return true;
        }
        let taken = self.budget.reserved_for.compare_exchange(0, self.id, Ordering::SeqCst, Ordering::SeqCst);
        let ours = taken.is_ok() || taken == Err(self.id);
        // The reserve is available even if small connections have used up the rest.
        ours && (self.held() + by <= self.reserve + SMALL
            || self.budget.used.load(Ordering::SeqCst) + by <= self.limit)
    }

    fn may_grow_without_reserve(&self, by: usize) -> bool {
        self.held() + by <= SMALL || self.budget.used.load(Ordering::SeqCst) + by <= self.limit - self.reserve
    }

    fn leave_reserve(&self) {
        let left = self.budget.reserved_for.compare_exchange(self.id, 0, Ordering::SeqCst, Ordering::SeqCst);
        if left.is_ok() {
            self.budget.wake();
        }
    }

    /// Waits until there may be room for this many bytes. After `until`, evicts another connection.
    pub async fn room(&self, by: usize, until: Option<Instant>) {
        let _waiting = Waiting::new(self);
        self.waits.store(true, Ordering::Relaxed);
        let mut freed = std::pin::pin!(self.budget.freed.notified());
        freed.as_mut().enable();
        if self.may_grow(by) {
            return;
        }
        tokio::select! {
            () = freed => {}
            () = sleep_until(until.unwrap_or_else(Instant::now)) => self.budget.evict(None),
        }
    }

    /// Marks the connection as no longer waiting.
    pub fn has_room(&self) {
        self.waits.store(false, Ordering::Relaxed);
    }

    /// Waits until the connection is evicted.
    pub async fn revoked(&self) {
        self.revoked.notified().await;
    }

    /// Marks an eviction as done: the memory is released, or there was progress after all.
    pub fn has_given_back(&self) {
        self.is_revoked.store(false, Ordering::Release);
        self.progresses();
        self.budget.wake();
    }

    /// Waits for memory for a result of this many bytes.
    ///
    /// # Errors
    ///
    /// `resource_exhausted`, if other connections leave none.
    pub async fn hold(self: &Arc<Self>, bytes: usize) -> Result<Hold> {
        let _waiting = Waiting::new(self);
        let mut starved_at = None;
        loop {
            let mut freed = std::pin::pin!(self.budget.freed.notified());
            freed.as_mut().enable();
            let unread = self.unwritten.load(Ordering::SeqCst) + self.results.load(Ordering::SeqCst);
            if unread > 0 && unread + bytes > MAX_RESULTS {
                // It waits for its own client to read.
                starved_at = None;
                freed.await;
                continue;
            }
            if self.may_grow_without_reserve(bytes) {
                self.results.fetch_add(bytes, Ordering::SeqCst);
                self.budget.change(0, bytes);
                return Ok(Hold { account: self.clone(), bytes });
            }
            let now = Instant::now();
            let starved_at = *starved_at.get_or_insert(now);
            if now >= starved_at + CALL_TIMEOUT {
                return Err(self.exhausted());
            }
            if now >= starved_at + STALL_TIMEOUT {
                self.budget.evict(Some(self.id));
            }
            // The next round checks whether there is room.
            let _ = timeout(STALL_TIMEOUT, freed).await;
        }
    }

    fn exhausted(&self) -> Error {
        let message = format!("Other connections hold the daemon's {} bytes for messages", self.limit);
        Error::new(Kind::ResourceExhausted, message)
            .with("reason", "memory")
            .hint("try again later, or start telewire with a larger --max-memory")
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        self.budget.change(self.held(), 0);
        self.leave_reserve();
        self.budget.accounts().retain(|account| account.strong_count() > 0);
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.account.results.fetch_sub(self.bytes, Ordering::SeqCst);
        self.account.budget.change(self.bytes, 0);
    }
}
