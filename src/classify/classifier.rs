//! The classifier: sentences with their surroundings in, themes and stances out.

use super::batches::{flatten, plan};
use super::cache::Cache;
use super::heads::{Heads, Recognizer, normalized};
use super::sequence::{Parts, Sequence, Sequences};
use super::{StanceScore, ThemeScore};
use crate::codebook::Codebook;
use crate::encoder::{Backend, Bert, EncoderError, ModelError, ModelFolder, TitleFallback, Tokenizer};
use crate::logistic::Linear;
use ndarray::ArrayView1;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use thiserror::Error;

/// Tokens of a batch: enough for the matrix products to run at full speed, few enough for the second-level cache.
const TOKEN_BUDGET: usize = 512;

/// Why statements could not be classified.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ClassifyError {
    /// The encoder refused a batch.
    #[error(transparent)]
    Encoder(#[from] EncoderError),
    /// The tokenizer failed.
    #[error("the tokenizer failed on {text:?}: {reason}")]
    Tokenizer {
        /// The text.
        text: String,
        /// What it said.
        reason: String,
    },
}

/// A sentence and its surroundings, as the model sees them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Input<'a> {
    /// The sentence.
    pub sentence: &'a str,
    /// The sentence before it in the article; empty at the start.
    pub previous: &'a str,
    /// The article's title; empty if it has none.
    pub title: &'a str,
    /// Whether the sentence has a speaker; who it is, the model is not told.
    pub speaker: bool,
    /// Numbers of themes whose targets get a stance though the theme may be absent (for evaluation).
    pub also: &'a [usize],
}

/// Themes and stances of one input.
#[derive(Debug, Clone, PartialEq)]
pub struct Codes {
    /// Every theme of the codebook, in its order.
    pub themes: Vec<ThemeScore>,
    /// The targets of the themes that are present (or were asked for), in the codebook's order.
    pub stances: Vec<StanceScore>,
    /// Tokens of the sentence, before it was cut.
    pub tokens: usize,
    /// Whether the sentence was cut to the model's limit.
    pub truncated: bool,
}

/// A vector of the stance pass.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetVector {
    /// Number of the theme in the codebook.
    pub theme: usize,
    /// Number of the target in the theme.
    pub target: usize,
    /// `[hidden]`.
    pub vector: Arc<[f32]>,
}

/// The two passes over one encoder.
pub struct Classifier {
    backend: Box<dyn Backend>,
    tokenizer: Tokenizer,
    sequences: Sequences,
    heads: Heads,
    codebook: Codebook,
    recognizers: Vec<Recognizer>,
    /// Token ids of the propositions, theme by theme.
    propositions: Vec<Vec<Vec<u32>>>,
    /// Number of the stance head of each target, theme by theme; 0 is the common one.
    stance_heads: Vec<Vec<usize>>,
    cache: Cache,
    encoded: AtomicU64,
    reused: AtomicU64,
}

impl Classifier {
    /// A classifier of the default backend over an opened model folder.
    ///
    /// # Errors
    /// [`ModelError`] if the model's tensors are not what its configuration says.
    pub fn new(model: ModelFolder, codebook: Codebook) -> Result<Self, ModelError> {
        let ModelFolder { config, tokenizer, weights, .. } = model;
        let settings = &config.demarche;
        let heads = Heads::read(&weights, settings, config.hidden_size)?;
        let backend = Bert::new(weights, &config)?;
        let invalid = |reason: String| ModelError::Invalid { path: "tokenizer.json".into(), reason };
        let ids = |text: &str| tokenizer.ids(text).map_err(|error| invalid(error.to_string()));
        let sequences = Sequences {
            special: tokenizer.special(),
            speaker_role: ids(&settings.inputs.stance.speaker_role)?,
            narrator_role: ids(&settings.inputs.stance.narrator_role)?,
            settings: settings.inputs.clone(),
        };
        let mut recognizers = Vec::new();
        let mut propositions = Vec::new();
        let mut stance_heads = Vec::new();
        for theme in &codebook.themes {
            propositions.push(theme.targets.iter().map(|target| ids(&target.proposition)).collect::<Result<_, _>>()?);
            let own = |id: &String| settings.stance.targets.iter().position(|own| own.id == *id);
            stance_heads.push(theme.targets.iter().map(|target| own(&target.id).map_or(0, |own| own + 1)).collect());
            recognizers.push(match Recognizer::trained(settings, theme) {
                Some(trained) => trained,
                None => {
                    let entry = sequences.entry(&ids(&format!("{}. {}", theme.label, theme.definition))?);
                    let vectors = backend.encode(&flatten(&[&entry], &[0])).map_err(|e| invalid(e.to_string()))?;
                    Recognizer::Entry { vector: normalized(vectors.row(0)), threshold: settings.unseen.threshold }
                }
            });
        }
        Ok(Self {
            backend: Box::new(backend),
            tokenizer,
            sequences,
            heads,
            codebook,
            recognizers,
            propositions,
            stance_heads,
            cache: Cache::default(),
            encoded: AtomicU64::new(0),
            reused: AtomicU64::new(0),
        })
    }

