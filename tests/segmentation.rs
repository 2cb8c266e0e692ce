//! Sentences: golden cases of `tests/segmentation/*.txt`, and what holds for any text.

use demarche::segment::{Segmenter, Sentence, Sentencex};
use proptest::prelude::*;
use std::fs;

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn golden_cases() {
    let mut cases = 0;
    let mut wrong = String::new();
    for entry in fs::read_dir("tests/segmentation").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let content = fs::read_to_string(&path).unwrap();
        for case in content.split("\n===\n") {
            let case = case.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n");
            let (text, expected) = case.split_once("\n---\n").unwrap_or_else(|| panic!("no `---` in {path:?}: {case}"));
            let expected: Vec<String> = expected.lines().map(squeezed).filter(|line| !line.is_empty()).collect();
            let found: Vec<String> = Sentencex.segment(text).iter().map(|s| squeezed(s.span.slice(text))).collect();
            cases += 1;
            if found != expected {
                wrong += &format!("\n{}\n  expected {expected:#?}\n  found    {found:#?}", path.display());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(cases >= 25, "only {cases} cases were found");
}

/// What Python's `text[start:end]` gives.
fn python_slice(text: &str, sentence: &Sentence) -> String {
    text.chars().skip(sentence.span.char_start).take(sentence.span.char_end - sentence.span.char_start).collect()
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let sentences = Sentencex.segment(text);
    let (mut end, mut paragraph, mut uncovered) = (0, 0, String::new());
    for (index, sentence) in sentences.iter().enumerate() {
        let (span, slice) = (sentence.span, sentence.span.slice(text));
        prop_assert_eq!(sentence.index, index);
        prop_assert!(sentence.paragraph == paragraph || sentence.paragraph == paragraph + 1);
        prop_assert!(span.byte_start >= end && span.byte_end <= text.len(), "overlap at {:?}", span);
        prop_assert!(!slice.is_empty() && slice.trim() == slice, "{:?} is not trimmed", slice);
        prop_assert_eq!(python_slice(text, sentence), slice);
        uncovered += &text[end..span.byte_start];
        (end, paragraph) = (span.byte_end, sentence.paragraph);
    }
    uncovered += &text[end..];
    prop_assert!(uncovered.trim().is_empty(), "{uncovered:?} is in no sentence");
    Ok(())
}

#[test]
fn no_text_no_sentence() {
    for text in ["", " ", "\n\n \n", "\u{3000}\u{a0}"] {
        assert_eq!(Sentencex.segment(text), []);
    }
}

#[test]
fn a_long_paragraph_without_line_ends_is_cut_like_a_short_one() {
    let unit = "The two ministers met on Monday. “We will go on. We must,” Ilse Okoro said. (She was away.) Mr. Halvorsen left. ";
    let text = unit.repeat(2000);
    let sentences = Sentencex.segment(&text);
    assert_eq!(sentences.len(), 4 * 2000);
    assert!(check(&text).is_ok());
    for text in ["x".repeat(100_000), "é ".repeat(50_000), "a. ".repeat(30_000)] {
        check(&text).unwrap();
    }
}

#[test]
fn a_paragraph_of_marks_takes_no_quadratic_time() {
    // The shortest of three, since other programs take their time too.
    let time = |marks: usize| {
        let text = "“!” ".repeat(marks);
        let once = |_| {
            let began = std::time::Instant::now();
            assert_eq!(Sentencex.segment(&text).len(), 1);
            began.elapsed()
        };
        (0..3).map(once).min().unwrap()
    };
    let (short, long) = (time(2_000), time(32_000));
    assert!(long < 80 * short, "16 times the marks take {long:?} and {short:?}; quadratic were 256 times as long");
}

proptest! {
    #[test]
    fn any_text_is_covered_in_order(text in "\\PC*") {
        check(&text)?;
    }

    #[test]
    fn news_like_text_is_covered_in_order(pieces in prop::collection::vec(prop::sample::select(vec![
        "The envoy", " said", ".", ". ", "\n", "\n\n", "\r\n", "\"", "“", "”", "‘", "’", "(", ")", "[", "]", "?", "!", "…", "...", " . . .", "Mr. ",
        "EU-U.", "S. ", "me. ", "May. ", "p.m. ", "ET ", "1. ", "a) ", "•", " ", "\t", "\u{a0}", "Erdoğan", "外长。", "🕊", "e\u{301}", " asked. ", "I ",
    ]), 0..60)) {
        check(&pieces.concat())?;
    }
}
