//! Differences of positions, and what they rest on.

use crate::score::{
    Actor, By, Observation, REPLICATES, Record, UNKNOWN, Unit, exponential, half_gamma, quantiles, seed,
};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// The difference of two positions on one target: `a` minus `b`, in [-2, 2].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The theme's id.
    pub theme: String,
    /// The target's id.
    pub target: String,
    /// The first actor.
    pub a: String,
    /// The second actor.
    pub b: String,
    /// Position of `a`.
    pub position_a: f64,
    /// Position of `b`.
    pub position_b: f64,
    /// Their difference.
    pub difference: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Two-sided p-value of no difference, by the bootstrap's mean and standard deviation.
    pub p: f64,
    /// The share of false discoveries among the pairs with this p-value or a smaller one, at most.
    pub q: f64,
    /// Numbers of the two units.
    #[serde(skip)]
    pub units: (usize, usize),
}

/// A statement's part in a difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// Whose statement it is.
    pub actor: String,
    /// Its part: over all statements of both actors, the parts sum to the difference.
    pub part: f64,
    /// P(favor) - P(against).
    pub score: f64,
    /// The article.
    pub article: String,
    /// Its date.
    pub date: Option<jiff::civil::Date>,
    /// Its outlet.
    pub source: Option<String>,
    /// The sentence.
    pub text: String,
}

/// How close two actors are over the targets that both speak of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// The first actor.
    pub a: String,
    /// The second.
    pub b: String,
    /// Targets that both have.
    pub targets: u64,
    /// 1 minus half the mean distance of their positions: 1 the same, 0 at opposite ends.
    pub agreement: f64,
}

/// The differences of all pairs on the same target: between actors; where speakers are scored by outlet or audience,
/// between those of each speaker; by windows of time, between each window and the speaker's next.
pub fn differences(units: &[Unit], by: Option<By>) -> Vec<Difference> {
    let mut targets: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (number, unit) in units.iter().enumerate() {
        targets.entry((&unit.theme, &unit.target)).or_default().push(number);
    }
    let mut all = vec![];
    for ((theme, target), mut numbers) in targets {
        numbers.sort_by(|&x, &y| units[x].actor.cmp(&units[y].actor));
        let replicates: Vec<Vec<f64>> =
            numbers.par_iter().map(|&n| replicates(&units[n].observations, &key(&units[n]))).collect();
        for x in 0..numbers.len() {
            for y in x + 1..numbers.len() {
                let (a, b) = (&units[numbers[x]], &units[numbers[y]]);
                let same = a.actor.speaker == b.actor.speaker;
                let wanted = match by {
                    None | Some(By::Country | By::Role) => true,
                    Some(By::Outlet | By::Audience) => same,
                    // Sorted: the next of the same speaker is the next window. What has no date is in none.
                    Some(By::Week | By::Month | By::Quarter | By::Year) => {
                        same && y == x + 1 && a.actor.group != UNKNOWN
                    }
                };
                if wanted {
                    all.push(difference(
                        theme,
                        target,
                        (a, &replicates[x]),
                        (b, &replicates[y]),
                        (numbers[x], numbers[y]),
                    ));
                }
            }
        }
    }
    let q = benjamini_hochberg(&all.iter().map(|d| d.p).collect::<Vec<_>>());
    all.iter_mut().zip(q).for_each(|(difference, q)| difference.q = q);
    all.sort_by(|x, y| {
        x.p.total_cmp(&y.p).then_with(|| (&x.theme, &x.target, &x.a, &x.b).cmp(&(&y.theme, &y.target, &y.a, &y.b)))
    });
    all
}

