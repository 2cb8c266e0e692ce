//! How near a fit came to its best.

/// A fit that misses the best by less is at it: this much in the log likelihood of all rows together changes no probability
/// in a decimal that is written.
const NEAR: f64 = 0.01;

/// Where the search for the best model ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Convergence {
    /// Steps that were taken.
    pub steps: usize,
    /// At most so much, in nats, is the penalized log likelihood of all rows below the best there is; infinite or NaN where
    /// numbers overflowed.
    pub gap: f64,
}

impl Convergence {
    /// After `steps`, with `gradient` left. What pulls the weights towards a prior makes the objective strongly convex, with
    /// `pulls` as its least curvature along each weight, so that it is at most half of the sum of gradient squared by pull
    /// above its minimum (Nesterov 2004, Theorem 2.1.10, in the norm of the pulls).
    pub(super) fn new(steps: usize, gradient: &[f64], pulls: impl Iterator<Item = f64>) -> Self {
        let part = |(slope, pull): (&f64, f64)| if *slope == 0.0 { 0.0 } else { 0.5 * slope * slope / pull };
        Self { steps, gap: gradient.iter().zip(pulls).map(part).sum() }
    }

    /// Whether the fit is the best one, but for what nobody would see.
    pub fn converged(&self) -> bool {
        self.gap <= NEAR
    }

    /// The one of the two that is further off.
    pub(super) fn worse(self, other: Self) -> Self {
        // NaN is the furthest.
        if self.gap.total_cmp(&other.gap).is_lt() { other } else { self }
    }
}

/// A model and how near it is to the best.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted<M> {
    /// The model.
    pub model: M,
    /// How near it is.
    pub convergence: Convergence,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gap_counts_what_is_left_by_how_weakly_it_is_held() {
        let gap = |gradient: &[f64], pull| Convergence::new(3, gradient, std::iter::repeat(pull));
        assert!(gap(&[1e-5; 400], 0.1).converged());
        assert!(!gap(&[0.1, 0.0], 0.1).converged());
        assert!(gap(&[0.0, 0.0], 0.0).converged(), "nothing is left");
        assert!(!gap(&[1e-5], 0.0).converged() && !gap(&[f64::NAN], 1.0).converged());
        let (near, far, unknown) = (gap(&[0.0], 1.0), gap(&[2.0], 1.0), gap(&[f64::NAN], 1.0));
        assert_eq!(near.worse(far).gap, 2.0);
        assert_eq!(far.worse(near).gap, 2.0);
        assert!(far.worse(unknown).gap.is_nan() && unknown.worse(far).gap.is_nan());
    }
}
