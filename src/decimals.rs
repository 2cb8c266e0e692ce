//! The decimals that numbers have in files. One place, so that a probability is the same text in every format: an `f32` that
//! is widened as it stands prints as 0.7831000089645386 where it is 0.7831.

use serde::Serializer;
use std::collections::BTreeMap;

/// `value` with at most that many decimals; adding 0 turns -0 into 0.
pub(crate) fn rounded(value: f64, decimals: i32) -> f64 {
    let unit = 10f64.powi(decimals);
    (value * unit).round() / unit + 0.0
}

/// Four decimals, those of probabilities and positions (`docs/schema.md`).
pub(crate) fn four(value: impl Into<f64>) -> f64 {
    rounded(value.into(), 4)
}

/// The single-precision number nearest to the four decimals of `value`: what a probability is once it has been written.
pub(crate) fn four_single(value: f32) -> f32 {
    four(value) as f32
}

/// Serializes a probability with its four decimals, in formats with double-precision numbers too.
pub(crate) fn probability<S: Serializer>(value: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(four(*value))
}

/// The same of probabilities by id.
pub(crate) fn probabilities<S: Serializer>(values: &BTreeMap<String, f32>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(values.iter().map(|(id, value)| (id, four(*value))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_decimals_are_the_same_text_in_both_widths() {
        for n in 0..=10_000 {
            let exact = f64::from(n) / 1e4;
            assert_eq!(four(exact as f32), exact);
            assert_eq!(four_single(exact as f32).to_string(), exact.to_string());
        }
        assert_eq!([four(-0.00001), rounded(0.12345, 3)].map(|n| n.to_string()), ["0", "0.123"]);
    }
}
