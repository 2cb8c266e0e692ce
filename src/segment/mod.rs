//! Stage 2, sentences: an article's text in, [`Sentence`]s with offsets out.
//!
//! [`Segmenter`] is the trait; [`Sentencex`] the implementation, over the `sentencex` crate. A quotation whose cue
//! follows it ("We oppose it. We will not yield," she said.) stays one sentence, as in the guidelines' gold.

mod paragraphs;
mod rules;
mod sentencex;

pub use sentencex::Sentencex;

use crate::article::Span;

/// One sentence of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Number of the sentence in its article, from 0.
    pub index: usize,
    /// Number of its paragraph in the article, from 0.
    pub paragraph: usize,
    /// Where it stands in the article's text, without surrounding white space.
    pub span: Span,
}

/// Splits a text into sentences.
pub trait Segmenter: Send + Sync {
    /// The sentences of `text`, in order, not overlapping, none empty or all white space. Together they hold every
    /// character of the text that is not white space.
    fn segment(&self, text: &str) -> Vec<Sentence>;
}
