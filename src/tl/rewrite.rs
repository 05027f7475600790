//! Rewrites requests from an older layer to the newest, and answers and updates from the newest to an older layer.
//!
//! Constructors and fields are matched by name. Fields of only the newer layer are dropped, fields of only the older layer
//! get an empty value ([`Value::zero`]), and constructors that the older layer lacks are replaced by a placeholder such as
//! `messageMediaUnsupported`. [`adapters`] handle other differences. No part of a request is ever dropped: what the newer
//! layer can't express is an error.

mod adapters;

use std::collections::HashSet;

use super::bytes::{self, Malformed};
use super::layers;
use super::schema::{Definition, Schema, Type};
use super::value::{Object, Value, blankness};
use adapters::Parts;

/// An error for what the other layer can't express.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("no such function")]
    NoFunction,
    #[error("does not follow the layer's schema")]
    Malformed,
    #[error("cannot be expressed in the other layer")]
    Lost,
}

/// Rewrites between an older layer and the newest.
#[derive(Debug)]
pub struct Translation {
    up: Rewriter,
    down: Rewriter,
}

/// A function called by a client with an older layer.
#[derive(Debug)]
pub struct Call {
    /// The call in the newest layer.
    pub bytes: Vec<u8>,
    /// The result type that the client expects, and that of the newest layer.
    pub expected: &'static Type,
    pub answered: &'static Type,
}

impl Translation {
    pub fn new(older: &'static Schema, newest: &'static Schema) -> Self {
        Self {
            up: Rewriter::new(older, newest, Losses::Refused),
            down: Rewriter::new(newest, older, Losses::Borne),
        }
    }

    pub fn request(&self, bytes: Vec<u8>) -> Result<Call, Failure> {
        let (older, newest) = (self.up.from, self.up.to);
        let Some(function) = older.called(&bytes) else {
            // An unknown layer in between may have functions of the newest.
            let function = newest.called(&bytes).ok_or(Failure::NoFunction)?;
            return Ok(Call { bytes, expected: &function.makes, answered: &function.makes });
        };
        if let Some(same) = newest.function(&function.name)
            && self.up.agrees_on(function, same)
        {
            return Ok(Call { bytes, expected: &function.makes, answered: &same.makes });
        }
        let asked = bytes::read_call_loosely(older, &bytes)?;
        let expected = &innermost(&asked).definition.makes;
        let rewritten = self.up.call(asked)?;
        let answered = &innermost(&rewritten).definition.makes;
        Ok(Call { bytes: bytes::write_object(&rewritten)?, expected, answered })
    }

    pub fn answer(&self, call: &Call, answer: Vec<u8>) -> Result<Vec<u8>, Failure> {
        self.down.bytes(answer, call.answered, call.expected)
    }

    pub fn updates(&self, updates: Vec<u8>) -> Result<Vec<u8>, Failure> {
        self.told(updates, &Type::Boxed("Updates".to_owned()))
    }

    /// Rewrites a value of the newest layer to the older one.
    pub fn told(&self, bytes: Vec<u8>, ty: &Type) -> Result<Vec<u8>, Failure> {
        self.down.bytes(bytes, ty, ty)
    }

    /// Whether results of this type need no rewriting.
    pub fn agrees_on(&self, ty: &Type) -> bool {
        !self.down.changes(ty)
    }
}

/// Converts each peer in a function of the newest layer to the required type.
///
/// In place of an `InputUser` or an `InputChannel`, Telegram accepts the corresponding `InputPeer` too. Pyrogram and its
/// forks always send that.
pub fn with_peers_as_asked(function: &[u8]) -> Result<Vec<u8>, Failure> {
    let schema = layers::newest().schema();
    let rewriter = Rewriter { from: schema, to: schema, losses: Losses::Refused, changed: HashSet::new() };
    let asked = bytes::read_call_loosely(schema, function)?;
    Ok(bytes::write_object(&rewriter.call(asked)?)?)
}

/// What to do with what the other layer can't express.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Losses {
    Refused,
    Borne,
}

#[derive(Debug)]
struct Rewriter {
    from: &'static Schema,
    to: &'static Schema,
    losses: Losses,
    /// The types whose encoding can differ.
    changed: HashSet<String>,
}

impl Rewriter {
    fn new(from: &'static Schema, to: &'static Schema, losses: Losses) -> Self {
        Self { from, to, losses, changed: changed(from, to) }
    }

    fn changes(&self, ty: &Type) -> bool {
        mentions(ty, &self.changed)
    }

    fn agrees_on(&self, function: &Definition, same: &Definition) -> bool {
        function.id == same.id
            && function.fields == same.fields
            && !function.fields.iter().any(|field| self.changes(&field.ty))
    }

    fn bytes(&self, bytes: Vec<u8>, from: &Type, to: &Type) -> Result<Vec<u8>, Failure> {
        if from == to && !self.changes(from) {
            return Ok(bytes);
        }
        let value = bytes::read(self.from, from, &bytes)?;
        Ok(bytes::write(&self.value(value, to)?, to)?)
    }

