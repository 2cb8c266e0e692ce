//! Actor networks as in Discourse Network Analyzer: who says the same, who says the opposite.
//!
//! With a(i, j, k) the statements of actor i on target j with label k (favor or against; a neutral statement takes no
//! side and has no part), congruence is the sum over j and k of a(1,j,k) a(2,j,k), conflict the sum over j of
//! a(1,j,favor) a(2,j,against) + a(1,j,against) a(2,j,favor), and subtract is congruence minus conflict.

use crate::score::{Actor, Unit};
use std::collections::BTreeMap;

/// What a tie counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The same side of a target.
    Congruence,
    /// Opposite sides.
    Conflict,
    /// Congruence minus conflict.
    Subtract,
}

/// What a tie is divided by, with n the actor's statements that take a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalization {
    /// Nothing.
    None,
    /// (n1 + n2) / 2.
    Average,
    /// Each (target, side) counts once an actor, and the tie is divided by those that either has.
    Jaccard,
    /// The product of the lengths of the two vectors a: the cosine of linear algebra.
    Cosine,
    /// n1 n2, which Discourse Network Analyzer calls cosine.
    CosineTotals,
}

/// Every weight that a tie has, in the order of [`Network::weights`].
pub const WEIGHTS: [(&str, Kind, Normalization); 15] = {
    use Kind::{Conflict, Congruence, Subtract};
    use Normalization::{Average, Cosine, CosineTotals, Jaccard, None};
    [
        ("congruence", Congruence, None),
        ("conflict", Conflict, None),
        ("subtract", Subtract, None),
        ("congruence_average", Congruence, Average),
        ("conflict_average", Conflict, Average),
        ("subtract_average", Subtract, Average),
        ("congruence_jaccard", Congruence, Jaccard),
        ("conflict_jaccard", Conflict, Jaccard),
        ("subtract_jaccard", Subtract, Jaccard),
        ("congruence_cosine", Congruence, Cosine),
        ("conflict_cosine", Conflict, Cosine),
        ("subtract_cosine", Subtract, Cosine),
        ("congruence_cosine_totals", Congruence, CosineTotals),
        ("conflict_cosine_totals", Conflict, CosineTotals),
        ("subtract_cosine_totals", Subtract, CosineTotals),
    ]
};

/// The statements of an actor in favor and against, by target.
pub(super) type Sides<'u> = BTreeMap<&'u str, [f64; 2]>;

/// An actor who takes a side.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The name.
    pub name: String,
    /// The outlet, audience or window of time; empty without.
    pub group: String,
    /// Statements that take a side.
    pub activity: f64,
    /// The length of the vector of those, by target and side.
    length: f64,
}

/// Two actors with a target in common on which both take a side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tie {
    /// Numbers of the actors, `a` below `b`.
    pub a: usize,
    /// See `a`.
    pub b: usize,
    /// Pairs of statements, one of each actor, on the same side of a target.
    pub congruence: f64,
    /// On opposite sides.
    pub conflict: f64,
    /// The same with each (target, side) once an actor.
    held: [f64; 2],
    /// The (target, side)s that either actor has.
    either: f64,
}

/// Who says the same and who says the opposite.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Network {
    /// The actors, by name.
    pub nodes: Vec<Node>,
    /// The ties, by actors.
    pub ties: Vec<Tie>,
}

impl Network {
    /// The network of the actors of `units`; where speakers are scored by outlet, audience or windows of time, with ties
    /// inside each of those and none between them. A tie takes a few numbers, however many weights can be had of it: thousands
    /// of actors have millions of ties.
    pub fn new<'u>(units: impl IntoIterator<Item = &'u Unit>) -> Self {
        let actors = sides(units);
        let mut network = Self::default();
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, (actor, sides)) in actors.iter().enumerate() {
            let counts = || sides.values().flatten();
            let length = counts().map(|n| n * n).sum::<f64>().sqrt();
            let group = actor.within();
            network.nodes.push(Node { name: actor.name(), group: group.to_owned(), activity: counts().sum(), length });
            let before = groups.entry(group).or_default();
            network.ties.extend(before.iter().filter_map(|&a| tie(a, &actors[a].1, number, sides)));
            before.push(number);
        }
        network.ties.sort_by_key(|tie| (tie.a, tie.b));
        network
    }

    /// A weight of `tie`, one of this network's.
    pub fn weight(&self, tie: &Tie, kind: Kind, normalization: Normalization) -> f64 {
        let (a, b) = (&self.nodes[tie.a], &self.nodes[tie.b]);
        let [congruence, conflict] =
            if normalization == Normalization::Jaccard { tie.held } else { [tie.congruence, tie.conflict] };
        let weight = match kind {
            Kind::Congruence => congruence,
            Kind::Conflict => conflict,
            Kind::Subtract => congruence - conflict,
        };
        weight
            / match normalization {
                Normalization::None => 1.0,
                Normalization::Average => (a.activity + b.activity) / 2.0,
                Normalization::Jaccard => tie.either,
                Normalization::Cosine => a.length * b.length,
                Normalization::CosineTotals => a.activity * b.activity,
            }
    }

    /// All weights of `tie`, in the order of [`WEIGHTS`].
    pub fn weights(&self, tie: &Tie) -> [f64; 15] {
        WEIGHTS.map(|(_, kind, normalization)| self.weight(tie, kind, normalization))
    }
}

