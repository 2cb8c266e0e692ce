//! Whether the capitalized words from some place on end in a body: "Statistics Authority" after "UK", "Foreign Ministry".

use super::body_names::{PLAIN, is_body_word, is_company_word};
use super::known_names::known_name;
use crate::attribute::directory::Directory;
use crate::attribute::text::{Class, Kind, Token};

/// Whether the word at `at` is for an official whose office bears his title: "Sheriff's Office", "Attorney General's Office".
pub(super) fn owns_office(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    const OFFICIALS: &[&str] =
        &["Sheriff", "Attorney", "Prosecutor", "General", "Coroner", "Examiner", "Comptroller", "Ombudsman"];
    at + 2 < limit
        && OFFICIALS.contains(&tokens[at].text)
        && tokens[at + 1].kind == Kind::Possessive
        && matches!(tokens[at + 2].text, "Office" | "Department")
}

/// Whether the capitalized words from `at` on end in a body: "Statistics Authority" after "UK".
pub(super) fn body_ahead(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    if (at..limit.min(at + 3)).take_while(|&i| tokens[i].is_capital()).any(|i| owns_office(tokens, i, limit)) {
        return true;
    }
    let run = (at..limit.min(at + 4)).take_while(|&i| {
        tokens[i].is_capital() && !tokens[i].class.is(Class::TITLE.or(Class::DEMONYM).or(Class::TIME))
    });
    run.last().is_some_and(|i| {
        tokens[i].class.is(Class::BODY) && !tokens[i].class.is(Class::ROLE.or(Class::PEOPLE))
            || is_body_word(&tokens[i])
    })
}

/// Title words that no name of a body begins with: they belong to a person's title.
const PERSONAL: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "dr",
    "former",
    "ex",
    "acting",
    "then",
    "incumbent",
    "outgoing",
    "senior",
    "top",
    "prime",
    "vice",
];

/// Whether a run of capitalized words that starts with a title word at `at` ends in a body: "Foreign Ministry", "National
/// Anti-Corruption Bureau", "State Border Service". Words for an office end the run.
pub(super) fn titled_body(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    if !tokens[at].class.is(Class::TITLE) || PERSONAL.contains(&tokens[at].lower.trim_end_matches('.')) {
        return false;
    }
    let plain = tokens[at].class.is(Class::ROLE);
    for token in &tokens[(at + 1).min(limit)..limit.min(at + 6)] {
        let office = token.class.is(Class::ROLE) && !token.class.is(Class::BODY);
        if !token.is_capital() || office || token.class.is(Class::DEMONYM.or(Class::TIME)) {
            return false;
        }
        if is_body_word(token) {
            return true;
        }
        // "Minister Roe's Council": after an office only titles lead to a body.
        if plain && !token.class.is(Class::TITLE) {
            return false;
        }
    }
    false
}

/// Whether the capitalized words from `at` on, a title word among them, end in a body that bears a country's name before it:
/// "Business Federation" after "Japan", "Inland Water Transport Authority" after "Bangladesh".
pub(super) fn titled_body_ahead(tokens: &[Token<'_>], at: usize, limit: usize, directory: &Directory) -> bool {
    let run = (at..limit.min(at + 5))
        .take_while(|&i| tokens[i].is_capital() && !tokens[i].class.is(Class::DEMONYM.or(Class::TIME)))
        .last();
    let Some(last) = run.filter(|&last| last > at) else { return false };
    let mut words = at..=last;
    is_body_word(&tokens[last])
        && !PLAIN.contains(&tokens[last].lower.as_str())
        && words.clone().all(|i| !tokens[i].class.is(Class::ROLE) || i == last)
        && words.find(|&i| tokens[i].class.is(Class::TITLE)).is_some_and(|i| titled_body(tokens, i, limit))
        && known_name(tokens, at, limit, directory).is_none()
}

/// Whether a country's name at `at` is the first word of a company's or group's: "Kenya Power", "Sudan Emergency Doctors".
pub(super) fn company_ahead(tokens: &[Token<'_>], at: usize, limit: usize) -> bool {
    let run = (at + 1..limit.min(at + 4))
        .take_while(|&i| tokens[i].is_capital() && !tokens[i].class.is(Class::TITLE.or(Class::DEMONYM).or(Class::TIME)))
        .count();
    let Some(last) = tokens[at + 1..].get(run.wrapping_sub(1)).filter(|_| run > 0) else { return false };
    let group = run > 1 && at > 0 && tokens[at - 1].lower == "the" && last.class.is(Class::PEOPLE);
    is_company_word(last) && run < 3 || group
}
