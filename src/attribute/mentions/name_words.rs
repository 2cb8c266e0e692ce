//! What a word with a capital is where it is no name, and where a dateline or an office ends before one.

use crate::attribute::text::{Class, Kind, Token, class_of, verb_of};

/// Where in a run of capitalized words after a long title the person's name begins: "Secretary for Housing and Resources Anna
/// Roe", "Assistant Secretary for the Western Islands Anna Roe".
pub(super) fn office_end(tokens: &[Token<'_>], at: usize, end: usize) -> Option<usize> {
    let small = |t: &Token<'_>| matches!(t.lower.as_str(), "for" | "of" | "and" | "&" | "the");
    let own = |t: &Token<'_>| t.class.is(Class::BODY.or(Class::PEOPLE).or(Class::DOCUMENT)) || small(t);
    // "Minister of Trade and International Cooperation Anna Roe": a title word before the last one of the office.
    let words = tokens[..at].iter().rev().take_while(|t| t.is_capital() && t.class.is(Class::TITLE)).count();
    let first = at - words;
    let joined = first > 0 && words > 0 && matches!(tokens[first - 1].lower.as_str(), "and" | "&");
    let line = at > 0 && tokens[at].start <= tokens[at - 1].end + 1;
    let first = if joined && line && !tokens[at].class.is(Class::FEMALE.or(Class::MALE)) { first } else { at };
    if end - at < 3 || first < 2 || !small(&tokens[first - 1]) || tokens[at..end].iter().any(own) {
        return None;
    }
    let title =
        tokens[..first].iter().rev().take(12).take_while(|t| small(t) || t.is_capital() || t.kind == Kind::Comma);
    let office = title.clone().position(|t| t.class.is(Class::ROLE) && t.class.is(Class::TITLE))?;
    if !title.take(office).any(|t| matches!(t.lower.as_str(), "for" | "of")) {
        return None;
    }
    // A first name tells; without one the last two words are the name, and an initial between them.
    let first = (at + 1..end - 1).find(|&i| tokens[i].class.is(Class::FEMALE.or(Class::MALE)));
    let initial = end - at > 3 && tokens[end - 2].text.trim_end_matches('.').chars().count() == 1;
    Some(first.unwrap_or(if initial { end - 3 } else { end - 2 }))
}

/// The length of a dateline at the head of a sentence: "LA MARINA, Westland (Reuters) -", at the head of a text (`first`)
/// "MARINA, Westland —" too. Nobody in it speaks.
pub(crate) fn dateline(tokens: &[Token<'_>], first: bool) -> usize {
    let capitals = |t: &Token<'_>| t.is_all_capital() && t.text.chars().count() > 2;
    let place = tokens.first().is_some_and(|t| t.is_all_capital() && t.text.chars().count() > 1);
    let Some(dash) = tokens.iter().take(14).position(|t| t.kind == Kind::Dash).filter(|_| place) else { return 0 };
    let comma = tokens[..dash].iter().position(|t| t.kind == Kind::Comma).unwrap_or(dash);
    let bare = (1..=3).contains(&comma)
        && tokens[..comma].iter().all(capitals)
        && dash - comma <= 4
        && tokens[comma..dash].iter().all(|t| t.kind == Kind::Comma || t.is_capital());
    if tokens[dash - 1].kind == Kind::Close && dash > 2 || first && bare { dash + 1 } else { 0 }
}

/// Words in capitals that pages set before a headline: "WATCH Anna Roe: ...".
const PAGE_LABELS: &[&str] = &[
    "watch",
    "watched",
    "just",
    "must",
    "read",
    "see",
    "more",
    "video",
    "live",
    "update",
    "updated",
    "opinion",
    "breaking",
    "exclusive",
    "related",
];

/// Whether a word with a capital is no name: a party and state, as in "Anna Roe (D-Iowa)", or what is left of one: the "Y." of "D-N.Y.".
pub(super) fn is_party_mark(tokens: &[Token<'_>]) -> bool {
    let [token] = tokens else { return false };
    let state = token.text.strip_prefix(['D', 'R', 'I']).and_then(|rest| rest.strip_prefix('-'));
    is_adjective(token)
        || state.is_some_and(|state| state.starts_with(char::is_uppercase))
        || token.text.chars().filter(|c| c.is_alphanumeric()).count() == 1
}

/// Whether a word in capitals is a measure, a technique or a time zone, and nobody: "CPI", "GMT".
pub(super) fn is_measure(tokens: &[Token<'_>]) -> bool {
    const MEASURES: &[&str] = &[
        "CPI", "GDP", "PPI", "PMI", "PCE", "VAT", "ETF", "ETFs", "IPO", "LNG", "DNA", "GPS", "GMT", "UTC", "EST",
        "EDT", "BST", "CET", "EEST",
    ];
    matches!(tokens, [token] if MEASURES.contains(&token.text))
}

/// Whether a word is an adjective with a name in it: "Russia-related", "U.S.-led", "Westport-based".
pub(super) fn is_adjective(token: &Token<'_>) -> bool {
    const ENDS: &[&str] = &[
        "related",
        "based",
        "led",
        "backed",
        "made",
        "owned",
        "owner",
        "occupied",
        "style",
        "wide",
        "held",
        "leaning",
        "born",
        "run",
        "controlled",
        "listed",
        "trained",
        "appointee",
        "appointed",
    ];
    // "Neighboring Westland".
    matches!(token.text, "Neighboring" | "Neighbouring")
        || token.text.rsplit_once('-').is_some_and(|(_, end)| ENDS.contains(&end))
}

/// Whether a word at the head of a sentence looks like a participle before a name: "Forcing Roe to ...", but no name
/// ("Beijing", "Harding"), and no company before an office ("Boeing President ...").
pub(super) fn is_participle(token: &Token<'_>, next: &Token<'_>) -> bool {
    has_participle_end(token) && !next.class.is(Class::TITLE.or(Class::ROLE).or(Class::BODY))
}

/// "Having", "Forcing", and no name.
pub(super) fn has_participle_end(token: &Token<'_>) -> bool {
    const ENDS: &[&str] = &["cing", "sing", "ting", "ging", "zing", "ving", "uing", "wing"];
    (token.lower == "being" || token.lower.len() > 4 && ENDS.iter().any(|end| token.lower.ends_with(end)))
        && !token.class.is(Class::FEMALE.or(Class::MALE).or(Class::BODY))
}

/// Whether a run of capitalized words behind an article or "Westland's" is an office that nobody is named for: "the Dutch
/// Political Director".
pub(super) fn is_office(before: Option<&Token<'_>>, tokens: &[Token<'_>]) -> bool {
    let [first, .., last] = tokens else { return false };
    let opens = Class::DETERMINER.or(Class::DEMONYM);
    let own = |t: &Token<'_>| matches!(t.lower.as_str(), "his" | "her" | "their" | "its" | "our" | "my");
    before.is_some_and(|t| t.class.is(opens) && !own(t) || t.kind == Kind::Possessive)
        && last.class.is(Class::ROLE)
        && !last.class.is(Class::BODY.or(Class::PEOPLE))
        && !first.class.is(Class::FEMALE.or(Class::MALE))
        && !tokens.iter().any(|t| t.class.is(Class::BODY))
}

/// Whether a run of capitalized words is for a thing or a place and for nobody who speaks: "Basic Law", "Westport Bay". After
/// a first name the same words are surnames, and a body may have them in its name.
pub(super) fn is_thing(tokens: &[Token<'_>]) -> bool {
    let [first, .., last] = tokens else { return false };
    last.class.is(Class::THING)
        && !first.class.is(Class::FEMALE.or(Class::MALE))
        && !tokens.iter().any(|t| t.class.is(Class::BODY))
}

/// Whether two capitalized words are a lake or a mountain, where no verb says that somebody is called so: "Lake Roe".
pub(super) fn is_place(tokens: &[Token<'_>], at: usize, end: usize) -> bool {
    let speaks = || tokens.get(end).and_then(|t| verb_of(&t.lower)).is_some();
    end == at + 2 && matches!(tokens[at].text, "Lake" | "Mount" | "Mt" | "River") && !speaks()
}

/// Whether a word is for a body and for no person: "Bank", but not "Chief".
pub(super) fn is_bare_body(token: &Token<'_>) -> bool {
    token.class.is(Class::BODY) && !token.class.is(Class::ROLE.or(Class::PEOPLE).or(Class::TITLE))
}

/// Words that begin with a capital without being part of a name.
pub(super) fn skips(token: &Token<'_>, start_of_sentence: bool) -> bool {
    token.class.is(Class::TITLE.or(Class::TIME).or(Class::DETERMINER))
        || token.class.is(Class::PRONOUN) && !token.is_all_capital()
        || token.class.is(Class::COMMON)
        || token.class.is(Class::PREPOSITION.or(Class::CLAUSE).or(Class::AUXILIARY))
        || token.class.is(Class::DEMONYM)
        || token.lower == "i"
        || token.is_all_capital() && PAGE_LABELS.contains(&token.lower.as_str())
        || token.lower.ends_with("n't")
        || token.lower.split_once('\'').is_some_and(|(word, _)| class_of(word).is(Class::PRONOUN))
        || (start_of_sentence
            && (verb_of(&token.lower).is_some()
                || is_adverb(token)
                || token.class.is(Class::PEOPLE.or(Class::DOCUMENT))))
}

/// Whether a word that begins a sentence is an adverb: "Curiously", "Previously", but not "Mihaly", "Donnelly", "McNally".
fn is_adverb(token: &Token<'_>) -> bool {
    // Endings that are seldom an adverb's.
    const NAMES: &[&str] = &["aly", "oly", "uly", "elly", "illy", "olly"];
    token.lower.ends_with("ly")
        && token.text.is_ascii()
        && !token.text[1..].contains(|c: char| c.is_ascii_uppercase())
        && !token.class.is(Class::FEMALE.or(Class::MALE))
        && !NAMES.iter().any(|end| token.lower.ends_with(end))
}
