//! The matrix product, on one thread, with what stands around it folded in.

use super::LANES;
use super::panels::{Lane, Panels};
#[cfg(target_arch = "x86_64")]
use super::register::x86::{Avx2, Avx512};
use super::register::{Portable, Register};

/// Rows of the left matrix that a panel is multiplied with before the next panel is taken: with `DEPTH`, they fill half
/// of a second-level cache of 512 KB.
const ROWS: usize = 168;
/// Rows of a panel that are taken at once: 384 * 16 values of f32 fill three quarters of a first-level cache of 32 KB.
/// With AVX-512 it is twice that, and comes from the second level while a tile is worked on.
const DEPTH: usize = 384;

/// A matrix in row-major order whose rows may stand apart: rows of the left side of a product.
#[derive(Debug, Clone, Copy)]
pub(in crate::encoder) struct Left<'a> {
    /// From the first value on.
    pub(in crate::encoder) values: &'a [f32],
    /// From a row to the next.
    pub(in crate::encoder) stride: usize,
    /// Number of rows.
    pub(in crate::encoder) rows: usize,
}

/// What a product is added to.
#[derive(Debug, Clone, Copy)]
pub(in crate::encoder) enum Onto<'a> {
    /// Nothing: `out = left * right`.
    Zero,
    /// A row for every row: `out = left * right + bias`.
    Bias(&'a [f32]),
    /// A row for every row, and what is there: `out += left * right + bias`, a residual connection.
    BiasAndSelf(&'a [f32]),
}

/// `out = left * right`, added to `onto`; rows of `out` are `stride` apart, and only `right.columns()` values of each
/// are written. By AVX-512, by AVX2 with FMA, or by what the target has anyway, whichever the processor has.
///
/// # Panics
/// If a slice is shorter than the shapes say.
pub(in crate::encoder) fn multiply(left: Left<'_>, right: &Panels, onto: Onto<'_>, out: &mut [f32], stride: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx512f")]
        fn avx512(left: Left<'_>, right: &Panels, onto: Onto<'_>, out: &mut [f32], stride: usize) {
            // 28 of the 32 registers hold sums.
            // SAFETY: this function is compiled for AVX-512F, and its callers must have it.
            unsafe { multiply_body::<Avx512, 14>(left, right, onto, out, stride) }
        }
        #[target_feature(enable = "avx2,fma")]
        fn avx2(left: Left<'_>, right: &Panels, onto: Onto<'_>, out: &mut [f32], stride: usize) {
            // 12 of the 16 registers hold sums.
            // SAFETY: this function is compiled for AVX2 and FMA, and its callers must have them.
            unsafe { multiply_body::<Avx2, 6>(left, right, onto, out, stride) }
        }
        if std::arch::is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has AVX-512F, as was just asked.
            return unsafe { avx512(left, right, onto, out, stride) };
        }
        if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
            // SAFETY: the processor has AVX2 and FMA, as was just asked.
            return unsafe { avx2(left, right, onto, out, stride) };
        }
    }
    portable(left, right, onto, out, stride);
}

/// [`multiply`] without instructions beyond the target's own.
fn portable(left: Left<'_>, right: &Panels, onto: Onto<'_>, out: &mut [f32], stride: usize) {
    const HEIGHT: usize = if cfg!(target_arch = "aarch64") { 6 } else { 2 };
    // SAFETY: `Portable` needs no special instructions.
    unsafe { multiply_body::<Portable, HEIGHT>(left, right, onto, out, stride) }
}

/// In tiles of at most `HEIGHT` rows and `R::WIDTH` columns.
///
/// # Safety
/// As for the functions of `R`.
#[inline(always)]
unsafe fn multiply_body<R: Register, const HEIGHT: usize>(
    left: Left<'_>,
    right: &Panels,
    onto: Onto<'_>,
    out: &mut [f32],
    stride: usize,
) {
    // Tiles of even height: 16 rows are two tiles of 8, not one of 14 and one of 2.
    let tiles = left.rows.div_ceil(HEIGHT);
    for first in (0..tiles).step_by(ROWS / HEIGHT) {
        let block = first..tiles.min(first + ROWS / HEIGHT);
        for start in (0..right.depth()).step_by(DEPTH) {
            let depth = start..right.depth().min(start + DEPTH);
            for column in (0..right.columns()).step_by(R::WIDTH) {
                let lanes = right.part(column / LANES, depth.clone());
                let width = R::WIDTH.min(right.columns() - column);
                let onto = match onto {
                    _ if start > 0 => Start { bias: None, add: true },
                    Onto::Zero => Start { bias: None, add: false },
                    Onto::Bias(bias) => Start { bias: Some(&bias[column..column + width]), add: false },
                    Onto::BiasAndSelf(bias) => Start { bias: Some(&bias[column..column + width]), add: true },
                };
                for tile in block.clone() {
                    let (from, to) = (tile * left.rows / tiles, (tile + 1) * left.rows / tiles);
                    let values = &left.values[from * left.stride + start..];
                    let out = &mut out[from * stride + column..];
                    let Left { stride: apart, .. } = left;
                    macro_rules! by_height {
                        ($($height:literal)*) => {
                            match to - from {
                                // SAFETY: the caller has what R needs.
                                $($height if $height <= HEIGHT => unsafe {
                                    tile_body::<R, $height>(values, apart, (lanes, column % LANES), onto, out, stride, width);
                                })*
                                // Invariant: tiles are cut to at most HEIGHT rows, and all heights up to 14 are listed.
                                height => unreachable!("a tile of {height} rows"),
                            }
                        };
                    }
                    by_height!(1 2 3 4 5 6 7 8 9 10 11 12 13 14);
                }
            }
        }
    }
}

