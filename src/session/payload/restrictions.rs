//! The restrictions of a session string. They are sealed in it, so only a daemon with the sealing key can read or change
//! them.

use minicbor::{Decode, Encode};

use crate::error::{Error, Result, restricted};
use crate::session::Invalid;

/// The limits of a session string. A call must satisfy all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restrictions {
    /// Allows only methods that change nothing.
    pub read_only: bool,
    /// Globs of methods, one list for each time that the string was restricted. Every list must allow a method.
    pub methods: Vec<Vec<String>>,
    /// Chat ids as in the Bot API, sorted. `None` means any.
    pub readable: Option<Vec<i64>>,
    pub writable: Option<Vec<i64>>,
    /// The real path of the only folder with files that may be named.
    pub files_root: Option<String>,
    /// Unix time in seconds at which the string expires.
    pub expire_date: Option<i64>,
    /// Limits of messages per day. Each is counted separately.
    pub quotas: Vec<Quota>,
    /// Who or what uses the string.
    pub label: Option<String>,
}

/// A limit of messages per day, shared by all strings derived from the one that it was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// A random id that the daemon counts by.
    pub id: u64,
    pub sends_per_day: u32,
}

/// What a call does in a chat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    #[default]
    Read,
    Write,
}

/// The id of Telegram's service chat, where login codes arrive. With a code, a caller could log in without restrictions.
const SERVICE_CHAT: i64 = 777_000;

impl Restrictions {
    /// Combines both restrictions. The result allows only what both allow.
    #[must_use]
    pub fn narrowed(self, by: Self) -> Self {
        let mut methods = self.methods;
        methods.extend(by.methods);
        let mut quotas = self.quotas;
        let fewest = fewest(&quotas);
        quotas.extend(
            by.quotas.into_iter().filter(|quota| fewest.is_none_or(|sends| quota.sends_per_day < sends)),
        );
        Self {
            read_only: self.read_only || by.read_only,
            methods,
            readable: both(self.readable, by.readable),
            writable: both(self.writable, by.writable),
            // The newer one was checked to be inside the older one.
            files_root: by.files_root.or(self.files_root),
            expire_date: [self.expire_date, by.expire_date].into_iter().flatten().min(),
            quotas,
            label: match (self.label, by.label) {
                (Some(older), Some(newer)) => Some(format!("{older} / {newer}")),
                (older, newer) => older.or(newer),
            },
        }
    }

    /// The limit of messages per day, if any.
    pub fn sends_per_day(&self) -> Option<u32> {
        fewest(&self.quotas)
    }

    pub fn limits_chats(&self) -> bool {
        self.readable.is_some() || self.writable.is_some()
    }

    /// Whether a chat may be reached for this purpose. `id` is as in the Bot API.
    pub fn permits(&self, id: i64, purpose: Purpose) -> bool {
        match self.chats(purpose) {
            Some(chats) => chats.contains(&id),
            None => id != SERVICE_CHAT,
        }
    }

    /// Fails unless a chat may be reached for this purpose.
    pub fn judge_chat(&self, id: i64, purpose: Purpose) -> Result<()> {
        if self.permits(id, purpose) {
            return Ok(());
        }
        let (restriction, why) = match (self.chats(purpose), purpose) {
            (None, _) => {
                (None, "Telegram's service chat, where login codes arrive, must be named in `chats`")
            }
            (_, Purpose::Write) if self.permits(id, Purpose::Read) => {
                (Some("read_chats"), "this chat may only be read")
            }
            (_, Purpose::Read) if self.permits(id, Purpose::Write) => {
                (Some("write_chats"), "this chat may only be written to")
            }
            _ => (Some("chats"), "this chat is not allowed"),
        };
        let what = match purpose {
            Purpose::Read => "Reading this chat",
            Purpose::Write => "Changing anything in this chat",
        };
        Err(restricted(what, restriction, self.label.as_deref(), why))
    }

    /// The error for an unknown chat, which can't be one of the allowed ones.
    pub fn unknown_chat(&self) -> Error {
        restricted("This chat", Some("chats"), self.label.as_deref(), "it is not known to be allowed")
    }

    /// Whether only some chats may be reached for this purpose.
    pub fn limits(&self, purpose: Purpose) -> bool {
        self.chats(purpose).is_some()
    }

    fn chats(&self, purpose: Purpose) -> Option<&[i64]> {
        match purpose {
            Purpose::Read => self.readable.as_deref(),
            Purpose::Write => self.writable.as_deref(),
        }
    }

    /// Fails once the string has expired. `now` is Unix time in seconds.
    pub fn judge_date(&self, now: i64) -> Result<()> {
        match self.expire_date {
            Some(date) if date <= now => Err(self.expired()),
            _ => Ok(()),
        }
    }

    pub fn expired(&self) -> Error {
        let error = Error::from(Invalid::Expired);
        match &self.label {
            Some(label) => error.with("label", label),
            None => error,
        }
    }

