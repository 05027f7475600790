//! The daemon: its description and state, and the start and end of a connection.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::error::Result;
use crate::rpc::Method;
use crate::rpc::connection::MAX_HANDLES;
use crate::rpc::message::BATCH_LIMIT;
use crate::rpc::openrpc::{self, Document};

/// The protocol version. Increases with changes that break clients.
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

/// Returns the daemon's version, server, limits and policy.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Info {}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DaemonDetails {
    /// Telewire's version.
    pub version: String,
    /// The protocol version. Increases with changes that break clients.
    pub protocol_version: String,
    /// `production`, `test`, or the name in the server's description.
    pub server: String,
    /// The layer of Telegram's API in use.
    pub layer: i32,
    pub process_id: u32,
    pub limits: Limits,
    pub policy: Policy,
}

/// The limits of a connection.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Limits {
    /// Maximum bytes of a message.
    pub max_message: usize,
    /// Maximum calls at once. Further calls are queued in order.
    pub max_in_flight: usize,
    /// Maximum long polls at once. They don't count as calls.
    pub max_polls: usize,
    /// Maximum subscriptions at once.
    pub max_subscriptions: usize,
    /// Maximum attached session strings at once.
    pub max_handles: usize,
    /// Maximum bytes for the messages, answers and queued calls of all connections together.
    pub max_memory: usize,
    /// Maximum calls in a batch.
    pub max_batch: usize,
    /// Maximum bytes of a file in a message as base64. Pass larger files by path.
    pub max_inline: usize,
    /// Maximum open accounts for all connections, from `--max-accounts`.
    pub max_accounts: usize,
    /// Maximum new connections per second to each of Telegram's data centers for all accounts, from `--connect-rate`.
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

/// What this daemon allows its callers to do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Policy {
    /// Whether only reads are allowed.
    pub is_read_only: bool,
    /// Globs of the allowed methods. Empty means all.
    pub allow: Vec<String>,
    /// Globs of the denied methods. Takes precedence over `allow`.
    pub deny: Vec<String>,
    /// Whether only some chats are allowed.
    pub has_chat_limits: bool,
    /// Whether only files in some folders are allowed.
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

/// Returns immediately, to check that the daemon responds.
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

/// Returns the daemon's counters and open resources.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stats {}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DaemonCounters {
    /// Seconds since the daemon started.
    pub uptime: f64,
    /// Clients connected now.
    pub connections: usize,
    /// Calls started, including this one.
    pub calls: u64,
    /// Calls started and not answered yet, including this one.
    pub in_flight: usize,
    /// Open subscriptions to updates.
    pub subscriptions: usize,
    pub memory: Memory,
    /// Open accounts, at most `max_accounts` of daemon.info's `limits`.
    pub accounts: usize,
    /// Open connections to Telegram.
    pub telegram_connections: usize,
}

/// Memory for partly read messages, queued calls, results and unwritten answers of all connections.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Memory {
    /// Bytes in use. May exceed the limit, because small connections never wait.
    pub used: usize,
    /// Bytes above which connections that use more than 64 KiB wait, from `--max-memory`.
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

/// Starts a connection. Optional.
///
/// Accepts what language server hosts send. Unknown fields are ignored.
#[derive(Debug, Deserialize, JsonSchema)]
#[allow(dead_code)]
pub struct Initialize {
    /// The protocol version that the client was written for.
    #[serde(alias = "protocolVersion")]
    #[schemars(extend("x-alias" = "protocolVersion"))]
    pub protocol_version: Option<String>,
    /// The client's name and version.
    #[serde(alias = "clientInfo")]
    #[schemars(extend("x-alias" = "clientInfo"))]
    pub client_info: Option<ClientInfo>,
    /// The client's process id. When that process exits, the connection closes, and on stdio the daemon exits.
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
    /// `$/cancelRequest` is supported.
    pub can_cancel: bool,
    /// `$/progress` is sent for calls with a `progress_token`.
    pub can_report_progress: bool,
    /// Batches are supported.
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

/// Closes the connection, and on stdio stops the daemon. Queued calls are cancelled, running calls are answered, then
/// this call. The connection closes on `exit` or after a second without input.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shutdown {}

impl Method for Shutdown {
    const NAME: &'static str = "shutdown";
    type Result = Empty;
}

/// The connection handles `shutdown` itself when it reads it. Without a connection there is nothing to close.
pub async fn shutdown(_: Call, _: Shutdown) -> Result<Empty> {
    Ok(Empty {})
}
