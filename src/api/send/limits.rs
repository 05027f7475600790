//! The account's limits, checked before an upload.

use crate::api::call::Call;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::limits::Limits;
use crate::telegram::tl;

/// The account's limits, cached for some hours.
pub async fn of(call: &Call, account: &Account) -> Result<Limits> {
    if account.owner().is_some_and(|owner| owner.bot) {
        return Ok(Limits::DOCUMENTED);
    }
    if let Some(limits) = account.known_limits().get() {
        return Ok(limits);
    }
    let function = tl::functions::help::GetAppConfig { hash: 0 };
    let tl::enums::help::AppConfig::Config(config) = account.read(&function, call.attempt()).await? else {
        return Err(Error::unexpected(
            "Telegram says that its configuration is unchanged, but it was never fetched",
        ));
    };
    let function = tl::functions::users::GetUsers { id: vec![tl::enums::InputUser::UserSelf] };
    let premium = match account.read(&function, call.attempt()).await?.first() {
        Some(tl::enums::User::User(user)) => user.premium,
        _ => false,
    };
    let limits = Limits::from_config(config.config, premium);
    account.known_limits().set(limits);
    Ok(limits)
}

/// Checks a file's size. Sizes that every account may upload need no request.
pub async fn check_size(call: &Call, account: &Account, size: u64) -> Result<()> {
    if size <= Limits::DOCUMENTED.limits.upload_size {
        return Ok(());
    }
    let known = of(call, account).await?;
    let (own, premium) = (known.limits.upload_size, known.with_premium.upload_size);
    if size <= own {
        return Ok(());
    }
    let error = Error::new(
        Kind::TooLarge,
        format!("The file has {size} bytes, and this account may upload {own} at most"),
    )
    .with("size", size)
    .with("max_size", own);
    Err(match size <= premium {
        true => error.hint(format!("with Telegram Premium an account may upload {premium} bytes")),
        false => error.hint("split the file"),
    })
}

/// Checks a caption's length.
pub async fn check_caption(call: &Call, account: &Account, caption: &str) -> Result<()> {
    let length = caption.chars().count() as u64;
    if length <= Limits::DOCUMENTED.limits.caption_length {
        return Ok(());
    }
    let known = of(call, account).await?;
    let (own, premium) = (known.limits.caption_length, known.with_premium.caption_length);
    if length <= own {
        return Ok(());
    }
    let error = Error::new(
        Kind::TooLarge,
        format!("The caption has {length} characters, and this account's may have {own} at most"),
    )
    .with("path", "caption")
    .with("length", length)
    .with("max_length", own);
    Err(match length <= premium {
        true => error.hint(format!(
            "send the text as a message of its own; with Telegram Premium a caption may have {premium} characters"
        )),
        false => error.hint("send the text as a message of its own"),
    })
}
