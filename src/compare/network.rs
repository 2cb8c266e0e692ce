//! Actor networks as in Discourse Network Analyzer: who says the same, who says the opposite.
//!
//! With a(i, j, k) the statements of actor i on target j with label k (favor or against; a neutral statement takes no
//! side and has no part), congruence is the sum over j and k of a(1,j,k) a(2,j,k), conflict the sum over j of
//! a(1,j,favor) a(2,j,against) + a(1,j,against) a(2,j,favor), and subtract is congruence minus conflict.

use crate::score::{Actor, Unit};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What an edge counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The same side of a target.
    Congruence,
    /// Opposite sides.
    Conflict,
    /// Congruence minus conflict.
    Subtract,
}

/// What an edge is divided by, with n the actor's statements that take a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalization {
    /// Nothing.
    None,
    /// (n1 + n2) / 2.
    Average,
    /// Each (target, side) counts once an actor, and the edge is divided by those that either has.
    Jaccard,
    /// The product of the lengths of the two vectors a: the cosine of linear algebra.
    Cosine,
    /// n1 n2, which Discourse Network Analyzer calls cosine.
    CosineTotals,
}

/// One weight between two actors.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edge {
    /// The first actor.
    pub a: String,
    /// The second.
    pub b: String,
    /// What is counted.
    pub kind: Kind,
    /// What it is divided by.
    pub normalization: Normalization,
    /// The weight.
    pub weight: f64,
}

/// Every edge of every kind and normalization between actors of `units` with a target in common on which both take a
/// side.
pub fn networks(units: &[Unit]) -> Vec<Edge> {
    let mut actors: BTreeMap<&Actor, BTreeMap<&str, [f64; 2]>> = BTreeMap::new();
    for unit in units {
        let [favor, against, _] = unit.labels();
        if favor + against > 0 {
            actors.entry(&unit.actor).or_default().insert(&unit.target, [favor as f64, against as f64]);
        }
    }
    let actors: Vec<_> = actors.into_iter().collect();
    let mut edges = vec![];
    for (x, (a, of_a)) in actors.iter().enumerate() {
        for (b, of_b) in &actors[x + 1..] {
            if of_a.keys().any(|target| of_b.contains_key(target)) {
                pair(&a.name(), of_a, &b.name(), of_b, &mut edges);
            }
        }
    }
    edges
}

type Sides<'t> = BTreeMap<&'t str, [f64; 2]>;

fn pair(a: &str, of_a: &Sides, b: &str, of_b: &Sides, edges: &mut Vec<Edge>) {
    let weights = |once: bool| {
        let count = |n: f64| if once { f64::from(u8::from(n > 0.0)) } else { n };
        let (mut congruence, mut conflict) = (0.0, 0.0);
        for (target, [favor, against]) in of_a.iter().map(|(t, sides)| (t, sides.map(count))) {
            if let Some([other_favor, other_against]) = of_b.get(target).map(|sides| sides.map(count)) {
                congruence += favor * other_favor + against * other_against;
                conflict += favor * other_against + against * other_favor;
            }
        }
        [(Kind::Congruence, congruence), (Kind::Conflict, conflict), (Kind::Subtract, congruence - conflict)]
    };
    let total = |of: &Sides| of.values().flatten().sum::<f64>();
    let length = |of: &Sides| of.values().flatten().map(|n| n * n).sum::<f64>().sqrt();
    let held = |of: &Sides| -> BTreeSet<(String, usize)> {
        let sides = of.iter().flat_map(|(t, sides)| (0..2).filter(|&k| sides[k] > 0.0).map(|k| ((*t).to_owned(), k)));
        sides.collect()
    };
    let either = held(of_a).union(&held(of_b)).count() as f64;
    for (normalization, divisor) in [
        (Normalization::None, 1.0),
        (Normalization::Average, (total(of_a) + total(of_b)) / 2.0),
        (Normalization::Jaccard, either),
        (Normalization::Cosine, length(of_a) * length(of_b)),
        (Normalization::CosineTotals, total(of_a) * total(of_b)),
    ] {
        for (kind, weight) in weights(normalization == Normalization::Jaccard) {
            edges.push(Edge { a: a.to_owned(), b: b.to_owned(), kind, normalization, weight: weight / divisor });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Label;
    use crate::score::Observation;

    fn unit(speaker: &str, target: &str, favor: usize, against: usize) -> Unit {
        let of = |label| Observation { record: 0, article: 0, score: 0, label };
        let labels = [vec![of(Label::Favor); favor], vec![of(Label::Against); against], vec![of(Label::Neutral)]];
        Unit {
            actor: Actor { speaker: speaker.into(), group: String::new() },
            speakers: 1,
            theme: "t".into(),
            target: target.into(),
            observations: labels.concat(),
            copies: 0,
            repeats: 0,
            salience: 1.0,
        }
    }

    /// Four actors, two targets, computed by hand (favor/against): Ana talks 2/0, ties 1/0; Ben talks 1/0, ties 0/2;
    /// Cy talks 0/3; Di talks 1/1, ties 1/0.
    #[test]
    fn four_actors_by_hand() {
        let units = [
            unit("Ana", "talks", 2, 0),
            unit("Ana", "ties", 1, 0),
            unit("Ben", "talks", 1, 0),
            unit("Ben", "ties", 0, 2),
            unit("Cy", "talks", 0, 3),
            unit("Di", "talks", 1, 1),
            unit("Di", "ties", 1, 0),
        ];
        let edges = networks(&units);
        let weight = |a: &str, b: &str, kind, normalization| {
            let found =
                edges.iter().find(|e| e.a == a && e.b == b && e.kind == kind && e.normalization == normalization);
            found.unwrap().weight
        };
        use Kind::{Conflict, Congruence, Subtract};
        use Normalization::{Average, Cosine, CosineTotals, Jaccard, None};
        for (a, b, congruence, conflict) in [
            ("Ana", "Ben", 2.0, 2.0),
            ("Ana", "Cy", 0.0, 6.0),
            ("Ana", "Di", 3.0, 2.0),
            ("Ben", "Cy", 0.0, 3.0),
            ("Ben", "Di", 1.0, 3.0),
            ("Cy", "Di", 3.0, 3.0),
        ] {
            assert_eq!(
                (weight(a, b, Congruence, None), weight(a, b, Conflict, None)),
                (congruence, conflict),
                "{a} {b}"
            );
            assert_eq!(weight(a, b, Subtract, None), congruence - conflict);
        }
        assert_eq!(edges.len(), 6 * 15);
        // Both have three statements that take a side.
        assert!((weight("Ana", "Di", Congruence, Average) - 1.0).abs() < 1e-12);
        // Ana holds {talks+, ties+}, Di {talks+, talks-, ties+}: two of three in common; one opposition, talks.
        assert!((weight("Ana", "Di", Congruence, Jaccard) - 2.0 / 3.0).abs() < 1e-12);
        assert!((weight("Ana", "Di", Conflict, Jaccard) - 1.0 / 3.0).abs() < 1e-12);
        // (2, 0, 1, 0) and (1, 1, 1, 0): 3 / (sqrt 5 sqrt 3), and 3 / (3 x 3).
        assert!((weight("Ana", "Di", Congruence, Cosine) - 3.0 / 15f64.sqrt()).abs() < 1e-12);
        assert!((weight("Ana", "Di", Congruence, CosineTotals) - 1.0 / 3.0).abs() < 1e-12);
    }
}
