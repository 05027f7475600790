//! The error for calls that a restricted session string forbids.

use super::{Error, Kind};

/// The error of a call that a restricted session string forbids. `what` is the method, function, chat or file, and
/// `restriction` the field of session.restrict that forbids it. `None` if every restricted string does.
pub fn restricted(what: &str, restriction: Option<&str>, label: Option<&str>, why: &str) -> Error {
    let named = label.map(|label| format!(" `{label}`")).unwrap_or_default();
    let by = restriction.map(|field| format!(" by `{field}`")).unwrap_or_default();
    let message = format!("{what} is not allowed: the session string{named} is restricted{by}, and {why}");
    let error = Error::new(Kind::PolicyDenied, message).with("reason", "restricted").hint(
        "session.inspect shows the restrictions; only the session string that it was made from can do more",
    );
    let error = match restriction {
        Some(field) => error.with("restriction", field),
        None => error,
    };
    match label {
        Some(label) => error.with("label", label),
        None => error,
    }
}
