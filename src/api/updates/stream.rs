//! A stream of an account's events, from a cursor on.

use std::sync::Arc;
use std::time::Duration;

use super::filter::{self, Selection};
use super::render::Renderer;
use crate::api::call::Call;
use crate::error::{Error, Result};
use crate::session::Restrictions;
use crate::telegram::account::Account;
use crate::telegram::updates::cursor::{Cursors, Holder};
use crate::telegram::updates::state::State;
use crate::telegram::updates::subscription::Subscription;

/// A stream of an account's events, and its cursors.
pub struct Stream {
    pub subscription: Subscription<Renderer>,
    cursors: Cursors,
    holder: Holder,
    account: Arc<Account>,
    restrictions: Option<Arc<Restrictions>>,
}

impl Stream {
    /// Opens a stream that starts at the cursor, or with the next event if there is none.
    pub async fn open(
        call: &Call,
        account: Arc<Account>,
        cursor: Option<&str>,
        selection: &Selection,
    ) -> Result<Self> {
        let viewer = call.viewer(&account)?;
        let holder = Holder { server: viewer.server, account: viewer.account };
        let cursors = Cursors::new(call.daemon().sessions.keyring());
        let state = cursor.map(|cursor| cursors.read(cursor, holder)).transpose()?;
        let filter = filter::make(call, &account, selection).await?;
        let render = Renderer::new(viewer, &account);
        let subscription = match state {
            Some(state) => Subscription::since(account.clone(), render, state, filter),
            None => Subscription::from_now(account.clone(), render, filter, call.attempt()).await?,
        };
        let restrictions = call.restrictions().cloned();
        Ok(Self { subscription, cursors, holder, account, restrictions })
    }

    /// Returns the error that ends the stream once its session string has expired.
    pub fn expired(&self) -> Option<Error> {
        self.restrictions.as_ref()?.judge_date(self.account.now().into()).err()
    }

    /// Returns the time until its session string expires, if it does.
    pub fn expires_in(&self) -> Option<Duration> {
        let date = self.restrictions.as_ref()?.expire_date?;
        Some(Duration::from_secs(date.saturating_sub(self.account.now().into()).try_into().unwrap_or(0)))
    }

    /// Returns the cursor to continue from here.
    pub fn cursor(&self) -> String {
        self.cursor_of(self.subscription.state())
    }

    fn cursor_of(&self, state: &State) -> String {
        self.cursors.write(state, self.holder)
    }
}
