//! Photos, and the pictures of users and chats.

use grammers_tl_types::{enums, types};

use crate::sandbox::world::World;
use crate::sandbox::world::files::file::{File, Size};
use crate::sandbox::world::people::peer::Peer;

/// The small picture next to a name.
pub fn profile_photo(world: &World, id: i64) -> Option<enums::UserProfilePhoto> {
    let photo = world.current_photo(Peer::User(id))?;
    let (photo_id, dc_id) = (photo.id, photo.dc);
    let (has_video, personal, stripped_thumb) = (false, false, None);
    Some(types::UserProfilePhoto { has_video, personal, photo_id, stripped_thumb, dc_id }.into())
}

pub fn chat_photo(world: &World, chat: Peer) -> enums::ChatPhoto {
    let Some(photo) = world.current_photo(chat) else { return enums::ChatPhoto::Empty };
    let (photo_id, dc_id) = (photo.id, photo.dc);
    types::ChatPhoto { has_video: false, photo_id, stripped_thumb: None, dc_id }.into()
}

/// The current picture in all its sizes.
pub fn full_photo(world: &World, me: i64, peer: Peer) -> Option<enums::Photo> {
    world.current_photo(peer).map(|file| photo(world, me, file))
}

pub fn photo(world: &World, me: i64, file: &File) -> enums::Photo {
    types::Photo {
        has_stickers: false,
        id: file.id,
        access_hash: world.file_access_hash(me, file.id),
        file_reference: world.file_reference(me, file.id),
        date: file.date,
        sizes: file.sizes.iter().map(size).collect(),
        video_sizes: None,
        dc_id: file.dc,
    }
    .into()
}

pub fn size(size: &Size) -> enums::PhotoSize {
    types::PhotoSize {
        r#type: size.letter.to_owned(),
        w: size.width as i32,
        h: size.height as i32,
        size: size.contents.size() as i32,
    }
    .into()
}
