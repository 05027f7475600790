//! What comes too early: it waits for what is missing before it.

use std::time::Duration;

use tokio::time::Instant;

use super::machine::Machine;
use crate::telegram::peer::PeerId;
use crate::telegram::updates::event::Missing;
use crate::telegram::updates::queue::{Happened, Step};
use crate::telegram::updates::state::{Fit, Move, Sequence};

/// What comes too early is kept so long for what is missing before it.
/// <https://core.telegram.org/api/updates#recovering-gaps>
pub const PATIENCE: Duration = Duration::from_millis(500);

/// So much may come too early in one sequence. Then what is missing is asked for at once, and all that came with it.
pub(super) const MOST_EARLY: usize = 256;

/// So often in a row Telegram may answer that nothing is missing where something is, before it is believed.
pub const MOST_ASKED: u32 = 3;

/// What came too early in a sequence.
pub(super) struct Early {
    /// When what is missing before it is asked for.
    pub(super) patient_until: Instant,
    pub(super) happened: Vec<(Move, Happened)>,
    /// There was too much: nothing is kept until it is asked for.
    overflown: bool,
    /// How far that leads which came and was not kept.
    dropped_to: Option<i32>,
    /// How often what is missing was asked for in vain.
    asked: u32,
}

impl Early {
    pub(super) fn new() -> Self {
        let patient_until = Instant::now() + PATIENCE;
        Self { patient_until, happened: Vec::new(), overflown: false, dropped_to: None, asked: 0 }
    }

    pub(super) fn keep(&mut self, moves: Move, happened: Happened) {
        if self.happened.len() >= MOST_EARLY {
            self.dropped_to = self.happened.iter().map(|(moves, _)| moves.to).chain(self.dropped_to).max();
            self.happened.clear();
            self.overflown = true;
            self.patient_until = Instant::now();
        }
        if self.overflown {
            self.dropped_to = self.dropped_to.max(Some(moves.to));
        } else {
            self.happened.push((moves, happened));
        }
    }

    /// What is missing is asked for now.
    pub(super) fn is_asked_for(&mut self) {
        self.patient_until = Instant::now() + PATIENCE;
        self.overflown = false;
    }
}

impl Machine {
    /// What came too early may be next now.
    pub(super) fn resume(&mut self, of: Sequence) {
        let Some(mut early) = self.early.remove(&of) else { return };
        early.happened.sort_by_key(|(moves, _)| moves.to);
        let mut rest = Vec::new();
        for (moves, happened) in early.happened {
            let fit = self.inner.lock().state.fit(&[moves]);
            match fit {
                Fit::Next => self.inner.pass_on(Step::Happened(happened)),
                Fit::Gap(_) => rest.push((moves, happened)),
                Fit::Old | Fit::Unknown(_) => {}
            }
        }
        let at = self.inner.lock().state.at(of);
        early.dropped_to = early.dropped_to.filter(|dropped_to| Some(*dropped_to) > at);
        if !rest.is_empty() || early.overflown || early.dropped_to.is_some() {
            self.early.insert(of, Early { happened: rest, ..early });
        }
    }

    /// What is too early even now has a gap before it that Telegram knows nothing of. It may only not know of it yet; but
    /// after some time there is nothing to wait for.
    pub(super) fn bridge(&mut self, of: Sequence) {
        let Some(early) = self.early.get_mut(&of) else { return };
        early.asked += 1;
        if early.asked < MOST_ASKED {
            early.patient_until = Instant::now() + PATIENCE * (1 << early.asked);
            return;
        }
        let chat = match of {
            Sequence::Channel(id) => Some(PeerId::channel(id)),
            Sequence::Account | Sequence::Secondary => None,
        };
        let Some(early) = self.early.remove(&of) else { return };
        for (moves, mut happened) in early.happened {
            let (at, fit) = {
                let state = &self.inner.lock().state;
                (state.at(of), state.fit(&[moves]))
            };
            match (fit, at) {
                (Fit::Next, _) => {}
                (Fit::Gap(_), Some(at)) => {
                    if moves.from > at {
                        happened.events.splice(0..0, self.reader.gap(chat, Missing::OutOfReach));
                    }
                    happened.moves = vec![Move { from: at, ..moves }];
                }
                _ => continue,
            }
            self.inner.pass_on(Step::Happened(happened));
        }
        // What was dropped behind that has come, and can't be had again.
        let at = self.inner.lock().state.at(of);
        if let (Some(from), Some(to)) = (at, early.dropped_to)
            && from < to
        {
            let (moves, events) = (vec![Move { of, from, to }], self.reader.gap(chat, Missing::OutOfReach));
            self.inner.pass_on(Step::Happened(Happened { moves, events, ..Happened::default() }));
        }
    }
}
