//! Verbs that report or decide by what stands beside them: "issued a statement", "made clear", "turned the offer down".

use crate::attribute::text::{Class, Item, Verb, What, verb_of};

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
    // "turned down by" says nothing here: the particle stands behind the object.
    let object = |words: &[&str]| {
        let near = items[at + 1..].iter().take(5).take_while(|i| matches!(i.what, What::Word | What::Name(_)));
        near.enumerate().any(|(n, i)| words.contains(&i.lower.as_str()) && (n > 0 || !i.is_word("down")))
    };
    let verb = |words: &&[&str]| words.contains(&items[at].lower.as_str());
    items[at].what == What::Word && DECIDED.iter().any(|(verbs, objects)| verb(verbs) && object(objects))
}
