//! The daemon itself: what it is, how it is, and how a connection begins and ends.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::error::Result;
use crate::rpc::Method;
use crate::rpc::connection::MAX_HANDLES;
use crate::rpc::message::BATCH_LIMIT;
use crate::rpc::openrpc::{self, Document};

/// The version of the protocol that this daemon speaks. It grows when a client must change.
const PROTOCOL_VERSION: &str = "1";

/// Describes every method, as an OpenRPC document.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Discover {}

impl Method for Discover {
    const NAME: &'static str = "rpc.discover";
    type Result = Document;
}

pub async fn discover(call: Call, _: Discover) -> Result<Document> {
    Ok(openrpc::document(&call.rpc().catalog))
}

/// Tells which daemon this is and which Telegram it speaks to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Info {}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DaemonDetails {
    /// Telewire's version.
    pub version: String,
    /// The version of the protocol, which grows when clients must change.
    pub protocol_version: String,
    /// `production`, `test`, or the name in the server's description.
    pub server: String,
    /// The layer of Telegram's API that is spoken.
    pub layer: i32,
    pub process_id: u32,
    pub limits: Limits,
    pub policy: Policy,
}

/// What one connection may ask for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Limits {
    /// Bytes of one message.
    pub max_message: usize,
    /// Calls at once; more wait in order.
    pub max_in_flight: usize,
    /// Long polls at once, which aren't among the calls.
    pub max_polls: usize,
    /// Subscriptions at once.
    pub max_subscriptions: usize,
    /// Attached session strings at once.
    pub max_handles: usize,
    /// Bytes that messages, answers and queued calls of all connections may take together.
    pub max_memory: usize,
    /// Members of a batch.
    pub max_batch: usize,
    /// Bytes of a file that go into a message as base64; more go by a path.
    pub max_inline: usize,
    /// Accounts that are open at once, for all connections, from `--max-accounts`.
    pub max_accounts: usize,
    /// New connections a second to each of Telegram's data centers, for all accounts, from `--connect-rate`.
    pub connect_rate: u32,
}

impl Method for Info {
    const NAME: &'static str = "daemon.info";
    type Result = DaemonDetails;
}

pub async fn info(call: Call, _: Info) -> Result<DaemonDetails> {
    Ok(DaemonDetails {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        protocol_version: PROTOCOL_VERSION.to_owned(),
        server: call.accounts().server().name.clone(),
        layer: crate::telegram::tl::LAYER,
        process_id: std::process::id(),
        limits: limits(&call),
        policy: policy(&call),
    })
}

fn limits(call: &Call) -> Limits {
    let limits = call.rpc().connection.limits();
    Limits {
        max_message: limits.max_message,
        max_in_flight: limits.max_in_flight,
        max_polls: limits.max_polls,
        max_subscriptions: limits.max_subscriptions,
        max_handles: MAX_HANDLES,
        max_memory: limits.max_memory,
        max_batch: BATCH_LIMIT,
        max_inline: call.daemon().max_inline,
        max_accounts: call.accounts().limit(),
        connect_rate: call.accounts().server().connect_rate,
    }
}

/// What this daemon lets its callers do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Policy {
    /// Nothing may be changed.
    pub is_read_only: bool,
    /// Globs of the methods that may be called; empty means all.
    pub allow: Vec<String>,
    /// Globs of the methods that may not be called, whatever `allow` says.
    pub deny: Vec<String>,
    /// Whether only some chats may be reached.
    pub has_chat_limits: bool,
    /// Whether only files in some folders may be named.
    pub has_file_limits: bool,
    /// Whether session.export is allowed.
    pub can_export: bool,
}

fn policy(call: &Call) -> Policy {
    let policy = &call.daemon().policy;
    Policy {
        is_read_only: policy.read_only,
        allow: policy.allow.iter().map(ToString::to_string).collect(),
        deny: policy.deny.iter().map(ToString::to_string).collect(),
        has_chat_limits: policy.limits_chats,
        has_file_limits: policy.limits_files,
        can_export: policy.allow_export,
    }
}

/// Answers at once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ping {}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Pong {
    pub pong: bool,
}

impl Method for Ping {
    const NAME: &'static str = "daemon.ping";
    type Result = Pong;
}

