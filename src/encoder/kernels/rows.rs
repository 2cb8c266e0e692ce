//! Passes over the rows of a matrix, each written once and compiled for the baseline and for AVX2.

use super::math::{erf, exp};

/// Makes `$name`, which runs `$body` compiled for AVX2 where the processor has it, else for the baseline.
macro_rules! vectorized {
    ($(#[$doc:meta])* $name:ident, $body:ident, ($($arg:ident: $type:ty),*)) => {
        $(#[$doc])*
        pub(in crate::encoder) fn $name($($arg: $type),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2")]
                fn wide($($arg: $type),*) {
                    $body($($arg),*);
                }
                if std::arch::is_x86_feature_detected!("avx2") {
                    // SAFETY: the processor has AVX2, as was just asked.
                    return unsafe { wide($($arg),*) };
                }
            }
            $body($($arg),*);
        }
    };
}

vectorized! {
    /// Adds `bias` to every row of `rows`.
    add_bias, add_bias_body, (rows: &mut [f32], bias: &[f32])
}

vectorized! {
    /// Adds `bias` to every row of `rows`, then applies GELU (Hendrycks and Gimpel 2016), the exact one by erf.
    gelu, gelu_body, (rows: &mut [f32], bias: &[f32])
}

vectorized! {
    /// Normalizes every row of `rows` to mean 0 and variance 1, then scales and shifts it (Ba et al. 2016).
    layer_norm, layer_norm_body, (rows: &mut [f32], scale: &[f32], shift: &[f32], epsilon: f32)
}

vectorized! {
    /// `rows = layer_norm(rows + added + bias)`.
    add_layer_norm, add_layer_norm_body,
    (rows: &mut [f32], added: &[f32], bias: &[f32], scale: &[f32], shift: &[f32], epsilon: f32)
}

vectorized! {
    /// Softmax of `factor * row` for every row of `width` values.
    softmax, softmax_body, (rows: &mut [f32], width: usize, factor: f32)
}

#[inline(always)]
fn add_bias_body(rows: &mut [f32], bias: &[f32]) {
    for row in rows.chunks_exact_mut(bias.len()) {
        for (x, b) in row.iter_mut().zip(bias) {
            *x += b;
        }
    }
}

#[inline(always)]
fn gelu_body(rows: &mut [f32], bias: &[f32]) {
    for row in rows.chunks_exact_mut(bias.len()) {
        for (x, b) in row.iter_mut().zip(bias) {
            let y = *x + b;
            *x = 0.5 * y * (1.0 + erf(y * std::f32::consts::FRAC_1_SQRT_2));
        }
    }
}

#[inline(always)]
fn add_layer_norm_body(rows: &mut [f32], added: &[f32], bias: &[f32], scale: &[f32], shift: &[f32], epsilon: f32) {
    let width = bias.len();
    for (row, added) in rows.chunks_exact_mut(width).zip(added.chunks_exact(width)) {
        for ((x, a), b) in row.iter_mut().zip(added).zip(bias) {
            *x += a + b;
        }
        layer_norm_body(row, scale, shift, epsilon);
    }
}

#[inline(always)]
fn layer_norm_body(rows: &mut [f32], scale: &[f32], shift: &[f32], epsilon: f32) {
    for row in rows.chunks_exact_mut(scale.len()) {
        let mean = sum(row, |x| x) / row.len() as f32;
        let variance = sum(row, |x| (x - mean) * (x - mean)) / row.len() as f32;
        let factor = 1.0 / (variance + epsilon).sqrt();
        for ((x, s), b) in row.iter_mut().zip(scale).zip(shift) {
            *x = (*x - mean) * factor * s + b;
        }
    }
}

#[inline(always)]
fn softmax_body(rows: &mut [f32], width: usize, factor: f32) {
    for row in rows.chunks_exact_mut(width) {
        let mut largest = f32::NEG_INFINITY;
        for x in row.iter() {
            largest = if *x > largest { *x } else { largest };
        }
        for x in row.iter_mut() {
            *x = exp((*x - largest) * factor);
        }
        let share = 1.0 / sum(row, |x| x);
        for x in row.iter_mut() {
            *x *= share;
        }
    }
}

/// Sum of `f` over a row in eight running sums: the compiler may not reorder one sum, and so could not vectorize it.
#[inline(always)]
fn sum(row: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0f32; 8];
    let chunks = row.chunks_exact(8);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (s, x) in sums.iter_mut().zip(chunk) {
            *s += f(*x);
        }
    }
    sums.iter().sum::<f32>() + rest.iter().map(|x| f(*x)).sum::<f32>()
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
        fn vectorized_passes_equal_their_scalar_twins(rows in values(21), bias in values(7)) {
            let (bias, scale) = (&bias[..21], &rows[..21]);
            type Pass<'a> = &'a dyn Fn(&mut [f32]);
            let passes: [(Pass<'_>, Pass<'_>); 4] = [
                (&|r| gelu(r, bias), &|r| gelu_body(r, bias)),
                (&|r| layer_norm(r, scale, bias, 1e-12), &|r| layer_norm_body(r, scale, bias, 1e-12)),
                (&|r| add_layer_norm(r, &rows, bias, scale, bias, 1e-5), &|r| add_layer_norm_body(r, &rows, bias, scale, bias, 1e-5)),
                (&|r| softmax(r, 21, 0.25), &|r| softmax_body(r, 21, 0.25)),
            ];
            for (wide, scalar) in passes {
                let (mut a, mut b) = (rows.clone(), rows.clone());
                wide(&mut a);
                scalar(&mut b);
                for (a, b) in a.iter().zip(&b) {
                    prop_assert!(a.to_bits() == b.to_bits() || (a - b).abs() <= 1e-5 * b.abs().max(1.0), "{a} {b}");
                }
            }
        }

        #[test]
        fn softmax_rows_sum_to_one(mut rows in values(13)) {
            softmax(&mut rows, 13, 1.0);
            for row in rows.chunks(13) {
                prop_assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
                prop_assert!(row.iter().all(|p| (0.0..=1.0).contains(p)));
            }
        }
    }

    #[test]
    fn gelu_has_its_known_values() {
        let mut row = [0.0, 1.0, -1.0, 3.0, -10.0];
        gelu(&mut row, &[0.0; 5]);
        for (x, exact) in row.iter().zip([0.0, 0.841_344_7, -0.158_655_26, 2.995_950_3, 0.0]) {
            assert!((x - exact).abs() < 2e-6, "{x} {exact}");
        }
    }
}
