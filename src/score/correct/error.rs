//! The error of a corrected position, taken apart by where it comes from, and the interval that follows.
//!
//! To the first order a corrected position is a sum over articles: of the actor's own, and of the gold that a confusion matrix
//! is learned from. What each article adds is kept, so that errors which two positions have in common (articles in which both
//! speak, one matrix for both) cancel out of their difference.
//!
//! Where few gold statements all agree with the machine, the plain variance of the errors is 0 and would pretend to
//! certainty. Every interval is therefore that of a sample to which one statement is added, a third of each label (Perks
//! 1947): it adds its spread to the variance and itself to the size, and draws the interval, not the position, a little
//! towards the middle. Student's t has the degrees of freedom of Satterthwaite (1946), so that few articles of one source of
//! variance do not widen the others.

use super::{FEW_ARTICLES, Method};
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::collections::BTreeMap;

/// Sums by article, in the units of a position.
pub(super) type Sums = BTreeMap<usize, f64>;

/// What the error of a corrected position, or of the difference of two, is made of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Error {
    /// What each of the actor's articles adds.
    pub(super) sampling: Sums,
    /// What each article with gold adds by the confusion matrix.
    pub(super) matrix: Sums,
    /// Variance of the statement that is added to the actor's.
    pub(super) prior: f64,
    /// How the position moves with the mean value of each true label in the matrix.
    pub(super) rows: [f64; 3],
    /// Variance of that mean by the statement that is added to each row.
    pub(super) row_prior: [f64; 3],
    /// Articles that the variance of `sampling` is known from: of a correction by own gold those that have some.
    pub(super) clusters: usize,
    /// The fewest articles of an actor, where they must tell their own variance.
    pub(super) fewest: Option<usize>,
}

impl Error {
    /// Variance that comes from the confusion matrix.
    pub fn of_matrix(&self) -> f64 {
        let rows = self.rows.iter().zip(self.row_prior).map(|(weight, spread)| weight * weight * spread);
        cluster_variance(&self.matrix) + rows.sum::<f64>()
    }

    /// That of the position less another one, whose error is `other`, on the same target.
    pub fn less(&self, other: &Self) -> Self {
        let minus = |a: &Sums, b: &Sums| {
            let mut out = a.clone();
            b.iter().for_each(|(article, part)| *out.entry(*article).or_default() -= part);
            out
        };
        Self {
            sampling: minus(&self.sampling, &other.sampling),
            matrix: minus(&self.matrix, &other.matrix),
            prior: self.prior + other.prior,
            rows: std::array::from_fn(|y| self.rows[y] - other.rows[y]),
            // One of the two has none where the other alone is corrected by a matrix.
            row_prior: std::array::from_fn(|y| self.row_prior[y].max(other.row_prior[y])),
            clusters: [self.clusters, other.clusters].into_iter().filter(|n| *n > 0).min().unwrap_or(0),
            fewest: self.fewest.into_iter().chain(other.fewest).min(),
        }
    }

    /// Half of the 95 % interval.
    pub fn half_width(&self) -> f64 {
        let parts =
            [(cluster_variance(&self.sampling), self.clusters), (cluster_variance(&self.matrix), self.matrix.len())];
        let rows: f64 = self.rows.iter().zip(self.row_prior).map(|(weight, spread)| weight * weight * spread).sum();
        // An article of the actor that is gold adds by both ways.
        let both: f64 = self.sampling.iter().filter_map(|(n, part)| self.matrix.get(n).map(|other| part * other)).sum();
        let apart = self.prior + rows + parts[0].0 + parts[1].0;
        let all = (apart + 2.0 * both).max(apart / 4.0);
        match self.fewest {
            // One article has no variance that could be seen; the interval is the whole scale.
            Some(0 | 1) => 2.0,
            Some(few @ 2..FEW_ARTICLES) => t_quantile(few as f64 - 1.0) * all.sqrt(),
            _ => {
                let lost: f64 = parts.iter().map(|&(v, clusters)| v * v / (clusters as f64 - 1.0).max(1.0)).sum();
                t_quantile(if lost > 0.0 { all * all / lost } else { f64::INFINITY }) * all.sqrt()
            }
        }
    }
}

