//! From the words that name a source to the speaker: names, pronouns, role nouns, bodies, pairs.
//!
//! Resolution reads the article from the start and keeps what a reader keeps: who spoke, and whom the last sentences
//! were about.

use super::directory::{Directory, SpeakerKind};
use super::items::{Item, Reading, What};
use super::words::Class;
use std::collections::HashSet;
use std::ops::Range;

/// A resolved source.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Source {
    pub name: String,
    /// The words that name it in the sentence.
    pub surface: String,
    /// Number of the entity in the article, where it is a mentioned one.
    pub entity: Option<usize>,
    pub kind: SpeakerKind,
    pub female: Option<bool>,
}

/// What a phrase names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Resolved {
    /// One speaker or several.
    Speakers(Vec<Source>),
    /// Somebody who speaks but is not named: "officials", "a source".
    Anonymous,
}

/// What the reader of the article knows so far.
pub(super) struct Context<'a> {
    pub reading: &'a Reading<'a>,
    pub directory: &'a Directory,
    /// Speakers so far, one entry a statement that has some.
    pub spoken: Vec<Vec<Source>>,
    /// Entities by the last time they were the subject of a sentence, latest last.
    pub focus: Vec<usize>,
    /// First token of the sentence being read.
    pub sentence: Range<usize>,
}

impl<'a> Context<'a> {
    /// Resolves the phrase `range` of `items`; `None` where it names nobody who can speak.
    pub fn resolve(&self, items: &[Item], range: Range<usize>) -> Option<Resolved> {
        let phrase = trim(items, range);
        let slice = &items[phrase.clone()];
        let last = slice.last()?;
        if phrase.len() == 1 && last.what == What::Word && last.class.is(Class::PRONOUN) {
            return self.pronoun(last);
        }
        let parts = conjuncts(items, &phrase);
        let kinds: Vec<Option<SpeakerKind>> = parts
            .iter()
            .map(|p| self.entity_of(&items[p.end - 1]).map(|e| self.reading.mentions.entities[e].kind))
            .collect();
        if parts.len() > 1 && !slice.iter().any(|i| i.is_word("and")) && kinds.iter().any(|k| *k != kinds[0]) {
            // "Europe, Roe said, is ...": no list.
            return self.single(items, parts[parts.len() - 1].clone());
        }
        if parts.len() > 1 {
            let mut sources: Vec<Source> = Vec::new();
            let mut resolved = 0;
            for part in &parts {
                match self.single(items, part.clone()) {
                    Some(Resolved::Speakers(found)) => {
                        resolved += 1;
                        for source in found {
                            if !sources.iter().any(|s| s.name == source.name) {
                                sources.push(source);
                            }
                        }
                    }
                    Some(Resolved::Anonymous) => resolved += 1,
                    None => {}
                }
            }
            if !sources.is_empty() && resolved > 0 {
                return Some(Resolved::Speakers(sources));
            }
            if resolved > 0 {
                return Some(Resolved::Anonymous);
            }
        }
        self.single(items, phrase)
    }

