//! What the world runs on: its clock, its randomness, its limits, faults on demand, and snapshots.

pub mod clock;
pub mod faults;
pub mod ids;
pub mod initial;
pub mod injection;
pub mod json;
pub mod operator;
pub mod quotas;
pub mod refusal;
pub mod seed;
pub mod snapshot;
pub mod timers;
