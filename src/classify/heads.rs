//! The heads: small maps from a pooled vector to logits.

use super::Label;
use crate::codebook::Theme;
use crate::encoder::{HeadSettings, ModelError, ThemeSettings, ThemeVector, Weights};
use crate::logistic;
use ndarray::{Array1, Array2, ArrayView1, s};

/// All heads of a model.
#[derive(Debug)]
pub(super) struct Heads {
    theme: Linear,
    stance_dense: Linear,
    stance_out: Linear,
    /// What likeness is multiplied by for the logit of a theme without a head, and what is added.
    likeness: [f32; 2],
    stance_temperature: f32,
    /// Targets with a head of their own: three rows each.
    target_out: Linear,
    target_temperatures: Vec<f32>,
    /// Label offsets of the common stance head, then of the targets' own.
    label_offsets: Vec<[f32; 3]>,
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
    Trained { row: usize, threshold: f32, temperature: f32, reads: ThemeVector },
    /// By the likeness of the sentence's vector and `direction`, that of the codebook entry.
    Entry { direction: Array1<f32>, threshold: f32 },
}

impl Recognizer {
    /// The theme is present from this probability on.
    pub fn threshold(&self) -> f32 {
        match self {
            Self::Trained { threshold, .. } | Self::Entry { threshold, .. } => *threshold,
        }
    }

    /// Whether the vectors of the encoder for entries are read.
    pub fn by_likeness(&self) -> bool {
        matches!(self, Self::Entry { .. } | Self::Trained { reads: ThemeVector::Entries, .. })
    }

    /// The row of the theme head for `theme`, if the model was trained on a theme of this id.
    pub fn trained(settings: &HeadSettings, theme: &Theme) -> Option<Self> {
        let row = settings.themes.iter().position(|trained| trained.id == theme.id)?;
        let trained = &settings.themes[row];
        let ThemeSettings { threshold, temperature, reads, .. } = *trained;
        Some(Self::Trained { row, threshold, temperature, reads })
    }
}

impl Heads {
    /// Reads the heads: `theme` `[themes, hidden]`, `stance.dense` `[hidden, hidden]`, `stance.out` `[3, hidden]`
    /// (favor, against, neutral), each with `weight` and `bias`; where targets have heads of their own also `stance.target`
    /// `[3 * targets, hidden]`, in the place of `stance.out`. What is done with their outputs, and with the likeness of a
    /// theme without a head, is in `settings`.
    pub fn read(weights: &Weights, settings: &HeadSettings, hidden: usize) -> Result<Self, ModelError> {
        Ok(Self {
            theme: Linear::read(weights, "theme", hidden, settings.themes.len())?,
            stance_dense: Linear::read(weights, "stance.dense", hidden, hidden)?,
            stance_out: Linear::read(weights, "stance.out", hidden, 3)?,
            likeness: [settings.unseen.scale, settings.unseen.bias],
            stance_temperature: settings.stance.temperature,
            target_out: match settings.stance.targets.len() {
                0 => Linear { weight: Array2::zeros((0, hidden)), bias: Array1::zeros(0) },
                targets => Linear::read(weights, "stance.target", hidden, 3 * targets)?,
            },
            target_temperatures: settings.stance.targets.iter().map(|target| target.temperature).collect(),
            label_offsets: std::iter::once(settings.stance.label_offsets)
                .chain(settings.stance.targets.iter().map(|target| target.label_offsets))
                .collect(),
        })
    }

    /// The probability of each theme that is read off the model's own vector, in the order of `recognizers`; 0 for those by
    /// likeness.
    pub fn themes(&self, vector: ArrayView1<'_, f32>, recognizers: &[Recognizer]) -> Vec<f32> {
        let probability = |recognizer: &Recognizer| match recognizer {
            Recognizer::Trained { row, temperature, reads: ThemeVector::Model, .. } => {
                sigmoid(self.theme.row(*row, vector) / temperature)
            }
            _ => 0.0,
        };
        recognizers.iter().map(probability).collect()
    }

    /// Puts the probability of each theme by likeness into its place in `probabilities`, read off `vector`.
    pub fn by_likeness(&self, vector: &[f32], recognizers: &[Recognizer], probabilities: &mut [f32]) {
        let [scale, bias] = self.likeness;
        for (recognizer, probability) in recognizers.iter().zip(probabilities) {
            *probability = match recognizer {
                Recognizer::Trained { row, temperature, reads: ThemeVector::Entries, .. } => {
                    sigmoid(self.theme.row(*row, vector.into()) / temperature)
                }
                Recognizer::Entry { direction, .. } => sigmoid(scale * direction.dot(&ArrayView1::from(vector)) + bias),
                Recognizer::Trained { .. } => continue,
            };
        }
    }

