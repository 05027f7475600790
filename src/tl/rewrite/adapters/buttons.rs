//! Buttons: the action of a button used to be its constructor, and is now a field.

use super::Parts;
use crate::tl::schema::Schema;
use crate::tl::value::{Object, Value};

/// The names tell each other:
/// `inlineButtonTypeUrl` in a `keyboardInlineButton` was `keyboardButtonUrl`.
pub fn flat_button(mut parts: Parts, to: &Schema) -> Parts {
    let is_flat = to.constructor("keyboardButton").is_some_and(|button| button.field("type").is_none());
    if !is_flat {
        return parts;
    }
    parts.name = "keyboardButton".to_owned();
    let Some(Value::Object(does)) = parts.take("type") else { return parts };
    let does = Parts::from(does);
    let (before, after) = does.name.split_once("uttonType").unwrap_or((&does.name, ""));
    let prefix = if before.starts_with("input") { "inputKeyboardButton" } else { "keyboardButton" };
    let name = format!("{prefix}{after}");
    // A button that can't be expressed becomes a text button.
    if to.constructor(&name).is_some() {
        parts.name = name;
        parts.fields.extend(does.fields);
    }
    parts
}

pub fn typed_button(mut parts: Parts, wanted: &str, to: &'static Schema) -> Parts {
    let (button, inline) = match wanted {
        "KeyboardInlineButton" => ("keyboardInlineButton", true),
        _ => ("keyboardButton", false),
    };
    let Some((prefix, does)) = parts.name.split_once("eyboardButton") else { return parts };
    let does = match (prefix.starts_with("input"), inline) {
        (true, true) => format!("inputInlineButtonType{does}"),
        (true, false) => format!("inputButtonType{does}"),
        (false, true) => format!("inlineButtonType{does}"),
        (false, false) => format!("buttonType{does}"),
    };
    let Some(definition) = to.constructor(&does) else { return parts };
    let mut does = Object::new(definition);
    for field in &definition.fields {
        if let Some(value) = parts.take(&field.name) {
            does.set(&field.name, value);
        }
    }
    parts.name = button.to_owned();
    parts.put("type", Value::Object(does));
    parts
}
