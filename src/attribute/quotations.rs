//! All quotations of an article, with their places in its text.

use super::choice::Told;
use super::cues::find_cues;
use super::spans::{Found, quotations};
use super::text::{Reading, items_of};
use super::{Chars, Quotation, Spans};
use std::ops::Range;

/// An article's tokens with their places in its text, in code points.
pub(super) struct Located<'r> {
    reading: &'r Reading<'r>,
    chars: CharCount<'r>,
    /// Bytes of the article's text, behind which the headline stands.
    length: usize,
}

impl<'r> Located<'r> {
    pub fn new(reading: &'r Reading<'r>, length: usize) -> Self {
        Self { reading, chars: CharCount::new(reading.text), length }
    }

    fn chars(&self, range: &Range<usize>) -> Chars {
        let tokens = &self.reading.tokens[range.clone()];
        let (start, end) = tokens.first().zip(tokens.last()).map_or((0, 0), |(first, last)| (first.start, last.end));
        self.chars.range(start.min(self.length)..end.min(self.length))
    }

    /// The places of a quotation.
    pub fn spans(&self, found: &Found) -> Spans {
        // A word that a sentence's end cuts stands in both sentences.
        let mut content: Vec<Chars> = Vec::with_capacity(found.content.len());
        for part in found.content.iter().map(|part| self.chars(part)) {
            if content.last().is_none_or(|last| last.1 <= part.0) {
                content.push(part);
            }
        }
        Spans { source: Some(self.chars(&found.source)), cue: self.chars(&found.cue), content }
    }
}

/// The quotations of an article, of whose sentences `told` says how far their cues are believed. A quote goes on in the quoted sentences after it that have no cue.
pub(super) fn all_quotations(
    located: &Located<'_>,
    ranges: &[Range<usize>],
    headlines: &[bool],
    told: &[Told],
) -> Vec<Quotation> {
    let reading = located.reading;
    let mut found: Vec<(usize, Found)> = Vec::new();
    let mut open = false;
    for (sentence, range) in ranges.iter().enumerate() {
        let items = items_of(reading, range.clone());
        let cues = find_cues(&items, headlines[sentence]);
        let here = quotations(reading, &items, &cues, &told[sentence]);
        if here.is_empty() {
            let quoted = items.iter().filter(|i| i.is_quote()).map(|i| i.tokens.clone());
            let mostly = super::choice::signs(&items).quoted > 0.7;
            match found.last_mut() {
                Some((_, last)) if open && mostly => last.content.extend(quoted),
                _ => open = false,
            }
            continue;
        }
        open = here.last().is_some_and(|q| q.quoted);
        found.extend(here.into_iter().map(|quotation| (sentence, quotation)));
    }
    let inside = |part: &Range<usize>| reading.quoted[part.start].is_some() && reading.quoted[part.end - 1].is_some();
    let whole = |(sentence, q): (usize, Found)| {
        let direct = q.content.iter().all(inside);
        Quotation { sentence, direct, belief: q.belief, spans: located.spans(&q) }
    };
    found.into_iter().filter(|(_, q)| !q.content.is_empty()).map(whole).collect()
}

/// From bytes to code points: the code points before each 64th byte.
struct CharCount<'t> {
    text: &'t str,
    before: Vec<usize>,
}

impl<'t> CharCount<'t> {
    fn new(text: &'t str) -> Self {
        let mut before = Vec::with_capacity(text.len() / 64 + 1);
        let mut count = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at % 64 == 0 {
                before.push(count);
            }
            // A continuation byte begins no code point.
            count += usize::from(byte & 0xC0 != 0x80);
        }
        Self { text, before }
    }

    fn at(&self, byte: usize) -> usize {
        let block = (byte / 64).min(self.before.len().saturating_sub(1));
        let bytes = &self.text.as_bytes()[block * 64..byte];
        self.before.get(block).copied().unwrap_or(0) + bytes.iter().filter(|b| **b & 0xC0 != 0x80).count()
    }

    fn range(&self, bytes: Range<usize>) -> Chars {
        (self.at(bytes.start), self.at(bytes.end))
    }
}
