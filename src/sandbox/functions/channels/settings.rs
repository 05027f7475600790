//! Making, naming and ending channels and supergroups.

use grammers_tl_types::functions::channels as functions;

use super::with_chat;
use crate::sandbox::functions::{Answer, Call, not_implemented, photos};
use crate::sandbox::read::input;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::chats::create::NewChat;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;

pub fn create_channel(call: &mut Call, asked: functions::CreateChannel) -> Answer<functions::CreateChannel> {
    if asked.geo_point.is_some() || asked.address.is_some() {
        return Err(not_implemented("channels.createChannel with geo_point"));
    }
    let kind = match (asked.broadcast, asked.megagroup) {
        (true, true) => return Err(bad("CHANNEL_INVALID").into()),
        (_, false) => ChatKind::Channel,
        (false, true) => ChatKind::Supergroup,
    };
    let (channel, _) = call.world.create(NewChat {
        kind,
        title: asked.title,
        about: asked.about,
        username: None,
        owner: call.me,
        members: Vec::new(),
    })?;
    if asked.forum && kind == ChatKind::Supergroup {
        call.world.begin_forum(channel);
    }
    Ok(with_chat(call, channel))
}

pub fn edit_title(call: &mut Call, asked: functions::EditTitle) -> Answer<functions::EditTitle> {
    let channel = input::channel(call, &asked.channel)?;
    call.world.edit_title(call.me, channel, &asked.title)?;
    Ok(with_chat(call, channel))
}

pub fn edit_photo(call: &mut Call, asked: functions::EditPhoto) -> Answer<functions::EditPhoto> {
    let channel = input::channel(call, &asked.channel)?;
    let photo = photos::of_chat(call, asked.photo)?;
    call.world.set_chat_photo(call.me, channel, photo)?;
    Ok(with_chat(call, channel))
}

/// The empty channel asks about one that is yet to be made.
pub fn check_username(call: &mut Call, asked: functions::CheckUsername) -> Answer<functions::CheckUsername> {
    let channel = match input::channel(call, &asked.channel) {
        Ok(channel) => channel,
        Err(_) if matches!(asked.channel, grammers_tl_types::enums::InputChannel::Empty) => Peer::Channel(0),
        Err(refusal) => return Err(refusal),
    };
    call.world.check_public(call.me, channel)?;
    Ok(match call.world.check_username(channel, &asked.username) {
        Ok(()) => true,
        Err(refusal) if refusal.name == "USERNAME_OCCUPIED" => false,
        Err(refusal) => return Err(refusal.into()),
    })
}

pub fn update_username(
    call: &mut Call,
    asked: functions::UpdateUsername,
) -> Answer<functions::UpdateUsername> {
    let channel = input::channel(call, &asked.channel)?;
    call.world.set_chat_username(call.me, channel, &asked.username)?;
    Ok(true)
}

pub fn delete_channel(call: &mut Call, asked: functions::DeleteChannel) -> Answer<functions::DeleteChannel> {
    let channel = input::channel(call, &asked.channel)?;
    call.world.delete_chat(call.me, channel)?;
    Ok(with_chat(call, channel))
}

pub fn toggle_slow_mode(
    call: &mut Call,
    asked: functions::ToggleSlowMode,
) -> Answer<functions::ToggleSlowMode> {
    let channel = input::channel(call, &asked.channel)?;
    call.world.set_slow_mode(call.me, channel, asked.seconds)?;
    Ok(with_chat(call, channel))
}

pub fn toggle_pre_history_hidden(
    call: &mut Call,
    asked: functions::TogglePreHistoryHidden,
) -> Answer<functions::TogglePreHistoryHidden> {
    let channel = input::channel(call, &asked.channel)?;
    call.world.hide_history(call.me, channel, asked.enabled)?;
    Ok(with_chat(call, channel))
}

pub fn toggle_forum(call: &mut Call, asked: functions::ToggleForum) -> Answer<functions::ToggleForum> {
    let channel = input::channel(call, &asked.channel)?;
    call.world.set_forum(call.me, channel, asked.enabled, asked.tabs)?;
    Ok(with_chat(call, channel))
}

pub fn toggle_signatures(
    call: &mut Call,
    asked: functions::ToggleSignatures,
) -> Answer<functions::ToggleSignatures> {
    let channel = input::channel(call, &asked.channel)?;
    call.world.set_signatures(call.me, channel, asked.signatures_enabled)?;
    Ok(with_chat(call, channel))
}
