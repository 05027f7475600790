//! Reads arguments, opens the log, picks the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    telewire::cli::main()
}
