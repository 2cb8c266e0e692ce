//! A user's own model for natural language inference, from a folder as Hugging Face's libraries write it.

use super::contain::contain;
use super::deberta_v2::DebertaV2;
use super::labels::Labels;
use super::pad::{Padded, SHARE, Sequence, buckets};
use super::pairs::{Pair, PairTokenizer};
use super::{device, load};
use crate::checksum::sha256;
use crate::encoder::{BackendChoice, EncoderError, Entailment, ModelError, Reading};
use rayon::prelude::*;
use rust_bert::RustBertError;
use rust_bert::bert::BertForSequenceClassification;
use rust_bert::distilbert::DistilBertModelClassifier;
use rust_bert::mobilebert::MobileBertForSequenceClassification;
use rust_bert::roberta::RobertaForSequenceClassification;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use tch::nn::{Path as Place, VarStore};
use tch::{Kind, Tensor, no_grad};

const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const WEIGHTS: &str = "model.safetensors";

/// The architectures that are run, as `model_type` names them.
const TYPES: [&str; 6] = ["bert", "distilbert", "roberta", "xlm-roberta", "deberta-v2", "mobilebert"];

/// A sequence classifier that was trained for natural language inference.
pub struct NliModel {
    /// libtorch's tensors may move between threads but not be shared: calls take turns.
    network: Mutex<Network>,
    tokenizer: PairTokenizer,
    labels: Labels,
    pad: u32,
    device: tch::Device,
    name: String,
}

enum Network {
    Bert(BertForSequenceClassification),
    DistilBert(DistilBertModelClassifier),
    Roberta(RobertaForSequenceClassification),
    DebertaV2(Box<DebertaV2>),
    MobileBert(MobileBertForSequenceClassification),
}

impl NliModel {
    /// Opens the folder and reads `config.json`, `tokenizer.json` and `model.safetensors`; gives the SHA-256 of a list
    /// of their SHA-256 besides, as it would stand in a `SHA256SUMS`.
    ///
    /// # Errors
    /// [`ModelError`], naming the file.
    pub fn open(folder: &Path, choice: BackendChoice) -> Result<(Self, String), ModelError> {
        let device = device::open(choice)?;
        let mut sums = String::new();
        let mut read = |name: &str| {
            let path = folder.join(name);
            let bytes = std::fs::read(&path).map_err(|error| ModelError::ReadNli { path, error })?;
            // Writing into a string does not fail.
            let _ = writeln!(sums, "{}  {name}", sha256(&bytes));
            Ok::<_, ModelError>(bytes)
        };
        let (config, tokenizer, weights) = (read(CONFIG)?, read(TOKENIZER)?, read(WEIGHTS)?);
        let invalid = |name: &str, reason: String| ModelError::Invalid { path: folder.join(name), reason };
        let config: Value = serde_json::from_slice(&config).map_err(|error| invalid(CONFIG, error.to_string()))?;
        let settings = Settings::read(&config).map_err(|reason| invalid(CONFIG, reason))?;
        let tokenizer = PairTokenizer::from_bytes(&tokenizer, settings.limit, settings.vocabulary)
            .map_err(|reason| invalid(TOKENIZER, reason))?;
        let path = folder.join(WEIGHTS);
        let file = load::File::parse(&path, &weights)?;
        let built = contain(|| {
            let mut store = VarStore::new(device);
            let mut network = Network::new(&settings.kind, &config, &store.root())
                .map_err(|reason| invalid(CONFIG, reason.to_string()))?;
            load::fill(&mut store, |name, shape| file.tensor(name, shape))?;
            if let Network::DebertaV2(network) = &mut network {
                network.prepare();
            }
            Ok::<_, ModelError>(network)
        });
        let network = built.map_err(|reason| invalid(CONFIG, format!("the model cannot be built: {reason}")))??;
        let model = Self {
            network: Mutex::new(network),
            tokenizer,
            labels: settings.labels,
            pad: settings.pad,
            device,
            name: device::name(device),
        };
        Ok((model, sha256(&sums)))
    }

    fn failed(&self, reason: String) -> EncoderError {
        EncoderError::Library { backend: self.name.clone(), reason }
    }

    /// Readings of the sequences, in order; panics where the library does.
    fn run(&self, network: &Network, pairs: &[Pair]) -> Vec<Reading> {
        let lengths: Vec<usize> = pairs.iter().map(|pair| pair.ids.len()).collect();
        let mut readings = vec![None; pairs.len()];
        for bucket in buckets(&lengths, device::budget(self.device), network.share()) {
            let members: Vec<_> =
                bucket.iter().map(|i| Sequence { ids: &pairs[*i].ids, types: &pairs[*i].types }).collect();
            let logits = network.logits(&Padded::new(&members, self.pad, self.device));
            let probabilities =
                Vec::<Vec<f32>>::try_from(&logits.softmax(-1, Kind::Float)).unwrap_or_else(|error| panic!("{error}"));
            for (i, row) in bucket.into_iter().zip(probabilities) {
                let entailment = row[self.labels.entailment];
                let contradiction = self.labels.contradiction.map_or(0.0, |place| row[place]);
                readings[i] = Some(Reading {
                    entailment,
                    contradiction,
                    neutral: (1.0 - entailment - contradiction).max(0.0),
                    truncated: pairs[i].truncated,
                });
            }
        }
        // Invariant: every pair stands in one bucket.
        readings.into_iter().map(|reading| reading.expect("every pair was read")).collect()
    }
}

