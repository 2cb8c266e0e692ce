//! A linear model and its fit.

use super::convergence::{Convergence, Fitted};
use super::lbfgs::{Minimum, minimize};
use super::rows::Rows;
use rayon::prelude::*;

/// Rows whose errors are summed by one thread. Sums of such parts are added in their order, so that the result is the
/// same whatever the number of threads.
const PART: usize = 4096;

/// The pull on biases: enough that the bias of a label without rows stays finite, too little to be felt otherwise.
const BIAS_STRENGTH: f64 = 0.01;

/// A linear map from features to logits: one for a yes or no, one a class otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    /// Number of logits.
    pub outputs: usize,
    /// For each logit its weights and, last, its bias: `[outputs, width + 1]`.
    pub values: Vec<f64>,
}

impl Linear {
    /// All zero.
    pub fn zero(outputs: usize, width: usize) -> Self {
        Self { outputs, values: vec![0.0; outputs * (width + 1)] }
    }

    /// Weights and bias of each logit.
    pub fn parts(&self) -> impl Iterator<Item = (&[f64], f64)> {
        let length = self.values.len() / self.outputs;
        self.values.chunks(length).map(move |part| (&part[..length - 1], part[length - 1]))
    }

    /// The logits of row `row`.
    pub fn logits(&self, rows: &impl Rows, row: usize) -> Vec<f64> {
        self.parts().map(|(weights, bias)| rows.dot(row, weights) + bias).collect()
    }

    /// The same model for features `factor` times as large, and back: weights times `factor`, biases as they are.
    pub fn rescaled(mut self, factor: f64) -> Self {
        let length = self.values.len() / self.outputs;
        for part in self.values.chunks_mut(length) {
            part[..length - 1].iter_mut().for_each(|weight| *weight *= factor);
        }
        self
    }
}

/// Fits a model to the rows numbered `members`, whose classes are in `labels` (by row number; with one output, 1 is yes
/// and 0 no). `strength`, above 0, pulls the weights towards those of `prior`; `start` is where the search begins.
pub fn fit(
    rows: &impl Rows,
    members: &[usize],
    labels: &[usize],
    prior: &Linear,
    strength: f64,
    start: &Linear,
) -> Fitted<Linear> {
    let outputs = prior.outputs;
    let length = rows.width() + 1;
    let pull = |i: usize| if i % length == length - 1 { BIAS_STRENGTH } else { strength };
    let objective = |point: &[f64], gradient: &mut [f64]| {
        let mut value = 0.0;
        for (i, ((slope, at), prior)) in gradient.iter_mut().zip(point).zip(&prior.values).enumerate() {
            let pull = pull(i);
            *slope = pull * (at - prior);
            value += 0.5 * pull * (at - prior).powi(2);
        }
        let parts: Vec<(f64, Vec<f64>)> =
            members.par_chunks(PART).map(|part| errors_of(rows, part, labels, point, length)).collect();
        for (loss, slopes) in parts {
            value += loss;
            gradient.iter_mut().zip(slopes).for_each(|(slope, of_part)| *slope += of_part);
        }
        value
    };
    let Minimum { point, gradient, steps } = minimize(objective, start.values.clone());
    let convergence = Convergence::new(steps, &gradient, (0..).map(pull));
    Fitted { model: Linear { outputs, values: point }, convergence }
}

/// The negative log likelihood of the rows `members`, and its slopes, by a model with the values `point`.
fn errors_of(rows: &impl Rows, members: &[usize], labels: &[usize], point: &[f64], length: usize) -> (f64, Vec<f64>) {
    let (mut value, mut slopes) = (0.0, vec![0.0; point.len()]);
    let mut errors = vec![0.0; point.len() / length];
    for &row in members {
        for (error, part) in errors.iter_mut().zip(point.chunks(length)) {
            *error = rows.dot(row, &part[..length - 1]) + part[length - 1];
        }
        value += loss_and_slopes(&mut errors, labels[row]);
        for (error, part) in errors.iter().zip(slopes.chunks_mut(length)) {
            rows.add(row, *error, &mut part[..length - 1]);
            part[length - 1] += error;
        }
    }
    (value, slopes)
}

