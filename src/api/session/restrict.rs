//! session.restrict.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::access::methods::{means_something, no_such};
use crate::api::call::Call;
use crate::api::types::date::{Ahead, Date};
use crate::error::{Error, Kind, Result, restricted};
use crate::policy::{Glob, INVOKE};
use crate::rpc::{Catalog, Fails, Method};
use crate::session::{Purpose, Quota, Restrictions, Session};
use crate::telegram::account::Account;
use crate::telegram::peer::ChatId;

/// Creates a restricted session string of the same login, for an editor, an agent or a colleague.
///
/// The restrictions are sealed in the new string, and every daemon that opens it enforces them: in each method, in lists,
/// searches and updates, which show only the chats that it may read, and in telegram.invoke. What they refuse fails with
/// `policy_denied`: `restriction` names the field, and `label` is the string's. The string that is given keeps all its rights,
/// and so does a handle that is given in its place.
/// A restricted string can be restricted again, and both restrictions hold: each list of `methods` must allow a method, and
/// only chats that are in both lists remain. Telegram is asked only if a chat is given by a name, a phone number or a link,
/// which is resolved to its id at once.
/// No restricted string exports a login, logs out, ends other logins or changes the password, whatever `methods` says. It
/// calls telegram.invoke only if `methods` names it, as `telegram.invoke` or `telegram.invoke:messages.get*`. It does not
/// reach Telegram's service chat (777000), where login codes arrive, unless one of the lists of chats names it.
/// Under `chats`, `read_chats` or `write_chats`, methods that no list of chats can cover are off, telegram.invoke among them,
/// and so are those that change the account itself: its profile, logins and contacts.
/// Fails with `invalid_params` if nothing is restricted, a method does not exist, a date is in the past or the string would be
/// longer than 4,096 characters; with `policy_denied` if `files_root` is outside of the folders that may be used, or if
/// `methods` names telegram.invoke and the string given may not call it; with `file_not_found`, `chat_not_found`, and with
/// `not_signed_in` before the login is finished.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restrict {
    /// Nothing may be changed at Telegram, and no files are written, except in `files_root`.
    #[serde(default)]
    pub read_only: bool,
    /// The only methods that may be called, as globs: `messages.*`. The methods of the string itself (session.attach, detach,
    /// inspect, refresh, renew and restrict) always may.
    #[schemars(length(min = 1, max = 64))]
    pub methods: Option<Vec<MethodGlob>>,
    /// Chats that may be read and written to. If any of the three lists is given, no other chats can be reached.
    #[schemars(length(min = 1, max = 100))]
    pub chats: Option<Vec<ChatId>>,
    /// Chats that may be read but not written to.
    #[schemars(length(min = 1, max = 100))]
    pub read_chats: Option<Vec<ChatId>>,
    /// Chats that may be written to but not read. What a call itself writes is in its answer.
    #[schemars(length(min = 1, max = 100))]
    pub write_chats: Option<Vec<ChatId>>,
    /// The only folder whose files may be named, symbolic links resolved. It must exist.
    pub files_root: Option<String>,
    /// When the string expires, by Telegram's clock. It then fails with `session_invalid` and the reason `expired`, and
    /// its subscriptions and long polls end.
    pub expire_date: Option<Date>,
    /// Maximum messages sent per day by messages.send, sendFile, sendAlbum, sendPoll and forward. Each item of an
    /// album, each forwarded message and each repeat counts; messages that Telegram refuses don't. A day is 24 hours
    /// from its first message. Exceeding it fails with `rate_limited`. All strings made from this one share the quota.
    /// Each daemon counts separately, and from zero when it starts.
    #[schemars(range(min = 1))]
    pub sends_per_day: Option<u32>,
    /// A label for the string, shown in errors and session.inspect. A second label is added to the first.
    #[schemars(length(min = 1, max = 64))]
    pub label: Option<String>,
}

/// A method's name, or many: `*` is any text, `?` any character.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct MethodGlob(#[schemars(length(min = 1, max = 100))] String);

/// A restricted session string.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Restricted {
    /// The string to hand out. It is not called `session`, so that no client keeps it in place of the one that was given.
    pub restricted_session: String,
    /// All its restrictions.
    pub restrictions: InspectedRestrictions,
}

