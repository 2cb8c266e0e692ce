//! Cues: the words of a sentence that say that somebody says something, with the phrase that names the source.

use super::items::{Item, What};
use super::labels::label;
use super::minor_cues::{according, adjective, apposition_after, light_verb, nominal};
use super::named::named;
use super::phrases::{Level, phrase_after, phrase_before, subject_before};
use super::subjects::subject;
use super::words::{Class, Form, Sense};
use std::ops::Range;

/// A place of a sentence that may name its source.
#[derive(Debug, Clone)]
pub(super) struct Cue {
    /// Items of the cue words.
    pub words: Range<usize>,
    /// Items of the phrase that names the source.
    pub source: Range<usize>,
    /// Items of an apposition to it.
    pub apposition: Option<Range<usize>>,
    pub manner: Manner,
    /// Strength before the source is resolved, in [0, 1].
    pub weight: f32,
}

/// How a cue stands to its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// "..., he added", "..., said Roe": after or inside the words reported.
    Parenthesis,
    /// "Roe said that ...".
    Clause(Sense),
    /// "according to Roe", "in a statement by Roe".
    According,
    /// "announced by Roe".
    Passive,
    /// "..., saying ...": goes with the subject of the sentence.
    Participle,
    /// "Roe: ...", "... - Roe".
    Label,
    /// The subject of a verb that no list has.
    Subject,
    /// A name that no cue has.
    Named,
}

/// All cues of a sentence, in order.
pub(super) fn find_cues(items: &[Item], headline: bool) -> Vec<Cue> {
    let mut cues = Vec::new();
    for at in 0..items.len() {
        according(items, at, &mut cues);
        verb(items, at, headline, &mut cues);
        nominal(items, at, &mut cues);
    }
    label(items, headline, &mut cues);
    subject(items, &mut cues);
    named(items, &mut cues);
    cues
}

