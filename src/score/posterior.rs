//! The interval of a position for small counts: the posterior of a Dirichlet distribution over the labels.

use super::interval::{quantiles, seed};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::Gamma;

const DRAWS: usize = 4000;

/// Ends of the central 95 % of p(favor) - p(against), where the shares have Jeffreys' prior, Dirichlet(1/2, 1/2, 1/2),
/// and `counts` of favor, against and neutral were seen. Counts may be fractions: an article with two statements in
/// favor and one against is one article, 2/3 in favor. `key` seeds the draws.
pub(super) fn dirichlet(counts: [f64; 3], key: &[&str]) -> (f64, f64) {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed(key));
    let mut draws: Vec<f64> = (0..DRAWS)
        .map(|_| {
            // Of a shape above 0 there always is such a distribution.
            let mut draw = |count: f64| Gamma::new(count.max(0.0) + 0.5, 1.0).map_or(0.0, |of| random.sample(of));
            let [favor, against, neutral] = counts.map(&mut draw);
            (favor - against) / (favor + against + neutral).max(f64::MIN_POSITIVE)
        })
        .collect();
    quantiles(&mut draws)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_statement_says_little_and_a_hundred_say_much() {
        let (low, high) = dirichlet([1.0, 0.0, 0.0], &["one"]);
        assert!(low < -0.4 && high > 0.95, "{low} {high}");
        let (low, high) = dirichlet([100.0, 0.0, 0.0], &["many"]);
        assert!(low > 0.93 && high <= 1.0, "{low} {high}");
        // Half and half of 400: standard deviation 1/20 of the difference.
        let (low, high) = dirichlet([200.0, 200.0, 0.0], &["split"]);
        assert!((low + 0.098).abs() < 0.01 && (high - 0.098).abs() < 0.01, "{low} {high}");
    }
}