/// The negative log likelihood of `label`; `logits` become its derivatives.
fn loss_and_slopes(logits: &mut [f64], label: usize) -> f64 {
    let loss = loss(logits, label, 1.0);
    if let [logit] = logits {
        *logit = sigmoid(*logit) - label as f64;
    } else {
        softmax(logits);
        logits[label] -= 1.0;
    }
    loss
}

/// The negative log likelihood of `label` at a temperature.
pub(super) fn loss(logits: &[f64], label: usize, temperature: f64) -> f64 {
    if let [logit] = logits {
        let margin = if label == 1 { *logit } else { -logit } / temperature;
        // ln(1 + e^-m), without overflow.
        return (-margin).max(0.0) + (-margin.abs()).exp().ln_1p();
    }
    let largest = logits.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    let sum: f64 = logits.iter().map(|logit| ((logit - largest) / temperature).exp()).sum();
    sum.ln() - (logits[label] - largest) / temperature
}

/// The probability of yes (one logit), or of each class.
pub(super) fn probabilities(logits: &[f64], temperature: f64) -> Vec<f64> {
    let mut logits: Vec<f64> = logits.iter().map(|logit| logit / temperature).collect();
    if let [logit] = &mut logits[..] {
        *logit = sigmoid(*logit);
    } else {
        softmax(&mut logits);
    }
    logits
}

