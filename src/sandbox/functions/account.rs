//! `account.*`: one's own account.

use grammers_tl_types::{enums, functions::account as functions, types};

use super::table::rows;
use super::{Answer, Call, RpcError, auth, not_implemented, notify, takeout};
use crate::sandbox::show::peers;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::login::authorization::ClientInfo;
use crate::sandbox::world::login::recovery::{Reset, Settings};
use crate::sandbox::world::login::srp::{G, NewPassword, P};
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::SendVerifyEmailCode => send_verify_email_code, Anyone;
    functions::VerifyEmail => verify_email, Anyone;
    functions::GetPassword => get_password, Half;
    functions::UpdatePasswordSettings => update_password_settings, User;
    functions::GetPasswordSettings => get_password_settings, User;
    functions::ConfirmPasswordEmail => confirm_password_email, User;
    functions::ResendPasswordEmail => resend_password_email, User;
    functions::CancelPasswordEmail => cancel_password_email, User;
    functions::ResetPassword => reset_password, User;
    functions::DeclinePasswordReset => decline_password_reset, User;
    functions::GetAuthorizations => get_authorizations, User;
    functions::ResetAuthorization => reset_authorization, User;
    functions::GetAccountTtl => get_account_ttl, User;
    functions::SetAccountTtl => set_account_ttl, User;
    functions::SetAuthorizationTtl => set_authorization_ttl, User;
    functions::UpdateProfile => update_profile, User;
    functions::UpdateUsername => update_username, User;
    functions::CheckUsername => check_username, User;
    functions::UpdateStatus => update_status, User;
    functions::UpdateNotifySettings => notify::update_notify_settings, User;
    functions::GetNotifySettings => notify::get_notify_settings, User;
    functions::InitTakeoutSession => takeout::init_takeout_session, User;
    functions::FinishTakeoutSession => takeout::finish_takeout_session, User;
}

fn send_verify_email_code(
    call: &mut Call,
    asked: functions::SendVerifyEmailCode,
) -> Answer<functions::SendVerifyEmailCode> {
    let enums::EmailVerifyPurpose::LoginSetup(login) = asked.purpose else {
        return Err(not_implemented("an e-mail address for anything but a login's set-up"));
    };
    let key = call.key();
    let email_pattern =
        call.world.send_email_code(&key, &login.phone_number, &login.phone_code_hash, &asked.email)?;
    Ok(types::account::SentEmailCode { email_pattern, length: 6 }.into())
}

fn verify_email(call: &mut Call, asked: functions::VerifyEmail) -> Answer<functions::VerifyEmail> {
    let (enums::EmailVerifyPurpose::LoginSetup(login), enums::EmailVerification::Code(given)) =
        (asked.purpose, asked.verification)
    else {
        return Err(not_implemented("an e-mail address for anything but a login's set-up"));
    };
    let key = call.key();
    let (email, sent) =
        call.world.verify_email(&key, &login.phone_number, &login.phone_code_hash, &given.code)?;
    Ok(types::account::EmailVerifiedLogin { email, sent_code: auth::sent_code(sent) }.into())
}