/// The restrictions of a session string.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InspectedRestrictions {
    /// Whether only reads are allowed.
    pub is_read_only: bool,
    /// Lists of globs, one for each time that methods were named. Each of them must allow a method.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<Vec<String>>,
    /// Ids of the chats that may be read and written to. Without `chats`, `read_chats` and `write_chats` all chats may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chats: Option<Vec<i64>>,
    /// Ids of the chats that may only be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_chats: Option<Vec<i64>>,
    /// Ids of the chats that may only be written to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write_chats: Option<Vec<i64>>,
    /// The only folder whose files may be named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files_root: Option<String>,
    /// From then on the string is good for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub expire_date: Option<Timestamp>,
    /// How many messages may be sent a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sends_per_day: Option<u32>,
    /// Who the string is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl Method for Restrict {
    const NAME: &'static str = "session.restrict";
    const FAILS: Fails = &[&[
        Kind::PeerInvalid,
        Kind::NotSignedIn,
        Kind::ChatNotFound,
        Kind::UserNotFound,
        Kind::FileNotFound,
    ]];
    type Result = Restricted;
}

/// How many limits of sends one string keeps: each time that it is narrowed may add one.
const MAX_QUOTAS: usize = 8;

/// Characters of all labels together.
const MAX_LABEL: usize = 200;

/// Globs of all lists of methods together.
const MAX_METHODS: usize = 64;

pub async fn restrict(call: Call, params: Restrict) -> Result<Restricted> {
    let session = call.session()?;
    let account = call.account()?;
    let former = session.restrictions.as_deref();
    let asked = params.read(&call, &account).await?;
    if (Restrictions { label: None, ..asked.clone() }) == Restrictions::default() {
        return Err(Error::new(Kind::InvalidParams, "Nothing is restricted")
            .with("path", "")
            .with("expected", "`read_only: true` or another restriction"));
    }
    let restrictions = match former {
        Some(former) => former.clone().narrowed(asked),
        None => asked,
    };
    check_sizes(&restrictions)?;
    let learned = session.learned.clone();
    let restricted = Session { restrictions: Some(restrictions.into()), ..Session::clone(&session) };
    let restricted = restricted.with_learned(learned);
    if !restricted.fits() {
        return Err(too_much(
            "",
            "fewer or shorter restrictions: the session string would have more than 4096 characters",
        ));
    }
    let restrictions = restricted.restrictions.as_deref().map(InspectedRestrictions::from);
    Ok(Restricted {
        // Not through the call: a handle that was given stays as it is.
        restricted_session: call.daemon().sessions.seal(&restricted).expose().to_owned(),
        restrictions: restrictions
            .ok_or_else(|| Error::internal("a restricted session has no restrictions"))?,
    })
}

impl Restrict {
    async fn read(self, call: &Call, account: &Account) -> Result<Restrictions> {
        let methods = self.methods.map(|globs| read_methods(call, globs)).transpose()?;
        let label = self.label.map(|label| read_label(&label)).transpose()?;
        let expiry = |date: Date| date.ahead("expire_date", Ahead::EXPIRY, account.now());
        let expire_date = self.expire_date.map(expiry).transpose()?.map(i64::from);
        let files_root = match self.files_root {
            Some(path) => Some(read_folder(call, path).await?),
            None => None,
        };
        let quota = |sends_per_day| Ok::<_, Error>(Quota { id: random()?, sends_per_day });
        let quotas = self.sends_per_day.map(quota).transpose()?.into_iter().collect();
        let (mut readable, mut writable) = (None, None);
        for (field, chats, purposes) in [
            ("chats", self.chats, &[Purpose::Read, Purpose::Write][..]),
            ("read_chats", self.read_chats, &[Purpose::Read]),
            ("write_chats", self.write_chats, &[Purpose::Write]),
        ] {
            let Some(chats) = chats else { continue };
            let ids = resolve(call, account, field, &chats).await?;
            let readable = readable.get_or_insert_with(Vec::new);
            let writable = writable.get_or_insert_with(Vec::new);
            for purpose in purposes {
                match purpose {
                    Purpose::Read => readable.extend(&ids),
                    Purpose::Write => writable.extend(&ids),
                }
            }
        }
        for ids in [&mut readable, &mut writable].into_iter().flatten() {
            ids.sort_unstable();
            ids.dedup();
        }
        Ok(Restrictions {
            read_only: self.read_only,
            methods: methods.into_iter().collect(),
            readable,
            writable,
            files_root,
            expire_date,
            quotas,
            label,
        })
    }
}

/// The marked ids of chats that were named.
async fn resolve(call: &Call, account: &Account, field: &str, chats: &[ChatId]) -> Result<Vec<i64>> {
    let mut ids = Vec::with_capacity(chats.len());
    for (index, chat) in chats.iter().enumerate() {
        let id = account.id_of(chat, call.attempt()).await;
        ids.push(id.map_err(|error| error.with("path", format!("{field}[{index}]")))?.marked());
    }
    Ok(ids)
}