    /// Maximum encoded length.
    pub(super) fn len(&self) -> usize {
        let texts = self.files_root.iter().chain(&self.label).map(|text| text.len() + 5);
        let methods =
            self.methods.iter().map(|list| 5 + list.iter().map(|glob| glob.len() + 5).sum::<usize>());
        let ids = [&self.readable, &self.writable].into_iter().flatten().map(|ids| 5 + 9 * ids.len());
        32 + texts.chain(methods).chain(ids).sum::<usize>() + 20 * self.quotas.len()
    }
}

fn fewest(quotas: &[Quota]) -> Option<u32> {
    quotas.iter().map(|quota| quota.sends_per_day).min()
}

/// The intersection of both lists. A missing list contains all chats except the service chat.
fn both(one: Option<Vec<i64>>, other: Option<Vec<i64>>) -> Option<Vec<i64>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.into_iter().filter(|id| other.contains(id)).collect()),
        (Some(one), None) | (None, Some(one)) => {
            Some(one.into_iter().filter(|id| *id != SERVICE_CHAT).collect())
        }
        (None, None) => None,
    }
}

/// The encoded form of [`Restrictions`]. Keys are never reused for another meaning.
#[derive(Encode, Decode)]
#[cbor(map)]
pub(super) struct Form<'a> {
    #[n(0)]
    read_only: bool,
    #[b(1)]
    methods: Vec<Vec<&'a str>>,
    #[n(2)]
    readable: Option<Vec<i64>>,
    #[n(3)]
    writable: Option<Vec<i64>>,
    #[b(4)]
    files_root: Option<&'a str>,
    /// Unix time in seconds.
    #[n(5)]
    expire_date: Option<i64>,
    #[n(6)]
    quotas: Vec<QuotaForm>,
    #[b(7)]
    label: Option<&'a str>,
}

#[derive(Encode, Decode)]
struct QuotaForm {
    #[n(0)]
    id: u64,
    #[n(1)]
    sends_per_day: u32,
}

impl<'a> From<&'a Restrictions> for Form<'a> {
    fn from(restrictions: &'a Restrictions) -> Self {
        Self {
            read_only: restrictions.read_only,
            methods: restrictions
                .methods
                .iter()
                .map(|list| list.iter().map(String::as_str).collect())
                .collect(),
            readable: restrictions.readable.clone(),
            writable: restrictions.writable.clone(),
            files_root: restrictions.files_root.as_deref(),
            expire_date: restrictions.expire_date,
            quotas: restrictions
                .quotas
                .iter()
                .map(|quota| QuotaForm { id: quota.id, sends_per_day: quota.sends_per_day })
                .collect(),
            label: restrictions.label.as_deref(),
        }
    }
}

impl Form<'_> {
    pub(super) fn into_restrictions(self) -> Restrictions {
        let owned = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect();
        Restrictions {
            read_only: self.read_only,
            methods: self.methods.into_iter().map(owned).collect(),
            readable: self.readable,
            writable: self.writable,
            files_root: self.files_root.map(str::to_owned),
            expire_date: self.expire_date,
            quotas: self
                .quotas
                .into_iter()
                .map(|quota| Quota { id: quota.id, sends_per_day: quota.sends_per_day })
                .collect(),
            label: self.label.map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn some_chats() -> impl Strategy<Value = Option<Vec<i64>>> {
        let id = prop_oneof![1..6_i64, Just(SERVICE_CHAT)];
        proptest::option::of(proptest::collection::vec(id, 0..4))
    }

    fn any() -> impl Strategy<Value = Restrictions> {
        let quota = (any_id(), 1..9_u32).prop_map(|(id, sends_per_day)| Quota { id, sends_per_day });
        let chats = (some_chats(), some_chats());
        let quotas = proptest::collection::vec(quota, 0..3);
        (proptest::bool::ANY, chats, proptest::option::of(0..9_i64), quotas).prop_map(
            |(read_only, (readable, writable), expire_date, quotas)| Restrictions {
                read_only,
                readable,
                writable,
                expire_date,
                quotas,
                ..Restrictions::default()
            },
        )
    }

    fn any_id() -> impl Strategy<Value = u64> {
        proptest::num::u64::ANY
    }

    proptest! {
        #[test]
        fn what_is_narrowed_never_does_more_than_either(one in any(), other in any()) {
            let narrowed = one.clone().narrowed(other.clone());
            for purpose in [Purpose::Read, Purpose::Write] {
                for id in (0..7).chain([SERVICE_CHAT]) {
                    let both = one.permits(id, purpose) && other.permits(id, purpose);
                    prop_assert_eq!(narrowed.permits(id, purpose), both);
                }
            }
            for now in 0..10 {
                let both = one.judge_date(now).is_ok() && other.judge_date(now).is_ok();
                prop_assert_eq!(narrowed.judge_date(now).is_ok(), both);
            }
            let least = [one.sends_per_day(), other.sends_per_day()].into_iter().flatten().min();
            prop_assert_eq!(narrowed.sends_per_day(), least);
            // To narrow a string again doesn't give its sends anew.
            prop_assert!(narrowed.quotas.starts_with(&one.quotas));
            prop_assert_eq!(narrowed.read_only, one.read_only || other.read_only);
        }
    }
}
