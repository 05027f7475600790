//! The rules of the source code: which modules may use which others, and what production code must not contain.

mod circles;
mod source;

use source::{Source, Token, sources, within};

/// Which modules each room may use. `delivery`, `error`, `secret`, `log`, `aes_ctr`, `aes_ige` and `base64_text` are
/// free to all, and `cli` wires the rooms together, so it may use all.
const ROOMS: &[(&str, &[&str])] = &[
    ("wire", &["rpc"]),
    ("api", &["rpc", "policy", "files", "session", "telegram"]),
    ("telegram", &["policy", "files", "session", "tl"]),
    ("sandbox", &["tl"]),
    ("sandbox::control", &["tl", "rpc", "files"]),
    ("rpc", &[]),
    ("session", &[]),
    ("tl", &[]),
    ("policy", &[]),
    ("files", &[]),
    ("delivery", &[]),
    ("error", &[]),
    ("secret", &[]),
    ("log", &[]),
    ("aes_ctr", &[]),
    ("aes_ige", &[]),
    ("base64_text", &[]),
];

const FREE_TO_ALL: &[&str] = &["delivery", "error", "secret", "log", "aes_ctr", "aes_ige", "base64_text"];

/// Which rooms may use a crate that speaks to Telegram or about it.
const CRATES: &[(&str, &[&str])] = &[
    ("grammers_client", &["telegram"]),
    ("grammers_mtproto", &["telegram"]),
    ("grammers_mtsender", &["telegram"]),
    ("grammers_session", &["telegram"]),
    ("grammers_crypto", &["telegram", "sandbox", "aes_ige"]),
    ("grammers_tl_types", &["telegram", "api", "sandbox", "tl"]),
];

/// May not use grammers' types although its room does: the sandbox's world implements Telegram's rules only.
const WITHOUT_TYPES: &str = "sandbox::world";

#[test]
fn each_room_uses_only_allowed_rooms() {
    assert_none(sources().iter().flat_map(forbidden_rooms));
}

/// The crate's documentation states the same rules.
#[test]
fn the_crates_map_states_which_rooms_each_room_uses() {
    let map = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).replace("\n//! ", " ");
    for (room, known) in ROOMS.iter().filter(|(_, known)| !known.is_empty()) {
        let rule = format!("`{room} → {}`", known.join(", "));
        assert!(map.contains(&rule), "src/lib.rs doesn't say {rule}");
    }
}

#[test]
fn only_the_rooms_that_speak_to_telegram_use_grammers() {
    assert_none(sources().iter().flat_map(grammers));
}

#[test]
fn production_code_has_no_branch_for_the_sandbox() {
    let production = ["api", "telegram", "wire", "rpc"];
    let production = sources().iter().filter(|source| production.contains(&source.room()));
    assert_none(production.flat_map(sandbox_branches));
}

#[test]
fn production_code_never_panics_on_purpose() {
    assert_none(sources().iter().flat_map(panics));
}

/// Bytes from outside are checked before they are read, since grammers' readers recurse as deep as the bytes say.
#[test]
fn bytes_are_read_as_grammers_types_only_after_they_are_checked() {
    assert_none(sources().iter().flat_map(unchecked_reads));
}

/// Terminals interpret control characters, so all output to them goes through one place.
#[test]
fn only_the_code_that_escapes_controls_writes_to_the_terminal() {
    assert_none(sources().iter().flat_map(raw_writes));
}

/// The checks find violations.
#[test]
fn the_checks_find_violations() {
    let read = |module: &str, text: &str| Source::read(module.into(), module.into(), text);
    let wire = read("wire::queue", "use crate::{rpc::message::Id, session, telegram::Account as A};");
    assert_eq!(forbidden_rooms(&wire).len(), 2);
    let by_parent = read("wire::queue", "fn f() { super::super::session::open(); super::serve(); }");
    assert_eq!(forbidden_rooms(&by_parent).len(), 1);
    assert_eq!(forbidden_rooms(&read("attic::chest", "")).len(), 1);
    let telegram = read("telegram", "use crate::rpc::Catalog; use crate::error::Error;");
    assert_eq!(forbidden_rooms(&telegram).len(), 1);
    assert_eq!(grammers(&read("rpc", "fn f(user: grammers_tl_types::enums::User) {}")).len(), 1);
    assert_eq!(grammers(&read("sandbox::world", "use grammers_tl_types as tl;")).len(), 1);
    assert_eq!(grammers(&read("telegram", "use grammers_tl_types as tl;")).len(), 0);
    let branch =
        read("api", "fn f() { if self.server.is_sandbox() { g() } match sandbox { _ => {} } sandbox() }");
    assert_eq!(sandbox_branches(&branch).len(), 2);
    let hasty =
        read("api", "fn f() { a.unwrap(); todo!(); dbg!(b); vec![unimplemented!()]; c.unwrap_or(d) }");
    assert_eq!(panics(&hasty).len(), 4);
    let unchecked =
        "fn f() { let user = tl::enums::User::from_bytes(bytes); let key = AuthKey::from_bytes(key); }";
    assert_eq!(unchecked_reads(&read("telegram", unchecked)).len(), 1);
    let bound = "use grammers_client::tl::{Cursor, Deserializable}; fn f<T: Deserializable>() { T::deserialize(&mut c) }";
    assert_eq!(unchecked_reads(&read("telegram", bound)).len(), 3);
    assert_eq!(unchecked_reads(&read("api", "fn f() { Map::deserialize(deserializer) }")).len(), 0);
    assert_eq!(raw_writes(&read("cli::call", "fn f() { eprintln!(a); print(b) }")).len(), 1);
    let tested = "fn f() {} #[cfg(test)] mod tests { fn g() { a.unwrap() } } // b.unwrap()";
    assert_eq!(panics(&read("api", tested)).len(), 0);
}

