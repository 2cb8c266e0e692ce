//! From the words that name a source to the speakers: one noun phrase, or several that "and" joins.
//!
//! Resolution reads the article from the start and keeps what a reader keeps: who spoke, and whom the last sentences
//! were about.

use super::context::{Context, Resolved, Source};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::phrases::{conjuncts, one_office, trim};
use crate::attribute::text::{Class, Item, What};
use std::ops::Range;

impl Context<'_> {
    /// Resolves the phrase `range` of `items`; `None` where it names nobody who can speak.
    pub fn resolve(&self, items: &[Item], range: Range<usize>) -> Option<Resolved> {
        let phrase = trim(items, range);
        let words = &items[phrase.clone()];
        let last = words.last()?;
        let owner = matches!(last.lower.as_str(), "his" | "her" | "their");
        if phrase.len() == 1 && last.what == What::Word && (last.class.is(Class::PRONOUN) || owner) {
            return self.pronoun(last);
        }
        if let Some(found) = self.of_two_nations(words) {
            return Some(Resolved::Speakers(found));
        }
        let parts = conjuncts(items, &phrase);
        let several = self
            .offices_of_several(items, &parts)
            .or_else(|| self.with_counterparts(items, &phrase, &parts))
            .or_else(|| self.offices_of_pair(items, &parts));
        if let Some(found) = several {
            return Some(Resolved::Speakers(found));
        }
        let parts = self.joined(items, words, parts);
        if let [only] = parts.as_slice()
            && only.end == phrase.end
            && only.start > phrase.start
        {
            return self.single(items, only.clone());
        }
        let kinds: Vec<Option<SpeakerKind>> = parts.iter().map(|part| self.kind_of(&items[part.end - 1])).collect();
        if parts.len() > 1 && !words.iter().any(|i| i.is_word("and")) && kinds.iter().any(|k| *k != kinds[0]) {
            // "Europe, Roe said, is ...": no list.
            return self.single(items, parts[parts.len() - 1].clone());
        }
        let found = (parts.len() > 1).then(|| self.each(items, phrase.start, &parts)).flatten();
        found.or_else(|| self.single(items, phrase))
    }

    /// "Minister Roe and her counterparts": all who met.
    fn with_counterparts(&self, items: &[Item], phrase: &Range<usize>, parts: &[Range<usize>]) -> Option<Vec<Source>> {
        let [first, .., _] = parts else { return None };
        if !items[phrase.end - 1].is_word("counterparts") || self.pair.len() < 2 {
            return None;
        }
        let Some(Resolved::Speakers(found)) = self.single(items, first.clone()) else { return None };
        let met = found.iter().all(|one| self.pair.iter().any(|p| p.name == one.name));
        met.then(|| self.all_called_by(&items[phrase.clone()], self.pair.iter().cloned()))
    }

    /// The parts of a phrase, those put together that are one source, and without a head that all share.
    fn joined(&self, items: &[Item], words: &[Item], mut parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
        if let Some(head) = self.shared_head(items, &parts) {
            parts[0].start += head;
        }
        let whole = |parts: &[Range<usize>]| std::iter::once(parts[0].start..parts[1].end).collect();
        if let [first, last] = parts.as_slice()
            && is_one_body(items, first, last)
        {
            parts = whole(&parts);
        }
        if let [first, last] = parts.as_slice()
            && self.has_two_complements(items, first, last)
        {
            parts = whole(&parts);
        }
        // "Trade Minister and party chief Anna Roe": two offices of one person.
        if let [first, last] = parts.as_slice()
            && words.iter().any(|i| i.is_word("and"))
            && self.is_person(&items[last.end - 1])
            && one_office(&items[first.clone()])
        {
            parts = std::iter::once(last.clone()).collect();
        }
        parts
    }

    /// "leaders from Westland, Eastland and Southland": the words before the countries, which speak themselves.
    fn shared_head(&self, items: &[Item], parts: &[Range<usize>]) -> Option<usize> {
        let first = parts.first().filter(|_| parts.len() > 2)?;
        let joint = items[first.clone()].iter().position(|i| i.is_word("from") || i.is_word("of"))?;
        let named =
            |part: &Range<usize>| self.kind_of(&items[part.end - 1]).is_some_and(|kind| kind != SpeakerKind::Person);
        let people = joint > 0 && items[first.start + joint - 1].class.is(Class::PEOPLE);
        (people && parts.iter().all(named)).then_some(joint + 1)
    }

    /// "officials in Westport and Eastport", "a spokesman for Anna and Bela Roe": one head with two complements.
    fn has_two_complements(&self, items: &[Item], first: &Range<usize>, last: &Range<usize>) -> bool {
        let Some(at) = items[first.clone()].iter().position(|i| i.class.is(Class::PREPOSITION)) else { return false };
        let Some(head) = at.checked_sub(1).map(|before| &items[first.start + before]) else { return false };
        head.class.is(Class::PEOPLE.or(Class::ROLE))
            && (!head.class.is(Class::PAIR) || head.is_word("officials"))
            && last.len() == 1
            && match self.kind_of(&items[last.start]) {
                Some(SpeakerKind::Person) => items[first.start + at].is_word("for"),
                Some(SpeakerKind::Country) => true,
                _ => false,
            }
    }

    /// Whom each part of a phrase names, which begins at `start`.
    fn each(&self, items: &[Item], start: usize, parts: &[Range<usize>]) -> Option<Resolved> {
        let mut sources: Vec<Source> = Vec::new();
        let mut somebody = false;
        for part in parts {
            // "Minister Roe and other administration officials": the others are nobody.
            if part.start > start && items[part.start].is_word("other") {
                somebody = true;
                continue;
            }
            let resolved = self.single(items, part.clone());
            somebody |= resolved.is_some();
            if let Some(Resolved::Speakers(found)) = resolved {
                for source in found {
                    if !sources.iter().any(|s| s.name == source.name) {
                        sources.push(source);
                    }
                }
            }
        }
        let found = if sources.is_empty() { Resolved::Anonymous } else { Resolved::Speakers(sources) };
        somebody.then_some(found)
    }
}

/// "the department of business and trade": one body.
fn is_one_body(items: &[Item], first: &Range<usize>, last: &Range<usize>) -> bool {
    let of = items[first.clone()].iter().position(|i| i.is_word("of") || i.is_word("for"));
    let field = |i: &Item| {
        i.what == What::Word && !i.class.is(Class::ROLE.or(Class::BODY).or(Class::PEOPLE).or(Class::DETERMINER))
    };
    of.is_some_and(|of| {
        of > 0
            && items[first.start + of - 1].class.is(Class::BODY)
            && items[first.start + of + 1..last.end].iter().all(field)
    })
}
