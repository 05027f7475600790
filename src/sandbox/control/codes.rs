//! How login codes go out.

use schemars::JsonSchema;
use serde::Deserialize;

use super::handler::{Control, Done};
use crate::error::Result;
use crate::rpc::Method;
use crate::sandbox::world::login::code::Way;

/// Sets how the login codes of a number go out from now on. Default: `sms`.
///
/// `sandbox.lastCode` has the code whichever way it goes. With `email_setup` Telegram sends none before an e-mail address
/// is set up; `email_code` of `sandbox.lastCode` is the code that goes to that address, and login codes go there from then
/// on. With `firebase_sms` the code is good only after `auth.resendCode`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCodeDelivery {
    /// The number; nobody needs to have it.
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
        Delivery::App => Way::App,
        Delivery::Sms => Way::Sms,
        Delivery::Call => Way::Call,
        Delivery::MissedCall => Way::MissedCall,
        Delivery::FlashCall => Way::FlashCall,
        Delivery::Email => Way::Email,
        Delivery::Fragment => Way::Fragment,
        Delivery::SmsWord => Way::SmsWord,
        Delivery::SmsPhrase => Way::SmsPhrase,
        Delivery::FirebaseSms => Way::FirebaseSms,
        Delivery::EmailSetup => Way::EmailSetup,
    };
    control
        .with_world(|world| world.set_code_way(&params.phone, way))
        .map_err(|refusal| control.refused(refusal))?;
    Ok(Done {})
}
