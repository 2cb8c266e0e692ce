//! What was found in articles, so that syndicated copy is encoded once in a run.

use crate::article::Article;
use crate::attribute::Attributed;
use crate::encoder::fingerprint;
use crate::segment::Sentence;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Sentences that are kept; at some 400 bytes each 10 MB. Once full, no more are taken.
const CAPACITY: usize = 25_000;

/// Articles by their [`key`], without vectors and without ids of speakers.
#[derive(Debug, Default)]
pub(super) struct Copies {
    kept: Mutex<(HashMap<u128, Attributed>, usize)>,
}

impl Copies {
    pub fn get(&self, key: u128) -> Option<Attributed> {
        self.lock().0.get(&key).cloned()
    }

    pub fn put(&self, key: u128, attributed: &Attributed) {
        let mut kept = self.lock();
        if kept.1 + attributed.statements.len() <= CAPACITY {
            kept.1 += attributed.statements.len();
            kept.0.insert(key, attributed.clone());
        }
    }

    fn lock(&self) -> MutexGuard<'_, (HashMap<u128, Attributed>, usize)> {
        // A panic elsewhere leaves the map whole: what is changed under the lock cannot panic.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What attribution reads of an article: all but its id and date, which name the speakers alone.
pub(super) fn key(article: &Article, sentences: &[Sentence]) -> u128 {
    let spans: Vec<(usize, usize)> = sentences.iter().map(|s| (s.span.byte_start, s.span.byte_end)).collect();
    fingerprint(&(&article.title, &article.source, &article.text, spans))
}
