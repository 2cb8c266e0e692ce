//! CSV bytes into whole rows, so that one unbalanced quotation mark costs one row and not the rest of the file.
//!
//! A quoted field may hold line ends, so a row may take several lines. A CSV parser that meets a quotation mark that
//! is never closed reads on to the next one, in another row, or to the end of the file, in memory. Here lines are
//! gathered until the quotes are closed. If they never are, or a further field opens before they are, the first of the
//! lines is given up and the others are read again as rows of their own.

use super::lines::{Line, read_line};
use std::collections::VecDeque;
use std::io::{self, BufRead};

/// What [`Rows::next`] found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// The bytes of a row, with the number of its first line.
    Whole(u64, Vec<u8>),
    /// The same of a row in which quotation marks inside a quoted field were not doubled, as CSV wants it: they are now.
    Mended(u64, Vec<u8>),
    /// The row that starts on this line opens a quotation mark that is not closed before the next field opens one, or
    /// within the limit.
    Unclosed(u64),
    /// This line is longer than the limit.
    TooLong(u64, u64),
}

/// The rows of a CSV input.
pub(super) struct Rows<R> {
    reader: R,
    limit: usize,
    line: u64,
    /// Lines that are read again, first to last.
    again: VecDeque<Numbered>,
    /// Whether a backslash before a quotation mark was seen that can only mean that the mark is text.
    backslashes: bool,
    /// The last line at whose end a row that was given up stood inside quotation marks, as it did at the end of every line
    /// of its own: from the end of each of these, reading on comes to the same end, so a row that stands inside quotation
    /// marks there is given up at once. Else a file of such rows would be read anew from each of them.
    hopeless: u64,
}

/// A line and its number; of a line over the limit only its length.
type Numbered = (u64, Result<Vec<u8>, u64>);

impl<R: BufRead> Rows<R> {
    /// Rows of at most `limit` bytes.
    pub fn new(reader: R, limit: usize) -> Self {
        Self { reader, limit, line: 0, again: VecDeque::new(), backslashes: false, hopeless: 0 }
    }

    /// Whether the input marks quotation marks inside quoted fields by a backslash (`\"`), as MySQL and pandas can: known
    /// from the first one on that no other rule allows.
    pub fn backslashes(&self) -> bool {
        self.backslashes
    }

    /// The next row that is not blank, where fields are divided by one of `delimiters`.
    pub fn next(&mut self, delimiters: &[u8]) -> io::Result<Option<Row>> {
        let mut gathered: Vec<(u64, usize)> = Vec::new();
        let mut row: Vec<u8> = Vec::new();
        let mut scan = Scan::new(self.backslashes);
        while let Some((number, line)) = self.line()? {
            let bytes = match line {
                Ok(bytes) if gathered.is_empty() && bytes.trim_ascii().is_empty() => continue,
                Ok(bytes) => bytes,
                Err(length) if gathered.is_empty() => return Ok(Some(Row::TooLong(number, length))),
                Err(length) => {
                    self.again.push_front((number, Err(length)));
                    return Ok(self.give_up(&gathered, &row, number - 1));
                }
            };
            gathered.push((number, row.len()));
            row.extend(bytes);
            let mut opened = scan.read(&row, delimiters);
            if scan.backslashes && !self.backslashes {
                // Now that the rule is known the row is another one.
                self.backslashes = true;
                self.hopeless = 0;
                scan = Scan::new(true);
                opened = scan.read(&row, delimiters);
            }
            if opened {
                return Ok(self.give_up(&gathered, &row, number - 1));
            }
            if scan.state != State::Quoted {
                let first = gathered.first().map_or(number, |(first, _)| *first);
                return Ok(Some(scan.finish(first, row)));
            }
            if row.len() > self.limit || number <= self.hopeless {
                return Ok(self.give_up(&gathered, &row, number));
            }
        }
        let last = gathered.last().map_or(0, |(last, _)| *last);
        Ok(self.give_up(&gathered, &row, last))
    }

    fn line(&mut self) -> io::Result<Option<Numbered>> {
        if let Some(line) = self.again.pop_front() {
            return Ok(Some(line));
        }
        let mut buffer = Vec::new();
        let found = read_line(&mut self.reader, self.limit, &mut buffer)?;
        self.line += 1;
        Ok(match found {
            Line::Whole => Some((self.line, Ok(buffer))),
            Line::TooLong(length) => Some((self.line, Err(length))),
            Line::End => None,
        })
    }

