//! Documents that speak: "the statement", "his letter", "a report by Roe".

use super::context::{Context, Resolved, Source};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::mentions::Mention;
use crate::attribute::text::{Class, Item, Kind, What};

/// Words between a document and who wrote it: "a letter *signed by the club's lawyer,* Anna Roe".
const REACH: usize = 10;

impl Context<'_> {
    /// "the statement said", "his letter says", "a report by the IMF": who wrote it.
    pub(crate) fn document(&self, left: &[Item], right: &[Item], slice: &[Item]) -> Option<Resolved> {
        if left.first().is_some_and(|i| matches!(i.lower.as_str(), "his" | "her")) {
            return self.pronoun(&left[0]);
        }
        // "a Westport Times analysis of Tealmart data": whose it is comes before what it is of.
        let owned = left[..left.len() - 1].iter().any(Item::is_name);
        let joins = |i: &Item| matches!(i.lower.as_str(), "by" | "from") || i.is_word("of") && !owned;
        if let Some(by) = right.iter().position(joins)
            && let Some(found) = self.single(right, by + 1..right.len())
        {
            return Some(found);
        }
        // "a message on the council's website".
        if let [on, page @ .., site] = right
            && on.is_word("on")
            && matches!(site.lower.as_str(), "website" | "site" | "channel" | "page" | "account")
            && let Some(owner) = page.iter().rposition(Item::is_name)
            && let Some(found) = self.single(right, 1..owner + 2)
        {
            return Some(found);
        }
        // "a report in the Westport Times".
        if let [within, outlet @ ..] = right
            && within.is_word("in")
            && let Some(Resolved::Speakers(found)) = self.single(right, 1..1 + outlet.len())
            && found.iter().all(|one| one.entity.is_some() && self.is_press(one))
        {
            return Some(Resolved::Speakers(found));
        }
        if left.len() > 1 {
            let owner = &left[..left.len() - 1];
            // "the ministry's latest intelligence update": whose it is.
            let owns = |pair: &[Item]| pair[0].class.is(Class::BODY) && pair[1].what == What::Possessive;
            let owner = &owner[..owner.windows(2).position(owns).map_or(owner.len(), |at| at + 1)];
            let end = owner.iter().rposition(|i| i.is_name() || i.class.is(Class::BODY)).map(|p| p + 1);
            if let Some(end) = end
                && let Some(Resolved::Speakers(found)) = self.single(left, 0..end)
            {
                return Some(Resolved::Speakers(found));
            }
        }
        if left.first().is_some_and(|i| matches!(i.lower.as_str(), "the" | "this" | "their" | "a"))
            && left.iter().any(|i| i.is_word("joint"))
            && right.is_empty()
            && let Some(parties) = self.joint_parties(slice)
        {
            return Some(Resolved::Speakers(parties));
        }
        // "the amended fact sheet": two words for one document.
        let compound =
            left.len() > 3 && matches!(left[left.len() - 2].lower.as_str(), "fact" | "policy" | "position" | "white");
        if left.first().is_some_and(|i| matches!(i.lower.as_str(), "the" | "this"))
            && slice.len() <= 3 + usize::from(compound)
        {
            if let Some(author) = left.last().and_then(|head| self.author_of(&head.lower)) {
                return Some(self.called_by(slice, author));
            }
            // "The indictment says": of whoever drew it up, who seldom spoke before.
            if left.last().is_some_and(|head| head.is_word("indictment")) {
                return Some(Resolved::Anonymous);
            }
            let last = self.spoken.last()?;
            return Some(Resolved::Speakers(
                last.iter().map(|s| Source { surface: self.surface(slice), ..s.clone() }).collect(),
            ));
        }
        None
    }

    /// Who signed the letter that the text has told of last: "a letter signed by Roe", where `head` is "letter".
    fn author_of(&self, head: &str) -> Option<Source> {
        const MADE: &[&str] = &["signed", "written", "penned", "authored", "sent", "sworn"];
        let tokens = &self.reading.tokens[..self.sentence.start];
        tokens.windows(3).enumerate().rev().find_map(|(at, words)| {
            let signed = words[0].lower == head && MADE.contains(&words[1].lower.as_str()) && words[2].lower == "by";
            let near = at + 3..tokens.len().min(at + 3 + REACH);
            let ends = tokens[near.clone()].iter().position(|t| t.kind == Kind::Stop).unwrap_or(near.len());
            let names = self.reading.mentions.list.iter().filter(|m| signed && near.contains(&m.tokens.start));
            let person = |m: &&Mention| self.entity(m.entity).kind == SpeakerKind::Person;
            let name = names.filter(|m| m.tokens.start < near.start + ends).find(person)?;
            Some(self.source_of(name.entity, ""))
        })
    }

    /// "The joint statement": of those who last spoke together, else who met, else the two countries of the text.
    fn joint_parties(&self, slice: &[Item]) -> Option<Vec<Source>> {
        let several = self.spoken.iter().rev().find(|s| s.len() > 1).or(Some(&self.pair).filter(|p| p.len() > 1));
        let found = several.cloned().or_else(|| self.two_parties(slice, "countries"))?;
        Some(found.into_iter().map(|s| Source { surface: self.surface(slice), ..s }).collect())
    }
}
