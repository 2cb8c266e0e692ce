//! Loads what a pipeline is joined from: model, codebook, directory of speakers.

use super::{MAX_THREADS, Pipeline, PipelineError};
use crate::attribute::{Attributor, Directory, Ranked, Rules};
use crate::classify::{Classifier, Coder, ZeroShot, notes};
use crate::codebook::Codebook;
use crate::encoder::{Backend, BackendChoice, BackendKind, Device, ModelFolder, Stop, Stoppable};
use crate::output::Identity;
use crate::problem::{Problem, Severity};
use crate::segment::{Segmenter, Sentencex};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What every model folder has.
const SUMS: &str = "SHA256SUMS";

/// The name of the codebook that is shipped.
const SHIPPED: &str = "data/codebook.toml";

/// What a [`Pipeline`] is built from; everything has a default.
#[derive(Clone, Default)]
#[must_use]
pub struct PipelineBuilder {
    model: Option<PathBuf>,
    codebook: Option<PathBuf>,
    with_codebook: Option<Codebook>,
    speakers: Option<PathBuf>,
    with_directory: Option<Directory>,
    threads: Option<usize>,
    backend: BackendKind,
    device: Device,
    nli_model: Option<PathBuf>,
    segmenter: Option<Arc<dyn Segmenter>>,
    attributor: Option<Arc<dyn Attributor>>,
}

impl fmt::Debug for PipelineBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PipelineBuilder")
            .field("model", &self.model)
            .field("codebook", &self.codebook)
            .field("speakers", &self.speakers)
            .finish_non_exhaustive()
    }
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

    /// A codebook that was read or made already ([`Codebook::parse`], [`Codebook::new`]), in the place of a file.
    /// [`Codebook::doubts`] says what is odd in it.
    pub fn with_codebook(mut self, codebook: Codebook) -> Self {
        self.with_codebook = Some(codebook);
        self
    }

    /// A file of further speakers, beside the embedded directory.
    pub fn speakers(mut self, path: impl Into<PathBuf>) -> Self {
        self.speakers = Some(path.into());
        self
    }

    /// A directory that was made already ([`Directory::embedded`], [`Directory::extend`]), in the place of the embedded one and a
    /// file of further speakers.
    pub fn with_directory(mut self, directory: Directory) -> Self {
        self.with_directory = Some(directory);
        self
    }

    /// Threads to use, from 1 to [`MAX_THREADS`]; by default one a processor. Loading, and what scores and compares runs, uses
    /// rayon's global pool beside them: a program that sets that up (`build_global`) does so first.
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

    /// Another way to cut articles into sentences, in the place of [`Sentencex`].
    pub fn segmenter(mut self, segmenter: Arc<dyn Segmenter>) -> Self {
        self.segmenter = Some(segmenter);
        self
    }

    /// Another way to say who speaks, in the place of [`Rules`] and the model's ranker ([`Ranked`]).
    pub fn attributor(mut self, attributor: Arc<dyn Attributor>) -> Self {
        self.attributor = Some(attributor);
        self
    }

    /// Loads everything.
    ///
    /// # Errors
    /// [`PipelineError`], naming the file and what was expected.
    pub fn build(self) -> Result<Pipeline, PipelineError> {
        // A mistake in a codebook of the user's shows before the model is loaded.
        let read = || self.codebook.as_deref().map(Codebook::load).transpose();
        let codebook = self.with_codebook.clone().map_or_else(read, |given| Ok(Some(given)))?;
        let file = || self.codebook.as_deref().map(|path| path.display().to_string());
        let shown = self.with_codebook.as_ref().map(|given| given.name.clone()).or_else(file);
        let directory = || self.with_directory.clone().map_or_else(|| Directory::open(self.speakers.as_deref()), Ok);
        if let Some(given) = self.threads.filter(|given| !(1..=MAX_THREADS).contains(given)) {
            return Err(PipelineError::ThreadCount { given });
        }
        let threads = ThreadPoolBuilder::new().num_threads(self.threads.unwrap_or(0)).build()?;
        let choice = BackendChoice { kind: self.backend, device: self.device, threads: self.threads };
        let stop = Arc::new(Stop::default());
        if let Some(folder) = self.nli_model.clone() {
            let (model, sha256) = choice.entailment(&folder)?;
            let coder = ZeroShot::new(model, codebook.unwrap_or_else(Codebook::default_codebook))?;
            let path = folder.canonicalize().unwrap_or_else(|_| folder.clone());
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let identity = Identity { name, sha256 };
            let rules = Rules::new(directory()?).stopped_by(Arc::clone(&stop));
            let coder = Coder::ZeroShot(Box::new(coder));
            let attributor = self.attributor.unwrap_or_else(|| Arc::new(rules.clone()));
            let segmenter = self.segmenter;
            let pipeline = Pipeline::new(segmenter, rules, attributor, coder, threads, identity, folder);
            return Ok(Pipeline { stop, ..pipeline.noting(shown, vec![]) });
        }
        let folder = self.model.clone().map_or_else(default_model, Ok)?;
        let (model, (rules, classifier, attributor, own)) = ModelFolder::open_with(&folder, |model| {
            let own_file = folder.join("codebook.toml").display().to_string();
            let own = model.codebook.as_ref().map(|own| Codebook::parse(own, &own_file)).transpose()?;
            let codebook = codebook.or_else(|| own.clone()).unwrap_or_else(Codebook::default_codebook);
            // Side by side on all processors, whatever `threads` says: so a single article need not wait.
            let entries = || match Classifier::needs_entries(&model.config.demarche, &codebook) {
                true => choice.entries(model),
                false => Ok(None),
            };
            let (backends, directory) = rayon::join(|| (choice.backend(model), entries()), directory);
            let rules = Rules::new(directory?).stopped_by(Arc::clone(&stop));
            let (backend, entries) = (backends.0?, backends.1?);
            let stoppable =
                |of: Arc<dyn Backend>| -> Arc<dyn Backend> { Arc::new(Stoppable::new(of, Arc::clone(&stop))) };
            let (backend, entries) = (stoppable(backend), entries.map(stoppable));
            threads.install(|| {
                let ranked = || Ranked::new(rules.clone(), model, Arc::clone(&backend));
                let attributor: Arc<dyn Attributor> = match &self.attributor {
                    Some(own) => Arc::clone(own),
                    None => ranked()?.map_or_else(|| Arc::new(rules.clone()) as _, |ranked| Arc::new(ranked) as _),
                };
                Ok::<_, PipelineError>((rules, Classifier::new(model, codebook, backend, entries)?, attributor, own))
            })
        })?;
        let settings = &model.config.demarche;
        let identity = Identity { name: format!("{} {}", settings.name, settings.version), sha256: model.sha256 };
        let file = shown.or_else(|| own.is_some().then(|| folder.join("codebook.toml").display().to_string()));
        let shipped = Codebook::default_codebook();
        let trained_on: Vec<&Codebook> = own.iter().chain([&shipped]).collect();
        let heads = notes(&classifier, &trained_on, file.as_deref().unwrap_or(SHIPPED));
        let coder = Coder::Heads(Box::new(classifier));
        let pipeline = Pipeline::new(self.segmenter, rules, attributor, coder, threads, identity, folder);
        Ok(Pipeline { stop, ..pipeline.noting(file, heads) })
    }
}

