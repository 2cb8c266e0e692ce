//! Series by chance that are as much alike from article to article as the one that was found.
//!
//! Coverage comes in waves: an article is like the one before. To deal articles to dates at random makes series without waves,
//! beside which every wave looks like a change. The series here are the same articles in another order, the order of a
//! first-order autoregressive process (each article takes the place of its rank in it; Theiler et al. 1992 call such series
//! surrogates). With a correlation of 0 that is the plain permutation test.
//!
//! The correlation is chosen by the data: that of neighbours is measured after the best cut is taken out (a true change would pass
//! for a wave), and since this takes out a part of the waves too, it is set beside that of series which went through the
//! same. Those are series of what is left in the data: with a true change in their values, two levels in any order would leave
//! far less correlation than the data, and every clean change would pass for a long wave. The process's correlation is the one at which two of five series have less than the data. (Half of them would be the
//! middle of what is likely; a little more guards against what is taken for too little, by simulation.)

use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;
use rand_distr::StandardNormal;

/// An article: the sum of values, and of weights, which is above 0.
pub(super) type Article = (f64, f64);

/// Correlations that are tried.
const CORRELATIONS: [f64; 10] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/// Series for each of them.
const TRIES: usize = 99;
/// The share of them that have less correlation than the data.
const BELOW: f64 = 0.4;

/// The best cut of a series in two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cut {
    /// Articles before it.
    pub at: usize,
    /// The sum of squares between the sides.
    pub gain: f64,
    /// The means before it and after it.
    pub means: [f64; 2],
    /// Correlation of neighbours in what is left.
    pub correlation: f64,
}

impl Cut {
    /// The mean after it less that before.
    pub fn step(&self) -> f64 {
        self.means[1] - self.means[0]
    }

    /// What is left of `articles` without it.
    pub fn left(&self, articles: &[Article]) -> Vec<Article> {
        let mean = |n: usize| self.means[usize::from(n >= self.at)];
        articles.iter().enumerate().map(|(n, &(sum, weight))| (sum - mean(n) * weight, weight)).collect()
    }
}

/// The cut, one of `cuts`, with the largest sum of squares between its sides; the first of equals.
pub(super) fn best(articles: &[Article], cuts: &[usize]) -> Option<Cut> {
    let (at, gain, means) = largest(articles, cuts)?;
    let rest = |n: usize| articles[n].0 / articles[n].1 - means[usize::from(n >= at)];
    let (mut together, mut alone) = (0.0, 0.0);
    let mut last = 0.0;
    for n in 0..articles.len() {
        let now = rest(n);
        together += last * now;
        alone += now * now;
        last = now;
    }
    let correlation = if alone > 1e-9 { together / alone } else { 0.0 };
    Some(Cut { at, gain, means, correlation })
}

/// The place of the best cut, its sum of squares, and the means of its sides.
fn largest(articles: &[Article], cuts: &[usize]) -> Option<(usize, f64, [f64; 2])> {
    let (sum, count) = articles.iter().fold((0.0, 0.0), |(s, n), (score, weight)| (s + score, n + weight));
    let (mut seen, mut before, mut length) = (0, 0.0, 0.0);
    let mut found: Option<(usize, f64, [f64; 2])> = None;
    for &cut in cuts {
        for (score, weight) in &articles[seen..cut] {
            before += score;
            length += weight;
        }
        seen = cut;
        let means = [before / length, (sum - before) / (count - length)];
        let gain = (means[0] - means[1]).powi(2) * length * (count - length) / count;
        if found.is_none_or(|(_, most, _)| gain > most) {
            found = Some((cut, gain, means));
        }
    }
    found
}

/// The largest sum of squares between the sides of a cut.
pub(super) fn gain(articles: &[Article], cuts: &[usize]) -> f64 {
    largest(articles, cuts).map_or(0.0, |(_, gain, _)| gain)
}

/// The rank of each place in a process of that `correlation`.
pub(super) fn ranks(length: usize, correlation: f64, random: &mut Xoshiro256PlusPlus) -> Vec<u32> {
    let mut order: Vec<u32> = (0..length as u32).collect();
    if correlation == 0.0 {
        order.shuffle(random);
        return order;
    }
    let fresh = (1.0 - correlation * correlation).sqrt();
    let mut level: f64 = random.sample(StandardNormal);
    let levels: Vec<f64> = (0..length)
        .map(|_| {
            let now = level;
            level = correlation * level + fresh * random.sample::<f64, _>(StandardNormal);
            now
        })
        .collect();
    order.sort_unstable_by(|&x, &y| levels[x as usize].total_cmp(&levels[y as usize]));
    let mut ranks = vec![0; length];
    order.iter().enumerate().for_each(|(rank, &place)| ranks[place as usize] = rank as u32);
    ranks
}

/// The articles by their means, from which series are dealt; equals in a random order.
pub(super) fn sorted(articles: &[Article], random: &mut Xoshiro256PlusPlus) -> Vec<Article> {
    let mut out = articles.to_vec();
    out.shuffle(random);
    out.sort_by(|x, y| (x.0 / x.1).total_cmp(&(y.0 / y.1)));
    out
}

/// `sorted` articles in the places of `ranks`, into `series`.
pub(super) fn deal(sorted: &[Article], ranks: &[u32], series: &mut Vec<Article>) {
    series.clear();
    series.extend(ranks.iter().map(|&rank| sorted[rank as usize]));
}

/// The correlation of the process, for `sorted` articles without their best cut, whose neighbours have the correlation `found`.
pub(super) fn correlation(sorted: &[Article], cuts: &[usize], found: f64, random: &mut Xoshiro256PlusPlus) -> f64 {
    let mut series = Vec::with_capacity(sorted.len());
    // The correlation of the process before, and what is left of it.
    let mut before: Option<(f64, f64)> = None;
    for tried in CORRELATIONS {
        let mut left: Vec<f64> = (0..TRIES)
            .map(|_| {
                deal(sorted, &ranks(sorted.len(), tried, random), &mut series);
                best(&series, cuts).map_or(0.0, |cut| cut.correlation)
            })
            .collect();
        let place = (BELOW * (TRIES - 1) as f64).round() as usize;
        let here = *left.select_nth_unstable_by(place, f64::total_cmp).1;
        if found <= here {
            // Between the two, in the measure in which what is left is.
            return before.map_or(tried, |(low, least)| {
                if here > least {
                    low + (tried - low) * ((found - least) / (here - least)).clamp(0.0, 1.0)
                } else {
                    tried
                }
            });
        }
        before = Some((tried, here));
    }
    CORRELATIONS[CORRELATIONS.len() - 1]
}
