//! The ranker against what PyTorch computes from the same file (`training/ranker_parity.py`).

use super::head::relation;
use super::ranked::{Ranked, Read};
use super::spots::Spot;
use crate::attribute::{Directory, Rules};
use crate::encoder::{BackendChoice, ModelFolder, flatten};
use serde::Deserialize;
use std::path::Path;

/// Of logits, which reach some ten.
const TOLERANCE: f32 = 2e-4;

#[derive(Deserialize)]
struct Fixture {
    sha256: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    title: Option<String>,
    sentences: Vec<String>,
    /// Sentence, first token and the token after the last.
    names: Vec<(usize, usize, usize)>,
    /// Sentence, log odds of nobody and of somebody whom the window does not mention.
    read: Vec<(usize, f32, f32)>,
    /// Sentence, number of the name, whether it is the source, manner, log odds.
    pairs: Vec<(usize, usize, bool, String, f32)>,
}

#[test]
fn agrees_with_the_python_reference() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixture = std::fs::read_to_string(root.join("tests/fixtures/ranker.json")).unwrap();
    let fixture: Fixture = serde_json::from_str(&fixture).unwrap();
    let bytes = std::fs::read(root.join("models/default/speakers.safetensors")).unwrap();
    assert_eq!(fixture.sha256, crate::checksum::sha256(bytes), "run training/ranker_parity.py again");

    let model = ModelFolder::open(&root.join("models/default")).unwrap();
    let backend = BackendChoice::default().backend(&model).unwrap();
    let rules = Rules::new(Directory::embedded().unwrap());
    let ranked = Ranked::new(rules, &model, backend).unwrap().unwrap();
    assert!(fixture.cases.len() > 5);
    for case in fixture.cases {
        let ids = |text: &str| ranked.tokenizer.ids(text).unwrap();
        let spots = case.names.iter().enumerate();
        let spots =
            spots.map(|(i, (n, first, end))| Spot { bytes: i..i, sentence: *n, tokens: *first..*end }).collect();
        let title = ids(case.title.as_deref().unwrap_or("").trim());
        let read = Read { title, ids: case.sentences.iter().map(|text| ids(text)).collect(), spots };
        let part = ranked.parts(0, &read).pop().unwrap();
        assert_eq!(part.read, case.read.iter().map(|(n, ..)| *n).collect::<Vec<_>>());
        assert_eq!(part.shown, (0..case.names.len()).collect::<Vec<_>>());
        let (_, vectors) = ranked.backend.encode_branched(&flatten(&[&part.sequence], &[0])).unwrap();
        let states = ranked.head.window(vectors.view(), part.read.len());
        let close = |expected: f32, actual: f32| {
            assert!((expected - actual).abs() <= TOLERANCE, "{:?}: expected {expected}, got {actual}", case.sentences);
        };
        for (place, (_, nobody, absent)) in case.read.iter().enumerate() {
            close(*nobody, states.nobody[place]);
            close(*absent, states.absent[place]);
        }
        for (n, name, source, manner, logit) in &case.pairs {
            let relation = relation(*n, case.names[*name].0, *source);
            let manner = ranked.head.manner(manner);
            close(*logit, ranked.head.pair(&states, (n - part.read[0], *name), relation, manner));
        }
    }
}
