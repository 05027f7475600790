//! A connection that reads new messages as fast as possible, without a runtime.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

/// A connection with a subscription to new messages.
pub struct Reader {
    stream: BufReader<UnixStream>,
    line: String,
}

#[derive(Deserialize)]
struct Notification<'a> {
    #[serde(borrow)]
    params: Told<'a>,
}

#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow)]
    items: Vec<Item<'a>>,
    cursor: Option<&'a str>,
}

#[derive(Deserialize)]
struct Item<'a> {
    kind: &'a str,
    /// The reason of a gap.
    reason: Option<&'a str>,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    chat: Chat,
    message_id: i32,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
}

/// The ids of each chat's messages, in the order of arrival.
pub type Seen = HashMap<i64, Vec<i32>>;

impl Reader {
    pub fn subscribe(path: &Path, session: &str) -> Self {
        let stream = UnixStream::connect(path).unwrap();
        // Doesn't wait forever for a lost message.
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut reader = Self { stream: BufReader::with_capacity(64 << 10, stream), line: String::new() };
        let params = json!({"session": session, "kinds": ["message_new"]});
        let call = json!({"jsonrpc": "2.0", "id": 1, "method": "updates.subscribe", "params": params});
        reader.stream.get_mut().write_all(format!("{call}\n").as_bytes()).unwrap();
        let answer: Value = serde_json::from_str(reader.next_line()).unwrap();
        assert!(answer["result"]["cursor"].is_string(), "{answer}");
        reader
    }

    fn next_line(&mut self) -> &str {
        self.line.clear();
        self.stream.read_line(&mut self.line).expect("something comes");
        &self.line
    }

    fn told(&mut self) -> Told<'_> {
        let line = self.next_line();
        serde_json::from_str::<Notification>(line).unwrap_or_else(|error| panic!("{error}: {line}")).params
    }

    /// Reads a notification, which must contain only messages. Returns their number.
    pub fn read(&mut self, seen: &mut Seen) -> usize {
        let items = self.told().items;
        let count = items.len();
        for item in items {
            let message = item.message.unwrap_or_else(|| {
                let read: usize = seen.values().map(Vec::len).sum();
                panic!("{} ({:?}) after {read} messages", item.kind, item.reason);
            });
            seen.entry(message.chat.id).or_default().push(message.message_id);
        }
        count
    }

    /// Reads up to a gap. Returns the number of messages before it, and the cursor to resume from.
    pub fn read_to_gap(&mut self) -> (usize, String) {
        let mut read = 0;
        loop {
            let told = self.told();
            for item in &told.items {
                match item.reason {
                    None => read += 1,
                    Some(reason) => {
                        assert_eq!((item.kind, reason), ("gap", "too_slow"));
                        return (read, told.cursor.expect("it has one").to_owned());
                    }
                }
            }
        }
    }
}
