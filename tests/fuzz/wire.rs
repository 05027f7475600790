//! A caller's input: frames, JSON, calls.

use std::collections::HashMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use telewire::error::Result;
use telewire::rpc::connection::Limits;
use telewire::rpc::{Catalog, Marks, Method, Table, message};
use telewire::wire::framing::{Codec, Frame};
use telewire::wire::input::Input;
use telewire::wire::{self, Framing};
use tokio::io::AsyncWriteExt;
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

use crate::generator::{rest, run, spoil};
use crate::{Bytes, Outcome};

const MAX_MESSAGE: usize = 400;

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud83d",
    "null",
    "true",
    "1e999",
    "-0",
    "9999999999999999999",
    "0.1",
    " ",
    "\t",
    "\"jsonrpc\":\"2.0\"",
    "\"id\":1",
    "\"id\":\"a\"",
    "\"id\":null",
    "\"id\":1.50",
    "\"method\":\"test.echo\"",
    "\"method\":\"$/cancelRequest\"",
    "\"method\":\"initialize\"",
    "\"params\":{}",
    "\"params\":{\"text\":\"é\"}",
    "\"params\":{\"id\":1}",
    "\"params\":[1]",
    "\"params\":null",
    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"test.echo\",\"params\":{\"text\":\"a\",\"count\":2}}",
    "{\"jsonrpc\":\"2.0\",\"method\":\"test.echo\",\"params\":{\"text\":\"a\"}}",
    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"test.echo\",\"params\":{\"text\":\"a\",\"timeout\":1e-9,\"max_wait\":-1}}",
    "\"timeout\":1e308",
    "\"session\":\"tw1.\"",
    "\"progress_token\":{}",
    "\u{feff}",
    "😀",
    "\0",
    "[\"2.0\",7,\"test.echo\",{\"text\":\"a\"}]",
    "\"params\":[]",
    "\"method\":\"test.wait\"",
    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"test.wait\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"$/cancelRequest\"}",
];

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Echo {
    text: String,
    #[serde(default)]
    count: Option<u8>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Echoed {
    text: String,
}

impl Method for Echo {
    const NAME: &'static str = "test.echo";
    type Result = Echoed;
}

async fn echo(_: (), params: Echo) -> Result<Echoed> {
    Ok(Echoed { text: params.text.repeat(params.count.unwrap_or(1).into()) })
}

/// Ends only when it is cancelled.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wait {}

impl Method for Wait {
    const NAME: &'static str = "test.wait";
    type Result = Echoed;
}

async fn wait(_: (), _: Wait) -> Result<Echoed> {
    std::future::pending().await
}

fn catalog() -> Arc<Catalog> {
    let mut table = Table::new(|_| Ok(()));
    table.add(Marks::FREE_READ, echo);
    table.add(Marks::FREE_READ.unhurried(), wait);
    Arc::new(table.finish())
}

fn body(u: Bytes) -> arbitrary::Result<Vec<u8>> {
    let mut text = Vec::new();
    for _ in 0..u.int_in_range(0..=12)? {
        if u.ratio(1, 12)? {
            text.extend_from_slice(rest(u, 20)?);
        } else {
            text.extend_from_slice(u.choose(PIECES)?.as_bytes());
        }
    }
    if u.ratio(1, 4)? {
        text = u.choose(&PIECES[31..34])?.as_bytes().to_vec();
        if u.arbitrary()? {
            spoil(u, &mut text)?;
        }
    }
    if u.ratio(1, 40)? {
        text = b"[".repeat(u.int_in_range(100..=2000)?);
    }
    Ok(text)
}

fn input(u: Bytes) -> arbitrary::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let lsp: bool = u.arbitrary()?;
    for _ in 0..u.int_in_range(1..=4)? {
        let body = body(u)?;
        if lsp {
            let length = if u.ratio(1, 8)? { u.int_in_range(0..=1000)? } else { body.len() };
            let header = u.choose(&[
                "Content-Length: ",
                "content-length:",
                "Content-Type: x\r\nContent-Length: ",
                "Content-Length",
            ])?;
            bytes.extend_from_slice(format!("{header}{length}\r\n\r\n").as_bytes());
            bytes.extend_from_slice(&body);
        } else {
            bytes.extend_from_slice(&body);
            bytes.extend_from_slice(u.choose(&["\n", "\r\n", "\n\n"])?.as_bytes());
        }
    }
    if u.ratio(1, 4)? {
        spoil(u, &mut bytes)?;
    }
    Ok(bytes)
}