fn verb(items: &[Item], at: usize, headline: bool, cues: &mut Vec<Cue>) {
    adjective(items, at, cues);
    let Some(verb) = items[at].verb().or_else(|| light_verb(items, at)) else { return };
    let words = at..at
        + 1
        + usize::from(items.get(at + 1).is_some_and(|i| i.is_word("out") || i.is_word("for") && verb.is(Sense::Act)));
    let next = items.get(at + 1);
    // "is calling for", "has been urging".
    let progressive = at > 0
        && matches!(items[at - 1].lower.as_str(), "is" | "are" | "was" | "were" | "been" | "also")
        && items[at - 1].what == What::Word;
    if verb.form == Form::Ing && (!progressive || verb.is(Sense::Decide)) {
        participle(items, at, verb.senses[0], cues);
        return;
    }
    // "Roe continued." takes up a speech; "Roe continued to ..." does not.
    if items[at].lower.starts_with("continu")
        && next.is_some_and(|n| !matches!(n.what, What::Stop | What::Colon | What::Quote { .. }))
    {
        return;
    }
    // "declined to comment", "requested anonymity": nothing is said; "exchange views": a noun.
    let mute = match items[at].lower.as_str() {
        "declined" | "declines" => items[at + 1..].iter().take(2).any(|i| i.is_word("comment")),
        "requested" => next.is_some_and(|n| n.is_word("anonymity")),
        "cut" | "cuts" | "reduce" | "reduces" | "reduced" | "slash" | "slashes" | "slashed" | "lower" | "lowers"
        | "lowered" | "implement" | "implements" | "implemented" | "hike" | "hikes" | "hiked" => {
            // Governments cut tariffs by a decision; other things fall by themselves.
            !items[at + 1..].iter().take(6).any(|i| {
                matches!(i.lower.as_str(), "tariff" | "tariffs" | "duty" | "duties" | "levy" | "levies" | "sanctions")
            })
        }
        "claim" | "claims" | "claimed" => next.is_some_and(|n| matches!(n.lower.as_str(), "victory" | "lives")),
        // "a NATO ally and member state": a noun.
        "state" => {
            at > 0 && !items[at - 1].class.is(Class::PRONOUN.or(Class::PEOPLE).or(Class::MODAL).or(Class::AUXILIARY))
        }
        // "laid flowers at the grave".
        "lay" | "lays" | "laid" | "laying" => {
            !next.is_some_and(|n| matches!(n.lower.as_str(), "out" | "down" | "blame"))
        }
        "views" => at > 0 && items[at - 1].lower.starts_with("exchang"),
        _ => false,
    };
    if mute {
        return;
    }
    // A noun: "Trump's calls", "the report", "a promise".
    let owned = at > 0
        && (items[at - 1].what == What::Possessive
            || items[at - 1].class.is(Class::DETERMINER)
                && !items[at - 1].class.is(Class::PRONOUN.or(Class::PEOPLE))
                && !matches!(items[at - 1].lower.as_str(), "this" | "that" | "others" | "both"));
    if owned && verb.form != Form::Past {
        return;
    }
    let perfect =
        at > 0 && matches!(items[at - 1].lower.as_str(), "has" | "have" | "had" | "also" | "already" | "responded");
    if verb.form == Form::Past && !perfect && next.is_some_and(|n| n.is_word("by")) {
        if let Some(source) = phrase_after(items, at + 2) {
            let weight = 0.45;
            let saying = matches!(
                items[at].lower.as_str(),
                "announced"
                    | "said"
                    | "confirmed"
                    | "reported"
                    | "condemned"
                    | "criticized"
                    | "criticised"
                    | "quoted"
                    | "rejected"
                    | "dismissed"
                    | "echoed"
                    | "welcomed"
                    | "called"
                    | "described"
                    | "denied"
                    | "imposed"
                    | "cited"
                    | "hailed"
            );
            if saying {
                cues.push(Cue { words: at..at + 2, source, apposition: None, manner: Manner::Passive, weight });
            }
        }
        return;
    }
    inverted(items, at, words.clone(), cues);
    let Some(subject) = subject_before(items, at) else {
        // "Roe commands a brigade and said ...": the subject of the clause before.
        let joined = at > 1
            && (items[at - 1].is_word("and")
                || items[at - 1].is_word("but")
                || items[at - 1].is_word("also") && items[at - 2].is_word("and"));
        if joined
            && verb.form != Form::Base
            && verb.is(Sense::Say) | verb.is(Sense::Act)
            && let Some(source) = first_subject(items, at)
        {
            cues.push(Cue { words, source, apposition: None, manner: Manner::Clause(verb.senses[0]), weight: 0.7 });
        }
        return;
    };
    if subject.phrase.len() == 1
        && items[subject.phrase.start].is_word("who")
        && !verb.is(Sense::Think)
        && !verb.is(Sense::Decide)
    {
        // "Roe, who said ...": what comes before.
        let end = subject.phrase.start
            - usize::from(subject.phrase.start > 0 && items[subject.phrase.start - 1].what == What::Comma);
        if let Some(source) = phrase_before(items, end) {
            cues.push(Cue { words, source, apposition: None, manner: Manner::Clause(verb.senses[0]), weight: 0.45 });
        }
        return;
    }
    let head = &items[subject.phrase.end - 1];
    let plural = plural_subject(items, &subject.phrase);
    let auxiliary = subject.group < at;
    // The base form is a verb only after a plural, "I", "will" or "did": "officials say", and in headlines.
    if verb.form == Form::Base && !plural && !auxiliary && !headline {
        return;
    }
    if subject.modal
        && !verb.is(Sense::Think)
        && items[subject.group..at]
            .iter()
            .any(|i| matches!(i.lower.as_str(), "may" | "might" | "could" | "should" | "can" | "must"))
    {
        return;
    }
    let group = &items[subject.group..at];
    let in_group = |words: &[&str]| group.iter().any(|i| words.contains(&i.lower.as_str()));
    // What somebody will say, or has not said, is the reporter's.
    let future = in_group(&["will", "would"])
        && !verb.is(Sense::Think)
        && (!verb.is(Sense::Decide) || in_group(&["would"]))
        && !group.iter().any(|i| i.lower == "not");
    let silent = (subject.modal || in_group(&["not", "never"]))
        && matches!(
            items[at].lower.as_str(),
            "respond"
                | "responded"
                | "reply"
                | "replied"
                | "announced"
                | "announce"
                | "comment"
                | "commented"
                | "want"
                | "released"
                | "release"
                | "disclose"
                | "disclosed"
                | "say"
                | "specify"
        );
    if future || silent {
        return;
    }
    // "BRICS urged to act": a headline's passive.
    let told = verb.form == Form::Past
        && next
            .is_some_and(|n| n.is_word("to") || n.is_word("on") && items.get(at + 2).is_some_and(|n| n.is_word("to")));
    if told
        && matches!(
            items[at].lower.as_str(),
            "urged"
                | "called"
                | "asked"
                | "told"
                | "encouraged"
                | "invited"
                | "advised"
                | "reminded"
                | "expected"
                | "ordered"
        )
    {
        return;
    }
    if items[at].lower == "states" && !next.is_some_and(|n| n.is_word("that")) {
        return;
    }
    // "It underscores the need": things underscore too.
    if head.is_word("it")
        && verb.form == Form::Third
        && !matches!(items[at].lower.as_str(), "says" | "adds" | "notes" | "claims" | "wants")
    {
        return;
    }
    let passive = verb.form != Form::Ing
        && items[subject.group..at]
            .iter()
            .any(|i| matches!(i.lower.as_str(), "was" | "were" | "been" | "be" | "being" | "is" | "are"));
    // "was dismissed as a myth by Roe".
    let by = items[at + 1..].iter().take(10).take_while(|i| i.what != What::Comma).position(|i| i.is_word("by"));
    if passive
        && verb.form == Form::Past
        && matches!(items[at].lower.as_str(), "dismissed" | "condemned" | "rejected" | "touted" | "backed" | "hailed")
        && let Some(source) = by.and_then(|by| phrase_after(items, at + by + 2))
    {
        cues.push(Cue { words, source, apposition: None, manner: Manner::Passive, weight: 0.5 });
        return;
    }
    if passive
        && verb.form == Form::Past
        && !items.get(at + 1).is_some_and(|n| n.is_word("as") && items[at].is_word("quoted"))
    {
        // "was told", "is expected": the subject does not speak.
        return;
    }
    if matches!(head.lower.as_str(), "it" | "who" | "which" | "that" | "this" | "these" | "there")
        && head.what == What::Word
        && !matches!(head.lower.as_str(), "it" | "who")
    {
        return;
    }
    let ends = next.is_none_or(|n| {
        matches!(n.what, What::Comma | What::Stop | What::Dash | What::Close)
            || n.class.is(Class::TIME) && !n.class.is(Class::COMMON)
    });
    let followed_by_time = next.is_some_and(|n| {
        n.is_word("on")
            || n.is_word("in")
            || n.is_word("at")
            || n.is_word("during")
            || n.is_word("to")
            || n.class.is(Class::TIME)
            || n.lower.ends_with("ly")
            || n.is_word("reporters")
            || n.is_word("after")
            || n.is_word("last")
            || n.is_word("earlier")
    });
    let says = verb.is(Sense::Say);
    let late = subject.phrase.start > 4 || items[..subject.phrase.start].iter().any(|i| i.is_quote());
    if says
        && subject.after_break
        && (ends || followed_by_time)
        && late
        && subject.phrase.len() <= 12
        && !reports_after(items, at)
    {
        cues.push(Cue {
            words,
            source: subject.phrase,
            apposition: subject.apposition,
            manner: Manner::Parenthesis,
            weight: 0.97,
        });
        return;
    }
    // "As Roe noted, ...", "..., as Roe put it.": what it reports is the rest of the sentence.
    if says && subject.level == Level::Subordinate && as_aside(items, subject.phrase.start, at) {
        let (source, apposition) = (subject.phrase, subject.apposition);
        cues.push(Cue { words, source, apposition, manner: Manner::Parenthesis, weight: 0.93 });
        return;
    }
    let sense = verb.senses[0];
    let mut weight: f32 = match subject.level {
        Level::Main => 0.9,
        Level::Subordinate => 0.44,
        Level::Embedded => 0.34,
    };
    let that = next.is_some_and(|n| n.is_word("that") || n.is_quote() || n.what == What::Colon);
    weight -= match sense {
        Sense::Say => 0.0,
        Sense::Act => 0.05,
        Sense::Decide => 0.15,
        Sense::Think => 0.15,
    };
    if that {
        weight += 0.05;
    }
    cues.push(Cue {
        words,
        source: subject.phrase,
        apposition: subject.apposition,
        manner: Manner::Clause(sense),
        weight,
    });
}

