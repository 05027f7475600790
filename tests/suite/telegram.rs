//! Requests to Telegram: keys, connections, waits, other DCs, and what can go wrong.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use grammers_tl_types as tl;
use serde_json::json;
use telewire::error::{Error, Kind, Outcome};
use telewire::sandbox::functions::WireFault;
use telewire::telegram::account::Effect;
use telewire::telegram::accounts::{Accounts, Settings};
use telewire::telegram::attempt::{Attempt, Progress};
use telewire::telegram::login;
use telewire::telegram::media::{Lane, PART, Source, upload};
use telewire::telegram::server::Server;

use crate::script::{CHANGE, CHANGE_NAME, READ_NAME, Stage, Turn, WHERE, greeting};

fn outcome(error: &Error) -> Option<Outcome> {
    error.facts().outcome
}

#[tokio::test]
async fn a_new_key_is_used_at_once_on_the_connection_it_was_created_on() {
    let stage = Stage::new().await;
    assert_eq!(stage.read().await.unwrap(), 2);
    assert_eq!(stage.opened(), 1);
    assert_eq!(stage.sandbox.stats().packets, 2, "one for the login, one for the call");
}

#[tokio::test]
async fn a_first_call_with_a_known_key_takes_two_packets_and_the_next_takes_one() {
    let stage = Stage::new().await;
    let account = stage.reopened();
    let before = stage.sandbox.stats().packets;
    account.read(&WHERE, &Attempt::default()).await.unwrap();
    assert_eq!(stage.sandbox.stats().packets - before, 2, "the first meets bad_server_salt");
    account.read(&WHERE, &Attempt::default()).await.unwrap();
    assert_eq!(stage.sandbox.stats().packets - before, 3);
}

#[tokio::test]
async fn the_first_request_describes_the_client_and_asks_for_no_updates() {
    let stage = Stage::new().await;
    let signed_in = stage.reopened();
    signed_in.read(&WHERE, &Attempt::default()).await.unwrap();
    let (_, caller) = stage.sandbox.with_world(|script| script.calls.last().unwrap().clone());
    assert_eq!((caller.client.api_id, caller.client.device_model.as_str()), (17, "Test machine"));
    assert_eq!((caller.layer, caller.wants_updates), (tl::LAYER, false));
}

#[tokio::test]
async fn a_transfer_connection_asks_for_no_updates_despite_a_subscription() {
    let stage = Stage::new().await;
    let lane = Lane::home(&stage.account, &Attempt::default()).await.unwrap();
    let send = async || {
        let source = Source::Bytes(vec![7; 3 * PART as usize].into());
        upload(&lane, &source, &Attempt::default(), Duration::ZERO, |_| ()).await.unwrap();
    };
    send().await;
    let _listening = stage.account.listen();
    stage.read().await.unwrap();
    send().await;
    let calls = stage.sandbox.with_world(|script| std::mem::take(&mut script.calls));
    let wanting: Vec<(&str, bool)> =
        calls.iter().map(|(name, caller)| (name.as_str(), caller.wants_updates)).collect();
    let part = ("upload.saveFilePart", false);
    assert_eq!(wanting, [part, part, part, (READ_NAME, true), part, part, part]);
    assert_ne!(calls[3].1.session_id, calls[4].1.session_id, "a transfer has a connection of its own");
}

#[tokio::test]
async fn the_client_is_described_again_to_a_server_that_forgot_it() {
    let stage = Stage::new().await;
    stage.next(READ_NAME, Turn::Error(400, "CONNECTION_NOT_INITED"));
    assert_eq!(stage.read().await.unwrap(), 2);
    assert_eq!(stage.calls().len(), 2);
}

#[tokio::test]
async fn calls_are_sent_in_order_even_while_the_connection_opens() {
    let stage = Stage::new().await;
    let account = Arc::new(stage.reopened());
    let mut calls = tokio::task::JoinSet::new();
    for days in 0..200 {
        let account = account.clone();
        let ttl = tl::enums::AccountDaysTtl::Ttl(tl::types::AccountDaysTtl { days });
        calls.spawn(async move {
            let function = tl::functions::account::SetAccountTtl { ttl };
            account.invoke(&function, &Attempt::default()).await.unwrap()
        });
    }
    assert_eq!(calls.join_all().await, [true; 200]);
    let order: Vec<i32> = stage.sandbox.with_world(|script| {
        script.bodies.iter().map(|body| i32::from_le_bytes(*body.last_chunk().unwrap())).collect()
    });
    assert_eq!(order, (0..200).collect::<Vec<_>>());
    assert_eq!(stage.opened(), 2, "the login's connection, and one for all these");
}

