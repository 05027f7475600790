//! The newest layer as a walk needs it. `build.rs` writes it down.

/// A constructor or a function.
pub struct Definition {
    pub id: u32,
    /// The number of the type that it is of.
    pub class: u16,
    /// What a function answers.
    pub makes: u16,
    /// Its part of [`STEPS`].
    pub begin: u16,
    pub end: u16,
    /// How many fields it has.
    pub values: u16,
    /// The size of the box that grammers puts it in, if it does.
    pub boxed: u16,
}

/// A part of a definition's bytes.
pub struct Step {
    pub kind: Kind,
    /// The bit of the flags that must be set, those of the second word from 32 on; `u8::MAX` if it is always there.
    pub flag: u8,
}

/// A type, as what stands in a vector or is answered.
pub struct Type {
    pub kind: Kind,
    /// Bytes that grammers' type takes in memory.
    pub size: u16,
}

pub enum Kind {
    /// A word that says what else there is.
    Flags,
    /// So many bytes.
    Fixed(u16),
    /// `string` and `bytes`.
    Text,
    /// `of` is a type's number.
    Vector { bare: bool, of: u16 },
    /// Any constructor of this class, its id first.
    Boxed(u16),
    /// This definition, without its id.
    #[allow(dead_code, reason = "not every layer has one")]
    Bare(u16),
    /// Any object or function, its id first.
    Any,
}

include!(concat!(env!("OUT_DIR"), "/layer_table.rs"));
