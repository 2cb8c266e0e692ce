//! Pairs of a premise and a hypothesis as token sequences, by a model's own tokenizer.json.

use tokenizers::tokenizer::PostProcessor;
use tokenizers::{Encoding, Tokenizer, TruncationDirection};

/// The tokens of a pair.
pub(super) struct Pair {
    pub ids: Vec<u32>,
    pub types: Vec<u8>,
    /// Whether the premise was cut.
    pub truncated: bool,
}

/// A tokenizer of pairs.
pub(super) struct PairTokenizer {
    inner: Tokenizer,
    /// Longest sequence, special tokens included.
    limit: usize,
    /// Special tokens of a pair.
    special: usize,
}

impl PairTokenizer {
    /// Reads `tokenizer.json` for a model of `limit` positions and `vocabulary` token ids; the reason if it cannot be used.
    pub fn from_bytes(json: &[u8], limit: usize, vocabulary: usize) -> Result<Self, String> {
        let mut inner = Tokenizer::from_bytes(json).map_err(|error| error.to_string())?;
        // Premises are cut where pairs are put together, so that nothing is cut unseen.
        inner.with_truncation(None).map_err(|error| error.to_string())?;
        inner.with_padding(None);
        let special = inner.get_post_processor().map_or(0, |processor| processor.added_tokens(true));
        if special == 0 {
            return Err(
                "its post_processor adds no special tokens to a pair; expected one such as [CLS] A [SEP] B [SEP]"
                    .to_owned(),
            );
        }
        let highest = inner.get_vocab(true).into_values().max().unwrap_or(0) as usize;
        if highest >= vocabulary {
            return Err(format!(
                "it has token ids up to {highest}, but vocab_size in config.json is {vocabulary}; the two files do not \
                 belong together"
            ));
        }
        Ok(Self { inner, limit, special })
    }

    /// The tokens of a text, not cut, without special tokens.
    pub fn encode(&self, text: &str) -> Result<Encoding, String> {
        self.inner.encode_fast(text, false).map_err(|error| error.to_string())
    }

    /// Whether a hypothesis leaves half of the sequence to the premise; the reason if it does not.
    pub fn check(&self, hypothesis: &str) -> Result<(), String> {
        let tokens = self.encode(hypothesis)?.len();
        if 2 * (tokens + self.special) <= self.limit {
            return Ok(());
        }
        Err(format!("it has {tokens} tokens, and the model takes {} for it and the sentence", self.limit))
    }

    /// Premise and hypothesis in one sequence; a premise that does not fit is cut at its end.
    pub fn pair(&self, premise: &Encoding, hypothesis: &Encoding) -> Result<Pair, String> {
        let mut premise = premise.clone();
        let room = self.limit.saturating_sub(hypothesis.len() + self.special);
        let truncated = premise.len() > room;
        premise.truncate(room, 0, TruncationDirection::Right);
        let both =
            self.inner.post_process(premise, Some(hypothesis.clone()), true).map_err(|error| error.to_string())?;
        let types = both.get_type_ids().iter().map(|segment| u8::from(*segment != 0)).collect();
        Ok(Pair { ids: both.get_ids().to_vec(), types, truncated })
    }
}
