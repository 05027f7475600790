//! Names that callers give, as errors repeat them: never at length, and with the name that was likely meant.

/// Characters of a caller's name that an error repeats.
const SHOWN: usize = 64;

/// Bytes of the longest name that is compared with the known ones. No name of ours or of Telegram's is longer, and
/// comparing takes time in proportion to the length of both.
const COMPARED: usize = 64;

/// A likeness from which on a known name is suggested, of 1.
const ALIKE: f64 = 0.8;

/// A name as an error repeats it: its first 64 characters.
pub fn shortened(name: &str) -> String {
    match name.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// The known name that was likely meant. `None` for a name of more than 64 bytes.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > COMPARED {
        return None;
    }
    let alike = known.into_iter().map(|known| (strsim::jaro_winkler(name, known), known));
    alike.filter(|(likeness, _)| *likeness > ALIKE).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn the_likeliest_name_is_suggested() {
        assert_eq!(nearest("mesages.send", ["messages.send", "messages.edit"]), Some("messages.send"));
        assert_eq!(nearest("quux", ["messages.send", "messages.edit"]), None);
    }

    #[test]
    fn a_long_name_is_compared_with_none() {
        let compared = Cell::new(0);
        let known = || ["a"; 8].into_iter().inspect(|_| compared.set(compared.get() + 1));
        assert_eq!(nearest(&"a".repeat(COMPARED + 1), known()), None);
        assert_eq!(compared.get(), 0);
        nearest(&"a".repeat(COMPARED), known());
        assert_eq!(compared.get(), 8);
    }

    #[test]
    fn a_long_name_is_repeated_in_part() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"ä".repeat(SHOWN)), "ä".repeat(SHOWN));
        assert_eq!(shortened(&"ä".repeat(1 << 20)), format!("{}…", "ä".repeat(SHOWN)));
    }
}
