//! Verbs behind "to" that report: "Roe went on to deny it", "prompting the minister to vow an answer".

use super::clauses::manner_and_weight;
use super::cue::{Cue, Manner};
use crate::attribute::phrases::{phrase_before, subject_before};
use crate::attribute::text::{Class, Form, Item, Sense, Verb, What};
use std::ops::Range;

/// The cue of a verb behind "to". The first rule that answers is right.
pub(super) fn infinitive(items: &[Item], at: usize, verb: &Verb, words: Range<usize>) -> Option<Cue> {
    [went_on_to, prompted, sets_out].iter().find_map(|rule| rule(items, at, verb, words.clone()))
}

/// "Roe went on to deny it", "continued to insist": the verb after "to" tells what the subject said.
fn went_on_to(items: &[Item], at: usize, verb: &Verb, words: Range<usize>) -> Option<Cue> {
    const BEGINS: &[&str] =
        &["continued", "continues", "began", "begun", "started", "rushed", "proceeded", "moved", "hastened"];
    if verb.form != Form::Base || verb.is(Sense::Think) || !items.get(at.checked_sub(1)?)?.is_word("to") {
        return None;
    }
    let before = at.checked_sub(2)?;
    // "Roe was quick to stress".
    const MANNERS: &[&str] = &["quick", "swift", "careful", "keen", "eager", "anxious"];
    let linked = before > 0 && items[before - 1].class.is(Class::AUXILIARY);
    let word = items[before].lower.as_str();
    let first = if BEGINS.contains(&word) || linked && MANNERS.contains(&word) {
        before
    } else if items[before].is_word("on") && before > 0 && matches!(items[before - 1].lower.as_str(), "went" | "goes") {
        before - 1
    } else {
        return None;
    };
    let subject = subject_before(items, first).filter(|s| !s.modal)?;
    let (manner, weight) = manner_and_weight(items, at, verb, &subject);
    Some(Cue { words, source: subject.phrase, apposition: subject.apposition, manner, weight: weight.min(0.85) })
}

/// "..., prompting the minister, Anna Roe, to vow an answer".
fn prompted(items: &[Item], at: usize, verb: &Verb, words: Range<usize>) -> Option<Cue> {
    const MOVES: &[&str] = &["prompting", "leading", "pushing", "forcing", "causing", "moving", "led", "prompted"];
    let says = verb.form == Form::Base && (verb.is(Sense::Say) || verb.is(Sense::Act));
    let to = at.checked_sub(1).filter(|&to| says && items[to].is_word("to"))?;
    let end = to - usize::from(to > 0 && items[to - 1].what == What::Comma);
    let source = phrase_before(items, end)?;
    let moved = source.start.checked_sub(1)?;
    // "prompting the minister, Anna Roe, to": the office before the name.
    let office = (items[moved].what == What::Comma).then(|| phrase_before(items, moved)).flatten();
    let moved = office.map_or(Some(moved), |office| office.start.checked_sub(1))?;
    let moves = MOVES.contains(&items[moved].lower.as_str());
    moves.then_some(Cue { words, source, apposition: None, manner: Manner::Clause(verb.senses[0]), weight: 0.6 })
}

/// "Roe took to the radio to deny it", "Roe came out of the meeting to say": what the subject set out to tell.
fn sets_out(items: &[Item], at: usize, verb: &Verb, words: Range<usize>) -> Option<Cue> {
    const SETS_OUT: &[&str] = &[
        "took", "takes", "used", "uses", "emerged", "emerges", "came", "appeared", "stepped", "rose", "stood", "held",
        "convened",
    ];
    let says = verb.form == Form::Base && verb.is(Sense::Say);
    let to = at.checked_sub(1).filter(|&to| says && items[to].is_word("to"))?;
    let near = to.saturating_sub(9);
    let first = near + items[near..to].iter().rposition(|i| SETS_OUT.contains(&i.lower.as_str()))?;
    // "took stock of efforts to counter it" goes nowhere.
    let occasion =
        |i: &Item| matches!(i.lower.as_str(), "event" | "conference" | "rally" | "briefing" | "press" | "speech");
    let holds = matches!(items[first].lower.as_str(), "held" | "convened") && items[first..to].iter().any(occasion);
    if matches!(items[first].lower.as_str(), "held" | "convened") && !holds {
        return None;
    }
    let uses = holds || items[first].lower.starts_with("use");
    let goes =
        items.get(first + 1).is_some_and(|i| i.class.is(Class::PREPOSITION) || i.is_word("to") || i.is_word("out"));
    let subject = subject_before(items, first).filter(|s| !s.modal && first + 1 < to && (uses || goes))?;
    let (manner, weight) = manner_and_weight(items, at, verb, &subject);
    Some(Cue { words, source: subject.phrase, apposition: subject.apposition, manner, weight: weight.min(0.7) })
}