    /// One noun phrase.
    fn single(&self, items: &[Item], range: Range<usize>) -> Option<Resolved> {
        let range = trim(items, range);
        let slice = &items[range.clone()];
        // The head stands before the first preposition.
        let cut = slice
            .iter()
            .position(|i| i.what == What::Word && i.class.is(Class::PREPOSITION))
            .filter(|&p| p > 0)
            .unwrap_or(slice.len());
        let (left, right) = slice.split_at(cut);
        let head = left.last()?;
        // "the ambassador to Poland Anna Roe": the name at the end is the speaker.
        if let (Some(Item { what: What::Name(mention), .. }), Some(before)) =
            (right.last(), right.len().checked_sub(2).map(|i| &right[i]))
            && head.class.is(Class::ROLE)
            && (before.is_name()
                || before.class.is(Class::DEMONYM.or(Class::TITLE).or(Class::ROLE).or(Class::BODY))
                || before.what == What::Word && !before.class.is(Class::PREPOSITION.or(Class::DETERMINER)))
            && self.reading.mentions.entities[self.reading.mentions.list[*mention].entity].kind == SpeakerKind::Person
        {
            return Some(Resolved::Speakers(vec![self.source_of(
                self.reading.mentions.list[*mention].entity,
                self.reading.text_of(&self.reading.mentions.list[*mention].tokens),
            )]));
        }
        if let What::Name(mention) = head.what {
            return self.name(left, mention);
        }
        if head.what != What::Word {
            return None;
        }
        let word = head.lower.as_str();
        let class = head.class;
        if class.is(Class::PRONOUN) && left.len() == 1 {
            return self.pronoun(head);
        }
        if class.is(Class::PAIR)
            && left.len() <= 3
            && left[..left.len() - 1].iter().all(|i| matches!(i.lower.as_str(), "the" | "two" | "both"))
            && left.iter().any(|i| matches!(i.lower.as_str(), "two" | "both"))
        {
            return Some(self.two_parties(left, word).map_or(Resolved::Anonymous, Resolved::Speakers));
        }
        if matches!(word, "two" | "pair" | "both") && left.len() <= 2 {
            return Some(self.two_parties(left, word).map_or(Resolved::Anonymous, Resolved::Speakers));
        }
        if self.demonym(left.last()?).is_some() && left.first().is_some_and(|i| i.is_word("the")) && left.len() <= 2 {
            return self.country(self.demonym(head)?, slice).map(|s| Resolved::Speakers(vec![s]));
        }
        if class.is(Class::ROLE) {
            return self.role(left, right, slice);
        }
        if class.is(Class::DOCUMENT) {
            return self.document(left, right, slice);
        }
        if class.is(Class::BODY) {
            return self.body(left, right, slice);
        }
        if class.is(Class::PEOPLE) {
            return self.people(left, right, slice);
        }
        None
    }

    fn source_of(&self, entity: usize, surface: &str) -> Source {
        let known = &self.reading.mentions.entities[entity];
        Source {
            name: known.name.clone(),
            surface: surface.to_owned(),
            entity: Some(entity),
            kind: known.kind,
            female: known.female,
        }
    }

    fn entity_of(&self, item: &Item) -> Option<usize> {
        match item.what {
            What::Name(mention) => Some(self.reading.mentions.list[mention].entity),
            _ => None,
        }
    }

    fn surface(&self, slice: &[Item]) -> String {
        match (slice.first(), slice.last()) {
            (Some(first), Some(last)) => self.reading.text_of(&(first.tokens.start..last.tokens.end)).to_owned(),
            _ => String::new(),
        }
    }

    fn demonym(&self, item: &Item) -> Option<usize> {
        self.directory.country_of_demonym(self.reading.text_of(&item.tokens))
    }

    /// A phrase that ends with a name.
    fn name(&self, left: &[Item], mention: usize) -> Option<Resolved> {
        let surface = self.reading.text_of(&self.reading.mentions.list[mention].tokens);
        let entity = self.reading.mentions.list[mention].entity;
        let known = &self.reading.mentions.entities[entity];
        // "the tariffs Trump": a noun that no title explains is no apposition.
        if let Some(before) = left.len().checked_sub(2).map(|i| &left[i])
            && known.kind == SpeakerKind::Person
            && before.what == What::Word
            && !before.class.is(Class::TITLE
                .or(Class::ROLE)
                .or(Class::BODY)
                .or(Class::DEMONYM)
                .or(Class::COMMON)
                .or(Class::DETERMINER)
                .or(Class::TIME))
            && !before.lower.contains('-')
        {
            return None;
        }
        // "China's Commerce Ministry": a body of a country that the name does not tell.
        if known.kind == SpeakerKind::Institution && surface.to_lowercase().contains("ministry") {
            let full = self.surface(strip_determiner(left));
            let country =
                left[..left.len() - 1].iter().find_map(|i| self.demonym(i).or_else(|| self.country_of_name(i)));
            if country.is_some() {
                return Some(self.named_body(&full, &self.surface(left)));
            }
            if known.directory.is_none()
                && let Some(country) = self.current_country()
            {
                let name = format!("{}'s {}", self.directory.entries()[country].name, surface);
                return Some(self.named_body(&name, &self.surface(left)));
            }
        }
        if known.kind == SpeakerKind::Institution
            && known.directory.is_none()
            && surface.contains(' ')
            && left.len() > 1
            && left[left.len() - 2].class.is(Class::DEMONYM)
        {
            let full = self.surface(&left[left.len() - 2..]);
            return Some(self.named_body(&full, &self.surface(left)));
        }
        Some(Resolved::Speakers(vec![self.source_of(entity, surface)]))
    }

