//! The session string: all of a login that outlives a process, sealed so that only its key's holder can read it.

pub mod payload;
