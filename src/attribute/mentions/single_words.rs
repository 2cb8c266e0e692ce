//! Whom one word means, by the names of several words in the article: "Roe", "the Institute", "UKSA".

use super::body_names::ends_company;
use super::find::{Entity, Mentions};
use super::linking::Linker;
use crate::attribute::directory::{SpeakerKind, fold};
use crate::attribute::text::{Class, Token, class_of};
use std::collections::{HashMap, HashSet};

/// What words can stand for names of several words: asked before the names are gone through, which a long list has many of.
#[derive(Default)]
pub(super) struct StandIns {
    /// The words of such names, and what their first letters make.
    words: HashSet<String>,
    pub behind: HashMap<String, usize>,
}

impl StandIns {
    /// With the words of a name.
    pub fn add(&mut self, name: &[String]) {
        if name.len() > 1 {
            self.words.extend(name.iter().cloned().chain(acronyms(name)));
        }
    }

    /// By a single word the person behind whose full name it stands somewhere.
    pub fn behind_names(linker: &Linker<'_>) -> HashMap<String, usize> {
        let mut behind = HashMap::new();
        for (before, (at, candidate)) in linker.candidates.iter().zip(linker.candidates.iter().enumerate().skip(1)) {
            let full = before.known.is_some() && before.words.len() > 1 && before.tokens.end == candidate.tokens.start;
            let person = |e: &usize| linker.mentions.entities[*e].kind == SpeakerKind::Person;
            if let ([word], Some(person)) = (candidate.words.as_slice(), linker.entity_of[at - 1].filter(person))
                && full
                && candidate.tokens.len() == 1
            {
                behind.entry(word.clone()).or_insert(person);
            }
        }
        behind
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(word) || word.contains('y') && self.words.contains(&word.replace('y', "i"))
    }
}

impl Linker<'_> {
    /// The entity that the candidate `index` of one word means; `own` are words that are names by themselves. The first rule
    /// that answers is right.
    pub(super) fn bearer(&self, index: usize, own: &HashSet<String>) -> Option<usize> {
        let candidate = &self.candidates[index];
        let word = candidate.words.first()?;
        let of_entry = candidate.known.and_then(|entry| self.by_entry.get(&entry).copied());
        let inside = || {
            self.first_word_of_unknown(index, word)
                .or_else(|| {
                    person_of_word(word, index, &self.entity_of, &self.mentions, self.may_stand_for(index, own))
                })
                .or_else(|| self.company_before(index, word))
        };
        of_entry
            .or_else(|| self.stand_ins.has(word).then(inside).flatten())
            // "Bruno Rodríguez Parrilla ... Parrilla said", where the directory knows him by the first of his surnames alone.
            .or_else(|| self.stand_ins.behind.get(word).copied())
    }

    /// The entities of the candidates before `index`, the last one first.
    fn before(&self, index: usize) -> impl Iterator<Item = usize> {
        self.entity_of[..index].iter().rev().flatten().copied()
    }

    /// "Hu said", where the text has a Hu Sishe: who is called so in the directory was not named in full.
    fn first_word_of_unknown(&self, index: usize, word: &str) -> Option<usize> {
        let known = &self.directory.entries()[self.candidates[index].known?];
        let first = known.kind == SpeakerKind::Person && fold(&known.name).split(' ').next() == Some(word);
        let named = |e: &usize| {
            let entity = &self.mentions.entities[*e];
            entity.directory.is_none()
                && entity.kind == SpeakerKind::Person
                && entity.words.len() == 2
                && entity.words[0] == word
        };
        self.before(index).filter(|_| first).find(named)
    }

    /// Which words of longer names the candidate `index` may be.
    fn may_stand_for(&self, index: usize, own: &HashSet<String>) -> By {
        let candidate = &self.candidates[index];
        let person = |entry: usize| self.directory.entries()[entry].kind == SpeakerKind::Person;
        let shouted = |t: &Token<'_>| t.is_all_capital() && t.text.len() > 2;
        // "Obama" of the directory is who bears the surname, and no "Obama Doctrine".
        if candidate.known.is_some_and(person) {
            By::Surname
        // "SNCF" is not "SNCF Voyageurs".
        } else if own.contains(&candidate.words[0]) || self.tokens[candidate.tokens.clone()].iter().all(shouted) {
            By::Last
        } else {
            By::Any
        }
    }

    /// "Kestrel", after "Kestrel Biosciences".
    fn company_before(&self, index: usize, word: &str) -> Option<usize> {
        if self.by_words.contains_key(&self.candidates[index].words) {
            return None;
        }
        let company = |e: &usize| {
            let known = &self.mentions.entities[*e];
            known.directory.is_none() && known.words.len() > 1 && known.words[0] == word && ends_company(&known.name)
        };
        self.before(index).find(company)
    }
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
    let before = || entity_of[..index].iter().rev().flatten();
    let order = || before().chain(entity_of[index..].iter().flatten()).copied();
    let entities = &mentions.entities;
    let of_kind = |kind: SpeakerKind, fits: &dyn Fn(&[String]) -> bool| {
        let fits = |e: &Entity| e.kind == kind && e.words.len() > 1 && fits(&e.words);
        order().find(|&e| fits(&entities[e]))
    };
    let person = |fits: &dyn Fn(&[String]) -> bool| of_kind(SpeakerKind::Person, fits);
    let bearer = person(&|w| w.last().is_some_and(|l| l == word));
    if by == By::Surname {
        return bearer;
    }
    let body = || of_kind(SpeakerKind::Institution, &|w| heads(w, word));
    // "bin Salman", "Lula": any word of a longer name.
    let inside = |w: &[String]| w.len() > 2 && w[usize::from(by == By::Last)..].iter().any(|x| x == word);
    bearer
        // "the Times", after "the New York Times"; "the Institute", after "Westport Institute of Trade".
        .or_else(|| class_of(word).is(Class::BODY).then(body).flatten())
        .or_else(|| (by == By::Any).then(|| person(&|w| w[0] == *word)).flatten())
        .or_else(|| (word.len() > 3).then(|| person(&inside)).flatten())
        .or_else(|| order().find(|&e| is_acronym(word, &entities[e].words)))
}

/// Whether `word` is made of the first letters of a name: "UKSA".
fn is_acronym(word: &str, name: &[String]) -> bool {
    word.len() > 2 && acronyms(name).into_iter().any(|acronym| acronym == word.replace('y', "i"))
}

/// What the first letters of a name of three words or more make: without its small words, with them, and with short words whole.
fn acronyms(name: &[String]) -> Vec<String> {
    let small = |w: &String| matches!(w.as_str(), "of" | "the" | "for" | "and" | "on" | "in");
    let initials =
        |all: bool| -> String { name.iter().filter(|w| all || !small(w)).filter_map(|w| w.chars().next()).collect() };
    // "UKSA": short words count whole.
    let whole = |w: &String| if w.len() <= 2 { w.clone() } else { w.chars().take(1).collect() };
    if name.len() < 3 { vec![] } else { vec![initials(false), initials(true), name.iter().map(whole).collect()] }
}

/// Whether `word` is the head of a body's name: its last word, or the last before "of" and the like.
fn heads(name: &[String], word: &str) -> bool {
    let small = |w: &String| matches!(w.as_str(), "of" | "for" | "on" | "and");
    // "the House" is no "White House".
    word != "house" && (0..name.len()).any(|i| name[i] == word && name.get(i + 1).is_none_or(small))
}
