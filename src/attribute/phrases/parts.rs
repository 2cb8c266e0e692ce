//! Parts of the phrase that names a source, before anybody is looked for: its edges, its conjuncts, what kind of office it is.

use crate::attribute::text::{Class, Item, What};
use std::ops::Range;

/// Whether an office is one in somebody's service, so that a name with a title behind it is whom it serves: "an adviser to
/// Senator Roe".
pub(crate) fn serves(head: &Item) -> bool {
    const SERVANTS: &[&str] = &[
        "adviser",
        "advisor",
        "aide",
        "lawyer",
        "attorney",
        "counsel",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "ally",
    ];
    SERVANTS.contains(&head.lower.as_str())
}

/// Whether a phrase is an office without the name of its holder and without an article: "Trade Minister".
pub(crate) fn one_office(phrase: &[Item]) -> bool {
    phrase
        .last()
        .is_some_and(|i| i.what == What::Word && i.class.is(Class::ROLE.or(Class::TITLE)) && !i.class.is(Class::PEOPLE))
        && !phrase[0].class.is(Class::DETERMINER)
}

/// Whether "and" joins two offices in a phrase, which one person has: "the founder and chairman of Roe Steel".
pub(super) fn two_offices(phrase: &[Item]) -> bool {
    let office = |i: &Item| i.what == What::Word && i.class.is(Class::ROLE);
    let and = phrase.iter().position(|i| i.is_word("and"));
    and.is_some_and(|and| and > 0 && office(&phrase[and - 1]) && phrase.get(and + 1).is_some_and(office))
}

/// Whether the words before the name at the end describe the person: "survivor Anna Roe", but not "the plans Roe". With
/// `full`, a full name that nobody knows, an article may begin the phrase.
pub(crate) fn is_description(left: &[Item], full: bool) -> bool {
    let Some((_, words)) = left.split_last() else { return false };
    let noun = |i: &Item| i.what == What::Word && !i.lower.ends_with('s') && i.verb().is_none();
    let article =
        |i: &Item| full && matches!(i.lower.as_str(), "the" | "a" | "an" | "my" | "our" | "his" | "her" | "their");
    let plain = words.len() <= 3 && words.iter().all(|i| noun(i) && (article(i) || !i.class.is(Class::DETERMINER)));
    // "White House counselor Anna Roe": a body and a plain noun for what she does there.
    let member = words.iter().rposition(Item::is_name).map(|at| &words[at + 1..]);
    let trade = |i: &Item| noun(i) && !i.class.is(Class::DETERMINER.or(Class::PREPOSITION).or(Class::CLAUSE));
    let body = full && member.is_some_and(|m| matches!(m.len(), 1 | 2) && m.iter().all(trade));
    plain || body
}

/// Without commas, dashes, times and possessive endings around.
pub(crate) fn trim(items: &[Item], mut range: Range<usize>) -> Range<usize> {
    // "09:12 Westland's ministry says": what is left of the time.
    let digits = |i: &Item| i.lower.starts_with(|c: char| c.is_ascii_digit());
    if range.len() > 1 && digits(&items[range.start]) && items[range.start + 1].is_name() {
        range.start += 1;
    }
    while range.start < range.end
        && (!matches!(items[range.start].what, What::Word | What::Name(_) | What::Quote { .. })
            || items[range.start].class.is(Class::COMMON)
                && !items[range.start].class.is(Class::DETERMINER
                    .or(Class::PRONOUN)
                    .or(Class::PEOPLE)
                    .or(Class::DOCUMENT)
                    .or(Class::ROLE)))
    {
        range.start += 1;
    }
    while range.end > range.start && !matches!(items[range.end - 1].what, What::Word | What::Name(_)) {
        range.end -= 1;
    }
    range
}

pub(crate) fn strip_determiner(slice: &[Item]) -> &[Item] {
    match slice.first() {
        Some(first) if first.class.is(Class::DETERMINER) && slice.len() > 1 => &slice[1..],
        _ => slice,
    }
}

/// The parts of a phrase that "and" and commas join.
pub(crate) fn conjuncts(items: &[Item], range: &Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    for at in range.clone() {
        let item = &items[at];
        let joins = item.is_word("and") || item.what == What::Comma || item.what == What::Other && item.lower == "&";
        if joins {
            if at > start {
                parts.push(start..at);
            }
            start = at + 1;
        }
    }
    if start < range.end {
        parts.push(start..range.end);
    }
    parts
}
