//! The statements that a difference or a change rests on.

use super::contrast::outcomes;
use super::differences::Difference;
use crate::score::{Correction, Observation, Outcome, Record, Unit};
use serde::Serialize;

/// A statement's part in a difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Driver {
    /// Whose statement it is.
    pub actor: String,
    /// Its part: over all statements of both actors, the parts sum to the difference.
    pub part: f64,
    /// P(favor) - P(against); with positions corrected by gold what it makes of it, which may lie beyond -1 or 1.
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

/// Statements with what each adds to a position.
pub(super) type Side = Vec<(Observation, Outcome)>;

/// The `top` statements of each side that a difference rests on most. Each statement's part is its distance from the
/// middle between the two positions, divided by the number of its actor's statements. `corrections` are those that the
/// difference was made with.
pub fn drivers(
    difference: &Difference,
    units: &[Unit],
    corrections: &[Option<Correction>],
    records: &[Record],
    top: usize,
) -> Vec<Driver> {
    let (a, b) = difference.units;
    let sides = [a, b].map(|n| {
        let unit = &units[n];
        let side = unit.observations.iter().copied().zip(outcomes(unit, difference.correction(corrections, n)));
        (unit.actor.name(), side.collect())
    });
    parts(sides, [difference.position_a, difference.position_b], records, top)
}

/// The `top` statements of each of two named sides that the difference of their `positions`, the first less the second,
/// rests on most.
pub(super) fn parts(sides: [(String, Side); 2], positions: [f64; 2], records: &[Record], top: usize) -> Vec<Driver> {
    let middle = (positions[0] + positions[1]) / 2.0;
    let direction = if positions[0] < positions[1] { -1.0 } else { 1.0 };
    let mut out = vec![];
    for ((actor, side), sign) in sides.into_iter().zip([1.0, -1.0]) {
        let weight: f64 = side.iter().map(|(_, outcome)| outcome.weight).sum();
        let mut parts: Vec<Driver> = side
            .iter()
            .map(|(o, outcome)| {
                let record = &records[o.record];
                Driver {
                    actor: actor.clone(),
                    part: sign * (outcome.value - middle * outcome.weight) / weight.max(1e-9),
                    score: outcome.value,
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
