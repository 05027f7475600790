//! E-mail addresses for login codes.

use grammers_tl_types::functions::account as functions;
use grammers_tl_types::{enums, types};

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read::unsupported;
use crate::sandbox::show::login;

rows! {
    functions::SendVerifyEmailCode => send_verify_email_code, Anyone;
    functions::VerifyEmail => verify_email, Anyone;
}

pub fn send_verify_email_code(
    call: &mut Call,
    request: functions::SendVerifyEmailCode,
) -> Answer<functions::SendVerifyEmailCode> {
    let enums::EmailVerifyPurpose::LoginSetup(login) = request.purpose else {
        return Err(unsupported::not_implemented("an e-mail address for anything but a login's set-up"));
    };
    let key = call.key();
    let email_pattern =
        call.world.send_email_code(&key, &login.phone_number, &login.phone_code_hash, &request.email)?;
    Ok(types::account::SentEmailCode { email_pattern, length: 6 }.into())
}

pub fn verify_email(call: &mut Call, request: functions::VerifyEmail) -> Answer<functions::VerifyEmail> {
    let (enums::EmailVerifyPurpose::LoginSetup(login), enums::EmailVerification::Code(given)) =
        (request.purpose, request.verification)
    else {
        return Err(unsupported::not_implemented("an e-mail address for anything but a login's set-up"));
    };
    let key = call.key();
    let (email, sent) =
        call.world.verify_email(&key, &login.phone_number, &login.phone_code_hash, &given.code)?;
    Ok(types::account::EmailVerifiedLogin { email, sent_code: login::sent_code(sent) }.into())
}
