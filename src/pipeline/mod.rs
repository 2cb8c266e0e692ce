//! The whole job: articles in, coded statements out.
//!
//! `build` loads what a pipeline is joined from, this file codes articles, and `gold` codes labelled sentences, which are
//! split already, for those who measure and train.

mod build;
mod gold;

pub use build::PipelineBuilder;
pub use gold::CodedGold;

use crate::article::{Article, Span};
use crate::attribute::{Attributed, Attributor, Directory, DirectoryError, Rules, Statement};
use crate::classify::{Classifier, CodedStatement, Coder, Codes, Document, HypothesisError, Input};
use crate::codebook::{Codebook, CodebookError, ThemeTargets};
use crate::encoder::{EncoderError, ModelError, Stop};
use crate::output::{Identity, OutputError, RunInfo, StatementLine};
use crate::problem::{Problem, Severity};
use crate::segment::{Segmenter, Sentence};
use rayon::{ThreadPool, ThreadPoolBuildError, prelude::*};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// Threads at most: more would only stand in each other's way, and may take a machine down.
pub const MAX_THREADS: usize = 1024;

/// An article with everything that was found in it.
#[derive(Debug, Clone, PartialEq)]
pub struct CodedArticle {
    /// The article.
    pub article: Article,
    /// Its statements, one a sentence, in order.
    pub statements: Vec<CodedStatement>,
    /// What went wrong after reading; what went wrong while reading is in the article.
    pub problems: Vec<Problem>,
}

impl CodedArticle {
    /// Its statements as `statements.jsonl` has them, which can be written and read back. With those of other articles they make
    /// the records that are scored and compared ([`Runs::of`](crate::output::Runs::of)).
    ///
    /// # Errors
    /// [`OutputError::Offsets`] if they are not those of this article.
    pub fn lines(&self) -> Result<Vec<StatementLine>, OutputError> {
        StatementLine::of(&self.article, &self.statements).collect()
    }
}

