//! What was found in articles and in their windows, so that syndicated copy is encoded once in a run.

use crate::article::Article;
use crate::attribute::Attributed;
use crate::encoder::{Sequence, fingerprint};
use crate::recent::Recent;
use crate::segment::Sentence;
use ndarray::Array2;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Sentences that are kept; at some 400 bytes each 10 MB.
const CAPACITY: usize = 25_000;

/// Numbers of the vectors of windows that are kept; 12 MB, some 200 windows.
const NUMBERS: usize = 3_000_000;

/// What the encoder gives for a window.
#[derive(Debug)]
pub(super) struct Encoded {
    /// Of the theme pass, by sentence.
    pub vectors: Vec<Arc<[f32]>>,
    /// Of the branch: `[sentences + names, hidden]`.
    pub branch: Array2<f32>,
}

/// Windows by their sequence, so that copies of a text by other outlets and of other days are encoded once: who publishes a
/// text, and when, is not in it.
#[derive(Debug)]
pub(super) struct Windows {
    kept: Mutex<Recent<Arc<Encoded>>>,
}

impl Default for Windows {
    fn default() -> Self {
        let numbers = |of: &Arc<Encoded>| of.branch.len() + of.vectors.iter().map(|vector| vector.len()).sum::<usize>();
        Self { kept: Mutex::new(Recent::new(NUMBERS, numbers)) }
    }
}

impl Windows {
    pub fn get(&self, sequence: &Sequence) -> Option<Arc<Encoded>> {
        self.lock().get(fingerprint(sequence)).cloned()
    }

    pub fn put(&self, sequence: &Sequence, encoded: &Arc<Encoded>) {
        self.lock().put(fingerprint(sequence), Arc::clone(encoded));
    }

    fn lock(&self) -> MutexGuard<'_, Recent<Arc<Encoded>>> {
        // As of articles, below.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Articles by their [`key`], without vectors and without ids of speakers.
#[derive(Debug)]
pub(super) struct Copies {
    kept: Mutex<Recent<Attributed>>,
}

impl Default for Copies {
    fn default() -> Self {
        Self { kept: Mutex::new(Recent::new(CAPACITY, |attributed| attributed.statements.len().max(1))) }
    }
}

impl Copies {
    pub fn get(&self, key: u128) -> Option<Attributed> {
        self.lock().get(key).cloned()
    }

    pub fn put(&self, key: u128, attributed: &Attributed) {
        self.lock().put(key, attributed.clone());
    }

    fn lock(&self) -> MutexGuard<'_, Recent<Attributed>> {
        // A panic elsewhere leaves the map whole: what is changed under the lock cannot panic.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What attribution reads of an article: all but its id, which names the speakers alone. The date tells whose "the president"
/// is.
pub(super) fn key(article: &Article, sentences: &[Sentence]) -> u128 {
    let spans: Vec<(usize, usize)> = sentences.iter().map(|s| (s.span.byte_start, s.span.byte_end)).collect();
    fingerprint(&(&article.title, &article.source, &article.date, &article.text, spans))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// Who "the president" is depends on the day, so a copy of another day is read again.
    #[test]
    fn a_copy_is_of_the_same_day() {
        let text = "The president spoke.".to_owned();
        let one = Article { id: "one".into(), date: Some(date(2019, 10, 10)), text, ..Article::default() };
        let copy = Article { id: "two".into(), ..one.clone() };
        let later = Article { date: Some(date(2022, 10, 10)), ..one.clone() };
        assert_eq!(key(&one, &[]), key(&copy, &[]));
        assert_ne!(key(&one, &[]), key(&later, &[]));
    }
}
