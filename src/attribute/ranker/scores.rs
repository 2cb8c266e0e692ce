//! What the network says of one article.

use super::head::{Head, WindowStates, relation};
use crate::attribute::choice::Rank;
use std::collections::HashMap;
use std::ops::Range;

/// What is known of an article's sentences and names, from which any candidate can be ranked.
#[derive(Debug)]
pub(in crate::attribute) struct Scores<'h> {
    pub(super) head: &'h Head,
    /// Of each sentence the window that reads it, and its number in there.
    pub(super) sentences: Vec<(usize, usize)>,
    pub(super) windows: Vec<Names>,
}

/// A window with the names that it shows: by their bytes the number in the window and that of the sentence.
#[derive(Debug)]
pub(super) struct Names {
    pub states: WindowStates,
    pub numbers: HashMap<(usize, usize), (usize, usize)>,
}

impl Scores<'_> {
    /// The rank of a candidate of sentence `sentence`: `manner` is how the rules came to it, `speakers` has for each of its speakers
    /// the bytes of their mentions in the article, `source` those of the words that name the source of its cue. Without speakers
    /// it is that nobody speaks.
    pub fn rank(
        &self,
        sentence: usize,
        manner: &str,
        speakers: &[&[Range<usize>]],
        source: Option<Range<usize>>,
    ) -> Rank {
        let (window, place) = self.sentences[sentence];
        let Names { states, numbers } = &self.windows[window];
        let manner = self.head.manner(manner);
        let named = |bytes: &Range<usize>| numbers.get(&(bytes.start, bytes.end)).copied();
        let pair = |(name, at): (usize, usize), source: bool| {
            self.head.pair(states, (place, name), relation(sentence, at, source), manner)
        };
        let source = source.as_ref().and_then(named).filter(|(_, at)| *at == sentence);
        let of_source = source.map(|name| pair(name, true));
        let of_speaker = |mentions: &&[Range<usize>]| {
            let of_mentions = mentions.iter().filter_map(named).map(|name| pair(name, false));
            let logits: Vec<f32> = of_source.into_iter().chain(of_mentions).collect();
            log_sum(&logits).unwrap_or_else(|| states.absent[place] + manner.map_or(0.0, |(_, absent)| *absent))
        };
        let logit = match speakers.len() {
            0 => states.nobody[place],
            n => speakers.iter().map(of_speaker).sum::<f32>() / n as f32,
        };
        Rank { of_rules: self.head.rules, added: self.head.own * logit }
    }
}

/// The log of the sum of exponentials; none of nothing.
fn log_sum(logits: &[f32]) -> Option<f32> {
    let largest = logits.iter().copied().reduce(f32::max)?;
    Some(logits.iter().map(|logit| (logit - largest).exp()).sum::<f32>().ln() + largest)
}
