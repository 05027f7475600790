//! The one table of methods: it feeds jsonrpsee's `Methods`, dispatch, the schema, the clients' stubs and the
//! README's list alike.
//!
//! A method is one type and one function. The type holds the params, its doc comment is the published
//! documentation, and [`Method`] gives it a name and a result. The function is the handler. [`Table::add`] makes a
//! row of the two.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jsonrpsee::core::server::{MethodCallback, MethodResponse, Methods, ResponsePayload};
use jsonrpsee::types::ErrorObjectOwned;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::error::{repeatable, with_outcome};
use super::meter::Meter;
use super::shape::{self, Format, Shape};
use super::{Call, fields, openrpc};
use crate::error::{Result, names};
use crate::log;

/// A method's params, and with them its name and its result.
pub trait Method: DeserializeOwned + JsonSchema + Send + 'static {
    const NAME: &'static str;
    type Result: Serialize + JsonSchema + Clone + Send + 'static;
}

/// Whether a method changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    Read,
    Write,
}

/// Whether a method takes a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Session {
    None,
    Required,
}

/// Who may call a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    Both,
    User,
    Bot,
}

/// What dispatch and the schema know of a method besides its types.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    pub access: Access,
    pub session: Session,
    pub caller: Caller,
    /// The `timeout` of a call that names none.
    pub timeout: Option<Duration>,
    /// Whether it reaches chats that it is not told.
    pub beyond_chats: bool,
    /// Whether it changes the account itself rather than a chat.
    pub changes_account: bool,
    /// Whether it reaches files that no list of folders covers.
    pub beyond_files: bool,
    /// Whether it gives a login's keys away.
    pub exports: bool,
    /// Whether it ends logins or changes what they are protected by.
    pub is_grave: bool,
    /// Whether what it changes depends on its params, and so is judged when they are known.
    pub judged_within: bool,
    /// Whether it waits for something to happen. It has no place among the calls in flight.
    pub long_poll: bool,
}

impl Marks {
    const fn new(access: Access, session: Session) -> Self {
        Self {
            access,
            session,
            caller: Caller::Both,
            timeout: Some(Duration::from_secs(60)),
            beyond_chats: false,
            changes_account: false,
            beyond_files: false,
            exports: false,
            is_grave: false,
            judged_within: false,
            long_poll: false,
        }
    }

    /// A method that reads, with a session.
    pub const READ: Self = Self::new(Access::Read, Session::Required);
    /// A method that changes something, with a session.
    pub const WRITE: Self = Self::new(Access::Write, Session::Required);
    /// A method that reads and needs no session.
    pub const FREE_READ: Self = Self::new(Access::Read, Session::None);
    /// A method that changes something and needs no session.
    pub const FREE_WRITE: Self = Self::new(Access::Write, Session::None);

    pub fn is_write(&self) -> bool {
        self.access == Access::Write
    }

    /// The same for users alone, not for bots.
    pub const fn user_only(self) -> Self {
        Self { caller: Caller::User, ..self }
    }

    /// The same for bots alone.
    pub const fn bot_only(self) -> Self {
        Self { caller: Caller::Bot, ..self }
    }

    /// The same without a `timeout` unless the call names one: it takes as long as it must.
    pub const fn unhurried(self) -> Self {
        Self { timeout: None, ..self }
    }

    /// The same for what waits for something to happen, as long as its caller likes.
    pub const fn long_poll(self) -> Self {
        Self { timeout: None, long_poll: true, ..self }
    }

    /// The same for what reaches chats that it is not told, so that no list of allowed chats can cover it.
    pub const fn beyond_chats(self) -> Self {
        Self { beyond_chats: true, ..self }
    }

    /// The same for what changes the account itself, its address book or its logins: a caller who is limited to some
    /// chats has no business there.
    pub const fn changes_account(self) -> Self {
        Self { changes_account: true, ..self }
    }

    /// The same for what reads or writes files wherever it is told, so that no list of allowed folders can cover it.
    pub const fn beyond_files(self) -> Self {
        Self { beyond_files: true, ..self }
    }

    /// The same for what may only read, by its params.
    pub const fn judged_within(self) -> Self {
        Self { judged_within: true, ..self }
    }

    /// The same for what gives a login's keys away.
    pub const fn exports(self) -> Self {
        Self { exports: true, ..self }
    }

    /// The same for what ends logins or changes what they are protected by: no restricted session string does that.
    pub const fn grave(self) -> Self {
        Self { is_grave: true, ..self }
    }
}

/// A method, as the table knows it.
pub struct Row {
    pub name: &'static str,
    pub marks: Marks,
    /// The schemas are made when somebody asks for them, as starting must be quick.
    pub params: fn(&mut SchemaGenerator) -> Schema,
    pub result: fn(&mut SchemaGenerator) -> Schema,
    /// Says why nobody may call it, where that is so.
    pub guard: Option<Guard>,
    /// What the schemas' `format`s mean.
    formats: &'static [Format],
    shape: OnceLock<Shape>,
}

