//! Answers to sending messages (https://core.telegram.org/api/updates#updateshortsentmessage).

use grammers_tl_types::{enums, types};

use super::mentioned::Mentioned;
use super::{entities, event_peers, event_updates, updates};
use crate::sandbox::world::World;
use crate::sandbox::world::messages::draft::Sent;
use crate::sandbox::world::messages::message::Body;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::{Change, Delivery, Event};

/// A plain private message gets the short form, any other message its updates
/// (https://core.telegram.org/api/updates#updateshortsentmessage).
pub fn answer(world: &World, me: i64, to: Peer, sent: Sent, random_id: i64) -> enums::Updates {
    let owner = World::owner(me, to);
    let event = arrival(world, me, owner, sent);
    let known = world.mailbox(owner).message(sent.id);
    if let (Peer::User(_), Some(known)) = (to, known)
        && let Body::Text { entities, media: None, .. } = &*known.body
        && known.carried.markup.is_none()
    {
        return types::UpdateShortSentMessage {
            out: World::is_outgoing(me, known),
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
    answer_all(world, me, to, &[(sent, random_id)])
}

/// The random_id of each message, then the messages. Repeated sends don't count in the pts.
pub fn answer_all(world: &World, me: i64, to: Peer, sent: &[(Sent, i64)]) -> enums::Updates {
    let owner = World::owner(me, to);
    let named =
        sent.iter().map(|(sent, random_id)| types::UpdateMessageId { id: sent.id, random_id: *random_id });
    let mut updates: Vec<enums::Update> = named.map(Into::into).collect();
    let mut mentioned = Mentioned::default();
    for (sent, _) in sent.iter().filter(|(sent, _)| sent.repeated) {
        let event = arrival(world, me, owner, *sent);
        event_peers::mention(world, owner, &event, &mut mentioned);
        updates.push(event_updates::update(world, me, owner, &event));
    }
    updates::own_with(world, me, updates, mentioned)
}

/// The event of a sent message. For a repeated send, one that doesn't count in the pts.
pub fn arrival(world: &World, me: i64, owner: Owner, sent: Sent) -> Event {
    let change = Change::NewMessage { id: sent.id };
    let queued = world.awaiting(me).find(|Delivery { event, of, .. }| *of == owner && event.change == change);
    let fresh = queued.filter(|_| !sent.repeated).map(|delivery| delivery.event.clone());
    let pts = world.mailbox(owner).pts;
    fresh.unwrap_or(Event { pts, pts_count: 0, date: world.now(), change })
}
