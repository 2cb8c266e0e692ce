//! Names in an article: which persons, bodies and countries it mentions, and where.
//!
//! A name is a run of capitalized words without titles ("Chinese Foreign Minister Wang Yi" is "Wang Yi"). Names of the
//! directory are found first. A surname or a first name alone means the person whose full name the article gives.
//! Headlines capitalize everything, so in them only names that are known otherwise count.

use super::describe::describe;
use super::linking::{link, text_of};
use super::name_words::{
    dateline, has_participle_end, is_adjective, is_bare_body, is_office, is_participle, is_party_mark, is_thing,
    office_end, skips,
};
use crate::attribute::directory::{Directory, SpeakerKind, fold};
use crate::attribute::text::{Class, Form, Kind, PARTICLES, Sense, Token, verb_of};
use std::collections::HashSet;
use std::ops::Range;

/// A person, body or country of one article.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    /// Canonical name of the directory, else the fullest name that the article gives.
    pub name: String,
    pub kind: SpeakerKind,
    /// Position in the directory.
    pub directory: Option<usize>,
    /// Folded words of the name.
    pub words: Vec<String>,
    /// Known to be a woman (true) or a man (false).
    pub female: Option<bool>,
    /// Words for the office, from titles, appositions and the directory, in small letters.
    pub roles: HashSet<String>,
    /// Country, as a position in the directory.
    pub country: Option<usize>,
}

/// A mention of an entity: a range of tokens.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub tokens: Range<usize>,
    pub entity: usize,
}

/// All mentions of an article, in order.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    pub entities: Vec<Entity>,
    pub list: Vec<Mention>,
}

/// A run of tokens that may be a name, before it is known whose.
pub(super) struct Candidate {
    pub tokens: Range<usize>,
    pub words: Vec<String>,
    pub known: Option<usize>,
    /// Stands where any word is capitalized.
    pub doubtful: bool,
}

