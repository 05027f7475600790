//! Voting in polls, and closing them (https://core.telegram.org/api/poll).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::carried::Carried;
use super::owner::Owner;
use super::poll::{Ballot, Poll, Vote};
use super::polls::shown_in;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::engine::refusal::{Refusal, bad, forbidden};
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::{Change, Delivery, Event};

impl World {
    /// Votes for options by their identifiers. No options retracts the vote.
    pub fn vote(&mut self, account: i64, chat: Peer, id: i32, options: &[Vec<u8>]) -> Result<(), Refusal> {
        let poll = Arc::clone(self.poll_in(account, chat, id)?);
        let member = self.chat(chat).is_none_or(|chat| chat.has(account));
        if poll.subscribers_only && !member {
            return Err(Refusal::new(406, "POLL_MEMBER_RESTRICTED"));
        }
        let date = self.now();
        let ballot = self.ballots.get_mut(&poll.id).ok_or(bad("MESSAGE_ID_INVALID"))?;
        if ballot.closed {
            return Err(bad("MESSAGE_POLL_CLOSED"));
        }
        let place = |data: &Vec<u8>| poll.options.iter().position(|option| option.data == *data);
        let chosen: Option<BTreeSet<usize>> = options.iter().map(place).collect();
        let chosen = chosen.ok_or(bad("OPTION_INVALID"))?;
        if chosen.len() > 1 && !poll.multiple {
            return Err(bad("OPTIONS_TOO_MUCH"));
        }
        let before = ballot.votes.iter().position(|vote| vote.by == account);
        if before.is_some() && (poll.quiz.is_some() || poll.revoting_disabled) {
            return Err(bad("REVOTE_NOT_ALLOWED"));
        }
        if let Some(at) = before {
            ballot.votes.remove(at);
        }
        if !chosen.is_empty() {
            ballot.votes.push(Vote { by: account, chosen: chosen.clone(), date });
        }
        ballot.revision += 1;
        self.notify_voter(account, chat, id);
        self.notify_poll(&poll, BTreeSet::from([account]));
        if poll.public && self.is_bot(poll.creator) {
            let chosen = chosen.into_iter().collect();
            self.log_in_qts(poll.creator, Change::PollVote { poll: poll.id, by: account, chosen });
        }
        Ok(())
    }

    /// Returns the votes for an option or for any, latest first.
    pub fn votes(
        &self,
        account: i64,
        chat: Peer,
        id: i32,
        option: Option<&[u8]>,
    ) -> Result<Vec<&Vote>, Refusal> {
        let poll = self.poll_in(account, chat, id)?;
        if self.chat(chat).is_some_and(|chat| chat.kind == ChatKind::Channel) {
            return Err(forbidden("BROADCAST_FORBIDDEN"));
        }
        let ballot = self.ballot(poll.id).filter(|ballot| ballot.poll.public).ok_or(bad("MSG_ID_INVALID"))?;
        if !ballot.is_open_to(account, self.is_bot(account)) {
            return Err(forbidden("POLL_VOTE_REQUIRED"));
        }
        let place = match option {
            None => None,
            Some(data) => {
                let place = poll.options.iter().position(|option| option.data == data);
                Some(place.ok_or(bad("OPTION_INVALID"))?)
            }
        };
        let fits = |vote: &&Vote| place.is_none_or(|place| vote.chosen.contains(&place));
        Ok(ballot.votes.iter().rev().filter(fits).collect())
    }

    /// Returns the poll that a message shows to this account.
    pub fn poll_in(&self, account: i64, chat: Peer, id: i32) -> Result<&Arc<Poll>, Refusal> {
        self.may_read(account, chat)?;
        let message = self.message_in(account, chat, id).ok_or(bad("MESSAGE_ID_INVALID"))?;
        shown_in(message).ok_or(bad("MESSAGE_ID_INVALID"))
    }

    /// Closes a poll, if the account may edit its message.
    pub fn close_poll(&mut self, account: i64, chat: Peer, id: i32) -> Result<(), Refusal> {
        self.may_read(account, chat)?;
        let message = self.message_in(account, chat, id).ok_or(bad("MESSAGE_ID_INVALID"))?;
        let poll = Arc::clone(shown_in(message).ok_or(bad("MEDIA_PREV_INVALID"))?);
        self.may_edit(account, message)?;
        let twin = message.twin;
        if !self.close(poll.id) {
            return Err(bad("MESSAGE_NOT_MODIFIED"));
        }
        // The poll comes first: clients take the first update of the answer for it.
        self.notify_poll(&poll, BTreeSet::new());
        for (of, id) in self.copies(account, chat, twin) {
            if self.takes_part(of, chat) {
                // Like any edit without a keyboard, this removes it.
                self.mailbox_mut(of).change(id, |message| {
                    message.carried = Arc::new(Carried { markup: None, ..(*message.carried).clone() });
                });
                self.log_for_readers(of, 1, Change::Edited { id });
            }
        }
        Ok(())
    }

    /// When the next poll closes automatically.
    pub(in crate::sandbox::world) fn next_poll_end(&self) -> Option<i32> {
        let open = self.ballots.values().filter(|ballot| !ballot.closed);
        open.filter_map(|ballot| ballot.closes).min()
    }

    /// Closes due polls.
    pub(in crate::sandbox::world) fn close_due_polls(&mut self) {
        let now = self.now();
        let is_due = |ballot: &&Ballot| !ballot.closed && ballot.closes.is_some_and(|closes| closes <= now);
        let due = self.ballots.values().filter(is_due).map(|ballot| Arc::clone(&ballot.poll));
        let due: Vec<Arc<Poll>> = due.collect();
        for poll in due {
            self.close(poll.id);
            self.notify_poll(&poll, BTreeSet::new());
        }
    }

    /// Closes a poll. Returns whether it was open.
    fn close(&mut self, poll: i64) -> bool {
        let Some(ballot) = self.ballots.get_mut(&poll).filter(|ballot| !ballot.closed) else {
            return false;
        };
        ballot.closed = true;
        ballot.revision += 1;
        true
    }

    /// Sends the voter the poll with its results, in any chat.
    fn notify_voter(&mut self, account: i64, chat: Peer, id: i32) {
        let of = World::owner(account, chat);
        let change = Change::Poll { id, full: true };
        let event = Event { pts: 0, pts_count: 0, date: self.now(), change };
        self.deliveries.push(Delivery { to: account, of, event });
    }

    /// Notifies everyone who can see the poll, once each. Of bots, only its creator.
    fn notify_poll(&mut self, poll: &Poll, mut told: BTreeSet<i64>) {
        let shown = self.ballot(poll.id).map(|ballot| ballot.shown.clone()).unwrap_or_default();
        let date = self.now();
        for (of, id) in shown {
            let Some(message) = self.mailbox(of).message(id) else { continue };
            if !self.takes_part(of, message.chat) {
                continue;
            }
            let readers = match of {
                Owner::Account(account) => vec![account],
                Owner::Channel(channel) => self.present_in(Peer::Channel(channel)),
            };
            for to in readers {
                if (!self.is_bot(to) || to == poll.creator) && told.insert(to) {
                    let change = Change::Poll { id, full: false };
                    let event = Event { pts: 0, pts_count: 0, date, change };
                    self.deliveries.push(Delivery { to, of, event });
                }
            }
        }
    }
}
