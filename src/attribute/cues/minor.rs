//! Cues other than plain verbs: "according to", "the announcement by", "was adamant that", "made clear".

use super::cue::{Cue, Manner};
use crate::attribute::phrases::{Level, phrase_after, phrase_before, subject_before};
use crate::attribute::text::{Class, Item, Sense, Verb, What, verb_of};
use std::ops::Range;

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

/// "issued a statement", "released a joint statement": what is said by its object.
pub(super) fn issues_statement(items: &[Item], at: usize) -> Option<&'static Verb> {
    let issues = matches!(items[at].lower.as_str(), "issued" | "released" | "published" | "adopted" | "issues");
    let said =
        |i: &Item| matches!(i.lower.as_str(), "statement" | "communique" | "declaration" | "apology" | "warning");
    (items[at].what == What::Word && issues && items[at + 1..].iter().take(5).any(said))
        .then(|| verb_of(if items[at].is_word("issues") { "says" } else { "said" }))
        .flatten()
}

/// "made clear", "let it be known", "gave a speech", "went on to say": verbs that report by their object.
pub(super) fn light_verb(items: &[Item], at: usize) -> Option<&'static Verb> {
    // "spoke about the war", "spoke today with Minister Poe about the war", "met with him and discussed it".
    let goes_on = |words: &[&str]| items[at + 1..].iter().take(30).any(|i| words.contains(&i.lower.as_str()));
    // "met to discuss it" tells what the meeting was for.
    let purpose =
        || items[at + 1..].windows(2).take(30).any(|pair| pair[0].is_word("to") && pair[1].is_word("discuss"));
    let met = matches!(items[at].lower.as_str(), "met" | "meets")
        && goes_on(&["discuss", "discussed", "exchange"])
        && !purpose();
    let of = |word: &str| items.get(at + 1).is_some_and(|i| i.is_word(word));
    let favor =
        of("in") && items.get(at + 2).is_some_and(|i| matches!(i.lower.as_str(), "favor" | "favour" | "support"));
    let talked = matches!(items[at].lower.as_str(), "talked" | "spoke")
        && (of("of") || of("about") || of("out") || of("against") || favor);
    // "Roe was speaking after a meeting": a sentence that only tells who said its neighbours.
    let progressive = at > 0 && matches!(items[at - 1].lower.as_str(), "was" | "were" | "is");
    if items[at].is_word("speaking") && progressive {
        return verb_of("saying");
    }
    if items[at].is_word("spoke") && goes_on(&["about", "regarding"]) || met || talked {
        return verb_of("said");
    }
    // "rolled back the ban": what a government decides.
    const DECIDED: &[(&str, &str)] = &[
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
    let stem =
        |verb: &str| items[at].lower.strip_prefix(verb).is_some_and(|end| matches!(end, "" | "s" | "ed" | "d" | "ped"));
    if items[at].what == What::Word
        && DECIDED.iter().any(|(verb, particle)| stem(verb) && of(particle))
        && !items.get(at + 2).is_some_and(|i| i.class.is(Class::PREPOSITION))
    {
        return verb_of("imposed");
    }
    if decides_by_object(items, at) {
        return verb_of("imposed");
    }
    // "brushed off the concerns", "lashed out at the plan": what somebody says of it.
    const SAID: &[(&str, &str)] = &[
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
    let form = |verb: &str| {
        items[at].lower.strip_prefix(verb).is_some_and(|end| matches!(end, "" | "s" | "es" | "ed" | "d" | "ged"))
    };
    if items[at].what == What::Word && SAID.iter().any(|(verb, particle)| form(verb) && of(particle)) {
        return verb_of("dismissed");
    }
    // "The pier, she went on, would ..."
    let after = items.get(at + 2);
    let ends = after.is_none_or(|i| matches!(i.what, What::Comma | What::Stop | What::Colon | What::Quote { .. }));
    if matches!(items[at].lower.as_str(), "went" | "goes") && of("on") && ends {
        return verb_of(if items[at].is_word("went") { "said" } else { "says" });
    }
    // "'...', the note reads".
    let closes = items.get(at + 1).is_none_or(|i| matches!(i.what, What::Stop | What::Colon | What::Quote { .. }));
    if items[at].is_word("reads") && closes && at > 0 && items[at - 1].class.is(Class::DOCUMENT) {
        return verb_of("says");
    }
    // "wanted to know why".
    if items[at].is_word("wanted") && of("to") && items.get(at + 2).is_some_and(|i| i.is_word("know")) {
        return verb_of("asked");
    }
    // "The bank left its main rate unchanged", "The House voted to strike it down".
    const RATES: &[&str] = &["rate", "rates", "forecast", "forecasts", "outlook", "rating"];
    const SETS: &[&str] = &["cut", "raised", "lowered", "held", "left", "kept", "hiked", "downgraded", "upgraded"];
    let rates = |i: &Item| RATES.contains(&i.lower.as_str());
    let own = items.get(at + 1).is_some_and(|i| !i.class.is(Class::PREPOSITION));
    if items[at].what == What::Word
        && SETS.contains(&items[at].lower.as_str())
        && own
        && items[at + 1..].iter().take(5).any(rates)
    {
        return verb_of("imposed");
    }
    if items[at].is_word("voted") && items[at + 1..].iter().take(10).any(|i| i.is_word("to")) {
        return verb_of("approved");
    }
    // "Roe puts the cost at a million".
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
    let measure = |i: &Item| MEASURES.contains(&i.lower.as_str());
    let puts = matches!(items[at].lower.as_str(), "puts" | "put") && items[at + 1..].iter().take(6).any(measure);
    if puts && items[at + 1..].iter().take(12).any(|i| i.is_word("at")) {
        return verb_of("said");
    }
    // "fired back: ...", "'...?' Roe followed up.": but "followed up on the talks" reports nothing.
    let retorts = matches!(items[at].lower.as_str(), "fired" | "shot" | "hit" | "pushed") && of("back");
    if matches!(items[at].lower.as_str(), "fire" | "push") && of("back") {
        return verb_of("say");
    }
    let breaks = items.get(at + 2).is_none_or(|i| !matches!(i.what, What::Word | What::Name(_)));
    if retorts || items[at].is_word("followed") && of("up") && breaks {
        return verb_of("said");
    }
    // "takes offense at the notion".
    const ILL: &[&str] = &["offense", "offence", "umbrage", "exception", "issue", "aim"];
    let ill = items.get(at + 1).is_some_and(|i| ILL.contains(&i.lower.as_str()));
    if ill && matches!(items[at].lower.as_str(), "took" | "takes" | "taken") {
        return verb_of(if items[at].is_word("takes") { "says" } else { "said" });
    }
    // "had harsh words for the plan".
    let words = items.get(at + 2).is_some_and(|i| i.is_word("words"));
    const TONES: &[&str] = &["harsh", "strong", "kind", "tough", "sharp", "stern", "warm", "angry"];
    if matches!(items[at].lower.as_str(), "had" | "has" | "have")
        && words
        && items.get(at + 1).is_some_and(|i| TONES.contains(&i.lower.as_str()))
    {
        return verb_of("said");
    }
    let base = match items[at].lower.as_str() {
        "made" | "let" | "gave" | "went" | "delivered" | "took" | "traded" | "leveled" | "levelled" | "sent"
        | "provided" | "cast" | "poured" | "sounded" => "said",
        "makes" | "gives" | "goes" | "delivers" | "casts" | "sends" => "says",
        "make" | "give" | "go" | "deliver" => "say",
        _ => return None,
    };
    let object = items[at + 1..].iter().take(4).any(|i| {
        matches!(
            i.lower.as_str(),
            "clear"
                | "plain"
                | "known"
                | "comments"
                | "comment"
                | "remarks"
                | "remark"
                | "statement"
                | "speech"
                | "announcement"
                | "claim"
                | "claims"
                | "further"
                | "interview"
                | "address"
                | "pledge"
                | "issue"
                | "aim"
                | "note"
                | "tone"
                | "signal"
                | "accusations"
                | "accusation"
                | "case"
                | "pitch"
                | "barbs"
                | "criticism"
                | "charge"
                | "charges"
                | "account"
                | "assurance"
                | "assurances"
                | "warning"
                | "readout"
                | "appeal"
                | "email"
                | "doubt"
                | "alarm"
                | "cold"
                | "swipe"
                | "shot"
                | "conclusion"
                | "conclusions"
        ) || i.is_word("say")
    });
    (object && items[at].what == What::Word).then(|| verb_of(base)).flatten()
}

/// "cast its veto", "dropped its objections", "turned the offer down": what a state or a body decides, by the object.
fn decides_by_object(items: &[Item], at: usize) -> bool {
    const DECIDED: &[(&[&str], &[&str])] = &[
        (&["cast", "casts"], &["veto"]),
        (&["submitted", "submits", "lodged", "filed"], &["application", "bid", "candidacy", "request"]),
        (
            &["dropped", "drops", "lifted", "lifts", "withdrew", "withdraws"],
            &["objections", "objection", "opposition", "reservations", "veto", "reservation"],
        ),
        (&["turned", "turns"], &["down"]),
    ];
    let object = |words: &[&str]| {
        let near = items[at + 1..].iter().take(5).take_while(|i| matches!(i.what, What::Word | What::Name(_)));
        near.skip(1).any(|i| words.contains(&i.lower.as_str()))
    };
    let verb = |words: &&[&str]| words.contains(&items[at].lower.as_str());
    items[at].what == What::Word && DECIDED.iter().any(|(verbs, objects)| verb(verbs) && object(objects))
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

pub(super) fn apposition_after(items: &[Item], end: usize) -> Option<Range<usize>> {
    (items.get(end)?.what == What::Comma).then_some(())?;
    phrase_after(items, end + 1)
}
