//! CSV: a header row, then an article a row.

use super::Article;
use super::columns::FIELDS;
use super::encoding::{RecordDecoder, TextInput, is_binary};
use super::record::{Assembler, listed};
use super::rows::{Row, Rows};
use crate::problem::{Problem, Severity};
use ::csv::{ByteRecord, ReaderBuilder, Terminator};
use encoding_rs::Encoding;
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::io::BufRead;

/// Bytes that may divide fields, the likeliest first.
const DELIMITERS: &[u8] = b",;\t";

/// The articles of a CSV input.
pub(super) struct Csv {
    rows: Rows<Box<dyn BufRead + Send>>,
    recoded: Option<&'static Encoding>,
    assembler: Assembler,
    decoder: RecordDecoder,
    limit: usize,
    /// Delimiter and column names, once the header was read.
    header: Option<(u8, Vec<String>)>,
    /// Rows read after the header.
    record: u64,
    queued: VecDeque<Problem>,
    told_backslashes: bool,
    ended: bool,
}

impl Csv {
    /// Reads `input`; rows over `limit` bytes are reported and passed over.
    pub fn new(input: TextInput, assembler: Assembler, limit: usize) -> Self {
        Self {
            rows: Rows::new(input.reader, limit),
            recoded: input.recoded,
            assembler,
            decoder: RecordDecoder::new(),
            limit,
            header: None,
            record: 0,
            queued: VecDeque::new(),
            told_backslashes: false,
            ended: false,
        }
    }

    fn error(&self, kind: &'static str, record: Option<u64>, reason: String) -> Problem {
        self.assembler.problem(Severity::Error, kind, record, reason)
    }

