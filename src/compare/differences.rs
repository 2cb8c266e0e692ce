//! Differences of positions, and what they rest on.

use super::contrast::{Contrast, control, position, replicates};
use crate::score::{Actor, By, Observation, Record, UNKNOWN, Unit};
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
    /// `a` less `b`. p is by the bootstrap's mean and standard deviation, q over all pairs.
    #[serde(flatten)]
    pub contrast: Contrast,
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
    /// The outlet, audience or window of time that both are in; empty without.
    pub group: String,
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
        let actor = |place: usize| &units[numbers[place]].actor;
        // Sorted: those of a speaker stand together, and the next is the next window. What has no date is in none.
        let same = |x: usize, y: usize| actor(x).speaker == actor(y).speaker;
        let others = |x: usize| {
            let end = match by {
                None | Some(By::Country | By::Role) => numbers.len(),
                Some(By::Outlet | By::Audience) => {
                    (x + 1..numbers.len()).find(|&y| !same(x, y)).unwrap_or(numbers.len())
                }
                Some(By::Week | By::Month | By::Quarter | By::Year) => {
                    let next = (x + 1).min(numbers.len() - 1);
                    if same(x, next) && actor(x).group != UNKNOWN { next + 1 } else { x + 1 }
                }
            };
            x + 1..end
        };
        let between = |(x, y): (usize, usize)| {
            let of = |place: usize| (&units[numbers[place]], &replicates[place][..]);
            difference(theme, target, of(x), of(y), (numbers[x], numbers[y]))
        };
        // In the order of the pairs, whichever thread is done first.
        all.par_extend(
            (0..numbers.len()).into_par_iter().flat_map_iter(|x| others(x).map(move |y| (x, y))).map(between),
        );
    }
    control(&mut all, |d| &mut d.contrast);
    all.par_sort_by(|x, y| {
        x.contrast
            .p
            .total_cmp(&y.contrast.p)
            .then_with(|| (&x.theme, &x.target, &x.a, &x.b).cmp(&(&y.theme, &y.target, &y.a, &y.b)))
    });
    all
}

fn key(unit: &Unit) -> [&str; 4] {
    [&unit.actor.speaker, &unit.actor.group, &unit.theme, &unit.target]
}

fn difference(
    theme: &str,
    target: &str,
    (a, of_a): (&Unit, &[f64]),
    (b, of_b): (&Unit, &[f64]),
    units: (usize, usize),
) -> Difference {
    let (position_a, position_b) = (position(&a.observations), position(&b.observations));
    Difference {
        theme: theme.to_owned(),
        target: target.to_owned(),
        a: a.actor.name(),
        b: b.actor.name(),
        position_a,
        position_b,
        contrast: Contrast::new((position_a, of_a), (position_b, of_b)),
        units,
    }
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
                    article: record.article.to_string(),
                    date: record.date,
                    source: record.source.as_deref().map(str::to_owned),
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

/// The agreement of every pair of actors with a common target, closest first; where speakers are scored by outlet, audience
/// or windows of time, of every pair within one of those.
pub fn agreements(units: &[Unit]) -> Vec<Agreement> {
    let mut actors: BTreeMap<&Actor, BTreeMap<&str, f64>> = BTreeMap::new();
    for unit in units {
        actors.entry(&unit.actor).or_default().insert(&unit.target, position(&unit.observations));
    }
    let mut groups: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for (actor, positions) in actors {
        groups.entry(actor.within()).or_default().push((actor, positions));
    }
    let mut out = vec![];
    let pairs = groups.values().flat_map(|actors| {
        actors.iter().enumerate().flat_map(|(x, first)| actors[x + 1..].iter().map(move |second| (first, second)))
    });
    for ((a, of_a), (b, of_b)) in pairs {
        let distances: Vec<f64> =
            of_a.iter().filter_map(|(target, p)| of_b.get(target).map(|other| (p - other).abs())).collect();
        if !distances.is_empty() {
            let mean = distances.iter().sum::<f64>() / distances.len() as f64;
            out.push(Agreement {
                group: a.within().to_owned(),
                a: a.name(),
                b: b.name(),
                targets: distances.len() as u64,
                agreement: 1.0 - mean / 2.0,
            });
        }
    }
    out.par_sort_by(|x, y| y.agreement.total_cmp(&x.agreement).then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b))));
    out
}
