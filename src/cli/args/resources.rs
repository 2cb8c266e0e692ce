//! Options of the commands that run the model.

use clap::Args;
use demarche::encoder::{BackendKind, Device};
use demarche::pipeline::{MAX_THREADS, Pipeline, PipelineBuilder};
use serde::Serialize;
use std::path::PathBuf;

/// The model, and what it runs on.
#[derive(Debug, Args, Serialize)]
pub struct Compute {
    /// Folder of the model (config.json, tokenizer.json, model.safetensors) [default: the one that is shipped]
    #[arg(long, value_name = "DIR", env = "DEMARCHE_MODEL")]
    pub model: Option<PathBuf>,

    /// What runs the model: ndarray, or rust-bert in a build that has it (docs/backends.md)
    #[arg(long, value_name = "BACKEND", default_value_t)]
    pub backend: BackendKind,

    /// Where rust-bert computes: cpu, cuda:0, cuda:1, ...
    #[arg(long, value_name = "DEVICE", default_value_t)]
    pub device: Device,

    /// Threads to compute with [default: one a processor]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
}

impl Compute {
    /// The start of a pipeline with them.
    pub fn builder(&self) -> PipelineBuilder {
        let builder = Pipeline::builder().backend(self.backend, self.device);
        let builder = with(builder, self.model.as_deref(), PipelineBuilder::model);
        with(builder, self.threads, PipelineBuilder::threads)
    }
}

/// What statements are coded with.
#[derive(Debug, Args, Serialize)]
pub struct Resources {
    #[command(flatten)]
    #[serde(flatten)]
    pub compute: Compute,

    /// Folder of a model for natural language inference of your own (config.json, tokenizer.json, model.safetensors): codes
    /// in the place of --model, from the codebook's labels and propositions alone; needs --backend rust-bert
    #[arg(long, value_name = "DIR")]
    pub nli_model: Option<PathBuf>,

    /// A codebook in TOML that replaces or extends the one that is shipped
    #[arg(long, value_name = "FILE")]
    pub codebook: Option<PathBuf>,

    /// Further speakers in TOML: names, aliases, countries, roles; and corrections (docs/speakers.md)
    #[arg(long, value_name = "FILE")]
    pub speakers: Option<PathBuf>,
}

impl Resources {
    /// Loads the pipeline from them.
    pub fn pipeline(&self) -> anyhow::Result<Pipeline> {
        let builder = with(self.compute.builder(), self.codebook.as_deref(), PipelineBuilder::codebook);
        let builder = with(builder, self.nli_model.as_deref(), PipelineBuilder::nli_model);
        Ok(with(builder, self.speakers.as_deref(), PipelineBuilder::speakers).build()?)
    }
}

/// `builder` with an option that was given.
fn with<T>(
    builder: PipelineBuilder,
    given: Option<T>,
    set: fn(PipelineBuilder, T) -> PipelineBuilder,
) -> PipelineBuilder {
    match given {
        Some(value) => set(builder, value),
        None => builder,
    }
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads @ 1..=MAX_THREADS) => Ok(threads),
        _ => Err(format!("expected a number from 1 to {MAX_THREADS}")),
    }
}
