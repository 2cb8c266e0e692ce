//! Where the names of an article stand among the tokens of its windows.

use crate::encoder::{Sequence, Sequences, Tokens, Window};
use std::ops::Range;

/// A name in an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    /// Its bytes in the article's text, by which it is asked for.
    pub bytes: Range<usize>,
    /// Number of the sentence.
    pub sentence: usize,
    /// Its tokens in the sentence.
    pub tokens: Range<usize>,
}

/// The spots of `names`, ranges of bytes, that begin in a sentence and whose tokens the model reads. `sentences` are ranges of
/// bytes in order; `tokens` gives for each the bytes of its tokens, counted from its start.
pub(super) fn spots(
    names: &[Range<usize>],
    sentences: &[Range<usize>],
    tokens: &[Vec<Range<usize>>],
    limit: usize,
) -> Vec<Spot> {
    let spot = |name: &Range<usize>| {
        let sentence = sentences.partition_point(|s| s.start <= name.start).checked_sub(1)?;
        let Range { start, end } = sentences[sentence];
        let inside = name.start.checked_sub(start)?..name.end.min(end).checked_sub(start)?;
        let read = &tokens[sentence][..tokens[sentence].len().min(limit)];
        let touches = |token: &Range<usize>| token.start < inside.end && inside.start < token.end;
        let first = read.iter().position(touches).filter(|_| name.start < end)?;
        let last = read.iter().rposition(touches)?;
        Some(Spot { bytes: name.clone(), sentence, tokens: first..last + 1 })
    };
    names.iter().filter_map(spot).collect()
}

/// The sequence of the theme pass for `window`. Of the branch the vectors of the sentences that it reads are wanted and,
/// after them, those of the spots that it shows, whose numbers are given too.
pub(super) fn sequence(
    sequences: &Sequences,
    tokens: &Tokens<'_>,
    window: &Window,
    spots: &[Spot],
) -> (Sequence, Vec<usize>) {
    let whole = Window { shown: window.shown.clone(), read: window.shown.clone().collect() };
    let mut sequence = sequences.theme(tokens, &whole);
    let starts = std::mem::take(&mut sequence.spans);
    let place = |sentence: usize| &starts[sentence - window.shown.start];
    let shown: Vec<usize> = (0..spots.len()).filter(|i| window.shown.contains(&spots[*i].sentence)).collect();
    let of_spot = |i: &usize| {
        let Spot { sentence, tokens, .. } = &spots[*i];
        let start = place(*sentence).start;
        start + tokens.start..start + tokens.end
    };
    sequence.spans = window.read.iter().map(|i| place(*i).clone()).collect();
    sequence.branch_spans = sequence.spans.iter().cloned().chain(shown.iter().map(of_spot)).collect();
    (sequence, shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_tokens_that_it_touches_within_its_sentence() {
        // "Roe met Poe. Doe-\nKay left." with the tokens of each word.
        let sentences = [0..12, 13..27];
        let tokens = [vec![0..3, 4..7, 8..11, 11..12], vec![0..3, 3..4, 5..8, 9..13, 13..14]];
        let found = spots(&[0..3, 8..11, 13..20, 12..13, 27..30], &sentences, &tokens, 128);
        let places: Vec<_> = found.iter().map(|s| (s.sentence, s.tokens.clone())).collect();
        assert_eq!(places, [(0, 0..1), (0, 2..3), (1, 0..3)]);
        assert_eq!(spots(std::slice::from_ref(&(8..11)), &sentences, &tokens, 2), [], "beyond what the model reads");
    }
}
