//! Words with a capital with which no name begins: titles, adjectives before a name, words that begin a sentence.

use super::bodies_ahead::titled_body;
use super::body_names::{behind_owner, is_company};
use super::heads::kind_before_name;
use super::name_words::{is_adjective, is_bare_body, is_participle, skips};
use super::other_names::is_small_surname;
use super::run::Run;
use crate::attribute::text::{Class, Kind, Token, verb_of};

/// Why a word may be skipped: any of these will do.
const REASONS: &[fn(&Run<'_>) -> bool] =
    &[is_poll, is_of_staff, is_member, is_charge, is_office, is_before_name, is_kind, is_common];

/// Whether no name begins with the word that `word` is a run of.
pub(super) fn is_skipped(word: &Run<'_>) -> bool {
    REASONS.iter().any(|is| is(word)) && !is_small_surname(word)
}

/// "A Gallup Poll": no part of a name.
fn is_poll(word: &Run<'_>) -> bool {
    matches!(word.head().text, "Poll" | "Polls") && word.before(1).is_some_and(Token::is_capital)
}

/// "Chief of Staff Anna Roe".
fn is_of_staff(word: &Run<'_>) -> bool {
    word.head().text == "Staff"
        && word.before(1).is_some_and(|t| t.lower == "of")
        && word.before(2).is_some_and(|t| t.lower == "chief")
}

/// "MK Anna Roe", a member of the Knesset; but "the MK Party".
fn is_member(word: &Run<'_>) -> bool {
    word.head().text == "MK" && word.has_capital(0) && word.has_capital(1)
}

/// "Secretary (West) Anna Roe": what she is in charge of.
fn is_charge(word: &Run<'_>) -> bool {
    word.before(1).is_some_and(|t| t.kind == Kind::Open)
        && word.before(2).is_some_and(|t| t.lower == "secretary")
        && word.next().is_some_and(|t| t.kind == Kind::Close)
}

/// "Student Anna Roe": an office with a capital because it begins the sentence.
fn is_office(word: &Run<'_>) -> bool {
    word.begins
        && word.head().class.is(Class::ROLE)
        && !word.head().class.is(Class::GIVEN)
        && word.next().is_some_and(|t| t.is_capital() && t.class.is(Class::GIVEN))
}

/// "Westport-based Tealmart", "Forcing Roe to ...": the name begins with the next word.
fn is_before_name(word: &Run<'_>) -> bool {
    let participle = |next: &Token<'_>| word.begins && is_participle(word.head(), next);
    word.has_capital(0) && (is_adjective(word.head()) || word.next().is_some_and(participle))
}

/// "Carmaker Roe said".
fn is_kind(word: &Run<'_>) -> bool {
    word.begins && kind_before_name(word.tokens, word.at, word.limit)
}

/// "Minister", "Monday", "The": words that are in hardly any name, unless a body's name begins with them.
fn is_common(word: &Run<'_>) -> bool {
    skips(word.head(), word.begins)
        && !is_plain_in_body(word)
        && !is_verb_in_company(word)
        && !titled_body(word.tokens, word.at, word.limit)
}

/// "the People's Party", "the Left Bloc": plain words in the names of bodies.
fn is_plain_in_body(word: &Run<'_>) -> bool {
    let before_body =
        |next: &Token<'_>| next.is_capital() && is_bare_body(next) && word.before(1).is_some_and(|t| t.lower == "the");
    let owner = |next: &Token<'_>| next.kind == Kind::Possessive && behind_owner(word).is_some();
    !word.headline
        && !word.begins
        && word.head().is_capital()
        && word.head().class.is(Class::COMMON.or(Class::PEOPLE))
        && word.end < word.limit
        && word.next().is_some_and(|next| before_body(next) || owner(next))
}

/// "Open Kitchens International said": a name that begins with a verb.
fn is_verb_in_company(word: &Run<'_>) -> bool {
    word.begins
        && verb_of(&word.head().lower).is_some()
        && word.has_capital(0)
        && word.has_capital(1)
        && is_company(word.to(word.end + 2).words())
}