/// What the sums of a tile start from.
#[derive(Debug, Clone, Copy)]
struct Start<'a> {
    bias: Option<&'a [f32]>,
    /// What stands in the output already.
    add: bool,
}

/// `ROWS` rows times `R::WIDTH` columns of a panel, from a column on. The sums stay in registers over the whole depth.
///
/// # Safety
/// As for the functions of `R`.
#[inline(always)]
unsafe fn tile_body<R: Register, const ROWS: usize>(
    left: &[f32],
    apart: usize,
    (lanes, first): (&[Lane], usize),
    start: Start<'_>,
    out: &mut [f32],
    stride: usize,
    width: usize,
) {
    // SAFETY of every block: the caller has what R needs.
    let mut sums = [unsafe { load::<R>(start.bias.unwrap_or_default()) }; ROWS];
    if start.add {
        for (row, sum) in sums.iter_mut().enumerate() {
            *sum = unsafe { sum.add(load(&out[row * stride..][..width])) };
        }
    }
    let left: [&[f32]; ROWS] = std::array::from_fn(|row| &left[row * apart..][..lanes.len()]);
    // Into a variable of its own, which has no address, or the compiler writes the sums to memory at every step.
    let mut now = sums;
    for (l, lane) in lanes.iter().enumerate() {
        // SAFETY: `first` is a multiple of R::WIDTH below LANES, which R::WIDTH divides.
        let lane = unsafe { R::load(lane.0.get_unchecked(first..)) };
        for (sum, row) in now.iter_mut().zip(&left) {
            unsafe { sum.add_product(row[l], lane) };
        }
    }
    let sums = now;
    for (row, sum) in sums.iter().enumerate() {
        let out = &mut out[row * stride..][..width];
        if width == R::WIDTH {
            unsafe { sum.store(out) };
        } else {
            let mut lane = [0.0; LANES];
            unsafe { sum.store(&mut lane) };
            out.copy_from_slice(&lane[..width]);
        }
    }
}

/// `R::WIDTH` values, or fewer, filled up with zeros.
///
/// # Safety
/// As for the functions of `R`.
#[inline(always)]
unsafe fn load<R: Register>(values: &[f32]) -> R {
    // SAFETY of both blocks: the caller has what R needs.
    if values.len() == R::WIDTH {
        return unsafe { R::load(values) };
    }
    let mut lane = [0.0; LANES];
    lane[..values.len()].copy_from_slice(values);
    unsafe { R::load(&lane) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(i: usize, j: usize, seed: usize) -> f32 {
        match (i * 31 + j * 17 + seed) % 29 {
            0 => 1e-41, // subnormal
            1 => -3e4,
            n => n as f32 / 7.0 - 2.0,
        }
    }

    proptest! {
        #[test]
        fn equals_the_scalar_product(m in 0usize..40, n in 1usize..40, k in 1usize..60, seed in 0usize..1000, how in 0..3) {
            check(m, n, k, seed, how)?;
        }
    }

    #[test]
    fn equals_the_scalar_product_over_several_blocks() {
        for (m, n, k) in [(170, 33, 400), (336, 16, 769), (1, 48, 1536)] {
            for how in 0..3 {
                check(m, n, k, 5, how).expect("equal");
            }
        }
    }

    /// Against sums in f64, from and into slices of wider matrices; the neighbours must stay as they are.
    fn check(m: usize, n: usize, k: usize, seed: usize, how: i32) -> Result<(), TestCaseError> {
        let (apart, stride) = (k + 2, n + 3);
        let left: Vec<f32> = (0..m * apart).map(|i| value(i / apart, i % apart, seed)).collect();
        let weight: Vec<f32> = (0..n * k).map(|i| value(i / k, i % k, seed + 3) / 64.0).collect();
        let bias: Vec<f32> = (0..n).map(|j| j as f32 / 3.0).collect();
        let onto = [Onto::Zero, Onto::Bias(&bias), Onto::BiasAndSelf(&bias)][how as usize];
        let panels = Panels::of_columns(n, k, |column, values| values.copy_from_slice(&weight[column * k..][..k]));
        let left = Left { values: &left, stride: apart, rows: m };
        let (mut out, mut scalar) = (vec![9.0; m * stride], vec![9.0; m * stride]);
        multiply(left, &panels, onto, &mut out, stride);
        portable(left, &panels, onto, &mut scalar, stride);
        let left = left.values;
        for (out, i) in [&out, &scalar].into_iter().flat_map(|out| (0..m).map(move |i| (out, i))) {
            for j in 0..n {
                let products = (0..k).map(|l| f64::from(left[i * apart + l]) * f64::from(weight[j * k + l]));
                let size: f64 = products.clone().map(f64::abs).sum::<f64>() + 30.0;
                let start = [0.0, f64::from(bias[j]), f64::from(bias[j]) + 9.0][how as usize];
                let exact = products.sum::<f64>() + start;
                let got = f64::from(out[i * stride + j]);
                prop_assert!((got - exact).abs() <= 1e-5 * size, "{} {}: {} {}", i, j, got, exact);
            }
            prop_assert!(out[i * stride + n..(i + 1) * stride].iter().all(|x| *x == 9.0));
        }
        Ok(())
    }
}
