//! Text to token ids, by `tokenizers`.

use super::backend::EncoderError;
use std::ops::Range;

/// Ids of the special tokens that frame a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpecialTokens {
    /// Starts a sequence: `[CLS]`.
    pub start: u32,
    /// Ends each part of it: `[SEP]`.
    pub end: u32,
}

/// A tokenizer read from `tokenizer.json`.
#[derive(Debug)]
pub struct Tokenizer {
    inner: tokenizers::Tokenizer,
    special: SpecialTokens,
}

impl Tokenizer {
    /// Reads `tokenizer.json`; the reason if it cannot be used.
    pub(super) fn from_bytes(json: &[u8]) -> Result<Self, String> {
        let mut inner = tokenizers::Tokenizer::from_bytes(json).map_err(|error| error.to_string())?;
        // Parts are cut where they are put together, so that nothing is cut unseen.
        inner.with_truncation(None).map_err(|error| error.to_string())?;
        inner.with_padding(None);
        let id = |token: &str| inner.token_to_id(token).ok_or_else(|| format!("no token {token} in the vocabulary"));
        let special = SpecialTokens { start: id("[CLS]")?, end: id("[SEP]")? };
        Ok(Self { inner, special })
    }

    /// Ids of the special tokens.
    pub fn special(&self) -> SpecialTokens {
        self.special
    }

    /// Token ids of `text`, without special tokens, not cut.
    ///
    /// # Errors
    /// [`EncoderError::Tokenizer`] with what the `tokenizers` crate says.
    pub fn ids(&self, text: &str) -> Result<Vec<u32>, EncoderError> {
        Ok(self.inner.encode_fast(text, false).map_err(failed(text))?.get_ids().to_vec())
    }

    /// The same, with the bytes of `text` that each token stands for.
    ///
    /// # Errors
    /// As [`Tokenizer::ids`].
    pub fn ids_and_bytes(&self, text: &str) -> Result<(Vec<u32>, Vec<Range<usize>>), EncoderError> {
        let encoding = self.inner.encode(text, false).map_err(failed(text))?;
        let bytes = encoding.get_offsets().iter().map(|(start, end)| *start..*end).collect();
        Ok((encoding.get_ids().to_vec(), bytes))
    }
}

fn failed(text: &str) -> impl Fn(tokenizers::Error) -> EncoderError + '_ {
    |error| EncoderError::Tokenizer { text: text.to_owned(), reason: error.to_string() }
}