    /// Gives up the first of the gathered lines, if there is one, and puts the others back. Of each line `gathered` has
    /// the number and where it begins in `row`. `quoted` is the last line at whose end the row stood inside quotation marks.
    fn give_up(&mut self, gathered: &[(u64, usize)], row: &[u8], quoted: u64) -> Option<Row> {
        let (first, others) = gathered.split_first()?;
        self.hopeless = self.hopeless.max(quoted);
        let mut end = row.len();
        for (number, start) in others.iter().rev() {
            self.again.push_front((*number, Ok(row[*start..end].to_vec())));
            end = *start;
        }
        Some(Row::Unclosed(first.0))
    }
}

/// Where a byte stands in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// Behind the quotation mark at this place inside a quoted field: its end, or the first half of a doubled one.
    Closing(usize),
    /// Behind blanks after such a mark.
    Closed(usize),
}

/// A row as far as it was read.
struct Scan {
    state: State,
    /// Bytes read.
    read: usize,
    /// Quotation marks (and backslashes before them) that are text, though they are not doubled.
    literal: Vec<usize>,
    /// Backslashes that only mark the next byte as text.
    dropped: Vec<usize>,
    /// Whether a mark without a backslash is among them.
    undoubled: bool,
    backslashes: bool,
}

impl Scan {
    fn new(backslashes: bool) -> Self {
        Self {
            state: State::FieldStart,
            read: 0,
            literal: Vec::new(),
            dropped: Vec::new(),
            undoubled: false,
            backslashes,
        }
    }

    /// Reads on to the end of `row`. True where a field opens although the one before is not closed; or, with
    /// `backslashes` set on the way, where it has to be read again.
    fn read(&mut self, row: &[u8], delimiters: &[u8]) -> bool {
        while let Some(&byte) = row.get(self.read) {
            let at = self.read;
            self.read += 1;
            self.state = match (self.state, byte) {
                (State::Quoted, b'"') => State::Closing(at),
                (State::Quoted, b'\\') if self.backslashes && matches!(row.get(at + 1), Some(b'"' | b'\\')) => {
                    self.dropped.push(at);
                    if row[at + 1] == b'"' {
                        self.literal.push(at + 1);
                    }
                    self.read += 1;
                    State::Quoted
                }
                (State::Quoted, _) => State::Quoted,
                (State::FieldStart | State::Closing(_), b'"') => State::Quoted,
                (_, byte) if delimiters.contains(&byte) => State::FieldStart,
                (State::Closing(mark) | State::Closed(mark), b' ' | b'\t') => State::Closed(mark),
                (State::Closing(_) | State::Closed(_), b'\r' | b'\n') => State::Plain,
                // Text behind a closing mark: it closed nothing.
                (closing @ (State::Closing(mark) | State::Closed(mark)), _) => {
                    if row[..mark].ends_with(b"\\") && !self.backslashes {
                        self.backslashes = true;
                        return true;
                    }
                    // A mark between the beginning of a field and a word opens that field: it is the field before that
                    // was never closed. Behind a comma and before a blank it ends a quotation ("Yes," he said).
                    let before = row[..mark].iter().rposition(|&byte| byte != b'"').map(|at| row[at]);
                    let begins = before.is_none_or(|byte| byte == b'\n' || delimiters.contains(&byte));
                    if begins && matches!(closing, State::Closing(_)) {
                        return true;
                    }
                    self.literal.push(mark);
                    self.undoubled = true;
                    // The byte at hand may be a mark or a backslash itself.
                    self.read = at;
                    State::Quoted
                }
                _ => State::Plain,
            };
        }
        false
    }

