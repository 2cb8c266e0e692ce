//! Whom "he", "she", "it" and "they" mean.

use super::context::{Context, Resolved, Source};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::text::Item;

impl Context<'_> {
    pub(crate) fn pronoun(&self, item: &Item) -> Option<Resolved> {
        let surface = self.reading.text_of(&item.tokens).to_owned();
        let word = match item.lower.as_str() {
            "him" | "his" => "he",
            "her" => "she",
            "them" | "their" => "they",
            word => word,
        };
        let found = match word {
            "he" | "she" => {
                let female = word == "she";
                let person = |s: &Source| s.kind == SpeakerKind::Person && self.surely(s);
                // "she" is a known woman before anybody else.
                let found = female.then(|| self.recent(&|s| person(s) && s.female == Some(true))).flatten();
                let fits = |s: &Source| person(s) && s.female.is_none_or(|f| f == female);
                found.or_else(|| self.recent(&fits)).or_else(|| self.named_ahead(&fits)).map(|s| vec![s])
            }
            "it" if self.spoken.last().is_some_and(|s| s.len() == 1 && s[0].kind != SpeakerKind::Person) => {
                self.spoken.last().cloned()
            }
            "it" => self.recent(&|s: &Source| s.kind != SpeakerKind::Person).map(|s| vec![s]),
            "they" | "both" if self.met => Some(self.pair.clone()),
            "they" | "both" => match self.spoken.last().map(Vec::as_slice) {
                Some(last) if last.len() > 1 || last.first().is_some_and(|s| s.kind != SpeakerKind::Person) => {
                    Some(last.to_vec())
                }
                // "Senators warned ... They say": the same, whom nobody names.
                Some([]) => return Some(Resolved::Anonymous),
                _ if self.pair.len() > 1 => Some(self.pair.clone()),
                _ => match self
                    .spoken
                    .iter()
                    .rev()
                    .take(4)
                    .find(|s| s.len() > 1 || s.first().is_some_and(|s| s.kind != SpeakerKind::Person))
                {
                    Some(group) => Some(group.clone()),
                    None => return Some(Resolved::Anonymous),
                },
            },
            _ => None,
        };
        let found = found?;
        Some(Resolved::Speakers(found.into_iter().map(|s| Source { surface: surface.clone(), ..s }).collect()))
    }

    /// Whom the next sentences name first, where nobody has been named: a text that begins with "he said".
    fn named_ahead(&self, fits: &dyn Fn(&Source) -> bool) -> Option<Source> {
        let ahead = self.reading.mentions.list.iter().filter(|m| m.tokens.start >= self.sentence.start);
        let found = ahead.take(4).map(|m| self.source_of(m.entity, "")).find(|s| fits(s));
        found.filter(|_| self.spoken.is_empty())
    }

    /// Whether a name is surely one: a lone unknown word may be no person at all.
    pub(crate) fn surely(&self, source: &Source) -> bool {
        source.entity.is_none_or(|e| {
            let known = self.entity(e);
            // "HARBOR RISING": mostly a heading.
            let written = known.name.chars().any(char::is_lowercase);
            known.directory.is_some()
                || known.words.len() > 1 && written
                || !known.roles.is_empty()
                || known.female.is_some()
        }) || self.spoken.iter().flatten().any(|s| s.name == source.name)
    }

    /// The latest source or subject that fits.
    pub(crate) fn recent(&self, fits: &dyn Fn(&Source) -> bool) -> Option<Source> {
        for &entity in self.focus.iter().rev() {
            let source = self.source_of(entity, "");
            if fits(&source) {
                return Some(source);
            }
        }
        let spoken = self.spoken.iter().rev().flatten().find(|s| fits(s)).cloned();
        spoken.or_else(|| {
            let before = self.reading.mentions.list.iter().rev().filter(|m| m.tokens.end <= self.sentence.end);
            before.map(|m| self.source_of(m.entity, "")).find(|s| fits(s))
        })
    }
}
