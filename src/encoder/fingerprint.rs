//! A hash by which what was encoded before is known again.

use std::hash::{DefaultHasher, Hash, Hasher};

/// 128 bits of hash: two values of a run of a billion share one with a probability below 1e-20.
pub(crate) fn fingerprint(value: &impl Hash) -> u128 {
    let half = |salt: u64| {
        let mut hasher = DefaultHasher::new();
        (salt, value).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(1) << 64 | half(2)
}
