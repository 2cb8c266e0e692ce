//! One noun phrase: which kind of source its head is.

use super::context::{Context, Phrase, Resolved};
use crate::attribute::phrases::{serves, strip_determiner, trim};
use crate::attribute::text::{Class, Item, What};
use std::ops::Range;

impl Context<'_> {
    /// Whom one noun phrase names.
    pub(crate) fn single(&self, items: &[Item], range: Range<usize>) -> Option<Resolved> {
        let range = trim(items, range);
        let words = &items[range.clone()];
        let preposition = words.iter().position(|i| i.what == What::Word && i.class.is(Class::PREPOSITION));
        let (left, right) = words.split_at(preposition.filter(|&at| at > 0).unwrap_or(words.len()));
        let phrase = Phrase { left, right, whole: words };
        let head = left.last()?;
        if let Some(mention) = self.name_at_end(phrase) {
            let mention = &self.reading.mentions.list[mention];
            return Some(Resolved::one(self.source_of(mention.entity, self.reading.text_of(&mention.tokens))));
        }
        match head.what {
            What::Name(mention) => {
                let after = &items[range.start + left.len()..];
                self.embassy(phrase, after).or_else(|| self.name(left, mention))
            }
            What::Word => self.common_noun(phrase),
            _ => None,
        }
    }

    /// "the ambassador to Poland Anna Roe": the name at the end is the speaker.
    fn name_at_end(&self, Phrase { left, right, .. }: Phrase<'_>) -> Option<usize> {
        let (head, last) = (left.last()?, right.last()?);
        let What::Name(mention) = last.what else { return None };
        let before = &right[right.len().checked_sub(2)?];
        let titled = before.is_name()
            || before.class.is(Class::DEMONYM.or(Class::TITLE).or(Class::ROLE).or(Class::BODY))
            || before.what == What::Word && !before.class.is(Class::PREPOSITION.or(Class::DETERMINER));
        // "the chairman of the metals firm Roe": a firm of one word that nobody knows.
        let firm = || {
            before.class.is(Class::BODY.or(Class::KIND))
                && before.what == What::Word
                && self.entity(self.reading.mentions.list[mention].entity).words.len() == 1
        };
        let office =
            head.class.is(Class::ROLE) || head.is_name() && right[0].is_word("of") && before.class.is(Class::ROLE);
        let serving = serves(head) && before.class.is(Class::TITLE);
        (office && !serving && titled && self.is_person(last) && !firm()).then_some(mention)
    }

    /// "the Westland Embassy in Eastland": whose, and where, which may stand behind the phrase.
    fn embassy(&self, Phrase { left, whole, .. }: Phrase<'_>, after: &[Item]) -> Option<Resolved> {
        let [.., owner, head] = left else { return None };
        if !matches!(head.lower.as_str(), "embassy" | "consulate") || self.demonym(owner).is_none() {
            return None;
        }
        let name = self.surface(strip_determiner(left));
        let end = after.iter().take(4).position(Item::is_name);
        let place = end.filter(|_| after[0].is_word("in")).map(|end| self.surface(&after[..=end]));
        let name = place.map_or_else(|| name.clone(), |place| format!("{name} {place}"));
        Some(self.named_body(&name, &self.surface(whole)))
    }

    /// A phrase without a name at its head: by what its noun is.
    fn common_noun(&self, phrase: Phrase<'_>) -> Option<Resolved> {
        let Phrase { left, right, whole } = phrase;
        let head = left.last()?;
        let class = head.class;
        if class.is(Class::PRONOUN) && left.len() == 1 {
            return self.pronoun(head);
        }
        let told = self.those(left, right).or_else(|| self.called(left, right, whole));
        if let Some(found) = told.or_else(|| self.national(left, whole)) {
            return Some(found);
        }
        // "the Westlandians".
        if let Some(country) = self.demonym(head)
            && left[0].is_word("the")
            && left.len() <= 2
        {
            return Some(Resolved::one(self.of_directory(country, whole)));
        }
        if class.is(Class::ROLE) {
            return self.role(phrase);
        }
        // "reports in the Westport Times": no persons.
        let printed = head.is_word("reports") && right.first().is_some_and(|i| i.is_word("in"));
        if class.is(Class::DOCUMENT) || printed {
            return self.document(left, right, whole);
        }
        // "a three-judge panel of the Westland Supreme Court": the court.
        if matches!(head.lower.as_str(), "panel" | "bench" | "majority")
            && let [of, .., court] = right
            && of.is_word("of")
            && court.is_name()
            && self.reading.text_of(&court.tokens).contains("Court")
        {
            return self.single(right, 1..right.len());
        }
        if class.is(Class::BODY) {
            return self.body(phrase);
        }
        class.is(Class::PEOPLE).then(|| self.people(phrase)).flatten()
    }
}
