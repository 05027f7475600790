//! The table of the newest layer for the check. `build.rs` generates it.

/// A constructor or a function.
pub struct Definition {
    pub id: u32,
    /// The number of its type.
    pub class: u16,
    /// The result of a function.
    pub makes: u16,
    /// Its range in [`STEPS`].
    pub begin: u16,
    pub end: u16,
    /// The number of its fields.
    pub values: u16,
    /// The size of its box in grammers' types, if it is boxed.
    pub boxed: u16,
}

/// A part of a definition's bytes.
pub struct Step {
    pub kind: Kind,
    /// The flag that must be set. Flags of the second word start at 32. `u8::MAX` if it is always present.
    pub flag: u8,
}

/// A type of vector elements or results.
pub struct Type {
    pub kind: Kind,
    /// Size of grammers' type in memory, in bytes.
    pub size: u16,
}

pub enum Kind {
    /// A word of flags.
    Flags,
    /// A fixed number of bytes.
    Fixed(u16),
    /// `string` and `bytes`.
    Text,
    /// `of` is a type's number.
    Vector { bare: bool, of: u16 },
    /// Any constructor of this class, starting with its id.
    Boxed(u16),
    /// This definition, without its id.
    #[allow(dead_code, reason = "not every layer has one")]
    Bare(u16),
    /// Any object or function, starting with its id.
    Any,
}

include!(concat!(env!("OUT_DIR"), "/layer_table.rs"));
