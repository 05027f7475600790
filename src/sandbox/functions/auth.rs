//! `auth.*`: logins.

use grammers_tl_types::functions::auth as functions;
use grammers_tl_types::{enums, types};

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::read::password;
use crate::sandbox::show::{login, people};
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::login::qr::QrLogin;
use crate::sandbox::world::login::sign_in::SignedIn;

rows! {
    functions::SendCode => send_code, Anyone;
    functions::ResendCode => resend_code, Anyone;
    functions::CancelCode => cancel_code, Anyone;
    functions::SignIn => sign_in, Anyone;
    functions::SignUp => sign_up, Anyone;
    functions::CheckPassword => check_password, Half;
    functions::RequestPasswordRecovery => request_password_recovery, Half;
    functions::CheckRecoveryPassword => check_recovery_password, Half;
    functions::RecoverPassword => recover_password, Half;
    functions::ImportBotAuthorization => import_bot_authorization, Anyone;
    functions::ExportAuthorization => export_authorization, AnyDc;
    functions::ImportAuthorization => import_authorization, Anyone;
    functions::ResetAuthorizations => reset_authorizations, User;
    functions::ExportLoginToken => export_login_token, Anyone;
    functions::ImportLoginToken => import_login_token, Anyone;
    functions::AcceptLoginToken => accept_login_token, User;
    functions::LogOut => log_out, Half;
}

fn send_code(call: &mut Call, request: functions::SendCode) -> Answer<functions::SendCode> {
    check_api(request.api_id, &request.api_hash)?;
    let key = call.key();
    Ok(login::sent_code(call.world.send_code(&key, &request.phone_number)?))
}

fn resend_code(call: &mut Call, request: functions::ResendCode) -> Answer<functions::ResendCode> {
    let key = call.key();
    Ok(login::sent_code(call.world.resend_code(&key, &request.phone_number, &request.phone_code_hash)?))
}

fn cancel_code(call: &mut Call, request: functions::CancelCode) -> Answer<functions::CancelCode> {
    let key = call.key();
    call.world.cancel_code(&key, &request.phone_number, &request.phone_code_hash)?;
    Ok(true)
}

fn sign_in(call: &mut Call, request: functions::SignIn) -> Answer<functions::SignIn> {
    let key = call.key();
    let by_email = request.email_verification.and_then(|given| match given {
        enums::EmailVerification::Code(given) => Some(given.code),
        _ => None,
    });
    let code = by_email.or(request.phone_code).unwrap_or_default();
    let signed_in = call.world.sign_in(&key, &request.phone_number, &request.phone_code_hash, &code)?;
    Ok(match signed_in {
        SignedIn::Account(account) => authorization(call, account),
        SignedIn::SignUpRequired => {
            types::auth::AuthorizationSignUpRequired { terms_of_service: None }.into()
        }
    })
}

fn sign_up(call: &mut Call, request: functions::SignUp) -> Answer<functions::SignUp> {
    let key = call.key();
    let functions::SignUp { phone_number, phone_code_hash, first_name, last_name, .. } = request;
    let account = call.world.sign_up(&key, &phone_number, &phone_code_hash, &first_name, &last_name)?;
    Ok(authorization(call, account))
}

fn check_password(call: &mut Call, request: functions::CheckPassword) -> Answer<functions::CheckPassword> {
    let proof = password::proof(request.password).ok_or(bad("PASSWORD_HASH_INVALID"))?;
    let key = call.key();
    let account = call.world.check_password(&key, &proof)?;
    Ok(authorization(call, account))
}

fn request_password_recovery(
    call: &mut Call,
    _: functions::RequestPasswordRecovery,
) -> Answer<functions::RequestPasswordRecovery> {
    let email_pattern = call.world.request_recovery(call.me)?;
    Ok(types::auth::PasswordRecovery { email_pattern }.into())
}

fn check_recovery_password(
    call: &mut Call,
    request: functions::CheckRecoveryPassword,
) -> Answer<functions::CheckRecoveryPassword> {
    call.world.check_recovery(call.me, &request.code)?;
    Ok(true)
}

