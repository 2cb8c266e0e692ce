//! First names: whose they are, and which are short for which.

use super::find::Mentions;
use crate::attribute::directory::{SpeakerKind, fold};
use crate::attribute::text::{Class, words_of};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Joins "Mike Roe" to "Michael Roe".
pub(super) fn merge_short(entity_of: &mut [Option<usize>], mentions: &Mentions) {
    let entities = &mentions.entities;
    let surnames = mentions.by_last_word();
    for short in 0..entities.len() {
        let one = &entities[short];
        if one.kind != SpeakerKind::Person || one.words.len() < 2 {
            continue;
        }
        let Some(full_names) = SHORT_NAMES.get(one.words[0].as_str()) else { continue };
        let mut alike = surnames.get(&one.words.last()).into_iter().flatten().copied();
        let full = alike.find(|&e| {
            let other = &entities[e];
            other.kind == SpeakerKind::Person && other.words.len() > 1 && full_names.contains(&other.words[0])
        });
        // Who is in the directory is called by the name there.
        let (Some(full), None) = (full, one.directory) else { continue };
        for entity in entity_of.iter_mut().filter(|e| **e == Some(short)) {
            *entity = Some(full);
        }
    }
}

pub(super) fn is_female(words: &[String]) -> Option<bool> {
    FIRST_NAMES.get(words.first()?).copied()
}

const SHORT: &str = include_str!("../../../data/attribution/short_names.txt");

/// Short forms of given names with the full names that they may stand for.
static SHORT_NAMES: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    for line in SHORT.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace().map(fold);
        let Some(full) = words.next() else { continue };
        words.for_each(|short| names.entry(short).or_default().push(full.clone()));
    }
    names
});

/// Whether a folded first name is one of women; names that both have are in neither list.
pub(super) static FIRST_NAMES: LazyLock<HashMap<String, bool>> = LazyLock::new(|| {
    let women = words_of(Class::FEMALE).map(|name| (fold(name), true));
    words_of(Class::MALE).map(|name| (fold(name), false)).chain(women).collect()
});
