//! Compresses the schemas for `src/tl/layers.rs`, which makes the binary 1.2 MB smaller, and writes the table that
//! `src/tl/limits.rs` walks: the fields of the newest layer's constructors, and the memory that grammers' types for them
//! take. Reading the schema for it at run time would take longer than a short call.

#[path = "src/tl/schema.rs"]
#[allow(dead_code, reason = "the crate needs more of it")]
mod schema;

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use schema::{Definition, Schema, Type};

const SCHEMAS: &str = "schema/telegram";
const NEWEST: &str = "schema/telegram/layer-230.tl";

/// Places for ids, three times as many as there are definitions.
const SLOTS: usize = 8192;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/tl/schema.rs");
    println!("cargo::rerun-if-changed={SCHEMAS}");
    let folder = std::env::var_os("OUT_DIR").expect("cargo names a folder");
    let folder = Path::new(&folder);
    compress(folder).expect("the schemas can be read, and the folder written");
    let text = fs::read_to_string(NEWEST).expect("the schema is part of the source");
    let schema = Schema::parse(&text).expect("the schema can be read");
    let table = Table::new(&schema).write();
    fs::write(folder.join("layer_table.rs"), table).expect("the folder can be written");
}

/// Writes each schema as `layer-N.tl.zlib`.
fn compress(folder: &Path) -> io::Result<()> {
    for file in fs::read_dir(SCHEMAS)? {
        let mut name = file?.file_name();
        let path = Path::new(SCHEMAS).join(&name);
        if path.extension().is_some_and(|extension| extension == "tl") {
            name.push(".zlib");
            let mut encoder = ZlibEncoder::new(fs::File::create(folder.join(name))?, Compression::best());
            encoder.write_all(&fs::read(path)?)?;
            encoder.finish()?;
        }
    }
    Ok(())
}

/// A size and an alignment in bytes.
#[derive(Clone, Copy)]
struct Layout {
    size: usize,
    align: usize,
}

impl Layout {
    const fn new(size: usize, align: usize) -> Self {
        Self { size, align }
    }

    fn padded(self) -> Self {
        Self { size: self.size.next_multiple_of(self.align), ..self }
    }
}

struct Table<'a> {
    schema: &'a Schema,
    /// The constructors that hold their own type somewhere: grammers puts these in boxes.
    recursive: HashSet<u32>,
    layouts: HashMap<String, Layout>,
    classes: Vec<String>,
    types: Vec<Type>,
}

impl<'a> Table<'a> {
    fn new(schema: &'a Schema) -> Self {
        let constructors = schema.definitions().iter().filter(|definition| !definition.is_function);
        let recursive = constructors.filter(|definition| holds_itself(schema, definition));
        let recursive = recursive.map(|definition| definition.id).collect();
        Self { schema, recursive, layouts: HashMap::new(), classes: Vec::new(), types: Vec::new() }
    }

    fn write(mut self) -> String {
        let definitions = self.schema.definitions();
        let (mut steps, mut lines) = (String::new(), String::new());
        let mut count = 0;
        for definition in definitions {
            let begin = count;
            for (kind, flag) in self.steps(definition) {
                writeln!(steps, "    Step {{ kind: {kind}, flag: {flag} }},").expect("a string takes all");
                count += 1;
            }
            let class = match definition.is_function {
                true => u16::MAX.into(),
                false => self.class(&definition.makes.to_string()),
            };
            let makes = self.ty(definition.makes.clone());
            let boxed = match self.recursive.contains(&definition.id) {
                true => self.layout_of(definition).size,
                false => 0,
            };
            writeln!(
                lines,
                "    Definition {{ id: {:#010x}, class: {class}, makes: {makes}, begin: {begin}, end: {count}, \
                 values: {}, boxed: {boxed} }},",
                definition.id,
                definition.fields.len(),
            )
            .expect("a string takes all");
        }
        let mut types = String::new();
        let mut at = 0;
        // What a vector holds is added while it is written.
        while let Some(ty) = self.types.get(at).cloned() {
            let (kind, size) = (self.kind(&ty), self.layout(&ty).size);
            writeln!(types, "    Type {{ kind: {kind}, size: {size} }},").expect("a string takes all");
            at += 1;
        }
        format!(
            "pub static STEPS: &[Step] = &[\n{steps}];\n\npub static DEFINITIONS: &[Definition] = &[\n{lines}];\n\n\
             pub static TYPES: &[Type] = &[\n{types}];\n\n\
             /// By an id's last bits, or the next free place: a definition's number and 1 more.\n\
             pub static PLACES: [u16; {SLOTS}] = {:?};\n\n\
             /// By the type's name.\npub static CLASSES: &[&str] = &{:?};\n",
            places(definitions),
            self.classes,
        )
    }

