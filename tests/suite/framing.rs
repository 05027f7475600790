//! Both framings, and the deviations that they accept.

use proptest::prelude::*;
use serde_json::{Value, json};
use telewire::wire::Framing;
use telewire::wire::framing::{Codec, Frame};
use telewire::wire::input::Input;

use crate::client::{messages, run};

const PING: &str = r#"{"jsonrpc":"2.0","id":1,"method":"daemon.ping"}"#;
const PONG: &str = r#"{"jsonrpc":"2.0","id":1,"result":{"pong":true}}"#;

fn lsp(message: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{message}", message.len())
}

#[tokio::test]
async fn the_first_byte_selects_the_framing_of_answers_too() {
    assert_eq!(run(&[], format!("{PING}\n").as_bytes()).await.0, format!("{PONG}\n"));
    assert_eq!(run(&[], lsp(PING).as_bytes()).await.0, lsp(PONG));
    assert_eq!(run(&[], format!("\u{feff}\r\n{PING}\r\n").as_bytes()).await.0, format!("{PONG}\n"));
    assert_eq!(run(&[], format!("\r\n\u{feff} {}", lsp(PING)).as_bytes()).await.0, lsp(PONG));
}

#[tokio::test]
async fn headers_are_accepted_in_any_case_and_among_others() {
    let length = PING.len();
    for headers in [
        format!("content-length:{length}\r\n\r\n"),
        format!(
            "CONTENT-LENGTH:  {length}  \r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n"
        ),
        format!("Content-Type: x\nContent-Length: {length}\n\n"),
    ] {
        assert_eq!(run(&[], format!("{headers}{PING}").as_bytes()).await.0, lsp(PONG), "{headers}");
    }
}

#[tokio::test]
async fn a_broken_header_is_answered_and_ends_the_connection() {
    for headers in [
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 1e3\r\n\r\n",
        "Content-Type: x\r\n\r\n",
        "Content\r\n\r\n",
    ] {
        let (output, status) = run(&[], format!("{headers}{PING}{}", lsp(PING)).as_bytes()).await;
        let (_, body) = output.split_once("\r\n\r\n").unwrap();
        let answer: Value = serde_json::from_str(body).unwrap();
        assert_eq!(answer["error"]["code"], -32700, "{headers}");
        assert_eq!(answer["id"], Value::Null);
        assert!(status.success());
    }
}

#[tokio::test]
async fn a_message_over_the_limit_is_answered_and_skipped() {
    let large = "x".repeat(4000);
    let (output, _) = run(&["--max-message", "1000"], format!("{large}\n{PING}\n").as_bytes()).await;
    let lines = messages(&output);
    assert_eq!(lines[0]["error"]["code"], 413);
    assert_eq!(lines[0]["error"]["data"]["kind"], "too_large");
    assert_eq!(lines[0]["id"], Value::Null);
    assert_eq!(lines[1]["result"], json!({"pong": true}));
    let (output, _) =
        run(&["--max-message", "1000"], format!("{}{}", lsp(&large), lsp(PING)).as_bytes()).await;
    assert!(output.contains(r#""code":413"#), "{output}");
    assert!(output.ends_with(PONG), "{output}");
}

#[tokio::test]
async fn the_framing_can_be_forced() {
    let (output, _) = run(&["--framing", "lines"], lsp(PING).as_bytes()).await;
    let answers = messages(&output);
    assert_eq!(answers[0]["error"]["code"], -32700);
    assert_eq!(answers[1]["result"], json!({"pong": true}));
}

fn input(bytes: &[u8]) -> Input {
    let mut input = Input::default();
    input.end().extend_from_slice(bytes);
    input
}

/// The messages that a codec decodes when the bytes arrive in chunks of this size.
fn decode(framing: Framing, bytes: &[u8], piece: usize) -> Vec<Vec<u8>> {
    let mut codec = Codec::new(framing, 1 << 20);
    let (mut buffer, mut decode) = (Input::default(), Vec::new());
    let mut take = |frame, buffer: &Input| match frame {
        Frame::Message(place) => decode.push(buffer.at(place).trim_ascii().to_owned()),
        other => panic!("{other:?}"),
    };
    for piece in bytes.chunks(piece) {
        buffer.end().extend_from_slice(piece);
        while let Some(frame) = codec.next(&mut buffer) {
            take(frame, &buffer);
        }
        buffer.tidy();
    }
    while let Some(frame) = codec.last(&mut buffer) {
        take(frame, &buffer);
    }
    decode
}

#[test]
fn a_byte_order_mark_before_any_message_may_arrive_in_chunks() {
    for framing in [Framing::Auto, Framing::Lines, Framing::Lsp] {
        let message = if framing == Framing::Lsp { lsp(PING) } else { format!("{PING}\n") };
        let bytes = format!("\u{feff}{message}\u{feff}{message}");
        for piece in 1..5 {
            assert_eq!(decode(framing, bytes.as_bytes(), piece), [PING.as_bytes(); 2]);
        }
    }
}

#[test]
fn a_line_may_be_exactly_as_long_as_the_limit() {
    let mut codec = Codec::new(Framing::Lines, 4);
    let mut buffer = input(b"1234\n12345\n12\n");
    assert!(
        matches!(codec.next(&mut buffer), Some(Frame::Message(line)) if buffer.at(line.clone()) == b"1234")
    );
    assert!(matches!(codec.next(&mut buffer), Some(Frame::Skipped(_))));
    assert!(
        matches!(codec.next(&mut buffer), Some(Frame::Message(line)) if buffer.at(line.clone()) == b"12")
    );
}

#[test]
fn the_largest_possible_limit_accepts_everything() {
    let mut codec = Codec::new(Framing::Lines, usize::MAX);
    let mut buffer = input(format!("{PING}\n").as_bytes());
    assert!(matches!(codec.next(&mut buffer), Some(Frame::Message(_))));
}

proptest! {
    #[test]
    fn messages_are_decoded_from_chunks_of_any_size(
        texts in prop::collection::vec("[!-~]([ -~]{0,40}[!-~])?", 1..8),
        piece in 1usize..50,
        lsp_framing: bool,
    ) {
        let mut bytes = Vec::new();
        let codec = Codec::new(if lsp_framing { Framing::Lsp } else { Framing::Lines }, 1 << 20);
        for text in &texts {
            codec.write(text.as_bytes(), &mut bytes);
        }
        let framing = if lsp_framing { Framing::Lsp } else { Framing::Lines };
        let texts: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).collect();
        prop_assert_eq!(decode(framing, &bytes, piece), texts);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), limit in 1usize..100) {
        for framing in [Framing::Auto, Framing::Lsp, Framing::Lines] {
            let mut codec = Codec::new(framing, limit);
            let mut buffer = input(&bytes);
            let mut frames = 0;
            while let Some(frame) = codec.last(&mut buffer) {
                if matches!(frame, Frame::Broken(_)) { break }
                frames += 1;
                prop_assert!(frames <= bytes.len() + 1);
            }
        }
    }
}
