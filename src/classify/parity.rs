//! The Rust encoder and heads against what PyTorch computes from the same file (`training/parity.py`).

use super::heads::{Heads, Recognizer, normalized};
use super::{Classifier, Document, Input};
use crate::codebook::Codebook;
use crate::encoder::{Backend, BackendChoice, Batch, Bert, ModelFolder, Sequence, Sequences, Tokens, windows};
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
    title: Option<String>,
    sentences: Vec<String>,
    speakers: Vec<bool>,
    proposition: String,
    /// The sentences that the stance pass reads; the theme pass reads all.
    read: Vec<usize>,
    theme: Vec<Pass>,
    stance: Vec<Pass>,
}

/// A window: what it consists of, and the numbers of each sentence that it reads.
#[derive(Deserialize)]
struct Pass {
    ids: Vec<u32>,
    types: Vec<u8>,
    spans: Vec<(usize, usize)>,
    pooled: Vec<Vec<f32>>,
    norms: Vec<f32>,
    theme_logits: Vec<Vec<f32>>,
    entry_logits: Vec<Vec<f32>>,
    stance_logits: Vec<Vec<f32>>,
    /// Of the targets' own heads, three each.
    target_logits: Vec<Vec<f32>>,
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
        speaker_role: ids(&settings.inputs.speaker_role),
        narrator_role: ids(&settings.inputs.narrator_role),
        settings: settings.inputs.clone(),
    };
    let mut expected: Vec<(&str, &Pass, Sequence)> = Vec::new();
    let ids = |text: &str| model.tokenizer.ids(text).unwrap();
    for case in &fixture.cases {
        let (title, proposition) = (ids(case.title.as_deref().unwrap_or("")), ids(&case.proposition));
        let sentences: Vec<_> = case.sentences.iter().map(|text| ids(text)).collect();
        let tokens = Tokens {
            title: &title,
            sentences: sentences.iter().map(|ids| &ids[..]).collect(),
            speakers: case.speakers.clone(),
        };
        let lengths = sequences.lengths(&tokens);
        let room = settings.inputs.window_tokens;
        let all = windows(&lengths, 0..lengths.len(), room, settings.inputs.context_tokens);
        let some = windows(&lengths, case.read.iter().copied(), room, settings.inputs.stance_context());
        assert_eq!((all.len(), some.len()), (case.theme.len(), case.stance.len()), "{}", case.sentences[0]);
        let text = &case.sentences[0];
        expected.extend(all.iter().zip(&case.theme).map(|(w, pass)| (&text[..], pass, sequences.theme(&tokens, w))));
        let stance = |window| sequences.stance(&tokens, window, &proposition);
        expected.extend(some.iter().zip(&case.stance).map(|(w, pass)| (&text[..], pass, stance(w))));
    }
    let entries: Vec<Sequence> = fixture.entries.iter().map(|entry| sequences.entry(&ids(&entry.text))).collect();

    let heads = Heads::read(&model.weights, &settings, model.config.hidden_size).unwrap();
    let bert = Bert::new(model.weights, None, &model.config).unwrap();
    let encode = |sequences: &[&Sequence]| -> Array2<f32> {
        let mut batch = Batch::default();
        sequences.iter().for_each(|sequence| batch.push(&sequence.ids, &sequence.types, &sequence.spans));
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
    let mut vectors = vectors.rows().into_iter();
    for (text, pass, sequence) in &expected {
        let spans: Vec<_> = sequence.spans.iter().map(|span| (span.start, span.end)).collect();
        assert_eq!((&pass.ids, &pass.types, &pass.spans), (&sequence.ids, &sequence.types, &spans), "{text}");
        for (i, vector) in vectors.by_ref().take(pass.spans.len()).enumerate() {
            close(text, &pass.pooled[i], vector.as_slice().unwrap());
            close(text, &pass.norms[i..=i], &[vector.dot(&vector).sqrt()]);
            let [theme, stance, targets] = heads.logits(vector);
            close(text, &pass.theme_logits[i], &theme);
            close(text, &pass.stance_logits[i], &stance);
            assert_eq!(targets.len(), 12, "a head of its own for each of the four targets");
            close(text, &pass.target_logits[i], &targets);
            let sigmoid: Vec<f32> = pass.entry_logits[i].iter().map(|logit| 1.0 / (1.0 + (-logit).exp())).collect();
            close(text, &sigmoid, &heads.themes(vector, &recognizers));
        }
    }
    assert!(vectors.next().is_none());
}

#[test]
fn codes_by_vectors_are_those_that_coding_gives() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let model = ModelFolder::open(&root.join("models/default")).unwrap();
    let backend = BackendChoice::default().backend(&model).unwrap();
    let classifier = Classifier::new(&model, Codebook::default_codebook(), backend).unwrap();
    let all = [0, 1, 2];
    let input = |text, speaker| Input { text, speaker, also: &all };
    let documents = [
        Document {
            title: "Envoys meet",
            sentences: vec![
                input("Norland wants talks with Kyiv and Moscow.", true),
                input("It rained in the hills.", false),
            ],
            vectors: &[],
        },
        Document { title: "", sentences: vec![input("Trade between the two grew by a tenth.", false)], vectors: &[] },
    ];
    let (themes, stances) =
        (classifier.theme_vectors(&documents).unwrap(), classifier.stance_vectors(&documents).unwrap());
    let by_vectors = classifier.code_vectors(&documents, &themes, &stances).unwrap();
    for (by_vectors, coded) in by_vectors.iter().flatten().zip(classifier.code(&documents).unwrap().iter().flatten()) {
        assert_eq!((&by_vectors.themes, &by_vectors.asked), (&coded.themes, &coded.asked));
        assert_eq!((by_vectors.tokens, by_vectors.truncated), (coded.tokens, coded.truncated));
    }
}

/// Asserts that `actual` starts with `expected`, within the tolerance.
fn close(text: &str, expected: &[f32], actual: &[f32]) {
    assert!(expected.len() <= actual.len(), "{text}: {} values of {}", actual.len(), expected.len());
    for (e, a) in expected.iter().zip(actual) {
        assert!((e - a).abs() <= TOLERANCE, "{text}: expected {e}, got {a}");
    }
}
