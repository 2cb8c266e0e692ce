//! From the words that name a source to the speaker: names, pronouns, role nouns, bodies, pairs.
//!
//! Resolution reads the article from the start and keeps what a reader keeps: who spoke, and whom the last sentences
//! were about.

use super::offices::is_anyone;
use crate::attribute::directory::{Directory, SpeakerKind};
use crate::attribute::phrases::{conjuncts, is_description, one_office, serves, strip_determiner, trim};
use crate::attribute::text::{Class, Item, Reading, What, class_of};
use std::ops::Range;

/// A resolved source.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Source {
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
pub(crate) enum Resolved {
    /// One speaker or several.
    Speakers(Vec<Source>),
    /// Somebody who speaks but is not named: "officials", "a source".
    Anonymous,
}

/// Whom the next sentence says to speak, by the look of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ahead {
    Pronoun,
    Name,
    Nothing,
}

/// What the reader of the article knows so far.
pub(crate) struct Context<'a> {
    pub reading: &'a Reading<'a>,
    pub directory: &'a Directory,
    /// Speakers so far, one entry a statement that has some.
    pub spoken: Vec<Vec<Source>>,
    /// Entities by the last time they were the subject of a sentence, latest last.
    pub focus: Vec<usize>,
    /// Those whom the text last said to have met or spoken with each other.
    pub pair: Vec<Source>,
    /// First token of the sentence being read.
    pub sentence: Range<usize>,
    /// Whom the next sentence says to speak.
    pub ahead: Ahead,
    /// Sentences since the last cue.
    pub since: usize,
    /// The sentence before says, without a cue, that those of `pair` met.
    pub met: bool,
}

