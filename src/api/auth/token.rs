//! Bot tokens as people paste them.

use crate::error::{Error, Kind, Result};
use crate::secret::pasted::is_invisible;

/// The token, if the text is one and nothing else. Never extracts it from a longer text: with several tokens in a
/// message from @BotFather, the wrong bot could be logged in.
pub fn check(text: &str) -> Result<String> {
    let token: String = text.chars().filter(|c| c.is_whitespace() || !is_invisible(*c)).collect();
    let is_alone = !token.contains(char::is_whitespace) && !token.contains('/') && !token.starts_with("bot");
    if is_alone && token.contains(':') {
        return Ok(token);
    }
    let wrong = |message: &str| {
        Error::new(Kind::InvalidParams, message)
            .with("path", "token")
            .with("expected", "only a bot token: digits, a colon, then letters, digits, `_` and `-`")
    };
    Err(match &found(text)[..] {
        [] => wrong("`token` is not a bot's token").hint("@BotFather sends it when asked with /token"),
        [(position, line, length)] => wrong("`token` holds more than the token")
            .with("position", position)
            .with("line", line)
            .with("length", length)
            .hint(format!(
                "pass only the token: the {length} characters from character {position} on, in line {line}"
            )),
        several => wrong("`token` holds more than one token")
            .with("count", several.len())
            .hint("pass the token of one bot and nothing else"),
    })
}

/// The tokens in a longer text: position in characters from 0, line from 1, and length.
fn found(text: &str) -> Vec<(usize, usize, usize)> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        line += usize::from(chars[at] == '\n');
        let rest = &chars[at..];
        let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
        let secret =
            rest.iter().skip(digits + 1).take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        let length = digits + 1 + secret.count();
        // Telegram's are 35 characters behind the colon; a time of day and a port are shorter.
        if digits >= 3 && rest.get(digits) == Some(&':') && length - digits > 6 {
            tokens.push((at, line, length));
            at += length;
        } else {
            at += digits.max(1);
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcK";

    #[test]
    fn a_token_alone_is_taken() {
        assert_eq!(check(TOKEN).unwrap(), TOKEN);
        assert_eq!(check(&format!("4839574812:\u{200b}{}", &TOKEN[11..])).unwrap(), TOKEN);
        assert_eq!(check("7000001:sandbox").unwrap(), "7000001:sandbox");
    }

    #[test]
    fn a_message_that_holds_the_token_says_where_and_not_what() {
        let message =
            format!("Done! You will find it at t.me/a_bot at 10:30.\n\nHTTP API:\n{TOKEN}\nKeep it secure.");
        let error = check(&message).unwrap_err();
        assert_eq!(error.kind(), Kind::InvalidParams);
        assert_eq!(error.get("path"), Some(&"token".into()));
        let position = error.get("position").unwrap().as_u64().unwrap() as usize;
        let length = error.get("length").unwrap().as_u64().unwrap() as usize;
        assert_eq!(&message[position..position + length], TOKEN);
        assert_eq!(error.get("line"), Some(&4.into()));
        assert!(!format!("{error} {}", serde_json::to_string(&error.data()).unwrap()).contains("AAFD39"));
    }

    #[test]
    fn what_stands_around_a_token_is_seen_in_one_line_too() {
        for text in [
            format!("https://api.telegram.org/bot{TOKEN}/getMe"),
            format!("bot{TOKEN}"),
            format!("TOKEN={TOKEN} # mine"),
        ] {
            let error = check(&text).unwrap_err();
            assert_eq!(error.get("length"), Some(&TOKEN.len().into()), "{text}");
        }
        assert_eq!(check(&format!("{TOKEN}\n{TOKEN}")).unwrap_err().get("count"), Some(&2.into()));
        for none in ["", "hello", "a b", "@my_bot"] {
            let error = check(none).unwrap_err();
            assert_eq!((error.get("position"), error.get("path")), (None, Some(&"token".into())), "{none}");
        }
    }
}
