//! Updates on their way to those they are for.

use grammers_tl_types::{Serializable, enums, types as tl};

use super::writes::{Room, Write};
use super::{Functions, Link, Server, layer};
use crate::sandbox::functions::Push;
use crate::sandbox::mtproto::moment::Moment;
use crate::sandbox::mtproto::session::{Outgoing, Sent, Session};
use crate::sandbox::world::engine::faults::UpdateFault;

impl<F: Functions> Server<F> {
    /// Sends updates to those they are for: an authorization's last active connection that wants them.
    pub fn push(&mut self, pushes: Vec<Push>, now: Moment) {
        for push in pushes {
            if self.listener(&push, now).is_none() {
                continue;
            }
            if let Some(held_back) = self.held_back(push.auth_key_id).and_then(Option::take) {
                self.deliver(&push, now);
                self.deliver(&held_back, now);
                continue;
            }
            match self.functions.strike(&push) {
                None => self.deliver(&push, now),
                Some(UpdateFault::Lost) => {}
                Some(UpdateFault::Announced) => self.announce(&push, now),
                Some(UpdateFault::Doubled) => {
                    self.deliver(&push, now);
                    self.deliver(&push, now);
                }
                Some(UpdateFault::HeldBack) => {
                    if let Some(place) = self.held_back(push.auth_key_id) {
                        *place = Some(push);
                    }
                }
            }
        }
    }

    /// Sends updates that were held back.
    pub fn push_held_back(&mut self, now: Moment) {
        let held_back =
            self.authorizations.values_mut().filter_map(|authorization| authorization.held_back.take());
        for push in held_back.collect::<Vec<_>>() {
            self.deliver(&push, now);
        }
    }

    fn held_back(&mut self, auth_key_id: i64) -> Option<&mut Option<Push>> {
        self.authorizations.get_mut(&auth_key_id).map(|authorization| &mut authorization.held_back)
    }

    /// Returns the key, connection and session that updates go to. The key may be a temporary one bound to the push's
    /// key.
    fn listener(&self, push: &Push, now: Moment) -> Option<(i64, u64, i64)> {
        let own = self.authorizations.get(&push.auth_key_id)?;
        let temporary = own.temporary.and_then(|id| self.authorizations.get(&id));
        let temporary = temporary.filter(|known| known.expires_at.is_none_or(|at| at > now.of_age()));
        let links = [Some(own), temporary].into_iter().flatten();
        let links = links.flat_map(|known| known.links.iter().map(|link| (known.key.id(), link)));
        let wanting =
            links.filter(|(_, link)| link.wants_updates && push.except_session != Some(link.session_id));
        let (key, Link { connection, session_id, .. }) = wanting.max_by_key(|(_, link)| link.last_active)?;
        Some((key, *connection, *session_id))
    }

    fn deliver(&mut self, push: &Push, now: Moment) {
        self.hand_over(push, now, |_, sent| sent);
    }

    /// Announces updates, which the client has to request.
    /// <https://core.telegram.org/mtproto/service_messages_about_messages#extended-voluntary-communication-of-status-of-one-message>
    fn announce(&mut self, push: &Push, now: Moment) {
        self.hand_over(push, now, |session, sent| {
            let info = tl::MsgNewDetailedInfo {
                answer_msg_id: sent.msg_id,
                bytes: sent.body.len() as i32,
                status: 0,
            };
            let info = enums::MsgDetailedInfo::MsgNewDetailedInfo(info).to_bytes();
            session.send(Outgoing::Service, info.into(), now.told)
        });
    }

    /// Stores updates in their session, and sends the message that `said` makes of them.
    fn hand_over(&mut self, push: &Push, now: Moment, said: impl FnOnce(&mut Session, Sent) -> Sent) {
        let Some((key, connection, session_id)) = self.listener(push, now) else { return };
        let Some(authorization) = self.authorizations.get_mut(&key) else { return };
        let updates = match self.connections.get_mut(&connection).map(|known| known.writer.room()) {
            Some(Room::Updates) => push.updates.to_bytes(),
            // > Too many updates, it is necessary to execute updates.getDifference.
            //
            // https://core.telegram.org/constructor/updatesTooLong
            Some(Room::TooLong) => enums::Updates::TooLong.to_bytes(),
            Some(Room::Nothing) | None => return,
        };
        let Some(updates) = layer::updates(authorization.layer, updates) else { return };
        let Some(session) = authorization.sessions.get_mut(&session_id) else { return };
        let sent = session.send(Outgoing::Push, updates.into(), now.told);
        let sent = said(session, sent);
        let message = authorization.unsealed(session_id, sent, now);
        self.write(connection, Write::Push(message));
    }
}
