//! Checks params against their shape and writes them in their normal form, in one pass over the caller's text.

use std::borrow::Cow;
use std::fmt::Write;

use serde_json::value::RawValue;

use super::number::whole;
use super::words::one_of;
use super::{Array, Field, Fields, Format, Given, Number, Object, Shape, Text};
use crate::error::names::{nearest, shortened};
use crate::error::{Error, Kind, Result};
use crate::rpc::cursor::{Cursor, Type};

/// Maximum nesting where a shape allows any JSON. `serde_json` reads a few levels more.
const MAX_DEPTH: usize = 120;

/// Checks an object and returns its normal form.
///
/// `take` is called with the name and the checked JSON value of each member of the object itself, and returns whether
/// to remove the member.
///
/// # Errors
///
/// `invalid_params` with the `path` of the first member that doesn't fit, and what is `expected` there.
pub fn check(
    shape: &Shape,
    params: &RawValue,
    take: &mut dyn FnMut(&str, &str) -> Result<bool>,
) -> Result<String> {
    let mut checker = Checker {
        cursor: Cursor::new(params),
        normal: String::with_capacity(params.get().len()),
        path: String::new(),
        depth: 0,
    };
    checker.value(shape, take)?;
    Ok(checker.normal)
}

struct Checker<'a> {
    cursor: Cursor<'a>,
    normal: String,
    /// Path of the next value, such as `rows[0].text`.
    path: String,
    depth: usize,
}

/// Removes no member.
fn none(_: &str, _: &str) -> Result<bool> {
    Ok(false)
}

