//! Codes labelled sentences: articles that are split already, with what the gold asks of each sentence.

use super::{Pipeline, PipelineError, coded, document, places};
use crate::attribute::Attributed;
use crate::classify::{Codes, Document, TargetVector};
use crate::evaluate::{GoldInput, Predicted};
use std::sync::Arc;

impl Pipeline {
    /// Codes articles that are already split into sentences: for each article one prediction a sentence, with the
    /// stances towards the targets of its gold themes besides.
    ///
    /// # Errors
    /// As [`Pipeline::code`].
    pub fn code_gold(&self, gold: &[GoldInput]) -> Result<Vec<Vec<Predicted>>, PipelineError> {
        self.threads.install(|| {
            let attributed = self.attribute_gold(gold)?;
            let wanted = self.wanted(gold);
            let mut documents: Vec<_> = gold
                .iter()
                .zip(&attributed)
                .map(|(gold, attributed)| Document {
                    vectors: &attributed.vectors,
                    ..document(&gold.article, places(&attributed.statements))
                })
                .collect();
            ask(&mut documents, &wanted);
            let codes = self.coder.code(&documents)?;
            Ok(predicted(attributed, codes))
        })
    }

    /// The same by the vectors that [`Pipeline::theme_vectors`] and [`Pipeline::stance_vectors`] give, so nothing is
    /// encoded; whether a sentence has a speaker is what the gold says.
    ///
    /// # Errors
    /// As [`Pipeline::code`].
    pub fn code_vectors(
        &self,
        gold: &[GoldInput],
        themes: &[Arc<[f32]>],
        stances: &[Vec<TargetVector>],
    ) -> Result<Vec<Vec<Predicted>>, PipelineError> {
        self.threads.install(|| {
            let wanted = self.wanted(gold);
            let mut documents = gold_documents(gold);
            ask(&mut documents, &wanted);
            let codes = self.classifier()?.code_vectors(&documents, themes, stances)?;
            Ok(predicted(self.attribute_gold(gold)?, codes))
        })
    }

    fn attribute_gold(&self, gold: &[GoldInput]) -> Result<Vec<Attributed>, PipelineError> {
        let pairs: Vec<_> = gold.iter().map(|gold| (&gold.article, gold.sentences.as_slice())).collect();
        Ok(self.attributor.attribute_all(&pairs)?)
    }

    /// The theme pass' vector of every gold sentence, all articles in one list.
    ///
    /// # Errors
    /// As [`Pipeline::code`].
    pub fn theme_vectors(&self, gold: &[GoldInput]) -> Result<Vec<Arc<[f32]>>, PipelineError> {
        let classifier = self.classifier()?;
        self.threads.install(|| Ok(classifier.theme_vectors(&gold_documents(gold))?))
    }

    /// The stance pass' vectors of every gold sentence towards the targets of the themes that are found, by their vectors
    /// `themes` ([`Pipeline::theme_vectors`]), and of its gold themes, all articles in one list. Whether a sentence has a
    /// speaker is what the gold says.
    ///
    /// # Errors
    /// As [`Pipeline::code`].
    pub fn stance_vectors(
        &self,
        gold: &[GoldInput],
        themes: &[Arc<[f32]>],
    ) -> Result<Vec<Vec<TargetVector>>, PipelineError> {
        let classifier = self.classifier()?;
        let wanted = self.wanted(gold);
        let mut documents = gold_documents(gold);
        ask(&mut documents, &wanted);
        self.threads.install(|| Ok(classifier.stance_vectors(&documents, themes)?))
    }

    /// Numbers of the gold themes of every sentence.
    fn wanted(&self, gold: &[GoldInput]) -> Vec<Vec<usize>> {
        let themes = &self.codebook().themes;
        let number = |id: &String| themes.iter().position(|theme| theme.id == *id);
        gold.iter().flat_map(|gold| &gold.themes).map(|ids| ids.iter().filter_map(number).collect()).collect()
    }
}

/// The same of gold, with the speakers that it names.
fn gold_documents(gold: &[GoldInput]) -> Vec<Document<'_>> {
    let places = |gold: &GoldInput| gold.sentences.iter().map(|s| s.span).zip(gold.spoken.clone()).collect();
    gold.iter().map(|gold| document(&gold.article, places(gold))).collect()
}

/// Asks for the stances of each sentence's gold themes, of all documents in one list.
fn ask<'a>(documents: &mut [Document<'a>], wanted: &'a [Vec<usize>]) {
    let inputs = documents.iter_mut().flat_map(|document| &mut document.sentences);
    inputs.zip(wanted).for_each(|(input, wanted)| input.also = wanted);
}

/// Statements with their codes; the stances that were asked for stand apart.
fn predicted(attributed: Vec<Attributed>, codes: Vec<Vec<Codes>>) -> Vec<Vec<Predicted>> {
    let predicted = attributed.into_iter().zip(codes).map(|(attributed, codes)| {
        let pairs = attributed.statements.into_iter().zip(codes);
        pairs
            .map(|(statement, mut codes)| {
                let gold_stances = std::mem::take(&mut codes.asked);
                Predicted { gold_stances, coded: coded(statement, codes) }
            })
            .collect()
    });
    predicted.collect()
}
