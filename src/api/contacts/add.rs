//! contacts.add.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::fails;
use crate::api::types::people::User;
use crate::api::types::result_updates::ResultUpdates;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::secret::pasted::Phone;
use crate::telegram::account::Account;
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Adds a contact, or renames one.
///
/// Telegram: `contacts.addContact`, or `contacts.importContacts` for a phone number. Fails with `user_not_found` if
/// nobody who lets themselves be found has that number, with `rate_limited` if Telegram takes no more numbers for now,
/// with `chat_not_found`, and with `telegram_rejected` if the first name is empty (CONTACT_NAME_EMPTY) or for the
/// account itself (CONTACT_ID_INVALID).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Add {
    /// The user: a `ref`, `"@name"` or id. Give either this or `phone`.
    pub user_id: Option<ChatId>,
    /// Their phone number in international form.
    pub phone: Option<Phone>,
    /// 1 to 64 characters.
    #[schemars(length(min = 1, max = 64))]
    pub first_name: String,
    /// Up to 64 characters.
    #[schemars(length(max = 64))]
    pub last_name: Option<String>,
    /// Whether to share the account's own number with them. Not allowed with `phone`. Default: false.
    #[serde(default)]
    pub share_phone: bool,
}

impl Method for Add {
    const NAME: &'static str = "contacts.add";
    const FAILS: Fails = &[fails::CHAT];
    type Result = User;
}

pub async fn add(call: Call, params: Add) -> Result<User> {
    let account = call.account()?;
    let Add { user_id, phone, first_name, last_name, share_phone } = params;
    let last_name = last_name.unwrap_or_default();
    match (user_id, phone) {
        (Some(user_id), None) => {
            let peer = account.peer(&user_id, call.attempt()).await?;
            let function = tl::functions::contacts::AddContact {
                add_phone_privacy_exception: share_phone,
                id: peer.input_user()?,
                first_name,
                last_name,
                phone: String::new(),
                note: None,
            };
            let updates = account.invoke(&function, call.attempt()).await?;
            let told = ResultUpdates::of(&call, &account, updates)?.cast.user(peer.id.bare);
            match told {
                Some(user) => Ok(user),
                None => look_at(&call, &account, peer.input_user()?).await,
            }
        }
        (None, Some(_)) if share_phone => Err(invalid("share_phone", "not with `phone`")),
        (None, Some(phone)) => {
            let phone = phone.expose().to_owned();
            import(&call, &account, phone, first_name, last_name).await
        }
        _ => Err(invalid("user_id", "either `user_id` or `phone`")),
    }
}

async fn import(
    call: &Call,
    account: &Account,
    phone: String,
    first_name: String,
    last_name: String,
) -> Result<User> {
    // Any number: it distinguishes the contacts of one request.
    let client_id = 0;
    let contact = tl::types::InputPhoneContact { client_id, phone, first_name, last_name, note: None };
    let function = tl::functions::contacts::ImportContacts { contacts: vec![contact.into()] };
    let tl::enums::contacts::ImportedContacts::Contacts(came) =
        account.invoke(&function, call.attempt()).await?;
    account.learn(&came.users, &[]);
    if !came.retry_contacts.is_empty() {
        return Err(Error::new(Kind::RateLimited, "Telegram takes no more numbers for now"));
    }
    let cast = Cast::new(call.viewer(account)?, came.users, Vec::new());
    let imported = came.imported.first().map(|tl::enums::ImportedContact::Contact(contact)| contact.user_id);
    imported
        .and_then(|id| cast.user(id))
        .ok_or_else(|| Error::new(Kind::UserNotFound, "No user can be found by this number"))
}

/// The user, as the account now sees them.
async fn look_at(call: &Call, account: &Account, user: tl::enums::InputUser) -> Result<User> {
    let users = account.read(&tl::functions::users::GetUsers { id: vec![user] }, call.attempt()).await?;
    account.learn(&users, &[]);
    match users.first() {
        Some(tl::enums::User::User(user)) => Ok(User::of(user, call.viewer(account)?)),
        _ => Err(Error::new(Kind::UserNotFound, "Telegram does not tell who this is")),
    }
}

fn invalid(path: &str, expected: &str) -> Error {
    Error::new(Kind::InvalidParams, format!("`{path}` is wrong: {expected}"))
        .with("path", path)
        .with("expected", expected)
}
