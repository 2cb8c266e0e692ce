//! Offices, countries and sex of persons, from the words around their names.

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
    // The offices of whoever was named before, which a counterpart has too.
    let counterpart = tokens[..range.start].iter().rev().take(9).any(|t| is_counterpart(t));
    let other = index.checked_sub(1).filter(|_| counterpart).map(|before| mentions.list[before].entity);
    let of_other = other.map(|other| mentions.entities[other].roles.clone()).unwrap_or_default();
    if let Some(spouse) = spouse_before(tokens, range.start)
        && let Some(other) = index.checked_sub(1).map(|before| mentions.list[before].entity)
        && mentions.entities[other].kind == SpeakerKind::Person
    {
        mentions.entities[other].roles.insert(spouse.to_owned());
        mentions.entities[other].female = mentions.entities[other].female.or(Some(spouse == "wife"));
    }
    let entity = &mut mentions.entities[entity];
    if entity.kind != SpeakerKind::Person {
        return;
    }
    // "his Chinese counterpart Anna Roe".
    if range.start.checked_sub(1).is_some_and(|at| is_counterpart(&tokens[at])) {
        entity.roles.extend(of_other.iter().cloned());
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
            "mr" | "sir" | "lord" | "baron" | "count" | "sheikh" => entity.female = Some(false),
            "ms" | "mrs" | "miss" | "lady" | "dame" | "baroness" | "countess" => entity.female = Some(true),
            word if token.class.is(Class::TITLE.or(Class::ROLE)) => {
                if word.ends_with("woman") {
                    entity.female = Some(true);
                } else if word.ends_with("man") && !word.ends_with("chairman") {
                    entity.female = Some(false);
                }
                entity.roles.insert(full_title(word).to_owned());
                let before = range.start.checked_sub(back + 2).map(|at| &tokens[at]);
                entity.roles.extend(before.and_then(|of| compound(of, token)));
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
                    None => {
                        // "In Moscow, Deputy Foreign Minister Roe told".
                        let place = || place_before(tokens, range.start - back - 1, directory);
                        entity.country = entity.country.or_else(|| (back > 0).then(place).flatten());
                        break;
                    }
                }
            }
        }
    }
    before_comma(entity, &tokens[..range.start], directory, &of_other);
    // "Anna Roe (Westland)", as records of meetings have it.
    if let [open, place @ .., close] = &tokens[range.end..tokens.len().min(range.end + 5)]
        && open.kind == Kind::Open
        && let Some(end) = place.iter().chain([close]).position(|t| t.kind == Kind::Close)
        && let Some(country) = country_within(&tokens[range.end + 1..range.end + 1 + end], directory)
    {
        entity.country = Some(country);
        entity.roles.extend(["representative", "delegate"].map(str::to_owned));
    }
    // "Roe, who leads the rebel delegation, ...": "the rebel leader".
    if let [comma, who, leads, rest @ ..] = &tokens[range.end..]
        && comma.kind == Kind::Comma
        && who.lower == "who"
        && matches!(leads.lower.as_str(), "leads" | "heads" | "led" | "headed" | "chairs" | "runs")
    {
        entity.roles.extend(["leader", "head"].map(str::to_owned));
        let of = rest.iter().take(3).find(|t| t.kind == Kind::Word && !t.class.is(Class::DETERMINER));
        entity.roles.extend(of.map(|of| format!("{} leader", of.lower)));
    }
    // An apposition: "Wang Yi, China's foreign minister, ..."
    if tokens.get(range.end).is_some_and(|t| t.kind == Kind::Comma) {
        let mut seen_role = false;
        let mut found: Vec<String> = Vec::new();
        let mut last_was_role = false;
        for at in (range.end + 1..tokens.len()).take(9) {
            let token = &tokens[at];
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
            // "leader of the opposition Centre Party".
            if seen_role && token.lower == "opposition" {
                found.extend(found.last().map(|role| format!("opposition {role}")));
            }
            if token.class.is(Class::ROLE) {
                found.extend(compound(&tokens[at - 1], token));
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

/// The country that the tokens between two brackets name: "Westland", "Russian Federation".
fn country_within(tokens: &[Token<'_>], directory: &Directory) -> Option<usize> {
    let words: Vec<&str> = tokens.iter().map(|t| t.text).collect();
    let known = directory.position(&words.join(" ")).filter(|_| !words.is_empty());
    known.filter(|&at| directory.entries()[at].kind == SpeakerKind::Country)
}

/// The country of the place in "In Moscow, ...", whose comma is token `comma`.
fn place_before(tokens: &[Token<'_>], comma: usize, directory: &Directory) -> Option<usize> {
    let [.., before, within, place] = &tokens[..comma] else { return None };
    let begins = matches!(before.kind, Kind::Stop | Kind::Close) && within.text == "In";
    let of =
        (begins && tokens[comma].kind == Kind::Comma && place.is_capital()).then(|| directory.position(place.text));
    of.flatten().filter(|&at| directory.entries()[at].kind == SpeakerKind::Country)
}

/// "Her husband, Peter Roe", "his wife Anna Roe", whose name begins at token `start`: what the other of the two is.
fn spouse_before(tokens: &[Token<'_>], start: usize) -> Option<&'static str> {
    let before = match &tokens[..start] {
        [before @ .., comma] if comma.kind == Kind::Comma => before,
        before => before,
    };
    match before {
        [.., owner, kin] if owner.lower == "her" && kin.lower == "husband" => Some("wife"),
        [.., owner, kin] if owner.lower == "his" && kin.lower == "wife" => Some("husband"),
        _ => None,
    }
}

fn is_counterpart(token: &Token<'_>) -> bool {
    matches!(token.lower.as_str(), "counterpart" | "colleague")
}

/// "union leader", "rebel chief": whom somebody leads, with the office.
fn compound(of: &Token<'_>, office: &Token<'_>) -> Option<String> {
    let other =
        Class::ROLE.or(Class::TITLE).or(Class::DETERMINER).or(Class::PREPOSITION).or(Class::DEMONYM).or(Class::TIME);
    let leads = matches!(office.lower.as_str(), "leader" | "chief" | "head" | "boss" | "commander");
    (leads && of.kind == Kind::Word && !of.class.is(other)).then(|| format!("{} {}", of.lower, office.lower))
}

/// "Her deputy, Anna Roe, ...", "the mayor of Westport, Anna Roe, ...": the office before the comma.
fn before_comma(entity: &mut Entity, tokens: &[Token<'_>], directory: &Directory, other_roles: &HashSet<String>) {
    let Some((comma, before)) = tokens.split_last() else { return };
    if comma.kind != Kind::Comma {
        return;
    }
    // From its article or owner on.
    let opens = |t: &Token<'_>| t.class.is(Class::DETERMINER) || t.kind == Kind::Possessive;
    let near = &before[before.len().saturating_sub(8)..];
    let Some(start) = near.iter().rposition(opens) else { return };
    // "the leader of the dockers' union": from the first article on.
    let of = start.checked_sub(1).filter(|&of| near[of].lower == "of");
    let start = of.and_then(|of| near[..of].iter().rposition(opens)).unwrap_or(start);
    let phrase = &near[start + 1..];
    let until = phrase.iter().position(|t| t.class.is(Class::PREPOSITION)).unwrap_or(phrase.len());
    let office = &phrase[..until];
    // "her Westlandian counterpart, Anna Roe".
    let country = office.iter().find_map(|t| directory.country_of_demonym(t.text));
    if office.last().is_some_and(is_counterpart) && country.is_some() {
        entity.country = country;
        entity.roles.extend(other_roles.iter().cloned());
    }
    let plain = |t: &Token<'_>| {
        matches!(t.kind, Kind::Mark | Kind::Possessive)
            || t.kind == Kind::Word && verb_of(&t.lower).is_none_or(|_| t.class.is(Class::ROLE))
    };
    let named = |t: &Token<'_>| {
        let known = t.is_capital().then(|| directory.position(t.text)).flatten();
        known.filter(|&at| directory.entries()[at].kind == SpeakerKind::Country)
    };
    // "The UAE ambassador, Anna Roe", "the minister of roads of Westland, Anna Roe".
    if office.last().is_some_and(|t| t.class.is(Class::ROLE)) {
        let last = || phrase.last().filter(|_| until < phrase.len()).and_then(named);
        entity.country = entity.country.or_else(|| country.or_else(|| office.iter().find_map(named)).or_else(last));
    }
    if office.last().is_some_and(|t| t.class.is(Class::ROLE)) && phrase.iter().all(plain) {
        let words = office.iter().filter(|t| t.class.is(Class::ROLE.or(Class::TITLE)));
        entity.roles.extend(words.map(|t| full_title(&t.lower).to_owned()));
        // "the leader of the dockers' union, Anna Roe": "the union leader".
        let body = phrase[until..].iter().rfind(|t| t.class.is(Class::BODY));
        entity.roles.extend(body.zip(office.last()).map(|(body, office)| format!("{} {}", body.lower, office.lower)));
    }
    // "Westland's chief negotiator, Anna Roe".
    let owner = near[..start].last().filter(|_| near[start].kind == Kind::Possessive);
    let country = owner.and_then(|t| directory.position(t.text));
    let country = country.filter(|&at| directory.entries()[at].kind == SpeakerKind::Country);
    entity.country = entity.country.or(country);
}
