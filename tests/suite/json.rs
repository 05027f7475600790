//! What is JSON and what isn't, from JSONTestSuite's parsing cases, each as a message.

use serde_json::{Value, json};
use telewire::wire::Framing;
use telewire::wire::framing::{Codec, Frame};
use telewire::wire::input::Input;

use crate::client::run;

struct Case {
    name: &'static str,
    text: Vec<u8>,
}

fn cases() -> Vec<Case> {
    let lines = include_str!("data/json_test_suite.txt").lines().filter(|line| !line.starts_with('#'));
    let case = |line: &'static str| {
        let [name, times, text] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        Case { name, text: percent_decoded(text).repeat(times.parse().unwrap()) }
    };
    lines.map(case).collect()
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (byte, rest) = piece.split_at(2);
        bytes.push(u8::from_str_radix(byte, 16).unwrap());
        bytes.extend_from_slice(rest.as_bytes());
    }
    bytes
}

/// Sends each message followed by a ping. Returns each message's answer.
async fn answers(messages: &[Vec<u8>]) -> Vec<Value> {
    let codec = Codec::new(Framing::Lsp, usize::MAX);
    let mut input = Vec::new();
    for message in messages {
        codec.write(message, &mut input);
        codec.write(br#"{"jsonrpc":"2.0","id":"ping","method":"daemon.ping"}"#, &mut input);
    }
    let (output, status) = run(&[], &input).await;
    assert!(status.success());
    let mut codec = Codec::new(Framing::Lsp, usize::MAX);
    let mut input = Input::default();
    input.end().extend_from_slice(output.as_bytes());
    let mut answers = Vec::new();
    while let Some(frame) = codec.last(&mut input) {
        let Frame::Message(place) = frame else { panic!("{frame:?}") };
        answers.push(serde_json::from_slice::<Value>(input.at(place)).unwrap());
    }
    let (pongs, answers): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer["id"] == "ping");
    assert!(pongs.iter().all(|pong| pong["result"] == json!({"pong": true})));
    assert_eq!(pongs.len(), messages.len(), "the connection lives behind every message");
    assert_eq!(answers.len(), messages.len(), "every message is answered");
    answers
}

#[tokio::test]
async fn json_is_accepted_and_anything_else_is_rejected() {
    let cases = cases();
    assert_eq!(cases.len(), 318);
    let texts: Vec<Vec<u8>> = cases.iter().map(|case| case.text.clone()).collect();
    let mut wrong = Vec::new();
    for (case, answer) in cases.iter().zip(answers(&texts).await) {
        let refused = answer["error"]["code"] == -32700 && answer["id"] == Value::Null;
        let right = match case.name.split_once('_').unwrap().0 {
            "y" => !refused,
            "n" => refused,
            _ => true,
        };
        if !right {
            wrong.push(format!("{}: {answer}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same in places that are not read: in an unknown field of the message, and in the params of a method.
#[tokio::test]
async fn json_is_accepted_anywhere_in_a_message() {
    let cases = cases();
    let good: Vec<&Case> = cases.iter().filter(|case| case.name.starts_with("y_")).collect();
    let within = |before: &str, case: &Case, after: &str| {
        [before.as_bytes(), case.text.trim_ascii(), after.as_bytes()].concat()
    };
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"daemon.ping""#;
    let ignored: Vec<_> = good.iter().map(|case| within(&format!(r#"{call},"extra":"#), case, "}")).collect();
    for (case, answer) in good.iter().zip(answers(&ignored).await) {
        assert_eq!(answer["result"], json!({"pong": true}), "{}: {answer}", case.name);
    }
    let given: Vec<_> =
        good.iter().map(|case| within(&format!(r#"{call},"params":{{"extra":"#), case, "}}")).collect();
    for (case, answer) in good.iter().zip(answers(&given).await) {
        // Null counts as absent. Anything else is an unknown field.
        let refused = answer["error"]["data"]["path"] == "extra";
        assert_eq!(refused, case.text.trim_ascii() != b"null", "{}: {answer}", case.name);
    }
}

#[tokio::test]
async fn text_that_is_not_utf8_is_rejected_anywhere_in_a_message() {
    let call = r#"{"jsonrpc":"2.0","id":1,"method":"daemon.ping""#;
    let members =
        [r#","extra":"E"}"#, r#","E":1}"#, r#","params":{"E":1}}"#, r#","params":{"extra":["E"]}}"#];
    for broken in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\xbf\xbf\xbf"] {
        let messages = members.map(|member| {
            let (before, after) = member.split_once('E').unwrap();
            [call.as_bytes(), before.as_bytes(), broken, after.as_bytes()].concat()
        });
        for (member, answer) in members.iter().zip(answers(&messages).await) {
            assert_eq!(answer["error"]["code"], -32700, "{member} {broken:x?}: {answer}");
        }
    }
}
