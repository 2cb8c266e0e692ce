//! Which sentences of an article stand in one sequence, and which of them are read in it.

use std::ops::Range;

/// Consecutive sentences of an article that the model sees at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    /// Numbers of the sentences that it shows: those of the context, then its own.
    pub shown: Range<usize>,
    /// Numbers of its own sentences of which it gives a vector, ascending.
    pub read: Vec<usize>,
}

/// Windows over an article, so that every sentence is read once: where one ends does not depend on what is sought in it.
///
/// `lengths` are the tokens of each sentence, role and end token included. A window takes as many sentences as fit `room`
/// tokens, at least one; before them it shows as many as fit `context` tokens.
pub(crate) fn windows(lengths: &[usize], room: usize, context: usize) -> Vec<Window> {
    let mut out: Vec<Window> = Vec::new();
    for sentence in 0..lengths.len() {
        if let Some(window) = out.last_mut()
            && lengths[window.read[0]..=sentence].iter().sum::<usize>() <= room
        {
            window.read.push(sentence);
            window.shown.end = sentence + 1;
            continue;
        }
        let (mut start, mut left) = (sentence, context);
        while start > 0 && lengths[start - 1] <= left {
            start -= 1;
            left -= lengths[start];
        }
        out.push(Window { shown: start..sentence + 1, read: vec![sentence] });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ROOM: usize = 60;
    const CONTEXT: usize = 20;

    #[test]
    fn a_window_shows_the_context_before_its_sentences() {
        let all = windows(&[35, 10, 9, 30, 30, 5], ROOM, CONTEXT);
        assert_eq!(
            all,
            [
                Window { shown: 0..3, read: vec![0, 1, 2] },
                Window { shown: 1..5, read: vec![3, 4] },
                Window { shown: 5..6, read: vec![5] },
            ],
            "the sentence of 30 before the last one does not fit the context"
        );
    }

    proptest! {
        #[test]
        fn every_sentence_is_read_once_and_windows_keep_to_their_budgets(
            lengths in proptest::collection::vec(1usize..80, 0..40),
        ) {
            let all = windows(&lengths, ROOM, CONTEXT);
            let read: Vec<usize> = all.iter().flat_map(|window| window.read.clone()).collect();
            prop_assert_eq!(read, (0..lengths.len()).collect::<Vec<_>>());
            for Window { shown, read } in all {
                prop_assert_eq!(read.last().copied(), Some(shown.end - 1));
                let body: usize = lengths[read[0]..shown.end].iter().sum();
                prop_assert!(body <= ROOM || read.len() == 1);
                prop_assert!(lengths[shown.start..read[0]].iter().sum::<usize>() <= CONTEXT);
            }
        }
    }
}
