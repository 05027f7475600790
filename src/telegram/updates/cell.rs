//! The hub that an account has while there are subscriptions.

use std::any::Any;
use std::sync::{Arc, Weak};

use crate::error::Result;

/// The hub of an account, if there is one. All of an account's subscriptions have one kind of events.
#[derive(Default)]
pub struct Cell(tokio::sync::Mutex<Option<Weak<dyn Any + Send + Sync>>>);

impl Cell {
    /// Returns the running hub, or starts one.
    pub async fn get_or_start<H: Send + Sync + 'static>(
        &self,
        is_running: impl Fn(&H) -> bool,
        start: impl AsyncFnOnce() -> Result<H>,
    ) -> Result<Arc<H>> {
        let mut cell = self.0.lock().await;
        let hub = cell.as_ref().and_then(Weak::upgrade).and_then(|hub| hub.downcast::<H>().ok());
        if let Some(hub) = hub.filter(|hub| is_running(hub)) {
            return Ok(hub);
        }
        let hub = Arc::new(start().await?);
        let erased: Arc<dyn Any + Send + Sync> = hub.clone();
        *cell = Some(Arc::downgrade(&erased));
        Ok(hub)
    }
}
