//! The only table of methods. Dispatch, the OpenRPC document, the clients' stubs and the README's list are all built
//! from it.
//!
//! A method is one type and one function. The type holds the params, its doc comment is the published documentation,
//! and [`Method`] gives it a name and a result. The function is the handler. [`Table::add`] makes a row of the two.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use futures_util::future::BoxFuture;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};

use super::marks::Marks;
use super::meter::Meter;
use super::openrpc::Supplement;
use super::shape::{self, Format, Shape};
use super::{Call, fields, openrpc};
use crate::error::{Error, Kind, Result, names};

/// Kinds of errors, as lists that methods can share.
pub type Fails = &'static [&'static [Kind]];

/// A method's params. They also give the method its name and its result.
pub trait Method: DeserializeOwned + JsonSchema + Send + 'static {
    const NAME: &'static str;
    /// The kinds of errors that are the method's own. Those that its marks imply are added: [`Marks::declares`].
    const FAILS: Fails = &[];
    type Result: Serialize + JsonSchema + Send + 'static;
}

/// Reads a method's own params, which fit its [`Shape`], and starts its handler.
type Run = Box<dyn Fn(Call, &str) -> Result<ResultFuture> + Send + Sync>;

/// A running handler, which returns its result as JSON.
pub type ResultFuture = BoxFuture<'static, Result<Box<RawValue>>>;

/// One method of the table.
pub struct Row {
    pub name: &'static str,
    pub marks: Marks,
    /// Schemas are made on demand, which keeps the start quick.
    pub params: fn(&mut SchemaGenerator) -> Schema,
    pub result: fn(&mut SchemaGenerator) -> Schema,
    /// Set on methods that may not be called: returns the reason.
    pub guard: Option<Guard>,
    /// What the `format`s in its schemas mean.
    formats: &'static [Format],
    shape: OnceLock<Shape>,
    pub(super) fails: Fails,
    run: Run,
}

/// Decides whether a method may be called at all.
pub type Guard = Arc<dyn Fn(&Row) -> Result<()> + Send + Sync>;

impl Row {
    /// The schema of the params, with all definitions that it refers to.
    pub fn params_schema(&self) -> Schema {
        (self.params)(&mut SchemaGenerator::default())
    }

    /// The check of the params: the published schema, compiled on the first call.
    ///
    /// # Panics
    ///
    /// If the schema has a keyword that [`shape`] doesn't know.
    pub fn shape(&self) -> &Shape {
        self.shape.get_or_init(|| {
            let mut generator = openrpc::settings().for_deserialize().into_generator();
            let mut schema = (self.params)(&mut generator);
            let properties =
                schema.ensure_object().entry("properties").or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(properties) = properties {
                properties.extend(fields::NAMES.map(str::to_owned).into_iter().zip(fields::schemas()));
            }
            shape::compile(schema.as_value(), &generator.take_definitions(true), self.formats)
        })
    }

    /// Whether the method is known to fail with errors of this kind.
    pub fn declares(&self, kind: Kind) -> bool {
        self.marks.declares(self.fails, kind)
    }

    /// Starts the handler. `own` holds the method's own params, checked against [`Row::shape`].
    ///
    /// # Errors
    ///
    /// `internal`, if the params' type refuses what their schema allows; and what the table's context fails with.
    pub(super) fn run(&self, call: Call, own: &str) -> Result<ResultFuture> {
        (self.run)(call, own)
    }
}

/// The finished table.
pub struct Catalog {
    rows: Vec<Row>,
    by_name: HashMap<&'static str, usize>,
    supplement: Supplement,
    meter: Arc<Meter>,
}

impl Catalog {
    /// All methods, in the order of the table.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The method with this name.
    pub fn find(&self, name: &str) -> Option<&Row> {
        Some(&self.rows[*self.by_name.get(name)?])
    }

    /// The parts of the document other than the methods.
    pub fn supplement(&self) -> &Supplement {
        &self.supplement
    }

    /// Sets the parts of the document other than the methods.
    #[must_use]
    pub fn supplemented(self, supplement: Supplement) -> Self {
        Self { supplement, ..self }
    }

    /// Counts the connections and calls of this catalog.
    pub fn meter(&self) -> &Arc<Meter> {
        &self.meter
    }

    /// The method with the most similar name.
    pub fn nearest(&self, name: &str) -> Option<&'static str> {
        names::nearest(name, self.rows.iter().map(|row| row.name))
    }

    /// Disables the methods that the guard rejects. They stay in the table, so that callers get the reason.
    #[must_use]
    pub fn guarded(mut self, guard: impl Fn(&Row) -> Result<()> + Send + Sync + 'static) -> Self {
        let guard: Guard = Arc::new(guard);
        for row in &mut self.rows {
            row.guard = guard(row).is_err().then(|| guard.clone());
        }
        self
    }

    /// Appends another catalog's methods.
    ///
    /// # Panics
    ///
    /// If both have a method with the same name.
    pub fn merge(&mut self, other: Catalog) {
        other.rows.into_iter().for_each(|row| self.push(row));
    }

    fn push(&mut self, row: Row) {
        let before = self.by_name.insert(row.name, self.rows.len());
        assert!(before.is_none(), "the table has {} twice", row.name);
        self.rows.push(row);
    }
}

/// A table being written. `C` is what its handlers get, made from a [`Call`].
pub struct Table<C> {
    catalog: Catalog,
    formats: &'static [Format],
    context: Context<C>,
}

type Context<C> = Arc<dyn Fn(Call) -> Result<C> + Send + Sync>;

impl<C: Send + 'static> Table<C> {
    /// A table whose calls are admitted by `context`, which may refuse them.
    pub fn new(context: impl Fn(Call) -> Result<C> + Send + Sync + 'static) -> Self {
        let catalog = Catalog {
            rows: Vec::new(),
            by_name: HashMap::new(),
            supplement: Supplement::default(),
            meter: Arc::default(),
        };
        Self { catalog, formats: &[], context: Arc::new(context) }
    }

    /// Gives the meaning of the `format`s that the schemas of its methods name.
    #[must_use]
    pub fn with_formats(self, formats: &'static [Format]) -> Self {
        Self { formats, ..self }
    }

    /// Adds a method.
    ///
    /// # Panics
    ///
    /// If the name is taken. The table is written by hand and built by every test.
    pub fn add<P, F, R>(&mut self, marks: Marks, handler: F)
    where
        P: Method,
        F: Fn(C, P) -> R + Copy + Send + Sync + 'static,
        R: Future<Output = Result<P::Result>> + Send + 'static,
    {
        let context = self.context.clone();
        self.catalog.push(Row {
            name: P::NAME,
            marks,
            params: |generator| P::json_schema(generator),
            result: |generator| generator.subschema_for::<P::Result>(),
            guard: None,
            formats: self.formats,
            shape: OnceLock::new(),
            fails: P::FAILS,
            // Compiled once per method, so it only reads the params, calls the handler and writes the result.
            run: Box::new(move |call, own| {
                let params: P = serde_json::from_str(own).map_err(|error| refused(&error))?;
                let result = handler(context(call)?, params);
                Ok(Box::pin(async move { to_raw_value(&result.await?).map_err(Error::internal) }))
            }),
        });
    }

    pub fn finish(self) -> Catalog {
        self.catalog
    }
}

/// A type rejects params that fit its schema, which is a bug: rules that the schema can't express belong in a [`Format`].
/// serde's message may quote a value, which may be a secret, so only the position is kept.
fn refused(error: &serde_json::Error) -> Error {
    Error::internal(format!("the params fit their schema but not their type, at column {}", error.column()))
}
