//! Describes what a shape allows, for the errors that callers see.

use std::fmt::Display;

use super::{Array, Number, Object, Shape, Text};

/// Maximum number of names to list.
const MAX_NAMES: usize = 60;

impl Shape {
    /// Completes "must be …".
    pub(super) fn expected(&self) -> String {
        if self.any {
            return "any JSON value".to_owned();
        }
        let mut kinds: Vec<String> = Vec::new();
        let formats =
            [self.text.as_ref().and_then(|text| text.format), self.number.as_ref().and_then(|it| it.format)];
        // One format describes strings and numbers together.
        match formats.into_iter().flatten().next() {
            Some(format) => kinds.push(format.expected.to_owned()),
            None => {
                kinds.extend(self.number.as_ref().map(Number::expected));
                kinds.extend(self.text.as_ref().map(Text::expected));
            }
        }
        kinds.extend(self.boolean.then(|| "true or false".to_owned()));
        kinds.extend(self.array.as_ref().map(Array::expected));
        kinds.extend(self.object.as_ref().map(Object::expected));
        match kinds.split_last() {
            Some((last, [])) => last.clone(),
            // With a comma, as the others may contain one.
            Some((last, others)) => format!("{}, or {last}", others.join(", ")),
            None => "nothing".to_owned(),
        }
    }
}

impl Text {
    pub(super) fn expected(&self) -> String {
        if let Some(format) = self.format {
            return format.expected.to_owned();
        }
        if !self.options.is_empty() {
            return one_of(self.options.iter().map(String::as_str));
        }
        if self.is_int64 {
            return "a 64-bit number as a string".to_owned();
        }
        let length = range(self.min.filter(|min| *min > 0), self.max);
        let mut expected = match length {
            Some(length) => format!("a string of {length} characters"),
            None => "a string".to_owned(),
        };
        if let Some(pattern) = &self.pattern {
            expected.push_str(&format!(" that matches {}", pattern.as_str()));
        }
        expected
    }
}

impl Number {
    pub(super) fn expected(&self) -> String {
        if let Some(format) = self.format {
            return format.expected.to_owned();
        }
        let mut kind = if self.is_whole { "a whole number" } else { "a number" }.to_owned();
        if let Some(unit) = &self.unit {
            kind.push_str(&format!(" of {unit}"));
        }
        let bounds = (self.min, self.max);
        match bounds {
            (Some(min), Some(max)) => format!("{kind} from {min} to {max}"),
            (Some(min), None) => format!("{kind}, {min} or more"),
            (None, Some(max)) => format!("{kind}, {max} or less"),
            (None, None) => kind,
        }
    }
}

impl Array {
    pub(super) fn expected(&self) -> String {
        match range(self.min.filter(|min| *min > 0), self.max) {
            Some(length) => format!("an array of {length} items"),
            None => "an array".to_owned(),
        }
    }
}

impl Object {
    fn expected(&self) -> String {
        match self {
            Self::Fields(fields) if !fields.any_of.is_empty() => {
                format!("an object with {}", fields.any_of.join(" or "))
            }
            Self::Fields(_) => "an object".to_owned(),
            Self::Tagged { tag, .. } => format!("an object with `{tag}`"),
        }
    }
}

/// "one of a, b, c".
pub(super) fn one_of<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = if names.len() > MAX_NAMES { ", …" } else { "" };
    let names: Vec<&str> = names.take(MAX_NAMES).collect();
    format!("one of {}{more}", names.join(", "))
}

fn range<N: Display + PartialEq>(min: Option<N>, max: Option<N>) -> Option<String> {
    match (min, max) {
        (Some(min), Some(max)) if min == max => Some(format!("{min}")),
        (Some(min), Some(max)) => Some(format!("{min} to {max}")),
        (Some(min), None) => Some(format!("{min} or more")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    }
}
