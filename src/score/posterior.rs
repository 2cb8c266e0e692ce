//! The interval of a position for small counts: the posterior of a Dirichlet distribution over the labels.

use super::interval::{quantiles, seed, standard_normal};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

const DRAWS: usize = 4000;

/// Ends of the central 95 % of p(favor) - p(against), where the shares have Jeffreys' prior, Dirichlet(1/2, 1/2, 1/2),
/// and `counts` of favor, against and neutral were seen. Counts may be fractions: an article with two statements in
/// favor and one against is one article, 2/3 in favor. `key` seeds the draws.
pub(super) fn dirichlet(counts: [f64; 3], key: &[&str]) -> (f64, f64) {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed(key));
    let mut draws: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let [favor, against, neutral] = counts.map(|count| gamma(count.max(0.0) + 0.5, &mut random));
            (favor - against) / (favor + against + neutral).max(f64::MIN_POSITIVE)
        })
        .collect();
    quantiles(&mut draws)
}

/// A draw from Gamma(shape, 1) by the method of Marsaglia and Tsang (2000).
fn gamma(shape: f64, random: &mut Xoshiro256PlusPlus) -> f64 {
    if shape < 1.0 {
        // Their own device for small shapes.
        return gamma(shape + 1.0, random) * (1.0 - random.random::<f64>()).powf(1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = standard_normal(random);
        let v = (1.0 + c * x).powi(3);
        if v > 0.0 && (1.0 - random.random::<f64>()).ln() < 0.5 * x * x + d - d * v + d * v.ln() {
            return d * v;
        }
    }
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

    #[test]
    fn gamma_has_its_mean_and_variance() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(3);
        for shape in [0.5, 1.0, 3.5, 40.0] {
            let draws: Vec<f64> = (0..20_000).map(|_| gamma(shape, &mut random)).collect();
            let mean = draws.iter().sum::<f64>() / 2e4;
            let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 2e4;
            assert!(
                (mean / shape - 1.0).abs() < 0.05 && (variance / shape - 1.0).abs() < 0.1,
                "{shape}: {mean} {variance}"
            );
        }
    }
}
