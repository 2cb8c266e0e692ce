//! Entities as they are made: of an entry of the directory, or of a name that it does not have.

use super::body_names::{is_body_word, is_company};
use super::find::{Candidate, Entity};
use super::given_names::{FIRST_NAMES, is_female};
use super::spelled::{text_of, without_dot};
use crate::attribute::directory::{Directory, SpeakerKind, fold};
use crate::attribute::text::{Class, Token};
use std::collections::HashSet;

/// The entity of an entry of the directory.
pub(super) fn known_entity(directory: &Directory, entry: usize) -> Entity {
    let known = &directory.entries()[entry];
    let words: Vec<String> = fold(&known.name).split(' ').map(str::to_owned).collect();
    // "adviser to the president", "head of the Office of the President": no president.
    let own = |role: &str| {
        [" to ", " of the Office "].iter().fold(role, |r, cut| r.split(cut).next().unwrap_or(r)).to_lowercase()
    };
    let roles =
        known.role.iter().flat_map(|r| own(r).split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect();
    let female = (known.kind == SpeakerKind::Person).then(|| is_female(&words)).flatten();
    let country = match known.kind {
        SpeakerKind::Country => Some(entry),
        _ => known.country.as_deref().and_then(|c| directory.position(c)),
    };
    Entity { name: known.name.clone(), kind: known.kind, directory: Some(entry), words, female, roles, country }
}

/// The entity of a name that is in no directory: a body by its words, else a person.
pub(super) fn unknown_entity(candidate: &Candidate, tokens: &[Token<'_>]) -> Entity {
    let Candidate { words, tokens: range, .. } = candidate;
    let body = is_body(words, &tokens[range.clone()]);
    Entity {
        name: without_dot(&text_of(tokens, range)).to_owned(),
        kind: if body || qualifies(tokens, candidate) { SpeakerKind::Institution } else { SpeakerKind::Person },
        directory: None,
        words: words.clone(),
        female: if body { None } else { is_female(words) },
        roles: HashSet::new(),
        country: None,
    }
}

/// Whether the words of an unknown name, which are these tokens, are a body's: "Westport Institute", "UKSA", "North Africa".
fn is_body(words: &[String], tokens: &[Token<'_>]) -> bool {
    const REGIONS: &[&str] = &["america", "africa", "asia", "europe", "east", "pacific", "mediterranean", "caribbean"];
    let of_body = |t: &Token<'_>| {
        t.class.is(Class::BODY.or(Class::DOCUMENT).or(Class::PEOPLE)) || t.lower == "of" || is_body_word(t)
    };
    words.len() > 1 && words.last().is_some_and(|w| REGIONS.contains(&w.as_str()))
        || tokens.iter().any(of_body)
        || tokens.len() > 5
        || is_company(tokens)
        || matches!(tokens, [t] if t.is_all_capital() || t.text.contains(|c: char| c.is_ascii_digit()))
}

/// "MFA Political Director Anna Roe": words before a title that is followed by a name say whose office it is. Of a first name
/// that is not so.
fn qualifies(tokens: &[Token<'_>], candidate: &Candidate) -> bool {
    let next = |at: usize| tokens.get(candidate.tokens.end + at).filter(|t| t.is_capital());
    !candidate.doubtful
        && candidate.words.len() > 1
        && candidate.words.first().is_some_and(|first| !FIRST_NAMES.contains_key(first))
        && next(0).is_some_and(|t| t.class.is(Class::TITLE) && !t.class.is(Class::BODY))
        && next(1).is_some_and(|t| !t.class.is(Class::TITLE))
}
