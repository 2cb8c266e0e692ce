//! Reads the names off the words of a sentence: at each word the first rule that answers says whether a name begins there.

use super::find::Candidate;
use super::found::name;
use super::longer_names::{is_part_of_longer, is_with_organ};
use super::other_names::{is_small_surname, is_surname_again};
use super::particles::is_joined;
use super::run::Run;
use super::skipped::is_skipped;
use crate::attribute::directory::{fold, national_adjective};
use crate::attribute::text::{Class, Form, Kind, Sense, Token, verb_of};

/// What a rule finds at a word.
pub(super) enum Found {
    /// A name, behind which the reading goes on.
    Name(Candidate),
    /// No name begins before this token.
    Nothing(usize),
}

/// A rule for a word, which is given as a run of itself alone, and the names before it.
type Rule = fn(&Run<'_>, &[Candidate]) -> Option<Found>;

/// The rules in their order. Where none of them answers, the word begins a name of its own (`found`).
const RULES: &[Rule] = &[known, without_capital, compatriot, surname_of_adjective, surname_of_pronoun, skipped];

/// Adds the names of a sentence: `sentence` is a run that has its bounds, and says whether it stands at their beginning.
pub(super) fn scan(sentence: Run<'_>, out: &mut Vec<Candidate>) {
    let mut at = sentence.first;
    let mut begins = sentence.begins;
    while at < sentence.limit {
        let kind = sentence.tokens[at].kind;
        if !matches!(kind, Kind::Word | Kind::Number) {
            begins = begins && matches!(kind, Kind::Mark | Kind::Dash | Kind::Open);
            at += 1;
            continue;
        }
        let word = Run { at, end: at + 1, begins, ..sentence };
        begins = false;
        match RULES.iter().find_map(|rule| rule(&word, out)).unwrap_or_else(|| name(&word)) {
            Found::Name(candidate) => {
                at = candidate.tokens.end;
                out.push(candidate);
            }
            Found::Nothing(next) => at = next,
        }
    }
}

/// A name of the directory, where it is no part of a longer one.
fn known(word: &Run<'_>, _: &[Candidate]) -> Option<Found> {
    let (end, entry) = word.known(word.at)?;
    let entry = word.congress.filter(|_| word.head().text == "Congress").unwrap_or(entry);
    let known = word.to(end);
    if is_with_organ(&known, entry) {
        return Some(Found::Name(word.to(end + 1).candidate(None, false)));
    }
    (!is_part_of_longer(&known, entry)).then(|| Found::Name(known.candidate(Some(entry), false)))
}

/// A word in small letters begins no name, unless it is a particle that is written with one: "al-Roe".
fn without_capital(word: &Run<'_>, _: &[Candidate]) -> Option<Found> {
    (!word.head().is_capital() && !is_joined(word.head())).then_some(Found::Nothing(word.end))
}

/// "the Finn said", "the 60-year-old Dane": whoever of that country was spoken of.
fn compatriot(word: &Run<'_>, _: &[Candidate]) -> Option<Found> {
    let of_age = |t: &Token<'_>| t.lower == "the" || t.lower.ends_with("-year-old");
    let national = word.before(1).is_some_and(of_age) && national_adjective(word.head().text).is_some();
    (national && !word.has_capital(0)).then_some(Found::Nothing(word.end))
}

/// "French said", where the text has a David French: whether it has one is for `link` to say.
fn surname_of_adjective(word: &Run<'_>, _: &[Candidate]) -> Option<Found> {
    let article = |t: &Token<'_>| matches!(t.lower.as_str(), "the" | "most" | "many" | "some");
    let says = |t: &Token<'_>| verb_of(&t.lower).is_some_and(|v| v.is(Sense::Say) && v.form == Form::Past);
    let surname = word.head().class.is(Class::DEMONYM)
        && word.head().is_capital()
        && !word.before(1).is_some_and(article)
        && word.next().is_some_and(says);
    surname.then(|| Found::Name(word.candidate(None, true)))
}

/// "..., He said", of whom the text has told so.
fn surname_of_pronoun(word: &Run<'_>, before: &[Candidate]) -> Option<Found> {
    let again = word.head().text == "He"
        && !word.headline
        && is_surname_again(word.tokens, word.at, before)
        && !is_small_surname(word);
    again.then(|| Found::Name(word.candidate(None, false)))
}

/// A word that is no name; but "Mr. King", who was named "Peter King" before, has a surname that is a title too.
fn skipped(word: &Run<'_>, before: &[Candidate]) -> Option<Found> {
    is_skipped(word).then(|| {
        let surname = word.head().class.is(Class::TITLE) && is_surname(word, before);
        if surname { Found::Name(word.candidate(None, true)) } else { Found::Nothing(word.end) }
    })
}

/// Whether a title word is the surname of a name of several words before it.
fn is_surname(word: &Run<'_>, before: &[Candidate]) -> bool {
    let surname = fold(word.head().text);
    let behind = word.at.checked_sub(1).map(|i| &word.tokens[i]);
    word.head().is_capital()
        && !word.next().is_some_and(Token::is_capital)
        && behind.is_none_or(|t| !t.class.is(Class::DETERMINER.or(Class::DEMONYM)) && t.kind != Kind::Possessive)
        && before.iter().any(|c| c.words.len() > 1 && c.known.is_none() && c.words.last() == Some(&surname))
}
