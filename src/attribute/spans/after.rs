//! Contents after a verb: where they begin, past the time, place and addressee of the act, which belong to the cue.

use super::ends::end;
use crate::attribute::cues::Cue;
use crate::attribute::phrases::phrase_after;
use crate::attribute::text::{Class, Item, Sense, What};
use std::ops::Range;

/// Verbs that have the addressee right after them.
const TELLS: &[&str] =
    &["told", "tells", "tell", "telling", "asked", "asks", "informed", "assured", "reminded", "warned", "urged"];
/// Prepositions that belong to a verb: "commented on", "warned against".
const OF_VERBS: &[&str] = &["about", "on", "with", "against", "at", "of"];
/// How far away a "that" or a quote may stand from its verb, in items.
const NEAR: usize = 16;

/// The content after the verb of `cue`; `words` are those of the cue, and grow by a preposition that belongs to them.
pub(super) fn after(items: &[Item], cue: &Cue, cues: &[Cue], words: &mut Range<usize>) -> Range<usize> {
    let mut start = begin(items, cue);
    if items.get(start).is_some_and(|i| i.what == What::Comma) {
        start += 1;
    }
    let belongs = |i: &Item| OF_VERBS.contains(&i.lower.as_str());
    if start == cue.words.end && items.get(start).is_some_and(belongs) && start + 1 < items.len() {
        start += 1;
        words.end = start;
    }
    let start = start.min(items.len());
    start..end(items, start, cue, cues).max(start)
}

fn begin(items: &[Item], cue: &Cue) -> usize {
    let mut start = cue.words.end;
    let limit = (start + NEAR).min(items.len());
    let auxiliary = |i: &Item| i.class.is(Class::AUXILIARY.or(Class::MODAL));
    // "said he was confident that ...": there the clause has begun before.
    let begun = |at: usize| items[at].is_quote() || auxiliary(&items[at]) || items[at].verb().is_some();
    let digit = |i: &Item| i.lower.starts_with(|c: char| c.is_ascii_digit());
    let says = items[cue.words.start].verb().is_some_and(|v| v.is(Sense::Say));
    let colon = (start..limit)
        .take_while(|&at| !matches!(items[at].what, What::Comma | What::Stop | What::Quote { .. }))
        // "9:42" is a time of day.
        .find(|&at| items[at].what == What::Colon && !items.get(at + 1).is_some_and(digit));
    // "says there is one way out: talks": there the words reported have begun.
    let quoted = |colon: usize| items.get(colon + 1).is_some_and(Item::is_quote);
    let clause = |colon: usize| says && !quoted(colon) && items[start..colon].iter().any(auxiliary);
    let colon = colon.filter(|&colon| !clause(colon));
    if let Some(colon) = colon {
        return colon + 1;
    }
    if !says {
        return start;
    }
    let that = |begun: &dyn Fn(usize) -> bool| {
        (start..limit).take_while(|&at| !begun(at)).find(|&at| items[at].is_word("that"))
    };
    if let Some(that) = that(&begun) {
        return that;
    }
    // "said on Monday in Westport, after a visit that was kept short, 'We ...'"
    let away = |i: &Item| i.class.is(Class::PREPOSITION.or(Class::TIME));
    if items.get(start).is_some_and(away) {
        let quote = |at: &usize| matches!(items[*at].what, What::Quote { words, .. } if words > 4);
        let quote = (start + 1..limit).find(quote).filter(|&at| items[at - 1].what == What::Comma);
        if let Some(found) = quote.or_else(|| that(&|at| items[at].verb().is_some())) {
            return found;
        }
    }
    // "told reporters the plan ...": the addressee is no content.
    if TELLS.contains(&items[cue.words.start].lower.as_str())
        && let Some(to) = phrase_after(items, start)
        && to.end < items.len()
        && items[to.clone()].iter().any(|i| i.is_name() || i.class.is(Class::PEOPLE.or(Class::PRONOUN).or(Class::ROLE)))
        && !(auxiliary(&items[to.end]) || items[to.end].verb().is_some())
    {
        start = to.end;
    }
    let time = |at: usize| items.get(at).is_some_and(|i| i.class.is(Class::TIME));
    while start < items.len() && (time(start) || items[start].class.is(Class::PREPOSITION) && time(start + 1)) {
        start += 1;
    }
    start
}
