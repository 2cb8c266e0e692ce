//! Who is quoted by another: "the agency quoted Roe as saying", "Roe was cited by the paper as saying".

use super::cue::{Cue, Manner};
use crate::attribute::phrases::{phrase_after, subject_before};
use crate::attribute::text::{Class, Item, Sense, What};
use std::ops::Range;

const QUOTES: &[&str] = &["quoted", "quotes", "quote", "quoting", "cited", "cites", "citing", "reported"];
const SAYING: &[&str] =
    &["saying", "telling", "stating", "noting", "adding", "warning", "claiming", "arguing", "insisting"];
/// How many items may stand between the verb and "as": a name with its office and an apposition.
const REACH: usize = 24;

/// Adds the cue of the verb at item `at` if it hands the word to another, and gives whether it does. The words that are
/// reported are those of who is quoted: the agency that quotes is no candidate.
pub(super) fn quoted_as(items: &[Item], at: usize, cues: &mut Vec<Cue>) -> bool {
    if items[at].what != What::Word || !QUOTES.contains(&items[at].lower.as_str()) {
        return false;
    }
    let Some(words) = as_saying(items, at) else { return false };
    let passive = at > 0 && matches!(items[at - 1].lower.as_str(), "is" | "are" | "was" | "were" | "been" | "being");
    let found = if passive {
        subject_before(items, at).map(|subject| (subject.phrase, subject.apposition))
    } else if items[at].is_word("reported") {
        None // "reported it as saying" is no English, and "reported ... as ..." is much else
    } else {
        phrase_after(items, at + 1).filter(|phrase| phrase.end <= words.start).map(|phrase| (phrase, None))
    };
    let Some((source, apposition)) = found else { return false };
    // "'...,' the agency quoted Roe as saying.": what is reported stands before.
    let late = items[..at].iter().any(|i| i.is_quote() || i.what == What::Comma);
    let ends = items.get(words.end).is_none_or(|next| {
        matches!(next.what, What::Comma | What::Stop)
            || matches!(next.lower.as_str(), "in" | "on" | "at" | "by" | "during")
            || next.class.is(Class::TIME)
    });
    let manner = if late && ends { Manner::Parenthesis } else { Manner::Clause(Sense::Say) };
    cues.push(Cue { words, source, apposition, manner, weight: 0.95 });
    true
}

/// The items "as saying" that belong to the verb at item `at`.
fn as_saying(items: &[Item], at: usize) -> Option<Range<usize>> {
    let rest = items[at + 1..].iter().take(REACH).take_while(|i| i.what != What::Stop && !i.is_quote());
    let place = at + 1 + rest.enumerate().find(|(n, i)| i.is_word("as") && says(items, at + 2 + n)).map(|(n, _)| n)?;
    Some(place..place + 2)
}

fn says(items: &[Item], at: usize) -> bool {
    items.get(at).is_some_and(|i| i.what == What::Word && SAYING.contains(&i.lower.as_str()))
}