    /// What a definition's bytes are made of, and which bit of its flags must be set for that. Numbers one after the other
    /// are one step.
    fn steps(&mut self, definition: &Definition) -> Vec<(String, u8)> {
        const ALWAYS: u8 = u8::MAX;
        let is_flags = |at: &usize| definition.fields[*at].ty == Type::Flags;
        let flags: Vec<usize> = (0..definition.fields.len()).filter(is_flags).collect();
        assert!(flags.len() <= 2, "{} has more flags than the walk remembers", definition.name);
        let mut steps: Vec<(String, u8)> = Vec::new();
        let mut fixed = 0;
        for field in &definition.fields {
            let flag = field.flag.map(|(of, bit)| {
                let word = flags.iter().position(|at| *at == of).expect("flags come first");
                word as u8 * 32 + bit as u8
            });
            let size = fixed_size(&field.ty);
            if let (None, Some(size)) = (flag, size) {
                if fixed > 0 {
                    steps.pop();
                }
                fixed += size;
                steps.push((format!("Kind::Fixed({fixed})"), ALWAYS));
            } else if size != Some(0) {
                fixed = 0;
                steps.push((self.kind(&field.ty), flag.unwrap_or(ALWAYS)));
            }
        }
        steps
    }

    fn ty(&mut self, ty: Type) -> usize {
        let known = self.types.iter().position(|known| *known == ty);
        known.unwrap_or_else(|| {
            self.types.push(ty);
            self.types.len() - 1
        })
    }

    fn class(&mut self, name: &str) -> usize {
        let known = self.classes.iter().position(|known| known == name);
        known.unwrap_or_else(|| {
            self.classes.push(name.to_owned());
            self.classes.len() - 1
        })
    }

    fn kind(&mut self, ty: &Type) -> String {
        match ty {
            Type::Flags => "Kind::Flags".to_owned(),
            Type::String | Type::Bytes => "Kind::Text".to_owned(),
            Type::Vector { bare, of } => {
                format!("Kind::Vector {{ bare: {bare}, of: {} }}", self.ty((**of).clone()))
            }
            Type::Boxed(name) => format!("Kind::Boxed({})", self.class(name)),
            Type::Bare(name) => {
                let at = self.schema.definitions().iter().position(|it| !it.is_function && it.name == *name);
                format!("Kind::Bare({})", at.expect("what is named is defined"))
            }
            Type::Any => "Kind::Any".to_owned(),
            number => format!("Kind::Fixed({})", fixed_size(number).expect("all else is a number")),
        }
    }

    /// How large grammers' type is, or a little more: the compiler may find better ways.
    fn layout(&mut self, ty: &Type) -> Layout {
        match ty {
            Type::Int | Type::Flags => Layout::new(4, 4),
            Type::Long | Type::Double => Layout::new(8, 8),
            Type::Int128 => Layout::new(16, 1),
            Type::Int256 => Layout::new(32, 1),
            Type::String | Type::Bytes | Type::Vector { .. } => Layout::new(24, 8),
            Type::Bool | Type::True => Layout::new(1, 1),
            Type::Boxed(name) => self.layout_of_class(name),
            Type::Bare(name) => {
                self.layout_of(self.schema.constructor(name).expect("what is named is defined"))
            }
            Type::Any => Layout::new(0, 1),
        }
    }

    fn layout_of_class(&mut self, name: &str) -> Layout {
        if let Some(known) = self.layouts.get(name) {
            return *known;
        }
        let constructors: Vec<&'a Definition> = self.schema.of_type(name).collect();
        let mut layout = Layout::new(0, 1);
        for constructor in &constructors {
            let variant = match self.recursive.contains(&constructor.id) {
                true => Layout::new(8, 8),
                false => self.layout_of(constructor),
            };
            // What says which one it is stands before it.
            let tag = if constructors.len() > 1 { variant.align } else { 0 };
            layout.size = layout.size.max(variant.size + tag);
            layout.align = layout.align.max(variant.align);
        }
        let layout = layout.padded();
        self.layouts.insert(name.to_owned(), layout);
        layout
    }

    fn layout_of(&mut self, definition: &'a Definition) -> Layout {
        let mut layout = Layout::new(0, 1);
        for field in &definition.fields {
            if field.ty == Type::Flags {
                continue;
            }
            let mut of = self.layout(&field.ty);
            let has_niche = matches!(
                field.ty,
                Type::String | Type::Bytes | Type::Vector { .. } | Type::Bool | Type::True
            );
            if field.flag.is_some() && !has_niche {
                of.size += of.align;
            }
            layout.size += of.size;
            layout.align = layout.align.max(of.align);
        }
        layout.padded()
    }
}

/// How many bytes a value takes, if it is always as many.
fn fixed_size(ty: &Type) -> Option<usize> {
    match ty {
        Type::True => Some(0),
        Type::Int | Type::Bool => Some(4),
        Type::Long | Type::Double => Some(8),
        Type::Int128 => Some(16),
        Type::Int256 => Some(32),
        _ => None,
    }
}

/// Whether a constructor holds its own type, in any of its fields and what they hold. Vectors are on the heap anyway.
fn holds_itself(schema: &Schema, definition: &Definition) -> bool {
    let (mut seen, mut next) = (HashSet::new(), vec![definition]);
    while let Some(holder) = next.pop() {
        for field in &holder.fields {
            let Type::Boxed(name) = &field.ty else { continue };
            if field.ty == definition.makes {
                return true;
            }
            next.extend(schema.of_type(name).filter(|it| seen.insert(it.id)));
        }
    }
    false
}

fn places(definitions: &[Definition]) -> Vec<u16> {
    let mut places = vec![0; SLOTS];
    for (number, definition) in definitions.iter().enumerate() {
        let mut at = definition.id as usize % SLOTS;
        while places[at] != 0 {
            at = (at + 1) % SLOTS;
        }
        places[at] = number as u16 + 1;
    }
    places
}
