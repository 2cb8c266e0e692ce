//! DeBERTa-v2 and v3 (He et al. 2021) as a sequence classifier.
//!
//! `rust-bert` 0.23 has the architecture, but its attention is not the one that the models were trained with: the
//! content-to-position term looks its distances up without the offset of the table's middle, both position terms are
//! divided by the width of a head instead of by its root, and far distances are bucketed with a rounded logarithm base.
//! `tests/rust_bert.rs` holds this one to `transformers`, and shows the difference of the other.

use super::pad::Padded;
use rust_bert::{Activation, RustBertError};
use serde::Deserialize;
use std::collections::HashMap;
use tch::nn::{self, LayerNormConfig, Module, Path};
use tch::{Kind, Tensor};

/// The part of `config.json` that matters; what is left out has Hugging Face's default.
#[derive(Deserialize)]
pub(super) struct Config {
    vocab_size: i64,
    hidden_size: i64,
    num_hidden_layers: i64,
    num_attention_heads: i64,
    intermediate_size: i64,
    max_position_embeddings: i64,
    #[serde(default)]
    type_vocab_size: i64,
    hidden_act: Activation,
    #[serde(default = "epsilon")]
    layer_norm_eps: f64,
    #[serde(default)]
    relative_attention: bool,
    #[serde(default = "unset")]
    max_relative_positions: i64,
    #[serde(default = "unset")]
    position_buckets: i64,
    norm_rel_ebd: Option<String>,
    #[serde(default)]
    share_att_key: bool,
    pos_att_type: Option<OneOrMany>,
    #[serde(default = "yes")]
    position_biased_input: bool,
    #[serde(default)]
    conv_kernel_size: i64,
    conv_act: Option<Activation>,
    conv_groups: Option<i64>,
    embedding_size: Option<i64>,
    attention_head_size: Option<i64>,
    pooler_hidden_act: Option<Activation>,
    pooler_hidden_size: Option<i64>,
    id2label: HashMap<i64, String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn epsilon() -> f64 {
    1e-7
}

fn unset() -> i64 {
    -1
}

fn yes() -> bool {
    true
}

impl Config {
    /// Whether attention has the position term `name`: "c2p" or "p2c".
    fn attends(&self, name: &str) -> bool {
        match &self.pos_att_type {
            None => false,
            Some(OneOrMany::One(names)) => names.split('|').any(|other| other.trim() == name),
            Some(OneOrMany::Many(names)) => names.iter().any(|other| other == name),
        }
    }

    /// The largest distance that attention knows.
    fn farthest(&self) -> i64 {
        if self.max_relative_positions > 0 { self.max_relative_positions } else { self.max_position_embeddings }
    }

    /// Rows of the table of distances on each side of its middle.
    fn span(&self) -> i64 {
        if self.position_buckets > 0 { self.position_buckets } else { self.farthest() }
    }

    fn norm(&self, place: Path<'_>) -> nn::LayerNorm {
        let settings = LayerNormConfig { eps: self.layer_norm_eps, ..LayerNormConfig::default() };
        nn::layer_norm(place, vec![self.hidden_size], settings)
    }

    fn square(&self, place: Path<'_>) -> nn::Linear {
        nn::linear(place, self.hidden_size, self.hidden_size, nn::LinearConfig::default())
    }
}

/// The classifier.
pub(super) struct DebertaV2 {
    words: nn::Embedding,
    positions: Option<nn::Embedding>,
    segments: Option<nn::Embedding>,
    norm: nn::LayerNorm,
    /// The table of distances, `[2 * span, hidden]`, and its normalization.
    distances: Option<(nn::Embedding, Option<nn::LayerNorm>)>,
    layers: Vec<Layer>,
    convolution: Option<(nn::Conv1D, nn::LayerNorm)>,
    pooler: nn::Linear,
    classifier: nn::Linear,
    config: Config,
    /// Row of the table, counted from its middle, of each distance from 0 on.
    rows: Vec<i64>,
}

struct Layer {
    query: nn::Linear,
    key: nn::Linear,
    value: nn::Linear,
    position_key: Option<nn::Linear>,
    position_query: Option<nn::Linear>,
    attention_out: nn::Linear,
    attention_norm: nn::LayerNorm,
    up: nn::Linear,
    down: nn::Linear,
    norm: nn::LayerNorm,
    /// Keys and queries of the table's rows, `[heads, 2 * span, width]`, which no input changes.
    table_keys: Option<Tensor>,
    table_queries: Option<Tensor>,
}

impl Layer {
    fn new(place: Path<'_>, config: &Config) -> Self {
        let (attention, output) = (&place / "attention", &place / "output");
        let own = &attention / "self";
        let apart = config.relative_attention && !config.share_att_key;
        let linear = |place, from, to| nn::linear(place, from, to, nn::LinearConfig::default());
        Self {
            query: config.square(&own / "query_proj"),
            key: config.square(&own / "key_proj"),
            value: config.square(&own / "value_proj"),
            position_key: (apart && config.attends("c2p")).then(|| config.square(&own / "pos_key_proj")),
            position_query: (apart && config.attends("p2c")).then(|| config.square(&own / "pos_query_proj")),
            attention_out: config.square(&attention / "output" / "dense"),
            attention_norm: config.norm(&attention / "output" / "LayerNorm"),
            up: linear(&place / "intermediate" / "dense", config.hidden_size, config.intermediate_size),
            down: linear(&output / "dense", config.intermediate_size, config.hidden_size),
            norm: config.norm(&output / "LayerNorm"),
            table_keys: None,
            table_queries: None,
        }
    }

