//! Options for what callers may do.

use clap::Args;

use super::shown::tell;
use super::{Failure, POLICY};
use crate::api::access::methods::{means_something, no_such};
use crate::policy::{Glob, Policy, Source};
use crate::rpc::Catalog;
use crate::telegram::peer::{Allowed, ChatId};

#[derive(Clone, Debug, Default, Args)]
pub struct PolicyOptions {
    /// Only allow methods that change nothing: no sending, joining, logging in or logging out.
    ///
    /// Writing files on this machine is not allowed either, except in a --files-root.
    #[arg(long, global = true, help_heading = POLICY)]
    read_only: bool,
    /// Only allow these methods, such as `messages.*`. Can be repeated.
    #[arg(long, value_name = "METHOD_GLOB", global = true, help_heading = POLICY)]
    allow: Vec<String>,
    /// Disallow these methods. Overrides --allow. Can be repeated.
    #[arg(long, value_name = "METHOD_GLOB", global = true, help_heading = POLICY)]
    deny: Vec<String>,
    /// Only allow this chat: "me", @name, an id, +phone, a t.me link or a ref. Can be repeated.
    ///
    /// Lists and searches omit other chats. An invite link allows joining its chat. Methods that can't be limited to chats
    /// are disallowed, and so are those that change the account's profile, password, logins and contacts.
    #[arg(long, value_name = "CHAT", global = true, allow_hyphen_values = true, value_parser = chat, help_heading = POLICY)]
    allow_chat: Vec<ChatId>,
    /// Allow session.export, which exports logins to other libraries.
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

    /// Fails if a rule names an unknown method, because a typo would leave something allowed. A glob without matches may
    /// be for another version, so it only causes a warning.
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
