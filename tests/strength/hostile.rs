//! Calls to a Telegram with arbitrary answers: each ends in time without an internal error, and the daemon survives.

use std::sync::LazyLock;
use std::time::Duration;

use futures_util::future::join_all;
use grammers_tl_types::{Identifiable, Serializable, types};
use serde_json::{Value, json};

use self::packet::{container, packed};
use self::proxy::{ServerMessage, answered};
use self::stage::{Stage, Way};
use crate::size;

#[path = "../suite/hostile/packet.rs"]
mod packet;
#[path = "../suite/hostile/proxy.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod proxy;
#[path = "../suite/hostile/stage.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod stage;

/// Calls with arbitrary answers.
const CALLS: u64 = size(150, 20_000) as u64;

/// Concurrent calls.
const AT_ONCE: u64 = 50;

/// The timeout of a call in seconds.
const TIMEOUT: u64 = 1;

/// The time after its timeout until a call counts as unanswered.
const SILENT: Duration = Duration::from_secs(30);

/// More than a packet may unpack to.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| packed(&vec![0; 20 << 20]));

struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn choose<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Makes arbitrary answers.
struct Tamperer {
    random: SplitMix,
    /// Earlier answers, to repeat in the wrong place.
    earlier: Vec<Vec<u8>>,
}

impl Tamperer {
    fn tamper(&mut self, message: &ServerMessage) -> Option<Vec<Vec<u8>>> {
        if self.earlier.len() == 64 {
            let at = self.random.below(64);
            self.earlier.swap_remove(at);
        }
        self.earlier.push(message.body.clone());
        if self.random.below(3) == 0 {
            return None;
        }
        let body = self.corrupted(message.body.clone());
        let message = |body: Vec<u8>| match message.method {
            Some(_) => answered(message.request, &body),
            None => body,
        };
        let mut bodies = vec![match self.random.below(8) {
            0 => message(packed(&body)),
            1 => packed(&message(body)),
            2 => container(&[message(body.clone()), message(body)]),
            _ => message(body),
        }];
        match self.random.below(12) {
            0 => bodies.push(self.random.choose(&self.earlier).clone()),
            1 => bodies.clear(),
            _ => {}
        }
        for body in &mut bodies {
            body.resize(body.len().next_multiple_of(4).max(4), 0);
        }
        Some(bodies)
    }

    fn corrupted(&mut self, mut body: Vec<u8>) -> Vec<u8> {
        let words = body.len() / 4;
        let at = self.random.below(words) * 4;
        match self.random.below(11) {
            0 => self.random.choose(&self.earlier).clone(),
            1 => {
                body.truncate(at);
                body
            }
            2 => {
                let bold = types::TextBold::CONSTRUCTOR_ID.to_le_bytes();
                let times = *self.random.choose(&[10, 100, 100_000]);
                body.splice(at..at, bold.repeat(times));
                body
            }
            3 => {
                let times = *self.random.choose(&[2, 100, 100_000]);
                let element = body.get(at..at + 12).unwrap_or_default().repeat(times);
                body.splice(at..at, element);
                body
            }
            4 => BOMB.clone(),
            5 => {
                let name = *self.random.choose(&[
                    "FLOOD_WAIT_4294967295",
                    "FLOOD_WAIT_-1",
                    "\u{1b}[2J",
                    "",
                    "X_999999999999",
                ]);
                let code = *self.random.choose(&[0, -503, 400, 420, i32::MIN]);
                [
                    &types::RpcError::CONSTRUCTOR_ID.to_le_bytes()[..],
                    &code.to_le_bytes(),
                    &name.to_owned().to_bytes(),
                ]
                .concat()
            }
            // Lengths, flags and constructors are aligned to words.
            6 | 7 => {
                let word =
                    *self.random.choose(&[0, 1, 0x7f, 0x7fff_ffff, 0x8000_0000, u32::MAX, 0x1cb5_c415]);
                if let Some(place) = body.get_mut(at..at + 4) {
                    place.copy_from_slice(&word.to_le_bytes());
                }
                body
            }
            _ => {
                for _ in 0..=self.random.below(4) {
                    let at = self.random.below(body.len());
                    if let Some(byte) = body.get_mut(at) {
                        *byte ^= 1 << self.random.below(8);
                    }
                }
                body
            }
        }
    }
}