/// Finds the mentions in `tokens`. `sentences` are ranges of tokens; those with `headline` set capitalize every word.
pub(crate) fn find_mentions(
    tokens: &[Token<'_>],
    sentences: &[(Range<usize>, bool)],
    directory: &Directory,
) -> Mentions {
    let mut candidates = Vec::new();
    for (number, (range, headline)) in sentences.iter().enumerate() {
        let dateline = dateline(&tokens[range.clone()], number < HEAD);
        scan(tokens, (range.start + dateline..range.end, dateline == 0), *headline, directory, &mut candidates);
    }
    let mut mentions = link(candidates, tokens, directory);
    for index in 0..mentions.list.len() {
        describe(&mut mentions, index, tokens, directory);
    }
    mentions
}

/// The names in a range of tokens, which begins a sentence or stands behind its dateline.
fn scan(
    tokens: &[Token<'_>],
    (range, begins): (Range<usize>, bool),
    headline: bool,
    directory: &Directory,
    out: &mut Vec<Candidate>,
) {
    let mut at = range.start;
    let mut initial = begins;
    while at < range.end {
        let token = &tokens[at];
        if !matches!(token.kind, Kind::Word | Kind::Number) {
            initial = initial && matches!(token.kind, Kind::Mark | Kind::Dash | Kind::Open);
            at += 1;
            continue;
        }
        let start_of_sentence = initial;
        initial = false;
        if let Some((end, entry)) = known_name(tokens, at, range.end, directory) {
            let person = directory.entries()[entry].kind == SpeakerKind::Person;
            // "Trump Organization", "Biden Foundation", "China Daily" are bodies of their own.
            // "Alliance of Harbor Towns", "Reserve Bank of Westport": a body that is more than the known one.
            let body = directory.entries()[entry].kind == SpeakerKind::Institution;
            let of =
                |at: usize| matches!(tokens[at].lower.as_str(), "of" | "for") && tokens[end - 1].class.is(Class::BODY);
            let past = |at: usize| at + 1 + usize::from(tokens.get(at + 1).is_some_and(|t| t.lower == "the"));
            let more = body
                && !headline
                && end < range.end
                && (end - at == 1
                    && of(end)
                    && is_name_word(tokens, past(end), range.end)
                    && known_name(tokens, past(end), range.end, directory).is_none()
                    || end - at > 1
                        && tokens[end].is_capital()
                        && is_bare_body(&tokens[end])
                        && !tokens[end - 1].class.is(Class::BODY));
            let longer = more
                || !headline && end - at == 1 && is_name_word(tokens, end, range.end) && {
                    let next = &tokens[end];
                    next.class.is(Class::BODY)
                        || directory.entries()[entry].kind == SpeakerKind::Country && body_ahead(tokens, end, range.end)
                        || (person && !next.class.is(Class::TITLE.or(Class::TIME)) && verb_of(&next.lower).is_none())
                };
            if !longer {
                out.push(Candidate {
                    tokens: at..end,
                    words: words(&tokens[at..end]),
                    known: Some(entry),
                    doubtful: false,
                });
                at = end;
                continue;
            }
        }
        // "French said", where the text has a David French: whether it has one is for `link` to say.
        let says = || {
            tokens.get(at + 1).and_then(|t| verb_of(&t.lower)).is_some_and(|v| v.is(Sense::Say) && v.form == Form::Past)
        };
        let article = at > range.start && matches!(tokens[at - 1].lower.as_str(), "the" | "most" | "many" | "some");
        if token.class.is(Class::DEMONYM) && token.is_capital() && !article && says() {
            out.push(Candidate { tokens: at..at + 1, words: words(&tokens[at..=at]), known: None, doubtful: true });
            at += 1;
            continue;
        }
        // "Westport-based Tealmart", "Forcing Roe to ...": the name begins with the next word.
        let before_name = is_name_word(tokens, at + 1, range.end)
            && (is_adjective(token) || start_of_sentence && is_participle(token, &tokens[at + 1]));
        let skipped = before_name || skips(token, start_of_sentence) && !titled_body(tokens, at, range.end);
        // "Mr. King", who was named "Peter King" before: a surname that is a title too.
        let surname = skipped && token.class.is(Class::TITLE) && is_surname(tokens, at, out);
        if surname {
            out.push(Candidate { tokens: at..at + 1, words: words(&tokens[at..=at]), known: None, doubtful: true });
        }
        if !token.is_capital() || skipped {
            at += 1;
            continue;
        }
        let end = name_end(tokens, at, range.end, directory);
        // "Y., said ...": the rest of an abbreviation; "t.co/YyZG": a part of an address.
        let initial = token.text.ends_with('.') && token.text.chars().count() == 2 && end == at + 1;
        let address = at > 0 && tokens[at - 1].text == "/" && tokens[at - 1].end == token.start;
        if initial || address {
            at = end;
            continue;
        }
        let before = at.checked_sub(1).filter(|before| *before >= range.start).map(|before| &tokens[before]);
        // "Dutch Political Director Anna Roe": a part of the title.
        let qualifies = end - at == 1
            && before.is_some_and(|t| t.class.is(Class::DEMONYM))
            && tokens.get(end).is_some_and(|t| t.is_capital() && t.class.is(Class::ROLE))
            && begins_name(tokens, end + 1, range.end);
        let office = qualifies || is_office(before, &tokens[at..end]);
        if is_party_mark(&tokens[at..end]) || is_thing(&tokens[at..end]) || office {
            at = end;
            continue;
        }
        // "the Iowa Republican" is an office, of whoever was spoken of.
        // "Wall Street Democratic donors": no name ends with an adjective.
        let adjective = tokens[end - 1].lower == "democratic" && tokens.get(end).is_some_and(|t| !t.is_capital());
        let party = end - at > 1 && (adjective || matches!(tokens[end - 1].lower.as_str(), "republican" | "democrat"));
        let end = if party { end - 1 } else { end };
        // "NATO Troop Training", "CVMA Anna Roe": an acronym before a name of its own.
        let acronym = token.is_all_capital()
            && token.text.chars().all(char::is_alphabetic)
            && end - at > 2
            && (tokens[at + 1].class.is(Class::FEMALE.or(Class::MALE))
                || known_name(tokens, at, range.end, directory).is_some())
            && tokens[at + 1..end].iter().all(|t| {
                t.is_capital() && !t.is_all_capital() && !t.class.is(Class::BODY.or(Class::DOCUMENT).or(Class::PEOPLE))
            });
        // "Chief Minister of Westshire Anna Bela Roe": a place before the name of its office-holder.
        let placed = at > 1
            && tokens[at - 1].lower == "of"
            && tokens[at - 2].class.is(Class::ROLE)
            && end - at > 2
            && tokens[at..end]
                .iter()
                .all(|t| t.is_capital() && !t.class.is(Class::BODY.or(Class::ROLE).or(Class::PEOPLE).or(Class::TITLE)));
        let end = if acronym && !headline || placed { at + 1 } else { end };
        if let Some(name) = office_end(tokens, at, end).filter(|_| !headline) {
            at = name;
            continue;
        }
        let named = !(token.lower.ends_with('s') || start_of_sentence && has_participle_end(token))
            && token.text.chars().count() > 3
            && tokens.get(end).is_some_and(|n| {
                verb_of(&n.lower).is_some_and(|v| v.form != Form::Base && v.form != Form::Ing && !n.is_capital())
                    || n.kind == Kind::Comma
                        && tokens.get(end + 1).is_some_and(|a| matches!(a.lower.as_str(), "a" | "an" | "which" | "who"))
            });
        // A turn: "Roe: ...", "Roe, quote: ...".
        let turn = tokens.get(end).is_some_and(|n| {
            n.kind == Kind::Colon || n.kind == Kind::Comma && tokens.get(end + 1).is_some_and(|q| q.lower == "quote")
        });
        let named = named || turn;
        let doubtful = headline || (start_of_sentence && end - at == 1 && !token.is_all_capital() && !named);
        out.push(Candidate { tokens: at..end, words: words(&tokens[at..end]), known: None, doubtful });
        at = end;
    }
}

/// Sentences at the head of a text that may begin with a dateline without an agency.
const HEAD: usize = 3;

fn words(tokens: &[Token<'_>]) -> Vec<String> {
    tokens.iter().filter(|t| t.kind == Kind::Word).map(|t| fold(t.text)).filter(|w| !w.is_empty()).collect()
}

/// The longest name of the directory that starts at token `at`: its end and entry.
fn known_name(tokens: &[Token<'_>], at: usize, limit: usize, directory: &Directory) -> Option<(usize, usize)> {
    let first = fold(tokens[at].text);
    for name in directory.starting(first.split(' ').next().unwrap_or_default()) {
        // "William Hague", "United Launch Alliance".
        if name.article && at.checked_sub(1).is_none_or(|before| tokens[before].lower != "the") {
            continue;
        }
        let mut end = at;
        let mut matched = 0;
        while end < limit && matched < name.words.len() {
            let token = &tokens[end];
            match token.kind {
                Kind::Word | Kind::Number => {
                    let word = fold(token.text);
                    // "el-Sisi" is one token and two words of the name.
                    let parts = word.split(' ').count();
                    let next = name.words[matched..].iter().take(parts).map(String::as_str);
                    if next.eq(word.split(' ')) {
                        matched += parts;
                    } else if !(matched > 0 && word.len() == 1 && matched < name.words.len()) {
                        break;
                    }
                }
                Kind::Possessive if matched < name.words.len() => {}
                Kind::Other if token.text == "+" => {}
                // The dot of an initial that is no part of the word.
                Kind::Stop if token.text == "." && tokens[end - 1].text.chars().count() == 1 => {}
                _ => break,
            }
            end += 1;
        }
        if matched == name.words.len() {
            let run = &tokens[at..end];
            let capital = if name.acronym {
                run.iter().all(|t| t.kind != Kind::Word || t.is_all_capital())
            } else {
                run.iter().all(|t| {
                    t.kind != Kind::Word
                        || t.is_capital()
                        || t.text.rsplit('-').next().is_some_and(|part| part.starts_with(char::is_uppercase))
                        || t.text.chars().count() <= 4
                        || t.class.is(Class::BODY.or(Class::PEOPLE))
                }) && run.iter().take(3).any(Token::is_capital)
            };
            // "Chinese" is an adjective, not the country; a name inside a hyphenated word is none.
            if capital && !(run.len() == 1 && run[0].class.is(Class::TIME)) {
                return Some((end, name.entry));
            }
        }
    }
    None
}

/// Whether the capitalized words from `at` on end in a body: "Statistics Authority" after "UK".
fn body_ahead(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    let run = (at..limit.min(at + 4)).take_while(|&i| {
        tokens[i].is_capital() && !tokens[i].class.is(Class::TITLE.or(Class::DEMONYM).or(Class::TIME))
    });
    run.last().is_some_and(|i| tokens[i].class.is(Class::BODY) && !tokens[i].class.is(Class::ROLE.or(Class::PEOPLE)))
}

/// Title words that no name of a body begins with: they belong to a person's title.
const PERSONAL: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "dr",
    "former",
    "ex",
    "acting",
    "then",
    "incumbent",
    "outgoing",
    "senior",
    "top",
    "prime",
    "vice",
];

/// Whether a run of capitalized words that starts with a title word at `at` ends in a body: "Foreign Ministry", "National
/// Anti-Corruption Bureau", "State Border Service". Words for an office end the run.
fn titled_body(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    if !tokens[at].class.is(Class::TITLE) || PERSONAL.contains(&tokens[at].lower.trim_end_matches('.')) {
        return false;
    }
    let plain = tokens[at].class.is(Class::ROLE);
    for token in &tokens[(at + 1).min(limit)..limit.min(at + 6)] {
        let office = token.class.is(Class::ROLE) && !token.class.is(Class::BODY);
        if !token.is_capital() || office || token.class.is(Class::DEMONYM.or(Class::TIME)) {
            return false;
        }
        if token.class.is(Class::BODY) && !token.class.is(Class::ROLE.or(Class::PEOPLE).or(Class::TITLE)) {
            return true;
        }
        // "Minister Roe's Council": after an office only titles lead to a body.
        if plain && !token.class.is(Class::TITLE) {
            return false;
        }
    }
    false
}

/// Whether the title word at `at` is the surname of a name of several words before it.
fn is_surname(tokens: &[Token<'_>], at: usize, before: &[Candidate]) -> bool {
    let word = fold(tokens[at].text);
    let behind = at.checked_sub(1).map(|i| &tokens[i]);
    tokens[at].is_capital()
        && !tokens.get(at + 1).is_some_and(Token::is_capital)
        && behind.is_none_or(|t| !t.class.is(Class::DETERMINER.or(Class::DEMONYM)) && t.kind != Kind::Possessive)
        && before.iter().any(|c| c.words.len() > 1 && c.known.is_none() && c.words.last() == Some(&word))
}

/// "Roe", "van der Roe".
fn begins_name(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    let small = tokens[at.min(limit)..limit].iter().take_while(|t| PARTICLES.contains(&t.text)).count();
    is_name_word(tokens, at + small, limit)
}

fn is_name_word(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    at < limit && tokens[at].is_capital()
}

/// The end of the name that starts at `at`.
fn name_end(tokens: &[Token<'_>], at: usize, limit: usize, directory: &Directory) -> usize {
    let mut end = at + 1;
    loop {
        if end >= limit {
            return end;
        }
        let token = &tokens[end];
        // "David French".
        let surname = token.class.is(Class::DEMONYM)
            && end == at + 1
            && tokens[at].class.is(Class::FEMALE.or(Class::MALE))
            && !is_name_word(tokens, end + 1, limit)
            && token.lower.chars().count() > 4
            && !tokens.get(end + 1).is_some_and(|t| t.class.is(Class::ROLE.or(Class::PEOPLE).or(Class::BODY)));
        // "Han Jun told": no month that a day or a year follows.
        let dated = tokens.get(end + 1).is_some_and(|t| matches!(t.kind, Kind::Number | Kind::Stop | Kind::Comma));
        let given = end == at + 1 && token.text == "Jun" && !dated;
        let surname = surname || given;
        if token.is_capital() && (surname || !token.class.is(Class::TIME.or(Class::PRONOUN).or(Class::DEMONYM))) {
            // A title begins a new name: "Council Director Anna Roe".
            if token.class.is(Class::TITLE.or(Class::ROLE))
                && begins_name(tokens, end + 1, limit)
                && !token.class.is(Class::BODY)
                && !titled_body(tokens, end, limit)
                && tokens[at..end].iter().all(|t| t.lower != "of" && t.lower != "for")
            {
                return end;
            }
            // "Ministry of Trade Anna Roe": a first name after a body.
            if token.class.is(Class::FEMALE.or(Class::MALE))
                && end > at + 1
                && is_name_word(tokens, end + 1, limit)
                && tokens[at..end].iter().any(|t| t.class.is(Class::BODY) && !t.class.is(Class::ROLE))
                && (tokens[at..end].iter().any(|t| t.lower == "of") || tokens[end - 1].class.is(Class::BODY))
            {
                return end;
            }
            // "Department of Agriculture Secretary Anna Roe", "Harbor Association President and CEO Anna Roe".
            let office = token.class.is(Class::TITLE) && token.class.is(Class::ROLE) && !token.class.is(Class::BODY);
            let joined = office
                && tokens.get(end + 1).is_some_and(|t| matches!(t.lower.as_str(), "and" | "&"))
                && end + 2 < limit
                && tokens[end + 2].class.is(Class::TITLE.or(Class::ROLE))
                && is_name_word(tokens, end + 3, limit);
            let first = |at: usize| {
                is_name_word(tokens, at, limit)
                    && is_name_word(tokens, at + 1, limit)
                    && (tokens[at].class.is(Class::FEMALE.or(Class::MALE))
                        || !is_name_word(tokens, at + 2, limit)
                            && !tokens[at..at + 2].iter().any(|t| t.class.is(Class::BODY.or(Class::TITLE))))
            };
            if joined || office && first(end + 1) {
                return end;
            }
            // After a body a name of two words or more is a person: "Commission Anna Roe".
            if end > at + 1
                && tokens[end - 1].class.is(Class::BODY)
                && !token.class.is(Class::BODY)
                && is_name_word(tokens, end + 1, limit)
                && !tokens[end + 1].class.is(Class::BODY)
                && !is_name_word(tokens, end + 2, limit)
            {
                return end;
            }
            // A known full name, a country or a body begins a name of its own.
            if let Some((known_end, entry)) = known_name(tokens, end, limit, directory)
                && (known_end - end > 1 || directory.entries()[entry].kind != SpeakerKind::Person)
                && !is_name_word(tokens, known_end, limit)
            {
                // "Air Westland", "Tennis Westland": an unknown word before a country makes a body of it.
                let whole = end == at + 1
                    && known_end - end == 1
                    && directory.entries()[entry].kind == SpeakerKind::Country
                    && !tokens[at].is_all_capital()
                    && !tokens[end].is_all_capital()
                    && !tokens[at].class.is(Class::FEMALE.or(Class::MALE).or(Class::TITLE).or(Class::ROLE))
                    && known_name(tokens, at, limit, directory).is_none();
                let body = whole || tokens[at..end].iter().any(|t| t.class.is(Class::BODY));
                // "Jean-Yves Le Drian", where "Le Drian" is a name too.
                let one = directory.position(&text_of(tokens, &(at..known_end))).is_some();
                if !body && !one {
                    return end;
                }
            }
            end += 1;
            continue;
        }
        // "Poe & Daughters", "Sports & Fitness Association"; not "Roe & Poe", who are both known.
        if token.text == "&" && is_name_word(tokens, end + 1, limit) {
            let known = |at: usize| known_name(tokens, at, limit, directory).is_some();
            let letter = |at: usize| tokens[at].text.chars().count() == 1;
            if !known(at) && !known(end + 1) && !letter(end - 1) && !letter(end + 1) {
                end += 2;
                continue;
            }
        }
        // A nickname: Anna "Nan" Roe.
        if token.kind == Kind::Mark
            && end + 2 < limit
            && tokens[end + 1].is_capital()
            && tokens[end + 2].kind == Kind::Mark
            && is_name_word(tokens, end + 3, limit)
        {
            end += 4;
            continue;
        }
        // Small words inside a name: "Ministry of Trade", "Ursula von der Leyen".
        let body = tokens[at..end].iter().any(|t| t.class.is(Class::BODY))
            // "Reform and Development Commission", but not "House and Senate".
            || token.lower == "and"
                && !(end == at + 1 && tokens[at].class.is(Class::BODY))
                && (end + 1..limit.min(end + 6))
                    .take_while(|&i| tokens[i].is_capital())
                    .any(|i| tokens[i].class.is(Class::BODY) && !tokens[i].class.is(Class::PEOPLE));
        // "Nawaf al-Roe".
        let article = token.kind == Kind::Word
            && token
                .text
                .split_once('-')
                .is_some_and(|(particle, name)| PARTICLES.contains(&particle) && name.starts_with(char::is_uppercase));
        if article {
            end += 1;
            continue;
        }
        let small = PARTICLES.contains(&token.lower.as_str())
            || (body && matches!(token.lower.as_str(), "of" | "for" | "and" | "the" | "on" | "against"));
        if small {
            let next = (end + 1..limit.min(end + 3))
                .find(|&i| !matches!(tokens[i].lower.as_str(), "the" | "der" | "den" | "la" | "los"));
            if let Some(next) = next
                && tokens[next].is_capital()
                && !tokens[next].class.is(Class::TIME)
                && !(token.lower == "and" && known_name(tokens, next, limit, directory).is_some())
                // "the Iron and Steel Institute and the Harbor Union" are two.
                && !(token.lower == "and" && tokens[end + 1].lower == "the" && tokens[end - 1].class.is(Class::BODY))
            {
                end = next + 1;
                continue;
            }
        }
        return end;
    }
}
