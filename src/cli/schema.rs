//! `telewire schema`: the OpenRPC document of all methods.

use std::process::ExitCode;

use super::{Assembly, Failure, Options, print};
use crate::api::call::Defaults;
use crate::rpc;
use crate::sandbox::{self, Sandbox};

pub fn run(options: &Options) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let _entered = runtime.enter();
    let sandbox = options.sandbox.then(|| Sandbox::start(sandbox::Options::default())).transpose()?;
    // No methods are called, so none of the user's keys is needed.
    let document = rpc::openrpc::document(&Assembly::ephemeral(sandbox, Defaults::default())?.catalog);
    print(&serde_json::to_string_pretty(&document)?)?;
    Ok(ExitCode::SUCCESS)
}
