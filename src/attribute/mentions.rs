//! Names in an article: which persons, bodies and countries it mentions, and where.
//!
//! A name is a run of capitalized words without titles ("Chinese Foreign Minister Wang Yi" is "Wang Yi"). Names of the
//! directory are found first. A surname or a first name alone means the person whose full name the article gives.
//! Headlines capitalize everything, so in them only names that are known otherwise count.

use super::directory::{Directory, SpeakerKind};
use super::names::fold;
use super::tokens::{Kind, Token};
use super::words::{Class, Form, class_of, verb_of, words_of};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// A person, body or country of one article.
#[derive(Debug, Clone)]
pub(super) struct Entity {
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
pub(super) struct Mention {
    pub tokens: Range<usize>,
    pub entity: usize,
}

/// All mentions of an article, in order.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    pub entities: Vec<Entity>,
    pub list: Vec<Mention>,
}

/// A run of tokens that may be a name, before it is known whose.
struct Candidate {
    tokens: Range<usize>,
    words: Vec<String>,
    known: Option<usize>,
    /// Stands where any word is capitalized.
    doubtful: bool,
}

const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "del", "della", "di", "du", "von", "van", "der", "den", "bin", "ben", "al", "el", "la",
    "le", "ter", "ibn",
];

/// Finds the mentions in `tokens`. `sentences` are ranges of tokens; those with `headline` set capitalize every word.
pub(super) fn find_mentions(
    tokens: &[Token<'_>],
    sentences: &[(Range<usize>, bool)],
    directory: &Directory,
) -> Mentions {
    let mut candidates = Vec::new();
    for (range, headline) in sentences {
        scan(tokens, range.clone(), *headline, directory, &mut candidates);
    }
    let mut mentions = link(candidates, tokens, directory);
    for index in 0..mentions.list.len() {
        describe(&mut mentions, index, tokens, directory);
    }
    mentions
}

fn scan(tokens: &[Token<'_>], range: Range<usize>, headline: bool, directory: &Directory, out: &mut Vec<Candidate>) {
    let mut at = range.start;
    let mut initial = true;
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
            let longer = !headline && end - at == 1 && is_name_word(tokens, end, range.end) && {
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
        if !token.is_capital() || skips(token, start_of_sentence) && !titled_body(tokens, at, range.end) {
            at += 1;
            continue;
        }
        let end = name_end(tokens, at, range.end, directory);
        let named = !token.lower.ends_with('s')
            && token.text.chars().count() > 3
            && tokens.get(end).is_some_and(|n| {
                verb_of(&n.lower).is_some_and(|v| v.form != Form::Base && v.form != Form::Ing && !n.is_capital())
                    || n.kind == Kind::Comma
                        && tokens.get(end + 1).is_some_and(|a| matches!(a.lower.as_str(), "a" | "an"))
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

fn words(tokens: &[Token<'_>]) -> Vec<String> {
    tokens.iter().filter(|t| t.kind == Kind::Word).map(|t| fold(t.text)).filter(|w| !w.is_empty()).collect()
}

/// The longest name of the directory that starts at token `at`: its end and entry.
fn known_name(tokens: &[Token<'_>], at: usize, limit: usize, directory: &Directory) -> Option<(usize, usize)> {
    let first = fold(tokens[at].text);
    for name in directory.starting(&first) {
        let mut end = at;
        let mut matched = 0;
        while end < limit && matched < name.words.len() {
            let token = &tokens[end];
            match token.kind {
                Kind::Word | Kind::Number => {
                    let word = fold(token.text);
                    if word == name.words[matched] {
                        matched += 1;
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
                        || t.text.chars().count() <= 4
                        || t.class.is(Class::BODY.or(Class::PEOPLE))
                }) && (run[0].is_capital() || run.len() > 1 && run[1].is_capital())
            };
            // "Chinese" is an adjective, not the country; a name inside a hyphenated word is none.
            if capital && !(run.len() == 1 && run[0].class.is(Class::TIME)) {
                return Some((end, name.entry));
            }
        }
    }
    None
}

/// Words that begin with a capital without being part of a name.
fn skips(token: &Token<'_>, start_of_sentence: bool) -> bool {
    token.class.is(Class::TITLE.or(Class::TIME).or(Class::DETERMINER))
        || token.class.is(Class::PRONOUN) && !token.is_all_capital()
        || token.class.is(Class::COMMON)
        || token.class.is(Class::PREPOSITION.or(Class::CLAUSE).or(Class::AUXILIARY))
        || token.class.is(Class::DEMONYM)
        || token.lower == "i"
        || token.lower.ends_with("n't")
        || token.lower.split_once('\'').is_some_and(|(word, _)| class_of(word).is(Class::PRONOUN))
        || (start_of_sentence
            && (verb_of(&token.lower).is_some()
                || token.lower.ends_with("ly") && !token.class.is(Class::FEMALE)
                || token.class.is(Class::PEOPLE.or(Class::DOCUMENT))))
}

/// Whether the capitalized words from `at` on end in a body: "Statistics Authority" after "UK".
fn body_ahead(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    let run = (at..limit.min(at + 4)).take_while(|&i| {
        tokens[i].is_capital() && !tokens[i].class.is(Class::TITLE.or(Class::DEMONYM).or(Class::TIME))
    });
    run.last().is_some_and(|i| tokens[i].class.is(Class::BODY) && !tokens[i].class.is(Class::ROLE.or(Class::PEOPLE)))
}

/// Whether a run of title words that starts at `at` ends in a body: "Foreign Ministry", "Defence Department".
fn titled_body(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    let end = (at..limit)
        .find(|&i| !(tokens[i].is_capital() && tokens[i].class.is(Class::TITLE) && !tokens[i].class.is(Class::BODY)));
    end.is_some_and(|e| {
        e > at
            && e - at < 4
            && tokens[e].is_capital()
            && tokens[e].class.is(Class::BODY)
            && !tokens[e].class.is(Class::ROLE)
    })
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
        if token.is_capital() && !token.class.is(Class::TIME.or(Class::PRONOUN).or(Class::DEMONYM)) {
            // A title begins a new name: "Council Director Anna Roe".
            if token.class.is(Class::TITLE.or(Class::ROLE))
                && is_name_word(tokens, end + 1, limit)
                && !token.class.is(Class::BODY)
                && !titled_body(tokens, end, limit)
                && tokens[at..end].iter().all(|t| t.lower != "of" && t.lower != "for")
            {
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
                let body = tokens[at..end].iter().any(|t| t.class.is(Class::BODY));
                if !body {
                    return end;
                }
            }
            end += 1;
            continue;
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
            // "Reform and Development Commission".
            || token.lower == "and"
                && (end + 1..limit.min(end + 4))
                    .take_while(|&i| tokens[i].is_capital())
                    .any(|i| tokens[i].class.is(Class::BODY) && !tokens[i].class.is(Class::PEOPLE));
        let small = PARTICLES.contains(&token.lower.as_str())
            || (body && matches!(token.lower.as_str(), "of" | "for" | "and" | "the" | "on"));
        if small {
            let next =
                (end + 1..limit.min(end + 3)).find(|&i| !matches!(tokens[i].lower.as_str(), "the" | "der" | "la"));
            if let Some(next) = next
                && tokens[next].is_capital()
                && !tokens[next].class.is(Class::TIME)
                && !(token.lower == "and" && known_name(tokens, next, limit, directory).is_some())
            {
                end = next + 1;
                continue;
            }
        }
        return end;
    }
}

/// Makes entities of the candidates.
fn link(candidates: Vec<Candidate>, tokens: &[Token<'_>], directory: &Directory) -> Mentions {
    let mut mentions = Mentions::default();
    let mut by_words: HashMap<Vec<String>, usize> = HashMap::new();
    let mut by_entry: HashMap<usize, usize> = HashMap::new();
    let mut entity_of: Vec<Option<usize>> = vec![None; candidates.len()];
    // Words that stand capitalized inside a sentence: names also where they begin one.
    let certain: HashSet<Vec<String>> = candidates.iter().filter(|c| !c.doubtful).map(|c| c.words.clone()).collect();

    // Full names and bodies first.
    for (index, candidate) in candidates.iter().enumerate() {
        let entry = candidate.known.or_else(|| directory.position(&text_of(tokens, &candidate.tokens)));
        let single_person = candidate.words.len() == 1
            && entry.is_none_or(|e| {
                directory.entries()[e].kind == SpeakerKind::Person && directory.entries()[e].name.contains(' ')
            });
        if candidate.words.is_empty() || single_person {
            continue;
        }
        if candidate.doubtful && candidate.known.is_none() && !certain.contains(&candidate.words) {
            continue;
        }
        let entity = match entry {
            Some(entry) => *by_entry.entry(entry).or_insert_with(|| {
                mentions.entities.push(known_entity(directory, entry));
                mentions.entities.len() - 1
            }),
            None => *by_words.entry(candidate.words.clone()).or_insert_with(|| {
                mentions.entities.push(unknown_entity(
                    &text_of(tokens, &candidate.tokens),
                    &candidate.words,
                    &tokens[candidate.tokens.clone()],
                ));
                mentions.entities.len() - 1
            }),
        };
        entity_of[index] = Some(entity);
    }
    merge_longer(&candidates, &mut entity_of, &mentions, tokens);
    // Then single words, by the full names.
    for index in 0..candidates.len() {
        let candidate = &candidates[index];
        if entity_of[index].is_some() || candidate.words.len() != 1 {
            continue;
        }
        let word = &candidate.words[0];
        let entry = candidate.known;
        let alias = entry.and_then(|e| by_entry.get(&e).copied());
        let person = alias.or_else(|| person_of_word(word, index, &entity_of, &mentions));
        let entity = match (person, entry) {
            (Some(entity), _) => entity,
            (None, Some(entry)) => *by_entry.entry(entry).or_insert_with(|| {
                mentions.entities.push(known_entity(directory, entry));
                mentions.entities.len() - 1
            }),
            (None, None) => {
                if candidate.doubtful && !certain.contains(&candidate.words) {
                    continue;
                }
                *by_words.entry(candidate.words.clone()).or_insert_with(|| {
                    mentions.entities.push(unknown_entity(
                        &text_of(tokens, &candidate.tokens),
                        &candidate.words,
                        &tokens[candidate.tokens.clone()],
                    ));
                    mentions.entities.len() - 1
                })
            }
        };
        entity_of[index] = Some(entity);
    }
    mentions.list = candidates
        .into_iter()
        .zip(entity_of)
        .filter_map(|(candidate, entity)| Some(Mention { tokens: candidate.tokens, entity: entity? }))
        .collect();
    mentions
}

/// Joins names of several words that another name ends with: "Bela Roe" is "Anna Bela Roe". A longer name after a
/// preposition may begin with a place ("the mayor of Westport Anna Roe"): there the shorter one is the name.
fn merge_longer(candidates: &[Candidate], entity_of: &mut [Option<usize>], mentions: &Mentions, tokens: &[Token<'_>]) {
    let unknown =
        |e: usize| mentions.entities[e].directory.is_none() && mentions.entities[e].kind == SpeakerKind::Person;
    for shorter in 0..mentions.entities.len() {
        let tail = &mentions.entities[shorter].words;
        if tail.len() < 2 || mentions.entities[shorter].kind != SpeakerKind::Person {
            continue;
        }
        let longer = (0..mentions.entities.len()).find(|&e| {
            let words = &mentions.entities[e].words;
            unknown(e) && words.len() > tail.len() && words.ends_with(tail)
        });
        let Some(longer) = longer else { continue };
        let first = entity_of.iter().position(|e| *e == Some(longer)).map(|i| candidates[i].tokens.start);
        let placed = first.is_some_and(|at| at > 0 && tokens[at - 1].class.is(Class::PREPOSITION));
        let (from, to) = if placed || !unknown(shorter) { (longer, shorter) } else { (shorter, longer) };
        for entity in entity_of.iter_mut().filter(|e| **e == Some(from)) {
            *entity = Some(to);
        }
    }
}

/// The person whose surname (else first name) is `word`: the one mentioned last, else the next one.
fn person_of_word(word: &str, index: usize, entity_of: &[Option<usize>], mentions: &Mentions) -> Option<usize> {
    let before = entity_of[..index].iter().rev().flatten();
    let after = entity_of[index..].iter().flatten();
    let order: Vec<usize> = before.chain(after).copied().collect();
    let find = |by: &dyn Fn(&[String]) -> bool| {
        order.iter().copied().find(|&e| {
            let entity = &mentions.entities[e];
            entity.kind == SpeakerKind::Person && entity.words.len() > 1 && by(&entity.words)
        })
    };
    let body = |by: &dyn Fn(&[String]) -> bool| {
        order.iter().copied().find(|&e| {
            let entity = &mentions.entities[e];
            entity.kind == SpeakerKind::Institution && entity.words.len() > 1 && by(&entity.words)
        })
    };
    find(&|w| w.last().is_some_and(|l| l == word))
        // "the Times", after "the New York Times".
        .or_else(|| class_of(word).is(Class::BODY).then(|| body(&|w| w.iter().any(|l| l == word))).flatten())
        .or_else(|| find(&|w| w[0] == *word))
        // "bin Salman", "Lula": any word of a longer name.
        .or_else(|| find(&|w| w.len() > 2 && word.len() > 3 && w.iter().any(|x| x == word)))
        .or_else(|| {
            // "UKSA": an acronym of a body.
            order.iter().copied().find(|&e| {
                let entity = &mentions.entities[e];
                entity.words.len() > 2 && word.len() > 2 && {
                    let initials = |all: bool| -> String {
                        entity
                            .words
                            .iter()
                            .filter(|w| all || !matches!(w.as_str(), "of" | "the" | "for" | "and" | "on" | "in"))
                            .filter_map(|w| w.chars().next())
                            .collect()
                    };
                    let sound: String = word.replace('y', "i");
                    // "UKSA": short words count whole.
                    let whole: String =
                        entity
                            .words
                            .iter()
                            .map(|w| {
                                if w.len() <= 2 { w.as_str() } else { &w[..w.chars().next().map_or(0, char::len_utf8)] }
                            })
                            .collect();
                    whole == sound || initials(false) == sound || initials(true) == sound
                }
            })
        })
}

fn text_of(tokens: &[Token<'_>], range: &Range<usize>) -> String {
    let mut out = String::new();
    let mut end = None;
    for token in &tokens[range.clone()] {
        if end.is_some_and(|end| token.start > end) {
            out.push(' ');
        }
        out.push_str(token.text);
        end = Some(token.end);
    }
    out
}

fn known_entity(directory: &Directory, entry: usize) -> Entity {
    let known = &directory.entries()[entry];
    let words: Vec<String> = fold(&known.name).split(' ').map(str::to_owned).collect();
    let roles = known.role.iter().flat_map(|r| r.split_whitespace()).map(str::to_lowercase).collect();
    let female = (known.kind == SpeakerKind::Person).then(|| is_female(&words)).flatten();
    let country = match known.kind {
        SpeakerKind::Country => Some(entry),
        _ => known.country.as_deref().and_then(|c| directory.position(c)),
    };
    Entity { name: known.name.clone(), kind: known.kind, directory: Some(entry), words, female, roles, country }
}

fn unknown_entity(name: &str, words: &[String], tokens: &[Token<'_>]) -> Entity {
    let body = tokens.iter().any(|t| t.class.is(Class::BODY.or(Class::DOCUMENT).or(Class::PEOPLE)) || t.lower == "of")
        || tokens.len() > 5
        || (tokens.len() == 1 && tokens[0].is_all_capital());
    let kind = if body { SpeakerKind::Institution } else { SpeakerKind::Person };
    let female = (!body).then(|| is_female(words)).flatten();
    Entity {
        name: name.to_owned(),
        kind,
        directory: None,
        words: words.to_vec(),
        female,
        roles: HashSet::new(),
        country: None,
    }
}

fn is_female(words: &[String]) -> Option<bool> {
    FEMALE_FOLDED.contains(words.first()?).then_some(true)
}

/// First names of women, folded.
static FEMALE_FOLDED: LazyLock<HashSet<String>> = LazyLock::new(|| words_of(Class::FEMALE).map(fold).collect());

/// A shortened title in full.
fn full_title(word: &str) -> &str {
    match word {
        "sen" => "senator",
        "rep" => "representative",
        "gov" => "governor",
        "gen" => "general",
        "prof" => "professor",
        "pm" | "fm" => "minister",
        word => word,
    }
}

/// Takes office, country and sex of a mentioned person from the words around the mention.
fn describe(mentions: &mut Mentions, index: usize, tokens: &[Token<'_>], directory: &Directory) {
    let Mention { tokens: range, entity } = mentions.list[index].clone();
    let entity = &mut mentions.entities[entity];
    if entity.kind != SpeakerKind::Person {
        return;
    }
    for (back, token) in tokens[..range.start].iter().rev().take(8).enumerate() {
        // "the secretary and Minister Roe": two persons.
        let joins_roles = token.lower == "and"
            && range.start.checked_sub(back + 2).is_some_and(|before| tokens[before].class.is(Class::ROLE));
        if joins_roles {
            break;
        }
        match token.lower.trim_end_matches('.') {
            "mr" | "sir" | "lord" => entity.female = Some(false),
            "ms" | "mrs" | "miss" | "lady" | "dame" => entity.female = Some(true),
            word if token.class.is(Class::TITLE.or(Class::ROLE)) => {
                if word.ends_with("woman") {
                    entity.female = Some(true);
                } else if word.ends_with("man") && !word.ends_with("chairman") {
                    entity.female = Some(false);
                }
                entity.roles.insert(full_title(word).to_owned());
            }
            _ if token.kind == Kind::Possessive || matches!(token.lower.as_str(), "of" | "and" | "for" | "the") => {}
            _ => {
                let country = directory.country_of_demonym(token.text).or_else(|| {
                    token
                        .is_capital()
                        .then(|| directory.position(token.text))
                        .flatten()
                        .filter(|&p| directory.entries()[p].kind == SpeakerKind::Country)
                });
                match country {
                    Some(country) => entity.country = entity.country.or(Some(country)),
                    None => break,
                }
            }
        }
    }
    // An apposition: "Wang Yi, China's foreign minister, ..."
    if tokens.get(range.end).is_some_and(|t| t.kind == Kind::Comma) {
        let mut seen_role = false;
        let mut found: Vec<String> = Vec::new();
        let mut last_was_role = false;
        for token in tokens[range.end + 1..].iter().take(9) {
            if matches!(token.kind, Kind::Comma | Kind::Stop)
                || token.class.is(Class::CLAUSE) && token.lower != "who"
                || verb_of(&token.lower).is_some() && !token.class.is(Class::ROLE.or(Class::TITLE))
            {
                break;
            }
            if token.class.is(Class::ROLE) {
                found.push(token.lower.clone());
                seen_role = true;
                last_was_role = true;
                continue;
            } else if last_was_role
                && token.is_capital()
                && !token.class.is(Class::TITLE.or(Class::DEMONYM).or(Class::BODY))
            {
                // "Roe, President Anna Poe and ...": the next of a list.
                found.clear();
                break;
            } else if seen_role && token.is_capital() && entity.country.is_none() {
                entity.country =
                    directory.position(token.text).filter(|&p| directory.entries()[p].kind == SpeakerKind::Country);
            } else if let Some(country) = directory.country_of_demonym(token.text) {
                entity.country = entity.country.or(Some(country));
            }
            last_was_role = false;
        }
        entity.roles.extend(found);
    }
}
