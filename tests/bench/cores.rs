//! On how many cores client and server run.

use std::io;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::table::Goal;

#[derive(Clone, Copy)]
pub enum Cores {
    /// Client and server share one core: what the code costs, without the scheduler.
    One,
    /// Where the scheduler puts them: what a user gets.
    All,
}

impl Cores {
    pub fn name(self) -> &'static str {
        match self {
            Cores::One => "pinned",
            Cores::All => "free",
        }
    }

    /// Restricts this thread and the processes it starts, until the guard is dropped.
    pub fn take(self) -> io::Result<Guard> {
        let before = sched_getaffinity(None)?;
        if let Cores::One = self {
            let first = (0..CpuSet::MAX_CPU).find(|core| before.is_set(*core)).unwrap_or_default();
            let mut one = CpuSet::new();
            one.set(first);
            sched_setaffinity(None, &one)?;
        }
        Ok(Guard { before })
    }

    /// Pinned figures have a goal, free ones are printed as a distribution.
    pub fn goal(self, goal: Goal) -> Goal {
        match self {
            Cores::One => goal,
            Cores::All => goal.into_distribution(),
        }
    }
}

pub struct Guard {
    before: CpuSet,
}

impl Drop for Guard {
    fn drop(&mut self) {
        sched_setaffinity(None, &self.before).expect("it ran on these cores before");
    }
}
