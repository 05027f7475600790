//! `updates.*`: what happens, told as it happens or from any moment on.

pub mod event;
pub mod poll;
pub mod render;
pub mod subscribe;

mod filter;

use std::sync::Arc;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use self::event::EventKind;
use self::render::Renderer;
use crate::api::call::Call;
use crate::error::{Error, Result};
use crate::session::Restrictions;
use crate::telegram::account::Account;
use crate::telegram::peer::ChatId;
use crate::telegram::updates::cursor::{Cursors, Holder};
use crate::telegram::updates::event::{Event, Render};
use crate::telegram::updates::state::State;
use crate::telegram::updates::subscription::Subscription;

/// Where a stream of events begins, and which of them it has.
pub struct Wanted {
    pub cursor: Option<String>,
    pub kinds: Option<Vec<EventKind>>,
    pub chat_ids: Option<Vec<ChatId>>,
    pub include_unknown_chat: bool,
}

/// A stream of events for one account, with the cursors that go on from it.
pub struct Stream {
    pub subscription: Subscription,
    cursors: Cursors,
    holder: Holder,
    account: Arc<Account>,
    restrictions: Option<Arc<Restrictions>>,
}

impl Stream {
    /// What has happened since the cursor; or nothing, where none is given.
    pub async fn open(call: &Call, account: Arc<Account>, wanted: Wanted) -> Result<Self> {
        let viewer = call.viewer(&account)?;
        let holder = Holder { server: viewer.server, account: viewer.account };
        let cursors = Cursors::new(call.daemon().sessions.keyring());
        let state = wanted.cursor.as_deref().map(|cursor| cursors.read(cursor, holder)).transpose()?;
        let filter = filter::make(call, &account, &wanted).await?;
        let render: Arc<dyn Render> = Arc::new(Renderer::new(viewer, &account));
        let subscription = match state {
            Some(state) => Subscription::since(account.clone(), render, state, filter),
            None => Subscription::from_now(account.clone(), render, filter, call.attempt()).await?,
        };
        let restrictions = call.restrictions().cloned();
        Ok(Self { subscription, cursors, holder, account, restrictions })
    }

    /// The error with which the stream ends, once its session string has expired.
    pub fn expired(&self) -> Option<Error> {
        self.restrictions.as_ref()?.judge_date(self.account.now().into()).err()
    }

    /// How long its session string is still good, if it expires.
    pub fn expires_in(&self) -> Option<Duration> {
        let date = self.restrictions.as_ref()?.expire_date?;
        Some(Duration::from_secs(date.saturating_sub(self.account.now().into()).try_into().unwrap_or(0)))
    }

    /// What goes on from here.
    pub fn cursor(&self) -> String {
        self.cursor_of(self.subscription.state())
    }

    fn cursor_of(&self, state: &State) -> String {
        self.cursors.write(state, self.holder)
    }
}

/// An event on its way to a client.
#[derive(Clone)]
pub struct Item(Arc<Event>);

impl From<Arc<Event>> for Item {
    fn from(event: Arc<Event>) -> Self {
        Self(event)
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.json.serialize(serializer)
    }
}

impl JsonSchema for Item {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        event::Event::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        event::Event::json_schema(generator)
    }
}
