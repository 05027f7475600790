//! Writing.

use grammers_tl_types::{enums, functions::messages as functions, types};

use super::{scheduling, topics};
use crate::sandbox::functions::{Answer, Call, RpcError, not_implemented};
use crate::sandbox::read::input;
use crate::sandbox::show::peers::Mentioned;
use crate::sandbox::show::{doing, entities, event_peers, event_updates, events, markup};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::carried::{Carried, Quote};
use crate::sandbox::world::messages::draft::{Draft, Sent};
use crate::sandbox::world::messages::message::{Body, RandomId};
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::{Change, Delivery, Event};

pub fn send_message(call: &mut Call, asked: functions::SendMessage) -> Answer<functions::SendMessage> {
    refuse_what_is_not_there(&asked)?;
    let to = input::peer(call, &asked.peer)?;
    let random_id = asked.random_id;
    let topic = topics::named(asked.reply_to.as_ref());
    let (reply_to, quote) = replied_to(call, asked.reply_to)?;
    let draft = Draft {
        entities: entities::read(call, asked.entities)?,
        text: asked.message,
        media: None,
        topic,
        reply_to,
        silent: asked.silent,
        random_id: Some(RandomId { auth_key_id: call.caller.auth_key_id, random_id }),
        carried: Carried { markup: markup::read(call, asked.reply_markup)?, quote, ..Carried::default() },
    };
    if let Some(waits) = scheduling::schedule(call, to, std::slice::from_ref(&draft), asked.schedule_date)? {
        return Ok(waits);
    }
    let sent = call.world.send(call.me, to, draft)?;
    Ok(answer(call, to, sent, random_id))
}

pub fn set_typing(call: &mut Call, asked: functions::SetTyping) -> Answer<functions::SetTyping> {
    let chat = input::peer(call, &asked.peer)?;
    call.world.type_in(call.me, chat, doing::read(&asked.action)?)?;
    Ok(true)
}

/// A plain message in a private chat is answered in short, any other with its updates
/// (https://core.telegram.org/api/updates#updateshortsentmessage).
pub fn answer(call: &Call, to: Peer, sent: Sent, random_id: i64) -> enums::Updates {
    let owner = World::owner(call.me, to);
    let event = arrival(call, owner, sent);
    let known = call.world.mailbox(owner).message(sent.id);
    if let (Peer::User(_), Some(known)) = (to, known)
        && let Body::Text { entities, media: None, .. } = &*known.body
        && known.carried.markup.is_none()
    {
        return types::UpdateShortSentMessage {
            out: World::is_outgoing(call.me, known),
            id: sent.id,
            pts: event.pts,
            pts_count: event.pts_count,
            date: known.date,
            media: None,
            entities: entities::entities(entities),
            ttl_period: None,
        }
        .into();
    }
    answer_all(call, to, &[(sent, random_id)])
}

/// Each message's random_id, then the messages; those that had been sent before count nothing.
pub fn answer_all(call: &Call, to: Peer, sent: &[(Sent, i64)]) -> enums::Updates {
    let owner = World::owner(call.me, to);
    let named =
        sent.iter().map(|(sent, random_id)| types::UpdateMessageId { id: sent.id, random_id: *random_id });
    let mut updates: Vec<enums::Update> = named.map(Into::into).collect();
    let mut mentioned = Mentioned::default();
    for (sent, _) in sent.iter().filter(|(sent, _)| sent.repeated) {
        let event = arrival(call, owner, *sent);
        event_peers::mention(call.world, owner, &event, &mut mentioned);
        updates.push(event_updates::update(call.world, call.me, owner, &event));
    }
    events::own_with(call, updates, mentioned)
}

/// The event that the message made; for a repetition, one that counts nothing.
pub fn arrival(call: &Call, owner: Owner, sent: Sent) -> Event {
    let change = Change::NewMessage { id: sent.id };
    let queued = call
        .world
        .awaiting(call.me)
        .find(|Delivery { event, of, .. }| *of == owner && event.change == change);
    let fresh = queued.filter(|_| !sent.repeated).map(|delivery| delivery.event.clone());
    let pts = call.world.mailbox(owner).pts;
    fresh.unwrap_or(Event { pts, pts_count: 0, date: call.world.now(), change })
}

/// What is answered, and what of it is quoted.
pub fn replied_to(
    call: &Call,
    reply: Option<enums::InputReplyTo>,
) -> Result<(Option<i32>, Option<Quote>), RpcError> {
    let reply = match reply {
        None => return Ok((None, None)),
        Some(enums::InputReplyTo::Message(reply)) => reply,
        Some(_) => return Err(not_implemented("messages.sendMessage with this reply_to")),
    };
    let fields = [
        (reply.reply_to_peer_id.is_some(), "reply_to_peer_id"),
        (reply.monoforum_peer_id.is_some(), "monoforum_peer_id"),
        (reply.todo_item_id.is_some(), "todo_item_id"),
        (reply.poll_option.is_some(), "poll_option"),
    ];
    refuse("messages.sendMessage", &fields)?;
    if reply.quote_text.is_none() && (reply.quote_entities.is_some() || reply.quote_offset.is_some()) {
        return Err(bad("QUOTE_TEXT_INVALID").into());
    }
    let entities = entities::read(call, reply.quote_entities)?;
    let offset = reply.quote_offset.unwrap_or_default();
    let quote = reply.quote_text.map(|text| Quote { text, entities, offset });
    Ok((Some(reply.reply_to_msg_id), quote))
}

/// What would be lost without a word. What shows in no message is none of it: the sandbox has no previews, drafts,
/// sticker sets in their order or paid messages to which the other flags could make a difference.
fn refuse_what_is_not_there(asked: &functions::SendMessage) -> Result<(), RpcError> {
    let fields = [
        (asked.noforwards, "noforwards"),
        (asked.invert_media, "invert_media"),
        (asked.allow_paid_stars.is_some(), "allow_paid_stars"),
        (asked.schedule_repeat_period.is_some(), "schedule_repeat_period"),
        (asked.send_as.is_some(), "send_as"),
        (asked.quick_reply_shortcut.is_some(), "quick_reply_shortcut"),
        (asked.effect.is_some(), "effect"),
        (asked.suggested_post.is_some(), "suggested_post"),
        (asked.rich_message.is_some(), "rich_message"),
    ];
    refuse("messages.sendMessage", &fields)
}

/// Refuses the first of these fields that is given, by its name.
pub fn refuse(function: &str, fields: &[(bool, &str)]) -> Result<(), RpcError> {
    match fields.iter().find(|(given, _)| *given) {
        Some((_, field)) => Err(not_implemented(&format!("{function} with {field}"))),
        None => Ok(()),
    }
}
