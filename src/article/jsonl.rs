//! JSON Lines: an article a line.

use super::Article;
use super::encoding::{RecordDecoder, TextInput};
use super::json_object::{Fields, Parsed};
use super::lines::{Line, read_line};
use super::record::Assembler;
use crate::problem::{Problem, Severity};

/// The articles of a JSON Lines input.
pub(super) struct JsonLines {
    input: TextInput,
    assembler: Assembler,
    decoder: RecordDecoder,
    limit: usize,
    buffer: Vec<u8>,
    number: u64,
    any: bool,
    /// What is left to report once the input is at its end.
    last: Option<Vec<Problem>>,
}

impl JsonLines {
    /// Reads `input`; lines over `limit` bytes are reported and passed over.
    pub fn new(input: TextInput, assembler: Assembler, limit: usize) -> Self {
        let decoder = RecordDecoder::new();
        Self { input, assembler, decoder, limit, buffer: Vec::new(), number: 0, any: false, last: None }
    }

    fn error(&self, kind: &'static str, reason: String) -> Problem {
        self.assembler.problem(Severity::Error, kind, Some(self.number), reason)
    }

    /// Ends the input with `problems`, given out in order.
    fn end(&mut self, mut problems: Vec<Problem>) -> Option<Problem> {
        problems.reverse();
        let first = problems.pop();
        self.last = Some(problems);
        first
    }

    /// The line in the buffer; `None` if it is blank.
    fn line(&mut self) -> Option<Result<Article, Problem>> {
        let (text, guessed) = self.decoder.decode(&self.buffer);
        let line = text;
        let text = line.trim_start_matches('\u{feff}').trim_start();
        let skipped = line.len() - text.len();
        let text = text.trim_end();
        if text.is_empty() {
            return None;
        }
        let first = !std::mem::replace(&mut self.any, true);
        if first && (text.starts_with('[') || text == "{") {
            let reason = "this is a JSON document, not JSON Lines (one object a line); \
                          convert it, e.g. with `jq -c '.[]' FILE`";
            let problem = self.assembler.problem(Severity::Error, "not_json_lines", None, reason.to_owned());
            self.last = Some(Vec::new());
            return Some(Err(problem));
        }
        let encoding = guessed.or(self.input.recoded);
        Some(match Fields::parse(text, self.assembler.columns().column("id").unwrap_or_default()) {
            Ok(Parsed::Object(Fields { fields, repeated })) => {
                self.assembler.article(fields, Some(self.number), encoding).map(|mut article| {
                    for name in repeated {
                        let reason = format!("the field `{name}` occurs more than once; the last one is read");
                        let number = Some(self.number);
                        let problem = self.assembler.problem(Severity::Warning, "duplicate_field", number, reason);
                        article.problems.push(problem);
                    }
                    article
                })
            }
            Ok(Parsed::Other(other)) => Err(self.error("parse", format!("expected an object, found {other}"))),
            Err(error) => {
                // The message ends in the place, counted in this line alone.
                let message = error.to_string();
                let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
                let column = error.column();
                let hint = foreign_word(text, column).map_or_else(String::new, |word| {
                    format!("; `{word}` is no JSON: write null, true, false or a string in its place")
                });
                // As an editor counts: characters of the whole line.
                let place = line[..line.floor_char_boundary(skipped + column)].chars().count();
                Err(self.error("parse", format!("not valid JSON: {what} (column {place}){hint}")))
            }
        })
    }
}

impl Iterator for JsonLines {
    type Item = Result<Article, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(last) = &mut self.last {
                return last.pop().map(Err);
            }
            self.number += 1;
            match read_line(&mut self.input.reader, self.limit, &mut self.buffer) {
                Ok(Line::Whole) => {
                    if let Some(article) = self.line() {
                        return Some(article);
                    }
                }
                Ok(Line::TooLong(length)) => {
                    self.any = true;
                    let reason =
                        format!("the line has {length} bytes, over the limit of {}; it was passed over", self.limit);
                    return Some(Err(self.error("too_long", reason)));
                }
                Ok(Line::End) if !self.any => {
                    let empty = self.assembler.problem(Severity::Error, "empty", None, "the input is empty".to_owned());
                    return self.end(vec![empty]).map(Err);
                }
                Ok(Line::End) => {
                    let unseen = self.assembler.unseen_columns().chain(self.assembler.unused_source()).collect();
                    return self.end(unseen).map(Err);
                }
                Err(error) => {
                    let problem = self.assembler.io_problem(Some(self.number), &error);
                    return self.end(vec![problem]).map(Err);
                }
            }
        }
    }
}

/// The word at `column` of a line that other languages write for a value, and JSON does not know.
fn foreign_word(text: &str, column: usize) -> Option<&'static str> {
    // The column is that of the byte at which the parser stopped, or of the one behind it.
    let begins = |word: &&str| {
        (column.saturating_sub(2)..=column).any(|at| text.as_bytes()[at.min(text.len())..].starts_with(word.as_bytes()))
    };
    ["NaN", "-Infinity", "Infinity", "None", "True", "False", "undefined"].into_iter().find(begins)
}
