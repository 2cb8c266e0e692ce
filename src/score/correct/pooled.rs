//! The correction of a unit by hand codes where it has them, and by a target's confusion matrix where it has none.

use super::confusion::Confusion;
use super::error::{Error, Sums, bounded};
use super::{Correction, Method, Outcome, PRIOR, PRIOR_ALL, STANCES, Sampled};

/// The correction of `unit` by its hand codes, and by `matrix` for its other statements. `None` where there is no statement, or
/// none that is likely to be its own, or where some are not coded by hand and there is no matrix.
pub fn pooled(unit: &[Sampled], matrix: Option<&Confusion>) -> Option<Correction> {
    let coded = unit.iter().filter(|s| s.truth.is_some()).count();
    let by_machine = (unit.len() - coded) as f64;
    let part = if by_machine > 0.0 { Some(matrix?.part()) } else { None };
    let (stray, kept, values) = part.map_or((0.0, 1.0, STANCES), |part| (part.stray, part.kept, part.values));
    // What a statement adds to the sum of stances, and to the number of statements that are the actor's.
    let outcome = |s: &Sampled| match s.truth {
        Some(_) => Outcome { value: s.stance(), weight: s.member() },
        None => Outcome { value: values[s.label] - stray, weight: kept },
    };
    let outcomes: Vec<Outcome> = unit.iter().map(outcome).collect();
    let members: f64 = outcomes.iter().map(|o| o.weight).sum();
    if members < 1e-9 {
        return None;
    }
    let sum: f64 = outcomes.iter().map(|o| o.value).sum();
    let position = sum / members;
    // The added statement is coded by hand in the measure in which the actor's are.
    let hand = coded as f64 / unit.len() as f64;
    let added = PRIOR_ALL * (hand + (1.0 - hand) * kept);
    let mean_value = values.iter().sum::<f64>() / 3.0 - stray;
    let size = members + added;
    let centre = (sum + PRIOR_ALL * (1.0 - hand) * mean_value) / size;
    let mut sampling = Sums::new();
    for (s, o) in unit.iter().zip(&outcomes) {
        *sampling.entry(s.article).or_default() += (o.value - position * o.weight) / size;
    }
    let spread = |values: [f64; 3], around: f64| PRIOR * values.iter().map(|v| (v - around).powi(2)).sum::<f64>();
    let prior = hand * spread(STANCES, centre) + (1.0 - hand) * spread(values, centre * kept + stray);
    let mut error = Error {
        fewest: Some(sampling.len()),
        clusters: sampling.len(),
        sampling,
        prior: prior / (size * size),
        ..Error::default()
    };
    let mut gold = coded;
    if let Some(matrix) = matrix.filter(|_| by_machine > 0.0) {
        let mut shares = [0.0; 3];
        unit.iter().filter(|s| s.truth.is_none()).for_each(|s| shares[s.label] += 1.0 / by_machine);
        let of_matrix = matrix.error(&shares, position)?;
        // The matrix speaks of the statements that are not coded by hand.
        let share = by_machine * kept / members;
        error.matrix = of_matrix.sums.into_iter().map(|(article, part)| (article, part * share)).collect();
        error.rows = of_matrix.truth.map(|truth| truth * share);
        error.row_prior = std::array::from_fn(|y| spread(values, STANCES[y]) / of_matrix.sizes[y].powi(2));
        gold = matrix.statements();
    }
    let method = if by_machine > 0.0 { Method::Pooled } else { Method::Coded };
    Some(Correction {
        corrected: bounded(position, centre, error.half_width(), gold, coded, method),
        centre,
        outcomes,
        error,
    })
}