/// Whether the clause of the verb at item `at`, whose subject begins at `start`, stands aside: "as Roe noted", from a
/// break to a break.
fn as_aside(items: &[Item], start: usize, at: usize) -> bool {
    let Some(joint) = start.checked_sub(1).filter(|&joint| items[joint].is_word("as")) else { return false };
    let opens =
        joint == 0 || matches!(items[joint - 1].what, What::Comma | What::Dash | What::Quote { .. } | What::Stop);
    let rest = &items[at + 1..];
    let until = rest.iter().position(|i| matches!(i.what, What::Comma | What::Stop | What::Dash | What::Colon));
    let bare = rest[..until.unwrap_or(rest.len())]
        .iter()
        .all(|i| !i.is_quote() && !i.class.is(Class::PRONOUN.or(Class::MODAL)) && !i.is_word("that"));
    opens && until.is_some_and(|u| u <= 8) && bare
}

/// Whether the words reported come after the verb: "Roe said that", "Roe said: ...".
fn reports_after(items: &[Item], at: usize) -> bool {
    let rest = &items[at + 1..];
    let until = rest.iter().position(|i| i.what == What::Comma).unwrap_or(rest.len());
    rest[..until]
        .iter()
        .any(|i| i.is_word("that") || i.what == What::Colon || matches!(i.what, What::Quote { words, .. } if words > 3))
}

