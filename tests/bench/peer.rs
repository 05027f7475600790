//! A server under measurement: a subprocess that answers one line for each line it is sent.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// What is started, and what is asked of it.
pub struct Peer {
    pub name: &'static str,
    program: String,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    request: Box<dyn Fn(usize) -> String>,
}

impl Peer {
    /// `request` words a request with this id.
    pub fn new(name: &'static str, program: &str, request: impl Fn(usize) -> String + 'static) -> Self {
        Self {
            name,
            program: program.to_owned(),
            arguments: Vec::new(),
            environment: Vec::new(),
            request: Box::new(request),
        }
    }

    pub fn argument(mut self, argument: &str) -> Self {
        self.arguments.push(argument.to_owned());
        self
    }

    pub fn environment(mut self, name: &str, value: &Path) -> Self {
        self.environment.push((name.to_owned(), value.display().to_string()));
        self
    }

    pub fn line(&self, id: usize) -> Vec<u8> {
        let mut line = (self.request)(id).into_bytes();
        line.push(b'\n');
        line
    }

    /// Starts it and waits for its first answer, which must be a result.
    pub fn start(&self) -> io::Result<(Running, Duration)> {
        let started = Instant::now();
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .env_clear()
            .envs(self.environment.iter().cloned())
            .stderr(Stdio::null());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("the pipes were asked for"));
        };
        let mut running = Running { child, input, output, buffer: vec![0; 64 << 10] };
        let answer = running.ask(&self.line(1))?;
        let took = started.elapsed();
        if String::from_utf8_lossy(answer).contains("\"error\"") {
            return Err(io::Error::other(format!(
                "{} refused: {}",
                self.name,
                String::from_utf8_lossy(answer)
            )));
        }
        Ok((running, took))
    }
}

pub struct Running {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    buffer: Vec<u8>,
}

impl Running {
    /// Sends a line and waits for the line that answers it.
    pub fn ask(&mut self, line: &[u8]) -> io::Result<&[u8]> {
        self.input.write_all(line)?;
        let mut read = 0;
        loop {
            if read == self.buffer.len() {
                self.buffer.resize(2 * read, 0);
            }
            read += match self.output.read(&mut self.buffer[read..])? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                bytes => bytes,
            };
            if self.buffer[read - 1] == b'\n' {
                return Ok(&self.buffer[..read]);
            }
        }
    }

    /// How long each of so many requests takes, one after the other.
    pub fn latencies(&mut self, line: &[u8], count: usize) -> io::Result<Vec<Duration>> {
        let mut latencies = Vec::with_capacity(count);
        for _ in 0..count {
            let asked = Instant::now();
            self.ask(line)?;
            latencies.push(asked.elapsed());
        }
        latencies.sort_unstable();
        Ok(latencies)
    }

    /// Requests a second with so many in flight: for each answer that comes, one more request goes out, written by
    /// itself, as the tasks of a client write theirs.
    pub fn throughput(&mut self, lines: &[Vec<u8>], count: usize) -> io::Result<f64> {
        let mut requests = lines.iter().cycle().take(count);
        let started = Instant::now();
        for line in requests.by_ref().take(lines.len()) {
            self.input.write_all(line)?;
        }
        let mut answered = 0;
        while answered < count {
            let bytes = match self.output.read(&mut self.buffer)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                bytes => bytes,
            };
            let answers = self.buffer[..bytes].iter().filter(|byte| **byte == b'\n').count();
            answered += answers;
            for line in requests.by_ref().take(answers) {
                self.input.write_all(line)?;
            }
        }
        Ok(count as f64 / started.elapsed().as_secs_f64())
    }

    pub fn memory(&self) -> io::Result<Memory> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let bytes = |field: &str| {
            let value = status.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
            let kilobytes = value.and_then(|value| value.trim().strip_suffix(" kB")?.parse::<f64>().ok());
            kilobytes
                .map(|kilobytes| 1024.0 * kilobytes)
                .ok_or_else(|| io::Error::other(format!("no {field} in /proc/PID/status")))
        };
        Ok(Memory { anonymous: bytes("RssAnon")?, files: bytes("RssFile")? })
    }
}

/// Resident memory in bytes.
pub struct Memory {
    /// What the process wrote: heap, stacks, relocated data.
    pub anonymous: f64,
    /// Pages of the program and its libraries, which the kernel can drop and other processes share.
    pub files: f64,
}

impl Drop for Running {
    fn drop(&mut self) {
        // Whatever it was doing, it was only measured.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
