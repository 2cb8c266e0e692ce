//! Groups of whom the text has told: "the two sides", "both ministers", "the leaders".

use super::context::{Context, Resolved, Source};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::text::{Class, Item, class_of};
use std::ops::Range;

/// Groups of which "the leaders" are two who met.
const MET: &[&str] = &["leaders", "ministers", "parties", "sides", "interlocutors", "presidents", "diplomats"];

impl Context<'_> {
    /// The two persons of the text so far who hold the office whose plural is `word`, if they are two.
    fn holders_of_plural(&self, left: &[Item], word: &str) -> Option<Vec<Source>> {
        const MANY: &[&str] =
            &["leader", "official", "analyst", "expert", "economist", "man", "woman", "source", "head"];
        let one = word.strip_suffix('s').filter(|one| class_of(one).is(Class::ROLE) && !MANY.contains(one))?;
        let entities = &self.reading.mentions.entities;
        let mut held: Vec<usize> = Vec::new();
        for mention in self.reading.mentions.list.iter().filter(|m| m.tokens.start < self.sentence.start) {
            let known = &entities[mention.entity];
            if known.kind == SpeakerKind::Person && Self::holds(&known.roles, one) && !held.contains(&mention.entity) {
                held.push(mention.entity);
            }
        }
        let surface = self.surface(left);
        (held.len() == 2).then(|| held.into_iter().map(|entity| self.source_of(entity, &surface)).collect())
    }

    /// "The two sides", "the leaders", "the three countries", "both": those of whom the text has told.
    pub(super) fn those(&self, left: &[Item], right: &[Item]) -> Option<Resolved> {
        let last = left.last()?;
        let word = last.lower.as_str();
        let told = |found: Option<Vec<Source>>| Some(found.map_or(Resolved::Anonymous, Resolved::Speakers));
        let before = &left[..left.len() - 1];
        if last.class.is(Class::PAIR)
            && left.len() <= 4
            && before.iter().all(|i| matches!(i.lower.as_str(), "the" | "two" | "both" | "world"))
            && left.iter().any(|i| matches!(i.lower.as_str(), "two" | "both"))
        {
            // "Two officials said ...": whom nobody has spoken of.
            if left.len() == 2 && left[0].is_word("two") && matches!(word, "officials" | "diplomats" | "men") {
                return Some(Resolved::Anonymous);
            }
            return told(self.holders_of_plural(left, word).or_else(|| self.two_parties(left, word)));
        }
        let the = left.len() == 2 && left[0].is_word("the");
        // "The two negotiators", "both envoys", "the senators".
        let pointed = before.iter().all(|i| matches!(i.lower.as_str(), "the" | "two" | "both"));
        let people = (2..=3).contains(&left.len()) && pointed && right.is_empty() && last.class.is(Class::PEOPLE);
        let holders = || self.holders_of_plural(left, word).filter(|_| people && !(the && MET.contains(&word)));
        let of_the = || self.together_again(word, right).or_else(|| self.two_together(word)).filter(|_| the);
        if let Some(found) = holders().or_else(of_the).or_else(|| self.three_countries(left)) {
            return Some(Resolved::Speakers(self.all_called_by(left, found)));
        }
        // "Two of the people said", "Two questions loom": nobody who is known.
        if word == "two" && (left.len() == 1 || right.first().is_some_and(|i| i.is_word("of"))) {
            return Some(Resolved::Anonymous);
        }
        if matches!(word, "two" | "pair" | "both") && left.len() <= 2 {
            return told(self.two_parties(left, word));
        }
        None
    }

    /// "The attorneys said": of several who spoke together just before, whatever they were called then.
    fn together_again(&self, word: &str, right: &[Item]) -> Option<Vec<Source>> {
        const TOGETHER: &[&str] = &[
            "attorneys",
            "lawyers",
            "senators",
            "lawmakers",
            "economists",
            "researchers",
            "authors",
            "analysts",
            "outlets",
        ];
        let last = self.spoken.last().filter(|last| last.len() > 1 && right.is_empty() && TOGETHER.contains(&word))?;
        let alike = last.iter().all(|s| s.kind == last[0].kind && s.kind != SpeakerKind::Country);
        alike.then(|| last.clone())
    }

    /// "The leaders discussed", "the parties agreed": of two who met or spoke together.
    fn two_together(&self, word: &str) -> Option<Vec<Source>> {
        let together = self.spoken.last().filter(|s| s.len() == 2).unwrap_or(&self.pair);
        let [one, other] = together.as_slice() else { return None };
        let kind = one.kind == SpeakerKind::Person || matches!(word, "parties" | "sides");
        (MET.contains(&word) && one.kind == other.kind && kind).then(|| together.clone())
    }

    /// "The three countries said", of which the sentence before told.
    fn three_countries(&self, left: &[Item]) -> Option<Vec<Source>> {
        let [the, three, word] = left else { return None };
        let plural = matches!(word.lower.as_str(), "countries" | "governments" | "nations" | "leaders" | "ministers");
        if !the.is_word("the") || !three.is_word("three") || !plural {
            return None;
        }
        let spoken = self.spoken.iter().rev().take(3).find(|s| s.len() == 3);
        spoken.or(Some(&self.pair)).filter(|s| s.len() == 3).cloned()
    }

    /// "The secretary and the foreign ministers", "the deputy minister and the state secretary", of those who met: all of them,
    /// where each is called by an office alone and one is known to be of them.
    pub(super) fn offices_of_pair(&self, items: &[Item], parts: &[Range<usize>]) -> Option<Vec<Source>> {
        let [first, second] = parts else { return None };
        let phrase = &items[first.start..second.end];
        let person = |i: &Item| self.is_person(i) && !i.lower.ends_with('s');
        let office = |part: &Range<usize>| {
            let words = &items[part.clone()];
            // "The Secretaries", which a capital makes look like a name.
            let title = |i: &Item| class_of(&i.lower).is(Class::TITLE.or(Class::ROLE).or(Class::PEOPLE));
            words.iter().any(title) && !words.iter().any(person)
        };
        if self.pair.len() < 2 || !office(first) || !office(second) {
            return None;
        }
        let plural = items[second.end - 1].lower.ends_with('s') && self.pair.len() > 2;
        // "The secretaries and ministers", of two of each side.
        if plural && self.pair.len() > 3 && items[first.end - 1].lower.ends_with('s') {
            return Some(self.all_called_by(phrase, self.pair.iter().cloned()));
        }
        let of_pair = |part: &Range<usize>| match self.single(items, part.clone()) {
            Some(Resolved::Speakers(found)) => {
                Some(found.iter().all(|one| self.pair.iter().any(|p| p.name == one.name)) as usize)
                    .filter(|_| found.iter().all(|one| one.entity.is_some()))
            }
            _ => None,
        };
        // One of them is of those who met, the other is nobody else whom the text names.
        let (one, other) = (of_pair(first), of_pair(second));
        let fits = one == Some(1) && (plural || self.pair.len() == 2 && other != Some(0));
        fits.then(|| self.all_called_by(phrase, self.pair.iter().cloned()))
    }

    /// "The two sides", "both ministers": the two parties that the article names.
    pub(super) fn two_parties(&self, left: &[Item], word: &str) -> Option<Vec<Source>> {
        let surface = self.surface(left);
        let countries = matches!(word, "countries" | "nations");
        // "The two officials": two who spoke or met together, but not any two who spoke before.
        let officials = matches!(word, "officials" | "diplomats" | "men") && !self.spoken.is_empty();
        if !countries {
            let persons = |group: &&Vec<Source>| {
                group.len() == 2 && group.iter().all(|s| s.kind == SpeakerKind::Person && s.entity.is_some())
            };
            let joint = self.spoken.iter().rev().take(3).find(persons).or(Some(&self.pair).filter(persons));
            if let Some(joint) = joint {
                return Some(joint.iter().map(|s| Source { surface: surface.clone(), ..s.clone() }).collect());
            }
        }
        if officials {
            return None;
        }
        let entities = &self.reading.mentions.entities;
        let wanted =
            |s: &Source| if countries { s.kind == SpeakerKind::Country } else { s.kind == SpeakerKind::Person };
        let mut parties: Vec<Source> = Vec::new();
        let mut push = |source: Source| {
            let country = |s: &Source| s.entity.and_then(|e| entities[e].country);
            let same = |p: &Source| p.name == source.name || country(p).is_some() && country(p) == country(&source);
            if wanted(&source) && parties.len() < 2 && !parties.iter().any(same) {
                parties.push(Source { surface: surface.clone(), ..source });
            }
        };
        for source in self.spoken.iter().rev().flatten() {
            push(source.clone());
        }
        if parties.len() < 2 && matches!(word, "sides" | "parties") {
            parties.clear();
        }
        let sides = parties.is_empty() && matches!(word, "sides" | "parties");
        for mention in self.reading.mentions.list.iter().filter(|m| m.tokens.start < self.sentence.start) {
            let source = self.source_of(mention.entity, &surface);
            let wanted = if countries || sides {
                source.kind == SpeakerKind::Country
            } else {
                source.kind == SpeakerKind::Person && self.surely(&source)
            };
            let country = |s: &Source| s.entity.and_then(|e| entities[e].country);
            if wanted
                && parties.len() < 2
                && !parties
                    .iter()
                    .any(|p| p.name == source.name || country(p).is_some() && country(p) == country(&source))
            {
                parties.push(source);
            }
        }
        (parties.len() == 2).then_some({
            // In the order in which the article names them.
            let first = |s: &Source| self.reading.mentions.list.iter().position(|m| Some(m.entity) == s.entity);
            parties.sort_by_key(first);
            parties
        })
    }
}
