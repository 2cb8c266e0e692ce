//! The rules with the ranker beside them.

use super::copies::{self, Copies, Encoded, Windows};
use super::head::Head;
use super::scores::{Names, Scores};
use super::spots::{Spot, sequence, spots};
use crate::article::Article;
use crate::attribute::{Attributed, Attributor, Rules};
use crate::encoder::{
    Backend, EncoderError, ModelError, ModelFolder, Sequence, Sequences, Tokenizer, Tokens, flatten, plan,
};
use crate::segment::Sentence;
use ndarray::s;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Bytes of text that are encoded at a time: the vectors of their sentences and names are held until all are read.
const PIECE: usize = 80_000;

/// Attribution by rules whose candidates an encoder has ranked, too.
pub struct Ranked {
    rules: Rules,
    pub(super) backend: Arc<dyn Backend>,
    pub(super) tokenizer: Arc<Tokenizer>,
    sequences: Sequences,
    pub(super) head: Head,
    copies: Copies,
    windows: Windows,
}

/// An article cut into tokens.
pub(super) struct Read {
    pub title: Vec<u32>,
    pub ids: Vec<Vec<u32>>,
    pub spots: Vec<Spot>,
}

/// A window of an article.
pub(super) struct Part {
    article: usize,
    /// Sentences that it reads.
    pub read: Vec<usize>,
    /// Numbers of the spots that it shows.
    pub shown: Vec<usize>,
    pub sequence: Sequence,
}

impl Ranked {
    /// `rules`, ranked by the branch for speakers of `backend`, which runs the encoder of `model`
    /// ([`BackendChoice::backend`](crate::encoder::BackendChoice::backend)); none if the model has no such part.
    ///
    /// # Errors
    /// [`ModelError`] if its tensors are not of the expected shape.
    pub fn new(rules: Rules, model: &ModelFolder, backend: Arc<dyn Backend>) -> Result<Option<Self>, ModelError> {
        let Some(weights) = model.speakers.as_ref().filter(|_| backend.has_branch()) else { return Ok(None) };
        let tokenizer = Arc::clone(&model.tokenizer);
        let sequences =
            Sequences::new(&tokenizer, &model.config.demarche.inputs).map_err(|error| model.failed(error))?;
        let head = Head::read(weights, model.config.hidden_size)?;
        Ok(Some(Self {
            rules,
            backend,
            tokenizer,
            sequences,
            head,
            copies: Copies::default(),
            windows: Windows::default(),
        }))
    }

    fn read(&self, article: &Article, sentences: &[Sentence]) -> Result<Read, EncoderError> {
        let ranges: Vec<Range<usize>> = sentences.iter().map(|s| s.span.byte_start..s.span.byte_end).collect();
        let tokenize = |range: &Range<usize>| self.tokenizer.ids_and_bytes(&article.text[range.clone()]);
        let tokens = ranges.iter().map(tokenize).collect::<Result<Vec<_>, _>>()?;
        let (ids, bytes): (Vec<_>, Vec<_>) = tokens.into_iter().unzip();
        let title = self.tokenizer.ids(article.title.as_deref().map_or("", str::trim))?;
        let names = self.rules.names(article, sentences)?;
        let spots = spots(&names, &ranges, &bytes, self.sequences.settings.sentence_tokens);
        Ok(Read { title, ids, spots })
    }

    /// The windows of an article, as the theme pass reads them.
    pub(super) fn parts(&self, article: usize, read: &Read) -> Vec<Part> {
        let tokens = Tokens {
            title: &read.title,
            sentences: read.ids.iter().map(Vec::as_slice).collect(),
            speakers: vec![false; read.ids.len()],
        };
        self.sequences
            .theme_windows(&tokens)
            .into_iter()
            .map(|window| {
                let (sequence, shown) = sequence(&self.sequences, &tokens, &window, &read.spots);
                Part { article, read: window.read, shown, sequence }
            })
            .collect()
    }

    /// The articles with what the encoder says of them; speakers have no ids yet.
    fn attribute(&self, articles: &[(&Article, &[Sentence])]) -> Result<Vec<Attributed>, EncoderError> {
        let read: Vec<Read> = articles.par_iter().map(|(a, s)| self.read(a, s)).collect::<Result<_, _>>()?;
        let parts: Vec<Part> = read.par_iter().enumerate().flat_map_iter(|(i, read)| self.parts(i, read)).collect();
        let known = self.encode(&parts)?;
        // In the order of the parts, so that the sentences of an article come in theirs.
        let mut by_article: Vec<Vec<(usize, &Encoded)>> = articles.iter().map(|_| Vec::new()).collect();
        for (i, part) in parts.iter().enumerate() {
            by_article[part.article].push((i, &known[&part.sequence]));
        }
        let attributed = articles.par_iter().zip(&read).zip(by_article);
        attributed
            .map(|(((article, sentences), read), encoded)| {
                let scores = self.scores(&parts, &read.spots, &encoded);
                let attributed = self.rules.ranked(article, sentences, &scores)?;
                let vectors = encoded.iter().flat_map(|(_, of)| of.vectors.iter().cloned()).collect();
                Ok(Attributed { vectors, ..attributed })
            })
            .collect()
    }

