//! Offsets into an article's text.

use std::ops::Range;

/// A half-open range of an article's text, in bytes (as Rust slices) and in code points (as Python slices).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub byte_start: usize,
    /// One past the last byte.
    pub byte_end: usize,
    /// First code point.
    pub char_start: usize,
    /// One past the last code point.
    pub char_end: usize,
}

impl Span {
    /// The byte range.
    pub fn bytes(&self) -> Range<usize> {
        self.byte_start..self.byte_end
    }

    /// The spanned part of `text`, which must be the text that the span was made for.
    ///
    /// # Panics
    /// If the span was made for another text and does not fall on character boundaries of this one.
    pub fn slice<'t>(&self, text: &'t str) -> &'t str {
        &text[self.bytes()]
    }
}

/// Maps byte offsets of one text to code-point offsets, in amortized constant time for ascending queries.
#[derive(Debug)]
pub struct CharIndex<'t> {
    text: &'t str,
    byte: usize,
    chars: usize,
}

impl<'t> CharIndex<'t> {
    /// An index over `text`.
    pub fn new(text: &'t str) -> Self {
        Self { text, byte: 0, chars: 0 }
    }

    /// Number of code points before byte `byte`, which must be a character boundary of the text.
    pub fn char_of(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.chars) = (0, 0);
        }
        self.chars += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.chars
    }

    /// The span of the byte range `bytes`, both ends character boundaries of the text.
    pub fn span(&mut self, bytes: Range<usize>) -> Span {
        let char_start = self.char_of(bytes.start);
        let char_end = self.char_of(bytes.end);
        Span { byte_start: bytes.start, byte_end: bytes.end, char_start, char_end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_count_bytes_and_code_points() {
        let text = "Erdoğan’s plan";
        let span = CharIndex::new(text).span(0..8);
        assert_eq!((span.slice(text), span.char_start, span.char_end), ("Erdoğan", 0, 7));
    }

    #[test]
    fn queries_may_go_back() {
        let mut index = CharIndex::new("äöü");
        assert_eq!((index.char_of(6), index.char_of(2), index.char_of(4)), (3, 1, 2));
    }
}
