//! Contents that stand around a cue: "..., Roe said, ..." and "according to Roe".

use super::trimmed;
use crate::attribute::cues::{Cue, Manner};
use crate::attribute::mentions::dateline;
use crate::attribute::text::{Class, Item, Reading, What};
use std::ops::Range;

/// Words of a quote up to which it may be a title: "said on \"Morning Westport\"".
const TITLE: usize = 4;

/// "'...,' Roe told the Westport Times": the words reported stand before, and none after.
pub(super) fn follows_quote(items: &[Item], cue: &Cue) -> bool {
    let before = &items[..cue.source.start.min(cue.words.start)];
    let quote = |i: &Item| matches!(i.what, What::Quote { words, .. } if words > 2);
    let rest = &items[cue.words.end.max(cue.source.end)..];
    if rest.iter().any(quote) {
        return false;
    }
    let between = |i: &Item| matches!(i.what, What::Comma | What::Dash) || i.is_word("as");
    if let Some(at) = before.iter().rposition(|i| !between(i)).filter(|&at| quote(&before[at])) {
        // "To a question on 'the plan,' Roe said it would wait": the quote is part of what was asked.
        let finite = |i: &Item| i.class.is(Class::AUXILIARY.or(Class::MODAL));
        let asked = before[0].class.is(Class::PREPOSITION);
        return before.len() - at <= 5 && !(asked && rest.iter().take_while(|i| i.what != What::Comma).any(finite));
    }
    let tells = matches!(items[cue.words.start].lower.as_str(), "told" | "tells");
    let short = rest.len() <= 6 && !rest.iter().any(|i| i.is_word("that") || i.what == What::Colon);
    let clause = before.iter().rposition(|i| !between(i)).is_some_and(|at| at > 4 && at + 2 == before.len());
    tells && short && clause && before.last().is_some_and(|i| i.what == What::Comma)
}

/// The content around a parenthesis: what stands before it and, where the sentence goes on with it, after it.
pub(super) fn around(reading: &Reading<'_>, items: &[Item], cue: &Cue, source: &Range<usize>) -> Vec<Range<usize>> {
    let mut end = cue.words.end.max(source.end);
    // "..., he said in a statement on Monday": to the next break.
    let extends = cue.manner == Manner::Parenthesis;
    while extends && end < items.len() && matches!(items[end].what, What::Word | What::Name(_) | What::Possessive) {
        end += 1;
    }
    let mut start = cue.words.start.min(source.start);
    while start > 0
        && (matches!(items[start - 1].what, What::Comma | What::Dash | What::Open)
            || items[start - 1].is_word("as") && extends)
    {
        start -= 1;
    }
    let left = clause_start(items, start).max(after_dateline(reading, items)).min(start)..start;
    let mut right = (end + 1).min(items.len())..items.len();
    let breaks = items.get(end).is_some_and(|i| matches!(i.what, What::Comma | What::Stop | What::Colon | What::Dash));
    if items.get(end).is_some_and(Item::is_quote) {
        right.start = end;
    }
    let first = items.get(right.start);
    let quote = first.is_some_and(Item::is_quote);
    let quoted = first.map(|i| i.what);
    // "Asked about it, Roe replied: 'We ...'": a sentence of its own follows, and what stands before is the reporter's.
    let own = matches!(quoted, Some(What::Quote { words, begins: true, .. }) if words >= TITLE);
    if own && !items[left.clone()].iter().any(Item::is_quote) {
        return vec![right];
    }
    let whole_left = trimmed(items, left.clone());
    let after_quote = !whole_left.is_empty() && items[whole_left.end - 1].is_quote();
    let title = matches!(quoted, Some(What::Quote { words, .. }) if words <= TITLE);
    if title && after_quote && !breaks && !matches!(items[right.start - 1].what, What::Comma | What::Stop) {
        return vec![left];
    }
    let aside = first.is_some_and(|i| {
        matches!(i.lower.as_str(), "who" | "which" | "where" | "while" | "as" | "after" | "before" | "when")
            || i.lower.ends_with("ing")
    });
    let keeps = quote || whole_left.is_empty() || breaks && !aside && !after_quote;
    if keeps && right.start < right.end { vec![left, right] } else { vec![left] }
}

/// Where the sentence that ends at `end` begins: after a full stop, but not that of "2.5", "Sen. Roe" or "(R-Westport.)".
fn clause_start(items: &[Item], end: usize) -> usize {
    let ends = |at: usize| {
        let digit = |i: &Item| i.lower.starts_with(|c: char| c.is_ascii_digit());
        let goes_on = |i: &Item| matches!(i.what, What::Close | What::Comma) || digit(i);
        let short = |i: &Item| i.what == What::Word && i.lower.chars().count() <= 3;
        items[at].what == What::Stop
            && !items.get(at + 1).is_some_and(goes_on)
            && !at.checked_sub(1).is_some_and(|before| short(&items[before]))
    };
    (0..end).rev().find(|&at| ends(at)).map_or(0, |at| at + 1)
}

/// Where the sentence begins after a dateline ("WESTPORT, Feb. 2 (Westport News) - ...").
fn after_dateline(reading: &Reading<'_>, items: &[Item]) -> usize {
    let Some((first, last)) = items.first().zip(items.last()) else { return 0 };
    let (first, last) = (first.tokens.start, last.tokens.end);
    let begins = first + dateline(&reading.tokens[first..last], first == 0);
    items.iter().position(|i| i.tokens.start >= begins).unwrap_or(0)
}
