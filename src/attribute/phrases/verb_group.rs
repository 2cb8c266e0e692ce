//! The words between a subject and its verb: auxiliaries, adverbs, times.

use crate::attribute::text::{Class, Item, What};

/// Where the group of auxiliaries and adverbs that ends with the verb begins, and whether it holds a modal verb.
pub(super) fn verb_group(items: &[Item], verb: usize) -> (usize, bool) {
    let mut start = verb;
    let mut modal = false;
    while start > 0 {
        let item = &items[start - 1];
        // "Both welcomed the plan": here the word is the subject.
        if item.what != What::Word || start == 1 && item.is_word("both") {
            break;
        }
        if item.class.is(Class::MODAL) {
            modal = true;
        } else if item.lower == "not" || item.lower == "never" || item.lower.ends_with("n't") {
            modal = modal
                || item.lower != "not"
                || !items[..start - 1].last().is_some_and(|i| i.class.is(Class::AUXILIARY));
        } else if item.class.is(Class::TIME) {
            // "on Monday said", "Monday said", "March 3 said".
        } else if let Some(first) = circumstance(items, start) {
            start = first;
            continue;
        } else if let Some(first) = lasting(items, start) {
            start = first;
            continue;
        } else if (item.is_word("on") || item.is_word("in")) && items[start].class.is(Class::TIME)
            // "Roe back in March said".
            || item.is_word("back") && (items[start].is_word("in") || items[start].is_word("on"))
        {
        } else if !(item.class.is(Class::AUXILIARY) || item.lower.ends_with("ly") && item.lower.len() > 4) {
            break;
        }
        start -= 1;
    }
    (start, modal)
}

/// Where "since" of "has since promised" or "for" of "has for weeks blamed" begins, which ends before item `end` behind an
/// auxiliary.
fn lasting(items: &[Item], end: usize) -> Option<usize> {
    const SPANS: &[&str] = &["days", "weeks", "months", "years", "decades", "hours"];
    let last = &items[end - 1];
    let first = if last.is_word("since") {
        end - 1 - usize::from(end > 1 && items[end - 2].is_word("ever"))
    } else if SPANS.contains(&last.lower.as_str()) && last.what == What::Word {
        (end.saturating_sub(3)..end - 1).rev().find(|&at| items[at].is_word("for"))?
    } else {
        return None;
    };
    let auxiliary = |at: usize| matches!(items[at].lower.as_str(), "has" | "have" | "had" | "'s" | "'ve");
    first.checked_sub(1).filter(|&at| auxiliary(at)).map(|_| first)
}

/// Where "last" of "last week" or "late" of "late Wednesday", "at" of "at times", "two" of "two days later" begins, which
/// ends before item `end` and stands between a subject and its verb.
fn circumstance(items: &[Item], end: usize) -> Option<usize> {
    const PHRASES: &[&[&str]] = &[
        &["at", "times"],
        &["at", "first"],
        &["at", "least"],
        &["in", "turn"],
        &["for", "now"],
        &["in", "part"],
        &["of", "late"],
        &["once", "again"],
        &["in", "return"],
        &["in", "response"],
        &["at", "last"],
        &["on", "twitter"],
        &["the", "same", "day"],
        &["the", "next", "day"],
        &["the", "day", "before"],
        &["the", "following", "day"],
        &["the", "following", "week"],
        &["the", "following", "weekend"],
        &["the", "following", "month"],
        &["a", "day", "earlier"],
        &["a", "day", "later"],
        &["days", "later"],
        &["hours", "later"],
    ];
    let word =
        |at: usize| items.get(at).filter(|i| matches!(i.what, What::Word | What::Name(_))).map(|i| i.lower.as_str());
    let fits = |phrase: &&&[&str]| {
        end > phrase.len() && phrase.iter().enumerate().all(|(n, w)| word(end - phrase.len() + n) == Some(*w))
    };
    if let Some(phrase) = PHRASES.iter().find(fits) {
        return Some(end - phrase.len());
    }
    // "in a letter", "in his statement".
    let text = end > 3
        && items[end - 1].what == What::Word
        && items[end - 1].class.is(Class::DOCUMENT)
        && items[end - 2].class.is(Class::DETERMINER)
        && word(end - 3) == Some("in");
    if text {
        return Some(end - 3);
    }
    // "August 26, 2022", "26 August".
    let number = |at: usize| word(at).is_some_and(|w| w.chars().all(|c| c.is_ascii_digit()));
    let month = |at: usize| items.get(at).is_some_and(|i| i.what == What::Word && i.class.is(Class::TIME));
    let year = end > 4 && number(end - 1) && items[end - 2].what == What::Comma && number(end - 3) && month(end - 4);
    let day = end > 2 && number(end - 1) && month(end - 2);
    if let Some(first) = if year { Some(end - 4) } else { day.then(|| end - 2) } {
        return Some(first);
    }
    let near = ["last", "this", "next", "late", "early", "earlier"];
    (end > 1 && items.get(end).is_some_and(|i| i.class.is(Class::TIME)) && near.contains(&word(end - 1)?))
        .then_some(end - 1)
}