/// Whether the subject takes a verb without -s.
fn plural_subject(items: &[Item], phrase: &Range<usize>) -> bool {
    let head = items[phrase.clone()]
        .iter()
        .position(|i| i.class.is(Class::PREPOSITION))
        .map_or(&items[phrase.end - 1], |p| &items[phrase.start + p.saturating_sub(1)]);
    items[phrase.clone()].iter().any(|i| i.is_word("and"))
        || matches!(head.lower.as_str(), "they" | "we" | "i" | "you" | "who")
        || head.class.is(Class::PEOPLE)
        || head.lower.ends_with('s') && !head.lower.ends_with("ss")
}

/// "..., said Roe", "... - said Roe", "\"...\" asks Roe": the source after the verb.
fn inverted(items: &[Item], at: usize, words: Range<usize>, cues: &mut Vec<Cue>) {
    let Some(verb) = items[at].verb() else { return };
    if matches!(items[at].lower.as_str(), "told" | "tells" | "informed" | "assured" | "reminded" | "promised") {
        return;
    }
    // "- believes the expert": after a dash or a quote a belief is told too.
    let told = at > 0 && matches!(items[at - 1].what, What::Dash | What::Quote { .. }) && verb.is(Sense::Think);
    if !(verb.is(Sense::Say) || told) || verb.form == Form::Ing || verb.form == Form::Base && items[at].lower != "say" {
        return;
    }
    let after_break = at == 0
        || matches!(items[at - 1].what, What::Comma | What::Dash | What::Quote { .. } | What::Close | What::Other)
        || at >= 2
            && items[at - 1].class.is(Class::AUXILIARY)
            && matches!(items[at - 2].what, What::Comma | What::Quote { .. })
        || at >= 2 && items[at - 1].what == What::Stop;
    if at == 0 && items.len() > 1 && verb.form == Form::Base {
        return;
    }
    if at + 1 >= items.len() || items[at + 1].is_quote() {
        return;
    }
    // "Roe said Tuesday the ministry would ...": the day belongs to the verb.
    if items.get(words.end).is_some_and(|i| i.class.is(Class::TIME)) {
        return;
    }
    let Some(source) = phrase_after(items, words.end) else { return };
    let head = &items[source.end - 1];
    // "Roe, a lawyer for the ministry, said businesses ...": what follows begins the words reported.
    if head.class.is(Class::PEOPLE)
        && at > 0
        && items[at - 1].what == What::Comma
        && subject_before(items, at)
            .is_some_and(|s| s.apposition.is_some() && items[s.phrase.end - 1].is_name() && s.phrase.start < 4)
    {
        return;
    }
    let pronoun = head.what == What::Word && head.class.is(Class::PRONOUN);
    let can_speak = items[source.clone()]
        .iter()
        .any(|i| i.is_name() || i.class.is(Class::ROLE.or(Class::BODY).or(Class::PEOPLE).or(Class::DOCUMENT)));
    let names = items[source.clone()].iter().any(Item::is_name);
    // "misleading says UKSA chief": at the end, also without a comma.
    let at_end = items.get(source.end).is_none_or(|i| i.what == What::Stop) && source.end + 1 >= items.len();
    if pronoun && !matches!(head.lower.as_str(), "he" | "she" | "they") || !pronoun && !can_speak {
        return;
    }
    // "Roe, a lawyer, said he's been there": the pronoun begins what is said.
    let subject_of_content = items.get(source.end).is_some_and(|n| {
        n.what == What::Possessive
            || n.what == What::Word && n.class.is(Class::AUXILIARY.or(Class::MODAL))
            || n.verb().is_some()
    });
    if pronoun && subject_of_content && !(at > 0 && items[at - 1].is_quote()) {
        return;
    }
    // "Roe said the ministry had ...": the subject stands before the verb.
    let own_subject = at > 0 && !after_break;
    if own_subject
        && !(at_end
            && names
            && verb.form != Form::Base
            && !items[at - 1].is_name()
            && !items[at - 1].class.is(Class::ROLE
                .or(Class::PEOPLE)
                .or(Class::PRONOUN)
                .or(Class::BODY)
                .or(Class::DOCUMENT)))
    {
        return;
    }
    // "Roe, a lawyer, said the ministry would ..." has its subject before the parenthesis.
    let continues = items.get(source.end).is_some_and(|n| {
        n.what == What::Word
            && !n.class.is(Class::PREPOSITION.or(Class::TIME).or(Class::CLAUSE))
            && !n.lower.ends_with("ly")
            && (!n.class.is(Class::COMMON) || n.class.is(Class::AUXILIARY))
    }) || items.get(source.end).is_some_and(|n| n.class.is(Class::MODAL));
    if continues
        && at > 0
        && matches!(items[at - 1].what, What::Comma | What::Close | What::Dash)
        && subject_before(items, at).is_some()
    {
        return;
    }
    let apposition = apposition_after(items, source.end);
    cues.push(Cue { words, source, apposition, manner: Manner::Parenthesis, weight: 0.96 });
}

