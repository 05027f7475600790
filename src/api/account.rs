//! The account itself: its owner, its password and its logins.

pub mod authorizations;
pub mod limits;
pub mod login_email;
pub mod password;
pub mod update;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::types::people::User;
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::telegram::tl;

/// Returns the signed-in user.
///
/// Telegram: `users.getUsers`. Fails with `not_signed_in` before the login is finished.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Me {}

impl Method for Me {
    const NAME: &'static str = "account.me";
    type Result = User;
}

pub async fn me(call: Call, _: Me) -> Result<User> {
    myself(&call).await
}

/// The signed-in user, fresh from Telegram.
pub async fn myself(call: &Call) -> Result<User> {
    let account = call.account()?;
    let function = tl::functions::users::GetUsers { id: vec![tl::enums::InputUser::UserSelf] };
    let users = account.read(&function, call.attempt()).await?;
    let viewer = call.viewer(&account)?;
    match users.first() {
        Some(tl::enums::User::User(user)) => Ok(User::of(user, viewer)),
        _ => Err(Error::new(Kind::TelegramInternal, "Telegram does not tell who is signed in")),
    }
}
