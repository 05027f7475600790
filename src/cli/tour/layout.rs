//! JSON for the eye: what fits on a line stays on it, and what is long and says nothing to a person is shortened.

use std::borrow::Cow;
use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use serde_json::Value;

/// Where messages begin: behind an arrow and a blank.
pub const MARGIN: usize = 2;

const QUIET: Style = Style::new().dimmed();
const NAME: Style = AnsiColor::Cyan.on_default();
const TEXT: Style = AnsiColor::Green.on_default();
const OTHER: Style = AnsiColor::Yellow.on_default();

/// A message, its first line without the margin.
pub fn fold(message: &Value, width: usize) -> String {
    let mut folder = Folder { text: String::new(), column: MARGIN, indent: MARGIN, width };
    folder.value(message, 0, true);
    folder.text
}

struct Folder {
    text: String,
    column: usize,
    /// Where the current line begins.
    indent: usize,
    width: usize,
}

impl Folder {
    /// `behind` characters must fit behind the value on its last line.
    fn value(&mut self, value: &Value, behind: usize, whole: bool) {
        let (open, close) = match value {
            Value::Object(_) => ("{", "}"),
            Value::Array(_) => ("[", "]"),
            value => return self.scalar(value),
        };
        let fits = self.column + length(value) + behind <= self.width;
        let outer = self.indent;
        let leads = self.column == self.indent;
        self.push(QUIET, open);
        if !fits {
            if leads {
                self.indent = self.column;
            } else {
                self.break_line(outer + 2);
            }
        }
        let members: Vec<(Option<&str>, &Value)> = match value {
            Value::Object(members) => {
                members.iter().map(|(name, value)| (Some(name.as_str()), value)).collect()
            }
            value => value.as_array().into_iter().flatten().map(|value| (None, value)).collect(),
        };
        let last = members.len().saturating_sub(1);
        for (index, (name, value)) in members.into_iter().enumerate() {
            let behind = if index == last { behind + 1 } else { 1 };
            let length = name.map_or(0, |name| name.len() + 4) + length(value) + behind;
            if index > 0 {
                self.push(QUIET, ",");
                let room = self.column + 1 + length <= self.width;
                // A message's own result stays on the line of its id.
                if fits || room || (whole && self.indent + length > self.width) {
                    self.push(QUIET, " ");
                } else {
                    self.break_line(self.indent);
                }
            }
            if let Some(name) = name {
                self.push(if whole { QUIET } else { NAME }, &format!("\"{name}\""));
                self.push(QUIET, ": ");
            }
            match name {
                Some("jsonrpc" | "id") if whole => self.push(QUIET, &value.to_string()),
                Some("method") if whole => self.push(Style::new().bold(), &value.to_string()),
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

/// The length of a value on one line.
fn length(value: &Value) -> usize {
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| name.chars().count() + 4 + length(value));
            joined(members)
        }
        Value::Array(items) => joined(items.iter().map(length)),
        value => shown(value).chars().count(),
    }
}

fn joined(lengths: impl ExactSizeIterator<Item = usize>) -> usize {
    let commas = lengths.len().saturating_sub(1) * 2;
    lengths.sum::<usize>() + commas + 2
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => Value::from(shortened(text)).to_string(),
        value => value.to_string(),
    }
}

/// Session strings, refs and the like say nothing to a person: their first and last letters tell them apart. A session
/// string keeps its header.
fn shortened(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 32;
    const FIRST: usize = 17;
    const LAST: usize = 4;
    let opaque = text.len() > LONGEST && text.bytes().all(|byte| byte.is_ascii_graphic());
    if opaque { format!("{}…{}", &text[..FIRST], &text[text.len() - LAST..]).into() } else { text.into() }
}
