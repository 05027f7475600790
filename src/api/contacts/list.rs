//! contacts.list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::page::{Limit, Page};
use crate::api::types::people::User;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

/// Lists the account's contacts by name.
///
/// Telegram: `contacts.getContacts`, which gives all of them for each page. Fails with `rate_limited` when Telegram asks to wait longer than `max_wait`, with
/// `cursor_invalid`, and with `user_only` for a bot.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// How many: 1–100. Default: 50.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    pub cursor: Option<String>,
}

/// Where a contact stands in the list: by name, and among namesakes by id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Position {
    name: String,
    id: i64,
}

/// A contact, with the name in the address book.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Contact {
    #[serde(flatten)]
    pub user: User,
    /// Whether they have the account as a contact too.
    pub is_mutual: bool,
}

impl Method for List {
    const NAME: &'static str = "contacts.list";
    const FAILS: Fails = &[&[Kind::CursorInvalid]];
    type Result = Page<Contact>;
}

pub async fn list(call: Call, params: List) -> Result<Page<Contact>> {
    let account = call.account()?;
    let viewer = call.viewer(&account)?;
    let cursors = call.cursors(viewer, List::NAME, ());
    let after: Option<Position> = cursors.read(params.cursor.as_deref())?;
    let function = tl::functions::contacts::GetContacts { hash: 0 };
    let tl::enums::contacts::Contacts::Contacts(found) = account.read(&function, call.attempt()).await?
    else {
        return Err(Error::new(Kind::TelegramInternal, "Telegram says that nothing has changed, unasked"));
    };
    account.learn(&found.users, &[]);
    let permitted = account.permitted(call.attempt()).await?;
    let cast = Cast::new(viewer, found.users, Vec::new());
    let contacts = found.contacts.iter().map(|tl::enums::Contact::Contact(contact)| contact);
    let contacts = contacts.filter(|contact| permitted.permits(PeerId::user(contact.user_id)));
    let mut contacts: Vec<Contact> = contacts
        .filter_map(|contact| Some(Contact { user: cast.user(contact.user_id)?, is_mutual: contact.mutual }))
        .collect();
    contacts.sort_by_cached_key(Contact::position);
    let total = Some(contacts.len() as i32);
    let start =
        contacts.partition_point(|contact| after.as_ref().is_some_and(|after| contact.position() <= *after));
    let mut items = contacts.split_off(start);
    let has_more = items.len() > params.limit.get() as usize;
    items.truncate(params.limit.get() as usize);
    let next_cursor = items.last().filter(|_| has_more).map(|last| cursors.write(&last.position()));
    Ok(Page { items, next_cursor, total })
}

impl Contact {
    fn position(&self) -> Position {
        let last_name = self.user.last_name.as_deref().unwrap_or_default();
        Position { name: format!("{} {last_name}", self.user.first_name).to_lowercase(), id: self.user.id }
    }
}
