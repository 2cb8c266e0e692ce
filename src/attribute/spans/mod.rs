//! Spans of reported speech: the words of the source, of the cue, and of what is reported.
//!
//! A cue tells by its manner where the content stands: before and after a parenthesis, after a verb and its "that", on
//! the other side of a colon: `around` and `after` find where it begins, `ends` where one after a verb ends. The content
//! of a quote that runs on takes in the sentences that go on with it.

mod after;
mod around;
mod ends;

use super::choice::Told;
use super::cues::{Cue, Manner};
use super::text::{Class, Item, Reading, Sense, What};
use after::after;
use around::{around, follows_quote};
use std::ops::Range;

/// Strength from which a cue makes a quotation of its own, chosen on PolNeAR's training split.
const STRONG: f32 = 0.6;

/// Strength that a cue needs in any case, and the probability that makes a quotation of one that is not strong; chosen there.
const FAINT: f32 = 0.35;
const LIKELY: f32 = 0.5;

/// A quotation of one sentence, in tokens of the article.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub source: Range<usize>,
    pub cue: Range<usize>,
    pub content: Vec<Range<usize>>,
    /// A belief, hope or intention rather than speech.
    pub belief: bool,
    /// All its content stands in quotes, so that quoted sentences after it go on with it.
    pub quoted: bool,
}

/// The quotations of a sentence, one for each cue that is strong or, being weaker, believed by the weights; in order.
pub(super) fn quotations(reading: &Reading<'_>, items: &[Item], cues: &[Cue], told: &Told) -> Vec<Found> {
    let mut taken: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    for cue in cues.iter().filter(|cue| cue.weight >= FAINT) {
        if taken.contains(&cue.words.start) {
            continue;
        }
        let Some(quotation) = quotation(reading, items, cue, cues) else { continue };
        // A decision reports words only where they follow at once: "ordered that ...".
        let strong = cue.weight >= STRONG && (cue.manner != Manner::Clause(Sense::Decide) || cue.weight > 0.76);
        if strong || told.by(quotation.cue.start).is_some_and(|probability| probability >= LIKELY) {
            taken.push(cue.words.start);
            found.push(quotation);
        }
    }
    found
}

/// The quotation of one cue; `None` where nothing is left for its content.
pub(super) fn quotation(reading: &Reading<'_>, items: &[Item], cue: &Cue, cues: &[Cue]) -> Option<Found> {
    let source = cue.source.start..whole_source(items, cue);
    let start = verb_group_start(items, cue, source.end);
    let mut words = start..cue.words.end;
    let parts = match cue.manner {
        Manner::Parenthesis | Manner::According => around(reading, items, cue, &source),
        Manner::Passive => one(0..before_auxiliaries(items, cue.words.start)),
        Manner::Label => one(beside(items, cue)),
        Manner::Clause(_) if follows_quote(items, cue) => around(reading, items, cue, &source),
        Manner::Clause(_) | Manner::Participle | Manner::Subject | Manner::Named => {
            one(after(items, cue, cues, &mut words))
        }
    };
    // "an alleged spy": an article is no source.
    let names = |i: &Item| !matches!(i.what, What::Possessive) && !matches!(i.lower.as_str(), "a" | "an" | "the");
    if !items[source.clone()].iter().any(names) {
        return None;
    }
    let content: Vec<Range<usize>> =
        parts.into_iter().map(|part| trimmed(items, part)).filter(|part| !part.is_empty()).collect();
    let opens = items.last().is_some_and(|i| i.what == What::Colon);
    if content.is_empty() && !opens {
        return None;
    }
    let quoted = opens || content.iter().all(|part| items[part.end - 1].is_quote());
    let tokens = |range: Range<usize>| items[range.start].tokens.start..items[range.end - 1].tokens.end;
    Some(Found {
        source: tokens(source),
        cue: tokens(words),
        content: content.into_iter().map(tokens).collect(),
        belief: matches!(cue.manner, Manner::Clause(Sense::Think)),
        quoted,
    })
}

/// The end of the source with its apposition.
fn whole_source(items: &[Item], cue: &Cue) -> usize {
    let end = cue.source.end;
    match &cue.apposition {
        Some(inner) if inner.start > end.saturating_sub(1) && inner.start <= end + 1 && inner.end <= items.len() => {
            inner.end
        }
        _ => end,
    }
}

/// Where the auxiliaries and adverbs before the verb begin.
fn verb_group_start(items: &[Item], cue: &Cue, source_end: usize) -> usize {
    let mut start = cue.words.start;
    while start > source_end
        && items[start - 1].what == What::Word
        && (items[start - 1].class.is(Class::AUXILIARY.or(Class::MODAL)) || items[start - 1].lower.ends_with("ly"))
    {
        start -= 1;
    }
    start
}

fn before_auxiliaries(items: &[Item], mut end: usize) -> usize {
    while end > 0 && items[end - 1].class.is(Class::AUXILIARY) {
        end -= 1;
    }
    end
}

/// The other side of a colon or dash.
fn beside(items: &[Item], cue: &Cue) -> Range<usize> {
    if cue.source.start < cue.words.start { cue.words.end..items.len() } else { 0..cue.words.start }
}

fn one(part: Range<usize>) -> Vec<Range<usize>> {
    std::iter::once(part).collect()
}

/// Without the commas and the full stop around; a full stop inside a quote stays.
fn trimmed(items: &[Item], mut range: Range<usize>) -> Range<usize> {
    let loose = |i: &Item| matches!(i.what, What::Comma | What::Stop | What::Dash | What::Colon);
    while !range.is_empty() && loose(&items[range.start]) {
        range.start += 1;
    }
    while !range.is_empty() && loose(&items[range.end - 1]) {
        range.end -= 1;
    }
    range
}
