//! The floor: what two pipes and the scheduler cost. Writes back what it reads, with nothing in between.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;

fn main() -> io::Result<()> {
    let mut input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let mut buffer = vec![0; 16 << 10];
    loop {
        match input.read(&mut buffer)? {
            0 => return Ok(()),
            bytes => output.write_all(&buffer[..bytes])?,
        }
    }
}
