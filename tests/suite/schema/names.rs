//! The protocol's names follow its rules, one name per idea.

use std::collections::BTreeSet;

use serde_json::Value;

/// A field of params, results or notifications.
struct Field<'a> {
    /// The component or method that it belongs to.
    of: &'a str,
    name: &'a str,
    schema: &'a Value,
    is_result: bool,
    is_required: bool,
}

impl Field<'_> {
    fn label(&self) -> String {
        format!("{}.{}", self.of, self.name)
    }

    fn is(&self, kind: &str) -> bool {
        let types = &self.schema["type"];
        types == kind || types.as_array().is_some_and(|types| types.iter().any(|name| name == kind))
    }

    fn is_number(&self) -> bool {
        self.is("integer") || self.is("number")
    }

    fn description(&self) -> &str {
        self.schema["description"].as_str().unwrap_or_default()
    }

    fn is_moment(&self) -> bool {
        self.name == "date" || self.name.ends_with("_date")
    }
}

/// Every field of the document. A component that both params and results use counts as a result's.
fn fields(document: &Value) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    let components = document["components"]["schemas"].as_object().unwrap();
    let results = results(document);
    for (name, schema) in components {
        within(schema, name, results.contains(name.as_str()), &mut fields);
    }
    for method in document["methods"].as_array().unwrap() {
        let of = method["name"].as_str().unwrap();
        for param in method["params"].as_array().unwrap() {
            let name = param["name"].as_str().unwrap();
            let is_required = param["required"] == true;
            fields.push(Field { of, name, schema: &param["schema"], is_result: false, is_required });
            within(&param["schema"], of, false, &mut fields);
        }
    }
    fields
}

fn within<'a>(schema: &'a Value, of: &'a str, is_result: bool, fields: &mut Vec<Field<'a>>) {
    match schema {
        Value::Array(schemas) => schemas.iter().for_each(|schema| within(schema, of, is_result, fields)),
        Value::Object(members) => {
            for (name, schema) in members.get("properties").and_then(Value::as_object).into_iter().flatten() {
                let required = members.get("required").and_then(Value::as_array).into_iter().flatten();
                let is_required = required.clone().any(|required| required == name);
                fields.push(Field { of, name, schema, is_result, is_required });
            }
            members.values().for_each(|schema| within(schema, of, is_result, fields));
        }
        _ => {}
    }
}

/// The components that results and notifications consist of.
fn results(document: &Value) -> BTreeSet<&str> {
    fn refer<'a>(value: &'a Value, names: &mut Vec<&'a str>) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| refer(value, names)),
            Value::Object(members) => {
                let reference = members.get("$ref").and_then(Value::as_str);
                names.extend(reference.and_then(|it| it.strip_prefix("#/components/schemas/")));
                members.values().for_each(|value| refer(value, names));
            }
            _ => {}
        }
    }
    let mut waiting = Vec::new();
    document["methods"].as_array().unwrap().iter().for_each(|it| refer(&it["result"], &mut waiting));
    refer(&document["x-notifications"], &mut waiting);
    let mut found = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if found.insert(name) {
            refer(&document["components"]["schemas"][name], &mut waiting);
        }
    }
    found
}

