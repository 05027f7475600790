//! contacts.list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::people::User;
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

/// Lists the account's contacts, all at once.
///
/// Telegram: `contacts.getContacts`. Fails with `rate_limited` when Telegram asks to wait longer than `max_wait`, and with
/// `user_only` for a bot.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct List {}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ContactList {
    pub items: Vec<Contact>,
}

/// Somebody in the account's address book, by the name that they have there.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Contact {
    #[serde(flatten)]
    pub user: User,
    /// Whether they have the account as a contact, too.
    pub is_mutual: bool,
}

impl Method for List {
    const NAME: &'static str = "contacts.list";
    type Result = ContactList;
}

pub async fn list(call: Call, _: List) -> Result<ContactList> {
    let account = call.account()?;
    let function = tl::functions::contacts::GetContacts { hash: 0 };
    let tl::enums::contacts::Contacts::Contacts(found) = account.read(&function, call.attempt()).await?
    else {
        return Err(Error::new(Kind::TelegramInternal, "Telegram says that nothing has changed, unasked"));
    };
    account.learn(&found.users, &[]);
    let permitted = account.permitted(call.attempt()).await?;
    let cast = Cast::new(call.viewer(&account)?, found.users, Vec::new());
    let contacts = found.contacts.iter().map(|tl::enums::Contact::Contact(contact)| contact);
    let contacts = contacts.filter(|contact| permitted.permits(PeerId::user(contact.user_id)));
    let items = contacts
        .filter_map(|contact| Some(Contact { user: cast.user(contact.user_id)?, is_mutual: contact.mutual }))
        .collect();
    Ok(ContactList { items })
}
