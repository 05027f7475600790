//! Uploaded files, and files that the account has been shown.

use std::sync::Arc;

use grammers_tl_types::{enums, types};

use super::unsupported;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::files::contents::Contents;
use crate::sandbox::world::files::file::File;

/// Turns an uploaded image into a picture of a user or chat.
pub fn profile_photo(world: &mut World, me: i64, input: &enums::InputFile) -> Result<Arc<File>, Refusal> {
    let contents = uploaded(world, me, input)?;
    world.store_profile_photo(me, contents)
}

/// A photo that the account has been shown.
pub fn shown_photo(world: &World, me: i64, named: &types::InputPhoto) -> Result<Arc<File>, Refusal> {
    shown(world, me, named.id, named.access_hash, &named.file_reference, true)
}

pub fn uploaded(world: &World, me: i64, input: &enums::InputFile) -> Result<Contents, Refusal> {
    let (id, parts, md5) = match input {
        enums::InputFile::File(file) => (file.id, file.parts, Some(file.md5_checksum.as_str())),
        enums::InputFile::Big(file) => (file.id, file.parts, None),
        enums::InputFile::StoryDocument(_) => {
            return Err(unsupported::not_implemented("inputFileStoryDocument"));
        }
    };
    world.uploaded(me, id, parts, md5)
}

pub fn shown(
    world: &World,
    me: i64,
    id: i64,
    hash: i64,
    reference: &[u8],
    photo: bool,
) -> Result<Arc<File>, Refusal> {
    let no = if photo { "PHOTO_INVALID" } else { "DOCUMENT_INVALID" };
    let file = world.shown_file(me, id, hash, reference, no)?;
    if file.is_photo == photo { Ok(file) } else { Err(bad(no)) }
}
