//! Folds for cross-validation.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Part of every hash, so that folds are those of this version and no other.
const SEED: &[u8] = b"demarche folds 1";

/// The fold of each row, from 0 to less than `count`. Rows of one group share a fold. Groups are dealt out in the order
/// of the hash of their names, each to the fold that has the fewest rows so far.
pub fn folds(groups: &[&str], count: usize) -> Vec<usize> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    groups.iter().for_each(|group| *sizes.entry(group).or_default() += 1);
    let hash = |group: &str| Sha256::new().chain_update(SEED).chain_update(group).finalize();
    let mut order: Vec<(&str, usize)> = sizes.into_iter().collect();
    order.sort_by_cached_key(|(group, _)| hash(group).to_vec());
    let mut filled = vec![0; count.max(1)];
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (group, size) in order {
        // The first of the emptiest; `filled` is never empty.
        let fold = (0..filled.len()).min_by_key(|fold| filled[*fold]).unwrap_or(0);
        filled[fold] += size;
        places.insert(group, fold);
    }
    groups.iter().map(|group| places[group]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn groups_stay_together_and_order_does_not_matter(names in prop::collection::vec("[a-e]{1,2}", 1..60)) {
            let groups: Vec<&str> = names.iter().map(String::as_str).collect();
            let of = folds(&groups, 5);
            let mut reversed = groups.clone();
            reversed.reverse();
            let mut back = folds(&reversed, 5);
            back.reverse();
            prop_assert_eq!(&of, &back);
            for (a, fold) in groups.iter().zip(&of) {
                prop_assert!(*fold < 5);
                prop_assert!(groups.iter().zip(&of).all(|(b, other)| a != b || fold == other));
            }
        }
    }
}
