//! How far two positions are apart, and how sure that is: bootstrap replicates, and the control of false discoveries.

use crate::score::{Observation, REPLICATES, exponential, half_gamma, quantiles, seed};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use serde::Serialize;
use std::collections::BTreeMap;

/// One position less another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Contrast {
    /// The difference, in [-2, 2].
    pub difference: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Two-sided p-value of no difference.
    pub p: f64,
    /// The share of false discoveries among those with this p-value or a smaller one, at most.
    pub q: f64,
}

impl Contrast {
    /// Of two positions with their replicates, the first less the second; p by the mean and the standard deviation of the
    /// differences of the replicates. q is p until [`control`] sets it.
    pub(super) fn new((a, of_a): (f64, &[f64]), (b, of_b): (f64, &[f64])) -> Self {
        let difference = a - b;
        let mut draws: Vec<f64> = of_a.iter().zip(of_b).map(|(a, b)| a - b).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let deviation = (draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / draws.len() as f64).sqrt();
        let p = if deviation > 0.0 { libm::erfc(mean.abs() / deviation / std::f64::consts::SQRT_2) } else { 1.0 };
        let (low, high) = quantiles(&mut draws);
        Self { difference, low: low.min(difference), high: high.max(difference), p, q: p }
    }
}

/// Sets the q of `all`, whose contrasts `of` finds, by the method of Benjamini and Hochberg (1995).
pub(super) fn control<T>(all: &mut [T], of: impl Fn(&mut T) -> &mut Contrast) {
    let p: Vec<f64> = all.iter_mut().map(|one| of(one).p).collect();
    all.iter_mut().zip(benjamini_hochberg(&p)).for_each(|(one, q)| of(one).q = q);
}

/// The q-value of each p-value: the smallest rate of false discoveries at which it would be one of the discoveries.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[b].total_cmp(&p[a]));
    let (mut q, mut least) = (vec![1.0; p.len()], 1.0f64);
    for (place, &number) in order.iter().enumerate() {
        let rank = p.len() - place;
        least = least.min(p[number] * p.len() as f64 / rank as f64);
        q[number] = least;
    }
    q
}

/// The mean score of `observations`.
pub(super) fn position(observations: &[Observation]) -> f64 {
    observations.iter().map(|o| o.score).sum::<i64>() as f64 / 1e4 / observations.len().max(1) as f64
}

/// Replicates of the position of `observations` by the Bayesian bootstrap of [`crate::score::interval`], except that an
/// article has the same weight in each set of observations on a target: what two actors share cancels out of their
/// difference. `key` (speaker, group, theme, target) seeds the prior.
pub(super) fn replicates(observations: &[Observation], key: &[&str; 4]) -> Vec<f64> {
    let mut articles: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    for o in observations {
        let (sum, count) = articles.entry(o.article).or_default();
        *sum += o.score as f64 / 1e4;
        *count += 1.0;
    }
    let length = observations.len() as f64 / articles.len().max(1) as f64;
    let random = |key: &[&str]| Xoshiro256PlusPlus::seed_from_u64(seed(key));
    let mut prior = random(&[key[0], key[1], key[2], key[3], "prior"]);
    let mut streams: Vec<_> =
        articles.iter().map(|(article, sums)| (random(&[&article.to_string(), key[3]]), sums)).collect();
    (0..REPLICATES)
        .map(|_| {
            let (favor, against) = (half_gamma(&mut prior), half_gamma(&mut prior));
            let mut sum = length * (favor - against);
            let mut weight = length * (favor + against + half_gamma(&mut prior));
            for (random, (score, count)) in &mut streams {
                let share = exponential(random);
                sum += share * score;
                weight += share * count;
            }
            sum / weight
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q_values_by_hand() {
        // 4 p-values: 0.01*4/1 = 0.04, 0.02*4/2 = 0.04, 0.04*4/3 = 0.0533, 0.5*4/4 = 0.5.
        let q = benjamini_hochberg(&[0.04, 0.01, 0.5, 0.02]);
        for (found, expected) in q.iter().zip([0.16 / 3.0, 0.04, 0.5, 0.04]) {
            assert!((found - expected).abs() < 1e-12, "{q:?}");
        }
        assert!(benjamini_hochberg(&[]).is_empty());
    }
}
