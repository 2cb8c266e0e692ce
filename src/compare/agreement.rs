//! How close two actors are over all targets.

use super::contrast::{mean, outcomes};
use crate::score::{Actor, Correction, Unit};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

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
    /// Targets on which the positions of both are corrected by gold; on the others both are the machine's.
    pub corrected: u64,
}

/// The agreement of every pair of actors with a common target, closest first, by the positions of `corrections` on a target
/// where both have one; where speakers are scored by outlet, audience
/// or windows of time, of every pair within one of those.
pub fn agreements(units: &[Unit], corrections: &[Option<Correction>]) -> Vec<Agreement> {
    let mut actors: BTreeMap<&Actor, BTreeMap<&str, (f64, Option<f64>)>> = BTreeMap::new();
    for (number, unit) in units.iter().enumerate() {
        let corrected = corrections.get(number).and_then(Option::as_ref).map(|c| c.corrected.position);
        let plain = mean(outcomes(unit, None));
        actors.entry(&unit.actor).or_default().insert(&unit.target, (plain, corrected));
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
        let mut corrected = 0;
        let mut distance = |(plain, gold): &(f64, Option<f64>), (other, of_other): &(f64, Option<f64>)| {
            if let (Some(p), Some(q)) = (gold, of_other) {
                corrected += 1;
                (p - q).abs()
            } else {
                (plain - other).abs()
            }
        };
        let distances: Vec<f64> =
            of_a.iter().filter_map(|(target, p)| of_b.get(target).map(|other| distance(p, other))).collect();
        if !distances.is_empty() {
            let mean = distances.iter().sum::<f64>() / distances.len() as f64;
            out.push(Agreement {
                group: a.within().to_owned(),
                a: a.name(),
                b: b.name(),
                targets: distances.len() as u64,
                agreement: 1.0 - mean / 2.0,
                corrected,
            });
        }
    }
    out.par_sort_by(|x, y| y.agreement.total_cmp(&x.agreement).then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b))));
    out
}