impl<'a> Context<'a> {
    /// Resolves the phrase `range` of `items`; `None` where it names nobody who can speak.
    pub fn resolve(&self, items: &[Item], range: Range<usize>) -> Option<Resolved> {
        let phrase = trim(items, range);
        let slice = &items[phrase.clone()];
        let last = slice.last()?;
        let owner = matches!(last.lower.as_str(), "his" | "her" | "their");
        if phrase.len() == 1 && last.what == What::Word && (last.class.is(Class::PRONOUN) || owner) {
            return self.pronoun(last);
        }
        if let Some(found) = self.of_two_nations(slice) {
            return Some(Resolved::Speakers(found));
        }
        let mut parts = conjuncts(items, &phrase);
        // "the foreign ministers of Westland and Eastland": an office of each.
        if let Some(found) = self.offices_of_several(items, &parts) {
            return Some(Resolved::Speakers(found));
        }
        // "Minister Roe and her counterparts": all who met.
        if last.is_word("counterparts")
            && let [first, .., _] = parts.as_slice()
            && let Some(Resolved::Speakers(found)) = self.single(items, first.clone())
            && self.pair.len() > 1
            && found.iter().all(|one| self.pair.iter().any(|p| p.name == one.name))
        {
            let surface = self.surface(slice);
            let all = self.pair.iter().map(|p| Source { surface: surface.clone(), ..p.clone() });
            return Some(Resolved::Speakers(all.collect()));
        }
        if let Some(found) = self.offices_of_pair(items, &parts) {
            return Some(Resolved::Speakers(found));
        }
        // "leaders from Westland, Eastland and Southland": the countries.
        if parts.len() > 2
            && let Some(joint) = items[parts[0].clone()].iter().position(|i| i.is_word("from") || i.is_word("of"))
            && joint > 0
            && items[parts[0].start + joint - 1].class.is(Class::PEOPLE)
            && parts.iter().all(|part| {
                self.entity_of(&items[part.end - 1])
                    .is_some_and(|e| self.reading.mentions.entities[e].kind != SpeakerKind::Person)
            })
        {
            parts[0].start += joint + 1;
        }
        // "the department of business and trade": one body.
        if let [first, last] = parts.as_slice()
            && let Some(of) = items[first.clone()].iter().position(|i| i.is_word("of") || i.is_word("for"))
            && of > 0
            && items[first.start + of - 1].class.is(Class::BODY)
            && items[first.start + of + 1..last.end].iter().all(|i| {
                i.what == What::Word && !i.class.is(Class::ROLE.or(Class::BODY).or(Class::PEOPLE).or(Class::DETERMINER))
            })
        {
            parts = std::iter::once(first.start..last.end).collect();
        }
        // "officials in Westport and Eastport", "a spokesman for Anna and Bela Roe": one head with two complements.
        if let [first, last] = parts.as_slice() {
            let preposition = items[first.clone()].iter().position(|i| i.class.is(Class::PREPOSITION));
            let one_head = preposition.is_some_and(|p| {
                p > 0
                    && items[first.start + p - 1].class.is(Class::PEOPLE.or(Class::ROLE))
                    && (!items[first.start + p - 1].class.is(Class::PAIR)
                        || items[first.start + p - 1].is_word("officials"))
                    && last.len() == 1
                    && match self.entity_of(&items[last.start]).map(|e| self.reading.mentions.entities[e].kind) {
                        Some(SpeakerKind::Person) => items[first.start + p].is_word("for"),
                        Some(SpeakerKind::Country) => true,
                        _ => false,
                    }
            });
            if one_head {
                parts = std::iter::once(first.start..last.end).collect();
            }
        }
        // "Trade Minister and party chief Anna Roe": two offices of one person.
        if let [first, last] = parts.as_slice()
            && slice.iter().any(|i| i.is_word("and"))
            && self.person_named(&items[last.end - 1])
            && one_office(&items[first.clone()])
        {
            parts = std::iter::once(last.clone()).collect();
        }
        let kinds: Vec<Option<SpeakerKind>> = parts
            .iter()
            .map(|p| self.entity_of(&items[p.end - 1]).map(|e| self.reading.mentions.entities[e].kind))
            .collect();
        if let [only] = parts.as_slice()
            && only.end == phrase.end
            && only.start > phrase.start
        {
            return self.single(items, only.clone());
        }
        if parts.len() > 1 && !slice.iter().any(|i| i.is_word("and")) && kinds.iter().any(|k| *k != kinds[0]) {
            // "Europe, Roe said, is ...": no list.
            return self.single(items, parts[parts.len() - 1].clone());
        }
        if parts.len() > 1 {
            let mut sources: Vec<Source> = Vec::new();
            let mut resolved = 0;
            for part in &parts {
                // "Minister Roe and other administration officials": the others are nobody.
                if part.start > phrase.start && items[part.start].is_word("other") {
                    resolved += 1;
                    continue;
                }
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
    pub(crate) fn single(&self, items: &[Item], range: Range<usize>) -> Option<Resolved> {
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
            && (head.class.is(Class::ROLE) || head.is_name() && right[0].is_word("of") && before.class.is(Class::ROLE))
            && !(serves(head) && before.class.is(Class::TITLE))
            && (before.is_name()
                || before.class.is(Class::DEMONYM.or(Class::TITLE).or(Class::ROLE).or(Class::BODY))
                || before.what == What::Word && !before.class.is(Class::PREPOSITION.or(Class::DETERMINER)))
            && self.reading.mentions.entities[self.reading.mentions.list[*mention].entity].kind == SpeakerKind::Person
            // "the chairman of the metals firm Roe": a firm of one word that nobody knows.
            && !(before.class.is(Class::BODY.or(Class::KIND))
                && before.what == What::Word
                && self.reading.mentions.entities[self.reading.mentions.list[*mention].entity].words.len() == 1)
        {
            return Some(Resolved::Speakers(vec![self.source_of(
                self.reading.mentions.list[*mention].entity,
                self.reading.text_of(&self.reading.mentions.list[*mention].tokens),
            )]));
        }
        if let What::Name(mention) = head.what {
            // "the Westland Embassy in Eastland": whose, and where.
            if matches!(head.lower.as_str(), "embassy" | "consulate")
                && left.len() > 1
                && self.demonym(&left[left.len() - 2]).is_some()
            {
                let name = self.surface(strip_determiner(left));
                let after = &items[range.start + cut..];
                let end = after.iter().take(4).position(Item::is_name);
                let place = after.first().is_some_and(|i| i.is_word("in")).then_some(end).flatten();
                let place = place.map(|end| self.surface(&after[..=end]));
                let name = place.map_or_else(|| name.clone(), |place| format!("{name} {place}"));
                return Some(self.named_body(&name, &self.surface(slice)));
            }
            return self.name(left, mention);
        }
        if head.what != What::Word {
            return None;
        }
        let class = head.class;
        if class.is(Class::PRONOUN) && left.len() == 1 {
            return self.pronoun(head);
        }
        if let Some(found) = self.those(left, right).or_else(|| self.called(left, right, slice)) {
            return Some(found);
        }
        if let Some(found) = self.national(left, slice) {
            return Some(found);
        }
        if self.demonym(left.last()?).is_some() && left.first().is_some_and(|i| i.is_word("the")) && left.len() <= 2 {
            return self.country(self.demonym(head)?, slice).map(|s| Resolved::Speakers(vec![s]));
        }
        if class.is(Class::ROLE) {
            return self.role(left, right, slice);
        }
        // "reports in the Westport Times": no persons.
        let printed = head.is_word("reports") && right.first().is_some_and(|i| i.is_word("in"));
        if class.is(Class::DOCUMENT) || printed {
            return self.document(left, right, slice);
        }
        // "a three-judge panel of the Westland Supreme Court": the court.
        if matches!(head.lower.as_str(), "panel" | "bench" | "majority")
            && let [of, court @ ..] = right
            && of.is_word("of")
            && court
                .last()
                .is_some_and(|court| court.is_name() && self.reading.text_of(&court.tokens).contains("Court"))
        {
            return self.single(right, 1..right.len());
        }
        if class.is(Class::BODY) {
            return self.body(left, right, slice);
        }
        if class.is(Class::PEOPLE) {
            return self.people(left, right, slice);
        }
        None
    }

    /// Whether the item is written with a capital.
    pub(crate) fn is_capital(&self, item: &Item) -> bool {
        self.reading.tokens[item.tokens.start].is_capital()
    }

    fn person_named(&self, item: &Item) -> bool {
        self.entity_of(item).is_some_and(|e| self.reading.mentions.entities[e].kind == SpeakerKind::Person)
    }

    pub(crate) fn source_of(&self, entity: usize, surface: &str) -> Source {
        let known = &self.reading.mentions.entities[entity];
        Source {
            name: known.name.clone(),
            surface: surface.to_owned(),
            entity: Some(entity),
            kind: known.kind,
            female: known.female,
        }
    }

    pub(crate) fn entity_of(&self, item: &Item) -> Option<usize> {
        match item.what {
            What::Name(mention) => Some(self.reading.mentions.list[mention].entity),
            _ => None,
        }
    }

    pub(crate) fn surface(&self, slice: &[Item]) -> String {
        match (slice.first(), slice.last()) {
            (Some(first), Some(last)) => self.reading.text_of(&(first.tokens.start..last.tokens.end)).to_owned(),
            _ => String::new(),
        }
    }

    pub(crate) fn demonym(&self, item: &Item) -> Option<usize> {
        if !item.class.is(Class::DEMONYM) {
            return None;
        }
        let pair = item.tokens.start.saturating_sub(1)..item.tokens.end;
        let one = self.directory.country_of_demonym(self.reading.text_of(&item.tokens));
        one.or_else(|| self.directory.country_of_demonym(self.reading.text_of(&pair)))
    }

    /// A phrase that ends with a name.
    pub(crate) fn name(&self, left: &[Item], mention: usize) -> Option<Resolved> {
        let surface = self.reading.text_of(&self.reading.mentions.list[mention].tokens);
        let entity = self.reading.mentions.list[mention].entity;
        let known = &self.reading.mentions.entities[entity];
        // "Democrats", "Americans": a loose collective, capitalized.
        let lower = surface.to_lowercase();
        if known.directory.is_none()
            && known.words.len() == 1
            && self.reading.mentions.list[mention].tokens.len() == 1
            && (class_of(&lower).is(Class::PEOPLE) || is_anyone(&lower))
        {
            return Some(Resolved::Anonymous);
        }
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
            && !is_description(left, known.words.len() > 1 && surface.contains(' '))
            // "the cautious Factcheck": one word that nobody knows is for a body as well.
            && !(known.directory.is_none()
                && known.words.len() == 1
                && left.len() == 3
                && left[0].is_word("the")
                && !before.lower.ends_with('s'))
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
            // "the Ministry": the one that was named in full.
            let spoken = self.spoken.iter().rev().flatten().cloned();
            let before = self.reading.mentions.list.iter().rev().filter(|m| m.tokens.end <= self.sentence.end);
            let mut named = spoken.chain(before.map(|m| self.source_of(m.entity, "")));
            let full = |s: &Source| s.name.contains(' ') && s.name.to_lowercase().contains("ministry");
            if surface.eq_ignore_ascii_case("ministry")
                && let Some(named) = named.find(full)
            {
                return Some(Resolved::Speakers(vec![Source { surface: self.surface(left), ..named }]));
            }
            // "the Ministry of Trade of Westland" says whose it is.
            if known.directory.is_none()
                && !self.surface(left).to_lowercase().contains(" of the ")
                && let Some(country) = self.country_of_ministries()
            {
                let name = format!("{}'s {}", self.directory.entries()[country].name, surface);
                return Some(self.named_body(&name, &self.surface(left)));
            }
        }
        let adjective = left.len() > 1 && left[left.len() - 2].class.is(Class::DEMONYM);
        // "the Russian Government": no name of its own.
        if known.directory.is_none()
            && adjective
            && matches!(
                lower.as_str(),
                "government" | "authorities" | "military" | "army" | "navy" | "police" | "parliament" | "senate"
            )
        {
            return self.body(left, &[], left);
        }
        let owned = left.len() > 2
            && left[left.len() - 2].what == What::Possessive
            && self.country_of_name(&left[left.len() - 3]).is_some();
        // "Westsoft's Threat Analysis Group": a part of another body.
        let owned = owned
            || left.len() > 2
                && left[left.len() - 2].what == What::Possessive
                && self.entity_of(&left[left.len() - 3]).is_some_and(|e| {
                    self.reading.mentions.entities[e].kind == SpeakerKind::Institution
                        && self.reading.mentions.entities[e].country.is_none()
                });
        // "the National Harbor Workers' Union": a plural owner is a part of the name.
        let bare = |i: &Item| i.what == What::Possessive && matches!(i.lower.as_str(), "'" | "’");
        let plural = left.len() > 2
            && bare(&left[left.len() - 2])
            && class_of(&left[left.len() - 1].lower).is(Class::BODY)
            && left[left.len() - 3].is_name();
        let owned = owned || plural;
        let title = |i: &&Item| plural && i.class.is(Class::TITLE) && self.is_capital(i);
        let more = left[..left.len().saturating_sub(3)].iter().rev().take_while(title).count();
        if known.kind == SpeakerKind::Institution
            && (known.directory.is_none() || plural)
            && (surface.contains(' ') && adjective || owned)
        {
            let full = self.surface(&left[left.len() - if owned { 3 + more } else { 2 }..]);
            return Some(self.named_body(&full, &self.surface(left)));
        }
        Some(Resolved::Speakers(vec![self.source_of(entity, surface)]))
    }

    /// A body by its name: of the directory, else as it stands.
    pub(super) fn named_body(&self, name: &str, surface: &str) -> Resolved {
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
    pub(super) fn current_country(&self) -> Option<usize> {
        let spoken = self.spoken.iter().rev().take(3).flatten().filter_map(|s| s.entity);
        let entities = spoken.chain(self.focus.iter().rev().copied());
        let mut countries = entities.filter_map(|e| self.reading.mentions.entities[e].country);
        countries.next()
    }

    /// The country that the last sentences were about, unless it has departments and no ministries.
    pub(super) fn country_of_ministries(&self) -> Option<usize> {
        self.current_country().filter(|&entry| self.directory.entries()[entry].name != "United States")
    }

    /// The country that the article has named at least twice as often as any other so far, for "the government".
    pub(super) fn main_country(&self) -> Option<usize> {
        let mut counts: Vec<(usize, usize)> = Vec::new();
        for mention in self.reading.mentions.list.iter().filter(|m| m.tokens.start < self.sentence.end) {
            let known = &self.reading.mentions.entities[mention.entity];
            let Some(entry) = known.directory.filter(|_| known.kind == SpeakerKind::Country) else { continue };
            match counts.iter_mut().find(|(other, _)| *other == entry) {
                Some((_, count)) => *count += 1,
                None => counts.push((entry, 1)),
            }
        }
        counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        let second = counts.get(1).map_or(0, |&(_, count)| count);
        counts.first().filter(|&&(_, count)| count > 1 && count >= 2 * second).map(|&(entry, _)| entry)
    }

    pub(crate) fn country(&self, entry: usize, slice: &[Item]) -> Option<Source> {
        let known = &self.directory.entries()[entry];
        let entity = self.reading.mentions.entities.iter().position(|e| e.directory == Some(entry));
        Some(Source { name: known.name.clone(), surface: self.surface(slice), entity, kind: known.kind, female: None })
    }
}
