//! An account without a connection, and batches for tests.

use std::sync::Arc;

use grammers_client::tl;
use jiff::Timestamp;

use super::batch::Batch;
use super::event::{Event, Render};
use super::gap::Gap;
use super::source::Source;
use super::state::{Channel, Move, Sequence, State};
use crate::secret::{Secret, SecretBytes};
use crate::session::payload::{Client, Learned, Session, Stage};
use crate::telegram::account::Account;
use crate::telegram::peer::PeerId;
use crate::telegram::server::Server;

/// The only known channel.
pub const CHANNEL: i64 = 7;

/// Renders gaps only.
pub struct Gaps;

impl Render for Gaps {
    type Kind = ();

    fn events(
        &self,
        updates: &[tl::enums::Update],
        _: Vec<tl::enums::User>,
        _: Vec<tl::enums::Chat>,
    ) -> Vec<Vec<Event<()>>> {
        updates.iter().map(|_| Vec::new()).collect()
    }

    fn connection(&self, _: bool) -> Option<Event<()>> {
        None
    }

    fn gap(&self, Gap { chat, missing, .. }: Gap) -> Option<Event<()>> {
        Some(event(chat, &format!("gap {missing:?}")))
    }
}

pub fn account() -> Arc<Account> {
    let server = Arc::new(Server::test());
    let session = Session {
        server: server.name.clone(),
        dc: 2,
        auth_key: SecretBytes::new(&mut [1; 256]),
        api_id: 1,
        api_hash: Secret::new("hash"),
        client: Client::default(),
        account: None,
        stage: Stage::SignedIn,
        created_at: Timestamp::UNIX_EPOCH,
        learned: Learned::default(),
        restrictions: None,
    };
    Arc::new(Account::new(server, &session).unwrap())
}

pub fn source() -> Source<Gaps> {
    Source::new(account(), Gaps)
}

/// Every sequence is at 5.
pub fn state() -> State {
    let channels = [(CHANNEL, Channel { pts: 5, access_hash: 1, changed: 0 })].into();
    State { pts: 5, qts: 5, date: 5, seq: 5, channels, ..State::default() }
}

fn event(chat: Option<PeerId>, text: &str) -> Event<()> {
    let json = serde_json::value::to_raw_value(text).unwrap();
    Event { kind: (), chat, chat_is_unknown: false, message: None, json }
}

/// A batch with one event, which is a text.
pub fn batch(text: &str, of: Sequence, from: i32, to: i32) -> Batch<()> {
    Batch { moves: vec![Move { of, from, to }], events: vec![text_event(text)], ..Batch::default() }
}

pub fn text_event(text: &str) -> Arc<Event<()>> {
    Arc::new(event(None, text))
}

/// The texts of batches, with "gap …" before those behind a gap.
pub fn texts(batches: &[Arc<Batch<()>>]) -> Vec<String> {
    let texts = batches.iter().flat_map(|batch| {
        let gap = batch.gap.map(|gap| format!("gap {:?}", gap.missing));
        let events = batch.events.iter().map(|event| event.json.get().trim_matches('"').to_owned());
        gap.into_iter().chain(events)
    });
    texts.collect()
}
