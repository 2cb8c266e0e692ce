//! The heads: small maps from a pooled vector to logits.

use crate::codebook::Theme;
use crate::encoder::{HeadSettings, ModelError, Weights};
use ndarray::{Array1, Array2, ArrayView1};

/// All heads of a model.
#[derive(Debug)]
pub(super) struct Heads {
    theme: Linear,
    stance_dense: Linear,
    stance_out: Linear,
    label_scale: f32,
    label_bias: f32,
    stance_temperature: f32,
}

#[derive(Debug)]
struct Linear {
    /// `[out, in]`.
    weight: Array2<f32>,
    bias: Array1<f32>,
}

/// How one theme of the codebook is recognized.
#[derive(Debug)]
pub(super) enum Recognizer {
    /// By row `row` of the trained theme head.
    Trained { row: usize, threshold: f32, temperature: f32 },
    /// By the cosine between the sentence's vector and that of the codebook entry, which has length 1.
    Entry { vector: Array1<f32>, threshold: f32 },
}

impl Recognizer {
    /// The theme is present from this probability on.
    pub fn threshold(&self) -> f32 {
        match self {
            Self::Trained { threshold, .. } | Self::Entry { threshold, .. } => *threshold,
        }
    }

    /// The row of the theme head for `theme`, if the model was trained on a theme of this id.
    pub fn trained(settings: &HeadSettings, theme: &Theme) -> Option<Self> {
        let row = settings.themes.iter().position(|trained| trained.id == theme.id)?;
        let trained = &settings.themes[row];
        Some(Self::Trained { row, threshold: trained.threshold, temperature: trained.temperature })
    }
}

impl Heads {
    /// Reads the heads: `theme` `[themes, hidden]`, `stance.dense` `[hidden, hidden]`, `stance.out` `[3, hidden]`
    /// (favor, against, neutral), each with `weight` and `bias`, and `label.scale` and `label.bias` `[1]`.
    pub fn read(weights: &Weights, settings: &HeadSettings, hidden: usize) -> Result<Self, ModelError> {
        Ok(Self {
            theme: Linear::read(weights, "theme", hidden, settings.themes.len())?,
            stance_dense: Linear::read(weights, "stance.dense", hidden, hidden)?,
            stance_out: Linear::read(weights, "stance.out", hidden, 3)?,
            label_scale: weights.tensor("label.scale", &[1])?[0],
            label_bias: weights.tensor("label.bias", &[1])?[0],
            stance_temperature: settings.stance.temperature,
        })
    }

    /// The probability of each theme, in the order of `recognizers`.
    pub fn themes(&self, vector: ArrayView1<'_, f32>, recognizers: &[Recognizer]) -> Vec<f32> {
        let trained = self.theme.apply(vector);
        let length = norm(vector);
        recognizers
            .iter()
            .map(|recognizer| match recognizer {
                Recognizer::Trained { row, temperature, .. } => sigmoid(trained[*row] / temperature),
                Recognizer::Entry { vector: entry, .. } => {
                    sigmoid(self.label_scale * vector.dot(entry) / length + self.label_bias)
                }
            })
            .collect()
    }

    /// Probabilities of favor, against and neutral.
    pub fn stance(&self, vector: ArrayView1<'_, f32>) -> Vec<f32> {
        let inner = self.stance_dense.apply(vector).mapv(f32::tanh);
        let logits = self.stance_out.apply(inner.view()) / self.stance_temperature;
        let largest = logits.fold(f32::NEG_INFINITY, |a, b| a.max(*b));
        let powers = logits.mapv(|logit| (logit - largest).exp());
        let sum = powers.sum();
        (powers / sum).to_vec()
    }

    #[cfg(test)]
    pub fn logits(&self, vector: ArrayView1<'_, f32>) -> (Vec<f32>, Vec<f32>) {
        let inner = self.stance_dense.apply(vector).mapv(f32::tanh);
        (self.theme.apply(vector).to_vec(), self.stance_out.apply(inner.view()).to_vec())
    }
}

/// `vector` scaled to length 1.
pub(super) fn normalized(vector: ArrayView1<'_, f32>) -> Array1<f32> {
    &vector / norm(vector)
}

fn norm(vector: ArrayView1<'_, f32>) -> f32 {
    vector.dot(&vector).sqrt().max(f32::MIN_POSITIVE)
}

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

impl Linear {
    fn read(weights: &Weights, name: &str, inputs: usize, outputs: usize) -> Result<Self, ModelError> {
        let weight = weights.tensor(&format!("{name}.weight"), &[outputs, inputs])?;
        let bias = weights.tensor(&format!("{name}.bias"), &[outputs])?;
        // Invariant: `tensor` gives as many values as the shape has.
        let weight = Array2::from_shape_vec((outputs, inputs), weight).expect("the tensor has the shape asked for");
        Ok(Self { weight, bias: bias.into() })
    }

    fn apply(&self, vector: ArrayView1<'_, f32>) -> Array1<f32> {
        self.weight.dot(&vector) + &self.bias
    }
}
