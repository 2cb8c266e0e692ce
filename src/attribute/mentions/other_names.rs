//! Other names of a person in the same article: nicknames, initials for the first name, a title before the surname.

use super::find::{Candidate, Mentions};
use super::name_words::skips;
use super::run::Run;
use crate::attribute::directory::{Directory, SpeakerKind, fold};
use crate::attribute::text::{Class, Kind, Token, class_of, verb_of};
use std::ops::Range;

/// The nickname with its marks that begins at `at`: the "\"Nan\"" of "Anna \"Nan\" Roe", the "(Nan)" of "Anna (Nan) Roe".
pub(super) fn nickname_at(tokens: &[Token<'_>], at: usize, limit: usize) -> Option<Range<usize>> {
    let kind = |at: usize| tokens.get(at).filter(|_| at < limit).map(|t| t.kind);
    // Other brackets hold an acronym, a party, an age.
    let first = |at: usize| tokens[at].class.is(Class::FEMALE.or(Class::MALE));
    if kind(at) == Some(Kind::Open) {
        let named = kind(at + 2) == Some(Kind::Close) && at.checked_sub(1).is_some_and(first);
        let short = |t: &Token<'_>| t.is_capital() && !t.is_all_capital();
        // "Bela (Bel) James RoeMORE", as some pages have names with links.
        let last = tokens.get(at + 4).is_none_or(|t| !t.is_capital());
        return (named && last && short(&tokens[at + 1])).then_some(at..at + 3);
    }
    let mark = |at: usize| at < limit && tokens[at].kind == Kind::Mark;
    let opens = mark(at)
        && at.checked_sub(1).is_some_and(|before| tokens[before].end < tokens[at].start)
        && at + 1 < limit
        && tokens[at + 1].start == tokens[at].end;
    let close = (at + 1..limit.min(at + 5)).find(|&i| !tokens[i].is_capital()).filter(|_| opens)?;
    (close > at + 1 && mark(close) && tokens[close].start == tokens[close - 1].end).then_some(at..close + 1)
}

/// The nickname inside the words of a name.
pub(super) fn nickname_inside(name: &[Token<'_>]) -> Option<Range<usize>> {
    let first = name.iter().position(|t| matches!(t.kind, Kind::Mark | Kind::Open))?;
    nickname_at(name, first, name.len()).filter(|nickname| nickname.end < name.len())
}

/// Gives nicknames to whose they are: "Anna \"Nan\" Roe ... Nan said", "Anna Roe, known to all as Nan, ...".
pub(super) fn nicknames(
    candidates: &[Candidate],
    entity_of: &mut [Option<usize>],
    mentions: &Mentions,
    tokens: &[Token<'_>],
) {
    let person = |entity: usize| mentions.entities[entity].kind == SpeakerKind::Person;
    for index in 0..candidates.len() {
        let Candidate { tokens: name, .. } = &candidates[index];
        let inside = nickname_inside(&tokens[name.clone()]);
        let (words, whose) = if let Some(inside) = inside {
            let words = tokens[name.start + inside.start..name.start + inside.end].iter();
            (words.filter(|t| t.kind == Kind::Word).map(|t| fold(t.text)).collect(), entity_of[index])
        } else {
            let Some(before) = index.checked_sub(1) else { continue };
            let apart = candidates[before].tokens.end..name.start;
            let owns = tokens.get(name.end).is_some_and(|t| t.kind == Kind::Possessive);
            let other = candidates[index].known.is_some() || entity_of[index].is_some_and(|e| !person(e));
            if owns || other || name.len() > 2 || apart.len() > 12 || !tokens.get(apart).is_some_and(calls) {
                continue;
            }
            (candidates[index].words.clone(), entity_of[before])
        };
        let Some(whose) = whose.filter(|&e| person(e)) else { continue };
        for other in 0..candidates.len() {
            if candidates[other].words == words && candidates[other].known.is_none() {
                entity_of[other] = Some(whose);
            }
        }
    }
}

/// Whether the words between two names say that the second one is another name for the first: ", better known as", ", a teacher
/// who is known to everybody as", ", nicknamed".
fn calls(apart: &[Token<'_>]) -> bool {
    let small = |t: &Token<'_>| t.kind == Kind::Word && !t.is_capital();
    let apart = match apart {
        [words @ .., mark] if mark.kind == Kind::Mark => words,
        words => words,
    };
    let apart = match apart {
        [comma, words @ ..] if matches!(comma.kind, Kind::Comma | Kind::Open) => words,
        words => words,
    };
    let Some((last, before)) = apart.split_last().filter(|_| apart.iter().all(small)) else { return false };
    let words = match last.lower.as_str() {
        "nicknamed" | "alias" | "aka" | "a.k.a." => before,
        "as" => {
            let Some(known) = before.iter().rposition(|t| t.lower == "known") else { return false };
            let other = |t: &Token<'_>| matches!(t.lower.as_str(), "the" | "a" | "an" | "not");
            if before[known..].iter().any(other) {
                return false;
            }
            &before[..known]
        }
        _ => return false,
    };
    // "a teacher known as", but not "the leader of the group known as".
    words.last().is_none_or(|t| {
        t.class.is(Class::ROLE.or(Class::AUXILIARY))
            || matches!(t.lower.as_str(), "better" | "best" | "who")
            || t.lower.ends_with("ly")
    })
}

/// The Indian party that "Congress" means, where the article speaks of a "Congress leader": those of parliaments are
/// leaders "in Congress", "of the Congress".
pub(super) fn party_congress(tokens: &[Token<'_>], directory: &Directory) -> Option<usize> {
    const MEMBERS: &[&str] =
        &["leader", "spokesperson", "spokesman", "spokeswoman", "chief", "party", "mp", "mla", "veteran"];
    let party = (0..tokens.len().saturating_sub(1)).any(|i| {
        let before = i.checked_sub(1).map(|before| &tokens[before]);
        tokens[i].text == "Congress"
            && MEMBERS.contains(&tokens[i + 1].lower.as_str())
            && before.is_none_or(|t| !t.is_capital() && t.lower != "the")
    });
    if party { directory.position("Indian National Congress") } else { None }
}

/// Joins "A. Roe" to the one Roe of the article whose first name begins with an A.
pub(super) fn merge_initials(entity_of: &mut [Option<usize>], mentions: &Mentions) {
    merge(entity_of, mentions, |short, full| {
        short.len() == 2 && short[0].chars().count() == 1 && full[0].len() > 1 && full[0].starts_with(short[0].as_str())
    });
}

/// Joins "Baroness Roe" to the one full name of a Roe in the article.
pub(super) fn merge_honored(entity_of: &mut [Option<usize>], mentions: &Mentions) {
    let title = |word: &String| class_of(word).is(Class::HONORIFIC);
    merge(entity_of, mentions, |short, full| short.len() == 2 && title(&short[0]) && !title(&full[0]));
}

/// Joins each person who is in no directory to the one full name of the same surname that `fits` (its words, those of the full
/// name).
fn merge(entity_of: &mut [Option<usize>], mentions: &Mentions, fits: impl Fn(&[String], &[String]) -> bool) {
    let entities = &mentions.entities;
    let surnames = mentions.by_last_word();
    for short in 0..entities.len() {
        let one = &entities[short];
        if one.kind != SpeakerKind::Person || one.directory.is_some() || one.words.len() != 2 {
            continue;
        }
        let alike = surnames.get(&one.words.last()).into_iter().flatten().copied();
        let mut full = alike.filter(|&e| {
            let other = &entities[e];
            e != short && other.kind == SpeakerKind::Person && other.words.len() > 1 && fits(&one.words, &other.words)
        });
        let (Some(full), None) = (full.next(), full.next()) else { continue };
        for entity in entity_of.iter_mut().filter(|e| **e == Some(short)) {
            *entity = Some(full);
        }
    }
}

/// Whether a small word with a capital is a Chinese surname before its given name: "said An Gang", "He Weiwen said".
pub(super) fn is_small_surname(word: &Run<'_>) -> bool {
    let inside = |t: &Token<'_>| matches!(t.kind, Kind::Word | Kind::Comma);
    let small = match word.head().text {
        "He" => true,
        "An" | "So" | "You" => !word.begins && word.before(1).is_some_and(inside),
        _ => false,
    };
    let given = |t: &Token<'_>| {
        t.kind == Kind::Word
            && t.is_capital()
            && !t.is_all_capital()
            && !t.text.contains(['-', '\'', '’'])
            && !skips(t, false)
            && verb_of(&t.lower).is_none()
            && !t.class.is(Class::BODY.or(Class::ROLE).or(Class::PEOPLE).or(Class::DOCUMENT).or(Class::MODAL))
    };
    small
        && !word.headline
        && word.end < word.limit
        && word.next().is_some_and(given)
        && !word.has_capital(1)
        && word.known(word.end).is_none()
}

/// Whether "He" behind a comma is the surname of somebody named before: a pronoun has no capital there.
pub(super) fn is_surname_again(tokens: &[Token<'_>], at: usize, before: &[Candidate]) -> bool {
    let marks = tokens[..at].iter().rev().take_while(|t| matches!(t.kind, Kind::Mark)).count();
    let behind = (at - marks).checked_sub(1).map(|i| &tokens[i]);
    behind.is_some_and(|t| t.kind == Kind::Comma)
        && before.iter().any(|c| c.words.len() > 1 && c.known.is_none() && c.words[0] == tokens[at].lower)
}
