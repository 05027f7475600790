//! What the request itself costs: start, memory, latency and throughput, with no call of Telegram's in it; then how fast
//! what happens is told to many. Below stands what stdin tells of the sandbox, as its own tests measured it.
//!
//! Absolute times say little, so each is told beside a bare echo over the same pipes and beside
//! `deltachat-rpc-server`, a JSON-RPC daemon of the same kind, and TDLib. All are measured in rounds, one after the other, and the
//! medians of the rounds, or of the rounds' ratios, are printed.

mod flood;
mod peer;
mod sockets;
mod table;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use peer::{Peer, Running};
use table::{COLUMNS, Goal, Table};

const ROUNDS: usize = 15;
const STARTS: usize = 25;
const LATENCIES: usize = 3_000;
const REQUESTS: usize = 30_000;
const IN_FLIGHT: usize = 64;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [telewire, echo, deltachat, tdlib, tdjson, home] = &arguments[..] else {
        return Err(
            "usage: requests TELEWIRE ECHO DELTACHAT TDLIB TDJSON HOME: four programs, a library, and an \
                    empty folder"
                .into(),
        );
    };
    let home = Path::new(home);
    let ping = |id| format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"daemon.ping"}}"#);
    let telewire_peer = |request| Peer::new("Telewire", telewire, request).environment("HOME", home);
    let daemon = telewire_peer(Box::new(ping) as Box<dyn Fn(usize) -> String>);
    let floor = Peer::new("bare echo", echo, ping);
    let chat =
        |id| format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"get_selected_account_id","params":[]}}"#);
    let deltachat =
        Peer::new("deltachat", deltachat, chat).environment("DC_ACCOUNTS_PATH", &home.join("chat"));

    // What it answers without Telegram and without a login.
    let square = |id| format!(r#"{{"@type":"testSquareInt","x":7,"@extra":{id}}}"#);
    let tdlib = Peer::new("TDLib", tdlib, square).argument(tdjson);

    let mut table = Table::new(["Telewire", "bare echo", "deltachat", "TDLib"]);
    starts(&mut table, &[&daemon, &floor, &deltachat, &tdlib])?;
    requests(&mut table, "daemon.ping", &daemon, &floor, &[&deltachat, &tdlib])?;
    sockets::eight_clients(&mut table, telewire, echo, home)?;
    match sealed_session(telewire, home)? {
        Ok(session) => {
            let inspect = move |id: usize| {
                format!(
                    r#"{{"jsonrpc":"2.0","id":{id},"method":"session.inspect","params":{{"session":"{session}"}}}}"#
                )
            };
            let floor = Peer::new("bare echo", echo, inspect.clone());
            // A session string is good for the server it was made on; the sandbox itself does nothing here.
            let daemon = telewire_peer(Box::new(inspect)).argument("--sandbox");
            requests(&mut table, "session.inspect", &daemon, &floor, &[])?;
        }
        Err(why) => table.remark(format!("session.inspect was not measured: {why}")),
    }
    flood::flood(&mut table, telewire, echo, home)?;
    sandbox(&mut table)?;
    print!("{table}");
    Ok(())
}

/// The lines that the tests print: `packets: N cases in S s`, `burst: … × N sessions in … s, N/s, …`,
/// `large: … history R, search R of …`.
fn sandbox(table: &mut Table) -> Outcome<()> {
    /// A world a hundred times as large has deeper tables, and colder ones.
    const MOST: f64 = 1.5;
    let number =
        |text: &str| -> Outcome<f64> { Ok(text.trim_end_matches(|c: char| !c.is_ascii_digit()).parse()?) };
    for line in std::io::stdin().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let after =
            |word: &str| words.iter().position(|found| *found == word).and_then(|at| words.get(at + 1));
        let told = |rate: f64| [Some(thousands(rate)), None, None, None];
        match (words[..].first(), &words[..]) {
            (Some(&"burst:"), _) => {
                let rate = words.iter().find_map(|word| word.strip_suffix("/s,")).ok_or("no rate")?;
                let sessions = after("×").ok_or("no sessions")?;
                table.row(format!("sandbox: burst to {sessions}, pushes"), told(number(rate)?));
            }
            (Some(&"large:"), _) => {
                for what in ["history", "search"] {
                    let ratio = number(after(what).ok_or("no ratio")?)?;
                    let row =
                        table.row(format!("sandbox: {what}, 100,000 messages"), [const { None }; COLUMNS]);
                    row.goal(Goal::at_most("of a world of 1,000", ratio, MOST, "×"));
                }
            }
            (Some(name), [_, cases, "cases", "in", seconds, "s"]) => {
                let name = name.trim_end_matches(':');
                table.row(format!("sandbox: fuzzed {name}"), told(number(cases)? / number(seconds)?));
            }
            _ => table.remark(line),
        }
    }
    Ok(())
}

