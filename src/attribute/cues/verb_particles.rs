//! Verbs that report or decide by a particle right behind them: "rolled back the ban", "lashed out at the plan".

use super::light_verbs::is_before;
use crate::attribute::text::{Class, Item, What};

/// "rolled back the ban": what a government decides; but not "stepped up to the desk".
pub(super) fn decides(items: &[Item], at: usize) -> Option<&'static str> {
    const VERBS: &[(&str, &str)] = &[
        ("walk", "back"),
        ("step", "up"),
        ("roll", "out"),
        ("roll", "back"),
        ("pull", "out"),
        ("pull", "back"),
        ("phase", "out"),
        ("crack", "down"),
        ("scale", "back"),
        ("back", "down"),
        ("ramp", "up"),
        ("strike", "down"),
        ("struck", "down"),
        ("turn", "down"),
    ];
    let goes = |i: &Item| i.class.is(Class::PREPOSITION);
    (is_one_of(VERBS, items, at) && !items.get(at + 2).is_some_and(goes)).then_some("imposed")
}

/// "brushed off the concerns", "lashed out at the plan": what somebody says of it.
pub(super) fn dismisses(items: &[Item], at: usize) -> Option<&'static str> {
    const VERBS: &[(&str, &str)] = &[
        ("brush", "off"),
        ("brush", "aside"),
        ("shrug", "off"),
        ("wave", "off"),
        ("laugh", "off"),
        ("play", "down"),
        ("lash", "out"),
        ("hit", "out"),
        ("double", "down"),
        ("chime", "in"),
    ];
    is_one_of(VERBS, items, at).then_some("dismissed")
}

/// "fired back: ...", "'...?' Roe followed up.": but "followed up on the talks" reports nothing.
pub(super) fn retorts(items: &[Item], at: usize) -> Option<&'static str> {
    let breaks = |i: &Item| !matches!(i.what, What::Word | What::Name(_));
    match items[at].lower.as_str() {
        "fire" | "push" if is_before(items, at, "back") => Some("say"),
        "fired" | "shot" | "hit" | "pushed" if is_before(items, at, "back") => Some("said"),
        _ if items[at].is_word("followed") && is_before(items, at, "up") => {
            items.get(at + 2).is_none_or(breaks).then_some("said")
        }
        _ => None,
    }
}

/// Whether item `at` is a form of one of `verbs`, with its particle behind it.
fn is_one_of(verbs: &[(&str, &str)], items: &[Item], at: usize) -> bool {
    // "stepped", "shrugged" double their last letter.
    let is_end = |end: &str| matches!(end, "" | "s" | "es" | "ed" | "d" | "ped" | "ged");
    let is_form = |verb: &str| items[at].lower.strip_prefix(verb).is_some_and(is_end);
    items[at].what == What::Word && verbs.iter().any(|(verb, particle)| is_form(verb) && is_before(items, at, particle))
}
