//! The default backend: a BERT encoder (Devlin et al. 2019) on the processor.

use super::attention::attend;
use super::backend::{Backend, EncoderError};
use super::batch::Batch;
use super::config::ModelConfig;
use super::folder::ModelError;
use super::kernels::{add_bias, add_layer_norm, gelu, layer_norm, multiply};
use super::weights::{Table, Weights};
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis};
use std::cell::RefCell;

/// A BERT encoder with mean pooling over spans of tokens.
///
/// All tokens of a batch stand in one matrix; attention runs a sequence at a time. Layer weights are held as f32,
/// the word embeddings stay in the memory-mapped file.
#[derive(Debug)]
pub struct Bert {
    weights: Weights,
    words: Table,
    vocabulary: usize,
    /// Rows of the position embeddings: `[max_tokens, hidden]`.
    positions: Array2<f32>,
    /// `[2, hidden]`.
    segments: Array2<f32>,
    norm: Norm,
    layers: Vec<Layer>,
    heads: usize,
    epsilon: f32,
}

#[derive(Debug)]
struct Linear {
    /// `[out, in]`, as in the file.
    weight: Array2<f32>,
    bias: Vec<f32>,
}

#[derive(Debug)]
struct Norm {
    scale: Vec<f32>,
    shift: Vec<f32>,
}

#[derive(Debug)]
struct Layer {
    /// Query, key and value in one: `[3 * hidden, hidden]`.
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
    states: Vec<f32>,
    wide: Vec<f32>,
    mixed: Vec<f32>,
    projected: Vec<f32>,
    scores: Vec<f32>,
}

thread_local! {
    static WORKSPACE: RefCell<Workspace> = RefCell::default();
}

impl Bert {
    /// Reads an encoder of the shape in `config` from `weights`, whose tensors have the names of Hugging Face's
    /// `BertModel`, without a prefix.
    ///
    /// # Errors
    /// [`ModelError::Invalid`] if a tensor is missing or has another shape.
    pub fn new(weights: Weights, config: &ModelConfig) -> Result<Self, ModelError> {
        let hidden = config.hidden_size;
        let read =
            |name: &str, rows: usize| matrix(&weights, &format!("embeddings.{name}_embeddings.weight"), rows, hidden);
        let positions = read("position", config.max_position_embeddings)?;
        let segments = read("token_type", 2)?;
        let words = weights.table("embeddings.word_embeddings.weight", [config.vocab_size, hidden])?;
        let norm = Norm::read(&weights, "embeddings.LayerNorm", hidden)?;
        let layers = (0..config.num_hidden_layers)
            .map(|layer| Layer::read(&weights, &format!("encoder.layer.{layer}"), hidden, config.intermediate_size))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            words,
            vocabulary: config.vocab_size,
            positions,
            segments,
            norm,
            layers,
            heads: config.num_attention_heads,
            epsilon: config.layer_norm_eps,
            weights,
        })
    }

    /// The file that the encoder was read from; the heads of a classifier stand there too.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    fn check(&self, batch: &Batch) -> Result<(), EncoderError> {
        for (sequence, tokens) in batch.sequences().enumerate() {
            if tokens.len() > self.max_tokens() {
                return Err(EncoderError::TooLong { sequence, tokens: tokens.len(), limit: self.max_tokens() });
            }
        }
        match batch.input_ids.iter().find(|id| **id as usize >= self.vocabulary) {
            Some(id) => Err(EncoderError::UnknownToken { id: *id, vocabulary: self.vocabulary }),
            None => Ok(()),
        }
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
        layer_norm(states, &self.norm.scale, &self.norm.shift, self.epsilon);
    }

    fn run(&self, batch: &Batch, workspace: &mut Workspace) -> Array2<f32> {
        let (tokens, hidden) = (batch.tokens(), self.hidden_size());
        let Workspace { states, wide, mixed, projected, scores } = workspace;
        let states = prefix(states, tokens * hidden);
        self.embed(batch, states);
        let mixed = prefix(mixed, tokens * hidden);
        let projected = prefix(projected, tokens * hidden);
        let width = self.layers.iter().map(|layer| layer.up.bias.len()).max().unwrap_or(0).max(3 * hidden);
        let wide = prefix(wide, tokens * width);
        for layer in &self.layers {
            let qkv = &mut wide[..tokens * 3 * hidden];
            layer.attention_in.apply(states, qkv);
            add_bias(qkv, &layer.attention_in.bias);
            attend(rows(qkv, 3 * hidden), batch.sequences(), self.heads, scores, rows_mut(mixed, hidden));
            layer.attention_out.apply(mixed, projected);
            let Norm { scale, shift } = &layer.attention_norm;
            add_layer_norm(states, projected, &layer.attention_out.bias, scale, shift, self.epsilon);

            let inner = &mut wide[..tokens * layer.up.bias.len()];
            layer.up.apply(states, inner);
            gelu(inner, &layer.up.bias);
            layer.down.apply(inner, projected);
            let Norm { scale, shift } = &layer.norm;
            add_layer_norm(states, projected, &layer.down.bias, scale, shift, self.epsilon);
        }
        let states = rows(states, hidden);
        let mut pooled = Array2::zeros((batch.spans.len(), hidden));
        for (span, mut row) in batch.spans.iter().zip(pooled.rows_mut()) {
            let count = span.len().max(1) as f32;
            row.assign(&(states.slice_axis(Axis(0), span.clone().into()).sum_axis(Axis(0)) / count));
        }
        pooled
    }
}

