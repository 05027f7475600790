//! Calls of any function of a layer, with some sensible arguments.

use telewire::sandbox::world::World;
use telewire::sandbox::world::people::peer::Peer;
use telewire::tl::schema::{Definition, Schema, Type};
use telewire::tl::value::{Object, Value};

use crate::Bytes;
use crate::generator::rest;

const TEXTS: &[&str] = &[
    "",
    "a",
    "hello there",
    "@ann_archer",
    "bob_baker",
    "sandbox_news",
    "+9996620001",
    "+9996620002",
    "+9996610003",
    "22222",
    "11111",
    "7000001:sandbox",
    "SandboxBackRoom",
    "https://t.me/+SandboxWaiting",
    "👍",
    "new_name_1",
    "/start",
    "text/plain",
    "😀 é",
    "en",
];

/// A caller, and the peers that it can name.
pub struct QueryGenerator {
    schema: &'static Schema,
    users: Vec<(i64, i64)>,
    channels: Vec<(i64, i64)>,
    groups: Vec<i64>,
    /// Functions that are called most of the time.
    favourites: Vec<&'static Definition>,
}

type Generated<T> = arbitrary::Result<T>;

impl QueryGenerator {
    /// A caller that knows no peers.
    pub fn of_nobody(schema: &'static Schema) -> Self {
        Self { schema, users: Vec::new(), channels: Vec::new(), groups: Vec::new(), favourites: Vec::new() }
    }

    /// A caller that knows the peers the account has met, and public names.
    pub fn of(schema: &'static Schema, world: &World, account: i64) -> Self {
        let mut queries = Self::of_nobody(schema);
        let named =
            ["ann_archer", "bob_baker", "carol_clark", "sandbox_bot", "sandbox_news", "sandbox_lounge"];
        let named = named.into_iter().filter_map(|name| world.resolve_username(name).ok());
        let met: Vec<Peer> = world.dialogs_of(account).map(|(peer, _)| peer).collect();
        for peer in named.chain(met) {
            let hash = world.access_hash(account, peer);
            match peer {
                Peer::User(id) => queries.users.push((id, hash)),
                Peer::Channel(id) => queries.channels.push((id, hash)),
                Peer::Group(id) => queries.groups.push(id),
            }
        }
        queries
    }

    /// Prefers these functions.
    pub fn preferring(mut self, favourites: &[&'static Definition]) -> Self {
        self.favourites = favourites.to_vec();
        self
    }

    /// A call with random arguments.
    pub fn call(&self, u: Bytes) -> Generated<Object<'static>> {
        let functions = || self.schema.definitions().iter().filter(|definition| definition.is_function);
        let function = if self.favourites.is_empty() || u.ratio(1, 16)? {
            let at = u.choose_index(functions().count())?;
            functions().nth(at).ok_or(arbitrary::Error::EmptyChoose)?
        } else {
            u.choose(&self.favourites)?
        };
        self.object(u, function, 7)
    }

