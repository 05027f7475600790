//! Account management: password, logins, profile and contacts.

use grammers_tl_types::{enums, functions, types};
use num_bigint::BigUint;
use sha2::{Digest, Sha256, Sha512};
use telewire::sandbox::functions::Caller;

use super::administration::account;
use super::login::{half_signed_in, password, proof};
use super::{ANN, BOB, DIGITS, Telegram, as_user, get_me, send, sign_in};

pub const SECRET: &str = "rowing at dawn";

/// v := g^x mod p, as a client computes it (https://core.telegram.org/api/srp#setting-a-new-2fa-password).
fn verifier(
    algo: &types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow,
    text: &str,
) -> Vec<u8> {
    let salted = |data: &[u8], salt: &[u8]| Sha256::digest([salt, data, salt].concat()).to_vec();
    let ph1 = salted(&salted(text.as_bytes(), &algo.salt1), &algo.salt2);
    let mut stretched = [0; 64];
    pbkdf2::pbkdf2_hmac::<Sha512>(&ph1, &algo.salt1, 100_000, &mut stretched);
    let x = BigUint::from_bytes_be(&salted(&stretched, &algo.salt2));
    let v = BigUint::from(algo.g as u32).modpow(&x, &BigUint::from_bytes_be(&algo.p)).to_bytes_be();
    [vec![0; 256 - v.len()], v].concat()
}

/// Sets the password to `text`, or removes it. `known` is the current one.
pub fn update(
    telegram: &mut Telegram,
    caller: &Caller,
    known: Option<&str>,
    text: Option<&str>,
) -> functions::account::UpdatePasswordSettings {
    let now = password(telegram, caller);
    let enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(mut algo) =
        now.new_algo.clone()
    else {
        panic!("{now:?}");
    };
    algo.salt1.extend([7; 32]);
    let new_password_hash = text.map_or_else(Vec::new, |text| verifier(&algo, text));
    let new = types::account::PasswordInputSettings {
        new_algo: Some(algo.into()),
        new_password_hash: Some(new_password_hash),
        hint: Some("when".to_owned()),
        email: None,
        new_secure_settings: None,
    };
    let given = known
        .map_or(enums::InputCheckPasswordSrp::InputCheckPasswordEmpty, |known| proof(&now, known).password);
    functions::account::UpdatePasswordSettings { password: given, new_settings: new.into() }
}

#[test]
fn a_password_is_set_changed_and_removed_with_the_current_one() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let set = update(&mut telegram, &ann, None, Some(SECRET));
    telegram.call(&ann, &set).expect("there was none");
    let now = password(&mut telegram, &ann);
    assert_eq!((now.has_password, now.hint.as_deref()), (true, Some("when")));

    let phone = telegram.connect(2);
    let hash = telegram.send_code(&phone, ANN);
    assert_eq!(telegram.refusal(&phone, &sign_in(ANN, &hash, DIGITS)), "401 SESSION_PASSWORD_NEEDED");
    let asked = password(&mut telegram, &phone);
    assert_eq!(telegram.refusal(&phone, &proof(&asked, "rowing at noon")), "400 PASSWORD_HASH_INVALID");
    let asked = password(&mut telegram, &phone);
    telegram.call(&phone, &proof(&asked, SECRET)).expect("it is the one that she set");

    let without = update(&mut telegram, &ann, None, Some("other"));
    assert_eq!(telegram.refusal(&ann, &without), "400 PASSWORD_HASH_INVALID");
    let wrong = update(&mut telegram, &ann, Some("rowing at noon"), Some("other"));
    assert_eq!(telegram.refusal(&ann, &wrong), "400 PASSWORD_HASH_INVALID");
    let change = update(&mut telegram, &ann, Some(SECRET), Some("other"));
    telegram.call(&ann, &change).expect("she knows it");
    let remove = update(&mut telegram, &ann, Some(SECRET), None);
    assert_eq!(telegram.refusal(&ann, &remove), "400 PASSWORD_HASH_INVALID", "it is another now");
    let remove = update(&mut telegram, &ann, Some("other"), None);
    telegram.call(&ann, &remove).expect("she knows it");
    assert!(!password(&mut telegram, &ann).has_password);
    telegram.sign_in(ANN);
}

