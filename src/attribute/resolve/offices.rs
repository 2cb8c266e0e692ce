//! Role nouns: "the minister", "Ukrainian president", "a spokesman for the ministry".
//!
//! An office is resolved to the person of the article who holds it; where nobody is named, the office itself names the
//! speaker, unless it is one of many ("an official"), which leaves the speaker unnamed.

use super::sources::{Context, Resolved, Source};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::mentions::Mention;
use crate::attribute::phrases::strip_determiner;
use crate::attribute::text::{Class, Item, What, class_of};
use std::ops::Range;

/// Roles that many have: without a name or a body they are nobody.
const ANONYMOUS: &[&str] = &[
    "official",
    "analyst",
    "expert",
    "economist",
    "professor",
    "source",
    "trader",
    "soldier",
    "farmer",
    "diplomat",
    "man",
    "woman",
    "banker",
    "resident",
    "veteran",
    "student",
    "executive",
    "researcher",
    "scholar",
    "journalist",
    "reporter",
    "lawmaker",
    "officer",
    "partner",
    "strategist",
    "investor",
    "lobbyist",
    "contributor",
    "staffer",
    "colleague",
];

/// Offices that who is known by another office seldom holds too.
const OFFICES: &[&str] = &["minister", "premier", "chancellor", "ambassador", "envoy", "governor", "mayor"];

/// Statements back to which "the former minister" and "the Hungarian minister" point.
const REACH: usize = 4;

/// Whether a lone word with a capital, in small letters here, is an office or text of nobody in particular: "Oil to rise:
/// Analyst".
pub(crate) fn is_anyone(word: &str) -> bool {
    ANONYMOUS.contains(&word) || matches!(word, "adviser" | "advisor" | "aide" | "survey" | "report" | "poll" | "study")
}

