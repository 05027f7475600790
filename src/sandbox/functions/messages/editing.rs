//! Edits and deletes messages.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::types;

use super::polls;
use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read;
use crate::sandbox::read::unsupported;
use crate::sandbox::show::updates;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::delete::HistoryPart;
use crate::sandbox::world::messages::edit::Edit;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;

rows! {
    functions::EditMessage => edit_message, Account;
    functions::DeleteMessages => delete_messages, Account;
    functions::DeleteHistory => delete_history, User;
}

pub fn edit_message(call: &mut Call, request: functions::EditMessage) -> Answer<functions::EditMessage> {
    unsupported::refuse_given(
        "messages.editMessage",
        &[
            ("media", request.media.as_ref().is_some_and(|media| !polls::is_poll(media))),
            ("reply_markup", request.media.is_some() && request.reply_markup.is_some()),
            ("schedule_date", request.schedule_date.is_some()),
            ("quick_reply_shortcut_id", request.quick_reply_shortcut_id.is_some()),
            ("rich_message", request.rich_message.is_some()),
        ],
    )?;
    let chat = call.peer(&request.peer)?;
    if let Some(media) = request.media {
        polls::close(call, chat, request.id, &media)?;
        return Ok(updates::own(call.world, call.me, Vec::new()));
    }
    let edit = Edit {
        text: request.message,
        entities: read::entities::entities(call.world, call.me, request.entities)?,
        markup: read::markup::markup(call.world, call.me, request.reply_markup)?,
    };
    call.world.edit(call.me, chat, request.id, edit)?;
    Ok(updates::own(call.world, call.me, Vec::new()))
}

pub fn delete_messages(
    call: &mut Call,
    request: functions::DeleteMessages,
) -> Answer<functions::DeleteMessages> {
    read::messages::check_ids(request.id.len())?;
    let pts_count = call.world.delete(call.me, &request.id, request.revoke)?;
    let pts = call.world.mailbox(Owner::Account(call.me)).pts;
    Ok(types::messages::AffectedMessages { pts, pts_count }.into())
}

pub fn delete_history(
    call: &mut Call,
    request: functions::DeleteHistory,
) -> Answer<functions::DeleteHistory> {
    let chat = call.peer(&request.peer)?;
    let dated = request.min_date.is_some() || request.max_date.is_some();
    if dated && !matches!(chat, Peer::User(_)) {
        return Err(bad("CHAT_REVOKE_DATE_UNSUPPORTED"));
    }
    let part = HistoryPart {
        max_id: request.max_id,
        min_date: request.min_date.unwrap_or(0),
        max_date: request.max_date.unwrap_or(0),
    };
    let pts_count = call.world.delete_history(call.me, chat, part, request.just_clear, request.revoke)?;
    let pts = call.world.mailbox(Owner::Account(call.me)).pts;
    // Everything is deleted at once, so there is no further page.
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}
