//! TF-IDF: words and pairs of words as features.

use crate::logistic::Sparse;
use std::collections::{BTreeMap, HashMap};

/// Words and pairs of words that stand in this many training sentences or more are features.
const LEAST: usize = 2;

/// The features of a set of training sentences.
pub(super) struct Vocabulary {
    /// Number and inverse document frequency of each feature.
    terms: HashMap<String, (u32, f32)>,
}

impl Vocabulary {
    pub fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut documents = 0;
        let mut frequencies: BTreeMap<String, usize> = BTreeMap::new();
        for text in texts {
            documents += 1;
            counts(text).into_keys().for_each(|term| *frequencies.entry(term).or_default() += 1);
        }
        let kept = frequencies.into_iter().filter(|(_, n)| *n >= LEAST);
        // Smoothed, as if one more sentence had every term.
        let inverse = |n: usize| (f64::from(documents + 1) / (n + 1) as f64).ln() + 1.0;
        Self { terms: kept.zip(0..).map(|((term, n), number)| (term, (number, inverse(n) as f32))).collect() }
    }

    /// Rows of length 1: 1 + ln(frequency) times inverse document frequency.
    pub fn rows<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Sparse {
        let row = |text: &str| {
            let known = counts(text).into_iter().filter_map(|(term, n)| Some((*self.terms.get(&term)?, n)));
            let mut row: Vec<(u32, f32)> =
                known.map(|((number, inverse), n)| (number, (1.0 + (n as f32).ln()) * inverse)).collect();
            let length = row.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
            row.iter_mut().for_each(|(_, value)| *value /= length);
            row
        };
        Sparse::new(self.terms.len(), texts.map(row).collect())
    }
}

/// Words and pairs of neighbours, with how often they stand in the text; sorted, so that sums have one order.
fn counts(text: &str) -> BTreeMap<String, u32> {
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let pairs = words.windows(2).map(|pair| pair.join(" "));
    let mut counts = BTreeMap::new();
    for term in words.iter().map(|word| (*word).to_owned()).chain(pairs) {
        *counts.entry(term).or_default() += 1;
    }
    counts
}
