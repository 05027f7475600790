//! MP4 and QuickTime: boxes within boxes, each with its size and four letters.
//!
//! Sizes, durations and tracks stand in a few small boxes within `moov`; tables of samples are skipped.
//! <https://developer.apple.com/documentation/quicktime-file-format>

use std::io;

use crate::api::types::file::probe::bounded::Bounded;
use crate::api::types::file::probe::details::Details;

/// A box, without its header.
struct Atom {
    kind: [u8; 4],
    start: u64,
    end: u64,
}

/// What one track says.
#[derive(Default)]
struct Track {
    is_video: bool,
    is_sound: bool,
    pixels: Option<(u32, u32)>,
    seconds: Option<f64>,
}

pub fn read(file: &mut Bounded) -> io::Result<Details> {
    let end = file.size();
    let mut at = 0;
    let mut samples_came = false;
    while let Some(atom) = Atom::read(file, at, end)? {
        match &atom.kind {
            b"moov" => {
                let details = movie(file, &atom)?;
                return Ok(Details { is_streamable: !samples_came, ..details });
            }
            b"mdat" => samples_came = true,
            _ => {}
        }
        at = atom.end;
    }
    Err(io::ErrorKind::InvalidData.into())
}

fn movie(file: &mut Bounded, movie: &Atom) -> io::Result<Details> {
    let (mut whole, mut fragments, mut timescale) = (None, None, 0);
    let mut tracks = Vec::new();
    let mut at = movie.start;
    while let Some(atom) = Atom::read(file, at, movie.end)? {
        match &atom.kind {
            b"mvhd" => (timescale, whole) = lasting(&atom.body(file)?),
            b"mvex" => fragments = atom.child(file, b"mehd")?.map(|atom| atom.body(file)).transpose()?,
            b"trak" => tracks.push(track(file, &atom)?),
            _ => {}
        }
        at = atom.end;
    }
    // A fragmented file's own duration is 0, and that of its fragments may be told apart.
    let fragments = fragments.and_then(|body| seconds(lasting_in_fragments(&body), timescale));
    let longest = tracks.iter().filter_map(|track| track.seconds).reduce(f64::max);
    let video = tracks.iter().find(|track| track.is_video);
    let mut details = Details {
        pixels: video.and_then(|track| track.pixels),
        has_video: video.is_some(),
        has_sound: tracks.iter().any(|track| track.is_sound),
        ..Details::default()
    };
    details.lasts(whole.or(fragments).or(longest).unwrap_or(0.0));
    Ok(details)
}

fn track(file: &mut Bounded, track: &Atom) -> io::Result<Track> {
    let mut told = Track::default();
    let mut at = track.start;
    while let Some(atom) = Atom::read(file, at, track.end)? {
        match &atom.kind {
            b"tkhd" => told.pixels = pixels(&atom.body(file)?),
            b"mdia" => {
                if let Some(header) = atom.child(file, b"mdhd")? {
                    told.seconds = lasting(&header.body(file)?).1;
                }
                if let Some(handler) = atom.child(file, b"hdlr")? {
                    let body = handler.body(file)?;
                    told.is_video = body[8..12] == *b"vide";
                    told.is_sound = body[8..12] == *b"soun";
                }
            }
            _ => {}
        }
        at = atom.end;
    }
    Ok(told)
}

/// The first bytes of a box's content; zeros where it has fewer.
type Body = [u8; 100];

impl Atom {
    /// The box at a place. None if there is none before the end, or if it claims more than is there.
    fn read(file: &mut Bounded, at: u64, end: u64) -> io::Result<Option<Self>> {
        let Some(rest) = end.checked_sub(at).filter(|rest| *rest >= 8) else { return Ok(None) };
        let mut header = [0; 8];
        file.exact_at(&mut header, at)?;
        let [a, b, c, d, kind @ ..] = header;
        let (size, header) = match u32::from_be_bytes([a, b, c, d]) {
            0 => (rest, 8),
            1 if rest < 16 => return Ok(None),
            1 => {
                let mut size = [0; 8];
                file.exact_at(&mut size, at + 8)?;
                (u64::from_be_bytes(size), 16)
            }
            size => (size.into(), 8),
        };
        let whole = (header..=rest).contains(&size);
        Ok(whole.then_some(Self { kind, start: at + header, end: at + size }))
    }

    /// The first box of a kind within this one.
    fn child(&self, file: &mut Bounded, kind: &[u8; 4]) -> io::Result<Option<Self>> {
        let mut at = self.start;
        while let Some(atom) = Self::read(file, at, self.end)? {
            if atom.kind == *kind {
                return Ok(Some(atom));
            }
            at = atom.end;
        }
        Ok(None)
    }

    fn body(&self, file: &mut Bounded) -> io::Result<Body> {
        let mut body = [0; 100];
        let length = body.len().min((self.end - self.start).try_into().unwrap_or(usize::MAX));
        file.exact_at(&mut body[..length], self.start)?;
        Ok(body)
    }
}

/// Units a second and seconds, of a movie's or a track's header: they stand behind two moments.
fn lasting(body: &Body) -> (u32, Option<f64>) {
    let (timescale, duration) = match body[0] {
        0 => (number(body, 12), short(body, 16)),
        _ => (number(body, 20), long(body, 24)),
    };
    (timescale, seconds(duration, timescale))
}

/// The units that all fragments last.
fn lasting_in_fragments(body: &Body) -> Option<u64> {
    if body[0] == 0 { short(body, 4) } else { long(body, 4) }
}

/// A duration of 32 bits. All of them set mean that it is unknown.
fn short(body: &Body, at: usize) -> Option<u64> {
    Some(number(body, at)).filter(|duration| *duration != u32::MAX).map(u64::from)
}

/// The same of 64 bits.
fn long(body: &Body, at: usize) -> Option<u64> {
    let duration = u64::from(number(body, at)) << 32 | u64::from(number(body, at + 4));
    Some(duration).filter(|duration| *duration != u64::MAX)
}

fn seconds(duration: Option<u64>, timescale: u32) -> Option<f64> {
    let seconds = duration? as f64 / f64::from(timescale);
    (seconds.is_finite() && seconds > 0.0).then_some(seconds)
}

/// A track's width and height as shown, 16 bits before the point and 16 behind it. They come after a matrix of nine
/// numbers, whose first, second, fourth and fifth turn the image.
fn pixels(body: &Body) -> Option<(u32, u32)> {
    let matrix = if body[0] == 0 { 40 } else { 52 };
    let turn = |index: usize| (number(body, matrix + 4 * index) as i32).unsigned_abs();
    let (width, height) = (number(body, matrix + 36) >> 16, number(body, matrix + 40) >> 16);
    let is_on_its_side = turn(1) > turn(0) && turn(3) > turn(4);
    let pixels = if is_on_its_side { (height, width) } else { (width, height) };
    (width > 0 && height > 0).then_some(pixels)
}

fn number(body: &Body, at: usize) -> u32 {
    body[at..at + 4].iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