fn get_password(call: &mut Call, _: functions::GetPassword) -> Answer<functions::GetPassword> {
    let secure_random = call.world.secure_random();
    let (new_salt1, new_salt2) = call.world.offer_salts(call.me);
    let hint = call.world.person(call.me).and_then(|me| me.password.as_ref()?.hint.clone());
    let (secure_salt, _) = call.world.new_salts();
    let challenge = call.world.challenge(call.me);
    let asked = challenge.map(|(password, challenge)| {
        let algo = algo(password.salt1().to_vec(), password.salt2().to_vec());
        (algo, challenge.g_b.clone(), challenge.id)
    });
    let has_password = asked.is_some();
    let (current_algo, srp_b, srp_id) = match asked {
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

fn update_password_settings(
    call: &mut Call,
    asked: functions::UpdatePasswordSettings,
) -> Answer<functions::UpdatePasswordSettings> {
    let settings = password_settings(asked.new_settings)?;
    call.world.update_password(call.me, auth::proof(asked.password), settings)?;
    Ok(true)
}

/// What a client wants of its password, its verifier worked out.
pub fn password_settings(new: enums::account::PasswordInputSettings) -> Result<Settings, RpcError> {
    let enums::account::PasswordInputSettings::Settings(new) = new;
    if new.new_secure_settings.is_some() {
        return Err(not_implemented("account.updatePasswordSettings with new_secure_settings"));
    }
    let password = match (new.new_password_hash, new.new_algo) {
        (None, None) => None,
        (Some(none), _) if none.is_empty() => Some(None),
        (
            Some(verifier),
            Some(enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(algo)),
        ) if algo.p == P && algo.g == G as i32 => {
            Some(Some(NewPassword { salt1: algo.salt1, salt2: algo.salt2, verifier, hint: new.hint }))
        }
        _ => return Err(bad("NEW_SETTINGS_INVALID").into()),
    };
    Ok(Settings { password, email: new.email })
}

fn get_password_settings(
    call: &mut Call,
    asked: functions::GetPasswordSettings,
) -> Answer<functions::GetPasswordSettings> {
    let proof = auth::proof(asked.password).ok_or(bad("PASSWORD_HASH_INVALID"))?;
    call.world.prove(call.me, &proof)?;
    let email = call.world.recovery_email(call.me).map(str::to_owned);
    Ok(types::account::PasswordSettings { email, secure_settings: None }.into())
}

fn confirm_password_email(
    call: &mut Call,
    asked: functions::ConfirmPasswordEmail,
) -> Answer<functions::ConfirmPasswordEmail> {
    call.world.confirm_email(call.me, &asked.code)?;
    Ok(true)
}

fn resend_password_email(
    call: &mut Call,
    _: functions::ResendPasswordEmail,
) -> Answer<functions::ResendPasswordEmail> {
    call.world.resend_email(call.me)?;
    Ok(true)
}

fn cancel_password_email(
    call: &mut Call,
    _: functions::CancelPasswordEmail,
) -> Answer<functions::CancelPasswordEmail> {
    call.world.cancel_email(call.me)?;
    Ok(true)
}

fn reset_password(call: &mut Call, _: functions::ResetPassword) -> Answer<functions::ResetPassword> {
    Ok(match call.world.reset_password(call.me)? {
        Reset::Done => enums::account::ResetPasswordResult::ResetPasswordOk,
        Reset::At(until_date) => types::account::ResetPasswordRequestedWait { until_date }.into(),
        Reset::NotBefore(retry_date) => types::account::ResetPasswordFailedWait { retry_date }.into(),
    })
}

fn decline_password_reset(
    call: &mut Call,
    _: functions::DeclinePasswordReset,
) -> Answer<functions::DeclinePasswordReset> {
    call.world.decline_reset(call.me)?;
    Ok(true)
}

fn get_authorizations(
    call: &mut Call,
    _: functions::GetAuthorizations,
) -> Answer<functions::GetAuthorizations> {
    let own = call.caller.auth_key_id;
    let all = call.world.authorizations_of(call.me, own).into_iter().map(|(key, known)| {
        // One's own has the hash 0: it ends by logging out.
        let hash = if key == own { 0 } else { call.world.authorization_hash(key) };
        authorization(hash, known.client.clone(), known.since)
    });
    let authorizations = all.collect();
    let authorization_ttl_days = call.world.person(call.me).map_or(0, |me| me.authorization_ttl);
    Ok(types::account::Authorizations { authorization_ttl_days, authorizations }.into())
}

fn get_account_ttl(call: &mut Call, _: functions::GetAccountTtl) -> Answer<functions::GetAccountTtl> {
    let days = call.world.person(call.me).map_or(0, |me| me.account_ttl);
    Ok(types::AccountDaysTtl { days }.into())
}

fn set_account_ttl(call: &mut Call, asked: functions::SetAccountTtl) -> Answer<functions::SetAccountTtl> {
    let enums::AccountDaysTtl::Ttl(ttl) = asked.ttl;
    call.world.set_account_ttl(call.me, ttl.days)?;
    Ok(true)
}

fn set_authorization_ttl(
    call: &mut Call,
    asked: functions::SetAuthorizationTtl,
) -> Answer<functions::SetAuthorizationTtl> {
    call.world.set_authorization_ttl(call.me, asked.authorization_ttl_days)?;
    Ok(true)
}

fn reset_authorization(
    call: &mut Call,
    asked: functions::ResetAuthorization,
) -> Answer<functions::ResetAuthorization> {
    call.world.end_authorization(call.me, call.caller.auth_key_id, asked.hash)?;
    Ok(true)
}

/// A login as its account sees it; with the hash 0 it is the asking one.
pub fn authorization(hash: i64, client: ClientInfo, since: i32) -> enums::Authorization {
    types::Authorization {
        current: hash == 0,
        official_app: false,
        password_pending: false,
        encrypted_requests_disabled: true,
        call_requests_disabled: true,
        unconfirmed: false,
        hash,
        device_model: client.device_model,
        platform: String::new(),
        system_version: client.system_version,
        api_id: client.api_id,
        app_name: String::new(),
        app_version: client.app_version,
        date_created: since,
        date_active: since,
        ip: "127.0.0.1".to_owned(),
        country: String::new(),
        region: String::new(),
    }
    .into()
}

fn update_profile(call: &mut Call, asked: functions::UpdateProfile) -> Answer<functions::UpdateProfile> {
    call.world.edit_profile(call.me, asked.first_name, asked.last_name, asked.about)?;
    Ok(peers::user(call.world, call.me, call.me))
}

fn update_username(call: &mut Call, asked: functions::UpdateUsername) -> Answer<functions::UpdateUsername> {
    call.world.set_username(call.me, &asked.username)?;
    Ok(peers::user(call.world, call.me, call.me))
}

fn check_username(call: &mut Call, asked: functions::CheckUsername) -> Answer<functions::CheckUsername> {
    match call.world.check_username(Peer::User(call.me), &asked.username) {
        Ok(()) => Ok(true),
        Err(refusal) if refusal.name == "USERNAME_OCCUPIED" => Ok(false),
        Err(refusal) => Err(refusal.into()),
    }
}

fn update_status(call: &mut Call, asked: functions::UpdateStatus) -> Answer<functions::UpdateStatus> {
    call.world.set_status(call.me, asked.offline);
    Ok(true)
}

fn algo(salt1: Vec<u8>, salt2: Vec<u8>) -> enums::PasswordKdfAlgo {
    types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow {
        salt1,
        salt2,
        g: G as i32,
        p: P.to_vec(),
    }
    .into()
}
