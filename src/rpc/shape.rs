//! A method's JSON Schema, compiled once, to check params against.
//!
//! The published schema is the one that is checked: types, ranges, lengths, patterns, formats and fields. Params that
//! pass are written in a normal form for `serde`: without members that are null, and with whole numbers as such (`10`
//! for `10.0`). So `serde` only builds values from checked params, and its errors don't reach callers.
//!
//! Only the keywords that our types produce are known. [`compile`] panics on any other, so that no keyword is published
//! but not checked.

use std::sync::Arc;

use regex_lite::Regex;

mod check;
mod compile;
mod number;
mod words;

pub use check::check;
pub use compile::compile;

/// A rule for strings or numbers that JSON Schema can't express, referred to by `format`.
#[derive(Clone, Copy)]
pub struct Format {
    pub name: &'static str,
    /// What is allowed, for the error's `expected`.
    pub expected: &'static str,
    /// Fails with a more specific text than `expected`, if there is one.
    pub check: fn(Given<'_>) -> Result<(), Option<String>>,
}

/// A value to check.
#[derive(Clone, Copy, Debug)]
pub enum Given<'a> {
    Text(&'a str),
    Whole(i64),
    Fraction(f64),
}

/// The formats of JSON Schema that our types use.
const STANDARD: &[Format] = &[Format {
    name: "date-time",
    expected: "a date such as 2026-01-31T12:00:00Z",
    check: |given| match given {
        Given::Text(text) => text.parse::<jiff::Timestamp>().map(drop).map_err(|_| None),
        Given::Whole(_) | Given::Fraction(_) => Ok(()),
    },
}];

/// The allowed values by JSON type. A missing type is refused.
#[derive(Clone, Default)]
pub struct Shape {
    /// Any JSON. The other fields are ignored.
    any: bool,
    boolean: bool,
    text: Option<Text>,
    number: Option<Number>,
    array: Option<Array>,
    object: Option<Object>,
}

#[derive(Clone, Default)]
struct Text {
    /// The allowed values, unless it is empty.
    options: Vec<String>,
    /// Characters.
    min: Option<usize>,
    max: Option<usize>,
    pattern: Option<Regex>,
    format: Option<Format>,
    /// Must be a 64-bit number as a string.
    is_int64: bool,
}

#[derive(Clone)]
struct Number {
    is_whole: bool,
    /// The unit, in the plural.
    unit: Option<String>,
    /// The range of the integer type. `min` and `max` may be narrower.
    bits: (i128, i128),
    min: Option<f64>,
    max: Option<f64>,
    format: Option<Format>,
}

#[derive(Clone)]
struct Array {
    items: Arc<Shape>,
    min: Option<usize>,
    max: Option<usize>,
}

#[derive(Clone)]
enum Object {
    Fields(Fields),
    /// One of several variants, chosen by the string in the field `tag`.
    Tagged {
        tag: String,
        variants: Vec<(String, Fields)>,
    },
}

#[derive(Clone, Default)]
struct Fields {
    fields: Vec<Field>,
    /// Whether unknown fields are allowed.
    is_open: bool,
    /// Names of which at least one is required.
    any_of: Vec<String>,
}

#[derive(Clone)]
struct Field {
    name: String,
    is_required: bool,
    shape: Arc<Shape>,
}
