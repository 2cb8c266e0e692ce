//! Noun phrases behind a cue: "said EU Commissioner Roe", "according to the head of the council".

use super::beside::in_phrase;
use crate::attribute::text::{Class, Item, What};
use std::ops::Range;

/// The phrase that begins at item `start`: "said EU Commissioner X", "according to the head of Y".
pub(crate) fn phrase_after(items: &[Item], start: usize) -> Option<Range<usize>> {
    let first = items.get(start)?;
    // "According to her, the pier ...": "her" owns nothing where a mark follows.
    let alone = first.is_word("her") && items.get(start + 1).is_none_or(|i| matches!(i.what, What::Comma | What::Stop));
    if first.what == What::Word && first.class.is(Class::PRONOUN) && (alone || !first.class.is(Class::DETERMINER)) {
        return Some(start..start + 1);
    }
    let mut end = start;
    while end < items.len() && end - start < 14 {
        let item = &items[end];
        // "told reporters the pier ...": another phrase.
        if end > start && another(&items[end - 1], item) {
            break;
        }
        // "said her lawyer".
        let owner = end == start && item.is_word("her") && !alone;
        // "according to a January report", "the November jobs report".
        let month = end == start + 1
            && items[start].class.is(Class::DETERMINER)
            && item.class.is(Class::TIME)
            && items[end + 1..].iter().take(3).any(|i| i.what == What::Word && i.class.is(Class::DOCUMENT));
        if !(in_phrase(item) || owner) || (end > start && item.class.is(Class::TIME) && !month) {
            // "the head of the council", "officials from the ministry", "China and Russia".
            let joint = item.what == What::Word
                && end > start
                && (matches!(item.lower.as_str(), "of" | "for" | "from" | "at") && !items[end - 1].is_name()
                    || item.lower == "and"
                        && items[end - 1].is_name()
                        && items.get(end + 1).is_some_and(Item::is_name)
                    || item.lower == "with" && items[end - 1].class.is(Class::ROLE.or(Class::PEOPLE)));
            if joint && items.get(end + 1).is_some_and(in_phrase) {
                end += 2;
                continue;
            }
            break;
        }
        end += 1;
        // A name ends the phrase, unless it owns or modifies what follows ("the Trump adviser", "Kyiv's mayor").
        if item.is_name() {
            let goes_on = items.get(end).is_some_and(|n| {
                n.what == What::Possessive
                    || n.is_name()
                    || n.what == What::Word
                        && (n.class.is(Class::ROLE
                            .or(Class::TITLE)
                            .or(Class::BODY)
                            .or(Class::PEOPLE)
                            .or(Class::DOCUMENT))
                            && (n.verb().is_none() || n.class.is(Class::TITLE))
                            || n.is_word("and")
                            || trade_of_name(&items[end..]))
            });
            if !goes_on {
                break;
            }
        }
    }
    while end > start && items[end - 1].is_word("and") {
        end -= 1;
    }
    if end > start && items[end - 1].is_name() {
        end = title_goes_on(items, start, end).unwrap_or(end);
    }
    (end > start).then(|| start..list_after(items, start, end))
}

/// The end of "the representative of Westland at the United Nations Anna Roe", whose first name ends before item `end`: an
/// office may have two complements before its holder.
fn title_goes_on(items: &[Item], start: usize, end: usize) -> Option<usize> {
    let office = items[start..end].iter().any(|i| i.what == What::Word && i.class.is(Class::ROLE));
    let at = |at: usize| items.get(at);
    let joins = at(end).is_some_and(|i| matches!(i.lower.as_str(), "at" | "to" | "in" | "for" | "with"));
    let body = end + 1 + usize::from(at(end + 1).is_some_and(|i| i.is_word("the")));
    let named = at(body).is_some_and(Item::is_name) && at(body + 1).is_some_and(Item::is_name);
    let ends = at(body + 2).is_none_or(|i| matches!(i.what, What::Stop | What::Comma));
    (office && joins && named && ends).then_some(body + 2)
}

/// "law professor Anna Roe", which stands behind the name of her university.
fn trade_of_name(items: &[Item]) -> bool {
    let [trade, role, name, ..] = items else { return false };
    let small = Class::PREPOSITION.or(Class::DETERMINER).or(Class::CLAUSE).or(Class::AUXILIARY).or(Class::TIME);
    trade.what == What::Word
        && !trade.class.is(small.or(Class::MODAL).or(Class::PRONOUN))
        && trade.verb().is_none()
        && role.what == What::Word
        && role.class.is(Class::ROLE)
        && role.verb().is_none()
        && name.is_name()
}

/// The end of "Anna Roe, Bela Poe and Cleo Doe", a list of names whose first one ends before item `end`; `end` where it is
/// none.
fn list_after(items: &[Item], start: usize, end: usize) -> usize {
    let mut last = end;
    // The end of a name at item `at`, with an article before it.
    let name = |at: usize| {
        let article = items.get(at).is_some_and(|i| i.is_word("the"));
        let at = at + usize::from(article);
        items.get(at).is_some_and(Item::is_name).then_some(at + 1)
    };
    // "said Anna Roe, Westport and Eastport director of the union": an apposition.
    let whole = |last: usize| {
        let next = items.get(last);
        let ends = next
            .is_none_or(|n| n.what != What::Word || n.class.is(Class::PREPOSITION.or(Class::TIME).or(Class::CLAUSE)));
        if ends { last } else { end }
    };
    let first = start + usize::from(items[start].is_word("the"));
    while items[first..end].iter().all(Item::is_name) && items.get(last).is_some_and(|i| i.what == What::Comma) {
        let and = usize::from(items.get(last + 1).is_some_and(|i| i.is_word("and")));
        let Some(next) = name(last + 1 + and) else { break };
        last = next;
        if and == 1 {
            return whole(last);
        }
        if items.get(last).is_some_and(|i| i.is_word("and"))
            && let Some(next) = name(last + 1)
        {
            return whole(next);
        }
    }
    end
}

/// Whether a phrase begins with `item`, behind one that ends with `before`.
fn another(before: &Item, item: &Item) -> bool {
    let determines = |i: &Item| i.what == What::Word && i.class.is(Class::DETERMINER);
    determines(item)
        && before.what == What::Word
        && before.class.is(Class::PEOPLE.or(Class::ROLE))
        && !determines(before)
}
