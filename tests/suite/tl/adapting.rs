//! Changes between layers that names don't reveal.

use telewire::tl::bytes::{read, read_call, write, write_object};
use telewire::tl::rewrite::Failure;
use telewire::tl::schema::Type;
use telewire::tl::value::{Object, Value};

use super::newest;
use super::rewriting::{as_object, made, old, only_update, text, updates};

/// A function of layer 198, converted to ours.
fn converted(function: &str, fields: Vec<(&str, Value<'static>)>) -> Object<'static> {
    let (schema, translation) = old(198);
    let request = write_object(&made(schema, function, fields)).unwrap();
    read_call(newest(), &translation.request(request).unwrap().bytes).unwrap()
}

/// Our answer to a function of layer 198, as its client reads it.
fn answered(function: &str, fields: Vec<(&str, Value<'static>)>, answer: Value<'static>) -> Value<'static> {
    let (schema, translation) = old(198);
    let called = made(schema, function, fields);
    let call = translation.request(write_object(&called).unwrap()).unwrap();
    let answer = translation.answer(&call, write(&answer, call.answered).unwrap()).unwrap();
    read(schema, &called.definition.makes, &answer).unwrap()
}

fn ours(name: &str, fields: Vec<(&str, Value<'static>)>) -> Value<'static> {
    Value::Object(made(newest(), name, fields))
}

/// A constructor of layer 198.
fn theirs(name: &str, fields: Vec<(&str, Value<'static>)>) -> Value<'static> {
    Value::Object(made(old(198).0, name, fields))
}

#[test]
fn a_story_may_be_posted_if_some_remain() {
    for (remain, may) in [(3, true), (0, false)] {
        let count = ours("stories.canSendStoryCount", vec![("count_remains", Value::Int(remain))]);
        assert_eq!(answered("stories.canSendStory", Vec::new(), count), Value::Bool(may));
    }
}

#[test]
fn the_newest_stories_of_peers_keep_their_order() {
    let live = ours("recentStory", vec![("live", Value::True)]);
    let third = ours("recentStory", vec![("max_id", Value::Int(3))]);
    let stories = answered("stories.getPeerMaxIDs", Vec::new(), Value::Vector(vec![live, third]));
    assert_eq!(stories, Value::Vector(vec![Value::Int(0), Value::Int(3)]));
}

#[test]
fn whether_users_require_premium_is_returned_in_order() {
    let names =
        ["requirementToContactPremium", "requirementToContactEmpty", "requirementToContactPaidMessages"];
    let required = Value::Vector(names.map(|name| ours(name, Vec::new())).to_vec());
    let result = answered("users.getIsPremiumRequiredToContact", Vec::new(), required);
    assert_eq!(result, Value::Vector([true, false, false].map(Value::Bool).to_vec()));
}

#[test]
fn the_new_owner_of_a_channel_converts_to_that_of_a_chat() {
    let (schema, translation) = old(223);
    let channel = made(schema, "inputChannel", vec![("channel_id", Value::Long(11))]);
    let function = "channels.getFutureCreatorAfterLeave";
    let called = made(schema, function, vec![("channel", Value::Object(channel))]);
    let call = translation.request(write_object(&called).unwrap()).unwrap();
    let converted = read_call(newest(), &call.bytes).unwrap();
    assert_eq!(converted.definition.name, "messages.getFutureChatCreatorAfterLeave");
    assert_eq!(as_object(converted.get("peer").unwrap()).get("channel_id"), Some(&Value::Long(11)));
    let user = made(newest(), "user", vec![("id", Value::Long(7))]);
    let user = translation.answer(&call, write_object(&user).unwrap()).unwrap();
    let user = read(schema, &Type::Boxed("User".to_owned()), &user).unwrap();
    assert_eq!(as_object(&user).get("id"), Some(&Value::Long(7)));
}

#[test]
fn a_conference_from_a_call_is_rejected_rather_than_started_again() {
    let (schema, translation) = old(198);
    let call = write_object(&made(schema, "phone.createConferenceCall", Vec::new())).unwrap();
    assert_eq!(translation.request(call).unwrap_err(), Failure::Lost);
}

#[test]
fn the_theme_of_a_chat_is_its_emoji_and_no_emoji_removes_it() {
    let theme = |emoji: &str| {
        let converted = converted("messages.setChatTheme", vec![("emoticon", text(emoji))]);
        as_object(converted.get("theme").unwrap()).clone()
    };
    assert_eq!(theme("🐥").get("emoticon"), Some(&text("🐥")));
    assert_eq!(theme("").definition.name, "inputChatThemeEmpty");
}

#[test]
fn a_color_includes_its_emoji() {
    let fields = vec![("color", Value::Int(5)), ("background_emoji_id", Value::Long(9))];
    let converted = converted("account.updateColor", fields);
    let color = as_object(converted.get("color").unwrap());
    assert_eq!(color.get("color"), Some(&Value::Int(5)));
    assert_eq!(color.get("background_emoji_id"), Some(&Value::Long(9)));
}

#[test]
fn a_bot_that_may_reply_has_that_right() {
    let converted = converted("account.updateConnectedBot", vec![("can_reply", Value::True)]);
    assert_eq!(as_object(converted.get("rights").unwrap()).get("reply"), Some(&Value::True));
}

#[test]
fn limited_gifts_include_upgradable_and_other_ones() {
    let converted = converted("payments.getSavedStarGifts", vec![("exclude_limited", Value::True)]);
    assert_eq!(converted.get("exclude_upgradable"), Some(&Value::True));
    assert_eq!(converted.get("exclude_unupgradable"), Some(&Value::True));
}

#[test]
fn an_ad_is_identified_by_its_id() {
    let peer = theirs("inputPeerUser", vec![("user_id", Value::Long(4))]);
    let fields = vec![("peer", peer), ("random_id", text("ad"))];
    let converted = converted("messages.viewSponsoredMessage", fields);
    assert_eq!(converted.get("random_id"), Some(&text("ad")));
}

#[test]
fn a_field_that_the_newer_layer_lacks_is_rejected_unless_empty() {
    let (schema, translation) = old(198);
    let converted = |fields| {
        let join = made(schema, "phone.joinGroupCall", fields);
        translation.request(write_object(&join).unwrap())
    };
    let with = |fingerprint| vec![("key_fingerprint", Value::Long(fingerprint))];
    assert_eq!(converted(with(42)).unwrap_err(), Failure::Lost);
    assert!(converted(with(0)).is_ok());
    assert!(converted(Vec::new()).is_ok());
}

#[test]
fn a_topic_pinned_in_a_channel_is_reported_as_such() {
    let (schema, translation) = old(198);
    let peer = ours("peerChannel", vec![("channel_id", Value::Long(11))]);
    let fields = vec![("pinned", Value::True), ("peer", peer), ("topic_id", Value::Int(5))];
    let pinned = made(newest(), "updatePinnedForumTopic", fields);
    let result = only_update(schema, &translation.updates(updates(newest(), pinned)).unwrap());
    assert_eq!(result.definition.name, "updateChannelPinnedTopic");
    assert_eq!(result.get("channel_id"), Some(&Value::Long(11)));
    assert_eq!((result.get("topic_id"), result.get("pinned")), (Some(&Value::Int(5)), Some(&Value::True)));
}
