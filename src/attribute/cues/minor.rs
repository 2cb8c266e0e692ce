//! Cues that are no verbs: "was adamant that", "the announcement by Roe", "Roe's warning: ...".

use super::cue::{Cue, Manner};
use crate::attribute::phrases::{Level, phrase_after, phrase_before, subject_before};
use crate::attribute::text::{Class, Item, Sense, What};

/// "was adamant that", "is confident that".
pub(super) fn adjective(items: &[Item], at: usize, cues: &mut Vec<Cue>) {
    let fits = matches!(
        items[at].lower.as_str(),
        "adamant"
            | "confident"
            | "insistent"
            | "clear"
            | "pleased"
            | "convinced"
            | "concerned"
            | "optimistic"
            | "pessimistic"
            | "sure"
            | "hopeful"
            | "certain"
            | "happy"
            | "proud"
            | "grateful"
            | "sceptical"
            | "skeptical"
            | "willing"
            | "ready"
            | "critical"
            | "opposed"
            | "doubtful"
            | "blunt"
            | "emphatic"
    );
    // "is adamant", "has been deeply critical".
    let degree = |i: &Item| i.what == What::Word && i.lower.len() > 4 && i.lower.ends_with("ly") || i.is_word("very");
    let linked = at > 0
        && (items[at - 1].class.is(Class::AUXILIARY)
            || at > 1 && degree(&items[at - 1]) && items[at - 2].class.is(Class::AUXILIARY));
    // "The pier is ready" reports nothing.
    let bare =
        matches!(items[at].lower.as_str(), "ready" | "willing") && !items.get(at + 1).is_some_and(|i| i.is_word("to"));
    if !fits || !linked || bare {
        return;
    }
    if let Some(subject) = subject_before(items, at)
        && subject.level == Level::Main
        && !subject.modal
    {
        cues.push(Cue {
            words: at..at + 1,
            source: subject.phrase,
            apposition: subject.apposition,
            manner: Manner::Clause(Sense::Think),
            weight: 0.7,
        });
    }
}

/// "the announcement by Roe", "Roe's warning": a noun that says that somebody said something.
pub(super) fn nominal(items: &[Item], at: usize, cues: &mut Vec<Cue>) {
    const NOUNS: &[&str] = &[
        "announcement",
        "remarks",
        "comments",
        "statement",
        "message",
        "warning",
        "threat",
        "speech",
        "pledge",
        "vow",
        "claim",
        "position",
        "view",
        "argument",
        "stance",
    ];
    // Nouns that say so before a colon alone: "an answer by Roe" may be a deed.
    const LABELS: &[&str] = &["advice", "answer", "verdict", "conclusion", "plea", "demand", "promise"];
    let label = LABELS.contains(&items[at].lower.as_str());
    if items[at].what != What::Word || !label && !NOUNS.contains(&items[at].lower.as_str()) {
        return;
    }
    // "Roe's position is that ...".
    let holds = at > 1
        && items[at - 1].what == What::Possessive
        && items.get(at + 1).is_some_and(|n| n.is_word("is") || n.is_word("was"))
        && items.get(at + 2).is_some_and(|n| n.is_word("that"));
    if holds && let Some(source) = phrase_before(items, at - 1) {
        cues.push(Cue { words: at..at + 1, source, apposition: None, manner: Manner::According, weight: 0.85 });
        return;
    }
    // "Roe's warning: ...", "Her message was clear: ...".
    let judged = |i: &Item| matches!(i.lower.as_str(), "is" | "was" | "clear" | "simple" | "plain" | "blunt");
    let colon = at + 1 + items[at + 1..].iter().take(2).take_while(|i| judged(i)).count();
    let his = at > 0 && matches!(items[at - 1].lower.as_str(), "his" | "her" | "their");
    if items.get(colon).is_some_and(|i| i.what == What::Colon)
        && (his || at > 1 && items[at - 1].what == What::Possessive)
    {
        let source = if his { Some(at - 1..at) } else { phrase_before(items, at - 1) };
        if let Some(source) = source {
            cues.push(Cue { words: at..at + 1, source, apposition: None, manner: Manner::According, weight: 0.85 });
            return;
        }
    }
    if label {
        return;
    }
    let opinion = matches!(items[at].lower.as_str(), "position" | "view" | "argument" | "stance");
    // "That's the view of Anna Roe."
    let whole = at <= 4 && matches!(items[0].lower.as_str(), "that" | "this" | "that's" | "such");
    let source = match items.get(at + 1) {
        Some(next) if opinion && whole && next.is_word("of") => phrase_after(items, at + 2),
        Some(next) if !opinion && (next.is_word("by") || next.is_word("from")) => phrase_after(items, at + 2),
        _ => None,
    };
    if let Some(source) = source {
        let weight = if whole && opinion { 0.9 } else { 0.45 };
        cues.push(Cue { words: at..at + 1, source, apposition: None, manner: Manner::According, weight });
    }
}
