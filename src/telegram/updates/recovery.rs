//! Gap recovery, without I/O: puts updates in order, finds out what is missing, and requests it.
//! <https://core.telegram.org/api/updates#recovering-gaps>
//!
//! [`Recovery::on`] takes parsed updates, answers and timers, and returns what can be delivered. [`Recovery::next`] says
//! what it waits for: an answer, a time or anything. Its driver carries out the request as often as needed: until the
//! answer arrives, nothing changes.

mod answers;
pub mod input;
mod machine;
mod order;
mod pending;
mod policy;
mod retries;
mod sweep;
mod task;
#[cfg(test)]
mod tests;

pub use machine::Recovery;
pub use policy::Policy;
