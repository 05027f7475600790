//! Generates the bytes of cases, and corrupts valid ones.

use std::time::Instant;

use arbitrary::Unstructured;

use crate::{Bytes, Outcome};

/// Runs a target on this many cases. `TELEWIRE_FUZZ` overrides the number.
pub fn run(name: &str, cases: u64, target: impl FnMut(Bytes) -> Outcome) {
    run_some(name, cases, 1, target);
}

/// The same for a target that takes this many times as long as others.
pub fn run_some(name: &str, cases: u64, slow: u64, mut target: impl FnMut(Bytes) -> Outcome) {
    let requested = std::env::var("TELEWIRE_FUZZ").ok();
    let requested = requested.map(|number| number.parse::<u64>().expect("TELEWIRE_FUZZ is a number") / slow);
    let cases = requested.unwrap_or(cases);
    let seed = name.bytes().fold(0u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let begun = Instant::now();
    let mut bytes = Vec::new();
    for case in 0..cases {
        let report = CaseReport { name, case };
        let mut random = SplitMix(seed ^ case.wrapping_mul(0xd6e8_feb8_6659_fd93));
        // Most are short, as most of a short input is read.
        let longest = if random.next().is_multiple_of(16) { 4096 } else { 512 };
        let length = random.next() as usize % longest;
        bytes.clear();
        while bytes.len() < length {
            bytes.extend_from_slice(&random.next().to_le_bytes());
        }
        // The end of the bytes doesn't matter.
        let _ = target(&mut Unstructured::new(&bytes));
        std::mem::forget(report);
    }
    println!("{name}: {cases} cases in {:.1} s", begun.elapsed().as_secs_f64());
}

/// Prints the case that panicked.
struct CaseReport<'a> {
    name: &'a str,
    case: u64,
}

impl Drop for CaseReport<'_> {
    fn drop(&mut self) {
        eprintln!("{}: case {}", self.name, self.case);
    }
}

struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// Flips, cuts, duplicates and overwrites parts of it.
pub fn spoil(u: Bytes, bytes: &mut Vec<u8>) -> Outcome {
    for _ in 0..u.int_in_range(1..=4)? {
        if bytes.is_empty() {
            bytes.extend_from_slice(&u.arbitrary::<[u8; 8]>()?);
        }
        let at = u.choose_index(bytes.len())?;
        match u.int_in_range(0..=7)? {
            0 | 1 => bytes[at] ^= 1 << u.int_in_range(0..=7)?,
            2 => bytes[at] = u.arbitrary()?,
            3 => bytes.truncate(at),
            4 => drop(bytes.drain(at..(at + u.int_in_range(1..=8)?).min(bytes.len()))),
            5 => {
                let end = (at + u.int_in_range(1..=64)?).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let into = u.choose_index(bytes.len())?;
                bytes.splice(into..into, piece);
            }
            // Lengths and constructors are aligned to words.
            6 => {
                let word = *u.choose(&[0, 1, 0x7f, 0xff, 0x7fff_ffff, 0x8000_0000, u32::MAX, 0x1cb5_c415])?;
                let at = at / 4 * 4;
                if let Some(place) = bytes.get_mut(at..at + 4) {
                    place.copy_from_slice(&word.to_le_bytes());
                }
            }
            _ => {
                let more = u.bytes(u.len().min(16))?.to_vec();
                bytes.splice(at..at, more);
            }
        }
    }
    Ok(())
}

/// The rest of the bytes, up to this many.
pub fn rest<'b>(u: &mut Unstructured<'b>, most: usize) -> arbitrary::Result<&'b [u8]> {
    let length = u.int_in_range(0..=u.len().min(most))?;
    u.bytes(length)
}
