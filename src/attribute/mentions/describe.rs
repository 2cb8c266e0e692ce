//! Offices, countries and sex of persons, from the words around their names.

use super::find::{Entity, Mention, Mentions};
use crate::attribute::directory::{Directory, SpeakerKind};
use crate::attribute::text::{Class, Kind, Token, verb_of};

/// A shortened title in full.
fn full_title(word: &str) -> &str {
    match word {
        "sen" => "senator",
        "rep" => "representative",
        "gov" => "governor",
        "gen" => "general",
        "prof" => "professor",
        "pm" | "fm" => "minister",
        word => word,
    }
}

/// Takes office, country and sex of a mentioned person from the words around the mention.
pub(super) fn describe(mentions: &mut Mentions, index: usize, tokens: &[Token<'_>], directory: &Directory) {
    let Mention { tokens: range, entity } = mentions.list[index].clone();
    let entity = &mut mentions.entities[entity];
    if entity.kind != SpeakerKind::Person {
        return;
    }
    for (back, token) in tokens[..range.start].iter().rev().take(8).enumerate() {
        // "the secretary and Minister Roe": two persons.
        let joins_roles = token.lower == "and"
            && range.start.checked_sub(back + 2).is_some_and(|before| tokens[before].class.is(Class::ROLE));
        // "the governor of Roeland": whose office it is, and no governor.
        let of = back == 0 && matches!(token.lower.as_str(), "of" | "for");
        if joins_roles || of {
            break;
        }
        match token.lower.trim_end_matches('.') {
            "mr" | "sir" | "lord" => entity.female = Some(false),
            "ms" | "mrs" | "miss" | "lady" | "dame" => entity.female = Some(true),
            word if token.class.is(Class::TITLE.or(Class::ROLE)) => {
                if word.ends_with("woman") {
                    entity.female = Some(true);
                } else if word.ends_with("man") && !word.ends_with("chairman") {
                    entity.female = Some(false);
                }
                entity.roles.insert(full_title(word).to_owned());
            }
            _ if token.kind == Kind::Possessive || matches!(token.lower.as_str(), "of" | "and" | "for" | "the") => {}
            _ => {
                let country = directory.country_of_demonym(token.text).or_else(|| {
                    token
                        .is_capital()
                        .then(|| directory.position(token.text))
                        .flatten()
                        .filter(|&p| directory.entries()[p].kind == SpeakerKind::Country)
                });
                match country {
                    // The text knows of a new office before the directory does.
                    Some(country) => entity.country = Some(country),
                    None => break,
                }
            }
        }
    }
    before_comma(entity, &tokens[..range.start]);
    // An apposition: "Wang Yi, China's foreign minister, ..."
    if tokens.get(range.end).is_some_and(|t| t.kind == Kind::Comma) {
        let mut seen_role = false;
        let mut found: Vec<String> = Vec::new();
        let mut last_was_role = false;
        for token in tokens[range.end + 1..].iter().take(9) {
            if matches!(token.kind, Kind::Comma | Kind::Stop)
                || token.class.is(Class::CLAUSE) && token.lower != "who"
                || verb_of(&token.lower).is_some() && !token.class.is(Class::ROLE.or(Class::TITLE))
            {
                break;
            }
            // "chief economist" is no chief.
            let chief = found.last().is_some_and(|role| last_was_role && role == "chief");
            if chief && token.class.is(Class::ROLE) {
                found.pop();
            }
            if token.class.is(Class::ROLE) {
                found.push(token.lower.clone());
                seen_role = true;
                last_was_role = true;
                continue;
            } else if last_was_role
                && token.is_capital()
                && !token.class.is(Class::TITLE.or(Class::DEMONYM).or(Class::BODY))
            {
                // "Roe, President Anna Poe and ...": the next of a list.
                found.clear();
                break;
            } else if seen_role && token.is_capital() && entity.country.is_none() {
                entity.country =
                    directory.position(token.text).filter(|&p| directory.entries()[p].kind == SpeakerKind::Country);
            } else if let Some(country) = directory.country_of_demonym(token.text) {
                entity.country = entity.country.or(Some(country));
            }
            last_was_role = false;
        }
        entity.roles.extend(found);
    }
}

/// "Her deputy, Anna Roe, ...", "the mayor of Westport, Anna Roe, ...": the office before the comma.
fn before_comma(entity: &mut Entity, tokens: &[Token<'_>]) {
    let Some((comma, before)) = tokens.split_last() else { return };
    if comma.kind != Kind::Comma {
        return;
    }
    // From its article or owner on.
    let opens = |t: &Token<'_>| t.class.is(Class::DETERMINER) || t.kind == Kind::Possessive;
    let near = &before[before.len().saturating_sub(8)..];
    let Some(start) = near.iter().rposition(opens) else { return };
    let phrase = &near[start + 1..];
    let until = phrase.iter().position(|t| t.class.is(Class::PREPOSITION)).unwrap_or(phrase.len());
    let office = &phrase[..until];
    let plain = |t: &Token<'_>| t.kind == Kind::Word && verb_of(&t.lower).is_none_or(|_| t.class.is(Class::ROLE));
    if office.last().is_some_and(|t| t.class.is(Class::ROLE)) && phrase.iter().all(plain) {
        let words = office.iter().filter(|t| t.class.is(Class::ROLE.or(Class::TITLE)));
        entity.roles.extend(words.map(|t| full_title(&t.lower).to_owned()));
    }
}