    fn call(&self, call: Object<'static>) -> Result<Object<'static>, Failure> {
        let parts = adapters::function(Parts::from(call), self.to);
        let function = self.to.function(&parts.name).ok_or(Failure::NoFunction)?;
        self.fill(function, parts)
    }

    fn value(&self, value: Value<'static>, wanted: &Type) -> Result<Value<'static>, Failure> {
        Ok(match (wanted, adapters::value(value, wanted, self.to)) {
            (Type::Int, value @ Value::Int(_))
            | (Type::Long, value @ Value::Long(_))
            | (Type::Double, value @ Value::Double(_))
            | (Type::Int128, value @ Value::Int128(_))
            | (Type::Int256, value @ Value::Int256(_))
            | (Type::String | Type::Bytes, value @ Value::Bytes(_))
            | (Type::Bool, value @ Value::Bool(_))
            | (Type::True, value @ Value::True) => value,
            (Type::Long, Value::Int(value)) => Value::Long(value.into()),
            (Type::Vector { of, .. }, Value::Vector(elements)) => {
                let mut rewritten = Vec::with_capacity(elements.len());
                for element in elements {
                    match self.value(element, of) {
                        Err(Failure::Lost) if self.losses == Losses::Borne => {}
                        element => rewritten.push(element?),
                    }
                }
                Value::Vector(rewritten)
            }
            (Type::Any, Value::Object(object)) if object.definition.is_function => {
                Value::Object(self.call(object)?)
            }
            (Type::Boxed(_) | Type::Bare(_) | Type::Any, Value::Object(object)) => {
                Value::Object(self.object(object, wanted)?)
            }
            _ => return Err(Failure::Lost),
        })
    }

    fn object(&self, object: Object<'static>, wanted: &Type) -> Result<Object<'static>, Failure> {
        let parts = adapters::object(Parts::from(object), wanted, self.to);
        let fits = |definition: &&Definition| match wanted {
            Type::Bare(name) => definition.name == *name,
            Type::Any => true,
            _ => definition.makes == *wanted,
        };
        if let Some(same) = self.to.constructor(&parts.name).filter(fits) {
            return self.fill(same, parts);
        }
        match wanted {
            Type::Boxed(name) if self.losses == Losses::Borne => {
                let blank = |definition: &&Definition| blankness(&definition.name);
                let sibling = self.to.of_type(name).min_by_key(blank).ok_or(Failure::Lost)?;
                // Only an empty or unsupported constructor can replace it.
                if blankness(&sibling.name) == blankness("") {
                    Err(Failure::Lost)
                } else {
                    self.fill(sibling, parts)
                }
            }
            _ => Err(Failure::Lost),
        }
    }

    /// Rewrites a constructor or function with its fields.
    fn fill(&self, definition: &'static Definition, mut parts: Parts) -> Result<Object<'static>, Failure> {
        let mut object = Object::new(definition);
        for (field, value) in definition.fields.iter().zip(&mut object.fields) {
            let rewritten = match parts.take(&field.name) {
                Some(part) => self.value(part, &field.ty),
                None if field.flag.is_some() || field.ty == Type::Flags => continue,
                None if self.losses == Losses::Borne => self.blank(&field.ty).ok_or(Failure::Lost),
                None => Value::zero(self.to, &field.ty).ok_or(Failure::Lost),
            };
            match rewritten {
                Ok(rewritten) => *value = Some(rewritten),
                Err(Failure::Lost) if self.losses == Losses::Borne => {
                    if field.flag.is_none() {
                        *value = Some(self.blank(&field.ty).ok_or(Failure::Lost)?);
                    }
                }
                Err(failure) => return Err(failure),
            }
        }
        if self.losses == Losses::Refused && parts.left_over() {
            return Err(Failure::Lost);
        }
        self.complete(&mut object)?;
        Ok(object)
    }

    /// The replacement for what can't be expressed: a constructor that means nothing else.
    fn blank(&self, ty: &Type) -> Option<Value<'static>> {
        let zero = Value::zero(self.to, ty)?;
        match &zero {
            Value::Object(object) if blankness(&object.definition.name) == blankness("") => None,
            _ => Some(zero),
        }
    }

    /// Makes fields that share a flag present together.
    fn complete(&self, object: &mut Object<'static>) -> Result<(), Failure> {
        let fields = &object.definition.fields;
        for index in 0..fields.len() {
            let shares =
                |other: usize| object.fields[other].is_some() && fields[other].flag == fields[index].flag;
            if fields[index].flag.is_none()
                || object.fields[index].is_some()
                || fields[index].ty == Type::True
            {
                continue;
            }
            if (0..fields.len()).any(shares) {
                let zero = Value::zero(self.to, &fields[index].ty).ok_or(Failure::Lost)?;
                object.fields[index] = Some(zero);
            }
        }
        Ok(())
    }
}

/// The function inside wrappers such as `invokeWithTakeout`, which has the type of the result.
fn innermost<'a>(call: &'a Object<'static>) -> &'a Object<'static> {
    let wrapped = call.fields.iter().flatten().find_map(|value| match value {
        Value::Object(inner) if inner.definition.is_function => Some(inner),
        _ => None,
    });
    match wrapped {
        Some(wrapped) if call.definition.makes == Type::Any => innermost(wrapped),
        _ => call,
    }
}

/// The types of `from` with a constructor that `to` lacks, and the types that contain them.
fn changed(from: &Schema, to: &Schema) -> HashSet<String> {
    let mut changed = HashSet::new();
    let constructors = || from.definitions().iter().filter(|definition| !definition.is_function);
    for definition in constructors() {
        let same = to.by_id(definition.id).is_some_and(|same| same == definition);
        if !same {
            changed.insert(definition.makes.to_string());
        }
    }
    loop {
        let before = changed.len();
        for definition in constructors() {
            if definition.fields.iter().any(|field| mentions(&field.ty, &changed)) {
                changed.insert(definition.makes.to_string());
            }
        }
        if changed.len() == before {
            return changed;
        }
    }
}

fn mentions(ty: &Type, types: &HashSet<String>) -> bool {
    match ty {
        Type::Vector { of, .. } => mentions(of, types),
        Type::Boxed(name) => types.contains(name),
        Type::Bare(_) | Type::Any => true,
        _ => false,
    }
}

impl From<Malformed> for Failure {
    fn from(_: Malformed) -> Self {
        Failure::Malformed
    }
}
