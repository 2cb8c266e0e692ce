//! What the network says of one article.

use super::head::{Head, MentionState, SentenceState, relation};
use crate::attribute::weigh::Rank;
use std::collections::HashMap;
use std::ops::Range;

/// The states of an article's sentences and names, from which any candidate can be ranked.
#[derive(Debug)]
pub(in crate::attribute) struct Scores<'h> {
    pub(super) head: &'h Head,
    /// Of each sentence, with the number of the window that reads it.
    pub(super) sentences: Vec<(SentenceState, usize)>,
    /// By window the names that it shows, by their bytes, with the number of their sentence.
    pub(super) windows: Vec<HashMap<(usize, usize), (MentionState, usize)>>,
}

impl Scores<'_> {
    /// The rank of a candidate of sentence `sentence`: `manner` is how the rules came to it, `speakers` has for each of its speakers the bytes of their mentions
    /// in the article, `source` those of the words that name the source of its cue. Without speakers it is that nobody speaks.
    pub fn rank(
        &self,
        sentence: usize,
        manner: &str,
        speakers: &[&[Range<usize>]],
        source: Option<Range<usize>>,
    ) -> Rank {
        let (state, window) = &self.sentences[sentence];
        let (names, manner) = (&self.windows[*window], self.head.manner(manner));
        let named = |bytes: &Range<usize>| names.get(&(bytes.start, bytes.end));
        let source = source.as_ref().and_then(named).filter(|(_, at)| *at == sentence);
        let pair = |(mention, at): &(MentionState, usize), source: bool| {
            self.head.pair(state, mention, relation(sentence, *at, source), manner)
        };
        let of_source = source.map(|name| pair(name, true));
        let of_speaker = |mentions: &&[Range<usize>]| {
            let of_mentions = mentions.iter().filter_map(named).map(|name| pair(name, false));
            let logits: Vec<f32> = of_source.into_iter().chain(of_mentions).collect();
            log_sum(&logits).unwrap_or_else(|| state.absent + manner.map_or(0.0, |(_, absent)| *absent))
        };
        let logit = match speakers.len() {
            0 => state.nobody,
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
