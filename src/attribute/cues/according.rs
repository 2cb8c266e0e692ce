//! Sources that a preposition names: "according to Roe", "per the ministry", "in Roe's view", "In a Westport Times poll, ...".

use super::cue::{Cue, Manner};
use crate::attribute::phrases::{phrase_after, phrase_before};
use crate::attribute::text::{Class, Item, What};
use std::ops::Range;

/// "according to Roe", "as per the ministry", "in the words of Roe", "citing Roe".
pub(crate) fn according(items: &[Item], at: usize, cues: &mut Vec<Cue>) {
    // "was asked whether in his opinion ...": a question.
    if at > 0 && (items[at - 1].is_word("whether") || items[at - 1].is_word("if")) {
        return;
    }
    opinion(items, at, cues);
    poll(items, at, cues);
    let (length, weight) = if items[at].is_word("according") && items.get(at + 1).is_some_and(|i| i.is_word("to")) {
        // "That's according to the paper, the agency reports.": the paper's.
        let whole = at <= 3 && matches!(items[0].lower.as_str(), "that" | "this" | "it" | "that's" | "it's");
        (2, if whole { 0.99 } else { 0.9 })
    } else if items[at].is_word("per")
        && (at == 0 && items.get(1).is_some_and(Item::is_name)
            || at > 0 && items[at - 1].what == What::Comma
            || at == 1 && items[0].is_word("as")
            || at > 1 && items[at - 1].is_word("as") && items[at - 2].what == What::Comma)
    {
        (1, if at > 0 && items[at - 1].is_word("as") { 0.9 } else { 0.6 })
    } else if items[at].is_word("words") && items.get(at + 1).is_some_and(|i| i.is_word("of")) {
        (2, 0.7)
    } else if items[at].is_word("citing") {
        (1, 0.45)
    } else {
        return;
    };
    if let Some(source) = phrase_after(items, at + length).map(|source| owner_of(items, named_after(items, source))) {
        // "According to the council, Roe wrote the letter": what is not closed is no apposition.
        let closed = |end: usize| items.get(end).is_none_or(|i| matches!(i.what, What::Comma | What::Stop));
        let apposition = apposition_after(items, source.end).filter(|inner| at > 0 || closed(inner.end));
        cues.push(Cue { words: at..at + length, source, apposition, manner: Manner::According, weight });
    }
}

/// "according to Roe's tracker", "according to the Poe Group's TradeWatch tool": whose it is.
fn owner_of(items: &[Item], source: Range<usize>) -> Range<usize> {
    let owner = (source.start + 1..items.len().min(source.end + 1)).find(|&at| items[at].what == What::Possessive);
    let Some(possessive) = owner.filter(|&at| items[at - 1].is_name()) else { return source };
    let speaks = Class::ROLE.or(Class::TITLE).or(Class::BODY).or(Class::PEOPLE).or(Class::DOCUMENT);
    let thing = |i: &Item| i.what == What::Word && !i.class.is(speaks.or(Class::PREPOSITION));
    let owned = &items[possessive + 1..];
    // "'s tracker", or a name of a product before the word for it.
    let product = owned.iter().take_while(|i| i.is_name()).count();
    // "the council's trade watchdog" speaks itself.
    let last = items[possessive + 1..source.end.max(possessive + 1)].last();
    let body = last.is_some_and(|i| i.what == What::Word && i.class.is(Class::ROLE.or(Class::BODY)));
    let head = owned.get(product).is_some_and(thing) && product <= 1 && !body;
    const PRODUCTS: &[&str] = &[
        "platform",
        "tool",
        "tracker",
        "model",
        "app",
        "database",
        "dashboard",
        "calculator",
        "barometer",
        "terminal",
    ];
    let made = owned.iter().take(6).any(|i| PRODUCTS.contains(&i.lower.as_str()));
    if head || made { source.start..possessive } else { source }
}

