//! A value of any type of a layer.

use super::schema::{Definition, Schema, Type};

/// What is nested deeper isn't read: readers recurse, and a stack has an end. Clients go nowhere near.
pub const DEEPEST: usize = 96;

#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Int(i32),
    Long(i64),
    Double(f64),
    Int128([u8; 16]),
    Int256([u8; 32]),
    /// Of `string` and `bytes` both: what is on the wire needn't be UTF-8.
    Bytes(Vec<u8>),
    Bool(bool),
    True,
    Vector(Vec<Value<'a>>),
    Object(Object<'a>),
}

/// A constructor, or a function that is called, with its fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Object<'a> {
    pub definition: &'a Definition,
    /// One for each field of the definition, in order. `None` where a flag is not set, and for the flags themselves,
    /// which follow from the others.
    pub fields: Vec<Option<Value<'a>>>,
}

impl<'a> Object<'a> {
    /// All fields absent.
    pub fn new(definition: &'a Definition) -> Self {
        Self { definition, fields: vec![None; definition.fields.len()] }
    }

    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.fields[self.definition.field(name)?].as_ref()
    }

    pub fn take(&mut self, name: &str) -> Option<Value<'a>> {
        self.fields[self.definition.field(name)?].take()
    }

    /// Sets a field, if there is one of the name.
    pub fn set(&mut self, name: &str, value: Value<'a>) {
        if let Some(field) = self.definition.field(name) {
            self.fields[field] = Some(value);
        }
    }
}

impl<'a> Value<'a> {
    /// A value that says nothing: 0, an empty string, the constructor that means none.
    ///
    /// There is none of types that hold themselves in every constructor, and of [`Type::Any`].
    pub fn zero(schema: &'a Schema, ty: &Type) -> Option<Self> {
        Self::zero_within(schema, ty, 8)
    }

    fn zero_within(schema: &'a Schema, ty: &Type, depth: usize) -> Option<Self> {
        let depth = depth.checked_sub(1)?;
        Some(match ty {
            Type::Int => Self::Int(0),
            Type::Long => Self::Long(0),
            Type::Double => Self::Double(0.0),
            Type::Int128 => Self::Int128([0; 16]),
            Type::Int256 => Self::Int256([0; 32]),
            Type::String | Type::Bytes => Self::Bytes(Vec::new()),
            Type::Bool => Self::Bool(false),
            Type::True => Self::True,
            Type::Vector { .. } => Self::Vector(Vec::new()),
            Type::Bare(name) => Self::zero_of(schema, schema.constructor(name)?, depth)?,
            Type::Boxed(name) => {
                let mut constructors: Vec<_> = schema.of_type(name).collect();
                constructors
                    .sort_by_key(|constructor| (blankness(&constructor.name), constructor.fields.len()));
                constructors.into_iter().find_map(|definition| Self::zero_of(schema, definition, depth))?
            }
            Type::Flags | Type::Any => return None,
        })
    }

    fn zero_of(schema: &'a Schema, definition: &'a Definition, depth: usize) -> Option<Self> {
        let mut object = Object::new(definition);
        for (field, value) in definition.fields.iter().zip(&mut object.fields) {
            if field.flag.is_none() && field.ty != Type::Flags {
                *value = Some(Self::zero_within(schema, &field.ty, depth)?);
            }
        }
        Some(Self::Object(object))
    }
}

/// How little a constructor says by its name, least first. Telegram's names for what isn't there or can't be shown.
pub fn blankness(name: &str) -> usize {
    const BLANKS: [&str; 4] = ["Unsupported", "Empty", "Unknown", "None"];
    BLANKS.iter().position(|blank| name.ends_with(blank)).unwrap_or(BLANKS.len())
}
