//! What dispatch, policies and the schema know about a method besides its types.

use std::time::Duration;

use serde::Serialize;

/// Whether a method changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    Read,
    Write,
}

/// Whether a method takes a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Session {
    None,
    Required,
}

/// Who may call a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    Both,
    User,
    Bot,
}

/// What dispatch and the schema know of a method besides its types.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    pub access: Access,
    pub session: Session,
    pub caller: Caller,
    /// The `timeout` of a call that names none.
    pub timeout: Option<Duration>,
    /// Whether it reaches chats that it is not told.
    pub beyond_chats: bool,
    /// Whether it changes the account itself rather than a chat.
    pub changes_account: bool,
    /// Whether it reaches files that no list of folders covers.
    pub beyond_files: bool,
    /// Whether it gives a login's keys away.
    pub exports: bool,
    /// Whether it ends logins or changes what they are protected by.
    pub is_grave: bool,
    /// Whether what it changes depends on its params, and so is judged when they are known.
    pub judged_within: bool,
    /// Whether it waits for something to happen. It has no place among the calls in flight.
    pub long_poll: bool,
}

impl Marks {
    const fn new(access: Access, session: Session) -> Self {
        Self {
            access,
            session,
            caller: Caller::Both,
            timeout: Some(Duration::from_secs(60)),
            beyond_chats: false,
            changes_account: false,
            beyond_files: false,
            exports: false,
            is_grave: false,
            judged_within: false,
            long_poll: false,
        }
    }

    /// A method that reads, with a session.
    pub const READ: Self = Self::new(Access::Read, Session::Required);
    /// A method that changes something, with a session.
    pub const WRITE: Self = Self::new(Access::Write, Session::Required);
    /// A method that reads and needs no session.
    pub const FREE_READ: Self = Self::new(Access::Read, Session::None);
    /// A method that changes something and needs no session.
    pub const FREE_WRITE: Self = Self::new(Access::Write, Session::None);

    pub fn is_write(&self) -> bool {
        self.access == Access::Write
    }

    /// The same for users alone, not for bots.
    pub const fn user_only(self) -> Self {
        Self { caller: Caller::User, ..self }
    }

    /// The same for bots alone.
    pub const fn bot_only(self) -> Self {
        Self { caller: Caller::Bot, ..self }
    }

    /// The same without a `timeout` unless the call names one: it takes as long as it must.
    pub const fn unhurried(self) -> Self {
        Self { timeout: None, ..self }
    }

    /// The same for what waits for something to happen, as long as its caller likes.
    pub const fn long_poll(self) -> Self {
        Self { timeout: None, long_poll: true, ..self }
    }

    /// The same for what reaches chats that it is not told, so that no list of allowed chats can cover it.
    pub const fn beyond_chats(self) -> Self {
        Self { beyond_chats: true, ..self }
    }

    /// The same for what changes the account itself, its address book or its logins: a caller who is limited to some
    /// chats has no business there.
    pub const fn changes_account(self) -> Self {
        Self { changes_account: true, ..self }
    }

    /// The same for what reads or writes files wherever it is told, so that no list of allowed folders can cover it.
    pub const fn beyond_files(self) -> Self {
        Self { beyond_files: true, ..self }
    }

    /// The same for what may only read, by its params.
    pub const fn judged_within(self) -> Self {
        Self { judged_within: true, ..self }
    }

    /// The same for what gives a login's keys away.
    pub const fn exports(self) -> Self {
        Self { exports: true, ..self }
    }

    /// The same for what ends logins or changes what they are protected by: no restricted session string does that.
    pub const fn grave(self) -> Self {
        Self { is_grave: true, ..self }
    }
}
