//! Recovery emails, and recovering a forgotten password.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;

use super::accounts::{SECRET, update};
use super::login::{password, proof};
use super::{ANN, DIGITS, Telegram, get_me, sign_in};

/// Sets a password with a recovery email, which must be confirmed.
fn set_with_mail(telegram: &mut Telegram, ann: &Caller) {
    let set = with_mail(update(telegram, ann, None, Some(SECRET)), "ann@example.org");
    assert_eq!(telegram.refusal(ann, &set), "400 EMAIL_UNCONFIRMED_6");
}

fn with_mail(
    update: functions::account::UpdatePasswordSettings,
    email: &str,
) -> functions::account::UpdatePasswordSettings {
    let enums::account::PasswordInputSettings::Settings(new) = update.new_settings;
    let new = types::account::PasswordInputSettings { email: Some(email.to_owned()), ..new };
    functions::account::UpdatePasswordSettings { password: update.password, new_settings: new.into() }
}

fn code(telegram: &Telegram, caller: &Caller) -> String {
    let account = telegram
        .world
        .account_of(caller.auth_key_id)
        .or_else(|| telegram.world.resolve_phone(ANN).ok().map(|person| person.id));
    telegram.world.last_email_code(account.expect("it is Ann's")).expect("a mail is on its way").to_owned()
}

fn confirm(code: &str) -> functions::account::ConfirmPasswordEmail {
    functions::account::ConfirmPasswordEmail { code: code.to_owned() }
}

/// Ann with a password and a recovery email, and another connection of hers that is asked for the password.
fn forgetful(telegram: &mut Telegram) -> (Caller, Caller) {
    let ann = telegram.sign_in(ANN);
    set_with_mail(telegram, &ann);
    let right = code(telegram, &ann);
    telegram.call(&ann, &confirm(&right)).expect("the code is right");
    let other = telegram.connect(2);
    let hash = telegram.send_code(&other, ANN);
    assert_eq!(telegram.refusal(&other, &sign_in(ANN, &hash, DIGITS)), "401 SESSION_PASSWORD_NEEDED");
    (ann, other)
}

#[test]
fn a_password_with_a_recovery_email_applies_once_it_is_confirmed() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    set_with_mail(&mut telegram, &ann);
    let waiting = password(&mut telegram, &ann);
    assert!(!waiting.has_password && !waiting.has_recovery);
    assert_eq!(waiting.email_unconfirmed_pattern.as_deref(), Some("a***@example.org"));

    assert_eq!(telegram.refusal(&ann, &confirm("")), "400 CODE_EMPTY");
    let first = code(&telegram, &ann);
    assert!(telegram.call(&ann, &functions::account::ResendPasswordEmail {}).expect("one waits"));
    let right = code(&telegram, &ann);
    assert_ne!(first, right);
    assert_eq!(telegram.refusal(&ann, &confirm(&first)), "400 CODE_INVALID");
    assert!(telegram.call(&ann, &confirm(&right)).expect("the code is right"));
    let now = password(&mut telegram, &ann);
    assert!(now.has_password && now.has_recovery);
    assert_eq!(now.email_unconfirmed_pattern, None);
    assert_eq!(telegram.refusal(&ann, &confirm(&right)), "400 EMAIL_HASH_EXPIRED");

    let known = functions::account::GetPasswordSettings { password: proof(&now, SECRET).password };
    let enums::account::PasswordSettings::Settings(known) =
        telegram.call(&ann, &known).expect("she knows it");
    assert_eq!(known.email.as_deref(), Some("ann@example.org"));
    let change = update(&mut telegram, &ann, Some(SECRET), Some("other"));
    telegram.call(&ann, &change).expect("she knows it");
    assert!(password(&mut telegram, &ann).has_recovery, "another password keeps the mail");
    let odd = with_mail(update(&mut telegram, &ann, Some("other"), Some(SECRET)), "nowhere");
    assert_eq!(telegram.refusal(&ann, &odd), "400 EMAIL_INVALID");
}

#[test]
fn an_unconfirmed_email_can_be_cancelled() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    assert_eq!(telegram.refusal(&ann, &functions::account::CancelPasswordEmail {}), "400 EMAIL_HASH_EXPIRED");
    set_with_mail(&mut telegram, &ann);
    let right = code(&telegram, &ann);
    assert!(telegram.call(&ann, &functions::account::CancelPasswordEmail {}).expect("one waits"));
    assert_eq!(telegram.refusal(&ann, &confirm(&right)), "400 EMAIL_HASH_EXPIRED");
    let now = password(&mut telegram, &ann);
    assert_eq!((now.has_password, now.email_unconfirmed_pattern), (false, None));
}

