//! Differences of positions.

use super::contrast::{Basis, Contrast, control, interval, mean, outcomes, replicates};
use super::exchange::{Article, test};
use crate::score::{By, Correction, UNKNOWN, Unit};
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
    /// The correction of the position of `a` led beyond -1 or 1, and it was set to that end.
    pub clamped_a: bool,
    /// The same of `b`.
    pub clamped_b: bool,
    /// `a` less `b`. p is by permutation of the articles, q over all pairs.
    #[serde(flatten)]
    pub contrast: Contrast,
    /// Numbers of the two units.
    #[serde(skip)]
    pub units: (usize, usize),
}

impl Difference {
    /// What of `corrections` the unit of that number is compared by: nothing where not both are corrected.
    pub(super) fn correction<'c>(&self, corrections: &'c [Option<Correction>], unit: usize) -> Option<&'c Correction> {
        corrections.get(unit).and_then(Option::as_ref).filter(|_| self.contrast.basis == Basis::Gold)
    }
}

/// The differences of all pairs on the same target: between actors; where speakers are scored by outlet or audience,
/// between those of each speaker; by windows of time, between each window and the speaker's next.
/// `corrections`, one a unit, say what gold makes of its statements; empty without gold. A pair of which both are corrected is
/// compared by that, the others as the machine has them.
pub fn differences(units: &[Unit], corrections: &[Option<Correction>], by: Option<By>) -> Vec<Difference> {
    let mut targets: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (number, unit) in units.iter().enumerate() {
        targets.entry((&unit.theme, &unit.target)).or_default().push(number);
    }
    let mut all = vec![];
    for mut numbers in targets.into_values() {
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
            let of = |place: usize| Given {
                unit: &units[numbers[place]],
                number: numbers[place],
                correction: corrections.get(numbers[place]).and_then(Option::as_ref),
                replicates: &replicates[place],
            };
            difference(&of(x), &of(y))
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

/// One of the two of a pair.
struct Given<'u> {
    unit: &'u Unit,
    number: usize,
    correction: Option<&'u Correction>,
    replicates: &'u [f64],
}

fn difference(a: &Given<'_>, b: &Given<'_>) -> Difference {
    let corrected = a.correction.zip(b.correction);
    let articles = |of: &Given<'_>| {
        let mut articles: BTreeMap<usize, Article> = BTreeMap::new();
        for (o, outcome) in
            of.unit.observations.iter().zip(outcomes(of.unit, of.correction.filter(|_| corrected.is_some())))
        {
            let (sum, weight) = articles.entry(o.article).or_default();
            *sum += outcome.value;
            *weight += outcome.weight;
        }
        articles
    };
    let ([position_a, position_b], (low, high), unsure, basis) = match corrected {
        Some((of_a, of_b)) => {
            let positions = [of_a, of_b].map(|c| c.corrected.position);
            let error = of_a.error.less(&of_b.error);
            let centre = of_a.centre.clamp(-1.0, 1.0) - of_b.centre.clamp(-1.0, 1.0);
            let (half, difference) = (error.half_width(), positions[0] - positions[1]);
            let ends = ((centre - half).clamp(-2.0, difference), (centre + half).clamp(difference, 2.0));
            (positions, ends, error.of_matrix(), Basis::Gold)
        }
        None => {
            let positions = [a, b].map(|of| mean(outcomes(of.unit, None)));
            (positions, interval(positions[0] - positions[1], a.replicates, b.replicates), 0.0, Basis::Machine)
        }
    };
    let [clamped_a, clamped_b] =
        corrected.map_or([false; 2], |(of_a, of_b)| [of_a.corrected.clamped, of_b.corrected.clamped]);
    let [key_a, key_b] = [key(a.unit), key(b.unit)];
    let tested = test(&articles(a), &articles(b), unsure, &[key_a, key_b].concat());
    Difference {
        theme: a.unit.theme.clone(),
        target: a.unit.target.clone(),
        a: a.unit.actor.name(),
        b: b.unit.actor.name(),
        position_a,
        position_b,
        clamped_a,
        clamped_b,
        contrast: Contrast {
            difference: position_a - position_b,
            low,
            high,
            p: tested.p,
            q: None,
            basis,
            least: tested.least,
        },
        units: (a.number, b.number),
    }
}