    /// `states` after the layer; `mask` is true where a token is padding, `[sequences, 1, 1, tokens]`.
    fn forward(&self, states: &Tensor, mask: &Tensor, places: Option<&Places>, config: &Config) -> Tensor {
        let heads = config.num_attention_heads;
        let query = split(&states.apply(&self.query), heads);
        let key = split(&states.apply(&self.key), heads);
        let value = split(&states.apply(&self.value), heads);
        let terms = 1 + i64::from(config.attends("c2p")) + i64::from(config.attends("p2c"));
        let scale = ((config.hidden_size / heads * terms) as f64).sqrt();
        let mut scores = query.matmul(&key.transpose(-1, -2)) / scale;
        let shape = scores.size();
        if let Some(places) = places {
            let rows = |table: &Tensor| table.narrow(1, places.first, places.count).transpose(-1, -2);
            if let Some(table) = &self.table_keys {
                scores += query.matmul(&rows(table)).gather(-1, &places.forth.expand(&shape, false), false) / scale;
            }
            if let Some(table) = &self.table_queries {
                let term = key.matmul(&rows(table)).gather(-1, &places.back.expand(&shape, false), false);
                scores += term.transpose(-1, -2) / scale;
            }
        }
        let weights = scores.masked_fill(mask, f64::from(f32::MIN)).softmax(-1, Kind::Float);
        let mixed = weights.matmul(&value).transpose(1, 2).contiguous().view_as(states);
        let states = (states + mixed.apply(&self.attention_out)).apply(&self.attention_norm);
        let inner = config.hidden_act.get_function().get_fn()(&states.apply(&self.up));
        (&states + inner.apply(&self.down)).apply(&self.norm)
    }
}

/// Which rows of the table a batch needs, and where in them each pair of tokens looks.
struct Places {
    first: i64,
    count: i64,
    /// From the token of the row to that of the column: `[tokens, tokens]`.
    forth: Tensor,
    /// The other way.
    back: Tensor,
}

impl DebertaV2 {
    /// A classifier of the shape in `config`, with the names of Hugging Face's `DebertaV2ForSequenceClassification`.
    /// Call [`DebertaV2::prepare`] when its variables are filled.
    ///
    /// # Errors
    /// What `config` asks for and is not here.
    pub fn new(root: &Path<'_>, config: Config) -> Result<Self, RustBertError> {
        let refuse = |what: &str| Err(RustBertError::InvalidConfigurationError(format!("{what} is not supported")));
        let hidden = config.hidden_size;
        if config.num_attention_heads < 1 || hidden % config.num_attention_heads != 0 {
            return refuse("a hidden_size that num_attention_heads does not divide");
        }
        if config.embedding_size.is_some_and(|size| size != hidden) {
            return refuse("an embedding_size other than hidden_size");
        }
        if config.pooler_hidden_size.is_some_and(|size| size != hidden) {
            return refuse("a pooler_hidden_size other than hidden_size");
        }
        if config.attention_head_size.is_some_and(|size| size * config.num_attention_heads != hidden) {
            return refuse("an attention_head_size that does not make up hidden_size");
        }
        let deberta = root / "deberta";
        let (embeddings, encoder) = (&deberta / "embeddings", &deberta / "encoder");
        let table = |place, rows| nn::embedding(place, rows, hidden, nn::EmbeddingConfig::default());
        let normalized =
            config.norm_rel_ebd.as_deref().unwrap_or("none").split('|').any(|norm| norm.trim() == "layer_norm");
        let convolution = (config.conv_kernel_size > 0).then(|| {
            let settings = nn::ConvConfig {
                padding: (config.conv_kernel_size - 1) / 2,
                groups: config.conv_groups.unwrap_or(1),
                ..nn::ConvConfig::default()
            };
            let place = &encoder / "conv";
            let layer = nn::conv1d(&place / "conv", hidden, hidden, config.conv_kernel_size, settings);
            (layer, config.norm(&place / "LayerNorm"))
        });
        Ok(Self {
            words: table(&embeddings / "word_embeddings", config.vocab_size),
            positions: config
                .position_biased_input
                .then(|| table(&embeddings / "position_embeddings", config.max_position_embeddings)),
            segments: (config.type_vocab_size > 0)
                .then(|| table(&embeddings / "token_type_embeddings", config.type_vocab_size)),
            norm: config.norm(&embeddings / "LayerNorm"),
            distances: config.relative_attention.then(|| {
                let norm = normalized.then(|| config.norm(&encoder / "LayerNorm"));
                (table(&encoder / "rel_embeddings", 2 * config.span()), norm)
            }),
            layers: (0..config.num_hidden_layers).map(|i| Layer::new(&encoder / "layer" / i, &config)).collect(),
            convolution,
            pooler: config.square(root / "pooler" / "dense"),
            classifier: nn::linear(
                root / "classifier",
                hidden,
                config.id2label.len() as i64,
                nn::LinearConfig::default(),
            ),
            rows: Vec::new(),
            config,
        })
    }

