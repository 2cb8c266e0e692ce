//! The network over the vectors of a sentence and of a mention.

use crate::encoder::{ModelError, Weights, gelu};
use ndarray::{Array1, Array2, ArrayView2, Axis};
use std::collections::HashMap;

/// Width of the hidden layer.
const INNER: usize = 128;

/// Before the name of a manner.
const MANNER: &str = "rank.manner.";

/// How a mention stands to the sentence: see [`relation`].
const RELATIONS: usize = 16;

/// The weights of the network.
#[derive(Debug)]
pub(super) struct Head {
    sentence: Linear,
    mention: Array2<f32>,
    both: Array2<f32>,
    relations: Array2<f32>,
    /// By the manner of a candidate, in the words of the rules' features ("say", "goes_on"): what it adds to the hidden
    /// layer, `[INNER]`, and to the log odds of a speaker whom the window does not mention.
    manners: HashMap<String, (Array1<f32>, f32)>,
    out: Linear,
    nobody: Perceptron,
    absent: Perceptron,
    /// Weight of the rules' log odds.
    pub rules: f32,
    /// Weight of this network's answers.
    pub own: f32,
}

/// What is worked out once for a window, of each sentence that it reads and each name that it shows.
#[derive(Debug)]
pub(super) struct WindowStates {
    /// Log odds that nobody is quoted, by sentence.
    pub nobody: Vec<f32>,
    /// Log odds of a speaker whom the window does not mention, by sentence.
    pub absent: Vec<f32>,
    /// The hidden layer before its activation, without relation and manner: `[sentences * names, INNER]`, the names of a
    /// sentence one after the other.
    inner: Array2<f32>,
    names: usize,
}

#[derive(Debug)]
struct Linear {
    /// `[outputs, inputs]`.
    weight: Array2<f32>,
    bias: Array1<f32>,
}

/// A hidden layer with GELU and one number out.
#[derive(Debug)]
struct Perceptron {
    inner: Linear,
    out: Linear,
}

impl Head {
    /// Reads the tensors whose names begin with `rank.`; `hidden` is the width of the vectors.
    pub fn read(weights: &Weights, hidden: usize) -> Result<Self, ModelError> {
        let one = |name: &str| Ok::<f32, ModelError>(weights.tensor(name, &[1])?[0]);
        let manner = |name: &str| {
            let inner = weights.tensor(&format!("{MANNER}{name}"), &[INNER])?;
            Ok::<_, ModelError>((name.to_owned(), (inner.into(), one(&format!("rank.absent.manner.{name}"))?)))
        };
        Ok(Self {
            manners: weights.names().filter_map(|n| n.strip_prefix(MANNER)).map(manner).collect::<Result<_, _>>()?,
            sentence: Linear::read(weights, "rank.sentence", hidden, INNER)?,
            mention: weights.matrix("rank.mention.weight", [INNER, hidden])?,
            both: weights.matrix("rank.both.weight", [INNER, hidden])?,
            relations: weights.matrix("rank.relation.weight", [RELATIONS, INNER])?,
            out: Linear::read(weights, "rank.out", INNER, 1)?,
            nobody: Perceptron::read(weights, "rank.nobody", hidden)?,
            absent: Perceptron::read(weights, "rank.absent", hidden)?,
            rules: one("rank.weight_of_rules")?,
            own: one("rank.weight_of_rank")?,
        })
    }

    /// `vectors`: the means over the tokens of `sentences` sentences and, after them, of names: `[sentences + names, hidden]`.
    pub fn window(&self, vectors: ArrayView2<'_, f32>, sentences: usize) -> WindowStates {
        let (of_sentences, of_names) = vectors.split_at(Axis(0), sentences);
        let names = of_names.nrows();
        let mut products = Array2::zeros((sentences * names, vectors.ncols()));
        for (number, mut row) in products.rows_mut().into_iter().enumerate() {
            row.assign(&of_sentences.row(number / names));
            row *= &of_names.row(number % names);
        }
        let mut inner = products.dot(&self.both.t());
        let (sentence, name) = (self.sentence.apply(of_sentences), of_names.dot(&self.mention.t()));
        for (number, mut row) in inner.rows_mut().into_iter().enumerate() {
            row += &sentence.row(number / names);
            row += &name.row(number % names);
        }
        let (nobody, absent) = (self.nobody.apply(of_sentences), self.absent.apply(of_sentences));
        WindowStates { nobody, absent, inner, names }
    }

    /// What is known of a manner.
    pub fn manner(&self, name: &str) -> Option<&(Array1<f32>, f32)> {
        self.manners.get(name).or_else(|| self.manners.get("other"))
    }

    /// Log odds that whom name number `name` of a window means speaks in its sentence number `sentence`.
    pub fn pair(
        &self,
        window: &WindowStates,
        (sentence, name): (usize, usize),
        relation: usize,
        manner: Option<&(Array1<f32>, f32)>,
    ) -> f32 {
        let mut inner = window.inner.row(sentence * window.names + name).to_owned();
        inner += &self.relations.row(relation);
        if let Some((manner, _)) = manner {
            inner += manner;
        }
        gelu(inner.as_slice_mut().unwrap_or_default());
        self.out.weight.row(0).dot(&inner) + self.out.bias[0]
    }
}

/// How a mention in sentence `mentioned` stands to sentence `sentence`, in `0..RELATIONS`. `source`: the mention is the
/// source of the cue.
pub(super) fn relation(sentence: usize, mentioned: usize, source: bool) -> usize {
    let distance = if mentioned <= sentence {
        match sentence - mentioned {
            0 => 0,
            before => (1 + before).min(5),
        }
    } else if mentioned == sentence + 1 {
        6
    } else {
        7
    };
    distance + if source { RELATIONS / 2 } else { 0 }
}

impl Linear {
    fn read(weights: &Weights, name: &str, inputs: usize, outputs: usize) -> Result<Self, ModelError> {
        let bias = weights.tensor(&format!("{name}.bias"), &[outputs])?;
        Ok(Self { weight: weights.matrix(&format!("{name}.weight"), [outputs, inputs])?, bias: bias.into() })
    }

    /// `[rows, inputs]` to `[rows, outputs]`.
    fn apply(&self, rows: ArrayView2<'_, f32>) -> Array2<f32> {
        rows.dot(&self.weight.t()) + &self.bias
    }
}

impl Perceptron {
    fn read(weights: &Weights, name: &str, hidden: usize) -> Result<Self, ModelError> {
        let inner = Linear::read(weights, &format!("{name}.inner"), hidden, INNER)?;
        Ok(Self { inner, out: Linear::read(weights, &format!("{name}.out"), INNER, 1)? })
    }

    /// `[rows, inputs]` to a number a row.
    fn apply(&self, rows: ArrayView2<'_, f32>) -> Vec<f32> {
        let mut inner = self.inner.apply(rows);
        gelu(inner.as_slice_mut().unwrap_or_default());
        self.out.apply(inner.view()).into_iter().collect()
    }
}
