//! Sorted message ids with their positions, so that ranges are counted without a scan.

use std::collections::{VecDeque, vec_deque};
use std::ops::{Bound, Range, RangeBounds};

/// New messages have the highest ids, so inserting one is mostly a push.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids(VecDeque<i32>);

impl Ids {
    pub const NONE: Self = Self(VecDeque::new());

    pub fn insert(&mut self, id: i32) {
        if self.0.back().is_none_or(|last| *last < id) {
            self.0.push_back(id);
        } else if let Err(place) = self.0.binary_search(&id) {
            self.0.insert(place, id);
        }
    }

    pub fn remove(&mut self, id: i32) {
        if let Ok(place) = self.0.binary_search(&id) {
            self.0.remove(place);
        }
    }

    pub fn contains(&self, id: i32) -> bool {
        self.0.binary_search(&id).is_ok()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn last(&self) -> Option<i32> {
        self.0.back().copied()
    }

    pub fn iter(&self) -> vec_deque::Iter<'_, i32> {
        self.0.iter()
    }

    /// Returns the ids in a range, in order.
    pub fn range(&self, ids: impl RangeBounds<i32>) -> vec_deque::Iter<'_, i32> {
        self.0.range(self.places(ids))
    }

    /// Returns the number of ids in a range.
    pub fn count(&self, ids: impl RangeBounds<i32>) -> usize {
        self.places(ids).len()
    }

    /// Returns the ids at these positions, counted from the lowest.
    pub fn at(&self, places: Range<usize>) -> vec_deque::Iter<'_, i32> {
        let end = places.end.min(self.0.len());
        self.0.range(places.start.min(end)..end)
    }

    /// Returns the positions of the ids in a range.
    pub fn places(&self, ids: impl RangeBounds<i32>) -> Range<usize> {
        let start = match ids.start_bound() {
            Bound::Included(first) => self.0.partition_point(|id| id < first),
            Bound::Excluded(before) => self.0.partition_point(|id| id <= before),
            Bound::Unbounded => 0,
        };
        let end = match ids.end_bound() {
            Bound::Included(last) => self.0.partition_point(|id| id <= last),
            Bound::Excluded(after) => self.0.partition_point(|id| id < after),
            Bound::Unbounded => self.0.len(),
        };
        start..end.max(start)
    }
}

impl FromIterator<i32> for Ids {
    fn from_iter<I: IntoIterator<Item = i32>>(ids: I) -> Self {
        let mut all: Vec<i32> = ids.into_iter().collect();
        all.sort_unstable();
        all.dedup();
        Self(all.into())
    }
}

impl<'a> IntoIterator for &'a Ids {
    type Item = &'a i32;
    type IntoIter = vec_deque::Iter<'a, i32>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A range of message ids, inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdRange {
    pub min_id: i32,
    pub max_id: i32,
}

impl IdRange {
    pub fn has(self, id: i32) -> bool {
        (self.min_id..=self.max_id).contains(&id)
    }
}

/// All ids.
impl Default for IdRange {
    fn default() -> Self {
        Self { min_id: 0, max_id: i32::MAX }
    }
}
