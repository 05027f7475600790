//! Login codes, and the logins of an account.

use grammers_tl_types::{enums, types};

use crate::sandbox::world::login::authorization::ClientInfo;
use crate::sandbox::world::login::code;

/// A login of the account. Hash 0 is the calling one.
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

/// Number of digits of a login code.
pub const CODE_LENGTH: i32 = 5;

/// Seconds until a client may request the code by other means.
pub const RESEND_AFTER: i32 = 60;

/// Seconds from requesting a reset of the login e-mail address until it takes effect.
pub const EMAIL_RESET_PERIOD: i32 = 604_800;

pub fn sent_code(code: &code::SentCode) -> enums::auth::SentCode {
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
