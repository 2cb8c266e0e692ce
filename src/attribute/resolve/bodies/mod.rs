//! Bodies: "the ministry", "China's commerce ministry", "the airline", "his office".
//!
//! Most are named by the words themselves. Of "the company" and "the ministry" it is said in `again` which body of the article
//! is meant, and in `kinds` what may be called so.

mod again;
mod kinds;

use super::context::{Context, Phrase, Resolved};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::phrases::strip_determiner;
use crate::attribute::text::Item;

/// Statements back to which "the company" and "the group" point.
const REACH: usize = 4;

/// A phrase whose head is a word for a body.
pub(super) struct Body<'i> {
    head: &'i str,
    phrase: Phrase<'i>,
    /// The phrase without its determiner, and without titles of an owner.
    name: String,
    /// The country that the phrase names.
    country: Option<usize>,
    /// "the", "its".
    definite: bool,
}

impl Body<'_> {
    /// "the bank", "the group".
    fn is_bare(&self) -> bool {
        self.phrase.left.len() == 2
    }
}

impl Context<'_> {
    /// Whom "the ministry", "China's commerce ministry" or "the British government" names.
    pub(super) fn body(&self, phrase: Phrase<'_>) -> Option<Resolved> {
        let Phrase { left, right, whole } = phrase;
        let body = Body {
            head: left.last()?.lower.as_str(),
            phrase,
            name: self.name_of_owned(strip_determiner(whole)),
            country: left.iter().chain(right).find_map(|i| self.demonym(i).or_else(|| self.country_named(i))),
            definite: matches!(left[0].lower.as_str(), "the" | "its" | "this" | "his"),
        };
        // The first that answers decides.
        let by_words: [fn(&Self, &Body<'_>) -> Option<Resolved>; 10] = [
            Self::family,
            Self::office_of_person,
            Self::body_in_place,
            Self::body_of_the_country,
            Self::body_of_directory,
            Self::embassy_again,
            Self::body_of_country,
            Self::body_with_name,
            Self::government,
            Self::body_as_name,
        ];
        if let Some(found) = by_words.iter().find_map(|rule| rule(self, &body)) {
            return Some(found);
        }
        // "the administration", "the administration of the president": that one or none.
        if body.head == "administration" && (left.len() <= 2 || left.iter().any(|i| i.is_word("president"))) {
            return self.administration().map(|found| self.called_by(whole, found));
        }
        let again = || body.definite.then(|| self.body_meant(&body)).flatten();
        again().or_else(|| self.office_of_pronoun(&body)).or_else(|| self.body_by_description(&body))
    }

    fn country_named(&self, item: &Item) -> Option<usize> {
        let entry = self.entity(self.entity_of(item)?).directory?;
        (self.directory.entries()[entry].kind == SpeakerKind::Country).then_some(entry)
    }

    /// A body of which the article has no more than these words.
    fn body_called(&self, name: String, body: &Body<'_>) -> Resolved {
        Resolved::one(self.unmentioned(name, body.phrase.whole, SpeakerKind::Institution))
    }

    /// "her family said": nobody in particular.
    fn family(&self, body: &Body<'_>) -> Option<Resolved> {
        (body.head == "family").then_some(Resolved::Anonymous)
    }

    /// "the office of Minister Anna Roe".
    fn office_of_person(&self, body: &Body<'_>) -> Option<Resolved> {
        let [of, .., person] = body.phrase.right else { return None };
        if body.head != "office" || !of.is_word("of") || !self.is_person(person) {
            return None;
        }
        let name = format!("{}'s office", self.entity(self.entity_of(person)?).name);
        Some(self.body_called(name, body))
    }

    /// "the prosecutor's office in Westport", "the Westland embassy in Eastport".
    fn body_in_place(&self, body: &Body<'_>) -> Option<Resolved> {
        let abroad = matches!(body.head, "embassy" | "consulate") && body.country.is_some();
        let end = body.phrase.whole.last().filter(|_| body.head == "office" || abroad)?.tokens.end;
        let place = (*self.reading.mentioned.get(end + 1)?)?;
        if self.reading.tokens[end].lower != "in" {
            return None;
        }
        let place = self.reading.text_of(&self.reading.mentions.list[place].tokens);
        Some(self.named_body(&format!("{} in {place}", body.name), &self.surface(body.phrase.whole)))
    }

    /// "the country's military", after a sentence about Westland.
    fn body_of_the_country(&self, body: &Body<'_>) -> Option<Resolved> {
        let rest = body.name.strip_prefix("country’s ").or(body.name.strip_prefix("country's "))?;
        let country = self.current_country().filter(|_| !matches!(body.head, "government" | "authorities"))?;
        let name = format!("{}'s {rest}", self.directory.entries()[country].name);
        Some(self.named_body(&name, &self.surface(body.phrase.whole)))
    }

    fn body_of_directory(&self, body: &Body<'_>) -> Option<Resolved> {
        let entry = self.directory.position(&body.name).filter(|_| body.phrase.whole.len() > 1)?;
        Some(Resolved::one(self.of_directory(entry, body.phrase.whole)))
    }

    /// "the Westland embassy said", which was named in full before.
    fn embassy_again(&self, body: &Body<'_>) -> Option<Resolved> {
        let left = body.phrase.left;
        let of = |name: &str| {
            let same = left[..left.len() - 1].iter().filter(|i| self.demonym(i).is_some());
            name.contains("embassy") && same.into_iter().all(|i| name.contains(&i.lower))
        };
        let mut spoken = self.spoken.iter().rev().flatten();
        let found = spoken.find(|s| body.head == "embassy" && of(&s.name.to_lowercase()))?;
        Some(self.called_by(body.phrase.whole, found.clone()))
    }

    /// "the Westland government" is the country, "the Westland navy" a body of its own.
    fn body_of_country(&self, body: &Body<'_>) -> Option<Resolved> {
        const STATE: &[&str] =
            &["government", "authorities", "administration", "side", "delegation", "cabinet", "team"];
        let country = body.country?;
        Some(match STATE.contains(&body.head) {
            true => Resolved::one(self.of_directory(country, body.phrase.whole)),
            false => self.body_called(body.name.clone(), body),
        })
    }

    /// "the Tealmart board"; but "the Westport-based group" is no body of Westport.
    fn body_with_name(&self, body: &Body<'_>) -> Option<Resolved> {
        let [.., before, _] = body.phrase.left else { return None };
        (before.is_name() && !before.lower.ends_with("-based")).then(|| self.body_called(body.name.clone(), body))
    }

    /// "the government": of the country that the text is about.
    fn government(&self, body: &Body<'_>) -> Option<Resolved> {
        if body.head != "government" || body.phrase.left.len() > 2 {
            return None;
        }
        let country = self.current_country().or_else(|| self.main_country())?;
        Some(Resolved::one(self.of_directory(country, body.phrase.whole)))
    }

    /// "Treasury said", as a name.
    fn body_as_name(&self, body: &Body<'_>) -> Option<Resolved> {
        let [word] = body.phrase.whole else { return None };
        let name = matches!(body.head, "treasury" | "customs" | "parliament") && self.is_capital(word);
        name.then(|| self.named_body(&body.name, &body.name))
    }

    /// "his office": that of the person.
    fn office_of_pronoun(&self, body: &Body<'_>) -> Option<Resolved> {
        let [owner, _] = body.phrase.left else { return None };
        if !matches!(owner.lower.as_str(), "his" | "her") {
            return None;
        }
        let Some(Resolved::Speakers(found)) = self.pronoun(owner) else { return None };
        Some(self.body_called(format!("{}'s {}", found[0].name, body.head), body))
    }

    /// "the harbor workers' union", of which the text has no name. "Supreme court says ...": a headline leaves the article
    /// out.
    fn body_by_description(&self, body: &Body<'_>) -> Option<Resolved> {
        const HEADS: &[&str] =
            &["court", "ministry", "parliament", "bank", "council", "commission", "committee", "police"];
        let Phrase { left, whole, .. } = body.phrase;
        // "The organization said", of which nothing is known.
        let unknown = body.is_bare() && whole.len() == 2 && left[0].is_word("the") && left[1].tokens.len() == 1;
        let headline = whole.len() == 2 && HEADS.contains(&body.head) && whole[0].tokens.start == self.sentence.start;
        let tells = whole.len() > 2 || whole.len() == 2 && (body.definite || headline);
        (tells && !unknown).then(|| self.body_called(body.name.clone(), body))
    }
}
