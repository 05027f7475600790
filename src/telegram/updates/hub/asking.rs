//! Asking for what is missing.

use tokio::time::Instant;
use tracing::debug;

use super::machine::Machine;
use crate::error::{Error, Result};
use crate::telegram::attempt::Attempt;
use crate::telegram::peer::PeerId;
use crate::telegram::updates::difference::{ChannelSlice, End};
use crate::telegram::updates::event::Missing;
use crate::telegram::updates::news::Moved;
use crate::telegram::updates::queue::Step;
use crate::telegram::updates::retry::is_of_one_chat;
use crate::telegram::updates::state::{Fit, Sequence};

impl Machine {
    /// Asks for what is missing in the account's sequences, and then in the channels that Telegram names.
    pub(super) async fn ask(&mut self) -> Result<()> {
        for of in [Sequence::Account, Sequence::Secondary] {
            self.due.remove(&of);
            if let Some(early) = self.early.get_mut(&of) {
                early.is_asked_for();
            }
        }
        loop {
            self.inner.ready().await;
            let at = self.inner.lock().state.without_channels();
            let slice = self.reader.difference(&at, &mut self.narrowing, &Attempt::default()).await?;
            self.is_connected(true);
            self.inner.pass_on(Step::Happened(slice.happened));
            let mut channels = slice.moved;
            for (moves, apart) in slice.apart {
                let fit = self.inner.lock().state.fit(&[moves]);
                match fit {
                    // It comes again with the channel's own difference.
                    Fit::Gap(Sequence::Channel(channel)) => {
                        channels.push(Moved { channel, pts: Some(moves.to) })
                    }
                    _ => self.counted(moves, apart),
                }
            }
            for Moved { channel, pts } in channels {
                let known = self.inner.lock().state.channels.contains_key(&channel);
                match known {
                    true if self.failing.contains_key(&channel) => {}
                    true => self.try_channel(channel).await?,
                    false => self.inner.pass_on(Step::Moved(Moved { channel, pts })),
                }
            }
            self.resume(Sequence::Account);
            self.resume(Sequence::Secondary);
            if let End::Last { date, seq } = slice.end {
                // What came about in a channel that can't be asked now has yet to be told.
                let date = if self.failing.is_empty() { date } else { at.date };
                self.inner.pass_on(Step::Synced { date, seq });
                self.bridge(Sequence::Account);
                self.bridge(Sequence::Secondary);
                return Ok(());
            }
        }
    }

    /// Asks for what is missing in a channel, or later if it can't be asked now: that holds up nothing else.
    pub(super) async fn try_channel(&mut self, id: i64) -> Result<()> {
        let asked = match self.is_watched_and_unknown(id) {
            true => self.meet_watched(id).await,
            false => self.ask_channel(id).await,
        };
        match asked {
            Ok(timeout) => {
                self.failing.remove(&id);
                self.watch_on(id, timeout);
                Ok(())
            }
            Err(error) => self.could_not_ask(id, error),
        }
    }

    /// What doesn't concern the channel alone is passed on, and then the channel is asked with all else.
    pub(super) fn could_not_ask(&mut self, id: i64, error: Error) -> Result<()> {
        let mut failures = self.failing.remove(&id).unwrap_or_default();
        if !is_of_one_chat(&error) {
            return Err(error);
        }
        debug!(kind = error.kind().name(), "a channel can't be asked for now");
        if error.kind().retryable() {
            let (pause, says) = failures.add(&error);
            self.failing.insert(id, failures);
            self.due.insert(Sequence::Channel(id), Instant::now() + pause);
            if says {
                self.tell(self.reader.gap(Some(PeerId::channel(id)), Missing::Delayed));
            }
        } else {
            self.leave_to_others(id);
        }
        Ok(())
    }

    /// Gives after how many seconds Telegram wants to be asked again, if it says so.
    async fn ask_channel(&mut self, id: i64) -> Result<Option<i32>> {
        let of = Sequence::Channel(id);
        self.due.remove(&of);
        if let Some(early) = self.early.get_mut(&of) {
            early.is_asked_for();
        }
        loop {
            self.inner.ready().await;
            let known = self.inner.lock().state.channels.get(&id).copied();
            let Some(channel) = known else { return Ok(None) };
            let channel = self.reader.reachable(id, channel);
            // A bot may leave the hash out; without one, only they can ask who have it.
            if channel.access_hash == 0 && !self.reader.account().is_bot() {
                self.leave_to_others(id);
                return Ok(None);
            }
            let attempt = Attempt::default();
            match self.reader.channel_difference(id, channel, &mut self.narrowing, &attempt).await? {
                ChannelSlice::Happened { happened, last, timeout } => {
                    self.inner.pass_on(Step::Happened(happened));
                    self.resume(of);
                    if last {
                        self.bridge(of);
                        return Ok(timeout);
                    }
                }
                ChannelSlice::Lost(_) => self.leave_to_others(id),
            }
        }
    }

    /// Leaves a channel to each of those who are told.
    pub(super) fn leave_to_others(&mut self, channel: i64) {
        self.early.remove(&Sequence::Channel(channel));
        self.due.remove(&Sequence::Channel(channel));
        self.watch_later(channel);
        self.inner.lock().state.channels.remove(&channel);
        self.inner.pass_on(Step::Moved(Moved { channel, pts: None }));
    }
}
