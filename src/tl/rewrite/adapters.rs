//! What changed between layers in ways that names don't tell, one function each.

use crate::tl::schema::{Schema, Type};
use crate::tl::value::{Object, Value};

/// An object taken apart: what it will be called in the other layer, and its fields by name.
pub struct Parts {
    pub name: String,
    fields: Vec<(String, Value<'static>)>,
}

impl Parts {
    pub fn take(&mut self, name: &str) -> Option<Value<'static>> {
        let place = self.fields.iter().position(|(field, _)| field == name)?;
        Some(self.fields.swap_remove(place).1)
    }

    fn get(&self, name: &str) -> Option<&Value<'static>> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }
}

impl From<Object<'static>> for Parts {
    fn from(object: Object<'static>) -> Self {
        let fields = object.definition.fields.iter().zip(object.fields);
        let fields = fields.filter_map(|(field, value)| Some((field.name.clone(), value?)));
        Self { name: object.definition.name.clone(), fields: fields.collect() }
    }
}

/// Values whose field, or function, has another type in the other layer.
pub fn value(value: Value<'static>, wanted: &Type, to: &'static Schema) -> Value<'static> {
    match (wanted, value) {
        (Type::Boxed(wanted), Value::Object(object)) if wanted == "Updates" => joined(object),
        (Type::String, Value::Object(object)) => unformatted(object),
        (Type::Boxed(wanted), Value::Bytes(text)) if wanted == "TextWithEntities" => formatted(text, to),
        (Type::Boxed(wanted), Value::Int(color)) if wanted == "PeerColor" => peer_color(color, to),
        (_, value) => value,
    }
}

pub fn object(parts: Parts, wanted: &Type, to: &'static Schema) -> Parts {
    match (&*parts.name, wanted) {
        ("inputMediaPoll", _) => answers_by_place(parts, to),
        ("keyboardButton" | "keyboardInlineButton", Type::Boxed(_)) => flat_button(parts, to),
        ("keyboardButtonRow" | "keyboardInlineButtonRow", Type::Boxed(wanted)) => {
            let name = if wanted == "KeyboardInlineButtonRow" {
                "keyboardInlineButtonRow"
            } else {
                "keyboardButtonRow"
            };
            Parts { name: name.to_owned(), ..parts }
        }
        (_, Type::Boxed(wanted)) if wanted == "InputPeer" => channel_as_peer(parts),
        (_, Type::Boxed(wanted)) if wanted == "InputUser" || wanted == "InputChannel" => {
            peer_as(wanted, parts)
        }
        (name, Type::Boxed(wanted)) if wanted == "KeyboardButton" || wanted == "KeyboardInlineButton" => {
            if to.constructor(name).is_some() { parts } else { typed_button(parts, wanted, to) }
        }
        _ => parts,
    }
}

/// Functions that other functions took the place of.
pub fn function(mut parts: Parts, to: &Schema) -> Parts {
    if to.function(&parts.name).is_some() {
        return parts;
    }
    let Some(name) = parts.name.strip_prefix("channels.") else { return parts };
    // Topics and the change of owner are no longer a supergroup's alone.
    let name =
        if name == "editCreator" { "messages.editChatCreator".into() } else { format!("messages.{name}") };
    if to.function(&name).is_some_and(|function| function.field("peer").is_some())
        && let Some(channel) = parts.take("channel")
    {
        parts.fields.push(("peer".to_owned(), channel));
        parts.name = name;
    }
    parts
}