fn read_methods(call: &Call, globs: Vec<MethodGlob>) -> Result<Vec<String>> {
    let catalog: &Catalog = &call.rpc().catalog;
    for (index, MethodGlob(text)) in globs.iter().enumerate() {
        let (path, glob) = (format!("methods[{index}]"), Glob::new(text));
        if !means_something(&glob, catalog) {
            let told = match glob.is_wild() {
                true => format!("`{text}` matches no method"),
                false => format!("`{text}`: {}", no_such(text, catalog)),
            };
            return Err(Error::new(Kind::InvalidParams, told)
                .with("path", path)
                .with("expected", "a method, or a glob that matches some: `messages.*`"));
        }
        // A former string that doesn't name it can't be made to, although both lists would be kept.
        if glob.names_invoke() && !may_invoke(call) {
            let label = call.restrictions().and_then(|restrictions| restrictions.label.as_deref());
            let why = "the session string that was given may not call it";
            return Err(restricted(INVOKE, Some("methods"), label, why).with("path", path));
        }
    }
    Ok(globs.into_iter().map(|MethodGlob(text)| text).collect())
}

/// Whether the methods of the given session string include telegram.invoke.
fn may_invoke(call: &Call) -> bool {
    let Some(restrictions) = call.restrictions() else { return true };
    let names_invoke = |list: &Vec<String>| list.iter().any(|glob| Glob::new(glob).names_invoke());
    !restrictions.methods.is_empty() && restrictions.methods.iter().all(names_invoke)
}

fn read_label(label: &str) -> Result<String> {
    let label = label.trim();
    if label.is_empty() || label.chars().any(char::is_control) {
        return Err(too_much(
            "label",
            "1 to 64 characters without control characters, not all of them blank",
        ));
    }
    Ok(label.to_owned())
}

async fn read_folder(call: &Call, path: String) -> Result<String> {
    let files = call.files();
    let folder = tokio::task::spawn_blocking(move || files.folder(&path)).await.map_err(Error::internal)?;
    let folder = folder.map_err(|error| error.with("path", "files_root"))?;
    folder.into_os_string().into_string().map_err(|_| too_much("files_root", "a folder whose path is UTF-8"))
}

fn check_sizes(restrictions: &Restrictions) -> Result<()> {
    if restrictions.methods.iter().map(Vec::len).sum::<usize>() > MAX_METHODS {
        return Err(too_much(
            "methods",
            "at most 64 globs, those of the session string that was given included",
        ));
    }
    if restrictions.quotas.len() > MAX_QUOTAS {
        return Err(too_much(
            "sends_per_day",
            "a session string that was restricted to fewer sends at most 7 times",
        ));
    }
    if restrictions.label.as_ref().is_some_and(|label| label.chars().count() > MAX_LABEL) {
        return Err(too_much(
            "label",
            "at most 200 characters, those of the session string that was given included",
        ));
    }
    Ok(())
}

fn too_much(path: &str, expected: &str) -> Error {
    let told = match path {
        "" => "These restrictions don't fit a session string".to_owned(),
        path => format!("`{path}` can't be sealed in a session string: expected {expected}"),
    };
    Error::new(Kind::InvalidParams, told).with("path", path).with("expected", expected)
}

fn random() -> Result<u64> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| Error::internal(error.to_string()))?;
    Ok(u64::from_le_bytes(bytes))
}

impl From<&Restrictions> for InspectedRestrictions {
    fn from(restrictions: &Restrictions) -> Self {
        let (readable, writable) = (restrictions.readable.as_deref(), restrictions.writable.as_deref());
        let is_in = |list: Option<&[i64]>, id: &i64| list.is_none_or(|list| list.contains(id));
        let of = |list: Option<&[i64]>, keep: &dyn Fn(&i64) -> bool| {
            let ids: Vec<i64> = list.unwrap_or_default().iter().copied().filter(keep).collect();
            restrictions.limits_chats().then_some(ids)
        };
        let some = |list: Option<Vec<i64>>| list.filter(|ids| !ids.is_empty());
        Self {
            is_read_only: restrictions.read_only,
            methods: restrictions.methods.clone(),
            chats: of(readable, &|id| is_in(writable, id)),
            read_chats: some(of(readable, &|id| !is_in(writable, id))),
            write_chats: some(of(writable, &|id| !is_in(readable, id))),
            files_root: restrictions.files_root.clone(),
            expire_date: restrictions.expire_date.and_then(|date| Timestamp::from_second(date).ok()),
            sends_per_day: restrictions.sends_per_day(),
            label: restrictions.label.clone(),
        }
    }
}
