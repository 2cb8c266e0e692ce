//! Attribution on any text: a statement a sentence, speakers with names and ids, confidences in [0, 1], cues that stand in
//! their sentences.
#![no_main]

use demarche::article::Article;
use demarche::attribute::{Attributor, Directory, Rules};
use demarche::segment::{Segmenter, Sentencex};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(Directory::embedded().expect("tested in the crate")));

fuzz_target!(|texts: (Option<&str>, &str)| {
    let (title, text) = texts;
    let article = Article { text: text.to_owned(), title: title.map(str::to_owned), ..Article::default() };
    let sentences = Sentencex.segment(text);
    let out = RULES.attribute(&article, &sentences);
    assert_eq!(out.statements.len(), sentences.len());
    for statement in &out.statements {
        let slice = text.get(statement.sentence.span.bytes()).expect("a sentence is a slice of the text");
        assert!((0.0..=1.0).contains(&statement.attribution.confidence));
        assert!(statement.speakers.iter().all(|s| !s.id.is_empty() && !s.name.trim().is_empty()));
        assert!(statement.attribution.cue.as_ref().is_none_or(|cue| slice.contains(cue.as_str())));
    }
});
