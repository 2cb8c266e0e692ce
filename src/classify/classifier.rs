//! The classifier: sentences with their surroundings in, themes and stances out.

use super::cache::{Cache, Outputs};
use super::heads::{Heads, Recognizer};
use super::likeness::direction;
use super::{Label, StanceScore, ThemeScore};
use crate::codebook::{Codebook, Target};
use crate::encoder::{
    Backend, EncoderError, ModelError, ModelFolder, Sequence, Sequences, Tokenizer, Tokens, flatten, plan,
};
use ndarray::ArrayView1;
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// An article as the model sees it.
#[derive(Debug, Clone, Default)]
pub struct Document<'a> {
    /// Its title; empty if it has none.
    pub title: &'a str,
    /// Its sentences, in order.
    pub sentences: Vec<Input<'a>>,
    /// The theme pass' vector of each sentence, where attribution has worked them out on its way: empty if not.
    pub vectors: &'a [Arc<[f32]>],
}

/// A sentence as the model sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Input<'a> {
    /// The sentence.
    pub text: &'a str,
    /// Whether it has a speaker; who it is, the model is not told.
    pub speaker: bool,
    /// Numbers of themes whose targets get a stance besides, whether or not the theme is found (for evaluation).
    pub also: &'a [usize],
}

/// Themes and stances of one input.
#[derive(Debug, Clone, PartialEq)]
pub struct Codes {
    /// Every theme of the codebook, in its order.
    pub themes: Vec<ThemeScore>,
    /// The targets of the themes that are present, in the codebook's order.
    pub stances: Vec<StanceScore>,
    /// The targets of the themes that were asked for ([`Input::also`]), in the codebook's order: of a theme that is present
    /// as in `stances`, of one that is not as if it were.
    pub asked: Vec<StanceScore>,
    /// Tokens of the sentence, before it was cut.
    pub tokens: usize,
    /// Whether the sentence was cut to the model's limit.
    pub truncated: bool,
}

/// A sentence and a target whose stance it is asked for, by number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) document: usize,
    pub(super) sentence: usize,
    pub(super) theme: usize,
    pub(super) target: usize,
}

/// The two passes over one encoder.
pub struct Classifier {
    pub(super) backend: Arc<dyn Backend>,
    /// The encoder that compares sentences with entries, where the codebook has a theme that needs it.
    pub(super) entries: Option<Arc<dyn Backend>>,
    pub(super) tokenizer: Arc<Tokenizer>,
    pub(super) sequences: Sequences,
    pub(super) heads: Heads,
    pub(super) codebook: Codebook,
    pub(super) recognizers: Vec<Recognizer>,
    /// Token ids of the propositions as the model reads them, theme by theme: of a proposition that denies something, what
    /// it denies, since the stance pass overlooks a "not".
    pub(super) propositions: Vec<Vec<Vec<u32>>>,
    /// Whether favor and against change places for a target, theme by theme: the common head hears what its proposition
    /// denies. (A head of its own has learned on which side it is.)
    pub(super) reversed: Vec<Vec<bool>>,
    /// Number of the stance head of each target, theme by theme; 0 is the common one.
    pub(super) stance_heads: Vec<Vec<usize>>,
    cache: Cache,
    encoded: AtomicU64,
    reused: AtomicU64,
}

