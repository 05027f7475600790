//! Pictures of chats.

use std::sync::Arc;

use grammers_tl_types::enums;

use super::{files, unsupported};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::files::file::File;

/// The new picture of a chat, or `None` to remove it.
pub fn chat_photo(
    world: &mut World,
    me: i64,
    given: enums::InputChatPhoto,
) -> Result<Option<Arc<File>>, Refusal> {
    match given {
        enums::InputChatPhoto::Empty => Ok(None),
        enums::InputChatPhoto::InputChatUploadedPhoto(uploaded) => {
            if uploaded.video.is_some() || uploaded.video_emoji_markup.is_some() {
                return Err(unsupported::not_implemented("inputChatUploadedPhoto with video"));
            }
            let file = uploaded.file.ok_or(bad("PHOTO_INVALID"))?;
            files::profile_photo(world, me, &file).map(Some)
        }
        enums::InputChatPhoto::Photo(photo) => match photo.id {
            enums::InputPhoto::Photo(named) => files::shown_photo(world, me, &named).map(Some),
            enums::InputPhoto::Empty => Ok(None),
        },
    }
}
