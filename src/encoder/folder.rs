//! A model folder: its files found, checked against their SHA-256, and opened.

use super::config::ModelConfig;
use super::tokenize::Tokenizer;
use super::weights::Weights;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const WEIGHTS: &str = "model.safetensors";
const SPEAKERS: &str = "speakers.safetensors";
const CODEBOOK: &str = "codebook.toml";
const SUMS: &str = "SHA256SUMS";

/// Why a model could not be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A file is not there or not readable.
    #[error("cannot read {}: {error}; a model folder holds {CONFIG}, {TOKENIZER}, {WEIGHTS} and {SUMS}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A file of a model for natural language inference is not there or not readable.
    #[error(
        "cannot read {}: {error}; a folder for --nli-model holds {CONFIG}, {TOKENIZER} (as the tokenizers library writes it) \
         and {WEIGHTS}", path.display()
    )]
    ReadNli {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A file is not the one that `SHA256SUMS` names.
    #[error(
        "{} is corrupt or was changed: its SHA-256 is {actual}, {SUMS} says {expected}; restore the model folder",
        path.display()
    )]
    Hash {
        /// The file.
        path: PathBuf,
        /// The hash in `SHA256SUMS`.
        expected: String,
        /// The hash of the file.
        actual: String,
    },
    /// A file is not of the expected form.
    #[error("{}: {reason}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what was expected.
        reason: String,
    },
    /// The backend is not there or cannot do what is asked of it.
    #[error("{reason}")]
    Backend {
        /// What is wrong, and what to do.
        reason: String,
    },
}

/// An opened model folder.
#[derive(Debug)]
pub struct ModelFolder {
    /// `config.json`.
    pub config: ModelConfig,
    /// `tokenizer.json`.
    pub tokenizer: Arc<Tokenizer>,
    /// `model.safetensors`, memory-mapped.
    pub weights: Arc<Weights>,
    /// `speakers.safetensors`, if the folder has one: the layers and the head that rank mentions of speakers.
    pub speakers: Option<Weights>,
    /// `codebook.toml`: the codebook that the heads were trained for, in a model of `demarche train`.
    pub codebook: Option<String>,
    /// SHA-256 of `SHA256SUMS`, in hexadecimal: one name for all files of the model.
    pub sha256: String,
}

impl ModelFolder {
    /// Opens the folder `path` and checks every file against `SHA256SUMS`.
    ///
    /// # Errors
    /// [`ModelError`], naming the file.
    pub fn open(path: &Path) -> Result<Self, ModelError> {
        let invalid = |name: &str, reason: String| ModelError::Invalid { path: path.join(name), reason };
        let sums = read(&path.join(SUMS))?;
        let sums_text = String::from_utf8_lossy(&sums);
        let check = |name: &str, bytes: &[u8]| {
            let expected = expected_sum(&sums_text, name)
                .ok_or_else(|| invalid(SUMS, format!("no line for {name}; expected '<sha256>  {name}'")))?;
            let actual = hexadecimal(bytes);
            if actual == expected {
                return Ok(());
            }
            Err(ModelError::Hash { path: path.join(name), expected: expected.to_owned(), actual })
        };
        let config = read(&path.join(CONFIG))?;
        check(CONFIG, &config)?;
        let tokenizer = read(&path.join(TOKENIZER))?;
        check(TOKENIZER, &tokenizer)?;
        // Hashing the weights and building the tokenizer are what opening a folder takes: side by side.
        let (weights, tokenizer) = rayon::join(
            || Weights::open(&path.join(WEIGHTS), |bytes| check(WEIGHTS, bytes)),
            || Tokenizer::from_bytes(&tokenizer).map_err(|reason| invalid(TOKENIZER, reason)),
        );
        let (weights, tokenizer) = (weights?, tokenizer?);
        let speakers = expected_sum(&sums_text, SPEAKERS)
            .map(|_| Weights::open(&path.join(SPEAKERS), |bytes| check(SPEAKERS, bytes)))
            .transpose()?;
        let codebook = if expected_sum(&sums_text, CODEBOOK).is_some() {
            let bytes = read(&path.join(CODEBOOK))?;
            check(CODEBOOK, &bytes)?;
            Some(String::from_utf8(bytes).map_err(|error| invalid(CODEBOOK, error.to_string()))?)
        } else {
            None
        };
        let config: ModelConfig =
            serde_json::from_slice(&config).map_err(|error| invalid(CONFIG, error.to_string()))?;
        config.check().map_err(|reason| invalid(CONFIG, reason))?;
        let (tokenizer, weights) = (Arc::new(tokenizer), Arc::new(weights));
        Ok(Self { config, tokenizer, weights, speakers, codebook, sha256: hexadecimal(&sums) })
    }
}

/// The layout of `config.json` that this crate reads.
const FORMAT: u32 = 2;

/// A role of more tokens makes no sense.
const LONGEST_ROLE: usize = 8;

impl ModelConfig {
    /// What this crate can run; the reason if it cannot.
    fn check(&self) -> Result<(), String> {
        let settings = &self.demarche;
        if settings.format != FORMAT {
            return Err(format!("demarche.format is {}; this version reads format {FORMAT}", settings.format));
        }
        if self.hidden_act != "gelu" {
            return Err(format!("hidden_act is {:?}; only \"gelu\" is supported", self.hidden_act));
        }
        if settings.pooling != "sentence_mean" {
            return Err(format!("demarche.pooling is {:?}; only \"sentence_mean\" is supported", settings.pooling));
        }
        if self.num_attention_heads == 0 || !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            return Err(format!(
                "num_attention_heads ({}) does not divide hidden_size ({})",
                self.num_attention_heads, self.hidden_size
            ));
        }
        let at_most = settings.inputs.longest_sequence(LONGEST_ROLE);
        if at_most > self.max_position_embeddings {
            return Err(format!(
                "demarche.inputs allow {at_most} tokens, but max_position_embeddings is {}",
                self.max_position_embeddings
            ));
        }
        Ok(())
    }
}

fn read(path: &Path) -> Result<Vec<u8>, ModelError> {
    fs::read(path).map_err(|error| ModelError::Read { path: path.to_owned(), error })
}

/// The hash that `sums` (in the format of `sha256sum`) gives for `name`.
fn expected_sum<'s>(sums: &'s str, name: &str) -> Option<&'s str> {
    sums.lines().find_map(|line| {
        let (hash, file) = line.split_once(char::is_whitespace)?;
        (file.trim_start_matches([' ', '*']) == name).then_some(hash)
    })
}

/// The SHA-256 of `bytes`.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
