//! `upload.*`: the bytes of files, in parts (https://core.telegram.org/api/files).

use std::sync::Arc;

use grammers_tl_types::{enums, functions::upload as functions, types};
use sha2::{Digest, Sha256};

use super::table::rows;
use super::{Answer, Call, RpcError, cdn, not_implemented};
use crate::sandbox::read::input;
use crate::sandbox::world::engine::refusal::{bad, migrate};
use crate::sandbox::world::files::contents::Contents;
use crate::sandbox::world::files::file::File;
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::SaveFilePart => save_file_part, Account;
    functions::SaveBigFilePart => save_big_file_part, Account;
    functions::GetFile => get_file, AnyDc;
    functions::GetFileHashes => get_file_hashes, AnyDc;
}

/// A piece that is asked for must not reach over such a border.
const MEGABYTE: i64 = 1 << 20;
/// Bytes that one hash is of.
pub(super) const HASHED: usize = 128 * 1024;
/// Hashes in one answer.
const MAX_HASHES: usize = 64;

fn save_file_part(call: &mut Call, asked: functions::SaveFilePart) -> Answer<functions::SaveFilePart> {
    call.world.save_part(call.me, asked.file_id, asked.file_part, None, asked.bytes)?;
    Ok(true)
}

fn save_big_file_part(
    call: &mut Call,
    asked: functions::SaveBigFilePart,
) -> Answer<functions::SaveBigFilePart> {
    let functions::SaveBigFilePart { file_id, file_part, file_total_parts, bytes } = asked;
    call.world.save_part(call.me, file_id, file_part, Some(file_total_parts), bytes)?;
    Ok(true)
}

fn get_file(call: &mut Call, asked: functions::GetFile) -> Answer<functions::GetFile> {
    check_range(asked.offset, asked.limit, asked.precise)?;
    let (file, contents) = located(call, &asked.location)?;
    if let Some(redirect) = cdn::redirect(call, &file, &contents, &asked)? {
        return Ok(redirect);
    }
    let bytes = contents.read(asked.offset as usize, asked.limit as usize)?;
    Ok(types::upload::File { r#type: file_type(&contents.read(0, 12)?), mtime: file.date, bytes }.into())
}

fn get_file_hashes(call: &mut Call, asked: functions::GetFileHashes) -> Answer<functions::GetFileHashes> {
    let offset = usize::try_from(asked.offset).map_err(|_| bad("OFFSET_INVALID"))?;
    let (_, contents) = located(call, &asked.location)?;
    hashes(&contents, offset, MAX_HASHES)
}

/// So many hashes of pieces, the first that of this byte's.
pub(super) fn hashes(
    contents: &Contents,
    offset: usize,
    most: usize,
) -> Result<Vec<enums::FileHash>, RpcError> {
    let first = offset / HASHED * HASHED;
    let pieces = (first..contents.size()).step_by(HASHED).take(most);
    let hashed = pieces.map(|offset| {
        let bytes = contents.read(offset, HASHED)?;
        let hash = Sha256::digest(&bytes).to_vec();
        Ok(types::FileHash { offset: offset as i64, limit: bytes.len() as i32, hash }.into())
    });
    hashed.collect()
}

/// > offset % 4KB = 0, limit % 4KB = 0, 1MB % limit = 0, offset / 1MB = (offset + limit - 1) / 1MB
///
/// With `precise`, units of 1 KB, and any limit up to 1 MB.
/// <https://core.telegram.org/api/files#downloading-files>
pub(super) fn check_range(offset: i64, limit: i32, precise: bool) -> Result<(), RpcError> {
    let unit = if precise { 1024 } else { 4096 };
    let limit = i64::from(limit);
    if offset < 0 || offset % unit != 0 {
        return Err(bad("OFFSET_INVALID").into());
    }
    let limit_fits = (1..=MEGABYTE).contains(&limit) && limit % unit == 0;
    if !limit_fits || (!precise && MEGABYTE % limit != 0) {
        return Err(bad("LIMIT_INVALID").into());
    }
    let last = offset.checked_add(limit - 1).ok_or(bad("OFFSET_INVALID"))?;
    if offset / MEGABYTE == last / MEGABYTE { Ok(()) } else { Err(bad("LIMIT_INVALID").into()) }
}

/// The bytes that a client names, if it asks where they lie and may have them.
fn located(call: &Call, location: &enums::InputFileLocation) -> Result<(Arc<File>, Contents), RpcError> {
    use enums::InputFileLocation as Location;
    let (photo, id, hash, reference, size) = match location {
        Location::InputDocumentFileLocation(at) => {
            (false, at.id, at.access_hash, &at.file_reference, &at.thumb_size)
        }
        Location::InputPhotoFileLocation(at) => {
            (true, at.id, at.access_hash, &at.file_reference, &at.thumb_size)
        }
        Location::InputPeerPhotoFileLocation(at) => return portrait(call, at),
        _ => return Err(not_implemented("upload.getFile of other than photos and documents")),
    };
    if let Some(file) = call.world.file(id)
        && file.dc != call.caller.dc
    {
        return Err(migrate("FILE", file.dc).into());
    }
    let file = call.world.shown_file(call.me, id, hash, reference, "FILE_ID_INVALID")?;
    // A photo has no bytes but those of its sizes.
    if file.is_photo != photo || (photo && size.is_empty()) {
        return Err(bad("LOCATION_INVALID").into());
    }
    let contents = file.named(size).cloned().ok_or(bad("LOCATION_INVALID"))?;
    Ok((file, contents))
}

/// The picture of a person or chat, whole or small. Whoever sees them sees it: it needs no reference.
fn portrait(call: &Call, at: &types::InputPeerPhotoFileLocation) -> Result<(Arc<File>, Contents), RpcError> {
    let shown = match input::pictured(call, &at.peer)? {
        Peer::User(id) => call.world.profile_photos(id).find(|photo| photo.id == at.photo_id),
        chat => call.world.current_photo(chat).filter(|photo| photo.id == at.photo_id),
    };
    let file = Arc::clone(shown.ok_or(bad("LOCATION_INVALID"))?);
    if file.dc != call.caller.dc {
        return Err(migrate("FILE", file.dc).into());
    }
    let size = if at.big { file.sizes.last() } else { file.sizes.first() };
    let contents = size.map(|size| size.contents.clone()).ok_or(bad("LOCATION_INVALID"))?;
    Ok((file, contents))
}

/// By how it begins.
fn file_type(head: &[u8]) -> enums::storage::FileType {
    use enums::storage::FileType;
    let at = |from: usize, known: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(known));
    match head {
        _ if at(0, &[0xff, 0xd8, 0xff]) => FileType::FileJpeg,
        _ if at(0, b"\x89PNG") => FileType::FilePng,
        _ if at(0, b"GIF8") => FileType::FileGif,
        _ if at(0, b"%PDF") => FileType::FilePdf,
        _ if at(0, b"RIFF") && at(8, b"WEBP") => FileType::FileWebp,
        _ if at(4, b"ftypqt") => FileType::FileMov,
        _ if at(4, b"ftyp") => FileType::FileMp4,
        _ if at(0, b"ID3") => FileType::FileMp3,
        _ => FileType::FileUnknown,
    }
}
