//! Session strings of other libraries: Telethon, Pyrogram, GramJS and mtcute.
//!
//! All of them contain a DC and its auth key in the clear. Some contain the DC's address too, which is ignored: a foreign
//! string must not choose where this daemon connects.

use std::net::{IpAddr, SocketAddr};

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE, BASE64_URL_SAFE_NO_PAD};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Account;
use crate::secret::pasted::word;
use crate::secret::{Secret, SecretBytes};

/// The library that a session string is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ExportFormat")]
pub enum Format {
    /// Telethon's `StringSession`.
    Telethon,
    /// Pyrogram and forks such as Kurigram.
    Pyrogram,
    /// GramJS's `StringSession`.
    Gramjs,
    /// mtcute, version 3.
    Mtcute,
}

/// A decoded foreign session string.
#[derive(Debug)]
pub struct Foreign {
    pub format: Format,
    pub dc: i32,
    pub auth_key: SecretBytes<256>,
    /// Only in Pyrogram's newer strings.
    pub api_id: Option<i32>,
}

/// A login to export to another library.
pub struct ExportedLogin<'a> {
    pub dc: i32,
    /// The DC's address, which the other library connects to.
    pub address: SocketAddr,
    /// Whether it is on Telegram's test servers.
    pub is_test: bool,
    pub auth_key: &'a SecretBytes<256>,
    pub api_id: i32,
    pub account: Account,
}

const KEY: usize = 256;

/// Telethon's and GramJS's strings begin with this.
const VERSION: u8 = b'1';

/// Reads a string in this format, or detects the format.
pub fn read(format: Option<Format>, text: &str) -> Option<Foreign> {
    let text = &*word(text);
    let formats = match format {
        Some(_) => [format, None, None, None],
        None => [Format::Telethon, Format::Gramjs, Format::Pyrogram, Format::Mtcute].map(Some),
    };
    // The formats differ in length.
    formats.into_iter().flatten().find_map(|format| match format {
        Format::Telethon => telethon(text.strip_prefix(char::from(VERSION))?),
        Format::Gramjs => gramjs(text.strip_prefix(char::from(VERSION))?),
        Format::Pyrogram => pyrogram(text),
        Format::Mtcute => mtcute(text),
    })
}

/// Writes the string as the library itself would.
pub fn write(format: Format, login: &ExportedLogin) -> Secret {
    match format {
        Format::Telethon => write_telethon(login),
        Format::Gramjs => write_gramjs(login),
        Format::Pyrogram => write_pyrogram(login),
        Format::Mtcute => write_mtcute(login),
    }
}

/// `>B{4 or 16}sH256s`: the DC, its IP address and port, the key.
fn telethon(text: &str) -> Option<Foreign> {
    let bytes = decode(text)?;
    let address = match bytes.len() - KEY.min(bytes.len()) {
        7 => 4,
        // A GramJS string with an address of 14 characters has the same length. Its length field would be an address
        // that begins with 0.14 here.
        19 if gramjs(text).is_none() => 16,
        _ => return None,
    };
    foreign(Format::Telethon, bytes[0].into(), &bytes[1 + address + 2..], None)
}

fn write_telethon(login: &ExportedLogin) -> Secret {
    let mut bytes = Zeroizing::new(Vec::with_capacity(KEY + 19));
    bytes.push(login.dc as u8);
    match login.address.ip() {
        IpAddr::V4(ip) => bytes.extend(ip.octets()),
        IpAddr::V6(ip) => bytes.extend(ip.octets()),
    }
    bytes.extend(login.address.port().to_be_bytes());
    bytes.extend(login.auth_key.expose());
    Secret::new(format!("1{}", BASE64_URL_SAFE.encode(&*bytes)))
}

