//! What callers may do: the rules of the daemon, and the restrictions of a session string. Both must let a call through.
//!
//! Methods are judged by name and marks: by the daemon's rules once, when the catalog is made, and by a string's with each
//! call. Chats are judged where what a caller names becomes a peer (`telegram::peer`), so that no form of a name gets round
//! it: ids, names, links and refs all end there. [`sends`] counts what a string has sent.

pub mod sends;

use wildmatch::WildMatch;

use crate::error::{Error, Kind, Result, restricted};

/// Rules of one source. All of them must let a call through.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub source: Source,
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
    /// Whether messages that are sent are counted.
    pub limits_sends: bool,
    /// Whether sessions may be exported to other libraries.
    pub allow_export: bool,
}

/// Who set the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// Who started the daemon.
    #[default]
    Daemon,
    /// Who made the session string. What would take the account over, or get round the restrictions, is off under any of
    /// them.
    Session { label: Option<String> },
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
    pub fn names_invoke(&self) -> bool {
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
    /// Whether it ends logins or changes what they are protected by.
    pub is_grave: bool,
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

/// What a session string can always do: it is about the string itself, and gives nothing that the string has not.
const OF_THE_STRING: [&str; 6] = [
    "session.attach",
    "session.detach",
    "session.inspect",
    "session.refresh",
    "session.renew",
    "session.restrict",
];

/// A rule: the option that gives it to a daemon, and the field that gives it to a session string.
struct Rule {
    option: &'static str,
    field: &'static str,
}

const METHODS: Rule = Rule { option: "--allow", field: "methods" };
const READ_ONLY: Rule = Rule { option: "--read-only", field: "read_only" };
const CHATS: Rule = Rule { option: "--allow-chat", field: "chats" };
const FILES: Rule = Rule { option: "--files-root", field: "files_root" };

impl Policy {
    pub fn judge(&self, method: Method) -> Result<()> {
        if LIFECYCLE.contains(&method.name) || (self.is_of_session() && OF_THE_STRING.contains(&method.name))
        {
            return Ok(());
        }
        if self.is_of_session() && method.is_grave {
            return Err(
                self.never(method.name, "none that is may end logins or change how they are protected")
            );
        }
        self.judge_name(method.name)?;
        if self.read_only && method.writes {
            return Err(self.denied(method.name, READ_ONLY, "it changes something"));
        }
        if self.limits_chats && method.beyond_chats {
            return Err(self.denied(method.name, CHATS, "it reaches beyond any list of chats"));
        }
        if self.limits_chats && method.changes_account {
            return Err(self.denied(method.name, CHATS, "it changes the account itself"));
        }
        if self.limits_files && method.beyond_files {
            return Err(self.denied(method.name, FILES, "it reaches beyond any list of folders"));
        }
        if method.exports && !self.allow_export {
            return Err(self.no_export(method.name, "it gives the login's keys away"));
        }
        Ok(())
    }

    /// A function of Telegram's, called by [`INVOKE`].
    pub fn judge_function(&self, function: Function) -> Result<()> {
        let name = format!("{INVOKE}:{}", function.name);
        if let Some(glob) = self.deny.iter().find(|glob| glob.matches(&name)) {
            return Err(started_with(&name, &format!("--deny {glob}")));
        }
        if self.read_only && !function.reads {
            return Err(self.denied(&name, READ_ONLY, "it may change something"));
        }
        if self.limits_sends && !function.reads {
            let rule = Rule { option: "a limit of sends", field: "sends_per_day" };
            return Err(self.denied(&name, rule, "what it may send can't be counted"));
        }
        if function.exports && !self.allow_export {
            return Err(self.no_export(&name, "it gives a login away or takes one in"));
        }
        if function.is_grave && !self.allows_exactly(&name) {
            let why = "it can take the account over, destroy it or spend its money";
            return Err(match self.is_of_session() {
                true => self.never(&name, &format!("none that is may call it: {why}")),
                false => started_with(&name, &format!("no --allow of its own, and {why}")),
            });
        }
        // Where the functions that are allowed are named one by one, there are no others.
        let mut named = self.allow.iter().filter(|glob| glob.names_functions()).peekable();
        if named.peek().is_some()
            && !named.any(|glob| glob.matches(&name))
            && !self.allow.iter().any(|glob| glob.is_exactly(INVOKE))
        {
            return Err(self.denied(&name, METHODS, self.no_name()));
        }
        Ok(())
    }

    fn judge_name(&self, name: &str) -> Result<()> {
        if let Some(glob) = self.deny.iter().find(|glob| glob.matches(name)) {
            return Err(started_with(name, &format!("--deny {glob}")));
        }
        let allows = |glob: &Glob| glob.matches(name) || (name == INVOKE && glob.names_functions());
        if !self.allow.is_empty() && !self.allow.iter().any(allows) {
            return Err(self.denied(name, METHODS, self.no_name()));
        }
        // Whatever else is denied could be had through it.
        if name == INVOKE && !self.allow.iter().any(Glob::names_invoke) {
            if self.is_of_session() {
                return Err(self.never(name, "its `methods` do not name telegram.invoke itself"));
            }
            if !self.deny.is_empty() {
                return Err(started_with(name, "--deny, and no --allow telegram.invoke"));
            }
        }
        Ok(())
    }

    /// Whether the rules say so in so many words. A session string's never do.
    fn allows_exactly(&self, name: &str) -> bool {
        !self.is_of_session() && self.allow.iter().any(|glob| glob.is_exactly(name))
    }

    fn is_of_session(&self) -> bool {
        self.source != Source::Daemon
    }

    fn no_name(&self) -> &'static str {
        match self.is_of_session() {
            true => "none of them names it",
            false => "no --allow names it",
        }
    }

    fn denied(&self, method: &str, rule: Rule, why: &str) -> Error {
        match &self.source {
            Source::Daemon => started_with(method, &format!("{}, and {why}", rule.option)),
            Source::Session { label } => restricted(method, Some(rule.field), label.as_deref(), why),
        }
    }

    fn no_export(&self, method: &str, why: &str) -> Error {
        match self.is_of_session() {
            true => self.never(method, &format!("none that is may call it: {why}")),
            false => started_with(method, &format!("no --allow-export, and {why}")),
        }
    }

    /// Of what no restricted string may do.
    fn never(&self, method: &str, why: &str) -> Error {
        let label = match &self.source {
            Source::Session { label } => label.as_deref(),
            Source::Daemon => None,
        };
        restricted(method, None, label, why)
    }
}

