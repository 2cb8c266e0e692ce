//! Spans of reported speech: the words of the source, of the cue, and of what is reported.
//!
//! A cue tells by its manner where the content stands: before and after a parenthesis, after a verb and its "that", on
//! the other side of a colon. The content of a quote that runs on takes in the sentences that go on with it.

use super::cues::{Cue, Manner};
use super::phrases::phrase_after;
use super::text::{Class, Form, Item, Sense, What};
use std::ops::Range;

/// Strength from which a cue makes a quotation of its own, chosen on PolNeAR's training split.
const STRONG: f32 = 0.6;

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

/// The quotations of a sentence, one for each strong cue, in order.
pub(super) fn quotations(items: &[Item], cues: &[Cue]) -> Vec<Found> {
    let mut taken: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    // A decision reports words only where they follow at once: "ordered that ...".
    let reports = |c: &&Cue| c.weight >= STRONG && (c.manner != Manner::Clause(Sense::Decide) || c.weight > 0.76);
    for cue in cues.iter().filter(reports) {
        if taken.contains(&cue.words.start) {
            continue;
        }
        taken.push(cue.words.start);
        found.extend(quotation(items, cue, cues));
    }
    found
}

/// The quotation of one cue; `None` where nothing is left for its content.
pub(super) fn quotation(items: &[Item], cue: &Cue, cues: &[Cue]) -> Option<Found> {
    let source = cue.source.start..whole_source(items, cue);
    let start = verb_group_start(items, cue, source.end);
    let mut words = start..cue.words.end;
    let parts = match cue.manner {
        Manner::Parenthesis => around(items, cue, &source, &mut words),
        Manner::According => around(items, cue, &source, &mut words),
        Manner::Passive => one(0..before_auxiliaries(items, cue.words.start)),
        Manner::Label => one(beside(items, cue)),
        Manner::Clause(_) if follows_quote(items, cue) => around(items, cue, &source, &mut words),
        Manner::Clause(_) | Manner::Participle | Manner::Subject | Manner::Named => {
            one(after(items, cue, cues, &mut words))
        }
    };
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

/// "'...,' Roe told the Westport Times": the words reported stand before, and none after.
fn follows_quote(items: &[Item], cue: &Cue) -> bool {
    let before = &items[..cue.source.start.min(cue.words.start)];
    let last = before.iter().rposition(|i| !matches!(i.what, What::Comma | What::Dash) && !i.is_word("as"));
    let quote = |i: &Item| matches!(i.what, What::Quote { words, .. } if words > 2);
    let rest = &items[cue.words.end.max(cue.source.end)..];
    let asides = rest.len() <= 12 && !rest.iter().any(|i| i.is_word("that") || i.what == What::Colon);
    last.is_some_and(|at| quote(&items[at]) && before.len() - at <= 3 && (asides || !rest.iter().any(quote)))
        && !rest.iter().any(quote)
        || last.is_some_and(|at| {
            let tells = matches!(items[cue.words.start].lower.as_str(), "told" | "tells");
            tells && at + 2 == before.len() && at > 4 && before[at + 1].what == What::Comma && rest.len() <= 6 && asides
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

/// The content around a parenthesis: what stands before it and, where the sentence goes on with it, after it.
fn around(items: &[Item], cue: &Cue, source: &Range<usize>, words: &mut Range<usize>) -> Vec<Range<usize>> {
    let start = cue.words.start.min(source.start);
    let mut end = cue.words.end.max(source.end);
    // "..., he said in a statement on Monday": to the next break.
    let extends = cue.manner == Manner::Parenthesis;
    while extends && end < items.len() && matches!(items[end].what, What::Word | What::Name(_) | What::Possessive) {
        end += 1;
    }
    if cue.words.start >= source.end {
        words.end = words.end.max(cue.words.end);
    }
    let mut start = start;
    while start > 0
        && (matches!(items[start - 1].what, What::Comma | What::Dash | What::Open)
            || items[start - 1].is_word("as") && extends)
    {
        start -= 1;
    }
    let left = clause_start(items, start)..start;
    let mut right = (end + 1).min(items.len())..items.len();
    let breaks = items.get(end).is_some_and(|i| matches!(i.what, What::Comma | What::Stop | What::Colon | What::Dash));
    if items.get(end).is_some_and(Item::is_quote) {
        right.start = end;
    }
    let first = items.get(right.start);
    let quote = first.is_some_and(Item::is_quote);
    let aside = first.is_some_and(|i| {
        matches!(i.lower.as_str(), "who" | "which" | "where" | "while" | "as" | "after" | "before" | "when")
            || i.lower.ends_with("ing")
    });
    let whole_left = trimmed(items, left.clone());
    let keeps = quote || whole_left.is_empty() || breaks && !aside && !items[whole_left.end - 1].is_quote();
    if keeps && right.start < right.end { vec![left, right] } else { vec![left] }
}

/// Where the sentence that ends at `end` begins: after a full stop.
fn clause_start(items: &[Item], end: usize) -> usize {
    items[..end].iter().rposition(|i| i.what == What::Stop).map_or(0, |at| at + 1)
}

/// The other side of a colon or dash.
fn beside(items: &[Item], cue: &Cue) -> Range<usize> {
    if cue.source.start < cue.words.start { cue.words.end..items.len() } else { 0..cue.words.start }
}

fn one(part: Range<usize>) -> Vec<Range<usize>> {
    std::iter::once(part).collect()
}

/// The content after a verb, without the time, place and addressee of the act, which belong to the cue.
fn after(items: &[Item], cue: &Cue, cues: &[Cue], words: &mut Range<usize>) -> Range<usize> {
    let mut start = cue.words.end;
    let limit = (start + 14).min(items.len());
    // "said he was confident that ...": there the clause has begun before.
    let begun = |at: usize| {
        items[at].is_quote() || items[at].class.is(Class::AUXILIARY.or(Class::MODAL)) || items[at].verb().is_some()
    };
    let that = (start..limit).take_while(|&at| !begun(at)).find(|&at| items[at].is_word("that"));
    let says = items[cue.words.start].verb().is_some_and(|v| v.is(Sense::Say));
    let tells = matches!(
        items[cue.words.start].lower.as_str(),
        "told"
            | "tells"
            | "tell"
            | "telling"
            | "asked"
            | "asks"
            | "informed"
            | "assured"
            | "reminded"
            | "warned"
            | "urged"
    );
    let circumstance = |at: usize| {
        let item = &items[at];
        item.class.is(Class::TIME)
            || item.class.is(Class::PREPOSITION) && items.get(at + 1).is_some_and(|n| n.class.is(Class::TIME))
    };
    let colon = (start..limit)
        .take_while(|&at| !matches!(items[at].what, What::Comma | What::Stop | What::Quote { .. }))
        .find(|&at| items[at].what == What::Colon);
    match (that, colon) {
        (_, Some(colon)) => start = colon + 1,
        (Some(that), _) if says && that < start + 10 => {
            start = that;
            words.end = words.end.max(cue.words.end);
        }
        _ if says => {
            // "told reporters the plan ...": the addressee is no content.
            if tells
                && let Some(to) = phrase_after(items, start)
                && to.end < items.len()
                && items[to.clone()]
                    .iter()
                    .any(|i| i.is_name() || i.class.is(Class::PEOPLE.or(Class::PRONOUN).or(Class::ROLE)))
                && !items
                    .get(to.end)
                    .is_some_and(|i| i.verb().is_some() || i.class.is(Class::AUXILIARY.or(Class::MODAL)))
            {
                start = to.end;
            }
            while start < items.len() && circumstance(start) {
                start += 1;
            }
        }
        _ => {}
    }
    if items.get(start).is_some_and(|i| i.what == What::Comma) {
        start += 1;
    }
    // Another cue ends it: "..., adding that", "..., while Roe said".
    let other = cues.iter().filter(|c| c.weight >= STRONG && c.words.start > start + 1).find_map(|c| {
        let at = if c.manner == Manner::Participle { c.words.start } else { c.source.start };
        let joined = at > start && matches!(c.manner, Manner::Participle | Manner::Clause(Sense::Say | Sense::Act));
        if joined && at > start + 2 && matches!(items[at - 1].lower.as_str(), "and" | "but" | "while") {
            return Some(at - 1);
        }
        let comma = items[start..at.max(start)].iter().rposition(|i| i.what == What::Comma)? + start;
        (joined && at - comma <= 2 && ing_or_joint(items, comma)).then_some(comma)
    });
    // "..., which is the reporter's own": seldom part of what is reported.
    let relative = (start + 3..items.len().saturating_sub(1)).find(|&at| {
        items[at].what == What::Comma && matches!(items[at + 1].lower.as_str(), "which" | "who" | "whom" | "whose")
            && !items[at..].iter().any(Item::is_quote)
            // A relative clause in the middle is none of a tail.
            && !items[at + 1..].iter().any(|i| i.what == What::Comma)
    });
    let tail = tail(items, start, cue);
    let other = [other, relative, tail].into_iter().flatten().min();
    start.min(items.len())..other.unwrap_or(items.len()).max(start.min(items.len()))
}

/// Where what the reporter adds to the words reported begins, if anywhere: "... - to the dismay of others", "..., a claim
/// that Poe denies", and after an act a clause of its own, "..., but he went".
fn tail(items: &[Item], start: usize, cue: &Cue) -> Option<usize> {
    let says = matches!(cue.manner, Manner::Clause(Sense::Say));
    let end = items.iter().rposition(|i| i.what != What::Stop).map_or(0, |i| i + 1);
    let has = |part: &[Item], what: What| part.iter().any(|i| i.what == what);
    (start + 3..end).find(|&at| {
        let word = items.get(at + 1).map_or("", |n| n.lower.as_str());
        let rest = &items[(at + 1).min(end)..end];
        match items[at].what {
            What::Dash => !has(rest, What::Dash) && !has(&items[start..at], What::Dash),
            What::Comma if matches!(word, "a" | "an") => !has(rest, What::Comma),
            What::Comma if matches!(word, "but" | "and") => {
                !says && rest.iter().skip(1).take(3).any(|i| i.class.is(Class::PRONOUN) || i.is_name())
            }
            _ => false,
        }
    })
}

fn ing_or_joint(items: &[Item], comma: usize) -> bool {
    items.get(comma + 1).is_some_and(|i| {
        matches!(i.lower.as_str(), "while" | "whereas" | "but" | "and") || i.verb().is_some_and(|v| v.form == Form::Ing)
    })
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
