//! Telewire drives Telegram accounts for any program, over JSON-RPC 2.0.
//!
//! One binary serves standard input and output, or a Unix socket that several programs share. It is stateless: each call
//! passes its sealed session string.
//!
//! # Modules, in reading order
//!
//! - [`error`]: all errors that clients can see. [`secret`]: values that print as `Secret(…)`. [`log`]: the log and its
//!   redaction. [`base64_text`]: lenient base64. [`aes_ige`], [`aes_ctr`]: the ciphers of MTProto and of its CDN.
//!   [`delivery`]: the state of a call. Every module may use these.
//! - [`wire`]: bytes ⇄ messages. Framing, standard input and output, the socket, and one task per connection.
//! - [`rpc`]: JSON-RPC, without Telegram. The catalog is the only table of methods: dispatch, the OpenRPC document, the
//!   clients' stubs and the list of methods all come from it.
//! - [`api`]: the methods, one folder per namespace. A method's params, result, documentation and handler are in one place.
//!   `api.rs` is the table of contents.
//! - [`files`]: opens all files that callers name: allowed folders, partial files, renaming.
//! - [`policy`]: which methods and chats the daemon allows. A restricted session string allows less.
//! - [`session`]: the session string: its content, how it is sealed, and where the keys come from.
//! - [`telegram`]: the only module that uses grammers' client side. Servers, the key exchange, one link per account, the
//!   pool, peers, markup, updates, and the conversion of Telegram's errors.
//! - [`tl`]: Telegram's type language as data: the types of a layer, bytes ⇄ values ⇄ JSON, JSON Schema, and rewriting
//!   between layers.
//! - [`sandbox`]: an MTProto server on loopback with a world in memory. Other modules treat it like any other server, and
//!   only [`cli`] starts it.
//! - [`cli`]: the commands. It wires the modules.
//!
//! Allowed dependencies: `cli → all`; `wire → rpc`; `api → rpc, policy, files, session, telegram`;
//! `telegram → policy, files, session, tl`; `sandbox → tl`; `sandbox::control → tl, rpc, files`. `rpc`, `policy`, `files`,
//! `session` and `tl` depend on no other module. A test checks the `use` lines.
//!
//! # The life of a request
//!
//! ```text
//! bytes → wire::framing → wire::connection → rpc::dispatch (common fields into a Call, params by type)
//!       → api::messages::send → telegram::accounts (the account of the session) → account → link → Telegram
//!       → our result type, or error → the connection's one writer → bytes
//! ```
//!
//! An update takes another path to the same writer, and follows the answer to the call that caused it:
//!
//! ```text
//! Telegram → link → telegram::updates: parse → hub (one per account: recovery orders updates and fetches missing ones)
//!       → a queue per subscription → subscription (recovery from its cursor, filter) → api::updates → the writer
//! ```
//!
//! A call is polled once where it is read. Most calls don't wait and are answered immediately. The others get their own
//! task, which passes its answer to the connection's task.
//!
//! # Invariants
//!
//! - **Stateless.** Any process with the same sealing key can continue where a killed one left off, even in the middle of a
//!   login.
//! - **Secrets don't leak.** Logs contain methods, durations and ids, but never params or frames.
//! - **Standard output is for the protocol.** The log goes to its file or to standard error.
//! - **Clients see Telewire's types.** TL types are converted in [`telegram`] and [`api`].
//! - **No silent waits.** A flood wait longer than the caller allowed is an error with the seconds.
//! - **No silent loss.** A client that keeps its cursor gets every update, or an event about the gap.
//! - **No duplicate sends.** Each send has a `random_id`, and the error of a failed one reports its outcome.
//! - **One connection per auth key**, shared by all clients and session strings with that key. Each file transfer has
//!   another one while it runs.
//! - **A panic costs one call.**
//! - **The sandbox is not special.** Production code knows a server's addresses and RSA key.

#![deny(unsafe_code)]

pub mod aes_ctr;
pub mod aes_ige;
pub mod api;
pub mod base64_text;
pub mod cli;
pub mod delivery;
pub mod error;
pub mod files;
pub mod log;
pub mod policy;
pub mod rpc;
pub mod sandbox;
pub mod secret;
pub mod session;
pub mod telegram;
pub mod tl;
pub mod wire;
