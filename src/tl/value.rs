//! A value of any type of a layer.

use super::schema::{Definition, Schema, Type};

/// Maximum nesting, as readers are recursive. Real clients stay far below it.
pub const MAX_DEPTH: usize = 96;

#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Int(i32),
    Long(i64),
    Double(f64),
    Int128([u8; 16]),
    Int256([u8; 32]),
    /// A `string` or `bytes`. A `string` on the wire isn't always UTF-8.
    Bytes(Vec<u8>),
    Bool(bool),
    True,
    Vector(Vec<Value<'a>>),
    Object(Object<'a>),
}

/// A constructor or a function call, with its fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Object<'a> {
    pub definition: &'a Definition,
    /// The fields in the order of the definition. `None` for absent ones, and for flags, which are derived from the others.
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

    /// Sets a field, if there is one with this name.
    pub fn set(&mut self, name: &str, value: Value<'a>) {
        if let Some(field) = self.definition.field(name) {
            self.fields[field] = Some(value);
        }
    }
}

impl<'a> Value<'a> {
    /// An empty value: 0, an empty string, or the constructor that means none.
    ///
    /// `None` for types that contain themselves in every constructor, and for [`Type::Any`].
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

/// Ranks constructors by how empty they are, by Telegram's names for what is absent or unsupported. Emptiest first.
pub fn blankness(name: &str) -> usize {
    const BLANKS: [&str; 4] = ["Unsupported", "Empty", "Unknown", "None"];
    BLANKS.iter().position(|blank| name.ends_with(blank)).unwrap_or(BLANKS.len())
}