/// The first answer, and what the idle process takes once it has given it.
fn starts(table: &mut Table, peers: &[&Peer; COLUMNS]) -> Outcome<()> {
    let mut first = peers.map(|_| Vec::new());
    let mut memory = peers.map(|_| Vec::new());
    for peer in peers {
        // The very first start makes files: a key, a database.
        peer.start()?;
    }
    for _ in 0..STARTS {
        for (place, peer) in peers.iter().enumerate() {
            let (running, took) = peer.start()?;
            first[place].push(took.as_secs_f64());
            memory[place].push(running.memory()?);
        }
    }
    let medians @ [ours, _, chat, td] = first.map(median);
    let cells = medians.map(|seconds| Some(milliseconds(seconds)));
    table
        .row("first answer after start", cells)
        .goal(Goal::at_most("", ours * 1e3, 5.0, " ms"))
        .goal(Goal::at_most("of deltachat's", ours / chat, 0.5, "×"))
        .goal(Goal::at_most("of TDLib's", ours / td, 1.0, "×"));
    let medians @ [ours, _, chat, _] = memory.map(median);
    let cells = medians.map(|bytes| Some(format!("{:.1} MB", bytes / 1e6)));
    table
        .row("idle memory (PSS)", cells)
        .goal(Goal::at_most("", ours / 1e6, 6.0, " MB"))
        .goal(Goal::at_most("of deltachat's", ours / chat, 0.6, "×"));
    Ok(())
}

/// What is measured of one peer in one round.
#[derive(Clone, Copy)]
struct Round {
    p50: f64,
    p99: f64,
    throughput: f64,
}

fn requests(table: &mut Table, what: &str, daemon: &Peer, floor: &Peer, others: &[&Peer]) -> Outcome<()> {
    let peers: Vec<&Peer> = [daemon, floor].into_iter().chain(others.iter().copied()).collect();
    let mut running = Vec::new();
    for peer in &peers {
        running.push(peer.start()?.0);
    }
    let mut rounds = vec![Vec::new(); peers.len()];
    for _ in 0..ROUNDS {
        for (place, peer) in peers.iter().enumerate() {
            rounds[place].push(round(peer, &mut running[place])?);
        }
    }
    let of = |place: usize, field: fn(&Round) -> f64| {
        rounds.get(place).map(|rounds| median(rounds.iter().map(field).collect()))
    };
    // Both of a round ran next to each other, so that what else the machine did weighs on both.
    let ratio = |place: usize, field: fn(&Round) -> f64| {
        let ratios = rounds[0].iter().zip(&rounds[place]).map(|(ours, theirs)| field(ours) / field(theirs));
        median(ratios.collect())
    };
    let cells = |field, told: fn(f64) -> String| -> [Option<String>; COLUMNS] {
        std::array::from_fn(|place| of(place, field).map(told))
    };

    let row = table.row(format!("{what}, latency p50"), cells(|round| round.p50, microseconds));
    row.goal(Goal::at_most("of the echo", ratio(1, |round| round.p50), 1.5, "×"));
    let row = table.row(format!("{what}, latency p99"), cells(|round| round.p99, microseconds));
    row.goal(Goal::at_most("of the echo", ratio(1, |round| round.p99), 2.0, "×"));
    let title = format!("{what}, {IN_FLIGHT} in flight");
    let row = table.row(title, cells(|round| round.throughput, thousands));
    row.goal(Goal::at_least("of the echo", ratio(1, |round| round.throughput), 0.35, "×"));
    for (place, (name, goal)) in
        [("of deltachat's", 3.0), ("of TDLib's", 1.5)].into_iter().enumerate().take(others.len())
    {
        row.goal(Goal::at_least(name, ratio(2 + place, |round| round.throughput), goal, "×"));
    }
    Ok(())
}

fn round(peer: &Peer, running: &mut Running) -> Outcome<Round> {
    let latencies = running.latencies(&peer.line(1), LATENCIES)?;
    // As many ids as there are requests in flight.
    let lines: Vec<Vec<u8>> = (0..IN_FLIGHT).map(|place| peer.line(100 + place)).collect();
    Ok(Round {
        p50: latencies[LATENCIES / 2].as_secs_f64(),
        p99: latencies[LATENCIES * 99 / 100].as_secs_f64(),
        throughput: running.throughput(&lines, REQUESTS)?,
    })
}

/// A session string that this folder's key opens, from a login on the sandbox; or why there is none.
fn sealed_session(telewire: &str, home: &Path) -> Outcome<Result<String, String>> {
    let schema = Command::new(telewire).arg("schema").env_clear().env("HOME", home).output()?;
    let schema = String::from_utf8(schema.stdout)?;
    for method in ["session.inspect", "auth.sendCode"] {
        if !schema.contains(&format!("\"name\": \"{method}\"")) {
            return Ok(Err(format!("this telewire has no {method} yet")));
        }
    }
    let folder: PathBuf = home.to_owned();
    let send_code = |id| {
        let params = r#"{"phone":"+9996620001","api_id":1,"api_hash":"0123456789abcdef0123456789abcdef"}"#;
        format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"auth.sendCode","params":{params}}}"#)
    };
    let login = Peer::new("Telewire", telewire, send_code).argument("--sandbox").environment("HOME", &folder);
    let (mut running, _) = login.start()?;
    let answer = String::from_utf8_lossy(running.ask(&login.line(2))?).into_owned();
    let session = answer.split(r#""session":""#).nth(1).and_then(|rest| rest.split('"').next());
    Ok(session.map(str::to_owned).ok_or_else(|| format!("auth.sendCode answered {answer}")))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.2} ms", seconds * 1e3)
}

fn microseconds(seconds: f64) -> String {
    format!("{:.1} µs", seconds * 1e6)
}

fn thousands(requests: f64) -> String {
    format!("{:.0}k/s", requests / 1e3)
}
