//! The backend rust-bert: `eval "$(tools/libtorch.sh env)" && cargo test --features rust-bert --test rust_bert`.
#![cfg(feature = "rust-bert")]

use demarche::article::Inputs;
use demarche::encoder::{BackendChoice, BackendKind, Batch, Device, ModelFolder, Reading};
use demarche::pipeline::{CodedArticle, Pipeline};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const CHOICE: BackendChoice = BackendChoice { kind: BackendKind::RustBert, device: Device::Cpu, threads: Some(2) };

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixtures() -> PathBuf {
    root().join("tests/fixtures/nli")
}

fn code(backend: BackendKind) -> Vec<CodedArticle> {
    let pipeline = Pipeline::builder().backend(backend, Device::Cpu).build().unwrap();
    let articles = Inputs::new([root().join("data/articles").to_str().unwrap()]).open();
    pipeline.code(articles.map(|article| article.unwrap()).collect()).unwrap()
}

/// The bound of the issue: the same labels, and probabilities within 1e-4.
#[test]
fn both_backends_code_the_sample_articles_alike() {
    let (ours, theirs) = (code(BackendKind::Ndarray), code(BackendKind::RustBert));
    assert!(ours.len() > 10, "{} articles", ours.len());
    let (mut stances, mut largest) = (0, 0.0f32);
    for (a, b) in ours.iter().zip(&theirs).flat_map(|(a, b)| a.statements.iter().zip(&b.statements)) {
        for (a, b) in a.themes.iter().zip(&b.themes) {
            assert_eq!((&a.id, a.present), (&b.id, b.present));
            largest = largest.max((a.probability - b.probability).abs());
        }
        assert_eq!(a.stances.len(), b.stances.len());
        for (a, b) in a.stances.iter().zip(&b.stances) {
            assert_eq!((&a.target, a.label), (&b.target, b.label));
            for (x, y) in [(a.favor, b.favor), (a.against, b.against), (a.neutral, b.neutral)] {
                largest = largest.max((x - y).abs());
            }
            stances += 1;
        }
    }
    eprintln!("largest difference of a probability: {largest:.1e}; {stances} stances");
    assert!(stances > 100 && largest < 1e-4, "{stances} stances, {largest}");
}

/// A pair of tests/rust_bert/models.py.
#[derive(Deserialize)]
struct Pair {
    premise: String,
    hypothesis: String,
    premise_tokens: usize,
    truncated: bool,
    entailment: f32,
    contradiction: f32,
}

