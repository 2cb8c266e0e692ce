//! Verbs that report or decide by what stands beside them: "made clear", "turned the offer down", "lashed out".

use super::cue::behind;
use super::verb_objects as objects;
use super::verb_particles as particles;
use crate::attribute::text::{Class, Item, Verb, What, verb_of};

/// A rule: the reporting verb that item `at` counts as.
type Rule = fn(&[Item], usize) -> Option<&'static str>;

/// The rules in their order: the first that answers is right.
const RULES: &[Rule] = &[
    speaking,
    speaks_about,
    meets_to_talk,
    particles::decides,
    objects::decides,
    particles::dismisses,
    goes_on,
    reads,
    wants_to_know,
    objects::sets_rate,
    votes,
    objects::puts_measure,
    particles::retorts,
    takes_ill,
    has_words,
    objects::says,
];

/// The verb that item `at` counts as by the words beside it.
pub(super) fn light_verb(items: &[Item], at: usize) -> Option<&'static Verb> {
    RULES.iter().find_map(|rule| rule(items, at)).and_then(verb_of)
}

/// Whether `word` stands right behind item `at`.
pub(super) fn is_before(items: &[Item], at: usize, word: &str) -> bool {
    items.get(at + 1).is_some_and(|i| i.is_word(word))
}

/// "Roe was speaking after a meeting": a sentence that only tells who said its neighbours.
fn speaking(items: &[Item], at: usize) -> Option<&'static str> {
    let progressive = || at > 0 && items[at - 1].is_any(&["was", "were", "is"]);
    (items[at].is_word("speaking") && progressive()).then_some("saying")
}

/// "spoke about the war", "spoke today with Minister Poe about the war", "talked of peace", "spoke in favor of it".
fn speaks_about(items: &[Item], at: usize) -> Option<&'static str> {
    let subject = || behind(items, at, 30).iter().any(|i| i.is_any(&["about", "regarding"]));
    let particle = || ["of", "about", "out", "against"].iter().any(|word| is_before(items, at, word));
    let favor =
        || is_before(items, at, "in") && items.get(at + 2).is_some_and(|i| i.is_any(&["favor", "favour", "support"]));
    let spoke = items[at].is_any(&["talked", "spoke"]) && (particle() || favor());
    (spoke || items[at].is_word("spoke") && subject()).then_some("said")
}

/// "met with him and discussed it"; but "met to discuss it" tells what the meeting was for.
fn meets_to_talk(items: &[Item], at: usize) -> Option<&'static str> {
    let talks = || behind(items, at, 30).iter().any(|i| i.is_any(&["discuss", "discussed", "exchange"]));
    let purpose = || behind(items, at, 31).windows(2).any(|pair| pair[0].is_word("to") && pair[1].is_word("discuss"));
    (items[at].is_any(&["met", "meets"]) && talks() && !purpose()).then_some("said")
}

/// "The pier, she went on, would ..."
fn goes_on(items: &[Item], at: usize) -> Option<&'static str> {
    let ends = |i: &Item| matches!(i.what, What::Comma | What::Stop | What::Colon | What::Quote { .. });
    let goes = items[at].is_any(&["went", "goes"]) && is_before(items, at, "on") && items.get(at + 2).is_none_or(ends);
    goes.then(|| if items[at].is_word("went") { "said" } else { "says" })
}

/// "'...', the note reads".
fn reads(items: &[Item], at: usize) -> Option<&'static str> {
    let ends = |i: &Item| matches!(i.what, What::Stop | What::Colon | What::Quote { .. });
    let document = || at > 0 && items[at - 1].class.is(Class::DOCUMENT);
    (items[at].is_word("reads") && items.get(at + 1).is_none_or(ends) && document()).then_some("says")
}

/// "wanted to know why".
fn wants_to_know(items: &[Item], at: usize) -> Option<&'static str> {
    (items[at].is_word("wanted") && is_before(items, at, "to") && is_before(items, at + 1, "know")).then_some("asked")
}

/// "The House voted to strike it down".
fn votes(items: &[Item], at: usize) -> Option<&'static str> {
    (items[at].is_word("voted") && behind(items, at, 10).iter().any(|i| i.is_word("to"))).then_some("approved")
}

/// "takes offense at the notion".
fn takes_ill(items: &[Item], at: usize) -> Option<&'static str> {
    const ILL: &[&str] = &["offense", "offence", "umbrage", "exception", "issue", "aim"];
    let ill = items[at].is_any(&["took", "takes", "taken"]) && items.get(at + 1).is_some_and(|i| i.is_any(ILL));
    ill.then(|| if items[at].is_word("takes") { "says" } else { "said" })
}

/// "had harsh words for the plan".
fn has_words(items: &[Item], at: usize) -> Option<&'static str> {
    const TONES: &[&str] = &["harsh", "strong", "kind", "tough", "sharp", "stern", "warm", "angry"];
    let has = items[at].is_any(&["had", "has", "have"])
        && items.get(at + 1).is_some_and(|i| i.is_any(TONES))
        && is_before(items, at + 1, "words");
    has.then_some("said")
}
