//! Which body of the article "the company", "the ministry" or "the union" means.

use super::kinds::{CLUBS, COMPANIES, may_be_called};
use super::{Body, REACH};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::mentions::Mention;
use crate::attribute::resolve::context::{Context, Phrase, Resolved, Source};
use crate::attribute::text::{Class, Item, Kind, What, class_of};

impl Context<'_> {
    /// The body that a phrase with an article points to; of a company and a group at least that nobody knows it.
    pub(super) fn body_meant(&self, body: &Body<'_>) -> Option<Resolved> {
        let bare = |found: Option<Resolved>| found.filter(|_| body.is_bare());
        self.body_called_so_before(body)
            // "Lufthansa will rebook its passengers, the airline said."
            .or_else(|| bare(self.body_of_sentence(body.head, body.phrase.whole).map(Resolved::one)))
            .or_else(|| self.latest_of_kind(body))
            .or_else(|| self.last_group(body))
            .or_else(|| self.last_unknown_word(body))
            .or_else(|| bare(self.body_again(body.head, body.phrase.whole).map(Resolved::one)))
            .or_else(|| bare(self.company_of_topic(body)))
            .or_else(|| bare(self.group_that_met(body)))
            .or_else(|| self.ministry_of_country(body))
    }

    /// "the central bank": one that the text calls so.
    fn body_called_so_before(&self, body: &Body<'_>) -> Option<Resolved> {
        let Phrase { left, whole, .. } = body.phrase;
        if left.len() < 3 || left[1..].iter().any(|i| i.what != What::Word) {
            return None;
        }
        let called = self.surface(&left[1..]).to_lowercase();
        let is_called = |s: &&Source| {
            s.kind == SpeakerKind::Institution
                && (s.surface.to_lowercase().contains(&called) || s.name.to_lowercase().contains(&called))
        };
        let spoken = self.spoken.iter().rev().flatten().find(is_called).cloned();
        let mentioned = || {
            let body = |e: usize| self.entity(e).kind == SpeakerKind::Institution;
            let words = |m: &Mention| self.reading.text_of(&m.tokens).to_lowercase();
            let found = self.mentioned_so_far().find(|m| body(m.entity) && words(m).contains(&called))?;
            Some(self.source_of(found.entity, ""))
        };
        Some(self.called_by(whole, spoken.or_else(mentioned)?))
    }

    /// The body that may be called so and spoke last, else the one that was mentioned last.
    fn latest_of_kind(&self, body: &Body<'_>) -> Option<Resolved> {
        let fits = |s: &Source| {
            s.kind == SpeakerKind::Institution && may_be_called(body.head, body.phrase.left, s, self.directory)
        };
        let spoken = self.spoken.iter().rev().flatten().find(|s| fits(s)).cloned();
        let mentioned = || self.mentioned_so_far().map(|m| self.source_of(m.entity, "")).find(|s| fits(s));
        Some(self.called_by(body.phrase.whole, spoken.or_else(mentioned)?))
    }

    /// "The Westport-based group", "the rights group": the body that spoke last, whatever it is called. "the union", after
    /// "Unite said": a body whose name says nothing else.
    fn last_group(&self, body: &Body<'_>) -> Option<Resolved> {
        const GROUPS: &[&str] = &["group", "organization", "organisation", "watchdog", "charity", "nonprofit"];
        let described = GROUPS.contains(&body.head) && body.phrase.left.len() > 2;
        let plain = CLUBS.contains(&body.head) && body.is_bare();
        let last = self.last_alone().filter(|_| described || plain)?;
        let mute = || {
            let own = last.entity.is_some_and(|e| self.entity(e).directory.is_none());
            own && !last.name.split(' ').any(|word| class_of(&word.to_lowercase()).is(Class::BODY))
        };
        let group = last.kind == SpeakerKind::Institution && (described || mute());
        (group || plain && self.is_unknown_word(last)).then(|| self.called_by(body.phrase.whole, last.clone()))
    }

    /// "Tealmart said ... The company said": one unknown word that spoke last.
    fn last_unknown_word(&self, body: &Body<'_>) -> Option<Resolved> {
        let company = COMPANIES.contains(&body.head) && body.is_bare();
        let last = self.last_alone().filter(|last| company && self.is_unknown_word(last))?;
        Some(self.called_by(body.phrase.whole, last.clone()))
    }

    /// Whether all that the article knows of a speaker is one word.
    fn is_unknown_word(&self, source: &Source) -> bool {
        source.entity.is_some_and(|e| {
            let known = self.entity(e);
            known.directory.is_none() && known.words.len() == 1 && known.roles.is_empty() && known.female.is_none()
        })
    }

    /// "The retailer said": the company that the article is about, else one that is not named.
    fn company_of_topic(&self, body: &Body<'_>) -> Option<Resolved> {
        let topic = || self.topic(body.phrase.whole).unwrap_or(Resolved::Anonymous);
        COMPANIES.contains(&body.head).then(topic)
    }

    /// "The group discussed": those who are said to have met, or nobody who is known.
    fn group_that_met(&self, body: &Body<'_>) -> Option<Resolved> {
        let met = || if self.pair.len() > 2 { Resolved::Speakers(self.pair.clone()) } else { Resolved::Anonymous };
        (body.head == "group").then(met)
    }

    /// "the ministry": of the country that the last sentences were about.
    fn ministry_of_country(&self, body: &Body<'_>) -> Option<Resolved> {
        let country = self.country_of_ministries().filter(|_| body.head == "ministry")?;
        let name = format!("{}'s {}", self.directory.entries()[country].name, body.name);
        Some(self.named_body(&name, &self.surface(body.phrase.whole)))
    }

    /// "the airline", "the group", where `head` is "airline": the body that the sentence names first, in front of it.
    pub(in crate::attribute::resolve) fn body_of_sentence(&self, head: &str, slice: &[Item]) -> Option<Source> {
        let before = self.sentence.start..slice.first()?.tokens.start;
        let first = self.reading.mentions.list.iter().find(|m| before.contains(&m.tokens.start))?;
        let aside = first.tokens.start > before.start
            && self.reading.tokens[first.tokens.start - 1].class.is(Class::PREPOSITION);
        let owner = self.reading.tokens.get(first.tokens.end).is_some_and(|t| t.kind == Kind::Possessive);
        let found = self.source_of(first.entity, &self.surface(slice));
        (!aside && !owner && self.may_be(head, &found)).then_some(found)
    }

    /// The body that the sentence names first, else the one that spoke last, if `head` may be said of it.
    pub(in crate::attribute::resolve) fn body_again(&self, head: &str, slice: &[Item]) -> Option<Source> {
        self.body_of_sentence(head, slice).or_else(|| {
            let spoken = self.spoken.iter().rev().take(REACH).filter(|s| s.len() == 1).flatten();
            let last = spoken.filter(|s| s.kind != SpeakerKind::Country).find(|s| self.may_be(head, s))?;
            Some(Source { surface: self.surface(slice), ..last.clone() })
        })
    }
}
