//! Role nouns: "the minister", "Ukrainian president", "a spokesman for the ministry".
//!
//! An office is resolved to the person of the article who holds it; where nobody is named, the office itself names the
//! speaker, unless it is one of many ("an official"), which leaves the speaker unnamed. `again` has the rules for whom the
//! article has spoken of already, `spokespeople` those for who speaks for a body or a person, `names` what an office is called
//! that nobody is known to hold.

mod again;
mod names;
mod spokespeople;

use super::context::{Context, Phrase, Resolved};
use crate::attribute::directory::SpeakerKind;
use crate::attribute::phrases::strip_determiner;
use crate::attribute::text::{Class, Item, What};

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

/// Statements back to which "the former minister" and "the Hungarian minister" point.
const REACH: usize = 4;

/// Whether a lone word with a capital, in small letters here, is an office or text of nobody in particular: "Oil to rise:
/// Analyst".
pub(crate) fn is_anyone(word: &str) -> bool {
    ANONYMOUS.contains(&word) || matches!(word, "adviser" | "advisor" | "aide" | "survey" | "report" | "poll" | "study")
}

/// A phrase whose head is an office.
pub(super) struct Office<'i> {
    /// The head as offices are known: "pope" for "pontiff", "president" for "head of state", "minister" for "ex-minister".
    head: String,
    phrase: Phrase<'i>,
    /// The country that the phrase names.
    country: Option<usize>,
    /// The name in the phrase that stands last, as an entity.
    named: Option<usize>,
    /// Words before the head that say which: "foreign", "former".
    qualifiers: Vec<&'i str>,
    /// "the", "his", "Westland's".
    definite: bool,
    /// "a", "some".
    indefinite: bool,
    /// "ex-minister".
    ex: bool,
}

impl Office<'_> {
    /// Whether who holds the office speaks for a body.
    fn speaks_for_a_body(&self) -> bool {
        const SPEAK_FOR: &[&str] = &["spokesman", "spokeswoman", "spokesperson", "representative", "official", "aide"];
        SPEAK_FOR.contains(&self.head.as_str())
    }

    /// Whether many have it, so that without a name it is nobody.
    fn is_of_many(&self) -> bool {
        ANONYMOUS.contains(&self.head.as_str())
    }

    /// "Westland's president".
    fn is_owned(&self) -> bool {
        self.phrase.left.iter().any(|i| i.what == What::Possessive)
    }

    /// "the spokesman", "the executive".
    fn is_bare(&self) -> bool {
        self.phrase.left.len() <= 2
    }
}

