//! The `sentencex` crate behind [`Segmenter`].

use super::paragraphs::paragraphs;
use super::rules;
use super::{Segmenter, Sentence};
use crate::article::CharIndex;
use ::sentencex::languages::{English, Language};
use std::borrow::Cow;
use std::ops::Range;

/// English sentences by the rules of `sentencex` and the corrections in `rules`, one paragraph at a time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sentencex;

impl Segmenter for Sentencex {
    fn segment(&self, text: &str) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        let mut characters = CharIndex::new(text);
        let read = with_quotation_marks(text);
        for (paragraph, range) in paragraphs(text).into_iter().enumerate() {
            for bytes in split(&read[range.clone()]) {
                let span = characters.span(range.start + bytes.start..range.start + bytes.end);
                sentences.push(Sentence { index: sentences.len(), paragraph, span });
            }
        }
        sentences
    }
}

/// The text with quotation marks in the place of double primes (″), which some outlets use for them and whose form is as
/// long in bytes.
fn with_quotation_marks(text: &str) -> Cow<'_, str> {
    if !text.contains('″') {
        return Cow::Borrowed(text);
    }
    let mut before = ' ';
    let mark = |c: char| {
        let out = match c {
            '″' if before.is_whitespace() => '“',
            '″' => '”',
            c => c,
        };
        before = c;
        out
    };
    Cow::Owned(text.chars().map(mark).collect())
}

/// Bytes of a paragraph that are cut at a time. `sentencex` takes quadratic time on some texts (80 kB of closing
/// quotation marks: 7 s), so a text without line ends must not reach it in one piece.
const WINDOW: usize = 16 << 10;

/// Byte ranges of the sentences of a paragraph, trimmed, none empty.
fn split(paragraph: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    while start < paragraph.len() {
        let end = paragraph.floor_char_boundary(start.saturating_add(WINDOW));
        let window = &paragraph[start..end];
        let mut found = raw(window);
        let mut next = end;
        if end < paragraph.len() {
            // The last sentence may go on behind the window, so it is read again with the next one; a sentence as
            // long as the window is none and is cut at a blank.
            let blank = window.rfind(char::is_whitespace).filter(|&blank| blank > 0);
            next = match found.pop() {
                Some(last) if last.start > 0 => start + last.start,
                _ => start + blank.unwrap_or(window.len()),
            };
            if found.is_empty() {
                found = raw(&paragraph[start..next]);
            }
        }
        for sentence in found {
            ranges.extend(rules::cut(paragraph, start + sentence.start..start + sentence.end));
        }
        start = next;
    }
    rules::join(paragraph, ranges)
}

/// What `sentencex` makes of a text: byte ranges, trimmed, none empty.
fn raw(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for sentence in (English {}).get_sentence_boundaries(text) {
        let trimmed = sentence.text.trim();
        if !trimmed.is_empty() {
            let start = sentence.start_byte + sentence.text.len() - sentence.text.trim_start().len();
            ranges.push(start..start + trimmed.len());
        }
    }
    ranges
}