    /// Probabilities of favor, against and neutral: by the common head, then by each head of a target's own.
    pub fn stance(&self, vector: ArrayView1<'_, f32>) -> Vec<f32> {
        let inner = self.stance_features(vector);
        let mut probabilities = softmax(self.stance_out.apply(inner.view()) / self.stance_temperature);
        if !self.target_temperatures.is_empty() {
            let logits = self.target_out.apply(inner.view());
            for (target, temperature) in self.target_temperatures.iter().enumerate() {
                let own = logits.slice(s![3 * target..3 * target + 3]);
                probabilities.extend(softmax(&own / *temperature));
            }
        }
        probabilities
    }

    /// The label that stance head `head` (0 is the common one) gives for its probabilities.
    pub fn label(&self, head: usize, probabilities: [f32; 3]) -> Label {
        let offsets = self.label_offsets[head];
        Label::most_probable(std::array::from_fn(|i| probabilities[i] * offsets[i].exp()))
    }

    /// What the stance heads are linear in: `[hidden]`, each value in [-1, 1].
    pub fn stance_features(&self, vector: ArrayView1<'_, f32>) -> Array1<f32> {
        self.stance_dense.apply(vector).mapv(f32::tanh)
    }

    /// The theme head for `recognizer` as a linear model of the vectors that it reads, temperature included.
    pub fn theme_prior(&self, recognizer: &Recognizer) -> logistic::Linear {
        let (weights, bias) = match recognizer {
            Recognizer::Trained { row, temperature, .. } => {
                (&self.theme.weight.row(*row) / *temperature, self.theme.bias[*row] / temperature)
            }
            Recognizer::Entry { direction, .. } => (direction * self.likeness[0], self.likeness[1]),
        };
        logistic::Linear { outputs: 1, values: weights.iter().chain([&bias]).map(|v| f64::from(*v)).collect() }
    }

    /// The stance head number `head` (0 is the common one) as a linear model of [`Heads::stance_features`].
    pub fn stance_prior(&self, head: usize) -> logistic::Linear {
        let (linear, first, temperature) = match head.checked_sub(1) {
            None => (&self.stance_out, 0, self.stance_temperature),
            Some(own) => (&self.target_out, 3 * own, self.target_temperatures[own]),
        };
        let rows = first..first + 3;
        let values = rows.flat_map(|row| linear.weight.row(row).to_vec().into_iter().chain([linear.bias[row]]));
        logistic::Linear { outputs: 3, values: values.map(|value| f64::from(value / temperature)).collect() }
    }

    /// Logits of the themes, of the common stance head, and of the targets' own heads.
    #[cfg(test)]
    pub fn logits(&self, vector: ArrayView1<'_, f32>) -> [Vec<f32>; 3] {
        let inner = self.stance_features(vector);
        let (common, own) = (self.stance_out.apply(inner.view()), self.target_out.apply(inner.view()));
        [self.theme.apply(vector), common, own].map(|logits| logits.to_vec())
    }
}

/// `vector` scaled to length 1.
pub(super) fn normalized(vector: ArrayView1<'_, f32>) -> Array1<f32> {
    &vector / norm(vector)
}

fn norm(vector: ArrayView1<'_, f32>) -> f32 {
    vector.dot(&vector).sqrt().max(f32::MIN_POSITIVE)
}

fn softmax(logits: Array1<f32>) -> Vec<f32> {
    let largest = logits.fold(f32::NEG_INFINITY, |a, b| a.max(*b));
    let powers = logits.mapv(|logit| (logit - largest).exp());
    let sum = powers.sum();
    (powers / sum).to_vec()
}

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

impl Linear {
    fn read(weights: &Weights, name: &str, inputs: usize, outputs: usize) -> Result<Self, ModelError> {
        let bias = weights.tensor(&format!("{name}.bias"), &[outputs])?;
        Ok(Self { weight: weights.matrix(&format!("{name}.weight"), [outputs, inputs])?, bias: bias.into() })
    }

    /// One output.
    fn row(&self, row: usize, vector: ArrayView1<'_, f32>) -> f32 {
        self.weight.row(row).dot(&vector) + self.bias[row]
    }

    fn apply(&self, vector: ArrayView1<'_, f32>) -> Array1<f32> {
        self.weight.dot(&vector) + &self.bias
    }
}