/// A frame with its bytes instead of their positions.
fn describe(frame: &Frame, input: &Input) -> String {
    match frame {
        Frame::Message(place) => format!("Message({:?})", input.at(place.clone())),
        other => format!("{other:?}"),
    }
}

/// The frames are the same for any chunk size, and each message is read or rejected.
fn framing(u: Bytes) -> Outcome {
    let bytes = input(u)?;
    let framing = *u.choose(&[Framing::Auto, Framing::Lsp, Framing::Lines])?;
    let frames = |cut: &mut dyn FnMut() -> usize| {
        let mut codec = Codec::new(framing, MAX_MESSAGE);
        let mut buffer = Input::default();
        let mut frames = Vec::new();
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let (now, later) = rest.split_at(cut().clamp(1, rest.len()));
            buffer.end().extend_from_slice(now);
            rest = later;
            while let Some(frame) = codec.next(&mut buffer) {
                frames.push(describe(&frame, &buffer));
                if let Frame::Message(place) = &frame {
                    assert!(place.len() <= MAX_MESSAGE);
                    message::read(buffer.at(place.clone()));
                }
                if frames.last().is_some_and(|frame| frame.starts_with("Broken")) {
                    return frames;
                }
            }
            buffer.tidy();
        }
        while let Some(frame) = codec.last(&mut buffer) {
            frames.push(describe(&frame, &buffer));
            if frames.last().is_some_and(|frame| frame.starts_with("Broken")) {
                break;
            }
        }
        frames
    };
    let whole = frames(&mut || usize::MAX);
    let cut = frames(&mut || u.int_in_range(1..=9).unwrap_or(1));
    assert_eq!(whole, cut, "{}", String::from_utf8_lossy(&bytes));
    Ok(())
}

#[test]
fn any_bytes_give_the_same_frames_in_chunks_of_any_size() {
    run("framing", 20_000, framing);
}

/// A runtime whose clock advances when it is idle.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime")
}

/// The possible answers with one id.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expected {
    /// A result, or the error of a call that was still queued at the end of input.
    Result,
    Cancelled,
    Empty,
}

/// Requests, each with its expected answer.
fn conversation(u: Bytes) -> arbitrary::Result<(Vec<Value>, HashMap<u64, Expected>)> {
    let (mut requests, mut expected, mut waiting) = (Vec::new(), HashMap::new(), Vec::new());
    let request = |id: u64, method: &str| json!({"jsonrpc": "2.0", "id": id, "method": method});
    let nothing = [None, Some(Value::Null), Some(json!({})), Some(json!([]))];
    for id in 0..u.int_in_range(1..=12)? {
        let mut made = request(id, "test.echo");
        match u.int_in_range(0..=6)? {
            0 | 1 => {
                made["method"] = json!("test.wait");
                waiting.push(id);
                expected.insert(id, Expected::Cancelled);
            }
            2 if !waiting.is_empty() => {
                // By a call's id: that call's answer is the only one.
                let waits = waiting.swap_remove(u.choose_index(waiting.len())?);
                made = request(waits, "$/cancelRequest");
                if let Some(params) = u.choose(&nothing)? {
                    made["params"] = params.clone();
                }
            }
            3 if !waiting.is_empty() => {
                let waits = waiting.swap_remove(u.choose_index(waiting.len())?);
                made = request(id, "$/cancelRequest");
                made["params"] = json!({"id": waits});
                expected.insert(id, Expected::Empty);
            }
            4 => {
                // An id that names nothing, with params that name nothing.
                made = request(id, "$/cancelRequest");
                made["params"] = u.choose(&[json!([0]), json!({}), json!({"ids": 0})])?.clone();
                expected.insert(id, Expected::Empty);
            }
            5 => {
                made["params"] = json!({"text": "a"});
                made = json!([["2.0", id, "test.echo", {"text": "a"}], made]);
                expected.insert(id, Expected::Result);
            }
            _ => {
                made["params"] = json!({"text": "a".repeat(u.int_in_range(0..=100)?)});
                expected.insert(id, Expected::Result);
            }
        }
        requests.push(made);
    }
    Ok((requests, expected))
}

