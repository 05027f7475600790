//! Names of files, as strangers give them: a name is shown, and never a way to anywhere.

/// Characters in a name, at most.
const LONGEST: usize = 255;

/// The last part of what may look like a path of any system, without what can't be seen. None if nothing is left.
pub fn clean(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| !c.is_control() && !is_reversing(*c)).take(LONGEST).collect();
    let seen = seen.trim();
    (!matches!(seen, "" | "." | "..")).then(|| seen.to_owned())
}

/// Characters that turn the direction of a text around, so that `exe.txt` may be something else.
fn is_reversing(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
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
            (" boat ", Some("boat")),
            ("..", None),
            ("boats/", None),
            ("", None),
        ] {
            assert_eq!(clean(given).as_deref(), name, "{given:?}");
        }
        assert_eq!(clean(&"ä".repeat(1000)).unwrap().chars().count(), 255);
    }
}
