//! Verbs of the lists that mean something else by the words beside them: "claimed victory", "raised money", "called the police".

use super::cue::behind;
use super::light_verbs::is_before;
use crate::attribute::text::{Class, Item, Sense, What};

/// Forms of verbs, and the words of which the next one tells that they report nothing.
const BEFORE: &[(&[&str], &[&str])] = &[
    // "claims sovereignty over the island": a claim of long standing, no word of today.
    (&["claim", "claims", "claimed"], &["victory", "lives", "sovereignty"]),
    // "referred questions to the ministry": to somebody else.
    (&["referred", "refers"], &["questions", "inquiries", "queries", "reporters", "calls", "requests"]),
];

/// Forms of verbs, in how many items behind them words are looked for, and words of which one tells that they report nothing.
const NEAR: &[(&[&str], usize, &[&str])] = &[
    // "declined to comment": nothing is said.
    (&["declined", "declines"], 3, &["comment", "identified", "named", "interviewed", "interview"]),
    // "raised the bar", "raised 10 million dollars".
    (&["raised", "raises"], 5, &["bar", "million", "billion", "money", "funds", "$"]),
];

/// Forms of verbs, and words of which one is among the six items behind them where they tell what somebody decides.
const DECIDED: &[(&[&str], &[&str])] = &[
    // Governments cut tariffs by a decision; other things fall by themselves.
    (
        &[
            "cut",
            "cuts",
            "reduce",
            "reduces",
            "reduced",
            "slash",
            "slashes",
            "slashed",
            "lower",
            "lowers",
            "lowered",
            "implement",
            "implements",
            "implemented",
            "hike",
            "hikes",
            "hiked",
        ],
        &[
            "tariff",
            "tariffs",
            "duty",
            "duties",
            "levy",
            "levies",
            "sanctions",
            "rate",
            "rates",
            "forecast",
            "outlook",
            "rating",
        ],
    ),
    // Doors open too.
    (&["open", "opens", "opened"], &["investigation", "probe", "inquiry", "case", "talks", "negotiations"]),
];

/// Whether the form at item `at` of a verb of the lists means something else by the words beside it.
pub(super) fn means_another(items: &[Item], at: usize) -> bool {
    let word = items[at].lower.as_str();
    let is_one = |verbs: &[&str]| verbs.contains(&word);
    let near = |count: usize, words: &[&str]| behind(items, at, count).iter().any(|i| i.is_any(words));
    BEFORE.iter().any(|(verbs, words)| is_one(verbs) && items.get(at + 1).is_some_and(|i| i.is_any(words)))
        || NEAR.iter().any(|(verbs, count, words)| is_one(verbs) && near(*count, words))
        || DECIDED.iter().any(|(verbs, words)| is_one(verbs) && !near(6, words))
        || by_word_behind(items, at, word)
        || by_word_before(items, at, word)
        || match word {
            "advised" => is_at_work(items, at),
            "called" => is_telephone(items, at),
            "asked" | "approached" | "sought" | "requests" => asks_for_comment(items, at),
            "found" | "finds" | "find" => finds_thing(items, at),
            "concluded" | "concludes" | "conclude" => concludes_deal(items, at),
            _ => false,
        }
}

/// Forms of verbs for which one word behind them tells.
fn by_word_behind(items: &[Item], at: usize, word: &str) -> bool {
    let next = items.get(at + 1);
    match word {
        // "requested anonymity": nothing is said.
        "requested" => is_before(items, at, "anonymity"),
        // "calls every evening at seven".
        "calls" => next.is_some_and(|n| n.class.is(Class::TIME) || n.is_any(&["every", "each", "home"])),
        "declared" | "declares" => is_before(items, at, "bankruptcy"),
        // "The bloc imposes a duty of ten percent": a rate that holds, where no headline tells of today.
        "imposes" | "levies" => items.last().is_some_and(|i| i.what == What::Stop),
        // "maintains a fleet": has one.
        "maintains" => is_before(items, at, "a") || is_before(items, at, "an"),
        "states" => !is_before(items, at, "that"),
        // "laid flowers at the grave".
        "lay" | "lays" | "laid" | "laying" => !next.is_some_and(|n| n.is_any(&["out", "down", "blame"])),
        // "Union accused of fraud": a headline's passive.
        "accused" => is_before(items, at, "of"),
        _ => false,
    }
}

