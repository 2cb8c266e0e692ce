//! Verbs that report or decide by their object: "issued a statement", "cast its veto", "gave a speech".

use super::cue::behind;
use crate::attribute::text::{Class, Item, Verb, What, verb_of};

/// "issued a statement", "released a joint statement".
pub(super) fn issues_statement(items: &[Item], at: usize) -> Option<&'static Verb> {
    const ISSUES: &[&str] = &["issued", "released", "published", "adopted", "issues"];
    const STATEMENTS: &[&str] = &["statement", "communique", "declaration", "apology", "warning"];
    (is_word_of(items, at, ISSUES) && behind(items, at, 5).iter().any(|i| i.is_any(STATEMENTS)))
        .then(|| verb_of(if items[at].is_word("issues") { "says" } else { "said" }))
        .flatten()
}

/// "cast its veto", "dropped its objections", "turned the offer down": what a state or a body decides.
pub(super) fn decides(items: &[Item], at: usize) -> Option<&'static str> {
    const DECIDED: &[(&[&str], &[&str])] = &[
        (&["cast", "casts"], &["veto"]),
        (&["submitted", "submits", "lodged", "filed"], &["application", "bid", "candidacy", "request"]),
        (
            &["dropped", "drops", "lifted", "lifts", "withdrew", "withdraws"],
            &["objections", "objection", "opposition", "reservations", "veto", "reservation"],
        ),
        (&["turned", "turns"], &["down"]),
    ];
    // "turned down by" says nothing here: the particle stands behind the object.
    let object = |words: &[&str]| {
        let near = behind(items, at, 5).iter().take_while(|i| matches!(i.what, What::Word | What::Name(_)));
        near.enumerate().any(|(n, i)| i.is_any(words) && (n > 0 || !i.is_word("down")))
    };
    DECIDED.iter().any(|(verbs, objects)| is_word_of(items, at, verbs) && object(objects)).then_some("imposed")
}

/// "The bank left its main rate unchanged".
pub(super) fn sets_rate(items: &[Item], at: usize) -> Option<&'static str> {
    const SETS: &[&str] = &["cut", "raised", "lowered", "held", "left", "kept", "hiked", "downgraded", "upgraded"];
    const RATES: &[&str] = &["rate", "rates", "forecast", "forecasts", "outlook", "rating"];
    let own = |i: &Item| !i.class.is(Class::PREPOSITION);
    let sets = is_word_of(items, at, SETS)
        && items.get(at + 1).is_some_and(own)
        && behind(items, at, 5).iter().any(|i| i.is_any(RATES));
    sets.then_some("imposed")
}

/// "Roe puts the cost at a million".
pub(super) fn puts_measure(items: &[Item], at: usize) -> Option<&'static str> {
    const MEASURES: &[&str] = &[
        "cost",
        "costs",
        "gain",
        "loss",
        "losses",
        "price",
        "number",
        "toll",
        "chance",
        "chances",
        "figure",
        "revenue",
        "revenues",
        "value",
        "share",
        "damage",
        "total",
        "deficit",
        "volume",
        "spending",
        "bill",
        "exports",
        "imports",
        "output",
        "production",
        "harvest",
        "sales",
    ];
    let puts = items[at].is_any(&["puts", "put"])
        && behind(items, at, 6).iter().any(|i| i.is_any(MEASURES))
        && behind(items, at, 12).iter().any(|i| i.is_word("at"));
    puts.then_some("said")
}

/// "made clear", "let it be known", "gave a speech", "went on to say".
pub(super) fn says(items: &[Item], at: usize) -> Option<&'static str> {
    const OBJECTS: &[&str] = &[
        "clear",
        "plain",
        "known",
        "comments",
        "comment",
        "remarks",
        "remark",
        "statement",
        "speech",
        "announcement",
        "claim",
        "claims",
        "further",
        "interview",
        "address",
        "pledge",
        "issue",
        "aim",
        "note",
        "tone",
        "signal",
        "accusations",
        "accusation",
        "case",
        "pitch",
        "barbs",
        "criticism",
        "charge",
        "charges",
        "account",
        "assurance",
        "assurances",
        "warning",
        "readout",
        "appeal",
        "email",
        "doubt",
        "alarm",
        "cold",
        "swipe",
        "shot",
        "conclusion",
        "conclusions",
    ];
    let base = match items[at].lower.as_str() {
        "made" | "let" | "gave" | "went" | "delivered" | "took" | "traded" | "leveled" | "levelled" | "sent"
        | "provided" | "cast" | "poured" | "sounded" => "said",
        "makes" | "gives" | "goes" | "delivers" | "casts" | "sends" => "says",
        "make" | "give" | "go" | "deliver" => "say",
        _ => return None,
    };
    let object = |i: &Item| i.is_any(OBJECTS) || i.is_word("say");
    (items[at].what == What::Word && behind(items, at, 4).iter().any(object)).then_some(base)
}

/// Whether item `at` is one of `words`, and no name.
fn is_word_of(items: &[Item], at: usize, words: &[&str]) -> bool {
    items[at].what == What::Word && items[at].is_any(words)
}
