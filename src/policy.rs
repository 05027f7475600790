//! What this daemon lets its callers do.
//!
//! Methods are judged once, when the catalog is made. Chats are judged where what a caller names becomes a peer
//! (`telegram::peer`), so that no form of a name gets round it: ids, names, links and refs all end there.

use wildmatch::WildMatch;

use crate::error::{Error, Kind, Result};

/// The rules a daemon was started with. All of them must let a call through.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Nothing may be changed.
    pub read_only: bool,
    /// Methods by globs; empty lets all through.
    pub allow: Vec<Glob>,
    /// Methods by globs, whatever `allow` says.
    pub deny: Vec<Glob>,
    /// Whether chats are limited to some. Which ones, the accounts know.
    pub limits_chats: bool,
    /// Whether files are limited to some folders. Which ones, `files` knows.
    pub limits_files: bool,
    /// Whether sessions may be exported to other libraries.
    pub allow_export: bool,
}

/// A method's name, or many: `*` is any text, `?` any character.
#[derive(Clone, Debug, PartialEq)]
pub struct Glob(WildMatch);

impl Glob {
    pub fn new(glob: &str) -> Self {
        Self(WildMatch::new(glob))
    }

    pub fn matches(&self, name: &str) -> bool {
        self.0.matches(name)
    }

    /// Whether it means this name and no other.
    fn is_exactly(&self, name: &str) -> bool {
        self.to_string() == name
    }

    /// Whether it may mean many names, or none.
    pub fn is_wild(&self) -> bool {
        self.to_string().contains(['*', '?'])
    }

    /// Whether it means functions of Telegram's, as `telegram.invoke:messages.get*`.
    pub fn names_functions(&self) -> bool {
        self.to_string().strip_prefix(INVOKE).is_some_and(|rest| rest.starts_with(':'))
    }

    /// Whether it means [`INVOKE`] in so many words.
    fn names_invoke(&self) -> bool {
        self.is_exactly(INVOKE) || self.names_functions()
    }
}

impl std::fmt::Display for Glob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What the policy looks at in a method.
#[derive(Clone, Copy, Debug, Default)]
pub struct Method<'a> {
    pub name: &'a str,
    /// Whether it changes anything.
    pub writes: bool,
    /// Whether it reaches chats that it is not told.
    pub beyond_chats: bool,
    /// Whether it changes the account itself rather than a chat.
    pub changes_account: bool,
    /// Whether it reaches files that no list of folders covers.
    pub beyond_files: bool,
    /// Whether it gives a session away to other libraries.
    pub exports: bool,
}

/// What the policy looks at in a function of Telegram's.
#[derive(Clone, Copy, Debug)]
pub struct Function<'a> {
    /// As `messages.getHistory`.
    pub name: &'a str,
    /// Whether it changes nothing.
    pub reads: bool,
    /// Whether it gives a login away, or takes one in.
    pub exports: bool,
    /// Whether it takes the account over, or destroys it or what it owns, or spends its money: for good, as a rule.
    pub is_grave: bool,
}

/// The method by which any function of Telegram's can be called. A rule names one of them behind a colon.
pub const INVOKE: &str = "telegram.invoke";

/// How a connection begins and ends, and what a client must know before it begins.
const LIFECYCLE: [&str; 5] = ["daemon.info", "daemon.ping", "initialize", "rpc.discover", "shutdown"];

impl Policy {
    pub fn judge(&self, method: Method) -> Result<()> {
        if LIFECYCLE.contains(&method.name) {
            return Ok(());
        }
        self.judge_name(method.name)?;
        if self.read_only && method.writes {
            return Err(denied(method.name, "--read-only, and it changes something"));
        }
        if self.limits_chats && method.beyond_chats {
            return Err(denied(method.name, "--allow-chat, and it reaches beyond any list of chats"));
        }
        if self.limits_chats && method.changes_account {
            return Err(denied(method.name, "--allow-chat, and it changes the account itself"));
        }
        if self.limits_files && method.beyond_files {
            return Err(denied(method.name, "--files-root, and it reaches beyond any list of folders"));
        }
        if method.exports && !self.allow_export {
            return Err(denied(method.name, "no --allow-export, and it gives the login's keys away"));
        }
        Ok(())
    }

    /// A function of Telegram's, called by [`INVOKE`].
    pub fn judge_function(&self, function: Function) -> Result<()> {
        let name = format!("{INVOKE}:{}", function.name);
        if let Some(glob) = self.deny.iter().find(|glob| glob.matches(&name)) {
            return Err(denied(&name, &format!("--deny {glob}")));
        }
        if self.read_only && !function.reads {
            return Err(denied(&name, "--read-only, and it may change something"));
        }
        if function.exports && !self.allow_export {
            return Err(denied(&name, "no --allow-export, and it gives a login away or takes one in"));
        }
        if function.is_grave && !self.allow.iter().any(|glob| glob.is_exactly(&name)) {
            let why =
                "no --allow of its own, and it can take the account over, destroy it or spend its money";
            return Err(denied(&name, why));
        }
        // Where the functions that are allowed are named one by one, there are no others.
        let mut named = self.allow.iter().filter(|glob| glob.names_functions()).peekable();
        if named.peek().is_some()
            && !named.any(|glob| glob.matches(&name))
            && !self.allow.iter().any(|glob| glob.is_exactly(INVOKE))
        {
            return Err(denied(&name, "--allow, and no --allow names it"));
        }
        Ok(())
    }

