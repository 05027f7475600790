//! Updates from Telegram, pushed or in answers: any value of these types becomes events, and its position in its
//! sequence is found.

use std::sync::Arc;

use grammers_tl_types::{Deserializable, enums};
use jiff::Timestamp;
use serde_json::{Value, json};
use telewire::api::types::people::Viewer;
use telewire::api::updates::event::EventKind;
use telewire::api::updates::render::Renderer;
use telewire::sandbox::{Options, Sandbox};
use telewire::secret::{Secret, SecretBytes};
use telewire::session::{Account as Owner, Client, Learned, Session, Stage};
use telewire::telegram::account::Account;
use telewire::telegram::server::Server;
use telewire::telegram::updates::Container;
use telewire::telegram::updates::source::Source;
use telewire::telegram::updates::state::{Channel, Sequence, State};
use telewire::tl::bytes::write_object;
use telewire::tl::layers;
use telewire::tl::schema::{Definition, Schema, Type};

use crate::generator::{rest, run, spoil};
use crate::queries::QueryGenerator;
use crate::{Bytes, Outcome};

const SERVER: i64 = 11;
const ME: i64 = 7;

/// An account that never calls Telegram.
fn account() -> Arc<Account> {
    let sandbox = Sandbox::start(Options::default()).expect("it starts");
    let description = json!(sandbox.description()).to_string();
    let server = Server::from_json(&description).expect("it describes a server");
    let session = Session {
        server: server.name.clone(),
        dc: 2,
        auth_key: SecretBytes::new(&mut [1; 256]),
        api_id: 1,
        api_hash: Secret::new("hash".to_owned()),
        client: Client::default(),
        account: Some(Owner { id: ME, bot: false }),
        stage: Stage::SignedIn,
        created_at: Timestamp::UNIX_EPOCH,
        learned: Learned::default(),
        restrictions: None,
    };
    Arc::new(Account::new(Arc::new(server), &session).expect("the server has its DC"))
}

/// A complete push: mostly a single update of any kind, as most pushes contain those.
fn push(u: Bytes, schema: &'static Schema, known: &[&'static Definition]) -> arbitrary::Result<Vec<u8>> {
    let asking = QueryGenerator::of_nobody(schema);
    let (definition, depth) = match u.ratio(1, 4)? {
        true => (*u.choose(&schema.of_type("Updates").collect::<Vec<_>>())?, 9),
        false => (*u.choose(known)?, 7),
    };
    let object = asking.object(u, definition, depth)?;
    let bytes = write_object(&object).expect("it is made by the schema");
    if definition.makes == Type::Boxed("Updates".to_owned()) {
        return Ok(bytes);
    }
    let short = schema.constructor("updateShort").expect("it is in the schema").id;
    Ok([&short.to_le_bytes()[..], &bytes, &u.arbitrary::<[u8; 4]>()?].concat())
}

/// Whether everything that was read is valid for subscribers.
fn must_be_sound(container: Container<EventKind>) {
    let mut state = State { pts: 3, qts: 3, ..State::default() };
    for batch in container.batches {
        for event in batch.events {
            let json: Value = serde_json::from_str(event.json.get()).expect("an event is JSON");
            let kind = json!(event.kind);
            assert_eq!(json["kind"], kind, "{json}");
        }
        for moves in batch.moves {
            if let Sequence::Channel(id) = moves.of {
                state.channels.entry(id).or_insert(Channel { pts: moves.from, ..Channel::default() });
            }
            state.fit(&[moves]);
            state.advance(&[moves]);
        }
    }
}

#[test]
fn any_updates_become_events_or_are_ignored() {
    let schema = layers::newest().schema();
    let known: Vec<_> = schema.of_type("Update").collect();
    let account = account();
    let viewer = Viewer { server: SERVER, account: ME };
    let source = Source::new(account.clone(), Renderer::new(viewer, &account));
    run("updates", 5_000, |u: Bytes| -> Outcome {
        let mut bytes = push(u, schema, &known)?;
        enums::Updates::from_bytes(&bytes).expect("it is made by the schema");
        if u.ratio(1, 4)? {
            match u.ratio(1, 8)? {
                true => bytes = rest(u, 300)?.to_vec(),
                false => spoil(u, &mut bytes)?,
            }
        }
        must_be_sound(source.pushed(&bytes));
        let request = QueryGenerator::of_nobody(schema).call(u)?;
        let request = write_object(&request).expect("it is made by the schema");
        must_be_sound(source.answered(&request, &bytes));
        Ok(())
    });
}
