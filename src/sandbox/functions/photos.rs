//! `photos.*`: profile photos.

use std::sync::Arc;

use grammers_tl_types::functions::photos as functions;
use grammers_tl_types::{enums, types};

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::read::{files, unsupported};
use crate::sandbox::show;
use crate::sandbox::show::people;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::UploadProfilePhoto => upload_profile_photo, User;
    functions::UpdateProfilePhoto => update_profile_photo, User;
    functions::DeletePhotos => delete_photos, User;
    functions::GetUserPhotos => get_user_photos, Account;
}

/// Maximum results per call.
const MAX_RESULTS: i32 = 100;

fn upload_profile_photo(
    call: &mut Call,
    request: functions::UploadProfilePhoto,
) -> Answer<functions::UploadProfilePhoto> {
    unsupported::refuse_given(
        "photos.uploadProfilePhoto",
        &[
            ("video", request.video.is_some()),
            ("video_emoji_markup", request.video_emoji_markup.is_some()),
            ("bot", request.bot.is_some()),
            ("fallback", request.fallback),
        ],
    )?;
    let file = request.file.ok_or(bad("PHOTO_FILE_MISSING"))?;
    let photo = files::profile_photo(call.world, call.me, &file)?;
    call.world.set_profile_photo(call.me, Arc::clone(&photo));
    Ok(own(call, show::photos::photo(call.world, call.me, &photo)))
}

/// Makes an earlier photo the current one. The empty photo removes the current one.
fn update_profile_photo(
    call: &mut Call,
    request: functions::UpdateProfilePhoto,
) -> Answer<functions::UpdateProfilePhoto> {
    let given = [("bot", request.bot.is_some()), ("fallback", request.fallback)];
    unsupported::refuse_given("photos.updateProfilePhoto", &given)?;
    let photo = match request.id {
        enums::InputPhoto::Photo(named) => {
            let photo = files::shown_photo(call.world, call.me, &named)?;
            if call.world.profile_photos(call.me).all(|own| own.id != photo.id) {
                return Err(bad("PHOTO_ID_INVALID"));
            }
            call.world.set_profile_photo(call.me, Arc::clone(&photo));
            show::photos::photo(call.world, call.me, &photo)
        }
        enums::InputPhoto::Empty => {
            let newest = call.world.current_photo(Peer::User(call.me)).map(|photo| photo.id);
            call.world.delete_profile_photos(call.me, newest.as_slice());
            types::PhotoEmpty { id: 0 }.into()
        }
    };
    Ok(own(call, photo))
}

fn delete_photos(call: &mut Call, request: functions::DeletePhotos) -> Answer<functions::DeletePhotos> {
    let named = request.id.into_iter().filter_map(|named| match named {
        enums::InputPhoto::Photo(named) => Some(named),
        enums::InputPhoto::Empty => None,
    });
    let photos = named.map(|named| files::shown_photo(call.world, call.me, &named));
    let ids = photos.map(|photo| Ok(photo?.id)).collect::<Result<Vec<i64>, Refusal>>()?;
    Ok(call.world.delete_profile_photos(call.me, &ids))
}

fn get_user_photos(call: &mut Call, request: functions::GetUserPhotos) -> Answer<functions::GetUserPhotos> {
    let user = call.user(&request.user_id)?;
    let (world, me) = (&*call.world, call.me);
    let count = world.profile_photos(user).count();
    let (offset, limit) = (request.offset.max(0) as usize, request.limit.clamp(0, MAX_RESULTS) as usize);
    // The newest come first, so older ones follow `max_id`.
    let mut behind =
        world.profile_photos(user).skip_while(|photo| request.max_id != 0 && photo.id != request.max_id);
    if request.max_id != 0 {
        behind.next();
    }
    let photos: Vec<enums::Photo> =
        behind.skip(offset).take(limit).map(|photo| show::photos::photo(world, me, photo)).collect();
    let users = vec![people::user(world, me, user)];
    if photos.len() == count {
        return Ok(types::photos::Photos { photos, users }.into());
    }
    Ok(types::photos::PhotosSlice { count: count as i32, photos, users }.into())
}

fn own(call: &Call, photo: enums::Photo) -> enums::photos::Photo {
    types::photos::Photo { photo, users: vec![people::user(call.world, call.me, call.me)] }.into()
}
