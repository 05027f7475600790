//! What a hub's task shares with its subscriptions.

use std::sync::{Arc, Weak};

use parking_lot::{Mutex, MutexGuard};

use super::watch::Watched;
use crate::error::Error;
use crate::telegram::updates::backpressure::Readers;
use crate::telegram::updates::queue::{Queue, Step};
use crate::telegram::updates::recovery::Recovery;

#[derive(Debug)]
pub struct Shared<K> {
    delivery: Mutex<Delivery<K>>,
    pub readers: Arc<Readers>,
    pub watched: Arc<Watched>,
}

/// Under one lock, so that a subscriber that joins gets exactly what isn't in the state yet.
#[derive(Debug)]
pub struct Delivery<K> {
    pub recovery: Recovery<K>,
    queues: Vec<Weak<Queue<K>>>,
    /// Why nothing follows.
    ended: Option<Arc<Error>>,
}

impl<K> Shared<K> {
    pub fn new(recovery: Recovery<K>) -> Self {
        let delivery = Delivery { recovery, queues: Vec::new(), ended: None };
        Self { delivery: Mutex::new(delivery), readers: Arc::default(), watched: Arc::default() }
    }

    pub fn lock(&self) -> MutexGuard<'_, Delivery<K>> {
        self.delivery.lock()
    }

    /// Returns when the subscriptions can take more.
    pub async fn ready(&self) {
        let lags = || self.lock().queues.iter().filter_map(|queue| Some(queue.upgrade()?.lag())).collect();
        self.readers.ready(lags).await;
    }
}

impl<K> Delivery<K> {
    pub fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Adds a queue, or resumes one that was cut.
    pub fn join(&mut self, queue: &Arc<Queue<K>>) {
        queue.rejoin();
        let joining = Arc::downgrade(queue);
        if !self.queues.iter().any(|known| known.ptr_eq(&joining)) {
            self.queues.push(joining);
        }
        if let Some(error) = &self.ended {
            queue.push(&Step::Ended(error.clone()));
        }
    }

    pub fn push(&mut self, step: &Step<K>) {
        if let Step::Ended(error) = step {
            self.ended = Some(error.clone());
        }
        self.queues.retain(|queue| match queue.upgrade() {
            Some(queue) => {
                queue.push(step);
                true
            }
            None => false,
        });
    }
}