fn assert_none(found: impl Iterator<Item = String>) {
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Uses of rooms that this file's room may not use.
fn forbidden_rooms(source: &Source) -> Vec<String> {
    if source.room() == "cli" {
        return Vec::new();
    }
    // The most specific rule applies.
    let rules = ROOMS.iter().filter(|(name, _)| within(&source.module, name));
    let Some((name, known)) = rules.max_by_key(|(name, _)| name.len()) else {
        return vec![format!("{}: this room is in no rule", source.file)];
    };
    let own = source.room();
    let allowed = |path: &str| {
        within(path, own)
            || FREE_TO_ALL.iter().any(|free| within(path, free))
            || known.iter().any(|known| within(path, known))
    };
    let uses = source.uses().into_iter().filter(|(path, _)| !allowed(path));
    uses.map(|(path, line)| format!("{}:{line}: {name} may not know {path}", source.file)).collect()
}

fn grammers(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for token in &source.tokens {
        let Some((name, rooms)) = CRATES.iter().find(|(name, _)| token.text == *name) else { continue };
        let without = *name == "grammers_tl_types" && within(&source.module, WITHOUT_TYPES);
        if without || !rooms.contains(&source.room()) {
            found.push(format!("{}:{}: {} may not know {name}", source.file, token.line, source.module));
        }
    }
    found
}

/// Conditions on whether the server is a sandbox.
fn sandbox_branches(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    let mut tokens = source.tokens.iter();
    while let Some(token) = tokens.next() {
        if !matches!(&*token.text, "if" | "match" | "while") {
            continue;
        }
        let condition = tokens.by_ref().take_while(|token| token.text != "{");
        if condition.into_iter().any(|token| token.text.to_lowercase().contains("sandbox")) {
            found.push(format!("{}:{}: a branch for the sandbox", source.file, token.line));
        }
    }
    found
}

/// Uses of grammers' readers outside the file that checks bytes first.
fn unchecked_reads(source: &Source) -> Vec<String> {
    if source.module == "tl::reading" {
        return Vec::new();
    }
    let texts: Vec<&str> = source.tokens.iter().map(|token| &*token.text).collect();
    let of_grammers = |at: usize| match texts[at] {
        "Deserializable" => true,
        // Building a key reads no bytes.
        "from_bytes" => at < 3 || texts[at - 3] != "AuthKey",
        // serde has a function of the same name, which takes no cursor.
        "deserialize" => texts.contains(&"Cursor"),
        _ => false,
    };
    let found = (0..texts.len()).filter(|at| of_grammers(*at));
    found.map(|at| format!("{}:{}: {}", source.file, source.tokens[at].line, texts[at])).collect()
}

/// Writes to standard error, or to standard output by macro, outside the file that escapes control characters.
fn raw_writes(source: &Source) -> Vec<String> {
    if source.module == "cli::shown" {
        return Vec::new();
    }
    let writes = ["eprintln", "eprint", "println", "print"];
    let pairs = source.tokens.windows(2);
    let raw = pairs.filter(|pair| writes.contains(&&*pair[0].text) && pair[1].text == "!");
    raw.map(|pair| format!("{}:{}: {}!", source.file, pair[0].line, pair[0].text)).collect()
}

fn panics(source: &Source) -> Vec<String> {
    let macros = ["todo", "unimplemented", "dbg"];
    let pairs = source.tokens.windows(2);
    let gives_up = |pair: &&[Token]| match [&*pair[0].text, &*pair[1].text] {
        [".", "unwrap"] => true,
        [name, "!"] => macros.contains(&name),
        _ => false,
    };
    let describe =
        |pair: &[Token]| format!("{}:{}: {}{}", source.file, pair[0].line, pair[0].text, pair[1].text);
    pairs.filter(gives_up).map(describe).collect()
}