/// Judges a row: whether it may be called at all.
pub type Guard = Arc<dyn Fn(&Row) -> Result<()> + Send + Sync>;

impl Row {
    /// The params' schema by itself, with all it refers to.
    pub fn params_schema(&self) -> Schema {
        (self.params)(&mut SchemaGenerator::default())
    }

    /// What its params are checked by: the schema that is published, compiled when it is called first.
    ///
    /// # Panics
    ///
    /// If the schema says what [`shape`] doesn't know.
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
}

/// The finished table.
pub struct Catalog {
    rows: Vec<Row>,
    by_name: HashMap<&'static str, usize>,
    methods: Methods,
    meter: Arc<Meter>,
}

impl Catalog {
    /// All methods, in the order of the table.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// A method and what runs it.
    pub fn find(&self, name: &str) -> Option<(&Row, &MethodCallback)> {
        let row = &self.rows[*self.by_name.get(name)?];
        Some((row, self.methods.method(name)?))
    }

    /// Counts what goes through this catalog.
    pub fn meter(&self) -> &Arc<Meter> {
        &self.meter
    }

    /// The method that was most likely meant.
    pub fn nearest(&self, name: &str) -> Option<&'static str> {
        names::nearest(name, self.rows.iter().map(|row| row.name))
    }

    /// Keeps the methods that the guard refuses from being called. They stay in the table, so that their callers are
    /// told why.
    #[must_use]
    pub fn guarded(mut self, guard: impl Fn(&Row) -> Result<()> + Send + Sync + 'static) -> Self {
        let guard: Guard = Arc::new(guard);
        for row in &mut self.rows {
            row.guard = guard(row).is_err().then(|| guard.clone());
        }
        self
    }

    /// Adds another catalog's methods behind ours.
    ///
    /// # Panics
    ///
    /// If a name is in both.
    pub fn merge(&mut self, other: Catalog) {
        for row in other.rows {
            self.by_name.insert(row.name, self.rows.len());
            self.rows.push(row);
        }
        self.methods.merge(other.methods).expect("a name stands in one catalog only");
    }
}

/// A table while it is written. `C` is what its handlers are given, made of a [`Call`].
pub struct Table<C> {
    catalog: Catalog,
    formats: &'static [Format],
    context: Arc<dyn Fn(Call) -> Result<C> + Send + Sync>,
}

impl<C: Send + 'static> Table<C> {
    /// A table whose calls are let in by `context`, which may refuse them.
    pub fn new(context: impl Fn(Call) -> Result<C> + Send + Sync + 'static) -> Self {
        let catalog = Catalog {
            rows: Vec::new(),
            by_name: HashMap::new(),
            methods: Methods::new(),
            meter: Arc::default(),
        };
        Self { catalog, formats: &[], context: Arc::new(context) }
    }

    /// Says what the `format`s mean that the schemas of its methods name.
    #[must_use]
    pub fn with_formats(self, formats: &'static [Format]) -> Self {
        Self { formats, ..self }
    }

    /// Adds a method.
    ///
    /// # Panics
    ///
    /// If the name is taken: the table is written by hand and tried by every test.
    pub fn add<P, F, R>(&mut self, marks: Marks, handler: F)
    where
        P: Method,
        F: Fn(C, P) -> R + Copy + Send + Sync + 'static,
        R: Future<Output = Result<P::Result>> + Send,
    {
        let row = Row {
            name: P::NAME,
            marks,
            params: |generator| P::json_schema(generator),
            result: |generator| generator.subschema_for::<P::Result>(),
            guard: None,
            formats: self.formats,
            shape: OnceLock::new(),
        };
        let context = self.context.clone();
        let callback = MethodCallback::Async(Arc::new(move |id, _, _, max_size, mut extensions| {
            let context = context.clone();
            Box::pin(async move {
                let mut call: Call = extensions.remove().expect("dispatch gives every call along");
                let own = std::mem::take(&mut call.own);
                let (delivery, writes) = (call.delivery.clone(), call.marks.is_write());
                let run = async {
                    let params: P = fields::read(&own)?;
                    // It may be large, and the call may take long.
                    drop(own);
                    handler(context(call)?, params).await
                };
                let payload = match run.await {
                    Ok(result) => ResponsePayload::success(result),
                    Err(error) => {
                        let error = if writes { with_outcome(error, &delivery) } else { error };
                        let error = log::incident(P::NAME, repeatable(error, &delivery));
                        ResponsePayload::error(ErrorObjectOwned::from(error))
                    }
                };
                MethodResponse::response(id, payload, max_size)
            })
        }));
        self.catalog.methods.verify_and_insert(P::NAME, callback).expect("a method is added once");
        self.catalog.by_name.insert(P::NAME, self.catalog.rows.len());
        self.catalog.rows.push(row);
    }

    pub fn finish(self) -> Catalog {
        self.catalog
    }
}
