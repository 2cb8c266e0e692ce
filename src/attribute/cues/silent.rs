//! Verbs of the lists that report nothing where they stand: nouns, plans, what was left unsaid.

use crate::attribute::phrases::{Subject, phrase_before};
use crate::attribute::text::{Class, Form, Item, Sense, Verb, What};

/// Whether the form at item `at` of a verb of the lists is a noun there, or means something else.
pub(super) fn is_mute(items: &[Item], at: usize, verb: &Verb) -> bool {
    let next = items.get(at + 1);
    // "Roe continued." and "Roe continued, 'We ...'" take up a speech; "Roe continued to ..." does not.
    if items[at].lower.starts_with("continu")
        && next.is_some_and(|n| !matches!(n.what, What::Stop | What::Colon | What::Quote { .. }))
        && !(next.is_some_and(|n| n.what == What::Comma) && items.get(at + 2).is_some_and(Item::is_quote))
        && !between_commas(items, at)
    {
        return true;
    }
    // "declined to comment", "requested anonymity": nothing is said; "exchange views": a noun.
    let mute = match items[at].lower.as_str() {
        "declined" | "declines" => {
            let after = &items[at + 1..items.len().min(at + 4)];
            after
                .iter()
                .any(|i| matches!(i.lower.as_str(), "comment" | "identified" | "named" | "interviewed" | "interview"))
        }
        "requested" => next.is_some_and(|n| n.is_word("anonymity")),
        "cut" | "cuts" | "reduce" | "reduces" | "reduced" | "slash" | "slashes" | "slashed" | "lower" | "lowers"
        | "lowered" | "implement" | "implements" | "implemented" | "hike" | "hikes" | "hiked" => {
            // Governments cut tariffs by a decision; other things fall by themselves.
            !items[at + 1..].iter().take(6).any(|i| {
                matches!(
                    i.lower.as_str(),
                    "tariff"
                        | "tariffs"
                        | "duty"
                        | "duties"
                        | "levy"
                        | "levies"
                        | "sanctions"
                        | "rate"
                        | "rates"
                        | "forecast"
                        | "outlook"
                        | "rating"
                )
            })
        }
        // Doors open too.
        "open" | "opens" | "opened" => !items[at + 1..].iter().take(6).any(|i| {
            matches!(i.lower.as_str(), "investigation" | "probe" | "inquiry" | "case" | "talks" | "negotiations")
        }),
        // "claims sovereignty over the island": a claim of long standing, no word of today.
        "claim" | "claims" | "claimed" => {
            next.is_some_and(|n| matches!(n.lower.as_str(), "victory" | "lives" | "sovereignty"))
        }
        // "was referring to the pier": what the reporter explains.
        "referring" => {
            at > 0 && items[at - 1].class.is(Class::AUXILIARY) || at > 1 && items[at - 1].lower.ends_with("ly")
        }
        // "referred questions to the ministry": to somebody else.
        "referred" | "refers" => next.is_some_and(|n| {
            matches!(n.lower.as_str(), "questions" | "inquiries" | "queries" | "reporters" | "calls" | "requests")
        }),
        // "has advised three governments": as her work.
        "advised" => {
            let perfect = at > 0 && matches!(items[at - 1].lower.as_str(), "has" | "had" | "have");
            let told =
                |i: &Item| i.is_quote() || i.what == What::Colon || ["that", "to", "against"].contains(&&*i.lower);
            perfect && !next.is_some_and(|n| n.lower.ends_with("ing")) && !items[at + 1..].iter().any(told)
        }
        // "calls every evening at seven".
        "calls" => {
            next.is_some_and(|n| n.class.is(Class::TIME) || matches!(n.lower.as_str(), "every" | "each" | "home"))
        }
        // "called Roe on Monday", "called the police": on the telephone.
        "called" => is_telephone(items, at),
        // "has asked the council for comment", "requested comment": the paper waits for an answer.
        "asked" | "approached" | "sought" | "requests" => {
            items[at + 1..].iter().take(14).any(|i| i.is_word("comment"))
                && !items[at + 1..].iter().any(|i| i.verb().is_some_and(|v| v.is(Sense::Say) && !i.is_word("comment")))
        }
        // "declared bankruptcy".
        "declared" | "declares" => next.is_some_and(|n| n.is_word("bankruptcy")),
        // "The bloc imposes a duty of ten percent": a rate that holds, where no headline tells of today.
        "imposes" | "levies" => items.last().is_some_and(|i| i.what == What::Stop),
        // "maintains a fleet": has one.
        "maintains" => next.is_some_and(|n| n.is_word("a") || n.is_word("an")),
        // "raised the bar", "raised 10 million dollars".
        "raised" | "raises" => items[at + 1..]
            .iter()
            .take(5)
            .any(|i| matches!(i.lower.as_str(), "bar" | "million" | "billion" | "money" | "funds" | "$")),
        // "a NATO ally and member state": a noun.
        "state" => {
            at > 0 && !items[at - 1].class.is(Class::PRONOUN.or(Class::PEOPLE).or(Class::MODAL).or(Class::AUXILIARY))
        }
        "states" => !next.is_some_and(|n| n.is_word("that")),
        // "laid flowers at the grave".
        "lay" | "lays" | "laid" | "laying" => {
            !next.is_some_and(|n| matches!(n.lower.as_str(), "out" | "down" | "blame"))
        }
        // "found a way", "found himself alone", "has found some success".
        "found" | "finds" | "find" => {
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
            let found = |i: &Item| i.what == What::Word && FOUND.contains(&i.lower.as_str());
            let small = |i: &Item| {
                i.class.is(Class::DETERMINER)
                    || matches!(i.lower.as_str(), "more" | "little" | "new" | "common" | "much")
            };
            let after = &items[at + 1..];
            let until = after.iter().take(2).take_while(|i| small(i)).count();
            next.is_some_and(|n| n.lower.ends_with("self")) || after.get(until).is_some_and(found)
        }
        // "concluded a deal": made one.
        "concluded" | "concludes" | "conclude" => {
            next.is_some_and(|n| matches!(n.lower.as_str(), "a" | "an" | "the"))
                && items[at + 2..].iter().take(4).any(|i| {
                    matches!(i.lower.as_str(), "deal" | "agreement" | "pact" | "treaty" | "visit" | "trip" | "talks")
                })
        }
        // "Union accused of fraud": a headline's passive.
        "accused" => next.is_some_and(|n| n.is_word("of")),
        "views" => at > 0 && items[at - 1].lower.starts_with("exchang"),
        _ => false,
    };
    // A noun: "Trump's calls", "the report", "a promise".
    let owned = at > 0
        && (items[at - 1].what == What::Possessive
            || items[at - 1].class.is(Class::DETERMINER)
                && !items[at - 1].class.is(Class::PRONOUN.or(Class::PEOPLE))
                && !matches!(items[at - 1].lower.as_str(), "this" | "that" | "others" | "both"));
    mute || owned && verb.form != Form::Past || is_noun_of_name(items, at)
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

/// Whether the form at item `at` is a noun behind a name that a preposition joins: "under EU rules", "after U.S. sanctions".
fn is_noun_of_name(items: &[Item], at: usize) -> bool {
    const NOUNS: &[&str] = &["rules", "sanctions", "demands", "claims", "plans", "orders", "calls", "attacks", "views"];
    let [.., joint, name] = &items[..at] else { return false };
    NOUNS.contains(&items[at].lower.as_str())
        && name.is_name()
        && joint.what == What::Word
        && joint.class.is(Class::PREPOSITION)
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
            || matches!(i.lower.as_str(), "on" | "after" | "from" | "last" | "earlier" | "twice" | "again" | "back")
    };
    whom > 0 && after.get(whom).is_none_or(ends)
}

