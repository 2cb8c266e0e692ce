//! The default backend: a BERT encoder (Devlin et al. 2019) on the processor.

use super::attention::{Scratch, attend};
use super::backend::{Backend, EncoderError};
use super::batch::Batch;
use super::config::ModelConfig;
use super::folder::ModelError;
use super::kernels::{Left, Onto, Panels, gelu, layer_norm, multiply};
use super::weights::{Table, Weights};
use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

/// Tokens that go through a layer's feed-forward part together: their wide states stay in the second-level cache.
const TOKENS: usize = 84;

/// A BERT encoder with mean pooling over spans of tokens.
///
/// All tokens of a batch stand in one matrix; attention runs a sequence at a time, what follows it a block of tokens at
/// a time. Layer weights are held as f32, packed for the matrix product; the word embeddings stay in the
/// memory-mapped file.
#[derive(Debug)]
pub struct Bert {
    weights: Arc<Weights>,
    words: Table,
    vocabulary: usize,
    /// Rows of the position embeddings: `[max_tokens, hidden]`.
    positions: Array2<f32>,
    /// `[2, hidden]`.
    segments: Array2<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    branch: Option<Branch>,
    heads: usize,
    epsilon: f32,
}

/// Layers that go on from a layer in the middle, in the place of those that follow there.
#[derive(Debug)]
struct Branch {
    from: usize,
    layers: Vec<Layer>,
}

#[derive(Debug)]
struct Linear {
    /// `[in, out]`.
    weight: Panels,
    bias: Vec<f32>,
}

#[derive(Debug)]
struct Norm {
    scale: Vec<f32>,
    shift: Vec<f32>,
}

#[derive(Debug)]
struct Layer {
    /// Query, key and value in one: `[hidden, 3 * hidden]`.
    attention_in: Linear,
    attention_out: Linear,
    attention_norm: Norm,
    up: Linear,
    down: Linear,
    norm: Norm,
}

/// Buffers of one thread, reused from batch to batch.
#[derive(Debug, Default)]
struct Workspace {
    /// `[tokens, hidden]`.
    states: Vec<f32>,
    /// `[tokens, hidden]`, where the branch goes on.
    branched: Vec<f32>,
    buffers: Buffers,
}

/// What a layer works in.
#[derive(Debug, Default)]
struct Buffers {
    /// `[tokens, 3 * hidden]`.
    qkv: Vec<f32>,
    /// `[tokens, hidden]`.
    mixed: Vec<f32>,
    /// `[TOKENS, intermediate]`.
    inner: Vec<f32>,
    attention: Scratch,
}

thread_local! {
    static WORKSPACE: RefCell<Workspace> = RefCell::default();
}

impl Bert {
    /// Reads an encoder of the shape in `config` from `weights`, whose tensors have the names of Hugging Face's
    /// `BertModel`, without a prefix. `branch` has the last layers of a second encoder that is the same up to there.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] if a tensor is missing or has another shape, or `branch` has no layer.
    pub fn new(weights: Arc<Weights>, branch: Option<&Weights>, config: &ModelConfig) -> Result<Self, ModelError> {
        let own = Arc::clone(&weights);
        Self::over(weights, &own, branch, config)
    }

    /// The same with all but the word embeddings from `own`: a second encoder that shares them.
    ///
    /// # Errors
    /// As [`Bert::new`].
    pub fn over(
        weights: Arc<Weights>,
        own: &Weights,
        branch: Option<&Weights>,
        config: &ModelConfig,
    ) -> Result<Self, ModelError> {
        let hidden = config.hidden_size;
        let read =
            |name: &str, rows: usize| own.matrix(&format!("embeddings.{name}_embeddings.weight"), [rows, hidden]);
        let positions = read("position", config.max_position_embeddings)?;
        let segments = read("token_type", 2)?;
        let words = weights.table("embeddings.word_embeddings.weight", [config.vocab_size, hidden])?;
        let norm = Norm::read(own, "embeddings.LayerNorm", hidden)?;
        let all = 0..config.num_hidden_layers;
        let branch = match branch {
            Some(own) => {
                let from = first_of_branch(own, all.end)?;
                Some(Branch { from, layers: Layer::read_all(own, from..all.end, config)? })
            }
            None => None,
        };
        let layers = Layer::read_all(own, all, config)?;
        Ok(Self {
            words,
            vocabulary: config.vocab_size,
            positions,
            segments,
            norm,
            layers,
            branch,
            heads: config.num_attention_heads,
            epsilon: config.layer_norm_eps,
            weights,
        })
    }

