//! Unwrapping a client's query.

use crate::sandbox::world::login::authorization::ClientInfo;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::{GzDecoder, ZlibDecoder};
use flate2::write::GzEncoder;
use grammers_tl_types::{self as tl, Cursor, Identifiable, Serializable};

use super::transport::MAX_PACKET;
use crate::tl::limits::Unreadable;
use crate::tl::reading::{flat, next};

pub const GZIP_PACKED: u32 = 0x3072_cfa1;

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Maximum depth of the JSON in `initConnection`.
const MAX_JSON_DEPTH: usize = 32;

/// Minimum bytes of an answer to compress.
const WORTH_PACKING: usize = 1024;

/// The bytes don't match the schema, or decompress to more than a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// A function call with the values of its wrappers. <https://core.telegram.org/api/invoking>
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub layer: Option<i32>,
    pub client: Option<ClientInfo>,
    pub without_updates: bool,
    /// Queries that must succeed first.
    pub after: Vec<i64>,
    pub function: Vec<u8>,
}

impl Query {
    pub fn unwrap(body: &[u8]) -> Result<Self, Malformed> {
        let mut query = Query::default();
        let mut unpacked = None;
        let mut at = 0;
        loop {
            let bytes = &unpacked.as_deref().unwrap_or(body)[at..];
            let mut cursor = Cursor::from_slice(bytes);
            match next::<u32>(&mut cursor)? {
                tl::functions::InvokeWithLayer::<()>::CONSTRUCTOR_ID => {
                    query.layer = Some(next::<i32>(&mut cursor)?);
                }
                tl::functions::InitConnection::<()>::CONSTRUCTOR_ID => {
                    query.client = Some(client_info(&mut cursor)?);
                }
                tl::functions::InvokeWithoutUpdates::<()>::CONSTRUCTOR_ID => query.without_updates = true,
                tl::functions::InvokeAfterMsg::<()>::CONSTRUCTOR_ID => {
                    query.after.push(next::<i64>(&mut cursor)?);
                }
                tl::functions::InvokeAfterMsgs::<()>::CONSTRUCTOR_ID => {
                    query.after.extend(next::<Vec<i64>>(&mut cursor)?);
                }
                // Decompress only once: there are objects that decompress to themselves.
                GZIP_PACKED if unpacked.is_none() => {
                    unpacked = Some(inflate(bytes)?);
                    at = 0;
                    continue;
                }
                GZIP_PACKED => return Err(Malformed),
                _ => {
                    query.function = bytes.to_vec();
                    return Ok(query);
                }
            }
            at += cursor.pos();
        }
    }
}

/// Reads the client's description from `initConnection`.
fn client_info(cursor: &mut Cursor) -> Result<ClientInfo, Malformed> {
    let flags = next::<u32>(cursor)?;
    let client = ClientInfo {
        api_id: next::<i32>(cursor)?,
        device_model: next::<String>(cursor)?,
        system_version: next::<String>(cursor)?,
        app_version: next::<String>(cursor)?,
        system_lang_code: next::<String>(cursor)?,
        lang_pack: next::<String>(cursor)?,
        lang_code: next::<String>(cursor)?,
    };
    if flags & 1 != 0 {
        next::<tl::enums::InputClientProxy>(cursor)?;
    }
    if flags & 2 != 0 {
        skip_json(cursor, MAX_JSON_DEPTH)?;
    }
    Ok(client)
}

/// Skips a `JSONValue`. The generated reader would recurse without limit.
fn skip_json(cursor: &mut Cursor, depth: usize) -> Result<(), Malformed> {
    const VECTOR: u32 = 0x1cb5_c415;
    let depth = depth.checked_sub(1).ok_or(Malformed)?;
    let vector = |cursor: &mut Cursor| match next::<u32>(cursor)? {
        VECTOR => Ok(next::<u32>(cursor)?),
        _ => Err(Malformed),
    };
    match next::<u32>(cursor)? {
        tl::types::JsonNull::CONSTRUCTOR_ID => {}
        tl::types::JsonBool::CONSTRUCTOR_ID => drop(next::<bool>(cursor)?),
        tl::types::JsonNumber::CONSTRUCTOR_ID => drop(next::<f64>(cursor)?),
        tl::types::JsonString::CONSTRUCTOR_ID => drop(next::<String>(cursor)?),
        tl::types::JsonArray::CONSTRUCTOR_ID => {
            for _ in 0..vector(cursor)? {
                skip_json(cursor, depth)?;
            }
        }
        tl::types::JsonObject::CONSTRUCTOR_ID => {
            for _ in 0..vector(cursor)? {
                if next::<u32>(cursor)? != tl::types::JsonObjectValue::CONSTRUCTOR_ID {
                    return Err(Malformed);
                }
                next::<String>(cursor)?;
                skip_json(cursor, depth)?;
            }
        }
        _ => return Err(Malformed),
    }
    Ok(())
}

/// Decompresses a `gzip_packed`. <https://core.telegram.org/mtproto/service_messages#packed-object>
pub fn inflate(gzip_packed: &[u8]) -> Result<Vec<u8>, Malformed> {
    let packed = flat::<Vec<u8>>(gzip_packed.get(4..).ok_or(Malformed)?)?;
    let mut object = Vec::new();
    let limit = MAX_PACKET as u64 + 1;
    // Telegram accepts zlib's format too, and mtcute sends only that.
    if packed.starts_with(&GZIP_MAGIC) {
        GzDecoder::new(&packed[..]).take(limit).read_to_end(&mut object)
    } else {
        ZlibDecoder::new(&packed[..]).take(limit).read_to_end(&mut object)
    }
    .map_err(|_| Malformed)?;
    if object.len() > MAX_PACKET { Err(Malformed) } else { Ok(object) }
}

/// Compresses a result, if that makes it much smaller.
pub fn deflate(result: Vec<u8>) -> Vec<u8> {
    if result.len() < WORTH_PACKING {
        return result;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let packed = encoder.write_all(&result).and_then(|()| encoder.finish());
    match packed {
        // TL strings have a length of three bytes.
        Ok(packed) if packed.len() < result.len() / 4 * 3 && packed.len() < 1 << 24 => {
            let mut object = GZIP_PACKED.to_le_bytes().to_vec();
            packed.serialize(&mut object);
            object
        }
        _ => result,
    }
}

impl From<Unreadable> for Malformed {
    fn from(_: Unreadable) -> Self {
        Malformed
    }
}
