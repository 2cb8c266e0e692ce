//! A model folder: its files found, checked against their SHA-256, and opened.

use super::backend::EncoderError;
use super::config::ModelConfig;
use super::tokenize::Tokenizer;
use super::weights::Weights;
use crate::checksum::{hexadecimal, listed, sha256};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const WEIGHTS: &str = "model.safetensors";
const SPEAKERS: &str = "speakers.safetensors";
const ENTRIES: &str = "entries.safetensors";
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
    /// The encoder failed on the codebook.
    #[error(transparent)]
    Encoder(EncoderError),
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
    /// Where it is.
    pub path: PathBuf,
    /// `config.json`.
    pub config: ModelConfig,
    /// `tokenizer.json`.
    pub tokenizer: Arc<Tokenizer>,
    /// `model.safetensors`, memory-mapped.
    pub weights: Arc<Weights>,
    /// `speakers.safetensors`, if the folder has one: the layers and the head that rank mentions of speakers.
    pub speakers: Option<Weights>,
    /// `entries.safetensors`, if the folder has one: the encoder that compares texts with codebook entries, but for the word
    /// embeddings, which are those of `model.safetensors`.
    pub entries: Option<Weights>,
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
        Ok(Self::open_with(path, |_| Ok::<_, ModelError>(()))?.0)
    }

    /// The same, and what `build` makes of the folder. The weights are checked while it builds, for either takes its time;
    /// what it made is given only if every file is right.
    ///
    /// # Errors
    /// [`ModelError`], naming the file, before any error of `build`.
    pub fn open_with<T, E>(path: &Path, build: impl FnOnce(&Self) -> Result<T, E> + Send) -> Result<(Self, T), E>
    where
        T: Send,
        E: From<ModelError> + Send,
    {
        let invalid = |name: &str, reason: String| ModelError::Invalid { path: path.join(name), reason };
        let sums = Sums { folder: path, bytes: read(&path.join(SUMS))? };
        let config = sums.read(CONFIG)?;
        let tokenizer = sums.read(TOKENIZER)?;
        let codebook = match sums.names(CODEBOOK) {
            true => {
                let text = String::from_utf8(sums.read(CODEBOOK)?);
                Some(text.map_err(|error| invalid(CODEBOOK, error.to_string()))?)
            }
            false => None,
        };
        let config: ModelConfig =
            serde_json::from_slice(&config).map_err(|error| invalid(CONFIG, error.to_string()))?;
        config.check().map_err(|reason| invalid(CONFIG, reason))?;
        let weights = [WEIGHTS, SPEAKERS, ENTRIES].map(|name| (name == WEIGHTS || sums.names(name)).then_some(name));
        let (checked, built) = rayon::join(
            || weights.iter().flatten().try_for_each(|name| sums.check_file(name)),
            || {
                let tokenizer = Tokenizer::from_bytes(&tokenizer).map_err(|reason| invalid(TOKENIZER, reason))?;
                let [weights, speakers, entries] = weights.map(|name| name.map(|name| Weights::open(&path.join(name))));
                // Invariant: the first of the three is always named.
                let weights = weights.expect("model.safetensors is always named")?;
                let (speakers, entries) = (speakers.transpose()?, entries.transpose()?);
                let (tokenizer, weights) = (Arc::new(tokenizer), Arc::new(weights));
                let sha256 = sha256(&sums.bytes);
                let folder =
                    Self { path: path.to_owned(), config, tokenizer, weights, speakers, entries, codebook, sha256 };
                let built = build(&folder)?;
                Ok((folder, built))
            },
        );
        checked?;
        built
    }

    /// Why the model cannot be used, if its encoder or its tokenizer gave `error` before any article was read. Of a tokenizer
    /// that fails, the file is named.
    pub(crate) fn failed(&self, error: EncoderError) -> ModelError {
        match error {
            EncoderError::Tokenizer { .. } => {
                ModelError::Invalid { path: self.path.join(TOKENIZER), reason: error.to_string() }
            }
            other => ModelError::Encoder(other),
        }
    }
}

/// `SHA256SUMS` of a folder, in the format of `sha256sum`.
struct Sums<'a> {
    folder: &'a Path,
    bytes: Vec<u8>,
}

impl Sums<'_> {
    /// Whether there is a line for `name`.
    fn names(&self, name: &str) -> bool {
        self.expected(name).is_some()
    }

    /// The hash of `name`.
    fn expected(&self, name: &str) -> Option<String> {
        listed(&self.bytes, name)
    }

    /// A file, read whole and checked.
    fn read(&self, name: &str) -> Result<Vec<u8>, ModelError> {
        let bytes = read(&self.folder.join(name))?;
        self.compare(name, sha256(&bytes))?;
        Ok(bytes)
    }

    /// Checks a large file, a piece at a time.
    fn check_file(&self, name: &str) -> Result<(), ModelError> {
        let path = self.folder.join(name);
        let hash = hash_file(&path).map_err(|error| ModelError::Read { path, error })?;
        self.compare(name, hash)
    }

    fn compare(&self, name: &str, actual: String) -> Result<(), ModelError> {
        let path = |name| self.folder.join(name);
        let expected = self.expected(name).ok_or_else(|| ModelError::Invalid {
            path: path(SUMS),
            reason: format!("no line for {name}; expected '<sha256>  {name}'"),
        })?;
        if actual == expected {
            return Ok(());
        }
        Err(ModelError::Hash { path: path(name), expected, actual })
    }
}

/// Bytes that are hashed at a time: they stay in the processor's cache.
const PIECE: usize = 1 << 17;

