//! Delivering changes to the accounts they concern.

use super::event::{Change, Delivery, Event};
use crate::sandbox::world::World;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;

impl World {
    /// Takes the deliveries queued since the last call.
    pub fn take_deliveries(&mut self) -> Vec<Delivery> {
        std::mem::take(&mut self.deliveries)
    }

    /// Returns the account's queued deliveries, in order.
    pub fn awaiting(&self, account: i64) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().filter(move |delivery| delivery.to == account)
    }

    /// Records a change in the account's log and queues its delivery.
    pub(in crate::sandbox::world) fn log_change(&mut self, account: i64, pts_count: i32, change: Change) {
        let date = self.now();
        let of = Owner::Account(account);
        let event = self.mailbox_mut(of).record(pts_count, date, change);
        self.deliveries.push(Delivery { to: account, of, event });
    }

    /// Queues a change that isn't logged: only connected clients get it.
    pub(in crate::sandbox::world) fn push_change(&mut self, account: i64, change: Change) {
        let event = Event { pts: 0, pts_count: 0, date: self.now(), change };
        self.deliveries.push(Delivery { to: account, of: Owner::Account(account), event });
    }
}

impl World {
    pub(in crate::sandbox::world) fn push_to_chat(&mut self, peer: Peer, change: Change) {
        let present: Vec<i64> =
            self.chat(peer).into_iter().flat_map(|chat| chat.present()).map(|(id, _)| id).collect();
        for member in present {
            self.push_change(member, change.clone());
        }
    }
}

impl World {
    /// Records a change in the mailbox's log and queues it for all of its readers.
    pub(in crate::sandbox::world) fn log_for_readers(&mut self, of: Owner, pts_count: i32, change: Change) {
        match of {
            Owner::Account(account) => self.log_change(account, pts_count, change),
            Owner::Channel(channel) => {
                let date = self.now();
                let event = self.mailbox_mut(of).record(pts_count, date, change);
                let members = self.present_in(Peer::Channel(channel));
                self.push_to_members(channel, &members, &event);
            }
        }
    }

    /// Queues a change that isn't logged for all readers of the mailbox.
    pub(in crate::sandbox::world) fn push_to_readers(&mut self, of: Owner, change: Change) {
        let event = Event { pts: 0, pts_count: 0, date: self.now(), change };
        match of {
            Owner::Account(to) => self.deliveries.push(Delivery { to, of, event }),
            Owner::Channel(channel) => {
                let members = self.present_in(Peer::Channel(channel));
                self.push_to_members(channel, &members, &event);
            }
        }
    }
}

impl World {
    pub(in crate::sandbox::world) fn push_to_members(
        &mut self,
        channel: i64,
        members: &[i64],
        event: &Event,
    ) {
        let of = Owner::Channel(channel);
        self.deliveries.extend(members.iter().map(|to| Delivery { to: *to, of, event: event.clone() }));
    }
}
