//! Which sentences of an article stand in one sequence, and which of them are read in it.

use std::ops::Range;

/// Consecutive sentences of an article that the model sees at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    /// Numbers of the sentences that it shows: first those of the context, then from the first to the last that is read.
    pub shown: Range<usize>,
    /// Numbers of the sentences of which it gives a vector, ascending.
    pub read: Vec<usize>,
}

/// Windows over an article, so that every sentence of `read` (ascending) is read once.
///
/// `lengths` are the tokens of each sentence, role and end token included. A window starts with a sentence to be read,
/// ends with one, and shows what stands between, as many as fit `room` tokens; before them it shows as many sentences as
/// fit `context` tokens.
pub(crate) fn windows(
    lengths: &[usize],
    read: impl IntoIterator<Item = usize>,
    room: usize,
    context: usize,
) -> Vec<Window> {
    let mut out: Vec<Window> = Vec::new();
    for sentence in read {
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
    fn a_window_shows_the_context_before_and_what_stands_between() {
        let all = windows(&[15, 10, 9, 30, 30, 5], [2, 3, 5], ROOM, CONTEXT);
        assert_eq!(
            all,
            [Window { shown: 1..4, read: vec![2, 3] }, Window { shown: 5..6, read: vec![5] }],
            "the sentence of 30 before the last one does not fit the context"
        );
    }

    proptest! {
        #[test]
        fn every_sentence_is_read_once_and_windows_keep_to_their_budgets(
            lengths in proptest::collection::vec(1usize..43, 0..40),
            chosen in proptest::collection::vec(any::<bool>(), 40),
        ) {
            let wanted: Vec<usize> = (0..lengths.len()).filter(|i| chosen[*i]).collect();
            let all = windows(&lengths, wanted.iter().copied(), ROOM, CONTEXT);
            let read: Vec<usize> = all.iter().flat_map(|window| window.read.clone()).collect();
            prop_assert_eq!(read, wanted);
            for Window { shown, read } in all {
                prop_assert_eq!(read.last().copied(), Some(shown.end - 1));
                let body: usize = lengths[read[0]..shown.end].iter().sum();
                prop_assert!(body <= ROOM || read.len() == 1);
                prop_assert!(lengths[shown.start..read[0]].iter().sum::<usize>() <= CONTEXT);
            }
        }
    }
}
