//! Outputs of sequences that were encoded before, so that syndicated copy is encoded once in a run.

use crate::encoder::{Sequence, fingerprint};
use crate::recent::Recent;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes that the cache takes at most, in both its halves together.
const CAPACITY: usize = 32 << 20;

/// Bytes of an entry besides its numbers: key and value, the free places that a hash map holds beside each (up to one and a
/// third), and what the allocator adds. More than measured, so that the cache stays under [`CAPACITY`].
const ENTRY: usize = 128;

/// What a head gives for each sentence that a sequence reads.
pub(super) type Outputs = Arc<[Vec<f32>]>;

/// A cache over all calls of one classifier.
#[derive(Debug)]
pub(super) struct Cache {
    kept: Mutex<Recent<Entry>>,
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
        Self { kept: Mutex::new(Recent::new(capacity, Entry::bytes)) }
    }

    /// The outputs of `sequence` under the pass number `pass`.
    pub fn get(&self, pass: u8, sequence: &Sequence) -> Option<Outputs> {
        self.lock().get(fingerprint(&(pass, sequence))).map(Entry::outputs)
    }

    /// Keeps `outputs`, each sentence's as long as the others'.
    pub fn put(&self, pass: u8, sequence: &Sequence, outputs: &[Vec<f32>]) {
        let entry = Entry { numbers: outputs.concat().into(), sentences: outputs.len() as u32 };
        self.lock().put(fingerprint(&(pass, sequence)), entry);
    }

    fn lock(&self) -> MutexGuard<'_, Recent<Entry>> {
        // A panic elsewhere leaves the map whole: what is changed under the lock cannot panic.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
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
        fn bytes(&self) -> usize {
            self.lock().counted()
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
