//! Quotas. The clock stands still, so a period only ends when the clock is advanced.

use grammers_tl_types::{RemoteCall, enums, functions, types};
use telewire::sandbox::Quotas;
use telewire::sandbox::functions::{Caller, RpcError};
use telewire::sandbox::world::people::peer::Peer;
use telewire::sandbox::world::people::person::NewPerson;

use super::chats::get_dialogs;
use super::editing::edit;
use super::forwarding::forward;
use super::*;

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;
const DAY: u32 = 24 * HOUR;

fn telegram() -> Telegram {
    let mut telegram = Telegram::new();
    telegram.world.set_quotas(Quotas::Realistic);
    telegram
}

/// The flood error of a call, if it has one.
fn flood<F: RemoteCall>(telegram: &mut Telegram, caller: &Caller, function: &F) -> Option<String> {
    let refused = telegram.call(caller, function).err()?;
    let RpcError { code, name } = refused;
    (name.contains("FLOOD")).then(|| format!("{code} {name}"))
}

/// Makes the call as often as allowed, once too often, and again after the wait.
fn wait<F: RemoteCall>(telegram: &mut Telegram, caller: &Caller, function: &F, often: usize, seconds: u32) {
    for at in 0..often {
        assert_eq!(flood(telegram, caller, function), None, "call {at}");
    }
    for _ in 0..2 {
        assert_eq!(flood(telegram, caller, function), Some(format!("420 FLOOD_WAIT_{seconds}")));
    }
    telegram.world.advance(seconds - 1);
    assert_eq!(flood(telegram, caller, function), Some("420 FLOOD_WAIT_1".to_owned()));
    telegram.world.advance(1);
    assert_eq!(flood(telegram, caller, function), None);
}

fn name(username: &str) -> functions::contacts::ResolveUsername {
    functions::contacts::ResolveUsername { username: username.to_owned(), referer: None }
}

fn to_oneself() -> enums::InputPeer {
    enums::InputPeer::PeerSelf
}

#[test]
fn reading_has_its_quotas() {
    let mut telegram = telegram();
    let ann = telegram.sign_in(ANN);
    wait(&mut telegram, &ann, &name("bob_baker"), 30, MINUTE);
    let look_up = functions::contacts::ResolvePhone { phone: BOB.to_owned() };
    wait(&mut telegram, &ann, &look_up, 10, 5 * MINUTE);
    wait(&mut telegram, &ann, &get_dialogs(), 15, 30);
    wait(&mut telegram, &ann, &history(&to_oneself()), 30, 30);
    wait(&mut telegram, &ann, &functions::auth::ExportAuthorization { dc_id: 1 }, 40, HOUR);
}

#[test]
fn unknown_names_count_too_and_the_day_has_its_own_quota() {
    let mut telegram = telegram();
    let ann = telegram.sign_in(ANN);
    for at in 0..160 {
        if at > 0 && at % 30 == 0 {
            telegram.world.advance(MINUTE);
        }
        assert_eq!(flood(&mut telegram, &ann, &name("nobody_at_all")), None, "{at}");
    }
    let left = DAY - 5 * MINUTE;
    assert_eq!(
        flood(&mut telegram, &ann, &name("bob_baker")),
        Some(format!("420 FLOOD_WAIT_{left}")),
        "15 to 18 hours are what is left of a day"
    );
    let bob = telegram.sign_in(BOB);
    assert_eq!(flood(&mut telegram, &bob, &name("ann_archer")), None, "each account has its own");
    telegram.world.advance(left);
    assert_eq!(flood(&mut telegram, &ann, &name("bob_baker")), None);
}

#[test]
fn logins_have_their_quotas() {
    let mut telegram = telegram();
    let caller = telegram.connect(2);
    wait(&mut telegram, &caller, &send_code(ANN), 5, DAY);
    wait(&mut telegram, &caller, &import_bot(BOT_TOKEN), 10, HOUR);
    // Requests on another DC count there.
    for _ in 0..10 {
        assert_eq!(telegram.refusal(&caller, &send_code(CAROL)), "303 PHONE_MIGRATE_1");
    }
    let there = telegram.connect(1);
    wait(&mut telegram, &there, &send_code(CAROL), 5, DAY);
}

#[test]
fn ten_wrong_codes_block_a_numbers_logins_for_a_day() {
    let mut telegram = telegram();
    let caller = telegram.connect(2);
    for _ in 0..2 {
        let hash = telegram.send_code(&caller, ANN);
        for _ in 0..5 {
            assert_eq!(telegram.refusal(&caller, &sign_in(ANN, &hash, "11111")), "400 PHONE_CODE_INVALID");
        }
    }
    assert_eq!(telegram.refusal(&caller, &send_code(ANN)), "406 PHONE_PASSWORD_FLOOD");
    assert_eq!(telegram.refusal(&caller, &sign_in(ANN, "hash", DIGITS)), "406 PHONE_PASSWORD_FLOOD");
    telegram.sign_in(BOB);
    telegram.world.advance(DAY);
    telegram.sign_in(ANN);
}

