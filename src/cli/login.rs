//! `telewire login`: an interactive login that returns a session string.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use super::caller::Caller;
use super::kept_file::KeptFile;
use super::report::{complain, exit_code, kind};
use super::shown::{self, shown, tell};
use super::{Failure, Options, print, session_file};
use crate::error::Kind;
use crate::files::Paths;
use crate::secret::pasted::word;

/// Log in, and print the session string.
///
/// Asks for the api_id and api_hash unless they are set, the phone number, the code that Telegram sends and, if the
/// account has one, the two-step verification password. A wrong code or password can be corrected. Answers can also be
/// piped in, one per line.
#[derive(Debug, Args)]
pub struct Login {
    /// The phone number, with country code.
    #[arg(long, value_name = "PHONE")]
    phone: Option<String>,
    /// Write the session string to this file, readable only by you, instead of printing it.
    #[arg(long, value_name = "FILE")]
    session_file: Option<PathBuf>,
    /// Replace an existing session file without asking. Its login stays valid at Telegram.
    #[arg(long, requires = "session_file")]
    overwrite: bool,
}

pub fn run(login: Login, options: &Options) -> Result<ExitCode, Failure> {
    let _log = super::open_log(options)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let code = runtime.block_on(async { run_in(login, options).await });
    runtime.shutdown_background();
    code
}

async fn run_in(login: Login, options: &Options) -> Result<ExitCode, Failure> {
    let file = login.session_file.as_deref().map(session_file::beside).transpose()?;
    if let Some(path) = login.session_file.as_deref()
        && session_file::is_taken(path)
        && !login.overwrite
        && !may_replace(path)?
    {
        return Ok(ExitCode::FAILURE);
    }
    let assembly = super::Assembly::new(options, Paths::Any, None)?;
    let mut caller = Caller::here(assembly.catalog.clone());
    let mut params = json!({});
    if assembly.defaults.api_id.is_none() {
        let answer = ask("api_id (from https://my.telegram.org): ")?;
        params["api_id"] =
            word(&answer).parse::<i32>().map_err(|_| "an api_id is a number, such as 123456")?.into();
    }
    if assembly.defaults.api_hash.is_none() {
        params["api_hash"] = ask_secret("api_hash: ")?.into();
    }
    params["phone"] = match login.phone {
        Some(phone) => phone,
        None => ask("Phone number (such as +15551234567): ")?,
    }
    .into();
    let mut answer = match caller.call("auth.sendCode", &params).await? {
        Ok(answer) => answer,
        Err(error) => {
            complain(&error);
            return Ok(exit_code(&error));
        }
    };
    loop {
        let session = answer["session"].clone();
        let (method, params) = match answer["next"].as_str() {
            Some("sign_in") => {
                let code = ask(&format!("Code ({}): ", how_sent(&answer)))?;
                ("auth.signIn", json!({ "session": session, "code": code }))
            }
            Some("resend_code") => {
                let Some(way) = answer["next_type"].as_str() else {
                    tell(
                        "telewire: only Telegram's own apps can read this code, and there is no other way to send it",
                    );
                    return Ok(ExitCode::FAILURE);
                };
                let wait = answer["resend_after"].as_u64().unwrap_or_default();
                tell(format_args!(
                    "Only Telegram's own apps can read this code. Requesting one by {} in {wait} seconds.",
                    shown(&way.replace('_', " "))
                ));
                tokio::time::sleep(Duration::from_secs(wait)).await;
                ("auth.resendCode", json!({ "session": session }))
            }
            Some("set_up_email") => match set_up_email(&mut caller, &session).await? {
                Some(code) => ("account.verifyEmail", json!({ "session": session, "code": code })),
                None => return Ok(ExitCode::FAILURE),
            },
            Some("check_password") => {
                let hint = answer["hint"]
                    .as_str()
                    .map(|hint| format!(" (hint: {})", shown(hint)))
                    .unwrap_or_default();
                let password = ask_secret(&format!("Two-step verification password{hint}: "))?;
                ("auth.checkPassword", json!({ "session": session, "password": password }))
            }
            Some("done") => return finish(&answer, file, login.session_file.as_deref()),
            _ => {
                tell("telewire: this number has no account; sign it up with an official app");
                return Ok(ExitCode::FAILURE);
            }
        };
        match caller.call(method, &params).await? {
            Ok(next) => answer = next,
            Err(error) => {
                complain(&error);
                // Asks again only if another answer can help and there is a user to give it.
                let mistyped = matches!(kind(&error), Some(Kind::CodeInvalid | Kind::PasswordInvalid));
                if !mistyped || !std::io::stdin().is_terminal() {
                    return Ok(exit_code(&error));
                }
            }
        }
    }
}

