//! Runs any function of the layer, JSON in and JSON out, using Telegram's schema.

use std::collections::{HashMap, HashSet};

use grammers_client::tl::{self, Serializable};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::account::{Account, Effect, ended};
use super::attempt::Attempt;
use super::link::Failed;
use super::peer::{ChatId, Peer};
use crate::error::{Error, Kind, Result, names};
use crate::tl::json::{Mismatch, Substitute};
pub use crate::tl::json_schema::Described;
use crate::tl::schema::{Definition, Schema, Type};
use crate::tl::value::{Object, Value};
use crate::tl::{bytes, json, json_schema, layers, limits, reading};

/// A call of a function, with unvalidated params.
pub struct Invocation {
    function: &'static Definition,
    params: Map<String, Json>,
}

impl Invocation {
    pub fn new(method: &str, params: Map<String, Json>) -> Result<Self> {
        let function = schema().function(method).ok_or_else(|| no_such("method", method))?;
        Ok(Self { function, params })
    }

    /// The names of the called functions, outermost first: wrappers such as `invokeWithTakeout` contain another. Unknown
    /// functions are omitted here and rejected when the params are read.
    pub fn functions(&self) -> Vec<&str> {
        let mut functions = vec![&*self.function.name];
        let (mut function, mut params) = (self.function, &self.params);
        while let Some(inner) = function.fields.iter().find(|field| field.ty == Type::Any) {
            let Some(Json::Object(wrapped)) = params.get(&inner.name) else { break };
            let Some(name) = wrapped.get(json::TAG).and_then(Json::as_str) else { break };
            let known = schema().function(name).or_else(|| schema().constructor(name));
            let Some(next) = known else { break };
            functions.push(&next.name);
            (function, params) = (next, wrapped);
        }
        functions
    }

    /// Runs the function. `dc` defaults to the home DC.
    pub async fn run(
        self,
        account: &Account,
        dc: Option<i32>,
        effect: Effect,
        attempt: &Attempt,
    ) -> Result<Json> {
        if let Some(dc) = dc {
            check_dc(account, dc)?;
        }
        let schema = schema();
        let mut names = Names::default();
        // The first pass collects the chats to resolve, and the second one inserts their peers.
        json::read_call(schema, self.function, &self.params, &mut names).map_err(invalid)?;
        let mut peers = Peers::default();
        for (name, chat) in names.0 {
            let peer = account.peer(&chat, attempt).await?;
            let input = input_of(name, &peer)?;
            peers.0.insert((name, chat), input);
        }
        let call = json::read_call(schema, self.function, &self.params, &mut peers).map_err(invalid)?;
        let body = bytes::write_object(&call).map_err(Error::internal)?;
        let answer = account.invoke_bytes(dc, body, effect, attempt).await?;
        let called = innermost(&call).definition;
        let value = limits::check_answer(called.id, &answer)
            .and_then(|_| Ok(bytes::read(schema, &called.makes, &answer)?))
            .map_err(|why| ended(&Failed::Unreadable(why), &self.function.name, effect))?;
        learn(account, &value);
        Ok(json::write_as(&value, &called.makes))
    }
}

/// Telegram's schema in the layer that is used.
pub fn schema() -> &'static Schema {
    layers::newest().schema()
}

/// Converts a TL value to JSON. `ty` is its type, such as `Update`.
pub fn json_of(value: &impl Serializable, ty: &str) -> Result<Json> {
    let ty = Type::Boxed(ty.to_owned());
    let value = bytes::read(schema(), &ty, &value.to_bytes()).map_err(Error::internal)?;
    Ok(json::write_as(&value, &ty))
}

/// Describes a function, type or constructor as JSON Schema.
pub fn describe(name: &str) -> Result<Described<'static>> {
    json_schema::describe(schema(), name).ok_or_else(|| no_such("name", name))
}

/// The names of all functions, such as `messages.sendMessage`.
pub fn functions() -> impl Iterator<Item = &'static str> {
    let functions = schema().definitions().iter().filter(|definition| definition.is_function);
    functions.map(|function| function.name.as_str())
}

fn no_such(path: &str, name: &str) -> Error {
    let error = Error::new(
        Kind::InvalidParams,
        format!("`{path}` is not in Telegram's schema (layer {})", tl::LAYER),
    )
    .with("path", path)
    .with("expected", "a name from Telegram's schema, such as messages.getHistory");
    let known = schema().definitions().iter().map(|definition| definition.name.as_str());
    match names::nearest(name, known) {
        Some(nearest) => error.with("did_you_mean", nearest),
        None => error,
    }
}

