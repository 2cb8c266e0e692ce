//! Which sequences go into which batch.

use super::batch::Batch;
use super::sequence::Sequence;

/// Numbers of the sequences of each batch: longest with longest, each batch at most `budget` tokens or one sequence.
///
/// Without padding, equal lengths save nothing in the matrix products; they keep the batches' cost even, and with the
/// long ones first no thread is left alone with a long batch at the end.
pub(crate) fn plan(sequences: &[&Sequence], budget: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sequences.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(sequences[*i].ids.len()));
    let mut batches: Vec<Vec<usize>> = Vec::new();
    let mut tokens = budget;
    for i in order {
        let length = sequences[i].ids.len();
        match batches.last_mut() {
            Some(batch) if tokens + length <= budget => {
                batch.push(i);
                tokens += length;
            }
            _ => {
                batches.push(vec![i]);
                tokens = length;
            }
        }
    }
    batches
}

/// The sequences `members`, laid end to end.
pub(crate) fn flatten(sequences: &[&Sequence], members: &[usize]) -> Batch {
    let mut batch = Batch::default();
    for i in members {
        batch.push(&sequences[*i].ids, &sequences[*i].types, &sequences[*i].spans);
        batch.branch(&sequences[*i].branch_spans);
    }
    batch
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_sequence_stands_in_one_batch_within_the_budget(lengths in proptest::collection::vec(1usize..60, 0..50)) {
            let sequences: Vec<Sequence> =
                lengths.iter().map(|n| Sequence { ids: vec![7; *n], types: vec![0; *n], spans: std::iter::once(0..*n).collect(), ..Sequence::default() }).collect();
            let refs: Vec<&Sequence> = sequences.iter().collect();
            let batches = plan(&refs, 40);
            let mut seen: Vec<usize> = batches.concat();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..lengths.len()).collect::<Vec<_>>());
            for batch in &batches {
                prop_assert!(batch.len() == 1 || flatten(&refs, batch).tokens() <= 40);
            }
        }
    }
}
