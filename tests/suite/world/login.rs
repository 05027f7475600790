//! Signing in and out.

use grammers_crypto::two_factor_auth::calculate_2fa;
use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::people::person::NewPerson;

use super::{ANN, CAROL, DIGITS, Telegram, get_me, import_bot, send_code, sign_in};

fn user(authorization: enums::auth::Authorization) -> types::User {
    match authorization {
        enums::auth::Authorization::Authorization(authorization) => match authorization.user {
            enums::User::User(user) => user,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

pub fn password(telegram: &mut Telegram, caller: &Caller) -> types::account::Password {
    let enums::account::Password::Password(password) =
        telegram.call(caller, &functions::account::GetPassword {}).expect("it may be asked");
    password
}

/// The client's side of the password proof, by grammers.
pub fn proof(password: &types::account::Password, text: &str) -> functions::auth::CheckPassword {
    let Some(enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(algo)) =
        &password.current_algo
    else {
        panic!("there is a password");
    };
    let g_b = password.srp_b.clone().expect("there is a password");
    let a = vec![0x5a; 256];
    let (m1, g_a) = calculate_2fa(&algo.salt1, &algo.salt2, &algo.p, &algo.g, g_b, a, text);
    let srp_id = password.srp_id.expect("there is a password");
    let proof = types::InputCheckPasswordSrp { srp_id, a: g_a.to_vec(), m1: m1.to_vec() };
    functions::auth::CheckPassword { password: proof.into() }
}

/// Carol, who has entered her code and is asked for her password.
pub fn half_signed_in(telegram: &mut Telegram) -> Caller {
    let caller = telegram.connect(1);
    let hash = telegram.send_code(&caller, CAROL);
    assert_eq!(telegram.refusal(&caller, &sign_in(CAROL, &hash, "11111")), "401 SESSION_PASSWORD_NEEDED");
    caller
}

/// Carol, signed in on her own DC.
pub fn sign_in_carol(telegram: &mut Telegram) -> Caller {
    let caller = half_signed_in(telegram);
    let asked = password(telegram, &caller);
    telegram.call(&caller, &proof(&asked, "correct horse")).expect("the password is right");
    caller
}

#[test]
fn a_code_signs_in() {
    let mut telegram = Telegram::new();
    let caller = telegram.connect(2);
    let hash = telegram.send_code(&caller, ANN);
    assert_eq!(telegram.world.last_code(ANN), Some(DIGITS));
    let ann = user(telegram.call(&caller, &sign_in(ANN, &hash, DIGITS)).expect("the code is right"));
    assert_eq!(ann.username.as_deref(), Some("ann_archer"));
    assert_eq!(ann.phone.as_deref(), Some("9996620001"));
    assert!(ann.is_self);
    assert_eq!(telegram.call(&caller, &get_me()).expect("signed in"), vec![ann.into()]);
}

#[test]
fn calls_before_signing_in_are_rejected() {
    let mut telegram = Telegram::new();
    let caller = telegram.connect(2);
    assert_eq!(telegram.refusal(&caller, &get_me()), "401 AUTH_KEY_UNREGISTERED");
    telegram.send_code(&caller, ANN);
    assert_eq!(telegram.refusal(&caller, &get_me()), "401 AUTH_KEY_UNREGISTERED");
}

#[test]
fn a_number_of_another_dc_migrates() {
    let mut telegram = Telegram::new();
    let caller = telegram.connect(2);
    assert_eq!(telegram.refusal(&caller, &send_code(CAROL)), "303 PHONE_MIGRATE_1");
}

#[test]
fn wrong_numbers_and_api_ids_are_rejected() {
    let mut telegram = Telegram::new();
    let caller = telegram.connect(2);
    for phone in ["", "+441234567890", "+999662000", "+99966200011", "+9996690001"] {
        assert_eq!(telegram.refusal(&caller, &send_code(phone)), "400 PHONE_NUMBER_INVALID", "{phone}");
    }
    let without = functions::auth::SendCode { api_id: 0, ..send_code(ANN) };
    assert_eq!(telegram.refusal(&caller, &without), "400 API_ID_INVALID");
}

#[test]
fn a_wrong_code_may_be_corrected_four_times() {
    let mut telegram = Telegram::new();
    let caller = telegram.connect(2);
    let hash = telegram.send_code(&caller, ANN);
    assert_eq!(telegram.refusal(&caller, &sign_in(ANN, &hash, "")), "400 PHONE_CODE_EMPTY");
    for _ in 0..5 {
        assert_eq!(telegram.refusal(&caller, &sign_in(ANN, &hash, "12345")), "400 PHONE_CODE_INVALID");
    }
    assert_eq!(telegram.refusal(&caller, &sign_in(ANN, &hash, DIGITS)), "400 PHONE_CODE_EXPIRED");
}

#[test]
fn a_code_expires_after_five_minutes() {
    let mut telegram = Telegram::new();
    let caller = telegram.connect(2);
    let hash = telegram.send_code(&caller, ANN);
    telegram.world.advance(300);
    assert_eq!(telegram.refusal(&caller, &sign_in(ANN, &hash, DIGITS)), "400 PHONE_CODE_EXPIRED");
}

#[test]
fn a_code_is_valid_once_and_only_with_its_key_and_hash() {
    let mut telegram = Telegram::new();
    let caller = telegram.connect(2);
    let hash = telegram.send_code(&caller, ANN);
    assert_eq!(telegram.refusal(&caller, &sign_in(ANN, "other", DIGITS)), "400 PHONE_CODE_EXPIRED");
    let thief = telegram.connect(2);
    assert_eq!(telegram.refusal(&thief, &sign_in(ANN, &hash, DIGITS)), "400 PHONE_CODE_EXPIRED");
    telegram.call(&caller, &sign_in(ANN, &hash, DIGITS)).expect("the code is right");
    assert_eq!(telegram.refusal(&caller, &sign_in(ANN, &hash, DIGITS)), "400 PHONE_CODE_EXPIRED");
}

#[test]
fn a_code_is_sent_again_by_a_call_once() {
    let mut telegram = Telegram::new();
    let caller = telegram.connect(2);
    let hash = telegram.send_code(&caller, ANN);
    let resend = functions::auth::ResendCode {
        phone_number: ANN.to_owned(),
        phone_code_hash: hash.clone(),
        reason: None,
    };
    let enums::auth::SentCode::Code(sent) = telegram.call(&caller, &resend).expect("a call is left") else {
        panic!("a code is sent");
    };
    assert!(matches!(sent.r#type, enums::auth::SentCodeType::Call(_)));
    assert_eq!(sent.next_type, None);
    assert_eq!(telegram.refusal(&caller, &resend), "406 SEND_CODE_UNAVAILABLE");
    telegram.call(&caller, &sign_in(ANN, &sent.phone_code_hash, DIGITS)).expect("the code is the same");
}

#[test]
fn a_cancelled_code_is_invalid() {
    let mut telegram = Telegram::new();
    let caller = telegram.connect(2);
    let hash = telegram.send_code(&caller, ANN);
    let cancel = functions::auth::CancelCode { phone_number: ANN.to_owned(), phone_code_hash: hash.clone() };
    assert!(telegram.call(&caller, &cancel).expect("it is on its way"));
    assert_eq!(telegram.refusal(&caller, &sign_in(ANN, &hash, DIGITS)), "400 PHONE_CODE_EXPIRED");
}

#[test]
fn an_unknown_number_signs_up() {
    const NEW: &str = "+999 662 7777";
    let mut telegram = Telegram::new();
    let caller = telegram.connect(2);
    let hash = telegram.send_code(&caller, NEW);
    let sign_up = functions::auth::SignUp {
        no_joined_notifications: false,
        phone_number: NEW.to_owned(),
        phone_code_hash: hash.clone(),
        first_name: "Dora".to_owned(),
        last_name: String::new(),
    };
    assert_eq!(telegram.refusal(&caller, &sign_up), "400 PHONE_CODE_EMPTY");
    let answer = telegram.call(&caller, &sign_in(NEW, &hash, DIGITS)).expect("the code is right");
    assert!(matches!(answer, enums::auth::Authorization::SignUpRequired(_)));
    let nameless = functions::auth::SignUp { first_name: " ".to_owned(), ..sign_up.clone() };
    assert_eq!(telegram.refusal(&caller, &nameless), "400 FIRSTNAME_INVALID");
    let dora = user(telegram.call(&caller, &sign_up).expect("the code was right"));
    assert_eq!((dora.first_name.as_deref(), dora.phone.as_deref()), (Some("Dora"), Some("9996627777")));

    let again = telegram.connect(2);
    let hash = telegram.send_code(&again, NEW);
    assert_eq!(user(telegram.call(&again, &sign_in(NEW, &hash, DIGITS)).expect("she lives here now")), dora);
}

#[test]
fn a_password_is_required_and_proven_by_srp() {
    let mut telegram = Telegram::new();
    let caller = half_signed_in(&mut telegram);
    assert_eq!(telegram.refusal(&caller, &get_me()), "401 SESSION_PASSWORD_NEEDED");

    let asked = password(&mut telegram, &caller);
    assert_eq!(telegram.refusal(&caller, &proof(&asked, "wrong horse")), "400 PASSWORD_HASH_INVALID");
    let right = proof(&asked, "correct horse");
    assert_eq!(telegram.refusal(&caller, &right), "400 SRP_ID_INVALID");

    let asked = password(&mut telegram, &caller);
    let right = proof(&asked, "correct horse");
    let carol = user(telegram.call(&caller, &right).expect("the password is right"));
    assert_eq!(carol.username.as_deref(), Some("carol_clark"));
    telegram.call(&caller, &get_me()).expect("signed in");
}

#[test]
fn a_proof_without_the_password_is_rejected() {
    let mut telegram = Telegram::new();
    let caller = half_signed_in(&mut telegram);
    let prime = telewire::sandbox::world::login::srp::P.to_vec();
    for g_a in [vec![0; 256], vec![1], prime, vec![0xff; 256], vec![1; 300], Vec::new()] {
        let srp_id = password(&mut telegram, &caller).srp_id.expect("there is a password");
        telegram.world.advance(60);
        let proof = types::InputCheckPasswordSrp { srp_id, a: g_a, m1: vec![0; 32] };
        let proof = functions::auth::CheckPassword { password: proof.into() };
        assert_eq!(telegram.refusal(&caller, &proof), "400 PASSWORD_HASH_INVALID");
    }
}

#[test]
fn five_wrong_passwords_cost_a_minute() {
    let mut telegram = Telegram::new();
    let caller = half_signed_in(&mut telegram);
    for _ in 0..5 {
        let wrong = proof(&password(&mut telegram, &caller), "wrong horse");
        assert_eq!(telegram.refusal(&caller, &wrong), "400 PASSWORD_HASH_INVALID");
    }
    let right = proof(&password(&mut telegram, &caller), "correct horse");
    assert_eq!(telegram.refusal(&caller, &right), "420 FLOOD_WAIT_60");
    telegram.world.advance(60);
    let right = proof(&password(&mut telegram, &caller), "correct horse");
    telegram.call(&caller, &right).expect("the wait is over");
}

#[test]
fn an_account_without_a_password_is_reported_as_such() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let password = password(&mut telegram, &ann);
    assert!(!password.has_password);
    assert_eq!((password.current_algo, password.srp_b, password.srp_id), (None, None, None));
}

#[test]
fn logging_out_revokes_only_this_key() {
    let mut telegram = Telegram::new();
    let (here, there) = (telegram.sign_in(ANN), telegram.sign_in(ANN));
    telegram.call(&here, &functions::auth::LogOut {}).expect("signed in");
    assert_eq!(telegram.refusal(&here, &get_me()), "401 AUTH_KEY_UNREGISTERED");
    assert_eq!(telegram.refusal(&here, &functions::auth::LogOut {}), "401 AUTH_KEY_UNREGISTERED");
    telegram.call(&there, &get_me()).expect("still signed in");
}

#[test]
fn a_login_that_waits_for_its_password_can_be_cancelled() {
    let mut telegram = Telegram::new();
    let caller = half_signed_in(&mut telegram);
    telegram.call(&caller, &functions::auth::LogOut {}).expect("half signed in");
    assert_eq!(telegram.refusal(&caller, &get_me()), "401 AUTH_KEY_UNREGISTERED");
}

#[test]
fn a_bot_signs_in_with_its_token() {
    let mut telegram = Telegram::new();
    let caller = telegram.connect(2);
    assert_eq!(telegram.refusal(&caller, &import_bot("7000001:other")), "400 ACCESS_TOKEN_INVALID");
    let bot = user(telegram.call(&caller, &import_bot("7000001:sandbox")).expect("the token is right"));
    assert_eq!((bot.id, bot.bot, bot.username.as_deref()), (7_000_001, true, Some("sandbox_bot")));
    let elsewhere = telegram.connect(1);
    assert_eq!(telegram.refusal(&elsewhere, &import_bot("7000001:sandbox")), "303 USER_MIGRATE_2");
}

#[test]
fn an_authorization_is_imported_on_another_dc_once() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let export = |dc_id| functions::auth::ExportAuthorization { dc_id };
    assert_eq!(telegram.refusal(&ann, &export(9)), "400 DC_ID_INVALID");
    let enums::auth::ExportedAuthorization::Authorization(exported) =
        telegram.call(&ann, &export(1)).expect("signed in");

    let there = telegram.connect(1);
    let import = |id, bytes: &[u8]| functions::auth::ImportAuthorization { id, bytes: bytes.to_vec() };
    assert_eq!(telegram.refusal(&there, &import(exported.id, &[0; 128])), "400 AUTH_BYTES_INVALID");
    let here = telegram.connect(2);
    assert_eq!(telegram.refusal(&here, &import(exported.id, &exported.bytes)), "400 AUTH_BYTES_INVALID");
    let known = telegram.call(&there, &import(exported.id, &exported.bytes)).expect("just exported");
    assert_eq!(user(known).username.as_deref(), Some("ann_archer"));
    assert_eq!(telegram.refusal(&there, &import(exported.id, &exported.bytes)), "400 AUTH_BYTES_INVALID");

    // Functions of the home DC must be called there.
    assert_eq!(telegram.refusal(&there, &functions::updates::GetState {}), "303 USER_MIGRATE_2");
}

#[test]
fn users_added_later_sign_in_like_the_others() {
    let mut telegram = Telegram::new();
    let new = NewPerson {
        phone: Some("+9996620042".to_owned()),
        first_name: "Eve".to_owned(),
        username: Some("eve_sandbox".to_owned()),
        ..NewPerson::default()
    };
    telegram.world.add_person(new.clone()).expect("nobody has that number");
    let refused = telegram.world.add_person(new).expect_err("now somebody has");
    assert_eq!(refused.name, "PHONE_NUMBER_OCCUPIED");
    let eve = telegram.sign_in("+9996620042");
    let me = telegram.call(&eve, &get_me()).expect("signed in");
    assert!(matches!(&me[..], [enums::User::User(me)] if me.username.as_deref() == Some("eve_sandbox")));
}

#[test]
fn a_new_login_is_pushed_to_others_which_can_end_it() {
    let mut telegram = Telegram::new();
    let here = telegram.sign_in(ANN);
    assert!(telegram.pushed(&here).is_empty(), "the first has nobody to tell");
    let there = telegram.connect(2);
    let hash = telegram.send_code(&there, ANN);
    telegram.call(&there, &sign_in(ANN, &hash, DIGITS)).expect("the code is right");
    assert!(telegram.pushed(&there).is_empty());
    let told: Vec<enums::Update> = telegram.pushed(&here).into_iter().flat_map(super::updates).collect();
    let [enums::Update::NewAuthorization(told)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((told.unconfirmed, told.device.as_deref()), (true, Some("test")));
    telegram.world.advance(24 * 3600);
    let end = functions::account::ResetAuthorization { hash: told.hash };
    assert!(telegram.call(&here, &end).expect("a day is over"));
    assert_eq!(telegram.refusal(&there, &get_me()), "401 AUTH_KEY_UNREGISTERED");
}