impl Context<'_> {
    /// Whom "the minister", "Ukrainian president", "a spokesman for the ministry" or "Kyiv's mayor" names.
    pub(super) fn role(&self, phrase: Phrase<'_>) -> Option<Resolved> {
        let office = self.office(phrase)?;
        // The first that answers decides.
        let rules: [fn(&Self, &Office<'_>) -> Option<Resolved>; 26] = [
            Self::spokesperson_of_pronoun,
            Self::counterpart,
            Self::body_called_so,
            Self::official_of_body,
            Self::official_again,
            Self::stranger_of_many,
            Self::party_member,
            Self::former,
            Self::official_of_administration,
            Self::spokesman_again,
            Self::holder_of,
            Self::countryman,
            Self::other_of_two,
            Self::office_of_its_country,
            Self::last_by_another_office,
            Self::spokesperson_of_named_body,
            Self::unnamed_again,
            Self::spokesperson_of_person,
            Self::spokesperson_of_phrase,
            Self::of_administration,
            Self::spokesperson_of_common_body,
            Self::introduced_next,
            Self::nobody_of_many,
            Self::nobody_in_particular,
            Self::office_as_name,
            Self::lone_office,
        ];
        rules.iter().find_map(|rule| rule(self, &office)).or(Some(Resolved::Anonymous))
    }

    /// What the rules look at in a phrase for an office.
    fn office<'i>(&self, phrase: Phrase<'i>) -> Option<Office<'i>> {
        let Phrase { left, right, .. } = phrase;
        let word = left.last()?.lower.as_str();
        let ex = word.starts_with("ex-");
        let of = |what: &str| right.len() > 1 && right[0].is_word("of") && right[1].is_word(what);
        let head = match word.strip_prefix("ex-").unwrap_or(word) {
            "pontiff" => "pope",
            // "the head of state": mostly the president.
            "head" if right.len() == 2 && of("state") => "president",
            // "Roe's chief of staff" leads nothing.
            "chief" if of("staff") => "chief-of-staff",
            head => head,
        };
        let begins = |words: &[&str]| left.first().is_some_and(|i| words.contains(&i.lower.as_str()));
        let words = || left.iter().chain(right);
        let adjective = |i: &&Item| i.what == What::Word && !i.class.is(Class::DETERMINER) && self.demonym(i).is_none();
        Some(Office {
            head: head.to_owned(),
            phrase,
            country: words().find_map(|i| self.demonym(i).or_else(|| self.country_of_name(i))),
            named: words().filter(|i| i.is_name()).filter_map(|i| self.entity_of(i)).next_back(),
            qualifiers: left[..left.len() - 1].iter().filter(adjective).map(|i| i.lower.as_str()).collect(),
            definite: begins(&["the", "his", "her", "their", "its", "this", "that"])
                || left.iter().any(|i| i.what == What::Possessive),
            indefinite: begins(&["a", "an", "one", "another", "some"]),
            ex,
        })
    }

    /// "the United Nations' nuclear watchdog": a body by what the directory calls it; but "economist says" is no outlet of
    /// that name.
    fn body_called_so(&self, office: &Office<'_>) -> Option<Resolved> {
        let words = strip_determiner(office.phrase.whole);
        let entry = self.directory.position(&self.surface(words))?;
        let named = words.len() > 1 || words.first().is_some_and(|i| self.is_capital(i));
        let body = self.directory.entries()[entry].kind == SpeakerKind::Institution;
        (named && body).then(|| Resolved::one(self.of_directory(entry, office.phrase.whole)))
    }

    /// "the executive", after "an executive said": nobody who is named; nor is "the unnamed official".
    fn stranger_of_many(&self, office: &Office<'_>) -> Option<Resolved> {
        let Phrase { left, right, .. } = office.phrase;
        if !office.is_of_many() && !matches!(office.head.as_str(), "aide" | "staffer") {
            return None;
        }
        let plain = office.definite && office.country.is_none() && office.named.is_none() && right.is_empty();
        let stranger = plain && self.is_stranger(&office.head);
        (stranger || self.is_unnamed(left) && !office.speaks_for_a_body()).then_some(Resolved::Anonymous)
    }

    /// "one GOP lawmaker": a party's nickname is an adjective there, as "Republican" is.
    fn party_member(&self, office: &Office<'_>) -> Option<Resolved> {
        let member = self.is_party_adjective(office.phrase.left) && office.indefinite && !office.speaks_for_a_body();
        member.then_some(Resolved::Anonymous)
    }

    /// "an analyst", "the official" of no country and no body.
    fn nobody_of_many(&self, office: &Office<'_>) -> Option<Resolved> {
        let of_none = office.country.is_none() && office.named.is_none();
        (office.is_of_many() && (office.indefinite || of_none)).then_some(Resolved::Anonymous)
    }

    /// "a minister"; but "a Westland spokesman" speaks for it.
    fn nobody_in_particular(&self, office: &Office<'_>) -> Option<Resolved> {
        let of_some = office.named.is_some() || office.country.is_some();
        let speaks = office.speaks_for_a_body() && office.head != "aide" && of_some;
        (office.indefinite && !speaks).then_some(Resolved::Anonymous)
    }
}
