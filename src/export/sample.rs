//! Which statements people are to label, and in which order.

use super::{Context, Lines};
use crate::output::StatementLine;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

/// A statement and the sentence before it in its article; empty before the first.
pub(super) type Chosen = (StatementLine, String);

/// The statements to label: only those that count, and of them a random sample, if that is asked for.
///
/// A sample, and everything that is labelled blind, comes in random order: whoever stops half way has a random sample
/// still, and a larger sample with the same seed begins with the smaller one. What else is asked for comes as the run has it.
pub(super) fn chosen(lines: Lines<'_>, context: &Context) -> Vec<Chosen> {
    let mut all: Vec<Chosen> = vec![];
    for line in lines {
        let before = all.last().filter(|(last, _)| last.article == line.article);
        let previous = before.map(|(last, _)| last.text.clone()).unwrap_or_default();
        all.push((line, previous));
    }
    // Only now, so that each still has the sentence before it.
    if context.counted {
        all.retain(|(line, _)| !line.speakers.is_empty() && !line.stances.is_empty());
    }
    if context.is_shuffled() {
        all.shuffle(&mut StdRng::seed_from_u64(context.seed));
        all.truncate(context.sample.unwrap_or(usize::MAX));
    }
    all
}

impl Context {
    /// Whether statements come in random order.
    pub(super) fn is_shuffled(&self) -> bool {
        self.blind || self.sample.is_some()
    }

    /// What is to be said of the order, where it is random.
    pub(super) fn order_note(&self) -> Option<String> {
        self.is_shuffled()
            .then(|| "in random order: the first of them, as many as are labelled, are a random sample too".to_owned())
    }
}