async fn wrong(rule: impl Fn(&Field<'_>) -> bool) -> Vec<String> {
    let document = super::document().await;
    let fields = fields(&document);
    assert!(fields.len() > 500, "the fields are found");
    fields.iter().filter(|field| !rule(field)).map(Field::label).collect()
}

#[tokio::test]
async fn moments_end_in_date() {
    let is_date_time = |field: &Field<'_>| field.schema["format"] == "date-time";
    let wrong = wrong(|field| {
        let retired = ["until", "at", "now", "seconds"].contains(&field.name);
        let suffixed =
            ["_at", "_until", "_on", "_time_utc"].iter().any(|suffix| field.name.ends_with(suffix));
        // Params may be dates in words or numbers.
        let agrees = field.is_moment() == (is_date_time(field) || field.schema["format"] == "date");
        !retired && !suffixed && (agrees || !field.is_result)
    })
    .await;
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Durations in seconds.
const LENGTHS: [&str; 13] = [
    "cache_time",
    "duration",
    "email_reset_period",
    "inactive_session_ttl",
    "max_wait",
    "message_auto_delete_time",
    "mute_for",
    "open_period",
    "resend_after",
    "retry_after",
    "timeout",
    "uptime",
    "wait",
];

#[tokio::test]
async fn durations_are_in_seconds_and_their_names_say_of_what() {
    let wrong = wrong(|field| {
        let in_seconds = field.is_number() && field.description().starts_with("Seconds");
        let other_unit = ["_days", "_hours", "_minutes", "_seconds", "_ms"];
        (!in_seconds || LENGTHS.contains(&field.name))
            && (!LENGTHS.contains(&field.name) || field.is_number())
            && !other_unit.iter().any(|unit| field.name.ends_with(unit))
    })
    .await;
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Booleans of results that have other names in the Bot API, and the result of a ping.
const OTHER_BOOLEANS: [&str; 5] =
    ["allows_multiple_answers", "allows_revoting", "creates_join_request", "show_alert", "pong"];

#[tokio::test]
async fn booleans_of_results_begin_with_is_has_or_can() {
    let wrong = wrong(|field| {
        let is_named = ["is_", "has_", "can_"].iter().any(|prefix| field.name.starts_with(prefix));
        !(field.is_result && field.is("boolean")) || is_named || OTHER_BOOLEANS.contains(&field.name)
    })
    .await;
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[tokio::test]
async fn ids_are_named_after_their_object_except_for_chats_users_and_inline_results() {
    let document = super::document().await;
    let fields = fields(&document);
    let of_peers: BTreeSet<&str> =
        fields.iter().filter(|field| field.name == "ref").map(|field| field.of).collect();
    let others = ["InlineResult", "InspectedAccount"];
    let wrong: Vec<String> = fields
        .iter()
        .filter(|field| field.name == "id" && !of_peers.contains(field.of) && !others.contains(&field.of))
        .map(Field::label)
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[tokio::test]
async fn bytes_end_in_base64_and_text_does_not() {
    let wrong = wrong(|field| {
        let is_encoded = field.is("string") && field.description().contains("base64") && field.name != "text";
        let mentions_another = field.description().contains("_base64`");
        field.name.ends_with("_base64") == (is_encoded && !mentions_another)
            || field.name.ends_with("_base64") && field.is("string")
    })
    .await;
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[tokio::test]
async fn counts_are_singular() {
    let wrong = wrong(|field| !field.name.ends_with("s_count") && field.name != "count").await;
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Names from before the release, or from the Bot API where ours are shorter.
const RETIRED: [&str; 17] = [
    "about",
    "album_id",
    "alert",
    "file",
    "link",
    "members_count",
    "message_thread_id",
    "new_members",
    "old_members",
    "parse_mode",
    "phone_number",
    "requests_count",
    "requires_approval",
    "spoiler",
    "thread_id",
    "type",
    "from",
];

#[tokio::test]
async fn one_thing_has_one_name() {
    let wrong = wrong(|field| !RETIRED.contains(&field.name)).await;
    assert!(wrong.is_empty(), "{wrong:?}");
    let links = self::wrong(|field| field.name != "invite_link" || !field.is("object")).await;
    assert!(links.is_empty(), "{links:?}");
}

#[tokio::test]
async fn optional_fields_are_absent_and_not_null() {
    let wrong = wrong(|field| {
        let can_be_null = field.is("null")
            || ["anyOf", "oneOf"].iter().any(|union| {
                field.schema[*union].as_array().is_some_and(|all| all.iter().any(|it| it["type"] == "null"))
            });
        field.is_required || !can_be_null
    })
    .await;
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[tokio::test]
async fn lists_are_paged() {
    let document = super::document().await;
    let mut paged = BTreeSet::new();
    for method in document["methods"].as_array().unwrap() {
        let name = method["name"].as_str().unwrap();
        let params: BTreeSet<&str> =
            method["params"].as_array().unwrap().iter().filter_map(|param| param["name"].as_str()).collect();
        let result = method["result"]["schema"]["$ref"].as_str().unwrap_or_default();
        let is_page = result.ends_with("Page");
        let takes_cursor = params.contains("cursor") && !name.starts_with("updates.");
        assert_eq!(is_page, takes_cursor, "{name}");
        if is_page {
            assert!(params.contains("limit"), "{name}");
            let schema = document.pointer(result.trim_start_matches('#')).unwrap();
            let fields: Vec<&str> =
                schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(fields, ["items", "next_cursor", "total"], "{name}");
            paged.insert(name);
        }
    }
    for name in ["chats.list", "contacts.list", "groups.members", "messages.history", "messages.scheduled"] {
        assert!(paged.contains(name), "{name}");
    }
}

#[tokio::test]
async fn components_have_titles_and_share_no_name_with_methods() {
    let document = super::document().await;
    let components = document["components"]["schemas"].as_object().unwrap();
    for (name, schema) in components {
        assert_eq!(schema["title"], name.as_str());
        assert!(!name.ends_with(|last: char| last.is_ascii_digit()), "{name}: two types have one name");
    }
    for method in document["methods"].as_array().unwrap() {
        let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
        let type_name: String = method["name"].as_str().unwrap().split('.').map(capital).collect();
        assert!(!components.contains_key(&type_name), "{type_name}");
    }
}

/// Methods that don't apply to channels.
const OF_GROUPS_ONLY: [&str; 2] = ["groups.restrict", "groups.topics"];

#[tokio::test]
async fn methods_of_groups_mention_channels() {
    let document = super::document().await;
    for method in document["methods"].as_array().unwrap() {
        let name = method["name"].as_str().unwrap();
        if name.starts_with("groups.") && !OF_GROUPS_ONLY.contains(&name) {
            let doc = format!("{} {} {}", method["summary"], method["description"], method["params"]);
            assert!(doc.contains("channel"), "{name}");
        }
    }
}

#[tokio::test]
async fn the_documents_extension_fields_are_documented() {
    let document = super::document().await;
    let explained: BTreeSet<&str> = document["x-extensions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|extension| {
            assert!(extension["description"].as_str().is_some_and(|it| it.len() > 20), "{extension}");
            extension["name"].as_str().unwrap()
        })
        .collect();
    let method = document["methods"][0].as_object().unwrap();
    let used = document.as_object().unwrap().keys().chain(method.keys());
    let used: BTreeSet<&str> =
        used.map(String::as_str).filter(|name| name.starts_with("x-") && *name != "x-extensions").collect();
    assert_eq!(explained, used);
}
