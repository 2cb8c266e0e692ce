//! What a zero-shot classifier needs of a model for natural language inference.

use super::backend::EncoderError;

/// What a model says of a hypothesis, given a premise. The three probabilities sum to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Probability that the premise entails the hypothesis.
    pub entailment: f32,
    /// Probability that it contradicts it; 0 of a model that does not tell contradiction from neutral.
    pub contradiction: f32,
    /// Probability of neither.
    pub neutral: f32,
    /// Whether the premise was cut so that both fit the model.
    pub truncated: bool,
}

/// A model for natural language inference (Bowman et al. 2015), shared between threads.
pub trait Entailment: Send + Sync {
    /// Name and precision, for the manifest.
    fn name(&self) -> &str;

    /// Whether the model knows contradiction, or only entailment and its absence.
    fn knows_contradiction(&self) -> bool;

    /// Whether `hypothesis` leaves enough room for a premise; the reason if it does not.
    ///
    /// # Errors
    /// The reason.
    fn check(&self, hypothesis: &str) -> Result<(), String>;

    /// Tokens of each of the `premises`, not cut, without special tokens.
    ///
    /// # Errors
    /// [`EncoderError`] if the tokenizer fails.
    fn tokens(&self, premises: &[&str]) -> Result<Vec<usize>, EncoderError>;

    /// A reading of every one of the `pairs` of a premise and a hypothesis, by their numbers, in order.
    ///
    /// # Errors
    /// [`EncoderError`] if model and tokenizer do not fit together or the library fails.
    fn read(
        &self,
        premises: &[&str],
        hypotheses: &[&str],
        pairs: &[(usize, usize)],
    ) -> Result<Vec<Reading>, EncoderError>;
}