/// Why a pipeline could not be built or run.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// The model cannot be used.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The codebook cannot be used.
    #[error(transparent)]
    Codebook(#[from] CodebookError),
    /// The directory of speakers cannot be used.
    #[error(transparent)]
    Speakers(#[from] DirectoryError),
    /// No folder was given, and there is none where it is looked for.
    #[error("there is no model in {}; give the folder of one", listed(places))]
    NoModel {
        /// Where it was looked for.
        places: Vec<PathBuf>,
    },
    /// A number of threads that no machine has.
    #[error("{given} threads: give a number from 1 to {MAX_THREADS}")]
    ThreadCount {
        /// What was asked for.
        given: usize,
    },
    /// No threads.
    #[error("cannot start threads: {0}")]
    Threads(#[from] ThreadPoolBuildError),
    /// An attributor of the caller's does not give for each article one statement a sentence.
    #[error("the attributor {name:?} does not give one statement for each sentence of each article")]
    Attributor {
        /// Its name.
        name: String,
    },
    /// Model and tokenizer do not fit together.
    #[error(transparent)]
    Encoder(#[from] EncoderError),
    /// A hypothesis of the codebook does not fit a model for natural language inference.
    #[error(transparent)]
    Hypothesis(#[from] HypothesisError),
    /// A model for natural language inference was asked for what only the heads of a model folder have.
    #[error("a model for natural language inference gives no vectors to train on or to compare with")]
    NoVectors,
}

fn listed(places: &[PathBuf]) -> String {
    places.iter().map(|place| place.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// The stages, joined. `Send` and `Sync`: threads share one in an `Arc`.
pub struct Pipeline {
    segmenter: Arc<dyn Segmenter>,
    attributor: Arc<dyn Attributor>,
    /// By which names are canonical, and who speaks where no attribution of articles was asked for.
    rules: Rules,
    coder: Coder,
    threads: ThreadPool,
    model: Identity,
    folder: PathBuf,
    notes: Vec<Problem>,
    stop: Arc<Stop>,
}

impl fmt::Debug for Pipeline {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pipeline")
            .field("model", &self.model)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl Pipeline {
    /// What a user should know of the codebook and of the model's heads for it, before the numbers: not of the inputs, and
    /// the same for every article.
    pub fn notes(&self) -> &[Problem] {
        &self.notes
    }

    /// Starts building one.
    pub fn builder() -> PipelineBuilder {
        PipelineBuilder::default()
    }

    /// Codes `articles`, in order, as they are: form and language are looked at where articles are read ([`Article`] says
    /// how to have that of a text in memory). The more articles in one call, the fuller the batches; a few dozen are enough, and
    /// more make another thread's call wait longer, since all share the pipeline's threads. A call gives all or nothing: to stop
    /// between two articles, give a few at a time.
    ///
    /// # Errors
    /// [`PipelineError::Encoder`] if model and tokenizer do not fit together, or the work was asked to stop
    /// ([`Pipeline::stop`]), [`PipelineError::Attributor`] by an attributor of the caller's; no text gives an error.
    pub fn code(&self, articles: Vec<Article>) -> Result<Vec<CodedArticle>, PipelineError> {
        self.threads.install(|| {
            let sentences: Vec<_> = articles.par_iter().map(|a| self.segmenter.segment(&a.text)).collect();
            self.stop.check()?;
            let pairs: Vec<_> = articles.iter().zip(&sentences).map(|(a, s)| (a, s.as_slice())).collect();
            let attributed = self.attribute(&pairs)?;
            self.stop.check()?;
            let codes = self.coder.code(&documents(&articles, &attributed))?;
            let coded = articles.into_iter().zip(attributed).zip(codes).map(|((article, attributed), codes)| {
                let pairs = attributed.statements.into_iter().zip(codes);
                let statements: Vec<_> = pairs.map(|(statement, codes)| coded(statement, codes)).collect();
                let mut problems = attributed.problems;
                problems.extend(statements.iter().filter(|s| s.truncated).map(|s| truncation(&article, s)));
                CodedArticle { article, statements, problems }
            });
            Ok(coded.collect())
        })
    }

    /// Who speaks in `articles`. What an attributor leaves out would be lost without a word further on.
    fn attribute(&self, articles: &[(&Article, &[Sentence])]) -> Result<Vec<Attributed>, PipelineError> {
        let attributed = self.attributor.attribute_all(articles)?;
        let whole = |((_, sentences), of): (&(&Article, &[Sentence]), &Attributed)| {
            sentences.iter().eq(of.statements.iter().map(|statement| &statement.sentence))
        };
        match attributed.len() == articles.len() && articles.iter().zip(&attributed).all(whole) {
            true => Ok(attributed),
            false => Err(PipelineError::Attributor { name: self.attributor.name().to_owned() }),
        }
    }

    /// By which the work is asked to stop, of all callers, and which says how far it is. What is begun may go on for three
    /// seconds after that. Models for natural language inference heed it
    /// between the stages only.
    pub fn stop(&self) -> &Arc<Stop> {
        &self.stop
    }

    /// Threads that articles are coded by.
    pub fn threads(&self) -> usize {
        self.threads.current_num_threads()
    }

    /// What cuts articles into sentences.
    pub fn segmenter(&self) -> &dyn Segmenter {
        self.segmenter.as_ref()
    }

    /// Runs `job` on the threads of this pipeline.
    pub fn install<R: Send>(&self, job: impl FnOnce() -> R + Send) -> R {
        self.threads.install(job)
    }

    /// The directory of speakers.
    pub fn directory(&self) -> &Directory {
        self.rules.directory()
    }

    /// The classifier with the model's heads.
    ///
    /// # Errors
    /// [`PipelineError::NoVectors`] if a model for natural language inference codes in its place.
    pub fn classifier(&self) -> Result<&Classifier, PipelineError> {
        match &self.coder {
            Coder::Heads(classifier) => Ok(classifier),
            Coder::ZeroShot(_) => Err(PipelineError::NoVectors),
        }
    }

    /// The codebook that is coded by.
    pub fn codebook(&self) -> &Codebook {
        self.coder.codebook()
    }

    /// What runs the encoder, its precision and where.
    pub fn backend(&self) -> &str {
        self.coder.backend()
    }

    /// What decides who speaks: "rules", or "rules and ranker" where the model has a part for speakers.
    pub fn attribution(&self) -> &str {
        self.attributor.name()
    }

    /// The folder that the model was read from.
    pub fn model_folder(&self) -> &Path {
        &self.folder
    }

    /// The form of a speaker's name in which two names are compared: folded, and through the directory's aliases; an office
    /// is who held it on `date`, as in the statements of an article of that day.
    pub fn canonical_name(&self, name: &str, date: Option<jiff::civil::Date>) -> String {
        self.directory().key(self.directory().named(name, date))
    }

    /// Sequences so far that equalled another and were not encoded again.
    pub fn duplicates(&self) -> u64 {
        self.coder.encoded_and_reused().1
    }

    /// The codebook's themes with their targets, in its order.
    pub fn themes(&self) -> Vec<ThemeTargets> {
        self.codebook().theme_targets()
    }

    /// The model's name and hash.
    pub fn model_identity(&self) -> Identity {
        self.model.clone()
    }

    /// What a run of this pipeline says of itself, begun now, of `inputs` as they were given, without options.
    pub fn run_info(&self, inputs: &[impl AsRef<str>]) -> RunInfo {
        RunInfo {
            model: self.model_identity(),
            codebook: self.codebook_identity(),
            backend: self.backend().to_owned(),
            attribution: self.attribution().to_owned(),
            options: serde_json::Map::new(),
            inputs: inputs.iter().map(|input| input.as_ref().to_owned()).collect(),
            started: jiff::Timestamp::now(),
        }
    }

    /// The codebook's name and hash.
    pub fn codebook_identity(&self) -> Identity {
        let codebook = self.codebook();
        Identity { name: codebook.name.clone(), sha256: codebook.sha256.clone() }
    }
}

/// What the classifier sees of an article; `places` says where each sentence stands, and whether it has a speaker.
fn document(article: &Article, places: Vec<(Span, bool)>) -> Document<'_> {
    let input = |(span, speaker): (Span, bool)| Input { text: span.slice(&article.text), speaker, also: &[] };
    let title = article.title.as_deref().map_or("", str::trim);
    Document { title, sentences: places.into_iter().map(input).collect(), vectors: &[] }
}

/// The same of articles whose speakers were found, with the vectors that came of it.
fn documents<'a>(articles: impl IntoIterator<Item = &'a Article>, attributed: &'a [Attributed]) -> Vec<Document<'a>> {
    let place = |of: &Statement| (of.sentence.span, !of.speakers.is_empty());
    let read = |(article, Attributed { statements, vectors, .. }): (&'a Article, &'a Attributed)| Document {
        vectors,
        ..document(article, statements.iter().map(place).collect())
    };
    articles.into_iter().zip(attributed).map(read).collect()
}

fn coded(statement: Statement, codes: Codes) -> CodedStatement {
    let Codes { themes, stances, tokens, truncated, .. } = codes;
    CodedStatement { statement, themes, stances, tokens, truncated }
}

fn truncation(article: &Article, statement: &CodedStatement) -> Problem {
    let i = statement.statement.sentence.index;
    Problem {
        file: article.origin.file.clone(),
        record: article.origin.record,
        article: Some(article.id.clone()),
        severity: Severity::Warning,
        kind: "truncated",
        reason: format!("sentence {i} has {} tokens; the model read only its start", statement.tokens),
    }
}