fn started_with(method: &str, rule: &str) -> Error {
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
    fn a_restricted_string_never_invokes_what_its_methods_do_not_name_nor_takes_the_account_over() {
        let source = Source::Session { label: Some("editor".to_owned()) };
        let mut policy = Policy { source, ..Policy::default() };
        assert!(policy.judge(write("messages.send")).is_ok());
        assert!(!allows(&policy, "messages.getHistory"));
        assert!(policy.judge(Method { is_grave: true, ..write("auth.logOut") }).is_err());
        for glob in ["*", "telegram.*", "telegram.invok?"] {
            policy.allow = vec![Glob::new(glob)];
            assert!(!allows(&policy, "messages.getHistory"), "{glob}");
        }
        policy.allow = vec![Glob::new("telegram.invoke"), Glob::new("telegram.invoke:auth.logOut")];
        assert!(allows(&policy, "messages.getHistory"));
        assert!(!allows(&policy, "auth.logOut"));
        let told = policy.judge(read("account.me")).unwrap_err();
        assert!(told.message().contains("`editor` is restricted by `methods`"), "{told}");
        assert_eq!(told.get("restriction"), Some(&"methods".into()));
        policy.limits_sends = true;
        assert!(allows(&policy, "messages.getHistory") && !allows(&policy, "messages.sendMessage"));
    }

    #[test]
    fn keys_leave_only_when_told_so() {
        let export = Method { exports: true, ..read("session.export") };
        assert!(Policy::default().judge(export).is_err());
        assert!(Policy { allow_export: true, ..Policy::default() }.judge(export).is_ok());
    }
}
