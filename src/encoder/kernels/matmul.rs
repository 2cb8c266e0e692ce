//! The matrix product, by the `gemm` crate on one thread.

use ndarray::{ArrayView2, ArrayViewMut2};

/// `c = a * b`, for `a` of shape `[m, k]`, `b` of `[k, n]` and `c` of `[m, n]`, any strides.
///
/// # Panics
/// If the shapes do not fit.
pub(in crate::encoder) fn multiply(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>, mut c: ArrayViewMut2<'_, f32>) {
    let ((m, k), n) = (a.dim(), b.ncols());
    assert_eq!((b.nrows(), c.dim()), (k, (m, n)), "the shapes of a matrix product do not fit");
    // SAFETY: the shapes fit (asserted), and every view guarantees that its pointer and strides address `dim()`
    // elements that live as long as the view; `c` is borrowed mutably, so it overlaps neither `a` nor `b`.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            c.as_mut_ptr(),
            c.strides()[1],
            c.strides()[0],
            false,
            a.as_ptr(),
            a.strides()[1],
            a.strides()[0],
            b.as_ptr(),
            b.strides()[1],
            b.strides()[0],
            0.0,
            1.0,
            false,
            false,
            false,
            // Several batches run side by side, each on one thread: one product over two threads scales badly.
            gemm::Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, s};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_the_scalar_product(m in 1usize..20, n in 1usize..20, k in 1usize..40, seed in 0u32..1000) {
            let value = |i: usize, j: usize| ((i * 31 + j * 17 + seed as usize) % 23) as f32 / 7.0 - 1.5;
            let a = Array2::from_shape_fn((m, k), |(i, j)| value(i, j));
            let b = Array2::from_shape_fn((n, k), |(i, j)| value(j, i));
            // A slice of a wider matrix, as attention writes into.
            let mut wide = Array2::from_elem((m, n + 3), 9.0);
            multiply(a.view(), b.t(), wide.slice_mut(s![.., 1..n + 1]));
            for i in 0..m {
                for j in 0..n {
                    let exact: f32 = (0..k).map(|l| a[[i, l]] * b[[j, l]]).sum();
                    prop_assert!((wide[[i, j + 1]] - exact).abs() < 1e-4);
                }
                prop_assert_eq!((wide[[i, 0]], wide[[i, n + 1]]), (9.0, 9.0));
            }
        }
    }
}