impl Context<'_> {
    /// "the minister", "Ukrainian president", "a spokesman for the ministry", "Kyiv's mayor".
    pub(crate) fn role(&self, left: &[Item], right: &[Item], slice: &[Item]) -> Option<Resolved> {
        // "the ex-minister".
        let word = left.last()?.lower.as_str();
        let was = word.starts_with("ex-");
        let mut head = word.strip_prefix("ex-").unwrap_or(word).to_owned();
        if head == "pontiff" {
            head = "pope".to_owned();
        }
        // "the head of state": mostly the president.
        if head == "head" && right.len() == 2 && right[0].is_word("of") && right[1].is_word("state") {
            head = "president".to_owned();
        }
        // "Roe's chief of staff" leads nothing.
        if head == "chief" && right.len() > 1 && right[0].is_word("of") && right[1].is_word("staff") {
            head = "chief-of-staff".to_owned();
        }
        // "her spokesman": by the person for whom he speaks.
        if head.starts_with("spokes")
            && left.len() == 2
            && matches!(left[0].lower.as_str(), "his" | "her")
            && let Some(Resolved::Speakers(found)) = self.pronoun(&left[0])
        {
            return Some(Resolved::Speakers(vec![self.unmentioned(
                format!("{}'s {head}", found[0].name),
                slice,
                SpeakerKind::Person,
            )]));
        }
        // "her Russian counterpart", "his colleague".
        if matches!(word, "counterpart" | "colleague")
            && matches!(left[0].lower.as_str(), "his" | "her")
            && right.is_empty()
        {
            return Some(self.counterpart(left, slice).map_or(Resolved::Anonymous, |s| Resolved::Speakers(vec![s])));
        }
        // "the United Nations' nuclear watchdog": a body by what the directory calls it.
        // "economist says" is no outlet of that name.
        let own = strip_determiner(slice);
        if let Some(entry) = self.directory.position(&self.surface(own))
            && (own.len() > 1 || own.first().is_some_and(|i| self.is_capital(i)))
            && self.directory.entries()[entry].kind == SpeakerKind::Institution
        {
            return self.country(entry, slice).map(|s| Resolved::Speakers(vec![s]));
        }
        let body = left.iter().chain(right).filter(|i| i.is_name()).filter_map(|i| self.entity_of(i)).next_back();
        let country = left.iter().chain(right).find_map(|i| self.demonym(i).or_else(|| self.country_of_name(i)));
        let definite = left
            .first()
            .is_some_and(|i| matches!(i.lower.as_str(), "the" | "his" | "her" | "their" | "its" | "this" | "that"))
            || left.iter().any(|i| i.what == What::Possessive);
        let indefinite =
            left.first().is_some_and(|i| matches!(i.lower.as_str(), "a" | "an" | "one" | "another" | "some"));
        let anonymous = ANONYMOUS.contains(&head.as_str());
        let qualifiers: Vec<&str> = left[..left.len() - 1]
            .iter()
            .filter(|i| i.what == What::Word && !i.class.is(Class::DETERMINER) && self.demonym(i).is_none())
            .map(|i| i.lower.as_str())
            .collect();
        if head == "official"
            && definite
            && let Some(found) = self.official(left, right, country)
        {
            return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..found }]));
        }
        if head == "official" && definite && left.len() <= 2 {
            return match self.spoken.last().map(Vec::as_slice) {
                Some([last]) if last.kind != SpeakerKind::Person => {
                    Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..last.clone() }]))
                }
                Some([last]) if last.entity.is_some_and(|e| !self.reading.mentions.entities[e].roles.is_empty()) => {
                    Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..last.clone() }]))
                }
                _ => Some(Resolved::Anonymous),
            };
        }
        // "the executive", "the former official", after "an executive said": nobody who is named.
        let many = anonymous || matches!(head.as_str(), "aide" | "staffer");
        if many
            && (definite && country.is_none() && body.is_none() && right.is_empty() && self.is_stranger(&head)
                || self.is_unnamed(left) && !spokes_for(&head))
        {
            return Some(Resolved::Anonymous);
        }
        // "one GOP lawmaker": a party's nickname is an adjective there, as "Republican" is.
        if self.is_party_adjective(left) && indefinite && !spokes_for(&head) {
            return Some(Resolved::Anonymous);
        }
        // "the former president": who is called so, else mostly the one who spoke last.
        if (was || left.iter().any(|i| matches!(i.lower.as_str(), "former" | "ex" | "then")))
            && definite
            && let Some([last]) = self.spoken.last().map(Vec::as_slice)
            && last.kind == SpeakerKind::Person
        {
            let called = |s: &&Source| {
                let roles = s.entity.map(|e| &self.reading.mentions.entities[e].roles);
                roles
                    .is_some_and(|roles| roles.contains(&head) || roles.contains("former") && Self::holds(roles, &head))
            };
            let found = self.spoken.iter().rev().take(REACH).flatten().find(called).unwrap_or(last);
            return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..found.clone() }]));
        }
        let of_administration = || {
            let named = left.iter().any(|i| i.is_word("administration"));
            let speaks = |s: Source| Resolved::Speakers(vec![Source { surface: self.surface(slice), ..s }]);
            named.then(|| self.administration().map_or(Resolved::Anonymous, speaks))
        };
        // "the senior Roe administration official".
        if let Some(found) = spokes_for(&head).then(of_administration).flatten() {
            return Some(found);
        }
        // "Roe's chief" is not Roe.
        let owners: Vec<usize> = left
            .windows(2)
            .filter(|pair| pair[1].what == What::Possessive)
            .filter_map(|pair| self.entity_of(&pair[0]))
            .collect();
        let other = |found: &Source| found.entity.is_none_or(|e| !owners.contains(&e));
        // "The mayor said she was wrong": of somebody else, where the mayor is a man.
        let holder = || {
            let told = self.sex_told(slice);
            let found = self.holder_of_sex(&head, &qualifiers, country, definite, told);
            found.or_else(|| self.holder(&head, &qualifiers, country, definite).filter(|_| told.is_some()))
        };
        // "the spokesman", after "A spokesman for the ministry said", is none of those who were named before.
        if definite
            && left.len() == 2
            && right.is_empty()
            && (head.starts_with("spokes") || head == "senator")
            && let Some(found) = self.stranger_again(&head, slice)
        {
            return Some(found);
        }
        if !indefinite
            && let Some(found) = holder().filter(other)
            && !self.leads_another(&found, right)
        {
            return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..found }]));
        }
        let spokes = spokes_for(&head);
        // "the Hungarian minister", after "Hungary's Anna Roe said": who of that country spoke, of whom no office is known.
        if definite
            && (!spokes || head == "official")
            && country.is_some()
            && let Some(found) = self.spoken.iter().rev().take(REACH).flatten().find(|s| {
                let known = s.entity.map(|e| &self.reading.mentions.entities[e]);
                s.kind == SpeakerKind::Person
                    && known.is_some_and(|of| of.country == country && (of.roles.is_empty() || head == "official"))
            })
        {
            return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..found.clone() }]));
        }
        // "The Westland minister", of two who met, of whom the other is of another country.
        if let Some(found) = country.filter(|_| definite && !spokes).and_then(|country| self.other_of_pair(country)) {
            return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..found }]));
        }
        // "Its supply minister said": of the country that the sentence before is about.
        if let Some(found) = self.of_its_country(left, right, slice).filter(|_| !spokes) {
            return Some(Resolved::Speakers(vec![found]));
        }
        // A role that nobody is known to hold: mostly the person who spoke last, by another description.
        // "Westland's president", "Roe's lawyer": of whom the text says nothing of the kind is somebody else.
        let owned = left.iter().any(|i| i.what == What::Possessive);
        let another = |e: usize| {
            let known = &self.reading.mentions.entities[e];
            let abroad = country.zip(known.country).is_some_and(|(c, of)| c != of);
            // "the ambassador of Westland", "the Westland ambassador", after a minister of whom no country is known.
            let elsewhere =
                country.is_some() && known.country.is_none() && (!known.roles.is_empty() || !right.is_empty());
            // "the ambassador", after a spokesperson.
            let other = OFFICES.contains(&head.as_str()) && !known.roles.is_empty();
            abroad || (owned || elsewhere || other) && !Self::holds(&known.roles, &head)
        };
        // "the head of Tealmart" is none who was named by another office.
        let elsewhere = |last: &Source| {
            let unknown = |e: usize| self.reading.mentions.entities[e].country.is_none();
            let named = right.iter().filter(|i| i.is_name()).filter_map(|i| self.entity_of(i)).find(|&e| unknown(e));
            named.is_some_and(|e| last.entity.is_none() && !last.name.contains(&self.reading.mentions.entities[e].name))
        };
        if definite
            && !spokes
            && let Some([last]) = self.spoken.last().map(Vec::as_slice)
            && !elsewhere(last)
            && last.kind == SpeakerKind::Person
            && last.entity.map_or(!owned && country.is_none(), |e| {
                self.reading.mentions.entities[e].directory.is_none() && !another(e)
            })
        {
            return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..last.clone() }]));
        }
        if let Some(body) = body.filter(|_| spokes) {
            let known = &self.reading.mentions.entities[body];
            // "a Tealmart spokesperson": one unknown word before the office is mostly a company.
            let before = left.len().checked_sub(2).and_then(|at| self.entity_of(&left[at])) == Some(body);
            let company = before
                && head != "official"
                && known.directory.is_none()
                && known.words.len() == 1
                && known.roles.is_empty();
            if known.kind == SpeakerKind::Institution || company {
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
            return Some(Resolved::Speakers(vec![self.unmentioned(name, slice, SpeakerKind::Person)]));
        }
        if spokes
            && indefinite | definite
            && let Some(Resolved::Speakers(found)) =
                (!right.is_empty()).then(|| self.single(right, 1..right.len())).flatten()
        {
            // "a spokesman for the minister".
            if let [person] = found.as_slice()
                && person.kind == SpeakerKind::Person
                && right.first().is_some_and(|i| i.is_word("for"))
                && head.starts_with("spokes")
            {
                let name = format!("{}'s {head}", person.name);
                return Some(Resolved::Speakers(vec![self.unmentioned(name, slice, SpeakerKind::Person)]));
            }
            if found[0].kind == SpeakerKind::Institution {
                return Some(Resolved::Speakers(found));
            }
        }
        if let Some(found) = of_administration() {
            return Some(found);
        }
        if spokes && let Some(at) = left.iter().rposition(|i| i.class.is(Class::BODY)) {
            // "a senior military official": of nobody's military in particular.
            const RANKS: &[&str] = &["senior", "top", "prominent", "retired", "former", "high-ranking", "ranking"];
            let from = left[..at].iter().rposition(|i| RANKS.contains(&i.lower.as_str())).map_or(0, |rank| rank + 1);
            if from == at && left[at].is_word("military") {
                return Some(Resolved::Anonymous);
            }
            let left = &left[from..];
            let at = at - from;
            // "a company spokesman", of the company that the text is about.
            let again = || self.body_again(&left[at].lower, slice).map(|s| Resolved::Speakers(vec![s]));
            if let Some(Resolved::Speakers(found)) = self.body(&left[..=at], &[], &left[..=at]).or_else(again) {
                return Some(Resolved::Speakers(found));
            }
        }
        if !indefinite && let Some(ahead) = self.introduced_ahead(&head, &qualifiers, country) {
            return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..ahead }]));
        }
        if anonymous && (indefinite || country.is_none() && body.is_none()) {
            return Some(Resolved::Anonymous);
        }
        if indefinite && !(spokes && head != "aide" && (body.is_some() || country.is_some())) {
            return Some(Resolved::Anonymous);
        }
        // Never named: the role itself is the name.
        let name = self.name_of_belonging(slice);
        if country.is_some() || body.is_some() || definite && slice.len() > 2 || (!definite && slice.len() > 1) {
            return Some(Resolved::Speakers(vec![self.unmentioned(name, slice, SpeakerKind::Person)]));
        }
        if self.spoken.is_empty() && slice.len() == 1 && !anonymous {
            return Some(Resolved::Speakers(vec![self.unmentioned(name, slice, SpeakerKind::Person)]));
        }
        Some(Resolved::Anonymous)
    }

    /// "The official", "the senior official", after "a senior administration official said": the body that this one spoke for,
    /// though a leader has spoken since. "The Westland official": of that country. "The White House official": of that body.
    fn official(&self, left: &[Item], right: &[Item], country: Option<usize>) -> Option<Source> {
        const WHICH: &[&str] = &["senior", "same", "first", "second", "unnamed", "anonymous", "top", "other"];
        const LEADERS: &[&str] = &["president", "premier", "prime", "chancellor", "king", "pope"];
        let entities = &self.reading.mentions.entities;
        let (_, words) = left.split_last().filter(|_| right.is_empty())?;
        let leads = |s: &Source| s.entity.is_some_and(|e| LEADERS.iter().any(|r| entities[e].roles.contains(*r)));
        // Somebody with a name who is no leader may be the official.
        let named = |s: &Source| s.kind == SpeakerKind::Person && !leads(s);
        let body = words.last().and_then(|i| self.entity_of(i));
        if let Some(body) = body.filter(|&e| entities[e].kind == SpeakerKind::Institution) {
            let spoken = self.spoken.iter().rev().take(REACH).flatten();
            return (!spoken.into_iter().any(named)).then(|| self.source_of(body, ""));
        }
        let which = |i: &Item| i.class.is(Class::DETERMINER) || WHICH.contains(&i.lower.as_str());
        let of_country =
            |i: &Item| country.is_some() && (self.demonym(i).is_some() || self.country_of_name(i).is_some());
        if !words.iter().all(|i| which(i) || of_country(i)) {
            return None;
        }
        let official = |s: &Source| {
            let of = s.entity.and_then(|e| entities[e].country);
            s.kind != SpeakerKind::Person
                && s.surface.to_lowercase().ends_with("official")
                && (country.is_none() || of.is_none() || of == country)
        };
        for spoken in self.spoken.iter().rev().take(REACH) {
            match spoken.as_slice() {
                [one] if official(one) => return Some(one.clone()),
                several if several.iter().any(named) => return None,
                _ => {}
            }
        }
        None
    }

    /// "Her Russian counterpart", "his colleague": who of that country spoke or was spoken of last, else the other one of two
    /// who met.
    fn counterpart(&self, left: &[Item], slice: &[Item]) -> Option<Source> {
        let country = left.iter().find_map(|i| self.demonym(i).or_else(|| self.country_of_name(i)));
        let of = |s: &Source| s.entity.and_then(|e| self.reading.mentions.entities[e].country);
        let found = match (country, self.pronoun(&left[0])) {
            (Some(_), _) => self.recent(&|s| s.kind == SpeakerKind::Person && of(s) == country),
            (None, Some(Resolved::Speakers(one))) => {
                let one = one.first()?;
                self.pair.iter().find(|other| self.pair.len() == 2 && other.name != one.name).cloned()
            }
            _ => None,
        };
        Some(Source { surface: self.surface(slice), ..found? })
    }

    /// Of two who met the one of whom no country is known, where the other is of another country than `country`.
    fn other_of_pair(&self, country: usize) -> Option<Source> {
        let [one, other] = self.pair.as_slice() else { return None };
        let of = |s: &Source| s.entity.and_then(|e| self.reading.mentions.entities[e].country);
        match (of(one), of(other)) {
            (Some(known), None) if known != country => Some(other.clone()),
            (None, Some(known)) if known != country => Some(one.clone()),
            _ => None,
        }
    }

    /// "Its supply minister", at the head of a sentence: the office of the country that the last one is about.
    fn of_its_country(&self, left: &[Item], right: &[Item], slice: &[Item]) -> Option<Source> {
        let [its, office @ ..] = left else { return None };
        let opens = its.tokens.start <= self.sentence.start + 1;
        if !its.is_word("its") || !opens || office.is_empty() || !right.is_empty() {
            return None;
        }
        let entity = &self.reading.mentions.entities[*self.focus.last()?];
        (entity.kind == SpeakerKind::Country).then(|| {
            self.unmentioned(format!("{}'s {}", entity.name, self.surface(office)), slice, SpeakerKind::Person)
        })
    }

    /// The name of an office: "its finance chief" is that of the body or country which the sentence names first.
    fn name_of_belonging(&self, slice: &[Item]) -> String {
        let owner = slice.first().filter(|first| first.is_word("its")).and_then(|its| {
            let here = self.sentence.start..its.tokens.start;
            let known = |m: &&Mention| self.reading.mentions.entities[m.entity].kind != SpeakerKind::Person;
            self.reading.mentions.list.iter().filter(|m| here.contains(&m.tokens.start)).find(known)
        });
        match owner {
            Some(owner) => {
                let owner = &self.reading.mentions.entities[owner.entity].name;
                format!("{owner}'s {}", self.surface(&slice[1..]))
            }
            None => self.name_of_owned(strip_determiner(slice)),
        }
    }

    /// "the foreign ministers of Westland, Eastland and Southland": who holds the office in each, else the office.
    pub(super) fn offices_of_several(&self, items: &[Item], parts: &[Range<usize>]) -> Option<Vec<Source>> {
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
        let surface = self.surface(&items[first.start..others.last()?.end]);
        let held = |at: usize| {
            let country = self.country_of_name(&items[at])?;
            let named = self.holder(one, &titles, Some(country), true);
            let office = || {
                let words: Vec<&str> = titles.iter().copied().chain([one]).collect();
                let name = format!("{}'s {}", self.directory.entries()[country].name, words.join(" "));
                Source { name, surface: String::new(), entity: None, kind: SpeakerKind::Person, female: None }
            };
            Some(Source { surface: surface.clone(), ..named.unwrap_or_else(office) })
        };
        places.map(held).collect()
    }

    /// Somebody of whom the article has no name, called by the words that stand there.
    pub(super) fn unmentioned(&self, name: String, slice: &[Item], kind: SpeakerKind) -> Source {
        Source { name, surface: self.surface(slice), entity: None, kind, female: None }
    }

    /// "the administration", "a senior administration official": the one that the article names.
    pub(crate) fn administration(&self) -> Option<Source> {
        let entities = &self.reading.mentions.entities;
        let mentioned = || self.reading.mentions.list.iter().map(|m| m.entity);
        if let Some(named) = mentioned().find(|&e| entities[e].name.ends_with("administration")) {
            return Some(self.source_of(named, ""));
        }
        // That of the president whom the article names, where the directory knows it.
        let president = mentioned().filter(|&e| entities[e].roles.contains("president"));
        president.filter_map(|e| entities[e].words.last()).find_map(|surname| {
            let known = &self.directory.entries()[self.directory.position(&format!("{surname} administration"))?];
            Some(Source {
                name: known.name.clone(),
                surface: String::new(),
                entity: None,
                kind: known.kind,
                female: None,
            })
        })
    }

    pub(crate) fn country_of_name(&self, item: &Item) -> Option<usize> {
        let known = &self.reading.mentions.entities[self.entity_of(item)?];
        known.country.or(known.directory).filter(|_| known.kind != SpeakerKind::Person)
    }
}

/// Whether who holds the office speaks for a body.
fn spokes_for(head: &str) -> bool {
    matches!(head, "spokesman" | "spokeswoman" | "spokesperson" | "representative" | "official" | "aide")
}
