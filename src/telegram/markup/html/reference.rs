//! HTML's character references: the numeric ones and the four named ones of the Bot API.

/// A character reference at the start of a text.
pub enum Reference {
    /// The character, and the length of the reference.
    Character(char, usize),
    /// A number that is not a character.
    Impossible,
    /// There is none, or an unknown one.
    None,
}

/// Reads the character reference at the start of `rest`. Its `;` may be missing.
pub fn reference(rest: &str) -> Reference {
    let Some(body) = rest.strip_prefix('&') else { return Reference::None };
    let (value, length) = if let Some(number) = body.strip_prefix('#') {
        let (digits, radix, head) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16, 3),
            None => (number, 10, 2),
        };
        let digits = &digits[..digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len())];
        let value = match u32::from_str_radix(digits, radix) {
            Ok(0xd800..=0xdfff) => return Reference::Impossible,
            Ok(value @ 1..) => char::from_u32(value),
            _ => None,
        };
        (value, head + digits.len())
    } else {
        let name = &body[..body.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(body.len())];
        let value = match name {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            _ => None,
        };
        (value, 1 + name.len())
    };
    match value {
        Some(value) => Reference::Character(value, length + usize::from(rest[length..].starts_with(';'))),
        None => Reference::None,
    }
}
