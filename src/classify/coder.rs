//! What codes statements: the model's own heads, or a user's model without training.

use super::{Classifier, Codes, Document, ZeroShot};
use crate::codebook::Codebook;
use crate::encoder::EncoderError;

/// A classifier of one kind or the other.
pub enum Coder {
    /// Trained heads on an encoder.
    Heads(Box<Classifier>),
    /// A model for natural language inference on the codebook's own propositions.
    ZeroShot(Box<ZeroShot>),
}

impl Coder {
    /// Themes and stances of every sentence, document by document.
    ///
    /// # Errors
    /// [`EncoderError`] if the model and its tokenizer do not fit together, or the backend fails.
    pub fn code(&self, documents: &[Document<'_>]) -> Result<Vec<Vec<Codes>>, EncoderError> {
        match self {
            Self::Heads(classifier) => classifier.code(documents),
            Self::ZeroShot(classifier) => classifier.code(documents),
        }
    }

    /// The codebook that is coded by.
    pub fn codebook(&self) -> &Codebook {
        match self {
            Self::Heads(classifier) => classifier.codebook(),
            Self::ZeroShot(classifier) => classifier.codebook(),
        }
    }

    /// Name of the backend, its precision and device.
    pub fn backend(&self) -> &str {
        match self {
            Self::Heads(classifier) => classifier.backend(),
            Self::ZeroShot(classifier) => classifier.backend(),
        }
    }

    /// Sequences encoded so far, and sequences that equalled another and were not encoded again.
    pub fn encoded_and_reused(&self) -> (u64, u64) {
        match self {
            Self::Heads(classifier) => classifier.encoded_and_reused(),
            Self::ZeroShot(classifier) => classifier.encoded_and_reused(),
        }
    }
}
