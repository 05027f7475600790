//! Editing and deleting.

use grammers_tl_types::{functions::messages as functions, types};

use super::sending;
use crate::sandbox::functions::{Answer, Call};
use crate::sandbox::read::input;
use crate::sandbox::show::{entities, events, markup, polls};
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::delete::HistoryPart;
use crate::sandbox::world::messages::edit::Edit;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;

pub fn edit_message(call: &mut Call, asked: functions::EditMessage) -> Answer<functions::EditMessage> {
    sending::refuse(
        "messages.editMessage",
        &[
            (asked.media.as_ref().is_some_and(|media| !polls::is_poll(media)), "media"),
            (asked.media.is_some() && asked.reply_markup.is_some(), "reply_markup"),
            (asked.schedule_date.is_some(), "schedule_date"),
            (asked.quick_reply_shortcut_id.is_some(), "quick_reply_shortcut_id"),
            (asked.rich_message.is_some(), "rich_message"),
        ],
    )?;
    let chat = input::peer(call, &asked.peer)?;
    if let Some(media) = asked.media {
        polls::close(call, chat, asked.id, &media)?;
        return Ok(events::own(call, Vec::new()));
    }
    let edit = Edit {
        text: asked.message,
        entities: entities::read(call, asked.entities)?,
        markup: markup::read(call, asked.reply_markup)?,
    };
    call.world.edit(call.me, chat, asked.id, edit)?;
    Ok(events::own(call, Vec::new()))
}

pub fn delete_messages(
    call: &mut Call,
    asked: functions::DeleteMessages,
) -> Answer<functions::DeleteMessages> {
    input::check_ids(asked.id.len())?;
    let pts_count = call.world.delete(call.me, &asked.id, asked.revoke)?;
    let pts = call.world.mailbox(Owner::Account(call.me)).pts;
    Ok(types::messages::AffectedMessages { pts, pts_count }.into())
}

pub fn delete_history(call: &mut Call, asked: functions::DeleteHistory) -> Answer<functions::DeleteHistory> {
    let chat = input::peer(call, &asked.peer)?;
    let dated = asked.min_date.is_some() || asked.max_date.is_some();
    if dated && !matches!(chat, Peer::User(_)) {
        return Err(bad("CHAT_REVOKE_DATE_UNSUPPORTED").into());
    }
    let part = HistoryPart {
        max_id: asked.max_id,
        min_date: asked.min_date.unwrap_or(0),
        max_date: asked.max_date.unwrap_or(0),
    };
    let pts_count = call.world.delete_history(call.me, chat, part, asked.just_clear, asked.revoke)?;
    let pts = call.world.mailbox(Owner::Account(call.me)).pts;
    // Everything went at once: nothing is left to ask again for.
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}
