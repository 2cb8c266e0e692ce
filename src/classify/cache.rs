//! Outputs of sequences that were encoded before, so that syndicated copy is encoded once in a run.

use crate::encoder::{Sequence, fingerprint};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// At some 600 bytes an entry (ten sentences), the cache stays under about 30 MB; once full, it takes no more.
const CAPACITY: usize = 50_000;

/// What a head gives for each sentence that a sequence reads.
pub(super) type Outputs = Arc<[Vec<f32>]>;

/// A cache over all calls of one classifier.
#[derive(Debug, Default)]
pub(super) struct Cache {
    entries: Mutex<HashMap<u128, Outputs>>,
}

impl Cache {
    /// The outputs of `sequence` under the pass number `pass`.
    pub fn get(&self, pass: u8, sequence: &Sequence) -> Option<Outputs> {
        self.lock().get(&fingerprint(&(pass, sequence))).cloned()
    }

    /// Keeps `outputs`, if there is room.
    pub fn put(&self, pass: u8, sequence: &Sequence, outputs: Outputs) {
        let mut entries = self.lock();
        if entries.len() < CAPACITY {
            entries.insert(fingerprint(&(pass, sequence)), outputs);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u128, Outputs>> {
        // A panic elsewhere leaves the map whole: `insert` is the only change made under the lock.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
