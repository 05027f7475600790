//! Files that are generated and committed, and that a reader may trust to be what the code says.

use std::path::Path;

/// Fails if a committed file isn't what the code generates. `TELEWIRE_UPDATE=1` in the environment writes it anew.
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

/// What to ask `cargo test` for.
fn test(path: &str) -> &'static str {
    match path {
        "schema/openrpc.json" => "schema",
        "schema/methods.md" => "readme",
        _ => "everything",
    }
}