impl Checker<'_> {
    fn value(&mut self, shape: &Shape, take: &mut dyn FnMut(&str, &str) -> Result<bool>) -> Result<()> {
        if shape.any {
            return self.anything();
        }
        match (self.cursor.peek(), shape) {
            (Type::Bool, Shape { boolean: true, .. }) => self.normal.push_str(self.cursor.scalar()),
            (Type::String, Shape { text: Some(text), .. }) => self.text(text, shape)?,
            (Type::Number, Shape { number: Some(number), .. }) => self.number(number, shape)?,
            (Type::Array, Shape { array: Some(array), .. }) => self.array(array)?,
            (Type::Object, Shape { object: Some(Object::Fields(fields)), .. }) => {
                self.fields(fields, take)?
            }
            (Type::Object, Shape { object: Some(Object::Tagged { tag, variants }), .. }) => {
                let fields = self.variant(tag, variants)?;
                self.fields(fields, take)?;
            }
            _ => return Err(self.must_be(&shape.expected())),
        }
        Ok(())
    }

    fn text(&mut self, text: &Text, shape: &Shape) -> Result<()> {
        let quoted = self.cursor.scalar();
        let said = self.said(quoted)?;
        if !text.options.is_empty() {
            return match text.options.iter().any(|option| *option == said) {
                true => {
                    self.normal.push_str(quoted);
                    Ok(())
                }
                false => Err(self.no_option(&said, text.options.iter().map(String::as_str))),
            };
        }
        let characters = || said.chars().count();
        let fits = text.min.is_none_or(|min| min == 0 || characters() >= min)
            && text.max.is_none_or(|max| said.len() <= max || characters() <= max)
            && text.pattern.as_ref().is_none_or(|pattern| pattern.is_match(&said))
            && (!text.is_int64 || said.parse::<i64>().is_ok());
        if !fits {
            // Other types may be allowed, but it was the string's own rule that was broken.
            return Err(self.must_be(&if text.is_int64 { shape.expected() } else { text.expected() }));
        }
        self.must_have(text.format, Given::Text(&said), shape)?;
        self.normal.push_str(quoted);
        Ok(())
    }

    fn number(&mut self, number: &Number, shape: &Shape) -> Result<()> {
        let written = self.cursor.scalar();
        let whole = whole(written);
        let value = written.parse().unwrap_or(f64::INFINITY);
        let (least, most) = number.bits;
        let is_right_type = match whole {
            Some(whole) if number.is_whole => (least..=most).contains(&whole),
            _ => !number.is_whole && value.is_finite(),
        };
        if !is_right_type {
            return Err(self.must_be(&shape.expected()));
        }
        if number.min.is_some_and(|min| value < min) || number.max.is_some_and(|max| value > max) {
            return Err(self.must_be(&number.expected()));
        }
        let given =
            whole.and_then(|whole| i64::try_from(whole).ok()).map_or(Given::Fraction(value), Given::Whole);
        self.must_have(number.format, given, shape)?;
        match whole {
            Some(whole) if number.is_whole => self.normal.push_str(&whole.to_string()),
            _ => self.normal.push_str(written),
        }
        Ok(())
    }

    /// Checks the value's format, which may be stricter than its type.
    fn must_have(&self, format: Option<Format>, given: Given, shape: &Shape) -> Result<()> {
        let Some(format) = format else { return Ok(()) };
        (format.check)(given).map_err(|expected| self.must_be(&expected.unwrap_or_else(|| shape.expected())))
    }

    fn array(&mut self, array: &Array) -> Result<()> {
        self.cursor.enter();
        self.normal.push('[');
        let mut length = 0;
        while self.cursor.another() {
            if array.max.is_some_and(|max| length == max) {
                return Err(self.must_be(&array.expected()));
            }
            if length > 0 {
                self.normal.push(',');
            }
            let outer = self.enter_item(length);
            self.value(&array.items, &mut none)?;
            self.path.truncate(outer);
            length += 1;
        }
        if array.min.is_some_and(|min| length < min) {
            return Err(self.must_be(&array.expected()));
        }
        self.normal.push(']');
        Ok(())
    }

    /// The variant that the next object names.
    fn variant<'s>(&self, tag: &str, variants: &'s [(String, Fields)]) -> Result<&'s Fields> {
        let mut ahead =
            Checker { cursor: self.cursor, normal: String::new(), path: self.path.clone(), depth: 0 };
        let names = || variants.iter().map(|(name, _)| name.as_str());
        ahead.cursor.enter();
        while ahead.cursor.another() {
            let name = ahead.cursor.name();
            if Cursor::text(name).is_none_or(|name| name != tag) {
                ahead.cursor.pass();
                continue;
            }
            ahead.enter_field(tag);
            match ahead.cursor.peek() {
                Type::Null => break,
                Type::String => {}
                _ => return Err(ahead.must_be(&one_of(names()))),
            }
            let quoted = ahead.cursor.scalar();
            let said = ahead.said(quoted)?;
            let named = variants.iter().find(|(name, _)| *name == said).map(|(_, fields)| fields);
            return named.ok_or_else(|| ahead.no_option(&said, names()));
        }
        Err(self.missing(tag, &one_of(names())))
    }

    fn fields(&mut self, shape: &Fields, take: &mut dyn FnMut(&str, &str) -> Result<bool>) -> Result<()> {
        let mut given = vec![false; shape.fields.len()];
        self.cursor.enter();
        self.normal.push('{');
        let begin = self.normal.len();
        while self.cursor.another() {
            let quoted = self.cursor.name();
            // A null field counts as absent.
            if self.cursor.peek() == Type::Null {
                self.cursor.scalar();
                continue;
            }
            let Some(name) = Cursor::text(quoted) else { return Err(self.half_a_pair("a field's name")) };
            let known = shape.fields.iter().position(|field| field.name == name);
            let outer = self.enter_field(&name);
            let before = self.normal.len();
            if before > begin {
                self.normal.push(',');
            }
            self.normal.push_str(quoted);
            self.normal.push(':');
            let value = self.normal.len();
            match known {
                Some(at) if given[at] => return Err(self.twice()),
                Some(at) => {
                    given[at] = true;
                    self.value(&shape.fields[at].shape, &mut none)?;
                    if take(&name, &self.normal[value..])? {
                        self.normal.truncate(before);
                    }
                }
                None if shape.is_open => self.anything()?,
                None => return Err(self.unknown(&name, &shape.fields)),
            }
            self.path.truncate(outer);
        }
        self.normal.push('}');
        let is_given =
            |name: &str| shape.fields.iter().zip(&given).any(|(field, given)| *given && field.name == name);
        if !shape.any_of.is_empty() && !shape.any_of.iter().any(|name| is_given(name)) {
            return Err(self.must_be(&format!("an object with {}", shape.any_of.join(" or "))));
        }
        match shape.fields.iter().zip(&given).find(|(field, given)| field.is_required && !**given) {
            Some((field, _)) => Err(self.missing(&field.name, &field.shape.expected())),
            None => Ok(()),
        }
    }

    /// Passes any readable JSON.
    fn anything(&mut self) -> Result<()> {
        match self.cursor.peek() {
            Type::Null | Type::Bool => self.normal.push_str(self.cursor.scalar()),
            Type::String => {
                let quoted = self.cursor.scalar();
                self.said(quoted)?;
                self.normal.push_str(quoted);
            }
            Type::Number => {
                let written = self.cursor.scalar();
                if !written.parse::<f64>().is_ok_and(f64::is_finite) {
                    return Err(self.must_be("a number of 64 bits"));
                }
                self.normal.push_str(written);
            }
            kind @ (Type::Array | Type::Object) => self.anything_within(kind == Type::Object)?,
        }
        Ok(())
    }

    fn anything_within(&mut self, is_object: bool) -> Result<()> {
        if self.depth == MAX_DEPTH {
            return Err(self.must_be(&format!("a value without more than {MAX_DEPTH} levels")));
        }
        self.depth += 1;
        self.cursor.enter();
        self.normal.push(if is_object { '{' } else { '[' });
        let mut length = 0;
        while self.cursor.another() {
            if length > 0 {
                self.normal.push(',');
            }
            let outer = if is_object {
                let quoted = self.cursor.name();
                let Some(name) = Cursor::text(quoted) else { return Err(self.half_a_pair("a field's name")) };
                self.normal.push_str(quoted);
                self.normal.push(':');
                self.enter_field(&name)
            } else {
                self.enter_item(length)
            };
            self.anything()?;
            self.path.truncate(outer);
            length += 1;
        }
        self.normal.push(if is_object { '}' } else { ']' });
        self.depth -= 1;
        Ok(())
    }

    /// The content of a string.
    fn said<'t>(&self, quoted: &'t str) -> Result<Cow<'t, str>> {
        Cursor::text(quoted).ok_or_else(|| self.half_a_pair(&format!("`{}`", self.path)))
    }

    /// Enters a member. Returns the length of the path before.
    fn enter_field(&mut self, name: &str) -> usize {
        let outer = self.path.len();
        if outer > 0 {
            self.path.push('.');
        }
        self.path.push_str(&shortened(name));
        outer
    }

    /// Enters an element. Returns the length of the path before.
    fn enter_item(&mut self, index: usize) -> usize {
        let outer = self.path.len();
        // Writing to a string never fails.
        let _ = write!(self.path, "[{index}]");
        outer
    }

    fn error(&self, message: String, expected: &str) -> Error {
        Error::new(Kind::InvalidParams, message).with("path", &self.path).with("expected", expected)
    }

    fn must_be(&self, expected: &str) -> Error {
        let what = if self.path.is_empty() { "params" } else { &self.path };
        self.error(format!("`{what}` must be {expected}"), expected)
    }

    fn no_option<'n>(&self, said: &str, options: impl ExactSizeIterator<Item = &'n str> + Clone) -> Error {
        let error = self.must_be(&one_of(options.clone()));
        match nearest(said, options) {
            Some(nearest) => error.with("did_you_mean", nearest),
            None => error,
        }
    }

    fn missing(&self, name: &str, expected: &str) -> Error {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        let error = Error::new(Kind::InvalidParams, format!("`{path}` is missing"));
        error.with("path", path).with("expected", expected)
    }

    fn twice(&self) -> Error {
        self.error(format!("`{}` is given twice", self.path), "one value")
    }

    fn half_a_pair(&self, what: &str) -> Error {
        let message = format!("{what} has one half of a surrogate pair without the other");
        self.error(message, "whole characters: after \\ud800 to \\udbff comes \\udc00 to \\udfff")
    }

    /// The path is that of the field.
    fn unknown(&self, name: &str, known: &[Field]) -> Error {
        let names = || known.iter().map(|field| field.name.as_str());
        let nearest = nearest(name, names());
        let message = match nearest {
            Some(nearest) => format!("there is no field `{}`; did you mean `{nearest}`?", self.path),
            None => format!("there is no field `{}`", self.path),
        };
        let expected = if known.is_empty() { "no fields".to_owned() } else { one_of(names()) };
        let error = self.error(message, &expected);
        match nearest {
            Some(nearest) => error.with("did_you_mean", nearest),
            None => error,
        }
    }
}
