//! How fast what happens is told to many: a sandbox that says more than anybody takes in, and a daemon's twenty
//! subscribers, against the same bytes on as many sockets that only echo.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::sockets::Server;
use crate::table::{Goal, Table};
use crate::{Outcome, median, thousands};

const SUBSCRIBERS: usize = 20;
const ROUNDS: usize = 5;
const EVENTS: usize = 20_000;
/// The most that one call says.
const AT_ONCE: usize = 10_000;

/// How each event begins. No text in an event has quotes of its own.
const EVENT: &[u8] = b"{\"kind\":\"message_new\"";

/// A connection that asks one thing after the other, or listens.
struct Client(BufReader<UnixStream>);

impl Client {
    fn connect(socket: &Path) -> io::Result<Self> {
        let stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Self(BufReader::with_capacity(64 << 10, stream)))
    }

    fn call(&mut self, method: &str, params: &str) -> Outcome<String> {
        let request = format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{params}}}"#);
        self.0.get_mut().write_all(format!("{request}\n").as_bytes())?;
        let mut answer = String::new();
        self.0.read_line(&mut answer)?;
        match answer.contains("\"result\"") {
            true => Ok(answer),
            false => Err(format!("{method} answered {answer}").into()),
        }
    }

    /// Reads what tells of so many events.
    fn follow(&mut self, events: usize) -> io::Result<Vec<u8>> {
        let (mut read, mut told) = (Vec::new(), 0);
        while told < events {
            let begin = read.len();
            if self.0.read_until(b'\n', &mut read)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            told += memchr::memmem::find_iter(&read[begin..], EVENT).count();
        }
        Ok(read)
    }
}

pub fn flood(table: &mut Table, telewire: &str, echo: &str, home: &Path) -> Outcome<()> {
    let home = home.join("flood");
    std::fs::create_dir_all(home.join("echo"))?;
    let [control, ours, floor] =
        ["control/socket", "telewire/socket", "echo/socket"].map(|name| home.join(name));
    let description = home.join("server.json");
    let telewire = || {
        let mut command = Command::new(telewire);
        command.env_clear().env("HOME", &home).stdout(Stdio::null());
        command
    };
    let mut sandbox = telewire();
    sandbox.arg("sandbox").arg("--control").arg(&control).stdout(File::create(&description)?);
    let _sandbox = Server::start(&mut sandbox, &control)?;
    // It listens before it says where.
    while !std::fs::read(&description)?.ends_with(b"\n") {
        thread::yield_now();
    }
    let mut daemon = telewire();
    daemon.arg("--server").arg(&description).arg("serve").arg(format!("--socket={}", ours.display()));
    let _daemon = Server::start(&mut daemon, &ours)?;
    let _floor = Server::start(Command::new(echo).arg(&floor), &floor)?;

    let session = log_in(&mut Client::connect(&ours)?)?;
    let mut control = Client::connect(&control)?;
    let mut subscribers = Vec::new();
    for _ in 0..SUBSCRIBERS {
        let mut subscriber = Client::connect(&ours)?;
        subscriber
            .call("updates.subscribe", &format!(r#"{{"session":"{session}","kinds":["message_new"]}}"#))?;
        subscribers.push(subscriber);
    }
    let mut rates = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        let (took, bytes) = told(&mut subscribers, &mut control)?;
        rates[0].push(EVENTS as f64 / took.as_secs_f64());
        rates[1].push(EVENTS as f64 / echoed(&floor, &bytes)?.as_secs_f64());
    }
    let [ours, floor] = rates.map(median);
    let cells = [Some(thousands(ours)), Some(thousands(floor)), None, None];
    let row = table.row(format!("events to {SUBSCRIBERS} subscribers"), cells);
    row.goal(Goal::at_least("k/s", vec![ours / 1e3], 50.0));
    Ok(())
}

/// Bob's session.
fn log_in(client: &mut Client) -> Outcome<String> {
    let session = |answer: String| {
        let session = answer.split(r#""session":""#).nth(1).and_then(|rest| rest.split('"').next());
        session.map(str::to_owned).ok_or("there is no session in the answer")
    };
    let hash = "0123456789abcdef0123456789abcdef";
    let sent = format!(r#"{{"phone":"+9996620002","api_id":1,"api_hash":"{hash}"}}"#);
    let sent = session(client.call("auth.sendCode", &sent)?)?;
    let code = format!(r#"{{"session":"{sent}","code":"22222"}}"#);
    Ok(session(client.call("auth.signIn", &code)?)?)
}

/// How long it takes until all subscribers have been told of all events, and what one of them was told.
fn told(subscribers: &mut [Client], control: &mut Client) -> Outcome<(Duration, Vec<u8>)> {
    let begun = Instant::now();
    let bytes = thread::scope(|scope| {
        let following: Vec<_> =
            subscribers.iter_mut().map(|subscriber| scope.spawn(|| subscriber.follow(EVENTS))).collect();
        for _ in 0..EVENTS / AT_ONCE {
            let say = format!(
                r#"{{"sender_id":"@ann_archer","chat_id":"@bob_baker","text":"Hello","count":{AT_ONCE}}}"#
            );
            control.call("sandbox.say", &say)?;
        }
        let mut told = Vec::new();
        for follower in following {
            told = follower.join().map_err(|_| "a subscriber died")??;
        }
        Outcome::Ok(told)
    })?;
    Ok((begun.elapsed(), bytes))
}

/// How long it takes until these bytes have come back on as many sockets.
fn echoed(socket: &Path, bytes: &[u8]) -> Outcome<Duration> {
    let clients = (0..SUBSCRIBERS).map(|_| UnixStream::connect(socket)).collect::<io::Result<Vec<_>>>()?;
    let begun = Instant::now();
    thread::scope(|scope| {
        let reading: Vec<_> = clients
            .iter()
            .map(|mut client| {
                scope.spawn(move || client.write_all(bytes));
                scope.spawn(move || client.read_exact(&mut vec![0; bytes.len()]))
            })
            .collect();
        reading
            .into_iter()
            .try_for_each(|client| client.join().map_err(|_| io::Error::other("a client died"))?)
    })?;
    Ok(begun.elapsed())
}
