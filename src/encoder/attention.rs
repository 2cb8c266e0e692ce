//! Self-attention, a sequence at a time (Vaswani et al. 2017).

use super::kernels::{Left, Onto, Panels, exponentials, multiply};
use std::ops::Range;

/// Queries that are worked on at once: their scores stay in the second-level cache.
const QUERIES: usize = 84;

/// Buffers of [`attend`], kept from call to call.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// A head's keys, `[width, tokens]`.
    keys: Panels,
    /// A head's values, `[tokens, width]`.
    values: Panels,
    /// Scores of some queries, `[queries, tokens]`, rows as far apart as whole panels are wide.
    scores: Vec<f32>,
    sums: Vec<f32>,
}

/// For every sequence and head, `out = softmax(q k^T / sqrt(width)) v`.
///
/// `qkv` has shape `[tokens, 3 * hidden]`: queries, keys and values beside each other; `out` has `[tokens, hidden]`.
/// Tokens attend within their own sequence only, so no mask is needed.
pub(super) fn attend(
    qkv: &[f32],
    sequences: impl Iterator<Item = Range<usize>>,
    hidden: usize,
    heads: usize,
    scratch: &mut Scratch,
    out: &mut [f32],
) {
    let width = hidden / heads;
    let factor = 1.0 / (width as f32).sqrt();
    let stride = 3 * hidden;
    let Scratch { keys, values, scores, sums } = scratch;
    for tokens in sequences {
        let length = tokens.len();
        for head in 0..heads {
            let column = head * width;
            let part = |token: usize, part: usize| &qkv[(tokens.start + token) * stride + part * hidden + column..];
            keys.pack_transposed(|token| part(token, 1), length, width);
            keys.widen();
            values.pack_rows(|token| part(token, 2), length, width);
            for first in (0..length).step_by(QUERIES) {
                let rows = QUERIES.min(length - first);
                let wide = keys.columns();
                scores.resize(scores.len().max(rows * wide), 0.0);
                let scores = &mut scores[..rows * wide];
                multiply(Left { values: part(first, 0), stride, rows }, keys, Onto::Zero, scores, wide);
                exponentials(scores, wide, length, factor, sums);
                let out = &mut out[(tokens.start + first) * hidden + column..];
                multiply(Left { values: scores, stride: wide, rows }, values, Onto::Zero, out, hidden);
                for (row, sum) in sums.iter().enumerate() {
                    let share = 1.0 / sum;
                    for x in &mut out[row * hidden..][..width] {
                        *x *= share;
                    }
                }
            }
        }
    }
}
