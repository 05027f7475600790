//! Delivery of login codes.

use schemars::JsonSchema;
use serde::Deserialize;

use super::handler::{Control, Done};
use crate::error::Result;
use crate::rpc::Method;
use crate::sandbox::world::login::code::CodeDelivery;

/// Sets how login codes are delivered to a phone number. Default: `sms`.
///
/// `sandbox.lastCode` returns the code for any delivery. With `email_setup`, no login code is sent before a login email
/// is set up: the `email_code` of `sandbox.lastCode` confirms that address, and later login codes are sent to it. With
/// `firebase_sms`, the code is valid only after `auth.resendCode`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCodeDelivery {
    /// Phone number, with or without an account.
    pub phone: String,
    pub delivery: Delivery,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    App,
    Sms,
    Call,
    MissedCall,
    FlashCall,
    Email,
    Fragment,
    SmsWord,
    SmsPhrase,
    FirebaseSms,
    EmailSetup,
}

impl Method for SetCodeDelivery {
    const NAME: &'static str = "sandbox.setCodeDelivery";
    type Result = Done;
}

pub async fn set_code_delivery(control: Control, params: SetCodeDelivery) -> Result<Done> {
    let way = match params.delivery {
        Delivery::App => CodeDelivery::App,
        Delivery::Sms => CodeDelivery::Sms,
        Delivery::Call => CodeDelivery::Call,
        Delivery::MissedCall => CodeDelivery::MissedCall,
        Delivery::FlashCall => CodeDelivery::FlashCall,
        Delivery::Email => CodeDelivery::Email,
        Delivery::Fragment => CodeDelivery::Fragment,
        Delivery::SmsWord => CodeDelivery::SmsWord,
        Delivery::SmsPhrase => CodeDelivery::SmsPhrase,
        Delivery::FirebaseSms => CodeDelivery::FirebaseSms,
        Delivery::EmailSetup => CodeDelivery::EmailSetup,
    };
    control
        .with_world(|world| world.set_code_delivery(&params.phone, way))
        .map_err(|refusal| control.refused(refusal))?;
    Ok(Done {})
}
