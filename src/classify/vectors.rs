//! The vectors of both passes, which `train` builds heads on, and the codes that the model's own heads make of them.

use super::classifier::{Classifier, Codes, Document, Pair, tokens};
use crate::encoder::{EncoderError, Tokens};
use std::sync::Arc;

/// A vector of the stance pass.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetVector {
    /// Number of the theme in the codebook.
    pub theme: usize,
    /// Number of the target in the theme.
    pub target: usize,
    /// `[hidden]`.
    pub vector: Arc<[f32]>,
}

impl Classifier {
    /// The theme pass' vector of every sentence, all documents in one list: `[hidden]` each, and `[2 * hidden]` where the
    /// codebook has themes that are recognized by likeness, with the vector for these behind it
    /// ([`Classifier::theme_features`] takes the part that a theme's head reads).
    ///
    /// # Errors
    /// As [`Classifier::code`].
    pub fn theme_vectors(&self, documents: &[Document<'_>]) -> Result<Vec<Arc<[f32]>>, EncoderError> {
        let ids = self.tokenize(documents)?;
        let tokens: Vec<_> = documents.iter().map(|document| tokens(document, &ids)).collect();
        let mut vectors = self.theme_pass(None, &tokens, |vector| vector.to_vec())?;
        if let Some(likeness) = self.likeness(&tokens)? {
            let both = vectors.iter_mut().flatten().zip(likeness.iter().flatten());
            both.for_each(|(vector, behind)| vector.extend(behind));
        }
        Ok(vectors.into_iter().flatten().map(Arc::from).collect())
    }

    /// For every sentence, all documents in one list, the stance pass' vector for each target of the themes that are found,
    /// by their vectors `themes` ([`Classifier::theme_vectors`]), and of those that the input asks for (`Input::also`), in the
    /// codebook's order. The windows are those of [`Classifier::code`].
    ///
    /// # Errors
    /// As [`Classifier::code`].
    pub fn stance_vectors(
        &self,
        documents: &[Document<'_>],
        themes: &[Arc<[f32]>],
    ) -> Result<Vec<Vec<TargetVector>>, EncoderError> {
        let ids = self.tokenize(documents)?;
        let tokens: Vec<_> = documents.iter().map(|document| tokens(document, &ids)).collect();
        let codes = self.themes_of_vectors(&tokens, themes);
        let wanted = |pair: &Pair| {
            let asked = &documents[pair.document].sentences[pair.sentence].also;
            codes[pair.document][pair.sentence].themes[pair.theme].present || asked.contains(&pair.theme)
        };
        let read = self.stance_pass(None, &tokens, wanted, |vector| vector.to_vec())?;
        let mut all: Vec<Vec<Vec<TargetVector>>> = documents.iter().map(|d| vec![vec![]; d.sentences.len()]).collect();
        for (Pair { document, sentence, theme, target }, vector) in read {
            all[document][sentence].push(TargetVector { theme, target, vector: vector.into() });
        }
        Ok(all.into_iter().flatten().collect())
    }

    /// The codes of `documents` by their vectors, as [`Classifier::theme_vectors`] and [`Classifier::stance_vectors`] give
    /// them: nothing is encoded, and the codes are those of [`Classifier::code`].
    ///
    /// # Errors
    /// As [`Classifier::code`].
    pub fn code_vectors(
        &self,
        documents: &[Document<'_>],
        themes: &[Arc<[f32]>],
        stances: &[Vec<TargetVector>],
    ) -> Result<Vec<Vec<Codes>>, EncoderError> {
        let ids = self.tokenize(documents)?;
        let tokens: Vec<_> = documents.iter().map(|document| tokens(document, &ids)).collect();
        let mut codes = self.themes_of_vectors(&tokens, themes);
        let inputs = documents.iter().flat_map(|document| &document.sentences);
        for ((codes, input), vectors) in codes.iter_mut().flatten().zip(inputs).zip(stances) {
            for of in vectors {
                let score = self.stance_score(of.theme, of.target, &self.heads.stance((&of.vector[..]).into()));
                if codes.themes[of.theme].present {
                    codes.stances.push(score.clone());
                }
                if input.also.contains(&of.theme) {
                    codes.asked.push(score);
                }
            }
        }
        Ok(codes)
    }

    /// Themes by the vectors of the sentences, stances to come.
    fn themes_of_vectors(&self, tokens: &[Tokens<'_>], themes: &[Arc<[f32]>]) -> Vec<Vec<Codes>> {
        let probability = |vector: &Arc<[f32]>| {
            let (own, behind) = vector.split_at(self.backend.hidden_size());
            let mut probabilities = self.heads.themes(own.into(), &self.recognizers);
            self.heads.by_likeness(behind, &self.recognizers, &mut probabilities);
            probabilities
        };
        let probabilities: Vec<Vec<f32>> = themes.iter().map(probability).collect();
        self.without_stances(tokens, probabilities.iter())
    }
}