    /// Computes what depends on the weights alone.
    pub fn prepare(&mut self) {
        self.rows = rows(&self.config);
        let Some((table, norm)) = &self.distances else { return };
        tch::no_grad(|| {
            let table = norm.as_ref().map_or_else(|| table.ws.shallow_clone(), |norm| norm.forward(&table.ws));
            let project = |linear: &nn::Linear| {
                split(&table.apply(linear).unsqueeze(0), self.config.num_attention_heads).squeeze_dim(0)
            };
            for layer in &mut self.layers {
                let (key, query) = (&layer.position_key, &layer.position_query);
                let keys = self.config.attends("c2p").then(|| project(key.as_ref().unwrap_or(&layer.key)));
                let queries = self.config.attends("p2c").then(|| project(query.as_ref().unwrap_or(&layer.query)));
                (layer.table_keys, layer.table_queries) = (keys, queries);
            }
        });
    }

    /// The outputs of each sequence: `[sequences, labels]`.
    pub fn logits(&self, input: &Padded) -> Tensor {
        let tokens = input.ids.size()[1];
        let mut states = input.ids.apply(&self.words);
        if let Some(positions) = &self.positions {
            states += positions.ws.narrow(0, 0, tokens);
        }
        if let Some(segments) = &self.segments {
            states += input.types.apply(segments);
        }
        let present = input.mask.to_kind(Kind::Float).unsqueeze(-1);
        let embedded = states.apply(&self.norm) * &present;
        let mask = input.mask.eq(0).unsqueeze(1).unsqueeze(1);
        let places = self.distances.as_ref().map(|_| self.places(tokens, input.ids.device()));
        let mut states = embedded.shallow_clone();
        for (number, layer) in self.layers.iter().enumerate() {
            states = layer.forward(&states, &mask, places.as_ref(), &self.config);
            if let (0, Some((convolution, norm))) = (number, &self.convolution) {
                let mixed = embedded.permute([0, 2, 1]).apply(convolution).permute([0, 2, 1]) * &present;
                let act = self.config.conv_act.unwrap_or(Activation::tanh).get_function();
                states = (&states + act.get_fn()(&mixed)).apply(norm) * &present;
            }
        }
        let act = self.config.pooler_hidden_act.unwrap_or(Activation::gelu).get_function();
        act.get_fn()(&states.select(1, 0).apply(&self.pooler)).apply(&self.classifier)
    }

    fn places(&self, tokens: i64, device: tch::Device) -> Places {
        let span = self.config.span();
        let row = |distance: i64| {
            let row = self.rows[distance.unsigned_abs() as usize] * distance.signum();
            (row + span).clamp(0, 2 * span - 1)
        };
        let (first, last) = (row(1 - tokens), row(tokens - 1));
        let matrix = |sign: i64| {
            let rows = (0..tokens).flat_map(|i| (0..tokens).map(move |j| row(sign * (i - j)) - first));
            Tensor::from_slice(&rows.collect::<Vec<_>>()).view([tokens, tokens]).to_device(device)
        };
        Places { first, count: last - first + 1, forth: matrix(1), back: matrix(-1) }
    }
}

/// Row of the table of distances, counted from its middle, of each distance that a sequence has. Far ones share rows, the
/// more the farther. In libtorch's own arithmetic, since rows change where a logarithm passes an integer.
fn rows(config: &Config) -> Vec<i64> {
    let distances: Vec<i64> = (0..config.max_position_embeddings).collect();
    let middle = config.position_buckets / 2;
    if config.position_buckets < 1 || config.farthest() < 1 {
        return distances;
    }
    let base = Tensor::from(((config.farthest() - 1) as f64 / middle as f64) as f32).log();
    let far = Tensor::from_slice(&distances).to_kind(Kind::Float) / middle;
    let far = ((far.log() / base) * (middle - 1)).ceil() + middle;
    let far = Vec::<f32>::try_from(&far).unwrap_or_else(|error| panic!("{error}"));
    let near_or_far = |(distance, far): (i64, f32)| if distance <= middle { distance } else { far as i64 };
    distances.into_iter().zip(far).map(near_or_far).collect()
}

/// `[sequences, tokens, hidden]` as `[sequences, heads, tokens, width]`.
fn split(states: &Tensor, heads: i64) -> Tensor {
    let size = states.size();
    states.view([size[0], size[1], heads, -1]).transpose(1, 2).contiguous()
}
