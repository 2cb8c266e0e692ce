//! What was found in articles, so that syndicated copy is encoded once in a run.

use crate::article::Article;
use crate::attribute::Attributed;
use crate::encoder::fingerprint;
use crate::recent::Recent;
use crate::segment::Sentence;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Sentences that are kept; at some 400 bytes each 10 MB.
const CAPACITY: usize = 25_000;

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
