//! Changes between layers that can't be derived from names, one function each.

mod buttons;
mod fields;
mod functions;
mod peers;
mod polls;
mod topics;

use crate::tl::schema::{Schema, Type};
use crate::tl::value::{Object, Value, blankness};

pub use functions::function;

/// A decomposed object: its name in the other layer, and its fields by name.
pub struct Parts {
    pub name: String,
    fields: Vec<(String, Value<'static>)>,
}

impl Parts {
    pub fn take(&mut self, name: &str) -> Option<Value<'static>> {
        let place = self.fields.iter().position(|(field, _)| field == name)?;
        Some(self.fields.swap_remove(place).1)
    }

    /// Whether an unused field has a value.
    pub fn left_over(&self) -> bool {
        self.fields.iter().any(|(_, value)| match value {
            Value::Int(0) | Value::Long(0) | Value::Bool(false) => false,
            Value::Bytes(bytes) => !bytes.is_empty(),
            Value::Vector(elements) => !elements.is_empty(),
            Value::Object(object) => blankness(&object.definition.name) == blankness(""),
            _ => true,
        })
    }

    fn get(&self, name: &str) -> Option<&Value<'static>> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    fn put(&mut self, name: &str, value: Value<'static>) {
        self.fields.push((name.to_owned(), value));
    }
}

impl From<Object<'static>> for Parts {
    fn from(object: Object<'static>) -> Self {
        let fields = object.definition.fields.iter().zip(object.fields);
        let fields = fields.filter_map(|(field, value)| Some((field.name.clone(), value?)));
        Self { name: object.definition.name.clone(), fields: fields.collect() }
    }
}

/// Values of a field or function with another type in the other layer.
pub fn value(value: Value<'static>, wanted: &Type, to: &'static Schema) -> Value<'static> {
    match (wanted, value) {
        (Type::Boxed(wanted), Value::Object(object)) if wanted == "Updates" => joined(object),
        (Type::Bool | Type::Int | Type::String, Value::Object(object)) => plain(object),
        (Type::Boxed(wanted), Value::Bytes(text)) => match &**wanted {
            "TextWithEntities" => {
                let entities = ("entities", Value::Vector(Vec::new()));
                made(to, "textWithEntities", [("text", Value::Bytes(text)), entities])
            }
            // The empty one removed a chat's theme, as `inputChatThemeEmpty` does now.
            "InputChatTheme" if !text.is_empty() => {
                made(to, "inputChatTheme", [("emoticon", Value::Bytes(text))])
            }
            "InputChatTheme" => made(to, "inputChatThemeEmpty", []),
            _ => Value::Bytes(text),
        },
        (Type::Boxed(wanted), Value::Bool(hidden)) if wanted == "PaidReactionPrivacy" => {
            made(to, if hidden { "paidReactionPrivacyAnonymous" } else { "paidReactionPrivacyDefault" }, [])
        }
        (_, value) => value,
    }
}

pub fn object(parts: Parts, wanted: &Type, to: &'static Schema) -> Parts {
    let parts = fields::renamed(parts, |name| to.constructor(name));
    match (&*parts.name, wanted) {
        ("inputMediaPoll", _) => polls::answers_by_place(parts, to),
        ("updatePinnedForumTopic" | "updatePinnedForumTopics", _) => topics::pinned_in_channel(parts, to),
        ("keyboardButton" | "keyboardInlineButton", Type::Boxed(_)) => buttons::flat_button(parts, to),
        ("keyboardButtonRow" | "keyboardInlineButtonRow", Type::Boxed(wanted)) => {
            let name = if wanted == "KeyboardInlineButtonRow" {
                "keyboardInlineButtonRow"
            } else {
                "keyboardButtonRow"
            };
            Parts { name: name.to_owned(), ..parts }
        }
        (_, Type::Boxed(wanted)) if wanted == "InputPeer" => peers::channel_as_peer(parts),
        (_, Type::Boxed(wanted)) if wanted == "InputUser" || wanted == "InputChannel" => {
            peers::peer_as(wanted, parts)
        }
        (name, Type::Boxed(wanted)) if wanted == "KeyboardButton" || wanted == "KeyboardInlineButton" => {
            if to.constructor(name).is_some() { parts } else { buttons::typed_button(parts, wanted, to) }
        }
        _ => parts,
    }
}

/// `channels.joinChannel` and `messages.importChatInvite` returned plain updates before bots could approve requests.
fn joined(mut object: Object<'static>) -> Value<'static> {
    match &*object.definition.name {
        "messages.chatInviteJoinResultOk" => object.take("updates").unwrap_or(Value::Object(object)),
        _ => Value::Object(object),
    }
}

/// A number, a string or a boolean that became an object.
fn plain(mut object: Object<'static>) -> Value<'static> {
    let plain = match &*object.definition.name {
        "textWithEntities" => object.take("text"),
        "chatTheme" => object.take("emoticon"),
        "starGiftAttributeRarity" => object.take("permille"),
        // Only a live story has no id.
        "recentStory" => Some(object.take("max_id").unwrap_or(Value::Int(0))),
        "stories.canSendStoryCount" => match object.get("count_remains") {
            Some(Value::Int(count)) => Some(Value::Bool(*count > 0)),
            _ => None,
        },
        // `users.getIsPremiumRequiredToContact` covered only Telegram Premium.
        "requirementToContactPremium" | "paidReactionPrivacyAnonymous" => Some(Value::Bool(true)),
        "requirementToContactEmpty" | "requirementToContactPaidMessages" => Some(Value::Bool(false)),
        "paidReactionPrivacyDefault" => Some(Value::Bool(false)),
        _ => None,
    };
    plain.unwrap_or(Value::Object(object))
}

/// Makes an object with these fields. No others are required of the constructors used here.
fn made<const N: usize>(
    to: &'static Schema,
    name: &str,
    fields: [(&str, Value<'static>); N],
) -> Value<'static> {
    let definition = to.constructor(name).expect("the layer has the type, so it has its constructors");
    let mut object = Object::new(definition);
    for (field, value) in fields {
        object.set(field, value);
    }
    Value::Object(object)
}
