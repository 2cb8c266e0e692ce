//! Each stage, and the whole job, on the sample articles: elements are statements, so throughput is statements a second.

use criterion::{BatchSize, Bencher, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
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

/// A classifier by `codebook`, with the second encoder where a theme has no head.
fn classifier(codebook: Codebook) -> Classifier {
    let model = ModelFolder::open(&Path::new(ROOT).join("models/default")).expect("the default model is in place");
    let choice = BackendChoice::default();
    let backend = choice.backend(&model).expect("the model is whole");
    let needs_entries = Classifier::needs_entries(&model.config.demarche, &codebook);
    let entries = if needs_entries { choice.entries(&model).expect("the model is whole") } else { None };
    Classifier::new(&model, codebook, backend, entries).expect("the model is whole")
}

/// Codes new sentences, twenty an article.
fn code(bencher: &mut Bencher<'_>, classifier: &Classifier, tokens: usize) {
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
}

/// The classifier at fixed lengths, no theme forced: what one more statement costs.
fn classify(criterion: &mut Criterion) {
    let classifier = classifier(Codebook::default_codebook());
    let mut group = criterion.benchmark_group("classify, statements a second");
    group.throughput(Throughput::Elements(STATEMENTS as u64)).sample_size(10);
    for tokens in [8, 32, 128] {
        group.bench_function(BenchmarkId::new("tokens", tokens), |bencher| code(bencher, &classifier, tokens));
    }
    group.finish();
}

/// Themes of the codebook that the model has no head for, which a second encoder reads: the first costs a pass more, others
/// nothing. They have no targets here, so that no stance pass is in the numbers.
fn themes_without_a_head(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("classify by themes without a head, statements a second");
    group.throughput(Throughput::Elements(STATEMENTS as u64)).sample_size(10);
    for themes in [0, 1, 8] {
        let theme =
            |n| format!("[[theme]]\nid = \"own_{n}\"\nlabel = \"Port {n}\"\ndefinition = \"Port {n} of the town.\"\n");
        let own: String = (0..themes).map(theme).collect();
        let codebook = format!("name = \"bench\"\nextends = \"default\"\n{own}");
        let codebook = Codebook::parse(&codebook, "bench").expect("the codebook is valid");
        let classifier = classifier(codebook);
        group
            .bench_function(BenchmarkId::new("beside the default's", themes), |bencher| code(bencher, &classifier, 32));
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

criterion_group!(benches, light_stages, classify, themes_without_a_head, job);
criterion_main!(benches);