    fn check(&self, batch: &Batch) -> Result<(), EncoderError> {
        batch.check(self.max_tokens(), self.vocabulary)
    }

    /// Writes the embedding of every token into `states`, `[tokens, hidden]`.
    fn embed(&self, batch: &Batch, states: &mut [f32]) {
        let mut rows = states.chunks_exact_mut(self.hidden_size());
        for tokens in batch.sequences() {
            for (position, (token, row)) in tokens.zip(&mut rows).enumerate() {
                self.weights.row(&self.words, batch.input_ids[token] as usize, row);
                let segment = usize::from(batch.token_type_ids[token] != 0);
                let added = self.positions.row(position);
                for ((x, p), s) in row.iter_mut().zip(added).zip(self.segments.row(segment)) {
                    *x += p + s;
                }
            }
        }
        self.norm.apply(states, self.epsilon);
    }

    /// The vectors of the batch's spans and, if `branched`, of its branch spans.
    fn run(&self, batch: &Batch, branched: bool, workspace: &mut Workspace) -> (Array2<f32>, Array2<f32>) {
        let size = batch.tokens() * self.hidden_size();
        let Workspace { states, branched: copy, buffers } = workspace;
        let states = prefix(states, size);
        self.embed(batch, states);
        let mut of_branch = Array2::zeros((0, self.hidden_size()));
        let mut done = 0;
        if let Some(branch) = self.branch.as_ref().filter(|_| branched) {
            self.layers(&self.layers[..branch.from], batch, states, buffers);
            let copy = prefix(copy, size);
            copy.copy_from_slice(states);
            self.layers(&branch.layers, batch, copy, buffers);
            of_branch = self.pooled(copy, &batch.branch_spans);
            done = branch.from;
        }
        self.layers(&self.layers[done..], batch, states, buffers);
        (self.pooled(states, &batch.spans), of_branch)
    }

    /// Sends `states`, `[tokens, hidden]`, through `layers`.
    fn layers(&self, layers: &[Layer], batch: &Batch, states: &mut [f32], buffers: &mut Buffers) {
        let (tokens, hidden) = (batch.tokens(), self.hidden_size());
        let Buffers { qkv, mixed, inner, attention } = buffers;
        let qkv = prefix(qkv, tokens * 3 * hidden);
        let mixed = prefix(mixed, tokens * hidden);
        for layer in layers {
            layer.attention_in.apply(states, qkv);
            attend(qkv, batch.sequences(), hidden, self.heads, attention, mixed);
            for (states, mixed) in states.chunks_mut(TOKENS * hidden).zip(mixed.chunks(TOKENS * hidden)) {
                layer.attention_out.add(mixed, states);
                layer.attention_norm.apply(states, self.epsilon);
                let inner = prefix(inner, states.len() / hidden * layer.up.bias.len());
                layer.up.apply(states, inner);
                gelu(inner);
                layer.down.add(inner, states);
                layer.norm.apply(states, self.epsilon);
            }
        }
    }

    /// The means of `states` over `spans`: `[spans, hidden]`.
    fn pooled(&self, states: &[f32], spans: &[Range<usize>]) -> Array2<f32> {
        let hidden = self.hidden_size();
        // Invariant: the buffer was cut to tokens * hidden.
        let states = ArrayView2::from_shape((states.len() / hidden, hidden), states).expect("a row a token");
        let mut pooled = Array2::zeros((spans.len(), hidden));
        for (span, mut row) in spans.iter().zip(pooled.rows_mut()) {
            let count = span.len().max(1) as f32;
            row.assign(&(states.slice_axis(Axis(0), span.clone().into()).sum_axis(Axis(0)) / count));
        }
        pooled
    }
}

impl Backend for Bert {
    fn name(&self) -> &str {
        "demarche f32"
    }

    fn hidden_size(&self) -> usize {
        self.segments.ncols()
    }

    fn max_tokens(&self) -> usize {
        self.positions.nrows()
    }

    fn encode(&self, batch: &Batch) -> Result<Array2<f32>, EncoderError> {
        self.check(batch)?;
        Ok(WORKSPACE.with_borrow_mut(|workspace| self.run(batch, false, workspace)).0)
    }

    fn has_branch(&self) -> bool {
        self.branch.is_some()
    }

