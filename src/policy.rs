//! What callers may do: the daemon's rules and a session string's restrictions. A call must be allowed by both.
//!
//! Methods are checked by name and marks: against the daemon's rules once, when the catalog is built, and against a
//! string's restrictions with each call. Chats are checked where any form of a name (id, username, link or ref) is resolved
//! to a peer, in `telegram::peer`. [`sends`] counts the messages sent with a string.

pub mod sends;

use wildmatch::WildMatch;

use crate::error::{Error, Kind, Result, restricted};

/// The rules of one source. A call must satisfy all of them.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub source: Source,
    /// Allows only methods that change nothing.
    pub read_only: bool,
    /// Allowed methods. Empty allows all.
    pub allow: Vec<Glob>,
    /// Disallowed methods. Overrides `allow`.
    pub deny: Vec<Glob>,
    /// Whether only some chats are allowed. The accounts know which.
    pub limits_chats: bool,
    /// Whether only files in some folders are allowed. `files` knows which.
    pub limits_files: bool,
    /// Whether the number of sent messages is limited.
    pub limits_sends: bool,
    /// Whether sessions may be exported to other libraries.
    pub allow_export: bool,
}

/// Who set the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// The options of the daemon.
    #[default]
    Daemon,
    /// The restrictions of a session string. Any of them also disallow what could take over the account or circumvent the
    /// restrictions.
    Session { label: Option<String> },
}

/// A pattern for method names: `*` matches any text, `?` any character.
#[derive(Clone, Debug, PartialEq)]
pub struct Glob(WildMatch);

impl Glob {
    pub fn new(glob: &str) -> Self {
        Self(WildMatch::new(glob))
    }

    pub fn matches(&self, name: &str) -> bool {
        self.0.matches(name)
    }

    /// Whether it is exactly this name, without wildcards.
    fn is_exactly(&self, name: &str) -> bool {
        self.to_string() == name
    }

    /// Whether it contains wildcards.
    pub fn is_wild(&self) -> bool {
        self.to_string().contains(['*', '?'])
    }

    /// Whether it names Telegram functions, as in `telegram.invoke:messages.get*`.
    pub fn names_functions(&self) -> bool {
        self.to_string().strip_prefix(INVOKE).is_some_and(|rest| rest.starts_with(':'))
    }

    /// Whether it names [`INVOKE`] explicitly.
    pub fn names_invoke(&self) -> bool {
        self.is_exactly(INVOKE) || self.names_functions()
    }
}

impl std::fmt::Display for Glob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The properties of a method that the policy checks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Method<'a> {
    pub name: &'a str,
    /// Whether it changes anything.
    pub writes: bool,
    /// Whether it reaches chats that its params don't name.
    pub beyond_chats: bool,
    /// Whether it changes the account itself rather than a chat.
    pub changes_account: bool,
    /// Whether it reaches files outside of any folders that could be allowed.
    pub beyond_files: bool,
    /// Whether it exports a login to other libraries.
    pub exports: bool,
    /// Whether it ends logins or changes how they are protected.
    pub is_grave: bool,
}

/// The properties of a Telegram function that the policy checks.
#[derive(Clone, Copy, Debug)]
pub struct Function<'a> {
    /// Such as `messages.getHistory`.
    pub name: &'a str,
    /// Whether it changes nothing.
    pub reads: bool,
    /// Whether it exports or imports a login.
    pub exports: bool,
    /// Whether it can take over the account, destroy it or what it owns, or spend its money.
    pub is_grave: bool,
}

/// The method that calls any Telegram function. Rules name a function after a colon.
pub const INVOKE: &str = "telegram.invoke";

/// Methods that are always allowed: the start and end of a connection, and information that clients need first.
const LIFECYCLE: [&str; 5] = ["daemon.info", "daemon.ping", "initialize", "rpc.discover", "shutdown"];

/// Methods about the session string itself, which are allowed under any restrictions, as they grant nothing new.
const OF_THE_STRING: [&str; 6] = [
    "session.attach",
    "session.detach",
    "session.inspect",
    "session.refresh",
    "session.renew",
    "session.restrict",
];

/// A rule, by the daemon's option and the field of session.restrict that set it.
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
            return Err(self
                .never(method.name, "no restricted string may end logins or change how they are protected"));
        }
        self.judge_name(method.name)?;
        if self.read_only && method.writes {
            return Err(self.denied(method.name, READ_ONLY, "it changes something"));
        }
        if self.limits_chats && method.beyond_chats {
            return Err(self.denied(method.name, CHATS, "it cannot be limited to chats"));
        }
        if self.limits_chats && method.changes_account {
            return Err(self.denied(method.name, CHATS, "it changes the account itself"));
        }
        if self.limits_files && method.beyond_files {
            return Err(self.denied(method.name, FILES, "it cannot be limited to folders"));
        }
        if method.exports && !self.allow_export {
            return Err(self.no_export(method.name, "it exports the login's key"));
        }
        Ok(())
    }

    /// Checks a Telegram function, called by [`INVOKE`].
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
            return Err(self.no_export(&name, "it exports or imports a login"));
        }
        if function.is_grave && !self.allows_exactly(&name) {
            let why = "it can take over the account, destroy it or spend its money";
            return Err(match self.is_of_session() {
                true => self.never(&name, &format!("no restricted string may call it: {why}")),
                false => started_with(&name, &format!("no --allow for exactly this function, and {why}")),
            });
        }
        // If rules name functions, only those are allowed.
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
        // It would circumvent all other rules.
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

    /// Whether the daemon's rules allow exactly this name. A session string can't.
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
            true => self.never(method, &format!("no restricted string may call it: {why}")),
            false => started_with(method, &format!("no --allow-export, and {why}")),
        }
    }

    /// The error of what no restricted string may do.
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
        .hint("daemon.info returns the rules; only the person who runs the daemon can change them")
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
