//! The key exchange with arbitrary messages.

use grammers_tl_types::{Serializable, functions};
use telewire::sandbox::{Options, Sandbox};

use crate::client::{Client, random_bytes};
use crate::exchange::{Exchange, Padding};
use crate::generator::{rest, run_some, spoil};
use crate::memory::Watch;
use crate::{Bytes, Outcome};

/// One in this many cases continues to where the server computes with its private key.
const RARELY: u16 = 200;

fn send(u: Bytes, client: &mut Client, query: &impl Serializable, spoiled: bool) -> Outcome {
    let mut bytes = query.to_bytes();
    if spoiled {
        spoil(u, &mut bytes)?;
    }
    client.write_plain(&bytes);
    Ok(())
}

fn case(sandbox: &Sandbox, u: Bytes) -> Outcome {
    let mut client = Client::connect(sandbox, 2);
    for _ in 0..u.int_in_range(1..=4)? {
        match u.int_in_range(0..=4)? {
            0 => send(u, &mut client, &functions::ReqPq { nonce: random_bytes() }, true)?,
            1 => send(u, &mut client, &functions::ReqPqMulti { nonce: random_bytes() }, true)?,
            2 => {
                let query = functions::ReqDhParams {
                    nonce: u.arbitrary()?,
                    server_nonce: u.arbitrary()?,
                    p: rest(u, 12)?.to_vec(),
                    q: rest(u, 12)?.to_vec(),
                    public_key_fingerprint: u.arbitrary()?,
                    encrypted_data: rest(u, 300)?.to_vec(),
                };
                send(u, &mut client, &query, true)?;
            }
            3 => {
                let query = functions::SetClientDhParams {
                    nonce: u.arbitrary()?,
                    server_nonce: u.arbitrary()?,
                    encrypted_data: rest(u, 400)?.to_vec(),
                };
                send(u, &mut client, &query, true)?;
            }
            _ => client.write_plain(rest(u, 300)?),
        }
    }
    if u.ratio(1, RARELY)? {
        exchange(sandbox, u)?;
    }
    for packet in client.packets() {
        assert!(packet.len() == 4 || packet[..8] == [0; 8], "{packet:?}");
    }
    Ok(())
}

/// An exchange that is valid up to a step, and corrupted there.
fn exchange(sandbox: &Sandbox, u: Bytes) -> Outcome {
    let mut client = Client::connect(sandbox, 2);
    let exchange = Exchange::begin(&mut client, sandbox.description());
    let inner = match u.int_in_range(0..=2)? {
        0 => exchange.inner(),
        1 => exchange.inner_dc(u.arbitrary()?),
        _ => exchange.inner_temp(u.arbitrary()?),
    };
    let mut inner = inner.to_bytes();
    if u.ratio(1, 3)? {
        spoil(u, &mut inner)?;
        inner.truncate(140);
        let query = exchange.query(&inner, *u.choose(&[Padding::RsaPad, Padding::Sha1])?);
        return send(u, &mut client, &query, false);
    }
    let params = exchange.req_dh_params(&mut client, &exchange.inner().to_bytes(), Padding::RsaPad);
    let dh = exchange.dh(params);
    let g_b = if u.ratio(1, 2)? { rest(u, 256)?.to_vec() } else { dh.g_b.clone() };
    let query = exchange.set_dh_query(&g_b, u.arbitrary()?);
    let spoiled = u.arbitrary()?;
    send(u, &mut client, &query, spoiled)?;
    for packet in client.packets() {
        assert!(packet.len() == 4 || packet[..8] == [0; 8], "{packet:?}");
    }
    Ok(())
}

#[test]
fn any_key_exchange_is_answered_or_rejected() {
    let sandbox = Sandbox::start(Options::default()).expect("it starts");
    let mut watch = Watch::default();
    let mut cases = 0_u32;
    // The server generates primes for each exchange.
    run_some("handshake", 400, 100, |u| {
        cases += 1;
        if cases.is_multiple_of(200) {
            watch.look();
        }
        case(&sandbox, u)
    });
}