#[test]
fn a_new_password_must_use_the_offered_salts() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let old = update(&mut telegram, &ann, None, Some(SECRET));
    password(&mut telegram, &ann);
    assert_eq!(telegram.refusal(&ann, &old), "400 NEW_SALT_INVALID");
    let mut empty = update(&mut telegram, &ann, None, Some(SECRET));
    let enums::account::PasswordInputSettings::Settings(new) = &mut empty.new_settings;
    new.new_password_hash = Some(vec![0; 256]);
    assert_eq!(telegram.refusal(&ann, &empty), "400 NEW_SETTINGS_INVALID");
    assert!(!password(&mut telegram, &ann).has_password);
}

fn authorizations(telegram: &mut Telegram, caller: &Caller) -> Vec<types::Authorization> {
    let enums::account::Authorizations::Authorizations(found) =
        telegram.call(caller, &functions::account::GetAuthorizations {}).expect("signed in");
    let all = found.authorizations.into_iter();
    all.map(|enums::Authorization::Authorization(authorization)| authorization).collect()
}

#[test]
fn a_login_may_end_others_after_a_day() {
    let mut telegram = Telegram::new();
    let first = telegram.sign_in(ANN);
    let (second, third) = (telegram.sign_in(ANN), telegram.sign_in(ANN));
    let all = authorizations(&mut telegram, &first);
    assert_eq!(all.iter().map(|one| one.current).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(all[0].hash, 0);
    let seen_by_second = authorizations(&mut telegram, &second);
    let third_hash = all.iter().skip(1).find(|one| seen_by_second.iter().skip(1).any(|o| o.hash == one.hash));
    let end = functions::account::ResetAuthorization { hash: third_hash.expect("both see it").hash };
    assert_eq!(telegram.refusal(&first, &end), "406 FRESH_RESET_AUTHORISATION_FORBIDDEN");
    telegram.world.advance(24 * 3600);
    telegram.call(&first, &end).expect("a day has passed");
    assert_eq!(telegram.refusal(&third, &get_me()), "401 AUTH_KEY_UNREGISTERED");
    assert_eq!(telegram.refusal(&first, &end), "400 HASH_INVALID");
    telegram.call(&first, &functions::auth::ResetAuthorizations {}).expect("a day has passed");
    assert_eq!(telegram.refusal(&second, &get_me()), "401 AUTH_KEY_UNREGISTERED");
    assert_eq!(authorizations(&mut telegram, &first).len(), 1);
}

#[test]
fn a_changed_profile_is_pushed_to_known_users() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let profile = |first: &str, about: &str| functions::account::UpdateProfile {
        first_name: Some(first.to_owned()),
        last_name: Some(String::new()),
        about: Some(about.to_owned()),
    };
    assert_eq!(telegram.refusal(&ann, &profile(" ", "")), "400 FIRSTNAME_INVALID");
    assert_eq!(telegram.refusal(&ann, &profile("Ann", &"o".repeat(71))), "400 ABOUT_TOO_LONG");
    let enums::User::User(me) = telegram.call(&ann, &profile("Annie", "Rows")).expect("it is hers") else {
        panic!("she is somebody");
    };
    assert_eq!((me.first_name.as_deref(), me.last_name), (Some("Annie"), None));
    let told = super::brought(telegram.pushed(&bob).remove(0));
    assert!(matches!(&told.updates[..], [enums::Update::UserName(name)] if name.first_name == "Annie"));

    let username = |name: &str| functions::account::UpdateUsername { username: name.to_owned() };
    assert_eq!(telegram.refusal(&ann, &username("bob_baker")), "400 USERNAME_OCCUPIED");
    assert_eq!(telegram.refusal(&ann, &username("ann_archer")), "400 USERNAME_NOT_MODIFIED");
    telegram.call(&ann, &username("annie")).expect("it is free");
    telegram.resolve(&bob, "annie");
    let check = functions::account::CheckUsername { username: "ann_archer".to_owned() };
    assert_eq!(telegram.call(&bob, &check), Ok(true));
}

#[test]
fn messages_of_a_blocked_user_do_not_arrive() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (id, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    let block = functions::contacts::Block { my_stories_from: false, id: id.clone() };
    assert_eq!(telegram.call(&ann, &block), Ok(true));
    assert_eq!(telegram.refusal(&bob, &send(&to_ann, "Ahoy", 1)), "400 USER_IS_BLOCKED");
    assert_eq!(telegram.refusal(&ann, &send(&id, "Ahoy", 1)), "400 YOU_BLOCKED_USER");
    let list = functions::contacts::GetBlocked { my_stories_from: false, offset: 0, limit: 10 };
    let enums::contacts::Blocked::Blocked(all) = telegram.call(&ann, &list).expect("signed in") else {
        panic!("there is one");
    };
    assert_eq!(all.users.len(), 1);
    telegram.call(&ann, &functions::contacts::Unblock { my_stories_from: false, id }).expect("she may");
    telegram.send(&bob, &to_ann, "Thanks", 2);
}