/// Whether subject and verb stand alone between two commas, the verb at item `at`: "The pier, Roe continued, would ...".
fn between_commas(items: &[Item], at: usize) -> bool {
    let breaks = |at: usize| matches!(items[at].what, What::Comma | What::Quote { .. });
    items.get(at + 1).is_some_and(|i| i.what == What::Comma)
        && phrase_before(items, at).and_then(|subject| subject.start.checked_sub(1)).is_some_and(breaks)
}

/// Whether the `subject` of the verb at item `at` will say it, may say it, or has not said it: the reporter's words.
pub(super) fn is_unsaid(items: &[Item], at: usize, verb: &Verb, subject: &Subject) -> bool {
    let next = items.get(at + 1);
    let group = &items[subject.group..at];
    let in_group = |words: &[&str]| group.iter().any(|i| words.contains(&i.lower.as_str()));
    let possible =
        subject.modal && !verb.is(Sense::Think) && in_group(&["may", "might", "could", "should", "can", "must"]);
    // "She will underscore": what a release says of a journey to come is said already.
    const STRESSED: &[&str] =
        &["emphasize", "emphasise", "underscore", "underline", "stress", "reiterate", "highlight"];
    let stressed = in_group(&["will"]) && STRESSED.contains(&items[at].lower.as_str());
    let short = in_group(&["'ll"]) || in_group(&["'d"]) && verb.form == Form::Base;
    let future = (in_group(&["will", "would"]) || short)
        && !stressed
        && !next.is_some_and(|n| n.is_word("only"))
        // "would only say that".
        && !in_group(&["only"])
        && !verb.is(Sense::Think)
        && (!verb.is(Sense::Decide) || in_group(&["would"]))
        && !group.iter().any(|i| i.lower == "not");
    const KEPT: &[&str] = &[
        "respond",
        "responded",
        "reply",
        "replied",
        "announced",
        "announce",
        "comment",
        "commented",
        "want",
        "released",
        "release",
        "disclose",
        "disclosed",
        "say",
        "specify",
        "specified",
        "answer",
        "answered",
        "elaborate",
        "elaborated",
        "explain",
        "explained",
        "reveal",
        "revealed",
        "mention",
        "mentioned",
    ];
    // "has not said when".
    const OPEN: &[&str] = &["when", "whether", "what", "who", "why", "how", "if", "where", "which"];
    let asked = matches!(items[at].lower.as_str(), "said" | "saying")
        && next.is_none_or(|n| n.what == What::Stop || OPEN.contains(&n.lower.as_str()));
    let kept = asked || KEPT.contains(&items[at].lower.as_str());
    // "has not claimed responsibility".
    let responsible = items[at].lower.starts_with("claim") && next.is_some_and(|n| n.is_word("responsibility"));
    // "hasn't specified".
    let short_not = group.iter().any(|i| i.lower.ends_with("n't") || i.lower.ends_with("n’t"));
    // "has not imposed sanctions": what nobody decided.
    const DID: &[&str] = &["has", "have", "had", "hasn't", "haven't", "hadn't"];
    let did = group.iter().any(|i| DID.contains(&i.lower.replace('’', "'").as_str()));
    let decides = verb.is(Sense::Decide) && !verb.is(Sense::Say) && !verb.is(Sense::Think);
    if decides && did && (short_not || in_group(&["not", "never"])) && !next.is_some_and(|n| n.is_word("out")) {
        return true;
    }
    let silent = (kept || responsible) && (subject.modal || short_not || in_group(&["not", "never"]));
    // "told the paper that he had no comment", "no immediate comment".
    let mut after = items[at + 1..].iter().skip_while(|i| !i.is_word("no")).skip(1).take(2);
    let comment = verb.is(Sense::Say) && !items.iter().any(Item::is_quote) && after.any(|i| i.is_word("comment"));
    // "BRICS urged to act": a headline's passive.
    const ASKED: &[&str] =
        &["urged", "called", "asked", "told", "encouraged", "invited", "advised", "reminded", "expected", "ordered"];
    let told = verb.form == Form::Past
        && ASKED.contains(&items[at].lower.as_str())
        && next
            .is_some_and(|n| n.is_word("to") || n.is_word("on") && items.get(at + 2).is_some_and(|n| n.is_word("to")));
    // "It underscores the need": things underscore too.
    let thing = items[subject.phrase.end - 1].is_word("it")
        && verb.form == Form::Third
        && !matches!(
            items[at].lower.as_str(),
            "says" | "adds" | "notes" | "claims" | "wants" | "maintains" | "insists" | "accuses" | "denies"
        );
    possible || future || silent || comment || told || thing
}
