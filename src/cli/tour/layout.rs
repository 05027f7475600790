//! Formats JSON for reading: keeps what fits on one line, and shortens long opaque strings.

use std::borrow::Cow;
use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use serde_json::Value;

use crate::cli::shown;

/// The indent of messages, after an arrow and a space.
pub const MARGIN: usize = 2;

const QUIET: Style = Style::new().dimmed();
const NAME: Style = AnsiColor::Cyan.on_default();
const METHOD: Style = Style::new().bold();
const TEXT: Style = AnsiColor::Green.on_default();
const OTHER: Style = AnsiColor::Yellow.on_default();

/// Formats a message. The first line has no margin.
pub fn fold(message: &Value, width: usize) -> String {
    let mut folder = Folder { text: String::new(), column: MARGIN, indent: MARGIN, width };
    folder.value(message, 0, true);
    folder.text
}

struct Folder {
    text: String,
    column: usize,
    /// Where the lines of the innermost object or array begin.
    indent: usize,
    width: usize,
}

impl Folder {
    /// `behind` characters must fit after the value on its last line. The `envelope` is the JSON-RPC message itself, and
    /// is dimmed.
    fn value(&mut self, value: &Value, behind: usize, envelope: bool) {
        let (open, close) = match value {
            Value::Object(_) => ("{", "}"),
            Value::Array(_) => ("[", "]"),
            value => return self.scalar(value),
        };
        let members = members(value);
        let outer = self.indent;
        let fits = self.column + length(value) + behind <= self.width;
        let hangs = self.column + narrowest(value) + behind <= self.width;
        self.push(QUIET, open);
        if fits || hangs || envelope {
            self.indent = self.column;
        } else {
            self.break_line(outer + 2);
        }
        let last = members.len().saturating_sub(1);
        // A value that spans lines shares none of them with others.
        let mut broken = false;
        for (index, (name, value)) in members.into_iter().enumerate() {
            let behind = if index == last { behind + 1 } else { 1 };
            let length = label(name) + length(value) + behind;
            if index > 0 {
                self.push(QUIET, ",");
                if fits || (!broken && self.column + 1 + length <= self.width) {
                    self.push(QUIET, " ");
                } else {
                    self.break_line(self.indent);
                }
            }
            broken = self.column + length > self.width;
            if let Some(name) = name {
                self.push(if envelope { QUIET } else { NAME }, &shown::shown(&Value::from(name).to_string()));
                self.push(QUIET, ": ");
            }
            match name {
                Some("jsonrpc" | "id") if envelope => self.push(QUIET, &value.to_string()),
                Some("method") if envelope => self.push(METHOD, &value.to_string()),
                _ => self.value(value, behind, false),
            }
        }
        self.push(QUIET, close);
        self.indent = outer;
    }

    fn scalar(&mut self, value: &Value) {
        let style = if value.is_string() { TEXT } else { OTHER };
        self.push(style, &shown(value));
    }

    fn push(&mut self, style: Style, text: &str) {
        write!(self.text, "{style}{text}{style:#}").expect("a String takes any text");
        self.column += text.chars().count();
    }

    fn break_line(&mut self, indent: usize) {
        write!(self.text, "\n{:indent$}", "").expect("a String takes any text");
        self.column = indent;
        self.indent = indent;
    }
}

/// The members of an object or an array.
fn members(value: &Value) -> Vec<(Option<&str>, &Value)> {
    match value {
        Value::Object(members) => members.iter().map(|(name, value)| (Some(name.as_str()), value)).collect(),
        Value::Array(items) => items.iter().map(|item| (None, item)).collect(),
        _ => Vec::new(),
    }
}

/// The length of a member's name with quotes, colon and space.
fn label(name: Option<&str>) -> usize {
    name.map_or(0, |name| name.chars().count() + r#""": "#.len())
}

/// The length of a value on one line.
fn length(value: &Value) -> usize {
    if !value.is_object() && !value.is_array() {
        return shown(value).chars().count();
    }
    let members = members(value);
    let commas = members.len().saturating_sub(1) * ", ".len();
    members.iter().map(|(name, value)| label(*name) + length(value)).sum::<usize>() + commas + "{}".len()
}

/// The width of a value with one member per line, each aligned with its bracket.
fn narrowest(value: &Value) -> usize {
    let members = members(value).into_iter().map(|(name, value)| label(name) + narrowest(value));
    match members.max() {
        Some(widest) => widest + "{}".len(),
        None => length(value),
    }
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => Value::from(shortened(text)).to_string(),
        value => value.to_string(),
    };
    shown::shown(&text).into_owned()
}

/// Shortens opaque strings such as session strings and refs. A session string keeps its header.
fn shortened(text: &str) -> Cow<'_, str> {
    const MAX_LENGTH: usize = 32;
    const FIRST: usize = 17;
    const LAST: usize = 4;
    let opaque = text.len() > MAX_LENGTH && text.bytes().all(|byte| byte.is_ascii_graphic());
    if opaque { format!("{}…{}", &text[..FIRST], &text[text.len() - LAST..]).into() } else { text.into() }
}
