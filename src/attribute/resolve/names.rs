//! Phrases that end with a name: "Foreign Minister Roe", "China's Commerce Ministry", "the Harbor Workers' Union".

use super::context::{Context, Phrase, Resolved};
use super::offices::is_anyone;
use crate::attribute::directory::SpeakerKind;
use crate::attribute::phrases::{is_description, strip_determiner};
use crate::attribute::text::{Class, Item, What, class_of};

impl Context<'_> {
    /// Whom a phrase names whose last item is the name `mention`.
    pub(super) fn name(&self, left: &[Item], mention: usize) -> Option<Resolved> {
        let mentioned = &self.reading.mentions.list[mention];
        let surface = self.reading.text_of(&mentioned.tokens);
        let known = self.entity(mentioned.entity);
        // "Democrats", "Americans": a loose collective, capitalized.
        let lower = surface.to_lowercase();
        if known.directory.is_none()
            && known.words.len() == 1
            && mentioned.tokens.len() == 1
            && (class_of(&lower).is(Class::PEOPLE) || is_anyone(&lower))
        {
            return Some(Resolved::Anonymous);
        }
        if self.is_no_apposition(left, mentioned.entity, surface) {
            return None;
        }
        if known.kind == SpeakerKind::Institution
            && lower.contains("ministry")
            && let Some(found) = self.ministry_of(left, mentioned.entity, surface)
        {
            return Some(found);
        }
        // "the Russian Government": no name of its own.
        const STATE: &[&str] =
            &["government", "authorities", "military", "army", "navy", "police", "parliament", "senate"];
        let adjective = left.len() > 1 && left[left.len() - 2].class.is(Class::DEMONYM);
        if known.directory.is_none() && adjective && STATE.contains(&lower.as_str()) {
            return self.body(Phrase { left, right: &[], whole: left });
        }
        if known.kind == SpeakerKind::Institution
            && let Some(full) = self.with_owner(left, mentioned.entity, adjective && surface.contains(' '))
        {
            return Some(self.named_body(&full, &self.surface(left)));
        }
        Some(Resolved::one(self.source_of(mentioned.entity, surface)))
    }

    /// "the tariffs Trump": a noun that no title explains is no apposition.
    fn is_no_apposition(&self, left: &[Item], entity: usize, surface: &str) -> bool {
        let Some(before) = left.len().checked_sub(2).map(|at| &left[at]) else { return false };
        let known = self.entity(entity);
        let explains = Class::TITLE
            .or(Class::ROLE)
            .or(Class::BODY)
            .or(Class::DEMONYM)
            .or(Class::COMMON)
            .or(Class::DETERMINER)
            .or(Class::TIME);
        // "the cautious Factcheck": one word that nobody knows is for a body as well.
        let body = known.directory.is_none()
            && known.words.len() == 1
            && left.len() == 3
            && left[0].is_word("the")
            && !before.lower.ends_with('s');
        known.kind == SpeakerKind::Person
            && before.what == What::Word
            && !before.class.is(explains)
            && !before.lower.contains('-')
            && !is_description(left, known.words.len() > 1 && surface.contains(' '))
            && !body
    }

    /// "China's Commerce Ministry", "the Ministry": whose it is, where the name does not tell.
    fn ministry_of(&self, left: &[Item], entity: usize, surface: &str) -> Option<Resolved> {
        let country = left[..left.len() - 1].iter().find_map(|i| self.demonym(i).or_else(|| self.country_of_name(i)));
        if country.is_some() {
            return Some(self.named_body(&self.surface(strip_determiner(left)), &self.surface(left)));
        }
        // "the Ministry": the one that was named in full.
        if surface.eq_ignore_ascii_case("ministry") {
            let spoken = self.spoken.iter().rev().flatten().cloned();
            let mut named = spoken.chain(self.mentioned_so_far().map(|m| self.source_of(m.entity, "")));
            if let Some(named) = named.find(|s| s.name.contains(' ') && s.name.to_lowercase().contains("ministry")) {
                return Some(self.called_by(left, named));
            }
        }
        // "the Ministry of Trade of Westland" says whose it is.
        let told = self.surface(left).to_lowercase().contains(" of the ");
        let country = self.country_of_ministries().filter(|_| self.entity(entity).directory.is_none() && !told)?;
        let name = format!("{}'s {surface}", self.directory.entries()[country].name);
        Some(self.named_body(&name, &self.surface(left)))
    }

    /// The full name of a body that stands behind its owner, or with `adjective` behind that of a country.
    fn with_owner(&self, left: &[Item], entity: usize, adjective: bool) -> Option<String> {
        let owner = match left {
            [.., owner, joint, _] if joint.what == What::Possessive => Some((owner, joint)),
            _ => None,
        };
        let country = owner.is_some_and(|(owner, _)| self.country_of_name(owner).is_some());
        // "Westsoft's Threat Analysis Group": a part of another body.
        let of_body = owner
            .and_then(|(owner, _)| self.entity_of(owner))
            .is_some_and(|e| self.entity(e).kind == SpeakerKind::Institution && self.entity(e).country.is_none());
        // "the National Harbor Workers' Union": a plural owner is a part of the name.
        let plural = owner.is_some_and(|(owner, joint)| {
            matches!(joint.lower.as_str(), "'" | "’")
                && left.last().is_some_and(|last| class_of(&last.lower).is(Class::BODY))
                && owner.is_name()
        });
        let owned = country || of_body || plural;
        let unknown = self.entity(entity).directory.is_none() || plural;
        if !unknown || !(adjective || owned) {
            return None;
        }
        let title = |i: &&Item| plural && i.class.is(Class::TITLE) && self.is_capital(i);
        let titles = left[..left.len().saturating_sub(3)].iter().rev().take_while(title).count();
        Some(self.surface(&left[left.len() - if owned { 3 + titles } else { 2 }..]))
    }
}
