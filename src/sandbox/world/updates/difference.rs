//! Recovering missed updates (https://core.telegram.org/api/updates#recovering-gaps).

use super::event::Event;
use crate::sandbox::world::World;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;

/// The state of an account's updates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub pts: i32,
    pub date: i32,
    pub unread: i32,
}

/// Missed events.
#[derive(Debug, PartialEq)]
pub enum Difference {
    Nothing,
    /// All missed events, or the first of them if `last` is false.
    Events {
        events: Vec<Event>,
        last: bool,
    },
    /// Too many events. The client must start over from `pts`.
    TooLong {
        pts: i32,
    },
}

impl World {
    pub fn state(&self, account: i64) -> State {
        let pts = self.mailbox(Owner::Account(account)).pts;
        let unread = self.dialogs_of(account).filter(|(peer, _)| self.unread(account, *peer) > 0).count();
        State { pts, date: self.now(), unread: unread as i32 }
    }

    /// Returns the account's channels with events at or after `date`, and their pts.
    pub fn channels_moved(&self, account: i64, date: i32) -> Vec<(i64, i32)> {
        let moved = self.dialogs_of(account).filter_map(|(peer, _)| {
            let Peer::Channel(channel) = peer else { return None };
            let mailbox = self.mailbox(Owner::Channel(channel));
            let newest = mailbox.log().last().filter(|event| event.date >= date)?;
            Some((channel, newest.pts))
        });
        moved.collect()
    }

    /// Returns up to `limit` events after `pts`, but at least one. Includes uncounted events since `date`, which share
    /// a pts with a counted one.
    pub fn difference(&self, of: Owner, pts: i32, date: i32, limit: usize, too_long: usize) -> Difference {
        let mailbox = self.mailbox(of);
        let limit = limit.max(1);
        if pts > mailbox.pts || mailbox.pts.saturating_sub(pts) as usize > too_long {
            return Difference::TooLong { pts: mailbox.pts };
        }
        let log = mailbox.log();
        let from = log.partition_point(|event| event.pts < pts);
        let missed = |event: &&Event| event.pts > pts || (event.pts_count == 0 && event.date >= date);
        let missed = log[from..].iter().filter(missed);

        let mut events: Vec<Event> = Vec::new();
        let mut counted = 0;
        let mut last = true;
        for event in missed {
            counted += usize::from(event.pts_count > 0);
            if counted > limit {
                last = false;
                break;
            }
            events.push(event.clone());
        }
        if events.is_empty() {
            return Difference::Nothing;
        }
        Difference::Events { events, last }
    }
}
