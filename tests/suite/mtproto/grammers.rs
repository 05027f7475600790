//! grammers' MTProto with the sandbox's.

use std::time::Duration;

use grammers_crypto::DequeBuffer;
use grammers_mtproto::mtp::{Deserialization, Encrypted, Mtp};
use grammers_mtproto::{MsgId, mtp};
use grammers_tl_types::{self as tl, Deserializable, Serializable};
use telewire::sandbox::functions::WireFault;

use super::client::{Client, Framing};
use super::script::{Stage, fault, function, ok, push};

struct Grammers {
    client: Client,
    mtp: Encrypted,
}

impl Grammers {
    fn new(stage: &Stage) -> Self {
        let mut client = stage.connect(Framing::Full);
        client.exchange_keys(stage.0.description());
        let mtp = mtp::Encrypted::build().finish(client.key().to_bytes());
        Self { client, mtp }
    }

    /// Sends requests together. grammers accepts none while it is fetching salts.
    fn send(&mut self, requests: &[Vec<u8>]) -> Vec<MsgId> {
        let mut buffer = DequeBuffer::with_capacity(1 << 16, 1 << 10);
        let mut ids = Vec::new();
        while ids.len() < requests.len() {
            match self.mtp.push(&mut buffer, &requests[ids.len()]) {
                Some(id) => ids.push(id),
                None => {
                    self.flush(&mut buffer);
                    let mut packet = self.client.read_packet();
                    assert!(self.mtp.deserialize(&mut packet).unwrap().is_empty());
                }
            }
        }
        self.flush(&mut buffer);
        ids
    }

    fn flush(&mut self, buffer: &mut DequeBuffer<u8>) {
        self.mtp.finalize(buffer);
        if !buffer.is_empty() {
            self.client.write_packet(buffer.as_ref(), false);
            buffer.clear();
        }
    }

    /// The content of the next packets, up to the first that isn't empty.
    fn next(&mut self) -> Vec<Deserialization> {
        loop {
            let mut packet = self.client.read_packet();
            let held = self.mtp.deserialize(&mut packet).unwrap();
            if !held.is_empty() {
                return held;
            }
        }
    }

    fn next_result(&mut self) -> (MsgId, Vec<u8>) {
        match self.next().remove(0) {
            Deserialization::RpcResult(result) => (result.msg_id, result.body),
            _ => panic!("no result"),
        }
    }
}

/// It starts with salt 0, gets the right one, and fetches the next ones with its first query after that.
#[test]
fn grammers_gets_its_salt_and_future_salts_and_its_answers() {
    let stage = Stage::new();
    let mut grammers = Grammers::new(&stage);
    grammers.send(&[function(1)]);
    let held = grammers.next();
    assert!(matches!(&held[..], [Deserialization::BadMessage(bad)] if bad.code == 48));

    for number in 2..10 {
        let ids = grammers.send(&[function(number)]);
        assert_eq!(grammers.next_result(), (ids[0], function(number)));
    }
    let ids = grammers.send(&[function(11), function(12), function(13)]);
    for (id, number) in ids.into_iter().zip(11..) {
        assert_eq!(grammers.next_result(), (id, function(number)));
    }
}

#[test]
fn grammers_packs_long_queries_and_unpacks_long_answers() {
    let stage = Stage::new();
    let mut grammers = Grammers::new(&stage);
    grammers.send(&[function(1)]);
    grammers.next();
    let mut long = function(2);
    long.resize(10_000, 3);
    let ids = grammers.send(std::slice::from_ref(&long));
    assert_eq!(grammers.next_result(), (ids[0], long.clone()));
    assert_eq!(stage.functions(), [long]);
}

#[test]
fn grammers_recognizes_updates() {
    let stage = Stage::new();
    let mut grammers = Grammers::new(&stage);
    grammers.send(&[function(1)]);
    grammers.next();
    let mut reply = ok(vec![1, 2, 3, 4]);
    reply.pushes = vec![push(&grammers.client, None, 77)];
    stage.reply(reply);
    let ids = grammers.send(&[function(2)]);
    assert_eq!(grammers.next_result(), (ids[0], vec![1, 2, 3, 4]));
    let held = grammers.next();
    let [Deserialization::Update(update)] = &held[..] else { panic!("no update") };
    let update = tl::enums::Updates::from_bytes(update).unwrap();
    assert_eq!(update.to_bytes(), super::script::updates(77).to_bytes());
}

#[test]
fn grammers_waits_for_an_answer_that_is_acknowledged_first() {
    let stage = Stage::new();
    let mut grammers = Grammers::new(&stage);
    grammers.send(&[function(1)]);
    grammers.next();
    stage.reply(fault(WireFault::Delay(Duration::from_millis(50))));
    let ids = grammers.send(&[function(2), function(3)]);
    assert_eq!(grammers.next_result(), (ids[1], function(3)));
    assert_eq!(grammers.next_result(), (ids[0], b"late".to_vec()));
}
