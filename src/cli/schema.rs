//! `telewire schema`: the OpenRPC document of all methods.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use super::{Failure, print};
use crate::api::{self, Daemon, Program};
use crate::rpc;
use crate::session::{Keyring, Sessions};
use crate::telegram::accounts::{Accounts, Settings};
use crate::telegram::server::Server;

pub fn run() -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let _entered = runtime.enter();
    // The table is asked and nothing is called: so no key of the user's is touched.
    let server = Server::production();
    let daemon = Daemon {
        sessions: Sessions::new(Keyring::parse(Keyring::make_key().expose())?, server.identity()),
        accounts: Accounts::new(Arc::new(server), Settings::default()),
        program: Program::default(),
        started: Instant::now(),
    };
    let document = rpc::openrpc::document(&api::catalog(Arc::new(daemon)));
    print(&serde_json::to_string_pretty(&document)?)?;
    Ok(ExitCode::SUCCESS)
}
