//! Eight clients at once on a Unix socket, against as many on one that only echoes.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::cores::Cores;
use crate::table::{Goal, Table};
use crate::{Outcome, ROUNDS, median, ratios, thousands};

const CLIENTS: usize = 8;
const IN_FLIGHT: usize = 16;
const REQUESTS: usize = 10_000;
const PING: &[u8] = b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"daemon.ping\"}\n";

/// A process that ends with its measurement.
pub struct Server(Child);

impl Server {
    pub fn start(command: &mut Command, socket: &Path) -> io::Result<Self> {
        let server = Self(command.stdin(Stdio::null()).stderr(Stdio::null()).spawn()?);
        let begun = Instant::now();
        while UnixStream::connect(socket).is_err() {
            if begun.elapsed() > Duration::from_secs(10) {
                return Err(io::Error::other(format!("nobody listens on {}", socket.display())));
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Whatever it was doing, it was only measured.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub fn eight_clients(table: &mut Table, telewire: &str, echo: &str, home: &Path) -> Outcome<()> {
    let [ours, floor] = ["telewire", "echo"].map(|name| home.join(format!("{name}-socket")).join("socket"));
    std::fs::create_dir_all(floor.parent().ok_or("a folder")?)?;
    for cores in [Cores::One, Cores::All] {
        let _pinned = cores.take()?;
        let mut rates = [Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            let mut serve = Command::new(telewire);
            serve.arg("serve").arg(format!("--socket={}", ours.display())).env_clear().env("HOME", home);
            let mut bare = Command::new(echo);
            bare.arg(&floor);
            for (place, (server, socket)) in
                [(&mut serve, &ours), (&mut bare, &floor)].into_iter().enumerate()
            {
                let _server = Server::start(server, socket)?;
                rates[place].push(rate(socket)?);
                std::fs::remove_file(socket)?;
            }
        }
        let goal = Goal::at_least("× the echo's", ratios(&rates[0], &rates[1]), 0.5);
        let [ours, floor] = rates.map(|rates| Some(thousands(median(rates))));
        let title = format!("daemon.ping, {CLIENTS} on a socket, {}", cores.name());
        table.row(title, [ours, floor, None, None]).goal(cores.goal(goal));
    }
    Ok(())
}

/// Requests a second of all clients together.
fn rate(socket: &Path) -> io::Result<f64> {
    let mut clients = (0..CLIENTS).map(|_| UnixStream::connect(socket)).collect::<io::Result<Vec<_>>>()?;
    let begun = Instant::now();
    thread::scope(|scope| {
        let clients: Vec<_> = clients.iter_mut().map(|client| scope.spawn(|| ask(client))).collect();
        clients
            .into_iter()
            .try_for_each(|client| client.join().map_err(|_| io::Error::other("a client died"))?)
    })?;
    Ok((CLIENTS * REQUESTS) as f64 / begun.elapsed().as_secs_f64())
}

/// For each answer one more request.
fn ask(client: &mut UnixStream) -> io::Result<()> {
    let mut buffer = [0; 16 << 10];
    client.write_all(&PING.repeat(IN_FLIGHT))?;
    let (mut asked, mut answered) = (IN_FLIGHT, 0);
    while answered < REQUESTS {
        let bytes = match client.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            bytes => bytes,
        };
        let answers = buffer[..bytes].iter().filter(|byte| **byte == b'\n').count();
        answered += answers;
        let more = answers.min(REQUESTS - asked);
        client.write_all(&PING.repeat(more))?;
        asked += more;
    }
    Ok(())
}
