//! The encoder of a model folder on libtorch.

use super::pad::{Padded, SHARE, Sequence, buckets};
use super::{contain::contain, device, load};
use crate::encoder::bert::first_of_branch;
use crate::encoder::{Backend, BackendChoice, Batch, EncoderError, ModelConfig, ModelError, Weights};
use ndarray::Array2;
use rust_bert::Activation;
use rust_bert::bert::{BertConfig, BertEmbeddings, BertModel};
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tch::nn::VarStore;
use tch::{Tensor, no_grad};

/// A BERT encoder with mean pooling over spans of tokens, on libtorch.
pub struct RustBert {
    /// libtorch's tensors may move between threads but not be shared: calls take turns.
    models: Mutex<Models>,
    device: tch::Device,
    name: String,
    hidden: usize,
    max_tokens: usize,
    vocabulary: usize,
}

/// The encoder, and the second one with the last layers of its branch.
struct Models {
    trunk: BertModel<BertEmbeddings>,
    branch: Option<BertModel<BertEmbeddings>>,
}

impl RustBert {
    /// An encoder of the shape in `config` from `weights`, whose tensors have the names of Hugging Face's `BertModel`,
    /// without a prefix, and a second one whose last layers are in `branch`; all is held as f32.
    ///
    /// # Errors
    /// [`ModelError`] if the device is not there, a tensor is missing, or `rust-bert` has not what `config` asks for.
    pub fn new(
        weights: &Weights,
        branch: Option<&Weights>,
        config: &ModelConfig,
        choice: BackendChoice,
    ) -> Result<Self, ModelError> {
        Self::over(weights, None, branch, config, choice)
    }

