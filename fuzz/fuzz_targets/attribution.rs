//! Attribution on any text, with a headline where a line `===` stands below one: a statement a sentence, speakers with names
//! and ids, confidences in [0, 1], cues that stand in their sentences, and spans that slice the text at code points.
#![no_main]

use demarche::article::Article;
use demarche::attribute::{Directory, Rules};
use demarche::segment::{Segmenter, Sentencex};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::new(Directory::embedded().expect("tested in the crate")));

// The directory is read before the first text, whose time would else be over the limit on a busy machine.
fuzz_target!(init: { LazyLock::force(&RULES); }, |input: &str| {
    let (title, text) = match input.split_once("\n===\n") {
        Some((title, text)) => (Some(title.to_owned()), text),
        None => (None, input),
    };
    let article = Article { text: text.to_owned(), title, ..Article::default() };
    let sentences = Sentencex.segment(text);
    let out = RULES.attribute(&article, &sentences);
    assert_eq!(out.statements.len(), sentences.len());
    for statement in &out.statements {
        let slice = text.get(statement.sentence.span.bytes()).expect("a sentence is a slice of the text");
        assert!((0.0..=1.0).contains(&statement.attribution.confidence));
        assert!(statement.speakers.iter().all(|s| !s.id.is_empty() && !s.name.trim().is_empty()));
        assert!(statement.attribution.cue.as_ref().is_none_or(|cue| slice.contains(cue.as_str())));
    }
    let characters = text.chars().count();
    let own = out.statements.iter().filter_map(|statement| statement.attribution.spans.as_ref());
    for spans in own.chain(out.quotations.iter().map(|quotation| &quotation.spans)) {
        for &(start, end) in spans.source.iter().chain([&spans.cue]).chain(&spans.content) {
            assert!(start < end && end <= characters, "{start}..{end} of {characters}");
        }
        assert!(spans.content.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{:?}", spans.content);
    }
});