/// The sides that the actors of `units` take. An actor who takes none is not there.
pub(super) fn sides<'u>(units: impl IntoIterator<Item = &'u Unit>) -> Vec<(&'u Actor, Sides<'u>)> {
    let mut actors: BTreeMap<&Actor, Sides<'u>> = BTreeMap::new();
    for unit in units {
        let [favor, against, _] = unit.labels();
        if favor + against > 0 {
            actors.entry(&unit.actor).or_default().insert(&unit.target, [favor as f64, against as f64]);
        }
    }
    actors.into_iter().collect()
}

fn tie(a: usize, of_a: &Sides<'_>, b: usize, of_b: &Sides<'_>) -> Option<Tie> {
    let once = |sides: &[f64; 2]| sides.map(|n| f64::from(u8::from(n > 0.0)));
    let held = |of: &Sides<'_>| of.values().map(|sides| once(sides).iter().sum::<f64>()).sum::<f64>();
    let mut tie = Tie { a, b, congruence: 0.0, conflict: 0.0, held: [0.0; 2], either: held(of_a) + held(of_b) };
    let mut common = false;
    for (target, left) in of_a {
        let Some(right) = of_b.get(target) else { continue };
        common = true;
        tie.congruence += left[0] * right[0] + left[1] * right[1];
        tie.conflict += left[0] * right[1] + left[1] * right[0];
        let (left, right) = (once(left), once(right));
        let both = left[0] * right[0] + left[1] * right[1];
        tie.held[0] += both;
        tie.held[1] += left[0] * right[1] + left[1] * right[0];
        tie.either -= both;
    }
    common.then_some(tie)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::classify::Label;
    use crate::score::Observation;

    pub(in super::super) fn unit(speaker: &str, target: &str, favor: usize, against: usize) -> Unit {
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

    #[test]
    fn ties_and_agreement_stay_within_an_outlet() {
        let by_outlet = |outlet: &str| {
            let outlet = outlet.to_owned();
            four_actors().into_iter().map(move |mut unit| {
                unit.actor.group.clone_from(&outlet);
                unit
            })
        };
        let units: Vec<Unit> = by_outlet("Harbour Wire").chain(by_outlet("Quay Post")).collect();
        let network = Network::new(&units);
        let of_tie = |tie: &Tie| [tie.a, tie.b].map(|n| network.nodes[n].group.as_str());
        assert_eq!(network.ties.len(), 12, "six in each");
        assert!(network.ties.iter().map(of_tie).all(|[a, b]| a == b && !a.is_empty()), "{network:?}");
        let close = super::super::agreements(&units, &[]);
        assert_eq!(close.len(), 12);
        assert!(close.iter().all(|pair| pair.a.contains(&pair.group) && pair.b.contains(&pair.group)), "{close:?}");
    }

    pub(in super::super) fn four_actors() -> [Unit; 7] {
        [
            unit("Ana", "talks", 2, 0),
            unit("Ana", "ties", 1, 0),
            unit("Ben", "talks", 1, 0),
            unit("Ben", "ties", 0, 2),
            unit("Cy", "talks", 0, 3),
            unit("Di", "talks", 1, 1),
            unit("Di", "ties", 1, 0),
        ]
    }

    /// Four actors, two targets, computed by hand (favor/against): Ana talks 2/0, ties 1/0; Ben talks 1/0, ties 0/2;
    /// Cy talks 0/3; Di talks 1/1, ties 1/0.
    #[test]
    fn four_actors_by_hand() {
        let units = four_actors();
        let network = Network::new(&units);
        let weight = |a: &str, b: &str, kind, normalization| {
            let name = |n: usize| network.nodes[n].name.as_str();
            let tie = network.ties.iter().find(|tie| (name(tie.a), name(tie.b)) == (a, b)).unwrap();
            network.weight(tie, kind, normalization)
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
        assert_eq!(network.ties.len(), 6);
        let ana_ben = network.weights(&network.ties[0]);
        assert!(ana_ben[..3] == [2.0, 2.0, 0.0] && (ana_ben[3] - 2.0 / 3.0).abs() < 1e-12, "{ana_ben:?}");
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