/// `channels.joinChannel` and `messages.importChatInvite` answered with the updates themselves before a bot could be
/// asked to let people in.
fn joined(mut object: Object<'static>) -> Value<'static> {
    match &*object.definition.name {
        "messages.chatInviteJoinResultOk" => object.take("updates").unwrap_or(Value::Object(object)),
        _ => Value::Object(object),
    }
}

fn unformatted(mut object: Object<'static>) -> Value<'static> {
    match &*object.definition.name {
        "textWithEntities" => object.take("text").unwrap_or(Value::Object(object)),
        _ => Value::Object(object),
    }
}

fn formatted(text: Vec<u8>, to: &'static Schema) -> Value<'static> {
    let Some(definition) = to.constructor("textWithEntities") else { return Value::Bytes(text) };
    let mut object = Object::new(definition);
    object.set("text", Value::Bytes(text));
    object.set("entities", Value::Vector(Vec::new()));
    Value::Object(object)
}

/// `account.updateColor` took the color's number alone.
fn peer_color(color: i32, to: &'static Schema) -> Value<'static> {
    let Some(definition) = to.constructor("peerColor") else { return Value::Int(color) };
    let mut object = Object::new(definition);
    object.set("color", Value::Int(color));
    Value::Object(object)
}

fn channel_as_peer(mut parts: Parts) -> Parts {
    let name = match &*parts.name {
        "inputChannel" => "inputPeerChannel",
        "inputChannelFromMessage" => "inputPeerChannelFromMessage",
        "inputChannelEmpty" => "inputPeerEmpty",
        _ => return parts,
    };
    parts.name = name.to_owned();
    parts
}

/// `inputPeerUser` as `inputUser`: [`with_peers_as_asked`](super::with_peers_as_asked).
fn peer_as(wanted: &str, mut parts: Parts) -> Parts {
    let name = match (wanted, &*parts.name) {
        ("InputUser", "inputPeerEmpty") => "inputUserEmpty",
        ("InputUser", "inputPeerSelf") => "inputUserSelf",
        ("InputUser", "inputPeerUser") => "inputUser",
        ("InputUser", "inputPeerUserFromMessage") => "inputUserFromMessage",
        ("InputChannel", "inputPeerEmpty") => "inputChannelEmpty",
        ("InputChannel", "inputPeerChannel") => "inputChannel",
        ("InputChannel", "inputPeerChannelFromMessage") => "inputChannelFromMessage",
        _ => return parts,
    };
    parts.name = name.to_owned();
    parts
}

/// A quiz named its right answers by their options; today by their places.
fn answers_by_place(mut parts: Parts, to: &Schema) -> Parts {
    let places = to.constructor("inputMediaPoll").and_then(|media| {
        let field = &media.fields[media.field("correct_answers")?];
        Some(field.ty == Type::Vector { bare: false, of: Box::new(Type::Int) })
    });
    let options: Vec<Value> = match parts.get("poll") {
        Some(Value::Object(poll)) => match poll.get("answers") {
            Some(Value::Vector(answers)) => answers
                .iter()
                .filter_map(|answer| match answer {
                    Value::Object(answer) => answer.get("option").cloned(),
                    _ => None,
                })
                .collect(),
            _ => return parts,
        },
        _ => return parts,
    };
    if places != Some(true) {
        return parts;
    }
    if let Some(Value::Vector(correct)) = parts.take("correct_answers") {
        let place = |option: Value<'static>| match options.iter().position(|known| *known == option) {
            Some(place) => Value::Int(place as i32),
            // What is no option is no place either.
            None => option,
        };
        let correct = correct.into_iter().map(place).collect();
        parts.fields.push(("correct_answers".to_owned(), Value::Vector(correct)));
    }
    parts
}

/// What a button does was its constructor; today it is a field. The names tell each other:
/// `inlineButtonTypeUrl` in a `keyboardInlineButton` was `keyboardButtonUrl`.
fn flat_button(mut parts: Parts, to: &Schema) -> Parts {
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
    // A button that can't be shown as what it is stays as its text.
    if to.constructor(&name).is_some() {
        parts.name = name;
        parts.fields.extend(does.fields);
    }
    parts
}

fn typed_button(mut parts: Parts, wanted: &str, to: &'static Schema) -> Parts {
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
    parts.fields.push(("type".to_owned(), Value::Object(does)));
    parts
}
