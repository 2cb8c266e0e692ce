//! Where a word with a capital behind a name begins another name: "Council Director Anna Roe".

use super::bodies_ahead::titled_body;
use super::particles::begins_name;
use super::run::{Run, is_name_word};
use crate::attribute::directory::{Entry, SpeakerKind, fold};
use crate::attribute::text::{Class, Token};

/// How a word begins another name: any of these will do.
const WAYS: &[fn(&Run<'_>, &Token<'_>) -> bool] =
    &[is_title, is_first_name, is_person_of_chamber, is_office, is_person_of_body, is_known];

/// Whether the word `token` behind a name begins another.
pub(super) fn begins_another(name: &Run<'_>, token: &Token<'_>) -> bool {
    WAYS.iter().any(|begins| begins(name, token))
}

/// "Council Director Anna Roe": a title begins a new name.
fn is_title(name: &Run<'_>, token: &Token<'_>) -> bool {
    token.class.is(Class::TITLE.or(Class::ROLE))
        && !token.class.is(Class::BODY)
        && begins_name(name.tokens, name.end + 1, name.limit)
        && !titled_body(name.tokens, name.end, name.limit)
        && name.words().iter().all(|t| t.lower != "of" && t.lower != "for")
}

/// "Ministry of Trade Anna Roe": a first name after a body.
fn is_first_name(name: &Run<'_>, token: &Token<'_>) -> bool {
    let words = name.words();
    token.class.is(Class::GIVEN)
        && words.len() > 1
        && name.has_capital(1)
        && words.iter().any(|t| t.class.is(Class::BODY) && !t.class.is(Class::ROLE))
        && (words.iter().any(|t| t.lower == "of") || name.last().class.is(Class::BODY))
}

/// "speaker of the House Anna Roe".
fn is_person_of_chamber(name: &Run<'_>, token: &Token<'_>) -> bool {
    name.words().len() == 1
        && matches!(name.head().text, "House" | "Senate" | "Congress" | "Commons")
        && token.class.is(Class::GIVEN)
        && name.has_capital(1)
}

/// "Department of Agriculture Secretary Anna Roe", "Harbor Association President and CEO Anna Roe".
fn is_office(name: &Run<'_>, token: &Token<'_>) -> bool {
    let &Run { tokens, end, limit, .. } = name;
    let joined = || {
        tokens.get(end + 1).is_some_and(|t| matches!(t.lower.as_str(), "and" | "&"))
            && end + 2 < limit
            && tokens[end + 2].class.is(Class::TITLE.or(Class::ROLE))
            && name.has_capital(3)
    };
    token.class.is(Class::TITLE)
        && token.class.is(Class::ROLE)
        && !token.class.is(Class::BODY)
        && (joined() || is_full_name(tokens, end + 1, limit))
}

/// Whether the name of a person stands at `at`: a first name and another word, or two words alone.
fn is_full_name(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    let other = Class::BODY.or(Class::TITLE);
    is_name_word(tokens, at, limit)
        && is_name_word(tokens, at + 1, limit)
        && (tokens[at].class.is(Class::GIVEN)
            || !is_name_word(tokens, at + 2, limit) && !tokens[at..at + 2].iter().any(|t| t.class.is(other)))
}

/// "Commission Anna Roe": after a body a name of two words or more is a person.
fn is_person_of_body(name: &Run<'_>, token: &Token<'_>) -> bool {
    name.words().len() > 1
        && name.last().class.is(Class::BODY)
        && !token.class.is(Class::BODY)
        && name.has_capital(1)
        && !name.tokens[name.end + 1].class.is(Class::BODY)
        && !name.has_capital(2)
}

/// A known full name, a country or a body begins a name of its own, unless it makes one with the words before it.
fn is_known(name: &Run<'_>, _: &Token<'_>) -> bool {
    let Some((end, entry)) = name.known(name.end) else { return false };
    let known = Run { at: name.end, end, ..*name };
    let entry = &name.directory.entries()[entry];
    (known.words().len() > 1 || entry.kind != SpeakerKind::Person)
        && !known.has_capital(0)
        && !name.words().iter().any(|t| t.class.is(Class::BODY))
        && !is_body_with_country(name, &known, entry)
        && !is_chapter(name, &known, entry)
        // "Jean-Yves Le Drian", where "Le Drian" is a name too.
        && name.to(end).position().is_none()
}

/// "Air Westland", "Tennis Westland": an unknown word before a country makes a body of it.
fn is_body_with_country(name: &Run<'_>, known: &Run<'_>, entry: &Entry) -> bool {
    entry.kind == SpeakerKind::Country
        && matches!((name.words(), known.words()), ([word], [country])
            if !word.is_all_capital() && !country.is_all_capital()
            && !word.class.is(Class::GIVEN.or(Class::TITLE).or(Class::ROLE)))
        && name.known(name.at).is_none()
}

/// "Ohio Farm Bureau": another than the one that is meant by "the Farm Bureau".
fn is_chapter(name: &Run<'_>, known: &Run<'_>, entry: &Entry) -> bool {
    name.words().len() == 1
        && known.words().len() > 1
        && entry.kind == SpeakerKind::Institution
        && known.last().class.is(Class::BODY)
        && entry.country.is_some()
        && name.head().class.is(Class::STATE)
        && fold(&entry.name) != fold(&known.text())
}
