//! Bytes ⇄ values. <https://core.telegram.org/mtproto/serialize>

use super::schema::{Definition, Schema, Type};
use super::value::{MAX_DEPTH, Object, Value};

const VECTOR: u32 = 0x1cb5_c415;
const TRUE: u32 = 0x9972_75b5;
const FALSE: u32 = 0xbc79_9737;

/// Bytes that don't follow the schema, are incomplete or nested too deep, or a value that doesn't have its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("does not match the type")]
pub struct Malformed;

/// Reads one value. Ignores bytes after it, as Telegram does.
pub fn read<'a>(schema: &'a Schema, ty: &Type, bytes: &[u8]) -> Result<Value<'a>, Malformed> {
    Reader { schema, bytes, loose: false }.value(ty, MAX_DEPTH)
}

/// Reads the call of a function.
pub fn read_call<'a>(schema: &'a Schema, bytes: &[u8]) -> Result<Object<'a>, Malformed> {
    Reader { schema, bytes, loose: false }.call()
}

/// Reads the call of a function, and accepts constructors of other types. The caller must check the types.
pub fn read_call_loosely<'a>(schema: &'a Schema, bytes: &[u8]) -> Result<Object<'a>, Malformed> {
    Reader { schema, bytes, loose: true }.call()
}

pub fn write(value: &Value, ty: &Type) -> Result<Vec<u8>, Malformed> {
    let mut bytes = Vec::new();
    write_value(value, ty, &mut bytes)?;
    Ok(bytes)
}

/// A constructor or a call, starting with its id.
pub fn write_object(object: &Object) -> Result<Vec<u8>, Malformed> {
    let mut bytes = object.definition.id.to_le_bytes().to_vec();
    write_fields(object, &mut bytes)?;
    Ok(bytes)
}

struct Reader<'a, 'b> {
    schema: &'a Schema,
    bytes: &'b [u8],
    /// Whether constructors of other types are accepted.
    loose: bool,
}

impl<'a> Reader<'a, '_> {
    fn call(&mut self) -> Result<Object<'a>, Malformed> {
        let definition = self.schema.by_id(self.u32()?).filter(|definition| definition.is_function);
        self.fields(definition.ok_or(Malformed)?, MAX_DEPTH)
    }

    fn value(&mut self, ty: &Type, depth: usize) -> Result<Value<'a>, Malformed> {
        let depth = depth.checked_sub(1).ok_or(Malformed)?;
        Ok(match ty {
            // Flags are handled with their fields.
            Type::Flags => return Err(Malformed),
            Type::Int => Value::Int(i32::from_le_bytes(self.array()?)),
            Type::Long => Value::Long(i64::from_le_bytes(self.array()?)),
            Type::Double => Value::Double(f64::from_le_bytes(self.array()?)),
            Type::Int128 => Value::Int128(self.array()?),
            Type::Int256 => Value::Int256(self.array()?),
            Type::String | Type::Bytes => Value::Bytes(self.string()?),
            Type::Bool => match self.u32()? {
                TRUE => Value::Bool(true),
                FALSE => Value::Bool(false),
                _ => return Err(Malformed),
            },
            Type::True => Value::True,
            Type::Vector { bare, of } => {
                if !bare && self.u32()? != VECTOR {
                    return Err(Malformed);
                }
                let count = self.u32()? as usize;
                // Every element has at least four bytes.
                if count > self.bytes.len() / 4 {
                    return Err(Malformed);
                }
                let elements = (0..count).map(|_| self.value(of, depth));
                Value::Vector(elements.collect::<Result<_, _>>()?)
            }
            Type::Boxed(name) => {
                let definition = self.schema.by_id(self.u32()?).ok_or(Malformed)?;
                let fits = self.loose || matches!(&definition.makes, Type::Boxed(made) if made == name);
                if definition.is_function || !fits {
                    return Err(Malformed);
                }
                Value::Object(self.fields(definition, depth)?)
            }
            Type::Bare(name) => {
                let definition = self.schema.constructor(name).ok_or(Malformed)?;
                Value::Object(self.fields(definition, depth)?)
            }
            Type::Any => {
                let definition = self.schema.by_id(self.u32()?).ok_or(Malformed)?;
                Value::Object(self.fields(definition, depth)?)
            }
        })
    }

    fn fields(&mut self, definition: &'a Definition, depth: usize) -> Result<Object<'a>, Malformed> {
        let mut object = Object::new(definition);
        // Telegram uses at most two.
        let mut flags: Vec<(usize, u32)> = Vec::new();
        for (index, field) in definition.fields.iter().enumerate() {
            if field.ty == Type::Flags {
                flags.push((index, self.u32()?));
                continue;
            }
            let is_set = |(of, bit): (usize, u32)| {
                flags.iter().any(|(index, word)| *index == of && word & (1 << bit) != 0)
            };
            if field.flag.is_none_or(is_set) {
                object.fields[index] = Some(self.value(&field.ty, depth)?);
            }
        }
        Ok(object)
    }

    fn string(&mut self) -> Result<Vec<u8>, Malformed> {
        let [first] = self.array()?;
        let (length, head) = match first {
            254 => {
                let [a, b, c] = self.array()?;
                (u32::from_le_bytes([a, b, c, 0]) as usize, 4)
            }
            255 => return Err(Malformed),
            length => (length as usize, 1),
        };
        let string = self.take(length)?.to_vec();
        self.take((head + length).next_multiple_of(4) - (head + length))?;
        Ok(string)
    }

    fn u32(&mut self) -> Result<u32, Malformed> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (array, rest) = self.bytes.split_first_chunk().ok_or(Malformed)?;
        self.bytes = rest;
        Ok(*array)
    }

    fn take(&mut self, length: usize) -> Result<&[u8], Malformed> {
        let (taken, rest) = self.bytes.split_at_checked(length).ok_or(Malformed)?;
        self.bytes = rest;
        Ok(taken)
    }
}

