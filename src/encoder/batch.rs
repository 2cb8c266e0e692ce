//! Sequences laid end to end.

use super::backend::EncoderError;
use std::ops::Range;

/// Token sequences, flattened: no sequence is padded, so that no computation is spent on padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Token ids of all sequences, one after the other: `[tokens]`.
    pub input_ids: Vec<u32>,
    /// Segment of each token (0 or 1): `[tokens]`.
    pub token_type_ids: Vec<u8>,
    /// Where each sequence starts, and the end of the last one: `[len + 1]`, ascending from 0.
    pub cumulative_lengths: Vec<usize>,
    /// The token ranges of which a vector is wanted, each inside one sequence and not empty: `[vectors]`.
    pub spans: Vec<Range<usize>>,
    /// The same for the vectors of the second encoder ([`Backend::encode_branched`](super::Backend::encode_branched)).
    pub branch_spans: Vec<Range<usize>>,
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            input_ids: Vec::new(),
            token_type_ids: Vec::new(),
            cumulative_lengths: vec![0],
            spans: vec![],
            branch_spans: vec![],
        }
    }
}

impl Batch {
    /// Adds a sequence. `types` gives the segment of each of the `ids`; both have the same length. `spans` are the
    /// ranges of its tokens, counted from its start, of which a vector is wanted.
    pub fn push(&mut self, ids: &[u32], types: &[u8], spans: &[Range<usize>]) {
        debug_assert_eq!(ids.len(), types.len());
        debug_assert!(spans.iter().all(|span| !span.is_empty() && span.end <= ids.len()));
        let offset = self.tokens();
        self.spans.extend(spans.iter().map(|span| span.start + offset..span.end + offset));
        self.input_ids.extend_from_slice(ids);
        self.token_type_ids.extend_from_slice(types);
        self.cumulative_lengths.push(self.input_ids.len());
    }

    /// Asks for vectors of the second encoder: `spans` are ranges of tokens of the sequence that was added last, counted
    /// from its start.
    pub fn branch(&mut self, spans: &[Range<usize>]) {
        let offset = self.cumulative_lengths.iter().rev().nth(1).copied().unwrap_or(0);
        self.branch_spans.extend(spans.iter().map(|span| span.start + offset..span.end + offset));
    }

    /// Number of sequences.
    pub fn len(&self) -> usize {
        self.cumulative_lengths.len() - 1
    }

    /// Whether there is no sequence.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of tokens of all sequences.
    pub fn tokens(&self) -> usize {
        self.input_ids.len()
    }

    /// Whether an encoder of `max_tokens` and `vocabulary` can take the batch.
    ///
    /// # Errors
    /// [`EncoderError`] naming the first sequence that is too long, or the first token id that is unknown.
    pub fn check(&self, max_tokens: usize, vocabulary: usize) -> Result<(), EncoderError> {
        if let Some((sequence, tokens)) = self.sequences().enumerate().find(|(_, tokens)| tokens.len() > max_tokens) {
            return Err(EncoderError::TooLong { sequence, tokens: tokens.len(), limit: max_tokens });
        }
        match self.input_ids.iter().find(|id| **id as usize >= vocabulary) {
            Some(id) => Err(EncoderError::UnknownToken { id: *id, vocabulary }),
            None => Ok(()),
        }
    }

    /// The token range of each sequence, in order.
    pub fn sequences(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.cumulative_lengths.windows(2).map(|ends| ends[0]..ends[1])
    }
}
