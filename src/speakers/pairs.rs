//! Which speakers are compared with which.
//!
//! To compare each with each is not possible where they are many, so the speakers are put into blocks, one for each way in which
//! two names may be one's: only who is in a block together is compared. Of spellings, where a block is whoever shares a word,
//! most pairs are told apart by their letters before anything is measured.

use super::spelling::sound;
use crate::problem::{Problem, Severity};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// Speakers of a block whose spellings are compared, each with each; 50 million pairs are some seconds.
const LARGEST: usize = 10_000;
/// Letters at the beginning of a last word by which spellings are sought.
const START: usize = 3;

/// Speakers too many to compare the spellings of their names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Crowd {
    /// What they share.
    pub shared: Shared,
    /// How many they are.
    pub speakers: usize,
}

impl Crowd {
    /// That they were not compared, as a problem of the runs named `runs`.
    pub fn problem(&self, runs: &str) -> Problem {
        let shared = match &self.shared {
            Shared::Word(word) => format!("have {word:?} in their names"),
            Shared::Start(start) => format!("have last names that begin with {start:?}"),
        };
        let reason = format!(
            "{} speakers {shared}, too many to compare each with each: two of them that are spelled nearly alike are not listed",
            self.speakers
        );
        Problem::new(Severity::Note, "crowd", runs, reason)
    }
}

/// What the names of a [`Crowd`] share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shared {
    /// A word.
    Word(String),
    /// The first letters of the last word.
    Start(String),
}

/// Gives every pair of `names` (folded words, at least one) of which `same` may have something to say to
/// `each`, the lower number first, some more than once; and the crowds of whom it gives none for their spelling.
pub(super) fn pairs(names: &[&[String]], mut each: impl FnMut(usize, usize)) -> Vec<Crowd> {
    by_words(names, &mut each);
    let signs: HashMap<&str, Sign> =
        names.iter().copied().flatten().map(|word| (word.as_str(), Sign::of(word))).collect();
    let mut crowds = vec![];
    for ((shared, _), members) in alike(names) {
        if members.len() > LARGEST {
            crowds.push(Crowd { shared, speakers: members.len() });
            continue;
        }
        let signed: Vec<Vec<Sign>> =
            members.iter().map(|&member| names[member].iter().map(|word| signs[word.as_str()]).collect()).collect();
        for (at, a) in signed.iter().enumerate() {
            for (after, b) in signed[at + 1..].iter().enumerate() {
                if a.iter().zip(b).all(|(a, b)| a.may_be(b)) {
                    each(members[at], members[at + 1 + after]);
                }
            }
        }
    }
    crowds.sort();
    crowds
}