    /// The codebook that is coded by.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// What stands in for the title of an article that has none; up to the caller, who knows the article.
    pub fn title_fallback(&self) -> TitleFallback {
        self.sequences.settings.title_fallback
    }

    /// Name of the backend.
    pub fn backend(&self) -> &str {
        self.backend.name()
    }

    /// Sequences encoded so far, and sequences that equalled an earlier one and were not encoded again.
    pub fn encoded_and_reused(&self) -> (u64, u64) {
        (self.encoded.load(Ordering::Relaxed), self.reused.load(Ordering::Relaxed))
    }

    /// Themes and stances of every input, in order. Runs on rayon's current thread pool.
    ///
    /// # Errors
    /// [`ClassifyError`] if model and tokenizer do not fit together.
    pub fn code(&self, inputs: &[Input<'_>]) -> Result<Vec<Codes>, ClassifyError> {
        let ids = self.tokenize(inputs)?;
        let sequences = self.theme_sequences(inputs, &ids);
        let themes = self.run(Some(0), &sequences, |vector| self.heads.themes(vector, &self.recognizers))?;

        let mut pairs = Vec::new();
        for (i, input) in inputs.iter().enumerate() {
            for (theme, recognizer) in self.recognizers.iter().enumerate() {
                if themes[i][theme] >= recognizer.threshold() || input.also.contains(&theme) {
                    pairs.extend((0..self.propositions[theme].len()).map(|target| (i, theme, target)));
                }
            }
        }
        let sequences = self.stance_sequences(inputs, &ids, &pairs);
        let stances = self.run(Some(1), &sequences, |vector| self.heads.stance(vector))?;

        let mut codes: Vec<_> = inputs
            .iter()
            .zip(&themes)
            .map(|(input, probabilities)| {
                let tokens = ids[input.sentence].len();
                let truncated = tokens > self.sequences.settings.sentence_tokens;
                Codes { themes: self.theme_scores(probabilities), stances: Vec::new(), tokens, truncated }
            })
            .collect();
        for ((i, theme, target), probabilities) in pairs.into_iter().zip(&stances) {
            codes[i].stances.push(self.stance_score(theme, target, probabilities));
        }
        Ok(codes)
    }

    /// The theme pass' vector of every input, in order: `[hidden]` each.
    ///
    /// # Errors
    /// As [`Classifier::code`].
    pub fn theme_vectors(&self, inputs: &[Input<'_>]) -> Result<Vec<Arc<[f32]>>, ClassifyError> {
        let ids = self.tokenize(inputs)?;
        Ok(self.run(None, &self.theme_sequences(inputs, &ids), |vector| vector.to_vec())?)
    }

    /// For every input, in order, the stance pass' vector for each target of the themes that the input asks for
    /// ([`Input::also`]), whether they are present or not.
    ///
    /// # Errors
    /// As [`Classifier::code`].
    pub fn stance_vectors(&self, inputs: &[Input<'_>]) -> Result<Vec<Vec<TargetVector>>, ClassifyError> {
        let ids = self.tokenize(inputs)?;
        let mut pairs = Vec::new();
        for (i, input) in inputs.iter().enumerate() {
            let targets = |theme: usize| (0..self.propositions[theme].len()).map(move |target| (i, theme, target));
            pairs.extend(input.also.iter().flat_map(|theme| targets(*theme)));
        }
        let vectors = self.run(None, &self.stance_sequences(inputs, &ids, &pairs), |vector| vector.to_vec())?;
        let mut all = vec![vec![]; inputs.len()];
        for ((i, theme, target), vector) in pairs.into_iter().zip(vectors) {
            all[i].push(TargetVector { theme, target, vector });
        }
        Ok(all)
    }

    /// What the stance heads are linear in, of a vector of the stance pass: `[hidden]`, each value in [-1, 1].
    pub fn stance_features(&self, vector: &[f32]) -> Vec<f32> {
        self.heads.stance_features(vector.into()).to_vec()
    }

    /// How this model recognizes theme number `theme`, as a linear model of vectors of about the length `length`.
    pub fn theme_prior(&self, theme: usize, length: f64) -> Linear {
        self.heads.theme_prior(&self.recognizers[theme], length)
    }

    /// This model's stance head for a target, as a linear model of [`Classifier::stance_features`].
    pub fn stance_prior(&self, theme: usize, target: usize) -> Linear {
        self.heads.stance_prior(self.stance_heads[theme][target])
    }

    fn theme_sequences(&self, inputs: &[Input<'_>], ids: &HashMap<&str, Vec<u32>>) -> Vec<Sequence> {
        inputs.par_iter().map(|input| self.sequences.theme(parts(input, ids))).collect()
    }

    /// Sequences of pairs of an input and a theme's target, by number.
    fn stance_sequences(
        &self,
        inputs: &[Input<'_>],
        ids: &HashMap<&str, Vec<u32>>,
        pairs: &[(usize, usize, usize)],
    ) -> Vec<Sequence> {
        let sequence = |&(i, theme, target): &(usize, usize, usize)| {
            let input = &inputs[i];
            self.sequences.stance(parts(input, ids), input.speaker, &self.propositions[theme][target])
        };
        pairs.par_iter().map(sequence).collect()
    }

    /// Token ids of every distinct text of `inputs`.
    fn tokenize<'a>(&self, inputs: &[Input<'a>]) -> Result<HashMap<&'a str, Vec<u32>>, ClassifyError> {
        let mut texts: Vec<&str> =
            inputs.iter().flat_map(|input| [input.sentence, input.title, input.previous]).collect();
        texts.par_sort_unstable();
        texts.dedup();
        texts
            .into_par_iter()
            .map(|text| match self.tokenizer.ids(text) {
                Ok(ids) => Ok((text, ids)),
                Err(error) => Err(ClassifyError::Tokenizer { text: text.to_owned(), reason: error.to_string() }),
            })
            .collect()
    }

    /// `head` of every sequence's vector. Equal sequences are encoded once, in this call and, by the name of the pass,
    /// over all calls.
    fn run(
        &self,
        pass: Option<u8>,
        sequences: &[Sequence],
        head: impl Fn(ArrayView1<'_, f32>) -> Vec<f32> + Sync,
    ) -> Result<Vec<Arc<[f32]>>, EncoderError> {
        let mut known: HashMap<&Sequence, Option<Arc<[f32]>>> = HashMap::new();
        let mut new: Vec<&Sequence> = Vec::new();
        for sequence in sequences {
            known.entry(sequence).or_insert_with(|| {
                let cached = pass.and_then(|pass| self.cache.get(pass, sequence));
                if cached.is_none() {
                    new.push(sequence);
                }
                cached
            });
        }
        let batches = plan(&new, TOKEN_BUDGET);
        let results: Vec<Vec<Arc<[f32]>>> = batches
            .par_iter()
            .map(|members| {
                let vectors = self.backend.encode(&flatten(&new, members))?;
                Ok(vectors.rows().into_iter().map(|vector| head(vector).into()).collect())
            })
            .collect::<Result<_, EncoderError>>()?;
        for (i, result) in batches.concat().into_iter().zip(results.into_iter().flatten()) {
            if let Some(pass) = pass {
                self.cache.put(pass, new[i], result.clone());
            }
            known.insert(new[i], Some(result));
        }
        self.encoded.fetch_add(new.len() as u64, Ordering::Relaxed);
        self.reused.fetch_add((sequences.len() - new.len()) as u64, Ordering::Relaxed);
        // Invariant: each sequence was either cached or stands in a batch.
        Ok(sequences.iter().map(|s| known[s].clone().expect("every sequence has a result")).collect())
    }

    fn theme_scores(&self, probabilities: &[f32]) -> Vec<ThemeScore> {
        let themes = self.codebook.themes.iter().zip(&self.recognizers).zip(probabilities);
        themes
            .map(|((theme, recognizer), probability)| ThemeScore {
                id: theme.id.clone(),
                probability: *probability,
                present: *probability >= recognizer.threshold(),
            })
            .collect()
    }

    fn stance_score(&self, theme: usize, target: usize, probabilities: &[f32]) -> StanceScore {
        let head = 3 * self.stance_heads[theme][target];
        let theme = &self.codebook.themes[theme];
        let probabilities = [probabilities[head], probabilities[head + 1], probabilities[head + 2]];
        StanceScore::new(&theme.id, &theme.targets[target].id, probabilities)
    }
}

/// The token ids of what `input` consists of.
fn parts<'i>(input: &Input<'_>, ids: &'i HashMap<&str, Vec<u32>>) -> Parts<'i> {
    Parts { sentence: &ids[input.sentence], title: &ids[input.title], previous: &ids[input.previous] }
}
