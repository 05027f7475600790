//! A bounded cache that evicts entries that were not used lately.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// Keeps at least the `half` most recently used values, and at most twice as many.
#[derive(Debug)]
pub struct Known<K, V> {
    half: usize,
    fresh: HashMap<K, V>,
    stale: HashMap<K, V>,
}

impl<K: Eq + Hash + Clone, V: Clone> Known<K, V> {
    pub fn new(half: usize) -> Self {
        Self { half, fresh: HashMap::new(), stale: HashMap::new() }
    }

    pub fn get<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        if let Some(value) = self.fresh.get(key) {
            return Some(value.clone());
        }
        let (key, value) = self.stale.remove_entry(key)?;
        self.insert(key, value.clone());
        Some(value)
    }

    /// All entries, in arbitrary order.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.fresh.iter().chain(&self.stale)
    }

    /// Drops all but the most recently used values.
    pub fn shrink(&mut self) {
        self.stale = HashMap::new();
    }

    pub fn insert(&mut self, key: K, value: V) {
        if self.fresh.len() >= self.half && !self.fresh.contains_key(&key) {
            self.stale = std::mem::take(&mut self.fresh);
        }
        self.stale.remove(&key);
        self.fresh.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_known_and_the_oldest_forgotten() {
        let mut known = Known::new(10);
        for i in 0..100 {
            known.insert(i, i);
            assert_eq!(known.get(&0), Some(0), "what is asked for stays");
        }
        assert!((91..100).all(|i| known.get(&i) == Some(i)));
        assert_eq!(known.get(&50), None);
        assert!(known.fresh.len() + known.stale.len() <= 20);
    }

    #[test]
    fn a_new_value_takes_the_place_of_the_old() {
        let mut known = Known::new(1);
        known.insert("a", 1);
        known.insert("b", 2);
        known.insert("a", 3);
        assert_eq!((known.get("a"), known.get("a")), (Some(3), Some(3)));
    }
}