/// For any chunk size and limits, each request gets its one answer.
#[test]
fn every_request_is_answered_once_and_a_cancel_with_the_calls_id_never() {
    let (runtime, catalog) = (runtime(), catalog());
    run("conversation", 1_000, |u| {
        let (requests, expected) = conversation(u)?;
        let arrays = requests.iter().filter(|request| request.is_array()).count();
        // The queue holds as many bytes as a message may have: all of them, or cancels after it would not be read.
        let max_message = 100 * MAX_MESSAGE;
        let limits = Limits {
            max_message,
            max_in_flight: u.int_in_range(1..=4)?,
            max_memory: u.int_in_range(max_message..=10 * max_message)?,
            ..Limits::default()
        };
        let input: String = requests.iter().map(|request| format!("{request}\n")).collect();
        let piece = u.int_in_range(1..=60)?;
        let mut output = Vec::new();
        runtime.block_on(async {
            let (mut client, server) = tokio::io::duplex(piece);
            let stop = CancellationToken::new();
            let serve = wire::serve(catalog.clone(), Framing::Auto, limits, server, &mut output, stop);
            let (served, written) =
                tokio::join!(serve, async move { client.write_all(input.as_bytes()).await });
            served.expect("memory can be read and written");
            written.expect("all is read");
        });
        let mut answers: HashMap<u64, Vec<Value>> = HashMap::new();
        let mut refused = 0;
        for line in std::str::from_utf8(&output).expect("a text").lines() {
            let answer: Value = serde_json::from_str(line).expect("answers are JSON");
            let members = answer.as_array().cloned().unwrap_or_else(|| vec![answer.clone()]);
            for member in members {
                match member["id"].as_u64() {
                    Some(id) => answers.entry(id).or_default().push(member),
                    None => {
                        assert_eq!(member["error"]["code"], -32600, "{member}");
                        refused += 1;
                    }
                }
            }
        }
        assert_eq!(refused, arrays, "members that are arrays");
        assert_eq!(answers.len(), expected.len(), "{requests:?}\n{answers:?}");
        for (id, expected) in expected {
            let [answer] = &answers[&id][..] else { panic!("{id}: {:?}", answers[&id]) };
            let cancelled = answer["error"]["code"] == -32800;
            let fits = match expected {
                Expected::Result => cancelled || answer["result"]["text"].is_string(),
                Expected::Cancelled => cancelled,
                Expected::Empty => answer["result"] == json!({}),
            };
            assert!(fits, "{expected:?}: {answer}");
        }
        Ok(())
    });
}

#[test]
fn any_bytes_get_json_rpc_answers_and_the_connection_closes_cleanly() {
    let runtime = runtime();
    let catalog = catalog();
    let limits = Limits { max_message: MAX_MESSAGE, ..Limits::default() };
    run("json_rpc", 5_000, |u| {
        let bytes = input(u)?;
        let mut output = Vec::new();
        let serve = wire::serve(
            catalog.clone(),
            Framing::Auto,
            limits,
            &bytes[..],
            &mut output,
            CancellationToken::new(),
        );
        runtime.block_on(serve).expect("memory can be read and written");
        let mut codec = Codec::new(Framing::Auto, usize::MAX);
        let mut buffer = Input::default();
        buffer.end().extend_from_slice(&output);
        while let Some(frame) = codec.last(&mut buffer) {
            let Frame::Message(place) = frame else { panic!("{frame:?}") };
            let answers: Value = serde_json::from_slice(buffer.at(place)).expect("answers are JSON");
            let single = std::slice::from_ref(&answers);
            for answer in answers.as_array().map_or(single, |batch| &batch[..]) {
                assert_eq!(answer["jsonrpc"], "2.0", "{answer}");
                assert!(answer.get("result").is_some() != answer.get("error").is_some(), "{answer}");
            }
        }
        Ok(())
    });
}
