//! Files on the CDN DC (https://core.telegram.org/cdn). The CDN DC serves them encrypted; the file's own DC serves their
//! keys and hashes.

use std::sync::Arc;

use grammers_tl_types::functions::upload as functions;
use grammers_tl_types::{enums, types};

use super::pieces;
use super::pieces::HASHED_SIZE;
use crate::aes_ctr;
use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::world::engine::faults::FaultEffect;
use crate::sandbox::world::engine::refusal::{Refusal, bad, migrate};
use crate::sandbox::world::files::cdn::CdnFile;
use crate::sandbox::world::files::contents::Contents;
use crate::sandbox::world::files::file::File;

rows! {
    functions::GetCdnFile => get_cdn_file, Cdn;
    functions::ReuploadCdnFile => reupload_cdn_file, AnyDc;
    functions::GetCdnFileHashes => get_cdn_file_hashes, AnyDc;
}

/// Maximum hashes per answer.
const MAX_HASHES: usize = 10;

/// Redirects to the CDN DC if a fault says so, with the hashes of the requested range.
pub fn redirect(
    call: &mut Call,
    file: &Arc<File>,
    contents: &Contents,
    request: &functions::GetFile,
) -> Result<Option<enums::upload::File>, Refusal> {
    let me = Some(call.me);
    let redirected = call.world.strike_cdn(FaultEffect::CdnRedirect { always: true }, me)
        || request.cdn_supported && call.world.strike_cdn(FaultEffect::CdnRedirect { always: false }, me);
    let Some(ticket) = redirected.then(|| call.world.store_on_cdn(file, contents)).flatten() else {
        return Ok(None);
    };
    let pieces = (request.limit as usize).div_ceil(HASHED_SIZE);
    let redirect = types::upload::FileCdnRedirect {
        dc_id: ticket.dc,
        file_token: ticket.token,
        encryption_key: ticket.key.to_vec(),
        encryption_iv: ticket.iv.to_vec(),
        file_hashes: pieces::hashes(contents, request.offset as usize, pieces)?,
    };
    Ok(Some(redirect.into()))
}

fn get_cdn_file(call: &mut Call, request: functions::GetCdnFile) -> Answer<functions::GetCdnFile> {
    pieces::check_range(request.offset, request.limit, false)?;
    if call.world.strike_cdn(FaultEffect::CdnReupload, None) {
        call.world.evict_from_cdn(&request.file_token);
    }
    let (contents, key, iv) = match call.world.cdn_file(&request.file_token)? {
        CdnFile::Here { contents, key, iv } => (contents, key, iv),
        CdnFile::Gone { request_token } => {
            return Ok(types::upload::CdnFileReuploadNeeded { request_token }.into());
        }
    };
    let mut bytes = contents.read(request.offset as usize, request.limit as usize)?;
    aes_ctr::apply(&mut bytes, &key, &iv, request.offset as u64);
    if call.world.strike_cdn(FaultEffect::CdnWrongBytes, None)
        && let Some(last) = bytes.last_mut()
    {
        *last ^= 1;
    }
    Ok(types::upload::CdnFile { bytes }.into())
}

fn reupload_cdn_file(
    call: &mut Call,
    request: functions::ReuploadCdnFile,
) -> Answer<functions::ReuploadCdnFile> {
    let contents = on_own_dc(call, &request.file_token)?;
    call.world.restore_to_cdn(&request.file_token, &request.request_token)?;
    pieces::hashes(&contents, 0, MAX_HASHES)
}

fn get_cdn_file_hashes(
    call: &mut Call,
    request: functions::GetCdnFileHashes,
) -> Answer<functions::GetCdnFileHashes> {
    let offset = usize::try_from(request.offset).map_err(|_| bad("OFFSET_INVALID"))?;
    pieces::hashes(&on_own_dc(call, &request.file_token)?, offset, MAX_HASHES)
}

/// The bytes of a file whose own DC is this one.
fn on_own_dc(call: &Call, token: &[u8]) -> Result<Contents, Refusal> {
    let (file, contents) = call.world.cdn_original(token)?;
    if file.dc != call.caller.dc {
        return Err(migrate("FILE", file.dc));
    }
    Ok(contents)
}
