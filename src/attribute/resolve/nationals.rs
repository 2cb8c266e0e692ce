//! Persons by what they are: "the Finn", "the American", "the 63-year-old".

use super::context::{Context, Resolved, Source};
use crate::attribute::directory::{SpeakerKind, national_adjective};
use crate::attribute::text::{Item, What};

/// Statements back to which "the American" points.
const REACH: usize = 6;

impl Context<'_> {
    /// "The Spanish and Moroccan governments": both countries.
    pub(super) fn of_two_nations(&self, slice: &[Item]) -> Option<Vec<Source>> {
        const TOGETHER: &[&str] = &["governments", "authorities", "officials", "leaders", "sides", "delegations"];
        let (head, before) = slice.split_last().filter(|(head, _)| TOGETHER.contains(&head.lower.as_str()))?;
        let and = before.iter().position(|i| i.is_word("and"))?;
        let (first, second) = (and.checked_sub(1).map(|at| &before[at])?, before.last()?);
        if head.what != What::Word || and + 2 > before.len() {
            return None;
        }
        let entries = [self.demonym(first)?, self.demonym(second)?];
        (entries[0] != entries[1]).then(|| entries.map(|entry| self.of_directory(entry, slice)).to_vec())
    }

    /// Who of those that spoke or were spoken of "the Finn" is, or "the American", "the 63-year-old Dane". An adjective that
    /// fits no person of the text may stand for the country ("the Russians"), and gives `None`.
    pub(super) fn national(&self, left: &[Item], slice: &[Item]) -> Option<Resolved> {
        let (first, last) = (left.first()?, left.last()?);
        let age = left.iter().any(|i| i.lower.ends_with("-year-old"));
        if !first.is_word("the") || last.what != What::Word || left.len() > 2 + usize::from(age) {
            return None;
        }
        let noun = national_adjective(self.reading.text_of(&last.tokens));
        let country = match noun {
            Some(adjective) => self.directory.country_of_demonym(adjective),
            // "The Russians": no single person.
            None => self.demonym(last).filter(|_| !last.lower.ends_with('s')),
        };
        let aged = last.lower.ends_with("-year-old");
        if country.is_none() && noun.is_none() && !aged {
            return None;
        }
        let entities = &self.reading.mentions.entities;
        let of = |s: &Source| s.entity.and_then(|e| entities[e].country);
        let person = |s: &Source| s.kind == SpeakerKind::Person && self.surely(s);
        let surface = |s: Source| self.called_by(slice, s);
        let fits = |s: &Source| person(s) && country.is_some() && of(s) == country;
        // "The Russian side", "the Russians": an adjective alone is one person where such a one has spoken just before.
        let spoken = self.lately(REACH).find(|s| fits(s)).cloned();
        let found = spoken.or_else(|| self.focus.iter().rev().take(2).map(|&e| self.source_of(e, "")).find(fits));
        if let Some(found) = found {
            return Some(surface(found));
        }
        // "The American said she ...": surely a person.
        let told = self.sex_told(slice);
        let of_sex = |s: &Source| told.is_none_or(|woman| s.female.is_none_or(|female| female == woman));
        let unplaced = |s: &Source| person(s) && (aged || of(s).is_none()) && of_sex(s);
        (noun.is_some() || aged || told.is_some()).then(|| self.recent(&unplaced).map_or(Resolved::Anonymous, surface))
    }
}
