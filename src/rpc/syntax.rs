//! Syntax errors of JSON, described for callers.

/// Describes the error without its position, which is in the error's `line` and `column`.
pub fn words(error: &serde_json::Error) -> &'static str {
    let text = error.to_string();
    let kind = text.rfind(" at line ").map_or(&*text, |place| &text[..place]);
    match kind {
        "EOF while parsing a list" => "it ends inside an array",
        "EOF while parsing an object" => "it ends inside an object",
        "EOF while parsing a string" => "it ends inside a string",
        "EOF while parsing a value" => "it ends where a value should be",
        "expected `:`" => "a colon must follow a member's name",
        "expected `,` or `]`" => "a comma or the array's end must follow an element",
        "expected `,` or `}`" => "a comma or the object's end must follow a member",
        "expected ident" => "a word must be true, false or null",
        "expected value" => {
            "this is not a JSON value: JSON has no single quotes, comments, NaN, Infinity or undefined"
        }
        "expected `\"`" | "key must be a string" => "a member's name must be a string in double quotes",
        "invalid escape" => {
            "a backslash must be followed by one of \"\\/bfnrt or by u and four hexadecimal digits"
        }
        "invalid number" => "a number must look like 1, -1, 1.5 or 1e5",
        "number out of range" => "the number doesn't fit 64 bits",
        "invalid unicode code point" => "the text isn't UTF-8",
        "control character (\\u0000-\\u001F) found while parsing a string" => {
            "a control character in a string must be escaped, for example as \\n"
        }
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => {
            "an escape is one half of a surrogate pair without the other"
        }
        "trailing comma" => "a comma must not follow the last element",
        "trailing characters" => "unexpected text after the value",
        "recursion limit exceeded" => "its values are nested too deep",
        _ => "it can't be read",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn each_way_to_be_no_json_has_words_of_its_own() {
        let deep = "[".repeat(200);
        for (texts, phrase) in [
            (&["[1"][..], "inside an array"),
            (&["{\"a\":1"], "inside an object"),
            (&["\"a", "{\"a"], "inside a string"),
            (&["", "{\"a\":", "tru"], "where a value should be"),
            (&["{\"a\" 1}", "{\"a\"}"], "colon"),
            (&["[1 2]", "[1}"], "array's end"),
            (&["{\"a\":1 \"b\":2}", "{\"a\":1]"], "object's end"),
            (&["trie", "nul1", "[falsy]"], "true, false or null"),
            (
                &["NaN", "[Infinity]", "{\"a\":undefined}", "'a'", "// a", "[,]", "{\"a\":+1}"],
                "not a JSON value",
            ),
            (&["{a:1}", "{'a':1}", "{1:2}"], "double quotes"),
            (&["\"\\x41\"", "\"\\u00g0\""], "backslash"),
            (&["01", "1.a", "[-a]", "[1ea]"], "number must look like"),
            (&["1e999"], "64 bits"),
            (&["\"a\nb\"", "\"\u{1}\""], "control character"),
            (&["\"\\ud800\"", "\"\\ud800x\"", "\"\\udc00\"", "\"\\ud800\\n\""], "surrogate"),
            (&["[1,]", "{\"a\":1,}"], "must not follow the last element"),
            (&["1 2", "{}}"], "after the value"),
            (&[&deep], "too deep"),
        ] {
            for text in texts {
                let error = serde_json::from_str::<Value>(text).unwrap_err();
                assert!(words(&error).contains(phrase), "{text}: {error}: {}", words(&error));
            }
        }
    }
}
