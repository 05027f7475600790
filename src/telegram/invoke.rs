//! Any function of the layer, JSON in and JSON out, by the schema and without code of its own.

use std::collections::{HashMap, HashSet};

use grammers_client::tl::{self, Serializable};
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use super::account::{Account, Effect, ended};
use super::attempt::Attempt;
use super::link::Failed;
use super::peer::{ChatId, Peer};
use crate::error::{Error, Kind, Result, names};
use crate::tl::json::{Stand, Wrong};
pub use crate::tl::json_schema::Described;
use crate::tl::schema::{Definition, Schema, Type};
use crate::tl::value::{Object, Value};
use crate::tl::{bytes, json, json_schema, layers, limits, reading};

/// A call of a function, its params not yet looked at.
pub struct Invocation {
    function: &'static Definition,
    params: Map<String, Json>,
}

impl Invocation {
    pub fn new(method: &str, params: Map<String, Json>) -> Result<Self> {
        let function = schema().function(method).ok_or_else(|| no_such("method", method))?;
        Ok(Self { function, params })
    }

    /// The functions that are called, the outermost first: wrappers such as `invokeWithTakeout` hold another. What is no
    /// function of Telegram's is left out, and refused when its params are read.
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

    /// Carries the function out. `dc` is the home DC if not given.
    pub async fn run(
        self,
        account: &Account,
        dc: Option<i32>,
        effect: Effect,
        attempt: &Attempt,
    ) -> Result<Json> {
        if let Some(dc) = dc {
            must_be_there(account, dc)?;
        }
        let schema = schema();
        let mut names = Names::default();
        // Once to find what stands for a peer, then again with the peers.
        json::read_call(schema, self.function, &self.params, &mut names).map_err(invalid)?;
        let mut peers = Peers::default();
        for (name, chat) in names.0 {
            let peer = account.peer(&chat, attempt).await?;
            let input = in_place_of(name, &peer)?;
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

/// Telegram's schema, of the layer that is spoken.
pub fn schema() -> &'static Schema {
    layers::newest().schema()
}

/// A value of Telegram's as JSON. `ty` is its type: `Update`, say.
pub fn json_of(value: &impl Serializable, ty: &str) -> Result<Json> {
    let ty = Type::Boxed(ty.to_owned());
    let value = bytes::read(schema(), &ty, &value.to_bytes()).map_err(Error::internal)?;
    Ok(json::write_as(&value, &ty))
}

/// Describes a function, a type or a constructor, as JSON Schema.
pub fn describe(name: &str) -> Result<Described<'static>> {
    json_schema::describe(schema(), name).ok_or_else(|| no_such("name", name))
}

/// All functions, as `messages.sendMessage`.
pub fn functions() -> impl Iterator<Item = &'static str> {
    let functions = schema().definitions().iter().filter(|definition| definition.is_function);
    functions.map(|function| function.name.as_str())
}

fn no_such(path: &str, name: &str) -> Error {
    let error = Error::new(Kind::InvalidParams, format!("`{path}` names nothing in layer {}", tl::LAYER))
        .with("path", path)
        .with("expected", "a name out of Telegram's schema, as messages.getHistory");
    let known = schema().definitions().iter().map(|definition| definition.name.as_str());
    match names::nearest(name, known) {
        Some(nearest) => error.with("did_you_mean", nearest),
        None => error,
    }
}

/// The function that answers.
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

fn invalid(wrong: Wrong) -> Error {
    let path = match wrong.path.as_str() {
        "" => "params".to_owned(),
        path if path.starts_with('[') => format!("params{path}"),
        path => format!("params.{path}"),
    };
    Error::new(Kind::InvalidParams, format!("`{path}` is wrong or missing: expected {}", wrong.expected))
        .with("path", path)
        .with("expected", wrong.expected)
}

/// A DC that the server doesn't have won't come to be there later, either.
fn must_be_there(account: &Account, dc: i32) -> Result<()> {
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

/// What stands for one of Telegram's types for a chat, in words; none for its other types.
fn what(name: &str) -> Option<&'static str> {
    let chat_id = "a chat_id as any method takes it (\"me\", \"@name\", a marked id, a ref, …)";
    [INPUT_PEER, INPUT_USER, INPUT_CHANNEL].contains(&name).then_some(chat_id)
}

/// The chat that JSON names in the place of one of Telegram's own types for that, and which type it is.
fn named(name: &str, json: &Json) -> Option<(&'static str, ChatId)> {
    let name = [INPUT_PEER, INPUT_USER, INPUT_CHANNEL].into_iter().find(|known| *known == name)?;
    if json.get(json::TAG).is_some() {
        return None;
    }
    Some((name, ChatId::deserialize(json).ok()?))
}

fn in_place_of(name: &str, peer: &Peer) -> Result<Value<'static>> {
    let input = match name {
        INPUT_USER => peer.input_user()?.to_bytes(),
        INPUT_CHANNEL => peer.input_channel()?.to_bytes(),
        _ => peer.input_peer().to_bytes(),
    };
    bytes::read(schema(), &Type::Boxed(name.to_owned()), &input).map_err(Error::internal)
}

/// Collects the chats that are named, each once, with the type that is wanted in their places.
#[derive(Default)]
struct Names(HashSet<(&'static str, ChatId)>);

impl Stand for Names {
    fn stands_for<'a>(&mut self, schema: &'a Schema, name: &str, json: &Json) -> Option<Value<'a>> {
        self.0.insert(named(name, json)?);
        Value::zero(schema, &Type::Boxed(name.to_owned()))
    }

    fn what(&self, name: &str) -> Option<&'static str> {
        what(name)
    }
}

/// Puts the chats in, now that they are known.
#[derive(Default)]
struct Peers(HashMap<(&'static str, ChatId), Value<'static>>);

impl Stand for Peers {
    fn stands_for<'a>(&mut self, _: &'a Schema, name: &str, json: &Json) -> Option<Value<'a>> {
        self.0.get(&named(name, json)?).cloned()
    }

    fn what(&self, name: &str) -> Option<&'static str> {
        what(name)
    }
}

/// Remembers the people and chats of an answer, so that their ids can be used as any other.
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
