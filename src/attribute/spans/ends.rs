//! Where a content after a verb ends: before another cue, or before what the reporter adds.

use super::{STRONG, verb_group_start};
use crate::attribute::cues::{Cue, Manner};
use crate::attribute::text::{Class, Form, Item, Sense, What};

/// Words that open a clause before the main one.
const OPENING: &[&str] = &[
    "after", "while", "as", "though", "although", "when", "if", "since", "before", "asked", "by", "despite", "instead",
];
/// Words in "ing" that are no participle of what was done besides.
const NO_PARTICIPLE: &[&str] =
    &["including", "during", "according", "nothing", "something", "anything", "everything", "being"];

/// The end of the content that begins at `start`, an item.
pub(super) fn end(items: &[Item], start: usize, cue: &Cue, cues: &[Cue]) -> usize {
    let found = [
        other_cue(items, start, cue, cues),
        relative(items, start),
        around_cue(items, start, cue),
        tail(items, start, cue),
        main_clause(items, start, cue),
        participle(items, start, cue),
    ];
    found.into_iter().flatten().min().unwrap_or(items.len())
}

/// The last item but full stops, and one.
fn last_word(items: &[Item]) -> usize {
    items.iter().rposition(|i| i.what != What::Stop).map_or(0, |i| i + 1)
}

/// Another cue: "..., adding that", "..., while Roe said", "... and later called it".
fn other_cue(items: &[Item], start: usize, cue: &Cue, cues: &[Cue]) -> Option<usize> {
    cues.iter().filter(|c| c.weight >= STRONG && c.words.start > start + 1).find_map(|c| {
        let joined = matches!(c.manner, Manner::Participle | Manner::Clause(Sense::Say | Sense::Act));
        let shared = c.source == cue.source && c.manner != Manner::Participle;
        let at = match (c.manner, shared) {
            (Manner::Participle, _) => c.words.start,
            (_, true) => verb_group_start(items, c, start),
            (_, false) => c.source.start,
        };
        if joined && at > start + 2 && matches!(items[at - 1].lower.as_str(), "and" | "but" | "while") {
            return Some(at - 1);
        }
        let comma = items.get(start..at)?.iter().rposition(|i| i.what == What::Comma)? + start;
        (joined && at - comma <= 2 && ing_or_joint(items, comma)).then_some(comma)
    })
}

fn ing_or_joint(items: &[Item], comma: usize) -> bool {
    items.get(comma + 1).is_some_and(|i| {
        matches!(i.lower.as_str(), "while" | "whereas" | "but" | "and") || i.verb().is_some_and(|v| v.form == Form::Ing)
    })
}

/// "..., which is the reporter's own": seldom part of what is reported.
fn relative(items: &[Item], start: usize) -> Option<usize> {
    (start + 3..items.len().saturating_sub(1)).find(|&at| {
        items[at].what == What::Comma && matches!(items[at + 1].lower.as_str(), "which" | "who" | "whom" | "whose")
            && !items[at..].iter().any(Item::is_quote)
            // A relative clause in the middle is none of a tail.
            && !items[at + 1..].iter().any(|i| i.what == What::Comma)
    })
}

/// "Roe, who has said that ..., left": the comma that closes the relative clause of the cue.
fn around_cue(items: &[Item], start: usize, cue: &Cue) -> Option<usize> {
    let who = verb_group_start(items, cue, 0).checked_sub(1)?;
    let opened = items[who].is_word("who") && who > 0 && items[who - 1].what == What::Comma;
    opened.then(|| (start + 1..items.len()).find(|&at| items[at].what == What::Comma)).flatten()
}

/// The main clause, where the cue stands in one before it: "While Roe said that ..., the ministry went on".
fn main_clause(items: &[Item], start: usize, cue: &Cue) -> Option<usize> {
    let last = last_word(items);
    let first = items.iter().position(|i| !matches!(i.what, What::Open | What::Dash))?;
    let opening = OPENING.contains(&items[first].lower.as_str())
        && cue.source.start > first
        && cue.source.start <= cue.words.start
        && !items[first..cue.source.start].iter().any(|i| i.what == What::Comma);
    let saying = cue.words.start <= first + 1 && items[cue.words.start].verb().is_some_and(|v| v.form == Form::Ing);
    if !opening && !saying {
        return None;
    }
    let subject =
        |i: &Item| i.is_name() || i.class.is(Class::PRONOUN) || matches!(i.lower.as_str(), "the" | "a" | "it");
    let verb =
        |i: &Item| i.verb().is_some() || i.class.is(Class::AUXILIARY.or(Class::MODAL)) || i.lower.ends_with("ed");
    (start + 2..last).find(|&at| {
        items[at].what == What::Comma
            && items.get(at + 1).is_some_and(subject)
            && items[at + 1..(at + 8).min(last)].iter().any(verb)
    })
}

/// After an act what the reporter says of it in a last participle: "..., leaving Westland alone".
fn participle(items: &[Item], start: usize, cue: &Cue) -> Option<usize> {
    if matches!(cue.manner, Manner::Clause(Sense::Say)) {
        return None;
    }
    let last = last_word(items);
    let ing = |i: &Item| {
        i.what == What::Word
            && i.lower.len() > 5
            && i.lower.ends_with("ing")
            && !NO_PARTICIPLE.contains(&i.lower.as_str())
    };
    let plain = |rest: &[Item]| !rest.iter().any(|i| i.what == What::Comma || i.is_quote());
    (start + 2..last)
        .find(|&at| items[at].what == What::Comma && items.get(at + 1).is_some_and(ing) && plain(&items[at + 1..last]))
}

/// Where what the reporter adds to the words reported begins, if anywhere: "... - to the dismay of others", "..., a claim
/// that Poe denies", and after an act a clause of its own, "..., but he went".
fn tail(items: &[Item], start: usize, cue: &Cue) -> Option<usize> {
    let says = matches!(cue.manner, Manner::Clause(Sense::Say));
    let end = last_word(items);
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