/// "The watchdog has reprimanded them, saying ...": the subject is that of the sentence.
fn participle(items: &[Item], at: usize, sense: Sense, cues: &mut Vec<Cue>) {
    if sense == Sense::Think || sense == Sense::Decide {
        return;
    }
    let after = at == 0
        || matches!(items[at - 1].what, What::Comma | What::Quote { .. })
        || items[at - 1].is_word("by")
        || items[at - 1].is_word("and")
        || items[at - 1].is_word("while")
        || items[at - 1].is_word("as") && at >= 2 && items[at - 2].is_word("quoted");
    // "..., with Minister Roe saying ...": a second speaker.
    if let Some(source) = phrase_before(items, at)
        && source.start > 0
        && items[source.start - 1].is_word("with")
        && items[source.end - 1].class.is(Class::ROLE.or(Class::BODY)) | items[source.end - 1].is_name()
    {
        cues.push(Cue { words: at..at + 1, source, apposition: None, manner: Manner::Clause(sense), weight: 0.9 });
        return;
    }
    if !after {
        return;
    }
    // An act told by the way ("pushing", "criticizing") is seldom the main claim.
    let weight = if sense == Sense::Say { 0.64 } else { 0.48 };
    if let Some(source) = first_subject(items, at) {
        cues.push(Cue { words: at..at + 1, source, apposition: None, manner: Manner::Participle, weight });
    }
}

/// The subject of the first main clause before item `limit` (or after an introducing participle).
pub(super) fn first_subject(items: &[Item], limit: usize) -> Option<Range<usize>> {
    // The first phrase that is followed by a verb group.
    let end = if limit == 0 { items.len() } else { limit };
    let mut at = 0;
    // An introduction up to its comma: "On Monday, ...", "Speaking in Kyiv, ...".
    let introduces =
        items.first().is_some_and(|i| i.class.is(Class::PREPOSITION.or(Class::CLAUSE)) || i.lower.ends_with("ing"));
    if introduces || limit == 0 {
        at = items[..end].iter().position(|i| i.what == What::Comma)? + 1;
    }
    let finish = (at..end).find(|&i| {
        let item = &items[i];
        item.what == What::Word
            && (item.class.is(Class::AUXILIARY.or(Class::MODAL)) && !item.class.is(Class::COMMON.or(Class::DETERMINER))
                || matches!(
                    item.lower.as_str(),
                    "is" | "was"
                        | "has"
                        | "had"
                        | "will"
                        | "would"
                        | "have"
                        | "are"
                        | "were"
                        | "also"
                        | "did"
                        | "does"
                        | "do"
                )
                || item.verb().is_some_and(|v| v.form != Form::Ing && v.form != Form::Base)
                || (i > at && item.lower.ends_with("ed") && items[i - 1].is_name()))
            || item.what == What::Comma && i > at
    })?;
    phrase_before(items, finish).filter(|p| p.start >= at || p.start == 0)
}
