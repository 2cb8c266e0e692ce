//! Whether two sets of articles differ in their mean: a permutation test.
//!
//! Articles are exchanged between the two sides as wholes; an article in which both speak stays where it is and the two swap what
//! they say in it. The difference is divided by its standard error, anew for each arrangement, so that the test holds for equal
//! means with unequal variances as well where articles are many (Janssen 1997; Chung and Romano 2013), and exactly for equal
//! distributions however few they are. Where there are few arrangements all are gone through; else some are drawn, more of them
//! the smaller p gets, until fifty are as extreme as what was found (Besag and Clifford 1991). Seeded: the same every time.

use crate::score::seed;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use std::collections::BTreeMap;

/// Arrangements up to which all are gone through.
const ALL: f64 = 20_000.0;
/// Arrangements that are drawn, and how many must be as extreme for that to be enough.
const ROUNDS: [(u32, u32); 4] = [(99, 20), (999, 50), (9_999, 50), (99_999, 50)];

/// An article's part in a position: the sum of values and of weights.
pub(super) type Article = (f64, f64);

/// Those that are drawn at most.
pub(super) const MOST: u32 = ROUNDS[ROUNDS.len() - 1].0;

/// What a test found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tested {
    /// Two-sided p.
    pub p: f64,
    /// The smallest p that these articles could have, however they were arranged (Tarone 1990).
    pub least: f64,
}

/// Tests whether the articles of `a` and `b`, by number, have the same mean. `unsure` is a variance of the difference that
/// arrangements do not show. `key` seeds what is drawn.
pub(super) fn test(a: &BTreeMap<usize, Article>, b: &BTreeMap<usize, Article>, unsure: f64, key: &[&str]) -> Tested {
    let both: Vec<[Article; 2]> = a.iter().filter_map(|(n, left)| Some([*left, *b.get(n)?])).collect();
    let alone = |x: &BTreeMap<usize, Article>, y: &BTreeMap<usize, Article>| -> Vec<Article> {
        x.iter().filter(|(n, _)| !y.contains_key(n)).map(|(_, article)| *article).collect()
    };
    let (mut lone, of_b) = (alone(a, b), alone(b, a));
    // The side with fewer articles of its own comes first: what is left is the other one's.
    let swapped = lone.len() > of_b.len();
    let (first, rest) = if swapped { (of_b, lone) } else { (lone, of_b) };
    let both: Vec<[Article; 2]> =
        if swapped { both.into_iter().map(|[left, right]| [right, left]).collect() } else { both };
    let chosen = first.len();
    lone = [first, rest].concat();
    let sides = Sides::new(lone, chosen, both);
    if sides.typical < 1e-12 {
        // Who all say the same do not differ, and could not.
        return Tested { p: 1.0, least: 1.0 };
    }
    let found = sides.statistic(&(0..chosen).collect::<Vec<_>>(), &mut std::iter::repeat(false), unsure).abs();
    if sides.arrangements() <= ALL { sides.all(found) } else { sides.some(found, seed(key)) }
}

/// The articles, those of the first side alone before those of the other alone, and those of both.
struct Sides {
    lone: Vec<Article>,
    chosen: usize,
    both: Vec<[Article; 2]>,
    of_lone: Moments,
    /// A mean squared distance of an article from the common mean: one more article of it on each side keeps the variance of two
    /// or three that agree from being 0.
    typical: f64,
}

/// Sums over articles of the value s, the weight w and their products.
#[derive(Clone, Copy, Default)]
struct Moments {
    s: f64,
    w: f64,
    ss: f64,
    sw: f64,
    ww: f64,
}

impl Moments {
    fn add(&mut self, (s, w): Article) {
        self.s += s;
        self.w += w;
        self.ss += s * s;
        self.sw += s * w;
        self.ww += w * w;
    }

    fn less(self, other: Self) -> Self {
        Self {
            s: self.s - other.s,
            w: self.w - other.w,
            ss: self.ss - other.ss,
            sw: self.sw - other.sw,
            ww: self.ww - other.ww,
        }
    }

    /// Sum of squared residuals around `mean`.
    fn around(self, mean: f64) -> f64 {
        (self.ss - 2.0 * mean * self.sw + mean * mean * self.ww).max(0.0)
    }
}

impl Sides {
    fn new(lone: Vec<Article>, chosen: usize, both: Vec<[Article; 2]>) -> Self {
        let mut of_lone = Moments::default();
        lone.iter().for_each(|article| of_lone.add(*article));
        let mut all = of_lone;
        both.iter().flatten().for_each(|article| all.add(*article));
        let articles = (lone.len() + 2 * both.len()).max(1);
        let typical = if all.w > 0.0 { all.around(all.s / all.w) / articles as f64 } else { 0.0 };
        Self { lone, chosen, both, of_lone, typical }
    }

