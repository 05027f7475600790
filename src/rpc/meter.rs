//! Counts of connections, calls and memory, for `daemon.stats`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use super::budget::Budget;

#[derive(Debug, Default)]
pub struct Meter {
    budget: Arc<Budget>,
    connections: AtomicUsize,
    calls: AtomicU64,
    in_flight: AtomicUsize,
    subscriptions: AtomicUsize,
}

/// Counts something as open until it is dropped.
#[derive(Debug)]
pub struct Open(Arc<Meter>, fn(&Meter) -> &AtomicUsize);

impl Meter {
    /// Counts a connection until the guard is dropped.
    pub fn connect(self: &Arc<Self>) -> Open {
        self.open(|meter| &meter.connections)
    }

    /// Counts a call, and as in flight until the guard is dropped.
    pub fn begin(self: &Arc<Self>) -> Open {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.open(|meter| &meter.in_flight)
    }

    /// Counts a subscription until the guard is dropped.
    pub fn subscribe(self: &Arc<Self>) -> Open {
        self.open(|meter| &meter.subscriptions)
    }

    fn open(self: &Arc<Self>, count: fn(&Meter) -> &AtomicUsize) -> Open {
        count(self).fetch_add(1, Ordering::Relaxed);
        Open(self.clone(), count)
    }

    /// The memory that messages and answers take.
    pub fn budget(&self) -> &Arc<Budget> {
        &self.budget
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    pub fn subscriptions(&self) -> usize {
        self.subscriptions.load(Ordering::Relaxed)
    }

    pub fn in_flight(&self) -> usize {
        self.in_flight.load(Ordering::Relaxed)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        (self.1)(&self.0).fetch_sub(1, Ordering::Relaxed);
    }
}
