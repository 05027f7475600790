//! The source code as tokens.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The tokens of a file in `src`, without comments and tests.
pub struct Source {
    pub file: String,
    /// Such as `rpc::message`.
    pub module: String,
    pub tokens: Vec<Token>,
}

pub struct Token {
    pub text: String,
    pub line: usize,
}

/// All files except the crate's two roots, which only declare the rooms.
pub fn sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(read);
    &SOURCES
}

fn read() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            let module = path.strip_prefix(&src).unwrap().with_extension("");
            let module = module.to_str().unwrap().replace('/', "::");
            if matches!(&*module, "lib" | "main") || module.split("::").any(|part| part == "tests") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            sources.push(Source::read(path.display().to_string(), module, &text));
        }
    }
    assert!(sources.len() > 20, "the source is read");
    sources
}

impl Source {
    pub fn read(file: String, module: String, text: &str) -> Self {
        let stream: TokenStream = text.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut tokens = Vec::new();
        flatten(stream, &mut tokens);
        Self { file, module, tokens }
    }

    pub fn room(&self) -> &str {
        self.module.split("::").next().unwrap_or_default()
    }

    /// Paths that start at the crate's root: `crate::…`, and `super::…` that goes up to it.
    pub fn uses(&self) -> Vec<(String, usize)> {
        let depth = self.module.split("::").count();
        let texts: Vec<&str> = self.tokens.iter().map(|token| &*token.text).collect();
        let mut uses = Vec::new();
        let mut at = 0;
        while at < texts.len() {
            let root = match texts[at] {
                "crate" => at + 1,
                "super" => {
                    let climbs =
                        texts[at..].chunks(3).take_while(|chunk| **chunk == ["super", ":", ":"]).count();
                    if climbs < depth {
                        at += (3 * climbs).max(1);
                        continue;
                    }
                    at + 3 * depth - 2
                }
                _ => {
                    at += 1;
                    continue;
                }
            };
            let line = self.tokens[at].line;
            if let Some([":", ":"]) = texts.get(root..root + 2) {
                let mut found = Vec::new();
                tree(&texts[root + 2..], "", &mut found);
                uses.extend(found.into_iter().map(|path| (path, line)));
            }
            at = root;
        }
        uses
    }
}

/// Parses a path with its braces, such as `a::{b, c::d}`, into its paths. Returns the number of tokens.
fn tree(tokens: &[&str], before: &str, found: &mut Vec<String>) -> usize {
    let join = |name: &str| if before.is_empty() { name.to_owned() } else { format!("{before}::{name}") };
    match tokens.first() {
        Some(&"{") => {
            let mut at = 1;
            while at < tokens.len() && tokens[at] != "}" {
                // A comma, or `as` and a name, separates two paths.
                at += if matches!(tokens[at], "," | "as") {
                    1
                } else {
                    tree(&tokens[at..], before, found).max(1)
                };
            }
            at + 1
        }
        Some(name) if tokens.get(1..3) == Some(&[":", ":"]) => 3 + tree(&tokens[3..], &join(name), found),
        Some(&"as") | None => 0,
        Some(name) => {
            found.push(join(name));
            // In `name as other`, the other name is not a path.
            if tokens.get(1) == Some(&"as") { 3 } else { 1 }
        }
    }
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        if let (TokenTree::Punct(punct), Some(TokenTree::Group(attribute))) = (&tree, trees.peek())
            && punct.as_char() == '#'
            && attribute.stream().to_string().replace(' ', "") == "cfg(test)"
        {
            // A test follows: it ends with its body, or with a semicolon.
            for tree in trees.by_ref().skip(1) {
                match tree {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                    TokenTree::Punct(punct) if punct.as_char() == ';' => break,
                    _ => {}
                }
            }
            continue;
        }
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                tokens.push(Token { text: open.to_owned(), line });
                flatten(group.stream(), tokens);
                tokens.push(Token { text: close.to_owned(), line: group.span_close().start().line });
            }
            // A doc comment is an attribute with a string, and strings are not code.
            TokenTree::Literal(_) => {}
            other => tokens.push(Token { text: other.to_string(), line }),
        }
    }
}

/// Whether a path is this module or inside it.
pub fn within(path: &str, module: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}
