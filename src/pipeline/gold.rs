//! Codes labelled sentences: articles that are split already, with what the gold asks of each sentence.

use super::{Pipeline, PipelineError, coded, document, documents, truncation};
use crate::attribute::Statement;
use crate::classify::{Codes, Document, TargetVector};
use crate::evaluate::{GoldInput, Predicted};
use crate::problem::Problem;
use rayon::prelude::*;
use std::sync::Arc;

/// Labelled sentences of articles, coded.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CodedGold {
    /// For each article one prediction a sentence.
    pub predicted: Vec<Vec<Predicted>>,
    /// What went wrong in any of the articles, as [`CodedArticle::problems`](super::CodedArticle::problems) has it of one.
    pub problems: Vec<Problem>,
}

impl Pipeline {
    /// Codes articles that are already split into sentences: for each article one prediction a sentence, with the
    /// stances towards the targets of its gold themes besides.
    ///
    /// # Errors
    /// As [`Pipeline::code`].
    pub fn code_gold(&self, gold: &[GoldInput]) -> Result<CodedGold, PipelineError> {
        self.threads.install(|| {
            let pairs: Vec<_> = gold.iter().map(|gold| (&gold.article, gold.sentences.as_slice())).collect();
            let mut attributed = self.attribute(&pairs)?;
            let mut problems: Vec<Problem> =
                attributed.iter_mut().flat_map(|of| std::mem::take(&mut of.problems)).collect();
            let wanted = self.wanted(gold);
            let mut documents = documents(gold.iter().map(|gold| &gold.article), &attributed);
            ask(&mut documents, &wanted);
            let codes = self.coder.code(&documents)?;
            let predicted = predicted(attributed.into_iter().map(|of| of.statements), codes);
            for (gold, predicted) in gold.iter().zip(&predicted) {
                let cut = predicted.iter().filter(|of| of.coded.truncated);
                problems.extend(cut.map(|of| truncation(&gold.article, &of.coded)));
            }
            Ok(CodedGold { predicted, problems })
        })
    }

    /// The predictions of [`Pipeline::code_gold`] by the vectors that [`Pipeline::theme_vectors`] and
    /// [`Pipeline::stance_vectors`] give, with two differences: whether a sentence has a speaker, the stance pass was told by
    /// the gold, and who speaks is said by the rules alone. A ranker would have to read every article once more; so nothing
    /// is encoded.
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
            let attribute = |gold: &GoldInput| self.rules.attribute(&gold.article, &gold.sentences).statements;
            let statements: Vec<Vec<Statement>> = gold.par_iter().map(attribute).collect();
            Ok(predicted(statements.into_iter(), codes))
        })
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

/// What the classifier sees of gold, with the speakers that it names.
fn gold_documents(gold: &[GoldInput]) -> Vec<Document<'_>> {
    let places = |gold: &GoldInput| gold.sentences.iter().map(|s| s.span).zip(gold.spoken.clone()).collect();
    gold.iter().map(|gold| document(&gold.article, places(gold))).collect()
}

/// Asks for the stances of each sentence's gold themes, of all documents in one list.
fn ask<'a>(documents: &mut [Document<'a>], wanted: &'a [Vec<usize>]) {
    let inputs = documents.iter_mut().flat_map(|document| &mut document.sentences);
    inputs.zip(wanted).for_each(|(input, wanted)| input.also = wanted);
}

/// Statements of articles with their codes; the stances that were asked for stand apart.
fn predicted(statements: impl Iterator<Item = Vec<Statement>>, codes: Vec<Vec<Codes>>) -> Vec<Vec<Predicted>> {
    let one = |(statement, mut codes): (Statement, Codes)| {
        let gold_stances = std::mem::take(&mut codes.asked);
        Predicted { gold_stances, coded: coded(statement, codes) }
    };
    statements.zip(codes).map(|(statements, codes)| statements.into_iter().zip(codes).map(one).collect()).collect()
}
