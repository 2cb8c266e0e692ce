//! The whole pipeline: articles in, coded articles out.
//!
//! Temporary: the face that the command line is written against, until the stages behind it are merged.

use crate::article::Article;
use crate::attribute::{Attribution, AttributionKind, Statement};
use crate::classify::CodedStatement;
use crate::evaluate::{GoldInput, Predicted, ThemeTargets};
use crate::output::Identity;
use crate::problem::Problem;
use crate::segment::Sentence;
use std::path::PathBuf;

/// An article with its coded statements.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedArticle {
    /// The article.
    pub article: Article,
    /// One coded statement a sentence.
    pub statements: Vec<CodedStatement>,
    /// What went wrong after reading; what went wrong while reading is in the article.
    pub problems: Vec<Problem>,
}

/// Why a pipeline could not be built or run.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// No model.
    #[error("the model folder {} cannot be read; give one with --model", .0.display())]
    Model(PathBuf),
}

/// What a [`Pipeline`] is built from.
#[derive(Debug, Clone, Default)]
pub struct PipelineBuilder {
    model: Option<PathBuf>,
    codebook: Option<PathBuf>,
    speakers: Option<PathBuf>,
    threads: Option<usize>,
}

impl PipelineBuilder {
    /// Folder of the model.
    pub fn model(mut self, path: Option<PathBuf>) -> Self {
        self.model = path;
        self
    }

    /// A codebook file.
    pub fn codebook(mut self, path: Option<PathBuf>) -> Self {
        self.codebook = path;
        self
    }

    /// A speaker directory file.
    pub fn speakers(mut self, path: Option<PathBuf>) -> Self {
        self.speakers = path;
        self
    }

    /// Threads to use; all processors where not given.
    pub fn threads(mut self, threads: Option<usize>) -> Self {
        self.threads = threads;
        self
    }

    /// Loads everything.
    ///
    /// # Errors
    /// If a file is missing or wrong.
    pub fn build(self) -> Result<Pipeline, PipelineError> {
        let model = self.model.unwrap_or_else(|| "models/default".into());
        if model.join("config.json").is_file() { Ok(Pipeline {}) } else { Err(PipelineError::Model(model)) }
    }
}

/// The whole pipeline.
#[derive(Debug)]
pub struct Pipeline {}

impl Pipeline {
    /// Starts building one.
    pub fn builder() -> PipelineBuilder {
        PipelineBuilder::default()
    }

    /// Codes articles.
    ///
    /// # Errors
    /// If the encoder fails.
    pub fn code(&self, articles: Vec<Article>) -> Result<Vec<CodedArticle>, PipelineError> {
        Ok(articles.into_iter().map(|article| CodedArticle { article, statements: vec![], problems: vec![] }).collect())
    }

    /// Codes articles that are already split into sentences: for each article one prediction a sentence, with the
    /// stances towards the targets of its gold themes besides.
    ///
    /// # Errors
    /// If the encoder fails.
    pub fn code_gold(&self, inputs: &[GoldInput]) -> Result<Vec<Vec<Predicted>>, PipelineError> {
        let empty = |sentence: &Sentence| Predicted {
            coded: CodedStatement {
                statement: Statement {
                    sentence: *sentence,
                    speakers: vec![],
                    attribution: Attribution { kind: AttributionKind::Narrator, cue: None, confidence: 0.0 },
                },
                themes: vec![],
                stances: vec![],
                tokens: 0,
                truncated: false,
            },
            gold_stances: vec![],
        };
        Ok(inputs.iter().map(|input| input.sentences.iter().map(empty).collect()).collect())
    }

    /// The canonical form of a speaker's name.
    pub fn canonical_name(&self, name: &str) -> String {
        deunicode::deunicode(name).to_lowercase()
    }

    /// Statements so far that repeated another and were not encoded again.
    pub fn duplicates(&self) -> u64 {
        0
    }

    /// The codebook's themes with their targets, in its order.
    pub fn themes(&self) -> Vec<ThemeTargets> {
        vec![]
    }

    /// The model's name and hash.
    pub fn model_identity(&self) -> Identity {
        Identity::default()
    }

    /// The codebook's name and hash.
    pub fn codebook_identity(&self) -> Identity {
        Identity::default()
    }
}