    /// How many there are, at least roughly.
    fn arrangements(&self) -> f64 {
        let (n, k) = (self.lone.len() as f64, self.chosen as f64);
        let ways: f64 = (0..self.chosen).map(|i| (n - i as f64) / (k - i as f64)).product();
        ways * 2f64.powi(self.both.len().min(1000) as i32)
    }

    /// The difference by its standard error, where the lone articles of the numbers in `first` are on the first side, and
    /// `swaps` says of each of the others whether the two sides swap.
    fn statistic(&self, first: &[usize], swaps: &mut dyn Iterator<Item = bool>, unsure: f64) -> f64 {
        let mut a = Moments::default();
        first.iter().for_each(|&n| a.add(self.lone[n]));
        let mut b = self.of_lone.less(a);
        // Products of what the two say in the same articles.
        let (mut ss, mut sw, mut ws, mut ww) = (0.0, 0.0, 0.0, 0.0);
        for ([left, right], swap) in self.both.iter().zip(swaps) {
            let (left, right) = if swap { (right, left) } else { (left, right) };
            a.add(*left);
            b.add(*right);
            ss += left.0 * right.0;
            sw += left.0 * right.1;
            ws += left.1 * right.0;
            ww += left.1 * right.1;
        }
        if a.w < 1e-9 || b.w < 1e-9 {
            return 0.0;
        }
        let (mean_a, mean_b) = (a.s / a.w, b.s / b.w);
        let shared = ss - mean_b * sw - mean_a * ws + mean_a * mean_b * ww;
        let own = (a.around(mean_a) + self.typical) / (a.w * a.w) + (b.around(mean_b) + self.typical) / (b.w * b.w);
        let variance = (own - 2.0 * shared / (a.w * b.w)).max(own * 1e-3) + unsure;
        if variance > 0.0 { (mean_a - mean_b) / variance.sqrt() } else { 0.0 }
    }

    fn all(&self, found: f64) -> Tested {
        let mut first: Vec<usize> = (0..self.chosen).collect();
        let mut values = vec![];
        loop {
            for swaps in 0..1u32 << self.both.len() {
                values.push(self.statistic(&first, &mut (0..32).map(|bit| swaps >> bit & 1 == 1), 0.0).abs());
            }
            if !next(&mut first, self.lone.len()) {
                break;
            }
        }
        let share = |least: f64| {
            values.iter().filter(|value| **value >= least - 1e-9).count().max(1) as f64 / values.len() as f64
        };
        Tested { p: share(found), least: share(values.iter().copied().fold(0.0, f64::max)) }
    }

    fn some(&self, found: f64, seed: u64) -> Tested {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut order: Vec<usize> = (0..self.lone.len()).collect();
        let (mut drawn, mut as_extreme) = (0, 0);
        // The largest value that was met, and how often.
        let (mut largest, mut times) = (found, 1);
        for (until, enough) in ROUNDS {
            while drawn < until {
                let (chosen, _) = order.partial_shuffle(&mut random, self.chosen);
                let mut coins = Coins { random: &mut random, bits: 0, left: 0 };
                let value = self.statistic(chosen, &mut coins, 0.0).abs();
                as_extreme += u32::from(value >= found - 1e-9);
                if value > largest + 1e-9 {
                    (largest, times) = (value, 1);
                } else if value >= largest - 1e-9 {
                    times += 1;
                }
                drawn += 1;
            }
            // So few draws may by luck have met the same largest value often.
            let often = f64::from(times) * 50.0 > f64::from(drawn) && drawn < 9_999;
            if as_extreme >= enough && !often {
                break;
            }
        }
        let share = |count: u32| f64::from(count) / f64::from(drawn + 1);
        Tested { p: share(as_extreme + 1), least: share(times) }
    }
}

/// Heads or tails, 64 from a number.
struct Coins<'r> {
    random: &'r mut Xoshiro256PlusPlus,
    bits: u64,
    left: u32,
}

impl Iterator for Coins<'_> {
    type Item = bool;
    fn next(&mut self) -> Option<bool> {
        if self.left == 0 {
            (self.bits, self.left) = (self.random.next_u64(), 64);
        }
        let heads = self.bits & 1 == 1;
        self.bits >>= 1;
        self.left -= 1;
        Some(heads)
    }
}