/// Without new settings, the password is removed.
fn recover_password(
    call: &mut Call,
    request: functions::RecoverPassword,
) -> Answer<functions::RecoverPassword> {
    let new = request.new_settings.map(password::password_settings).transpose()?;
    let new = match new.map(|new| new.password) {
        None => None,
        Some(Some(Some(new))) => Some(new),
        Some(_) => return Err(bad("NEW_SETTINGS_INVALID")),
    };
    let key = call.key();
    let account = call.world.recover(&key, &request.code, new)?;
    Ok(authorization(call, account))
}

fn import_bot_authorization(
    call: &mut Call,
    request: functions::ImportBotAuthorization,
) -> Answer<functions::ImportBotAuthorization> {
    check_api(request.api_id, &request.api_hash)?;
    let key = call.key();
    let account = call.world.sign_in_bot(&key, &request.bot_auth_token)?;
    Ok(authorization(call, account))
}

fn export_authorization(
    call: &mut Call,
    request: functions::ExportAuthorization,
) -> Answer<functions::ExportAuthorization> {
    let bytes = call.world.export_authorization(call.me, request.dc_id)?;
    Ok(types::auth::ExportedAuthorization { id: call.me, bytes }.into())
}

fn import_authorization(
    call: &mut Call,
    request: functions::ImportAuthorization,
) -> Answer<functions::ImportAuthorization> {
    let key = call.key();
    let account = call.world.import_authorization(&key, request.id, &request.bytes)?;
    Ok(authorization(call, account))
}

fn log_out(call: &mut Call, _: functions::LogOut) -> Answer<functions::LogOut> {
    call.world.forget_key(call.caller.auth_key_id);
    Ok(types::auth::LoggedOut { future_auth_token: None }.into())
}

fn reset_authorizations(
    call: &mut Call,
    _: functions::ResetAuthorizations,
) -> Answer<functions::ResetAuthorizations> {
    call.world.end_other_authorizations(call.me, call.caller.auth_key_id)?;
    Ok(true)
}

fn export_login_token(
    call: &mut Call,
    request: functions::ExportLoginToken,
) -> Answer<functions::ExportLoginToken> {
    check_api(request.api_id, &request.api_hash)?;
    if call.me != 0 {
        return Ok(login_token(call, QrLogin::SignedIn(call.me)));
    }
    let key = call.key();
    let progress = call.world.export_login_token(&key, &request.except_ids)?;
    Ok(login_token(call, progress))
}

fn import_login_token(
    call: &mut Call,
    request: functions::ImportLoginToken,
) -> Answer<functions::ImportLoginToken> {
    let key = call.key();
    let progress = call.world.import_login_token(&key, &request.token)?;
    Ok(login_token(call, progress))
}

/// The other client still has to fetch the authorization.
fn accept_login_token(
    call: &mut Call,
    request: functions::AcceptLoginToken,
) -> Answer<functions::AcceptLoginToken> {
    let key = call.world.accept_login_token(call.me, &request.token)?;
    let now = call.world.now();
    let hash = call.world.authorization_hash(key.id);
    Ok(login::authorization(hash, key.client, now))
}

fn login_token(call: &Call, progress: QrLogin) -> enums::auth::LoginToken {
    match progress {
        QrLogin::Shown { bytes: token, expires } => types::auth::LoginToken { expires, token }.into(),
        QrLogin::Elsewhere { dc: dc_id, bytes: token } => {
            types::auth::LoginTokenMigrateTo { dc_id, token }.into()
        }
        QrLogin::SignedIn(account) => {
            types::auth::LoginTokenSuccess { authorization: authorization(call, account) }.into()
        }
    }
}

fn check_api(api_id: i32, api_hash: &str) -> Result<(), Refusal> {
    if api_id <= 0 || api_hash.is_empty() { Err(bad("API_ID_INVALID")) } else { Ok(()) }
}

fn authorization(call: &Call, account: i64) -> enums::auth::Authorization {
    types::auth::Authorization {
        setup_password_required: false,
        otherwise_relogin_days: None,
        tmp_sessions: None,
        future_auth_token: None,
        user: people::user(call.world, account, account),
    }
    .into()
}
