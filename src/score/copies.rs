//! Copies: sentences that say the same in (nearly) the same words, as outlets print the copy of one agency.
//!
//! MinHash (Broder 1997) over runs of five characters of the folded text finds pairs that may be alike; the exact
//! Jaccard similarity of the two sets decides, so a hash never makes a copy. "Exports rose 5 percent" and "Exports rose
//! 7 percent", or "he backs it" and "he does not back it", differ in few characters and in all that matters: a copy
//! must have the same numbers and the same negations, in the same order. Hashes are seeded: the result is the same on
//! every machine, and does not depend on the order of the texts.

use crate::attribute::fold;
use rayon::prelude::*;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// Sentences with fewer words are no copies of each other: two people can both say "We will see what happens".
pub(super) const MIN_WORDS: usize = 7;
/// Jaccard similarity from which two sentences are copies.
const SIMILARITY: f64 = 0.8;
/// Characters in a shingle.
const SHINGLE: usize = 5;
/// 16 bands of 4 rows: a pair at the threshold is found with a probability of 1 - (1 - 0.8^4)^16 > 0.999.
const BANDS: usize = 16;
const ROWS: usize = 4;

/// As folding leaves them, which makes an `i` of a `y`: "nobody" is "nobodi".
const NEGATIONS: [&str; 12] =
    ["not", "no", "never", "without", "neither", "nor", "cannot", "nobodi", "nothing", "none", "refuse", "refused"];

/// For each text, the number of the first text that it is a copy of (its own number where there is none). Copies of
/// copies are copies.
pub fn copies<'t>(texts: impl IntoIterator<Item = &'t str>) -> Vec<usize> {
    let texts: Vec<&str> = texts.into_iter().collect();
    let mut parents: Vec<usize> = (0..texts.len()).collect();
    // Equal texts first: they need no hash, and a thousand of them would be half a million pairs.
    let folded: Vec<String> = texts.par_iter().map(|text| plain(text)).collect();
    let mut distinct: HashMap<&str, usize> = HashMap::new();
    for (number, text) in folded.iter().enumerate().filter(|(_, text)| text.split(' ').count() >= MIN_WORDS) {
        parents[number] = *distinct.entry(text).or_insert(number);
    }
    let candidates: Vec<usize> = distinct.into_values().collect();
    // The keys are kept, not the sets that they are of: a corpus has a million sentences, and few pairs to compare.
    let keys: Vec<[u64; BANDS]> = candidates.par_iter().map(|&n| bands(&folded[n])).collect();
    let mut compared: HashSet<(usize, usize)> = HashSet::new();
    for band in 0..BANDS {
        let mut order: Vec<(u64, usize)> = keys.iter().zip(&candidates).map(|(keys, &n)| (keys[band], n)).collect();
        order.sort_unstable();
        for bucket in order.chunk_by(|(x, _), (y, _)| x == y) {
            // Made where a pair is compared, and kept as long as the bucket: each text of it stands beside all others.
            let kept: Vec<OnceCell<Compared>> = vec![OnceCell::new(); bucket.len()];
            let compared_by = |n: usize| kept[n].get_or_init(|| Compared::of(&folded[bucket[n].1]));
            for (n, &(_, a)) in bucket.iter().enumerate() {
                for (m, &(_, b)) in bucket.iter().enumerate().skip(n + 1) {
                    let (x, y) = (root(&mut parents, a), root(&mut parents, b));
                    if x != y && compared.insert((a, b)) && compared_by(n).is_copy_of(compared_by(m)) {
                        parents[x.max(y)] = x.min(y);
                    }
                }
            }
        }
    }
    (0..texts.len()).map(|number| root(&mut parents, number)).collect()
}

/// What a folded text is compared by.
#[derive(Clone)]
struct Compared {
    marks: String,
    shingles: HashSet<u64>,
}

impl Compared {
    fn of(folded: &str) -> Self {
        Self { marks: marks(folded), shingles: shingles(folded) }
    }

    fn is_copy_of(&self, other: &Self) -> bool {
        self.marks == other.marks && similarity(&self.shingles, &other.shingles) >= SIMILARITY
    }
}