pub async fn ping(_: Call, _: Ping) -> Result<Pong> {
    Ok(Pong { pong: true })
}

/// Counts what the daemon has done since it started and what it holds open.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stats {}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DaemonCounters {
    /// Seconds since the start.
    pub uptime: f64,
    /// Clients connected now.
    pub connections: usize,
    /// Calls that have begun, this one among them.
    pub calls: u64,
    /// Calls that have begun and are not answered yet, this one among them.
    pub in_flight: usize,
    /// Subscriptions to updates.
    pub subscriptions: usize,
    pub memory: Memory,
    /// Accounts that are open, of `max_accounts` in daemon.info's `limits`.
    pub accounts: usize,
    /// Connections to Telegram.
    pub telegram_connections: usize,
}

/// What messages half-read, queued calls, results and unwritten answers take, for all connections.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Memory {
    /// Bytes in use. May exceed the limit: a connection with little never waits.
    pub used: usize,
    /// Bytes over which connections with more than 64 KiB wait, from `--max-memory`.
    pub limit: usize,
}

impl Method for Stats {
    const NAME: &'static str = "daemon.stats";
    type Result = DaemonCounters;
}

pub async fn stats(call: Call, _: Stats) -> Result<DaemonCounters> {
    let meter = call.rpc().catalog.meter();
    let telegram = call.accounts().stats();
    Ok(DaemonCounters {
        uptime: call.daemon().started.elapsed().as_secs_f64(),
        connections: meter.connections(),
        calls: meter.calls(),
        in_flight: meter.in_flight(),
        subscriptions: meter.subscriptions(),
        memory: Memory { used: meter.budget().used(), limit: call.rpc().connection.limits().max_memory },
        accounts: telegram.accounts,
        telegram_connections: telegram.links,
    })
}

/// Begins a connection, for clients that like to: nothing needs it.
///
/// It takes what hosts of language servers send, too; fields that it does not know are ignored.
#[derive(Debug, Deserialize, JsonSchema)]
#[allow(dead_code)]
pub struct Initialize {
    /// The version of the protocol that the client was written for.
    #[serde(alias = "protocolVersion")]
    #[schemars(extend("x-alias" = "protocolVersion"))]
    pub protocol_version: Option<String>,
    /// Who the client is.
    #[serde(alias = "clientInfo")]
    #[schemars(extend("x-alias" = "clientInfo"))]
    pub client_info: Option<ClientInfo>,
    /// The client's process: when it ends, so does the connection, and on stdio the daemon.
    #[serde(alias = "processId")]
    #[schemars(range(min = 1), extend("x-alias" = "processId"))]
    pub process_id: Option<i32>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[allow(dead_code)]
pub struct ClientInfo {
    pub name: Option<String>,
    pub version: Option<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Initialized {
    pub protocol_version: String,
    pub server_info: ServerInfo,
    pub capabilities: Capabilities,
    pub limits: Limits,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServerInfo {
    pub name: String,
    pub version: String,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Capabilities {
    /// `$/cancelRequest` is heard.
    pub can_cancel: bool,
    /// `$/progress` is sent to calls with a `progress_token`.
    pub can_report_progress: bool,
    /// Several requests may come in one array.
    pub can_batch: bool,
}

impl Method for Initialize {
    const NAME: &'static str = "initialize";
    type Result = Initialized;
}

pub async fn initialize(call: Call, params: Initialize) -> Result<Initialized> {
    if let Some(id) = params.process_id {
        call.rpc().connection.watch_process(id);
    }
    Ok(Initialized {
        protocol_version: PROTOCOL_VERSION.to_owned(),
        server_info: ServerInfo {
            name: "telewire".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        capabilities: Capabilities { can_cancel: true, can_report_progress: true, can_batch: true },
        limits: limits(&call),
    })
}

/// Ends the connection, and on stdio the daemon: calls that wait are cancelled, those in flight are answered, then
/// this is, and `exit` or a second of silence ends it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shutdown {}

impl Method for Shutdown {
    const NAME: &'static str = "shutdown";
    type Result = Empty;
}

/// The connection hears `shutdown` itself, as it must act when it is read; where there is no connection there is
/// nothing to end.
pub async fn shutdown(_: Call, _: Shutdown) -> Result<Empty> {
    Ok(Empty {})
}
