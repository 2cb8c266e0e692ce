//! How far two positions are apart, and how sure that is: the interval by bootstrap, and the control of false discoveries.

use crate::score::{Correction, Observation, Outcome, REPLICATES, Unit, exponential, half_gamma, quantiles, seed};
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
    /// The share of false discoveries among those with this p-value or a smaller one, at most. `None` where no arrangement of
    /// the articles that there are has a p-value below [`RATE`]: what cannot be found is no part of the family.
    pub q: Option<f64>,
    /// Whose positions they are.
    pub basis: Basis,
    /// The smallest p-value that the articles could have.
    #[serde(skip)]
    pub least: f64,
}

/// Whose word a comparison rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The machine's labels as they are.
    #[default]
    Machine,
    /// Positions corrected by gold.
    Gold,
}

/// False discoveries that are accepted among what is said to differ or to change, and the p-value below which a comparison must
/// be able to get to be one of those that are tested.
pub const RATE: f64 = 0.05;

impl Contrast {
    /// Whether it is a discovery at [`RATE`].
    pub fn found(&self) -> bool {
        self.q.is_some_and(|q| q < RATE)
    }
}

/// The interval of a difference by the replicates of two positions.
pub(super) fn interval(difference: f64, of_a: &[f64], of_b: &[f64]) -> (f64, f64) {
    let mut draws: Vec<f64> = of_a.iter().zip(of_b).map(|(a, b)| a - b).collect();
    let (low, high) = quantiles(&mut draws);
    (low.min(difference), high.max(difference))
}

/// Sets the q of `all`, whose contrasts `of` finds, by the method of Benjamini and Hochberg (1995): over those of one basis, and
/// of these over those whose articles could have a p-value below [`RATE`] (Tarone 1990; whether they could does not depend on
/// how they are arranged).
pub(super) fn control<T>(all: &mut [T], of: impl Fn(&mut T) -> &mut Contrast) {
    for basis in [Basis::Machine, Basis::Gold] {
        let family: Vec<usize> = (0..all.len())
            .filter(|&n| {
                let contrast = of(&mut all[n]);
                contrast.basis == basis && contrast.least < RATE
            })
            .collect();
        let p: Vec<f64> = family.iter().map(|&n| of(&mut all[n]).p).collect();
        family.iter().zip(benjamini_hochberg(&p)).for_each(|(&n, q)| of(&mut all[n]).q = Some(q));
    }
}

/// What the statements of `unit` add to its position: the machine's scores, or what `correction` makes of them.
pub(super) fn outcomes(unit: &Unit, correction: Option<&Correction>) -> Vec<Outcome> {
    let plain = |o: &Observation| Outcome { value: o.score as f64 / 1e4, weight: 1.0 };
    correction.map_or_else(|| unit.observations.iter().map(plain).collect(), |c| c.outcomes.clone())
}

/// The mean of `outcomes`, in [-1, 1].
pub(super) fn mean(outcomes: impl IntoIterator<Item = Outcome>) -> f64 {
    let (sum, weight) = outcomes.into_iter().fold((0.0, 0.0), |(s, w), o| (s + o.value, w + o.weight));
    if weight > 1e-9 { (sum / weight).clamp(-1.0, 1.0) } else { 0.0 }
}

/// The q-value of each p-value: the smallest rate of false discoveries at which it would be one of the discoveries.
fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
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
    fn what_cannot_be_found_is_no_part_of_the_family() {
        let of =
            |p: f64, least: f64, basis| Contrast { difference: 0.0, low: 0.0, high: 0.0, p, q: None, basis, least };
        let (machine, gold) = (Basis::Machine, Basis::Gold);
        let mut all = [of(0.01, 0.01, machine), of(1.0, 1.0, machine), of(0.02, 0.02, gold), of(0.4, 0.01, machine)];
        control(&mut all, |one| one);
        assert_eq!(all.map(|one| one.q), [Some(0.02), None, Some(0.02), Some(0.4)]);
        assert!(all[0].found() && !all[1].found());
    }

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
