//! CSV bytes into whole rows, so that one unbalanced quotation mark costs one row and not the rest of the file.
//!
//! A quoted field may hold line ends, so a row may take several lines. A CSV parser that meets a quotation mark that
//! is never closed reads on to the end of the file, in memory. Here lines are gathered until the quotes are closed; if
//! they never are, the first of the lines is given up and the others are read again as rows of their own.

use super::lines::{Line, read_line};
use std::collections::VecDeque;
use std::io::{self, BufRead};

/// What [`Rows::next`] found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// The bytes of a row, with the number of its first line.
    Whole(u64, Vec<u8>),
    /// The row that starts on this line opens a quotation mark that is not closed within the limit.
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
}

/// A line and its number; of a line over the limit only its length.
type Numbered = (u64, Result<Vec<u8>, u64>);

impl<R: BufRead> Rows<R> {
    /// Rows of at most `limit` bytes.
    pub fn new(reader: R, limit: usize) -> Self {
        Self { reader, limit, line: 0, again: VecDeque::new() }
    }

    /// The next row that is not blank, where fields are divided by one of `delimiters`.
    pub fn next(&mut self, delimiters: &[u8]) -> io::Result<Option<Row>> {
        let mut gathered: Vec<(u64, Vec<u8>)> = Vec::new();
        let (mut size, mut state) = (0, State::FieldStart);
        while let Some((number, line)) = self.line()? {
            match line {
                Ok(bytes) if gathered.is_empty() && bytes.trim_ascii().is_empty() => {}
                Ok(bytes) => {
                    state = scan(state, &bytes, delimiters);
                    size += bytes.len();
                    gathered.push((number, bytes));
                    if state != State::Quoted {
                        let first = gathered.first().map_or(number, |(first, _)| *first);
                        return Ok(Some(Row::Whole(
                            first,
                            gathered.into_iter().flat_map(|(_, bytes)| bytes).collect(),
                        )));
                    }
                    if size > self.limit {
                        return Ok(self.give_up(gathered));
                    }
                }
                Err(length) if gathered.is_empty() => return Ok(Some(Row::TooLong(number, length))),
                Err(length) => {
                    self.again.push_front((number, Err(length)));
                    return Ok(self.give_up(gathered));
                }
            }
        }
        Ok(self.give_up(gathered))
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

    /// Gives up the first of the gathered lines, if there is one, and puts the others back.
    fn give_up(&mut self, gathered: Vec<(u64, Vec<u8>)>) -> Option<Row> {
        let mut lines = gathered.into_iter();
        let (first, _) = lines.next()?;
        for (number, bytes) in lines.rev() {
            self.again.push_front((number, Ok(bytes)));
        }
        Some(Row::Unclosed(first))
    }
}

/// Where a byte stands in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quotation mark inside a quoted field: its end, or the first half of an escaped one.
    Closing,
}

fn scan(state: State, bytes: &[u8], delimiters: &[u8]) -> State {
    bytes.iter().fold(state, |state, byte| match (state, byte) {
        (State::Quoted, b'"') => State::Closing,
        (State::Quoted, _) => State::Quoted,
        (State::FieldStart | State::Closing, b'"') => State::Quoted,
        (_, byte) if delimiters.contains(byte) => State::FieldStart,
        _ => State::Plain,
    })
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
    fn a_long_line_is_passed_over() {
        assert_eq!(rows("a\nxxxxxxxxxxxx\nb\n", 8), vec![whole(1, "a\n"), Row::TooLong(2, 13), whole(3, "b\n")]);
    }
}
