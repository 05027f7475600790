//! No circular dependencies between files: no file of a circle can be read, tested or moved without the others.
//!
//! A file depends on another if it names something that is defined there, in a `use` or by its path. Parents and
//! children are files like any others. Names are followed through re-exports to their definitions, so `mod` and `pub
//! use` are not dependencies. So a child may use what its parent's file defines if the parent only declares the child,
//! and a parent may use its children if they don't use what the parent's file defines.
//!
//! Methods are not followed: `self.send()` may be defined in any file that extends the type.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::source::{Source, sources, within};

/// The rooms that may have no circles. Any circle across rooms counts.
const WITHOUT: [&str; 3] = ["api", "sandbox", "telegram::updates"];

/// Accepted dependencies that close a circle: from, to, and why.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

/// The maximum number of files that are still in circles, by room. Only to be lowered.
const STANDING: [(&str, usize); 0] = [];

#[test]
fn no_files_depend_on_each_other_in_a_circle() {
    let house = House::of(sources());
    let mut found = Vec::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for circle in house.circles() {
        let rooms: BTreeSet<&str> = circle.iter().map(|file| room(file)).collect();
        if rooms.len() == 1 && !circle.iter().any(|file| WITHOUT.iter().any(|without| within(file, without)))
        {
            continue;
        }
        for file in &circle {
            *counts.entry(room(file)).or_default() += 1;
        }
        found.push(house.description(&circle));
    }
    for (room, count) in counts {
        let standing = STANDING.iter().find(|(standing, _)| *standing == room).map_or(0, |(_, count)| *count);
        assert!(count <= standing, "{count} files of {room} are in circles:\n{}", found.join("\n"));
    }
}

