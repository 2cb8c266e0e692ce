//! The Rust encoder and heads against what PyTorch computes from the same file (`training/parity.py`).

use super::heads::{Heads, Recognizer};
use super::{Classifier, Document, Input};
use crate::codebook::Codebook;
use crate::encoder::{Backend, BackendChoice, Batch, Bert, ModelFolder, Sequence, Sequences, Tokens};
use ndarray::Array2;
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;

/// The bound of the issue: every number within 1e-4.
const TOLERANCE: f32 = 1e-4;

#[derive(Deserialize)]
struct Fixture {
    model_sha256: String,
    cases: Vec<Case>,
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
        let all = sequences.theme_windows(&tokens);
        let some = sequences.stance_windows(&tokens, |sentence| case.read.contains(&sentence));
        assert_eq!((all.len(), some.len()), (case.theme.len(), case.stance.len()), "{}", case.sentences[0]);
        let text = &case.sentences[0];
        expected.extend(all.iter().zip(&case.theme).map(|(w, pass)| (&text[..], pass, sequences.theme(&tokens, w))));
        let stance = |window| sequences.stance(&tokens, window, &proposition);
        expected.extend(some.iter().zip(&case.stance).map(|(w, pass)| (&text[..], pass, stance(w))));
    }

    let heads = Heads::read(&model.weights, &settings, model.config.hidden_size).unwrap();
    let bert = Bert::new(model.weights, None, &model.config).unwrap();
    let encode = |sequences: &[&Sequence]| -> Array2<f32> {
        let mut batch = Batch::default();
        sequences.iter().for_each(|sequence| batch.push(&sequence.ids, &sequence.types, &sequence.spans));
        bert.encode(&batch).unwrap()
    };

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
        }
    }
    assert!(vectors.next().is_none());
}

/// Of `training/entries.py --parity`.
#[derive(Deserialize)]
struct Likeness {
    theme: toml::Table,
    direction: Vec<f32>,
    cases: Vec<Alike>,
}

#[derive(Deserialize)]
struct Alike {
    title: Option<String>,
    sentences: Vec<String>,
    vectors: Vec<Vec<f32>>,
}

#[test]
fn likeness_agrees_with_the_python_reference() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixture = std::fs::read_to_string(root.join("tests/fixtures/entries.json")).unwrap();
    let fixture: Likeness = serde_json::from_str(&fixture).unwrap();
    let model = ModelFolder::open(&root.join("models/default")).unwrap();
    let text = |key: &str| fixture.theme[key].as_str().unwrap();
    let mut codebook =
        format!("[[theme]]\nid = \"t\"\nlabel = {:?}\ndefinition = {:?}\n", text("label"), text("definition"));
    for (number, target) in fixture.theme["target"].as_array().unwrap().iter().enumerate() {
        let proposition = target["proposition"].as_str().unwrap();
        codebook += &format!("[[theme.target]]\nid = \"t{number}\"\nproposition = {proposition:?}\n");
    }
    let codebook = Codebook::parse(&codebook, "f").unwrap();
    assert!(Classifier::needs_entries(&model.config.demarche, &codebook));
    let (backend, entries) = (BackendChoice::default().backend(&model), BackendChoice::default().entries(&model));
    let backend = backend.unwrap();
    let without = Classifier::new(&model, codebook.clone(), Arc::clone(&backend), None);
    assert!(without.is_err_and(|error| error.to_string().contains("no entries.safetensors")));
    let classifier = Classifier::new(&model, codebook, backend, entries.unwrap()).unwrap();
    let Recognizer::Entry { direction, .. } = &classifier.recognizers[0] else { panic!("no theme of an unseen id") };
    close(text("label"), &fixture.direction, direction.as_slice().unwrap());
    for case in &fixture.cases {
        let sentences = case.sentences.iter().map(|text| Input { text, ..Input::default() }).collect();
        let document = Document { title: case.title.as_deref().unwrap_or(""), sentences, vectors: &[] };
        let found = classifier.theme_vectors(&[document]).unwrap();
        assert_eq!(found.len(), case.vectors.len());
        for (expected, vector) in case.vectors.iter().zip(&found) {
            close(&case.sentences[0], expected, classifier.theme_features(0, vector));
        }
    }
}

/// The classifier of the model and the codebook that ship.
fn shipped() -> Classifier {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let model = ModelFolder::open(&root.join("models/default")).unwrap();
    let backend = BackendChoice::default().backend(&model).unwrap();
    Classifier::new(&model, Codebook::default_codebook(), backend, None).unwrap()
}

#[test]
fn codes_by_vectors_are_those_that_coding_gives() {
    let classifier = shipped();
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
    let themes = classifier.theme_vectors(&documents).unwrap();
    let stances = classifier.stance_vectors(&documents, &themes).unwrap();
    let by_vectors = classifier.code_vectors(&documents, &themes, &stances).unwrap();
    for (by_vectors, coded) in by_vectors.iter().flatten().zip(classifier.code(&documents).unwrap().iter().flatten()) {
        assert_eq!(by_vectors, coded);
        assert_eq!(coded.asked.len(), 4, "what is asked for is there, found or not");
        let present = |stance: &&super::StanceScore| coded.themes.iter().any(|t| t.present && t.id == stance.theme);
        let found: Vec<_> = coded.asked.iter().filter(present).cloned().collect();
        assert_eq!(found, coded.stances, "a theme that is found is read once, whoever asks for it");
    }
}

#[test]
fn how_a_stance_is_read_does_not_depend_on_which_neighbours_have_the_theme() {
    let classifier = shipped();
    let texts = [
        "It rained in the hills.",
        "The envoy said both armies should lay down their arms.",
        "Nobody answered.",
        "He called for talks.",
    ];
    let asked = |whose: &[usize]| {
        let also: &[usize] = &[0, 1, 2];
        let input = |(at, text): (usize, &&'static str)| Input {
            text,
            speaker: at % 2 == 1,
            also: if whose.contains(&at) { also } else { &[] },
        };
        let sentences = texts.iter().enumerate().map(input).collect();
        let document = Document { title: "Envoys meet", sentences, vectors: &[] };
        classifier.code(&[document]).unwrap().remove(0)[3].asked.clone()
    };
    let (alone, with_others) = (asked(&[3]), asked(&[0, 1, 2, 3]));
    assert_eq!(alone.len(), 4);
    for (alone, with_others) in alone.iter().zip(&with_others) {
        let of = |score: &super::StanceScore| [score.favor, score.against, score.neutral];
        close(&alone.target, &of(alone), &of(with_others));
    }
}

/// Asserts that `actual` starts with `expected`, within the tolerance.
fn close(text: &str, expected: &[f32], actual: &[f32]) {
    assert!(expected.len() <= actual.len(), "{text}: {} values of {}", actual.len(), expected.len());
    for (e, a) in expected.iter().zip(actual) {
        assert!((e - a).abs() <= TOLERANCE, "{text}: expected {e}, got {a}");
    }
}
