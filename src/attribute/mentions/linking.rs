//! From the names of an article to its persons, bodies and countries: which names are of one.

use super::acronyms::{own_acronyms, spells};
use super::entities::{known_entity, unknown_entity};
use super::find::{Candidate, Mention, Mentions};
use super::given_names::{FIRST_NAMES, merge_short};
use super::other_names::{merge_honored, merge_initials, nicknames};
use super::single_words::StandIns;
use super::spelled::{capitalized, is_shouted, text_of};
use crate::attribute::directory::{Directory, SpeakerKind};
use crate::attribute::text::{Class, Kind, PARTICLES, Token};
use std::collections::{HashMap, HashSet};

/// The names of an article, and the entities that are made of them.
pub(super) struct Linker<'a> {
    pub tokens: &'a [Token<'a>],
    pub directory: &'a Directory,
    pub candidates: &'a [Candidate],
    /// Words that stand capitalized inside a sentence: names also where they begin one.
    certain: HashSet<&'a [String]>,
    pub mentions: Mentions,
    /// The entity of each candidate that has one.
    pub entity_of: Vec<Option<usize>>,
    pub by_words: HashMap<Vec<String>, usize>,
    pub by_entry: HashMap<usize, usize>,
    /// What single words may mean.
    pub stand_ins: StandIns,
}

/// Makes entities of the candidates.
pub(super) fn link(candidates: Vec<Candidate>, tokens: &[Token<'_>], directory: &Directory) -> Mentions {
    let own = own_words(&candidates);
    let mut linker = Linker {
        tokens,
        directory,
        candidates: &candidates,
        certain: candidates.iter().filter(|c| !c.doubtful).map(|c| c.words.as_slice()).collect(),
        mentions: Mentions::default(),
        entity_of: vec![None; candidates.len()],
        by_words: HashMap::new(),
        by_entry: HashMap::new(),
        stand_ins: StandIns::default(),
    };
    linker.link_full_names();
    linker.stand_ins.behind = StandIns::behind_names(&linker);
    linker.link_single_words(&own);
    let Linker { mut mentions, mut entity_of, .. } = linker;
    nicknames(&candidates, &mut entity_of, &mentions, tokens);
    own_acronyms(&candidates, &mut entity_of, &mentions, tokens);
    correct(&mut mentions, &own);
    mentions.list = candidates
        .into_iter()
        .zip(entity_of)
        .filter_map(|(candidate, entity)| Some(Mention { tokens: candidate.tokens, entity: entity? }))
        .collect();
    mentions
}

impl Linker<'_> {
    /// Gives full names and bodies their entities, and makes one of those that are of one person.
    fn link_full_names(&mut self) {
        for (index, candidate) in self.candidates.iter().enumerate() {
            let entry = self.entry_of(candidate);
            // "Gao", who may be a person of the text, and is no "GAO".
            let acronym = |e: usize| spells(&self.directory.entries()[e], &self.tokens[candidate.tokens.clone()]);
            let later = candidate.words.is_empty()
                || candidate.words.len() == 1 && entry.is_none_or(|e| self.has_full_name(e))
                || candidate.known.is_none() && entry.is_some_and(acronym);
            if !later && !self.is_unsure(candidate) {
                self.entity_of[index] = Some(self.entity(candidate, entry));
            }
        }
        merge_longer(self.candidates, &mut self.entity_of, &self.mentions, self.tokens);
        merge_short(&mut self.entity_of, &self.mentions);
        merge_initials(&mut self.entity_of, &self.mentions);
        merge_honored(&mut self.entity_of, &self.mentions);
    }

    /// Gives single words their entities, by the full names; `own` are those that are names by themselves.
    fn link_single_words(&mut self, own: &HashSet<String>) {
        for (index, candidate) in self.candidates.iter().enumerate() {
            if self.entity_of[index].is_some() || candidate.words.len() != 1 {
                continue;
            }
            let entity = match self.bearer(index, own) {
                Some(bearer) => bearer,
                None if self.is_unsure(candidate) => continue,
                None => self.entity(candidate, self.entry_of(candidate)),
            };
            self.entity_of[index] = Some(entity);
        }
    }

    /// Where the directory has a candidate.
    fn entry_of(&self, candidate: &Candidate) -> Option<usize> {
        candidate.known.or_else(|| self.directory.position(&text_of(self.tokens, &candidate.tokens)))
    }

    /// Whether an entry is a person's who has more names than one.
    fn has_full_name(&self, entry: usize) -> bool {
        let entry = &self.directory.entries()[entry];
        entry.kind == SpeakerKind::Person && entry.name.contains(' ')
    }

    /// Whether a candidate may be no name: its words have a capital only where every word has.
    fn is_unsure(&self, candidate: &Candidate) -> bool {
        candidate.doubtful && candidate.known.is_none() && !self.certain.contains(candidate.words.as_slice())
    }

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
                None => unknown_entity(candidate, self.tokens),
            });
            self.stand_ins.add(&entities[next].words);
        } else if entry.is_none() && is_shouted(&entities[entity].name) {
            // "ANNA ROE", whom the text calls "Anna Roe" elsewhere.
            entities[entity].name = text_of(self.tokens, &candidate.tokens);
        }
        entity
    }
}

/// Puts right what all names together tell of entities that are in no directory.
fn correct(mentions: &mut Mentions, own: &HashSet<String>) {
    for entity in mentions.entities.iter_mut().filter(|e| e.directory.is_none()) {
        // A company, and what bears its name.
        if entity.words.first().is_some_and(|first| own.contains(first)) {
            entity.kind = SpeakerKind::Institution;
        }
        // A first name tells a person from a heading.
        let person =
            entity.kind == SpeakerKind::Person && entity.words.len() > 1 && FIRST_NAMES.contains_key(&entity.words[0]);
        if person && is_shouted(&entity.name) {
            entity.name = entity.name.split(' ').map(capitalized).collect::<Vec<_>>().join(" ");
        }
    }
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
    let surnames = mentions.by_last_word();
    for shorter in 0..mentions.entities.len() {
        let tail = &mentions.entities[shorter].words;
        if tail.len() < 2 || mentions.entities[shorter].kind != SpeakerKind::Person {
            continue;
        }
        let mut alike = surnames.get(&tail.last()).into_iter().flatten().copied();
        let longer = alike.find(|&e| {
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
