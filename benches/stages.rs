//! Each stage, and the whole job, on the sample articles: elements are statements, so throughput is statements a second.

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use demarche::article::{Article, Inputs};
use demarche::attribute::{Directory, Rules};
use demarche::classify::{Classifier, CodedStatement, Document, Input};
use demarche::codebook::Codebook;
use demarche::encoder::{BackendChoice, ModelFolder};
use demarche::pipeline::Pipeline;
use demarche::score::Aggregator;
use demarche::segment::{Segmenter, Sentencex};
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Statements of one measurement of the classifier.
const STATEMENTS: usize = 128;

fn articles() -> Vec<Article> {
    Inputs::new([format!("{ROOT}/data/articles")]).open().filter_map(Result::ok).collect()
}

fn pipeline() -> Pipeline {
    Pipeline::builder().build().expect("the default model is in place")
}

/// Reading, segmentation, attribution, scoring.
fn light_stages(criterion: &mut Criterion) {
    let articles = articles();
    let sentences: Vec<_> = articles.iter().map(|article| Sentencex.segment(&article.text)).collect();
    let rules = Rules::new(Directory::embedded().expect("the embedded directory is valid"));
    let coded = pipeline().code(articles.clone()).expect("the model and its tokenizer fit");
    let statements: Vec<(&Article, &CodedStatement)> =
        coded.iter().flat_map(|coded| coded.statements.iter().map(|statement| (&coded.article, statement))).collect();

    let mut group = criterion.benchmark_group("stage, statements a second");
    group.throughput(Throughput::Elements(statements.len() as u64));
    group.bench_function("article", |bencher| bencher.iter(self::articles));
    group.bench_function("segment", |bencher| {
        bencher.iter(|| articles.iter().map(|article| Sentencex.segment(&article.text).len()).sum::<usize>());
    });
    group.bench_function("attribute, one thread", |bencher| {
        bencher.iter(|| {
            let pairs = articles.iter().zip(&sentences);
            pairs.map(|(article, sentences)| rules.attribute(article, sentences).statements.len()).sum::<usize>()
        });
    });
    group.bench_function("score", |bencher| {
        bencher.iter(|| {
            let mut scores = Aggregator::new();
            for (article, statement) in &statements {
                scores.add(&article.id, article.date, article.source.as_deref(), statement);
            }
            black_box(scores.positions())
        });
    });
    group.finish();
}

/// `number` sentences of about `tokens` tokens, none of which came before: the classifier remembers what it has seen.
fn sentences(number: usize, tokens: usize) -> Vec<String> {
    static SEEN: AtomicUsize = AtomicUsize::new(0);
    const WORDS: [&str; 24] = [
        "ministers",
        "said",
        "that",
        "trade",
        "between",
        "the",
        "two",
        "countries",
        "would",
        "grow",
        "this",
        "year",
        "while",
        "talks",
        "on",
        "a",
        "new",
        "agreement",
        "went",
        "ahead",
        "in",
        "both",
        "capitals",
        "again",
    ];
    let sentence = |_| {
        let mut seed = SEEN.fetch_add(1, Ordering::Relaxed);
        let mut words = vec![];
        for _ in 0..tokens {
            words.push(WORDS[seed % WORDS.len()]);
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) >> 3;
        }
        words.join(" ")
    };
    (0..number).map(sentence).collect()
}

/// The classifier at fixed lengths, twenty sentences an article, no theme forced: what one more statement costs.
fn classify(criterion: &mut Criterion) {
    let model = ModelFolder::open(&Path::new(ROOT).join("models/default")).expect("the default model is in place");
    let backend = BackendChoice::default().backend(&model).expect("the model is whole");
    let classifier = Classifier::new(&model, Codebook::default_codebook(), backend, None).expect("the model is whole");
    let mut group = criterion.benchmark_group("classify, statements a second");
    group.throughput(Throughput::Elements(STATEMENTS as u64)).sample_size(10);
    for tokens in [8, 32, 128] {
        group.bench_function(BenchmarkId::new("tokens", tokens), |bencher| {
            bencher.iter_batched(
                || sentences(STATEMENTS, tokens),
                |sentences| {
                    let input = |text| Input { text, speaker: true, also: &[] };
                    let articles = sentences.chunks(20).map(|sentences| Document {
                        title: "",
                        sentences: sentences.iter().map(|text| input(text)).collect(),
                        vectors: &[],
                    });
                    classifier.code(&articles.collect::<Vec<_>>()).map(|codes| codes.len())
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

/// Articles in, coded statements out, each time with a classifier that has seen nothing.
fn job(criterion: &mut Criterion) {
    let articles = articles();
    let statements: usize = articles.iter().map(|article| Sentencex.segment(&article.text).len()).sum();
    let mut group = criterion.benchmark_group("whole job, statements a second");
    group.throughput(Throughput::Elements(statements as u64)).sample_size(10);
    group.bench_function("sample articles", |bencher| {
        let fresh = || (pipeline(), articles.clone());
        bencher.iter_batched(
            fresh,
            |(pipeline, articles)| pipeline.code(articles).map(|c| c.len()),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, light_stages, classify, job);
criterion_main!(benches);
