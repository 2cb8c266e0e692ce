//! Cues: the words of a sentence that say that somebody says something, with the phrase that names the source.

use super::according::according;
use super::labels::label;
use super::minor::nominal;
use super::named::named;
use super::subjects::subject;
use super::verbs::verb;
use crate::attribute::text::{Item, Sense};
use std::ops::Range;

/// A place of a sentence that may name its source.
#[derive(Debug, Clone)]
pub(crate) struct Cue {
    /// Items of the cue words.
    pub words: Range<usize>,
    /// Items of the phrase that names the source.
    pub source: Range<usize>,
    /// Items of an apposition to it.
    pub apposition: Option<Range<usize>>,
    pub manner: Manner,
    /// Strength before the source is resolved, in [0, 1].
    pub weight: f32,
}

/// How a cue stands to its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// "..., he added", "..., said Roe": after or inside the words reported.
    Parenthesis,
    /// "Roe said that ...".
    Clause(Sense),
    /// "according to Roe", "in a statement by Roe".
    According,
    /// "announced by Roe".
    Passive,
    /// "..., saying ...": goes with the subject of the sentence.
    Participle,
    /// "Roe: ...", "... - Roe".
    Label,
    /// The subject of a verb that no list has.
    Subject,
    /// A name that no cue has.
    Named,
}

/// All cues of a sentence, in order.
pub(crate) fn find_cues(items: &[Item], headline: bool) -> Vec<Cue> {
    let mut cues = Vec::new();
    // "The post Westland calls for calm appeared first on Harbor News.": a site's own line.
    let first = |three: &[Item]| three[0].is_word("appeared") && three[1].is_word("first") && three[2].is_word("on");
    if items.windows(3).any(first) {
        return cues;
    }
    for at in 0..items.len() {
        according(items, at, &mut cues);
        verb(items, at, headline, &mut cues);
        nominal(items, at, &mut cues);
    }
    label(items, headline, &mut cues);
    subject(items, &mut cues);
    named(items, &mut cues);
    cues
}

/// The `count` items behind item `at`, or as many as there are.
pub(super) fn behind(items: &[Item], at: usize, count: usize) -> &[Item] {
    &items[at + 1..items.len().min(at + 1 + count)]
}
