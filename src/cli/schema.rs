//! `telewire schema`: the OpenRPC document of all methods.

use std::process::ExitCode;

use super::{Failure, Options};
use crate::{api, rpc};

pub fn run(options: &Options) -> Result<ExitCode, Failure> {
    let catalog = api::catalog(super::daemon(options)?);
    let document = serde_json::to_string_pretty(&rpc::openrpc::document(&catalog))?;
    println!("{document}");
    Ok(ExitCode::SUCCESS)
}
