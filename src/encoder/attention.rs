//! Scaled dot-product attention (Vaswani et al. 2017), a sequence at a time.

use super::kernels::{multiply, softmax};
use ndarray::{ArrayView2, ArrayViewMut2, s};
use std::ops::Range;

/// For every sequence and head, `out = softmax(q k^T / sqrt(width)) v`.
///
/// `qkv` has shape `[tokens, 3 * hidden]`: queries, keys and values beside each other; `out` has `[tokens, hidden]`.
/// `scores` is scratch space; it grows to the longest sequence's length squared. Tokens attend within their own
/// sequence only, so no mask is needed.
pub(super) fn attend(
    qkv: ArrayView2<'_, f32>,
    sequences: impl Iterator<Item = Range<usize>>,
    heads: usize,
    scores: &mut Vec<f32>,
    mut out: ArrayViewMut2<'_, f32>,
) {
    let hidden = out.ncols();
    let width = hidden / heads;
    let factor = 1.0 / (width as f32).sqrt();
    for tokens in sequences {
        let length = tokens.len();
        scores.resize(scores.len().max(length * length), 0.0);
        let scores = &mut scores[..length * length];
        for head in 0..heads {
            let columns = |part: usize| part * hidden + head * width..part * hidden + (head + 1) * width;
            let query = qkv.slice(s![tokens.clone(), columns(0)]);
            let key = qkv.slice(s![tokens.clone(), columns(1)]);
            let value = qkv.slice(s![tokens.clone(), columns(2)]);
            multiply(query, key.t(), square(scores, length));
            softmax(scores, length, factor);
            multiply(square(scores, length).view(), value, out.slice_mut(s![tokens.clone(), columns(0)]));
        }
    }
}

/// `values` as a square matrix of `side` rows.
fn square(values: &mut [f32], side: usize) -> ArrayViewMut2<'_, f32> {
    // Invariant: the caller cut `values` to side * side.
    ArrayViewMut2::from_shape((side, side), values).expect("a square has side * side values")
}