/// "according to a report published on Monday by Roe", "according to data and analytics firm Roe": the name that a phrase
/// without one leads to.
fn named_after(items: &[Item], source: Range<usize>) -> Range<usize> {
    let phrase = &items[source.clone()];
    if phrase.iter().any(Item::is_name) {
        return source;
    }
    let rest = &items[source.end..];
    let until =
        rest.iter().take(9).position(|i| !matches!(i.what, What::Word | What::Name(_))).unwrap_or(9.min(rest.len()));
    if phrase.iter().any(|i| i.class.is(Class::DOCUMENT)) {
        let by = rest[..until].iter().position(|i| i.is_word("by") || i.is_word("from"));
        let clause = |by: usize| rest[..by].iter().any(|i| i.class.is(Class::CLAUSE.or(Class::PRONOUN)));
        let whose = by.filter(|&by| !clause(by)).and_then(|by| phrase_after(items, source.end + by + 1));
        // "an analysis that the chamber published last week".
        let that = rest.first().is_some_and(|i| matches!(i.lower.as_str(), "that" | "which"));
        let made = || {
            let doer = phrase_after(items, source.end + 1)?;
            let verb = items.get(doer.end)?;
            let published = [
                "published",
                "released",
                "issued",
                "conducted",
                "prepared",
                "filed",
                "posted",
                "compiled",
                "commissioned",
            ];
            published.contains(&verb.lower.as_str()).then_some(doer)
        };
        if let Some(found) = whose.or_else(|| if that { made() } else { None }) {
            return found;
        }
        // "data and analytics firm Roe" goes on below.
        if !rest.first().is_some_and(|i| i.is_word("and")) {
            return source;
        }
    }
    let name = rest[..until.min(6)].iter().position(Item::is_name);
    let plain = |i: &Item| {
        i.is_word("and") || !i.class.is(Class::CLAUSE.or(Class::PREPOSITION).or(Class::AUXILIARY).or(Class::PRONOUN))
    };
    match name {
        Some(name) if rest[..name].iter().all(|i| plain(i) && i.verb().is_none()) => {
            source.start..source.end + name + 1
        }
        _ => source,
    }
}

/// "In a Westport Times poll, 52 percent of voters said ...": whose poll it is.
fn poll(items: &[Item], at: usize, cues: &mut Vec<Cue>) {
    let found = |i: &Item| matches!(i.lower.as_str(), "poll" | "survey");
    if at != 0 || !items[0].is_word("in") {
        return;
    }
    let Some(end) = (1..items.len().min(8)).find(|&at| found(&items[at])) else { return };
    let named = items[1..=end].iter().any(Item::is_name);
    let share =
        |i: &Item| matches!(i.lower.as_str(), "percent" | "%" | "per" | "half" | "majority") || i.lower.ends_with('%');
    if named && items[end + 1..].iter().take(14).any(share) {
        cues.push(Cue {
            words: end..end + 1,
            source: 1..end + 1,
            apposition: None,
            manner: Manner::According,
            weight: 0.9,
        });
    }
}

/// "In his opinion", "in the words of Roe", "in Roe's view".
fn opinion(items: &[Item], at: usize, cues: &mut Vec<Cue>) {
    const OPINIONS: &[&str] =
        &["opinion", "view", "words", "assessment", "estimation", "judgment", "judgement", "experience"];
    const ACCOUNTS: &[&str] = &["account", "accounts", "telling", "reckoning", "estimate", "estimates", "admission"];
    let nouns = match items[at].lower.as_str() {
        "in" if items[at].what == What::Word => OPINIONS,
        "by" if items[at].what == What::Word && (at == 0 || items[at - 1].what == What::Comma) => ACCOUNTS,
        _ => return,
    };
    // "in the view of Roe", "in the words of the minister".
    if let [the, view, of, ..] = &items[at + 1..]
        && the.is_word("the")
        && matches!(
            view.lower.as_str(),
            "view" | "opinion" | "eyes" | "judgment" | "judgement" | "telling" | "estimation"
        )
        && of.is_word("of")
        && let Some(source) = phrase_after(items, at + 4)
    {
        let words = at + 2..at + 4;
        cues.push(Cue { words, source, apposition: None, manner: Manner::According, weight: 0.88 });
        return;
    }
    let Some(noun) = (at + 2..items.len().min(at + 8)).find(|&i| nouns.contains(&items[i].lower.as_str())) else {
        return;
    };
    let his = noun == at + 2 && matches!(items[at + 1].lower.as_str(), "his" | "her" | "their");
    let source = if his {
        Some(at + 1..at + 2)
    } else if items[noun - 1].what == What::Possessive {
        phrase_before(items, noun - 1).filter(|source| source.start == at + 1)
    } else {
        None
    };
    if let Some(source) = source {
        cues.push(Cue { words: noun..noun + 1, source, apposition: None, manner: Manner::According, weight: 0.88 });
    }
}

pub(super) fn apposition_after(items: &[Item], end: usize) -> Option<Range<usize>> {
    (items.get(end)?.what == What::Comma).then_some(())?;
    phrase_after(items, end + 1)
}