/// The innermost function, whose result the answer is.
fn innermost<'a>(call: &'a Object<'static>) -> &'a Object<'static> {
    let inner = call.fields.iter().flatten().find_map(|value| match value {
        Value::Object(inner) if inner.definition.is_function => Some(inner),
        _ => None,
    });
    match inner {
        Some(inner) if call.definition.makes == Type::Any => innermost(inner),
        _ => call,
    }
}

fn invalid(wrong: Mismatch) -> Error {
    let path = match wrong.path.as_str() {
        "" => "params".to_owned(),
        path if path.starts_with('[') => format!("params{path}"),
        path => format!("params.{path}"),
    };
    Error::new(Kind::InvalidParams, format!("`{path}` is wrong or missing: expected {}", wrong.expected))
        .with("path", path)
        .with("expected", wrong.expected)
}

/// Checks that the server has this DC.
fn check_dc(account: &Account, dc: i32) -> Result<()> {
    let server = account.server();
    if server.has_dc(dc) {
        return Ok(());
    }
    let known: Vec<String> = server.dcs().iter().map(i32::to_string).collect();
    Err(Error::new(Kind::InvalidParams, format!("the server {} has no DC {dc}", server.name))
        .with("path", "dc")
        .with("expected", format!("one of {}", known.join(", "))))
}

const INPUT_PEER: &str = "InputPeer";
const INPUT_USER: &str = "InputUser";
const INPUT_CHANNEL: &str = "InputChannel";

/// Describes what JSON may give for one of Telegram's types for a chat. `None` for other types.
fn what(name: &str) -> Option<&'static str> {
    let chat_id = "a chat_id as in other methods (\"me\", \"@name\", a marked id, a ref, …)";
    [INPUT_PEER, INPUT_USER, INPUT_CHANNEL].contains(&name).then_some(chat_id)
}

/// Reads a chat given in place of a TL type for a chat. Returns that type and the chat.
fn named(name: &str, json: &Json) -> Option<(&'static str, ChatId)> {
    let name = [INPUT_PEER, INPUT_USER, INPUT_CHANNEL].into_iter().find(|known| *known == name)?;
    if json.get(json::TAG).is_some() {
        return None;
    }
    Some((name, ChatId::deserialize(json).ok()?))
}

fn input_of(name: &str, peer: &Peer) -> Result<Value<'static>> {
    let input = match name {
        INPUT_USER => peer.input_user()?.to_bytes(),
        INPUT_CHANNEL => peer.input_channel()?.to_bytes(),
        _ => peer.input_peer().to_bytes(),
    };
    bytes::read(schema(), &Type::Boxed(name.to_owned()), &input).map_err(Error::internal)
}

/// Collects the named chats, with the TL type that each is needed as.
#[derive(Default)]
struct Names(HashSet<(&'static str, ChatId)>);

impl Substitute for Names {
    fn substitute<'a>(&mut self, schema: &'a Schema, name: &str, json: &Json) -> Option<Value<'a>> {
        self.0.insert(named(name, json)?);
        Value::zero(schema, &Type::Boxed(name.to_owned()))
    }

    fn what(&self, name: &str) -> Option<&'static str> {
        what(name)
    }
}

/// Inserts the resolved chats.
#[derive(Default)]
struct Peers(HashMap<(&'static str, ChatId), Value<'static>>);

impl Substitute for Peers {
    fn substitute<'a>(&mut self, _: &'a Schema, name: &str, json: &Json) -> Option<Value<'a>> {
        self.0.get(&named(name, json)?).cloned()
    }

    fn what(&self, name: &str) -> Option<&'static str> {
        what(name)
    }
}

/// Remembers the users and chats in an answer, so that their ids can be used in later calls.
fn learn(account: &Account, answer: &Value) {
    let (mut users, mut chats) = (Vec::new(), Vec::new());
    collect(answer, &mut users, &mut chats);
    account.learn(&users, &chats);
}

fn collect(value: &Value, users: &mut Vec<tl::enums::User>, chats: &mut Vec<tl::enums::Chat>) {
    match value {
        Value::Vector(elements) => elements.iter().for_each(|element| collect(element, users, chats)),
        Value::Object(object) => {
            let bytes = || bytes::write_object(object).unwrap_or_default();
            match &object.definition.makes {
                Type::Boxed(name) if name == "User" => {
                    users.extend(reading::object::<tl::enums::User>(&bytes()))
                }
                Type::Boxed(name) if name == "Chat" => {
                    chats.extend(reading::object::<tl::enums::Chat>(&bytes()))
                }
                _ => object.fields.iter().flatten().for_each(|field| collect(field, users, chats)),
            }
        }
        _ => {}
    }
}
