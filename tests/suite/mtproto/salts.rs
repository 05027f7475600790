//! Salts over time. <https://core.telegram.org/mtproto/description#server-salt>

use grammers_tl_types::{self as tl, Serializable};

use super::client::Client;
use super::script::{Stage, function};

/// Calls with the client's salt, which must be rejected, and returns the server's new one.
fn refused(client: &mut Client) -> i64 {
    let msg_id = client.send(&function(0));
    let tl::enums::BadMsgNotification::BadServerSalt(bad) = client.expect() else {
        panic!("the salt is taken")
    };
    assert_eq!((bad.bad_msg_id, bad.error_code), (msg_id, 48));
    bad.new_server_salt
}

fn future_salts(client: &mut Client, num: i32) -> tl::types::FutureSalts {
    client.send(&tl::functions::GetFutureSalts { num }.to_bytes());
    let tl::enums::FutureSalts::Salts(salts) = client.expect();
    salts
}

/// > A (random) 64-bit number changed every 30 minutes (separately for each session) at the request of the server. All
/// > subsequent messages must contain the new salt (although, messages with the old salt are still accepted for a
/// > further 1800 seconds).
#[test]
fn an_old_salt_is_accepted_for_another_half_hour_and_then_replaced() {
    let stage = Stage::new();
    let mut client = stage.client();
    let old = client.salt;
    stage.advance(31 * 60);
    let msg_id = client.send(&function(1));
    let answer = client.receive();
    assert_eq!(answer.result(msg_id), function(1));
    assert_ne!(answer.salt, old, "the server's own messages have the new one");

    stage.advance(30 * 60);
    let new = refused(&mut client);
    assert!(![old, answer.salt].contains(&new), "it is the third by now");
    assert_eq!(stage.functions(), [function(1)]);
    client.salt = new;
    client.echo(2);
    client.salt = answer.salt;
    client.echo(3);
}

/// > The client may at any time request from the server several (between 1 and 64) future server salts together with
/// > their validity periods. Having stored them in persistent memory, the client may use them to send messages in the
/// > future even if he changes sessions (a server salt is attached to the authorization key rather than being
/// > session-specific).
///
/// <https://core.telegram.org/mtproto/service_messages#request-for-several-future-salts>
#[test]
fn a_future_salt_is_accepted_only_while_it_is_valid() {
    let stage = Stage::new();
    let mut client = stage.client();
    let told = future_salts(&mut client, 3);
    let tl::types::FutureSalt { valid_since, valid_until, salt } = told.salts.0[2];
    let present = std::mem::replace(&mut client.salt, salt);
    let before = (valid_since - told.now) as u64;
    stage.advance(before - 60);
    assert_eq!(refused(&mut client), told.salts.0[1].salt);
    stage.advance(60);
    client.echo(1);
    client.session_id ^= 1;
    client.settle();
    stage.advance((valid_until - valid_since) as u64 - 60);
    client.echo(2);
    stage.advance(60);
    assert!(![present, salt].contains(&refused(&mut client)));
}

/// A client compares them with its own clock, which isn't advanced.
#[test]
fn future_salts_are_in_the_machines_time_however_far_the_sandboxs_is_ahead() {
    let stage = Stage::new();
    let mut client = stage.client();
    let before = future_salts(&mut client, 3);
    stage.advance(1800);
    let after = future_salts(&mut client, 2);
    assert!((0..60).contains(&(after.now - before.now)), "{} and {}", before.now, after.now);
    for (before, after) in before.salts.0[1..].iter().zip(&after.salts.0) {
        assert_eq!(before.salt, after.salt);
        assert_eq!(before.valid_since - after.valid_since, 1800);
        assert_eq!(before.valid_until - after.valid_until, 1800);
    }
}

/// > A message is rejected over 300 seconds after it is created or 30 seconds before it is created
///
/// By the client's clock.
#[test]
fn message_ids_use_the_machines_clock_however_far_the_sandboxs_is_ahead() {
    let stage = Stage::new();
    let mut client = stage.client();
    stage.advance(24 * 60 * 60);
    client.salt = refused(&mut client);
    client.echo(1);
    let by_the_sandboxs = client.next_msg_id() + ((24 * 60 * 60) << 32);
    client.send_as(by_the_sandboxs, 101, &function(2));
    assert_eq!(client.expect_bad(by_the_sandboxs), 17);
}
