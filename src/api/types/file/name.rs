//! File names from strangers: safe to show, and never a path.

/// Maximum bytes of a name, as file systems allow.
const LONGEST: usize = 255;

/// Bytes of an ending that is kept when a name is cut, at most, the dot included. What is longer is no extension.
const LONGEST_EXTENSION: usize = 32;

/// A name to send: the last part of what may look like a path of any system, without what can't be seen. None if nothing
/// is left.
pub fn clean(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| !c.is_control() && !is_invisible(*c)).collect();
    let name = cut(seen.trim());
    (!name.chars().all(|c| c == '.')).then_some(name)
}

/// A foreign file name made safe: neither hidden nor special to any system.
pub fn received(name: &str) -> Option<String> {
    let name = clean(name)?;
    let name = name.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
    match name {
        "" => None,
        name if is_reserved(name) => Some(cut(&format!("_{name}"))),
        name => Some(name.to_owned()),
    }
}

/// Shortens what stands before the extension.
fn cut(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let extension = &name[extension_at(name)..];
    let stem = &name[..name.floor_char_boundary(LONGEST - extension.len())];
    format!("{}{extension}", stem.trim_end())
}

/// Where the extension begins: `.gz`, or `.tar.gz`.
fn extension_at(name: &str) -> usize {
    match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= LONGEST_EXTENSION => {
            let stem = &name[..dot];
            stem.len() - if stem.len() > 4 && stem.ends_with(".tar") { 4 } else { 0 }
        }
        _ => name.len(),
    }
}

/// Characters that turn the direction of a text around, so that `exe.txt` may be something else, and others that have no
/// shape. The joiners of emoji and of some scripts stay.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

/// Names that Windows takes for devices, whatever their extension.
/// <https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file>
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    match &*stem {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        stem => {
            let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
            number.is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_the_last_part_of_it_and_can_be_seen() {
        for (given, name) in [
            ("boat.pdf", Some("boat.pdf")),
            ("../../etc/passwd", Some("passwd")),
            ("/etc/passwd", Some("passwd")),
            ("C:\\windows\\cmd.exe", Some("cmd.exe")),
            ("a\0b\nc", Some("abc")),
            ("cod\u{202e}fdp.exe", Some("codfdp.exe")),
            ("a\u{2066}b\u{2028}c\u{200b}d\u{feff}e\u{61c}f", Some("abcdef")),
            (" boat ", Some("boat")),
            (".gitignore", Some(".gitignore")),
            ("👩\u{200d}🚀.png", Some("👩\u{200d}🚀.png")),
            ("..", None),
            ("...", None),
            ("boats/", None),
            ("\u{202e}", None),
            ("", None),
        ] {
            assert_eq!(clean(given).as_deref(), name, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        for (stem, extension) in [
            ("n", ".pdf"),
            ("ä", ".pdf"),
            ("船", ".jpeg"),
            ("n", ".tar.gz"),
            ("😀", ".tar.zst"),
            ("n.", "pdf"),
        ] {
            let name = clean(&format!("{}{extension}", stem.repeat(300))).unwrap();
            assert!(name.ends_with(extension), "{name}");
            assert!((LONGEST - 3..=LONGEST).contains(&name.len()), "{name}");
            assert!(name.starts_with(stem));
        }
        // What is that long is no extension.
        let name = clean(&format!("a.{}", "b".repeat(300))).unwrap();
        assert_eq!(name.len(), LONGEST);
        assert_eq!(clean(&"n".repeat(255)).unwrap().len(), 255);
    }

    #[test]
    fn a_received_name_is_neither_hidden_nor_a_device() {
        for (given, name) in [
            ("boat.pdf", Some("boat.pdf")),
            (".bashrc", Some("bashrc")),
            ("..boat", Some("boat")),
            (". .x", Some("x")),
            ("boat.", Some("boat")),
            ("CON", Some("_CON")),
            ("con.txt", Some("_con.txt")),
            ("Lpt1.tar.gz", Some("_Lpt1.tar.gz")),
            ("nul .txt", Some("_nul .txt")),
            ("COM10.txt", Some("COM10.txt")),
            ("console.txt", Some("console.txt")),
            (". .", None),
            ("..", None),
        ] {
            assert_eq!(received(given).as_deref(), name, "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_made_safe(name in "(\\PC|[./\\\\ ~:]|CON|\\.tar|\u{202e}|\u{0}){0,300}") {
            for safe in [clean(&name), received(&name)].into_iter().flatten() {
                prop_assert!(!safe.is_empty() && safe.len() <= LONGEST);
                let harmful = ['/', '\\', '\0', '\u{202e}'];
                prop_assert!(!safe.contains(harmful));
                prop_assert!(safe != "." && safe != "..");
                prop_assert_eq!(safe.trim(), &*safe);
            }
            if let Some(safe) = received(&name) {
                prop_assert!(!safe.starts_with('.') && !is_reserved(&safe));
                prop_assert_eq!(received(&safe), Some(safe.clone()));
            }
        }
    }
}
