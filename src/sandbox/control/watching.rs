//! Reading the sandbox's state, and advancing its clock.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::handler::{Control, Name};
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::sandbox::world::bots::query::{PendingQuery, QuerySubject};

/// Returns the last codes sent: to a phone number for a login, and to the email address of its account.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LastCode {
    pub phone: String,
}

/// At least one of the codes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Code {
    /// The login code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The code that confirms an email address or recovers a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_code: Option<String>,
}

impl Method for LastCode {
    const NAME: &'static str = "sandbox.lastCode";
    const FAILS: Fails = &[&[Kind::CodeExpired]];
    type Result = Code;
}

pub async fn last_code(control: Control, params: LastCode) -> Result<Code> {
    let (code, email_code) = control.with_world(|world| {
        let account = world.resolve_phone(&params.phone).map(|person| person.id);
        let email_code = account.ok().and_then(|account| world.last_email_code(account));
        let email_code = email_code.or_else(|| world.last_setup_code(&params.phone));
        (world.last_code(&params.phone).map(str::to_owned), email_code.map(str::to_owned))
    });
    if code.is_none() && email_code.is_none() {
        return Err(Error::new(Kind::CodeExpired, "no code is on its way to that number"));
    }
    Ok(Code { code, email_code })
}

/// Advances the sandbox's clock by a duration or to a date. Exactly one of `duration` and `date` must be given.
///
/// Timers that become due run at their own time, and the salts and temporary keys of logins age. The machine's clock
/// and those of clients don't change, and message ids follow them unless `message_ids` is set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Advance {
    pub duration: Option<u32>,
    /// Not before the sandbox's current time, and before 2038-01-19T03:14:07Z, where Telegram's dates end.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub date: Option<Timestamp>,
    /// Advance the clock of message ids, too, so that clients find their own clock late.
    #[serde(default)]
    pub message_ids: bool,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Now {
    /// The sandbox's current time.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub date: Timestamp,
}

impl Method for Advance {
    const NAME: &'static str = "sandbox.advance";
    type Result = Now;
}

pub async fn advance(control: Control, params: Advance) -> Result<Now> {
    let now = control.act(|world| {
        let seconds = match (params.duration, params.date) {
            (Some(seconds), None) => seconds,
            (None, Some(to)) => seconds_until(to, world.now())?,
            _ => {
                return Err(wrong(
                    "duration",
                    "one of `duration` and `date`",
                    "exactly one of `duration` and `date` must be given",
                ));
            }
        };
        match params.message_ids {
            true => world.advance_all(seconds),
            false => world.advance(seconds),
        }
        Ok(world.now())
    })?;
    Ok(Now { date: Timestamp::from_second(now.into()).map_err(Error::internal)? })
}

fn seconds_until(to: Timestamp, now: i32) -> Result<u32> {
    let seconds = to.as_second().checked_sub(now.into()).filter(|_| to.as_second() <= i32::MAX.into());
    let seconds = seconds.and_then(|seconds| u32::try_from(seconds).ok());
    seconds.ok_or_else(|| {
        wrong("date", "a time from now on, before 2038-01-19T03:14:07Z", "the clock can only be set forward")
    })
}

fn wrong(path: &str, expected: &str, message: &str) -> Error {
    Error::new(Kind::InvalidParams, message).with("path", path).with("expected", expected)
}

/// Returns queries that bots have yet to answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Queries {
    /// Only queries to this bot.
    pub bot_id: Option<Name>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Waiting {
    pub items: Vec<Query>,
}

/// A query that waits for a bot's answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Query {
    /// A callback button was pressed.
    Callback {
        query_id: String,
        bot_id: i64,
        user_id: i64,
        /// The button's data, with invalid UTF-8 replaced.
        data: String,
    },
    /// An inline query.
    Inline { query_id: String, bot_id: i64, user_id: i64, text: String, offset: String },
}

impl Method for Queries {
    const NAME: &'static str = "sandbox.queries";
    type Result = Waiting;
}

pub async fn queries(control: Control, params: Queries) -> Result<Waiting> {
    control.with_world(|world| {
        let bot = params.bot_id.map(|name| name.person(world)).transpose()?;
        let asked = world.pending_queries().filter(|(_, question)| bot.is_none_or(|bot| bot == question.bot));
        let told = |(query, PendingQuery { bot, asker, about, .. }): (i64, &PendingQuery)| {
            let (query_id, bot_id, user_id) = (query.to_string(), *bot, *asker);
            match about {
                QuerySubject::Button { data, .. } => {
                    let data = String::from_utf8_lossy(data).into_owned();
                    Query::Callback { query_id, bot_id, user_id, data }
                }
                QuerySubject::Inline(asked) => {
                    let (text, offset) = (asked.text.clone(), asked.offset.clone());
                    Query::Inline { query_id, bot_id, user_id, text, offset }
                }
            }
        };
        Ok(Waiting { items: asked.map(told).collect() })
    })
}

/// Returns counts of people, chats, messages, connections and calls.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stats {
    /// Only this account's connections and calls.
    pub account_id: Option<Name>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SandboxCounters {
    pub people: usize,
    pub chats: usize,
    /// A message of a private chat counts once for each side.
    pub messages: usize,
    /// By auth key. A login has one, and more for other DCs.
    pub connections: Vec<Connections>,
    /// Number of calls by function name.
    pub calls: BTreeMap<&'static str, u64>,
    /// With `--quotas realistic`, what each quota has counted so far, by name such as `resolves_a_day`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub quotas: BTreeMap<&'static str, QuotaStats>,
}

#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct QuotaStats {
    /// Calls that were allowed.
    pub counted: u64,
    /// Calls that were refused as over the limit.
    pub refused: u64,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Connections {
    /// The signed-in account, if there is one.
    pub account_id: Option<i64>,
    pub dc: i32,
    /// Open connections.
    pub open: u64,
    /// All connections so far.
    pub opened: u64,
}

impl Method for Stats {
    const NAME: &'static str = "sandbox.stats";
    type Result = SandboxCounters;
}

pub async fn stats(control: Control, params: Stats) -> Result<SandboxCounters> {
    let wire = control.sandbox.stats();
    control.with_world(|world| {
        let account = params.account_id.map(|name| name.person(world)).transpose()?;
        let connections = wire.connections.into_iter().map(|known| Connections {
            account_id: world.account_of(known.auth_key_id),
            dc: known.dc,
            open: known.open,
            opened: known.opened,
        });
        let wanted = |known: &Connections| account.is_none() || known.account_id == account;
        let stats = world.stats(account);
        let quotas = world
            .tallies(account)
            .into_iter()
            .map(|(name, tally)| (name, QuotaStats { counted: tally.counted, refused: tally.refused }));
        Ok(SandboxCounters {
            people: stats.people,
            chats: stats.chats,
            messages: stats.messages,
            connections: connections.filter(wanted).collect(),
            calls: stats.calls,
            quotas: quotas.collect(),
        })
    })
}
