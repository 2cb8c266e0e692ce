//! The subject of the main clause, before whatever verb: "Westland lifted the ban", "Roe accepted the offer".
//!
//! Most verbs report nothing, but a government that lifts a ban decides something, and no list of verbs is whole. The
//! weights tell which of these subjects speak.

use super::cue::{Cue, Manner};
use super::named::{declines, is_done_to};
use crate::attribute::phrases::{phrase_after, phrase_before};
use crate::attribute::text::{Class, Form, Item, What};
use std::ops::Range;

/// Adds the subject of the main clause where no cue in `cues` has it.
pub(super) fn subject(items: &[Item], cues: &mut Vec<Cue>) {
    let Some((source, verb)) = main_clause(items) else { return };
    if cues.iter().any(|c| c.source.contains(&(source.end - 1)) || c.words.contains(&verb)) {
        return;
    }
    if is_done_to(items, source.end, verb) {
        return;
    }
    cues.push(Cue { words: verb..verb + 1, source, apposition: None, manner: Manner::Subject, weight: 0.3 });
}

/// Subject and verb of the main clause.
pub(super) fn main_clause(items: &[Item]) -> Option<(Range<usize>, usize)> {
    let first = items.first()?;
    let introduces =
        first.class.is(Class::PREPOSITION.or(Class::CLAUSE)) && !first.is_word("but") && !first.is_word("and")
            || first.class.is(Class::TIME)
            || first.lower.ends_with("ing");
    let mut start = if introduces { items.iter().take(16).position(|i| i.what == What::Comma)? + 1 } else { 0 };
    while items.get(start).is_some_and(|i| {
        !matches!(i.what, What::Name(_))
            && (i.what != What::Word || i.class.is(Class::COMMON) && !i.class.is(Class::DETERMINER.or(Class::PRONOUN)))
    }) {
        start += 1;
    }
    let whole = phrase_after(items, start)?;
    let speaks = |i: &Item| i.is_name() || i.class.is(Class::ROLE.or(Class::BODY).or(Class::PEOPLE));
    let pronoun = whole.len() == 1 && matches!(items[start].lower.as_str(), "he" | "she" | "they" | "it");
    // An unknown verb looks like a noun: the phrase ends with the first word that can speak and none follows.
    let end = if pronoun {
        whole.end
    } else {
        let goes_on = |at: usize| {
            items.get(at + 1).is_some_and(|n| {
                speaks(n)
                    || n.class.is(Class::TITLE)
                    || matches!(n.what, What::Possessive)
                    || n.is_word("and")
                    || n.is_word("of") && at + 1 < whole.end
            })
        };
        whole.clone().find(|&at| speaks(&items[at]) && !goes_on(at))? + 1
    };
    let mut verb = end;
    // "President Roe of Westland spoke": where the name is of goes by.
    if items.get(verb)?.is_word("of") && items[verb - 1].is_name() {
        verb = phrase_after(items, verb + 1)?.end;
    }
    if items.get(verb)?.what == What::Open {
        verb += 1 + items[verb..].iter().take(12).position(|i| i.what == What::Close)?;
    }
    if items.get(verb)?.what == What::Comma {
        verb += 2 + items[verb + 1..].iter().take(20).position(|i| i.what == What::Comma)?;
    }
    let time = |at: usize| items.get(at).is_some_and(|i| i.what == What::Word && i.class.is(Class::TIME));
    while items.get(verb).is_some_and(|i| {
        i.what == What::Word
            && (i.class.is(Class::AUXILIARY.or(Class::MODAL).or(Class::TIME))
                || i.lower.ends_with("ly")
                || matches!(i.lower.as_str(), "last" | "this" | "late" | "early" | "earlier" | "on" | "in")
                    && time(verb + 1))
    }) {
        verb += 1;
    }
    if declines(&items[end..]) {
        return None;
    }
    let item = items.get(verb)?;
    let other = Class::PREPOSITION.or(Class::CLAUSE).or(Class::PRONOUN).or(Class::DETERMINER);
    (item.what == What::Word && !item.class.is(other)).then_some((start..end, verb))
}

/// Whether the comma at item `at` stands in a list of names: "Westland, Eastland and Southland have ...".
fn lists_names(items: &[Item], at: usize) -> bool {
    let rest = items[at + 1..].iter().take(9);
    let listed = rest.take_while(|i| {
        i.is_name()
            || i.what == What::Comma
            || i.is_word("and")
            || i.what == What::Word && i.class.is(Class::DETERMINER)
    });
    let listed: Vec<&Item> = listed.collect();
    at > 0
        && items[at - 1].is_name()
        && listed.first().is_some_and(|i| i.what != What::Comma && !i.is_word("and"))
        && listed
            .windows(2)
            .any(|pair| pair[0].is_word("and") && (pair[1].is_name() || pair[1].class.is(Class::DETERMINER)))
        && listed.last().is_some_and(|i| i.is_name())
}

/// The subject of the first main clause before item `limit` (or after an introducing participle).
pub(crate) fn first_subject(items: &[Item], limit: usize) -> Option<Range<usize>> {
    // The first phrase that is followed by a verb group.
    let end = if limit == 0 { items.len() } else { limit };
    let mut at = 0;
    // An introduction up to its comma: "On Monday, ...", "Speaking in Kyiv, ...".
    let introduces =
        items.first().is_some_and(|i| i.class.is(Class::PREPOSITION.or(Class::CLAUSE)) || i.lower.ends_with("ing"));
    if introduces || limit == 0 {
        at = items[..end].iter().position(|i| i.what == What::Comma)? + 1;
    }
    let finish = (at..end).find(|&i| {
        let item = &items[i];
        item.what == What::Word
            && (item.class.is(Class::AUXILIARY.or(Class::MODAL)) && !item.class.is(Class::COMMON.or(Class::DETERMINER))
                || matches!(
                    item.lower.as_str(),
                    "is" | "was"
                        | "has"
                        | "had"
                        | "will"
                        | "would"
                        | "have"
                        | "are"
                        | "were"
                        | "also"
                        | "did"
                        | "does"
                        | "do"
                )
                || item.verb().is_some_and(|v| v.form != Form::Ing && v.form != Form::Base)
                || (i > at && item.lower.ends_with("ed") && items[i - 1].is_name()))
            || item.what == What::Comma && i > at && !lists_names(items, i)
    })?;
    phrase_before(items, finish).filter(|p| p.start >= at || p.start == 0)
}
