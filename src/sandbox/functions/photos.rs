//! `photos.*`, and the pictures of chats.

use std::sync::Arc;

use grammers_tl_types::{enums, functions::photos as functions, types};

use super::table::rows;
use super::{Answer, Call, RpcError, not_implemented};
use crate::sandbox::read::{input, input_media};
use crate::sandbox::show::{media, peers};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::files::file::File;
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::UploadProfilePhoto => upload_profile_photo, User;
    functions::UpdateProfilePhoto => update_profile_photo, User;
    functions::DeletePhotos => delete_photos, User;
    functions::GetUserPhotos => get_user_photos, Account;
}

/// Telegram gives no more at once.
const LIMIT: i32 = 100;

fn upload_profile_photo(
    call: &mut Call,
    asked: functions::UploadProfilePhoto,
) -> Answer<functions::UploadProfilePhoto> {
    input_media::refuse_given(
        "photos.uploadProfilePhoto",
        &[
            ("video", asked.video.is_some()),
            ("video_emoji_markup", asked.video_emoji_markup.is_some()),
            ("bot", asked.bot.is_some()),
            ("fallback", asked.fallback),
        ],
    )?;
    let file = asked.file.ok_or(bad("PHOTO_FILE_MISSING"))?;
    let photo = input_media::portrait_of(call, &file)?;
    call.world.set_profile_photo(call.me, Arc::clone(&photo));
    Ok(own(call, media::photo(call.world, call.me, &photo)))
}

/// One of one's own becomes the newest; the empty one takes the newest away.
fn update_profile_photo(
    call: &mut Call,
    asked: functions::UpdateProfilePhoto,
) -> Answer<functions::UpdateProfilePhoto> {
    let given = [("bot", asked.bot.is_some()), ("fallback", asked.fallback)];
    input_media::refuse_given("photos.updateProfilePhoto", &given)?;
    let photo = match asked.id {
        enums::InputPhoto::Photo(named) => {
            let photo = input_media::shown_photo(call, &named)?;
            if call.world.profile_photos(call.me).all(|own| own.id != photo.id) {
                return Err(bad("PHOTO_ID_INVALID").into());
            }
            call.world.set_profile_photo(call.me, Arc::clone(&photo));
            media::photo(call.world, call.me, &photo)
        }
        enums::InputPhoto::Empty => {
            let newest = call.world.current_photo(Peer::User(call.me)).map(|photo| photo.id);
            call.world.delete_profile_photos(call.me, newest.as_slice());
            types::PhotoEmpty { id: 0 }.into()
        }
    };
    Ok(own(call, photo))
}

fn delete_photos(call: &mut Call, asked: functions::DeletePhotos) -> Answer<functions::DeletePhotos> {
    let named = asked.id.into_iter().filter_map(|named| match named {
        enums::InputPhoto::Photo(named) => Some(named),
        enums::InputPhoto::Empty => None,
    });
    let photos = named.map(|named| input_media::shown_photo(call, &named));
    let ids = photos.map(|photo| Ok(photo?.id)).collect::<Result<Vec<i64>, RpcError>>()?;
    Ok(call.world.delete_profile_photos(call.me, &ids))
}

fn get_user_photos(call: &mut Call, asked: functions::GetUserPhotos) -> Answer<functions::GetUserPhotos> {
    let user = input::user(call, &asked.user_id)?;
    let (world, me) = (&*call.world, call.me);
    let count = world.profile_photos(user).count();
    let (offset, limit) = (asked.offset.max(0) as usize, asked.limit.clamp(0, LIMIT) as usize);
    // The newest come first: what follows the picture of that id is older.
    let mut behind =
        world.profile_photos(user).skip_while(|photo| asked.max_id != 0 && photo.id != asked.max_id);
    if asked.max_id != 0 {
        behind.next();
    }
    let photos: Vec<enums::Photo> =
        behind.skip(offset).take(limit).map(|photo| media::photo(world, me, photo)).collect();
    let users = vec![peers::user(world, me, user)];
    if photos.len() == count {
        return Ok(types::photos::Photos { photos, users }.into());
    }
    Ok(types::photos::PhotosSlice { count: count as i32, photos, users }.into())
}

fn own(call: &Call, photo: enums::Photo) -> enums::photos::Photo {
    types::photos::Photo { photo, users: vec![peers::user(call.world, call.me, call.me)] }.into()
}

/// What a client gives a chat as its picture; none takes it away.
pub fn of_chat(call: &mut Call, given: enums::InputChatPhoto) -> Result<Option<Arc<File>>, RpcError> {
    match given {
        enums::InputChatPhoto::Empty => Ok(None),
        enums::InputChatPhoto::InputChatUploadedPhoto(uploaded) => {
            if uploaded.video.is_some() || uploaded.video_emoji_markup.is_some() {
                return Err(not_implemented("inputChatUploadedPhoto with video"));
            }
            let file = uploaded.file.ok_or(bad("PHOTO_INVALID"))?;
            input_media::portrait_of(call, &file).map(Some)
        }
        enums::InputChatPhoto::Photo(photo) => match photo.id {
            enums::InputPhoto::Photo(named) => input_media::shown_photo(call, &named).map(Some),
            enums::InputPhoto::Empty => Ok(None),
        },
    }
}

/// The small picture that stands beside a name.
pub fn of_user(world: &World, id: i64) -> Option<enums::UserProfilePhoto> {
    let photo = world.current_photo(Peer::User(id))?;
    let (photo_id, dc_id) = (photo.id, photo.dc);
    let (has_video, personal, stripped_thumb) = (false, false, None);
    Some(types::UserProfilePhoto { has_video, personal, photo_id, stripped_thumb, dc_id }.into())
}

pub fn beside_title(world: &World, chat: Peer) -> enums::ChatPhoto {
    let Some(photo) = world.current_photo(chat) else { return enums::ChatPhoto::Empty };
    let (photo_id, dc_id) = (photo.id, photo.dc);
    types::ChatPhoto { has_video: false, photo_id, stripped_thumb: None, dc_id }.into()
}

/// The picture in full, for whoever looks at a person or chat.
pub fn in_full(world: &World, me: i64, peer: Peer) -> Option<enums::Photo> {
    world.current_photo(peer).map(|photo| media::photo(world, me, photo))
}
