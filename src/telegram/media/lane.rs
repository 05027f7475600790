//! One transfer's connection to a DC.

use std::sync::Arc;

use bytes::Bytes;
use grammers_client::tl::RemoteCall;
use tokio::sync::Mutex;

use super::Thread;
use crate::error::{Error, Result};
use crate::telegram::account::{Account, ended};
use crate::telegram::attempt::Attempt;
use crate::telegram::confirm::{self, Verdict};
use crate::telegram::failure::{self, method_of};
use crate::telegram::line::{Effect, Line};
use crate::telegram::link::Failed;
use crate::tl::reading;

/// Maximum number of redirects to follow for one part.
const MAX_MOVES: u32 = 3;

/// A connection for one transfer, with several parts in flight. Closes when it is dropped.
pub struct Lane<'a> {
    account: &'a Account,
    thread: Arc<Thread>,
    line: Mutex<Arc<Line>>,
}

impl<'a> Lane<'a> {
    /// Opens a lane to the account's home DC, which accepts its uploads.
    pub async fn home(account: &'a Account, attempt: &Attempt) -> Result<Self> {
        Self::to(account, account.home_dc(), attempt).await
    }

    /// Opens a lane to a DC.
    pub async fn to(account: &'a Account, dc: i32, attempt: &Attempt) -> Result<Self> {
        let thread = Thread::get().map_err(Error::of_system)?;
        let line = account.media_line(dc, thread.clone(), attempt).await?;
        Ok(Self { account, thread, line: Mutex::new(Arc::new(line)) })
    }

    pub(super) fn account(&self) -> &'a Account {
        self.account
    }

    pub(super) fn thread(&self) -> &Arc<Thread> {
        &self.thread
    }

    /// Downloads or uploads a part. Repeats it when the connection is lost, and follows redirects to other DCs.
    pub(super) async fn ask<R: RemoteCall>(&self, function: R, attempt: &Attempt) -> Result<R::Return> {
        let body = Bytes::from(function.to_bytes());
        // Frees the part's bytes, which `body` holds too.
        drop(function);
        let answer = self.send(body.clone(), attempt).await?;
        reading::answer(&body, &answer).map_err(|why| failure::unreadable(why, method_of(&body)))
    }

    async fn send(&self, body: Bytes, attempt: &Attempt) -> Result<Vec<u8>> {
        let method = method_of(&body);
        let mut moves = 0;
        let mut anew = true;
        loop {
            let line = self.line.lock().await.clone();
            let used = line.next_link();
            let answer = match line.send(body.clone(), Effect::None, attempt).await {
                Err(failed) if confirm::is_over(&failed) => {
                    confirm::ask_again(&line, used, body.clone(), Effect::None, failed, attempt).await
                }
                answer => answer.map_err(Verdict::Stands),
            };
            let verdict = match answer {
                Ok(answer) => return Ok(answer),
                Err(verdict) => verdict,
            };
            match verdict {
                Verdict::Stands(failed) => match sent_to(&failed) {
                    Some(dc) if moves < MAX_MOVES => {
                        moves += 1;
                        self.reopen(&line, dc, attempt).await?;
                    }
                    _ => return Err(ended(&failed, method, Effect::None)),
                },
                Verdict::Over { error, .. } if line.dc == self.account.home_dc() => return Err(error),
                // The DC means its own authorization, which is replaced once.
                Verdict::Over { error, .. } => {
                    if !std::mem::take(&mut anew) {
                        return Err(confirm::refused_there(line.dc, &error));
                    }
                    self.account.forget(line.dc, line.key_id());
                    self.reopen(&line, line.dc, attempt).await?;
                }
            }
        }
    }

    /// Switches to another line, unless another part has already done so.
    async fn reopen(&self, left: &Arc<Line>, dc: i32, attempt: &Attempt) -> Result<()> {
        let mut line = self.line.lock().await;
        if Arc::ptr_eq(left, &line) {
            *line = Arc::new(self.account.media_line(dc, self.thread.clone(), attempt).await?);
        }
        Ok(())
    }
}

/// The DC that Telegram redirects to.
/// <https://core.telegram.org/api/datacenter#file-access>
fn sent_to(failed: &Failed) -> Option<i32> {
    let Failed::Telegram(error) = failed else { return None };
    error.error_message.strip_prefix("FILE_MIGRATE_")?.parse().ok()
}
