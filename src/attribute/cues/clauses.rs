//! A verb with its subject before it: "Roe said that ...", "..., Roe said".

use super::cue::{Cue, Manner};
use super::passives::{is_passive, judged_by};
use super::unsaid::is_unsaid;
use crate::attribute::phrases::{Level, Subject, exemplifies};
use crate::attribute::text::{Class, Form, Item, Sense, Verb, What};
use std::ops::Range;

/// "Roe said that ...", "..., Roe said", "was dismissed as a myth by Roe".
pub(super) fn clause(
    items: &[Item],
    at: usize,
    headline: bool,
    verb: &Verb,
    subject: Subject,
    words: Range<usize>,
) -> Option<Cue> {
    let head = &items[subject.phrase.end - 1];
    // The base form is a verb only after a plural, "I", "will" or "did": "officials say", and in headlines.
    let finite = verb.form != Form::Base || plural_subject(items, &subject.phrase) || subject.group < at || headline;
    if !finite || is_unsaid(items, at, verb, &subject) {
        return None;
    }
    // "was told", "is expected": the subject does not speak.
    if is_passive(items, at, verb, subject.group) {
        return judged_by(items, at, words);
    }
    if head.what == What::Word && matches!(head.lower.as_str(), "which" | "that" | "this" | "these" | "there") {
        return None;
    }
    let (manner, weight) = manner_and_weight(items, at, verb, &subject);
    Some(Cue { words, source: subject.phrase, apposition: subject.apposition, manner, weight })
}

/// Whether a subject and its verb stand in a parenthesis or lead a clause, and how strong a cue that is.
pub(super) fn manner_and_weight(items: &[Item], at: usize, verb: &Verb, subject: &Subject) -> (Manner, f32) {
    let next = items.get(at + 1);
    let ends = next.is_none_or(|n| {
        matches!(n.what, What::Comma | What::Stop | What::Dash | What::Close)
            || n.class.is(Class::TIME) && !n.class.is(Class::COMMON)
    });
    const CIRCUMSTANCE: &[&str] = &["on", "in", "at", "during", "to", "reporters", "after", "last", "earlier"];
    let followed_by_time = next.is_some_and(|n| {
        n.what == What::Word && CIRCUMSTANCE.contains(&n.lower.as_str())
            || n.class.is(Class::TIME)
            || n.lower.ends_with("ly")
    });
    let says = verb.is(Sense::Say);
    let late = subject.phrase.start > 4 || items[..subject.phrase.start].iter().any(Item::is_quote);
    // "Nevertheless, Roe said, the pier ...": between commas also near the beginning.
    let between = next.is_some_and(|n| n.what == What::Comma) && items[..subject.phrase.start].len() > 1;
    if says
        && subject.after_break
        && (ends || followed_by_time)
        && (late || between)
        && subject.phrase.len() <= 12
        && !reports_after(items, at)
    {
        return (Manner::Parenthesis, 0.97);
    }
    // "As Roe noted, ...", "..., as Roe put it.", "as Roe points out": what it reports is the rest of the sentence.
    if (says || next.is_some_and(|n| n.is_word("out")))
        && subject.level == Level::Subordinate
        && as_aside(items, subject.phrase.start, at)
    {
        return (Manner::Parenthesis, 0.93);
    }
    let mut weight: f32 = match subject.level {
        Level::Main => 0.9,
        Level::Subordinate => 0.44,
        Level::Embedded => 0.34,
    };
    weight -= match verb.senses[0] {
        Sense::Say => 0.0,
        Sense::Act => 0.05,
        Sense::Decide | Sense::Think => 0.15,
    };
    if next.is_some_and(|n| n.is_word("that") || n.is_quote() || n.what == What::Colon) {
        weight += 0.05;
    }
    (Manner::Clause(verb.senses[0]), weight)
}

/// Whether the clause of the verb at item `at`, whose subject begins at `start`, stands aside: "as Roe noted", from a
/// break to a break.
fn as_aside(items: &[Item], start: usize, at: usize) -> bool {
    let Some(joint) = start.checked_sub(1).filter(|&joint| items[joint].is_word("as")) else { return false };
    let opens =
        joint == 0 || matches!(items[joint - 1].what, What::Comma | What::Dash | What::Quote { .. } | What::Stop);
    let rest = &items[at + 1..];
    let until = rest.iter().position(|i| matches!(i.what, What::Comma | What::Stop | What::Dash | What::Colon));
    let bare = rest[..until.unwrap_or(rest.len())].iter().all(|i| {
        !i.is_quote()
            && !i.class.is(Class::MODAL)
            && !i.is_word("that")
            && (!i.class.is(Class::PRONOUN) || i.is_word("her"))
    });
    opens && until.is_some_and(|u| u <= 8) && bare
}

/// Whether the words reported come after the verb: "Roe said that", "Roe said: ...".
fn reports_after(items: &[Item], at: usize) -> bool {
    let rest = &items[at + 1..];
    let until = rest.iter().position(|i| i.what == What::Comma).unwrap_or(rest.len());
    rest[..until]
        .iter()
        .any(|i| i.is_word("that") || i.what == What::Colon || matches!(i.what, What::Quote { words, .. } if words > 3))
}

/// Whether the subject takes a verb without -s.
fn plural_subject(items: &[Item], phrase: &Range<usize>) -> bool {
    let head = items[phrase.clone()]
        .iter()
        .position(|i| i.class.is(Class::PREPOSITION))
        .map_or(&items[phrase.end - 1], |p| &items[phrase.start + p.saturating_sub(1)]);
    items[phrase.clone()].iter().any(|i| i.is_word("and"))
        || exemplifies(items, phrase.start)
        || matches!(head.lower.as_str(), "they" | "we" | "i" | "you" | "who")
        || head.class.is(Class::PEOPLE)
        || matches!(head.lower.as_str(), "police" | "military" | "data")
        || head.lower.ends_with('s') && !head.lower.ends_with("ss")
}
