//! What the params of a method may be: its JSON Schema, compiled once and checked against what callers send.
//!
//! The schema that is published is the one that is checked: types, ranges, lengths, patterns, formats, and which fields
//! there are. What passes is handed to `serde` in a normal form: without members that are null, each whole number
//! written as one (`10` for `10.0`). So `serde` only builds what was checked, and its words don't reach callers.
//!
//! Only the keywords that our types make are known; [`compile`] panics on any other, so that none is published and not
//! checked.

use std::sync::Arc;

use regex_lite::Regex;

mod check;
mod compile;
mod number;
mod words;

pub use check::check;
pub use compile::compile;

/// A format of a string or whole number beyond what JSON Schema can say, by the name that its `format` has.
#[derive(Clone, Copy)]
pub struct Format {
    pub name: &'static str,
    /// What is wanted, for [`expected`](crate::error::Kind::InvalidParams).
    pub expected: &'static str,
    /// Says no with what is expected, if that is more than `expected` says.
    pub check: fn(Given<'_>) -> Result<(), Option<String>>,
}

/// A value whose format is to be checked.
#[derive(Clone, Copy, Debug)]
pub enum Given<'a> {
    Text(&'a str),
    Whole(i64),
    Fraction(f64),
}

/// The formats of JSON Schema itself that our types have.
const STANDARD: &[Format] = &[Format {
    name: "date-time",
    expected: "a date as 2026-01-31T12:00:00Z",
    check: |given| match given {
        Given::Text(text) => text.parse::<jiff::Timestamp>().map(drop).map_err(|_| None),
        Given::Whole(_) | Given::Fraction(_) => Ok(()),
    },
}];

/// What a value may be, by its JSON type. A type that isn't there is refused.
#[derive(Clone, Default)]
pub struct Shape {
    /// Any JSON at all; the rest doesn't count.
    any: bool,
    boolean: bool,
    text: Option<Text>,
    number: Option<Number>,
    array: Option<Array>,
    object: Option<Object>,
}

#[derive(Clone, Default)]
struct Text {
    /// The only ones, if there are any.
    options: Vec<String>,
    /// Characters.
    min: Option<usize>,
    max: Option<usize>,
    pattern: Option<Regex>,
    format: Option<Format>,
    /// Whether it is a 64-bit number as a string.
    is_int64: bool,
}

#[derive(Clone)]
struct Number {
    is_whole: bool,
    /// What it counts, in the plural.
    unit: Option<String>,
    /// The least and the greatest whole number of the type. `min` and `max` may be narrower.
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
    /// One of several, told apart by the string in the field `tag`.
    Tagged {
        tag: String,
        variants: Vec<(String, Fields)>,
    },
}

#[derive(Clone, Default)]
struct Fields {
    fields: Vec<Field>,
    /// Whether others are let through unseen.
    is_open: bool,
    /// Names of which at least one must be there.
    any_of: Vec<String>,
}

#[derive(Clone)]
struct Field {
    name: String,
    is_required: bool,
    shape: Arc<Shape>,
}
