//! Themes that the model has not seen: how like a sentence is to the theme's entry in the codebook.
//!
//! The encoder of `entries.safetensors` was trained to bring texts of one meaning together (Reimers and Gurevych, EMNLP
//! 2019), which the model's own, after its training on themes and stances, no longer does. It reads the windows of the theme
//! pass. A sentence's vector is the mean of its own tokens' and of the whole window's, each of length 1: a sentence that says
//! "That would cost 400 jobs" is on the theme of those around it.

use super::Classifier;
use super::heads::{Recognizer, normalized};
use crate::codebook::{Codebook, Theme};
use crate::encoder::{Backend, EncoderError, HeadSettings, Sequences, Tokens, flatten};
use ndarray::Array1;

/// By document and sentence: `[hidden]`.
pub(super) type Vectors = Vec<Vec<Vec<f32>>>;

/// What the vectors of sentences are compared with for `theme`: the mean of the vectors of its label, of `LABEL. DEFINITION`,
/// and of its propositions, each of length 1. Shape `[hidden]`.
pub(super) fn direction(
    backend: &dyn Backend,
    sequences: &Sequences,
    theme: &Theme,
    ids: impl Fn(&str) -> Result<Vec<u32>, EncoderError>,
) -> Result<Array1<f32>, EncoderError> {
    let of = |text: &str| -> Result<Array1<f32>, EncoderError> {
        let vectors = backend.encode(&flatten(&[&sequences.entry(&ids(text)?)], &[0]))?;
        Ok(normalized(vectors.row(0)))
    };
    let mut sum = of(&theme.label)? + of(&theme.entry())?;
    let mut propositions = Array1::zeros(backend.hidden_size());
    for target in &theme.targets {
        propositions += &of(&target.proposition)?;
    }
    if theme.targets.is_empty() {
        return Ok(sum / 2.0);
    }
    sum += &(propositions / theme.targets.len() as f32);
    Ok(sum / 3.0)
}

impl Classifier {
    /// Whether `codebook` has a theme for which a model with these settings reads the vectors of the encoder for entries.
    pub fn needs_entries(settings: &HeadSettings, codebook: &Codebook) -> bool {
        let by_likeness = |theme| Recognizer::trained(settings, theme).is_none_or(|trained| trained.by_likeness());
        codebook.themes.iter().any(by_likeness)
    }

    /// The vector of every sentence for themes by likeness; nothing if the codebook has no such theme.
    pub(super) fn likeness(&self, tokens: &[Tokens<'_>]) -> Result<Option<Vectors>, EncoderError> {
        let Some(backend) = &self.entries else { return Ok(None) };
        let (mut owners, mut all) = (Vec::new(), Vec::new());
        for (document, tokens) in tokens.iter().enumerate() {
            for window in self.sequences.theme_windows(tokens) {
                all.push(self.sequences.likeness(tokens, &window));
                owners.push(document);
            }
        }
        let mut out: Vectors = tokens.iter().map(|t| Vec::with_capacity(t.sentences.len())).collect();
        let values = self.run(&**backend, None, &all, |vector| normalized(vector).to_vec())?;
        for (document, values) in owners.into_iter().zip(values) {
            // Invariant: `Sequences::likeness` asks for the whole window last.
            let Some((whole, sentences)) = values.split_last() else { continue };
            let mean = |own: &Vec<f32>| own.iter().zip(whole).map(|(own, whole)| (own + whole) / 2.0).collect();
            out[document].extend(sentences.iter().map(mean));
        }
        Ok(Some(out))
    }
}
