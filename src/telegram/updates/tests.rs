//! An account that is connected to nothing, and what is told of it in tests.

use std::sync::Arc;

use grammers_client::tl;
use jiff::Timestamp;

use super::event::{Event, Missing, Render};
use super::news::Reader;
use super::queue::Happened;
use super::state::{Channel, Move, Sequence, State};
use crate::secret::{Secret, SecretBytes};
use crate::session::payload::{Client, Learned, Session, Stage};
use crate::telegram::account::Account;
use crate::telegram::peer::PeerId;
use crate::telegram::server::Server;

/// The one channel that is known.
pub const CHANNEL: i64 = 7;

/// Tells of gaps alone.
struct Gaps;

impl Render for Gaps {
    fn events(
        &self,
        updates: &[tl::enums::Update],
        _: Vec<tl::enums::User>,
        _: Vec<tl::enums::Chat>,
    ) -> Vec<Vec<Event>> {
        updates.iter().map(|_| Vec::new()).collect()
    }

    fn connection(&self, _: bool) -> Option<Event> {
        None
    }

    fn gap(&self, chat: Option<PeerId>, missing: Missing, _: Option<Move>) -> Option<Event> {
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

pub fn render() -> Arc<dyn Render> {
    Arc::new(Gaps)
}

pub fn reader() -> Reader {
    Reader::new(account(), render())
}

/// All stands at 5.
pub fn state() -> State {
    let channels = [(CHANNEL, Channel { pts: 5, access_hash: 1, changed: 0 })].into();
    State { pts: 5, qts: 5, date: 5, seq: 5, channels, ..State::default() }
}

fn event(chat: Option<PeerId>, text: &str) -> Event {
    let json = serde_json::value::to_raw_value(text).unwrap();
    Event { kind: 0, chat, chat_is_unknown: false, message: None, json }
}

/// Something that happened, as a text.
pub fn happened(text: &str, of: Sequence, from: i32, to: i32) -> Happened {
    let events = vec![Arc::new(event(None, text))];
    Happened { moves: vec![Move { of, from, to }], events, ..Happened::default() }
}

pub fn texts(events: &[Arc<Event>]) -> Vec<&str> {
    events.iter().map(|event| event.json.get().trim_matches('"')).collect()
}
