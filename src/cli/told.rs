//! What a user is told of `classify` while it is at work.

use super::progress::Progress;
use super::runs::tell_problems;
use super::terminal::complain;
use demarche::job::Watch;
use demarche::output::Counts;
use demarche::problem::Problem;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reasons that are named on the terminal where nothing at all was read.
const REASONS: usize = 3;

/// The progress of a job, and the first inputs that it could not read.
pub struct Told {
    progress: Progress,
    /// Bytes read so far.
    bytes: Arc<AtomicU64>,
    articles: u64,
    skipped: u64,
    first: Vec<Problem>,
}

impl Told {
    /// Tells of a job by `progress`; `bytes` counts those that are read.
    pub fn new(progress: Progress, bytes: Arc<AtomicU64>) -> Self {
        Self { progress, bytes, articles: 0, skipped: 0, first: vec![] }
    }

    /// Takes the progress away. Where nothing was read, one mistake is likely behind all of it: a table of nothing would not say
    /// which, so the first reasons are told.
    pub fn finish(&self) {
        self.progress.finish();
        if self.articles > 0 {
            return;
        }
        tell_problems(&self.first);
        let more = self.skipped - self.first.len() as u64;
        if more > 0 {
            complain(&format!("and {more} more that were not read"));
        }
    }
}

impl Watch for Told {
    fn batch(&mut self, counts: &Counts) {
        self.articles = counts.articles_read;
        let bytes = self.bytes.load(Ordering::Relaxed);
        self.progress.update(bytes, counts.articles_read, counts.sentences, counts.problems.total);
    }

    fn skipped(&mut self, problem: &Problem) {
        self.skipped += 1;
        if self.first.len() < REASONS {
            self.first.push(problem.clone());
        }
    }
}
