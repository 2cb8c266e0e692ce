//! The arithmetic of the encoder: one matrix product, and passes over the rows of a matrix.
//!
//! Each kernel is written once, in plain Rust on arrays of sixteen values that the compiler turns into vectors, and
//! compiled for AVX-512, for AVX2 with FMA, and for the baseline of the target ([`dispatch`]). Matrices that are used
//! again and again are packed once ([`Panels`]); what stands around a product (bias, residual) is folded into it.
//! Sums run in the same order whatever the number of threads, so that a run gives the same bits each time.

mod dispatch;
mod math;
mod panels;
mod product;
mod register;
mod rows;

pub(super) use panels::Panels;
pub(super) use product::{Left, Onto, multiply};
pub(crate) use rows::gelu;
pub(super) use rows::{exponentials, layer_norm};

/// Columns of a panel: the values of two vector registers of 512 bits.
const LANES: usize = 32;