    fn encode_branched(&self, batch: &Batch) -> Result<(Array2<f32>, Array2<f32>), EncoderError> {
        self.check(batch)?;
        if self.branch.is_none() {
            return Err(EncoderError::NoBranch { backend: self.name().to_owned() });
        }
        Ok(WORKSPACE.with_borrow_mut(|workspace| self.run(batch, true, workspace)))
    }
}

impl Linear {
    /// The maps of `names`, each `[outputs, inputs]` on disk, side by side.
    fn read(weights: &Weights, names: &[String], inputs: usize, outputs: usize) -> Result<Self, ModelError> {
        let mut bias = Vec::new();
        for name in names {
            bias.extend(weights.tensor(&format!("{name}.bias"), &[outputs])?);
        }
        let parts = names.iter().map(|name| weights.rows(&format!("{name}.weight"), [outputs, inputs]));
        let parts = parts.collect::<Result<Vec<_>, _>>()?;
        let row = |row: usize, values: &mut [f32]| parts[row / outputs].read(row % outputs, values);
        Ok(Self { weight: Panels::of_columns(bias.len(), inputs, row), bias })
    }

    /// `output = input * weight + bias`.
    fn apply(&self, input: &[f32], output: &mut [f32]) {
        multiply(self.left(input), &self.weight, Onto::Bias(&self.bias), output, self.weight.columns());
    }

    /// `output += input * weight + bias`.
    fn add(&self, input: &[f32], output: &mut [f32]) {
        multiply(self.left(input), &self.weight, Onto::BiasAndSelf(&self.bias), output, self.weight.columns());
    }

    fn left<'a>(&self, input: &'a [f32]) -> Left<'a> {
        let width = self.weight.depth();
        Left { values: input, stride: width, rows: input.len() / width }
    }
}

impl Norm {
    fn read(weights: &Weights, name: &str, width: usize) -> Result<Self, ModelError> {
        let scale = weights.tensor(&format!("{name}.weight"), &[width])?;
        Ok(Self { scale, shift: weights.tensor(&format!("{name}.bias"), &[width])? })
    }

    fn apply(&self, rows: &mut [f32], epsilon: f32) {
        layer_norm(rows, &self.scale, &self.shift, epsilon);
    }
}

impl Layer {
    /// The layers of these numbers, read side by side; the file's pages are given back as it goes.
    fn read_all(weights: &Weights, numbers: Range<usize>, config: &ModelConfig) -> Result<Vec<Self>, ModelError> {
        let read = |number| {
            let layer = Self::read(weights, number, config)?;
            weights.release();
            Ok(layer)
        };
        numbers.into_par_iter().map(read).collect()
    }

    fn read(weights: &Weights, number: usize, config: &ModelConfig) -> Result<Self, ModelError> {
        let (hidden, inner) = (config.hidden_size, config.intermediate_size);
        let name = format!("encoder.layer.{number}");
        let linear = |parts: &[&str], inputs, outputs| {
            let names: Vec<String> = parts.iter().map(|part| format!("{name}.{part}")).collect();
            Linear::read(weights, &names, inputs, outputs)
        };
        let attention = ["attention.self.query", "attention.self.key", "attention.self.value"];
        Ok(Self {
            attention_in: linear(&attention, hidden, hidden)?,
            attention_out: linear(&["attention.output.dense"], hidden, hidden)?,
            attention_norm: Norm::read(weights, &format!("{name}.attention.output.LayerNorm"), hidden)?,
            up: linear(&["intermediate.dense"], hidden, inner)?,
            down: linear(&["output.dense"], inner, hidden)?,
            norm: Norm::read(weights, &format!("{name}.output.LayerNorm"), hidden)?,
        })
    }
}

/// The number of the first layer that `branch` has of an encoder of `layers` layers.
///
/// # Errors
/// [`ModelError::Invalid`] if it has none: the branch would be the encoder itself, whose vectors its head does not know.
pub(super) fn first_of_branch(branch: &Weights, layers: usize) -> Result<usize, ModelError> {
    let has = |layer: &usize| branch.has(&format!("encoder.layer.{layer}.output.dense.bias"));
    (0..layers).find(has).ok_or_else(|| {
        branch
            .invalid(format!("no layer of an encoder of {layers} layers; expected the last of them (encoder.layer.N)"))
    })
}

/// The first `length` values of a buffer that grows as needed.
fn prefix(buffer: &mut Vec<f32>, length: usize) -> &mut [f32] {
    buffer.resize(buffer.len().max(length), 0.0);
    &mut buffer[..length]
}