/// The first of the places where the model may be that has one.
fn default_model() -> Result<PathBuf, PipelineError> {
    let relative = Path::new("models/default");
    let beside_program = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join(relative)));
    let source_tree = Path::new(env!("CARGO_MANIFEST_DIR")).join(relative);
    let places: Vec<PathBuf> =
        [Some(relative.to_owned()), beside_program, Some(source_tree)].into_iter().flatten().collect();
    let found = places.iter().find(|folder| folder.join(SUMS).is_file()).cloned();
    found.ok_or(PipelineError::NoModel { places })
}

impl Pipeline {
    fn new(
        segmenter: Option<Arc<dyn Segmenter>>,
        rules: Rules,
        attributor: Arc<dyn Attributor>,
        coder: Coder,
        threads: ThreadPool,
        model: Identity,
        folder: PathBuf,
    ) -> Self {
        let (stop, segmenter) = (Arc::default(), segmenter.unwrap_or_else(|| Arc::new(Sentencex)));
        Self { segmenter, attributor, rules, coder, threads, model, folder, notes: vec![], stop }
    }

    /// Keeps what is to be said of the codebook `file` and of the `heads` for it.
    fn noting(mut self, file: Option<String>, heads: Vec<Problem>) -> Self {
        let file = file.as_deref().unwrap_or(SHIPPED);
        let doubt = |reason| Problem::new(Severity::Note, "codebook", file, reason);
        self.notes = self.codebook().doubts().into_iter().map(doubt).chain(heads).collect();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_codebook_and_a_directory_in_memory_take_the_places_of_files() {
        let text = "name = \"Rents\"\n[[theme]]\nid = \"rents\"\nlabel = \"Rents\"\ndefinition = \"What flats cost.\"\n\
                    [[theme.target]]\nid = \"cap\"\nproposition = \"Rents should be capped.\"\n";
        let codebook = Codebook::parse(text, "mine").unwrap();
        let directory = Directory::default();
        let pipeline = Pipeline::builder().with_codebook(codebook).with_directory(directory).build().unwrap();
        assert_eq!(pipeline.codebook().themes[0].id, "rents");
        assert!(pipeline.directory().find("Wang Yi").is_none(), "{pipeline:?}");
    }

    #[test]
    fn a_number_of_threads_that_no_machine_has_is_refused_before_any_is_started() {
        for given in [0, MAX_THREADS + 1, 100_000] {
            let built = Pipeline::builder().threads(given).build();
            assert!(matches!(built, Err(PipelineError::ThreadCount { given: told }) if told == given));
        }
    }
}