impl Backend for Bert {
    fn name(&self) -> &str {
        "ndarray-gemm f32"
    }

    fn hidden_size(&self) -> usize {
        self.segments.ncols()
    }

    fn max_tokens(&self) -> usize {
        self.positions.nrows()
    }

    fn encode(&self, batch: &Batch) -> Result<Array2<f32>, EncoderError> {
        self.check(batch)?;
        Ok(WORKSPACE.with_borrow_mut(|workspace| self.run(batch, workspace)))
    }
}

impl Linear {
    fn read(weights: &Weights, name: &str, inputs: usize, outputs: usize) -> Result<Self, ModelError> {
        let weight = matrix(weights, &format!("{name}.weight"), outputs, inputs)?;
        Ok(Self { weight, bias: weights.tensor(&format!("{name}.bias"), &[outputs])? })
    }

    /// `output = input * weight^T`; the bias is left to the pass that follows.
    fn apply(&self, input: &[f32], output: &mut [f32]) {
        let (outputs, inputs) = self.weight.dim();
        multiply(rows(input, inputs), self.weight.t(), rows_mut(output, outputs));
    }
}

impl Norm {
    fn read(weights: &Weights, name: &str, width: usize) -> Result<Self, ModelError> {
        let scale = weights.tensor(&format!("{name}.weight"), &[width])?;
        Ok(Self { scale, shift: weights.tensor(&format!("{name}.bias"), &[width])? })
    }
}

impl Layer {
    fn read(weights: &Weights, name: &str, hidden: usize, inner: usize) -> Result<Self, ModelError> {
        let mut attention_in = Linear { weight: Array2::zeros((0, hidden)), bias: Vec::new() };
        for part in ["query", "key", "value"] {
            let linear = Linear::read(weights, &format!("{name}.attention.self.{part}"), hidden, hidden)?;
            // Invariant: all three have `hidden` columns.
            attention_in.weight.append(Axis(0), linear.weight.view()).expect("the columns agree");
            attention_in.bias.extend(linear.bias);
        }
        Ok(Self {
            attention_in,
            attention_out: Linear::read(weights, &format!("{name}.attention.output.dense"), hidden, hidden)?,
            attention_norm: Norm::read(weights, &format!("{name}.attention.output.LayerNorm"), hidden)?,
            up: Linear::read(weights, &format!("{name}.intermediate.dense"), hidden, inner)?,
            down: Linear::read(weights, &format!("{name}.output.dense"), inner, hidden)?,
            norm: Norm::read(weights, &format!("{name}.output.LayerNorm"), hidden)?,
        })
    }
}

fn matrix(weights: &Weights, name: &str, rows: usize, columns: usize) -> Result<Array2<f32>, ModelError> {
    let values = weights.tensor(name, &[rows, columns])?;
    // Invariant: `tensor` gives as many values as the shape has.
    Ok(Array2::from_shape_vec((rows, columns), values).expect("the tensor has the shape that was asked for"))
}

/// The first `length` values of a buffer that grows as needed.
fn prefix(buffer: &mut Vec<f32>, length: usize) -> &mut [f32] {
    buffer.resize(buffer.len().max(length), 0.0);
    &mut buffer[..length]
}

/// `values` as a matrix of rows of `width`; `width` divides their number.
fn rows(values: &[f32], width: usize) -> ArrayView2<'_, f32> {
    ArrayView2::from_shape((values.len() / width, width), values).expect("the width divides the buffer")
}

/// As [`rows`], to write into.
fn rows_mut(values: &mut [f32], width: usize) -> ArrayViewMut2<'_, f32> {
    ArrayViewMut2::from_shape((values.len() / width, width), values).expect("the width divides the buffer")
}
