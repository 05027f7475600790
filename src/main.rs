//! Reads arguments, opens the log, picks the exit code.

fn main() {}
