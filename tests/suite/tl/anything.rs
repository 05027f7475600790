//! Random values of any type of a schema.

use telewire::tl::schema::{Definition, Schema, Type};
use telewire::tl::value::{Object, Value};

pub struct Anything {
    schema: &'static Schema,
    state: u64,
}

impl Anything {
    pub fn new(schema: &'static Schema, seed: u64) -> Self {
        Self { schema, state: seed | 1 }
    }

    /// Returns `None` if the value nests too deep.
    pub fn of(&mut self, ty: &Type) -> Option<Value<'static>> {
        self.value(ty, 7)
    }

    /// A call of a function with random arguments.
    pub fn call(&mut self) -> Option<Object<'static>> {
        let functions: Vec<_> = self.schema.definitions().iter().filter(|def| def.is_function).collect();
        let function = functions[self.below(functions.len())];
        self.made_by(function)
    }

    /// A function or a constructor with random fields.
    pub fn made_by(&mut self, definition: &'static Definition) -> Option<Object<'static>> {
        self.object(definition, 7)
    }

    fn value(&mut self, ty: &Type, depth: usize) -> Option<Value<'static>> {
        let Some(depth) = depth.checked_sub(1) else { return Value::zero(self.schema, ty) };
        Some(match ty {
            Type::Flags => return None,
            Type::Int => Value::Int(self.next() as i32),
            Type::Long => Value::Long(self.next() as i64),
            Type::Double => Value::Double(self.double()),
            Type::Int128 => Value::Int128([self.next() as u8; 16]),
            Type::Int256 => Value::Int256([self.next() as u8; 32]),
            Type::String => {
                let length = self.length();
                Value::Bytes((0..length).map(|_| self.char()).collect::<String>().into_bytes())
            }
            Type::Bytes => {
                let length = self.length();
                Value::Bytes((0..length).map(|_| self.next() as u8).collect())
            }
            Type::Bool => Value::Bool(self.below(2) == 0),
            Type::True => Value::True,
            Type::Vector { of, .. } => {
                let count = self.below(3);
                Value::Vector((0..count).map(|_| self.value(of, depth)).collect::<Option<_>>()?)
            }
            Type::Bare(name) => Value::Object(self.object(self.schema.constructor(name)?, depth)?),
            Type::Boxed(name) => {
                let constructors: Vec<_> = self.schema.of_type(name).collect();
                let constructor = *constructors.get(self.below(constructors.len().max(1)))?;
                Value::Object(self.object(constructor, depth)?)
            }
            Type::Any => Value::Object(Object::new(self.schema.function("help.getConfig")?)),
        })
    }

    fn object(&mut self, definition: &'static Definition, depth: usize) -> Option<Object<'static>> {
        let mut object = Object::new(definition);
        let chosen = [self.next(), self.next()];
        for (field, value) in definition.fields.iter().zip(&mut object.fields) {
            let is_there = field.flag.is_none_or(|(of, bit)| chosen[of % 2] >> bit & 1 == 1);
            if is_there && field.ty != Type::Flags {
                *value = Some(self.value(&field.ty, depth)?);
            }
        }
        Some(object)
    }

    /// Any number except NaN, which isn't equal to itself.
    fn double(&mut self) -> f64 {
        Some(f64::from_bits(self.next())).filter(|value| !value.is_nan()).unwrap_or(f64::INFINITY)
    }

    /// Mostly short, sometimes long enough to need a four-byte length.
    fn length(&mut self) -> usize {
        if self.below(40) == 0 { 253 + self.below(5) } else { self.below(9) }
    }

    /// Mostly letters. The others are escaped in JSON, or take more than one byte.
    fn char(&mut self) -> char {
        const OTHERS: [char; 10] = ['"', '\\', '/', '\0', '\n', '\u{7f}', 'ö', '\u{2028}', '\u{ffff}', '🛥'];
        match self.below(36) {
            letter @ 0..26 => char::from(b'a' + letter as u8),
            other => OTHERS[other - 26],
        }
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
