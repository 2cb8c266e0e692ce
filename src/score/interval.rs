//! The interval of a position: a bootstrap clustered by article that stays honest where there are few articles.
//!
//! Statements of one article are not independent (one speech, one reporter), so articles are resampled, not
//! statements. The plain percentile bootstrap fails where it matters most, at small counts: a speaker with one
//! article, or two that agree, would get an interval of no width. This is therefore the Bayesian bootstrap (Rubin 1981;
//! Exp(1) weights in place of resampled counts) under a Dirichlet-process prior of mass 3/2: Jeffreys' 1/2 on each of a
//! favouring, an opposing and a neutral article of the speaker's average length. One article gives a wide interval, and
//! with many articles the prior vanishes and the interval is the clustered bootstrap's.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Exp1, StandardNormal};
use sha2::{Digest, Sha256};

/// Replicates of the bootstrap: enough for two stable decimals of a 95 % interval.
pub(crate) const REPLICATES: usize = 1000;

/// One article's part in a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ArticleSum {
    /// Sum of P(favor) - P(against) over the article's statements, in units of 0.0001.
    pub score: i64,
    /// Number of those statements, at least 1.
    pub statements: u64,
}

/// A position with its 95 % interval; `low <= position <= high`, all in [-1, 1].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Mean of P(favor) - P(against).
    pub position: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The position over `articles` and its interval. `key` names what is measured (speaker, theme, target): it seeds the
/// random numbers, so that the result depends neither on the order of the articles nor on other positions.
pub fn interval(articles: &[ArticleSum], key: &[&str]) -> Interval {
    // Sorted by value: equal multisets give equal intervals, in whatever order they came.
    let mut articles: Vec<ArticleSum> = articles.iter().copied().filter(|a| a.statements > 0).collect();
    articles.sort_unstable();
    let statements: u64 = articles.iter().map(|a| a.statements).sum();
    if statements == 0 {
        return Interval { position: 0.0, low: -1.0, high: 1.0 };
    }
    let score: i64 = articles.iter().map(|a| a.score).sum();
    let position = (score as f64 / 1e4 / statements as f64).clamp(-1.0, 1.0);
    let length = statements as f64 / articles.len() as f64;

    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed(key));
    let mut replicates: Vec<f64> = (0..REPLICATES)
        .map(|_| {
            let (favor, against) = (half_gamma(&mut random), half_gamma(&mut random));
            let mut sum = length * (favor - against);
            let mut weight = length * (favor + against + half_gamma(&mut random));
            for article in &articles {
                let share = exponential(&mut random);
                sum += share * (article.score as f64 / 1e4);
                weight += share * article.statements as f64;
            }
            sum / weight
        })
        .collect();
    let (low, high) = quantiles(&mut replicates);
    // The prior pulls towards 0; an interval without its own point estimate would only confuse.
    let low = low.clamp(-1.0, position);
    let high = high.clamp(position, 1.0);
    Interval { position, low, high }
}

/// The position of a speaker in whom each outlet counts the same: the mean over `outlets` of the mean over the outlet's
/// articles. Outlets are resampled, and articles within them; the prior is 3/2 outlet. `key` as in [`interval`].
pub(super) fn interval_by_outlet(outlets: &[Vec<ArticleSum>], key: &[&str]) -> Interval {
    let mut outlets: Vec<Vec<ArticleSum>> = outlets.iter().filter(|o| !o.is_empty()).cloned().collect();
    outlets.iter_mut().for_each(|articles| articles.sort_unstable());
    outlets.sort_unstable();
    if outlets.is_empty() {
        return Interval { position: 0.0, low: -1.0, high: 1.0 };
    }
    let mean = |articles: &[ArticleSum], weight: &mut dyn FnMut() -> f64| {
        let (mut sum, mut all) = (0.0, 0.0);
        for article in articles {
            let weight = weight();
            sum += weight * article.score as f64 / 1e4;
            all += weight * article.statements as f64;
        }
        sum / all
    };
    let means = outlets.iter().map(|articles| mean(articles, &mut || 1.0));
    let position = (means.sum::<f64>() / outlets.len() as f64).clamp(-1.0, 1.0);
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed(key));
    let mut replicates: Vec<f64> = (0..REPLICATES)
        .map(|_| {
            let (favor, against) = (half_gamma(&mut random), half_gamma(&mut random));
            let (mut sum, mut all) = (favor - against, favor + against + half_gamma(&mut random));
            for articles in &outlets {
                let weight = exponential(&mut random);
                sum += weight * mean(articles, &mut || exponential(&mut random));
                all += weight;
            }
            sum / all
        })
        .collect();
    let (low, high) = quantiles(&mut replicates);
    Interval { position, low: low.clamp(-1.0, position), high: high.clamp(position, 1.0) }
}