/// The next choice of numbers below `n`, in order; whether there is one.
fn next(chosen: &mut [usize], n: usize) -> bool {
    let k = chosen.len();
    let Some(place) = (0..k).rev().find(|&place| chosen[place] < n - k + place) else { return false };
    chosen[place] += 1;
    for later in place + 1..k {
        chosen[later] = chosen[later - 1] + 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    fn side(from: usize, scores: &[f64]) -> BTreeMap<usize, Article> {
        scores.iter().enumerate().map(|(n, score)| (from + n, (*score, 1.0))).collect()
    }

    #[test]
    fn few_articles_have_the_p_of_all_their_arrangements() {
        // One of twenty arrangements and its mirror.
        let found = test(&side(0, &[0.9, 0.8, 0.85]), &side(10, &[-0.9, -0.8, -0.7]), 0.0, &["x"]);
        assert_eq!((found.p, found.least), (0.1, 0.1));
        // An article a side: two arrangements, which are as far apart.
        assert_eq!(test(&side(0, &[0.9]), &side(1, &[-0.9]), 0.0, &["x"]), Tested { p: 1.0, least: 1.0 });
        // Who all say the same can never differ.
        assert_eq!(test(&side(0, &[0.5; 4]), &side(9, &[0.5; 4]), 0.0, &["x"]), Tested { p: 1.0, least: 1.0 });
        let found = test(&side(0, &[0.9; 5]), &side(9, &[-0.9; 5]), 0.0, &["x"]);
        assert!((found.p - 2.0 / 252.0).abs() < 1e-12 && found.least == found.p, "{found:?}");
        // In the same articles they swap: 2^6 ways.
        let found = test(&side(0, &[0.9; 6]), &side(0, &[0.1; 6]), 0.0, &["x"]);
        assert!((found.p - 2.0 / 64.0).abs() < 1e-12, "{found:?}");
        // Doubt of another kind makes p larger.
        assert!(test(&side(0, &[0.9, 0.7, 0.8, 0.9, 0.4]), &side(9, &[0.2, 0.1, 0.4, 0.3, 0.2]), 0.5, &["x"]).p > 0.1);
    }

    #[test]
    fn small_p_is_told_from_smaller_and_is_the_same_each_time() {
        let scores = |shift: f64| -> Vec<f64> { (0..16).map(|n| f64::from(n % 7) / 7.0 - 0.5 + shift).collect() };
        let of = |shift: f64, seed: &str| test(&side(0, &scores(shift)), &side(50, &scores(0.0)), 0.0, &[seed]);
        assert_eq!(of(0.4, "a"), of(0.4, "a"));
        let p = ["a", "b", "c", "d"].map(|seed| of(0.4, seed).p);
        assert!(p.iter().all(|one| (one / p[0] - 1.0).abs() < 0.5 && *one < 0.01), "{p:?}");
        assert!(of(1.0, "a").p < 5e-5 && of(1.0, "a").least < 0.001, "{:?}", of(1.0, "a"));
    }

    #[test]
    fn equal_means_with_unequal_spread_are_called_so_as_often_as_the_level_says() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(4);
        let mut draw =
            |n: usize, spread: f64| -> Vec<f64> { (0..n).map(|_| (random.random::<f64>() - 0.5) * spread).collect() };
        let small = (0..400)
            .filter(|n| test(&side(0, &draw(8, 1.8)), &side(50, &draw(30, 0.4)), 0.0, &[&n.to_string()]).p < 0.05)
            .count();
        assert!(small <= 36, "{small} of 400 at 0.05");
    }

    /// `cargo test --lib how_often_unequal_lengths_differ -- --ignored --nocapture`: the figures of docs/positions.md.
    #[test]
    #[ignore = "a table, not a test"]
    fn how_often_unequal_lengths_differ() {
        const EQUAL: &[usize] = &[1, 2];
        const UNEQUAL: &[usize] = &[1, 1, 1, 2, 3, 8];
        for (of_a, of_b, lengths) in [(8, 40, EQUAL), (8, 40, UNEQUAL), (12, 60, UNEQUAL), (30, 150, UNEQUAL)] {
            let mut random = Xoshiro256PlusPlus::seed_from_u64(5);
            // Eight of ten statements of an article take its side, the others none.
            let mut draw = |from: usize, n: usize, lengths: &[usize]| -> BTreeMap<usize, Article> {
                let article = |place: usize| {
                    let length = lengths[random.random_range(0..lengths.len())];
                    let side = if random.random::<bool>() { 0.8 } else { -0.8 };
                    let sided = (0..length).filter(|_| random.random::<f64>() < 0.8).count();
                    (from + place, (side * sided as f64, length as f64))
                };
                (0..n).map(article).collect()
            };
            let pairs: Vec<_> = (0..1000).map(|_| (draw(0, of_a, lengths), draw(1000, of_b, EQUAL))).collect();
            let small =
                pairs.iter().enumerate().filter(|(n, (a, b))| test(a, b, 0.0, &[&n.to_string()]).p < 0.05).count();
            println!("{of_a} articles of {lengths:?} and {of_b} of {EQUAL:?}: {:.1} %", small as f64 / 10.0);
        }
    }
}
