//! People without names: "officials", "White House officials", "analysts at Roe Desk", "BRICS leaders".

use super::context::{Context, Phrase, Resolved};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::phrases::strip_determiner;
use crate::attribute::text::{Class, Item, What};

/// What those are called who work for a firm.
const STAFF: &[&str] = &["analysts", "economists", "researchers", "strategists", "executives"];

/// A phrase whose head is a word for people.
struct People<'i> {
    head: &'i str,
    phrase: Phrase<'i>,
    /// The body that the phrase names.
    body: Option<usize>,
}

impl Context<'_> {
    /// Whom words for people name: nobody, unless they say whose people these are.
    pub(super) fn people(&self, phrase: Phrase<'_>) -> Option<Resolved> {
        let Phrase { left, right, .. } = phrase;
        let (head, before) = left.split_last()?;
        let names = before.iter().chain(right).filter_map(|i| self.entity_of(i));
        let body = names.into_iter().find(|&e| self.entity(e).kind == SpeakerKind::Institution);
        let people = People { head: head.lower.as_str(), phrase, body };
        // The first that answers decides.
        let rules: [fn(&Self, &People<'_>) -> Option<Resolved>; 13] = [
            Self::participants,
            Self::of_party,
            Self::justices,
            Self::country_again,
            Self::people_of_directory,
            Self::servants,
            Self::staff_again,
            Self::staff_at_firm,
            Self::lawyers_of_person,
            Self::of_ministry_abroad,
            Self::of_named_body,
            Self::staff_of_firm,
            Self::of_unknown_group,
        ];
        rules.iter().find_map(|rule| rule(self, &people)).or(Some(Resolved::Anonymous))
    }

    /// "the participants": all who met.
    fn participants(&self, people: &People<'_>) -> Option<Resolved> {
        let met = people.phrase.left.len() <= 2 && people.head == "participants" && self.pair.len() > 1;
        met.then(|| Resolved::Speakers(self.pair.clone()))
    }

    /// "GOP senators".
    fn of_party(&self, people: &People<'_>) -> Option<Resolved> {
        self.is_party_adjective(people.phrase.left).then_some(Resolved::Anonymous)
    }

    /// "the justices", "the majority": of the court that the text is about.
    fn justices(&self, people: &People<'_>) -> Option<Resolved> {
        let [the, _] = people.phrase.left else { return None };
        if !the.is_word("the") || !matches!(people.head, "justices" | "majority") {
            return None;
        }
        let court = self.mentioned_so_far().find(|m| self.entity(m.entity).name.ends_with("Supreme Court"))?;
        Some(Resolved::one(self.source_of(court.entity, &self.surface(people.phrase.whole))))
    }

    /// "The country said", "the Gulf kingdom": the country that spoke last.
    fn country_again(&self, people: &People<'_>) -> Option<Resolved> {
        let Phrase { left, right, whole } = people.phrase;
        if !left[0].is_word("the") || !matches!(people.head, "country" | "kingdom") || !right.is_empty() {
            return None;
        }
        let last = self.lately(3).find(|s| s.kind == SpeakerKind::Country)?;
        Some(self.called_by(whole, last.clone()))
    }

    fn people_of_directory(&self, people: &People<'_>) -> Option<Resolved> {
        let whole = people.phrase.whole;
        let entry = self.directory.position(&self.surface(strip_determiner(whole)))?;
        Some(Resolved::one(self.of_directory(entry, whole)))
    }

    /// "health ministry officials", "administration officials": by the body that they serve.
    fn servants(&self, people: &People<'_>) -> Option<Resolved> {
        const SERVANTS: &[&str] = &["officials", "sources", "spokespeople", "spokesmen", "representatives", "aides"];
        const SERVED: &[&str] = &["ministry", "administration", "department", "government", "agency"];
        let Phrase { left, whole, .. } = people.phrase;
        let [body @ .., _] = left else { return None };
        let served = body.last().filter(|i| i.what == What::Word && SERVED.contains(&i.lower.as_str()))?;
        let other = left.iter().any(|i| i.is_word("other"));
        if people.body.is_some() || other || !SERVANTS.contains(&people.head) {
            return None;
        }
        let named = self.body(Phrase { left: body, right: &[], whole: body });
        if let Some(Resolved::Speakers(found)) = named {
            return Some(Resolved::Speakers(self.all_called_by(whole, found)));
        }
        let which = body.len() == 2
            && !body[0].class.is(Class::DETERMINER)
            && !matches!(served.lower.as_str(), "administration" | "government");
        (which && named.is_none()).then(|| self.people_called(&self.surface(strip_determiner(body)), people))
    }

    /// "The officials said", "officials said", after "administration officials said"; "its experts said", of the body that
    /// spoke last.
    fn staff_again(&self, people: &People<'_>) -> Option<Resolved> {
        let Phrase { left, right, whole } = people.phrase;
        let word = people.head;
        let staff = STAFF.contains(&word) || matches!(word, "officials" | "experts");
        let opens = |i: &Item| matches!(i.lower.as_str(), "the" | "its");
        let bare = left.len() == 1 && word == "officials" || left.len() == 2 && opens(&left[0]);
        if !staff || !bare || !right.is_empty() {
            return None;
        }
        let its = left[0].is_word("its");
        let last = self.spoken.iter().rev().take(4).map(Vec::as_slice).find_map(|spoken| match spoken {
            [one] if one.kind != SpeakerKind::Person || one.surface.contains(' ') => {
                (its && one.kind == SpeakerKind::Institution || one.surface.to_lowercase().contains(word))
                    .then_some(one)
            }
            _ => None,
        })?;
        Some(self.called_by(whole, last.clone()))
    }

    /// "Analysts at Roe Desk": those of a firm that nobody knows.
    fn staff_at_firm(&self, people: &People<'_>) -> Option<Resolved> {
        let Phrase { right: [joint, name], whole, .. } = people.phrase else { return None };
        let firm = self.entity_of(name)?;
        let known = self.entity(firm);
        let staff = matches!(joint.lower.as_str(), "at" | "from" | "with") && STAFF.contains(&people.head);
        (staff && known.directory.is_none() && known.female.is_none())
            .then(|| Resolved::one(self.source_of(firm, &self.surface(whole))))
    }

    /// "Mr. Roe's prosecutors": by the person whom they serve.
    fn lawyers_of_person(&self, people: &People<'_>) -> Option<Resolved> {
        let Phrase { left, whole, .. } = people.phrase;
        let owner = left.iter().position(|i| i.what == What::Possessive).and_then(|at| at.checked_sub(1))?;
        let lawyers = matches!(people.head, "prosecutors" | "lawyers" | "attorneys");
        (lawyers && self.is_person(&left[owner]))
            .then(|| self.people_called(&self.surface(strip_determiner(whole)), people))
    }

    /// "Turkish Defense Ministry sources": the ministry of that country.
    fn of_ministry_abroad(&self, people: &People<'_>) -> Option<Resolved> {
        let Phrase { left, whole, .. } = people.phrase;
        let body = people.body?;
        let at = left[..left.len() - 1].iter().position(|i| self.entity_of(i) == Some(body))?;
        self.demonym(&left[at.checked_sub(1)?])?;
        match self.single(left, 0..at + 1) {
            Some(Resolved::Speakers(found)) => Some(Resolved::Speakers(self.all_called_by(whole, found))),
            _ => None,
        }
    }

    /// "White House officials".
    fn of_named_body(&self, people: &People<'_>) -> Option<Resolved> {
        Some(Resolved::one(self.source_of(people.body?, &self.surface(people.phrase.whole))))
    }

    /// "Roe Capital Markets analysts": those of a firm that nobody knows.
    fn staff_of_firm(&self, people: &People<'_>) -> Option<Resolved> {
        let Phrase { left: [.., firm, _], whole, .. } = people.phrase else { return None };
        let firm = self.entity_of(firm).filter(|&e| self.is_unknown_name(e) && STAFF.contains(&people.head))?;
        Some(Resolved::one(self.source_of(firm, &self.surface(whole))))
    }

    /// "Crimea Platform participants": a group by a name of its own.
    fn of_unknown_group(&self, people: &People<'_>) -> Option<Resolved> {
        let Phrase { left, whole, .. } = people.phrase;
        let named = |i: &Item| self.entity_of(i).is_some_and(|e| self.is_unknown_name(e));
        let group = left[..left.len() - 1].iter().any(named);
        group.then(|| self.people_called(&self.surface(strip_determiner(whole)), people))
    }

    /// A name of several words that no directory has.
    fn is_unknown_name(&self, entity: usize) -> bool {
        self.entity(entity).directory.is_none() && self.entity(entity).words.len() > 1
    }

    /// People of whom the article has no more than these words, as a body.
    fn people_called(&self, name: &str, people: &People<'_>) -> Resolved {
        Resolved::one(self.unmentioned(name.to_owned(), people.phrase.whole, SpeakerKind::Institution))
    }
}
