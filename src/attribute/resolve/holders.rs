//! Who of an article holds an office: "the minister", "the union leader", "the head of the alliance".

use super::context::{Context, Source};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::text::{Class, Item, Sense, What, class_of, verb_of};
use std::collections::HashSet;

impl Context<'_> {
    /// Whether the words for somebody's offices fit the word `head` for an office.
    pub(crate) fn holds(roles: &HashSet<String>, head: &str) -> bool {
        let any = |words: &[&str]| words.iter().any(|w| roles.contains(*w));
        match head {
            "pm" | "premier" | "fm" | "eam" | "minister" => any(&["minister", "premier", "pm"]),
            "spokesman" | "spokeswoman" | "spokesperson" => {
                roles.iter().any(|r| r.starts_with("spokes")) || any(&["press"])
            }
            "leader" | "head" | "chief" | "boss" => any(&[
                "president",
                "leader",
                "head",
                "chief",
                "minister",
                "chancellor",
                "premier",
                "chairman",
                "king",
                "secretary",
                "general",
                "director",
            ]),
            "envoy" | "ambassador" => any(&["envoy", "ambassador", "representative"]),
            "diplomat" => {
                const DIPLOMATS: &[&str] = &[
                    "envoy",
                    "ambassador",
                    "representative",
                    "diplomat",
                    "minister",
                    "secretary",
                    "negotiator",
                    "sherpa",
                ];
                any(DIPLOMATS)
            }
            "official" | "politician" => !roles.is_empty(),
            "adviser" | "advisor" | "aide" => any(&["adviser", "advisor", "aide", "director"]),
            "secretary" => any(&["secretary", "minister"]),
            "congressman" | "congresswoman" => any(&["congressman", "congresswoman", "representative"]),
            head => roles.contains(head),
        }
    }

    /// Whether the directory knows that a person held the office `head` ("president") on other days than the article's.
    fn held_at_another_time(&self, entity: usize, head: &str) -> bool {
        let known = self.entity(entity).directory.map(|entry| &self.directory.entries()[entry]);
        let (Some(known), Some(date)) = (known, self.reading.date) else { return false };
        // "secretary" of "secretary of state".
        let called = |title: &String| {
            let words = title.split(" of ").next().unwrap_or_default();
            words.split(' ').next_back() == Some(head) && !words.starts_with("vice ")
        };
        let mut held = known.offices.iter().filter(|office| office.titles.iter().any(called)).peekable();
        held.peek().is_some() && held.all(|office| !office.may_be_held(date))
    }

    /// "The minister said he ...": whether the pronoun behind the phrase and its verb is a woman's.
    pub(super) fn sex_told(&self, slice: &[Item]) -> Option<bool> {
        let end = slice.last()?.tokens.end;
        let next = self.reading.tokens.get(end + 1..self.sentence.end.min(end + 3)).unwrap_or_default();
        let said = self.reading.tokens.get(end).is_some_and(|t| verb_of(&t.lower).is_some_and(|v| v.is(Sense::Say)));
        let word = next.iter().find(|t| t.lower != "that").filter(|_| said)?;
        match word.lower.as_str() {
            "he" | "his" => Some(false),
            "she" | "her" => Some(true),
            _ => None,
        }
    }

    /// The person of the article that holds an office.
    pub(crate) fn holder(
        &self,
        head: &str,
        qualifiers: &[&str],
        country: Option<usize>,
        definite: bool,
    ) -> Option<Source> {
        self.holder_of_sex(head, qualifiers, country, definite, None)
    }

    /// The same where the sentence goes on with "he" (`Some(false)`) or "she".
    pub(super) fn holder_of_sex(
        &self,
        head: &str,
        qualifiers: &[&str],
        country: Option<usize>,
        definite: bool,
        told_sex: Option<bool>,
    ) -> Option<Source> {
        let fits = |roles: &HashSet<String>| {
            let qualified = qualifiers.iter().all(|q| {
                let q = if *q == "defense" { "defence" } else { q };
                // Only words for offices can contradict.
                let telling = matches!(
                    q,
                    "prime"
                        | "foreign"
                        | "trade"
                        | "defence"
                        | "finance"
                        | "economy"
                        | "commerce"
                        | "energy"
                        | "interior"
                        | "agriculture"
                        | "vice"
                        | "treasury"
                        | "press"
                        | "deputy"
                );
                !telling || roles.contains(q) || (q == "defence" && roles.contains("defense"))
            });
            // "the intelligence chief" is no head of state.
            let under = matches!(head, "chief" | "boss")
                && qualifiers.iter().any(|q| !matches!(*q, "former" | "ex" | "then" | "new" | "acting"));
            let leads = |role: &String| !matches!(role.as_str(), "president" | "chancellor" | "king");
            qualified && Self::holds(roles, head) && (!under || roles.iter().any(leads))
        };
        let entities = &self.reading.mentions.entities;
        let former = qualifiers.iter().any(|q| matches!(*q, "former" | "ex" | "then"));
        let in_time = |e: usize| former || !self.held_at_another_time(e, head);
        let recency = |entity: usize| {
            self.reading.mentions.list.iter().rposition(|m| m.entity == entity && m.tokens.end <= self.sentence.end)
        };
        let spoke = |entity: usize| self.spoken.iter().rposition(|s| s.iter().any(|x| x.entity == Some(entity)));
        // "the congresswoman" is no man.
        let sex = match head {
            "chairman" => None,
            head if head.ends_with("woman") => Some(true),
            head => head.ends_with("man").then_some(false),
        };
        let compound = qualifiers.last().map(|q| format!("{q} {head}"));
        let best = (0..entities.len())
            .filter(|&e| sex.is_none_or(|woman| entities[e].female.is_none_or(|female| female == woman)))
            .filter(|&e| entities[e].kind == SpeakerKind::Person && fits(&entities[e].roles) && in_time(e))
            .filter(|&e| country.is_none_or(|c| entities[e].country.is_none_or(|x| x == c)))
            .filter(|&e| told_sex.is_none_or(|woman| entities[e].female.is_none_or(|female| female == woman)))
            .filter_map(|e| {
                let seen = recency(e);
                let exact_country = country.is_some() && entities[e].country == country;
                // A bare "the minister" needs somebody mentioned before.
                // "the secretary" is a secretary before a minister, "the union leader" no leader of a country.
                let roles = &entities[e].roles;
                let exact_role = matches!(head, "secretary" | "envoy" | "ambassador") && roles.contains(head)
                    || compound.as_ref().is_some_and(|office| roles.contains(office));
                // "the minister" is no deputy, where there is one who is none.
                let full = qualifiers.contains(&"deputy") || !roles.contains("deputy");
                // Of two ministers who met, "the minister" is the one whose day is told.
                let told = self.pair.first().is_some_and(|p| p.entity == Some(e));
                (seen.is_some() || exact_country).then_some((exact_country, exact_role, told, full, spoke(e), seen, e))
            })
            .max();
        if let Some((exact, .., entity)) = best {
            return (definite || exact || country.is_none()).then(|| self.source_of(entity, ""));
        }
        // "The governor said on Monday", before anybody else speaks: the only governor of the article, named further below.
        let mut later = (0..entities.len())
            .filter(|&e| entities[e].kind == SpeakerKind::Person && fits(&entities[e].roles) && in_time(e));
        later
            .next()
            .filter(|_| definite && country.is_none() && self.spoken.is_empty() && later.next().is_none())
            .map(|e| self.source_of(e, ""))
    }

    /// "The head of the harbor board has warned", and two sentences on "Anna Roe, head of ...": the first person whom the article
    /// names after the sentence, if nobody has spoken of her before and the office is hers.
    pub(super) fn introduced_ahead(&self, head: &str, qualifiers: &[&str], country: Option<usize>) -> Option<Source> {
        const AHEAD: usize = 60;
        let entities = &self.reading.mentions.entities;
        let after = self.reading.mentions.list.iter().filter(|m| m.tokens.start >= self.sentence.end);
        let person = after
            .take_while(|m| m.tokens.start < self.sentence.end + AHEAD)
            .find(|m| entities[m.entity].kind == SpeakerKind::Person)?
            .entity;
        let known = &entities[person];
        let new = !self.reading.mentions.list.iter().any(|m| m.entity == person && m.tokens.start < self.sentence.end);
        let place = country.zip(known.country).is_none_or(|(a, b)| a == b);
        let holders = entities.iter().filter(|e| e.kind == SpeakerKind::Person && e.roles.contains(head));
        let only = holders.filter(|e| country.zip(e.country).is_none_or(|(a, b)| a == b)).nth(1).is_none();
        let vague = matches!(head, "official" | "politician" | "source" | "diplomat");
        let own = qualifiers.iter().all(|q| !class_of(q).is(Class::TITLE) || known.roles.contains(*q));
        (new && place && own && only && !vague && Self::holds(&known.roles, head)).then(|| self.source_of(person, ""))
    }

    /// "the head of the alliance" leads no country: whether the directory knows a person by an office of another body than
    /// the one that stands `right` of the office.
    pub(super) fn leads_another(&self, person: &Source, right: &[Item]) -> bool {
        let of = right.iter().find(|i| i.what == What::Word && i.class.is(Class::BODY));
        let known = person.entity.and_then(|e| self.entity(e).directory);
        let role = known.and_then(|entry| self.directory.entries()[entry].role.as_deref());
        // "the head of the fund", which the directory names as hers.
        let own = |of: &Item| {
            let body = known.and_then(|entry| self.directory.entries()[entry].country.as_deref());
            body.is_some_and(|body| body.to_lowercase().split(' ').any(|word| word == of.lower))
        };
        // "the head of the House committee", of a person who leads a country.
        let named = right.iter().filter(|i| i.is_name()).filter_map(|i| self.entity_of(i)).any(|e| {
            let body = self.entity(e);
            let leads = known.and_then(|entry| self.directory.entries()[entry].country.as_deref());
            let country = |name: &str| self.directory.find(name).is_some_and(|of| of.kind == SpeakerKind::Country);
            body.kind == SpeakerKind::Institution
                && leads.is_some_and(country)
                && role.is_some_and(|role| role.starts_with("president") || role.starts_with("prime minister"))
        });
        if named {
            return true;
        }
        of.zip(role).is_some_and(|(of, role)| {
            !matches!(of.lower.as_str(), "government" | "administration" | "party" | "state")
                && !role.to_lowercase().contains(&of.lower)
                && !own(of)
        })
    }
}
