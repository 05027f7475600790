//! `telewire schema`: the OpenRPC document of all methods.

use std::process::ExitCode;

use super::{Assembly, Failure, print};
use crate::api::Program;
use crate::rpc;

pub fn run() -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let _entered = runtime.enter();
    // The table is asked and nothing is called: so no key of the user's is needed.
    let document = rpc::openrpc::document(&Assembly::passing(None, Program::default())?.catalog);
    print(&serde_json::to_string_pretty(&document)?)?;
    Ok(ExitCode::SUCCESS)
}
