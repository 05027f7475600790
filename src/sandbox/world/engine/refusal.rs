//! Telegram's errors.

use std::borrow::Cow;

/// An error with Telegram's code and name (https://core.telegram.org/api/errors).
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

/// 400: the request is invalid.
pub const fn bad(name: &'static str) -> Refusal {
    Refusal { code: 400, name: Cow::Borrowed(name) }
}

/// 403: the account isn't allowed to do this.
pub const fn forbidden(name: &'static str) -> Refusal {
    Refusal { code: 403, name: Cow::Borrowed(name) }
}

/// 401: the key isn't signed in.
pub const fn unauthorized(name: &'static str) -> Refusal {
    Refusal { code: 401, name: Cow::Borrowed(name) }
}

/// 303: the request belongs to another DC.
pub fn migrate(what: &str, dc: i32) -> Refusal {
    Refusal::new(303, format!("{what}_MIGRATE_{dc}"))
}

/// 420: the request must be repeated later.
pub fn wait(what: &str, seconds: i32) -> Refusal {
    Refusal::new(420, format!("{what}_WAIT_{seconds}"))
}
