//! Offices of those whom the article has spoken of: "the minister", "the former president", "the Hungarian minister".

use super::{Office, REACH};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::resolve::context::{Context, Phrase, Resolved, Source};
use crate::attribute::text::{Class, Item, What};

/// Offices that who is known by another office seldom holds too.
const SINGLE: &[&str] = &["minister", "premier", "chancellor", "ambassador", "envoy", "governor", "mayor"];

impl Context<'_> {
    /// "Her Russian counterpart", "his colleague": who of that country spoke or was spoken of last, else the other one of two
    /// who met.
    pub(super) fn counterpart(&self, office: &Office<'_>) -> Option<Resolved> {
        let Phrase { left, right, whole } = office.phrase;
        let own = matches!(left[0].lower.as_str(), "his" | "her") && right.is_empty() && !office.ex;
        if !own || !matches!(office.head.as_str(), "counterpart" | "colleague") {
            return None;
        }
        let country = left.iter().find_map(|i| self.demonym(i).or_else(|| self.country_of_name(i)));
        let of_country = || self.recent(&|s| s.kind == SpeakerKind::Person && self.country_of(s) == country);
        let other_who_met = || {
            let Some(Resolved::Speakers(one)) = self.pronoun(&left[0]) else { return None };
            let one = one.first()?;
            self.pair.iter().find(|other| self.pair.len() == 2 && other.name != one.name).cloned()
        };
        let found = if country.is_some() { of_country() } else { other_who_met() };
        Some(found.map_or(Resolved::Anonymous, |found| self.called_by(whole, found)))
    }

    /// "The official", "the senior official", after "a senior administration official said": the body that this one spoke for,
    /// though a leader has spoken since. "The Westland official": of that country. "The White House official": of that body.
    pub(super) fn official_of_body(&self, office: &Office<'_>) -> Option<Resolved> {
        const WHICH: &[&str] = &["senior", "same", "first", "second", "unnamed", "anonymous", "top", "other"];
        const LEADERS: &[&str] = &["president", "premier", "prime", "chancellor", "king", "pope"];
        let Phrase { left, right, whole } = office.phrase;
        if office.head != "official" || !office.definite || !right.is_empty() {
            return None;
        }
        let (_, words) = left.split_last()?;
        let leads = |s: &Source| s.entity.is_some_and(|e| LEADERS.iter().any(|r| self.entity(e).roles.contains(*r)));
        // Somebody with a name who is no leader may be the official.
        let named = |s: &Source| s.kind == SpeakerKind::Person && !leads(s);
        let body = words.last().and_then(|i| self.entity_of(i));
        if let Some(body) = body.filter(|&e| self.entity(e).kind == SpeakerKind::Institution) {
            return (!self.lately(REACH).any(named)).then(|| Resolved::one(self.source_of(body, &self.surface(whole))));
        }
        let country = office.country;
        let which = |i: &Item| i.class.is(Class::DETERMINER) || WHICH.contains(&i.lower.as_str());
        let of_country =
            |i: &Item| country.is_some() && (self.demonym(i).is_some() || self.country_of_name(i).is_some());
        if !words.iter().all(|i| which(i) || of_country(i)) {
            return None;
        }
        let official = |s: &Source| {
            let of = self.country_of(s);
            s.kind != SpeakerKind::Person
                && s.surface.to_lowercase().ends_with("official")
                && (country.is_none() || of.is_none() || of == country)
        };
        for spoken in self.spoken.iter().rev().take(REACH) {
            match spoken.as_slice() {
                [one] if official(one) => return Some(self.called_by(whole, one.clone())),
                several if several.iter().any(named) => return None,
                _ => {}
            }
        }
        None
    }

    /// "The official": who spoke last, if an official may be called so, else nobody.
    pub(super) fn official_again(&self, office: &Office<'_>) -> Option<Resolved> {
        if office.head != "official" || !office.definite || !office.is_bare() {
            return None;
        }
        let holds_some = |s: &&Source| s.entity.is_some_and(|e| !self.entity(e).roles.is_empty());
        let last = self.last_alone().filter(|last| last.kind != SpeakerKind::Person || holds_some(last));
        Some(last.map_or(Resolved::Anonymous, |last| self.called_by(office.phrase.whole, last.clone())))
    }

    /// "the former president": who is called so, else mostly the one who spoke last.
    pub(super) fn former(&self, office: &Office<'_>) -> Option<Resolved> {
        let Phrase { left, whole, .. } = office.phrase;
        let former = office.ex || left.iter().any(|i| matches!(i.lower.as_str(), "former" | "ex" | "then"));
        if !former || !office.definite {
            return None;
        }
        let last = self.last_alone().filter(|last| last.kind == SpeakerKind::Person)?;
        let called = |s: &&Source| {
            let roles = s.entity.map(|e| &self.entity(e).roles);
            roles.is_some_and(|r| r.contains(&office.head) || r.contains("former") && Self::holds(r, &office.head))
        };
        Some(self.called_by(whole, self.lately(REACH).find(called).unwrap_or(last).clone()))
    }

    /// "the spokesman", after "A spokesman for the ministry said", is none of those who were named before.
    pub(super) fn spokesman_again(&self, office: &Office<'_>) -> Option<Resolved> {
        let Phrase { left, right, whole } = office.phrase;
        let plain = office.definite && left.len() == 2 && right.is_empty();
        let stranger = plain && (office.head.starts_with("spokes") || office.head == "senator");
        stranger.then(|| self.stranger_again(&office.head, whole)).flatten()
    }

    /// "the minister": the person of the article who holds the office.
    pub(super) fn holder_of(&self, office: &Office<'_>) -> Option<Resolved> {
        if office.indefinite {
            return None;
        }
        let Phrase { left, right, whole } = office.phrase;
        // "Roe's chief" is not Roe.
        let owns = |pair: &[Item], e: usize| pair[1].what == What::Possessive && self.entity_of(&pair[0]) == Some(e);
        let other = |found: &Source| found.entity.is_none_or(|e| !left.windows(2).any(|pair| owns(pair, e)));
        // "The mayor said she was wrong": of somebody else, where the mayor is a man.
        let told = self.sex_told(whole);
        let (head, qualifiers, country, definite) = (&office.head, &office.qualifiers, office.country, office.definite);
        let found = self.holder_of_sex(head, qualifiers, country, definite, told);
        let found = found.or_else(|| self.holder(head, qualifiers, country, definite).filter(|_| told.is_some()));
        let found = found.filter(other).filter(|found| !self.leads_another(found, right))?;
        Some(self.called_by(whole, found))
    }

    /// "the Hungarian minister", after "Hungary's Anna Roe said": who of that country spoke, of whom no office is known.
    pub(super) fn countryman(&self, office: &Office<'_>) -> Option<Resolved> {
        let official = office.head == "official";
        if !office.definite || office.speaks_for_a_body() && !official || office.country.is_none() {
            return None;
        }
        let found = self.lately(REACH).find(|s| {
            let known = s.entity.map(|e| self.entity(e));
            s.kind == SpeakerKind::Person
                && known.is_some_and(|of| of.country == office.country && (of.roles.is_empty() || official))
        })?;
        Some(self.called_by(office.phrase.whole, found.clone()))
    }

    /// "The Westland minister", of two who met, of whom the other is of another country.
    pub(super) fn other_of_two(&self, office: &Office<'_>) -> Option<Resolved> {
        let country = office.country.filter(|_| office.definite && !office.speaks_for_a_body())?;
        let [one, other] = self.pair.as_slice() else { return None };
        let found = match (self.country_of(one), self.country_of(other)) {
            (Some(known), None) if known != country => other,
            (None, Some(known)) if known != country => one,
            _ => return None,
        };
        Some(self.called_by(office.phrase.whole, found.clone()))
    }

    /// A role that nobody is known to hold: mostly the person who spoke last, by another description.
    pub(super) fn last_by_another_office(&self, office: &Office<'_>) -> Option<Resolved> {
        if !office.definite || office.speaks_for_a_body() {
            return None;
        }
        let last = self.last_alone().filter(|last| last.kind == SpeakerKind::Person)?;
        let may_be = match last.entity {
            Some(e) => self.entity(e).directory.is_none() && !self.is_another(office, e),
            None => !office.is_owned() && office.country.is_none() && !self.heads_another(office, last),
        };
        may_be.then(|| self.called_by(office.phrase.whole, last.clone()))
    }

    /// Whether a person is known by words that do not fit the office: "Westland's president", "Roe's lawyer", of whom the
    /// text says nothing of the kind, is somebody else.
    fn is_another(&self, office: &Office<'_>, person: usize) -> bool {
        let known = self.entity(person);
        let abroad = office.country.zip(known.country).is_some_and(|(c, of)| c != of);
        // "the ambassador of Westland", "the Westland ambassador", after a minister of whom no country is known.
        let elsewhere = office.country.is_some()
            && known.country.is_none()
            && (!known.roles.is_empty() || !office.phrase.right.is_empty());
        // "the ambassador", after a spokesperson.
        let other = SINGLE.contains(&office.head.as_str()) && !known.roles.is_empty();
        abroad || (office.is_owned() || elsewhere || other) && !Self::holds(&known.roles, &office.head)
    }

    /// "the head of Tealmart" is none who was named by another office, as `last` is.
    fn heads_another(&self, office: &Office<'_>, last: &Source) -> bool {
        let mut named = office.phrase.right.iter().filter_map(|i| self.entity_of(i));
        let body = named.find(|&e| self.entity(e).country.is_none());
        body.is_some_and(|e| !last.name.contains(&self.entity(e).name))
    }

    /// "the spokesman", after "a spokesman for Anna Roe".
    pub(super) fn unnamed_again(&self, office: &Office<'_>) -> Option<Resolved> {
        let last = self.last_alone().filter(|_| office.definite && office.is_bare())?;
        let same = last.entity.is_none() && last.name.ends_with(office.head.as_str());
        same.then(|| self.called_by(office.phrase.whole, last.clone()))
    }

    /// "The head of the harbor board", whom the text names after this sentence.
    pub(super) fn introduced_next(&self, office: &Office<'_>) -> Option<Resolved> {
        let found = self.introduced_ahead(&office.head, &office.qualifiers, office.country);
        Some(self.called_by(office.phrase.whole, found.filter(|_| !office.indefinite)?))
    }
}
