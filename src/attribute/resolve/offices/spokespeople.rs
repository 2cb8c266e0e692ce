//! Who speaks for a body or a person: "a spokesman for the ministry", "a Tealmart spokesperson", "her spokesman".

use super::Office;
use crate::attribute::directory::SpeakerKind;
use crate::attribute::resolve::context::{Context, Phrase, Resolved, Source};
use crate::attribute::text::Class;

impl Context<'_> {
    /// "her spokesman": by the person for whom he speaks.
    pub(super) fn spokesperson_of_pronoun(&self, office: &Office<'_>) -> Option<Resolved> {
        let Phrase { left, whole, .. } = office.phrase;
        let [owner, _] = left else { return None };
        if !office.head.starts_with("spokes") || !matches!(owner.lower.as_str(), "his" | "her") {
            return None;
        }
        let Some(Resolved::Speakers(found)) = self.pronoun(owner) else { return None };
        let name = format!("{}'s {}", found[0].name, office.head);
        Some(Resolved::one(self.unmentioned(name, whole, SpeakerKind::Person)))
    }

    /// "the senior Roe administration official".
    pub(super) fn official_of_administration(&self, office: &Office<'_>) -> Option<Resolved> {
        office.speaks_for_a_body().then(|| self.of_administration(office)).flatten()
    }

    /// "the administration's trade adviser".
    pub(super) fn of_administration(&self, office: &Office<'_>) -> Option<Resolved> {
        let named = office.phrase.left.iter().any(|i| i.is_word("administration"));
        let speaks = |source| self.called_by(office.phrase.whole, source);
        named.then(|| self.administration().map_or(Resolved::Anonymous, speaks))
    }

    /// "the administration", "a senior administration official": the one that the article names.
    pub(crate) fn administration(&self) -> Option<Source> {
        let mentioned = || self.reading.mentions.list.iter().map(|m| m.entity);
        if let Some(named) = mentioned().find(|&e| self.entity(e).name.ends_with("administration")) {
            return Some(self.source_of(named, ""));
        }
        // That of the president whom the article names, where the directory knows it.
        let president = mentioned().filter(|&e| self.entity(e).roles.contains("president"));
        president.filter_map(|e| self.entity(e).words.last()).find_map(|surname| {
            let known = &self.directory.entries()[self.directory.position(&format!("{surname} administration"))?];
            let (name, surface) = (known.name.clone(), String::new());
            Some(Source { name, surface, entity: None, kind: known.kind, female: None })
        })
    }

    /// "a Tealmart spokesperson", "a spokesman for the Harbor Board".
    pub(super) fn spokesperson_of_named_body(&self, office: &Office<'_>) -> Option<Resolved> {
        let body = office.named.filter(|_| office.speaks_for_a_body())?;
        let known = self.entity(body);
        let left = office.phrase.left;
        // One unknown word before the office is mostly a company.
        let before = left.len().checked_sub(2).and_then(|at| self.entity_of(&left[at])) == Some(body);
        let company = before
            && office.head != "official"
            && known.directory.is_none()
            && known.words.len() == 1
            && known.roles.is_empty();
        let speaks = known.kind == SpeakerKind::Institution || company;
        speaks.then(|| Resolved::one(self.source_of(body, &self.surface(office.phrase.whole))))
    }

    /// "a spokesman for Anna Roe".
    pub(super) fn spokesperson_of_person(&self, office: &Office<'_>) -> Option<Resolved> {
        let Phrase { right, whole, .. } = office.phrase;
        if !office.speaks_for_a_body() || office.head == "official" || !right.first()?.is_word("for") {
            return None;
        }
        let person = right.iter().filter_map(|i| self.entity_of(i)).next_back()?;
        let known = self.entity(person);
        let name = format!("{}'s {}", known.name, office.head);
        (known.kind == SpeakerKind::Person).then(|| Resolved::one(self.unmentioned(name, whole, SpeakerKind::Person)))
    }

    /// "a spokesman for the minister", "a representative of the ministry": by whom the words behind the office name.
    pub(super) fn spokesperson_of_phrase(&self, office: &Office<'_>) -> Option<Resolved> {
        let Phrase { right, whole, .. } = office.phrase;
        if !office.speaks_for_a_body() || !(office.indefinite || office.definite) {
            return None;
        }
        let first = right.first()?;
        let Some(Resolved::Speakers(found)) = self.single(right, 1..right.len()) else { return None };
        if let [person] = found.as_slice()
            && person.kind == SpeakerKind::Person
            && first.is_word("for")
            && office.head.starts_with("spokes")
        {
            let name = format!("{}'s {}", person.name, office.head);
            return Some(Resolved::one(self.unmentioned(name, whole, SpeakerKind::Person)));
        }
        (found[0].kind == SpeakerKind::Institution).then_some(Resolved::Speakers(found))
    }

    /// "a foreign ministry spokesman"; "a company spokesman", of the company that the text is about.
    pub(super) fn spokesperson_of_common_body(&self, office: &Office<'_>) -> Option<Resolved> {
        const RANKS: &[&str] = &["senior", "top", "prominent", "retired", "former", "high-ranking", "ranking"];
        let Phrase { left, whole, .. } = office.phrase;
        let at = left.iter().rposition(|i| i.class.is(Class::BODY)).filter(|_| office.speaks_for_a_body())?;
        let rank = left[..at].iter().rposition(|i| RANKS.contains(&i.lower.as_str()));
        let body = &left[rank.map_or(0, |rank| rank + 1)..=at];
        // "a senior military official": of nobody's military in particular.
        if body.len() == 1 && body[0].is_word("military") {
            return Some(Resolved::Anonymous);
        }
        let named = self.body(Phrase { left: body, right: &[], whole: body });
        match named.or_else(|| self.body_again(&left[at].lower, whole).map(Resolved::one)) {
            Some(Resolved::Speakers(found)) => Some(Resolved::Speakers(found)),
            _ => None,
        }
    }
}