    /// The same, with the tensors that `own` has from there: a second encoder that shares the others.
    ///
    /// # Errors
    /// As [`RustBert::new`].
    pub fn over(
        weights: &Weights,
        own: Option<&Weights>,
        branch: Option<&Weights>,
        config: &ModelConfig,
        choice: BackendChoice,
    ) -> Result<Self, ModelError> {
        // The library has this number inside.
        if config.layer_norm_eps > 1.5e-12 {
            let reason = format!("rust-bert normalizes with 1e-12, the model with {}", config.layer_norm_eps);
            return Err(ModelError::Backend { reason });
        }
        let device = device::open(choice)?;
        let shape = BertConfig {
            hidden_act: Activation::gelu,
            hidden_size: config.hidden_size as i64,
            intermediate_size: config.intermediate_size as i64,
            max_position_embeddings: config.max_position_embeddings as i64,
            num_attention_heads: config.num_attention_heads as i64,
            num_hidden_layers: config.num_hidden_layers as i64,
            type_vocab_size: 2,
            vocab_size: config.vocab_size as i64,
            ..BertConfig::default()
        };
        let open = |own: Option<&Weights>| {
            let mut store = VarStore::new(device);
            let model = BertModel::new_with_optional_pooler(store.root(), &shape, false);
            load::fill(&mut store, |name, shape| {
                let sides: Vec<usize> = shape.iter().map(|side| *side as usize).collect();
                let file = own.filter(|own| own.has(name)).unwrap_or(weights);
                Ok(Tensor::from_slice(&file.tensor(name, &sides)?).view(shape))
            })?;
            Ok::<_, ModelError>(model)
        };
        if let Some(branch) = branch {
            first_of_branch(branch, config.num_hidden_layers)?;
        }
        let models = contain(|| {
            let branch = branch.map(|own| open(Some(own))).transpose()?;
            Ok::<_, ModelError>(Models { trunk: open(own)?, branch })
        });
        let failed = |reason| ModelError::Backend { reason: format!("rust-bert cannot build the model: {reason}") };
        Ok(Self {
            models: Mutex::new(models.map_err(failed)??),
            device,
            name: device::name(device),
            hidden: config.hidden_size,
            max_tokens: config.max_position_embeddings,
            vocabulary: config.vocab_size,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Models> {
        self.models.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `job` on the models, with the library's panics contained.
    fn with<R>(&self, batch: &Batch, job: impl FnOnce(&Models) -> R) -> Result<R, EncoderError> {
        batch.check(self.max_tokens, self.vocabulary)?;
        let models = self.lock();
        contain(|| no_grad(|| job(&models)))
            .map_err(|reason| EncoderError::Library { backend: self.name.clone(), reason })
    }

    /// The vectors of `wanted`, spans of the batch; panics where the library does.
    fn run(&self, model: &BertModel<BertEmbeddings>, batch: &Batch, wanted: &[Range<usize>]) -> Array2<f32> {
        let sequences: Vec<Range<usize>> = batch.sequences().collect();
        let mut spans: Vec<Vec<usize>> = vec![Vec::new(); sequences.len()];
        for (number, span) in wanted.iter().enumerate() {
            spans[sequences.partition_point(|sequence| sequence.end <= span.start)].push(number);
        }
        let lengths: Vec<usize> = sequences.iter().map(Range::len).collect();
        let mut vectors = Array2::zeros((wanted.len(), self.hidden));
        for bucket in buckets(&lengths, device::budget(self.device), SHARE) {
            let members: Vec<Sequence<'_>> = bucket
                .iter()
                .map(|i| Sequence {
                    ids: &batch.input_ids[sequences[*i].clone()],
                    types: &batch.token_type_ids[sequences[*i].clone()],
                })
                .collect();
            let Padded { ids, types, mask } = Padded::new(&members, 0, self.device);
            let most = bucket.iter().map(|i| spans[*i].len()).max().unwrap_or(0);
            // Weights of the means: `[sequences, spans, tokens]`, so that one product gives all of them.
            let longest = lengths[bucket[0]];
            let mut means = vec![0.0f32; bucket.len() * most * longest];
            for (row, i) in bucket.iter().enumerate() {
                for (place, number) in spans[*i].iter().enumerate() {
                    let span = &wanted[*number];
                    let start = (row * most + place) * longest + span.start - sequences[*i].start;
                    means[start..start + span.len()].fill(1.0 / span.len() as f32);
                }
            }
            let means = Tensor::from_slice(&means).view([bucket.len() as i64, most as i64, longest as i64]);
            let states = model
                .forward_t(Some(&ids), Some(&mask), Some(&types), None, None, None, None, false)
                .unwrap_or_else(|error| panic!("{error}"))
                .hidden_state;
            let pooled = means.to_device(self.device).bmm(&states).view([-1]);
            let pooled = Vec::<f32>::try_from(&pooled).unwrap_or_else(|error| panic!("{error}"));
            for (row, i) in bucket.iter().enumerate() {
                for (place, number) in spans[*i].iter().enumerate() {
                    let start = (row * most + place) * self.hidden;
                    let vector = &pooled[start..start + self.hidden];
                    vectors.row_mut(*number).iter_mut().zip(vector).for_each(|(to, from)| *to = *from);
                }
            }
        }
        vectors
    }
}

impl Backend for RustBert {
    fn name(&self) -> &str {
        &self.name
    }

    fn hidden_size(&self) -> usize {
        self.hidden
    }

    fn max_tokens(&self) -> usize {
        self.max_tokens
    }

    fn batch_tokens(&self) -> usize {
        device::budget(self.device)
    }

    fn encode(&self, batch: &Batch) -> Result<Array2<f32>, EncoderError> {
        self.with(batch, |models| self.run(&models.trunk, batch, &batch.spans))
    }

    fn has_branch(&self) -> bool {
        self.lock().branch.is_some()
    }

    fn encode_branched(&self, batch: &Batch) -> Result<(Array2<f32>, Array2<f32>), EncoderError> {
        let both = self.with(batch, |models| {
            let branch = models.branch.as_ref()?;
            Some((self.run(&models.trunk, batch, &batch.spans), self.run(branch, batch, &batch.branch_spans)))
        })?;
        both.ok_or_else(|| EncoderError::NoBranch { backend: self.name.clone() })
    }
}
