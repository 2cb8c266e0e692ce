//! The matrix product at the encoder's shapes: what no encoder that is made of it can exceed.

use crate::harness::Failure;
use gemm::Parallelism;
use rayon::ThreadPoolBuilder;
use std::time::Instant;

/// Inputs and outputs of a layer's products, and how often a layer has each: queries, keys and values in one.
const SHAPES: [(usize, usize); 4] = [(384, 1152), (384, 384), (384, 1536), (1536, 384)];
/// Rows: a token budget of ours, and a batch of 32 sentences of 30 tokens.
const ROWS: [usize; 2] = [512, 960];
const BEST_OF: usize = 30;

/// Prints GFLOPS of each shape, all threads together, each with a product of its own: one line of JSON.
///
/// # Errors
/// If no thread can be started.
pub fn measure(threads: usize) -> Result<(), Failure> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build()?;
    let mut lines = Vec::new();
    for m in ROWS {
        for (k, n) in SHAPES {
            let (a, b) = (vec![0.5f32; m * k], vec![0.25f32; n * k]);
            let mut best = f64::INFINITY;
            let outputs = pool.broadcast(|_| std::sync::Mutex::new(vec![0.0f32; m * n]));
            for _ in 0..BEST_OF {
                let start = Instant::now();
                pool.broadcast(|context| {
                    // Invariant: a thread locks the output of its own number only.
                    let mut c = outputs[context.index()].lock().expect("no thread panicked");
                    multiply(&a, &b, &mut c, [m, k, n]);
                });
                best = best.min(start.elapsed().as_secs_f64());
            }
            let gflops = (2 * m * k * n * threads) as f64 / best / 1e9;
            lines.push(format!("{{\"m\": {m}, \"k\": {k}, \"n\": {n}, \"gflops\": {gflops:.1}}}"));
        }
    }
    println!("{{\"version\": \"gemm\", \"products\": [{}]}}", lines.join(", "));
    Ok(())
}

/// `c = a * b^T`, `a` of `[m, k]`, `b` of `[n, k]`, row by row, on this thread.
fn multiply(a: &[f32], b: &[f32], c: &mut [f32], [m, k, n]: [usize; 3]) {
    assert_eq!((a.len(), b.len(), c.len()), (m * k, n * k, m * n));
    let (k_stride, n_stride, none) = (k as isize, n as isize, Parallelism::None);
    let (a, b, c) = (a.as_ptr(), b.as_ptr(), c.as_mut_ptr());
    // SAFETY: the slices hold m * k, n * k and m * n elements in row-major order (asserted); `c` is borrowed mutably.
    unsafe {
        gemm::gemm(m, n, k, c, 1, n_stride, false, a, 1, k_stride, b, k_stride, 1, 0.0, 1.0, false, false, false, none);
    }
}