    /// Reads the header; the error is one that makes the whole file unreadable.
    fn read_header(&mut self) -> Result<(u8, Vec<String>), Problem> {
        let row = self.rows.next(DELIMITERS).map_err(|error| self.assembler.io_problem(None, &error))?;
        let bytes = match row {
            Some(Row::Whole(_, bytes) | Row::Mended(_, bytes)) => bytes,
            None => return Err(self.error("empty", None, "the file is empty".to_owned())),
            Some(Row::Unclosed(_)) => {
                let reason = "the header has a quotation mark that is never closed";
                return Err(self.error("parse", None, reason.to_owned()));
            }
            Some(Row::TooLong(_, length)) => {
                let reason = format!("the header has {length} bytes, over the limit of {}; is this CSV?", self.limit);
                return Err(self.error("too_long", None, reason));
            }
        };
        // CRLF is a line end of every system, also inside a quoted name.
        if bytes.trim_ascii_end().windows(2).any(|pair| pair[0] == b'\r' && pair[1] != b'\n') {
            let reason = "the lines end in a lone CR, as on old Macintoshes; save the file with LF or CRLF line ends";
            return Err(self.error("parse", None, reason.to_owned()));
        }
        let fields = |delimiter: &u8| split(&bytes, *delimiter).map_or(0, |record| record.len());
        // `max_by_key` keeps the last of equals; reversed, that is the likeliest delimiter.
        let delimiter = DELIMITERS.iter().rev().copied().max_by_key(fields).unwrap_or(b',');
        let record = split(&bytes, delimiter).map_err(|reason| self.error("parse", None, reason))?;
        let mut names: Vec<String> = Vec::with_capacity(record.len());
        for cell in &record {
            let name = self.decoder.decode(cell).0.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).to_owned();
            names.push(self.unique(name, &names));
        }
        self.check(&names)?;
        Ok((delimiter, names))
    }

    /// A name that no earlier column has; a repeated one is reported, for its cells would overwrite each other.
    fn unique(&mut self, name: String, earlier: &[String]) -> String {
        if !earlier.contains(&name) {
            return name;
        }
        let new = (2..).map(|n| format!("{name}#{n}")).find(|new| !earlier.contains(new)).unwrap_or_default();
        let reason = format!("the column `{name}` occurs twice; the first is used, the other is carried as `{new}`");
        self.queued.push_back(self.assembler.problem(Severity::Warning, "duplicate_column", None, reason));
        new
    }

    /// That every column the user named is there, and one with text.
    fn check(&self, names: &[String]) -> Result<(), Problem> {
        let columns = self.assembler.columns();
        let has = |column: &str| names.iter().any(|name| name == column);
        for (field, column) in columns.given() {
            let field = FIELDS[field];
            // A column of the field's own name stands in for it, unless it holds another field.
            let own = has(field) && columns.field(field).is_none();
            if !has(column) && !own {
                let reason =
                    format!("no column `{column}`, which --columns names for {field}; found {}", listed(names));
                return Err(self.error("unknown_column", None, reason));
            }
        }
        let text = columns.column("text").unwrap_or_default();
        if !has(text) && !columns.given().any(|(_, column)| column == text) {
            let found = listed(names);
            let reason = format!(
                "no column `{text}`; found {found}. Name the column that holds the text with --columns text=NAME"
            );
            return Err(self.error("missing_text", None, reason));
        }
        Ok(())
    }

    /// The next row under the header.
    fn next_row(&mut self, delimiter: u8, names: &[String]) -> Option<Result<Article, Problem>> {
        let row = self.rows.next(&[delimiter]);
        self.record += 1;
        let number = Some(self.record);
        match row {
            Ok(Some(Row::Whole(_, bytes))) => Some(self.row(&bytes, delimiter, names)),
            Ok(Some(Row::Mended(line, bytes))) => Some(self.row(&bytes, delimiter, names).map(|mut article| {
                let reason = format!(
                    "the row at line {line} has quotation marks inside quotation marks; they are kept as text, but \
                     fields may be cut in the wrong place: double them (\"\") where the file is made"
                );
                article.problems.push(self.assembler.problem(Severity::Warning, "quotes", number, reason));
                article
            })),
            Ok(Some(Row::Unclosed(line))) => {
                let reason = format!(
                    "line {line} opens a quotation mark that is not closed before another field opens one, or is \
                     never closed; the line was passed over, and reading went on with the next one. Quotation marks \
                     inside a quoted field must be doubled"
                );
                Some(Err(self.error("parse", number, reason)))
            }
            Ok(Some(Row::TooLong(line, length))) => {
                let reason =
                    format!("line {line} has {length} bytes, over the limit of {}; it was passed over", self.limit);
                Some(Err(self.error("too_long", number, reason)))
            }
            Ok(None) => {
                self.ended = true;
                let empty = || self.error("empty", None, "the file has a header and no rows".to_owned());
                if self.record == 1 { Some(Err(empty())) } else { self.assembler.unused_source().map(Err) }
            }
            Err(error) => {
                self.ended = true;
                Some(Err(self.assembler.io_problem(number, &error)))
            }
        }
    }

    /// That quotation marks are escaped by backslashes, once a file.
    fn tell_backslashes(&mut self) {
        if self.rows.backslashes() && !std::mem::replace(&mut self.told_backslashes, true) {
            let reason = "quotation marks inside fields follow a backslash (\\\"), as MySQL and pandas can write them, \
                          and not another mark (\"\"); read so from here on";
            let number = Some(self.record);
            self.queued.push_back(self.assembler.problem(Severity::Note, "quotes", number, reason.to_owned()));
        }
    }

    /// The article of a row.
    fn row(&mut self, bytes: &[u8], delimiter: u8, names: &[String]) -> Result<Article, Problem> {
        let number = Some(self.record);
        if is_binary(bytes) {
            let reason = "the row holds NUL or many control bytes; is this CSV?";
            return Err(self.error("binary", number, reason.to_owned()));
        }
        let record = split(bytes, delimiter).map_err(|reason| self.error("parse", number, reason))?;
        let (found, expected) = (record.len(), names.len());
        if record.iter().skip(expected).any(|cell| !cell.is_empty()) {
            let reason = format!(
                "ragged row: {found} fields under {expected} columns; put fields that hold `{}` in quotation marks",
                char::from(delimiter).escape_default()
            );
            return Err(self.error("ragged", number, reason));
        }
        let mut encodings: Vec<_> = self.recoded.into_iter().collect();
        let mut fields = Map::new();
        for (name, cell) in names.iter().zip(&record) {
            let (text, guessed) = self.decoder.decode(cell);
            encodings.extend(guessed);
            // An empty cell of a column with a meaning is an absent value; in any other column it is what it is.
            let absent = text.is_empty() && self.assembler.columns().field(name).is_some_and(|field| field != 0);
            fields.insert(name.clone(), if absent { Value::Null } else { Value::from(text.into_owned()) });
        }
        let mut article = self.assembler.article(fields, number, encodings)?;
        if found < expected {
            let missing = listed(&names[found..]);
            let reason = format!("ragged row: {found} fields under {expected} columns; taken as empty: {missing}");
            article.problems.push(self.assembler.problem(Severity::Warning, "ragged", number, reason));
        }
        Ok(article)
    }
}

impl Iterator for Csv {
    type Item = Result<Article, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        if !self.ended && self.header.is_none() {
            match self.read_header() {
                Ok(header) => self.header = Some(header),
                Err(problem) => {
                    self.ended = true;
                    self.queued.push_back(problem);
                }
            }
        }
        if let Some(problem) = self.queued.pop_front() {
            return Some(Err(problem));
        }
        if self.ended {
            return None;
        }
        let (delimiter, names) = self.header.take()?;
        let item = self.next_row(delimiter, &names);
        self.header = Some((delimiter, names));
        self.tell_backslashes();
        item
    }
}

/// The fields of one row.
fn split(bytes: &[u8], delimiter: u8) -> Result<ByteRecord, String> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new()
        // The row ends where `Rows` says; a lone CR inside it is text.
        .terminator(Terminator::Any(b'\n'))
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(bytes.len().clamp(64, 1 << 16))
        .from_reader(bytes);
    let mut record = ByteRecord::new();
    reader.read_byte_record(&mut record).map_err(|error| format!("not valid CSV: {error}"))?;
    Ok(record)
}