    pub fn object(
        &self,
        u: Bytes,
        definition: &'static Definition,
        depth: usize,
    ) -> Generated<Object<'static>> {
        let mut object = Object::new(definition);
        let chosen: [u64; 2] = u.arbitrary()?;
        // With few flags set, fewer calls are rejected.
        let chosen = if u.ratio(2, 3)? { [chosen[0] & chosen[1] & (chosen[0] >> 32), 0] } else { chosen };
        for (field, value) in definition.fields.iter().zip(&mut object.fields) {
            let is_there = field.flag.is_none_or(|(of, bit)| chosen[of % 2] >> bit & 1 == 1);
            if is_there && field.ty != Type::Flags {
                *value = Some(self.value(u, &field.name, &field.ty, depth)?);
            }
        }
        Ok(object)
    }

    fn value(&self, u: Bytes, name: &str, ty: &Type, depth: usize) -> Generated<Value<'static>> {
        let Some(depth) = depth.checked_sub(1) else {
            return Value::zero(self.schema, ty).ok_or(arbitrary::Error::IncorrectFormat);
        };
        Ok(match ty {
            Type::Flags => return Err(arbitrary::Error::IncorrectFormat),
            Type::Int => Value::Int(match u.int_in_range(0..=7)? {
                0 => u.arbitrary()?,
                1 => *u.choose(&[-1, 0, i32::MAX, i32::MIN, 1_800_000_000, 1000])?,
                _ => u.int_in_range(0..=20)?,
            }),
            Type::Long => Value::Long(match u.int_in_range(0..=7)? {
                0 => *u.choose(&[-1, 0, i64::MAX, i64::MIN])?,
                1 | 2 => u.int_in_range(0..=20)?,
                _ if name.ends_with("user_id") && !self.users.is_empty() => u.choose(&self.users)?.0,
                _ if name.ends_with("chat_id") && !self.groups.is_empty() => *u.choose(&self.groups)?,
                _ => u.arbitrary()?,
            }),
            Type::Double => Value::Double(if u.ratio(1, 4)? { u.arbitrary()? } else { 7.25 }),
            Type::Int128 => Value::Int128(u.arbitrary()?),
            Type::Int256 => Value::Int256(u.arbitrary()?),
            Type::String | Type::Bytes => Value::Bytes(match u.int_in_range(0..=40)? {
                0 => vec![b'x'; u.int_in_range(250..=5000)?],
                1..=4 => rest(u, 24)?.to_vec(),
                _ => u.choose(TEXTS)?.as_bytes().to_vec(),
            }),
            Type::Bool => Value::Bool(u.arbitrary()?),
            Type::True => Value::True,
            Type::Vector { of, .. } => {
                let count = if u.ratio(1, 64)? { 200 } else { u.int_in_range(0..=3)? };
                Value::Vector((0..count).map(|_| self.value(u, name, of, depth)).collect::<Generated<_>>()?)
            }
            Type::Bare(name) => {
                let definition = self.schema.constructor(name).ok_or(arbitrary::Error::IncorrectFormat)?;
                Value::Object(self.object(u, definition, depth)?)
            }
            Type::Boxed(name) => match self.known(u, name)? {
                Some(known) => Value::Object(known),
                None => {
                    let constructors: Vec<_> = self.schema.of_type(name).collect();
                    let constructor = u.choose(&constructors)?;
                    Value::Object(self.object(u, constructor, depth)?)
                }
            },
            Type::Any => Value::Object(Object::new(
                self.schema.function("help.getConfig").ok_or(arbitrary::Error::IncorrectFormat)?,
            )),
        })
    }

    /// A peer or object that the account knows, where one is expected.
    fn known(&self, u: Bytes, name: &str) -> Generated<Option<Object<'static>>> {
        if !matches!(name, "InputPeer" | "InputUser" | "InputChannel") || u.ratio(1, 8)? {
            return Ok(None);
        }
        let made = |name: &str, fields: &[(&str, i64)]| {
            let mut object = Object::new(self.schema.constructor(name)?);
            fields.iter().for_each(|(field, value)| object.set(field, Value::Long(*value)));
            Some(object)
        };
        let kind = u.int_in_range(0..=5)?;
        Ok(match (name, kind) {
            ("InputPeer", 0) => made("inputPeerSelf", &[]),
            ("InputUser", 0) => made("inputUserSelf", &[]),
            ("InputPeer", 1) if !self.groups.is_empty() => {
                made("inputPeerChat", &[("chat_id", *u.choose(&self.groups)?)])
            }
            ("InputPeer", 2 | 3) | ("InputChannel", _) if !self.channels.is_empty() => {
                let (id, hash) = *u.choose(&self.channels)?;
                let name = if name == "InputPeer" { "inputPeerChannel" } else { "inputChannel" };
                made(name, &[("channel_id", id), ("access_hash", hash)])
            }
            ("InputPeer" | "InputUser", _) if !self.users.is_empty() => {
                let (id, hash) = *u.choose(&self.users)?;
                let name = if name == "InputPeer" { "inputPeerUser" } else { "inputUser" };
                made(name, &[("user_id", id), ("access_hash", hash)])
            }
            _ => None,
        })
    }
}
