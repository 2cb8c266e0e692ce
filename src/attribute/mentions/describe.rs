//! Offices, countries and sex of persons, from the words around their names: the titles before a name, what stands before its
//! comma, and what stands behind it (`behind_name`).

use super::behind_name::{apposition, in_brackets, leads};
use super::find::{Entity, Mention, Mentions};
use crate::attribute::directory::{Directory, SpeakerKind};
use crate::attribute::text::{Class, Kind, Token, verb_of};
use std::collections::HashSet;

/// A shortened title in full.
fn full_title(word: &str) -> &str {
    match word {
        "sen" => "senator",
        "rep" => "representative",
        "gov" => "governor",
        "gen" => "general",
        "prof" => "professor",
        "pm" | "fm" | "eam" => "minister",
        word => word,
    }
}

/// Takes office, country and sex of a mentioned person from the words around the mention.
pub(super) fn describe(mentions: &mut Mentions, index: usize, tokens: &[Token<'_>], directory: &Directory) {
    let Mention { tokens: range, entity } = mentions.list[index].clone();
    let (before, behind) = (&tokens[..range.start], &tokens[range.end..]);
    let previous = index.checked_sub(1).map(|before| mentions.list[before].entity);
    // The offices of whoever was named before, which a counterpart has too.
    let other = previous.filter(|_| before.iter().rev().take(9).any(is_counterpart));
    let of_other = other.map(|other| mentions.entities[other].roles.clone()).unwrap_or_default();
    if let Some(spouse) = spouse_before(before)
        && let Some(other) = previous.map(|other| &mut mentions.entities[other])
        && other.kind == SpeakerKind::Person
    {
        other.roles.insert(spouse.to_owned());
        other.female = other.female.or(Some(spouse == "wife"));
    }
    let entity = &mut mentions.entities[entity];
    if entity.kind != SpeakerKind::Person {
        return;
    }
    // "his Chinese counterpart Anna Roe".
    if before.last().is_some_and(is_counterpart) {
        entity.roles.extend(of_other.iter().cloned());
    }
    titles(entity, before, directory);
    before_comma(entity, before, directory, &of_other);
    in_brackets(entity, behind, directory);
    leads(entity, behind);
    apposition(entity, behind, directory);
}

/// "Foreign Minister Roe", "Mrs Roe", "the Westlandian envoy Roe": what the words right before a name say of its bearer.
fn titles(entity: &mut Entity, tokens: &[Token<'_>], directory: &Directory) {
    for at in (tokens.len().saturating_sub(8)..tokens.len()).rev() {
        let token = &tokens[at];
        let before = at.checked_sub(1).map(|before| &tokens[before]);
        let last = at + 1 == tokens.len();
        // "the secretary and Minister Roe": two persons.
        let joins_roles = token.lower == "and" && before.is_some_and(|t| t.class.is(Class::ROLE));
        // "the governor of Roeland": whose office it is, and no governor.
        if joins_roles || last && matches!(token.lower.as_str(), "of" | "for") {
            break;
        }
        match token.lower.trim_end_matches('.') {
            "mr" | "sir" | "lord" | "baron" | "count" | "sheikh" => entity.female = Some(false),
            "ms" | "mrs" | "miss" | "lady" | "dame" | "baroness" | "countess" => entity.female = Some(true),
            word if token.class.is(Class::TITLE.or(Class::ROLE)) => {
                if word.ends_with("woman") {
                    entity.female = Some(true);
                } else if word.ends_with("man") && !word.ends_with("chairman") {
                    entity.female = Some(false);
                }
                entity.roles.insert(full_title(word).to_owned());
                entity.roles.extend(before.and_then(|of| compound(of, token)));
            }
            _ if token.kind == Kind::Possessive || matches!(token.lower.as_str(), "of" | "and" | "for" | "the") => {}
            _ => match country_of_word(token, directory) {
                // The text knows of a new office before the directory does.
                Some(country) => entity.country = Some(country),
                None => {
                    // "In Moscow, Deputy Foreign Minister Roe told".
                    let place = || place_before(tokens, at, directory);
                    entity.country = entity.country.or_else(|| (!last).then(place).flatten());
                    break;
                }
            },
        }
    }
}

/// The country called `name`.
pub(super) fn country_named(name: &str, directory: &Directory) -> Option<usize> {
    directory.position(name).filter(|&at| directory.entries()[at].kind == SpeakerKind::Country)
}

/// The country that a word names, or is an adjective of: "Westland", "Westlandian".
fn country_of_word(token: &Token<'_>, directory: &Directory) -> Option<usize> {
    let named = || token.is_capital().then(|| country_named(token.text, directory)).flatten();
    directory.country_of_demonym(token.text).or_else(named)
}

/// The country of the place in "In Moscow, ...", whose comma is token `comma`.
fn place_before(tokens: &[Token<'_>], comma: usize, directory: &Directory) -> Option<usize> {
    let [.., before, within, place] = &tokens[..comma] else { return None };
    let begins = matches!(before.kind, Kind::Stop | Kind::Close) && within.text == "In";
    let of = begins && tokens[comma].kind == Kind::Comma && place.is_capital();
    of.then(|| country_named(place.text, directory)).flatten()
}

/// "Her husband, Peter Roe", "his wife Anna Roe", before whose name the words stand: what the other of the two is.
fn spouse_before(words: &[Token<'_>]) -> Option<&'static str> {
    let before = match words {
        [before @ .., comma] if comma.kind == Kind::Comma => before,
        before => before,
    };
    match before {
        [.., owner, kin] if owner.lower == "her" && kin.lower == "husband" => Some("wife"),
        [.., owner, kin] if owner.lower == "his" && kin.lower == "wife" => Some("husband"),
        _ => None,
    }
}

/// "her counterpart": somebody in the same office.
fn is_counterpart(token: &Token<'_>) -> bool {
    matches!(token.lower.as_str(), "counterpart" | "colleague")
}

/// "union leader", "rebel chief": whom somebody leads, with the office.
pub(super) fn compound(of: &Token<'_>, office: &Token<'_>) -> Option<String> {
    let other =
        Class::ROLE.or(Class::TITLE).or(Class::DETERMINER).or(Class::PREPOSITION).or(Class::DEMONYM).or(Class::TIME);
    let leads = matches!(office.lower.as_str(), "leader" | "chief" | "head" | "boss" | "commander");
    (leads && of.kind == Kind::Word && !of.class.is(other)).then(|| format!("{} {}", of.lower, office.lower))
}

/// "Her deputy, Anna Roe, ...", "the mayor of Westport, Anna Roe, ...": the office before the comma.
fn before_comma(entity: &mut Entity, tokens: &[Token<'_>], directory: &Directory, other_roles: &HashSet<String>) {
    let Some((_, before)) = tokens.split_last().filter(|(comma, _)| comma.kind == Kind::Comma) else { return };
    // From its article or owner on.
    let opens = |t: &Token<'_>| t.class.is(Class::DETERMINER) || t.kind == Kind::Possessive;
    let near = &before[before.len().saturating_sub(8)..];
    let Some(start) = near.iter().rposition(opens) else { return };
    // "the leader of the dockers' union": from the first article on.
    let of = start.checked_sub(1).filter(|&of| near[of].lower == "of");
    let start = of.and_then(|of| near[..of].iter().rposition(opens)).unwrap_or(start);
    let phrase = &near[start + 1..];
    let until = phrase.iter().position(|t| t.class.is(Class::PREPOSITION)).unwrap_or(phrase.len());
    office_in(entity, &phrase[..until], &phrase[until..], directory, other_roles);
    // "Westland's chief negotiator, Anna Roe".
    let owner = near[..start].last().filter(|_| near[start].kind == Kind::Possessive);
    entity.country = entity.country.or_else(|| owner.and_then(|t| country_named(t.text, directory)));
}

/// Takes office and country from the words for an office and those from its preposition on: "mayor", "of Westport".
fn office_in(
    entity: &mut Entity,
    office: &[Token<'_>],
    rest: &[Token<'_>],
    directory: &Directory,
    other_roles: &HashSet<String>,
) {
    let Some(last) = office.last() else { return };
    let country = office.iter().find_map(|t| directory.country_of_demonym(t.text));
    // "her Westlandian counterpart, Anna Roe".
    if is_counterpart(last) && country.is_some() {
        entity.country = country;
        entity.roles.extend(other_roles.iter().cloned());
    }
    if !last.class.is(Class::ROLE) {
        return;
    }
    // "The UAE ambassador, Anna Roe", "the minister of roads of Westland, Anna Roe".
    let named = |t: &Token<'_>| t.is_capital().then(|| country_named(t.text, directory)).flatten();
    let in_words = || office.iter().find_map(named).or_else(|| rest.last().and_then(named));
    entity.country = entity.country.or(country).or_else(in_words);
    let plain = |t: &Token<'_>| {
        matches!(t.kind, Kind::Mark | Kind::Possessive)
            || t.kind == Kind::Word && verb_of(&t.lower).is_none_or(|_| t.class.is(Class::ROLE))
    };
    if office.iter().chain(rest).all(plain) {
        let words = office.iter().filter(|t| t.class.is(Class::ROLE.or(Class::TITLE)));
        entity.roles.extend(words.map(|t| full_title(&t.lower).to_owned()));
        // "the leader of the dockers' union, Anna Roe": "the union leader".
        let body = rest.iter().rfind(|t| t.class.is(Class::BODY));
        entity.roles.extend(body.map(|body| format!("{} {}", body.lower, last.lower)));
    }
}
