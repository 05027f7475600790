//! An account signed in over the wire, on a sandbox with its real world.

use std::net::SocketAddr;

use grammers_tl_types::{self as tl, Deserializable, RemoteCall};
use telewire::sandbox::{Options, Sandbox};

use super::client::{Client, Framing, GZIP_PACKED, RPC_RESULT};
use crate::world::{DIGITS, send_code, sign_in};

pub fn sandbox() -> Sandbox {
    Sandbox::start(Options::default()).unwrap()
}

pub fn address(sandbox: &Sandbox) -> SocketAddr {
    sandbox.address(2).unwrap()
}

/// A client with a new key, not signed in.
pub fn stranger(sandbox: &Sandbox) -> Client {
    let mut client = Client::connect(address(sandbox), Framing::Full);
    client.exchange_keys(sandbox.description());
    client
}

pub fn signed_in(sandbox: &Sandbox, phone: &str) -> Client {
    let mut client = stranger(sandbox);
    let tl::enums::auth::SentCode::Code(sent) = call(&mut client, &send_code(phone)).unwrap() else {
        panic!("no code");
    };
    call(&mut client, &sign_in(phone, &sent.phone_code_hash, DIGITS)).unwrap();
    client
}

/// Calls a function of Telegram's API, and skips everything before its answer.
pub fn call<F: RemoteCall>(client: &mut Client, function: &F) -> Result<F::Return, String> {
    let msg_id = client.send(&function.to_bytes());
    loop {
        let received = client.receive();
        if received.id() == RPC_RESULT {
            let result = received.result(msg_id);
            return match tl::enums::RpcError::from_bytes(&result) {
                Ok(tl::enums::RpcError::Error(error)) => Err(error.error_message),
                Err(_) => Ok(F::Return::from_bytes(&unpacked(result)).unwrap()),
            };
        }
    }
}

/// The next updates.
pub fn next_updates(client: &mut Client) -> tl::enums::Updates {
    loop {
        if let Ok(updates) = tl::enums::Updates::from_bytes(&unpacked(client.receive().body)) {
            return updates;
        }
    }
}

fn unpacked(object: Vec<u8>) -> Vec<u8> {
    if u32::from_bytes(&object) != Ok(GZIP_PACKED) {
        return object;
    }
    let packed = Vec::<u8>::from_bytes(&object[4..]).unwrap();
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut unpacked).unwrap();
    unpacked
}