    /// The row, with every quotation mark that is text doubled.
    fn finish(self, first: u64, row: Vec<u8>) -> Row {
        if self.literal.is_empty() && self.dropped.is_empty() {
            return Row::Whole(first, row);
        }
        let mut mended = Vec::with_capacity(row.len() + self.literal.len());
        let (mut literal, mut dropped) = (self.literal.iter().peekable(), self.dropped.iter().peekable());
        for (at, byte) in row.into_iter().enumerate() {
            if dropped.next_if_eq(&&at).is_some() {
                continue;
            }
            if literal.next_if_eq(&&at).is_some() {
                mended.push(byte);
            }
            mended.push(byte);
        }
        if self.undoubled { Row::Mended(first, mended) } else { Row::Whole(first, mended) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, limit: usize) -> Vec<Row> {
        let mut rows = Rows::new(text.as_bytes(), limit);
        std::iter::from_fn(|| rows.next(b",").unwrap()).collect()
    }

    fn whole(line: u64, text: &str) -> Row {
        Row::Whole(line, text.as_bytes().to_vec())
    }

    #[test]
    fn quoted_line_ends_belong_to_the_row() {
        let text = "a,\"one\n\n\"\"two\"\"\"\n\nb,5\" pipe\nc,d";
        let expected = vec![whole(1, "a,\"one\n\n\"\"two\"\"\"\n"), whole(5, "b,5\" pipe\n"), whole(6, "c,d")];
        assert_eq!(rows(text, 100), expected);
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_line() {
        assert_eq!(
            rows("a,b\nc,\"d\ne,f\ng,h\n", 100),
            vec![whole(1, "a,b\n"), Row::Unclosed(2), whole(3, "e,f\n"), whole(4, "g,h\n")]
        );
        assert_eq!(rows("c,\"d\ne,f\ng,h\ni,j\n", 8)[..3], [Row::Unclosed(1), whole(2, "e,f\n"), whole(3, "g,h\n")]);
    }

    #[test]
    fn many_unclosed_quotes_cost_no_more_than_one_reading() {
        use std::time::Instant;
        let timed = |text: &str| {
            let start = Instant::now();
            let found = rows(text, 1 << 20);
            (found, start.elapsed())
        };
        let many = 20_000;
        let (plain, usual) = timed(&"a, b d\n".repeat(many));
        assert_eq!(plain.len(), many);
        // A mark before a blank could be the end of a quotation in the field that the line before has opened.
        let (unclosed, took) = timed(&"a,\" d\n".repeat(many));
        let expected: Vec<Row> = (1..=many as u64).map(Row::Unclosed).collect();
        assert_eq!(unclosed, expected);
        // Reading on from each to the end would take some thousand times as long.
        assert!(took < usual * 50, "{took:?} and {usual:?}");
        // The same where the lines are given up because another field opens.
        let (mut found, took) = timed(&("a,\" d\n".repeat(many) + "\"b\",\"c\"\n"));
        assert_eq!(found.pop(), Some(whole(many as u64 + 1, "\"b\",\"c\"\n")));
        assert_eq!(found, expected);
        assert!(took < usual * 50, "{took:?} and {usual:?}");
    }

    #[test]
    fn a_long_line_is_passed_over() {
        assert_eq!(rows("a\nxxxxxxxxxxxx\nb\n", 8), vec![whole(1, "a\n"), Row::TooLong(2, 13), whole(3, "b\n")]);
    }

    #[test]
    fn a_quote_that_is_not_closed_does_not_swallow_the_next_row() {
        for text in ["a,\"b.,R\nc,\"d, e.\",R\nf,g\n", "a,\"b.,R\n\"c\",\"d, e.\",R\nf,g\n"] {
            let found = rows(text, 100);
            assert_eq!((&found[0], &found[2]), (&Row::Unclosed(1), &whole(3, "f,g\n")), "{text}");
            assert!(matches!(&found[1], Row::Whole(2, row) if row.ends_with(b"\"d, e.\",R\n")), "{text}");
        }
    }

    #[test]
    fn marks_that_are_not_doubled_are_text() {
        let mended = |text: &str| vec![Row::Mended(1, text.as_bytes().to_vec())];
        assert_eq!(
            rows("a,\"say \"yes,\" to 5\" pipes\",R\n", 100),
            mended("a,\"say \"\"yes,\"\" to 5\"\" pipes\",R\n")
        );
        assert_eq!(rows("a,\"one\n \"two\" x\"\n", 100), mended("a,\"one\n \"\"two\"\" x\"\n"));
        assert_eq!(rows("a,\"b\" ,\"c\"\t\n", 100), vec![whole(1, "a,\"b\" ,\"c\"\t\n")]);
    }

    #[test]
    fn backslashes_mark_text_where_nothing_else_is_meant() {
        let text = "a,\"say \\\"yes\\\", she \\\\ said: \\\"no.\\\"\",R\nb,\"\\\"Yes.\\\"\"\n";
        let expected =
            vec![whole(1, "a,\"say \"\"yes\"\", she \\ said: \"\"no.\"\"\",R\n"), whole(2, "b,\"\"\"Yes.\"\"\"\n")];
        assert_eq!(rows(text, 100), expected);
        assert_eq!(rows("a,\"C:\\dir\\\",R\n", 100), vec![whole(1, "a,\"C:\\dir\\\",R\n")]);
    }
}
