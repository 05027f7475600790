//! The baseline: the cost of two pipes and the scheduler. Writes back what it reads. With a path, it does so on a Unix
//! socket.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixListener;
use std::thread;

fn main() -> io::Result<()> {
    if let Some(path) = std::env::args_os().nth(1) {
        for client in UnixListener::bind(path)?.incoming() {
            let (input, output) = {
                let client = client?;
                (client.try_clone()?, client)
            };
            thread::spawn(move || echo(input, output));
        }
        return Ok(());
    }
    let input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    echo(input, output)
}

fn echo(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    let mut buffer = vec![0; 16 << 10];
    loop {
        match input.read(&mut buffer)? {
            0 => return Ok(()),
            bytes => output.write_all(&buffer[..bytes])?,
        }
    }
}
