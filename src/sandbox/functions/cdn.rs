//! Files on the CDN DC (https://core.telegram.org/cdn): the CDN DC gives them encrypted, the file's own DC how to read
//! them.

use std::sync::Arc;

use grammers_tl_types::{enums, functions::upload as functions, types};

use super::table::rows;
use super::upload::{HASHED, check_range, hashes};
use super::{Answer, Call, RpcError};
use crate::aes_ctr;
use crate::sandbox::world::engine::faults::FaultEffect;
use crate::sandbox::world::engine::refusal::{bad, migrate};
use crate::sandbox::world::files::cdn::CdnFile;
use crate::sandbox::world::files::contents::Contents;
use crate::sandbox::world::files::file::File;

rows! {
    functions::GetCdnFile => get_cdn_file, Cdn;
    functions::ReuploadCdnFile => reupload_cdn_file, AnyDc;
    functions::GetCdnFileHashes => get_cdn_file_hashes, AnyDc;
}

/// Hashes in one answer.
const MAX_HASHES: usize = 10;

/// The way to the CDN DC, if a fault has the file given there. It has the hashes of the piece that is asked for.
pub(super) fn redirect(
    call: &mut Call,
    file: &Arc<File>,
    contents: &Contents,
    asked: &functions::GetFile,
) -> Result<Option<enums::upload::File>, RpcError> {
    let me = Some(call.me);
    let redirected = call.world.strike_cdn(FaultEffect::CdnRedirect { always: true }, me)
        || asked.cdn_supported && call.world.strike_cdn(FaultEffect::CdnRedirect { always: false }, me);
    let Some(ticket) = redirected.then(|| call.world.store_on_cdn(file, contents)).flatten() else {
        return Ok(None);
    };
    let pieces = (asked.limit as usize).div_ceil(HASHED);
    let redirect = types::upload::FileCdnRedirect {
        dc_id: ticket.dc,
        file_token: ticket.token,
        encryption_key: ticket.key.to_vec(),
        encryption_iv: ticket.iv.to_vec(),
        file_hashes: hashes(contents, asked.offset as usize, pieces)?,
    };
    Ok(Some(redirect.into()))
}

fn get_cdn_file(call: &mut Call, asked: functions::GetCdnFile) -> Answer<functions::GetCdnFile> {
    check_range(asked.offset, asked.limit, false)?;
    if call.world.strike_cdn(FaultEffect::CdnReupload, None) {
        call.world.evict_from_cdn(&asked.file_token);
    }
    let (contents, key, iv) = match call.world.cdn_file(&asked.file_token)? {
        CdnFile::Here { contents, key, iv } => (contents, key, iv),
        CdnFile::Gone { request_token } => {
            return Ok(types::upload::CdnFileReuploadNeeded { request_token }.into());
        }
    };
    let mut bytes = contents.read(asked.offset as usize, asked.limit as usize)?;
    aes_ctr::apply(&mut bytes, &key, &iv, asked.offset as u64);
    if call.world.strike_cdn(FaultEffect::CdnWrongBytes, None)
        && let Some(last) = bytes.last_mut()
    {
        *last ^= 1;
    }
    Ok(types::upload::CdnFile { bytes }.into())
}

fn reupload_cdn_file(
    call: &mut Call,
    asked: functions::ReuploadCdnFile,
) -> Answer<functions::ReuploadCdnFile> {
    let contents = at_home(call, &asked.file_token)?;
    call.world.restore_to_cdn(&asked.file_token, &asked.request_token)?;
    hashes(&contents, 0, MAX_HASHES)
}

fn get_cdn_file_hashes(
    call: &mut Call,
    asked: functions::GetCdnFileHashes,
) -> Answer<functions::GetCdnFileHashes> {
    let offset = usize::try_from(asked.offset).map_err(|_| bad("OFFSET_INVALID"))?;
    hashes(&at_home(call, &asked.file_token)?, offset, MAX_HASHES)
}

/// The bytes of a file that lies on this DC.
fn at_home(call: &Call, token: &[u8]) -> Result<Contents, RpcError> {
    let (file, contents) = call.world.cdn_original(token)?;
    if file.dc != call.caller.dc {
        return Err(migrate("FILE", file.dc).into());
    }
    Ok(contents)
}
