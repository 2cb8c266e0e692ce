//! Names that no cue of the sentence has: "Roe's argument holds", "the data shared by Roe", "Westland opened a case".
//!
//! No list of cues is whole, so every name that stands outside of quotes and of other cues is put forward with the word
//! that it goes with. The weights tell which of these names speak.

use super::cue::{Cue, Manner};
use super::subjects::main_clause;
use crate::attribute::text::{Class, Item, What};
use std::ops::Range;

/// Names of a sentence that are put forward; later ones seldom speak.
const MOST: usize = 6;

/// Adds a cue for each name that none of `cues` has as its source.
pub(super) fn named(items: &[Item], cues: &mut Vec<Cue>) {
    let mut taken: Vec<Range<usize>> = cues.iter().map(|c| c.source.clone()).collect();
    // "Roe, a lawyer, was arrested": the subject speaks nowhere in it.
    let done = main_clause(items).filter(|(source, verb)| is_done_to(items, source.end, *verb));
    taken.extend(done.map(|main| main.0).filter(|source| items[source.end - 1].is_name()));
    let mut at = 0;
    let mut found = 0;
    while at < items.len() && found < MOST {
        if !items[at].is_name() {
            at += 1;
            continue;
        }
        let source = list_from(items, at);
        at = source.end;
        if taken.iter().any(|t| t.start < source.end && source.start < t.end) {
            continue;
        }
        let word = telling_word(items, source.end).or_else(|| source.start.checked_sub(1));
        let word = word.unwrap_or(source.start);
        if declines(&items[source.end..]) || is_done_to(items, source.end, word) {
            continue;
        }
        found += 1;
        cues.push(Cue { words: word..word + 1, source, apposition: None, manner: Manner::Named, weight: 0.2 });
    }
}

/// "Roe was asked", "had been told", "wasn't charged": whether the verb at item `at`, behind a subject that ends at item `end`,
/// says what was done to it.
pub(super) fn is_done_to(items: &[Item], end: usize, at: usize) -> bool {
    const DONE: &[&str] = &[
        "asked",
        "told",
        "warned",
        "charged",
        "considered",
        "accused",
        "sworn",
        "indicted",
        "arrested",
        "elected",
        "appointed",
        "nominated",
        "born",
        "ousted",
        "jailed",
        "convicted",
        "sentenced",
        "sanctioned",
        "detained",
    ];
    const BE: &[&str] = &["is", "are", "was", "were", "been", "being", "be", "isn't", "aren't", "wasn't", "weren't"];
    let be = |i: &Item| i.what == What::Word && BE.contains(&i.lower.replace('’', "'").as_str());
    DONE.contains(&items[at].lower.as_str()) && items[end.min(at)..at].iter().any(be)
}

/// "Roe declined to comment", "Roe, her deputy, would not comment": nothing is said.
pub(super) fn declines(items: &[Item]) -> bool {
    let comment = items.iter().position(|i| i.is_word("comment"));
    comment.is_some_and(|at| {
        items[..at]
            .iter()
            .rev()
            .take(3)
            .any(|i| i.lower.starts_with("declin") || i.is_word("not") || i.is_word("refused"))
    })
}

/// The names from `start` on that commas and "and" join: "Roe, Poe and Doe".
fn list_from(items: &[Item], start: usize) -> Range<usize> {
    let name = |at: usize| items.get(at).is_some_and(Item::is_name);
    let mut ends = vec![start + 1];
    let mut end = start + 1;
    loop {
        let comma = items.get(end).is_some_and(|i| i.what == What::Comma);
        let and = items.get(end + usize::from(comma)).is_some_and(|i| i.is_word("and"));
        let next = end + usize::from(comma) + usize::from(and);
        if next == end || !name(next) {
            break;
        }
        end = next + 1;
        ends.push(end);
        if and {
            return start..end;
        }
    }
    // Without an "and" at its end it is no list of speakers.
    start..ends[0]
}

/// The word that a name goes with: the next verb or noun after it, over auxiliaries and the ending of a possessive.
fn telling_word(items: &[Item], end: usize) -> Option<usize> {
    let mut at = end;
    while let Some(item) = items.get(at) {
        let passes = item.what == What::Possessive
            || item.what == What::Word && item.class.is(Class::AUXILIARY.or(Class::MODAL))
            || item.what == What::Word && item.lower.len() > 4 && item.lower.ends_with("ly");
        if !passes {
            break;
        }
        at += 1;
    }
    items.get(at).filter(|i| matches!(i.what, What::Word)).map(|_| at)
}
