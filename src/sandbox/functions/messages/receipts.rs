//! Views and read receipts.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::{enums, types};

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read;

rows! {
    functions::GetMessagesViews => get_messages_views, Account;
    functions::GetMessageReadParticipants => get_message_read_participants, User;
    functions::GetOutboxReadDate => get_outbox_read_date, User;
}

pub fn get_messages_views(
    call: &mut Call,
    request: functions::GetMessagesViews,
) -> Answer<functions::GetMessagesViews> {
    let chat = call.peer(&request.peer)?;
    read::messages::check_ids(request.id.len())?;
    if request.increment {
        call.world.see(call.me, chat, &request.id)?;
    }
    call.world.may_read(call.me, chat)?;
    let mailbox = call.world.mailbox_of(call.me, chat);
    let views = request.id.iter().map(|id| {
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
    request: functions::GetMessageReadParticipants,
) -> Answer<functions::GetMessageReadParticipants> {
    let chat = call.peer(&request.peer)?;
    let readers = call.world.readers(call.me, chat, request.msg_id)?.into_iter();
    Ok(readers.map(|(user_id, date)| types::ReadParticipantDate { user_id, date }.into()).collect())
}

pub fn get_outbox_read_date(
    call: &mut Call,
    request: functions::GetOutboxReadDate,
) -> Answer<functions::GetOutboxReadDate> {
    let chat = call.peer(&request.peer)?;
    let date = call.world.outbox_read_date(call.me, chat, request.msg_id)?;
    Ok(types::OutboxReadDate { date }.into())
}