/// The text without case, accents, punctuation and the form of its quotation marks.
fn plain(text: &str) -> String {
    let composed: String = text.nfc().collect();
    // "n't" is a negation that folding would tear apart; headlines have it in capitals.
    let spelled = composed.to_lowercase().replace('’', "'").replace("can't", "cannot").replace("n't", " not");
    fold(&spelled).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Its numbers and negations, which copies have in common.
fn marks(folded: &str) -> String {
    let marked = |word: &&str| word.contains(|c: char| c.is_ascii_digit()) || NEGATIONS.contains(word);
    folded.split(' ').filter(marked).collect::<Vec<_>>().join(" ")
}

fn shingles(folded: &str) -> HashSet<u64> {
    let chars: Vec<char> = folded.chars().collect();
    chars
        .windows(SHINGLE.min(chars.len()).max(1))
        .map(|w| hash(w.iter().flat_map(|c| (*c as u32).to_le_bytes())))
        .collect()
}

/// A key for each band: texts with one in common may be copies.
fn bands(folded: &str) -> [u64; BANDS] {
    let mut signature = [u64::MAX; BANDS * ROWS];
    let marks = hash(marks(folded).bytes());
    for shingle in shingles(folded) {
        for (n, least) in signature.iter_mut().enumerate() {
            *least = (*least).min(mix(shingle ^ mix(n as u64 + 1)));
        }
    }
    std::array::from_fn(|band| {
        marks ^ hash(signature[band * ROWS..(band + 1) * ROWS].iter().flat_map(|least| least.to_le_bytes()))
    })
}

fn similarity(a: &HashSet<u64>, b: &HashSet<u64>) -> f64 {
    let both = a.intersection(b).count();
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}

/// The first text of the group of `number`. The way there is halved for the next time.
fn root(parents: &mut [usize], mut number: usize) -> usize {
    while parents[number] != number {
        parents[number] = parents[parents[number]];
        number = parents[number];
    }
    number
}

/// FNV-1a, 64 bits.
fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The finalizer of SplitMix64: a permutation of 64 bits.
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LONG: &str =
        "Minister Mira Oduya told reporters in Lomeville that the bloc should open its doors to new members soon.";

    #[test]
    fn the_same_copy_in_another_outlets_dress_is_a_copy() {
        let quoted = LONG.replace("Minister Mira", "Mira").to_uppercase();
        let edited = LONG.replace("its doors", "the doors");
        assert_eq!(
            copies([LONG, "Something else was said about fish in the harbour.", &quoted, LONG, &edited]),
            [0, 1, 0, 0, 0]
        );
    }

    #[test]
    fn numbers_negations_and_short_sentences_tell_statements_apart() {
        let other = LONG.replace("should open", "should not open");
        let contracted = LONG.replace("should open", "shouldn’t open");
        assert_eq!(copies([LONG, &other, &contracted]), [0, 1, 1]);
        assert_eq!(copies([LONG.to_uppercase().as_str(), &contracted.to_uppercase(), &other]), [0, 1, 1]);
        let rise = "Exports of grain from the northern harbours rose by 5 percent over the year, Oduya said.";
        assert_eq!(copies([rise, &rise.replace('5', "7")]), [0, 1]);
        assert_eq!(copies(["We will see.", "We will see."]), [0, 1]);
        assert_eq!(copies([]), [0usize; 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn groups_do_not_depend_on_the_order(picks in prop::collection::vec((0usize..4, 0usize..4), 0..14)) {
            let subjects = ["the grain treaty of the northern states", "a longer truce along the river border",
                "tariffs on timber and on processed fish", "the seat of the island republic"];
            let endings = ["", " again", " on Monday morning after a long night of talks", " with 3 conditions"];
            let texts: Vec<String> = picks.iter()
                .map(|&(s, e)| format!("Mira Oduya spoke in the assembly for {}{}.", subjects[s], endings[e])).collect();
            let forward = copies(texts.iter().map(String::as_str));
            let backward = copies(texts.iter().rev().map(String::as_str));
            let last = texts.len().saturating_sub(1);
            for a in 0..texts.len() {
                prop_assert!(forward[a] <= a);
                for b in 0..texts.len() {
                    prop_assert_eq!(forward[a] == forward[b], backward[last - a] == backward[last - b]);
                }
            }
        }
    }
}
