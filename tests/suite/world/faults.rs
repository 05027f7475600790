//! Injected faults.

use std::time::Duration;

use grammers_tl_types::{Serializable, enums, functions};
use telewire::sandbox::functions::{self as sandbox, WireFault};
use telewire::sandbox::world::engine::faults::{Fault, FaultEffect, UpdateFault};

use super::{ANN, BOB, Telegram, get_me, send};

fn fault(kind: FaultEffect) -> Fault {
    Fault { kind, method: None, account: None, at_dc: None, count: 1, probability: 1.0, seed: None }
}

#[test]
fn a_fault_applies_to_the_given_number_of_matching_calls() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    telegram.world.fault(Fault {
        method: Some("messages.send*".to_owned()),
        count: 2,
        ..fault(FaultEffect::FloodWait { seconds: 30 })
    });
    telegram.call(&ann, &get_me()).expect("that isn't meant");
    assert_eq!(telegram.refusal(&ann, &send(&bob, "One", 1)), "420 FLOOD_WAIT_30");
    assert_eq!(telegram.refusal(&ann, &send(&bob, "One", 1)), "420 FLOOD_WAIT_30");
    telegram.send(&ann, &bob, "One", 1);
}

#[test]
fn a_fault_may_be_for_one_account_and_last_until_cleared() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let account = telegram.world.account_of(ann.auth_key_id);
    telegram.world.fault(Fault { account, count: 0, ..fault(FaultEffect::Internal) });
    for _ in 0..10 {
        assert_eq!(telegram.refusal(&ann, &get_me()), "500 INTERNAL");
        telegram.call(&bob, &get_me()).expect("he isn't meant");
    }
    telegram.world.clear_faults();
    telegram.call(&ann, &get_me()).expect("it is over");
}

/// Every kind that applies to calls, and whether the login stays valid.
fn kinds_of_calls() -> [(FaultEffect, bool); 15] {
    [
        (FaultEffect::FloodWait { seconds: 1 }, true),
        (FaultEffect::SlowMode { seconds: 1 }, true),
        (FaultEffect::PeerFlood, true),
        (FaultEffect::Error { code: 400, name: "ANY".to_owned(), explanation: None }, true),
        (FaultEffect::Internal, true),
        (FaultEffect::Migrate { what: "USER".to_owned(), dc: 1 }, true),
        (FaultEffect::FileReferenceExpired, true),
        (FaultEffect::Delay(Duration::ZERO), true),
        (FaultEffect::Drop, true),
        (FaultEffect::Truncate, true),
        (FaultEffect::WrongSessionId, true),
        (FaultEffect::LoseAnswer, true),
        (FaultEffect::AuthKeyUnregistered, false),
        (FaultEffect::AuthKeyDuplicated, false),
        (FaultEffect::AuthKeyLost, false),
    ]
}

#[test]
fn every_fault_of_calls_is_filtered_by_function_account_and_count() {
    for (kind, leaves) in kinds_of_calls() {
        let mut telegram = Telegram::new();
        let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
        let account = telegram.world.account_of(ann.auth_key_id);
        let count = if leaves { 3 } else { 1 };
        let method = Some("users.*s".to_owned());
        telegram.world.fault(Fault { method, account, count, ..fault(kind.clone()) });
        let mut strikes = |caller, function: &[u8]| {
            let reply = sandbox::call(&mut telegram.world, caller, function);
            reply.answer.is_err() || reply.fault.is_some()
        };
        let get_config = functions::help::GetConfig {}.to_bytes();
        assert!(!strikes(&ann, &get_config), "{kind:?}: another function");
        assert!(!strikes(&bob, &get_me().to_bytes()), "{kind:?}: another account");
        for _ in 0..count {
            assert!(strikes(&ann, &get_me().to_bytes()), "{kind:?}");
        }
        assert_eq!(strikes(&ann, &get_me().to_bytes()), !leaves, "{kind:?}: as often as told");
        assert_eq!(telegram.world.strike_update(account, true), None, "{kind:?}: no updates");
    }
}

#[test]
fn every_fault_of_updates_is_filtered_by_account_and_count() {
    for (kind, mishap) in [
        (FaultEffect::StopChannelUpdates, UpdateFault::Lost),
        (FaultEffect::LoseUpdates, UpdateFault::Lost),
        (FaultEffect::DuplicateUpdates, UpdateFault::Doubled),
        (FaultEffect::ReorderUpdates, UpdateFault::HeldBack),
    ] {
        let mut telegram = Telegram::new();
        let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
        let [ann_id, bob_id] = [&ann, &bob].map(|caller| telegram.world.account_of(caller.auth_key_id));
        telegram.world.fault(Fault { account: ann_id, count: 2, ..fault(kind.clone()) });
        telegram.call(&ann, &get_me()).expect("no calls are meant");
        assert_eq!(telegram.world.strike_update(bob_id, true), None, "{kind:?}: another account");
        if kind == FaultEffect::StopChannelUpdates {
            assert_eq!(telegram.world.strike_update(ann_id, false), None, "no channel's");
        }
        let met: Vec<_> = (0..3).map(|_| telegram.world.strike_update(ann_id, true)).collect();
        assert_eq!(met, [Some(mishap), Some(mishap), None], "{kind:?}");
    }
}

