//! The encoder alone: sequences a second on all cores, at 8, 32 and 128 tokens; and what other matrix products reach
//! at its shapes: the `gemm` crate and `ndarray`'s own `dot`.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use demarche::encoder::{Backend, Batch, Bert, ModelFolder};
use ndarray::Array2;
use rayon::prelude::*;
use std::path::Path;

/// Sequences of one measurement.
const SEQUENCES: usize = 256;
/// As in the classifier.
const TOKEN_BUDGET: usize = 512;

fn batches(length: usize) -> Vec<Batch> {
    let mut batches = vec![Batch::default()];
    for i in 0..SEQUENCES {
        if batches.last().is_some_and(|batch| batch.tokens() + length > TOKEN_BUDGET) {
            batches.push(Batch::default());
        }
        let ids: Vec<u32> = (0..length).map(|t| ((i * 7919 + t * 104_729) % 28_000 + 1000) as u32).collect();
        if let Some(batch) = batches.last_mut() {
            batch.push(&ids, &vec![0; length], std::slice::from_ref(&(0..length)));
        }
    }
    batches
}

fn encoder(criterion: &mut Criterion) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/default");
    let model = ModelFolder::open(&folder).expect("the default model is in place");
    let bert = Bert::new(model.weights, None, &model.config).expect("the default model is a BERT encoder");
    let mut group = criterion.benchmark_group("encoder, sequences a second");
    group.throughput(Throughput::Elements(SEQUENCES as u64)).sample_size(10);
    for length in [8, 32, 128] {
        let batches = batches(length);
        group.bench_function(BenchmarkId::new("tokens", length), |bencher| {
            bencher.iter(|| batches.par_iter().map(|batch| bert.encode(batch).map(|v| v.sum())).collect::<Vec<_>>());
        });
    }
    group.finish();
}

fn matrix_product(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("matrix product, one thread, operations a second");
    for (m, k, n) in [(512, 384, 1152), (512, 384, 1536), (512, 1536, 384)] {
        group.throughput(Throughput::Elements((2 * m * k * n) as u64)).sample_size(20);
        let a = Array2::from_elem((m, k), 0.5f32);
        let b = Array2::from_elem((n, k), 0.25f32);
        let mut c = Array2::<f32>::zeros((m, n));
        let name = format!("{m}x{k}x{n}");
        group.bench_function(BenchmarkId::new("gemm", &name), |bencher| {
            // SAFETY: `a`, `b` and `c` own m * k, n * k and m * n elements in row-major order.
            bencher.iter(|| unsafe {
                let (m, n, k, none) = (m, n, k, gemm::Parallelism::None);
                let (c, a, b) = (c.as_mut_ptr(), a.as_ptr(), b.as_ptr());
                let (k_stride, n_stride) = (k as isize, n as isize);
                gemm::gemm(
                    m, n, k, c, 1, n_stride, false, a, 1, k_stride, b, k_stride, 1, 0.0, 1.0, false, false, false, none,
                );
            });
        });
        group.bench_function(BenchmarkId::new("ndarray dot", &name), |bencher| {
            bencher.iter(|| ndarray::linalg::general_mat_mul(1.0, &a, &b.t(), 0.0, &mut c));
        });
    }
    group.finish();
}

criterion_group!(benches, encoder, matrix_product);
criterion_main!(benches);