fn expected(file: &Path) -> BTreeMap<String, Vec<Pair>> {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Reads all pairs in one call, so that they are padded, and gives the largest difference from transformers.
fn difference(folder: &Path, pairs: &[Pair]) -> f32 {
    let (model, _) = CHOICE.entailment(folder).unwrap();
    let premises: Vec<&str> = pairs.iter().map(|pair| pair.premise.as_str()).collect();
    let hypotheses: Vec<&str> = pairs.iter().map(|pair| pair.hypothesis.as_str()).collect();
    let numbers: Vec<_> = (0..pairs.len()).map(|i| (i, i)).collect();
    let readings = model.read(&premises, &hypotheses, &numbers).unwrap();
    let tokens = model.tokens(&premises).unwrap();
    let mut largest = 0.0f32;
    for ((pair, reading), tokens) in pairs.iter().zip(&readings).zip(tokens) {
        let Reading { entailment, contradiction, neutral, truncated } = *reading;
        assert_eq!(
            (pair.truncated, pair.premise_tokens),
            (truncated, tokens),
            "{}: {}",
            folder.display(),
            pair.premise
        );
        assert!((entailment + contradiction + neutral - 1.0).abs() < 1e-5);
        largest = largest.max((entailment - pair.entailment).abs()).max((contradiction - pair.contradiction).abs());
    }
    largest
}

/// rust-bert normalizes with 1e-12 where RoBERTa's models have 1e-5, so those agree less closely.
#[test]
fn every_architecture_reads_as_transformers_does() {
    let expected = expected(&fixtures().join("expected.json"));
    assert_eq!(expected.len(), 7);
    for (name, pairs) in &expected {
        let bound = if name.contains("roberta") { 2e-4 } else { 1e-5 };
        let largest = difference(&fixtures().join(name), pairs);
        eprintln!("{name}: {largest:.1e}");
        assert!(largest < bound, "{name}: {largest}");
        let apart = pairs.iter().map(|pair| pair.entailment);
        let spread = apart.clone().fold(0.0, f32::max) - apart.fold(1.0, f32::min);
        assert!(spread > 0.1, "{name}: the pairs are too much alike to show a mistake");
    }
}

/// A model made by `tests/rust_bert/base.sh`.
#[test]
fn a_model_of_deberta_v3_base_size_reads_as_transformers_does() {
    let Some(folder) = std::env::var_os("DEMARCHE_NLI_BASE").map(PathBuf::from) else {
        eprintln!("skipped: DEMARCHE_NLI_BASE is not set (tests/rust_bert/base.sh sets it)");
        return;
    };
    let largest = expected(&folder.join("expected.json")).values().map(|pairs| difference(&folder, pairs)).next();
    eprintln!("largest difference: {largest:?}");
    assert!(largest.is_some_and(|largest| largest < 1e-4), "{largest:?}");
}

/// Why DeBERTa-v2 is written in this crate. When this fails, the library computes it as it was trained, and
/// src/encoder/torch/deberta_v2.rs can go.
#[test]
fn rust_bert_itself_still_computes_deberta_v2_otherwise() {
    use rust_bert::deberta_v2::{DebertaV2Config, DebertaV2ForSequenceClassification};
    use tch::{Kind, Tensor, nn, no_grad};
    let folder = fixtures().join("deberta-v3");
    let pairs = expected(&fixtures().join("expected.json")).remove("deberta-v3").unwrap();
    let tokenizer = tokenizers::Tokenizer::from_file(folder.join("tokenizer.json")).unwrap();
    let config: DebertaV2Config = serde_json::from_slice(&std::fs::read(folder.join("config.json")).unwrap()).unwrap();
    let mut store = nn::VarStore::new(tch::Device::Cpu);
    let model = DebertaV2ForSequenceClassification::new(store.root(), &config).unwrap();
    store.load(folder.join("model.safetensors")).unwrap();
    let mut largest = 0.0f64;
    for pair in pairs.iter().filter(|pair| !pair.truncated) {
        let tokens = tokenizer.encode_fast((pair.premise.as_str(), pair.hypothesis.as_str()), true).unwrap();
        let ids: Vec<i64> = tokens.get_ids().iter().map(|id| i64::from(*id)).collect();
        let ids = Tensor::from_slice(&ids).unsqueeze(0);
        let mask = ids.ones_like();
        let output = no_grad(|| model.forward_t(Some(&ids), Some(&mask), None, None, None, false).unwrap());
        let entailment = output.logits.softmax(-1, Kind::Double).double_value(&[0, 0]);
        largest = largest.max((entailment - f64::from(pair.entailment)).abs());
    }
    eprintln!("rust-bert's own DeBERTa-v2 differs by up to {largest:.2}");
    assert!(largest > 0.05, "{largest}");
}

fn demarche(args: &[&str]) -> Output {
    Command::new(assert_cmd::cargo::cargo_bin("demarche"))
        .current_dir(root())
        .env_remove("DEMARCHE_MODEL")
        .args(args)
        .output()
        .unwrap()
}

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn a_model_of_ones_own_codes_articles_from_the_command_line() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let model = fixtures().join("roberta");
    let article = dir.path().join("a.txt");
    let long = "and trade with each other ".repeat(60);
    std::fs::write(&article, format!("\"BRICS should grow,\" Ana Ruiz said. They will meet {long}. It rained."))
        .unwrap();
    let run = demarche(&[
        "classify",
        article.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
        "--quiet",
        "--backend",
        "rust-bert",
        "--nli-model",
        model.to_str().unwrap(),
    ]);
    let complaint = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(1), "a cut sentence is a problem: {complaint}");
    let manifest = read_json(&out.join("manifest.json"));
    assert_eq!(manifest["backend"], "rust-bert 0.23 f32 on cpu");
    assert_eq!((&manifest["options"]["backend"], &manifest["options"]["device"]), (&"rust-bert".into(), &"cpu".into()));
    assert_eq!(manifest["model"]["name"], "roberta");
    assert_eq!(manifest["model"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(manifest["counts"]["truncated"], 1);
    let problems = std::fs::read_to_string(out.join("problems.jsonl")).unwrap();
    assert!(problems.contains(r#""kind":"truncated""#), "{problems}");
    let statements = std::fs::read_to_string(out.join("statements.jsonl")).unwrap();
    assert_eq!(statements.lines().count(), 3);
}

/// A copy of a fixture with a configuration that was changed.
fn changed(name: &str, change: impl FnOnce(&mut Value)) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for file in ["config.json", "tokenizer.json", "model.safetensors"] {
        std::fs::copy(fixtures().join(name).join(file), dir.path().join(file)).unwrap();
    }
    let mut config = read_json(&dir.path().join("config.json"));
    change(&mut config);
    std::fs::write(dir.path().join("config.json"), config.to_string()).unwrap();
    dir
}

#[test]
fn what_is_wrong_with_a_folder_is_said_with_the_file() {
    type Change = fn(&mut Value);
    let wrong: [(&str, &str, Change); 8] = [
        ("bert", "model_type is \"gpt2\"", |c| c["model_type"] = "gpt2".into()),
        ("bert", "id2label names the outputs", |c| c["id2label"]["1"] = "LABEL_1".into()),
        ("bert", "vocab_size in config.json is 50", |c| c["vocab_size"] = 50.into()),
        ("bert", "; by config.json it has [32", |c| c["hidden_size"] = 32.into()),
        ("bert", "no tensor bert.encoder.layer.2", |c| c["num_hidden_layers"] = 3.into()),
        ("bert", "multiple of the number of attention heads", |c| c["num_attention_heads"] = 7.into()),
        ("bert", "unknown variant `gelu_fast`", |c| c["hidden_act"] = "gelu_fast".into()),
        ("deberta-v3", "embedding_size other than hidden_size", |c| c["embedding_size"] = 16.into()),
    ];
    for (name, message, change) in wrong {
        let folder = changed(name, change);
        let error = CHOICE.entailment(folder.path()).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(message) && error.contains(folder.path().to_str().unwrap()), "{message}: {error}");
    }
    let empty = tempfile::tempdir().unwrap();
    let error = CHOICE.entailment(empty.path()).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("config.json: ") && error.contains("--nli-model"), "{error}");
}

