//! What `train` builds new heads on: what they read, and the heads that there are, as linear models.

use super::Classifier;
use crate::logistic::Linear;

impl Classifier {
    /// The part of a vector of [`Classifier::theme_vectors`] that the head of theme number `theme` reads: `[hidden]`.
    pub fn theme_features<'v>(&self, theme: usize, vector: &'v [f32]) -> &'v [f32] {
        let (own, behind) = vector.split_at(self.backend.hidden_size());
        if self.recognizers[theme].by_likeness() { behind } else { own }
    }

    /// Whether theme number `theme` is recognized by the vectors of the encoder for entries.
    pub fn is_by_likeness(&self, theme: usize) -> bool {
        self.recognizers[theme].by_likeness()
    }

    /// What the stance heads are linear in, of a vector of the stance pass: `[hidden]`, each value in [-1, 1].
    pub fn stance_features(&self, vector: &[f32]) -> Vec<f32> {
        self.heads.stance_features(vector.into()).to_vec()
    }

    /// How this model recognizes theme number `theme`, as a linear model of [`Classifier::theme_features`].
    pub fn theme_prior(&self, theme: usize) -> Linear {
        self.heads.theme_prior(&self.recognizers[theme])
    }

    /// This model's stance head for a target, as a linear model of [`Classifier::stance_features`].
    pub fn stance_prior(&self, theme: usize, target: usize) -> Linear {
        let mut prior = self.heads.stance_prior(self.stance_heads[theme][target]);
        if self.is_reversed(theme, target) {
            let each = prior.values.len() / prior.outputs;
            let (favor, others) = prior.values.split_at_mut(each);
            favor.swap_with_slice(&mut others[..each]);
        }
        prior
    }
}