/// Those that have words in common as they are: the same in another order, a surname and what goes before it.
fn by_words(names: &[&[String]], each: &mut impl FnMut(usize, usize)) {
    #[derive(PartialEq, Eq, Hash)]
    enum Key<'n> {
        Words(BTreeSet<&'n String>),
        Ends(&'n String, &'n String),
        Initial(&'n String, char),
        Surname(&'n String),
    }
    // Those whose part of the name is short, and those that it may be short for; of the first two keys all are both.
    let mut blocks: HashMap<Key<'_>, [Vec<usize>; 2]> = HashMap::new();
    let mut put = |key, side: usize, name| blocks.entry(key).or_default()[side].push(name);
    for (number, words) in names.iter().enumerate() {
        let [first, .., last] = *words else {
            words.iter().for_each(|word| put(Key::Surname(word), 0, number));
            continue;
        };
        put(Key::Words(words.iter().collect()), 0, number);
        put(Key::Ends(first, last), 0, number);
        put(Key::Surname(last), 1, number);
        if let Some(letter) = first.chars().next() {
            put(Key::Initial(last, letter), usize::from(first.len() > 1), number);
        }
    }
    for (key, [short, long]) in &blocks {
        let both = matches!(key, Key::Words(_) | Key::Ends(..));
        for (at, &a) in short.iter().enumerate() {
            let others = if both { &short[at + 1..] } else { &long[..] };
            others.iter().for_each(|&b| each(a.min(b), a.max(b)));
        }
    }
}

/// Those that may be spellings of one name: as many words, of which one is the same or the last begins alike.
fn alike(names: &[&[String]]) -> HashMap<(Shared, usize), Vec<usize>> {
    let mut blocks: HashMap<(Shared, usize), Vec<usize>> = HashMap::new();
    for (number, words) in names.iter().enumerate() {
        let start = words.last().map(|last| Shared::Start(last.chars().take(START).collect()));
        let keys: BTreeSet<Shared> = words.iter().cloned().map(Shared::Word).chain(start).collect();
        keys.into_iter().for_each(|key| blocks.entry((key, words.len())).or_default().push(number));
    }
    blocks
}

/// What is known of a word at a glance: which letters it has, as written and as heard.
#[derive(Debug, Clone, Copy)]
struct Sign {
    length: u32,
    letters: u64,
    sounds: u64,
}

impl Sign {
    fn of(word: &str) -> Self {
        // Letters that share a bit only make two words look more alike.
        let bits = |text: &str| text.chars().fold(0, |bits, c| bits | 1_u64 << (u32::from(c) % 64));
        Self { length: word.chars().count() as u32, letters: bits(word), sounds: bits(&sound(word)) }
    }

    /// Whether the words may be alike. A Jaro-Winkler similarity of 0.93 has a Jaro similarity of 0.883 or more, so that at most
    /// 0.35 of the longer word's number of letters have no partner in the other; a letter that one word alone has is such a
    /// one. Words that differ in one letter, or sound so, have at most two.
    fn may_be(&self, other: &Self) -> bool {
        let without = (self.letters ^ other.letters).count_ones();
        without <= 2
            || 20 * without <= 7 * self.length.max(other.length)
            || (self.sounds ^ other.sounds).count_ones() <= 2
    }
}

#[cfg(test)]
mod tests {
    use super::super::spelling::may_be_one;
    use super::*;
    use proptest::prelude::*;

    fn found(names: &[Vec<String>]) -> (BTreeSet<(usize, usize)>, Vec<Crowd>) {
        let names: Vec<&[String]> = names.iter().map(Vec::as_slice).collect();
        let mut found = BTreeSet::new();
        let crowds = pairs(&names, |a, b| {
            found.insert((a, b));
        });
        (found, crowds)
    }

    #[test]
    fn a_crowd_is_said_and_its_surnames_are_compared_all_the_same() {
        let mut names: Vec<Vec<String>> = (0..=LARGEST).map(|n| vec!["anna".into(), format!("{n}roe")]).collect();
        names.extend([
            vec!["7roe".into()],
            vec!["a".into(), "7roe".into()],
            vec!["anna".into(), "x".into(), "8roe".into()],
        ]);
        let (found, crowds) = found(&names);
        assert_eq!(crowds, [Crowd { shared: Shared::Word("anna".into()), speakers: LARGEST + 1 }]);
        for pair in [(7, LARGEST + 1), (7, LARGEST + 2), (8, LARGEST + 3)] {
            assert!(found.contains(&pair), "{pair:?}");
        }
    }

    proptest! {
        #[test]
        fn a_glance_loses_nothing(a in "[a-eosch]{1,9}", b in "[a-eosch]{1,9}", at in 0..9_usize, letter in "[a-e]?") {
            let mut near = a.clone();
            near.replace_range(at.min(a.len() - 1)..at.min(a.len() - 1) + 1, &letter);
            for (a, b) in [(&a, &b), (&a, &near)] {
                if may_be_one(a, b) || strsim::jaro_winkler(a, b) >= super::super::suspicions::NAME {
                    prop_assert!(Sign::of(a).may_be(&Sign::of(b)), "{a} {b}");
                }
            }
        }
    }
}
