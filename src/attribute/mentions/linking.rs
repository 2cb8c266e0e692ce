//! From the names of an article to its persons, bodies and countries: which names are of one.

use super::acronyms::{own_acronyms, spells};
use super::body_names::{ends_company, is_body_word, is_company};
use super::find::{Candidate, Entity, Mention, Mentions};
use super::given_names::{FIRST_NAMES, is_female, merge_short};
use super::other_names::{merge_honored, merge_initials, nickname_inside, nicknames};
use crate::attribute::directory::{Directory, SpeakerKind, fold};
use crate::attribute::text::{Class, Kind, LEGAL_FORMS, PARTICLES, Token, class_of};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Entities as they are made, with what they are found again by.
struct Linker<'a> {
    tokens: &'a [Token<'a>],
    directory: &'a Directory,
    mentions: Mentions,
    by_words: HashMap<Vec<String>, usize>,
    by_entry: HashMap<usize, usize>,
}

impl Linker<'_> {
    /// The entity of a candidate: that of its entry in the directory, else that of its words; a new one where there is
    /// none yet.
    fn entity(&mut self, candidate: &Candidate, entry: Option<usize>) -> usize {
        let entities = &mut self.mentions.entities;
        let next = entities.len();
        let entity = match entry {
            Some(entry) => *self.by_entry.entry(entry).or_insert(next),
            None => *self.by_words.entry(candidate.words.clone()).or_insert(next),
        };
        if entity == next {
            entities.push(match entry {
                Some(entry) => known_entity(self.directory, entry),
                None => {
                    let name = text_of(self.tokens, &candidate.tokens);
                    let new = unknown_entity(&name, &candidate.words, &self.tokens[candidate.tokens.clone()]);
                    if qualifies(self.tokens, candidate) {
                        Entity { kind: SpeakerKind::Institution, ..new }
                    } else {
                        new
                    }
                }
            });
        } else if entry.is_none() && is_shouted(&entities[entity].name) {
            // "ANNA ROE", whom the text calls "Anna Roe" elsewhere.
            entities[entity].name = text_of(self.tokens, &candidate.tokens);
        }
        entity
    }
}