/// It depends on no other random choice of the world, and none depends on it.
#[test]
fn a_faults_seed_gives_the_same_choices_in_every_world() {
    let struck = |seed: i64, calls_between: usize| {
        let mut telegram = Telegram::new();
        let ann = telegram.sign_in(ANN);
        let lose = Fault { count: 0, probability: 0.5, seed: Some(seed), ..fault(FaultEffect::LoseUpdates) };
        telegram.world.fault(lose);
        let account = telegram.world.account_of(ann.auth_key_id);
        let strikes = (1..=100).map(|at| {
            for _ in 0..calls_between {
                telegram.send(&ann, &enums::InputPeer::PeerSelf, "Ahoy", at);
            }
            telegram.world.strike_update(account, false).is_some()
        });
        strikes.collect::<Vec<_>>()
    };
    let first = struck(1, 0);
    assert!((25..75).contains(&first.iter().filter(|struck| **struck).count()));
    assert_eq!(first, struck(1, 1));
    assert_ne!(first, struck(2, 0));
}

#[test]
fn each_kind_has_telegrams_error_name() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let named = [
        (FaultEffect::SlowMode { seconds: 7 }, "420 SLOWMODE_WAIT_7"),
        (FaultEffect::PeerFlood, "400 PEER_FLOOD"),
        (
            FaultEffect::Error { code: 403, name: "CHAT_RESTRICTED".to_owned(), explanation: None },
            "403 CHAT_RESTRICTED",
        ),
        (FaultEffect::Migrate { what: "NETWORK".to_owned(), dc: 1 }, "303 NETWORK_MIGRATE_1"),
    ];
    for (kind, name) in named {
        telegram.world.fault(fault(kind));
        assert_eq!(telegram.refusal(&ann, &get_me()), name);
    }
}

#[test]
fn a_duplicated_an_unregistered_or_a_lost_key_is_dead() {
    for (kind, name) in [
        (FaultEffect::AuthKeyDuplicated, "406 AUTH_KEY_DUPLICATED"),
        (FaultEffect::AuthKeyUnregistered, "401 AUTH_KEY_UNREGISTERED"),
        (FaultEffect::AuthKeyLost, "401 AUTH_KEY_UNREGISTERED"),
    ] {
        let mut telegram = Telegram::new();
        let ann = telegram.sign_in(ANN);
        telegram.world.fault(fault(kind));
        assert_eq!(telegram.refusal(&ann, &get_me()), name);
        assert_eq!(telegram.refusal(&ann, &get_me()), "401 AUTH_KEY_UNREGISTERED");
    }
}

/// It is an ordinary answer: the connection stays open, and the key may sign in again.
#[test]
fn an_unregistered_key_gets_an_error_and_may_sign_in_again() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    telegram.world.fault(fault(FaultEffect::AuthKeyUnregistered));
    let reply = sandbox::call(&mut telegram.world, &ann, &get_me().to_bytes());
    assert_eq!((reply.fault, reply.answer.is_err()), (None, true));
    let hash = telegram.send_code(&ann, ANN);
    telegram.call(&ann, &super::sign_in(ANN, &hash, super::DIGITS)).expect("the key is as good as new");
    telegram.call(&ann, &get_me()).expect("she is signed in again");
}

#[test]
fn of_the_faults_of_the_wire_only_a_drop_prevents_the_call() {
    let kinds = [
        (FaultEffect::Delay(Duration::from_secs(2)), WireFault::Delay(Duration::from_secs(2)), true),
        (FaultEffect::Drop, WireFault::Drop, false),
        (FaultEffect::Truncate, WireFault::Truncate, true),
        (FaultEffect::WrongSessionId, WireFault::WrongSessionId, true),
        (FaultEffect::LoseAnswer, WireFault::LoseAnswer, true),
        (FaultEffect::AuthKeyLost, WireFault::AuthKeyLost, false),
    ];
    for (kind, wire, happens) in kinds {
        let mut telegram = Telegram::new();
        let ann = telegram.sign_in(ANN);
        telegram.world.fault(fault(kind));
        let function = send(&enums::InputPeer::PeerSelf, "Ahoy", 1);
        let reply = sandbox::call(&mut telegram.world, &ann, &function.to_bytes());
        assert_eq!((reply.fault, reply.answer.is_ok()), (Some(wire), happens), "{wire:?}");
    }
}

#[test]
fn a_probability_selects_the_same_calls_each_time() {
    let struck = || {
        let mut telegram = Telegram::new();
        let ann = telegram.sign_in(ANN);
        telegram.world.fault(Fault { count: 0, probability: 0.5, ..fault(FaultEffect::Internal) });
        (0..100).map(|_| telegram.call(&ann, &get_me()).is_err()).collect::<Vec<_>>()
    };
    let first = struck();
    assert!((25..75).contains(&first.iter().filter(|struck| **struck).count()));
    assert_eq!(first, struck());
}

#[test]
fn calls_are_counted_by_account_and_function() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let account = telegram.world.account_of(ann.auth_key_id);
    telegram.world.fault(fault(FaultEffect::FloodWait { seconds: 1 }));
    telegram.call(&ann, &get_me()).expect_err("it has to wait");
    telegram.call(&ann, &get_me()).expect("now it may");
    let stats = telegram.world.stats(account);
    assert_eq!(stats.calls.get("users.getUsers"), Some(&2));
    assert_eq!(stats.calls.get("auth.signIn"), None, "nobody was signed in then");
    assert_eq!(telegram.world.stats(None).calls.get("auth.signIn"), Some(&1));
    assert_eq!(stats.authorizations.values().copied().collect::<Vec<_>>(), [1]);
}
