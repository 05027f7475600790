//! The rules a daemon is started with.

use clap::Args;

use super::shown::tell;
use super::{Failure, POLICY};
use crate::api::access::methods::{means_something, no_such};
use crate::policy::{Glob, Policy, Source};
use crate::rpc::Catalog;
use crate::telegram::peer::{Allowed, ChatId};

#[derive(Clone, Debug, Default, Args)]
pub struct PolicyOptions {
    /// Let callers read, and change nothing: no sending, no joining, no logging in or out.
    ///
    /// Nor do they write files on this machine, unless --files-root names where.
    #[arg(long, global = true, help_heading = POLICY)]
    read_only: bool,
    /// Let callers use these methods alone, as in `messages.*`; may be repeated.
    #[arg(long, value_name = "METHOD_GLOB", global = true, help_heading = POLICY)]
    allow: Vec<String>,
    /// Keep callers from these methods, whatever --allow says; may be repeated.
    #[arg(long, value_name = "METHOD_GLOB", global = true, help_heading = POLICY)]
    deny: Vec<String>,
    /// Let callers reach these chats alone: "me", @name, an id, +phone, a t.me link or a ref; may be repeated.
    ///
    /// Lists and searches show no others. An invite link lets its chat be joined. Methods that no list of chats can
    /// cover are off, and so are those that change the account itself: its profile, password, logins and contacts.
    #[arg(long, value_name = "CHAT", global = true, allow_hyphen_values = true, value_parser = chat, help_heading = POLICY)]
    allow_chat: Vec<ChatId>,
    /// Let callers take their logins to other libraries, with session.export.
    #[arg(long, global = true, help_heading = POLICY)]
    allow_export: bool,
}

impl PolicyOptions {
    pub fn is_given(&self) -> bool {
        let Self { read_only, allow, deny, allow_chat, allow_export } = self;
        *read_only || *allow_export || !allow.is_empty() || !deny.is_empty() || !allow_chat.is_empty()
    }

    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    pub fn policy(&self) -> Policy {
        let globs = |globs: &[String]| globs.iter().map(|glob| Glob::new(glob)).collect();
        Policy {
            source: Source::Daemon,
            read_only: self.read_only,
            allow: globs(&self.allow),
            deny: globs(&self.deny),
            limits_chats: !self.allow_chat.is_empty(),
            limits_files: false,
            limits_sends: false,
            allow_export: self.allow_export,
        }
    }

    pub fn allowed(&self) -> Allowed {
        Allowed::new(self.allow_chat.clone())
    }

    /// A rule that names nothing is a slip of the pen, and one that leaves a door open. A glob may be meant for another
    /// version, so of that there is only a warning.
    pub fn check(&self, catalog: &Catalog) -> Result<(), Failure> {
        for (option, globs) in [("--allow", &self.allow), ("--deny", &self.deny)] {
            for text in globs {
                let glob = Glob::new(text);
                if means_something(&glob, catalog) {
                    continue;
                }
                if !glob.is_wild() {
                    return Err(format!("{option} {text}: {}", no_such(text, catalog)).into());
                }
                tracing::warn!(option, glob = text, "a rule matches no method and no function");
                tell(format_args!("telewire: warning: {option} {text} matches no method and no function"));
            }
        }
        Ok(())
    }
}

fn chat(text: &str) -> Result<ChatId, String> {
    ChatId::read(text).map_err(|expected| format!("expected {expected}"))
}
