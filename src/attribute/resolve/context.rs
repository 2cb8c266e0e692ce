//! What the reader of an article knows so far, and what the words of a phrase are looked up in.

use crate::attribute::directory::{Directory, SpeakerKind};
use crate::attribute::mentions::{Entity, Mention};
use crate::attribute::text::{Class, Item, Reading, What};
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

/// A noun phrase, as it is looked at: "the minister | of trade".
#[derive(Clone, Copy)]
pub(crate) struct Phrase<'i> {
    /// Up to its head, which stands before the first preposition.
    pub left: &'i [Item],
    /// From that preposition on.
    pub right: &'i [Item],
    /// Both.
    pub whole: &'i [Item],
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

impl Context<'_> {
    pub(crate) fn entity(&self, entity: usize) -> &Entity {
        &self.reading.mentions.entities[entity]
    }

    pub(crate) fn entity_of(&self, item: &Item) -> Option<usize> {
        match item.what {
            What::Name(mention) => Some(self.reading.mentions.list[mention].entity),
            _ => None,
        }
    }

    pub(super) fn kind_of(&self, item: &Item) -> Option<SpeakerKind> {
        self.entity_of(item).map(|e| self.entity(e).kind)
    }

    pub(super) fn is_person(&self, item: &Item) -> bool {
        self.kind_of(item) == Some(SpeakerKind::Person)
    }

    /// Whether the item is written with a capital.
    pub(crate) fn is_capital(&self, item: &Item) -> bool {
        self.reading.tokens[item.tokens.start].is_capital()
    }

    pub(crate) fn surface(&self, words: &[Item]) -> String {
        match (words.first(), words.last()) {
            (Some(first), Some(last)) => self.reading.text_of(&(first.tokens.start..last.tokens.end)).to_owned(),
            _ => String::new(),
        }
    }

    /// Who of the last `reach` statements' speakers, latest statement first.
    pub(super) fn lately(&self, reach: usize) -> impl Iterator<Item = &Source> {
        self.spoken.iter().rev().take(reach).flatten()
    }

    /// Who said the last statement, if it was one alone.
    pub(super) fn last_alone(&self) -> Option<&Source> {
        match self.spoken.last().map(Vec::as_slice) {
            Some([last]) => Some(last),
            _ => None,
        }
    }

    /// Mentions that end before the sentence does, latest first.
    pub(super) fn mentioned_so_far(&self) -> impl Iterator<Item = &Mention> {
        self.reading.mentions.list.iter().rev().filter(|m| m.tokens.end <= self.sentence.end)
    }

    pub(crate) fn source_of(&self, entity: usize, surface: &str) -> Source {
        let known = self.entity(entity);
        Source {
            name: known.name.clone(),
            surface: surface.to_owned(),
            entity: Some(entity),
            kind: known.kind,
            female: known.female,
        }
    }

    /// One of the directory, by its position there.
    pub(super) fn of_directory(&self, entry: usize, phrase: &[Item]) -> Source {
        let known = &self.directory.entries()[entry];
        let entity = self.reading.mentions.entities.iter().position(|e| e.directory == Some(entry));
        Source { name: known.name.clone(), surface: self.surface(phrase), entity, kind: known.kind, female: None }
    }

    /// Somebody of whom the article has no name, called by the words that stand there.
    pub(super) fn unmentioned(&self, name: String, phrase: &[Item], kind: SpeakerKind) -> Source {
        Source { name, surface: self.surface(phrase), entity: None, kind, female: None }
    }

    /// A body by its name: of the directory, else as it stands.
    pub(super) fn named_body(&self, name: &str, surface: &str) -> Resolved {
        let known = self.directory.position(name);
        let entity = known.and_then(|k| self.reading.mentions.entities.iter().position(|e| e.directory == Some(k)));
        let name = self.directory.canonical(name).to_owned();
        Resolved::one(Source {
            name,
            surface: surface.to_owned(),
            entity,
            kind: SpeakerKind::Institution,
            female: None,
        })
    }

    /// A speaker as `phrase` calls it.
    pub(super) fn called_by(&self, phrase: &[Item], source: Source) -> Resolved {
        Resolved::one(Source { surface: self.surface(phrase), ..source })
    }

    /// Several speakers as `phrase` calls them.
    pub(super) fn all_called_by(&self, phrase: &[Item], sources: impl IntoIterator<Item = Source>) -> Vec<Source> {
        let surface = self.surface(phrase);
        sources.into_iter().map(|s| Source { surface: surface.clone(), ..s }).collect()
    }

    /// The country whose adjective the item is.
    pub(crate) fn demonym(&self, item: &Item) -> Option<usize> {
        if !item.class.is(Class::DEMONYM) {
            return None;
        }
        let pair = item.tokens.start.saturating_sub(1)..item.tokens.end;
        let one = self.directory.country_of_demonym(self.reading.text_of(&item.tokens));
        one.or_else(|| self.directory.country_of_demonym(self.reading.text_of(&pair)))
    }

    /// The country that the item names, or that the body which it names belongs to.
    pub(crate) fn country_of_name(&self, item: &Item) -> Option<usize> {
        let known = self.entity(self.entity_of(item)?);
        known.country.or(known.directory).filter(|_| known.kind != SpeakerKind::Person)
    }

    /// The country of a speaker whom the article names.
    pub(super) fn country_of(&self, source: &Source) -> Option<usize> {
        source.entity.and_then(|e| self.entity(e).country)
    }

    /// The country that the last sentences were about, for "the foreign ministry".
    pub(super) fn current_country(&self) -> Option<usize> {
        let spoken = self.lately(3).filter_map(|s| s.entity);
        let mut countries = spoken.chain(self.focus.iter().rev().copied()).filter_map(|e| self.entity(e).country);
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
            let known = self.entity(mention.entity);
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
}

impl Resolved {
    /// One speaker.
    pub(super) fn one(source: Source) -> Self {
        Self::Speakers(vec![source])
    }
}
