//! The marks of MarkdownV2: what each opens, how it closes, and the rules that depend on the surrounding text.

/// The style that a mark opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Style {
    Bold,
    Italic,
    Underline,
    Strikethrough,
    Spoiler,
    Code,
    /// With the language.
    Pre(Option<String>),
    Link,
    Emoji,
    Quote {
        expandable: bool,
    },
}

impl Style {
    /// The length of its closing mark, if `rest` starts with that.
    pub fn end(&self, rest: &str) -> Option<usize> {
        let (_, _, end) = self.words();
        let ends = match self {
            // `__` always means underline.
            Style::Italic => rest.starts_with('_') && !rest.starts_with("__"),
            Style::Quote { .. } => false,
            _ => rest.starts_with(end),
        };
        ends.then_some(end.len())
    }

    /// Its name, opening mark and closing mark.
    pub fn words(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Style::Bold => ("bold text", "*", "*"),
            Style::Italic => ("italic text", "_", "_"),
            Style::Underline => ("underlined text", "__", "__"),
            Style::Strikethrough => ("struck text", "~", "~"),
            Style::Spoiler => ("spoiler", "||", "||"),
            Style::Code => ("code", "`", "`"),
            Style::Pre(_) => ("block of code", "```", "```"),
            Style::Link => ("link", "[", "]"),
            Style::Emoji => ("custom emoji", "![", "]"),
            Style::Quote { .. } => ("block quotation", ">", "\n"),
        }
    }
}

/// Whether a character is markup unless it is escaped.
pub fn is_reserved(c: char) -> bool {
    "_*[]()~`>#+-=|{}.!".contains(c)
}

/// The character after a `\`. Codes 1 to 126 can be escaped.
pub fn escaped(rest: &str) -> Option<char> {
    rest.strip_prefix('\\')?.chars().next().filter(|c| (1..=126).contains(&u32::from(*c)))
}

/// Whether a block quotation's last line ends here.
pub fn ends_quote(rest: &str) -> bool {
    let next = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'));
    rest.is_empty() || next.is_some_and(|next| !next.starts_with('>'))
}

/// The language after "```", and its length in `rest` with the line break after it.
///
/// A word is a language only if the block doesn't end right after it.
pub fn pre_head(rest: &str) -> (Option<String>, usize) {
    let word = rest.find(|c: char| c == '`' || c.is_ascii_whitespace()).unwrap_or(rest.len());
    let followed = rest[word..].starts_with(|c: char| c != '`');
    let language = if followed { &rest[..word] } else { "" };
    let body = &rest[language.len()..];
    let line_end =
        ["\r\n", "\n\r", "\n", "\r"].iter().find(|end| body.starts_with(**end)).map_or(0, |end| end.len());
    ((!language.is_empty()).then(|| language.to_owned()), language.len() + line_end)
}
