//! Telewire drives Telegram accounts for any program, over JSON-RPC 2.0.
//!
//! One binary serves standard input and output, or a Unix socket that several tools share. It keeps nothing of an
//! account: each call carries its sealed session string.
//!
//! # The rooms, in reading order
//!
//! - [`error`]: every failure that a client can see. [`secret`]: values that print as `Secret(…)`. [`log`]: what may be
//!   written down. [`base64_text`]: base64 as people paste it. [`aes_ige`], [`aes_ctr`]: the ciphers of
//!   MTProto and of its CDN. [`delivery`]: what became of a call. These are free to all.
//! - [`wire`]: bytes ⇄ messages. Framing, standard input and output, the socket, and one task a connection.
//! - [`rpc`]: JSON-RPC, and nothing of Telegram. The catalog is the one table of methods: what runs a call, the OpenRPC
//!   document, the clients' stubs and the list of methods all come from it.
//! - [`api`]: what clients call, one file a namespace. A method's params, result, documentation and handler stand side by
//!   side; `api.rs` is the table of contents.
//! - [`files`]: the only opener of files that callers name: the folders they may be in, partial files, renaming.
//! - [`policy`]: what this daemon lets its callers do: which methods, which chats; a restricted session string
//!   lets its caller do less.
//! - [`session`]: the session string: what is inside, how it is sealed, and where the keys come from.
//! - [`telegram`]: the one room that knows grammers. Which server, the key exchange, one link per account, the pool,
//!   peers, markup, updates, and Telegram's errors as ours.
//! - [`tl`]: Telegram's type language as data. What a layer's types are made of, bytes ⇄ values ⇄ JSON of any of them,
//!   its JSON Schema, and rewriting between layers.
//! - [`sandbox`]: a Telegram on loopback, a true MTProto server with a world in memory. No other room knows it from any
//!   other server; only [`cli`] starts it.
//! - [`cli`]: what a person types. It wires the rooms.
//!
//! Who may know whom: `cli → all`; `wire → rpc`; `api → rpc, policy, files, session, telegram`;
//! `telegram → policy, files, session, tl`; `sandbox → tl`; `sandbox::control → tl, rpc, files`; `rpc`, `policy`,
//! `files`, `session` and `tl` know no other room. A test reads the `use` lines and keeps that true.
//!
//! # The life of a request
//!
//! ```text
//! bytes → wire::framing → wire::connection → rpc::dispatch (common fields into a Call, params by type)
//!       → api::messages::send → telegram::accounts (the account of the session) → account → link → Telegram
//!       → our result type, or error → the connection's one writer → bytes
//! ```
//!
//! An update goes another way, and ends at the same writer, behind the answer to the call that caused it:
//!
//! ```text
//! Telegram → link → telegram::updates: news (taken apart) → hub (one an account: in order, gaps filled)
//!       → a queue for each subscription → what its client has not been told → api::updates::subscribe → the writer
//! ```
//!
//! A call is polled once where it is read. Most have nothing to wait for and are answered there and then; the others get
//! a task of their own, whose answer comes back to the connection's.
//!
//! # Invariants
//!
//! - **Stateless.** Kill the process at any moment and go on in another with the same sealing key: in the middle of a
//!   login, too.
//! - **Secrets never leave by the side door.** Logs carry methods, durations and ids, never params or frames.
//! - **Standard output is protocol.** The log goes to its file, or to standard error.
//! - **The client sees our types.** TL types end in [`telegram`] and in the conversions of [`api`].
//! - **No silent wait.** A flood wait longer than the caller allowed is an error with its seconds.
//! - **No silent loss.** A client that keeps its cursor is told of everything, or of the gap.
//! - **A send is never doubled.** It goes under a `random_id`, and one that fails says what became of it.
//! - **One auth key, one connection**, however many clients and session strings name it; each transfer of a file has
//!   one of its own besides, as long as it takes.
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
