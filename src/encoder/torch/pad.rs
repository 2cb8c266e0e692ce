//! Sequences of about one length, padded to the longest.

use tch::{Device, Tensor};

/// The usual share that the shortest sequence of a bucket has of the longest's length, at least.
pub(super) const SHARE: f32 = 0.75;

/// A sequence to be padded: ids and segments of its tokens, of one length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sequence<'s> {
    pub ids: &'s [u32],
    pub types: &'s [u8],
}

/// Padded sequences, each tensor `[sequences, longest]` of i64; `mask` is 1 where there is a token.
pub(super) struct Padded {
    pub ids: Tensor,
    pub types: Tensor,
    pub mask: Tensor,
}

impl Padded {
    /// Pads `sequences` with the token id `pad`.
    pub fn new(sequences: &[Sequence<'_>], pad: u32, device: Device) -> Self {
        let longest = sequences.iter().map(|sequence| sequence.ids.len()).max().unwrap_or(0);
        let shape = [sequences.len() as i64, longest as i64];
        let tensor = |value: &dyn Fn(&Sequence<'_>, usize) -> i64| {
            let values: Vec<i64> = sequences.iter().flat_map(|s| (0..longest).map(move |i| value(s, i))).collect();
            Tensor::from_slice(&values).view(shape).to_device(device)
        };
        Self {
            ids: tensor(&|sequence, i| i64::from(*sequence.ids.get(i).unwrap_or(&pad))),
            types: tensor(&|sequence, i| i64::from(*sequence.types.get(i).unwrap_or(&0))),
            mask: tensor(&|sequence, i| i64::from(i < sequence.ids.len())),
        }
    }
}

/// Numbers of the sequences of each bucket, longest first. A padded bucket has at most `budget` tokens or one sequence,
/// and its shortest sequence at least `share` of the longest's length, so that little is padding.
pub(super) fn buckets(lengths: &[usize], budget: usize, share: f32) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(lengths[*i]));
    let mut buckets: Vec<Vec<usize>> = Vec::new();
    for i in order {
        match buckets.last_mut() {
            Some(bucket)
                if lengths[bucket[0]] * (bucket.len() + 1) <= budget
                    && lengths[i] as f32 >= share * lengths[bucket[0]] as f32 =>
            {
                bucket.push(i);
            }
            _ => buckets.push(vec![i]),
        }
    }
    buckets
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_there_is_padded_and_masked() {
        let sequences = [Sequence { ids: &[5, 6, 7], types: &[0, 1, 1] }, Sequence { ids: &[8], types: &[0] }];
        let padded = Padded::new(&sequences, 9, Device::Cpu);
        let rows = |tensor: &Tensor| Vec::<Vec<i64>>::try_from(tensor).unwrap();
        assert_eq!(rows(&padded.ids), [[5, 6, 7], [8, 9, 9]]);
        assert_eq!(rows(&padded.types), [[0, 1, 1], [0, 0, 0]]);
        assert_eq!(rows(&padded.mask), [[1, 1, 1], [1, 0, 0]]);
    }

    proptest! {
        #[test]
        fn every_sequence_stands_in_one_bucket_and_little_is_padding(
            lengths in proptest::collection::vec(1usize..200, 0..60),
        ) {
            let all = buckets(&lengths, 512, SHARE);
            let mut seen = all.concat();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..lengths.len()).collect::<Vec<_>>());
            for bucket in all {
                let longest = lengths[bucket[0]];
                prop_assert!(bucket.len() == 1 || longest * bucket.len() <= 512);
                prop_assert!(bucket.iter().all(|i| lengths[*i] <= longest && 4 * lengths[*i] >= 3 * longest));
            }
        }
    }
}
