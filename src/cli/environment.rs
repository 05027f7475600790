//! Secrets in environment variables.

use std::sync::OnceLock;

use crate::secret::Secret;

const NAMES: [&str; 3] = ["TELEWIRE_KEY", "TELEWIRE_SESSION", "TELEWIRE_API_HASH"];

static TAKEN: OnceLock<[Option<Secret>; NAMES.len()]> = OnceLock::new();

/// Moves the secrets out of the environment, so that no child process inherits them. Must run before any thread is
/// started. `remove` removes a variable.
///
/// The kernel still shows the initial environment of the process, to root only.
pub fn take(remove: fn(&str)) {
    TAKEN.get_or_init(|| {
        NAMES.map(|name| {
            let value = std::env::var_os(name)?;
            remove(name);
            Some(Secret::new(value.to_string_lossy())).filter(|secret| !secret.expose().is_empty())
        })
    });
}

/// Returns a secret. An empty variable counts as absent.
pub fn secret(name: &str) -> Option<Secret> {
    let at = NAMES.iter().position(|known| *known == name)?;
    TAKEN.get()?[at].clone()
}
