//! Measures what a request costs without Telegram: start, memory, latency and throughput; then how fast events reach many
//! subscribers. Also reads the sandbox's rates from stdin, as its own tests measured them.
//!
//! Each figure stands beside a bare echo over the same pipes, `deltachat-rpc-server` (a JSON-RPC daemon of the same kind)
//! and TDLib. Latency and throughput are measured on [`PAIRS`] sets of fresh processes, one process of each program after
//! the other; ratios are of one set. This is done twice: pinned to one core, and free. Free runs are bimodal, because the
//! scheduler wakes a process on the writer's core or on another, so their ratios are printed as a distribution.

mod cores;
mod flood;
mod peer;
mod sockets;
mod table;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use cores::Cores;
use peer::{Memory, Peer};
use table::{COLUMNS, Goal, Table};

/// Rounds of the measurements that keep their processes.
const ROUNDS: usize = 15;
/// Fresh processes of each program.
const PAIRS: usize = 40;
const WARM_UP: usize = 200;
const LATENCIES: usize = 2_000;
const REQUESTS: usize = 10_000;
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
    let peers = [&daemon, &floor, &deltachat, &tdlib];
    starts(&mut table, &peers)?;
    requests(&mut table, "daemon.ping", &peers, &PING)?;
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
            requests(&mut table, "session.inspect", &[&daemon, &floor], &INSPECT)?;
        }
        Err(why) => table.remark(format!("session.inspect was not measured: {why}")),
    }
    flood::flood(&mut table, telewire, echo, home)?;
    sandbox(&mut table)?;
    print!("{table}");
    Ok(())
}

/// Reads the lines that the tests print: `packets: N cases in S s`, `burst: … × N sessions in … s, N/s, …`,
/// `large: … history R, search R of …`.
fn sandbox(table: &mut Table) -> Outcome<()> {
    /// A world a hundred times as large has deeper tables, and colder ones.
    const MAX_RATIO: f64 = 1.5;
    let number =
        |text: &str| -> Outcome<f64> { Ok(text.trim_end_matches(|c: char| !c.is_ascii_digit()).parse()?) };
    for line in std::io::stdin().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let after =
            |word: &str| words.iter().position(|found| *found == word).and_then(|at| words.get(at + 1));
        let ours = |rate: f64| [Some(thousands(rate)), None, None, None];
        match (words[..].first(), &words[..]) {
            (Some(&"burst:"), _) => {
                let rate = words.iter().find_map(|word| word.strip_suffix("/s,")).ok_or("no rate")?;
                let sessions = after("×").ok_or("no sessions")?;
                table.row(format!("sandbox: burst to {sessions}, pushes"), ours(number(rate)?));
            }
            (Some(&"large:"), _) => {
                for what in ["history", "search"] {
                    let ratio = number(after(what).ok_or("no ratio")?)?;
                    let row =
                        table.row(format!("sandbox: {what}, 100,000 messages"), [const { None }; COLUMNS]);
                    row.goal(Goal::at_most("× a world of 1,000", vec![ratio], MAX_RATIO));
                }
            }
            (Some(name), [_, cases, "cases", "in", seconds, "s"]) => {
                let name = name.trim_end_matches(':');
                table.row(format!("sandbox: fuzzed {name}"), ours(number(cases)? / number(seconds)?));
            }
            _ => table.remark(line),
        }
    }
    Ok(())
}

