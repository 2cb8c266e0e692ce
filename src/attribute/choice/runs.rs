//! Runs of sentences that the layout gives to one speaker without quotation marks: what stands after a dash up to
//! "- said Roe", what stands after "Roe wrote:", and the lines of a list.

use super::decide::Decision;
use super::weigh::same;
use crate::attribute::resolve::Source;
use crate::attribute::text::{Item, Sense, What};

/// Sentences that a speech after a dash may have before the cue that names its speaker.
const SPEECH: usize = 6;

/// Sentences that a block after a colon may have.
const BLOCK: usize = 8;

/// A run that a sentence stands in: why, and whose it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run<'d> {
    pub rule: &'static str,
    pub sources: &'d [Source],
    /// Number of the sentence in the run, counted from 1.
    pub nth: usize,
}

/// The run that sentence `index` stands in. `before` are the decisions for the sentences before it, `earlier` those of
/// the reading before, if there was one. `new` tells of each sentence whether it begins a paragraph.
pub(crate) fn run_of<'d>(
    all: &[Vec<Item>],
    new: &[bool],
    index: usize,
    before: &'d [Decision],
    earlier: &'d [Decision],
) -> Option<Run<'d>> {
    speech(all, index, earlier).or_else(|| list(all, new, index, before)).or_else(|| block(all, new, index, before))
}

fn dashed(items: &[Item]) -> bool {
    items.first().is_some_and(|i| i.what == What::Dash) && items.len() > 3
}

/// "- We wait. We have no ships - said Roe.": the sentences before the one that names him.
fn speech<'d>(all: &[Vec<Item>], index: usize, earlier: &'d [Decision]) -> Option<Run<'d>> {
    let start = (index.saturating_sub(SPEECH)..=index).rev().find(|&i| dashed(&all[i]))?;
    let told = |items: &[Item]| {
        items.windows(2).skip(1).any(|pair| {
            pair[0].what == What::Dash
                && (pair[1].verb().is_some_and(|v| v.is(Sense::Say) || v.is(Sense::Think))
                    || matches!(pair[1].lower.as_str(), "he" | "she"))
        })
    };
    let close = (start..all.len().min(start + SPEECH)).find(|&i| told(&all[i]))?;
    let whole = (start + 1..=close).all(|i| !dashed(&all[i]));
    let sources = earlier.get(close).map(|d| d.sources.as_slice()).filter(|s| !s.is_empty())?;
    (index < close && whole).then_some(Run { rule: "speech", sources, nth: index + 1 - start })
}

/// Sentences that a list may have.
const LIST: usize = 16;

/// "Roe presented a plan of seven points:" and the lines of the list, each a paragraph with a bullet or without a full stop.
fn list<'d>(all: &[Vec<Item>], new: &[bool], index: usize, before: &'d [Decision]) -> Option<Run<'d>> {
    let item = |i: usize| {
        let bullet = all[i].first().is_some_and(|first| matches!(first.what, What::Other | What::Dash));
        let open = all[i].last().is_some_and(|last| matches!(last.what, What::Word | What::Name(_)));
        new[i] && (bullet || open)
    };
    let open = (index.saturating_sub(LIST)..index).rev().find(|&i| !item(i))?;
    let opens = all[open].last().is_some_and(|last| last.what == What::Colon);
    let sources = before[open].sources.as_slice();
    let listed = item(index) && opens && !sources.is_empty();
    listed.then_some(Run { rule: "block", sources, nth: index - open })
}

/// "Roe wrote:" and what follows, as long as it was given to nobody else.
fn block<'d>(all: &[Vec<Item>], new: &[bool], index: usize, before: &'d [Decision]) -> Option<Run<'d>> {
    let opens = |i: usize| all[i].last().is_some_and(|item| item.what == What::Colon) && before[i].cue.is_some();
    let open = (index.saturating_sub(BLOCK)..index).rev().find(|&i| opens(i))?;
    let sources = before[open].sources.as_slice();
    let kept = before[open + 1..index].iter().all(|d| same(&d.sources, sources));
    let rule = if new[open + 1..=index].iter().filter(|n| **n).count() <= 1 { "block" } else { "later_block" };
    (!sources.is_empty() && kept).then_some(Run { rule, sources, nth: index - open })
}
