//! Matroska and WebM: elements within elements, each with an id and a size of variable length.
//! <https://www.rfc-editor.org/rfc/rfc9559>

use std::io;

use crate::api::types::file::probe::bounded::Bounded;
use crate::api::types::file::probe::details::Details;

const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_A966;
const TIMESTAMP_SCALE: u32 = 0x2A_D7B1;
const DURATION: u32 = 0x4489;
const TRACKS: u32 = 0x1654_AE6B;
const TRACK: u32 = 0xAE;
const TRACK_TYPE: u32 = 0x83;
const VIDEO: u32 = 0xE0;
const PIXEL_WIDTH: u32 = 0xB0;
const PIXEL_HEIGHT: u32 = 0xBA;
const DISPLAY_WIDTH: u32 = 0x54B0;
const DISPLAY_HEIGHT: u32 = 0x54BA;
const DISPLAY_UNIT: u32 = 0x54B2;

/// Nanoseconds in a timestamp's unit, where the file says nothing else.
const MILLISECOND: u64 = 1_000_000;

/// An element, without its id and size.
struct Element {
    id: u32,
    start: u64,
    end: u64,
}

pub fn read(file: &mut Bounded) -> io::Result<Details> {
    let whole = Element { id: 0, start: 0, end: file.size() };
    let segment = whole.child(file, SEGMENT)?.ok_or(io::ErrorKind::InvalidData)?;
    let mut details = Details::default();
    let (mut has_info, mut has_tracks) = (false, false);
    let mut at = segment.start;
    // Both come before the samples in nearly all files.
    while !(has_info && has_tracks)
        && let Some(element) = Element::read(file, at, segment.end)?
    {
        match element.id {
            INFO => {
                details.lasts(seconds(file, &element)?);
                has_info = true;
            }
            TRACKS => {
                tracks(file, &element, &mut details)?;
                has_tracks = true;
            }
            _ => {}
        }
        at = element.end;
    }
    match has_tracks {
        true => Ok(details),
        false => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// 0 if it isn't said: what is recorded live has none.
fn seconds(file: &mut Bounded, info: &Element) -> io::Result<f64> {
    let unit = info.number(file, TIMESTAMP_SCALE)?.unwrap_or(MILLISECOND);
    let duration = match info.child(file, DURATION)? {
        Some(element) => element.float(file)?,
        None => 0.0,
    };
    Ok(duration * unit as f64 / 1e9)
}

fn tracks(file: &mut Bounded, tracks: &Element, details: &mut Details) -> io::Result<()> {
    let mut at = tracks.start;
    while let Some(track) = Element::read(file, at, tracks.end)? {
        at = track.end;
        if track.id != TRACK {
            continue;
        }
        match track.number(file, TRACK_TYPE)? {
            Some(1) if !details.has_video => {
                details.has_video = true;
                if let Some(video) = track.child(file, VIDEO)? {
                    details.pixels = pixels(file, &video)?;
                }
            }
            Some(2) => details.has_sound = true,
            _ => {}
        }
    }
    Ok(())
}

fn pixels(file: &mut Bounded, video: &Element) -> io::Result<Option<(u32, u32)>> {
    let mut pair = |width, height| -> io::Result<Option<(u32, u32)>> {
        let (width, height) = (video.number(file, width)?, video.number(file, height)?);
        let side = |side: Option<u64>| side.and_then(|side| side.try_into().ok()).filter(|side| *side > 0);
        Ok(side(width).zip(side(height)))
    };
    let stored = pair(PIXEL_WIDTH, PIXEL_HEIGHT)?;
    let shown = pair(DISPLAY_WIDTH, DISPLAY_HEIGHT)?;
    // The size to show may also be in centimetres, or a ratio.
    match video.number(file, DISPLAY_UNIT)?.unwrap_or(0) {
        0 => Ok(shown.or(stored)),
        _ => Ok(stored),
    }
}

impl Element {
    /// The element at a place. None if there is none before the end.
    fn read(file: &mut Bounded, at: u64, end: u64) -> io::Result<Option<Self>> {
        if at >= end {
            return Ok(None);
        }
        let (id, id_length) = variable(file, at, 4)?;
        let (size, size_length) = variable(file, at + id_length, 8)?;
        let start = at + id_length + size_length;
        // Of an id, the bit that ends its length is a part.
        let id = u32::try_from(id).map_err(|_| io::ErrorKind::InvalidData)?;
        let bits = 7 * size_length;
        let size = size & !(1 << bits);
        // What is recorded live doesn't know how long it gets.
        let is_unknown = size == (1 << bits) - 1;
        let element_end = if is_unknown { end } else { start.saturating_add(size).min(end) };
        Ok((start <= element_end).then_some(Self { id, start, end: element_end }))
    }

    fn child(&self, file: &mut Bounded, id: u32) -> io::Result<Option<Self>> {
        let mut at = self.start;
        while let Some(element) = Self::read(file, at, self.end)? {
            if element.id == id {
                return Ok(Some(element));
            }
            at = element.end;
        }
        Ok(None)
    }

    /// An unsigned number within this element.
    fn number(&self, file: &mut Bounded, id: u32) -> io::Result<Option<u64>> {
        let Some(element) = self.child(file, id)? else { return Ok(None) };
        let bytes = element.bytes(file)?;
        Ok(Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))))
    }

    fn float(&self, file: &mut Bounded) -> io::Result<f64> {
        let bytes = self.bytes(file)?;
        Ok(match *bytes {
            [a, b, c, d] => f32::from_be_bytes([a, b, c, d]).into(),
            [a, b, c, d, e, f, g, h] => f64::from_be_bytes([a, b, c, d, e, f, g, h]),
            _ => 0.0,
        })
    }

    /// The content of an element that is a number: 8 bytes at most.
    fn bytes(&self, file: &mut Bounded) -> io::Result<Vec<u8>> {
        let length = self.end - self.start;
        if length > 8 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = vec![0; length as usize];
        file.exact_at(&mut bytes, self.start)?;
        Ok(bytes)
    }
}

/// A number of variable length, the bit that ends its length included, and its length in bytes.
fn variable(file: &mut Bounded, at: u64, longest: u32) -> io::Result<(u64, u64)> {
    let mut bytes = [0; 8];
    file.exact_at(&mut bytes[..1], at)?;
    let more = bytes[0].leading_zeros();
    if more >= longest {
        return Err(io::ErrorKind::InvalidData.into());
    }
    file.exact_at(&mut bytes[1..=more as usize], at + 1)?;
    Ok((u64::from_be_bytes(bytes) >> (8 * (7 - more)), u64::from(more) + 1))
}