/// A segment that the model does not have makes the forward pass panic inside the library.
#[test]
fn a_panic_of_the_library_is_one_line_and_exit_code_2() {
    let dir = tempfile::tempdir().unwrap();
    let folder = changed("bert", |config| config["type_vocab_size"] = 1.into());
    let path = folder.path().join("model.safetensors");
    let bytes = std::fs::read(&path).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let cut = tensors.iter().map(|(name, view)| {
        let rows = if name.contains("token_type") { 1 } else { view.shape()[0] };
        let shape: Vec<usize> = std::iter::once(rows).chain(view.shape()[1..].iter().copied()).collect();
        let bytes = &view.data()[..view.data().len() / view.shape()[0] * rows];
        (name, safetensors::tensor::TensorView::new(view.dtype(), shape, bytes).unwrap())
    });
    std::fs::write(&path, safetensors::serialize(cut, None).unwrap()).unwrap();
    let run = demarche(&[
        "classify",
        "data/articles/2023-08-08-wang-lavrov-call.txt",
        "--out",
        dir.path().join("out").to_str().unwrap(),
        "--quiet",
        "--backend",
        "rust-bert",
        "--nli-model",
        folder.path().to_str().unwrap(),
    ]);
    let complaint = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(2), "{complaint}");
    assert!(complaint.contains("the backend rust-bert 0.23 f32 on cpu failed: "), "{complaint}");
    assert!(!complaint.contains("panicked") && complaint.lines().count() == 1, "{complaint}");
}

#[test]
fn a_gpu_that_is_not_there_is_said() {
    if tch::Cuda::is_available() && tch::Cuda::device_count() > 63 {
        return;
    }
    let choice = BackendChoice { device: Device::Cuda(63), ..CHOICE };
    let error = choice.entailment(&fixtures().join("bert")).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("cuda:63 is not there"), "{error}");
}

#[test]
fn batches_that_the_encoder_cannot_take_are_refused_as_by_the_default_backend() {
    let refused = |push: &dyn Fn(&mut Batch)| {
        let [a, b] = [BackendKind::Ndarray, BackendKind::RustBert].map(|kind| {
            let model = ModelFolder::open(&root().join("models/default")).unwrap();
            let backend = BackendChoice { kind, ..CHOICE }.backend(&model).unwrap();
            let mut batch = Batch::default();
            push(&mut batch);
            backend.encode(&batch).unwrap_err()
        });
        assert_eq!(a, b);
    };
    refused(&|batch| batch.push(&[7; 513], &[0; 513], &[]));
    refused(&|batch| batch.push(&[101, 40_000, 102], &[0; 3], std::slice::from_ref(&(0..3))));
}

#[test]
fn the_branch_for_speakers_is_the_same_on_both_backends() {
    let [ours, theirs] = [BackendKind::Ndarray, BackendKind::RustBert].map(|kind| {
        let model = ModelFolder::open(&root().join("models/default")).unwrap();
        let backend = BackendChoice { kind, ..CHOICE }.backend(&model).unwrap();
        assert!(backend.has_branch());
        let mut batch = Batch::default();
        for ids in [&[101, 7_592, 2_088, 102][..], &[101, 2_198, 2_056, 2_008, 2_009, 3_785, 102]] {
            batch.push(ids, &vec![1; ids.len()], std::slice::from_ref(&(1..3)));
            batch.branch(&[1..3, 2..ids.len() - 1]);
        }
        backend.encode_branched(&batch).unwrap()
    });
    for (ours, theirs) in [(&ours.0, &theirs.0), (&ours.1, &theirs.1)] {
        assert_eq!(ours.dim(), theirs.dim());
        let apart = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-4, "{apart}");
    }
    assert_eq!((ours.0.nrows(), ours.1.nrows()), (2, 4));
    let same = ours.0.row(0).iter().zip(ours.1.row(0)).all(|(a, b)| (a - b).abs() < 1e-3);
    assert!(!same, "the branch has layers of its own");
}
