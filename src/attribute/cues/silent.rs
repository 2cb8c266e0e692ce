//! Verbs of the lists that report nothing where they stand: nouns, acts of other kinds, assaults.

use super::meanings::means_another;
use crate::attribute::phrases::phrase_before;
use crate::attribute::text::{Class, Form, Item, Verb, What};

/// Whether the form at item `at` of a verb of the lists is a noun there, or means something else.
pub(super) fn is_mute(items: &[Item], at: usize, verb: &Verb) -> bool {
    is_continued(items, at)
        || means_another(items, at)
        || verb.form != Form::Past && is_owned(items, at)
        || is_noun_of_name(items, at)
}

/// "Roe continued to ..."; but "Roe continued." and "Roe continued, 'We ...'" take up a speech.
fn is_continued(items: &[Item], at: usize) -> bool {
    let goes_on = |next: &Item| match next.what {
        What::Stop | What::Colon | What::Quote { .. } => false,
        What::Comma => !items.get(at + 2).is_some_and(Item::is_quote),
        _ => true,
    };
    items[at].lower.starts_with("continu") && items.get(at + 1).is_some_and(goes_on) && !between_commas(items, at)
}

/// Whether subject and verb stand alone between two commas, the verb at item `at`: "The pier, Roe continued, would ...".
fn between_commas(items: &[Item], at: usize) -> bool {
    let breaks = |at: usize| matches!(items[at].what, What::Comma | What::Quote { .. });
    items.get(at + 1).is_some_and(|i| i.what == What::Comma)
        && phrase_before(items, at).and_then(|subject| subject.start.checked_sub(1)).is_some_and(breaks)
}

/// A noun: "Trump's calls", "the report", "a promise".
fn is_owned(items: &[Item], at: usize) -> bool {
    let owner = |i: &Item| {
        i.what == What::Possessive
            || i.class.is(Class::DETERMINER)
                && !i.class.is(Class::PRONOUN.or(Class::PEOPLE))
                && !i.is_any(&["this", "that", "others", "both"])
    };
    at > 0 && owner(&items[at - 1])
}

/// Whether the form at item `at` is a noun behind a name that a preposition joins: "under EU rules", "after U.S. sanctions".
fn is_noun_of_name(items: &[Item], at: usize) -> bool {
    const NOUNS: &[&str] = &["rules", "sanctions", "demands", "claims", "plans", "orders", "calls", "attacks", "views"];
    let [.., joint, name] = &items[..at] else { return false };
    NOUNS.contains(&items[at].lower.as_str())
        && name.is_name()
        && joint.what == What::Word
        && joint.class.is(Class::PREPOSITION)
}

/// Whether the verb at item `at` tells of an assault with weapons: "attacked the port with drones", "hitting three districts".
pub(super) fn is_assault(items: &[Item], at: usize) -> bool {
    const ASSAULTS: &[&str] = &["attack", "hit", "strike", "struck", "striking", "blast", "press"];
    const WEAPONS: &[&str] = &[
        "drone",
        "drones",
        "missile",
        "missiles",
        "rocket",
        "rockets",
        "artillery",
        "bomb",
        "bombs",
        "shells",
        "shelling",
        "warhead",
        "airstrike",
        "airstrikes",
        "uav",
        "uavs",
        "mortar",
        "mortars",
    ];
    let back = items.get(at + 1).is_some_and(|i| matches!(i.lower.as_str(), "back" | "out" | "down"));
    // "struck a deal on drones".
    let deal = |i: &Item| matches!(i.lower.as_str(), "deal" | "agreement" | "pact" | "tone" | "balance" | "chord");
    let back = back || items[at + 1..].iter().take(4).any(deal);
    ASSAULTS.iter().any(|verb| items[at].lower.starts_with(verb))
        && !back
        && !items.iter().any(Item::is_quote)
        && items.iter().any(|i| i.what == What::Word && WEAPONS.contains(&i.lower.as_str()))
}