/// The DC, the length of its address and the address as text, the port, the key.
fn gramjs(text: &str) -> Option<Foreign> {
    let bytes = decode(text)?;
    let (&dc, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first_chunk()?;
    let rest = rest.get(usize::from(u16::from_be_bytes(*length))..)?;
    let (_port, key) = rest.split_first_chunk::<2>()?;
    foreign(Format::Gramjs, dc.into(), key, None)
}

fn write_gramjs(login: &ExportedLogin) -> Secret {
    let address = login.address.ip().to_string();
    let mut bytes = Zeroizing::new(Vec::with_capacity(KEY + 5 + address.len()));
    bytes.push(login.dc as u8);
    bytes.extend((address.len() as u16).to_be_bytes());
    bytes.extend(address.as_bytes());
    bytes.extend(login.address.port().to_be_bytes());
    bytes.extend(login.auth_key.expose());
    Secret::new(format!("1{}", BASE64_STANDARD.encode(&*bytes)))
}

/// `>BI?256sQ?`: the DC, the api_id, whether it is the test server, the key, the user, whether that is a bot. Older
/// strings lack the api_id, and the oldest have 32 bits for the user.
fn pyrogram(text: &str) -> Option<Foreign> {
    let bytes = decode(text)?;
    let (&dc, rest) = bytes.split_first()?;
    let (api_id, rest) = match bytes.len() {
        263 | 267 => (None, rest),
        271 => {
            let (api_id, rest) = rest.split_first_chunk()?;
            (i32::try_from(u32::from_be_bytes(*api_id)).ok(), rest)
        }
        _ => return None,
    };
    // A longer string that was truncated to the length of a shorter one has other bytes here.
    let (is_test, is_bot) = (rest[0], rest[rest.len() - 1]);
    if is_test > 1 || is_bot > 1 {
        return None;
    }
    foreign(Format::Pyrogram, dc.into(), rest.get(1..=KEY)?, api_id)
}

fn write_pyrogram(login: &ExportedLogin) -> Secret {
    let mut bytes = Zeroizing::new(Vec::with_capacity(271));
    bytes.push(login.dc as u8);
    bytes.extend(login.api_id.cast_unsigned().to_be_bytes());
    bytes.push(login.is_test.into());
    bytes.extend(login.auth_key.expose());
    bytes.extend(login.account.id.cast_unsigned().to_be_bytes());
    bytes.push(login.account.bot.into());
    Secret::new(BASE64_URL_SAFE_NO_PAD.encode(&*bytes))
}

const MTCUTE_VERSION: u8 = 3;
const HAS_SELF: u32 = 1;
const HAS_MEDIA_DC: u32 = 4;
const TRUE: u32 = 0x9972_75b5;
const FALSE: u32 = 0xbc79_9737;

/// Version, flags, the DC, optionally the media DC, the user, the key, in TL encoding.
fn mtcute(text: &str) -> Option<Foreign> {
    let bytes = decode(text)?;
    let mut rest = bytes.strip_prefix(&[MTCUTE_VERSION])?;
    let flags = u32::from_le_bytes(*take(&mut rest)?);
    // A DC has its own version, number, flags, address and port.
    let &[_, dc, ..] = tl_bytes(&mut rest)? else { return None };
    if flags & HAS_MEDIA_DC != 0 {
        tl_bytes(&mut rest)?;
    }
    if flags & HAS_SELF != 0 {
        take::<12>(&mut rest)?;
    }
    let key = tl_bytes(&mut rest)?;
    if !rest.is_empty() {
        return None;
    }
    foreign(Format::Mtcute, dc.into(), key, None)
}

fn write_mtcute(login: &ExportedLogin) -> Secret {
    let (ip, port) = (login.address.ip(), login.address.port());
    let mut dc = vec![2, login.dc as u8, u8::from(ip.is_ipv6()) | u8::from(login.is_test) << 2];
    put_tl_bytes(&mut dc, ip.to_string().as_bytes());
    dc.extend(u32::from(port).to_le_bytes());
    let mut bytes = Zeroizing::new(Vec::with_capacity(2 * KEY));
    bytes.push(MTCUTE_VERSION);
    bytes.extend(HAS_SELF.to_le_bytes());
    put_tl_bytes(&mut bytes, &dc);
    bytes.extend(login.account.id.to_le_bytes());
    bytes.extend(if login.account.bot { TRUE } else { FALSE }.to_le_bytes());
    put_tl_bytes(&mut bytes, login.auth_key.expose());
    Secret::new(BASE64_URL_SAFE_NO_PAD.encode(&*bytes))
}

fn foreign(format: Format, dc: i32, key: &[u8], api_id: Option<i32>) -> Option<Foreign> {
    let mut key: [u8; KEY] = key.try_into().ok()?;
    // A string without a login has a key of zeros.
    let is_key = key.iter().any(|byte| *byte != 0);
    let auth_key = SecretBytes::new(&mut key);
    // No account is on a DC with a higher number, so the text is something else.
    ((1..100).contains(&dc) && is_key).then_some(Foreign { format, dc, auth_key, api_id })
}

fn take<'a, const N: usize>(bytes: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(taken)
}

/// TL's `bytes`. mtcute pads them relative to the position after the first byte, which is always a multiple of four.
fn tl_bytes<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, head) = match *bytes.first()? {
        254 => {
            let [_, a, b, c] = *bytes.first_chunk()?;
            (u32::from_le_bytes([a, b, c, 0]) as usize, 4)
        }
        length => (usize::from(length), 1),
    };
    let value = bytes.get(head..head + length)?;
    *bytes = bytes.get((head + length).next_multiple_of(4)..)?;
    Some(value)
}

fn put_tl_bytes(bytes: &mut Vec<u8>, value: &[u8]) {
    let start = bytes.len();
    match value.len() {
        length @ ..254 => bytes.push(length as u8),
        length => bytes.extend(((length as u32) << 8 | 254).to_le_bytes()),
    }
    bytes.extend(value);
    bytes.resize(start + (bytes.len() - start).next_multiple_of(4), 0);
}

/// Decodes either alphabet of base64, with or without padding.
fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    const LENIENT: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
    const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);
    let decoded = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text));
    decoded.ok().map(Zeroizing::new)
}

#[cfg(test)]
mod tests;