#[test]
fn a_code_by_email_replaces_a_forgotten_password() {
    let mut telegram = Telegram::new();
    let (ann, other) = forgetful(&mut telegram);
    let request = functions::auth::RequestPasswordRecovery {};
    let asked = telegram.call(&other, &request).expect("there is a mail");
    assert_eq!(asked, types::auth::PasswordRecovery { email_pattern: "a***@example.org".to_owned() }.into());
    let right = code(&telegram, &other);
    let check = |code: &str| functions::auth::CheckRecoveryPassword { code: code.to_owned() };
    assert_eq!(telegram.refusal(&other, &check("x")), "400 CODE_INVALID");
    assert!(telegram.call(&other, &check(&right)).expect("it is right"));
    assert_eq!(telegram.refusal(&other, &get_me()), "401 SESSION_PASSWORD_NEEDED");
    let recover = |code: &str| functions::auth::RecoverPassword { code: code.to_owned(), new_settings: None };
    assert_eq!(telegram.refusal(&other, &recover("x")), "400 CODE_INVALID");
    telegram.call(&other, &recover(&right)).expect("it is right");
    telegram.call(&other, &get_me()).expect("she is in");
    assert!(!password(&mut telegram, &ann).has_password);
    assert_eq!(telegram.refusal(&other, &request), "400 PASSWORD_EMPTY");
}

#[test]
fn a_new_password_replaces_the_forgotten_one_and_keeps_the_email() {
    let mut telegram = Telegram::new();
    let (_ann, other) = forgetful(&mut telegram);
    telegram.call(&other, &functions::auth::RequestPasswordRecovery {}).expect("there is a mail");
    let right = code(&telegram, &other);
    let new = update(&mut telegram, &other, None, Some("rowing at noon")).new_settings;
    let recover = functions::auth::RecoverPassword { code: right, new_settings: Some(new) };
    telegram.call(&other, &recover).expect("the code is right");
    let now = password(&mut telegram, &other);
    assert!(now.has_password && now.has_recovery);
    telegram.call(&other, &proof(&now, "rowing at noon")).expect("it is the new one");
}

#[test]
fn without_a_recovery_email_there_is_no_recovery() {
    let mut telegram = Telegram::new();
    let carol = super::login::half_signed_in(&mut telegram);
    let request = functions::auth::RequestPasswordRecovery {};
    assert_eq!(telegram.refusal(&carol, &request), "400 PASSWORD_RECOVERY_NA");
    let recover = functions::auth::RecoverPassword { code: "123456".to_owned(), new_settings: None };
    assert_eq!(telegram.refusal(&carol, &recover), "400 PASSWORD_RECOVERY_EXPIRED");
}

#[test]
fn a_reset_removes_the_password_after_a_week_unless_it_is_declined() {
    let mut telegram = Telegram::new();
    let carol = super::login::sign_in_carol(&mut telegram);
    let reset = functions::account::ResetPassword {};
    let due = telegram.world.now() + 7 * 24 * 3600;
    let waits: enums::account::ResetPasswordResult =
        types::account::ResetPasswordRequestedWait { until_date: due }.into();
    assert_eq!(telegram.call(&carol, &reset), Ok(waits.clone()));
    telegram.world.advance(3600);
    assert_eq!(telegram.call(&carol, &reset), Ok(waits));
    assert_eq!(password(&mut telegram, &carol).pending_reset_date, Some(due));
    let decline = functions::account::DeclinePasswordReset {};
    assert!(telegram.call(&carol, &decline).expect("one waits"));
    assert_eq!(telegram.refusal(&carol, &decline), "400 RESET_REQUEST_MISSING");
    let retry_date = telegram.world.now() + 24 * 3600;
    let not_yet = types::account::ResetPasswordFailedWait { retry_date }.into();
    assert_eq!(telegram.call(&carol, &reset), Ok(not_yet));
    telegram.world.advance(24 * 3600);
    telegram.call(&carol, &reset).expect("a day is over");
    telegram.world.advance(7 * 24 * 3600);
    assert_eq!(telegram.call(&carol, &reset), Ok(enums::account::ResetPasswordResult::ResetPasswordOk));
    let now = password(&mut telegram, &carol);
    assert_eq!((now.has_password, now.pending_reset_date), (false, None));
}
