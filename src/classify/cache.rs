//! Outputs of sequences that were encoded before, so that syndicated copy is encoded once in a run.

use crate::encoder::{Sequence, fingerprint};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes that the cache takes at most, in both its halves together.
const CAPACITY: usize = 32 << 20;

/// Bytes of an entry besides its numbers: key and value, the free places that a hash map holds beside each (up to one and a
/// third), and what the allocator adds. More than measured, so that the cache stays under [`CAPACITY`].
const ENTRY: usize = 128;

/// What a head gives for each sentence that a sequence reads.
pub(super) type Outputs = Arc<[Vec<f32>]>;

/// A cache over all calls of one classifier. Once it is full, what was not asked for lately makes room: copies of a text come
/// near each other in time, so those of last year's articles are of no use to this year's.
#[derive(Debug)]
pub(super) struct Cache {
    halves: Mutex<Halves>,
    capacity: usize,
}

/// What was put or asked for since the last change of halves, and before it.
#[derive(Debug, Default)]
struct Halves {
    young: HashMap<u128, Entry>,
    old: HashMap<u128, Entry>,
    /// Bytes of `young`.
    bytes: usize,
}

/// Outputs as one block: `sentences` times as many numbers as a sentence has.
#[derive(Debug)]
struct Entry {
    numbers: Box<[f32]>,
    sentences: u32,
}

impl Default for Cache {
    fn default() -> Self {
        Self::with_capacity(CAPACITY)
    }
}

impl Cache {
    /// A cache of at most `capacity` bytes.
    fn with_capacity(capacity: usize) -> Self {
        Self { halves: Mutex::default(), capacity }
    }

    /// The outputs of `sequence` under the pass number `pass`.
    pub fn get(&self, pass: u8, sequence: &Sequence) -> Option<Outputs> {
        let key = fingerprint(&(pass, sequence));
        let mut halves = self.lock();
        if let Some(entry) = halves.old.remove(&key) {
            self.insert(&mut halves, key, entry);
        }
        halves.young.get(&key).map(Entry::outputs)
    }

    /// Keeps `outputs`, each sentence's as long as the others'.
    pub fn put(&self, pass: u8, sequence: &Sequence, outputs: &[Vec<f32>]) {
        let entry = Entry { numbers: outputs.concat().into(), sentences: outputs.len() as u32 };
        self.insert(&mut self.lock(), fingerprint(&(pass, sequence)), entry);
    }

    /// Puts an entry into the young half; where that is full, it becomes the old one, and the old one goes.
    fn insert(&self, halves: &mut Halves, key: u128, entry: Entry) {
        let bytes = entry.bytes();
        if bytes > self.capacity / 2 {
            return;
        }
        if halves.bytes + bytes > self.capacity / 2 {
            halves.old = std::mem::take(&mut halves.young);
            halves.bytes = 0;
        }
        let replaced = halves.young.insert(key, entry);
        halves.bytes = halves.bytes + bytes - replaced.map_or(0, |entry| entry.bytes());
    }

    fn lock(&self) -> MutexGuard<'_, Halves> {
        // A panic elsewhere leaves the maps whole; `bytes` is set right after the change that it counts.
        self.halves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn bytes(&self) -> usize {
        ENTRY + size_of_val(&*self.numbers)
    }

    fn outputs(&self) -> Outputs {
        match self.numbers.len().checked_div(self.sentences as usize) {
            None => Arc::default(),
            // A codebook without themes: sentences, and no number of any.
            Some(0) => vec![vec![]; self.sentences as usize].into(),
            Some(width) => self.numbers.chunks_exact(width).map(<[f32]>::to_vec).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(id: u32) -> Sequence {
        Sequence { ids: vec![id], types: vec![0], ..Sequence::default() }
    }

    impl Cache {
        /// Bytes of both halves, counted anew.
        fn bytes(&self) -> usize {
            let halves = self.lock();
            let of = |half: &HashMap<u128, Entry>| half.values().map(Entry::bytes).sum::<usize>();
            assert_eq!(of(&halves.young), halves.bytes);
            of(&halves.young) + of(&halves.old)
        }
    }

    #[test]
    fn what_was_put_is_found_under_its_pass() {
        let cache = Cache::default();
        for outputs in [vec![vec![0.5, 0.25], vec![1.0, 0.0]], vec![vec![], vec![]], vec![]] {
            cache.put(1, &sequence(7), &outputs);
            assert_eq!(cache.get(1, &sequence(7)).as_deref(), Some(&outputs[..]));
        }
        assert!(cache.get(0, &sequence(7)).is_none());
        assert!(cache.get(1, &sequence(8)).is_none());
    }

    /// Long windows and codebooks of many themes make large entries: it is bytes that are bounded, not entries.
    #[test]
    fn it_stays_under_its_bytes_and_keeps_the_latest() {
        let capacity = 1 << 20;
        let cache = Cache::with_capacity(capacity);
        cache.put(0, &sequence(0), &[vec![0.5; 8]]);
        for id in 1..20_000 {
            let width = [3, 40, 400][id as usize % 3];
            cache.put(0, &sequence(id), &vec![vec![id as f32; width]; 10]);
            assert!(cache.get(0, &sequence(id)).is_some());
            assert!(cache.get(0, &sequence(0)).is_some(), "what is asked for again and again stays");
            if id % 500 == 0 {
                assert!(cache.bytes() <= capacity, "{} bytes after {id}", cache.bytes());
            }
        }
        assert!(cache.bytes() > capacity / 2, "room is used");
        assert!(cache.get(0, &sequence(1)).is_none());
        cache.put(0, &sequence(30_000), &vec![vec![0.0; 1000]; 1000]);
        assert!(cache.get(0, &sequence(30_000)).is_none(), "an entry of more than half of it is not taken");
        assert!(cache.bytes() <= capacity);
    }
}