impl Entailment for NliModel {
    fn name(&self) -> &str {
        &self.name
    }

    fn knows_contradiction(&self) -> bool {
        self.labels.contradiction.is_some()
    }

    fn check(&self, hypothesis: &str) -> Result<(), String> {
        self.tokenizer.check(hypothesis)
    }

    fn tokens(&self, premises: &[&str]) -> Result<Vec<usize>, EncoderError> {
        let tokens = |text: &&str| self.tokenizer.encode(text).map(|encoding| encoding.len());
        premises.par_iter().map(tokens).collect::<Result<_, _>>().map_err(|reason| self.failed(reason))
    }

    fn read(
        &self,
        premises: &[&str],
        hypotheses: &[&str],
        pairs: &[(usize, usize)],
    ) -> Result<Vec<Reading>, EncoderError> {
        let encode =
            |texts: &[&str]| texts.par_iter().map(|text| self.tokenizer.encode(text)).collect::<Result<Vec<_>, _>>();
        let join = || {
            let (premises, hypotheses) = (encode(premises)?, encode(hypotheses)?);
            let pair = |(p, h): &(usize, usize)| self.tokenizer.pair(&premises[*p], &hypotheses[*h]);
            pairs.par_iter().map(pair).collect::<Result<Vec<_>, String>>()
        };
        let sequences = join().map_err(|reason| self.failed(reason))?;
        let network = self.network.lock().unwrap_or_else(PoisonError::into_inner);
        contain(|| no_grad(|| self.run(&network, &sequences))).map_err(|reason| self.failed(reason))
    }
}

/// What of `config.json` does not depend on the architecture.
struct Settings {
    kind: String,
    labels: Labels,
    vocabulary: usize,
    /// Longest sequence.
    limit: usize,
    pad: u32,
}

impl Settings {
    /// Reads them; the reason if the model cannot be run.
    fn read(config: &Value) -> Result<Self, String> {
        let number = |key: &str| {
            let value = config.get(key).and_then(Value::as_u64).and_then(|value| usize::try_from(value).ok());
            value.ok_or_else(|| format!("no number {key}"))
        };
        let kind = config.get("model_type").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !TYPES.contains(&kind.as_str()) {
            return Err(format!("model_type is {kind:?}; those that run are {}", TYPES.join(", ")));
        }
        // RoBERTa counts positions from the padding token's id on.
        let offset = if kind.ends_with("roberta") { 2 } else { 0 };
        let positions = number("max_position_embeddings")?;
        let pad = if kind.ends_with("roberta") { 1 } else { number("pad_token_id").unwrap_or(0) };
        Ok(Self {
            labels: Labels::read(config)?,
            vocabulary: number("vocab_size")?,
            limit: positions.checked_sub(offset).ok_or("max_position_embeddings is too small")?,
            pad: u32::try_from(pad).map_err(|_| "pad_token_id is too large")?,
            kind,
        })
    }
}

impl Network {
    fn new(kind: &str, config: &Value, root: &Place<'_>) -> Result<Self, RustBertError> {
        Ok(match kind {
            "bert" => Self::Bert(BertForSequenceClassification::new(root, &parse(config)?)?),
            "distilbert" => Self::DistilBert(DistilBertModelClassifier::new(root, &parse(config)?)?),
            "mobilebert" => Self::MobileBert(MobileBertForSequenceClassification::new(root, &parse(config)?)?),
            "deberta-v2" => Self::DebertaV2(Box::new(DebertaV2::new(root, parse(config)?)?)),
            _ => Self::Roberta(RobertaForSequenceClassification::new(root, &parse(config)?)?),
        })
    }

    /// How much of a padded sequence is tokens, at least. An embedding of MobileBERT takes in the next token's, and
    /// would take in padding's: it gets none.
    fn share(&self) -> f32 {
        if matches!(self, Self::MobileBert(_)) { 1.0 } else { SHARE }
    }

    /// The outputs of each sequence: `[sequences, labels]`.
    fn logits(&self, input: &Padded) -> Tensor {
        let (ids, mask, types) = (Some(&input.ids), Some(&input.mask), Some(&input.types));
        match self {
            Self::Bert(network) => network.forward_t(ids, mask, types, None, None, false).logits,
            // Neither has segments.
            Self::DistilBert(network) => unwrapped(network.forward_t(ids, mask, None, false)).logits,
            Self::Roberta(network) => network.forward_t(ids, mask, None, None, None, false).logits,
            Self::DebertaV2(network) => network.logits(input),
            Self::MobileBert(network) => unwrapped(network.forward_t(ids, types, None, None, mask, false)).logits,
        }
    }
}

/// A failure of the library as a panic, which the caller contains like the library's own.
fn unwrapped<T>(result: Result<T, RustBertError>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}

/// The library's form of a configuration. It wants keys that newer files leave out and that only training reads.
fn parse<T: DeserializeOwned>(config: &Value) -> Result<T, RustBertError> {
    let mut config = config.clone();
    if let Some(keys) = config.as_object_mut() {
        for (key, value) in [("initializer_range", 0.02), ("qa_dropout", 0.1), ("seq_classif_dropout", 0.2)] {
            keys.entry(key).or_insert_with(|| value.into());
        }
        for key in ["sinusoidal_pos_embds", "tie_weights_"] {
            keys.entry(key).or_insert_with(|| false.into());
        }
    }
    T::deserialize(&config).map_err(|error| RustBertError::InvalidConfigurationError(error.to_string()))
}