/// "MFA Political Director Anna Roe": words before a title that is followed by a name say whose office it is. Of a first name
/// that is not so.
fn qualifies(tokens: &[Token<'_>], candidate: &Candidate) -> bool {
    let next = |at: usize| tokens.get(candidate.tokens.end + at).filter(|t| t.is_capital());
    !candidate.doubtful
        && candidate.words.len() > 1
        && candidate.words.first().is_some_and(|first| !FIRST_NAMES.contains_key(first))
        && next(0).is_some_and(|t| t.class.is(Class::TITLE) && !t.class.is(Class::BODY))
        && next(1).is_some_and(|t| !t.class.is(Class::TITLE))
}

/// Makes entities of the candidates.
pub(super) fn link(candidates: Vec<Candidate>, tokens: &[Token<'_>], directory: &Directory) -> Mentions {
    let mut linker =
        Linker { tokens, directory, mentions: Mentions::default(), by_words: HashMap::new(), by_entry: HashMap::new() };
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
        // "Gao", who may be a person of the text, and is no "GAO".
        let acronym = |e: usize| spells(&directory.entries()[e], &tokens[candidate.tokens.clone()]);
        if candidate.words.is_empty() || single_person || candidate.known.is_none() && entry.is_some_and(acronym) {
            continue;
        }
        if candidate.doubtful && candidate.known.is_none() && !certain.contains(&candidate.words) {
            continue;
        }
        entity_of[index] = Some(linker.entity(candidate, entry));
    }
    merge_longer(&candidates, &mut entity_of, &linker.mentions, tokens);
    merge_short(&mut entity_of, &linker.mentions);
    merge_initials(&mut entity_of, &linker.mentions);
    merge_honored(&mut entity_of, &linker.mentions);
    let own = own_words(&candidates);
    // Then single words, by the full names.
    for (index, candidate) in candidates.iter().enumerate() {
        if entity_of[index].is_some() || candidate.words.len() != 1 {
            continue;
        }
        let word = &candidate.words[0];
        let alias = candidate.known.and_then(|e| linker.by_entry.get(&e).copied());
        // "Hu said", where the text has a Hu Sishe: who is called so in the directory was not named in full.
        let alias = alias.or_else(|| {
            let known = &directory.entries()[candidate.known?];
            let first = fold(&known.name).split(' ').next() == Some(word) && known.kind == SpeakerKind::Person;
            let entities = &linker.mentions.entities;
            let named = entity_of[..index].iter().rev().flatten().copied();
            let unknown = |e: &usize| entities[*e].directory.is_none() && entities[*e].kind == SpeakerKind::Person;
            let mut named = named.filter(|e| first && unknown(e) && entities[*e].words.len() == 2);
            named.find(|&e| entities[e].words[0] == *word)
        });
        // "Obama" of the directory is who bears the surname, and no "Obama Doctrine".
        let surname_only = candidate.known.is_some_and(|e| directory.entries()[e].kind == SpeakerKind::Person);
        let by = if surname_only {
            By::Surname
        } else if own.contains(word)
            || tokens[candidate.tokens.clone()].iter().all(|t| t.is_all_capital() && t.text.len() > 2)
        {
            // "SNCF" is not "SNCF Voyageurs".
            By::Last
        } else {
            By::Any
        };
        let person = alias.or_else(|| person_of_word(word, index, &entity_of, &linker.mentions, by));
        // "Kestrel", after "Kestrel Biosciences".
        let person = person.or_else(|| {
            if linker.by_words.contains_key(&candidate.words) {
                return None;
            }
            let company = |e: &usize| {
                let known = &linker.mentions.entities[*e];
                known.directory.is_none()
                    && known.words.len() > 1
                    && known.words[0] == *word
                    && ends_company(&known.name)
            };
            entity_of[..index].iter().rev().flatten().copied().find(company)
        });
        let person = person.or_else(|| second_surname(&candidates, index, &entity_of, &linker.mentions));
        if person.is_none() && candidate.known.is_none() && candidate.doubtful && !certain.contains(&candidate.words) {
            continue;
        }
        let entry = candidate.known.or_else(|| directory.position(&text_of(tokens, &candidate.tokens)));
        entity_of[index] = Some(person.unwrap_or_else(|| linker.entity(candidate, entry)));
    }
    nicknames(&candidates, &mut entity_of, &linker.mentions, tokens);
    own_acronyms(&candidates, &mut entity_of, &linker.mentions, tokens);
    let mut mentions = linker.mentions;
    // A company, and what bears its name.
    for entity in mentions.entities.iter_mut().filter(|e| e.directory.is_none()) {
        if entity.words.first().is_some_and(|first| own.contains(first)) {
            entity.kind = SpeakerKind::Institution;
        }
    }
    for entity in mentions.entities.iter_mut().filter(|e| e.directory.is_none() && e.kind == SpeakerKind::Person) {
        // A first name tells a person from a heading.
        let person = entity.words.len() > 1 && FIRST_NAMES.contains_key(&entity.words[0]);
        if person && is_shouted(&entity.name) {
            entity.name = entity.name.split(' ').map(capitalized).collect::<Vec<_>>().join(" ");
        }
    }
    mentions.list = candidates
        .into_iter()
        .zip(entity_of)
        .filter_map(|(candidate, entity)| Some(Mention { tokens: candidate.tokens, entity: entity? }))
        .collect();
    mentions
}

/// Whether a name stands in capitals.
pub(super) fn is_shouted(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}

/// "THOMAS-GREENFIELD" as "Thomas-Greenfield".
pub(crate) fn capitalized(word: &str) -> String {
    let parts = word.split('-').map(|part| {
        let mut letters = part.chars();
        let rest = |letters: std::str::Chars<'_>| letters.flat_map(char::to_lowercase).collect::<String>();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest(letters).chars()).collect())
    });
    parts.collect::<Vec<String>>().join("-")
}

/// Words that are names by themselves and no first names: "Tealmart", which stands before the first "Tealmart Circle" and more
/// often. Of persons the full name comes first.
fn own_words(candidates: &[Candidate]) -> HashSet<String> {
    // By word the places where it stands alone, and where a longer name begins with it.
    let mut places: HashMap<&String, [Vec<usize>; 2]> = HashMap::new();
    for (index, candidate) in candidates.iter().enumerate().filter(|(_, c)| c.known.is_none()) {
        if let Some(first) = candidate.words.first() {
            places.entry(first).or_default()[usize::from(candidate.words.len() > 1)].push(index);
        }
    }
    let own = |[alone, begins]: &[Vec<usize>; 2]| {
        alone.first().zip(begins.first()).is_some_and(|(a, b)| a < b) && alone.len() > 2 * begins.len()
    };
    places
        .into_iter()
        .filter(|(word, of)| own(of) && !FIRST_NAMES.contains_key(*word))
        .map(|(word, _)| word.clone())
        .collect()
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
        // "Debaters Anna Roe": a word that has a capital because it begins the sentence, and is no first name.
        let extra = &mentions.entities[longer].words[0];
        // "Van Roe" is no whole name.
        let whole = !PARTICLES.contains(&tail[0].as_str());
        let begins = mentions.entities[longer].words.len() == tail.len() + 1
            && !FIRST_NAMES.contains_key(extra)
            && first.is_some_and(|at| at == 0 || tokens[at - 1].kind == Kind::Stop || breaks(tokens, at));
        let placed = whole && begins || first.is_some_and(|at| at > 0 && tokens[at - 1].class.is(Class::PREPOSITION));
        let (from, to) = if placed || !unknown(shorter) { (longer, shorter) } else { (shorter, longer) };
        for entity in entity_of.iter_mut().filter(|e| **e == Some(from)) {
            *entity = Some(to);
        }
    }
}