    /// A body by its name: of the directory, else as it stands.
    fn named_body(&self, name: &str, surface: &str) -> Resolved {
        let known = self.directory.position(name);
        let entity = known.and_then(|k| self.reading.mentions.entities.iter().position(|e| e.directory == Some(k)));
        let name = self.directory.canonical(name).to_owned();
        Resolved::Speakers(vec![Source {
            name,
            surface: surface.to_owned(),
            entity,
            kind: SpeakerKind::Institution,
            female: None,
        }])
    }

    /// The country that the last sentences were about, for "the foreign ministry".
    fn current_country(&self) -> Option<usize> {
        let spoken = self.spoken.iter().rev().take(3).flatten().filter_map(|s| s.entity);
        let entities = spoken.chain(self.focus.iter().rev().copied());
        let mut countries = entities.filter_map(|e| self.reading.mentions.entities[e].country);
        countries.next()
    }

    fn country(&self, entry: usize, slice: &[Item]) -> Option<Source> {
        let known = &self.directory.entries()[entry];
        let entity = self.reading.mentions.entities.iter().position(|e| e.directory == Some(entry));
        Some(Source { name: known.name.clone(), surface: self.surface(slice), entity, kind: known.kind, female: None })
    }

    fn pronoun(&self, item: &Item) -> Option<Resolved> {
        let surface = self.reading.text_of(&item.tokens).to_owned();
        let word = match item.lower.as_str() {
            "him" => "he",
            "her" => "she",
            "them" => "they",
            word => word,
        };
        let found = match word {
            "he" | "she" => {
                let female = word == "she";
                // A lone unknown word may be no person at all.
                let surely = |s: &Source| {
                    s.entity.is_none_or(|e| {
                        let known = &self.reading.mentions.entities[e];
                        known.directory.is_some() || known.words.len() > 1 || !known.roles.is_empty()
                    }) || self.spoken.iter().flatten().any(|x| x.name == s.name)
                };
                let person = |s: &Source| s.kind == SpeakerKind::Person && surely(s);
                // "she" is a known woman before anybody else.
                let found = female.then(|| self.recent(&|s| person(s) && s.female == Some(true))).flatten();
                found.or_else(|| self.recent(&|s| person(s) && s.female.is_none_or(|f| f == female))).map(|s| vec![s])
            }
            "it" if self.spoken.last().is_some_and(|s| s.len() == 1 && s[0].kind != SpeakerKind::Person) => {
                self.spoken.last().cloned()
            }
            "it" => self.recent(&|s: &Source| s.kind != SpeakerKind::Person).map(|s| vec![s]),
            "they" | "both" => match self.spoken.last() {
                Some(last) if last.len() > 1 || last.first().is_some_and(|s| s.kind != SpeakerKind::Person) => {
                    Some(last.clone())
                }
                _ => match self
                    .spoken
                    .iter()
                    .rev()
                    .take(4)
                    .find(|s| s.len() > 1 || s.first().is_some_and(|s| s.kind != SpeakerKind::Person))
                {
                    Some(group) => Some(group.clone()),
                    None => return Some(Resolved::Anonymous),
                },
            },
            _ => None,
        };
        let found = found?;
        Some(Resolved::Speakers(found.into_iter().map(|s| Source { surface: surface.clone(), ..s }).collect()))
    }

    /// The latest source or subject that fits.
    fn recent(&self, fits: &dyn Fn(&Source) -> bool) -> Option<Source> {
        for &entity in self.focus.iter().rev() {
            let source = self.source_of(entity, "");
            if fits(&source) {
                return Some(source);
            }
        }
        let spoken = self.spoken.iter().rev().flatten().find(|s| fits(s)).cloned();
        spoken.or_else(|| {
            let before = self.reading.mentions.list.iter().rev().filter(|m| m.tokens.end <= self.sentence.end);
            before.map(|m| self.source_of(m.entity, "")).find(|s| fits(s))
        })
    }

