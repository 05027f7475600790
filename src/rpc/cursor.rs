//! Walks over a JSON text without building values.
//!
//! The text is a [`RawValue`], which `serde_json` has checked, so a cursor only has to find where values begin and end.
//! As with that check, numbers can have any size, nesting any depth, and escapes of surrogates can lack their other
//! half.

use std::borrow::Cow;

use memchr::memchr2;
use serde_json::value::RawValue;

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// A position in a JSON text.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor before the value.
    pub fn new(value: &'a RawValue) -> Self {
        Self { text: value.get(), at: 0 }
    }

    /// The next non-blank byte.
    fn next_byte(&mut self) -> u8 {
        let bytes = self.text.as_bytes();
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied().unwrap_or(b']')
    }

    /// The type of the next value.
    pub fn peek(&mut self) -> Type {
        match self.next_byte() {
            b'{' => Type::Object,
            b'[' => Type::Array,
            b'"' => Type::String,
            b't' | b'f' => Type::Bool,
            b'n' => Type::Null,
            _ => Type::Number,
        }
    }

    /// Enters an array or object.
    pub fn enter(&mut self) {
        self.next_byte();
        self.at += 1;
    }

    /// Whether the array or object has another element or member. If so, moves before it; if not, leaves the array or
    /// object.
    pub fn another(&mut self) -> bool {
        match self.next_byte() {
            b']' | b'}' => {
                self.at += 1;
                false
            }
            b',' => {
                self.at += 1;
                true
            }
            _ => true,
        }
    }

    /// A member's name as written, in quotes. Its value is next.
    pub fn name(&mut self) -> &'a str {
        let name = self.scalar();
        self.next_byte();
        self.at += 1;
        name
    }

    /// A string, number, boolean or null as written.
    pub fn scalar(&mut self) -> &'a str {
        let quoted = self.next_byte() == b'"';
        let start = self.at;
        if quoted {
            self.pass_string();
        } else {
            let rest = &self.text.as_bytes()[start..];
            let end = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
            self.at += rest.iter().position(end).unwrap_or(rest.len());
        }
        &self.text[start..self.at]
    }

    fn pass_string(&mut self) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(stop) = memchr2(b'"', b'\\', &bytes[self.at.min(bytes.len())..]) {
            self.at += stop + 1;
            if bytes[self.at - 1] == b'"' {
                return;
            }
            // Skip the escaped character, which may be a quotation mark.
            self.at += 1;
        }
        self.at = bytes.len();
    }

    /// Skips the next value.
    pub fn pass(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                Type::Array | Type::Object => {
                    self.at += 1;
                    depth += 1;
                }
                _ => drop(self.scalar()),
            }
            // After a value: move to the next one, and leave arrays and objects that end here.
            loop {
                match (depth, self.next_byte()) {
                    (0, _) => return,
                    (_, b']' | b'}') => {
                        self.at += 1;
                        depth -= 1;
                    }
                    (_, b',' | b':') => self.at += 1,
                    _ => break,
                }
            }
        }
    }

    /// The content of a string. `None` if it has half of a surrogate pair.
    pub fn text(quoted: &str) -> Option<Cow<'_, str>> {
        let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
        match memchr::memchr(b'\\', inner.as_bytes()) {
            None => Some(Cow::Borrowed(inner)),
            Some(_) => serde_json::from_str(quoted).ok().map(Cow::Owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;

    fn raw(value: &Value, pretty: bool) -> Box<RawValue> {
        let text = if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
        RawValue::from_string(text.unwrap()).unwrap()
    }

    /// Builds what the cursor walks over.
    fn built(cursor: &mut Cursor) -> Value {
        match cursor.peek() {
            Type::Object => {
                cursor.enter();
                let mut members = Map::new();
                while cursor.another() {
                    let name = Cursor::text(cursor.name()).unwrap();
                    members.insert(name.into_owned(), built(cursor));
                }
                members.into()
            }
            Type::Array => {
                cursor.enter();
                let mut elements = Vec::new();
                while cursor.another() {
                    elements.push(built(cursor));
                }
                elements.into()
            }
            Type::String => Cursor::text(cursor.scalar()).unwrap().into(),
            Type::Null | Type::Bool | Type::Number => serde_json::from_str(cursor.scalar()).unwrap(),
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "\\PC{0,6}|[\"\\\\\n{}\\[\\],:]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec(("\\PC{0,4}|[\"\\\\]{0,3}", inner), 0..5)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_walk_sees_the_value_that_was_written(value in any_json(), pretty: bool) {
            let raw = raw(&value, pretty);
            prop_assert_eq!(built(&mut Cursor::new(&raw)), value);
        }

        #[test]
        fn a_skipped_value_is_skipped_whole(value in any_json(), pretty: bool) {
            let raw = raw(&json!([value, "behind"]), pretty);
            let mut cursor = Cursor::new(&raw);
            cursor.enter();
            prop_assert!(cursor.another());
            cursor.pass();
            prop_assert!(cursor.another());
            prop_assert_eq!(cursor.scalar(), "\"behind\"");
            prop_assert!(!cursor.another());
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_not_text() {
        assert_eq!(Cursor::text(r#""a\ud83d\ude00\n""#).unwrap(), "a😀\n");
        for half in [r#""\ud83d""#, r#""\ude00""#, r#""\ud83d\n""#, r#""\ud83dx""#, r#""\ud83d\ud83d""#] {
            assert_eq!(Cursor::text(half), None, "{half}");
        }
    }
}
