//! `upload.*`: the bytes of files, in parts (https://core.telegram.org/api/files).

use std::sync::Arc;

use grammers_tl_types::functions::upload as functions;
use grammers_tl_types::{enums, types};

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::read::{peers, unsupported};
use crate::sandbox::world::engine::refusal::{Refusal, bad, migrate};
use crate::sandbox::world::files::contents::Contents;
use crate::sandbox::world::files::file::File;
use crate::sandbox::world::people::peer::Peer;

pub mod cdn;
pub mod pieces;

rows! {
    functions::SaveFilePart => save_file_part, Account;
    functions::SaveBigFilePart => save_big_file_part, Account;
    functions::GetFile => get_file, AnyDc;
    functions::GetFileHashes => get_file_hashes, AnyDc;
}

/// Maximum hashes per answer.
const MAX_HASHES: usize = 64;

fn save_file_part(call: &mut Call, request: functions::SaveFilePart) -> Answer<functions::SaveFilePart> {
    call.world.save_part(call.me, request.file_id, request.file_part, None, request.bytes)?;
    Ok(true)
}

fn save_big_file_part(
    call: &mut Call,
    request: functions::SaveBigFilePart,
) -> Answer<functions::SaveBigFilePart> {
    let functions::SaveBigFilePart { file_id, file_part, file_total_parts, bytes } = request;
    call.world.save_part(call.me, file_id, file_part, Some(file_total_parts), bytes)?;
    Ok(true)
}

fn get_file(call: &mut Call, request: functions::GetFile) -> Answer<functions::GetFile> {
    pieces::check_range(request.offset, request.limit, request.precise)?;
    let (file, contents) = located(call, &request.location)?;
    if let Some(redirect) = cdn::redirect(call, &file, &contents, &request)? {
        return Ok(redirect);
    }
    let bytes = contents.read(request.offset as usize, request.limit as usize)?;
    Ok(types::upload::File { r#type: file_type(&contents.read(0, 12)?), mtime: file.date, bytes }.into())
}

fn get_file_hashes(call: &mut Call, request: functions::GetFileHashes) -> Answer<functions::GetFileHashes> {
    let offset = usize::try_from(request.offset).map_err(|_| bad("OFFSET_INVALID"))?;
    let (_, contents) = located(call, &request.location)?;
    pieces::hashes(&contents, offset, MAX_HASHES)
}

/// Locates the bytes of a file. Fails if they are on another DC or the caller may not have them.
fn located(call: &Call, location: &enums::InputFileLocation) -> Result<(Arc<File>, Contents), Refusal> {
    use enums::InputFileLocation as Location;
    let (photo, id, hash, reference, size) = match location {
        Location::InputDocumentFileLocation(at) => {
            (false, at.id, at.access_hash, &at.file_reference, &at.thumb_size)
        }
        Location::InputPhotoFileLocation(at) => {
            (true, at.id, at.access_hash, &at.file_reference, &at.thumb_size)
        }
        Location::InputPeerPhotoFileLocation(at) => return profile_photo(call, at),
        _ => return Err(unsupported::not_implemented("upload.getFile of other than photos and documents")),
    };
    if let Some(file) = call.world.file(id)
        && file.dc != call.caller.dc
    {
        return Err(migrate("FILE", file.dc));
    }
    let file = call.world.shown_file(call.me, id, hash, reference, "FILE_ID_INVALID")?;
    // A photo exists only in its sizes.
    if file.is_photo != photo || (photo && size.is_empty()) {
        return Err(bad("LOCATION_INVALID"));
    }
    let contents = file.named(size).cloned().ok_or(bad("LOCATION_INVALID"))?;
    Ok((file, contents))
}

/// Locates the picture of a user or chat, big or small. Needs no file reference.
fn profile_photo(
    call: &Call,
    at: &types::InputPeerPhotoFileLocation,
) -> Result<(Arc<File>, Contents), Refusal> {
    let shown = match peers::pictured(call.world, call.me, &at.peer)? {
        Peer::User(id) => call.world.profile_photos(id).find(|photo| photo.id == at.photo_id),
        chat => call.world.current_photo(chat).filter(|photo| photo.id == at.photo_id),
    };
    let file = Arc::clone(shown.ok_or(bad("LOCATION_INVALID"))?);
    if file.dc != call.caller.dc {
        return Err(migrate("FILE", file.dc));
    }
    let size = if at.big { file.sizes.last() } else { file.sizes.first() };
    let contents = size.map(|size| size.contents.clone()).ok_or(bad("LOCATION_INVALID"))?;
    Ok((file, contents))
}

/// Detects the type from the first bytes.
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