/// The calls, with data from before the answers were changed.
fn calls(sent: &Value, file: &Value, cursor: &Value) -> Vec<(&'static str, Value)> {
    vec![
        ("account.me", json!({})),
        ("account.authorizations", json!({})),
        ("account.password", json!({})),
        ("chats.list", json!({})),
        ("chats.get", json!({"chat_id": "@sandbox_lounge"})),
        ("chats.get", json!({"chat_id": "me"})),
        ("contacts.list", json!({})),
        ("contacts.search", json!({"query": "carol"})),
        ("groups.members", json!({"chat_id": "@sandbox_lounge"})),
        ("messages.history", json!({"chat_id": "me"})),
        ("messages.history", json!({"chat_id": "@sandbox_lounge", "limit": 100})),
        ("messages.get", json!({"chat_id": "me", "message_ids": [sent["message_id"]]})),
        ("messages.search", json!({"query": "hello"})),
        ("messages.send", json!({"chat_id": "me", "text": "hello"})),
        ("messages.edit", json!({"chat_id": "me", "message_id": sent["message_id"], "text": "hello again"})),
        (
            "messages.forward",
            json!({"from_chat_id": "me", "chat_id": "me", "message_ids": [sent["message_id"]]}),
        ),
        ("messages.scheduled", json!({"chat_id": "me"})),
        ("media.download", json!({"chat_id": "me", "message_id": file["message_id"], "inline": true})),
        ("updates.poll", json!({"wait": 0, "cursor": cursor})),
        ("updates.poll", json!({"wait": 0})),
        ("telegram.invoke", json!({"method": "help.getConfig", "params": {}})),
        (
            "telegram.invoke",
            json!({"method": "messages.getDialogs", "params": {"offset_date": 0, "offset_id": 0,
            "offset_peer": "me", "limit": 20, "hash": "0"}}),
        ),
    ]
}

#[tokio::test]
async fn each_call_ends_and_the_daemon_survives_any_answer() {
    LazyLock::force(&BOMB);
    let stage = Stage::new(Way::Socket).await;
    stage.call("groups.join", json!({"chat_id": "@sandbox_lounge"})).await;
    let sent = stage.call("messages.send", json!({"chat_id": "me", "text": "hello"})).await;
    let file =
        json!({"chat_id": "me", "data_base64": "aGVsbG8=", "file_name": "hello.bin", "kind": "document"});
    let file = stage.call("messages.sendFile", file).await;
    let cursor = stage.call("updates.poll", json!({"wait": 0})).await["cursor"].clone();
    stage.call("updates.subscribe", json!({})).await;
    let calls = calls(&sent, &file, &cursor);

    let mut random = SplitMix(7);
    for batch in 0..CALLS.div_ceil(AT_ONCE) {
        let mut tamperer = Tamperer { random: SplitMix(batch ^ 0x5eed), earlier: Vec::new() };
        stage.proxy.tamper(move |message| tamperer.tamper(message));
        let calls: Vec<_> = (0..AT_ONCE).map(|_| random.choose(&calls)).collect();
        let called = calls.into_iter().map(async |(method, params)| {
            let mut params = params.clone();
            params["timeout"] = json!(TIMEOUT);
            let answer = tokio::time::timeout(SILENT, stage.try_call(method, params)).await;
            let answer = answer.unwrap_or_else(|_| panic!("batch {batch}: {method} is not answered"));
            if let Err(error) = answer {
                assert_ne!(error["data"]["kind"], "internal", "batch {batch}: {method}: {error}");
            }
        });
        join_all(called).await;
        stage.proxy.stop_tampering();
        stage.call("account.me", json!({})).await;
        stage.call("messages.history", json!({"chat_id": "me"})).await;
    }
}
