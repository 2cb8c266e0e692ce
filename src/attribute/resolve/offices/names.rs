//! What an office is called of which the article names no holder: "Westland's foreign minister".

use super::Office;
use crate::attribute::directory::SpeakerKind;
use crate::attribute::mentions::Mention;
use crate::attribute::phrases::strip_determiner;
use crate::attribute::resolve::context::{Context, Phrase, Resolved, Source};
use crate::attribute::text::{Class, Item, What, class_of};
use std::ops::Range;

impl Context<'_> {
    /// "Its supply minister", at the head of a sentence: the office of the country that the last one is about.
    pub(super) fn office_of_its_country(&self, office: &Office<'_>) -> Option<Resolved> {
        let Phrase { left, right, whole } = office.phrase;
        let [its, words @ ..] = left else { return None };
        let opens = its.tokens.start <= self.sentence.start + 1;
        if !its.is_word("its") || !opens || words.is_empty() || !right.is_empty() || office.speaks_for_a_body() {
            return None;
        }
        let entity = self.entity(*self.focus.last()?);
        let name = format!("{}'s {}", entity.name, self.surface(words));
        (entity.kind == SpeakerKind::Country).then(|| Resolved::one(self.unmentioned(name, whole, SpeakerKind::Person)))
    }

    /// "the Westland minister", "the central bank governor": the words themselves are the name.
    pub(super) fn office_as_name(&self, office: &Office<'_>) -> Option<Resolved> {
        let whole = office.phrase.whole;
        let words = 1 + usize::from(office.definite);
        let tells = office.country.is_some() || office.named.is_some() || whole.len() > words;
        tells.then(|| Resolved::one(self.unmentioned(self.name_of_belonging(whole), whole, SpeakerKind::Person)))
    }

    /// "Minister: ...", at the head of a text: one word for an office.
    pub(super) fn lone_office(&self, office: &Office<'_>) -> Option<Resolved> {
        let whole = office.phrase.whole;
        let lone = self.spoken.is_empty() && whole.len() == 1 && !office.is_of_many();
        lone.then(|| Resolved::one(self.unmentioned(self.name_of_belonging(whole), whole, SpeakerKind::Person)))
    }

    /// The name of an office: "its finance chief" is that of the body or country which the sentence names first.
    fn name_of_belonging(&self, words: &[Item]) -> String {
        let owner = words.first().filter(|first| first.is_word("its")).and_then(|its| {
            let here = self.sentence.start..its.tokens.start;
            let known = |m: &&Mention| self.entity(m.entity).kind != SpeakerKind::Person;
            self.reading.mentions.list.iter().filter(|m| here.contains(&m.tokens.start)).find(known)
        });
        match owner {
            Some(owner) => format!("{}'s {}", self.entity(owner.entity).name, self.surface(&words[1..])),
            None => self.name_of_owned(strip_determiner(words)),
        }
    }

    /// The words of a phrase, without titles before the person who owns the rest: "Democratic nominee Anna Roe's campaign" is
    /// "Anna Roe's campaign".
    pub(in crate::attribute::resolve) fn name_of_owned(&self, words: &[Item]) -> String {
        let owner = words.iter().position(|i| i.what == What::Possessive).and_then(|at| at.checked_sub(1));
        let owner = owner.filter(|&at| self.is_person(&words[at]));
        self.surface(&words[owner.unwrap_or(0)..])
    }

    /// "the foreign ministers of Westland, Eastland and Southland": who holds the office in each, else the office.
    pub(in crate::attribute::resolve) fn offices_of_several(
        &self,
        items: &[Item],
        parts: &[Range<usize>],
    ) -> Option<Vec<Source>> {
        let (first, others) = parts.split_first().filter(|(_, others)| !others.is_empty())?;
        let of = items[first.clone()].iter().position(|i| i.is_word("of"))?;
        let head = items[first.start..first.start + of].last()?;
        let one = head.lower.strip_suffix('s').filter(|_| head.what == What::Word)?;
        if !class_of(one).is(Class::ROLE) || first.len() != of + 2 || others.iter().any(|part| part.len() != 1) {
            return None;
        }
        let titles: Vec<&str> = items[first.start..first.start + of - 1]
            .iter()
            .filter(|i| i.what == What::Word && !i.class.is(Class::DETERMINER))
            .map(|i| i.lower.as_str())
            .collect();
        let places = std::iter::once(first.end - 1).chain(others.iter().map(|part| part.start));
        let phrase = &items[first.start..others.last()?.end];
        let held = |at: usize| {
            let country = self.country_of_name(&items[at])?;
            let named = self.holder(one, &titles, Some(country), true);
            let office = || {
                let words: Vec<&str> = titles.iter().copied().chain([one]).collect();
                let name = format!("{}'s {}", self.directory.entries()[country].name, words.join(" "));
                self.unmentioned(name, phrase, SpeakerKind::Person)
            };
            Some(Source { surface: self.surface(phrase), ..named.unwrap_or_else(office) })
        };
        places.map(held).collect()
    }
}
