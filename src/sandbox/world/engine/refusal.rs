//! What Telegram says no with.

use std::borrow::Cow;

/// An error by Telegram's own number and name (https://core.telegram.org/api/errors).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: i32,
    pub name: Cow<'static, str>,
}

impl Refusal {
    pub fn new(code: i32, name: impl Into<Cow<'static, str>>) -> Self {
        Self { code, name: name.into() }
    }
}

/// The request is wrong.
pub const fn bad(name: &'static str) -> Refusal {
    Refusal { code: 400, name: Cow::Borrowed(name) }
}

/// The request is right but not for this account.
pub const fn forbidden(name: &'static str) -> Refusal {
    Refusal { code: 403, name: Cow::Borrowed(name) }
}

/// The key does not stand for an account, or not yet.
pub const fn unauthorized(name: &'static str) -> Refusal {
    Refusal { code: 401, name: Cow::Borrowed(name) }
}

/// Another DC is to be asked.
pub fn migrate(what: &str, dc: i32) -> Refusal {
    Refusal::new(303, format!("{what}_MIGRATE_{dc}"))
}

/// It is to be asked again later.
pub fn wait(what: &str, seconds: i32) -> Refusal {
    Refusal::new(420, format!("{what}_WAIT_{seconds}"))
}