#[test]
fn circles_are_found_through_paths_imports_and_re_exports() {
    let house = |files: &[(&str, &str)]| {
        let sources: Vec<Source> = files
            .iter()
            .map(|(module, text)| Source::read(module.to_string(), module.to_string(), text))
            .collect();
        let house = House::of(&sources);
        house.circles().into_iter().map(|circle| circle.join(" ")).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    // A parent that declares and re-exports, and children that use each other in one direction.
    let parent = "mod a; mod b; pub use a::A;";
    assert_eq!(
        house(&[("p", parent), ("p::a", "pub struct A;"), ("p::b", "use super::A; fn f(a: A) {}")]),
        none
    );
    // The same in the other direction as well: `super::A` is a separate file.
    let both = [("p", parent), ("p::a", "pub struct A; fn f() { super::b::g() }"), ("p::b", "use super::A;")];
    assert_eq!(house(&both), ["p::a p::b"]);
    // A child that uses its parent's item, with and without a parent that uses the child.
    let child = ("p::a", "use super::P; pub fn f(p: P) {}");
    assert_eq!(house(&[("p", "mod a; pub use a::f; pub struct P;"), child]), none);
    assert_eq!(house(&[("p", "mod a; pub struct P; fn g() { a::f() }"), child]), ["p p::a"]);
    assert_eq!(house(&[("p", "mod a; pub use a::f; pub struct P; fn g() { f() }"), child]), ["p p::a"]);
    // A module that is imported by its name, or another name.
    let by_name = [("x", "use crate::y; fn f() { y::g() }"), ("y", "use crate::x as z; fn g() { z::f() }")];
    assert_eq!(house(&by_name), ["x y"]);
    let unused = [("x", "use crate::y; fn f() {}"), ("y", "fn g() { crate::x::f() }")];
    assert_eq!(house(&unused), none);
    // Braces, globs, and three in a circle.
    let three = [
        ("x", "use crate::{y::{G, H as I}, w};"),
        ("y", "pub struct G; pub struct H; use crate::z::*;"),
        ("z", "fn f() -> crate::x::F {}"),
    ];
    assert_eq!(house(&three), ["x y z"]);
    // A re-export by glob is followed, too.
    let glob = [
        ("p", "pub use self::a::*;"),
        ("p::a", "pub struct A; fn f() -> crate::q::Q {}"),
        ("q", "pub struct Q; fn f(a: crate::p::A) {}"),
    ];
    assert_eq!(house(&glob), ["p::a q"]);
    // Tests don't count.
    assert_eq!(
        house(&[("x", "#[cfg(test)] mod tests { use crate::y::g; }"), ("y", "use crate::x::f;")]),
        none
    );
}

fn room(module: &str) -> &str {
    module.split("::").next().unwrap_or_default()
}

/// All files, and the names that each uses.
struct House {
    files: BTreeMap<String, File>,
    /// From each file to its dependencies, with the line of the first use.
    edges: BTreeMap<String, BTreeMap<String, usize>>,
}

#[derive(Default)]
struct File {
    imports: Vec<Import>,
    /// Paths outside of imports.
    paths: Vec<(Vec<String>, usize)>,
    /// Names outside of imports.
    names: BTreeSet<String>,
    /// What is defined at the top.
    items: BTreeSet<String>,
}

struct Import {
    path: Vec<String>,
    /// `*` for everything.
    name: String,
    is_public: bool,
    line: usize,
}

impl House {
    fn of(sources: &[Source]) -> Self {
        let mut files: BTreeMap<String, File> =
            sources.iter().map(|source| (source.module.clone(), File::read(source))).collect();
        files.insert(String::new(), File::default());
        let mut house = Self { files, edges: BTreeMap::new() };
        house.edges = house.files.keys().map(|module| (module.clone(), house.dependencies(module))).collect();
        house
    }

    fn dependencies(&self, module: &str) -> BTreeMap<String, usize> {
        let file = &self.files[module];
        let mut found = BTreeMap::new();
        let mut add = |target: Option<Target>, line: usize| {
            if let Some(Target::Item(to)) = target
                && to != module
                && !EXCEPTIONS.iter().any(|(from, except, _)| within(module, from) && *except == to)
            {
                found.entry(to).or_insert(line);
            }
        };
        for import in &file.imports {
            let Some(path) = self.absolute(module, &import.path) else { continue };
            if import.name == "*" {
                if !import.is_public {
                    add(self.module(&path).map(Target::Item), import.line);
                }
            } else if !import.is_public || file.names.contains(&import.name) {
                add(self.resolve(&path, 0), import.line);
            }
        }
        for (path, line) in &file.paths {
            if let Some(path) = self.absolute(module, path) {
                add(self.resolve(&path, 0), *line);
            }
        }
        found
    }

    /// The path from the crate's root; `None` if it isn't in our crate.
    fn absolute(&self, module: &str, path: &[String]) -> Option<Vec<String>> {
        let parents: Vec<String> = match module {
            "" => Vec::new(),
            module => module.split("::").map(str::to_owned).collect(),
        };
        let climbs = path.iter().take_while(|name| *name == "super").count();
        if climbs > 0 {
            let base = parents.get(..parents.len().checked_sub(climbs)?)?;
            return Some([base, &path[climbs..]].concat());
        }
        let (first, rest) = path.split_first()?;
        match &**first {
            "crate" => return Some(rest.to_vec()),
            "self" => return Some([&parents, rest].concat()),
            _ => {}
        }
        let child = [&parents[..], std::slice::from_ref(first)].concat();
        if self.module(&child).is_some() {
            return Some([&child, rest].concat());
        }
        let file = &self.files[module];
        // An import without a path, such as `use serde;`, is a crate.
        let import = file.imports.iter().find(|import| import.name == *first && import.path[0] != *first)?;
        Some([&self.absolute(module, &import.path)?[..], rest].concat())
    }

    fn module(&self, path: &[String]) -> Option<String> {
        let name = path.join("::");
        self.files.contains_key(&name).then_some(name)
    }

    /// Where a name is defined.
    fn resolve(&self, path: &[String], hops: usize) -> Option<Target> {
        if hops > 8 {
            return None;
        }
        let mut module = String::new();
        for (at, name) in path.iter().enumerate() {
            let (next, rest) = (self.module(&path[..=at]), &path[at + 1..]);
            if let Some(next) = &next
                && !rest.is_empty()
            {
                module.clone_from(next);
                continue;
            }
            let file = &self.files[&module];
            let followed = |import: &Import, behind: &[String]| {
                let to = self.absolute(&module, &import.path)?;
                self.resolve(&[&to, behind].concat(), hops + 1)
            };
            if let Some(import) =
                file.imports.iter().find(|import| import.name == *name && import.path[0] != *name)
            {
                return followed(import, rest);
            }
            if file.items.contains(name) {
                return Some(Target::Item(module));
            }
            if next.is_some() {
                return Some(Target::Module);
            }
            let globs = file.imports.iter().filter(|import| import.name == "*");
            for target in globs.filter_map(|import| followed(import, &path[at..])) {
                if let Target::Item(of) = &target
                    && self.files[of].items.contains(name)
                {
                    return Some(target);
                }
            }
            // A macro may have defined it.
            return (!module.is_empty()).then_some(Target::Item(module));
        }
        None
    }

    /// The sets of files that depend on each other, in order.
    fn circles(&self) -> Vec<Vec<&str>> {
        let files: Vec<&str> = self.edges.keys().map(|file| &**file).collect();
        let number = |file: &String| files.binary_search(&&**file).expect("it is a file");
        let edges: Vec<Vec<usize>> = self.edges.values().map(|to| to.keys().map(number).collect()).collect();
        let reached: Vec<Vec<bool>> = (0..files.len()).map(|file| reached_from(file, &edges)).collect();
        let mut circles = BTreeSet::new();
        for file in (0..files.len()).filter(|file| reached[*file][*file]) {
            let others = (0..files.len()).filter(|other| reached[file][*other] && reached[*other][file]);
            circles.insert(others.map(|other| files[other]).collect());
        }
        circles.into_iter().collect()
    }

    /// The files of a circle, and the shortest way round from each file that wasn't listed already.
    fn description(&self, circle: &[&str]) -> String {
        let mut lines = vec![format!("a circle of {} files: {}", circle.len(), circle.join(", "))];
        let mut listed: BTreeSet<&str> = BTreeSet::new();
        for file in circle {
            if listed.contains(file) {
                continue;
            }
            let round = self.round(file);
            listed.extend(&round);
            let steps = round.iter().zip(round.iter().cycle().skip(1));
            let steps = steps.map(|(from, to)| format!("{from} (line {}) → ", self.edges[*from][*to]));
            lines.push(format!("    {}{file}", steps.collect::<String>()));
        }
        lines.join("\n")
    }

    /// The shortest way from a file back to itself.
    fn round(&self, file: &str) -> Vec<&str> {
        let mut before: BTreeMap<&str, &str> = BTreeMap::new();
        let (start, _) = self.edges.get_key_value(file).expect("it is a file");
        let mut next: VecDeque<&str> = VecDeque::from([&**start]);
        while let Some(at) = next.pop_front() {
            for to in self.edges[at].keys() {
                if to == file {
                    let mut round = vec![at];
                    while let Some(earlier) = before.get(round[round.len() - 1]) {
                        round.push(earlier);
                    }
                    round.reverse();
                    return round;
                }
                if !before.contains_key(&**to) {
                    before.insert(to, at);
                    next.push_back(to);
                }
            }
        }
        panic!("{file} is in no circle");
    }
}

fn reached_from(file: usize, edges: &[Vec<usize>]) -> Vec<bool> {
    let mut reached = vec![false; edges.len()];
    let mut next = vec![file];
    while let Some(file) = next.pop() {
        next.extend(edges[file].iter().filter(|to| !std::mem::replace(&mut reached[**to], true)));
    }
    reached
}

/// The target of a path.
enum Target {
    /// Something that this file defines.
    Item(String),
    /// A file as a whole.
    Module,
}

impl File {
    fn read(source: &Source) -> Self {
        let texts: Vec<&str> = source.tokens.iter().map(|token| &*token.text).collect();
        let line = |at: usize| source.tokens[at].line;
        let mut file = Self::default();
        let (mut at, mut depth) = (0, 0);
        while at < texts.len() {
            let text = texts[at];
            if text == "use" && texts.get(at + 1) != Some(&"<") {
                let is_public = at > 0 && matches!(texts[at - 1], "pub" | ")");
                let begin = at;
                let mut names = Vec::new();
                at += 1 + import(&texts[at + 1..], &[], &mut names);
                let imports = names.into_iter().filter(|(_, name)| name != "_");
                file.imports.extend(imports.map(|(path, name)| Import {
                    path,
                    name,
                    is_public,
                    line: line(begin),
                }));
                continue;
            }
            match text {
                "{" => depth += 1,
                "}" => depth -= 1,
                "fn" | "struct" | "enum" | "union" | "trait" | "type" | "const" | "static"
                | "macro_rules"
                    if depth == 0 =>
                {
                    let skipped = usize::from(matches!(texts.get(at + 1), Some(&("!" | "mut"))));
                    if let Some(name) = texts.get(at + 1 + skipped) {
                        file.items.insert((*name).to_owned());
                    }
                }
                _ => {}
            }
            if is_name(text) {
                let mut path = vec![text.to_owned()];
                let begin = at;
                while let Some([":", ":", name]) = texts.get(at + 1..at + 4)
                    && is_name(name)
                {
                    path.push((*name).to_owned());
                    at += 3;
                }
                file.names.insert(path[0].clone());
                // `a.b` is a field, and `<T>::b` doesn't start with a module.
                let is_end = begin > 0 && texts[begin - 1] == "."
                    || begin > 1 && texts[begin - 2..begin] == [":", ":"];
                if path.len() > 1 && !is_end {
                    file.paths.push((path, line(begin)));
                }
            }
            at += 1;
        }
        file
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Parses the rest of a `use`, up to its comma, brace or semicolon. Returns the number of tokens.
fn import(texts: &[&str], before: &[String], names: &mut Vec<(Vec<String>, String)>) -> usize {
    let mut path = before.to_vec();
    let mut at = 0;
    while let Some(text) = texts.get(at) {
        at += 1;
        match *text {
            "{" => {
                while texts.get(at).is_some_and(|text| *text != "}") {
                    at += import(&texts[at..], &path, names);
                    at += usize::from(texts.get(at) == Some(&","));
                }
                return at + 1;
            }
            "*" => {
                names.push((path, "*".to_owned()));
                return at;
            }
            ":" => {}
            "," | "}" | ";" | "as" => {
                at -= 1;
                break;
            }
            // `a::{self}` is `a`.
            "self" if !path.is_empty() => {}
            name => path.push(name.to_owned()),
        }
    }
    if let (Some(&"as"), Some(name)) = (texts.get(at), texts.get(at + 1)) {
        names.push((path, (*name).to_owned()));
        return at + 2;
    }
    if let Some(name) = path.last().cloned() {
        names.push((path, name));
    }
    at
}
