//! Generated files that are committed, so that their readers can rely on them.

use std::path::Path;

/// Fails if a committed file isn't what the code generates. `TELEWIRE_UPDATE=1` in the environment writes it again.
pub fn must_be(path: &str, generated: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("TELEWIRE_UPDATE").is_some_and(|update| update == "1") {
        std::fs::write(&file, generated).unwrap();
        return;
    }
    let committed = std::fs::read_to_string(&file).unwrap();
    assert!(
        committed == generated,
        "{path} is out of date; run: TELEWIRE_UPDATE=1 cargo test {}",
        test(path)
    );
}

/// The `cargo test` filter of the current test.
fn test(path: &str) -> &'static str {
    match path {
        "schema/openrpc.json" => "schema",
        "schema/methods.md" => "readme",
        _ => "everything",
    }
}