fn key(unit: &Unit) -> [&str; 4] {
    [&unit.actor.speaker, &unit.actor.group, &unit.theme, &unit.target]
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

pub(super) fn position(observations: &[Observation]) -> f64 {
    observations.iter().map(|o| o.score).sum::<i64>() as f64 / 1e4 / observations.len().max(1) as f64
}

fn difference(
    theme: &str,
    target: &str,
    (a, of_a): (&Unit, &[f64]),
    (b, of_b): (&Unit, &[f64]),
    units: (usize, usize),
) -> Difference {
    let (position_a, position_b) = (position(&a.observations), position(&b.observations));
    let difference = position_a - position_b;
    let mut draws: Vec<f64> = of_a.iter().zip(of_b).map(|(a, b)| a - b).collect();
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    let deviation = (draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / draws.len() as f64).sqrt();
    let p = if deviation > 0.0 { libm::erfc(mean.abs() / deviation / std::f64::consts::SQRT_2) } else { 1.0 };
    let (low, high) = quantiles(&mut draws);
    Difference {
        theme: theme.to_owned(),
        target: target.to_owned(),
        a: a.actor.name(),
        b: b.actor.name(),
        position_a,
        position_b,
        difference,
        low: low.min(difference),
        high: high.max(difference),
        p,
        q: p,
        units,
    }
}

/// The q-value of each p-value: the smallest rate of false discoveries at which it would be one of the discoveries.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
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

/// The `top` statements of each side that a difference rests on most. Each statement's part is its distance from the
/// middle between the two positions, divided by the number of its actor's statements.
pub fn drivers(difference: &Difference, units: &[Unit], records: &[Record], top: usize) -> Vec<Driver> {
    let sides = [difference.units.0, difference.units.1].map(|n| (units[n].actor.name(), &units[n].observations[..]));
    parts(sides, [difference.position_a, difference.position_b], records, top)
}

/// The `top` statements of each of two named sets of observations that the difference of their `positions`, the first
/// less the second, rests on most.
pub(super) fn parts(
    sides: [(String, &[Observation]); 2],
    positions: [f64; 2],
    records: &[Record],
    top: usize,
) -> Vec<Driver> {
    let middle = (positions[0] + positions[1]) / 2.0;
    let direction = if positions[0] < positions[1] { -1.0 } else { 1.0 };
    let mut out = vec![];
    for ((actor, observations), sign) in sides.into_iter().zip([1.0, -1.0]) {
        let mut parts: Vec<Driver> = observations
            .iter()
            .map(|o| {
                let (record, score) = (&records[o.record], o.score as f64 / 1e4);
                Driver {
                    actor: actor.clone(),
                    part: sign * (score - middle) / observations.len() as f64,
                    score,
                    article: record.article.clone(),
                    date: record.date,
                    source: record.source.clone(),
                    text: record.text.clone(),
                }
            })
            .collect();
        // Stable: of equal parts the earlier statement comes first.
        parts.sort_by(|x, y| (direction * y.part).total_cmp(&(direction * x.part)));
        out.extend(parts.into_iter().take(top));
    }
    out
}

/// The agreement of every pair of actors with a common target, closest first.
pub fn agreements(units: &[Unit]) -> Vec<Agreement> {
    let mut actors: BTreeMap<&Actor, BTreeMap<&str, f64>> = BTreeMap::new();
    for unit in units {
        actors.entry(&unit.actor).or_default().insert(&unit.target, position(&unit.observations));
    }
    let actors: Vec<_> = actors.into_iter().collect();
    let mut out = vec![];
    for (x, (a, of_a)) in actors.iter().enumerate() {
        for (b, of_b) in &actors[x + 1..] {
            let distances: Vec<f64> =
                of_a.iter().filter_map(|(target, p)| of_b.get(target).map(|other| (p - other).abs())).collect();
            if !distances.is_empty() {
                let mean = distances.iter().sum::<f64>() / distances.len() as f64;
                out.push(Agreement {
                    a: a.name(),
                    b: b.name(),
                    targets: distances.len() as u64,
                    agreement: 1.0 - mean / 2.0,
                });
            }
        }
    }
    out.sort_by(|x, y| y.agreement.total_cmp(&x.agreement).then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b))));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

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
