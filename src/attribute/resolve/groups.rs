//! Groups: "the two sides", "both ministers", "the leaders", "officials", "BRICS leaders".

use super::sources::{Context, Resolved, Source};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::phrases::strip_determiner;
use crate::attribute::text::{Class, Item, What, class_of};
use std::ops::Range;

/// Groups of which "the leaders" are two who met.
const MET: &[&str] = &["leaders", "ministers", "parties", "sides", "interlocutors", "presidents", "diplomats"];

/// What those are called who work for a firm.
const STAFF: &[&str] = &["analysts", "economists", "researchers", "strategists", "executives"];

impl Context<'_> {
    /// "The officials said", "officials said", after "administration officials said"; "its experts said", of the body that
    /// spoke last.
    fn staff_again(&self, left: &[Item], right: &[Item], slice: &[Item]) -> Option<Source> {
        let word = left.last()?.lower.as_str();
        let staff = STAFF.contains(&word) || matches!(word, "officials" | "experts");
        let opens = |i: &Item| matches!(i.lower.as_str(), "the" | "its");
        let bare = left.len() == 1 && word == "officials" || left.len() == 2 && opens(&left[0]);
        if !staff || !bare || !right.is_empty() {
            return None;
        }
        let its = left[0].is_word("its");
        let last = self.spoken.iter().rev().take(4).map(Vec::as_slice).find_map(|spoken| match spoken {
            [one] if one.kind != SpeakerKind::Person || one.surface.contains(' ') => {
                (its && one.kind == SpeakerKind::Institution || one.surface.to_lowercase().contains(word))
                    .then_some(one)
            }
            _ => None,
        })?;
        Some(Source { surface: self.surface(slice), ..last.clone() })
    }

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
        if last.class.is(Class::PAIR)
            && left.len() <= 4
            && left[..left.len() - 1].iter().all(|i| matches!(i.lower.as_str(), "the" | "two" | "both" | "world"))
            && left.iter().any(|i| matches!(i.lower.as_str(), "two" | "both"))
        {
            // "Two officials said ...": whom nobody has spoken of.
            if left.len() == 2 && left[0].is_word("two") && matches!(word, "officials" | "diplomats" | "men") {
                return Some(Resolved::Anonymous);
            }
            let found = self.holders_of_plural(left, word).or_else(|| self.two_parties(left, word));
            return Some(found.map_or(Resolved::Anonymous, Resolved::Speakers));
        }
        // "The two negotiators", "both envoys", "the senators".
        let pointed = left[..left.len() - 1].iter().all(|i| matches!(i.lower.as_str(), "the" | "two" | "both"));
        if left.len() > 1 && left.len() <= 3 && pointed && right.is_empty() && last.class.is(Class::PEOPLE) {
            let together = left.len() == 2 && left[0].is_word("the");
            let found = self.holders_of_plural(left, word).filter(|_| !together || !MET.contains(&word));
            if let Some(found) = found {
                return Some(Resolved::Speakers(found));
            }
        }
        // "The attorneys said": of several who spoke together just before, whatever they were called then.
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
        if left.len() == 2
            && left[0].is_word("the")
            && right.is_empty()
            && TOGETHER.contains(&word)
            && let Some(last) = self.spoken.last().filter(|s| s.len() > 1)
            && last.iter().all(|s| s.kind == last[0].kind && s.kind != SpeakerKind::Country)
        {
            let surface = self.surface(left);
            return Some(Resolved::Speakers(
                last.iter().map(|s| Source { surface: surface.clone(), ..s.clone() }).collect(),
            ));
        }
        // "The leaders discussed", "the parties agreed": of two who met or spoke together.
        let together = || self.spoken.last().filter(|s| s.len() == 2).unwrap_or(&self.pair);
        if left.len() == 2
            && left[0].is_word("the")
            && MET.contains(&word)
            && let [a, b] = together().as_slice()
            && a.kind == b.kind
            && (a.kind == SpeakerKind::Person || matches!(word, "parties" | "sides"))
        {
            let surface = self.surface(left);
            let both = [a, b].map(|s| Source { surface: surface.clone(), ..s.clone() });
            return Some(Resolved::Speakers(both.to_vec()));
        }
        // "The three countries said", of which the sentence before told.
        if left.len() == 3
            && left[0].is_word("the")
            && left[1].is_word("three")
            && matches!(word, "countries" | "governments" | "nations" | "leaders" | "ministers")
            && let Some(three) =
                self.spoken.iter().rev().take(3).find(|s| s.len() == 3).or(Some(&self.pair)).filter(|s| s.len() == 3)
        {
            let surface = self.surface(left);
            let all = three.iter().map(|s| Source { surface: surface.clone(), ..s.clone() });
            return Some(Resolved::Speakers(all.collect()));
        }
        // "Two of the people said", "Two questions loom": nobody who is known.
        if word == "two" && (left.len() == 1 || right.first().is_some_and(|i| i.is_word("of"))) {
            return Some(Resolved::Anonymous);
        }
        if matches!(word, "two" | "pair" | "both") && left.len() <= 2 {
            return Some(self.two_parties(left, word).map_or(Resolved::Anonymous, Resolved::Speakers));
        }
        None
    }

    /// "The secretary and the foreign ministers", "the deputy minister and the state secretary", of those who met: all of them,
    /// where each is called by an office alone and one is known to be of them.
    pub(super) fn offices_of_pair(&self, items: &[Item], parts: &[Range<usize>]) -> Option<Vec<Source>> {
        let [first, second] = parts else { return None };
        let person = |i: &Item| {
            let kind = |e: usize| self.reading.mentions.entities[e].kind;
            self.entity_of(i).is_some_and(|e| kind(e) == SpeakerKind::Person) && !i.lower.ends_with('s')
        };
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
            let surface = self.surface(&items[first.start..second.end]);
            return Some(self.pair.iter().map(|p| Source { surface: surface.clone(), ..p.clone() }).collect());
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
        let surface = self.surface(&items[first.start..second.end]);
        fits.then(|| self.pair.iter().map(|p| Source { surface: surface.clone(), ..p.clone() }).collect())
    }

    /// "officials", "White House officials", "BRICS leaders": nobody, unless a body is named.
    pub(crate) fn people(&self, left: &[Item], right: &[Item], slice: &[Item]) -> Option<Resolved> {
        if left.len() <= 2 && left[left.len() - 1].is_word("participants") && self.pair.len() > 1 {
            return Some(Resolved::Speakers(self.pair.clone()));
        }
        if self.is_party_adjective(left) {
            return Some(Resolved::Anonymous);
        }
        // "the justices", "the majority": of the court that the text is about.
        if left.len() == 2 && left[0].is_word("the") && matches!(left[1].lower.as_str(), "justices" | "majority") {
            let court = self.reading.mentions.list.iter().rev().find(|m| {
                m.tokens.end <= self.sentence.end
                    && self.reading.mentions.entities[m.entity].name.ends_with("Supreme Court")
            });
            if let Some(court) = court {
                return Some(Resolved::Speakers(vec![self.source_of(court.entity, &self.surface(slice))]));
            }
        }
        // "The country said", "the Gulf kingdom": the country that spoke last.
        if left[0].is_word("the") && matches!(left[left.len() - 1].lower.as_str(), "country" | "kingdom") {
            let country = |s: &&Source| s.kind == SpeakerKind::Country;
            if let Some(last) = self.spoken.iter().rev().take(3).flatten().find(country).filter(|_| right.is_empty()) {
                return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..last.clone() }]));
            }
        }
        let body = left[..left.len() - 1]
            .iter()
            .chain(right)
            .filter_map(|i| self.entity_of(i))
            .find(|&e| self.reading.mentions.entities[e].kind == SpeakerKind::Institution);
        if let Some(entry) = self.directory.position(&self.surface(strip_determiner(slice))) {
            return self.country(entry, slice).map(|s| Resolved::Speakers(vec![s]));
        }
        // "health ministry officials", "administration officials": by the body that they serve.
        const SERVANTS: &[&str] = &["officials", "sources", "spokespeople", "spokesmen", "representatives", "aides"];
        if body.is_none()
            && SERVANTS.contains(&left[left.len() - 1].lower.as_str())
            && !left.iter().any(|i| i.is_word("other"))
            && let Some(served) = left.len().checked_sub(2)
            && left[served].what == What::Word
            && matches!(
                left[served].lower.as_str(),
                "ministry" | "administration" | "department" | "government" | "agency"
            )
        {
            let (body, surface) = (&left[..=served], self.surface(slice));
            let named = self.body(body, &[], body);
            if let Some(Resolved::Speakers(found)) = named {
                let found = found.into_iter().map(|s| Source { surface: surface.clone(), ..s });
                return Some(Resolved::Speakers(found.collect()));
            }
            let which = body.len() == 2
                && !body[0].class.is(Class::DETERMINER)
                && !matches!(left[served].lower.as_str(), "administration" | "government");
            if which && named.is_none() {
                let name = self.surface(strip_determiner(body));
                return Some(Resolved::Speakers(vec![self.unmentioned(name, slice, SpeakerKind::Institution)]));
            }
        }
        if let Some(again) = self.staff_again(left, right, slice) {
            return Some(Resolved::Speakers(vec![again]));
        }
        // "Analysts at Roe Desk": those of a firm that nobody knows.
        if let [joint, name] = right
            && matches!(joint.lower.as_str(), "at" | "from" | "with")
            && STAFF.contains(&left[left.len() - 1].lower.as_str())
            && let Some(firm) = self.entity_of(name)
            && self.reading.mentions.entities[firm].directory.is_none()
            && self.reading.mentions.entities[firm].female.is_none()
        {
            return Some(Resolved::Speakers(vec![self.source_of(firm, &self.surface(slice))]));
        }
        // "Mr. Roe's prosecutors": by the person whom they serve.
        if let Some(owner) = left.iter().position(|i| i.what == What::Possessive).and_then(|at| at.checked_sub(1))
            && let Some(person) = self.entity_of(&left[owner])
            && self.reading.mentions.entities[person].kind == SpeakerKind::Person
            && matches!(left[left.len() - 1].lower.as_str(), "prosecutors" | "lawyers" | "attorneys")
        {
            let name = self.surface(strip_determiner(slice));
            return Some(Resolved::Speakers(vec![self.unmentioned(name, slice, SpeakerKind::Institution)]));
        }
        // "Turkish Defense Ministry sources": the ministry of that country.
        if let Some(at) = left[..left.len() - 1].iter().position(|i| self.entity_of(i).is_some_and(|e| Some(e) == body))
            && at > 0
            && self.demonym(&left[at - 1]).is_some()
            && let Some(Resolved::Speakers(found)) = self.single(left, 0..at + 1)
        {
            let surface = self.surface(slice);
            let found = found.into_iter().map(|s| Source { surface: surface.clone(), ..s });
            return Some(Resolved::Speakers(found.collect()));
        }
        match body {
            Some(body) => Some(Resolved::Speakers(vec![self.source_of(body, &self.surface(slice))])),
            None => {
                // "Roe Capital Markets analysts": those of a firm that nobody knows.
                let firm = left.len().checked_sub(2).and_then(|at| self.entity_of(&left[at])).filter(|&e| {
                    let known = &self.reading.mentions.entities[e];
                    known.directory.is_none()
                        && known.words.len() > 1
                        && STAFF.contains(&left[left.len() - 1].lower.as_str())
                });
                if let Some(firm) = firm {
                    return Some(Resolved::Speakers(vec![self.source_of(firm, &self.surface(slice))]));
                }
                // "Crimea Platform participants": a group by a name of its own.
                let named = left[..left.len() - 1].iter().any(|i| {
                    self.entity_of(i).is_some_and(|e| {
                        self.reading.mentions.entities[e].directory.is_none()
                            && self.reading.mentions.entities[e].words.len() > 1
                    })
                });
                if named {
                    let name = self.surface(strip_determiner(slice));
                    return Some(Resolved::Speakers(vec![self.unmentioned(name, slice, SpeakerKind::Institution)]));
                }
                Some(Resolved::Anonymous)
            }
        }
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