/// Forms of verbs for which the word before them tells.
fn by_word_before(items: &[Item], at: usize, word: &str) -> bool {
    let before = at.checked_sub(1).map(|before| &items[before]);
    match word {
        // "was referring to the pier": what the reporter explains.
        "referring" => before.is_some_and(|i| i.class.is(Class::AUXILIARY) || at > 1 && i.lower.ends_with("ly")),
        // "a NATO ally and member state": a noun.
        "state" => {
            let subject = Class::PRONOUN.or(Class::PEOPLE).or(Class::MODAL).or(Class::AUXILIARY);
            before.is_some_and(|i| !i.class.is(subject))
        }
        // "exchange views".
        "views" => before.is_some_and(|i| i.lower.starts_with("exchang")),
        _ => false,
    }
}

/// "has advised three governments": as her work.
fn is_at_work(items: &[Item], at: usize) -> bool {
    let told = |i: &Item| i.is_quote() || i.what == What::Colon || i.is_any(&["that", "to", "against"]);
    at > 0
        && items[at - 1].is_any(&["has", "had", "have"])
        && !items.get(at + 1).is_some_and(|n| n.lower.ends_with("ing"))
        && !items[at + 1..].iter().any(told)
}

/// Whether "called" at item `at` tells of a call: a name, "him" or the police, and nothing that they are called.
fn is_telephone(items: &[Item], at: usize) -> bool {
    let titles =
        items[at + 1..].iter().take_while(|i| i.what == What::Word && i.class.is(Class::TITLE.or(Class::DEMONYM)));
    let after = &items[at + 1 + titles.count()..];
    let police = after.first().is_some_and(|i| i.is_word("the")) && after.get(1).is_some_and(|i| i.is_word("police"));
    let whom = if police { 2 } else { usize::from(after.first().is_some_and(Item::is_name)) };
    let ends = |i: &Item| {
        i.what == What::Stop
            || i.class.is(Class::TIME)
            || i.is_any(&["on", "after", "from", "last", "earlier", "twice", "again", "back"])
    };
    whom > 0 && after.get(whom).is_none_or(ends)
}

/// "has asked the council for comment", "requested comment": the paper waits for an answer.
fn asks_for_comment(items: &[Item], at: usize) -> bool {
    let says = |i: &Item| i.verb().is_some_and(|v| v.is(Sense::Say)) && !i.is_word("comment");
    behind(items, at, 14).iter().any(|i| i.is_word("comment")) && !items[at + 1..].iter().any(says)
}

/// "found a way", "found himself alone", "has found some success".
fn finds_thing(items: &[Item], at: usize) -> bool {
    const FOUND: &[&str] = &[
        "way",
        "ways",
        "success",
        "support",
        "agreement",
        "ground",
        "refuge",
        "shelter",
        "work",
        "room",
        "time",
        "buyers",
        "partners",
        "allies",
    ];
    let small = |i: &&Item| i.class.is(Class::DETERMINER) || i.is_any(&["more", "little", "new", "common", "much"]);
    let after = &items[at + 1..];
    let until = after.iter().take(2).take_while(small).count();
    after.first().is_some_and(|n| n.lower.ends_with("self"))
        || after.get(until).is_some_and(|i| i.what == What::Word && i.is_any(FOUND))
}

/// "concluded a deal": made one.
fn concludes_deal(items: &[Item], at: usize) -> bool {
    const DEALS: &[&str] = &["deal", "agreement", "pact", "treaty", "visit", "trip", "talks"];
    items.get(at + 1).is_some_and(|n| n.is_any(&["a", "an", "the"]))
        && behind(items, at + 1, 4).iter().any(|i| i.is_any(DEALS))
}