/// Asks for an e-mail address and the code that Telegram sends to it. `None` if Telegram rejects the address.
async fn set_up_email(caller: &mut Caller, session: &Value) -> Result<Option<String>, Failure> {
    let email = ask("Telegram requires a login e-mail address for this account. Address: ")?;
    let params = json!({ "session": session, "email": email });
    match caller.call("account.sendVerifyEmailCode", &params).await? {
        Ok(sent) => {
            let address = sent["email_pattern"].as_str().unwrap_or_default();
            Ok(Some(ask(&format!("Code (sent by e-mail to {}): ", shown(address)))?))
        }
        Err(error) => {
            complain(&error);
            Ok(None)
        }
    }
}

/// Asks before replacing a session file.
fn may_replace(path: &Path) -> Result<bool, Failure> {
    let path = path.display();
    if !std::io::stdin().is_terminal() {
        return Err(format!("the session file {path} already exists; pass --overwrite to replace it").into());
    }
    let answer = ask(&format!("The session file {path} already exists. Replace it? [y/N] "))?;
    Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
}

/// Describes how the code was sent.
fn how_sent(answer: &Value) -> String {
    let fact = |name: &str| answer[name].as_str().map(shown);
    match (answer["sent_to"].as_str().unwrap_or_default(), answer["email_pattern"].as_str()) {
        ("app", _) => "sent to your Telegram apps".to_owned(),
        ("sms", _) => "sent by SMS".to_owned(),
        ("call", _) => "by phone call".to_owned(),
        ("missed_call", _) => match (answer["code_length"].as_u64(), fact("prefix")) {
            (Some(length), Some(prefix)) => {
                format!("the last {length} digits of the number that calls you, +{prefix}…")
            }
            _ => "the last digits of the number that calls you".to_owned(),
        },
        ("flash_call", _) => "the number that calls you".to_owned(),
        ("email", Some(address)) => format!("sent by e-mail to {}", shown(address)),
        ("email", None) => "sent by e-mail".to_owned(),
        ("fragment", _) => format!("shown at {}", fact("url").unwrap_or_else(|| "fragment.com".into())),
        ("sms_word" | "sms_phrase", _) => match fact("beginning") {
            Some(beginning) => format!("the words sent by SMS, beginning with {beginning:?}"),
            None => "the words sent by SMS".to_owned(),
        },
        (other, _) => format!("sent by {}", shown(&other.replace('_', " "))),
    }
}

fn finish(answer: &Value, file: Option<KeptFile>, path: Option<&Path>) -> Result<ExitCode, Failure> {
    let session = answer["session"].as_str().ok_or("the login returned no session string")?;
    let name = answer["user"]["first_name"].as_str().unwrap_or_default();
    tell(format_args!("Signed in as {}.", shown(name)));
    match (file, path) {
        (Some(file), Some(path)) => {
            file.keep(session)?;
            tell(format_args!("The session string is in {}.", path.display()));
        }
        _ => print(session)?,
    }
    tell(
        "Keep it and your sealing key secret: both together give access to your account. Use it on one machine only.",
    );
    Ok(ExitCode::SUCCESS)
}

/// Asks on standard error, as standard output is for the session string.
fn ask(question: &str) -> Result<String, Failure> {
    Ok(ask_line(question)?.trim().to_owned())
}

fn ask_line(question: &str) -> Result<String, Failure> {
    shown::ask(question)?;
    let mut answer = String::new();
    if std::io::stdin().read_line(&mut answer)? == 0 {
        return Err("the input ended before the login was finished".into());
    }
    Ok(answer)
}

/// Asks without echoing the input on a terminal. Spaces may be part of it.
fn ask_secret(question: &str) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        return Ok(ask_line(question)?.trim_end_matches(['\r', '\n']).to_owned());
    }
    shown::ask(question)?;
    Ok(rpassword::read_password()?)
}
