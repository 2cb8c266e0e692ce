//! Who is given the word in a briefing: "Let's go to the line of Anna Roe.", "Bela Poe, Harbor Times."

use super::turns::turn_label;
use super::voices::{line_of, person_of};
use crate::attribute::resolve::{Context, Source};
use crate::attribute::text::{Item, What};
use std::ops::Range;

/// Words of a turn that only lets the other go on.
const COURTESIES: &[&str] = &[
    "hello",
    "hi",
    "yes",
    "yeah",
    "yep",
    "sure",
    "okay",
    "ok",
    "please",
    "thanks",
    "right",
    "no",
    "correct",
    "great",
    "go",
    "ahead",
    "thank",
    "you",
    "absolutely",
    "good",
    "morning",
    "afternoon",
    "hey",
    "sorry",
    "well",
    "exactly",
    "continue",
];

/// Whether a turn is no more than a call ("MR PRICE: Janne."), which gives the word to somebody else; "MR PRICE: Sure." gives
/// it to nobody else.
pub(super) fn passes_word(context: &Context<'_>, items: &[Item]) -> bool {
    let Some((_, colon)) = turn_label(context, items) else { return false };
    let words = || items[colon..].iter().filter(|i| i.is_name() || i.what == What::Word);
    words().count() <= 2 && !words().all(|i| COURTESIES.contains(&i.lower.as_str()))
}

/// Items between a call ("go to", "the line of") and the name that is called.
const CALL: usize = 6;

/// The person who is called on at the end of the turn before: "Let's go to the line of Anna Roe."
pub(super) fn called(context: &Context<'_>, before: &[Vec<Item>]) -> Option<Source> {
    // "OPERATOR: Your line is open.": between the call and the question.
    let operator = |items: &&Vec<Item>| {
        let line = line_of(context, items);
        line.starts_with("operator:") || line.contains("line is open") || line.contains("lines are open")
    };
    // "QUESTION: Can I go to the Westport Line?": a topic, to which who asks would go.
    let topic = |items: &Vec<Item>| {
        let can = |i: &Item| matches!(i.lower.as_str(), "can" | "could" | "may" | "might" | "if");
        items.windows(2).any(|pair| can(&pair[0]) && matches!(pair[1].lower.as_str(), "i" | "we"))
    };
    before.iter().rev().filter(|items| !operator(items)).take(2).filter(|items| !topic(items)).find_map(|items| {
        let call = |i: &Item| matches!(i.lower.as_str(), "line" | "go" | "turn" | "take" | "open" | "start" | "begin");
        // "We'll start with Anna Roe", but not what a meeting starts.
        let call = |at: usize, i: &Item| {
            call(i)
                && (!matches!(i.lower.as_str(), "start" | "begin")
                    || items.get(at + 1).is_some_and(|n| n.is_word("with")))
        };
        let called = |range: Range<usize>| range.into_iter().any(|at| call(at, &items[at]));
        let full = |p: &Source| p.entity.is_some_and(|e| context.reading.mentions.entities[e].words.len() > 1);
        let persons = || items.iter().enumerate().filter_map(|(at, i)| Some((at, person_of(context, i).filter(full)?)));
        // "go to Anna Roe from Westport Radio": the first name after the call, else the last one.
        let last = (0..items.len()).rev().find(|&at| call(at, &items[at]));
        let after = last.map(|call| call + 1..call + 1 + CALL);
        let next = after.and_then(|after| persons().find(|(at, _)| after.contains(at)));
        let (at, person) = next.or_else(|| persons().next_back())?;
        // A name far from the call is a topic: "... and take the talks on the Westport Line".
        let near = called(at.saturating_sub(CALL)..(at + CALL).min(items.len()));
        let calls = near || items.len() <= 2 * CALL && called(0..items.len());
        // "MR POE: Anna Roe, Westport Radio.": a turn that is nothing but the name.
        let name = turn_label(context, items).map_or(0, |(_, colon)| colon + 1);
        let alone = name > 0 && at == name && items.len() <= 2 * CALL && items.iter().all(|i| i.verb().is_none());
        (calls || alone).then_some(person)
    })
}
