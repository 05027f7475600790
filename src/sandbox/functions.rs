//! Carries out the functions that clients call: each changes the world, answers, and causes updates.
//!
//! There is one file per TL namespace, or a folder with one file per idea. Each file has its rows and the functions
//! behind them. To add a function, write both into the file of its namespace:
//!
//! ```ignore
//! rows! {
//!     functions::GetCommonChats => get_common_chats, User;
//! }
//!
//! fn get_common_chats(call: &mut Call, request: functions::GetCommonChats) -> Answer<functions::GetCommonChats> {
//!     let user = call.user(&request.user_id)?;
//!     let shared = call.world.chats_shared(call.me, user);
//!     let chats = shared.into_iter().map(|chat| chats::chat(call.world, call.me, chat)).collect();
//!     Ok(types::messages::Chats { chats }.into())
//! }
//! ```
//!
//! The row names the function, its handler and who may call it ([`row::Access`]). Updates for other accounts come from
//! the world itself. A new file also needs a line in [`table`].
//!
//! [`read`](super::read) converts what clients send into the world's types, [`show`](super::show) converts the world's
//! types into TL. From the bottom up: `reply` and `call`, `row`, the namespaces, `table`, `dispatch`.

pub mod account;
pub mod auth;
pub mod bots;
pub mod call;
pub mod channels;
pub mod contacts;
pub mod dispatch;
pub mod folders;
pub mod help;
pub mod messages;
pub mod photos;
pub mod quotas;
pub mod reply;
pub mod row;
pub mod stubs;
pub mod table;
pub mod takeout;
pub mod updates;
pub mod upload;
pub mod users;
pub mod wrappers;

pub use call::Caller;
pub use dispatch::{answers, call, come_due, name, pushes};
pub use reply::{LateAnswer, Outcome, Push, Reply, RpcError, WireFault};
