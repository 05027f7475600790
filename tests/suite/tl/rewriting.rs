//! Requests and answers of clients of older layers.

use proptest::prelude::*;
use telewire::tl::bytes::{read, read_call, write, write_object};
use telewire::tl::layers::{self, Layer};
use telewire::tl::rewrite::{Failure, Translation, with_peers_as_asked};
use telewire::tl::schema::Schema;
use telewire::tl::value::{Object, Value};

use super::anything::Anything;
use super::{boxed, newest};

pub fn old(number: i32) -> (&'static Schema, &'static Translation) {
    let layer = layers::known().iter().find(|layer| layer.number == number).unwrap();
    (layer.schema(), layer.translation().unwrap())
}

fn older() -> impl Iterator<Item = &'static Layer> {
    layers::known().iter().filter(|layer| layer.number != layers::NEWEST)
}

/// An object with these fields. All other required fields are zero.
pub fn made(schema: &'static Schema, name: &str, fields: Vec<(&str, Value<'static>)>) -> Object<'static> {
    let definition = schema.constructor(name).or_else(|| schema.function(name)).unwrap();
    let mut object = Object::new(definition);
    for (field, value) in object.definition.fields.iter().zip(&mut object.fields) {
        if field.flag.is_none() {
            *value = Value::zero(schema, &field.ty);
        }
    }
    for (field, value) in fields {
        assert!(definition.field(field).is_some(), "{name} has no {field}");
        object.set(field, value);
    }
    object
}

pub fn text(text: &str) -> Value<'static> {
    Value::Bytes(text.into())
}

pub fn updates(schema: &'static Schema, update: Object<'static>) -> Vec<u8> {
    let updates = vec![Value::Object(update)];
    write_object(&made(schema, "updates", vec![("updates", Value::Vector(updates))])).unwrap()
}

/// The message in the only update of these, as a client of the layer reads it.
pub fn only_update(schema: &'static Schema, bytes: &[u8]) -> Object<'static> {
    let Value::Object(updates) = read(schema, &boxed("Updates"), bytes).unwrap() else { panic!() };
    match updates.get("updates") {
        Some(Value::Vector(updates)) if updates.len() == 1 => as_object(&updates[0]).clone(),
        other => panic!("{other:?}"),
    }
}

pub fn as_object<'a>(value: &'a Value<'static>) -> &'a Object<'static> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other:?}"),
    }
}

