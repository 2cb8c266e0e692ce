//! Bodies, documents and groups: "the ministry", "the statement", "BRICS leaders", "the two sides".

use super::sources::{Context, Resolved, Source};
use crate::attribute::directory::{Entry, SpeakerKind};
use crate::attribute::mentions::Mention;
use crate::attribute::phrases::strip_determiner;
use crate::attribute::text::{Class, Item, Kind, What, class_of};

/// The first letters of a word, which its spellings share: "defense", "defence".
fn stem(word: &str) -> &str {
    word.char_indices().nth(5).map_or(word, |(at, _)| &word[..at])
}

/// Statements back to which "the company" and "the group" point.
const REACH: usize = 4;

/// What companies are called.
const COMPANIES: &[&str] = &[
    "bank",
    "firm",
    "automaker",
    "carmaker",
    "airline",
    "chipmaker",
    "retailer",
    "lender",
    "insurer",
    "startup",
    "manufacturer",
    "company",
    "carrier",
    "operator",
    "utility",
    "miner",
    "brewer",
];

/// What bodies of members are called.
const CLUBS: &[&str] = &["union", "club", "federation", "association", "charity", "foundation", "party", "group"];

/// What else bodies are called whose name tells nothing of it.
const KINDS: &[&str] = &[
    "union",
    "club",
    "federation",
    "association",
    "charity",
    "foundation",
    "party",
    "group",
    "organization",
    "organisation",
    "nonprofit",
    "movement",
    "alliance",
    "cartel",
    "lobby",
    "network",
    "coalition",
    "confederation",
    "league",
    "society",
    "tank",
];

