//! One transfer's connection to a CDN DC.

use std::sync::Arc;

use bytes::Bytes;
use grammers_client::tl::RemoteCall;
use tokio::sync::Mutex;

use crate::error::{Error, Result};
use crate::telegram::account::{Account, ended};
use crate::telegram::attempt::Attempt;
use crate::telegram::confirm;
use crate::telegram::failure::{self, method_of};
use crate::telegram::line::{Effect, Line};
use crate::telegram::link::Failed;
use crate::telegram::media::Thread;
use crate::tl::reading;

/// A connection to a CDN DC for one transfer. Connects with the first request, and closes when it is dropped.
pub struct CdnLane<'a> {
    account: &'a Account,
    dc: i32,
    thread: Arc<Thread>,
    /// `None` before the first request. A failure is kept, so that further pieces don't try again.
    line: Mutex<Option<Result<Arc<Line>, Error>>>,
}

impl<'a> CdnLane<'a> {
    pub fn new(account: &'a Account, dc: i32, thread: Arc<Thread>) -> Self {
        Self { account, dc, thread, line: Mutex::default() }
    }

    pub async fn ask<R: RemoteCall>(&self, function: R, attempt: &Attempt) -> Result<R::Return> {
        let body = Bytes::from(function.to_bytes());
        let answer = self.send(body.clone(), attempt).await?;
        reading::answer(&body, &answer).map_err(|why| failure::unreadable(why, method_of(&body)))
    }

    async fn send(&self, body: Bytes, attempt: &Attempt) -> Result<Vec<u8>> {
        let cdns = &self.account.memory().cdns;
        let mut key_again = true;
        loop {
            let line = self.line(attempt).await?;
            let failed = match line.send(body.clone(), Effect::None, attempt).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            // A key for a CDN DC belongs to no login, so a new one does.
            if confirm::is_over(&failed) && std::mem::take(&mut key_again) {
                cdns.forget(self.dc, line.key_id());
                self.drop_line(&line).await;
                continue;
            }
            if matches!(failed, Failed::Broken { .. }) {
                cdns.avoid(self.dc);
            }
            return Err(ended(&failed, method_of(&body), Effect::None));
        }
    }

    async fn line(&self, attempt: &Attempt) -> Result<Arc<Line>> {
        let mut line = self.line.lock().await;
        let opened = match line.take() {
            Some(opened) => opened,
            None => {
                let cdns = &self.account.memory().cdns;
                cdns.line(self.account, self.dc, self.thread.clone(), attempt).await.map(Arc::new)
            }
        };
        match line.insert(opened) {
            Ok(line) => Ok(line.clone()),
            Err(error) => Err(error.again()),
        }
    }

    /// Drops a line, so that the next request opens another, unless that has happened already.
    async fn drop_line(&self, left: &Arc<Line>) {
        let mut line = self.line.lock().await;
        if matches!(&*line, Some(Ok(line)) if Arc::ptr_eq(line, left)) {
            *line = None;
        }
    }
}