    /// "the minister", "Ukrainian president", "a spokesman for the ministry", "Kyiv's mayor".
    fn role(&self, left: &[Item], right: &[Item], slice: &[Item]) -> Option<Resolved> {
        let head = left.last()?.lower.clone();
        let body = left.iter().chain(right).filter(|i| i.is_name()).filter_map(|i| self.entity_of(i)).next_back();
        let country = left.iter().chain(right).find_map(|i| self.demonym(i).or_else(|| self.country_of_name(i)));
        let definite = left
            .first()
            .is_some_and(|i| matches!(i.lower.as_str(), "the" | "his" | "her" | "their" | "its" | "this" | "that"))
            || left.iter().any(|i| i.what == What::Possessive);
        let indefinite =
            left.first().is_some_and(|i| matches!(i.lower.as_str(), "a" | "an" | "one" | "another" | "some"));
        let anonymous = matches!(
            head.as_str(),
            "official"
                | "analyst"
                | "expert"
                | "economist"
                | "professor"
                | "source"
                | "trader"
                | "soldier"
                | "farmer"
                | "diplomat"
                | "man"
                | "woman"
                | "banker"
                | "resident"
                | "veteran"
                | "student"
                | "executive"
                | "researcher"
                | "scholar"
                | "journalist"
                | "reporter"
                | "lawmaker"
                | "officer"
                | "partner"
        );
        let qualifiers: Vec<&str> = left[..left.len() - 1]
            .iter()
            .filter(|i| i.what == What::Word && !i.class.is(Class::DETERMINER) && self.demonym(i).is_none())
            .map(|i| i.lower.as_str())
            .collect();
        if head == "official" && definite && left.len() <= 2 {
            return match self.spoken.last().map(Vec::as_slice) {
                Some([last]) if last.kind != SpeakerKind::Person => {
                    Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..last.clone() }]))
                }
                _ => Some(Resolved::Anonymous),
            };
        }
        // "the former president": who held the office is mostly the one who spoke last.
        if left.iter().any(|i| matches!(i.lower.as_str(), "former" | "ex" | "then"))
            && definite
            && let Some([last]) = self.spoken.last().map(Vec::as_slice)
            && last.kind == SpeakerKind::Person
        {
            return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..last.clone() }]));
        }
        if !indefinite && let Some(found) = self.holder(&head, &qualifiers, country, definite) {
            return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..found }]));
        }
        let spokes =
            matches!(head.as_str(), "spokesman" | "spokeswoman" | "spokesperson" | "representative" | "official");
        // A role that nobody is known to hold: mostly the person who spoke last, by another description.
        if definite
            && !spokes
            && let Some([last]) = self.spoken.last().map(Vec::as_slice)
            && last.kind == SpeakerKind::Person
            && last.entity.is_none_or(|e| self.reading.mentions.entities[e].directory.is_none())
        {
            return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..last.clone() }]));
        }
        if let Some(body) = body.filter(|_| spokes) {
            let known = &self.reading.mentions.entities[body];
            if known.kind == SpeakerKind::Institution {
                return Some(Resolved::Speakers(vec![self.source_of(body, &self.surface(slice))]));
            }
        }
        // "the spokesman", after "a spokesman for Anna Roe".
        if definite
            && left.len() <= 2
            && let Some([last]) = self.spoken.last().map(Vec::as_slice)
            && last.entity.is_none()
            && last.name.ends_with(head.as_str())
        {
            return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..last.clone() }]));
        }
        if spokes
            && head != "official"
            && right.first().is_some_and(|i| i.is_word("for"))
            && let Some(person) = right.iter().filter_map(|i| self.entity_of(i)).next_back()
            && self.reading.mentions.entities[person].kind == SpeakerKind::Person
        {
            let name = format!("{}'s {head}", self.reading.mentions.entities[person].name);
            return Some(Resolved::Speakers(vec![self.unnamed(name, slice)]));
        }
        if spokes
            && indefinite | definite
            && let Some(Resolved::Speakers(found)) =
                (!right.is_empty()).then(|| self.single(right, 1..right.len())).flatten()
        {
            if found[0].kind == SpeakerKind::Institution {
                return Some(Resolved::Speakers(found));
            }
        }
        if left.iter().any(|i| i.is_word("administration")) {
            return Some(self.administration().map_or(Resolved::Anonymous, |s| {
                Resolved::Speakers(vec![Source { surface: self.surface(slice), ..s }])
            }));
        }
        if spokes && let Some(at) = left.iter().rposition(|i| i.class.is(Class::BODY)) {
            if let Some(Resolved::Speakers(found)) = self.body(&left[..=at], &[], &left[..=at]) {
                return Some(Resolved::Speakers(found));
            }
        }
        if anonymous && (indefinite || country.is_none() && body.is_none()) {
            return Some(Resolved::Anonymous);
        }
        if indefinite && !(spokes && (body.is_some() || country.is_some())) {
            return Some(Resolved::Anonymous);
        }
        // Never named: the role itself is the name.
        let name = self.surface(strip_determiner(slice));
        if country.is_some() || body.is_some() || definite && slice.len() > 2 || (!definite && slice.len() > 1) {
            return Some(Resolved::Speakers(vec![Source {
                name,
                surface: self.surface(slice),
                entity: None,
                kind: SpeakerKind::Person,
                female: None,
            }]));
        }
        if self.spoken.is_empty() && slice.len() == 1 && !anonymous {
            return Some(Resolved::Speakers(vec![Source {
                name,
                surface: self.surface(slice),
                entity: None,
                kind: SpeakerKind::Person,
                female: None,
            }]));
        }
        Some(Resolved::Anonymous)
    }

    /// A person known by office only.
    fn unnamed(&self, name: String, slice: &[Item]) -> Source {
        Source { name, surface: self.surface(slice), entity: None, kind: SpeakerKind::Person, female: None }
    }

    /// "the administration", "a senior administration official": the one that the article names.
    fn administration(&self) -> Option<Source> {
        self.reading
            .mentions
            .list
            .iter()
            .map(|m| m.entity)
            .find(|&e| self.reading.mentions.entities[e].name.ends_with("administration"))
            .map(|e| self.source_of(e, ""))
    }

    fn country_of_name(&self, item: &Item) -> Option<usize> {
        let known = &self.reading.mentions.entities[self.entity_of(item)?];
        known.country.or(known.directory).filter(|_| known.kind != SpeakerKind::Person)
    }

    /// Whether the words for somebody's offices fit the word `head` for an office.
    pub fn holds(roles: &HashSet<String>, head: &str) -> bool {
        let any = |words: &[&str]| words.iter().any(|w| roles.contains(*w));
        match head {
            "pm" | "premier" | "fm" | "minister" => any(&["minister", "premier", "pm"]),
            "spokesman" | "spokeswoman" | "spokesperson" => {
                roles.iter().any(|r| r.starts_with("spokes")) || any(&["press"])
            }
            "leader" | "head" | "chief" | "boss" => any(&[
                "president",
                "leader",
                "head",
                "chief",
                "minister",
                "chancellor",
                "premier",
                "chairman",
                "king",
                "secretary",
                "general",
            ]),
            "envoy" | "diplomat" | "ambassador" => {
                any(&["envoy", "ambassador", "representative", "diplomat", "minister", "secretary"])
            }
            "official" | "politician" => !roles.is_empty(),
            "adviser" | "advisor" | "aide" => any(&["adviser", "advisor", "aide", "director"]),
            "secretary" => any(&["secretary", "minister"]),
            head => roles.contains(head),
        }
    }

    /// The person of the article that holds an office.
    fn holder(&self, head: &str, qualifiers: &[&str], country: Option<usize>, definite: bool) -> Option<Source> {
        let fits = |roles: &HashSet<String>| {
            let qualified = qualifiers.iter().all(|q| {
                let q = if *q == "defense" { "defence" } else { q };
                // Only words for offices can contradict.
                let telling = matches!(
                    q,
                    "prime"
                        | "foreign"
                        | "trade"
                        | "defence"
                        | "finance"
                        | "economy"
                        | "commerce"
                        | "energy"
                        | "interior"
                        | "agriculture"
                        | "vice"
                        | "treasury"
                        | "press"
                        | "deputy"
                );
                !telling || roles.contains(q) || (q == "defence" && roles.contains("defense"))
            });
            qualified && Self::holds(roles, head)
        };
        let entities = &self.reading.mentions.entities;
        let recency = |entity: usize| {
            self.reading.mentions.list.iter().rposition(|m| m.entity == entity && m.tokens.end <= self.sentence.end)
        };
        let spoke = |entity: usize| self.spoken.iter().rposition(|s| s.iter().any(|x| x.entity == Some(entity)));
        let best = (0..entities.len())
            .filter(|&e| entities[e].kind == SpeakerKind::Person && fits(&entities[e].roles))
            .filter(|&e| country.is_none_or(|c| entities[e].country.is_none_or(|x| x == c)))
            .filter_map(|e| {
                let seen = recency(e);
                let exact_country = country.is_some() && entities[e].country == country;
                // A bare "the minister" needs somebody mentioned before.
                (seen.is_some() || exact_country).then_some((exact_country, spoke(e), seen, e))
            })
            .max();
        let (exact, _, _, entity) = best?;
        (definite || exact || country.is_none()).then(|| self.source_of(entity, ""))
    }

    /// "the ministry", "China's commerce ministry", "the British government".
    fn body(&self, left: &[Item], right: &[Item], slice: &[Item]) -> Option<Resolved> {
        let head = left.last()?.lower.as_str();
        let country = left.iter().chain(right).find_map(|i| {
            self.demonym(i).or_else(|| {
                self.entity_of(i)
                    .and_then(|e| self.reading.mentions.entities[e].directory)
                    .filter(|&d| self.directory.entries()[d].kind == SpeakerKind::Country)
            })
        });
        let name = self.surface(strip_determiner(slice));
        if let Some(entry) = self.directory.position(&name).filter(|_| slice.len() > 1) {
            return self.country(entry, slice).map(|s| Resolved::Speakers(vec![s]));
        }
        if let Some(country) = country {
            if matches!(
                head,
                "government" | "authorities" | "administration" | "side" | "delegation" | "cabinet" | "team"
            ) {
                return self.country(country, slice).map(|s| Resolved::Speakers(vec![s]));
            }
            return Some(Resolved::Speakers(vec![Source {
                name,
                surface: self.surface(slice),
                entity: None,
                kind: SpeakerKind::Institution,
                female: None,
            }]));
        }
        if let Some(What::Name(_)) = left.len().checked_sub(2).map(|i| left[i].what) {
            return Some(Resolved::Speakers(vec![Source {
                name,
                surface: self.surface(slice),
                entity: None,
                kind: SpeakerKind::Institution,
                female: None,
            }]));
        }
        let definite = left.first().is_some_and(|i| matches!(i.lower.as_str(), "the" | "its" | "this" | "his"));
        if head == "government"
            && left.len() <= 2
            && let Some(country) = self.current_country()
        {
            return self.country(country, slice).map(|s| Resolved::Speakers(vec![s]));
        }
        if head == "administration" && left.len() <= 2 {
            return self
                .administration()
                .map(|s| Resolved::Speakers(vec![Source { surface: self.surface(slice), ..s }]));
        }
        // The body of this kind that spoke or was mentioned last.
        let fits = |s: &Source| {
            s.kind == SpeakerKind::Institution && {
                let name = s.name.to_lowercase();
                name.contains(head)
                    || head == "ministry" && (name.contains("office") || name.contains("department"))
                    || head == "agency"
                    || head == "company" && s.kind == SpeakerKind::Institution && !name.contains("ministry")
            }
        };
        if definite {
            let spoken = self.spoken.iter().rev().flatten().find(|s| fits(s)).cloned();
            let found = spoken.or_else(|| {
                let before = self.reading.mentions.list.iter().rev().filter(|m| m.tokens.end <= self.sentence.end);
                before.map(|m| self.source_of(m.entity, "")).find(|s| fits(s))
            });
            if let Some(found) = found {
                return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..found }]));
            }
            if head == "ministry"
                && let Some(country) = self.current_country()
            {
                let name = format!("{}'s {}", self.directory.entries()[country].name, name);
                return Some(self.named_body(&name, &self.surface(slice)));
            }
        }
        if slice.len() > 1 && (definite || slice.len() > 2) {
            return Some(Resolved::Speakers(vec![Source {
                name,
                surface: self.surface(slice),
                entity: None,
                kind: SpeakerKind::Institution,
                female: None,
            }]));
        }
        None
    }

    /// "the statement said", "his letter says", "a report by the IMF": who wrote it.
    fn document(&self, left: &[Item], right: &[Item], slice: &[Item]) -> Option<Resolved> {
        if left.first().is_some_and(|i| matches!(i.lower.as_str(), "his" | "her")) {
            let word = if left[0].lower == "his" { "he" } else { "she" };
            let mut pronoun = left[0].clone();
            pronoun.lower = word.to_owned();
            return self.pronoun(&pronoun);
        }
        if let Some(by) = right.iter().position(|i| matches!(i.lower.as_str(), "by" | "from" | "of"))
            && let Some(found) = self.single(right, by + 1..right.len())
        {
            return Some(found);
        }
        if left.len() > 1 {
            let owner = &left[..left.len() - 1];
            let end = owner.iter().rposition(|i| i.is_name() || i.class.is(Class::BODY)).map(|p| p + 1);
            if let Some(end) = end
                && let Some(Resolved::Speakers(found)) = self.single(left, 0..end)
            {
                return Some(Resolved::Speakers(found));
            }
        }
        if left.first().is_some_and(|i| matches!(i.lower.as_str(), "the" | "this")) && slice.len() <= 3 {
            let last = self.spoken.last()?;
            return Some(Resolved::Speakers(
                last.iter().map(|s| Source { surface: self.surface(slice), ..s.clone() }).collect(),
            ));
        }
        None
    }

    /// "officials", "White House officials", "BRICS leaders": nobody, unless a body is named.
    fn people(&self, left: &[Item], right: &[Item], slice: &[Item]) -> Option<Resolved> {
        let body = left[..left.len() - 1]
            .iter()
            .chain(right)
            .filter_map(|i| self.entity_of(i))
            .find(|&e| self.reading.mentions.entities[e].kind == SpeakerKind::Institution);
        if let Some(entry) = self.directory.position(&self.surface(strip_determiner(slice))) {
            return self.country(entry, slice).map(|s| Resolved::Speakers(vec![s]));
        }
        match body {
            Some(body) => Some(Resolved::Speakers(vec![self.source_of(body, &self.surface(slice))])),
            None => {
                // "Crimea Platform participants": a group by a name of its own.
                let named = left[..left.len() - 1].iter().any(|i| {
                    self.entity_of(i).is_some_and(|e| {
                        self.reading.mentions.entities[e].directory.is_none()
                            && self.reading.mentions.entities[e].words.len() > 1
                    })
                });
                if named {
                    let name = self.surface(strip_determiner(slice));
                    return Some(Resolved::Speakers(vec![Source {
                        name,
                        surface: self.surface(slice),
                        entity: None,
                        kind: SpeakerKind::Institution,
                        female: None,
                    }]));
                }
                Some(Resolved::Anonymous)
            }
        }
    }

    /// "The two sides", "both ministers": the two parties that the article names.
    fn two_parties(&self, left: &[Item], word: &str) -> Option<Vec<Source>> {
        let surface = self.surface(left);
        let countries = word == "countries";
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
                source.kind == SpeakerKind::Person
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

/// Without commas, dashes, times and possessive endings around.
fn trim(items: &[Item], mut range: Range<usize>) -> Range<usize> {
    while range.start < range.end
        && (!matches!(items[range.start].what, What::Word | What::Name(_) | What::Quote { .. })
            || items[range.start].class.is(Class::COMMON)
                && !items[range.start].class.is(Class::DETERMINER
                    .or(Class::PRONOUN)
                    .or(Class::PEOPLE)
                    .or(Class::DOCUMENT)
                    .or(Class::ROLE)))
    {
        range.start += 1;
    }
    while range.end > range.start && !matches!(items[range.end - 1].what, What::Word | What::Name(_)) {
        range.end -= 1;
    }
    range
}

fn strip_determiner<'i>(slice: &'i [Item]) -> &'i [Item] {
    match slice.first() {
        Some(first) if first.class.is(Class::DETERMINER) && slice.len() > 1 => &slice[1..],
        _ => slice,
    }
}

/// The parts of a phrase that "and" and commas join.
fn conjuncts(items: &[Item], range: &Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    for at in range.clone() {
        let item = &items[at];
        let joins = item.is_word("and") || item.what == What::Comma || item.what == What::Other && item.lower == "&";
        if joins {
            if at > start {
                parts.push(start..at);
            }
            start = at + 1;
        }
    }
    if start < range.end {
        parts.push(start..range.end);
    }
    parts
}