impl Context<'_> {
    /// "the ministry", "China's commerce ministry", "the British government".
    pub(crate) fn body(&self, left: &[Item], right: &[Item], slice: &[Item]) -> Option<Resolved> {
        let head = left.last()?.lower.as_str();
        let country = left.iter().chain(right).find_map(|i| {
            self.demonym(i).or_else(|| {
                self.entity_of(i)
                    .and_then(|e| self.reading.mentions.entities[e].directory)
                    .filter(|&d| self.directory.entries()[d].kind == SpeakerKind::Country)
            })
        });
        // "her family said": nobody in particular.
        if head == "family" {
            return Some(Resolved::Anonymous);
        }
        let name = self.name_of_owned(strip_determiner(slice));
        // "the office of Minister Anna Roe".
        if head == "office"
            && right.first().is_some_and(|i| i.is_word("of"))
            && let Some(person) = right.last().and_then(|i| self.entity_of(i))
            && self.reading.mentions.entities[person].kind == SpeakerKind::Person
        {
            let name = format!("{}'s office", self.reading.mentions.entities[person].name);
            return Some(Resolved::Speakers(vec![self.unmentioned(name, slice, SpeakerKind::Institution)]));
        }
        // "the prosecutor's office in Westport", "the Westland embassy in Eastport".
        let abroad = matches!(head, "embassy" | "consulate") && country.is_some();
        if (head == "office" || abroad)
            && let Some(end) = slice.last().map(|i| i.tokens.end)
            && self.reading.tokens.get(end).is_some_and(|t| t.lower == "in")
            && let Some(place) = self.reading.mentioned.get(end + 1).copied().flatten()
        {
            let place = self.reading.text_of(&self.reading.mentions.list[place].tokens);
            return Some(self.named_body(&format!("{name} in {place}"), &self.surface(slice)));
        }
        // "the country's military", after a sentence about Westland.
        if let Some(rest) = name.strip_prefix("country’s ").or(name.strip_prefix("country's "))
            && !matches!(head, "government" | "authorities")
            && let Some(country) = self.current_country()
        {
            let name = format!("{}'s {rest}", self.directory.entries()[country].name);
            return Some(self.named_body(&name, &self.surface(slice)));
        }
        if let Some(entry) = self.directory.position(&name).filter(|_| slice.len() > 1) {
            return self.country(entry, slice).map(|s| Resolved::Speakers(vec![s]));
        }
        // "the Westland embassy said", which was named in full before.
        if head == "embassy" {
            let of = |s: &&Source| {
                let name = s.name.to_lowercase();
                let same = left[..left.len() - 1].iter().filter(|i| self.demonym(i).is_some());
                name.contains("embassy") && same.into_iter().all(|i| name.contains(&i.lower))
            };
            if let Some(spoken) = self.spoken.iter().rev().flatten().find(of) {
                return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..spoken.clone() }]));
            }
        }
        if let Some(country) = country {
            if matches!(
                head,
                "government" | "authorities" | "administration" | "side" | "delegation" | "cabinet" | "team"
            ) {
                return self.country(country, slice).map(|s| Resolved::Speakers(vec![s]));
            }
            return Some(Resolved::Speakers(vec![self.unmentioned(name, slice, SpeakerKind::Institution)]));
        }
        let based = |i: &Item| i.lower.ends_with("-based");
        if left.len().checked_sub(2).is_some_and(|i| left[i].is_name() && !based(&left[i])) {
            return Some(Resolved::Speakers(vec![self.unmentioned(name, slice, SpeakerKind::Institution)]));
        }
        let definite = left.first().is_some_and(|i| matches!(i.lower.as_str(), "the" | "its" | "this" | "his"));
        if head == "government"
            && left.len() <= 2
            && let Some(country) = self.current_country().or_else(|| self.main_country())
        {
            return self.country(country, slice).map(|s| Resolved::Speakers(vec![s]));
        }
        // "Treasury said", as a name.
        if matches!(head, "treasury" | "customs" | "parliament") && slice.len() == 1 && self.is_capital(&slice[0]) {
            return Some(self.named_body(&name, &name));
        }
        if head == "administration" && (left.len() <= 2 || left.iter().any(|i| i.is_word("president"))) {
            return self
                .administration()
                .map(|s| Resolved::Speakers(vec![Source { surface: self.surface(slice), ..s }]));
        }
        // The body of this kind that spoke or was mentioned last.
        const BLOCS: &[&str] = &[
            "European Union",
            "BRICS",
            "G7",
            "G20",
            "ASEAN",
            "NATO",
            "Shanghai Cooperation Organization",
            "African Union",
        ];
        const PRESS: &[&str] = &["outlet", "newspaper", "daily", "magazine", "portal", "broadcaster"];
        // "the finance ministry" is not the one of commerce.
        let other_office = |name: &str| {
            let kind = |i: &&Item| i.what == What::Word && i.class.is(Class::TITLE);
            head == "ministry" && left[..left.len() - 1].iter().filter(kind).any(|i| !name.contains(stem(&i.lower)))
        };
        let fits = |s: &Source| {
            let name = s.name.to_lowercase();
            if other_office(&name) {
                return false;
            }
            let known = self.directory.find(&s.name);
            let outlet = known.is_some_and(Entry::is_outlet);
            let other = name.contains(head)
                || head == "ministry" && (name.contains("office") || name.contains("department"))
                || head == "agency"
                || matches!(head, "bloc" | "grouping") && BLOCS.contains(&s.name.as_str())
                || head == "force" && name.contains("police")
                || COMPANIES.contains(&head) && !outlet && !name.contains("ministry")
                || PRESS.contains(&head) && (outlet || known.is_none());
            s.kind == SpeakerKind::Institution && other
        };
        if definite {
            // "the central bank": one that the text calls so.
            let called = self.surface(&left[1..]).to_lowercase();
            let is_called = |m: &&Mention| {
                let kind = self.reading.mentions.entities[m.entity].kind;
                m.tokens.end <= self.sentence.end
                    && kind == SpeakerKind::Institution
                    && self.reading.text_of(&m.tokens).to_lowercase().contains(&called)
            };
            if left.len() > 2 && left[1..].iter().all(|i| i.what == What::Word) {
                let spoken = self.spoken.iter().rev().flatten();
                let spoken = spoken.clone().find(|s| {
                    s.kind == SpeakerKind::Institution
                        && (s.surface.to_lowercase().contains(&called) || s.name.to_lowercase().contains(&called))
                });
                let mentioned = || self.reading.mentions.list.iter().rev().find(is_called);
                let found = spoken.cloned().or_else(|| mentioned().map(|m| self.source_of(m.entity, "")));
                if let Some(found) = found {
                    return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..found }]));
                }
            }
            // "Lufthansa will rebook its passengers, the airline said."
            if let Some(subject) = self.body_of_sentence(head, slice).filter(|_| left.len() == 2) {
                return Some(Resolved::Speakers(vec![subject]));
            }
            let spoken = self.spoken.iter().rev().flatten().find(|s| fits(s)).cloned();
            let found = spoken.or_else(|| {
                let before = self.reading.mentions.list.iter().rev().filter(|m| m.tokens.end <= self.sentence.end);
                before.map(|m| self.source_of(m.entity, "")).find(|s| fits(s))
            });
            if let Some(found) = found {
                return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..found }]));
            }
            // "The Westport-based group", "the rights group": the body that spoke last, whatever it is called.
            const GROUPS: &[&str] = &["group", "organization", "organisation", "watchdog", "charity", "nonprofit"];
            let last = self.spoken.last().map(Vec::as_slice);
            // "Tealmart said ... The company said": one unknown word that spoke last.
            let unknown = |s: &Source| {
                s.entity.is_some_and(|e| {
                    let known = &self.reading.mentions.entities[e];
                    known.directory.is_none()
                        && known.words.len() == 1
                        && known.roles.is_empty()
                        && known.female.is_none()
                })
            };
            // "the union", after "Unite said": a body whose name says nothing else.
            let mute = |s: &Source| {
                let own = s.entity.is_some_and(|e| self.reading.mentions.entities[e].directory.is_none());
                own && !s.name.split(' ').any(|w| class_of(&w.to_lowercase()).is(Class::BODY))
            };
            let plain = CLUBS.contains(&head) && left.len() == 2;
            if let Some([last]) = last.filter(|_| GROUPS.contains(&head) && left.len() > 2 || plain)
                && (last.kind == SpeakerKind::Institution && (left.len() > 2 || mute(last)) || plain && unknown(last))
            {
                return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..last.clone() }]));
            }
            if let Some([last]) = last.filter(|_| COMPANIES.contains(&head) && left.len() == 2)
                && unknown(last)
            {
                return Some(Resolved::Speakers(vec![Source { surface: self.surface(slice), ..last.clone() }]));
            }
            if let Some(again) = self.body_again(head, slice).filter(|_| left.len() == 2) {
                return Some(Resolved::Speakers(vec![again]));
            }
            // "The retailer said": the company that the article is about, else one that is not named.
            if COMPANIES.contains(&head) && left.len() == 2 {
                return Some(self.topic(slice).unwrap_or(Resolved::Anonymous));
            }
            // "The group discussed": those who are said to have met, or nobody who is known.
            if head == "group" && left.len() == 2 {
                let met = || Resolved::Speakers(self.pair.clone());
                return Some(if self.pair.len() > 2 { met() } else { Resolved::Anonymous });
            }
            if head == "ministry"
                && let Some(country) = self.country_of_ministries()
            {
                let name = format!("{}'s {}", self.directory.entries()[country].name, name);
                return Some(self.named_body(&name, &self.surface(slice)));
            }
        }
        // "his office": that of the person.
        if left.len() == 2
            && matches!(left[0].lower.as_str(), "his" | "her")
            && let Some(Resolved::Speakers(found)) = self.pronoun(&left[0])
        {
            return Some(Resolved::Speakers(vec![self.unmentioned(
                format!("{}'s {head}", found[0].name),
                slice,
                SpeakerKind::Institution,
            )]));
        }
        // "The organization said", of which nothing is known.
        if left.len() == 2 && slice.len() == 2 && left[0].is_word("the") && left[1].tokens.len() == 1 {
            return None;
        }
        // "Supreme court says ...": a headline leaves the article out.
        const HEADS: &[&str] =
            &["court", "ministry", "parliament", "bank", "council", "commission", "committee", "police"];
        let bare = slice.len() == 2 && HEADS.contains(&head) && slice[0].tokens.start == self.sentence.start;
        if slice.len() > 1 && (definite || slice.len() > 2 || bare) {
            return Some(Resolved::Speakers(vec![self.unmentioned(name, slice, SpeakerKind::Institution)]));
        }
        None
    }

    /// "the airline", "the group", where `head` is "airline": the body that the sentence names first, in front of it.
    fn body_of_sentence(&self, head: &str, slice: &[Item]) -> Option<Source> {
        let before = self.sentence.start..slice.first()?.tokens.start;
        let first = self.reading.mentions.list.iter().find(|m| before.contains(&m.tokens.start))?;
        let aside = first.tokens.start > before.start
            && self.reading.tokens[first.tokens.start - 1].class.is(Class::PREPOSITION);
        let owner = self.reading.tokens.get(first.tokens.end).is_some_and(|t| t.kind == Kind::Possessive);
        let found = self.source_of(first.entity, &self.surface(slice));
        (!aside && !owner && self.may_be(head, &found)).then_some(found)
    }

    /// The body that the sentence names first, else the one that spoke last, if `head` may be said of it.
    pub(super) fn body_again(&self, head: &str, slice: &[Item]) -> Option<Source> {
        self.body_of_sentence(head, slice).or_else(|| {
            let spoken = self.spoken.iter().rev().take(REACH).filter(|s| s.len() == 1).flatten();
            let last = spoken.filter(|s| s.kind != SpeakerKind::Country).find(|s| self.may_be(head, s))?;
            Some(Source { surface: self.surface(slice), ..last.clone() })
        })
    }

    /// Whether a speaker may be called "the airline" or "the group", by its name and what the directory knows.
    fn may_be(&self, head: &str, source: &Source) -> bool {
        // Of a state: no company and no club.
        const STATE: &[&str] = &[
            "ministry",
            "department",
            "government",
            "commission",
            "parliament",
            "court",
            "police",
            "office",
            "presidency",
            "embassy",
            "senate",
            "congress",
            "council",
            "army",
            "treasury",
            "house",
            "committee",
            "administration",
        ];
        let Some(known) = source.entity.map(|e| &self.reading.mentions.entities[e]) else { return false };
        let word = known.words.len() == 1 && known.roles.is_empty() && known.female.is_none();
        if known.kind != SpeakerKind::Institution && !(known.directory.is_none() && word) {
            return false;
        }
        let name = source.name.to_lowercase();
        let state = name.split(' ').any(|word| STATE.contains(&word));
        let entry = known.directory.map(|at| &self.directory.entries()[at]);
        let of_country = entry.is_some_and(|entry| entry.country.is_some());
        let outlet = entry.is_some_and(Entry::is_outlet);
        match head {
            "regulator" | "watchdog" => !outlet && !word,
            _ if COMPANIES.contains(&head) => !state && !outlet && !of_country,
            // "the alliance": not of a body whose name says that it is another kind.
            _ if KINDS.contains(&head) => !state && !outlet && !of_country,
            _ => name.contains(head),
        }
    }

    /// The words of a phrase, without titles before the person who owns the rest: "Democratic nominee Anna Roe's campaign" is
    /// "Anna Roe's campaign".
    pub(super) fn name_of_owned(&self, slice: &[Item]) -> String {
        let person =
            |i: &Item| self.entity_of(i).is_some_and(|e| self.reading.mentions.entities[e].kind == SpeakerKind::Person);
        let owner = slice.iter().position(|i| i.what == What::Possessive).and_then(|p| p.checked_sub(1));
        let owner = owner.filter(|&at| person(&slice[at]));
        self.surface(&slice[owner.unwrap_or(0)..])
    }

    /// Whether a source is a medium: of the directory, or by its name.
    pub(crate) fn is_press(&self, source: &Source) -> bool {
        const PRESS: &[&str] = &["newspaper", "news", "daily", "magazine", "portal", "broadcaster", "press"];
        let outlet = self.directory.find(&source.name).is_some_and(Entry::is_outlet);
        let named = source.name.split(' ').any(|word| PRESS.contains(&word.to_lowercase().as_str()));
        // "the Interfax agency", but not "the International Energy Agency".
        let agency = source.name.split(' ').count() == 2 && source.name.ends_with(" agency");
        outlet || source.kind == SpeakerKind::Institution && (named || agency)
    }
}
