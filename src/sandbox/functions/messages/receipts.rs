//! Who has seen what was written.

use grammers_tl_types::{enums, functions::messages as functions, types};

use crate::sandbox::functions::{Answer, Call};
use crate::sandbox::read::input;

pub fn get_messages_views(
    call: &mut Call,
    asked: functions::GetMessagesViews,
) -> Answer<functions::GetMessagesViews> {
    let chat = input::peer(call, &asked.peer)?;
    input::check_ids(asked.id.len())?;
    if asked.increment {
        call.world.see(call.me, chat, &asked.id)?;
    }
    call.world.may_read(call.me, chat)?;
    let mailbox = call.world.mailbox_of(call.me, chat);
    let views = asked.id.iter().map(|id| {
        let known = mailbox.message(*id).filter(|message| message.chat == chat);
        let reach = known.and_then(|message| call.world.reach(message));
        let (views, forwards) = reach.map(|reach| (reach.views(), reach.forwards)).unzip();
        types::MessageViews { views, forwards, replies: None }.into()
    });
    let (views, chats, users): (Vec<enums::MessageViews>, _, _) = (views.collect(), Vec::new(), Vec::new());
    Ok(types::messages::MessageViews { views, chats, users }.into())
}

pub fn get_message_read_participants(
    call: &mut Call,
    asked: functions::GetMessageReadParticipants,
) -> Answer<functions::GetMessageReadParticipants> {
    let chat = input::peer(call, &asked.peer)?;
    let readers = call.world.readers(call.me, chat, asked.msg_id)?.into_iter();
    Ok(readers.map(|(user_id, date)| types::ReadParticipantDate { user_id, date }.into()).collect())
}

pub fn get_outbox_read_date(
    call: &mut Call,
    asked: functions::GetOutboxReadDate,
) -> Answer<functions::GetOutboxReadDate> {
    let chat = input::peer(call, &asked.peer)?;
    let date = call.world.outbox_read_date(call.me, chat, asked.msg_id)?;
    Ok(types::OutboxReadDate { date }.into())
}
