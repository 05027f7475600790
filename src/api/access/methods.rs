//! Methods as policy sees them, and the globs that name them.

use crate::policy::{Glob, INVOKE, Method};
use crate::rpc::Catalog;
use crate::rpc::Marks;
use crate::telegram::invoke;

/// A method in the terms of `policy`, for the daemon's rules and a session string's alike.
pub fn method(name: &str, marks: Marks) -> Method<'_> {
    Method {
        name,
        writes: marks.is_write() && !marks.judged_within,
        beyond_chats: marks.beyond_chats,
        changes_account: marks.changes_account,
        beyond_files: marks.beyond_files,
        exports: marks.exports,
        is_grave: marks.is_grave,
    }
}

/// Whether a glob matches at least one method or Telegram function.
pub fn means_something(glob: &Glob, catalog: &Catalog) -> bool {
    catalog.rows().iter().any(|row| glob.matches(row.name))
        || invoke::functions().any(|function| glob.matches(&format!("{INVOKE}:{function}")))
}

/// Explains that a name matches nothing, with the nearest name as a suggestion.
pub fn no_such(text: &str, catalog: &Catalog) -> String {
    let suggestion = |name: String| format!("; did you mean {name}?");
    match text.split_once(':') {
        None => {
            let nearest = catalog.nearest(text).map(|name| suggestion(name.to_owned()));
            format!("there is no such method{}", nearest.unwrap_or_default())
        }
        Some((_, function)) => {
            let nearest = nearest_function(function).map(|name| suggestion(format!("{INVOKE}:{name}")));
            format!("Telegram has no such function{}", nearest.unwrap_or_default())
        }
    }
}

/// The function with the most similar name.
fn nearest_function(name: &str) -> Option<&'static str> {
    let likeness = |known: &str| strsim::jaro_winkler(&name.to_lowercase(), &known.to_lowercase());
    let rated =
        invoke::functions().map(|known| (likeness(known), known)).filter(|(likeness, _)| *likeness > 0.8);
    rated.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, known)| known)
}
