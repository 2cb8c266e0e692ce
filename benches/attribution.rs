//! The rule part of attribution on the articles of the data pack: articles a second, by threads. Where the pack is not
//! there, on the sample articles, which are shorter.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use demarche::article::{Article, Inputs};
use demarche::attribute::{Directory, Rules};
use demarche::segment::{Segmenter, Sentencex};
use rayon::prelude::*;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The articles, and whose they are.
fn articles() -> (Vec<Article>, &'static str) {
    let packed = Path::new(ROOT).join("../shared/data/articles.jsonl.gz");
    let unpacked = std::process::Command::new("gzip").arg("-dc").arg(&packed).output();
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let file = folder.path().join("articles.jsonl");
    match unpacked {
        Ok(output) if output.status.success() && std::fs::write(&file, &output.stdout).is_ok() => {
            (Inputs::new([file.display().to_string()]).open().filter_map(Result::ok).collect(), "data pack")
        }
        _ => {
            eprintln!("{} is not there: the sample articles instead", packed.display());
            (Inputs::new([format!("{ROOT}/data/articles")]).open().filter_map(Result::ok).collect(), "samples")
        }
    }
}

/// Segmentation and attribution.
fn attribution(criterion: &mut Criterion) {
    let (articles, whose) = articles();
    let rules = Rules::new(Directory::embedded().expect("the embedded directory is valid"));
    let mut group = criterion.benchmark_group(format!("attribution, articles a second ({whose})"));
    group.throughput(Throughput::Elements(articles.len() as u64)).sample_size(10);
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
        group.bench_function(BenchmarkId::new("threads", threads), |bencher| {
            bencher.iter(|| {
                let statements =
                    |article: &Article| rules.attribute(article, &Sentencex.segment(&article.text)).statements.len();
                pool.install(|| articles.par_iter().map(statements).sum::<usize>())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, attribution);
criterion_main!(benches);
