//! The restrictions of a session string, in the terms of `policy` and `files`.

use std::path::PathBuf;

use crate::error::{Error, Kind};
use crate::files::Within;
use crate::policy::sends::{Limit, UsedUp};
use crate::policy::{Glob, Policy, Source};
use crate::session::Restrictions;

/// The policies for methods: one per list, since every list must allow a method.
pub fn policies(restrictions: &Restrictions) -> Vec<Policy> {
    let source = Source::Session { label: restrictions.label.clone() };
    let first = Policy {
        source: source.clone(),
        read_only: restrictions.read_only,
        limits_chats: restrictions.limits_chats(),
        limits_files: restrictions.files_root.is_some(),
        limits_sends: restrictions.sends_per_day().is_some(),
        ..Policy::default()
    };
    let mut lists = restrictions.methods.iter().map(|list| list.iter().map(|glob| Glob::new(glob)).collect());
    let first = Policy { allow: lists.next().unwrap_or_default(), ..first };
    let more = lists.map(|allow| Policy { source: source.clone(), allow, ..Policy::default() });
    std::iter::once(first).chain(more).collect()
}

/// The limits for files, if any.
pub fn files(restrictions: &Restrictions) -> Option<Within> {
    let within = Within {
        root: restrictions.files_root.as_ref().map(PathBuf::from),
        read_only: restrictions.read_only,
        label: restrictions.label.clone(),
    };
    (within.root.is_some() || within.read_only).then_some(within)
}

/// The limits for sent messages.
pub fn limits(restrictions: &Restrictions) -> Vec<Limit> {
    restrictions.quotas.iter().map(|quota| Limit { id: quota.id, a_day: quota.sends_per_day }).collect()
}

/// The error of a send that exceeds the quota.
pub fn used_up(restrictions: &Restrictions, count: u32, UsedUp { left, retry_after }: UsedUp) -> Error {
    let named = restrictions.label.as_ref().map(|label| format!(" `{label}`")).unwrap_or_default();
    let limit = restrictions.sends_per_day().unwrap_or_default();
    let told = format!(
        "The session string{named} is restricted by `sends_per_day`: {left} of its {limit} messages a day are left, and this \
         call sends {count}"
    );
    let error = Error::new(Kind::RateLimited, told)
        .with("reason", "restricted")
        .with("restriction", "sends_per_day")
        .with("left", left)
        .retry_after(retry_after)
        .hint(
            "a day begins with its first message; Telegram was not asked, so `max_wait` does not wait for it",
        );
    match &restrictions.label {
        Some(label) => error.with("label", label),
        None => error,
    }
}
