//! The two-step verification password and its recovery e-mail address.

use grammers_tl_types::functions::account as functions;
use grammers_tl_types::{enums, types};

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read::password;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::login::recovery::Reset;
use crate::sandbox::world::login::srp::{G, P};

rows! {
    functions::GetPassword => get_password, Half;
    functions::UpdatePasswordSettings => update_password_settings, User;
    functions::GetPasswordSettings => get_password_settings, User;
    functions::ConfirmPasswordEmail => confirm_password_email, User;
    functions::ResendPasswordEmail => resend_password_email, User;
    functions::CancelPasswordEmail => cancel_password_email, User;
    functions::ResetPassword => reset_password, User;
    functions::DeclinePasswordReset => decline_password_reset, User;
}

pub fn get_password(call: &mut Call, _: functions::GetPassword) -> Answer<functions::GetPassword> {
    let secure_random = call.world.secure_random();
    let (new_salt1, new_salt2) = call.world.offer_salts(call.me);
    let hint = call.world.person(call.me).and_then(|me| me.password.as_ref()?.hint.clone());
    let (secure_salt, _) = call.world.new_salts();
    let challenge = call.world.challenge(call.me);
    let request = challenge.map(|(password, challenge)| {
        let algo = algo(password.salt1().to_vec(), password.salt2().to_vec());
        (algo, challenge.g_b.clone(), challenge.id)
    });
    let has_password = request.is_some();
    let (current_algo, srp_b, srp_id) = match request {
        Some((algo, g_b, id)) => (Some(algo), Some(g_b), Some(id)),
        None => (None, None, None),
    };
    Ok(types::account::Password {
        has_recovery: call.world.recovery_email(call.me).is_some(),
        has_secure_values: false,
        has_password,
        current_algo,
        srp_b,
        srp_id,
        hint,
        email_unconfirmed_pattern: call.world.unconfirmed_email(call.me),
        new_algo: algo(new_salt1, new_salt2),
        new_secure_algo: types::SecurePasswordKdfAlgoPbkdf2Hmacsha512iter100000 { salt: secure_salt }.into(),
        secure_random,
        pending_reset_date: call.world.pending_reset(call.me),
        login_email_pattern: None,
    }
    .into())
}

pub fn update_password_settings(
    call: &mut Call,
    request: functions::UpdatePasswordSettings,
) -> Answer<functions::UpdatePasswordSettings> {
    let settings = password::password_settings(request.new_settings)?;
    call.world.update_password(call.me, password::proof(request.password), settings)?;
    Ok(true)
}

pub fn get_password_settings(
    call: &mut Call,
    request: functions::GetPasswordSettings,
) -> Answer<functions::GetPasswordSettings> {
    let proof = password::proof(request.password).ok_or(bad("PASSWORD_HASH_INVALID"))?;
    call.world.prove(call.me, &proof)?;
    let email = call.world.recovery_email(call.me).map(str::to_owned);
    Ok(types::account::PasswordSettings { email, secure_settings: None }.into())
}

pub fn confirm_password_email(
    call: &mut Call,
    request: functions::ConfirmPasswordEmail,
) -> Answer<functions::ConfirmPasswordEmail> {
    call.world.confirm_email(call.me, &request.code)?;
    Ok(true)
}

pub fn resend_password_email(
    call: &mut Call,
    _: functions::ResendPasswordEmail,
) -> Answer<functions::ResendPasswordEmail> {
    call.world.resend_email(call.me)?;
    Ok(true)
}

pub fn cancel_password_email(
    call: &mut Call,
    _: functions::CancelPasswordEmail,
) -> Answer<functions::CancelPasswordEmail> {
    call.world.cancel_email(call.me)?;
    Ok(true)
}

pub fn reset_password(call: &mut Call, _: functions::ResetPassword) -> Answer<functions::ResetPassword> {
    Ok(match call.world.reset_password(call.me)? {
        Reset::Done => enums::account::ResetPasswordResult::ResetPasswordOk,
        Reset::At(until_date) => types::account::ResetPasswordRequestedWait { until_date }.into(),
        Reset::NotBefore(retry_date) => types::account::ResetPasswordFailedWait { retry_date }.into(),
    })
}

pub fn decline_password_reset(
    call: &mut Call,
    _: functions::DeclinePasswordReset,
) -> Answer<functions::DeclinePasswordReset> {
    call.world.decline_reset(call.me)?;
    Ok(true)
}

pub fn algo(salt1: Vec<u8>, salt2: Vec<u8>) -> enums::PasswordKdfAlgo {
    types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow {
        salt1,
        salt2,
        g: G as i32,
        p: P.to_vec(),
    }
    .into()
}