fn sigmoid(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

fn softmax(logits: &mut [f64]) {
    let largest = logits.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
    logits.iter_mut().for_each(|logit| *logit = (*logit - largest).exp());
    let sum: f64 = logits.iter().sum();
    logits.iter_mut().for_each(|power| *power /= sum);
}

#[cfg(test)]
mod tests {
    use super::super::rows::Dense;
    use super::*;

    fn line(values: &[f32]) -> Dense {
        Dense::new(values.chunks(1))
    }

    #[test]
    fn the_fit_is_stationary() {
        // At the optimum the errors of the rows balance the pull of the prior, feature by feature.
        let rows = Dense::new([&[1.0, 0.2][..], &[0.4, -1.0], &[-0.3, 0.8], &[-1.0, -0.5], &[0.1, 0.9]]);
        let labels = [0, 1, 2, 1, 0];
        let prior = Linear { outputs: 3, values: vec![0.5, 0.0, 0.1, -0.2, 0.3, 0.0, 0.0, 0.0, 0.0] };
        let Fitted { model, convergence } = fit(&rows, &[0, 1, 2, 3, 4], &labels, &prior, 0.7, &Linear::zero(3, 2));
        assert!(convergence.converged() && convergence.steps > 2, "{convergence:?}");
        for (class, ((weights, _), (towards, _))) in model.parts().zip(prior.parts()).enumerate() {
            for feature in 0..2 {
                let mut slope = 0.7 * (weights[feature] - towards[feature]);
                for (row, &label) in labels.iter().enumerate() {
                    let mut unit = [0.0; 2];
                    unit[feature] = 1.0;
                    let error = probabilities(&model.logits(&rows, row), 1.0)[class] - f64::from(label == class);
                    slope += error * rows.dot(row, &unit);
                }
                assert!(slope.abs() < 1e-4, "class {class} feature {feature}: {slope}");
            }
        }
    }

    #[test]
    fn the_fit_is_stationary_over_many_rows_of_many_features() {
        // More rows than one thread sums, more features than one register holds, and a rest of both.
        let (width, count) = (11, PART + 37);
        let value = |row: usize, feature: usize| ((row * 31 + feature * 17) % 23) as f32 / 11.0 - 1.0;
        let values: Vec<Vec<f32>> = (0..count).map(|row| (0..width).map(|f| value(row, f)).collect()).collect();
        let rows = Dense::new(values.iter().map(|row| &row[..]));
        let labels: Vec<usize> = (0..count).map(|row| usize::from((row * 7 + row / 5) % 3 == 0)).collect();
        let members: Vec<usize> = (0..count).collect();
        let zero = Linear::zero(1, width);
        let Fitted { model, convergence } = fit(&rows, &members, &labels, &zero, 50.0, &zero);
        assert!(convergence.converged(), "{convergence:?}");
        for feature in 0..width {
            let mut slope = 50.0 * model.values[feature];
            for (row, &label) in labels.iter().enumerate() {
                let logit: f64 = (0..width).map(|f| f64::from(value(row, f)) * model.values[f]).sum();
                slope += (sigmoid(logit + model.values[width]) - label as f64) * f64::from(value(row, feature));
            }
            assert!(slope.abs() < 0.05, "feature {feature}: {slope}");
        }
    }

    #[test]
    fn a_strong_prior_stays_and_a_weak_one_gives_way() {
        let rows = line(&[1.0, 2.0, -1.0, -2.0]);
        let labels = [1, 1, 0, 0];
        let prior = Linear { outputs: 1, values: vec![-1.0, 0.0] };
        let weight = |strength: f64| fit(&rows, &[0, 1, 2, 3], &labels, &prior, strength, &prior).model.values[0];
        assert!((weight(1e6) + 1.0).abs() < 1e-3);
        assert!(weight(0.01) > 1.0);
    }

    /// Features of many sizes: two hundred steps are too few for all of their weights.
    #[test]
    fn a_fit_that_ran_out_of_steps_says_how_far_it_got() {
        let width = 60;
        let value = |row: usize, feature: usize| {
            let noise = ((row * 7919 + feature * 104_729 + row * row * feature) % 211) as f32 / 105.0 - 1.0;
            noise * 10f32.powf(feature as f32 / 10.0 - 3.0)
        };
        let values: Vec<Vec<f32>> = (0..200).map(|row| (0..width).map(|f| value(row, f)).collect()).collect();
        let rows = Dense::new(values.iter().map(|row| &row[..]));
        let labels: Vec<usize> = (0..200).map(|row| usize::from(row * row % 7 < 3)).collect();
        let members: Vec<usize> = (0..200).collect();
        let zero = Linear::zero(1, width);
        let near = |strength: f64, start: &Linear| fit(&rows, &members, &labels, &zero, strength, start);
        let mut fitted = near(1e-6, &zero);
        assert!(!fitted.convergence.converged() && fitted.convergence.gap.is_finite(), "{:?}", fitted.convergence);
        // The gap is a bound: whoever goes on gains no more than that.
        let value = |model: &Linear| {
            let of_row = |row: usize| loss(&model.logits(&rows, row), labels[row], 1.0);
            let weights = &model.values[..width];
            members.iter().map(|row| of_row(*row)).sum::<f64>()
                + 0.5 * 1e-6 * weights.iter().map(|w| w * w).sum::<f64>()
                + 0.5 * BIAS_STRENGTH * model.values[width].powi(2)
        };
        let (first, gap) = (value(&fitted.model), fitted.convergence.gap);
        for _ in 0..20 {
            fitted = near(1e-6, &fitted.model);
        }
        assert!((0.0..=gap).contains(&(first - value(&fitted.model))), "{gap}");
        // Numbers that overflowed are no convergence.
        let rows = line(&[f32::NAN, 1.0]);
        let fitted = fit(&rows, &[0, 1], &[0, 1], &Linear::zero(1, 1), 1.0, &Linear::zero(1, 1));
        assert!(!fitted.convergence.converged());
    }

    #[test]
    fn extreme_logits_give_finite_losses() {
        assert!((loss(&[800.0], 0, 1.0) - 800.0).abs() < 1e-9 && loss(&[800.0], 1, 1.0) < 1e-9);
        assert!((loss(&[900.0, 0.0, -900.0], 2, 1.0) - 1800.0).abs() < 1e-9);
    }
}
