//! How far a candidate is to be believed: a conditional logit over what its cue, its source and its sentence look like.
//!
//! The rules find candidates, each a speaker (or somebody unnamed) with the cue that names it, and one that nobody speaks
//! but the reporter. What they look like is put into words, [`Features`], and the model weighs them against each other
//! and against "none of them" (McFadden 1974), so the probabilities of a sentence's candidates add up to at most 1. The
//! weights stand in `data/attribution/weights.txt`, a feature a line; `examples/attribution_fit` fits them on labelled
//! sentences, so a probability is calibrated on news of the kind that they were fitted on.

use super::decide::Candidate;
use crate::attribute::resolve::Source;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a candidate looks like, in words: "manner clause", "verb say".
pub(super) type Features = Vec<String>;

const WEIGHTS: &str = include_str!("../../../data/attribution/weights.txt");

/// The weights by feature; the feature "bias" is on for every candidate.
static MODEL: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| {
    let lines = WEIGHTS.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).filter_map(|(name, w)| Some((name, w.parse().ok()?))).collect()
});

/// What a ranker beside the rules says of a candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rank {
    /// Multiplies the score of the rules.
    pub of_rules: f32,
    /// Is added to it.
    pub added: f32,
}

/// The score of a candidate with these features, in log odds against "none of the candidates".
fn score(features: &Features) -> f32 {
    let weight = |name: &str| MODEL.get(name).copied().unwrap_or(0.0);
    weight("bias") + features.iter().map(|name| weight(name)).sum::<f32>()
}

/// Whether the labels tell anything of the word of a cue.
pub(super) fn knows_word(features: &Features) -> bool {
    features.iter().any(|f| (f.starts_with("word ") || f.starts_with("verb ")) && MODEL.contains_key(f.as_str()))
}

/// Sets the confidence of the candidates of one sentence: the probability, in [0, 1], that each is right. What is missing
/// to 1 is the probability that none is.
pub(super) fn weigh(candidates: &mut [Candidate]) {
    let ranked = |c: &Candidate| match c.rank {
        Some(Rank { of_rules, added }) => of_rules * score(&c.features) + added,
        None => score(&c.features),
    };
    let scores: Vec<f32> = candidates.iter().map(ranked).collect();
    let largest = scores.iter().fold(0.0_f32, |a, &b| a.max(b));
    let sum = scores.iter().map(|s| (s - largest).exp()).sum::<f32>() + (-largest).exp();
    for (candidate, score) in candidates.iter_mut().zip(scores) {
        candidate.decision.confidence = ((score - largest).exp() / sum).max(candidate.floor);
    }
}

pub(crate) fn same(a: &[Source], b: &[Source]) -> bool {
    !a.is_empty() && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.name == b.name)
}
