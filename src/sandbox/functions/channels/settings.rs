//! Creates, configures and deletes channels and supergroups.

use grammers_tl_types::functions::channels as functions;

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read;
use crate::sandbox::read::unsupported;
use crate::sandbox::show::updates;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::chats::create::NewChat;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::CreateChannel => create_channel, User;
    functions::EditTitle => edit_title, Account;
    functions::EditPhoto => edit_photo, Account;
    functions::CheckUsername => check_username, User;
    functions::UpdateUsername => update_username, User;
    functions::DeleteChannel => delete_channel, User;
    functions::ToggleSlowMode => toggle_slow_mode, User;
    functions::TogglePreHistoryHidden => toggle_pre_history_hidden, User;
    functions::ToggleForum => toggle_forum, User;
    functions::ToggleSignatures => toggle_signatures, User;
}

pub fn create_channel(
    call: &mut Call,
    request: functions::CreateChannel,
) -> Answer<functions::CreateChannel> {
    if request.geo_point.is_some() || request.address.is_some() {
        return Err(unsupported::not_implemented("channels.createChannel with geo_point"));
    }
    let kind = match (request.broadcast, request.megagroup) {
        (true, true) => return Err(bad("CHANNEL_INVALID")),
        (_, false) => ChatKind::Channel,
        (false, true) => ChatKind::Supergroup,
    };
    let (channel, _) = call.world.create(NewChat {
        kind,
        title: request.title,
        about: request.about,
        username: None,
        owner: call.me,
        members: Vec::new(),
    })?;
    if request.forum && kind == ChatKind::Supergroup {
        call.world.begin_forum(channel);
    }
    Ok(updates::with_chat(call.world, call.me, channel))
}

pub fn edit_title(call: &mut Call, request: functions::EditTitle) -> Answer<functions::EditTitle> {
    let channel = call.channel(&request.channel)?;
    call.world.edit_title(call.me, channel, &request.title)?;
    Ok(updates::with_chat(call.world, call.me, channel))
}

pub fn edit_photo(call: &mut Call, request: functions::EditPhoto) -> Answer<functions::EditPhoto> {
    let channel = call.channel(&request.channel)?;
    let photo = read::photos::chat_photo(call.world, call.me, request.photo)?;
    call.world.set_chat_photo(call.me, channel, photo)?;
    Ok(updates::with_chat(call.world, call.me, channel))
}

/// The empty channel stands for one that is about to be created.
pub fn check_username(
    call: &mut Call,
    request: functions::CheckUsername,
) -> Answer<functions::CheckUsername> {
    let channel = match call.channel(&request.channel) {
        Ok(channel) => channel,
        Err(_) if matches!(request.channel, grammers_tl_types::enums::InputChannel::Empty) => {
            Peer::Channel(0)
        }
        Err(refusal) => return Err(refusal),
    };
    call.world.check_public(call.me, channel)?;
    Ok(match call.world.check_username(channel, &request.username) {
        Ok(()) => true,
        Err(refusal) if refusal.name == "USERNAME_OCCUPIED" => false,
        Err(refusal) => return Err(refusal),
    })
}

pub fn update_username(
    call: &mut Call,
    request: functions::UpdateUsername,
) -> Answer<functions::UpdateUsername> {
    let channel = call.channel(&request.channel)?;
    call.world.set_chat_username(call.me, channel, &request.username)?;
    Ok(true)
}

pub fn delete_channel(
    call: &mut Call,
    request: functions::DeleteChannel,
) -> Answer<functions::DeleteChannel> {
    let channel = call.channel(&request.channel)?;
    call.world.delete_chat(call.me, channel)?;
    Ok(updates::with_chat(call.world, call.me, channel))
}

pub fn toggle_slow_mode(
    call: &mut Call,
    request: functions::ToggleSlowMode,
) -> Answer<functions::ToggleSlowMode> {
    let channel = call.channel(&request.channel)?;
    call.world.set_slow_mode(call.me, channel, request.seconds)?;
    Ok(updates::with_chat(call.world, call.me, channel))
}

pub fn toggle_pre_history_hidden(
    call: &mut Call,
    request: functions::TogglePreHistoryHidden,
) -> Answer<functions::TogglePreHistoryHidden> {
    let channel = call.channel(&request.channel)?;
    call.world.hide_history(call.me, channel, request.enabled)?;
    Ok(updates::with_chat(call.world, call.me, channel))
}

pub fn toggle_forum(call: &mut Call, request: functions::ToggleForum) -> Answer<functions::ToggleForum> {
    let channel = call.channel(&request.channel)?;
    call.world.set_forum(call.me, channel, request.enabled, request.tabs)?;
    Ok(updates::with_chat(call.world, call.me, channel))
}

pub fn toggle_signatures(
    call: &mut Call,
    request: functions::ToggleSignatures,
) -> Answer<functions::ToggleSignatures> {
    let channel = call.channel(&request.channel)?;
    call.world.set_signatures(call.me, channel, request.signatures_enabled)?;
    Ok(updates::with_chat(call.world, call.me, channel))
}
