//! `auth.*`: signing in and out.

use grammers_tl_types::{enums, functions::auth as functions, types};

use super::table::rows;
use super::{Answer, Call, RpcError};
use crate::sandbox::show::peers;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::login::code;
use crate::sandbox::world::login::qr::QrLogin;
use crate::sandbox::world::login::sign_in::SignedIn;
use crate::sandbox::world::login::srp::Proof;

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

/// Digits of a login code.
const CODE_LENGTH: i32 = 5;
/// Seconds until a client may ask for the code by another way.
const RESEND_AFTER: i32 = 60;
/// Seconds from the wish to do without a login e-mail address to its end.
const EMAIL_RESET_PERIOD: i32 = 604_800;

fn send_code(call: &mut Call, asked: functions::SendCode) -> Answer<functions::SendCode> {
    check_api(asked.api_id, &asked.api_hash)?;
    let key = call.key();
    Ok(sent_code(call.world.send_code(&key, &asked.phone_number)?))
}

fn resend_code(call: &mut Call, asked: functions::ResendCode) -> Answer<functions::ResendCode> {
    let key = call.key();
    Ok(sent_code(call.world.resend_code(&key, &asked.phone_number, &asked.phone_code_hash)?))
}

fn cancel_code(call: &mut Call, asked: functions::CancelCode) -> Answer<functions::CancelCode> {
    let key = call.key();
    call.world.cancel_code(&key, &asked.phone_number, &asked.phone_code_hash)?;
    Ok(true)
}

fn sign_in(call: &mut Call, asked: functions::SignIn) -> Answer<functions::SignIn> {
    let key = call.key();
    let by_email = asked.email_verification.and_then(|given| match given {
        enums::EmailVerification::Code(given) => Some(given.code),
        _ => None,
    });
    let code = by_email.or(asked.phone_code).unwrap_or_default();
    let signed_in = call.world.sign_in(&key, &asked.phone_number, &asked.phone_code_hash, &code)?;
    Ok(match signed_in {
        SignedIn::Account(account) => authorization(call, account),
        SignedIn::SignUpRequired => {
            types::auth::AuthorizationSignUpRequired { terms_of_service: None }.into()
        }
    })
}

fn sign_up(call: &mut Call, asked: functions::SignUp) -> Answer<functions::SignUp> {
    let key = call.key();
    let functions::SignUp { phone_number, phone_code_hash, first_name, last_name, .. } = asked;
    let account = call.world.sign_up(&key, &phone_number, &phone_code_hash, &first_name, &last_name)?;
    Ok(authorization(call, account))
}

fn check_password(call: &mut Call, asked: functions::CheckPassword) -> Answer<functions::CheckPassword> {
    let proof = proof(asked.password).ok_or(bad("PASSWORD_HASH_INVALID"))?;
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
    asked: functions::CheckRecoveryPassword,
) -> Answer<functions::CheckRecoveryPassword> {
    call.world.check_recovery(call.me, &asked.code)?;
    Ok(true)
}

/// Without new settings there is no password afterwards.
fn recover_password(
    call: &mut Call,
    asked: functions::RecoverPassword,
) -> Answer<functions::RecoverPassword> {
    let new = asked.new_settings.map(super::account::password_settings).transpose()?;
    let new = match new.map(|new| new.password) {
        None => None,
        Some(Some(Some(new))) => Some(new),
        Some(_) => return Err(bad("NEW_SETTINGS_INVALID").into()),
    };
    let key = call.key();
    let account = call.world.recover(&key, &asked.code, new)?;
    Ok(authorization(call, account))
}

fn import_bot_authorization(
    call: &mut Call,
    asked: functions::ImportBotAuthorization,
) -> Answer<functions::ImportBotAuthorization> {
    check_api(asked.api_id, &asked.api_hash)?;
    let key = call.key();
    let account = call.world.sign_in_bot(&key, &asked.bot_auth_token)?;
    Ok(authorization(call, account))
}

fn export_authorization(
    call: &mut Call,
    asked: functions::ExportAuthorization,
) -> Answer<functions::ExportAuthorization> {
    let bytes = call.world.export_authorization(call.me, asked.dc_id)?;
    Ok(types::auth::ExportedAuthorization { id: call.me, bytes }.into())
}

