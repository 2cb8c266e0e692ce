//! Coefficients of agreement over coders' values.

use std::collections::BTreeMap;

/// How far apart two values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Metric {
    /// The same or not.
    Nominal,
    /// By rank: values are ordered as their numbers are.
    Ordinal,
}

/// Krippendorff's alpha (2004, chapter 11; 2011 for the coincidence matrix) over `units`: for each unit the values of
/// the coders who coded it, in any order. Units with fewer than two values say nothing. 1 is perfect agreement, 0 what
/// chance gives, below 0 worse than chance.
///
/// `None` where it is not defined: fewer than two values in all, or no variation in them.
pub(super) fn alpha(units: &[Vec<u32>], metric: Metric) -> Option<f64> {
    let mut coincidences: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    let mut totals: BTreeMap<u32, f64> = BTreeMap::new();
    for values in units.iter().filter(|values| values.len() > 1) {
        let others = (values.len() - 1) as f64;
        for (at, a) in values.iter().enumerate() {
            *totals.entry(*a).or_default() += 1.0;
            for (_, b) in values.iter().enumerate().filter(|(other, _)| *other != at) {
                *coincidences.entry((*a, *b)).or_default() += 1.0 / others;
            }
        }
    }
    let n: f64 = totals.values().sum();
    let distance = |a: u32, b: u32| match metric {
        Metric::Nominal => f64::from(u8::from(a != b)),
        Metric::Ordinal => {
            let (low, high) = (a.min(b), a.max(b));
            let between: f64 = totals.range(low..=high).map(|(_, n)| n).sum();
            (between - (totals[&low] + totals[&high]) / 2.0).powi(2)
        }
    };
    let observed: f64 = coincidences.iter().map(|((a, b), n)| n * distance(*a, *b)).sum();
    let mut expected = 0.0;
    for (a, of_a) in &totals {
        for (b, of_b) in &totals {
            expected += of_a * of_b * distance(*a, *b);
        }
    }
    (expected > 0.0).then(|| 1.0 - (n - 1.0) * observed / expected)
}

/// Cohen's kappa (1960) of two coders over `pairs` of nominal values. `None` where it is not defined: no pair, or both
/// coders give everything the same value.
pub(super) fn kappa(pairs: &[(u32, u32)]) -> Option<f64> {
    let n = pairs.len() as f64;
    // Counts, not shares: shares add up to a little less than 1 where they should add up to 1.
    let mut totals: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for (a, b) in pairs {
        totals.entry(*a).or_default().0 += 1;
        totals.entry(*b).or_default().1 += 1;
    }
    let constant = totals.len() < 2;
    let observed = pairs.iter().filter(|(a, b)| a == b).count() as f64 / n;
    let expected = totals.values().map(|(a, b)| a * b).sum::<u64>() as f64 / (n * n);
    (!constant).then(|| (observed - expected) / (1.0 - expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The example with four coders, twelve units and missing values that Krippendorff (2011) computes by hand:
    /// 0.743 nominal, 0.815 ordinal.
    #[test]
    fn krippendorffs_own_example() {
        let coders = [
            "1 2 3 3 2 1 4 1 2 . . .",
            "1 2 3 3 2 2 4 1 2 5 . 3",
            ". 3 3 3 2 3 4 2 2 5 1 .",
            "1 2 3 3 2 4 4 1 2 5 1 .",
        ];
        let mut units = vec![vec![]; 12];
        for coder in coders {
            for (unit, value) in units.iter_mut().zip(coder.split(' ')) {
                unit.extend(value.parse::<u32>());
            }
        }
        assert!((alpha(&units, Metric::Nominal).unwrap() - 0.743).abs() < 5e-4);
        assert!((alpha(&units, Metric::Ordinal).unwrap() - 0.815).abs() < 5e-4);
    }

    /// 20 and 15 of 50 agreed, 5 and 10 not: observed 0.7, by chance 0.5, so 0.4.
    #[test]
    fn kappa_by_hand() {
        let pairs = [vec![(1, 1); 20], vec![(1, 0); 5], vec![(0, 1); 10], vec![(0, 0); 15]].concat();
        assert!((kappa(&pairs).unwrap() - 0.4).abs() < 1e-12);
        (1..40).for_each(|n| assert_eq!(kappa(&vec![(1, 1); n]), None, "{n} times the same"));
        assert_eq!(kappa(&[]), None);
        assert_eq!(alpha(&[vec![1, 1], vec![2]], Metric::Nominal), None);
    }

    proptest! {
        #[test]
        fn coefficients_do_not_depend_on_order_and_do_not_pass_1(
            units in prop::collection::vec(prop::collection::vec(0u32..3, 1..4), 2..20),
        ) {
            let turned: Vec<Vec<u32>> = units.iter().rev().map(|u| u.iter().rev().copied().collect()).collect();
            for metric in [Metric::Nominal, Metric::Ordinal] {
                match (alpha(&units, metric), alpha(&turned, metric)) {
                    (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9 && a <= 1.0 + 1e-12),
                    (a, b) => prop_assert_eq!(a, b),
                }
            }
        }
    }
}
