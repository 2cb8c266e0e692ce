//! The whole job: articles in, coded statements out.

use crate::article::{Article, Span};
use crate::attribute::{Attributed, Attributor, Directory, DirectoryError, Ranked, Rules, Statement};
use crate::classify::{
    Classifier, CodedStatement, Coder, Codes, Document, HypothesisError, Input, TargetVector, ZeroShot, notes,
};
use crate::codebook::{Codebook, CodebookError};
use crate::encoder::{
    Backend, BackendChoice, BackendKind, Device, EncoderError, ModelError, ModelFolder, Stop, Stoppable,
};
use crate::evaluate::{GoldInput, Predicted, ThemeTargets};
use crate::output::Identity;
use crate::problem::{Problem, Severity};
use crate::segment::{Segmenter, Sentencex};
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder, prelude::*};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

/// The name of the codebook that is shipped.
const SHIPPED: &str = "data/codebook.toml";

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
    /// No threads.
    #[error("cannot start threads: {0}")]
    Threads(#[from] ThreadPoolBuildError),
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

/// What a [`Pipeline`] is built from; everything has a default.
#[derive(Debug, Clone, Default)]
pub struct PipelineBuilder {
    model: Option<PathBuf>,
    codebook: Option<PathBuf>,
    speakers: Option<PathBuf>,
    threads: Option<usize>,
    backend: BackendKind,
    device: Device,
    nli_model: Option<PathBuf>,
}

impl PipelineBuilder {
    /// Folder of the model; by default `models/default` in the working folder, beside the program, or in the source
    /// tree that the program was built from, whichever is there first.
    pub fn model(mut self, path: impl Into<PathBuf>) -> Self {
        self.model = Some(path.into());
        self
    }

    /// A codebook file; by default that of the model's folder, or the embedded one where it has none.
    pub fn codebook(mut self, path: impl Into<PathBuf>) -> Self {
        self.codebook = Some(path.into());
        self
    }

    /// A file of further speakers, beside the embedded directory.
    pub fn speakers(mut self, path: impl Into<PathBuf>) -> Self {
        self.speakers = Some(path.into());
        self
    }

    /// Threads to use; by default one a processor.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// What runs the encoder, and where; by default the backend of this crate on the processor.
    pub fn backend(mut self, backend: BackendKind, device: Device) -> Self {
        (self.backend, self.device) = (backend, device);
        self
    }

    /// Folder of a model for natural language inference that codes in the place of the model, without training.
    pub fn nli_model(mut self, path: impl Into<PathBuf>) -> Self {
        self.nli_model = Some(path.into());
        self
    }

    /// Loads everything.
    ///
    /// # Errors
    /// [`PipelineError`], naming the file and what was expected.
    pub fn build(self) -> Result<Pipeline, PipelineError> {
        // A mistake in a codebook of the user's shows before the model is loaded.
        let codebook = self.codebook.as_deref().map(Codebook::load).transpose()?;
        let shown = self.codebook.as_deref().map(|path| path.display().to_string());
        let directory = || match &self.speakers {
            Some(path) => Directory::load(path),
            None => Directory::embedded(),
        };
        let threads = ThreadPoolBuilder::new().num_threads(self.threads.unwrap_or(0)).build()?;
        let choice = BackendChoice { kind: self.backend, device: self.device, threads: self.threads };
        if let Some(folder) = self.nli_model {
            let (model, sha256) = choice.entailment(&folder)?;
            let coder = ZeroShot::new(model, codebook.unwrap_or_else(Codebook::default_codebook))?;
            let path = folder.canonicalize().unwrap_or_else(|_| folder.clone());
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let identity = Identity { name, sha256 };
            let directory = directory()?;
            let rules = Box::new(Rules::new(directory.clone()));
            let coder = Coder::ZeroShot(Box::new(coder));
            return Ok(Pipeline::new(directory, rules, coder, threads, identity, folder).noting(shown, vec![]));
        }
        let folder = self.model.unwrap_or_else(default_model);
        let stop = Arc::new(Stop::default());
        let (model, (directory, classifier, attributor, own)) = ModelFolder::open_with(&folder, |model| {
            let own_file = folder.join("codebook.toml").display().to_string();
            let own = model.codebook.as_ref().map(|own| Codebook::parse(own, &own_file)).transpose()?;
            let codebook = codebook.or_else(|| own.clone()).unwrap_or_else(Codebook::default_codebook);
            // Side by side on all processors, whatever `threads` says: so a single article need not wait.
            let entries = || match Classifier::needs_entries(&model.config.demarche, &codebook) {
                true => choice.entries(model),
                false => Ok(None),
            };
            let (backends, directory) = rayon::join(|| (choice.backend(model), entries()), directory);
            let (backend, entries, directory) = (backends.0?, backends.1?, directory?);
            let stoppable =
                |of: Arc<dyn Backend>| -> Arc<dyn Backend> { Arc::new(Stoppable::new(of, Arc::clone(&stop))) };
            let (backend, entries) = (stoppable(backend), entries.map(stoppable));
            threads.install(|| {
                let rules = Rules::new(directory.clone());
                let attributor: Box<dyn Attributor> = match Ranked::new(rules.clone(), model, Arc::clone(&backend))? {
                    Some(ranked) => Box::new(ranked),
                    None => Box::new(rules),
                };
                Ok::<_, PipelineError>((
                    directory,
                    Classifier::new(model, codebook, backend, entries)?,
                    attributor,
                    own,
                ))
            })
        })?;
        let settings = &model.config.demarche;
        let identity = Identity { name: format!("{} {}", settings.name, settings.version), sha256: model.sha256 };
        let file = shown.or_else(|| own.is_some().then(|| folder.join("codebook.toml").display().to_string()));
        let shipped = Codebook::default_codebook();
        let trained_on: Vec<&Codebook> = own.iter().chain([&shipped]).collect();
        let heads = notes(&classifier, &trained_on, file.as_deref().unwrap_or(SHIPPED));
        let coder = Coder::Heads(Box::new(classifier));
        let pipeline = Pipeline::new(directory, attributor, coder, threads, identity, folder);
        Ok(Pipeline { stop, ..pipeline.noting(file, heads) })
    }
}

fn default_model() -> PathBuf {
    let relative = Path::new("models/default");
    let beside_program = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join(relative)));
    let source_tree = Path::new(env!("CARGO_MANIFEST_DIR")).join(relative);
    let places = [Some(relative.to_owned()), beside_program, Some(source_tree)];
    places.into_iter().flatten().find(|folder| folder.is_dir()).unwrap_or_else(|| relative.to_owned())
}

