//! `telewire key`: sealing keys.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Failure, Options, print};
use crate::session::Keyring;

/// Make a sealing key, or show the public ids of the keys in use.
#[derive(Debug, Args)]
pub struct Key {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Print a new sealing key, for a key file or $TELEWIRE_KEY.
    Make,
    /// Print the public ids of the keys in use, the sealing key first. Session strings contain these ids.
    Show,
}

pub fn run(key: Key, options: &Options) -> Result<ExitCode, Failure> {
    match key.command {
        KeyCommand::Make => print(Keyring::make_key().expose())?,
        KeyCommand::Show => {
            for id in super::load_keys(options)?.ids() {
                print(&id.to_string())?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
