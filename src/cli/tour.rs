//! `telewire tour`: demonstrates Telewire on the sandbox, showing the messages on the wire.

mod layout;
mod page;

use std::io;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf};
use tokio_util::sync::CancellationToken;

use self::page::Page;
use super::{Assembly, Failure};
use crate::api::call::Defaults;
use crate::rpc::connection::Limits;
use crate::sandbox::{Options, Quotas, Sandbox};
use crate::wire::{self, Framing};

/// See Telewire in action on a built-in sandbox.
///
/// Runs a login, sends messages and causes errors, showing every request and answer. Nothing leaves this machine, nothing
/// is saved, and none of your accounts, keys or files is touched. The exit code is 0 on success.
#[derive(Debug, Args)]
pub struct Tour {}

pub fn run(Tour {}: Tour, options: &super::Options) -> Result<ExitCode, Failure> {
    let quotas = options.quotas()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match runtime.block_on(play(Page::stdout(), quotas)) {
        // The reader, such as a pager, has quit.
        Err(Stop::Page(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(Stop::Page(error)) => Err(error.into()),
        Err(Stop::Unexpected(what)) => Err(format!("the tour failed: {what}").into()),
        Ok(()) => Ok(ExitCode::SUCCESS),
    }
}

/// Why a tour ends early.
enum Stop {
    /// The output can't be written.
    Page(io::Error),
    /// A call had an unexpected result, which is a bug.
    Unexpected(String),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Page(error)
    }
}

fn astray(what: impl ToString) -> Stop {
    Stop::Unexpected(what.to_string())
}

async fn play(mut page: Page, quotas: Quotas) -> Result<(), Stop> {
    page.title("Telewire, a tour")?;
    page.say(
        "This runs on the sandbox, a small Telegram inside this process. Nothing leaves this machine, nothing is saved, \
         and none of your accounts, keys or files is touched.",
    )?;
    page.say(
        "→ marks what a program writes to Telewire, and ← what it reads back: JSON-RPC 2.0, one message per line. For \
         readability, lines are wrapped here, and long values such as session strings are shortened with “…”.",
    )?;
    let mut tour = Connected::new(page, quotas)?;
    let session = log_in(&mut tour).await?;
    send_and_read(&mut tour, &session).await?;
    flood_wait(&mut tour, &session).await?;
    wrong_session(&mut tour, &session).await?;
    let mut page = tour.end().await?;
    go_on(&mut page)?;
    Ok(())
}

/// Logs in and returns the session string.
async fn log_in(tour: &mut Connected) -> Result<String, Stop> {
    tour.page.heading("Carol logs in")?;
    tour.page.say(
        "A login starts with a phone number, and Telegram sends its owner a code. The result has a session string: the \
         login so far, sealed with a key that only Telewire has. Telewire is stateless, so each call passes it along, and \
         any step can go to another process.",
    )?;
    let params = json!({ "phone": "+9996610003", "api_id": 1, "api_hash": "any" });
    let answer = tour.call("auth.sendCode", params, &[("/result/next", json!("sign_in"))]).await?;

    tour.page.say("Now the code. On the sandbox, codes are known: this number has 11111.")?;
    let params = json!({ "session": session_of(&answer)?, "code": "11111" });
    let answer = tour.call("auth.signIn", params, &[("/result/next", json!("check_password"))]).await?;

    tour.page.say(
        "Carol has two-step verification, so Telegram requires her password too. Telewire sends a proof of it (SRP), \
         never the password. `next` always names the next step.",
    )?;
    let params = json!({ "session": session_of(&answer)?, "password": "correct horse" });
    let expected = [("/result/next", json!("done")), ("/result/user/username", json!("carol_clark"))];
    let answer = tour.call("auth.checkPassword", params, &expected).await?;
    session_of(&answer)
}

async fn send_and_read(tour: &mut Connected, session: &str) -> Result<(), Stop> {
    let (question, reply) = ("Hello Bob! Are you there?", "I am. Hello Carol!");
    tour.page.heading("She writes to Bob and reads his reply")?;
    tour.page.say(
        "From now on, calls need only the latest session string. A chat can be named by its @username, an id, a link, or \
         the `ref` in any result.",
    )?;
    let params = json!({ "session": session, "chat_id": "@bob_baker", "text": question });
    tour.call("messages.send", params, &[("/result/text", json!(question))]).await?;

    tour.page.say(
        "Bob isn't real, so the sandbox replies for him. You can use its sandbox.* methods in your tests: they add people \
         and chats, and inject errors.",
    )?;
    let params = json!({ "sender_id": "@bob_baker", "chat_id": "@carol_clark", "text": reply });
    tour.call("sandbox.say", params, &[]).await?;

    tour.page.say("Carol looks at the chat: the newest message comes first.")?;
    let params = json!({ "session": session, "chat_id": "@bob_baker", "limit": 2 });
    let expected = [("/result/items/0/text", json!(reply)), ("/result/items/1/text", json!(question))];
    tour.call("messages.history", params, &expected).await?;
    Ok(())
}

async fn flood_wait(tour: &mut Connected, session: &str) -> Result<(), Stop> {
    tour.page.heading("Telegram asks her to slow down")?;
    tour.page.say("Telegram makes programs wait that send too much. The sandbox can simulate that.")?;
    let params = json!({ "kind": "flood_wait", "method": "messages.sendMessage", "duration": 30 });
    tour.call("sandbox.fault", params, &[]).await?;

    tour.page.say(
        "Telewire never waits silently: the error comes at once, with the seconds in `retry_after`. A call with \
         `max_wait` would wait. `kind` identifies every error.",
    )?;
    let params = json!({ "session": session, "chat_id": "@bob_baker", "text": "And another thing:" });
    let expected = [("/error/data/kind", json!("rate_limited")), ("/error/data/retry_after", json!(30))];
    tour.call("messages.send", params, &expected).await?;
    Ok(())
}

async fn wrong_session(tour: &mut Connected, session: &str) -> Result<(), Stop> {
    tour.page.heading("Somebody tampers with her session string")?;
    tour.page.say(
        "Its first character after the second dot is changed. That breaks the seal, so nothing is sent to Telegram.",
    )?;
    let params = json!({ "session": tampered(session)? });
    let expected =
        [("/error/data/kind", json!("session_invalid")), ("/error/data/reason", json!("tampered"))];
    tour.call("account.me", params, &expected).await?;
    Ok(())
}

/// Explains how to continue with a real account.
fn go_on(page: &mut Page) -> Result<(), Stop> {
    // The name that this process was started with, so that the lines can be copied.
    let program = std::env::args().next().unwrap_or_else(|| "telewire".to_owned());
    page.title("That was the tour. What next?")?;
    page.say("Try it yourself on the sandbox. This reads requests like those above, one per line:")?;
    page.commands(&[&format!("{program} --sandbox")])?;
    page.say("With a real account:")?;
    page.item("Get your own api_id and api_hash at https://my.telegram.org, under “API development tools”.")?;
    page.item("Log in. You are asked for these, your phone number and the code. The session string is written to a file \
         that only you can read.")?;
    page.commands(&[&format!("{program} login --session-file session")])?;
    page.item("Call any method.")?;
    page.commands(&[
        &format!("{program} call account.me --session-file session"),
        &format!("{program} call messages.send --session-file session chat_id=me text='Hello, me'"),
    ])?;
    page.say(
        "Use an account that you can afford to lose: Telegram monitors new logins by unofficial programs, and bans \
         accounts that send bulk messages to strangers.",
    )?;
    page.say(
        "From your own program, start Telewire and exchange messages as above, or share one daemon over a socket:",
    )?;
    page.commands(&[&program, &format!("{program} serve --socket")])?;
    page.say("All methods (as an OpenRPC document) and all commands:")?;
    page.commands(&[&format!("{program} schema"), &format!("{program} --help")])?;
    Ok(())
}

fn session_of(answer: &Value) -> Result<String, Stop> {
    let session = answer.pointer("/result/session").and_then(Value::as_str);
    session.map(str::to_owned).ok_or_else(|| astray("an answer contains no session string"))
}

/// The session string with one character changed.
fn tampered(session: &str) -> Result<String, Stop> {
    let (header, sealed) =
        session.rsplit_once('.').ok_or_else(|| astray("a session string has no header"))?;
    let first = if sealed.starts_with('A') { 'B' } else { 'A' };
    Ok(format!("{header}.{first}{}", sealed.get(1..).unwrap_or_default()))
}

/// A client's connection to a daemon in this process. The messages shown are really sent over it.
struct Connected {
    page: Page,
    reader: Lines<BufReader<ReadHalf<DuplexStream>>>,
    writer: WriteHalf<DuplexStream>,
    served: tokio::task::JoinHandle<io::Result<()>>,
    last_id: u32,
}

impl Connected {
    fn new(page: Page, quotas: Quotas) -> Result<Self, Stop> {
        let sandbox = Sandbox::start(Options { quotas, ..Options::default() }).map_err(astray)?;
        let catalog = Assembly::ephemeral(Some(sandbox), Defaults::default()).map_err(astray)?.catalog;
        let (ours, theirs) = tokio::io::duplex(64 << 10);
        let (reader, writer) = tokio::io::split(theirs);
        let stop = CancellationToken::new();
        let serve = wire::serve(catalog, Framing::default(), Limits::default(), reader, writer, stop);
        let served = tokio::spawn(serve);
        let (reader, writer) = tokio::io::split(ours);
        Ok(Self { page, reader: BufReader::new(reader).lines(), writer, served, last_id: 0 })
    }

    /// Makes a call, shows it and its answer, and checks the answer.
    async fn call(&mut self, method: &str, params: Value, expected: &[(&str, Value)]) -> Result<Value, Stop> {
        self.last_id += 1;
        let request = json!({ "jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params });
        self.page.request(&request)?;
        self.writer.write_all(format!("{request}\n").as_bytes()).await.map_err(astray)?;
        let line = self.reader.next_line().await.map_err(astray)?;
        let line = line.ok_or_else(|| astray(format!("{method} was not answered")))?;
        let answer: Value = serde_json::from_str(&line).map_err(astray)?;
        self.page.answer(&answer)?;

        let failed =
            answer.get("error").is_some() && !expected.iter().any(|(path, _)| path.starts_with("/error"));
        if failed || answer["id"] != self.last_id {
            return Err(astray(format!("{method} had an unexpected answer")));
        }
        match expected.iter().find(|(path, wanted)| answer.pointer(path) != Some(wanted)) {
            Some((path, wanted)) => {
                Err(astray(format!("the answer to {method} should have {wanted} in {path}")))
            }
            None => Ok(answer),
        }
    }

    /// Closes the connection, as a client does.
    async fn end(self) -> Result<Page, Stop> {
        let Self { page, reader, mut writer, served, .. } = self;
        writer.shutdown().await.map_err(astray)?;
        served.await.map_err(astray)?.map_err(astray)?;
        drop(reader);
        Ok(page)
    }
}
