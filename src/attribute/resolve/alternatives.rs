//! Second readings of a source: whom its words may mean where they do not mean what is likeliest.

use super::context::{Context, Resolved, Source};
use crate::attribute::choice::Reading;
use crate::attribute::directory::SpeakerKind;
use crate::attribute::text::{Class, Item, Token};

/// Statements back to which "the analysts" may point.
const REACH: usize = 6;

impl Context<'_> {
    /// The other readings of the phrase of a source whose first reading is `first`.
    pub(crate) fn second_readings(&self, phrase: &[Item], first: &Resolved) -> Vec<(Reading, Resolved)> {
        let mut out = Vec::new();
        if let [pronoun] = phrase
            && let Some(found) = self.other_antecedent(pronoun)
        {
            out.push((Reading::Second, found));
        }
        // "the Westland pontiff", of whom no office is known: the person whom the text is about.
        if let Resolved::Speakers(sources) = first
            && let [office] = sources.as_slice()
            && office.entity.is_none()
            && office.kind == SpeakerKind::Person
            && phrase.first().is_some_and(|i| i.class.is(Class::DETERMINER) && !i.is_word("a") && !i.is_word("an"))
            && let Some(person) =
                self.recent(&|s| s.kind == SpeakerKind::Person && self.surely(s) && !self.has_another_office(s, phrase))
        {
            let surface = self.surface(phrase);
            out.push((Reading::Second, Resolved::Speakers(vec![Source { surface, ..person }])));
        }
        if *first == Resolved::Anonymous {
            out.extend(self.group(phrase).map(|found| (Reading::Group, found)));
            out.extend(self.named_again(phrase).map(|found| (Reading::Again, found)));
        }
        out.extend(self.topic(phrase).filter(|found| found != first).map(|found| (Reading::Topic, found)));
        out
    }

    /// Whether the directory knows offices of a person, and none that the phrase names: "the foreign secretary" is no president.
    fn has_another_office(&self, person: &Source, phrase: &[Item]) -> bool {
        const OFFICES: &[&str] =
            &["minister", "secretary", "chancellor", "premier", "ambassador", "envoy", "governor", "mayor"];
        let Some(entity) = person.entity.map(|e| self.entity(e)) else { return false };
        let of = phrase.iter().position(|i| i.is_word("of"));
        if of.is_some_and(|of| self.leads_another(person, &phrase[of..])) {
            return true;
        }
        let head = phrase.iter().rfind(|i| i.class.is(Class::ROLE)).map(|i| i.lower.as_str());
        let head = head.filter(|head| OFFICES.contains(head));
        entity.directory.is_some() && head.is_some_and(|head| !Self::holds(&entity.roles, head))
    }

    /// "the company", "the agency": the body that the article names most often.
    pub(crate) fn topic(&self, phrase: &[Item]) -> Option<Resolved> {
        let (first, last) = (phrase.first()?, phrase.last()?);
        let points = first.class.is(Class::DETERMINER) && last.class.is(Class::BODY) || last.is_word("it");
        if !points || phrase.len() > 3 {
            return None;
        }
        let (list, entities) = (&self.reading.mentions.list, &self.reading.mentions.entities);
        // A company of one word that no directory has looks like a surname.
        let body = |e: usize| {
            entities[e].kind == SpeakerKind::Institution
                || entities[e].directory.is_none() && entities[e].words.len() == 1 && entities[e].roles.is_empty()
        };
        let mut counts = vec![0_usize; entities.len()];
        list.iter().for_each(|m| counts[m.entity] += 1);
        let most = (0..entities.len()).filter(|&e| body(e) && counts[e] > 1).max_by_key(|&e| counts[e])?;
        Some(Resolved::one(self.source_of(most, &self.surface(phrase))))
    }

    /// "the analysts", "a company spokesperson", "they", "the memo": the body that spoke last, which they belong to.
    fn named_again(&self, phrase: &[Item]) -> Option<Resolved> {
        let (first, last) = (phrase.first()?, phrase.last()?);
        let points = last.class.is(Class::PEOPLE.or(Class::ROLE).or(Class::DOCUMENT))
            && first.class.is(Class::DETERMINER)
            || last.is_word("they")
            || phrase.iter().any(|i| i.lower == "company" || i.lower == "agency");
        let document = last.class.is(Class::DOCUMENT);
        let spoken = self.spoken.iter().rev().take(REACH).filter_map(|s| match s.as_slice() {
            [one] if document || one.kind == SpeakerKind::Institution => Some(one),
            _ => None,
        });
        // "a Westlandian diplomat" belongs to no body that spoke.
        let abroad = first.is_word("a") && phrase.iter().any(|i| self.demonym(i).is_some());
        // "a resident", "the woman" serve none.
        const ANYBODY: &[&str] = &["resident", "woman", "man", "farmer", "student", "soldier", "voter", "witness"];
        let anybody = ANYBODY.contains(&last.lower.as_str());
        let body = spoken.into_iter().next().filter(|_| points && !abroad && !anybody)?;
        Some(self.called_by(phrase, body.clone()))
    }

    /// Whom "he" or "she" may mean where it does not mean the one that [`Self::pronoun`] gives: the next latest.
    fn other_antecedent(&self, item: &Item) -> Option<Resolved> {
        let female = match item.lower.as_str() {
            "he" => false,
            "she" => true,
            _ => return None,
        };
        let Some(Resolved::Speakers(first)) = self.pronoun(item) else { return None };
        let first = &first.first()?.name;
        let fits = |s: &Source| {
            s.kind == SpeakerKind::Person && s.female.is_none_or(|f| f == female) && s.name != *first && self.surely(s)
        };
        let found = self.recent(&fits)?;
        Some(Resolved::Speakers(vec![Source { surface: self.reading.text_of(&item.tokens).to_owned(), ..found }]))
    }

    /// "Westland officials", "Democrats": the country or the party of a group that names nobody.
    fn group(&self, phrase: &[Item]) -> Option<Resolved> {
        let last = phrase.last()?;
        let tokens = &self.reading.tokens[last.tokens.clone()];
        if matches!(last.lower.as_str(), "democrats" | "republicans" | "conservatives" | "liberals")
            && phrase.len() == 1
            && tokens.iter().all(Token::is_capital)
        {
            let name = self.surface(phrase);
            return Some(Resolved::Speakers(vec![Source {
                surface: name.clone(),
                name,
                entity: None,
                kind: SpeakerKind::Institution,
                female: None,
            }]));
        }
        let country = phrase.iter().find_map(|i| self.demonym(i).or_else(|| self.country_of_name(i)))?;
        // "a Westland lawyer" does not speak for Westland.
        const PRIVATE: &[&str] = &[
            "lawyer",
            "attorney",
            "economist",
            "analyst",
            "analysts",
            "expert",
            "experts",
            "professor",
            "farmer",
            "farmers",
            "businessman",
            "journalist",
            "journalists",
            "researcher",
            "researchers",
            "student",
            "students",
            "volunteer",
            "activist",
            "activists",
            "doctor",
            "nurse",
            "teacher",
            "man",
            "woman",
            "resident",
            "residents",
        ];
        let public = last.class.is(Class::PEOPLE.or(Class::ROLE)) && !PRIVATE.contains(&last.lower.as_str());
        public.then(|| Resolved::one(self.of_directory(country, phrase)))
    }
}
