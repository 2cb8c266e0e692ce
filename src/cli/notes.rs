//! What is said on standard error of a codebook before the numbers, and of sentences after them.

use super::terminal::complain;
use demarche::problem::{Problem, Severity};
use std::collections::BTreeMap;

/// Tells `notes`, which [`Pipeline::notes`](demarche::pipeline::Pipeline::notes) gives of a codebook and of the heads for it.
pub fn tell<'n>(notes: impl IntoIterator<Item = &'n Problem>) {
    for note in notes {
        let word = if note.severity == Severity::Note { "note" } else { "warning" };
        complain(&format!("{word}: {}: {}", note.file, note.reason));
    }
}

/// Says how many `problems` of each kind there are, where nothing keeps them one by one.
pub fn count<'n>(problems: impl IntoIterator<Item = &'n Problem>) {
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    problems.into_iter().for_each(|problem| *kinds.entry(problem.kind).or_default() += 1);
    if !kinds.is_empty() {
        let kinds: Vec<String> = kinds.into_iter().map(|(kind, n)| format!("{kind} {n}")).collect();
        complain(&format!("note: problems with these texts, by kind: {}", kinds.join(", ")));
    }
}