#[test]
fn contacts_are_added_by_number_and_deleted() {
    let mut telegram = Telegram::new();
    let bob = telegram.sign_in(BOB);
    let contact = |client_id, phone: &str| {
        types::InputPhoneContact {
            client_id,
            phone: phone.to_owned(),
            first_name: "Somebody".to_owned(),
            last_name: String::new(),
            note: None,
        }
        .into()
    };
    let contacts = vec![contact(1, super::CAROL), contact(2, "+9996629999")];
    let import = functions::contacts::ImportContacts { contacts };
    let enums::contacts::ImportedContacts::Contacts(found) = telegram.call(&bob, &import).expect("he may");
    assert_eq!((found.imported.len(), found.users.len()), (1, 1));
    let count = |telegram: &mut Telegram| match telegram
        .call(&bob, &functions::contacts::GetContacts { hash: 0 })
        .expect("signed in")
    {
        enums::contacts::Contacts::Contacts(all) => all.contacts.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(count(&mut telegram), 2);
    let carol = telegram.resolve(&bob, "carol_clark");
    let delete = functions::contacts::DeleteContacts { id: vec![as_user(&carol)] };
    telegram.call(&bob, &delete).expect("he may");
    assert_eq!(count(&mut telegram), 1);
    let search =
        functions::contacts::Search { broadcasts: false, bots: false, q: "sandbox".to_owned(), limit: 10 };
    let enums::contacts::Found::Found(found) = telegram.call(&bob, &search).expect("he may");
    assert_eq!(
        (found.my_results.len(), found.results.len()),
        (1, 2),
        "the lounge is his, the news and the bot not"
    );
}

fn export() -> functions::auth::ExportLoginToken {
    functions::auth::ExportLoginToken { api_id: 1, api_hash: "hash".to_owned(), except_ids: Vec::new() }
}

fn shown(token: enums::auth::LoginToken) -> Vec<u8> {
    match token {
        enums::auth::LoginToken::Token(token) => token.token,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_accepted_token_signs_in() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let screen = telegram.connect(2);
    let token = shown(telegram.call(&screen, &export()).expect("anyone may"));
    let accept = functions::auth::AcceptLoginToken { token };
    telegram.call(&ann, &accept).expect("it is fresh");
    assert_eq!(telegram.refusal(&ann, &accept), "400 AUTH_TOKEN_ALREADY_ACCEPTED");
    assert!(matches!(
        &telegram.pushed(&screen)[..],
        [enums::Updates::UpdateShort(push)] if push.update == enums::Update::LoginToken
    ));
    let done = telegram.call(&screen, &export()).expect("it was accepted");
    assert!(matches!(done, enums::auth::LoginToken::Success(_)));
    assert_eq!(account(&telegram, &screen), account(&telegram, &ann));

    let other = telegram.connect(2);
    let token = shown(telegram.call(&other, &export()).expect("anyone may"));
    telegram.world.advance(30);
    let late = functions::auth::AcceptLoginToken { token };
    assert_eq!(telegram.refusal(&ann, &late), "400 AUTH_TOKEN_EXPIRED");
}

#[test]
fn a_token_of_an_account_on_another_dc_migrates_and_needs_the_password() {
    let mut telegram = Telegram::new();
    let carol = half_signed_in(&mut telegram);
    let asked = password(&mut telegram, &carol);
    telegram.call(&carol, &proof(&asked, "correct horse")).expect("it is right");
    let screen = telegram.connect(2);
    let token = shown(telegram.call(&screen, &export()).expect("anyone may"));
    telegram.call(&carol, &functions::auth::AcceptLoginToken { token }).expect("it is fresh");
    let moved = telegram.call(&screen, &export()).expect("it was accepted");
    let enums::auth::LoginToken::MigrateTo(moved) = moved else { panic!("{moved:?}") };
    assert_eq!(moved.dc_id, 1);
    let there = telegram.connect(1);
    let import = functions::auth::ImportLoginToken { token: moved.token };
    assert_eq!(telegram.refusal(&there, &import), "401 SESSION_PASSWORD_NEEDED");
    let asked = password(&mut telegram, &there);
    telegram.call(&there, &proof(&asked, "correct horse")).expect("it is right");
    assert_eq!(account(&telegram, &there), account(&telegram, &carol));
}