/// Whether token `at` stands some way behind the one before, as after a line break.
fn breaks(tokens: &[Token<'_>], at: usize) -> bool {
    tokens[at].start > tokens[at - 1].end + 1
}

/// Which words of a name may stand for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Surname,
    /// Any but the first.
    Last,
    Any,
}

/// The person whose surname (else, as far as `by` allows, first name) is `word`: the one mentioned last, else the next one.
fn person_of_word(word: &str, index: usize, entity_of: &[Option<usize>], mentions: &Mentions, by: By) -> Option<usize> {
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
    let bearer = find(&|w| w.last().is_some_and(|l| l == word));
    if by == By::Surname {
        return bearer;
    }
    bearer
        // "the Times", after "the New York Times"; "the Institute", after "Westport Institute of Trade".
        .or_else(|| class_of(word).is(Class::BODY).then(|| body(&|w| heads(w, word))).flatten())
        .or_else(|| (by == By::Any).then(|| find(&|w| w[0] == *word)).flatten())
        // "bin Salman", "Lula": any word of a longer name.
        .or_else(|| {
            find(&|w| w.len() > 2 && word.len() > 3 && w[usize::from(by == By::Last)..].iter().any(|x| x == word))
        })
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

/// "Bruno Rodríguez Parrilla ... Parrilla said", where the directory knows him by the first of his surnames alone: the
/// person behind whose name the word stands somewhere.
fn second_surname(
    candidates: &[Candidate],
    index: usize,
    entity_of: &[Option<usize>],
    mentions: &Mentions,
) -> Option<usize> {
    let behind = |at: &usize| candidates[*at].words == candidates[index].words && candidates[*at].tokens.len() == 1;
    (1..candidates.len()).filter(behind).find_map(|at| {
        let before = &candidates[at - 1];
        let person = entity_of[at - 1].filter(|_| before.tokens.end == candidates[at].tokens.start)?;
        let full = before.known.is_some() && before.words.len() > 1;
        (full && mentions.entities[person].kind == SpeakerKind::Person).then_some(person)
    })
}

/// Whether `word` is the head of a body's name: its last word, or the last before "of" and the like.
fn heads(name: &[String], word: &str) -> bool {
    let small = |w: &String| matches!(w.as_str(), "of" | "for" | "on" | "and");
    // "the House" is no "White House".
    word != "house" && (0..name.len()).any(|i| name[i] == word && name.get(i + 1).is_none_or(small))
}

/// The words of a range of tokens, with single blanks, without a nickname inside it.
pub(super) fn text_of(tokens: &[Token<'_>], range: &Range<usize>) -> String {
    let mut out = String::new();
    let mut end = None;
    let nickname = nickname_inside(&tokens[range.clone()]).unwrap_or_default();
    for (_, token) in tokens[range.clone()].iter().enumerate().filter(|(at, _)| !nickname.contains(at)) {
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
    // "adviser to the president", "head of the Office of the President": no president.
    let own = |role: &str| {
        [" to ", " of the Office "].iter().fold(role, |r, cut| r.split(cut).next().unwrap_or(r)).to_lowercase()
    };
    let roles =
        known.role.iter().flat_map(|r| own(r).split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect();
    let female = (known.kind == SpeakerKind::Person).then(|| is_female(&words)).flatten();
    let country = match known.kind {
        SpeakerKind::Country => Some(entry),
        _ => known.country.as_deref().and_then(|c| directory.position(c)),
    };
    Entity { name: known.name.clone(), kind: known.kind, directory: Some(entry), words, female, roles, country }
}

/// "Tealmart Inc." without its dot: the name is the same with and without it.
fn without_dot(name: &str) -> &str {
    let form = |bare: &&str| LEGAL_FORMS.iter().any(|form| bare.ends_with(&format!(" {form}")));
    name.strip_suffix('.').filter(form).unwrap_or(name)
}

fn unknown_entity(name: &str, words: &[String], tokens: &[Token<'_>]) -> Entity {
    // "North Africa", "Middle East".
    const REGIONS: &[&str] = &["america", "africa", "asia", "europe", "east", "pacific", "mediterranean", "caribbean"];
    let region = words.len() > 1 && words.last().is_some_and(|w| REGIONS.contains(&w.as_str()));
    let body = region
        || tokens.iter().any(|t| {
            t.class.is(Class::BODY.or(Class::DOCUMENT).or(Class::PEOPLE)) || t.lower == "of" || is_body_word(t)
        })
        || tokens.len() > 5
        || is_company(tokens)
        || (tokens.len() == 1 && (tokens[0].is_all_capital() || tokens[0].text.contains(|c: char| c.is_ascii_digit())));
    let kind = if body { SpeakerKind::Institution } else { SpeakerKind::Person };
    let female = (!body).then(|| is_female(words)).flatten();
    Entity {
        name: without_dot(name).to_owned(),
        kind,
        directory: None,
        words: words.to_vec(),
        female,
        roles: HashSet::new(),
        country: None,
    }
}