    /// What the encoder gives for the windows `parts`, by their sequences; equal ones are encoded once.
    fn encode<'p>(&self, parts: &'p [Part]) -> Result<HashMap<&'p Sequence, Arc<Encoded>>, EncoderError> {
        let mut known: HashMap<&Sequence, Arc<Encoded>> = HashMap::new();
        let (mut new, mut sequences): (Vec<&Part>, Vec<&Sequence>) = (Vec::new(), Vec::new());
        let mut seen: HashSet<&Sequence> = HashSet::new();
        for part in parts.iter().filter(|part| seen.insert(&part.sequence)) {
            if let Some(encoded) = self.windows.get(&part.sequence) {
                known.insert(&part.sequence, encoded);
            } else {
                new.push(part);
                sequences.push(&part.sequence);
            }
        }
        let batches = plan(&sequences, self.backend.batch_tokens());
        let encoded = batches
            .par_iter()
            .map(|members| {
                let (vectors, branch) = self.backend.encode_branched(&flatten(&sequences, members))?;
                let (mut vectors, mut first) = (vectors.rows().into_iter(), 0);
                let encoded = members.iter().map(|i| {
                    let Part { read, shown, .. } = new[*i];
                    let rows = first..first + read.len() + shown.len();
                    first = rows.end;
                    let vectors = vectors.by_ref().take(read.len()).map(|v| v.iter().copied().collect()).collect();
                    (sequences[*i], Arc::new(Encoded { vectors, branch: branch.slice(s![rows, ..]).to_owned() }))
                });
                Ok(encoded.collect::<Vec<_>>())
            })
            .collect::<Result<Vec<_>, EncoderError>>()?;
        for (sequence, encoded) in encoded.into_iter().flatten() {
            self.windows.put(sequence, &encoded);
            known.insert(sequence, encoded);
        }
        Ok(known)
    }

    /// The scores of an article from what the encoder gives for its windows.
    fn scores(&self, parts: &[Part], spots: &[Spot], encoded: &[(usize, &Encoded)]) -> Scores<'_> {
        let mut scores = Scores { head: &self.head, sentences: Vec::new(), windows: Vec::new() };
        for (window, (part, Encoded { branch, .. })) in encoded.iter().enumerate() {
            let Part { read, shown, .. } = &parts[*part];
            let key = |i: &usize| (spots[*i].bytes.start, spots[*i].bytes.end);
            let numbers = shown.iter().enumerate().map(|(number, i)| (key(i), (number, spots[*i].sentence))).collect();
            scores.sentences.extend((0..read.len()).map(|place| (window, place)));
            scores.windows.push(Names { states: self.head.window(branch.view(), read.len()), numbers });
        }
        scores
    }
}

impl Attributor for Ranked {
    fn name(&self) -> &str {
        "rules and ranker"
    }

    fn attribute_all(&self, articles: &[(&Article, &[Sentence])]) -> Result<Vec<Attributed>, EncoderError> {
        let keys: Vec<u128> = articles.iter().map(|(article, sentences)| copies::key(article, sentences)).collect();
        let mut found: HashMap<u128, Attributed> =
            keys.iter().filter_map(|key| Some((*key, self.copies.get(*key)?))).collect();
        let mut new: Vec<usize> = Vec::new();
        for (i, key) in keys.iter().enumerate() {
            if !found.contains_key(key) && new.iter().all(|other| keys[*other] != *key) {
                new.push(i);
            }
        }
        let mut fresh: HashMap<usize, Attributed> = HashMap::new();
        for piece in pieces(&new, |i| articles[i].0.text.len()) {
            let pairs: Vec<_> = piece.iter().map(|i| articles[*i]).collect();
            for (i, attributed) in piece.iter().zip(self.attribute(&pairs)?) {
                // A copy has no vectors: the classifier knows its sequences already.
                let copy = Attributed { vectors: Vec::new(), ..attributed.clone() };
                self.copies.put(keys[*i], &copy);
                found.insert(keys[*i], copy);
                fresh.insert(*i, attributed);
            }
        }
        let of_article = |(i, (article, _)): (usize, &(&Article, &[Sentence]))| {
            let mut attributed = fresh.remove(&i).unwrap_or_else(|| found[&keys[i]].clone());
            for problem in &mut attributed.problems {
                problem.file.clone_from(&article.origin.file);
                (problem.record, problem.article) = (article.origin.record, Some(article.id.clone()));
            }
            self.rules.directory().identify(&mut attributed, &article.id, article.date);
            attributed
        };
        Ok(articles.iter().enumerate().map(of_article).collect())
    }
}

/// `articles` in pieces of at most [`PIECE`] bytes of text, or one article.
fn pieces(articles: &[usize], length: impl Fn(usize) -> usize) -> Vec<Vec<usize>> {
    let mut pieces: Vec<Vec<usize>> = Vec::new();
    let mut room = 0;
    for &article in articles {
        let bytes = length(article);
        match pieces.last_mut() {
            Some(piece) if bytes <= room => piece.push(article),
            _ => {
                pieces.push(vec![article]);
                room = PIECE;
            }
        }
        room = room.saturating_sub(bytes);
    }
    pieces
}