/// The layout of `config.json` that this crate reads.
const FORMAT: u32 = 3;

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
        let inputs = &settings.inputs;
        let sizes = [
            ("hidden_size", self.hidden_size),
            ("num_hidden_layers", self.num_hidden_layers),
            ("num_attention_heads", self.num_attention_heads),
            ("intermediate_size", self.intermediate_size),
            ("vocab_size", self.vocab_size),
            ("demarche.inputs.sentence_tokens", inputs.sentence_tokens),
            ("demarche.inputs.proposition_tokens", inputs.proposition_tokens),
            ("demarche.inputs.window_tokens", inputs.window_tokens),
        ];
        if let Some((name, _)) = sizes.into_iter().find(|(_, size)| *size == 0) {
            return Err(format!("{name} is 0; it must be above 0"));
        }
        if !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            return Err(format!(
                "num_attention_heads ({}) does not divide hidden_size ({})",
                self.num_attention_heads, self.hidden_size
            ));
        }
        if !(self.layer_norm_eps.is_finite() && self.layer_norm_eps > 0.0) {
            return Err(format!("layer_norm_eps is {}; it must be above 0", self.layer_norm_eps));
        }
        let stance = &settings.stance;
        let temperatures = settings.themes.iter().map(|theme| theme.temperature).chain([stance.temperature]);
        let mut temperatures = temperatures.chain(stance.targets.iter().map(|target| target.temperature));
        if let Some(wrong) = temperatures.find(|of| !(of.is_finite() && *of > 0.0)) {
            return Err(format!("a temperature is {wrong}; it must be above 0"));
        }
        let mut thresholds = settings.themes.iter().map(|theme| theme.threshold).chain([settings.unseen.threshold]);
        if let Some(wrong) = thresholds.find(|of| !(0.0..=1.0).contains(of)) {
            return Err(format!("a threshold is {wrong}; it must be in [0, 1]"));
        }
        for (name, value) in [("scale", settings.unseen.scale), ("bias", settings.unseen.bias)] {
            if !value.is_finite() {
                return Err(format!("demarche.unseen.{name} is {value}; it must be finite"));
            }
        }
        let own = stance.targets.iter().map(|target| target.label_offsets);
        let mut offsets = std::iter::once(stance.label_offsets).chain(own).flatten();
        // Probabilities are multiplied by it: none may become infinite, or all of them 0.
        if let Some(wrong) = offsets.find(|offset| !offset.exp().is_normal()) {
            return Err(format!("a label offset is {wrong}; its exponential must be a finite number above 0"));
        }
        let at_most = inputs.longest_sequence(LONGEST_ROLE);
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

/// The SHA-256 of a file.
fn hash_file(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut file = BufReader::with_capacity(PIECE, File::open(path)?);
    loop {
        let piece = file.fill_buf()?;
        if piece.is_empty() {
            return Ok(hexadecimal(hash.finalize()));
        }
        hash.update(piece);
        let read = piece.len();
        file.consume(read);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_failing_encoder_is_not_taken_for_a_bad_tokenizer() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/default");
        let model = ModelFolder::open(&path).unwrap();
        let tokenizer = EncoderError::Tokenizer { text: "a".into(), reason: "no".into() };
        let named = model.failed(tokenizer).to_string();
        assert!(named.starts_with(&path.join(TOKENIZER).display().to_string()), "{named}");
        for error in [EncoderError::Stopped, EncoderError::Library { backend: "b".into(), reason: "no".into() }] {
            assert_eq!(model.failed(error.clone()).to_string(), error.to_string());
        }
    }

    #[test]
    fn numbers_that_cannot_be_meant_are_refused() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/default");
        let text = fs::read(folder.join(CONFIG)).unwrap();
        let shipped: Value = serde_json::from_slice(&text).unwrap();
        let check = |pointer: &str, value: Value| {
            let mut config = shipped.clone();
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            match config.pointer_mut(parent).unwrap() {
                Value::Array(of) => of[name.parse::<usize>().unwrap()] = value,
                of => of[name] = value,
            }
            serde_json::from_value::<ModelConfig>(config).unwrap().check()
        };
        assert_eq!(check("/layer_norm_eps", json!(1e-12)), Ok(()));
        for (pointer, value) in [
            ("/layer_norm_eps", json!(0.0)),
            ("/layer_norm_eps", json!(1e39)),
            ("/demarche/themes/0/temperature", json!(-1.0)),
            ("/demarche/stance/temperature", json!(0.0)),
            ("/demarche/themes/0/threshold", json!(1.5)),
            ("/demarche/unseen/threshold", json!(-0.1)),
            ("/demarche/unseen/scale", json!(1e39)),
            ("/demarche/unseen/bias", json!(-1e39)),
            ("/demarche/stance/label_offsets", json!([0.0, 1e39, 0.0])),
            ("/demarche/stance/label_offsets", json!([0.0, 0.0, -200.0])),
            ("/demarche/stance/targets", json!([{"id": "a", "temperature": 1.0, "label_offsets": [200.0, 0.0, 0.0]}])),
            ("/hidden_size", json!(0)),
            ("/num_hidden_layers", json!(0)),
            ("/num_attention_heads", json!(0)),
            ("/intermediate_size", json!(0)),
            ("/vocab_size", json!(0)),
            ("/demarche/inputs/sentence_tokens", json!(0)),
            ("/demarche/inputs/proposition_tokens", json!(0)),
            ("/demarche/inputs/window_tokens", json!(0)),
        ] {
            let error = check(pointer, value).unwrap_err();
            assert!(error.contains("must be"), "{pointer}: {error}");
        }
        for name in ["window_tokens", "sentence_tokens", "title_tokens", "context_tokens", "stance_context_tokens"] {
            let error = check(&format!("/demarche/inputs/{name}"), json!(usize::MAX)).unwrap_err();
            assert!(error.contains("max_position_embeddings is"), "{name}: {error}");
        }
    }
}
