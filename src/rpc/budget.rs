//! The memory that callers' messages and their answers take, counted for the whole process.
//!
//! It is a count, not an allocator: each connection says what it holds, and asks before it holds more. A part of the
//! budget, the *reserve*, is for one connection at a time, so that large messages which meet half-way don't wait for
//! each other. Who waits for long has the connection end, or its half-sent message refused, that has made no progress
//! for longest.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout};

use super::connection::Limits;
use crate::error::{Error, Kind, Result};

/// Bytes that a connection may always hold.
pub const SMALL: usize = 64 << 10;

/// How long a connection waits for memory, and how long another may hold its own without progress.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of known results, those in flight and those not written yet, over which a connection's calls wait for its
/// reader.
const RESULTS: usize = 16 << 20;

/// How long a call waits for memory that other connections hold.
const CALL_PATIENCE: Duration = Duration::from_secs(30);

/// What all connections of a process hold together.
#[derive(Debug)]
pub struct Budget {
    used: AtomicUsize,
    waiting: AtomicUsize,
    /// Some memory came back while somebody waited.
    freed: Notify,
    /// The account that may use the reserve, or 0.
    reserved_for: AtomicUsize,
    accounts: Mutex<Vec<Weak<Account>>>,
    /// Held while a large message is read, which takes several times its size.
    turn: Arc<Semaphore>,
    started: Instant,
}

/// What one connection holds.
#[derive(Debug)]
pub struct Account {
    id: usize,
    budget: Arc<Budget>,
    limit: usize,
    reserve: usize,
    /// Bytes of its input, queue and output.
    wire: AtomicUsize,
    /// Bytes of results that its calls will have.
    results: AtomicUsize,
    /// Bytes of `wire` that wait for the client to read them.
    unwritten: AtomicUsize,
    /// Milliseconds after the budget's start.
    last_progress: AtomicU64,
    waits: AtomicBool,
    is_revoked: AtomicBool,
    revoked: Notify,
}

/// A part of the budget for a result, until it is dropped.
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
    /// Bytes that are held now.
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    /// Waits for the permit to read a large message: there is one.
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

    /// Sequentially consistent with `waiting`: whoever counts itself among those and looks again misses nothing.
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

    /// Takes the memory of a large connection that has made no progress for [`PATIENCE`]: of the one with the reserve,
    /// which is sure to help, or else of the one that has made none for longest. Those that wait for memory themselves
    /// are left for last.
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

/// Counts one that waits for memory.
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

    /// Whether it holds so little that it never waits.
    pub fn is_small(&self) -> bool {
        self.held() <= SMALL
    }

    /// Whether it is large and has made no progress for [`PATIENCE`].
    pub fn is_stale(&self) -> bool {
        !self.is_small() && self.budget.now() >= self.last_progress() + PATIENCE.as_millis() as u64
    }

    fn last_progress(&self) -> u64 {
        self.last_progress.load(Ordering::Relaxed)
    }

    /// Notes that the client has sent a whole message, has read something, or that a call has ended.
    pub fn progresses(&self) {
        if !self.is_small() {
            self.last_progress.store(self.budget.now(), Ordering::Relaxed);
        }
    }

    /// Says what the wire holds now, and how much of that waits for the client to read it.
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

    /// The client doesn't read what is there for it.
    pub fn is_congested(&self, unwritten: usize) -> bool {
        self.unwritten.load(Ordering::Relaxed) >= unwritten
    }

    /// Whether so many bytes more may be held.
    pub fn may_grow(&self, by: usize) -> bool {
        if self.may_grow_without_reserve(by) {
            return true;
        }
        let taken = self.budget.reserved_for.compare_exchange(0, self.id, Ordering::SeqCst, Ordering::SeqCst);
        let ours = taken.is_ok() || taken == Err(self.id);
        // The reserve is its own, whatever small connections have taken in the meantime.
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

    /// Waits until there may be room for so many bytes. If that is not before `until`, another connection has to give
    /// its memory back.
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

    /// Waits for nothing any more.
    pub fn has_room(&self) {
        self.waits.store(false, Ordering::Relaxed);
    }

    /// Comes back when the connection has to give its memory back.
    pub async fn revoked(&self) {
        self.revoked.notified().await;
    }

    /// It has given it back, or made progress in the meantime.
    pub fn has_given_back(&self) {
        self.is_revoked.store(false, Ordering::Release);
        self.progresses();
        self.budget.wake();
    }

    /// Takes room for a result of so many bytes, and waits for it. Fails with `resource_exhausted` if other connections
    /// leave none.
    pub async fn hold(self: &Arc<Self>, bytes: usize) -> Result<Hold> {
        let _waiting = Waiting::new(self);
        let mut starved_at = None;
        loop {
            let mut freed = std::pin::pin!(self.budget.freed.notified());
            freed.as_mut().enable();
            let unread = self.unwritten.load(Ordering::SeqCst) + self.results.load(Ordering::SeqCst);
            if unread > 0 && unread + bytes > RESULTS {
                // Its own reader is what it waits for.
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
            if now >= starved_at + CALL_PATIENCE {
                return Err(self.exhausted());
            }
            if now >= starved_at + PATIENCE {
                self.budget.evict(Some(self.id));
            }
            // Whether it was freed or not, the next round finds out.
            let _ = timeout(PATIENCE, freed).await;
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
