//! A text file: one article.

use super::Article;
use super::date::looks_like_date;
use super::encoding::{RecordDecoder, TextInput, is_binary};
use super::normalize::{MARKS, line_ends};
use super::record::Assembler;
use crate::problem::{Problem, Severity};
use regex::Regex;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::io::Read;
use std::sync::LazyLock;

/// `date` and what looks like a date, at the start of a text. Group 1 is the date; what follows it is text.
static DATE_PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^\s*(?i:date)(?:[ \t]*:[ \t]*|[ \t]+)(\d{4}[-/.]?\d{1,2}[-/.]?\d{1,2}(?:[T ]\d{2}:\d{2}\S*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2} \p{L}+\.? \d{4}|\p{L}+\.? \d{1,2}, \d{4})(?:\s+|$)";
    #[expect(clippy::expect_used, reason = "the pattern is a constant, and the tests below compile it")]
    Regex::new(pattern).expect("a valid pattern")
});

/// The article of a text file of at most `limit` bytes.
pub(super) fn read_article(mut input: TextInput, mut assembler: Assembler, limit: usize) -> Result<Article, Problem> {
    let error = |kind, reason: &str| assembler.problem(Severity::Error, kind, None, reason.to_owned());
    let mut bytes = Vec::new();
    let read = input.reader.by_ref().take((limit as u64).saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| assembler.io_problem(None, &error))?;
    if bytes.len() > limit {
        let reason =
            format!("the file has more than {limit} bytes, the limit for one article; is it JSON Lines or CSV?");
        return Err(error("too_long", &reason));
    }
    if bytes.is_empty() {
        return Err(error("empty", "the file is empty"));
    }
    if is_binary(&bytes) {
        return Err(error("binary", "binary: it holds NUL or many control bytes; give plain text"));
    }
    let (text, guessed) = RecordDecoder::new().decode(&bytes);
    // Every reader of text files sees \n for \r\n, so that this is no change worth a note.
    let text = line_ends(&text);
    let (date, text) = split_date(&text);
    let mut fields = Map::new();
    fields.insert("text".to_owned(), Value::from(text));
    if let Some(date) = date {
        fields.insert("date".to_owned(), Value::from(date));
    }
    assembler.article(fields, None, guessed.or(input.recoded))
}

/// The date that a text opens with, and the text without it: after the word `date`, or alone on the first line or the
/// second one, under a headline. Whatever looks like one and is none is reported by the assembler; it is no text in either
/// case.
fn split_date(text: &str) -> (Option<&str>, Cow<'_, str>) {
    let whole = text;
    let text = text.trim_start_matches(MARKS);
    if let Some(found) = DATE_PREFIX.captures(text) {
        let rest = &text[found.get(0).map_or(0, |all| all.end())..];
        return (found.get(1).map(|date| date.as_str()), rest.into());
    }
    let trimmed = text.trim_start();
    let (first, rest) = trimmed.split_once('\n').unwrap_or((trimmed, ""));
    if let Some(date) = date_line(first) {
        return (Some(date), rest.into());
    }
    let second = rest.trim_start();
    let second = second.split_once('\n').map_or(second, |(line, _)| line);
    match date_line(second) {
        // The line end stays, so that the headline is a paragraph of its own.
        Some(date) => {
            let behind = &rest[rest.len() - rest.trim_start().len() + second.len()..];
            (Some(date), format!("{first}\n{behind}").into())
        }
        None => (None, whole.into()),
    }
}

/// The date of a line that is nothing but one, or the word `date` and one.
fn date_line(line: &str) -> Option<&str> {
    let prefix = line.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("date"));
    let date = if prefix { line[4..].trim_matches([' ', '\t', ':']) } else { line.trim() };
    looks_like_date(date).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_prefix_is_no_part_of_the_text() {
        let cases = [
            (" date 2023-08-08 The envoy left.", Some("2023-08-08"), "The envoy left."),
            ("date 2023-08-08\n\nThe envoy left.", Some("2023-08-08"), "The envoy left."),
            ("Date: 8 August 2023\nThe envoy left.", Some("8 August 2023"), "The envoy left."),
            ("DATE: August 8, 2023 The envoy left.", Some("August 8, 2023"), "The envoy left."),
            ("Date: Tuesday, August 8, 2023\nThe envoy left.", Some("Tuesday, August 8, 2023"), "The envoy left."),
            ("date 2023-08-08T10:00:00Z The envoy left.", Some("2023-08-08T10:00:00Z"), "The envoy left."),
            ("date 2023-13-45 The envoy left.", Some("2023-13-45"), "The envoy left."),
            ("2023-08-08\nThe envoy left.", Some("2023-08-08"), "The envoy left."),
            ("date 08/09/2023\nThe envoy left.", Some("08/09/2023"), "The envoy left."),
            ("\u{200b}date 8.9.23\nThe envoy left.", Some("8.9.23"), "The envoy left."),
            ("date 2023-08-08", Some("2023-08-08"), ""),
            ("Sept. 3, 2024\nThe envoy left.", Some("Sept. 3, 2024"), "The envoy left."),
            ("3 September 2024\n\nThe envoy left.", Some("3 September 2024"), "\nThe envoy left."),
            ("\nDate: May 2024\nThe envoy left.", Some("May 2024"), "The envoy left."),
            ("3/4/2024\nThe envoy left.", Some("3/4/2024"), "The envoy left."),
            ("Envoy leaves\n2024-09-03\nHe left.", Some("2024-09-03"), "Envoy leaves\n\nHe left."),
            ("Envoy leaves\n\n Sept. 3, 2024 \n\nHe left.", Some("Sept. 3, 2024"), "Envoy leaves\n\n\nHe left."),
            ("Envoy leaves\nSept. 3, 2024", Some("Sept. 3, 2024"), "Envoy leaves\n"),
        ];
        for (text, date, rest) in cases {
            assert_eq!(split_date(text), (date, rest.into()), "{text}");
        }
    }

    #[test]
    fn words_that_only_look_like_a_prefix_stay() {
        for text in [
            "Date night is over.",
            "dated 2023-08-08",
            "2023-08-08 was a Tuesday.",
            "date: unknown\nX",
            "May 2024 was warm.\nJune was not.",
            "Envoy leaves\nHe left.\n2024-09-03",
            "10\nMay\nThe envoy left.",
            "",
            "été",
            "\u{200b}The envoy left.",
        ] {
            assert_eq!(split_date(text), (None, text.into()));
        }
    }
}
