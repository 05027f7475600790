//! Secrets that came in environment variables.

use std::sync::OnceLock;

use crate::secret::Secret;

const NAMES: [&str; 3] = ["TELEWIRE_KEY", "TELEWIRE_SESSION", "TELEWIRE_API_HASH"];

static TAKEN: OnceLock<[Option<Secret>; NAMES.len()]> = OnceLock::new();

/// Takes the secrets out of the environment, so that no process started from this one gets them. Must run before any
/// thread is started.
///
/// The kernel still shows the environment that the process began with, to root alone.
pub fn take() {
    TAKEN.get_or_init(|| {
        NAMES.map(|name| {
            let value = std::env::var_os(name)?;
            // SAFETY: no other thread runs yet, so none reads the environment.
            unsafe { std::env::remove_var(name) };
            Some(Secret::new(value.to_string_lossy())).filter(|secret| !secret.expose().is_empty())
        })
    });
}

/// A secret that was there. An empty variable is an absent one.
pub fn secret(name: &str) -> Option<Secret> {
    let at = NAMES.iter().position(|known| *known == name)?;
    TAKEN.get()?[at].clone()
}
