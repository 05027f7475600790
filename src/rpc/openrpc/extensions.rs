//! Telewire's extensions to the document, described as OpenRPC requires.

use serde_json::{Value, json};

/// The document's `x-extensions`.
pub fn all() -> Value {
    json!([
        extension(
            "x-access",
            "Whether a method changes anything.",
            "`read` methods leave Telegram and the disk as they are. `write` methods are refused under `--read-only` and \
             by session strings with `read_only`.",
            json!({ "type": "string", "enum": ["read", "write"] }),
            &["methodObject"],
        ),
        extension(
            "x-session",
            "Whether a method needs a session.",
            "With `required`, `session` is a session string, or a handle from session.attach. With `none`, the method \
             takes no session.",
            json!({ "type": "string", "enum": ["none", "required"] }),
            &["methodObject"],
        ),
        extension(
            "x-caller",
            "Which accounts may call a method.",
            "`user`: fails with `user_only` for bots. `bot`: fails with `bot_only` for users. `both`: for either.",
            json!({ "type": "string", "enum": ["both", "user", "bot"] }),
            &["methodObject"],
        ),
        extension(
            "x-notifications",
            "Messages without an answer, in both directions.",
            "Each has a `name`, which is its `method` on the wire, `params`, `examples` and an `x-sender`: `daemon` or \
             `client`.",
            json!({ "type": "array", "items": { "type": "object" } }),
            // It is at the top level of the document, which the extension specification can't name.
            &[],
        ),
    ])
}

fn extension(name: &str, summary: &str, description: &str, schema: Value, restricted: &[&str]) -> Value {
    json!({
        "openrpcExtension": "0.0.0-development",
        "name": name,
        "version": "1.0.0",
        "summary": summary,
        "description": description,
        "restricted": restricted,
        "schema": schema,
    })
}