fn import_authorization(
    call: &mut Call,
    asked: functions::ImportAuthorization,
) -> Answer<functions::ImportAuthorization> {
    let key = call.key();
    let account = call.world.import_authorization(&key, asked.id, &asked.bytes)?;
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
    asked: functions::ExportLoginToken,
) -> Answer<functions::ExportLoginToken> {
    check_api(asked.api_id, &asked.api_hash)?;
    if call.me != 0 {
        return Ok(login_token(call, QrLogin::SignedIn(call.me)));
    }
    let key = call.key();
    let progress = call.world.export_login_token(&key, &asked.except_ids)?;
    Ok(login_token(call, progress))
}

fn import_login_token(
    call: &mut Call,
    asked: functions::ImportLoginToken,
) -> Answer<functions::ImportLoginToken> {
    let key = call.key();
    let progress = call.world.import_login_token(&key, &asked.token)?;
    Ok(login_token(call, progress))
}

/// The new login isn't one yet: its client still has to fetch it.
fn accept_login_token(
    call: &mut Call,
    asked: functions::AcceptLoginToken,
) -> Answer<functions::AcceptLoginToken> {
    let key = call.world.accept_login_token(call.me, &asked.token)?;
    let now = call.world.now();
    let hash = call.world.authorization_hash(key.id);
    Ok(super::account::authorization(hash, key.client, now))
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

/// What shows that somebody knows the password, if it was given.
pub fn proof(given: enums::InputCheckPasswordSrp) -> Option<Proof> {
    match given {
        enums::InputCheckPasswordSrp::Srp(proof) => {
            Some(Proof { srp_id: proof.srp_id, a: proof.a, m1: proof.m1 })
        }
        enums::InputCheckPasswordSrp::InputCheckPasswordEmpty => None,
    }
}

fn check_api(api_id: i32, api_hash: &str) -> Result<(), RpcError> {
    if api_id <= 0 || api_hash.is_empty() { Err(bad("API_ID_INVALID").into()) } else { Ok(()) }
}

pub(super) fn sent_code(code: &code::SentCode) -> enums::auth::SentCode {
    use code::CodeDelivery;
    use types::auth;
    let length = CODE_LENGTH;
    let r#type = match code.by {
        CodeDelivery::App => auth::SentCodeTypeApp { length }.into(),
        CodeDelivery::Sms => auth::SentCodeTypeSms { length }.into(),
        CodeDelivery::Call => auth::SentCodeTypeCall { length }.into(),
        CodeDelivery::MissedCall => auth::SentCodeTypeMissedCall { prefix: "888".to_owned(), length }.into(),
        CodeDelivery::FlashCall => auth::SentCodeTypeFlashCall { pattern: "888*".to_owned() }.into(),
        CodeDelivery::Email => auth::SentCodeTypeEmailCode {
            apple_signin_allowed: false,
            google_signin_allowed: false,
            email_pattern: "a***@example.org".to_owned(),
            length,
            reset_available_period: Some(EMAIL_RESET_PERIOD),
            reset_pending_date: None,
        }
        .into(),
        CodeDelivery::Fragment => {
            auth::SentCodeTypeFragmentSms { url: "https://fragment.com/numbers".to_owned(), length }.into()
        }
        CodeDelivery::SmsWord => auth::SentCodeTypeSmsWord { beginning: Some("b".to_owned()) }.into(),
        CodeDelivery::SmsPhrase => {
            auth::SentCodeTypeSmsPhrase { beginning: Some("the birch".to_owned()) }.into()
        }
        CodeDelivery::FirebaseSms => auth::SentCodeTypeFirebaseSms {
            nonce: None,
            play_integrity_project_id: Some(1),
            play_integrity_nonce: Some(vec![7; 32]),
            receipt: None,
            push_timeout: None,
            length,
        }
        .into(),
        CodeDelivery::EmailSetup => {
            auth::SentCodeTypeSetUpEmailRequired { apple_signin_allowed: false, google_signin_allowed: false }
                .into()
        }
    };
    let next_type = code.by.next().map(|next| match next {
        CodeDelivery::Sms => enums::auth::CodeType::Sms,
        _ => enums::auth::CodeType::Call,
    });
    let timeout = next_type.is_some().then_some(RESEND_AFTER);
    types::auth::SentCode { r#type, phone_code_hash: code.hash.clone(), next_type, timeout }.into()
}

fn authorization(call: &Call, account: i64) -> enums::auth::Authorization {
    types::auth::Authorization {
        setup_password_required: false,
        otherwise_relogin_days: None,
        tmp_sessions: None,
        future_auth_token: None,
        user: peers::user(call.world, account, account),
    }
    .into()
}
