//! Conditional logit (McFadden 1974): which of the alternatives of a choice is right.
//!
//! An alternative has a score, linear in its features. Beside the alternatives there is always "none of them", with a
//! score of 0, so probabilities stay calibrated where the right answer is not on offer. Several alternatives may be right
//! (they say the same); their probabilities add up.

use super::convergence::{Convergence, Fitted};
use super::lbfgs::{Minimum, minimize};
use super::rows::Rows;
use std::ops::Range;

/// The alternatives of one choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Rows of its alternatives.
    pub alternatives: Range<usize>,
    /// Whether each is right; where none is, "none of them" is.
    pub right: Vec<bool>,
}

/// The probability, in [0, 1], of each alternative by its score; what is missing to 1 is that of "none of them".
pub fn shares(scores: &[f64]) -> Vec<f64> {
    let largest = scores.iter().fold(0.0_f64, |a, &b| a.max(b));
    let powers: Vec<f64> = scores.iter().map(|score| (score - largest).exp()).collect();
    let sum: f64 = powers.iter().sum::<f64>() + (-largest).exp();
    powers.into_iter().map(|power| power / sum).collect()
}

/// The logarithm of the sum of e^score over `scores`, without over- or underflow.
fn log_sum(scores: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = scores.clone().fold(f64::NEG_INFINITY, f64::max);
    largest + scores.map(|score| (score - largest).exp()).sum::<f64>().ln()
}

/// Fits the weights of the features, one for each, to `choices`. `strength`, above 0, pulls the weights towards 0; `start` is
/// where the search begins.
pub fn fit_choices(rows: &impl Rows, choices: &[&Choice], strength: f64, start: Vec<f64>) -> Fitted<Vec<f64>> {
    let objective = |weights: &[f64], gradient: &mut [f64]| {
        let mut value = 0.0;
        for (slope, weight) in gradient.iter_mut().zip(weights) {
            *slope = strength * weight;
            value += 0.5 * strength * weight.powi(2);
        }
        for choice in choices {
            let scores: Vec<f64> = choice.alternatives.clone().map(|row| rows.dot(row, weights)).collect();
            // In logarithms throughout: 1 - the sum of shares is 0 long before the share of "none of them" is.
            let all = log_sum(scores.iter().copied().chain([0.0]));
            let of_right = scores.iter().zip(&choice.right).filter(|(_, right)| **right).map(|(score, _)| *score);
            let right = if choice.right.contains(&true) { log_sum(of_right) } else { 0.0 };
            value += all - right;
            for ((row, score), is_right) in choice.alternatives.clone().zip(&scores).zip(&choice.right) {
                let wanted = if *is_right { (score - right).exp() } else { 0.0 };
                rows.add(row, (score - all).exp() - wanted, gradient);
            }
        }
        value
    };
    let Minimum { point, gradient, steps } = minimize(objective, start);
    Fitted { model: point, convergence: Convergence::new(steps, &gradient, std::iter::repeat(strength)) }
}

#[cfg(test)]
mod tests {
    use super::super::rows::Sparse;
    use super::*;

    #[test]
    fn shares_leave_room_for_none_of_them() {
        let shares = shares(&[0.0, 0.0]);
        assert!((shares[0] - 1.0 / 3.0).abs() < 1e-12 && (shares[1] - 1.0 / 3.0).abs() < 1e-12);
        assert!(super::shares(&[900.0, -900.0])[0] > 0.999);
    }

    #[test]
    fn the_feature_of_right_alternatives_wins() {
        // Feature 0 stands on the right alternative, feature 1 on the wrong one; the last choice has no right one.
        let rows = Sparse::new(2, vec![vec![(0, 1.0)], vec![(1, 1.0)], vec![(0, 1.0)], vec![(1, 1.0)], vec![(1, 1.0)]]);
        let choices = [
            Choice { alternatives: 0..2, right: vec![true, false] },
            Choice { alternatives: 2..4, right: vec![true, false] },
            Choice { alternatives: 4..5, right: vec![false] },
        ];
        let fitted = fit_choices(&rows, &choices.iter().collect::<Vec<_>>(), 0.1, vec![0.0; 2]);
        assert!(fitted.convergence.converged(), "{fitted:?}");
        let weights = fitted.model;
        assert!(weights[0] > 0.5 && weights[1] < -0.5, "{weights:?}");
    }

    #[test]
    fn a_choice_without_a_right_alternative_is_learned_from_far_away() {
        // From here the share of "none of them" is e^-1000, so that its logarithm cannot be taken of the share.
        let rows = Sparse::new(1, vec![vec![(0, 1.0)]]);
        let none = Choice { alternatives: 0..1, right: vec![false] };
        let weights = fit_choices(&rows, &[&none], 1e-9, vec![1000.0]).model;
        assert!(weights[0] < 0.0, "{weights:?}");
        assert!((log_sum([1000.0, 0.0].into_iter()) - 1000.0).abs() < 1e-9);
    }

    #[test]
    fn alternatives_that_say_the_same_add_up() {
        let rows = Sparse::new(2, vec![vec![(0, 1.0)], vec![(1, 1.0)]]);
        let both = Choice { alternatives: 0..2, right: vec![true, true] };
        let weights = fit_choices(&rows, &[&both], 0.01, vec![0.0; 2]).model;
        assert!((weights[0] - weights[1]).abs() < 1e-6 && weights[0] > 0.5, "{weights:?}");
    }
}