    fn judge_name(&self, name: &str) -> Result<()> {
        if let Some(glob) = self.deny.iter().find(|glob| glob.matches(name)) {
            return Err(denied(name, &format!("--deny {glob}")));
        }
        let allows = |glob: &Glob| glob.matches(name) || (name == INVOKE && glob.names_functions());
        if !self.allow.is_empty() && !self.allow.iter().any(allows) {
            return Err(denied(name, "--allow, and no --allow names it"));
        }
        // Whatever else is denied could be had through it.
        if name == INVOKE && !self.deny.is_empty() && !self.allow.iter().any(Glob::names_invoke) {
            return Err(denied(name, "--deny, and no --allow telegram.invoke"));
        }
        Ok(())
    }
}

fn denied(method: &str, rule: &str) -> Error {
    Error::new(Kind::PolicyDenied, format!("{method} is not allowed: this daemon was started with {rule}"))
        .hint("daemon.info tells the rules; who starts the daemon sets them")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> Method<'_> {
        Method { name, ..Method::default() }
    }

    fn write(name: &str) -> Method<'_> {
        Method { writes: true, ..read(name) }
    }

    #[test]
    fn all_rules_must_agree() {
        let policy = Policy {
            allow: vec![Glob::new("messages.*"), Glob::new("chats.get")],
            deny: vec![Glob::new("*.delete")],
            ..Policy::default()
        };
        assert!(policy.judge(write("messages.send")).is_ok());
        assert!(policy.judge(read("chats.get")).is_ok());
        assert!(policy.judge(read("chats.list")).is_err());
        let told = policy.judge(write("messages.delete")).unwrap_err();
        assert_eq!(told.kind(), Kind::PolicyDenied);
        assert!(told.message().ends_with("--deny *.delete"), "{told}");
    }

    #[test]
    fn read_only_lets_through_what_changes_nothing() {
        let policy = Policy { read_only: true, ..Policy::default() };
        assert!(policy.judge(read("messages.history")).is_ok());
        assert!(policy.judge(write("messages.send")).is_err());
    }

    #[test]
    fn a_connection_can_always_begin_and_end() {
        let policy =
            Policy { read_only: true, deny: vec![Glob::new("*")], limits_chats: true, ..Policy::default() };
        assert!(LIFECYCLE.into_iter().all(|name| policy.judge(write(name)).is_ok()));
    }

    fn allows(policy: &Policy, name: &str) -> bool {
        let function = Function {
            name,
            reads: name.contains(".get"),
            exports: name.contains("export"),
            is_grave: name == "auth.logOut",
        };
        let row = write(INVOKE);
        policy.judge(Method { writes: false, ..row }).is_ok() && policy.judge_function(function).is_ok()
    }

    #[test]
    fn functions_are_judged_by_what_they_do() {
        let policy = Policy::default();
        assert!(allows(&policy, "messages.sendMessage"));
        assert!(!allows(&policy, "auth.exportAuthorization"));
        assert!(!allows(&policy, "auth.logOut"));
        let policy = Policy { read_only: true, ..Policy::default() };
        assert!(allows(&policy, "messages.getHistory"));
        assert!(!allows(&policy, "messages.sendMessage"));
    }

    #[test]
    fn what_is_denied_is_not_had_by_invoking_it() {
        let mut policy = Policy { deny: vec![Glob::new("messages.send")], ..Policy::default() };
        assert!(!allows(&policy, "messages.sendMessage"));
        policy.allow = vec![Glob::new("*")];
        assert!(!allows(&policy, "messages.sendMessage"));
        policy.allow.push(Glob::new("telegram.invoke:messages.get*"));
        assert!(allows(&policy, "messages.getHistory"));
        assert!(!allows(&policy, "messages.sendMessage"));
    }

    #[test]
    fn functions_can_be_allowed_one_by_one() {
        let policy = Policy { allow: vec![Glob::new("telegram.invoke:messages.get*")], ..Policy::default() };
        assert!(allows(&policy, "messages.getHistory"));
        assert!(!allows(&policy, "users.getUsers"));
        let policy = Policy { allow: vec![Glob::new("telegram.*")], ..Policy::default() };
        assert!(allows(&policy, "users.getUsers"));
        assert!(!allows(&policy, "auth.logOut"));
        let policy = Policy { allow: vec![Glob::new("telegram.invoke:auth.logOut")], ..Policy::default() };
        assert!(allows(&policy, "auth.logOut"));
    }

    #[test]
    fn callers_who_are_limited_to_chats_change_nothing_of_the_account() {
        let update = Method { changes_account: true, ..write("account.update") };
        assert!(Policy::default().judge(update).is_ok());
        assert!(Policy { limits_chats: true, ..Policy::default() }.judge(update).is_err());
    }

    #[test]
    fn keys_leave_only_when_told_so() {
        let export = Method { exports: true, ..read("session.export") };
        assert!(Policy::default().judge(export).is_err());
        assert!(Policy { allow_export: true, ..Policy::default() }.judge(export).is_ok());
    }
}
