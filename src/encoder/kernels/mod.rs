//! The arithmetic of the encoder: one matrix product, and passes over the rows of a matrix.
//!
//! Each row pass is written once, in plain Rust that the compiler vectorizes, and compiled twice: for the baseline of
//! the target, and for AVX2, chosen at run time. No fused multiply-add is used in them, so both give the same bits.

mod math;
mod matmul;
mod rows;

pub(super) use matmul::multiply;
pub(super) use rows::{add_bias, add_layer_norm, gelu, layer_norm, softmax};
