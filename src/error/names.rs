//! Callers' names in errors: shortened, and with the closest known name.

/// Maximum characters of a caller's name in an error.
const MAX_SHOWN: usize = 64;

/// Maximum length of a name to compare with the known ones, in bytes. No name of ours or Telegram's is longer, and the
/// time to compare is proportional to both lengths.
const MAX_COMPARED: usize = 64;

/// Minimum similarity of a suggestion, from 0 to 1.
const MIN_SIMILARITY: f64 = 0.8;

/// The first 64 characters of a name.
pub fn shortened(name: &str) -> String {
    match name.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// The known name that is closest to a name of at most 64 bytes, if any is close.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > MAX_COMPARED {
        return None;
    }
    let alike = known.into_iter().map(|known| (strsim::jaro_winkler(name, known), known));
    alike
        .filter(|(similarity, _)| *similarity > MIN_SIMILARITY)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn the_closest_name_is_suggested() {
        assert_eq!(nearest("mesages.send", ["messages.send", "messages.edit"]), Some("messages.send"));
        assert_eq!(nearest("quux", ["messages.send", "messages.edit"]), None);
    }

    #[test]
    fn a_long_name_is_not_compared() {
        let compared = Cell::new(0);
        let known = || ["a"; 8].into_iter().inspect(|_| compared.set(compared.get() + 1));
        assert_eq!(nearest(&"a".repeat(MAX_COMPARED + 1), known()), None);
        assert_eq!(compared.get(), 0);
        nearest(&"a".repeat(MAX_COMPARED), known());
        assert_eq!(compared.get(), 8);
    }

    #[test]
    fn a_long_name_is_shortened() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"ä".repeat(MAX_SHOWN)), "ä".repeat(MAX_SHOWN));
        assert_eq!(shortened(&"ä".repeat(1 << 20)), format!("{}…", "ä".repeat(MAX_SHOWN)));
    }
}