#[test]
fn writing_has_its_quotas() {
    let mut telegram = telegram();
    let ann = telegram.sign_in(ANN);
    let write = send(&to_oneself(), "Hi", 0);
    let mut random_id = 0;
    let mut written = |telegram: &mut Telegram, to: &enums::InputPeer| {
        random_id += 1;
        flood(
            telegram,
            &ann,
            &functions::messages::SendMessage { peer: to.clone(), random_id, ..write.clone() },
        )
    };
    for at in 0..60 {
        assert_eq!(written(&mut telegram, &to_oneself()), None, "{at}");
        if at == 29 {
            let over = written(&mut telegram, &to_oneself());
            assert_eq!(over.as_deref(), Some("420 FLOOD_WAIT_1"), "30 a second");
            telegram.world.advance(1);
        }
    }
    telegram.world.advance(1);
    let over = written(&mut telegram, &to_oneself());
    assert_eq!(over.as_deref(), Some("420 FLOOD_WAIT_58"), "60 a minute to one");

    let lounge = telegram.resolve(&ann, "sandbox_lounge");
    telegram.call(&ann, &functions::channels::JoinChannel { channel: as_channel(&lounge) }).unwrap();
    for at in 0..20 {
        assert_eq!(written(&mut telegram, &lounge), None, "{at}");
    }
    let over = written(&mut telegram, &lounge);
    assert_eq!(over.as_deref(), Some("420 FLOOD_WAIT_60"), "20 a minute to a group");
    telegram.world.advance(MINUTE);
    assert_eq!(written(&mut telegram, &lounge), None);
}

#[test]
fn forwarded_messages_count_up_to_two_thousand_an_hour() {
    let mut telegram = telegram();
    let ann = telegram.sign_in(ANN);
    let me = telegram.world.account_of(ann.auth_key_id).unwrap();
    let ids = telegram.world.say(me, Peer::User(me), "Old", 100).unwrap();
    for hundred in 0..20 {
        let random_id = (0..100).map(|at| 10_000 + 100 * hundred + at).collect();
        let pass =
            functions::messages::ForwardMessages { random_id, ..forward(&to_oneself(), &ids, &to_oneself()) };
        telegram.call(&ann, &pass).expect("it is not too much yet");
        assert_eq!(flood(&mut telegram, &ann, &pass), Some("420 FLOOD_WAIT_1".to_owned()));
        telegram.world.advance(MINUTE);
    }
    let more = send(&to_oneself(), "More", 1);
    assert_eq!(flood(&mut telegram, &ann, &more), Some(format!("420 FLOOD_WAIT_{}", HOUR - 20 * MINUTE)));
}

#[test]
fn editing_has_its_quotas() {
    let mut telegram = telegram();
    let ann = telegram.sign_in(ANN);
    // An edit that changes nothing still counts.
    wait(&mut telegram, &ann, &edit(&to_oneself(), 1, "New"), 60, 5 * MINUTE);
    let lounge = telegram.resolve(&ann, "sandbox_lounge");
    wait(&mut telegram, &ann, &edit(&lounge, 1, "New"), 20, MINUTE);
}

#[test]
fn thirty_strangers_a_day_may_be_written_to_and_known_users_do_not_count() {
    let mut telegram = telegram();
    let ann = telegram.sign_in(ANN);
    let me = telegram.world.account_of(ann.auth_key_id).unwrap();
    let strangers: Vec<enums::InputPeer> = (0..31)
        .map(|number| {
            let new = NewPerson {
                phone: Some(format!("+999662{:04}", 1000 + number)),
                first_name: "Sailor".to_owned(),
                ..NewPerson::default()
            };
            let user_id = telegram.world.add_person(new).expect("nobody has that number");
            let access_hash = telegram.world.access_hash(me, Peer::User(user_id));
            types::InputPeerUser { user_id, access_hash }.into()
        })
        .collect();
    for (at, stranger) in (1..).zip(&strangers[..30]) {
        telegram.send(&ann, stranger, "Ahoy", at);
        telegram.world.advance(1);
    }
    assert_eq!(telegram.refusal(&ann, &send(&strangers[30], "Ahoy", 100)), "400 PEER_FLOOD");
    telegram.send(&ann, &strangers[0], "Ahoy again", 101);
    let bob = telegram.resolve(&ann, "bob_baker");
    telegram.send(&ann, &bob, "Ahoy", 102);
    telegram.world.advance(DAY);
    telegram.send(&ann, &strangers[30], "Ahoy", 103);
}

#[test]
fn joining_and_creating_chats_have_their_quotas() {
    let mut telegram = telegram();
    let ann = telegram.sign_in(ANN);
    let lounge = telegram.resolve(&ann, "sandbox_lounge");
    let join = functions::channels::JoinChannel { channel: as_channel(&lounge) };
    wait(&mut telegram, &ann, &join, 10, 10 * MINUTE);
    let bob = as_user(&telegram.resolve(&ann, "bob_baker"));
    let found =
        functions::messages::CreateChat { users: vec![bob], title: "Crew".to_owned(), ttl_period: None };
    wait(&mut telegram, &ann, &found, 50, DAY);
}

#[test]
fn a_restart_resets_no_quota_and_without_quotas_nothing_is_counted() {
    let mut telegram = telegram();
    let ann = telegram.sign_in(ANN);
    let export = functions::auth::ExportAuthorization { dc_id: 1 };
    for _ in 0..40 {
        telegram.call(&ann, &export).unwrap();
    }
    telegram.restart();
    assert_eq!(flood(&mut telegram, &ann, &export), None, "a snapshot doesn't say whether there are quotas");
    telegram.world.set_quotas(Quotas::Realistic);
    assert_eq!(flood(&mut telegram, &ann, &export), Some(format!("420 FLOOD_WAIT_{HOUR}")));

    let mut free = Telegram::new();
    let ann = free.sign_in(ANN);
    for _ in 0..200 {
        assert_eq!(flood(&mut free, &ann, &export), None);
    }
    assert!(free.world.tallies(None).is_empty());
}
