//! Acronyms: what the article says that they stand for.

use super::find::{Candidate, Mentions};
use super::spelled::is_shouted;
use crate::attribute::directory::{Entry, SpeakerKind, fold};
use crate::attribute::text::{Kind, Token};
use std::collections::{HashMap, HashSet};

/// "The Westland Trade Council (WTC) ... WTC said": an acronym that the article explains means what it explains, whatever
/// the directory knows by it.
pub(super) fn own_acronyms(
    candidates: &[Candidate],
    entity_of: &mut [Option<usize>],
    mentions: &Mentions,
    tokens: &[Token<'_>],
) {
    for index in 1..candidates.len() {
        let (full, short) = (&candidates[index - 1].tokens, &candidates[index].tokens);
        let bracketed = full.len() > 1
            && short.len() == 1
            && short.start == full.end + 1
            && tokens[full.end].kind == Kind::Open
            && tokens.get(short.end).is_some_and(|t| t.kind == Kind::Close);
        let (Some(entity), true) = (entity_of[index - 1], bracketed && tokens[short.start].is_all_capital()) else {
            continue;
        };
        let initials = capitals(&tokens[full.clone()]);
        let first = tokens[short.start].text.chars().next();
        // "the Assembly of the Harbor Union (HU)": the acronym is of a part that is known by it.
        let known = candidates[index].known.is_some() && initials != tokens[short.start].text;
        let part = |e: usize| {
            let words = &mentions.entities[entity].words;
            words.len() > mentions.entities[e].words.len() && words.ends_with(&mentions.entities[e].words)
        };
        if mentions.entities[entity].kind == SpeakerKind::Person
            || initials.chars().next() != first
            || known && entity_of[index].is_some_and(part)
        {
            continue;
        }
        for other in 0..candidates.len() {
            if candidates[other].words == candidates[index].words && candidates[other].tokens.len() == 1 {
                entity_of[other] = Some(entity);
            }
        }
    }
    // "The Westland Trade Council ... the WTC", where WTC is known as something that the article never names in full.
    let spelled: HashSet<usize> =
        (0..candidates.len()).filter(|&i| candidates[i].tokens.len() > 1).filter_map(|i| entity_of[i]).collect();
    // By its capitals, where each body of three words or more stands.
    let mut bodies: HashMap<String, Vec<usize>> = HashMap::new();
    let institution = |e: usize| mentions.entities[e].kind == SpeakerKind::Institution;
    for index in
        (0..candidates.len()).filter(|&i| candidates[i].tokens.len() > 2 && entity_of[i].is_some_and(institution))
    {
        bodies.entry(capitals(&tokens[candidates[index].tokens.clone()])).or_default().push(index);
    }
    for index in 0..candidates.len() {
        let Some(entity) = entity_of[index].filter(|e| !spelled.contains(e)) else { continue };
        let [short] = &tokens[candidates[index].tokens.clone()] else { continue };
        if !short.is_all_capital() || short.text.chars().count() < 3 || !institution(entity) {
            continue;
        }
        let named = bodies.get(short.text).and_then(|of| of.iter().rev().find(|&&body| body < index));
        if let Some(&named) = named {
            entity_of[index] = entity_of[named];
        }
    }
}

/// The first capitals of the words of a name.
fn capitals(name: &[Token<'_>]) -> String {
    name.iter().filter_map(|t| t.text.chars().find(|c| c.is_uppercase())).collect()
}

/// Whether one token writes an acronym of `entry` like a word: "Nato".
pub(super) fn spells(entry: &Entry, tokens: &[Token<'_>]) -> bool {
    let [token] = tokens else { return false };
    let names = std::iter::once(&entry.name).chain(&entry.aliases);
    !token.is_all_capital() && names.into_iter().any(|n| is_shouted(n) && fold(n) == fold(token.text))
}
