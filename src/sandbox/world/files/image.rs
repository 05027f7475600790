//! Reads the sizes of images, and draws simple ones. The sandbox can't decode images.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// An image's size and type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Image {
    pub width: u32,
    pub height: u32,
    pub mime_type: &'static str,
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Reads the header of a JPEG, PNG or GIF.
pub fn recognize(bytes: &[u8]) -> Option<Image> {
    if bytes.starts_with(PNG) {
        let width = big(bytes, 16, 4)?;
        return Some(Image { width, height: big(bytes, 20, 4)?, mime_type: "image/png" });
    }
    if bytes.starts_with(b"GIF8") {
        let little = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
        return Some(Image { width: little(6)?, height: little(8)?, mime_type: "image/gif" });
    }
    if bytes.starts_with(&[0xff, 0xd8]) { jpeg(bytes) } else { None }
}

/// A JPEG's size is in its frame header, after optional segments (<https://www.w3.org/Graphics/JPEG/itu-t81.pdf>, B.2).
fn jpeg(bytes: &[u8]) -> Option<Image> {
    let mut at = 2;
    loop {
        let [0xff, marker] = *bytes.get(at..at + 2)? else { return None };
        match marker {
            // Padding between segments.
            0xff => at += 1,
            // Markers without a segment.
            0x01 | 0xd0..=0xd8 => at += 2,
            // Start of a frame, in any coding. The other three of this range are tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let height = big(bytes, at + 5, 2)?;
                return Some(Image { width: big(bytes, at + 7, 2)?, height, mime_type: "image/jpeg" });
            }
            // The image's data or end: a frame header should have come first.
            0xd9 | 0xda => return None,
            _ => at += 2 + big(bytes, at + 2, 2)? as usize,
        }
    }
}

fn big(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let digits = bytes.get(at..at + length)?;
    Some(digits.iter().fold(0, |number, digit| number << 8 | u32::from(*digit)))
}

/// Draws a PNG of horizontal bands in up to 16 colours (<https://www.w3.org/TR/png-3/>).
pub fn banded_png(width: u32, height: u32, colours: &[[u8; 3]]) -> Vec<u8> {
    const DEPTH: u8 = 4;
    const PALETTE: u8 = 3;
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([DEPTH, PALETTE, 0, 0, 0]);

    let row = width.div_ceil(2) as usize;
    let bands = colours.len().max(1) as u64;
    let mut rows = Vec::with_capacity((row + 1) * height as usize);
    for y in 0..u64::from(height) {
        let colour = (y * bands / u64::from(height)) as u8;
        rows.push(0);
        rows.resize(rows.len() + row, colour << 4 | colour);
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    let packed = packed.write_all(&rows).and_then(|()| packed.finish());
    let packed = packed.expect("a Vec takes whatever is written into it");

    let mut png = PNG.to_vec();
    for (name, data) in
        [(b"IHDR", &header), (b"PLTE", &colours.concat()), (b"IDAT", &packed), (b"IEND", &Vec::new())]
    {
        png.extend((data.len() as u32).to_be_bytes());
        let body = [&name[..], data].concat();
        png.extend(&body);
        png.extend(crc32fast::hash(&body).to_be_bytes());
    }
    png
}