/// The 2.5 % and the 97.5 % quantile of `values`, of which there is at least one.
pub(crate) fn quantiles(values: &mut [f64]) -> (f64, f64) {
    let last = values.len().saturating_sub(1) as f64;
    let mut quantile = |share: f64| *values.select_nth_unstable_by((last * share).round() as usize, f64::total_cmp).1;
    (quantile(0.025), quantile(0.975))
}

/// A draw from Exp(1).
pub(crate) fn exponential(random: &mut Xoshiro256PlusPlus) -> f64 {
    random.sample(Exp1)
}

/// A draw from Gamma(1/2, 1): half the square of a standard normal.
pub(crate) fn half_gamma(random: &mut Xoshiro256PlusPlus) -> f64 {
    random.sample::<f64, _>(StandardNormal).powi(2) / 2.0
}

/// A seed that is the same on every machine and for every version of Rust.
pub(crate) fn seed(key: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for part in key {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(8).fold(0, |seed, &byte| (seed << 8) | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn article(score: f64, statements: u64) -> ArticleSum {
        ArticleSum { score: (score * 1e4).round() as i64, statements }
    }

    #[test]
    fn one_article_is_shown_as_uncertain() {
        let one = interval(&[article(0.98, 1)], &["Ana Ruiz", "trade", "ties"]);
        assert!((one.position - 0.98).abs() < 1e-9);
        assert!(one.low < -0.3 && one.high >= 0.98, "{one:?}");
        // Ten statements of one article are still one article.
        let long = interval(&[article(9.8, 10)], &["Ana Ruiz", "trade", "ties"]);
        assert!((long.high - long.low) > 0.9 * (one.high - one.low), "{long:?} {one:?}");
    }

    #[test]
    fn agreeing_articles_narrow_the_interval() {
        let width = |n: usize| {
            let i = interval(&vec![article(0.9, 1); n], &["x"]);
            i.high - i.low
        };
        let widths: Vec<f64> = [1, 2, 5, 20, 100].map(width).to_vec();
        assert!(widths.is_sorted_by(|a, b| a > b), "{widths:?}");
        assert!(widths[4] < 0.1, "{widths:?}");
    }

    #[test]
    fn many_articles_give_the_clustered_standard_error() {
        // 400 articles of one statement, half at +1, half at -1: standard error 1/sqrt(400) = 0.05.
        let articles: Vec<_> = (0..400).map(|n| article(if n % 2 == 0 { 1.0 } else { -1.0 }, 1)).collect();
        let i = interval(&articles, &["y"]);
        assert_eq!(i.position, 0.0);
        assert!((i.low + 0.098).abs() < 0.015 && (i.high - 0.098).abs() < 0.015, "{i:?}");
    }

    /// Articles whose mean is itself drawn (clustered statements), true position 0.3: the interval must cover it in
    /// about 95 of 100 samples, at few articles too.
    #[test]
    fn intervals_cover_the_truth() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
        for count in [1, 2, 3, 5, 10, 40] {
            let samples = 400;
            let covered = (0..samples)
                .filter(|sample| {
                    let articles: Vec<_> = (0..count)
                        .map(|_| {
                            let statements = random.random_range(1..4);
                            let sign = if random.random::<f64>() < 0.65 { 1.0 } else { -1.0 };
                            article(sign * statements as f64, statements)
                        })
                        .collect();
                    let i = interval(&articles, &["coverage", &sample.to_string()]);
                    i.low <= 0.3 && 0.3 <= i.high
                })
                .count();
            let share = covered as f64 / f64::from(samples);
            assert!(share >= 0.92, "{count} articles: {share}");
        }
    }

    #[test]
    fn one_outlets_flood_does_not_decide() {
        let flood: Vec<_> = (0..50).map(|_| article(0.9, 1)).collect();
        let outlets = [flood.clone(), vec![article(-0.9, 1)], vec![article(-0.9, 1)]];
        let weighted = interval_by_outlet(&outlets, &["w"]);
        assert!((weighted.position + 0.3).abs() < 1e-9, "(0.9 - 0.9 - 0.9) / 3, not {weighted:?}");
        assert!(interval(&outlets.concat(), &["w"]).position > 0.8);
        assert!(weighted.high - weighted.low > 0.8, "three outlets say little: {weighted:?}");
    }

    proptest! {
        #[test]
        fn bounds_hold_and_order_does_not_matter(
            parts in prop::collection::vec((1u64..6, -1.0f64..=1.0), 1..30), key in "[a-z]{1,8}"
        ) {
            let mut articles: Vec<_> = parts.iter().map(|&(n, mean)| article(mean * n as f64, n)).collect();
            let i = interval(&articles, &[&key]);
            prop_assert!(-1.0 <= i.low && i.low <= i.position && i.position <= i.high && i.high <= 1.0, "{:?}", i);
            articles.reverse();
            prop_assert_eq!(i, interval(&articles, &[&key]));
        }
    }
}