#[tokio::test]
async fn a_lost_connection_fails_the_call_in_flight_with_an_unknown_outcome() {
    for fault in [WireFault::Drop, WireFault::Truncate, WireFault::WrongSessionId] {
        let stage = Stage::new().await;
        stage.next(CHANGE_NAME, Turn::Fault(fault));
        let attempt = Attempt::default();
        let error = stage.account.invoke(&CHANGE, &attempt).await.unwrap_err();
        assert_eq!((error.kind(), outcome(&error)), (Kind::Offline, Some(Outcome::Unknown)), "{fault:?}");
        assert_eq!(attempt.delivery().outcome(), Outcome::Unknown);
        assert!(stage.change().await.unwrap(), "the next call works after {fault:?}");
        assert_eq!(stage.calls().len(), 2, "and nothing was sent twice");
    }
}

#[tokio::test]
async fn a_read_is_retried_once_on_a_fresh_connection() {
    for fault in [WireFault::Drop, WireFault::Truncate, WireFault::WrongSessionId] {
        let stage = Stage::new().await;
        stage.next(READ_NAME, Turn::Fault(fault));
        assert_eq!(stage.read().await.unwrap(), 2, "{fault:?}");
        assert_eq!(stage.opened(), 2);

        stage.next(READ_NAME, Turn::Fault(fault));
        stage.next(READ_NAME, Turn::Fault(fault));
        assert_eq!(stage.read().await.unwrap_err().kind(), Kind::Offline);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_lost_connection_answered_calls_stand_and_no_call_hangs() {
    let stage = Stage::new().await;
    let account = Arc::new(stage.reopened());
    let mut calls = tokio::task::JoinSet::new();
    stage.next(CHANGE_NAME, Turn::Fault(WireFault::Drop));
    for _ in 0..50 {
        let (reader, account) = (account.clone(), account.clone());
        calls.spawn(async move { reader.read(&WHERE, &Attempt::default()).await.map(|_| true) });
        calls.spawn(async move { account.invoke(&CHANGE, &Attempt::default()).await });
    }
    let results = calls.join_all().await;
    assert_eq!(results.len(), 100);
    for error in results.into_iter().filter_map(Result::err) {
        assert_eq!((error.kind(), outcome(&error)), (Kind::Offline, Some(Outcome::Unknown)));
    }
}

#[tokio::test]
async fn a_call_to_nowhere_was_not_sent() {
    let stage = Stage::new().await;
    let Stage { sandbox, account, .. } = stage;
    drop(sandbox);
    // The first may fail on the old connection, the second finds no server.
    let _ = account.read(&WHERE, &Attempt::default()).await;
    let attempt = Attempt::default();
    let error = account.invoke(&CHANGE, &attempt).await.unwrap_err();
    assert_eq!((error.kind(), outcome(&error)), (Kind::Offline, Some(Outcome::NotSent)));
    assert_eq!(attempt.delivery().outcome(), Outcome::NotSent);
}

#[tokio::test]
async fn a_key_that_telegram_forgot_is_a_revoked_session() {
    let stage = Stage::new().await;
    stage.next(READ_NAME, Turn::Fault(WireFault::AuthKeyLost));
    assert_eq!(stage.read().await.unwrap_err().kind(), Kind::SessionRevoked);
    assert_eq!(stage.read().await.unwrap_err().kind(), Kind::SessionRevoked);
    assert_eq!(
        stage.reopened().read(&WHERE, &Attempt::default()).await.unwrap_err().kind(),
        Kind::SessionRevoked
    );
}

#[tokio::test]
async fn a_long_wait_is_reported_at_once() {
    let stage = Stage::new().await;
    stage.next(CHANGE_NAME, Turn::Error(420, "FLOOD_WAIT_30"));
    let attempt = Attempt::new(Duration::from_secs(29));
    let error = stage.account.invoke(&CHANGE, &attempt).await.unwrap_err();
    assert_eq!((error.kind(), error.facts().retry_after), (Kind::RateLimited, Some(30)));
    assert_eq!(stage.calls().len(), 1);
    assert_eq!(attempt.delivery().outcome(), Outcome::NotSent);
}

#[tokio::test]
async fn a_wait_that_the_call_allows_is_waited_out_and_reported() {
    let stage = Stage::new().await;
    stage.next(CHANGE_NAME, Turn::Error(420, "FLOOD_WAIT_1"));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let attempt = Attempt::new(Duration::from_secs(2)).on_progress({
        let seen = seen.clone();
        move |progress| seen.lock().unwrap().push(progress)
    });
    assert!(stage.account.invoke(&CHANGE, &attempt).await.unwrap());
    assert_eq!(*seen.lock().unwrap(), [Progress::FloodWait { retry_after: 1 }]);
    assert_eq!(stage.calls().len(), 2);
}

#[tokio::test]
async fn the_waits_of_a_call_share_one_budget() {
    let stage = Stage::new().await;
    stage.next(CHANGE_NAME, Turn::Error(420, "FLOOD_WAIT_1"));
    stage.next(CHANGE_NAME, Turn::Error(420, "FLOOD_WAIT_2"));
    let error = stage.account.invoke(&CHANGE, &Attempt::new(Duration::from_secs(2))).await.unwrap_err();
    assert_eq!(error.facts().retry_after, Some(2));
    assert_eq!(stage.calls().len(), 2);
}

#[tokio::test]
async fn an_internal_error_of_telegram_leaves_the_outcome_unknown() {
    let stage = Stage::new().await;
    stage.next(CHANGE_NAME, Turn::Error(500, "RPC_CALL_FAIL"));
    let error = stage.change().await.unwrap_err();
    assert_eq!((error.kind(), outcome(&error)), (Kind::TelegramInternal, Some(Outcome::Unknown)));
    let telegram = serde_json::to_value(&error.facts().telegram).unwrap();
    assert_eq!(telegram, json!({"code": 500, "name": "RPC_CALL_FAIL", "method": CHANGE_NAME}));
}

#[tokio::test]
async fn a_dropped_call_reports_whether_it_was_sent_and_delays_no_other() {
    let stage = Stage::new().await;
    stage.next(CHANGE_NAME, Turn::Fault(WireFault::LoseAnswer));
    let attempt = Attempt::default();
    let (seen, mut arrives) = tokio::sync::mpsc::unbounded_channel();
    tokio::select! {
        biased;
        _ = stage.account.invoke(&CHANGE, &attempt) => unreachable!("its answer is lost"),
        // The answer to this one shows that the first has arrived, as both share a connection.
        answer = stage.read() => seen.send(answer.unwrap()).unwrap(),
    }
    assert_eq!(arrives.recv().await, Some(2));
    assert_eq!(attempt.delivery().outcome(), Outcome::Unknown);
    assert_eq!(stage.calls(), [CHANGE_NAME, READ_NAME]);
}

#[tokio::test]
async fn a_request_too_large_for_a_packet_is_rejected_and_affects_no_other() {
    let stage = Stage::new().await;
    let part = |bytes: usize| tl::functions::upload::SaveFilePart {
        file_id: 1,
        file_part: 0,
        bytes: vec![7; bytes],
    };
    let error = stage.account.invoke(&part(1 << 20), &Attempt::default()).await.unwrap_err();
    assert_eq!((error.kind(), outcome(&error)), (Kind::TooLarge, Some(Outcome::NotSent)));
    assert!(stage.account.invoke(&part(1_000_000), &Attempt::default()).await.unwrap());
}

#[tokio::test]
async fn many_large_requests_are_sent_in_separate_packets() {
    let stage = Stage::new().await;
    let account = Arc::new(stage.reopened());
    let mut calls = tokio::task::JoinSet::new();
    for file_part in 0..16 {
        let account = account.clone();
        calls.spawn(async move {
            let part = tl::functions::upload::SaveFilePart { file_id: 1, file_part, bytes: vec![7; 300_000] };
            account.invoke(&part, &Attempt::default()).await.unwrap()
        });
    }
    assert_eq!(calls.join_all().await, [true; 16]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_dc_gets_one_key_with_an_authorization_from_the_home_dc() {
    let stage = Stage::new().await;
    let account = Arc::new(stage.reopened());
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let account = account.clone();
        calls.spawn(async move {
            let tl::enums::NearestDc::Dc(answer) =
                account.invoke_in(1, &WHERE, Effect::None, &Attempt::default()).await.unwrap();
            answer.this_dc
        });
    }
    assert_eq!(calls.join_all().await, [1; 10]);
    let entered = stage.calls().iter().filter(|name| name.starts_with("auth.")).count();
    assert_eq!(entered, 2, "one export and one import: {:?}", stage.calls());
    assert_eq!(account.links(), 2);
}

#[tokio::test]
async fn another_dc_that_forgot_its_key_gets_a_new_one() {
    let stage = Stage::new().await;
    let read = async || stage.account.invoke_in(1, &WHERE, Effect::None, &Attempt::default()).await;
    read().await.unwrap();
    stage.next(READ_NAME, Turn::Fault(WireFault::AuthKeyLost));
    assert!(read().await.is_ok());
    assert_eq!(stage.calls().iter().filter(|name| *name == "auth.importAuthorization").count(), 2);
}

#[tokio::test]
async fn a_login_moves_to_the_dc_that_telegram_names() {
    let stage = Stage::new().await;
    for name in ["PHONE_MIGRATE_1", "NETWORK_MIGRATE_3", "USER_MIGRATE_1"] {
        stage.next(CHANGE_NAME, Turn::Error(303, name));
    }
    let (account, _) = login::begin(&stage.server, greeting(), &CHANGE, &Attempt::default()).await.unwrap();
    assert_eq!(account.home_dc(), 1);
    let dcs: Vec<_> =
        stage.sandbox.with_world(|script| script.calls.iter().map(|(_, caller)| caller.dc).collect());
    assert_eq!(dcs, [2, 1, 3, 1]);

    for _ in 0..10 {
        stage.next(CHANGE_NAME, Turn::Error(303, "PHONE_MIGRATE_1"));
        stage.next(CHANGE_NAME, Turn::Error(303, "PHONE_MIGRATE_2"));
    }
    let error = login::begin(&stage.server, greeting(), &CHANGE, &Attempt::default()).await.err().unwrap();
    assert_eq!(error.kind(), Kind::TelegramInternal);
}

#[tokio::test]
async fn a_server_with_another_rsa_key_is_rejected() {
    let stage = Stage::new().await;
    let mut description = serde_json::to_value(stage.sandbox.description()).unwrap();
    description["rsa_public_key"] = json!(OTHER_KEY);
    let server = Arc::new(Server::from_json(&description.to_string()).unwrap());
    let error = login::begin(&server, greeting(), &CHANGE, &Attempt::default()).await.err().unwrap();
    assert_eq!((error.kind(), outcome(&error)), (Kind::Offline, Some(Outcome::NotSent)));
    assert!(error.facts().hint.as_ref().unwrap().contains("rsa_public_key"));
}

#[tokio::test]
async fn all_users_of_a_key_share_one_connection() {
    let stage = Stage::new().await;
    let accounts = Accounts::new(stage.server.clone(), Settings::default());
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let account = accounts.open(&stage.session()).unwrap();
        calls.spawn(async move { account.read(&WHERE, &Attempt::default()).await.is_ok() });
    }
    assert_eq!(calls.join_all().await, [true; 20]);
    assert_eq!(stage.opened(), 2, "the login's connection, and one for all these");
    let stats = accounts.stats();
    assert_eq!((stats.accounts, stats.links), (1, 1));
}

#[tokio::test]
async fn a_reopened_account_still_has_the_salt() {
    let stage = Stage::new().await;
    let accounts = Accounts::new(stage.server.clone(), Settings { limit: 1, ..Settings::default() });
    let read =
        async || accounts.open(&stage.session()).unwrap().read(&WHERE, &Attempt::default()).await.unwrap();
    read().await;
    let (other, _) = login::begin(&stage.server, greeting(), &CHANGE, &Attempt::default()).await.unwrap();
    accounts.adopt(other).unwrap();
    let before = stage.sandbox.stats().packets;
    read().await;
    assert_eq!(stage.opened(), 3, "at the login, and twice from the pool");
    assert_eq!(stage.sandbox.stats().packets - before, 1);
}

/// Telegram's production key.
const OTHER_KEY: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEA6LszBcC1LGzyr992NzE0ieY+BSaOW622Aa9Bd4ZHLl+TuFQ4lo4g
5nKaMBwK/BIb9xUfg0Q29/2mgIR6Zr9krM7HjuIcCzFvDtr+L0GQjae9H0pRB2OO
62cECs5HKhT5DZ98K33vmWiLowc621dQuwKWSQKjWf50XYFw42h21P2KXUGyp2y/
+aEyZ+uVgLLQbRA1dEjSDZ2iGRy12Mk5gpYc397aYp438fsJoHIgJ2lgMv5h7WY9
t6N/byY9Nw9p21Og3AoXSL2q/2IJ1WRUhebgAdGVMlV1fkuOQoEzR7EdpqtQD9Cs
5+bfo3Nhmcyvk5ftB0WkJ9z6bNZ7yxrP8wIDAQAB
-----END RSA PUBLIC KEY-----";