/// An interval of `half` around `centre` that holds `position`, none beyond the ends of the scale. A centre beyond an end is
/// moved to it, not the interval cut: cut, it would close up where the correction overshoots most.
pub(super) fn bounded(
    position: f64,
    centre: f64,
    half: f64,
    gold: usize,
    coded: usize,
    method: Method,
) -> super::Corrected {
    let clamped = position.abs() > 1.0 + 1e-9;
    let (position, centre) = (position.clamp(-1.0, 1.0), centre.clamp(-1.0, 1.0));
    let (low, high) = ((centre - half).clamp(-1.0, position), (centre + half).clamp(position, 1.0));
    super::Corrected { position, low, high, gold: gold as u64, coded: coded as u64, clamped, method }
}

/// The variance of a sum over clusters whose parts have the mean 0.
pub(super) fn cluster_variance(sums: &Sums) -> f64 {
    let clusters = sums.len() as f64;
    // Sorted, so that the last digit does not depend on how articles are numbered.
    let mut squares: Vec<f64> = sums.values().map(|sum| sum * sum).collect();
    squares.sort_unstable_by(f64::total_cmp);
    if clusters < 2.0 { 0.0 } else { squares.iter().sum::<f64>() * clusters / (clusters - 1.0) }
}

/// The 97.5 % quantile of Student's t with `freedom` degrees of freedom, at least one.
fn t_quantile(freedom: f64) -> f64 {
    // From so many degrees on it is the normal's, to six decimals.
    const NORMAL: f64 = 1e6;
    // With a scale and degrees above 0 there always is such a distribution.
    StudentsT::new(0.0, 1.0, freedom.clamp(1.0, NORMAL)).map_or(f64::INFINITY, |t| t.inverse_cdf(0.975))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_t() {
        for (freedom, exact) in
            [(1.0, 12.706), (1.5, 6.017), (4.0, 2.776), (10.0, 2.228), (30.0, 2.042), (f64::INFINITY, 1.96)]
        {
            assert!((t_quantile(freedom) - exact).abs() < 0.01, "{freedom}: {}", t_quantile(freedom));
        }
    }

    #[test]
    fn what_two_positions_have_in_common_cancels_out() {
        let sums = |parts: &[(usize, f64)]| parts.iter().copied().collect::<Sums>();
        let of = |first: usize| Error {
            sampling: (first..first + 8).map(|n| (n, if n % 2 == 0 { 0.1 } else { -0.1 })).collect(),
            matrix: sums(&[(90, 0.2), (91, -0.2)]),
            clusters: 8,
            rows: [0.5, 0.2, 0.1],
            row_prior: [0.3; 3],
            ..Error::default()
        };
        assert_eq!(of(0).less(&of(0)).half_width(), 0.0);
        // Other articles, the same matrix: the sampling of both is left.
        let apart = of(0).less(&of(10));
        assert_eq!(apart.of_matrix(), 0.0);
        assert!(apart.half_width() > of(0).less(&Error::default()).half_width() * 0.1);
        assert!((cluster_variance(&apart.sampling) / 0.16 - 16.0 / 15.0).abs() < 1e-9);
    }

    #[test]
    fn beyond_the_scale_the_interval_does_not_close_up() {
        let c = bounded(1.4, 1.35, 0.2, 30, 0, Method::Pooled);
        assert!(c.clamped && c.position == 1.0 && c.high == 1.0 && (c.low - 0.8).abs() < 1e-9, "{c:?}");
        assert!(!bounded(1.0, 0.9, 0.2, 30, 0, Method::Pooled).clamped);
    }
}
