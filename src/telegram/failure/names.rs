//! The names of Telegram's errors: their parts, and patterns that match them.

use grammers_client::tl;

use crate::error::TelegramError;

/// Whether a pattern matches this name. `*` matches anything.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, end)) => {
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        }
    }
}

/// Errors that ask for a proof by one of Telegram's own apps. The rest of the name is free-form detail.
const CHECKS: &[&str] = &["RECAPTCHA_CHECK", "APNS_VERIFY_CHECK", "INTEGRITY_CHECK_CLASSIC"];

/// Splits an error's name and its number: `FLOOD_WAIT_31` becomes `FLOOD_WAIT` and 31.
pub fn named(error: &tl::types::RpcError, method: &str) -> TelegramError {
    let message = error.error_message.as_str();
    let with = |name: String, value, detail| TelegramError {
        code: error.error_code,
        name,
        value,
        detail,
        method: method.to_owned(),
        explanation: None,
    };
    let check =
        CHECKS.iter().find_map(|check| Some((check, message.strip_prefix(check)?.strip_prefix('_')?)));
    if let Some((check, detail)) = check {
        return with((*check).to_owned(), None, Some(detail.to_owned()));
    }
    let number = message.split('_').find(|word| number(word).is_some());
    let words = message.split('_').filter(|word| Some(*word) != number);
    with(words.collect::<Vec<_>>().join("_"), number.and_then(self::number), None)
}

/// Parses a word that is a number: `31`, or `5MIN` as 300 seconds. Saturates.
fn number(word: &str) -> Option<u32> {
    let (digits, unit) = word.strip_suffix("MIN").map_or((word, 1), |digits| (digits, 60));
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.parse::<u32>().unwrap_or(u32::MAX).saturating_mul(unit))
}