/// The stages, joined.
pub struct Pipeline {
    segmenter: Box<dyn Segmenter>,
    attributor: Box<dyn Attributor>,
    directory: Directory,
    coder: Coder,
    threads: ThreadPool,
    model: Identity,
    folder: PathBuf,
    notes: Vec<Problem>,
    stop: Arc<Stop>,
}

impl Pipeline {
    fn new(
        directory: Directory,
        attributor: Box<dyn Attributor>,
        coder: Coder,
        threads: ThreadPool,
        model: Identity,
        folder: PathBuf,
    ) -> Self {
        let stop = Arc::default();
        Self {
            segmenter: Box::new(Sentencex),
            attributor,
            directory,
            coder,
            threads,
            model,
            folder,
            notes: vec![],
            stop,
        }
    }

    /// Keeps what is to be said of the codebook `file` and of the `heads` for it.
    fn noting(mut self, file: Option<String>, heads: Vec<Problem>) -> Self {
        let file = file.as_deref().unwrap_or(SHIPPED);
        let doubt = |reason| Problem::new(Severity::Note, "codebook", file, reason);
        self.notes = self.codebook().doubts().into_iter().map(doubt).chain(heads).collect();
        self
    }

    /// What a user should know of the codebook and of the model's heads for it, before the numbers: not of the inputs, and
    /// the same for every article.
    pub fn notes(&self) -> &[Problem] {
        &self.notes
    }

    /// Starts building one.
    pub fn builder() -> PipelineBuilder {
        PipelineBuilder::default()
    }

    /// Codes `articles`, in order. The more articles in one call, the fuller the batches; a few dozen are enough.
    ///
    /// # Errors
    /// [`PipelineError::Encoder`] if model and tokenizer do not fit together, or the work was asked to stop
    /// ([`Pipeline::stop`]); no text gives an error.
    pub fn code(&self, articles: Vec<Article>) -> Result<Vec<CodedArticle>, PipelineError> {
        self.threads.install(|| {
            let sentences: Vec<_> = articles.par_iter().map(|a| self.segmenter.segment(&a.text)).collect();
            self.stop.check()?;
            let pairs: Vec<_> = articles.iter().zip(&sentences).map(|(a, s)| (a, s.as_slice())).collect();
            let attributed = self.attributor.attribute_all(&pairs)?;
            self.stop.check()?;
            let documents: Vec<_> = articles
                .iter()
                .zip(&attributed)
                .map(|(article, attributed)| Document {
                    vectors: &attributed.vectors,
                    ..document(article, places(&attributed.statements))
                })
                .collect();
            let codes = self.coder.code(&documents)?;
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

    /// By which the work is asked to stop, and which says how far it is. Models for natural language inference heed it
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

    /// Runs `job` on the threads of this pipeline.
    pub fn install<R: Send>(&self, job: impl FnOnce() -> R + Send) -> R {
        self.threads.install(job)
    }

    /// The directory of speakers.
    pub fn directory(&self) -> &Directory {
        &self.directory
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
        self.directory.key(self.directory.named(name, date))
    }

    /// Sequences so far that equalled another and were not encoded again.
    pub fn duplicates(&self) -> u64 {
        self.coder.encoded_and_reused().1
    }

    /// The codebook's themes with their targets, in its order.
    pub fn themes(&self) -> Vec<ThemeTargets> {
        let themes = self.codebook().themes.iter();
        themes.map(|t| (t.id.clone(), t.targets.iter().map(|target| target.id.clone()).collect())).collect()
    }

    /// The model's name and hash.
    pub fn model_identity(&self) -> Identity {
        self.model.clone()
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

/// Where each statement stands, and whether it has a speaker.
fn places(statements: &[Statement]) -> Vec<(Span, bool)> {
    statements.iter().map(|statement| (statement.sentence.span, !statement.speakers.is_empty())).collect()
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
