//! The correction of a unit by its own gold.

use super::error::{Error, Sums, bounded};
use super::{Correction, Method, OWN_ARTICLES, OWN_STATEMENTS, Outcome, PRIOR, PRIOR_ALL, STANCES, Sampled};
use std::collections::HashSet;

/// The unit's own correction; `None` where it has too little gold.
pub fn own(unit: &[Sampled]) -> Option<Correction> {
    let gold: Vec<&Sampled> = unit.iter().filter(|s| s.truth.is_some()).collect();
    let clusters = gold.iter().map(|s| s.article).collect::<HashSet<_>>().len();
    if gold.len() < OWN_STATEMENTS || clusters < OWN_ARTICLES {
        return None;
    }
    let (all, labelled) = (unit.len() as f64, gold.len() as f64);
    let mean = |of: &dyn Fn(&Sampled) -> f64| gold.iter().map(|s| of(s)).sum::<f64>() / labelled;
    let members = mean(&Sampled::member);
    if members == 0.0 {
        return None;
    }
    // How much of the machine's score is worth using: 1 if it is as good as gold, 0 if it is noise. PPI++ (Angelopoulos,
    // Duchi and Zrnic 2023) divides by 1 + n/N besides; here gold is part of the unit, and the least variance is at this.
    let gold_position = mean(&Sampled::stance) / members;
    let part = |s: &Sampled| s.stance() - gold_position * s.member();
    let (score_mean, part_mean) = (mean(&|s| s.score), mean(&part));
    let covariance = mean(&|s| (s.score - score_mean) * (part(s) - part_mean));
    let variance = mean(&|s| (s.score - score_mean).powi(2));
    let power = if variance > 1e-9 { (covariance / variance).clamp(0.0, 1.0) } else { 1.0 };

    let machine = unit.iter().map(|s| s.score).sum::<f64>() / all;
    let error = mean(&|s| s.stance() - power * s.score);
    let position = (power * machine + error) / members;
    // Gold statements of the actor, with the prior's, which are favor, against and neutral in equal parts: mean 0.
    let confirmed = labelled * members;
    let size = confirmed + PRIOR_ALL;
    let centre = position * confirmed / size;
    let mut sampling = Sums::new();
    for s in unit {
        let mut residual = power * (s.score - machine) / members;
        if s.truth.is_some() {
            let error = (s.stance() - power * s.score - error) - position * (s.member() - members);
            residual += all * error / size;
        }
        *sampling.entry(s.article).or_default() += residual / all;
    }
    let prior = PRIOR * STANCES.iter().map(|stance| (stance - centre).powi(2)).sum::<f64>() / (size * size);
    let outcome = |s: &Sampled| Outcome {
        value: power * s.score + if s.truth.is_some() { (s.stance() - power * s.score) * all / labelled } else { 0.0 },
        weight: members,
    };
    let error = Error { sampling, clusters, prior, ..Error::default() };
    Some(Correction {
        corrected: bounded(position, centre, error.half_width(), gold.len(), gold.len(), Method::Own),
        centre,
        outcomes: unit.iter().map(outcome).collect(),
        error,
    })
}
