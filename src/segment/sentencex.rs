//! The `sentencex` crate behind [`Segmenter`].

use super::paragraphs::paragraphs;
use super::{Segmenter, Sentence};
use crate::article::CharIndex;
use ::sentencex::languages::{English, Language};
use std::ops::Range;

/// English sentences by the rules of `sentencex`, one paragraph at a time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sentencex;

impl Segmenter for Sentencex {
    fn segment(&self, text: &str) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        let mut characters = CharIndex::new(text);
        for (paragraph, range) in paragraphs(text).into_iter().enumerate() {
            for bytes in split(&text[range.clone()]) {
                let span = characters.span(range.start + bytes.start..range.start + bytes.end);
                sentences.push(Sentence { index: sentences.len(), paragraph, span });
            }
        }
        sentences
    }
}

/// Byte ranges of the sentences of a paragraph, trimmed, none empty.
fn split(paragraph: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for sentence in (English {}).get_sentence_boundaries(paragraph) {
        let trimmed = sentence.text.trim();
        if !trimmed.is_empty() {
            let start = sentence.start_byte + sentence.text.len() - sentence.text.trim_start().len();
            ranges.push(start..start + trimmed.len());
        }
    }
    ranges
}