fn new_message(message: Object<'static>) -> Object<'static> {
    made(newest(), "updateNewMessage", vec![("message", Value::Object(message)), ("pts", Value::Int(7))])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn clients_of_older_layers_can_read_every_update(seed: u64) {
        let Some(value) = Anything::new(newest(), seed).of(&boxed("Updates")) else { return Ok(()) };
        let bytes = write(&value, &boxed("Updates")).unwrap();
        for layer in older() {
            match layer.translation().unwrap().updates(bytes.clone()) {
                Ok(rewritten) => {
                    let again = read(layer.schema(), &boxed("Updates"), &rewritten).unwrap();
                    prop_assert_eq!(write(&again, &boxed("Updates")).unwrap(), rewritten);
                }
                Err(failure) => prop_assert_eq!(failure, Failure::Lost),
            }
        }
    }

    #[test]
    fn every_request_of_an_older_layer_converts_or_is_rejected(seed: u64) {
        for layer in older() {
            let Some(call) = Anything::new(layer.schema(), seed).call() else { continue };
            match layer.translation().unwrap().request(write_object(&call).unwrap()) {
                Ok(request) => {
                    let asked = read_call(newest(), &request.bytes).unwrap();
                    prop_assert_eq!(write_object(&asked).unwrap(), request.bytes);
                }
                Err(failure) => prop_assert!(failure != Failure::Malformed),
            }
        }
    }

    #[test]
    fn garbage_of_an_older_layer_is_rejected(garbage: Vec<u8>) {
        for layer in older() {
            let _ = layer.translation().unwrap().request(garbage.clone());
            prop_assert!(layer.translation().unwrap().updates(garbage.clone()).is_err());
        }
    }
}

#[test]
fn bytes_pass_unchanged_where_the_layers_agree() {
    let (schema, translation) = old(198);
    assert!(translation.agrees_on(&boxed("updates.State")));
    assert!(!translation.agrees_on(&boxed("Updates")));
    let request = write_object(&made(schema, "updates.getState", Vec::new())).unwrap();
    let call = translation.request(request.clone()).unwrap();
    assert_eq!(call.bytes, request);
    // It isn't even parsed.
    assert_eq!(translation.answer(&call, vec![1, 2, 3]).unwrap(), [1, 2, 3]);
}

#[test]
fn an_old_request_converts_to_the_same_in_our_layer() {
    let (schema, translation) = old(198);
    let fields = vec![("message", text("Hi")), ("random_id", Value::Long(42)), ("silent", Value::True)];
    let request = write_object(&made(schema, "messages.sendMessage", fields)).unwrap();
    let asked = read_call(newest(), &translation.request(request).unwrap().bytes).unwrap();
    assert_eq!(asked.definition.name, "messages.sendMessage");
    assert_eq!(asked.get("message"), Some(&text("Hi")));
    assert_eq!(asked.get("random_id"), Some(&Value::Long(42)));
    assert_eq!(asked.get("silent"), Some(&Value::True));
}

#[test]
fn a_message_loses_only_fields_unknown_to_its_reader() {
    let (schema, translation) = old(198);
    let message = made(
        newest(),
        "message",
        vec![
            ("id", Value::Int(5)),
            ("message", text("Hi")),
            ("from_rank", text("owner")),
            ("media", Value::Object(made(newest(), "messageMediaToDo", Vec::new()))),
        ],
    );
    let rewritten = translation.updates(updates(newest(), new_message(message))).unwrap();
    let update = only_update(schema, &rewritten);
    assert_eq!(update.get("pts"), Some(&Value::Int(7)));
    let message = as_object(update.get("message").unwrap());
    assert_eq!((message.get("id"), message.get("message")), (Some(&Value::Int(5)), Some(&text("Hi"))));
    assert_eq!(as_object(message.get("media").unwrap()).definition.name, "messageMediaUnsupported");
}

#[test]
fn an_update_that_the_layer_lacks_is_left_out() {
    let (schema, translation) = old(198);
    let unknown = made(newest(), "updatePinnedForumTopic", Vec::new());
    assert!(schema.constructor("updatePinnedForumTopic").is_none());
    let rewritten = translation.updates(updates(newest(), unknown)).unwrap();
    let Value::Object(rewritten) = read(schema, &boxed("Updates"), &rewritten).unwrap() else { panic!() };
    assert_eq!(rewritten.get("updates"), Some(&Value::Vector(Vec::new())));
}

#[test]
fn joining_returns_plain_updates_to_an_old_client() {
    for number in [198, 223] {
        let (schema, translation) = old(number);
        for function in ["channels.joinChannel", "messages.importChatInvite"] {
            let request = write_object(&made(schema, function, Vec::new())).unwrap();
            let call = translation.request(request).unwrap();
            let joined = made(newest(), "updates", vec![("date", Value::Int(9))]);
            let answer =
                made(newest(), "messages.chatInviteJoinResultOk", vec![("updates", Value::Object(joined))]);
            let answer = translation.answer(&call, write_object(&answer).unwrap()).unwrap();
            let Value::Object(updates) = read(schema, &boxed("Updates"), &answer).unwrap() else { panic!() };
            assert_eq!(updates.get("date"), Some(&Value::Int(9)));
        }
    }
}

#[test]
fn buttons_keep_their_action() {
    let (schema, translation) = old(198);
    let does = made(newest(), "inlineButtonTypeUrl", vec![("url", text("https://example.org"))]);
    let button = vec![("text", text("Go")), ("type", Value::Object(does))];
    let button = Value::Object(made(newest(), "keyboardInlineButton", button));
    let row = made(newest(), "keyboardInlineButtonRow", vec![("buttons", Value::Vector(vec![button]))]);
    let rows = Value::Vector(vec![Value::Object(row)]);
    let markup = Value::Object(made(newest(), "replyInlineMarkup", vec![("rows", rows)]));
    let message = made(newest(), "message", vec![("reply_markup", markup)]);
    let rewritten = translation.updates(updates(newest(), new_message(message))).unwrap();

    let update = only_update(schema, &rewritten);
    let markup = as_object(update.get("message").unwrap()).get("reply_markup").unwrap().clone();
    let button = find(&markup, "keyboardButtonUrl").expect("a button with a link");
    assert_eq!(
        (button.get("text"), button.get("url")),
        (Some(&text("Go")), Some(&text("https://example.org")))
    );

    // And back, as its sender would write it.
    let send = made(schema, "messages.sendMessage", vec![("reply_markup", markup)]);
    let request = translation.request(write_object(&send).unwrap()).unwrap();
    let asked = Value::Object(read_call(newest(), &request.bytes).unwrap());
    let button = find(&asked, "keyboardInlineButton").expect("an inline button");
    let does = as_object(button.get("type").unwrap());
    assert_eq!(does.definition.name, "inlineButtonTypeUrl");
    assert_eq!(does.get("url"), Some(&text("https://example.org")));
}

#[test]
fn topics_of_a_channel_are_topics_of_a_chat() {
    let (schema, translation) = old(223);
    let channel = vec![("channel_id", Value::Long(11)), ("access_hash", Value::Long(12))];
    let channel = Value::Object(made(schema, "inputChannel", channel));
    let create =
        made(schema, "channels.createForumTopic", vec![("channel", channel), ("title", text("News"))]);
    let request = translation.request(write_object(&create).unwrap()).unwrap();
    let asked = read_call(newest(), &request.bytes).unwrap();
    assert_eq!(asked.definition.name, "messages.createForumTopic");
    let peer = as_object(asked.get("peer").unwrap());
    assert_eq!(peer.definition.name, "inputPeerChannel");
    assert_eq!(peer.get("channel_id"), Some(&Value::Long(11)));
    assert_eq!(asked.get("title"), Some(&text("News")));
}

#[test]
fn the_correct_answers_of_a_quiz_are_identified_by_index() {
    let (schema, translation) = old(223);
    let answer = |option: &str| Value::Object(made(schema, "pollAnswer", vec![("option", text(option))]));
    let poll = made(schema, "poll", vec![("answers", Value::Vector(vec![answer("x"), answer("y")]))]);
    let correct = Value::Vector(vec![text("y")]);
    let media =
        made(schema, "inputMediaPoll", vec![("poll", Value::Object(poll)), ("correct_answers", correct)]);
    let send = made(schema, "messages.sendMedia", vec![("media", Value::Object(media))]);
    let request = translation.request(write_object(&send).unwrap()).unwrap();
    let asked = read_call(newest(), &request.bytes).unwrap();
    let media = as_object(asked.get("media").unwrap());
    assert_eq!(media.get("correct_answers"), Some(&Value::Vector(vec![Value::Int(1)])));
}

#[test]
fn the_answer_of_a_wrapped_function_is_converted_like_its_own() {
    let (schema, translation) = old(198);
    let inner = Value::Object(made(schema, "channels.joinChannel", Vec::new()));
    let takeout = made(schema, "invokeWithTakeout", vec![("takeout_id", Value::Long(3)), ("query", inner)]);
    let call = translation.request(write_object(&takeout).unwrap()).unwrap();
    let answer = made(newest(), "messages.chatInviteJoinResultOk", Vec::new());
    let answer = translation.answer(&call, write_object(&answer).unwrap()).unwrap();
    assert!(read(schema, &boxed("Updates"), &answer).is_ok());
}

#[test]
fn a_peer_is_accepted_for_the_user_or_channel_that_it_is() {
    let peer = |name: &str, id: &str| {
        Value::Object(made(newest(), name, vec![(id, Value::Long(11)), ("access_hash", Value::Long(12))]))
    };
    // As Pyrogram and its forks write them: the function's id, with a peer where another type is expected.
    let asked = |function: &str, peer: &Value<'static>| {
        let mut bytes = newest().function(function).unwrap().id.to_le_bytes().to_vec();
        bytes.extend(write(peer, &boxed("InputPeer")).unwrap());
        bytes
    };
    let converted = |bytes: Vec<u8>| read_call(newest(), &with_peers_as_asked(&bytes).unwrap()).unwrap();
    let user = converted(asked("users.getFullUser", &peer("inputPeerUser", "user_id")));
    assert_eq!(user.get("id"), Some(&peer("inputUser", "user_id")));
    let channel = converted(asked("channels.getFullChannel", &peer("inputPeerChannel", "channel_id")));
    assert_eq!(channel.get("channel"), Some(&peer("inputChannel", "channel_id")));

    let wrong = asked("users.getFullUser", &peer("inputPeerChannel", "channel_id"));
    assert_eq!(with_peers_as_asked(&wrong), Err(Failure::Lost));
}

#[test]
fn an_unknown_layer_is_served_as_the_next_lower_one() {
    let nearest = |number| layers::nearest(number).map(|layer| layer.number);
    assert_eq!(nearest(231), Some(230));
    assert_eq!(nearest(229), Some(229));
    assert_eq!(nearest(226), Some(223));
    assert_eq!(nearest(198), Some(198));
    assert_eq!(nearest(197), None);
}

/// The first object of this constructor, at any depth.
fn find(value: &Value<'static>, name: &str) -> Option<Object<'static>> {
    match value {
        Value::Object(object) if object.definition.name == name => Some(object.clone()),
        Value::Object(object) => object.fields.iter().flatten().find_map(|field| find(field, name)),
        Value::Vector(elements) => elements.iter().find_map(|element| find(element, name)),
        _ => None,
    }
}