impl Classifier {
    /// A classifier over an opened model folder, with `backend` running its encoder
    /// ([`BackendChoice::backend`](crate::encoder::BackendChoice::backend)) and `entries` the one for themes without a head
    /// ([`BackendChoice::entries`](crate::encoder::BackendChoice::entries)), which [`Classifier::needs_entries`] says
    /// whether there is use for.
    ///
    /// # Errors
    /// [`ModelError`] if the model's tensors are not what its configuration says, it has no encoder for a theme, or
    /// [`ModelError::Encoder`] if that fails on a theme.
    pub fn new(
        model: &ModelFolder,
        codebook: Codebook,
        backend: Arc<dyn Backend>,
        entries: Option<Arc<dyn Backend>>,
    ) -> Result<Self, ModelError> {
        let ModelFolder { config, tokenizer, weights, .. } = model;
        let tokenizer = Arc::clone(tokenizer);
        let settings = &config.demarche;
        let heads = Heads::read(weights, settings, config.hidden_size)?;
        let failed = |error: EncoderError| model.failed(error);
        let ids = |text: &str| tokenizer.ids(text).map_err(failed);
        let sequences = Sequences::new(&tokenizer, &settings.inputs).map_err(failed)?;
        let mut recognizers = Vec::new();
        let mut propositions = Vec::new();
        let mut stance_heads: Vec<Vec<usize>> = Vec::new();
        let mut reversed = Vec::new();
        for theme in &codebook.themes {
            let read = |target: &Target| ids(target.denied().as_ref().unwrap_or(&target.proposition));
            propositions.push(theme.targets.iter().map(read).collect::<Result<_, _>>()?);
            let own = |target: &Target| settings.stance.targets.iter().position(|own| own.id == target.id);
            stance_heads.push(theme.targets.iter().map(|target| own(target).map_or(0, |own| own + 1)).collect());
            let is_reversed = |target: &Target| own(target).is_none() && target.denied().is_some();
            reversed.push(theme.targets.iter().map(is_reversed).collect());
            recognizers.push(match (Recognizer::trained(settings, theme), &entries) {
                (Some(trained), _) if entries.is_some() || !trained.by_likeness() => trained,
                (None, Some(entries)) => {
                    let direction = direction(&**entries, &sequences, theme, |text| tokenizer.ids(text));
                    Recognizer::Entry { direction: direction.map_err(failed)?, threshold: settings.unseen.threshold }
                }
                _ => {
                    let reason = format!(
                        "the model folder has no entries.safetensors, by which the theme {:?} would be recognized: take the \
                         folder that ships",
                        theme.id
                    );
                    return Err(ModelError::Backend { reason });
                }
            });
        }
        let entries = entries.filter(|_| recognizers.iter().any(Recognizer::by_likeness));
        Ok(Self {
            backend,
            entries,
            tokenizer,
            sequences,
            heads,
            codebook,
            recognizers,
            propositions,
            reversed,
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

    /// Whether theme number `theme` of the codebook has a head that was trained for a theme of its id.
    pub fn has_theme_head(&self, theme: usize) -> bool {
        matches!(self.recognizers[theme], Recognizer::Trained { .. })
    }

    /// Whether target number `target` of it has a stance head that was trained for a target of its id.
    pub fn has_stance_head(&self, theme: usize, target: usize) -> bool {
        self.stance_heads[theme][target] > 0
    }

    /// Name of the backend.
    pub fn backend(&self) -> &str {
        self.backend.name()
    }

    /// Sequences encoded so far, and sequences that equalled an earlier one and were not encoded again.
    pub fn encoded_and_reused(&self) -> (u64, u64) {
        (self.encoded.load(Ordering::Relaxed), self.reused.load(Ordering::Relaxed))
    }

    /// Themes and stances of every sentence, document by document. Runs on rayon's current thread pool.
    ///
    /// # Errors
    /// [`EncoderError`] if model and tokenizer do not fit together.
    pub fn code(&self, documents: &[Document<'_>]) -> Result<Vec<Vec<Codes>>, EncoderError> {
        let ids = self.tokenize(documents)?;
        let tokens: Vec<_> = documents.iter().map(|document| tokens(document, &ids)).collect();
        let themes = self.themes(documents, &tokens)?;
        let mut codes = self.without_stances(&tokens, themes.iter().flatten());
        let is_asked = |pair: &Pair| documents[pair.document].sentences[pair.sentence].also.contains(&pair.theme);
        let is_present =
            |codes: &[Vec<Codes>], pair: &Pair| codes[pair.document][pair.sentence].themes[pair.theme].present;
        let head = |vector: ArrayView1<'_, f32>| self.heads.stance(vector);
        let read = self.stance_pass(Some(1), &tokens, |pair| is_present(&codes, pair) || is_asked(pair), head)?;
        for (pair, of) in &read {
            let score = self.stance_score(pair.theme, pair.target, of);
            if is_asked(pair) {
                codes[pair.document][pair.sentence].asked.push(score.clone());
            }
            if is_present(&codes, pair) {
                codes[pair.document][pair.sentence].stances.push(score);
            }
        }
        Ok(codes)
    }

    /// Whether the stance towards this target is read off what its proposition denies, favor and against exchanged.
    pub fn is_reversed(&self, theme: usize, target: usize) -> bool {
        self.reversed[theme][target]
    }

    /// The probabilities of themes of every sentence: by the vectors that a document brings, else by the theme pass.
    fn themes(&self, documents: &[Document<'_>], tokens: &[Tokens<'_>]) -> Result<Vec<Vec<Vec<f32>>>, EncoderError> {
        let head = |vector: ArrayView1<'_, f32>| self.heads.themes(vector, &self.recognizers);
        let brought = |document: &Document<'_>| document.vectors.len() == document.sentences.len();
        let rest: Vec<Tokens<'_>> =
            documents.iter().zip(tokens).filter(|(document, _)| !brought(document)).map(|(_, t)| t.clone()).collect();
        // First those with vectors, so that a copy that comes without finds its sequences in the cache.
        let known: Vec<_> = documents.iter().zip(tokens).filter(|(document, _)| brought(document)).collect();
        let known: Vec<(&Tokens<'_>, Vec<Vec<f32>>)> = known
            .into_par_iter()
            .map(|(document, tokens)| {
                let values: Vec<_> = document.vectors.iter().map(|vector| head((&vector[..]).into())).collect();
                (tokens, values)
            })
            .collect();
        // In the order of the documents, so that what a full cache lets go is the same in every run.
        known.iter().for_each(|(tokens, values)| self.keep_themes(tokens, values));
        let mut read = self.theme_pass(Some(0), &rest, head)?.into_iter();
        let mut known = known.into_iter().map(|(_, values)| values);
        let of_document = |document: &Document<'_>| match brought(document) {
            true => known.next(),
            false => read.next(),
        };
        let mut all: Vec<Vec<Vec<f32>>> = documents.iter().filter_map(of_document).collect();
        if let Some(likeness) = self.likeness(tokens)? {
            let both = all.iter_mut().flatten().zip(likeness.iter().flatten());
            both.for_each(|(values, vector)| self.heads.by_likeness(vector, &self.recognizers, values));
        }
        Ok(all)
    }

    /// Puts what the theme pass would give for an article, `values` by sentence, into the cache.
    fn keep_themes(&self, tokens: &Tokens<'_>, values: &[Vec<f32>]) {
        let windows = self.sequences.theme_windows(tokens);
        for window in &windows {
            let outputs: Vec<_> = window.read.iter().map(|sentence| values[*sentence].clone()).collect();
            self.cache.put(0, &self.sequences.theme(tokens, window), &outputs);
        }
        self.encoded.fetch_add(windows.len() as u64, Ordering::Relaxed);
    }

    /// `head` of every sentence's vector of the theme pass.
    pub(super) fn theme_pass(
        &self,
        pass: Option<u8>,
        tokens: &[Tokens<'_>],
        head: impl Fn(ArrayView1<'_, f32>) -> Vec<f32> + Sync,
    ) -> Result<Vec<Vec<Vec<f32>>>, EncoderError> {
        let (mut owners, mut sequences) = (Vec::new(), Vec::new());
        for (document, tokens) in tokens.iter().enumerate() {
            for window in self.sequences.theme_windows(tokens) {
                sequences.push(self.sequences.theme(tokens, &window));
                owners.push(document);
            }
        }
        let mut out: Vec<Vec<Vec<f32>>> = tokens.iter().map(|t| Vec::with_capacity(t.sentences.len())).collect();
        for (document, values) in owners.into_iter().zip(self.run(&*self.backend, pass, &sequences, head)?) {
            out[document].extend(values.iter().cloned());
        }
        Ok(out)
    }

    /// `head` of the stance pass' vector of every sentence and target that is `wanted`, a sentence's in the codebook's order.
    pub(super) fn stance_pass(
        &self,
        pass: Option<u8>,
        tokens: &[Tokens<'_>],
        wanted: impl Fn(&Pair) -> bool,
        head: impl Fn(ArrayView1<'_, f32>) -> Vec<f32> + Sync,
    ) -> Result<Vec<(Pair, Vec<f32>)>, EncoderError> {
        let (mut owners, mut sequences) = (Vec::new(), Vec::new());
        for (document, tokens) in tokens.iter().enumerate() {
            for (theme, propositions) in self.propositions.iter().enumerate() {
                // All targets of a theme are read of the same sentences.
                let pair = |sentence, target| Pair { document, sentence, theme, target };
                let windows = self.sequences.stance_windows(tokens, |sentence| wanted(&pair(sentence, 0)));
                for (target, proposition) in propositions.iter().enumerate() {
                    for window in &windows {
                        sequences.push(self.sequences.stance(tokens, window, proposition));
                        owners.push(window.read.iter().map(|sentence| pair(*sentence, target)).collect::<Vec<_>>());
                    }
                }
            }
        }
        let values = self.run(&*self.backend, pass, &sequences, head)?;
        Ok(owners.into_iter().zip(values).flat_map(|(pairs, v)| pairs.into_iter().zip(v.to_vec())).collect())
    }

    /// Token ids of every distinct text of `documents`.
    pub(super) fn tokenize<'a>(&self, documents: &[Document<'a>]) -> Result<HashMap<&'a str, Vec<u32>>, EncoderError> {
        let texts = |document: &Document<'a>| {
            std::iter::once(document.title).chain(document.sentences.iter().map(|input| input.text)).collect::<Vec<_>>()
        };
        let mut texts: Vec<&str> = documents.iter().flat_map(texts).collect();
        texts.par_sort_unstable();
        texts.dedup();
        texts.into_par_iter().map(|text| Ok((text, self.tokenizer.ids(text)?))).collect()
    }

    /// `head` of every vector of every sequence. Equal sequences are encoded once, in this call and, by the name of the
    /// pass, over all calls.
    pub(super) fn run(
        &self,
        backend: &dyn Backend,
        pass: Option<u8>,
        sequences: &[Sequence],
        head: impl Fn(ArrayView1<'_, f32>) -> Vec<f32> + Sync,
    ) -> Result<Vec<Outputs>, EncoderError> {
        let mut known: HashMap<&Sequence, Option<Outputs>> = HashMap::new();
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
        let batches = plan(&new, backend.batch_tokens());
        let results: Vec<Vec<Outputs>> = batches
            .par_iter()
            .map(|members| {
                let vectors = backend.encode(&flatten(&new, members))?;
                let mut rows = vectors.rows().into_iter();
                let outputs = |i: &usize| rows.by_ref().take(new[*i].spans.len()).map(&head).collect();
                Ok(members.iter().map(outputs).collect())
            })
            .collect::<Result<_, EncoderError>>()?;
        for (i, result) in batches.concat().into_iter().zip(results.into_iter().flatten()) {
            if let Some(pass) = pass {
                self.cache.put(pass, new[i], &result);
            }
            known.insert(new[i], Some(result));
        }
        self.encoded.fetch_add(new.len() as u64, Ordering::Relaxed);
        self.reused.fetch_add((sequences.len() - new.len()) as u64, Ordering::Relaxed);
        // Invariant: each sequence was either cached or stands in a batch.
        Ok(sequences.iter().map(|s| known[s].clone().expect("every sequence has a result")).collect())
    }

    /// The codes of every sentence by the probabilities of its themes, stances to come.
    pub(super) fn without_stances<'p>(
        &self,
        tokens: &[Tokens<'_>],
        mut probabilities: impl Iterator<Item = &'p Vec<f32>>,
    ) -> Vec<Vec<Codes>> {
        let limit = self.sequences.settings.sentence_tokens;
        let codes = |ids: &[u32], probabilities: &[f32]| Codes {
            themes: self.theme_scores(probabilities),
            stances: Vec::new(),
            asked: Vec::new(),
            tokens: ids.len(),
            truncated: ids.len() > limit,
        };
        let of_document = |tokens: &Tokens<'_>| {
            tokens.sentences.iter().zip(&mut probabilities).map(|(ids, of)| codes(ids, of)).collect()
        };
        tokens.iter().map(of_document).collect()
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

    pub(super) fn stance_score(&self, theme: usize, target: usize, probabilities: &[f32]) -> StanceScore {
        let head = self.stance_heads[theme][target];
        let mut probabilities = std::array::from_fn(|i| probabilities[3 * head + i]);
        let mut label = self.heads.label(head, probabilities);
        if self.is_reversed(theme, target) {
            probabilities.swap(Label::Favor.index(), Label::Against.index());
            label = label.reversed();
        }
        let theme = &self.codebook.themes[theme];
        StanceScore::with_label(&theme.id, &theme.targets[target].id, probabilities, label)
    }
}

/// The token ids of a document.
pub(super) fn tokens<'i>(document: &Document<'_>, ids: &'i HashMap<&str, Vec<u32>>) -> Tokens<'i> {
    Tokens {
        title: &ids[document.title],
        sentences: document.sentences.iter().map(|input| &ids[input.text][..]).collect(),
        speakers: document.sentences.iter().map(|input| input.speaker).collect(),
    }
}
