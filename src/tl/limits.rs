//! Checks the nesting and memory use of untrusted bytes before they are read.
//!
//! The readers of both [`bytes`](super::bytes) and grammers recurse, and their results can be a thousand times as large as
//! the bytes: `messageEmpty` has 12 bytes on the wire and 2.5 KB in a vector of messages. So all bytes from the network are
//! walked first, using a table of the newest layer that `build.rs` makes.

mod table;

use super::value::MAX_DEPTH;
use table::{CLASSES, DEFINITIONS, Definition, Kind, PLACES, STEPS, TYPES, Type};

/// Maximum memory for the elements, texts and boxes of one object, in bytes. Telegram's objects take far less: 10,000
/// contacts take 6.5 MB, and 100 messages with their users and chats less than one.
pub const MAX_MEMORY: usize = 32 << 20;

/// Maximum number of fields and elements of one object, including absent ones, which a value of [`bytes`](super::bytes)
/// holds too. 10,000 contacts have 450,000.
pub const MAX_VALUES: usize = 1 << 20;

const VECTOR: u32 = 0x1cb5_c415;

/// Why untrusted bytes can't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("it nests deeper than {MAX_DEPTH} levels")]
    TooDeep,
    #[error("it would take too much memory")]
    TooLarge,
    /// The constructor's id. A newer layer may have it.
    #[error("the layer has no constructor {0:#010x}")]
    Unknown(u32),
    #[error("it does not follow the schema")]
    Malformed,
}

impl From<super::bytes::Malformed> for Unreadable {
    fn from(_: super::bytes::Malformed) -> Self {
        Self::Malformed
    }
}

/// The size of an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// Bytes of memory in grammers' types: elements, texts and boxes.
    pub memory: usize,
    /// Fields and elements.
    pub values: usize,
}

/// Checks any object or function that begins with its id. Ignores bytes after it.
pub fn check(bytes: &[u8]) -> Result<Weight, Unreadable> {
    Walk::over(bytes).done(&Kind::Any)
}

/// Checks the result of a function.
pub fn check_answer(function: u32, answer: &[u8]) -> Result<Weight, Unreadable> {
    let function = definition(function).ok_or(Unreadable::Unknown(function))?;
    Walk::over(answer).done(&ty(function.makes).kind)
}

/// Whether the layer has a constructor or function with this id.
pub fn is_known(id: u32) -> bool {
    definition(id).is_some() || id == VECTOR
}

/// The size in memory of grammers' type with this name, or slightly less than what is counted for it.
pub fn size_of_type(name: &str) -> Option<usize> {
    let class = CLASSES.iter().position(|class| *class == name)?;
    let ty = TYPES.iter().find(|ty| matches!(ty.kind, Kind::Boxed(of) if usize::from(of) == class))?;
    Some(ty.size.into())
}

struct Walk<'a> {
    bytes: &'a [u8],
    weight: Weight,
}

impl<'a> Walk<'a> {
    fn over(bytes: &'a [u8]) -> Self {
        Self { bytes, weight: Weight::default() }
    }

    fn done(mut self, kind: &Kind) -> Result<Weight, Unreadable> {
        self.value(kind, MAX_DEPTH)?;
        Ok(self.weight)
    }

    /// Follows [`bytes::read`](super::bytes::read), with the same depth and order.
    fn value(&mut self, kind: &Kind, depth: usize) -> Result<(), Unreadable> {
        let depth = depth.checked_sub(1).ok_or(Unreadable::TooDeep)?;
        match *kind {
            Kind::Fixed(length) => self.skip(length.into()),
            Kind::Text => self.text(),
            Kind::Boxed(class) => {
                let definition = self.definition()?;
                if definition.class != class {
                    return Err(Unreadable::Malformed);
                }
                self.fields(definition, depth)
            }
            Kind::Any => {
                let definition = self.definition()?;
                self.fields(definition, depth)
            }
            Kind::Bare(number) => self.fields(&DEFINITIONS[usize::from(number)], depth),
            Kind::Vector { bare, of } => self.vector(bare, ty(of), depth),
            Kind::Flags => Err(Unreadable::Malformed),
        }
    }

    fn fields(&mut self, definition: &Definition, depth: usize) -> Result<(), Unreadable> {
        self.weigh(definition.boxed.into(), definition.values.into())?;
        let mut flags = 0_u64;
        let mut words = 0;
        for step in &STEPS[definition.begin.into()..definition.end.into()] {
            if matches!(step.kind, Kind::Flags) {
                flags |= u64::from(self.word()?) << (32 * words);
                words += 1;
            } else if step.flag == u8::MAX || flags >> step.flag & 1 == 1 {
                self.value(&step.kind, depth)?;
            }
        }
        Ok(())
    }

    fn vector(&mut self, bare: bool, of: &Type, depth: usize) -> Result<(), Unreadable> {
        if !bare && self.word()? != VECTOR {
            return Err(Unreadable::Malformed);
        }
        let count = self.word()? as usize;
        // Every element has at least four bytes.
        if count > self.bytes.len() / 4 {
            return Err(Unreadable::Malformed);
        }
        self.weigh(count.saturating_mul(of.size.into()), count)?;
        if let Kind::Fixed(length) = of.kind {
            return match (depth, count) {
                (0, 1..) => Err(Unreadable::TooDeep),
                _ => self.skip(count.saturating_mul(length.into())),
            };
        }
        (0..count).try_for_each(|_| self.value(&of.kind, depth))
    }

    fn weigh(&mut self, memory: usize, values: usize) -> Result<(), Unreadable> {
        self.weight.memory += memory;
        self.weight.values += values;
        match self.weight.memory > MAX_MEMORY || self.weight.values > MAX_VALUES {
            true => Err(Unreadable::TooLarge),
            false => Ok(()),
        }
    }

    fn definition(&mut self) -> Result<&'static Definition, Unreadable> {
        let id = self.word()?;
        definition(id).ok_or(Unreadable::Unknown(id))
    }

    fn text(&mut self) -> Result<(), Unreadable> {
        let (length, head) = match *self.bytes.first_chunk::<4>().ok_or(Unreadable::Malformed)? {
            [254, a, b, c] => (u32::from_le_bytes([a, b, c, 0]) as usize, 4),
            [255, ..] => return Err(Unreadable::Malformed),
            [length, ..] => (usize::from(length), 1),
        };
        self.weigh(length, 0)?;
        self.skip((head + length).next_multiple_of(4))
    }

    fn word(&mut self) -> Result<u32, Unreadable> {
        let (word, rest) = self.bytes.split_first_chunk().ok_or(Unreadable::Malformed)?;
        self.bytes = rest;
        Ok(u32::from_le_bytes(*word))
    }

    fn skip(&mut self, length: usize) -> Result<(), Unreadable> {
        self.bytes = self.bytes.get(length..).ok_or(Unreadable::Malformed)?;
        Ok(())
    }
}

fn definition(id: u32) -> Option<&'static Definition> {
    let mut at = id as usize % PLACES.len();
    loop {
        let definition = &DEFINITIONS[usize::from(PLACES[at].checked_sub(1)?)];
        if definition.id == id {
            return Some(definition);
        }
        at = (at + 1) % PLACES.len();
    }
}

fn ty(number: u16) -> &'static Type {
    &TYPES[usize::from(number)]
}
