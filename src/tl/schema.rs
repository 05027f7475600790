//! A layer's constructors and functions, by id and by name.

use std::collections::HashMap;

use grammers_tl_parser::errors::ParseError;
use grammers_tl_parser::parse_tl_file;
use grammers_tl_parser::tl::{self, Category, ParameterType};

/// The schema of a layer.
#[derive(Debug)]
pub struct Schema {
    definitions: Vec<Definition>,
    by_id: HashMap<u32, usize>,
    constructors: HashMap<String, usize>,
    functions: HashMap<String, usize>,
    /// The constructors of each type.
    types: HashMap<String, Vec<usize>>,
}

/// A constructor or a function.
#[derive(Debug, PartialEq)]
pub struct Definition {
    /// Such as `messages.sendMessage`.
    pub name: String,
    pub id: u32,
    pub is_function: bool,
    pub fields: Vec<Field>,
    /// The type of a constructor, or the result of a function.
    pub makes: Type,
}

#[derive(Debug, PartialEq)]
pub struct Field {
    pub name: String,
    pub ty: Type,
    /// For an optional field: the index of its flags field, and the bit.
    pub flag: Option<(usize, u32)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `#`, the flags of optional fields.
    Flags,
    Int,
    Long,
    Double,
    Int128,
    Int256,
    String,
    Bytes,
    Bool,
    /// Only a flag, without bytes of its own.
    True,
    Vector {
        bare: bool,
        of: Box<Type>,
    },
    /// Any constructor of the type, starting with its id.
    Boxed(String),
    /// The named constructor, without its id.
    Bare(String),
    /// `!X`: any object or function.
    Any,
}

impl Schema {
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let mut schema = Schema {
            definitions: Vec::new(),
            by_id: HashMap::new(),
            constructors: HashMap::new(),
            functions: HashMap::new(),
            types: HashMap::new(),
        };
        for definition in parse_tl_file(text) {
            schema.add(Definition::from(definition?));
        }
        Ok(schema)
    }

    fn add(&mut self, definition: Definition) {
        let index = self.definitions.len();
        self.by_id.insert(definition.id, index);
        if definition.is_function {
            self.functions.insert(definition.name.clone(), index);
        } else {
            self.constructors.insert(definition.name.clone(), index);
            self.types.entry(definition.makes.to_string()).or_default().push(index);
        }
        self.definitions.push(definition);
    }

    pub fn by_id(&self, id: u32) -> Option<&Definition> {
        self.by_id.get(&id).map(|&index| &self.definitions[index])
    }

    pub fn constructor(&self, name: &str) -> Option<&Definition> {
        self.constructors.get(name).map(|&index| &self.definitions[index])
    }

    pub fn function(&self, name: &str) -> Option<&Definition> {
        self.functions.get(name).map(|&index| &self.definitions[index])
    }

    /// The function called by these bytes.
    pub fn called(&self, bytes: &[u8]) -> Option<&Definition> {
        let id = bytes.first_chunk().map(|id| u32::from_le_bytes(*id))?;
        self.by_id(id).filter(|definition| definition.is_function)
    }

    /// The constructors of a type, in the order of the file.
    pub fn of_type(&self, name: &str) -> impl Iterator<Item = &Definition> {
        self.types.get(name).into_iter().flatten().map(|&index| &self.definitions[index])
    }

    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }
}

impl Definition {
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }
}

impl From<tl::Definition> for Definition {
    fn from(parsed: tl::Definition) -> Self {
        let mut fields: Vec<Field> = Vec::with_capacity(parsed.params.len());
        for param in &parsed.params {
            let (ty, flag) = match &param.ty {
                ParameterType::Flags => (Type::Flags, None),
                ParameterType::Normal { ty, flag } => {
                    // The parser ensures that the flags come first.
                    let place = |flag: &tl::Flag| {
                        let flags = fields.iter().position(|field| field.name == flag.name);
                        flags.map(|flags| (flags, flag.index as u32 & 31))
                    };
                    (Type::from(ty), flag.as_ref().and_then(place))
                }
            };
            fields.push(Field { name: param.name.clone(), ty, flag });
        }
        Self {
            name: parsed.full_name(),
            id: parsed.id,
            is_function: parsed.category == Category::Functions,
            fields,
            makes: Type::from(&parsed.ty),
        }
    }
}

impl From<&tl::Type> for Type {
    fn from(parsed: &tl::Type) -> Self {
        if parsed.generic_ref {
            return Self::Any;
        }
        let mut name = parsed.namespace.join(".");
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(&parsed.name);
        match (&*name, &parsed.generic_arg) {
            ("Vector" | "vector", Some(of)) => {
                Self::Vector { bare: parsed.bare, of: Box::new(Self::from(&**of)) }
            }
            ("int", _) => Self::Int,
            ("long", _) => Self::Long,
            ("double", _) => Self::Double,
            ("int128", _) => Self::Int128,
            ("int256", _) => Self::Int256,
            ("string", _) => Self::String,
            ("bytes", _) => Self::Bytes,
            ("Bool", _) => Self::Bool,
            ("true", _) => Self::True,
            _ if parsed.bare => Self::Bare(name),
            _ => Self::Boxed(name),
        }
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flags => f.write_str("#"),
            Self::Int => f.write_str("int"),
            Self::Long => f.write_str("long"),
            Self::Double => f.write_str("double"),
            Self::Int128 => f.write_str("int128"),
            Self::Int256 => f.write_str("int256"),
            Self::String => f.write_str("string"),
            Self::Bytes => f.write_str("bytes"),
            Self::Bool => f.write_str("Bool"),
            Self::True => f.write_str("true"),
            Self::Vector { bare: true, of } => write!(f, "vector<{of}>"),
            Self::Vector { bare: false, of } => write!(f, "Vector<{of}>"),
            Self::Boxed(name) | Self::Bare(name) => f.write_str(name),
            Self::Any => f.write_str("!X"),
        }
    }
}
