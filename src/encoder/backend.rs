//! What a classifier needs of an encoder.

use super::batch::Batch;
use ndarray::Array2;
use thiserror::Error;

/// Why a text could not be encoded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EncoderError {
    /// A sequence is longer than the encoder's position embeddings.
    #[error("sequence {sequence} has {tokens} tokens, but the encoder takes at most {limit}; cut it before encoding")]
    TooLong {
        /// Number of the sequence in the batch, from 0.
        sequence: usize,
        /// Its length.
        tokens: usize,
        /// The encoder's limit.
        limit: usize,
    },
    /// A token id lies outside the vocabulary: tokenizer and weights do not belong together.
    #[error(
        "token id {id} is outside the encoder's vocabulary of {vocabulary}; tokenizer.json and model.safetensors do not belong together"
    )]
    UnknownToken {
        /// The token id.
        id: u32,
        /// Size of the vocabulary.
        vocabulary: usize,
    },
    /// The tokenizer failed; a BERT tokenizer does so on no text.
    #[error("the tokenizer failed on {text:?}: {reason}")]
    Tokenizer {
        /// The text.
        text: String,
        /// What it said.
        reason: String,
    },
    /// The second encoder was asked for where there is none.
    #[error("the encoder on {backend} has no branch for speakers")]
    NoBranch {
        /// The backend's name.
        backend: String,
    },
    /// The work was asked to stop.
    #[error("stopped")]
    Stopped,
    /// The library that the backend stands on failed.
    #[error("the backend {backend} failed: {reason}")]
    Library {
        /// The backend's name.
        backend: String,
        /// What the library said.
        reason: String,
    },
}

/// An encoder of token sequences, shared between threads. A call of the default backend uses one thread; a backend
/// with threads of its own lets callers take turns.
pub trait Backend: Send + Sync {
    /// Name and precision, for the manifest: "demarche f32".
    fn name(&self) -> &str;

    /// Width of the vectors.
    fn hidden_size(&self) -> usize;

    /// The longest sequence that can be encoded, in tokens, special ones included.
    fn max_tokens(&self) -> usize;

    /// Tokens of a batch at which the backend runs best. The default suits a thread with its own second-level cache.
    fn batch_tokens(&self) -> usize {
        512
    }

    /// The mean over the tokens of each of the batch's spans: shape `[batch.spans.len(), hidden_size]`, not normalized.
    ///
    /// # Errors
    /// [`EncoderError`] if a sequence is too long, a token id unknown, or a library fails.
    fn encode(&self, batch: &Batch) -> Result<Array2<f32>, EncoderError>;

    /// Whether there is a second encoder that shares its first layers with this one, for speakers.
    fn has_branch(&self) -> bool {
        false
    }

    /// What [`Backend::encode`] gives and, by the second encoder, the means over the batch's branch spans: shapes
    /// `[batch.spans.len(), hidden_size]` and `[batch.branch_spans.len(), hidden_size]`.
    ///
    /// # Errors
    /// As [`Backend::encode`], and [`EncoderError::NoBranch`] where there is no second encoder.
    fn encode_branched(&self, batch: &Batch) -> Result<(Array2<f32>, Array2<f32>), EncoderError> {
        let _ = batch;
        Err(EncoderError::NoBranch { backend: self.name().to_owned() })
    }
}
