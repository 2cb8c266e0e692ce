//! Cross-validation: how strong the prior is, how warm the logits are, and what to expect on new articles.

use super::calibrate::{temperature, threshold};
use super::convergence::{Convergence, Fitted};
use super::fit::{Linear, fit, loss, probabilities};
use super::rows::Rows;
use rayon::prelude::*;

/// Strengths of the prior that are tried, strongest first: each fit starts from the one before, which is near.
/// They are for features of length about 1.
const STRENGTHS: [f64; 8] = [300.0, 100.0, 30.0, 10.0, 3.0, 1.0, 0.3, 0.1];

/// A head, and what it gave on rows that it had not seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Validated {
    /// Fitted on all rows.
    pub model: Linear,
    /// The chosen strength of the prior.
    pub strength: f64,
    /// Divides the logits.
    pub temperature: f64,
    /// For one output: yes from this probability on, in [0.2, 0.8]. 0.5 otherwise.
    pub threshold: f64,
    /// For each row the probabilities by models that were fitted without its fold, with a strength and temperature
    /// chosen without it. (The model of another fold may have seen it: the choice leaks a little, the fit nothing.)
    pub held_out: Vec<Vec<f64>>,
    /// For one output: whether that probability reaches the threshold, which was chosen without its fold.
    pub held_out_yes: Vec<bool>,
    /// How near the best the fit behind `model` came, or the one of those behind `held_out` that is furthest off.
    pub convergence: Convergence,
}

impl Validated {
    /// The probabilities of row `row` of new rows: of yes, or of each class.
    pub fn probabilities(&self, rows: &impl Rows, row: usize) -> Vec<f64> {
        probabilities(&self.model.logits(rows, row), self.temperature)
    }
}

/// Rows by number, each with its logits, and how near the best the model is that gave them.
type RowLogits = (Vec<(usize, Vec<f64>)>, Convergence);

/// Fits a head to all rows of `labels` and tests it on the folds that `folds` gives for each row.
pub fn cross_validate(rows: &impl Rows, labels: &[usize], folds: &[usize], prior: &Linear) -> Validated {
    let all: Vec<usize> = (0..labels.len()).collect();
    let count = folds.iter().max().map_or(0, |last| last + 1);
    // Logits of the rows of each fold, by strength, by a model of the others.
    let by_fold: Vec<Vec<RowLogits>> = (0..count)
        .into_par_iter()
        .map(|fold| {
            let (inside, outside): (Vec<usize>, Vec<usize>) = all.iter().partition(|row| folds[**row] == fold);
            let logits = |model: &Linear| inside.iter().map(|row| (*row, model.logits(rows, *row))).collect();
            path(rows, &outside, labels, prior).iter().map(|fit| (logits(&fit.model), fit.convergence)).collect()
        })
        .collect();
    let mut logits = vec![vec![vec![]; labels.len()]; STRENGTHS.len()];
    let mut convergence: Vec<Vec<Convergence>> = Vec::with_capacity(count);
    for fold in by_fold {
        convergence.push(fold.iter().map(|(_, convergence)| *convergence).collect());
        for (strength, (rows, _)) in fold.into_iter().enumerate() {
            rows.into_iter().for_each(|(row, values)| logits[strength][row] = values);
        }
    }

    let choose = |members: &[usize]| choose(&logits, labels, members);
    let mut held_out = vec![vec![]; labels.len()];
    let mut held_out_yes = vec![false; labels.len()];
    let mut used = Vec::with_capacity(count + 1);
    for (fold, of_fold) in convergence.iter().enumerate() {
        let (inside, outside): (Vec<usize>, Vec<usize>) = all.iter().partition(|row| folds[**row] == fold);
        let choice = choose(&outside);
        used.push(of_fold[choice.strength]);
        for row in inside {
            held_out[row] = probabilities(&logits[choice.strength][row], choice.temperature);
            held_out_yes[row] = held_out[row][0] >= choice.threshold;
        }
    }
    let choice = choose(&all);
    // Invariant: there is a model for each strength.
    let Fitted { model, convergence } =
        path(rows, &all, labels, prior).into_iter().nth(choice.strength).expect("a model a strength");
    Validated {
        convergence: used.into_iter().fold(convergence, Convergence::worse),
        model,
        strength: STRENGTHS[choice.strength],
        temperature: choice.temperature,
        threshold: choice.threshold,
        held_out,
        held_out_yes,
    }
}

/// Models of all strengths.
fn path(rows: &impl Rows, members: &[usize], labels: &[usize], prior: &Linear) -> Vec<Fitted<Linear>> {
    let mut last = prior.clone();
    let fits = STRENGTHS.iter().map(|strength| {
        let fitted = fit(rows, members, labels, prior, *strength, &last);
        last.clone_from(&fitted.model);
        fitted
    });
    fits.collect()
}

struct Choice {
    strength: usize,
    temperature: f64,
    threshold: f64,
}

/// What serves `members` best, by logits of models that had not seen them.
fn choose(logits: &[Vec<Vec<f64>>], labels: &[usize], members: &[usize]) -> Choice {
    let cost =
        |strength: usize| members.iter().map(|row| loss(&logits[strength][*row], labels[*row], 1.0)).sum::<f64>();
    let costs: Vec<f64> = (0..logits.len()).map(cost).collect();
    let strength = (0..costs.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or(0);
    let chosen = &logits[strength];
    let temperature = temperature(members.iter().map(|row| (&chosen[*row][..], labels[*row])));
    let yes_or_no = |row: &usize| (probabilities(&chosen[*row], temperature)[0], labels[*row] == 1);
    let binary = members.first().is_some_and(|row| chosen[*row].len() == 1);
    let threshold = if binary { threshold(&members.iter().map(yes_or_no).collect::<Vec<_>>()) } else { 0.5 };
    Choice { strength, temperature, threshold }
}

#[cfg(test)]
mod tests {
    use super::super::rows::Dense;
    use super::*;

    #[test]
    fn a_plain_rule_is_learned_and_a_coin_is_not() {
        let values: Vec<[f32; 2]> =
            (0..100_u32).map(|n| [(n * 37 % 100) as f32 / 50.0 - 1.0, (n % 7) as f32 / 7.0]).collect();
        let rows = Dense::new(values.iter().map(|row| &row[..]));
        let folds: Vec<usize> = (0..100).map(|n| n % 5).collect();
        let prior = Linear::zero(1, 2);
        let right = |labels: &[usize]| {
            let validated = cross_validate(&rows, labels, &folds, &prior);
            validated.held_out_yes.iter().zip(labels).filter(|(yes, label)| usize::from(**yes) == **label).count()
        };
        let rule: Vec<usize> = values.iter().map(|row| usize::from(row[0] > 0.1)).collect();
        let coin: Vec<usize> = (0..100_usize).map(|n| n.count_ones() as usize % 2).collect();
        assert!(right(&rule) >= 95, "{}", right(&rule));
        assert!(right(&coin) <= 70, "a rule was found in a coin: {}", right(&coin));
        assert_eq!(cross_validate(&rows, &rule, &folds, &prior), cross_validate(&rows, &rule, &folds, &prior));
    }
}