fn write_value(value: &Value, ty: &Type, bytes: &mut Vec<u8>) -> Result<(), Malformed> {
    match (ty, value) {
        (Type::Int, Value::Int(value)) => bytes.extend(value.to_le_bytes()),
        (Type::Long, Value::Long(value)) => bytes.extend(value.to_le_bytes()),
        (Type::Double, Value::Double(value)) => bytes.extend(value.to_le_bytes()),
        (Type::Int128, Value::Int128(value)) => bytes.extend(value),
        (Type::Int256, Value::Int256(value)) => bytes.extend(value),
        (Type::String | Type::Bytes, Value::Bytes(value)) => write_string(value, bytes)?,
        (Type::Bool, Value::Bool(value)) => bytes.extend(if *value { TRUE } else { FALSE }.to_le_bytes()),
        (Type::True, Value::True) => {}
        (Type::Vector { bare, of }, Value::Vector(elements)) => {
            if !bare {
                bytes.extend(VECTOR.to_le_bytes());
            }
            bytes.extend(u32::try_from(elements.len()).map_err(|_| Malformed)?.to_le_bytes());
            for element in elements {
                write_value(element, of, bytes)?;
            }
        }
        (Type::Bare(name), Value::Object(object)) if object.definition.name == *name => {
            write_fields(object, bytes)?;
        }
        (Type::Boxed(_), Value::Object(object)) if object.definition.makes == *ty => {
            bytes.extend(object.definition.id.to_le_bytes());
            write_fields(object, bytes)?;
        }
        (Type::Any, Value::Object(object)) => {
            bytes.extend(object.definition.id.to_le_bytes());
            write_fields(object, bytes)?;
        }
        _ => return Err(Malformed),
    }
    Ok(())
}

fn write_fields(object: &Object, bytes: &mut Vec<u8>) -> Result<(), Malformed> {
    let fields = || object.definition.fields.iter().zip(&object.fields);
    for (index, (field, value)) in fields().enumerate() {
        if field.ty == Type::Flags {
            let set = fields().filter(|(_, value)| value.is_some()).filter_map(|(field, _)| field.flag);
            let set = set.filter(|(of, _)| *of == index);
            bytes.extend(set.fold(0u32, |word, (_, bit)| word | 1 << bit).to_le_bytes());
            continue;
        }
        match value {
            Some(value) => write_value(value, &field.ty, bytes)?,
            // Fields that share a flag must be set together.
            None if field.ty != Type::True
                && fields().any(|(other, value)| {
                    value.is_some() && other.flag == field.flag && field.flag.is_some()
                }) =>
            {
                return Err(Malformed);
            }
            None if field.flag.is_none() => return Err(Malformed),
            None => {}
        }
    }
    Ok(())
}

fn write_string(value: &[u8], bytes: &mut Vec<u8>) -> Result<(), Malformed> {
    let start = bytes.len();
    match value.len() {
        length @ ..254 => bytes.push(length as u8),
        length if length < 1 << 24 => bytes.extend(((length as u32) << 8 | 254).to_le_bytes()),
        _ => return Err(Malformed),
    }
    bytes.extend(value);
    bytes.resize(start + (bytes.len() - start).next_multiple_of(4), 0);
    Ok(())
}
