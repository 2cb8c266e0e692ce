//! A map that forgets: once it is full, what was neither put nor asked for lately makes room. Copies of a text come near each
//! other in time, so those of last year's articles are of no use to this year's.

use std::collections::HashMap;

/// Values by a [fingerprint](crate::encoder::fingerprint), in two halves: what was put or asked for since the last change of
/// halves, and before it.
#[derive(Debug)]
pub(crate) struct Recent<V> {
    young: HashMap<u128, V>,
    old: HashMap<u128, V>,
    /// Size of `young`.
    size: usize,
    capacity: usize,
    size_of: fn(&V) -> usize,
}

impl<V> Recent<V> {
    /// For values of at most `capacity` in all, by `size_of`.
    pub fn new(capacity: usize, size_of: fn(&V) -> usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), size: 0, capacity, size_of }
    }

    pub fn get(&mut self, key: u128) -> Option<&V> {
        if let Some(value) = self.old.remove(&key) {
            self.put(key, value);
        }
        self.young.get(&key)
    }

    /// Puts a value into the young half; where that is full, it becomes the old one, and the old one goes.
    pub fn put(&mut self, key: u128, value: V) {
        let size = (self.size_of)(&value);
        if size > self.capacity / 2 {
            return;
        }
        if self.size + size > self.capacity / 2 {
            self.old = std::mem::take(&mut self.young);
            self.size = 0;
        }
        let replaced = self.young.insert(key, value);
        self.size = self.size + size - replaced.map_or(0, |value| (self.size_of)(&value));
    }

    /// The size of both halves, counted anew.
    #[cfg(test)]
    pub fn counted(&self) -> usize {
        let of = |half: &HashMap<u128, V>| half.values().map(self.size_of).sum::<usize>();
        assert_eq!(of(&self.young), self.size);
        of(&self.young) + of(&self.old)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_stays_and_the_rest_goes() {
        let mut recent = Recent::new(20, |value: &usize| *value);
        for key in 0..8 {
            recent.put(key, 5);
            assert!(recent.get(0).is_some(), "asked for each time");
            assert!(recent.young.len() + recent.old.len() <= 4);
        }
        assert!(recent.get(1).is_none() && recent.get(7).is_some());
        recent.put(9, 11);
        assert!(recent.get(9).is_none(), "larger than a half");
    }
}
