//! The Rust encoder and heads against what PyTorch computes from the same file (`training/parity.py`).

use super::heads::{Heads, Recognizer, normalized};
use super::sequence::{Parts, Sequence, Sequences};
use crate::encoder::{Backend, Batch, Bert, ModelFolder};
use ndarray::Array2;
use serde::Deserialize;
use std::path::Path;

/// The bound of the issue: every number within 1e-4.
const TOLERANCE: f32 = 1e-4;

#[derive(Deserialize)]
struct Fixture {
    model_sha256: String,
    entries: Vec<Entry>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Entry {
    text: String,
    ids: Vec<u32>,
    pooled: Vec<f32>,
    norm: f32,
}

#[derive(Deserialize)]
struct Case {
    text: String,
    title: Option<String>,
    previous: Option<String>,
    speaker: bool,
    proposition: String,
    theme: Pass,
    stance: Pass,
}

#[derive(Deserialize)]
struct Pass {
    ids: Vec<u32>,
    types: Vec<u8>,
    pooled: Vec<f32>,
    norm: f32,
    logits: Vec<f32>,
    #[serde(default)]
    entry_logits: Vec<f32>,
}

#[test]
fn agrees_with_the_python_reference() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixture = std::fs::read_to_string(root.join("tests/fixtures/parity.json")).unwrap();
    let fixture: Fixture = serde_json::from_str(&fixture).unwrap();
    assert!(fixture.cases.len() >= 50);
    let folder = root.join("models/default");
    let sums = std::fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
    assert!(sums.contains(&fixture.model_sha256), "the fixture is of another model: run training/parity.py");

    let model = ModelFolder::open(&folder).unwrap();
    let settings = model.config.demarche.clone();
    let ids = |text: &str| model.tokenizer.ids(text).unwrap();
    let sequences = Sequences {
        special: model.tokenizer.special(),
        speaker_role: ids(&settings.inputs.stance.speaker_role),
        narrator_role: ids(&settings.inputs.stance.narrator_role),
        settings: settings.inputs.clone(),
    };
    let mut expected: Vec<(&str, &Pass, Sequence)> = Vec::new();
    let ids = |text: &str| model.tokenizer.ids(text).unwrap();
    for case in &fixture.cases {
        let (sentence, proposition) = (ids(&case.text), ids(&case.proposition));
        let (title, previous) = (case.title.as_deref().unwrap_or(""), case.previous.as_deref().unwrap_or(""));
        let (title, previous) = (ids(title), ids(previous));
        let parts = Parts { sentence: &sentence, title: &title, previous: &previous };
        expected.push((&case.text, &case.theme, sequences.theme(parts)));
        expected.push((&case.text, &case.stance, sequences.stance(parts, case.speaker, &proposition)));
    }
    let entries: Vec<Sequence> = fixture.entries.iter().map(|entry| sequences.entry(&ids(&entry.text))).collect();

    let heads = Heads::read(&model.weights, &settings, model.config.hidden_size).unwrap();
    let bert = Bert::new(model.weights, &model.config).unwrap();
    let encode = |sequences: &[&Sequence]| -> Array2<f32> {
        let mut batch = Batch::default();
        sequences.iter().for_each(|sequence| batch.push(&sequence.ids, &sequence.types));
        bert.encode(&batch).unwrap()
    };

    let vectors = encode(&entries.iter().collect::<Vec<_>>());
    let mut recognizers = Vec::new();
    for ((entry, sequence), vector) in fixture.entries.iter().zip(&entries).zip(vectors.rows()) {
        assert_eq!(entry.ids, sequence.ids);
        close(&entry.text, &entry.pooled, vector.as_slice().unwrap());
        close(&entry.text, &[entry.norm], &[vector.dot(&vector).sqrt()]);
        recognizers.push(Recognizer::Entry { vector: normalized(vector), threshold: 0.5 });
    }

    // All in one batch, so that a sequence whose result depended on its neighbours would show.
    let vectors = encode(&expected.iter().map(|(_, _, sequence)| sequence).collect::<Vec<_>>());
    for ((text, pass, sequence), vector) in expected.iter().zip(vectors.rows()) {
        assert_eq!((&pass.ids, &pass.types), (&sequence.ids, &sequence.types), "{text}");
        close(text, &pass.pooled, vector.as_slice().unwrap());
        close(text, &[pass.norm], &[vector.dot(&vector).sqrt()]);
        let (theme, stance) = heads.logits(vector);
        if pass.entry_logits.is_empty() {
            close(text, &pass.logits, &stance);
        } else {
            close(text, &pass.logits, &theme);
            let probabilities = heads.themes(vector, &recognizers);
            let sigmoid: Vec<f32> = pass.entry_logits.iter().map(|logit| 1.0 / (1.0 + (-logit).exp())).collect();
            close(text, &sigmoid, &probabilities);
        }
    }
}

/// Asserts that `actual` starts with `expected`, within the tolerance.
fn close(text: &str, expected: &[f32], actual: &[f32]) {
    for (e, a) in expected.iter().zip(actual) {
        assert!((e - a).abs() <= TOLERANCE, "{text}: expected {e}, got {a}");
    }
}