/// The time to the first answer, and the memory of the process once it has given it.
fn starts(table: &mut Table, peers: &[&Peer; COLUMNS]) -> Outcome<()> {
    for peer in peers {
        // The very first start creates files: a key, a database.
        peer.start()?;
    }
    let mut memory = peers.map(|_| Vec::new());
    for cores in [Cores::One, Cores::All] {
        let _pinned = cores.take()?;
        let mut first = peers.map(|_| Vec::new());
        for _ in 0..PAIRS {
            for (place, peer) in peers.iter().enumerate() {
                let (running, took) = peer.start()?;
                first[place].push(took.as_secs_f64());
                memory[place].push(running.memory()?);
            }
        }
        let row = table.row(
            format!("first answer after start, {}", cores.name()),
            first.clone().map(|times| Some(milliseconds(median(times)))),
        );
        for (place, name, bound) in [(2, "× deltachat's", 0.6), (3, "× TDLib's", 1.0)] {
            row.goal(cores.goal(Goal::at_most(name, ratios(&first[0], &first[place]), bound)));
        }
    }
    for (title, part, goals) in [
        ("idle memory, its own (RssAnon)", (|memory| memory.anonymous) as fn(&Memory) -> f64, [1.0, 0.6]),
        ("idle memory, pages of files", |memory| memory.files, [5.0, 1.0]),
        ("idle memory, both", |memory| memory.anonymous + memory.files, [6.0, 0.6]),
    ] {
        let megabytes = memory.each_ref().map(|memory| median(memory.iter().map(part).collect()) / 1e6);
        table
            .row(title, megabytes.map(|megabytes| Some(format!("{megabytes:.1} MB"))))
            .goal(Goal::at_most(" MB", vec![megabytes[0]], goals[0]))
            .goal(Goal::at_most("× deltachat's", vec![megabytes[0] / megabytes[2]], goals[1]));
    }
    Ok(())
}

/// What one fresh process was measured to do.
#[derive(Clone, Copy)]
struct Run {
    p50: f64,
    p99: f64,
    throughput: f64,
}

/// The goals of one kind of request.
struct Goals {
    p50: f64,
    p99: f64,
    throughput: f64,
    /// Throughput beside that of the peers that follow the echo.
    peers: &'static [(&'static str, f64)],
}

const PING: Goals =
    Goals { p50: 1.5, p99: 2.0, throughput: 0.6, peers: &[("× deltachat's", 6.0), ("× TDLib's", 2.0)] };
const INSPECT: Goals = Goals { p50: 1.8, p99: 2.5, throughput: 0.5, peers: &[] };

/// Measures ours, the echo, and then the other peers.
fn requests(table: &mut Table, what: &str, peers: &[&Peer], goals: &Goals) -> Outcome<()> {
    for cores in [Cores::One, Cores::All] {
        let _pinned = cores.take()?;
        let mut runs = vec![Vec::new(); peers.len()];
        for _ in 0..PAIRS {
            for (peer, runs) in peers.iter().zip(&mut runs) {
                runs.push(run(peer)?);
            }
        }
        let figures = |field: fn(&Run) -> f64| -> Vec<Vec<f64>> {
            runs.iter().map(|runs| runs.iter().map(field).collect()).collect()
        };
        let cells = |figures: &[Vec<f64>], unit: fn(f64) -> String| -> [Option<String>; COLUMNS] {
            std::array::from_fn(|place| figures.get(place).map(|figures| unit(median(figures.clone()))))
        };
        for (percentile, field, bound) in
            [("p50", (|run| run.p50) as fn(&Run) -> f64, goals.p50), ("p99", |run| run.p99, goals.p99)]
        {
            let figures = figures(field);
            let title = format!("{what} {percentile}, {}", cores.name());
            let row = table.row(title, cells(&figures, microseconds));
            row.goal(cores.goal(Goal::at_most("× the echo's", ratios(&figures[0], &figures[1]), bound)));
        }
        let figures = figures(|run| run.throughput);
        let title = format!("{what}, {IN_FLIGHT} in flight, {}", cores.name());
        let row = table.row(title, cells(&figures, thousands));
        row.goal(cores.goal(Goal::at_least(
            "× the echo's",
            ratios(&figures[0], &figures[1]),
            goals.throughput,
        )));
        for ((name, bound), peer) in goals.peers.iter().zip(&figures[2..]) {
            row.goal(Goal::at_least(name, ratios(&figures[0], peer), *bound));
        }
    }
    Ok(())
}

/// Ours in theirs, process by process.
fn ratios(ours: &[f64], theirs: &[f64]) -> Vec<f64> {
    ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect()
}

fn run(peer: &Peer) -> Outcome<Run> {
    let (mut running, _) = peer.start()?;
    running.latencies(&peer.line(1), WARM_UP)?;
    let latencies = running.latencies(&peer.line(1), LATENCIES)?;
    // As many ids as there are requests in flight.
    let lines: Vec<Vec<u8>> = (0..IN_FLIGHT).map(|place| peer.line(100 + place)).collect();
    Ok(Run {
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
