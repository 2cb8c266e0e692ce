//! Passes over the rows of a matrix.

use super::dispatch::{fused, vectorized};
use super::math::{erf, exp};

/// Running sums of a row: the values of one vector register of 512 bits.
const SUMS: usize = 16;

vectorized! {
    /// GELU (Hendrycks and Gimpel 2016) of every value, the exact one by erf. Absolute error at most 3e-7 * |value|.
    gelu, gelu_body, (values: &mut [f32])
}

vectorized! {
    /// Normalizes every row of `rows` to mean 0 and variance 1, then scales and shifts it (Ba et al. 2016).
    layer_norm, layer_norm_body, (rows: &mut [f32], scale: &[f32], shift: &[f32], epsilon: f32)
}

vectorized! {
    /// Replaces the first `width` values x of every row by e^(factor * (x - m)), m being the row's largest, and gives
    /// their sums, one a row: a softmax whose division is left to be done on what the row is multiplied with. Rows are
    /// `stride` apart, at least `width`.
    exponentials, exponentials_body,
    (rows: &mut [f32], stride: usize, width: usize, factor: f32, sums: &mut Vec<f32>)
}

#[inline(always)]
fn gelu_body<const FMA: bool>(values: &mut [f32]) {
    for x in values {
        let half = 0.5 * *x;
        *x = fused::<FMA>(half, erf::<FMA>(*x * std::f32::consts::FRAC_1_SQRT_2), half);
    }
}

#[inline(always)]
fn layer_norm_body<const FMA: bool>(rows: &mut [f32], scale: &[f32], shift: &[f32], epsilon: f32) {
    for row in rows.chunks_exact_mut(scale.len()) {
        let mean = sum(row, |sum, x| sum + x) / row.len() as f32;
        let variance = sum(row, |sum, x| fused::<FMA>(x - mean, x - mean, sum)) / row.len() as f32;
        let factor = 1.0 / (variance + epsilon).sqrt();
        for ((x, s), b) in row.iter_mut().zip(scale).zip(shift) {
            *x = fused::<FMA>((*x - mean) * factor, *s, *b);
        }
    }
}

#[inline(always)]
fn exponentials_body<const FMA: bool>(rows: &mut [f32], stride: usize, width: usize, factor: f32, sums: &mut Vec<f32>) {
    sums.clear();
    for row in rows.chunks_mut(stride) {
        let row = &mut row[..width];
        let largest = largest(row);
        for x in row.iter_mut() {
            *x = exp::<FMA>((*x - largest) * factor);
        }
        sums.push(sum(row, |sum, x| sum + x));
    }
}

/// Folds a row in sixteen running sums: the compiler may not reorder one sum, and so could not vectorize it.
#[inline(always)]
fn sum(row: &[f32], add: impl Fn(f32, f32) -> f32) -> f32 {
    let mut sums = [0.0f32; SUMS];
    let (chunks, rest) = row.as_chunks::<SUMS>();
    for chunk in chunks {
        for (s, x) in sums.iter_mut().zip(chunk) {
            *s = add(*s, *x);
        }
    }
    sums.iter().sum::<f32>() + rest.iter().fold(0.0, |sum, x| add(sum, *x))
}

#[inline(always)]
fn largest(row: &[f32]) -> f32 {
    let larger = |a: f32, b: f32| if a > b { a } else { b };
    let mut best = [f32::NEG_INFINITY; SUMS];
    let (chunks, rest) = row.as_chunks::<SUMS>();
    for chunk in chunks {
        for (b, x) in best.iter_mut().zip(chunk) {
            *b = larger(*b, *x);
        }
    }
    best.iter().chain(rest).fold(f32::NEG_INFINITY, |a, b| larger(a, *b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(width: usize) -> impl Strategy<Value = Vec<f32>> {
        proptest::collection::vec(prop_oneof![-30.0f32..30.0, Just(0.0), Just(1e-40), -1e-3f32..1e-3], width * 3)
    }

    proptest! {
        #[test]
        fn vectorized_passes_equal_their_scalar_twins(rows in values(37), bias in values(13)) {
            let (bias, scale) = (&bias[..37], &rows[..37]);
            type Pass<'a> = &'a dyn Fn(&mut [f32]);
            let passes: [(Pass<'_>, Pass<'_>); 3] = [
                (&|r| gelu(r), &|r| gelu_body::<false>(r)),
                (&|r| layer_norm(r, scale, bias, 1e-12), &|r| layer_norm_body::<false>(r, scale, bias, 1e-12)),
                (
                    &|r| exponentials(r, 37, 35, 0.25, &mut Vec::new()),
                    &|r| exponentials_body::<false>(r, 37, 35, 0.25, &mut Vec::new()),
                ),
            ];
            for (wide, scalar) in passes {
                let (mut a, mut b) = (rows.clone(), rows.clone());
                wide(&mut a);
                scalar(&mut b);
                for (a, b) in a.iter().zip(&b) {
                    prop_assert!((a - b).abs() <= 1e-5 * b.abs().max(1.0), "{a} {b}");
                }
            }
        }

        #[test]
        fn exponentials_over_their_sums_are_a_softmax(rows in values(13)) {
            let (mut out, mut sums) = (rows.clone(), Vec::new());
            exponentials(&mut out, 13, 11, 0.5, &mut sums);
            for ((row, out), sum) in rows.chunks(13).zip(out.chunks(13)).zip(&sums) {
                let exact = |x: f32| (f64::from(x) * 0.5).exp();
                let whole: f64 = row[..11].iter().map(|x| exact(*x)).sum();
                for (x, p) in row[..11].iter().zip(out) {
                    prop_assert!((f64::from(p / sum) - exact(*x) / whole).abs() < 1e-6);
                }
                prop_assert_eq!(&row[11..], &out[11..]);
            }
        }
    }

    #[test]
    fn what_is_not_finite_gives_the_same_in_every_width() {
        let one = |at: usize, value: f32| {
            let mut row = [0.5f32; 40];
            row[at] = value;
            row
        };
        for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            // In a register of its own, and in the rest of the row.
            for mut row in [one(3, value), one(38, value)] {
                let (mut twin, mut sums, mut twin_sums) = (row, vec![], vec![]);
                exponentials(&mut row, 40, 39, 0.25, &mut sums);
                exponentials_body::<false>(&mut twin, 40, 39, 0.25, &mut twin_sums);
                assert!(row.iter().chain(&sums).all(|x| x.is_finite()), "{value}: {row:?} {sums:?}");
                assert!(
                    row.iter().zip(&twin).all(|(a, b)| (a - b).abs() <= 1e-6 * b.abs()),
                    "{value}: {row:?} {twin:?}"
                );
            }
        }
    }

    #[test]
    fn gelu_has_its_known_values() {
        let mut row = [0.0, 1.0, -1.0, 3.0, -10.0];
        gelu(&mut row);
        for (x, exact) in row.iter().zip([0.0, 0.841_344_7, -0.158_655_26, 2.995_950_3, 0.0]) {
            assert!((x - exact).abs() < 2e-6, "{x} {exact}");
        }
    }
}
